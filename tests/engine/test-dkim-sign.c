/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dkim-sign.h"

#include "engine/auth/dkim.h"
#include "tests/engine/mail-suite.h"
#include "tests/engine/sample-keys.h"
#include "tests/engine/table-resolver.h"
#include "tests/test-main.h"

/* Signing and verifying, each against the other: rows sign a mail, change it, and say what its
 * signature then comes to. */

#define MAIL \
	"Received: from a.example by b.example; Mon, 1 Jan 2024 00:00:00 +0000\n" \
	"From: Ann <ann@example.com>\n" \
	"To: ben@example.net\n" \
	"Subject: one\n" \
	"Subject: two\n" \
	"X-Odd\t:\n" \
	" \n" \
	"Content-Type: text/plain; charset=utf-8\n" \
	"\n" \
	"Hello,\n" \
	"  caf\xc3\xa9  \n" \
	"\n" \
	"bye\n" \
	"\n"

#define NOW 1700000000

static const gchar *const odd_names[] = {"from", "x-odd", "subject", "x-none", NULL};

typedef struct {
	const gchar *name;
	const gchar *pem;
	const gchar *record;
	HanteiDkimCanon canon;
	gint64 timestamp, expiry;
	const gchar *identity;
	const gchar *const *names;
	gboolean over_signs;
	const gchar *from, *to; /* what is changed after signing, or NULL */
	const gchar *expected;	/* result and cause */
} Row;

#define RSA KEY_RSA, "v=DKIM1; k=rsa; p=" PUBLIC_RSA
#define ED KEY_ED25519, "v=DKIM1; k=ed25519; p=" PUBLIC_ED25519
#define RELAXED HANTEI_DKIM_CANON_RELAXED
#define SIMPLE HANTEI_DKIM_CANON_SIMPLE
#define PLAIN RELAXED, 0, 0, NULL, NULL, FALSE

static const Row rows[] = {
    {"rsa", RSA, PLAIN, NULL, NULL, "pass none"},
    {"ed25519", ED, PLAIN, NULL, NULL, "pass none"},
    {"simple", RSA, SIMPLE, 0, 0, NULL, NULL, FALSE, NULL, NULL, "pass none"},
    {"PKCS#1 record", KEY_RSA, "p=" PUBLIC_RSA_PKCS1, PLAIN, NULL, NULL, "pass none"},
    {"names of all kinds", RSA, SIMPLE, 0, 0, NULL, odd_names, TRUE, NULL, NULL, "pass none"},
    {"1024 bits", KEY_RSA_1024, "p=" PUBLIC_RSA_1024, PLAIN, NULL, NULL, "pass none"},
    {"t=y", KEY_RSA, "t=y; p=" PUBLIC_RSA, PLAIN, NULL, NULL, "pass none testing"},
    {"body altered", RSA, PLAIN, "bye", "Bye", "fail body-altered"},
    {"blanks altered, relaxed", RSA, PLAIN, "bye\n", "bye  \n", "pass none"},
    {"blanks altered, simple", RSA, SIMPLE, 0, 0, NULL, NULL, FALSE, "bye\n", "bye  \n",
     "fail body-altered"},
    {"empty lines at the end", RSA, SIMPLE, 0, 0, NULL, NULL, FALSE, "bye\n", "bye\n\n\n",
     "pass none"},
    {"subject altered", RSA, PLAIN, "Subject: one", "Subject: One", "fail header-altered"},
    {"field names altered, relaxed", RSA, PLAIN, "Subject: one", "SUBJECT :  one", "pass none"},
    {"field names altered, simple", RSA, SIMPLE, 0, 0, NULL, NULL, FALSE, "Subject: one",
     "SUBJECT: one", "fail header-altered"},
    {"a field refolded", RSA, PLAIN, "plain; charset", "plain;\n\tcharset", "pass none"},
    {"the upper of two is not signed", RSA, RELAXED, 0, 0, NULL, odd_names, FALSE, "Subject: one",
     "Subject: eins", "pass none"},
    {"the lower of two is signed", RSA, RELAXED, 0, 0, NULL, odd_names, FALSE, "Subject: two",
     "Subject: zwei", "fail header-altered"},
    {"a name that is not there is filled", RSA, RELAXED, 0, 0, NULL, odd_names, FALSE, "To: ben",
     "X-None: a\nTo: ben", "fail header-altered"},
    {"From added on top, not over-signed", RSA, PLAIN, "Received: from a",
     "From: eve@example.org\nReceived: from a", "pass none"},
    {"From added on top, over-signed", RSA, RELAXED, 0, 0, NULL, NULL, TRUE, "Received: from a",
     "From: eve@example.org\nReceived: from a", "fail header-altered"},
    {"not yet expired", RSA, RELAXED, NOW - 10, NOW, NULL, NULL, FALSE, NULL, NULL, "pass none"},
    {"expired", RSA, RELAXED, NOW - 10, NOW - 1, NULL, NULL, FALSE, NULL, NULL, "fail expired"},
    {"a clock a little ahead", RSA, RELAXED, NOW + 300, 0, NULL, NULL, FALSE, NULL, NULL,
     "pass none"},
    {"from the future", RSA, RELAXED, NOW + 301, 0, NULL, NULL, FALSE, NULL, NULL, "policy future"},
    {"i=", RSA, RELAXED, 0, 0, "a b;c@News.example.com", NULL, FALSE, NULL, NULL, "pass none"},
    {"i= of a key that is strict", KEY_RSA, "t=s; p=" PUBLIC_RSA, RELAXED, 0, 0,
     "a@news.example.com", NULL, FALSE, NULL, NULL, "permerror key-mismatch"},
    {"i= of d= and a key that is strict", KEY_RSA, "t=s; p=" PUBLIC_RSA, RELAXED, 0, 0,
     "a@example.com", NULL, FALSE, NULL, NULL, "pass none"},
    {"another key", KEY_RSA, "p=" PUBLIC_RSA_1024, PLAIN, NULL, NULL, "fail header-altered"},
    {"a key of another kind", KEY_RSA, "k=ed25519; p=" PUBLIC_ED25519, PLAIN, NULL, NULL,
     "permerror key-mismatch"},
    {"h= of the key", KEY_RSA, "h=sha1; p=" PUBLIC_RSA, PLAIN, NULL, NULL,
     "permerror key-mismatch"},
    {"s= of the key", KEY_RSA, "s=chat; p=" PUBLIC_RSA, PLAIN, NULL, NULL,
     "permerror key-mismatch"},
    {"a revoked key", KEY_RSA, "v=DKIM1; t=y; p=", PLAIN, NULL, NULL,
     "permerror key-revoked testing"},
    {"a broken key", KEY_RSA, "v=DKIM1; p=YQ==", PLAIN, NULL, NULL, "permerror key-invalid"},
    {"no key", KEY_RSA, NULL, PLAIN, NULL, NULL, "permerror no-key"},
    {"an empty i=", RSA, PLAIN, "i=", "i=", "pass none"},
    {"b= with blanks", RSA, PLAIN, " b=", " b=\n ", "pass none"},
    {"b= before another blank, simple", RSA, SIMPLE, 0, 0, NULL, NULL, FALSE,
     " bh=", "  bh=", "fail header-altered"},
    {"l= put in", RSA, PLAIN, "v=1;", "v=1; l=9;", "fail body-altered"},
    {"l= of more than there is", RSA, PLAIN, "v=1;", "v=1; l=999;", "permerror body-shorter"},
    {"v=2", RSA, PLAIN, "v=1", "v=2", "neutral unsupported"},
    {"a= of sha1", RSA, PLAIN, "rsa-sha256", "rsa-sha1", "permerror malformed"},
    {"d= lost", RSA, PLAIN, "d=example.com;", "", "permerror malformed"},
};

static HanteiDkimPrivateKey *
read_key(const gchar *pem)
{
	return hantei_dkim_private_key_new_from_pem(pem, strlen(pem), "key", NULL);
}

static gchar *
sign(const Row *row, HanteiMessage *message, GError **error)
{
	g_autoptr(HanteiDkimPrivateKey) key = read_key(row->pem);
	const HanteiDkimSignOptions options = {
	    .key = key,
	    .domain = "example.com",
	    .selector = "sel",
	    .identity = row->identity,
	    .names = row->names,
	    .over_signs = row->over_signs,
	    .header_canon = row->canon,
	    .body_canon = row->canon,
	    .timestamp = row->timestamp,
	    .expiry = row->expiry,
	};

	return hantei_dkim_sign(message, &options, error);
}

static gchar *
replace(const gchar *text, const gchar *from, const gchar *to)
{
	const gchar *at = strstr(text, from);

	if (at == NULL)
		return g_strdup(text);
	return g_strdup_printf("%.*s%s%s", (gint)(at - text), text, to, at + strlen(from));
}

static gchar *
verify(const gchar *text, gboolean is_crlf, const gchar *record)
{
	g_autoptr(HanteiMessage) message = suite_message(text, strlen(text), is_crlf);
	g_autoptr(TestTableResolver) table = test_table_resolver_new();
	const HanteiDkimOptions options = {.now = NOW};
	g_autoptr(HanteiDkim) dkim = NULL;
	const HanteiDkimResult *result;

	if (record != NULL)
		test_table_add_txt(table, "sel._domainkey.example.com", record);
	dkim = hantei_dkim_verify(message, HANTEI_RESOLVER(table), &options, NULL);
	ck_assert_uint_eq(dkim->results->len, 1);
	result = dkim->results->pdata[0];
	ck_assert(result->is_known);
	ck_assert_int_eq(result->result == HANTEI_AUTH_RESULT_PASS, result->reason == NULL);
	return g_strdup_printf("%s %s%s", hantei_auth_result_to_string(result->result),
			       hantei_dkim_cause_to_string(result->cause),
			       result->is_testing ? " testing" : "");
}

/* The same with LF and CRLF, on either side. */
START_TEST(what_is_signed_comes_to_this)
{
	const Row *row = &rows[_i];

	for (guint i = 0; i < 4; i++) {
		g_autoptr(HanteiMessage) message = suite_message(MAIL, strlen(MAIL), i % 2 == 1);
		g_autoptr(GError) error = NULL;
		g_autofree gchar *field = sign(row, message, &error);
		g_autoptr(GBytes) bytes = NULL;
		g_autofree gchar *whole = NULL, *text = NULL, *found = NULL;
		gsize length;

		ck_assert_msg(field != NULL, "%s: %s", row->name, error ? error->message : "");
		bytes = hantei_dkim_prepend(message, field);
		whole = suite_with_ends(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes),
					FALSE, &length);
		text = row->from == NULL ? g_strdup(whole) : replace(whole, row->from, row->to);
		found = verify(text, i / 2 == 1, row->record);
		ck_assert_msg(strcmp(found, row->expected) == 0, "%s: %s, not %s", row->name, found,
			      row->expected);
	}
}
END_TEST

START_TEST(fields_are_folded)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(HanteiMessage) message = suite_message(MAIL, strlen(MAIL), TRUE);
		g_autofree gchar *field = sign(&rows[i], message, NULL);
		g_auto(GStrv) lines = g_strsplit(field, "\r\n", -1);

		ck_assert(g_str_has_suffix(field, "\r\n"));
		for (gchar **p = lines; *p != NULL; p++) {
			ck_assert_uint_lt(strlen(*p), 78);
			ck_assert(p == lines || **p == ' ' || **p == '\0');
		}
	}
}
END_TEST

START_TEST(signatures_that_nobody_takes_are_not_made)
{
	static const gchar *const no_from[] = {"to", NULL};
	static const Row bad[] = {
	    {"weak key", KEY_RSA_768, NULL, PLAIN, NULL, NULL, "RFC 8301"},
	    {"no From", KEY_RSA, NULL, RELAXED, 0, 0, NULL, no_from, FALSE, NULL, NULL, "From"},
	    {"i= elsewhere", KEY_RSA, NULL, RELAXED, 0, 0, "a@example.org", NULL, FALSE, NULL, NULL,
	     "i="},
	    {"x= before t=", KEY_RSA, NULL, RELAXED, 10, 9, NULL, NULL, FALSE, NULL, NULL, "x="},
	};
	g_autoptr(HanteiMessage) message = suite_message(MAIL, strlen(MAIL), TRUE);

	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;

		ck_assert_ptr_null(sign(&bad[i], message, &error));
		ck_assert_msg(strstr(error->message, bad[i].expected) != NULL, "%s: %s",
			      bad[i].name, error->message);
	}
}
END_TEST

static Suite *
dkim_sign_suite(void)
{
	Suite *suite = suite_create("dkim-sign");
	TCase *tcase = tcase_create("dkim-sign");

	tcase_add_loop_test(tcase, what_is_signed_comes_to_this, 0, G_N_ELEMENTS(rows));
	tcase_add_test(tcase, fields_are_folded);
	tcase_add_test(tcase, signatures_that_nobody_takes_are_not_made);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(dkim_sign_suite());
}
