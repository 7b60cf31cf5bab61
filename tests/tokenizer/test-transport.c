/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/transport.h"

#include "tests/test-main.h"
#include "tests/tokenizer/mail.h"

static const struct {
	const gchar *name;
	const gchar *fields;
	const gchar *features;
} ROWS[] = {
    {"relay",
     "Received: from mail.example.com (mail.example.com [192.0.2.1])\n"
     " by mx.example.net with ESMTPS id ab12; Mon, 27 Jul 2026 10:00:00 +0900\n",
     "relay example.com; relay 0 host mail.example.com; relay network 192.0.2.1; "
     "relay network 192.0.2; relay network 192.0; relay word ESMTPS; field Received"},
    {"fifth relay is too far",
     "Received: by a.test\nReceived: by b.test\nReceived: by c.test\nReceived: by d.test\n"
     "Received: by e.test\n",
     "relay 3 host d.test; !relay 4 host e.test; field Received before Received"},
    {"no address", "Received: from x (HELO 999.999.999.9999)\n", "!relay network 999.999"},
    {"Message-ID", "Message-ID: <20260727.ABC123xyz@mail.example.com>\n",
     "Message-ID domain example.com; Message-ID form <9.h9a"},
    {"Message-ID without a domain", "Message-ID: <12345>\n", "Message-ID form <9>"},
    {"Date", "Date: Mon, 27 Jul 2026 10:00:00 +0900\n",
     "Date form  a, 9 a 9 9:9:9 +9; time zone +0900"},
    {"Date without a zone", "Date: today\n", "Date form  a"},
    {"words", "X-Mailer: Fancy Mailer 12.3.45678\n",
     "X-Mailer fancy; X-Mailer mailer; X-Mailer 99.9.99999; field X-Mailer"},
    {"presence only", "X-Campaign: secret-value\nDKIM-Signature: v=1; b=abcdef\n",
     "field X-Campaign; field DKIM-Signature; field X-Campaign before DKIM-Signature; "
     "!X-Campaign secret-value"},
    {"order passes over what is ignored", "Date: x\nX-Spam-Status: Yes\nTo: y\n",
     "field Date before To; !field X-Spam-Status"},
    {"8-bit words", "To: caf\xe9\n", "To caf?"},
    {"8-bit relay", "Received: from caf\xe9.example.com\n", "relay example.com"},
    {"parts",
     "Content-Type: multipart/mixed; boundary=\"----=_Part_12ab\"\n\n"
     "------=_Part_12ab\nContent-Type: text/plain; charset=UTF-8\n"
     "Content-Transfer-Encoding: BASE64\n\naGk=\n------=_Part_12ab--\n",
     "charset utf-8; encoding base64; boundary form ----=_Phrt_99hh; boundary length 15"},
    {"no boundary", "Content-Type: multipart/mixed\n\nx\n", "!boundary length 20"},
};

static HanteiFeatures *
emit(const gchar *fields)
{
	g_autofree gchar *mail = g_strdup_printf("From: a@example.com\n%s\nbody\n", fields);
	g_autoptr(HanteiMessage) message = mail_new(mail, strlen(mail));
	HanteiFeatures *features = hantei_features_new(&test_key);

	hantei_transport_emit(message, features);
	hantei_features_seal(features);
	return features;
}

START_TEST(fields_give_these_features)
{
	g_autoptr(HanteiFeatures) features = emit(ROWS[_i].fields);
	gsize n;
	const HanteiFeature *all = hantei_features_get(features, &n);

	features_assert(features, HANTEI_N_GROUPS, ROWS[_i].features, ROWS[_i].name);
	for (gsize i = 0; i < n; i++) {
		const HanteiGroup group = (HanteiGroup)all[i].group;

		ck_assert(group == HANTEI_GROUP_ENCODING || hantei_group_is_transport(group));
		ck_assert(g_utf8_validate(hantei_features_text(features, &all[i]), -1, NULL));
	}
}
END_TEST

static const struct {
	const gchar *fields;
	HanteiGroup group;
	const gchar *features;
} GROUPS[] = {
    {"To: Ann <ann@example.net>\nCc: b@example.net\n", HANTEI_GROUP_RECIPIENT,
     "To ann; Cc example.net"},
    {"Received: from a.test ([192.0.2.1])\nReturn-Path: <b@c.test>\n", HANTEI_GROUP_RELAY,
     "relay a.test; relay network 192.0.2; Return-Path c.test"},
    {"Date: x +0900\nX-Mailer: y12\nList-Id: <z.test>\n", HANTEI_GROUP_HEADER,
     "time zone +0900; X-Mailer y12; List-Id z.test; field Date before X-Mailer"},
    {"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n",
     HANTEI_GROUP_ENCODING,
     "charset utf-8; encoding 8bit; Content-Type html; Content-Transfer-Encoding 8bit"},
};

START_TEST(field_goes_to_its_group)
{
	g_autoptr(HanteiFeatures) features = emit(GROUPS[_i].fields);

	features_assert(features, GROUPS[_i].group, GROUPS[_i].features, GROUPS[_i].fields);
}
END_TEST

/* What other filters said, and where the mail came to rest. */
static const gchar *const ignored[] = {
    "Authentication-Results: mx.example.net; spf=fail; dmarc=fail",
    "Received-SPF: fail",
    "X-Spam-Status: Yes, score=12",
    "X-Spam-Flag: YES",
    "X-Spam-Score: 9.1",
    "X-Virus-Scanned: clamav",
    "X-Bogosity: Spam",
    "X-MS-Exchange-Organization-SCL: 9",
    "X-Rspamd-Server: a",
    "X-Proofpoint-Verdict: spam",
    "Delivered-To: me@example.net",
    "X-Original-To: me@example.net",
    "Status: RO",
    "X-UID: 12",
    "Content-Length: 40",
};

START_TEST(verdict_of_another_filter_gives_no_feature)
{
	g_autofree gchar *fields = g_strdup_printf("To: b@example.net\n%s\nDate: x\n", ignored[_i]);
	g_autofree gchar *folded =
	    g_strdup_printf("To: b@example.net\n%s;\n folded=spam\nDate: x\n", ignored[_i]);
	g_autoptr(HanteiFeatures) without = emit("To: b@example.net\nDate: x\n");
	g_autoptr(HanteiFeatures) with = emit(fields);
	g_autoptr(HanteiFeatures) with_folded = emit(folded);
	g_autofree gchar *wanted = features_print(without, HANTEI_N_GROUPS);
	g_autofree gchar *got = features_print(with, HANTEI_N_GROUPS);
	g_autofree gchar *got_folded = features_print(with_folded, HANTEI_N_GROUPS);

	ck_assert_str_eq(got, wanted);
	ck_assert_str_eq(got_folded, wanted);
}
END_TEST

static Suite *
transport_suite(void)
{
	Suite *suite = suite_create("transport");
	TCase *tcase = tcase_create("transport");

	tcase_add_loop_test(tcase, fields_give_these_features, 0, G_N_ELEMENTS(ROWS));
	tcase_add_loop_test(tcase, field_goes_to_its_group, 0, G_N_ELEMENTS(GROUPS));
	tcase_add_loop_test(tcase, verdict_of_another_filter_gives_no_feature, 0,
			    G_N_ELEMENTS(ignored));
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(transport_suite());
}
