/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/received.h"

#include <string.h>

#include "tests/test-main.h"

/* "HELO RDNS CLIENT by BY" and " <ENVELOPE-FROM>", "-" for what is not there */
static gchar *
describe(const HanteiReceived *received)
{
	g_autofree gchar *client = received->client == NULL
				       ? g_strdup(received->is_doubtful ? "?" : "-")
				       : g_inet_address_to_string(received->client);
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "%s %s %s by %s", received->helo != NULL ? received->helo : "-",
			       received->rdns != NULL ? received->rdns : "-", client,
			       received->by != NULL ? received->by : "-");
	if (received->envelope_from != NULL)
		g_string_append_printf(out, " <%s>", received->envelope_from);
	return g_string_free(out, FALSE);
}

#define DATE "; Thu, 22 Aug 2002 12:36:23 +0000\r\n"

static const struct {
	const gchar *name;
	const gchar *value;
	const gchar *expected;
} fields[] = {
    {"Postfix",
     " from mail.example.com (out.example.com [192.0.2.1])\r\n\t(using TLSv1.3 with cipher X "
     "(256/256 "
     "bits))\r\n\t(No client certificate requested)\r\n\tby mx.example.net (Postfix) with ESMTPS "
     "id "
     "4ABC\r\n\tfor <b@example.net>" DATE,
     "mail.example.com out.example.com 192.0.2.1 by mx.example.net"},
    {"Postfix, no name",
     " from x (unknown [192.0.2.1]) by mx.example.net (Postfix) with SMTP id 4" DATE,
     "x - 192.0.2.1 by mx.example.net"},
    {"Postfix, IPv6",
     " from x (out.example.com [IPv6:2001:db8::1]) by mx.example.net (Postfix) with SMTP id 4" DATE,
     "x out.example.com 2001:db8::1 by mx.example.net"},
    {"Postfix, literal HELO",
     " from [192.0.2.7] (out.example.com [192.0.2.1]) by mx.example.net (Postfix) with SMTP id "
     "4" DATE,
     "[192.0.2.7] out.example.com 192.0.2.1 by mx.example.net"},
    {"Postfix, submitted here", " by mx.example.net (Postfix, from userid 1000)\r\n\tid 4" DATE,
     "- - - by mx.example.net"},
    {"Postfix, HELO is a keyword",
     " from by (out.example.com [192.0.2.1]) by mx.example.net (Postfix) with SMTP id 4" DATE,
     "by out.example.com 192.0.2.1 by mx.example.net"},
    {"Sendmail",
     " from x.example.com (out.example.com [192.0.2.1])\r\n\tby mx.example.net "
     "(8.17.1/8.17.1) with ESMTP id 4" DATE,
     "x.example.com out.example.com 192.0.2.1 by mx.example.net"},
    {"Sendmail, may be forged",
     " from x (out.example.com [192.0.2.1] (may be forged)) by mx.example.net (8.17.1/8.17.1) with "
     "ESMTP id 4" DATE,
     "x - 192.0.2.1 by mx.example.net"},
    {"Sendmail, ident",
     " from x (IDENT:ann@out.example.com [192.0.2.1]) by mx.example.net with ESMTP id 4" DATE,
     "x out.example.com 192.0.2.1 by mx.example.net"},
    {"Sendmail, no name", " from x ([192.0.2.1]) by mx.example.net with ESMTP id 4" DATE,
     "x - 192.0.2.1 by mx.example.net"},
    {"Exim",
     " from out.example.com ([192.0.2.1] helo=mail.example.com)\r\n\tby mx.example.net with esmtps "
     "(TLS1.3) tls X\r\n\t(Exim 4.96)\r\n\t(envelope-from <a@example.com>)\r\n\tid 1abc" DATE,
     "mail.example.com out.example.com 192.0.2.1 by mx.example.net <a@example.com>"},
    {"Exim, no name",
     " from [192.0.2.1] (helo=mail.example.com) by mx.example.net with esmtp (Exim 4.96) "
     "(envelope-from <>) id 1abc" DATE,
     "mail.example.com - 192.0.2.1 by mx.example.net <>"},
    {"Exim, port",
     " from out.example.com ([192.0.2.1]:4321 helo=x) by mx.example.net with esmtp (Exim 4.96) id "
     "1" DATE,
     "x out.example.com 192.0.2.1 by mx.example.net"},
    {"Exim, address only", " from [192.0.2.1] by mx.example.net with esmtp (Exim 4.96) id 1" DATE,
     "[192.0.2.1] - 192.0.2.1 by mx.example.net"},
    {"Exim, IPv6",
     " from [2001:db8::1] (helo=x) by mx.example.net with esmtp (Exim 4.96) id 1" DATE,
     "x - 2001:db8::1 by mx.example.net"},
    {"Gmail",
     " from out.example.com (out.example.com. [192.0.2.1])\r\n        by mx.google.com with ESMTPS "
     "id "
     "x-y.1.2002.08.22\r\n        for <b@gmail.com>\r\n        (version=TLS1_3 cipher=X "
     "bits=128/128)" DATE,
     "out.example.com out.example.com 192.0.2.1 by mx.google.com"},
    {"Gmail, within", " by 2002:a05:6402:1234:b0:5a0:1 with SMTP id x" DATE, "- - - by -"},
    {"Microsoft",
     " from mail.example.com (192.0.2.1) by\r\n DB1.mail.protection.outlook.com (10.13.2.4) with "
     "Microsoft\r\n SMTP Server (version=TLS1_3, cipher=X) id\r\n 15.20.1.1 via Frontend "
     "Transport" DATE,
     "mail.example.com - 192.0.2.1 by db1.mail.protection.outlook.com"},
    {"Microsoft, IPv6",
     " from A.prod.outlook.com (2603:10a6:1::1)\r\n by B.prod.outlook.com (2603:10a6:1::2) with "
     "HTTPS" DATE,
     "A.prod.outlook.com - 2603:10a6:1::1 by b.prod.outlook.com"},
    {"qmail",
     " from unknown (HELO mail.example.com) (192.0.2.1)\n  by mx.example.net with SMTP" DATE,
     "mail.example.com - 192.0.2.1 by mx.example.net"},
    {"qmail, name",
     " from out.example.com (HELO mail.example.com) (ann@192.0.2.1) by mx.example.net with "
     "SMTP" DATE,
     "mail.example.com out.example.com 192.0.2.1 by mx.example.net"},
    {"Yahoo",
     " from 192.0.2.1  (EHLO mail.example.com) (192.0.2.1)\r\n by 10.1.2.3 with SMTPs "
     "(version=TLS1_3)" DATE,
     "mail.example.com - 192.0.2.1 by 10.1.2.3"},
    {"two addresses", " from x (a [192.0.2.1]) (b [192.0.2.2]) by mx.example.net with SMTP" DATE,
     "x a ? by mx.example.net"},
    {"the same twice", " from x (a [192.0.2.1]) ([192.0.2.1]) by mx.example.net with SMTP" DATE,
     "x a 192.0.2.1 by mx.example.net"},
    {"an address after by", " from x by mx.example.net ([192.0.2.9]) with SMTP" DATE,
     "x - - by mx.example.net"},
    {"an address after the date", " from x by mx.example.net; ([192.0.2.9])",
     "x - - by mx.example.net"},
    {"from in the middle",
     " from x (a [192.0.2.1]) by mx.example.net with SMTP from y ([192.0.2.9])" DATE,
     "x a 192.0.2.1 by mx.example.net"},
    {"no address", " from x (somewhere) by mx.example.net with SMTP" DATE,
     "x - - by mx.example.net"},
    {"no such address", " from x ([999.0.2.1]) by mx.example.net with SMTP" DATE,
     "x - - by mx.example.net"},
    {"a zone index", " from x ([fe80::1%eth0]) by mx.example.net" DATE, "x - - by mx.example.net"},
    {"an open comment", " from x (a [192.0.2.1] by mx.example.net", "x - - by -"},
    {"nothing", "", "- - - by -"},
    {"prose", " (hello)", "- - - by -"},
};

START_TEST(field_reads_as_expected)
{
	g_autoptr(HanteiReceived) received =
	    hantei_received_parse(fields[_i].value, strlen(fields[_i].value));
	g_autofree gchar *got = describe(received);

	ck_assert_msg(strcmp(got, fields[_i].expected) == 0, "%s: \"%s\"", fields[_i].name, got);
}
END_TEST

static Suite *
received_suite(void)
{
	Suite *suite = suite_create("received");
	TCase *tcase = tcase_create("received");

	tcase_add_loop_test(tcase, field_reads_as_expected, 0, G_N_ELEMENTS(fields));
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(received_suite());
}
