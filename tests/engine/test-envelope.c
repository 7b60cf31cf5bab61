/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/envelope.h"

#include <string.h>

#include "tests/test-main.h"

static gchar *
describe(const HanteiEnvelope *envelope)
{
	g_autofree gchar *client =
	    envelope->client != NULL ? g_inet_address_to_string(envelope->client) : NULL;

	if (client == NULL)
		return g_strdup(hantei_envelope_reason_to_string(envelope->reason));
	return g_strdup_printf("%s %s(%s) %s%s%s(%s)", client,
			       envelope->helo != NULL ? envelope->helo : "-",
			       hantei_envelope_source_to_string(envelope->helo_source),
			       envelope->mail_from != NULL ? "<" : "",
			       envelope->mail_from != NULL ? envelope->mail_from : "-",
			       envelope->mail_from != NULL ? ">" : "",
			       hantei_envelope_source_to_string(envelope->mail_from_source));
}

#define D "; Thu, 22 Aug 2002 12:36:23 +0000\n"
#define IN "Received: from c (out.example.com [192.0.2.1]) by mx.example.net with SMTP" D
#define WITHIN "Received: from mx (mx.example.net [198.51.100.1]) by filter.example.net with SMTP" D
#define LOCAL "Received: from localhost (localhost [127.0.0.1]) by mx.example.net with SMTP" D
#define FORGED "Received: from e (evil.example [203.0.113.9]) by mx.example.net with SMTP" D
#define PATH "Return-Path: <a@example.com>\n"
#define SPF "Received-SPF: pass (x) client-ip=192.0.2.1; helo=h; envelope-from=s@example.com\n"

static const struct {
	const gchar *name;
	const gchar *fields;
	const gchar *hosts; /* blanks between */
	guint n_trusted;
	const gchar *expected;
} rows[] = {
    {"border and Return-Path", PATH IN, "mx.example.net", 0,
     "192.0.2.1 c(received) <a@example.com>(return-path)"},
    {"host in upper case", PATH IN, "MX.Example.NET", 0,
     "192.0.2.1 c(received) <a@example.com>(return-path)"},
    {"null sender", "Return-Path: <>\n" IN, "mx.example.net", 0,
     "192.0.2.1 c(received) <>(return-path)"},
    {"Return-Path below is the sender's", IN PATH, "mx.example.net", 0,
     "192.0.2.1 c(received) -(none)"},
    {"Received-SPF above", SPF IN, "mx.example.net", 0,
     "192.0.2.1 c(received) <s@example.com>(received-spf)"},
    {"Return-Path goes before Received-SPF", SPF PATH IN, "mx.example.net", 0,
     "192.0.2.1 c(received) <a@example.com>(return-path)"},
    {"Received-SPF below is the sender's", IN SPF, "mx.example.net", 0,
     "192.0.2.1 c(received) -(none)"},
    {"Received-SPF of another hop",
     "Received-SPF: pass client-ip=192.0.2.9; envelope-from=x@y.example\n" IN, "mx.example.net", 0,
     "192.0.2.1 c(received) -(none)"},
    {"nobody is believed", PATH IN, "", 0, "no-trust"},
    {"a draft", "Subject: x\n", "", 0, "no-received"},
    {"a draft, hosts named", "Subject: x\n", "mx.example.net", 0, "no-received"},
    {"another host", PATH IN, "mx.example.org", 0, "not-found"},
    {"a forged one below", PATH IN FORGED, "mx.example.net", 0,
     "192.0.2.1 c(received) <a@example.com>(return-path)"},
    {"a hop within", PATH WITHIN IN, "mx.example.net filter.example.net", 0,
     "192.0.2.1 c(received) <a@example.com>(return-path)"},
    {"a hop within, and a forged one", PATH WITHIN IN FORGED, ".example.net", 0,
     "192.0.2.1 c(received) <a@example.com>(return-path)"},
    {"a hop within, its host not named", PATH WITHIN IN, "filter.example.net", 0,
     "198.51.100.1 mx(received) <a@example.com>(return-path)"},
    {"a private address is within", PATH LOCAL IN, "mx.example.net", 0,
     "192.0.2.1 c(received) <a@example.com>(return-path)"},
    {"within, and then another's",
     PATH LOCAL "Received: from e (evil.example [203.0.113.9]) by mail.example.org with SMTP" D,
     "mx.example.net", 0, "inside"},
    {"within, and nothing more", PATH LOCAL, "mx.example.net", 0, "inside"},
    {"submitted on the host", PATH "Received: by mx.example.net (Postfix, from userid 0) id 4" D,
     "mx.example.net", 0, "inside"},
    {"a later host above",
     "Received: from mx.example.net (mx.example.net [198.51.100.1]) by "
     "mail.example.org with SMTP" D PATH IN,
     "mx.example.net", 0, "192.0.2.1 c(received) <a@example.com>(return-path)"},
    {"HELO claims a name within",
     "Received: from mx.example.net (203.0.113.9) by mx.example.net with "
     "SMTP" D IN,
     "mx.example.net", 0, "claims-inside"},
    {"HELO claims it, the address's name does not",
     "Received: from mx.example.net (evil.example [203.0.113.9]) by mx.example.net with SMTP" D IN,
     "mx.example.net", 0, "203.0.113.9 mx.example.net(received) -(none)"},
    {"two addresses", "Received: from x (a [192.0.2.1]) (b [192.0.2.2]) by mx.example.net" D,
     "mx.example.net", 0, "unreadable"},
    {"Gmail",
     "Received: by 2002:a05:6402:1:b0:5a0:1 with SMTP id x" D PATH
     "Received: from out.example.com (out.example.com. [192.0.2.1]) by mx.google.com with ESMTPS "
     "id x" D,
     "mx.google.com", 0, "192.0.2.1 out.example.com(received) <a@example.com>(return-path)"},
    {"Exim's envelope-from",
     "Received: from out.example.com ([192.0.2.1] helo=h) by mx.example.net with esmtp (Exim 4.96) "
     "(envelope-from <e@example.com>) id 1" D,
     "mx.example.net", 0, "192.0.2.1 h(received) <e@example.com>(received)"},
    {"by number", PATH WITHIN IN FORGED, "", 2,
     "192.0.2.1 c(received) <a@example.com>(return-path)"},
    {"by number, too few", PATH IN, "", 2, "not-found"},
    {"by number, a draft", "Subject: x\n", "", 1, "no-received"},
    {"a malformed Return-Path", "Return-Path: <a@b> <c@d>\n" IN, "mx.example.net", 0,
     "192.0.2.1 c(received) -(none)"},
    {"two Return-Paths: the topmost", PATH "Return-Path: <x@evil.example>\n" IN, "mx.example.net",
     0, "192.0.2.1 c(received) <a@example.com>(return-path)"},
    {"a suffix is no whole name", PATH IN, ".mx.example.net", 0, "not-found"},
};

START_TEST(envelope_is_believed_or_not)
{
	g_autofree gchar *text = g_strconcat(rows[_i].fields, "From: x@y.example\n\nbody\n", NULL);
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	g_autoptr(HanteiMessage) message = hantei_message_new_from_bytes(bytes, NULL);
	g_auto(GStrv) hosts = g_strsplit(rows[_i].hosts, " ", -1);
	g_autoptr(HanteiEnvelope) envelope = hantei_envelope_new_from_message(
	    message, (const gchar *const *)hosts, rows[_i].n_trusted);
	g_autofree gchar *got = describe(envelope);

	ck_assert_msg(strcmp(got, rows[_i].expected) == 0, "%s: \"%s\"", rows[_i].name, got);
	ck_assert((envelope->client != NULL) == (envelope->reason == HANTEI_ENVELOPE_REASON_OK));
}
END_TEST

START_TEST(options_go_before_the_mail)
{
	const gchar text[] = PATH IN "\nbody\n";
	const gchar *const hosts[] = {"mx.example.net", NULL};
	g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));
	g_autoptr(HanteiMessage) message = hantei_message_new_from_bytes(bytes, NULL);
	g_autoptr(HanteiEnvelope) envelope = hantei_envelope_new_from_message(message, hosts, 0);
	g_autoptr(HanteiEnvelope) options =
	    hantei_envelope_new_from_options("2001:db8::1", NULL, "<>", NULL);
	g_autofree gchar *got = NULL;

	hantei_envelope_override(envelope, options);
	got = describe(envelope);
	ck_assert_str_eq(got, "2001:db8::1 c(received) <>(option)");
}
END_TEST

START_TEST(option_that_is_no_address_is_an_error)
{
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(hantei_envelope_new_from_options("192.0.2", NULL, NULL, &error));
	ck_assert(strstr(error->message, "192.0.2:") != NULL);
}
END_TEST

static Suite *
envelope_suite(void)
{
	Suite *suite = suite_create("envelope");
	TCase *tcase = tcase_create("envelope");

	tcase_add_loop_test(tcase, envelope_is_believed_or_not, 0, G_N_ELEMENTS(rows));
	tcase_add_test(tcase, options_go_before_the_mail);
	tcase_add_test(tcase, option_that_is_no_address_is_an_error);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(envelope_suite());
}
