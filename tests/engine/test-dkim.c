/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dkim.h"

#include "engine/auth/dkim-sign.h"
#include "tests/engine/mail-suite.h"
#include "tests/engine/sample-keys.h"
#include "tests/engine/table-resolver.h"
#include "tests/test-main.h"
#include "tokenizer/limits.h"

/* What several signatures, and the DNS, come to; single ones are in test-dkim-sign.c. */

#define MAIL \
	"From: Ann <ann@example.com>\n" \
	"To: ben@example.net\n" \
	"Subject: one\n" \
	"Content-Type: text/plain\n" \
	"\n" \
	"Hello\n"

#define RECORD "v=DKIM1; k=rsa; p=" PUBLIC_RSA

/* The field of MAIL signed as @selector with @names, or the usual ones. */
static gchar *
sign(const gchar *selector, const gchar *const *names)
{
	g_autoptr(HanteiMessage) message = suite_message(MAIL, strlen(MAIL), FALSE);
	g_autoptr(HanteiDkimPrivateKey) key =
	    hantei_dkim_private_key_new_from_pem(KEY_RSA, strlen(KEY_RSA), "key", NULL);
	const HanteiDkimSignOptions options = {.key = key,
					       .domain = "example.com",
					       .selector = selector,
					       .names = names,
					       .over_signs = names != NULL};

	return hantei_dkim_sign(message, &options, NULL);
}

static TestTableResolver *
make_table(void)
{
	TestTableResolver *table = test_table_resolver_new();

	test_table_add_txt(table, "good._domainkey.example.com", RECORD);
	test_table_add_txt(table, "two._domainkey.example.com", "v=DKIM1; p=" PUBLIC_RSA_1024);
	test_table_add_txt(table, "two._domainkey.example.com", RECORD);
	test_table_add_txt(table, "testing._domainkey.example.com", "t=y; p=" PUBLIC_RSA_1024);
	test_table_fail(table, "down._domainkey.example.com", HANTEI_DNS_TYPE_TXT,
			HANTEI_DNS_SERVFAIL);
	test_table_fail(table, "slow._domainkey.example.com", HANTEI_DNS_TYPE_TXT,
			HANTEI_DNS_TIMEOUT);
	test_table_fail(table, "refused._domainkey.example.com", HANTEI_DNS_TYPE_TXT,
			HANTEI_DNS_REFUSED);
	test_table_fail(table, "unasked._domainkey.example.com", HANTEI_DNS_TYPE_TXT,
			HANTEI_DNS_NOT_ASKED);
	test_table_add_name(table, "alias._domainkey.example.com", HANTEI_DNS_TYPE_CNAME, 0,
			    "good._domainkey.example.com");
	return table;
}

static HanteiDkim *
verify(HanteiMessage *message, HanteiResolver *resolver)
{
	return hantei_dkim_verify(message, resolver, NULL, NULL);
}

static gchar *
describe(const HanteiDkim *dkim)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < dkim->results->len; i++) {
		const HanteiDkimResult *result = dkim->results->pdata[i];

		g_string_append_printf(out, "%s%s %s%s", i > 0 ? ", " : "",
				       hantei_auth_result_to_string(result->result),
				       hantei_dkim_cause_to_string(result->cause),
				       result->is_known ? "" : "?");
	}
	return g_string_free(out, FALSE);
}

static const struct {
	const gchar *name;
	const gchar *selectors[4];
	const gchar *broken; /* a field before them, or NULL */
	const gchar *expected;
} mails[] = {
    {"none", {NULL}, NULL, ""},
    {"one", {"good"}, NULL, "pass none"},
    {"one by an alias", {"alias"}, NULL, "pass none"},
    {"the second of two keys", {"two"}, NULL, "pass none"},
    {"another key, testing", {"testing"}, NULL, "fail header-altered"},
    {"SERVFAIL", {"down"}, NULL, "temperror dns-failed"},
    {"no answer", {"slow"}, NULL, "temperror dns-failed"},
    {"refused", {"refused"}, NULL, "temperror dns-failed"},
    {"not asked", {"unasked"}, NULL, "none not-asked?"},
    {"no such name", {"lost"}, NULL, "permerror no-key"},
    {"a bad one first", {"good"}, "a=b", "permerror malformed, pass none"},
    {"an empty one first", {"good"}, "", "permerror malformed, pass none"},
    {"one without v= first",
     {"good"},
     "a=rsa-sha256; d=example.com; s=good; h=from; bh=YQ==; b=YQ==",
     "permerror malformed, pass none"},
    {"a new one first", {"good"}, "v=9", "neutral unsupported, pass none"},
    {"all kinds",
     {"good", "down", "lost", "alias"},
     NULL,
     "pass none, temperror dns-failed, permerror no-key, pass none"},
};

START_TEST(signatures_do_not_touch_each_other)
{
	g_autoptr(TestTableResolver) table = make_table();
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(HanteiMessage) message = NULL;
	g_autoptr(HanteiDkim) dkim = NULL;
	g_autofree gchar *found = NULL;

	if (mails[_i].broken != NULL)
		g_string_append_printf(text, "DKIM-Signature: %s\n", mails[_i].broken);
	for (guint i = 0; i < 4 && mails[_i].selectors[i] != NULL; i++) {
		g_autofree gchar *field = sign(mails[_i].selectors[i], NULL);

		g_string_append(text, field);
	}
	g_string_append(text, MAIL);
	message = suite_message(text->str, text->len, FALSE);
	dkim = verify(message, HANTEI_RESOLVER(table));
	found = describe(dkim);
	ck_assert_msg(strcmp(found, mails[_i].expected) == 0, "%s: %s, not %s", mails[_i].name,
		      found, mails[_i].expected);
}
END_TEST

/* Offline, a body that is not what was signed is known to fail all the same. */
START_TEST(what_needs_no_key_is_known_offline)
{
	g_autoptr(HanteiResolver) offline = hantei_resolver_new_offline();
	g_autofree gchar *field = sign("good", NULL);
	g_autofree gchar *text = g_strconcat(field, MAIL "more\n", NULL);
	g_autoptr(HanteiMessage) message = suite_message(text, strlen(text), FALSE);
	g_autoptr(HanteiDkim) dkim = verify(message, offline);
	g_autofree gchar *found = describe(dkim);

	ck_assert_str_eq(found, "fail body-altered");
}
END_TEST

START_TEST(a_key_is_asked_for_once)
{
	g_autoptr(TestTableResolver) table = make_table();
	g_autofree gchar *one = sign("good", NULL), *two = sign("alias", NULL);
	g_autofree gchar *text = g_strconcat(one, two, one, MAIL, NULL);
	g_autoptr(HanteiMessage) message = suite_message(text, strlen(text), FALSE);
	g_autoptr(HanteiDkim) dkim = verify(message, HANTEI_RESOLVER(table));
	g_autofree gchar *found = describe(dkim);

	ck_assert_str_eq(found, "pass none, pass none, pass none");
	ck_assert_uint_eq(table->n_asked, 2);
}
END_TEST

START_TEST(there_is_an_end_to_signatures)
{
	g_autoptr(TestTableResolver) table = make_table();
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree gchar *field = sign("good", NULL);
	g_autoptr(HanteiMessage) message = NULL;
	g_autoptr(HanteiDkim) dkim = NULL;

	for (guint i = 0; i < HANTEI_LIMIT_DKIM_SIGNATURES + 3; i++)
		g_string_append(text, field);
	g_string_append(text, MAIL);
	message = suite_message(text->str, text->len, FALSE);
	dkim = verify(message, HANTEI_RESOLVER(table));
	ck_assert_uint_eq(dkim->results->len, HANTEI_LIMIT_DKIM_SIGNATURES);
	ck_assert_uint_eq(dkim->n_left_out, 3);
}
END_TEST

START_TEST(what_is_left_open_is_told)
{
	static const gchar *const names[] = {"from", "to", "date", NULL};
	g_autoptr(TestTableResolver) table = make_table();
	g_autofree gchar *field = sign("good", names);
	g_autofree gchar *text = g_strconcat(field, MAIL, NULL);
	g_autoptr(HanteiMessage) message = suite_message(text, strlen(text), TRUE);
	g_autoptr(HanteiDkim) dkim = verify(message, HANTEI_RESOLVER(table));
	const HanteiDkimResult *result = dkim->results->pdata[0];
	const GPtrArray *open = result->unsigned_names;

	ck_assert_str_eq(result->domain, "example.com");
	ck_assert_str_eq(result->selector, "good");
	ck_assert_str_eq(result->identity, "@example.com");
	ck_assert_str_eq(result->algorithm, "rsa-sha256");
	ck_assert_uint_eq(result->key_bits, 2048);
	ck_assert_uint_eq(result->n_keys, 1);
	ck_assert(result->is_intact);
	ck_assert(!result->has_limit);
	ck_assert_uint_eq(result->signed_bytes, 7);
	ck_assert_uint_eq(result->body_bytes, 7);
	ck_assert_uint_eq(open->len, 2);
	ck_assert_str_eq(open->pdata[0], "Subject");
	ck_assert_str_eq(open->pdata[1], "Content-Type");
	ck_assert_uint_eq(result->over_signed->len, 2);
	ck_assert_str_eq(result->over_signed->pdata[0], "date");
	ck_assert_str_eq(result->over_signed->pdata[1], "from");
	ck_assert(!dkim->was_lf);
}
END_TEST

START_TEST(a_weak_key_fails_but_is_intact)
{
	g_autoptr(TestTableResolver) table = make_table();
	const HanteiDkimOptions options = {.min_key_bits = 4096};
	g_autofree gchar *field = sign("good", NULL);
	g_autofree gchar *text = g_strconcat(field, MAIL, NULL);
	g_autoptr(HanteiMessage) message = suite_message(text, strlen(text), TRUE);
	g_autoptr(HanteiDkim) dkim =
	    hantei_dkim_verify(message, HANTEI_RESOLVER(table), &options, NULL);
	const HanteiDkimResult *result = dkim->results->pdata[0];

	ck_assert_int_eq(result->result, HANTEI_AUTH_RESULT_FAIL);
	ck_assert_int_eq(result->cause, HANTEI_DKIM_CAUSE_KEY_WEAK);
	ck_assert(result->is_intact);
}
END_TEST

static Suite *
dkim_suite(void)
{
	Suite *suite = suite_create("dkim");
	TCase *tcase = tcase_create("dkim");

	tcase_add_loop_test(tcase, signatures_do_not_touch_each_other, 0, G_N_ELEMENTS(mails));
	tcase_add_test(tcase, what_needs_no_key_is_known_offline);
	tcase_add_test(tcase, a_key_is_asked_for_once);
	tcase_add_test(tcase, there_is_an_end_to_signatures);
	tcase_add_test(tcase, what_is_left_open_is_told);
	tcase_add_test(tcase, a_weak_key_fails_but_is_intact);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(dkim_suite());
}
