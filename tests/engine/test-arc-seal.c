/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/arc-seal.h"

#include "tests/engine/mail-suite.h"
#include "tests/engine/sample-keys.h"
#include "tests/engine/table-resolver.h"
#include "tests/test-main.h"
#include "tokenizer/limits.h"

#define MAIL \
	"From: Ann <ann@example.com>\n" \
	"To: ben@example.net\n" \
	"Subject: one\n" \
	"\n" \
	"Hello\n" \
	"bye\n"

#define NOW 1700000000

static HanteiDkimPrivateKey *
read_key(const gchar *pem)
{
	return hantei_dkim_private_key_new_from_pem(pem, strlen(pem), "key", NULL);
}

static gchar *
replace(const gchar *text, const gchar *from, const gchar *to)
{
	const gchar *at = strstr(text, from);

	if (at == NULL)
		return g_strdup(text);
	return g_strdup_printf("%.*s%s%s", (gint)(at - text), text, to, at + strlen(from));
}

/* Sealed three times, then the first sealer's view is broken by a list that adds a footer. */
START_TEST(a_chain_grows_and_breaks)
{
	static const gchar *const expected[] = {"pass 0", "pass 0", "pass 3", "fail 0"};
	g_autoptr(HanteiDkimPrivateKey) key = read_key(KEY_RSA);
	g_autoptr(TestTableResolver) table = test_table_resolver_new();
	const HanteiArcSealOptions options = {.key = key,
					      .domain = "example.com",
					      .selector = "sel",
					      .authserv_id = "mx.example.com",
					      .timestamp = NOW};
	g_autofree gchar *text = g_strdup(MAIL);

	test_table_add_txt(table, "sel._domainkey.example.com", "p=" PUBLIC_RSA);
	for (guint i = 0; i < 4; i++) {
		g_autoptr(HanteiMessage) message = suite_message(text, strlen(text), i % 2 == 0);
		g_autoptr(HanteiArc) before =
		    hantei_arc_validate(message, HANTEI_RESOLVER(table), NULL, NULL);
		g_autofree gchar *fields = hantei_arc_seal(
		    message, i == 2 ? HANTEI_AUTH_RESULT_PASS : before->result, &options, NULL);
		g_autoptr(GBytes) bytes = hantei_dkim_prepend(message, fields);
		g_autoptr(HanteiMessage) sealed = hantei_message_new_from_bytes(bytes, NULL);
		g_autoptr(HanteiArc) arc =
		    hantei_arc_validate(sealed, HANTEI_RESOLVER(table), NULL, NULL);
		g_autofree gchar *found = g_strdup_printf(
		    "%s %u", hantei_auth_result_to_string(arc->result), arc->oldest_pass);
		g_autofree gchar *whole =
		    g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));

		ck_assert_str_eq(found, expected[i]);
		ck_assert_uint_eq(arc->n_instances, i + 1);
		g_free(text);
		/* a list changes the body before it seals as the third, and once more after it */
		text = i == 1	? replace(whole, "bye", "bye\n-- \na list")
		       : i == 2 ? replace(whole, "a list", "A list")
				: g_steal_pointer(&whole);
	}
}
END_TEST

/* Who sees that a chain has failed says so once, and nobody adds to it. */
START_TEST(a_failed_chain_is_closed)
{
	g_autoptr(HanteiDkimPrivateKey) key = read_key(KEY_ED25519);
	const HanteiArcSealOptions options = {
	    .key = key, .domain = "example.com", .selector = "sel", .authserv_id = "mx.example"};
	g_autoptr(HanteiMessage) message = suite_message(MAIL, strlen(MAIL), TRUE);
	g_autofree gchar *first = hantei_arc_seal(message, HANTEI_AUTH_RESULT_NONE, &options, NULL);
	g_autoptr(GBytes) one = hantei_dkim_prepend(message, first);
	g_autoptr(HanteiMessage) sealed = hantei_message_new_from_bytes(one, NULL);
	g_autofree gchar *second = hantei_arc_seal(sealed, HANTEI_AUTH_RESULT_FAIL, &options, NULL);
	g_autoptr(GBytes) two = hantei_dkim_prepend(sealed, second);
	g_autoptr(HanteiMessage) failed = hantei_message_new_from_bytes(two, NULL);
	g_autofree gchar *third = hantei_arc_seal(failed, HANTEI_AUTH_RESULT_FAIL, &options, NULL);
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_nonnull(strstr(first, "i=1; mx.example; none"));
	ck_assert_ptr_nonnull(strstr(second, "cv=fail;"));
	ck_assert_str_eq(third, "");
	ck_assert_ptr_null(hantei_arc_seal(message, HANTEI_AUTH_RESULT_PASS, &options, &error));
	ck_assert_str_eq(error->message, "cv=pass does not fit a chain of 0 instances");
}
END_TEST

/* RFC 8617 section 4.2.1: fifty and no more. */
START_TEST(there_is_an_end_to_instances)
{
	g_autoptr(HanteiDkimPrivateKey) key = read_key(KEY_ED25519);
	g_autoptr(TestTableResolver) table = test_table_resolver_new();
	const HanteiArcSealOptions options = {
	    .key = key, .domain = "example.com", .selector = "sel", .authserv_id = "mx.example"};
	g_autofree gchar *text = g_strdup(MAIL);
	g_autoptr(HanteiMessage) message = NULL;
	g_autoptr(HanteiArc) arc = NULL;

	test_table_add_txt(table, "sel._domainkey.example.com", "k=ed25519; p=" PUBLIC_ED25519);
	for (guint i = 0; i <= HANTEI_LIMIT_ARC_SETS; i++) {
		g_autoptr(HanteiMessage) before = suite_message(text, strlen(text), FALSE);
		g_autofree gchar *fields = hantei_arc_seal(
		    before, i == 0 ? HANTEI_AUTH_RESULT_NONE : HANTEI_AUTH_RESULT_PASS, &options,
		    NULL);
		gchar *more = g_strconcat(fields, text, NULL);

		ck_assert_int_eq(*fields == '\0', i == HANTEI_LIMIT_ARC_SETS);
		g_free(text);
		text = more;
	}
	message = suite_message(text, strlen(text), FALSE);
	arc = hantei_arc_validate(message, HANTEI_RESOLVER(table), NULL, NULL);
	ck_assert_msg(arc->result == HANTEI_AUTH_RESULT_PASS, "%s", arc->reason);
	ck_assert_uint_eq(arc->n_instances, HANTEI_LIMIT_ARC_SETS);
	ck_assert_uint_eq(table->n_asked, 1);
}
END_TEST

static Suite *
arc_seal_suite(void)
{
	Suite *suite = suite_create("arc-seal");
	TCase *tcase = tcase_create("arc-seal");

	tcase_add_test(tcase, a_chain_grows_and_breaks);
	tcase_add_test(tcase, a_failed_chain_is_closed);
	tcase_add_test(tcase, there_is_an_end_to_instances);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(arc_seal_suite());
}
