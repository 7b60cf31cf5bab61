/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/sender.h"

#include "tests/test-main.h"
#include "tests/tokenizer/mail.h"

static const struct {
	const gchar *name;
	const gchar *fields;
	const gchar *features; /* see features_assert() */
} ROWS[] = {
    {"a shop", "From: Example Shop <news@mail.example.com>\n",
     "name example; name shop; display name is in the domain; domain mail.example.com; "
     "domain example.com; domain com; address news@mail.example.com; local part news; "
     "kind of local part role; no Reply-To; !freemail; !no display name"},
    {"a bank that is none", "From: Example Bank <x82731@evil.test>\n",
     "display name is not in the domain; kind of local part digits"},
    {"an office, not a name", "From: Mail Accounts <a@webmail-account.test>\n",
     "display name is not in the domain"},
    {"a short name", "From: ruu. Misaki <a@salon-ruu.test>\n", "display name is in the domain"},
    {"a short name within another", "From: ruu <a@kangaruu.test>\n",
     "display name is not in the domain"},
    {"Latin beside Japanese",
     "From: =?utf-8?Q?FX-ZENITH=E4=BA=8B=E5=8B=99=E5=B1=80?= <a@zenith.test>\n",
     "display name is in the domain"},
    {"a top-level domain", "From: Example <a@evil.example>\n", "display name is not in the domain"},
    {"address in the name", "From: \"bank@example.com\" <a@evil.test>\n",
     "address in the display name"},
    {"no name", "From: a@example.com\n", "no display name; domain example.com"},
    {"no From", "Subject: a\n",
     "no From address; no display name; !display name is not in the domain"},
    {"no reply", "From: A <noreply@example.com>\n", "kind of local part no-reply"},
    {"do not reply", "From: A <Do-Not-Reply@example.com>\n", "kind of local part no-reply"},
    {"first and last", "From: A <ann.bee@example.com>\n", "kind of local part first.last"},
    {"freemail", "From: A <ann@gmail.com>\n", "freemail; kind of local part other"},
    {"digits in the domain", "From: A <a@shop24.example>\n", "digits in the domain"},
    {"digits in a subdomain only", "From: A <a@mail24.example.com>\n", "!digits in the domain"},
    {"Reply-To the same", "From: A <a@example.com>\nReply-To: B <a@EXAMPLE.com>\n",
     "Reply-To the same address; !no Reply-To"},
    {"Reply-To the same domain", "From: A <a@example.com>\nReply-To: b@example.com\n",
     "Reply-To the same domain; Reply-To domain example.com"},
    {"Reply-To the same organization", "From: A <a@m.example.co.jp>\nReply-To: b@example.co.jp\n",
     "Reply-To the same organization"},
    {"Reply-To freemail", "From: A <a@example.com>\nReply-To: b@gmail.com\n",
     "Reply-To freemail elsewhere"},
    {"Reply-To elsewhere", "From: A <a@example.com>\nReply-To: b@evil.test\n",
     "Reply-To elsewhere"},
    {"Japanese name", "From: =\?utf-8\?B\?5p2x5Lqs6YqA6KGM\?= <a@example.jp>\n",
     "name 東京; name 銀行"},
    {"full-width name", "From: ＥＸＡＭＰＬＥ <a@example.jp>\n", "name example"},
};

START_TEST(sender_is_told)
{
	g_autofree gchar *mail = g_strdup_printf("%sTo: x@y.test\n\nbody\n", ROWS[_i].fields);
	g_autoptr(HanteiMessage) message = mail_new(mail, strlen(mail));
	g_autoptr(HanteiFeatures) features = hantei_features_new(&test_key);
	g_autoptr(HanteiWords) words = hantei_words_new();
	g_auto(HanteiSender) sender = {0};

	hantei_sender_init(&sender, message);
	hantei_sender_emit(&sender, words, features);
	hantei_features_seal(features);
	features_assert(features, HANTEI_GROUP_FROM, ROWS[_i].features, ROWS[_i].name);
	for (guint group = 0; group < HANTEI_N_GROUPS; group++) {
		g_autofree gchar *others = features_print(features, (HanteiGroup)group);

		ck_assert(group == HANTEI_GROUP_FROM || *others == '\0');
	}
}
END_TEST

START_TEST(sender_without_from_has_empty_domains)
{
	static const gchar mail[] = "Subject: a\n\n";
	g_autoptr(HanteiMessage) message = mail_new(mail, sizeof mail - 1);
	g_auto(HanteiSender) sender = {0};

	hantei_sender_init(&sender, message);
	ck_assert_str_eq(sender.domain, "");
	ck_assert_str_eq(sender.registered, "");
	ck_assert_ptr_null(sender.local);
	ck_assert_ptr_null(sender.name);
	ck_assert_ptr_null(sender.reply_domain);
}
END_TEST

START_TEST(no_name_is_looked_for_in_what_is_no_domain)
{
	/* RFC 1035: 253 octets at most */
	const gsize n_octets = 252 + (gsize)_i;
	g_autofree gchar *head = g_strnfill(n_octets - strlen(".zenith.test"), 'a');
	g_autofree gchar *mail = g_strdup_printf("From: Zenith <a@%s.zenith.test>\n\nbody\n", head);
	g_autoptr(HanteiMessage) message = mail_new(mail, strlen(mail));
	g_auto(HanteiSender) sender = {0};

	hantei_sender_init(&sender, message);
	ck_assert_uint_eq(strlen(sender.domain), n_octets);
	ck_assert_int_eq(hantei_sender_name_is_in_domain(&sender), n_octets <= 253);
}
END_TEST

static Suite *
sender_suite(void)
{
	Suite *suite = suite_create("sender");
	TCase *tcase = tcase_create("sender");

	tcase_add_loop_test(tcase, sender_is_told, 0, G_N_ELEMENTS(ROWS));
	tcase_add_test(tcase, sender_without_from_has_empty_domains);
	tcase_add_loop_test(tcase, no_name_is_looked_for_in_what_is_no_domain, 0, 3);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(sender_suite());
}
