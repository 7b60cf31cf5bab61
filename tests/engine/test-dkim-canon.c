/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dkim-canon.h"

#include "tests/engine/mail-suite.h"
#include "tests/test-main.h"

static void
append(const gchar *octets, gsize length, gpointer data)
{
	g_string_append_len(data, octets, (gssize)length);
}

#define ROW(name, canon, text, expected) \
	{ \
		name, HANTEI_DKIM_CANON_##canon, text, sizeof text - 1, expected, \
		    sizeof expected - 1 \
	}

typedef struct {
	const gchar *name;
	HanteiDkimCanon canon;
	const gchar *text;
	gsize length;
	const gchar *expected;
	gsize expected_length;
} Row;

static const Row bodies[] = {
    ROW("empty, simple", SIMPLE, "", "\r\n"),
    ROW("empty, relaxed", RELAXED, "", ""),
    ROW("one line end, simple", SIMPLE, "\r\n", "\r\n"),
    ROW("one line end, relaxed", RELAXED, "\r\n", ""),
    ROW("line ends alone, simple", SIMPLE, "\r\n\r\n\r\n", "\r\n"),
    ROW("blank lines alone, simple", SIMPLE, " \r\n\r\n", " \r\n"),
    ROW("blank lines alone, relaxed", RELAXED, " \r\n\t \r\n", ""),
    ROW("RFC 6376 3.4.5, simple", SIMPLE, " C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n"),
    ROW("RFC 6376 3.4.5, relaxed", RELAXED, " C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n"),
    ROW("no last line end, simple", SIMPLE, "a", "a\r\n"),
    ROW("no last line end, relaxed", RELAXED, "a \t", "a\r\n"),
    ROW("empty lines within", SIMPLE, "a\r\n\r\n\r\nb\r\n", "a\r\n\r\n\r\nb\r\n"),
    ROW("blank lines within", RELAXED, "a\r\n \r\n\t\r\nb\r\n", "a\r\n\r\n\r\nb\r\n"),
    ROW("LF", SIMPLE, "a\n\nb\n\n", "a\r\n\r\nb\r\n"),
    ROW("LF and CRLF", RELAXED, "a \nb \r\nc\n", "a\r\nb\r\nc\r\n"),
    ROW("a bare CR", SIMPLE, "a\rb\r\r\n", "a\rb\r\r\n"),
    ROW("a bare CR last", RELAXED, "a\r", "a\r\r\n"),
    ROW("a blank before a bare CR", RELAXED, "a \r\r\n", "a \r\r\n"),
    ROW("NUL and 8 bit", RELAXED, "\0\xff \xa0\r\n", "\0\xff \xa0\r\n"),
    ROW("leading blanks", RELAXED, " \t a  b\r\n", " a b\r\n"),
    ROW("form feed is no blank", RELAXED, "a\f\f b\r\n", "a\f\f b\r\n"),
};

static const Row fields[] = {
    ROW("RFC 6376 3.4.5, A", RELAXED, "A: X\r\n", "a:X\r\n"),
    ROW("RFC 6376 3.4.5, B", RELAXED, "B : Y\t\r\n\tZ  \r\n", "b:Y Z\r\n"),
    ROW("simple", SIMPLE, "B : Y\t\r\n\tZ  \r\n", "B : Y\t\r\n\tZ  \r\n"),
    ROW("simple of LF", SIMPLE, "B : Y\t\n\tZ  \n", "B : Y\t\r\n\tZ  \r\n"),
    ROW("a tab before the colon", RELAXED, "Subject\t: a\r\n", "subject:a\r\n"),
    ROW("only a fold", RELAXED, "Subject:\r\n \r\n", "subject:\r\n"),
    ROW("a fold first", RELAXED, "Subject:\r\n a\r\n", "subject:a\r\n"),
    ROW("a fold of blanks within", RELAXED, "A: a\r\n \r\n b\r\n", "a:a b\r\n"),
    ROW("empty", RELAXED, "A:\r\n", "a:\r\n"),
    ROW("no line end", RELAXED, "A: b", "a:b\r\n"),
    ROW("no line end, simple", SIMPLE, "A: b", "A: b\r\n"),
    ROW("colons in the value", RELAXED, "A: b : c\r\n", "a:b : c\r\n"),
    ROW("8 bit", RELAXED, "A: \xe3\x81\x82\r\n", "a:\xe3\x81\x82\r\n"),
    ROW("a bare CR", RELAXED, "A: b\rc\r\n", "a:b\rc\r\n"),
    ROW("NUL", RELAXED, "A: b\0c\r\n", "a:b\0c\r\n"),
};

static void
check(const Row *row, const GString *found)
{
	ck_assert_msg(found->len == row->expected_length &&
			  memcmp(found->str, row->expected, found->len) == 0,
		      "%s: %s", row->name, found->str);
}

START_TEST(bodies_are_as_the_rfc_says)
{
	g_autoptr(GString) found = g_string_new(NULL);

	hantei_dkim_canon_body(bodies[_i].canon, bodies[_i].text, bodies[_i].length, append, found);
	check(&bodies[_i], found);
}
END_TEST

START_TEST(fields_are_as_the_rfc_says)
{
	g_autoptr(GString) found = g_string_new(NULL);

	hantei_dkim_canon_field(fields[_i].canon, fields[_i].text, fields[_i].length, append,
				found);
	check(&fields[_i], found);
}
END_TEST

/* A form is its own form: what a relay has made canonical hashes alike. */
START_TEST(a_form_is_its_own_form)
{
	g_autoptr(GString) once = g_string_new(NULL);
	g_autoptr(GString) twice = g_string_new(NULL);

	hantei_dkim_canon_body(bodies[_i].canon, bodies[_i].text, bodies[_i].length, append, once);
	hantei_dkim_canon_body(bodies[_i].canon, once->str, once->len, append, twice);
	ck_assert_msg(g_string_equal(once, twice), "%s", bodies[_i].name);
}
END_TEST

/* RFC 6376 3.4.3 and 3.4.4 give the hashes of an empty body. */
START_TEST(the_hashes_of_no_body_are_those_of_the_rfc)
{
	static const gchar *const expected[] = {
	    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
	    "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=", "uoq1oCgLlTqpdDX/iUbLy7J1Wic="};
	HanteiDkimBodyHash hashes[] = {
	    {HANTEI_DKIM_CANON_RELAXED, HANTEI_DKIM_HASH_SHA256, G_MAXUINT64},
	    {HANTEI_DKIM_CANON_RELAXED, HANTEI_DKIM_HASH_SHA1, G_MAXUINT64},
	    {HANTEI_DKIM_CANON_SIMPLE, HANTEI_DKIM_HASH_SHA256, G_MAXUINT64},
	    {HANTEI_DKIM_CANON_SIMPLE, HANTEI_DKIM_HASH_SHA1, G_MAXUINT64},
	};
	g_autoptr(HanteiMessage) message = suite_message("From: a@example.com\n\n", 21, TRUE);

	hantei_dkim_hash_body(message, hashes, G_N_ELEMENTS(hashes));
	for (guint i = 0; i < G_N_ELEMENTS(hashes); i++) {
		g_autofree gchar *found =
		    g_base64_encode(hashes[i].digest.octets, hashes[i].digest.length);

		ck_assert_str_eq(found, expected[i]);
		ck_assert_uint_eq(hashes[i].body_bytes, i < 2 ? 0 : 2);
	}
}
END_TEST

/* Many limits in one pass give what each gives alone. */
START_TEST(limits_cut_where_they_say)
{
	static const guint64 limits[] = {5, 0, 3, 7, 3, G_MAXUINT64, 100, 1};
	g_autoptr(HanteiMessage) message =
	    suite_message("From: a@example.com\n\nabc  d\n\n", 29, TRUE);
	HanteiDkimBodyHash together[G_N_ELEMENTS(limits)] = {0};

	for (guint i = 0; i < G_N_ELEMENTS(limits); i++)
		together[i].limit = limits[i];
	hantei_dkim_hash_body(message, together, G_N_ELEMENTS(limits));
	for (guint i = 0; i < G_N_ELEMENTS(limits); i++) {
		g_autofree gchar *expected = g_compute_checksum_for_data(
		    G_CHECKSUM_SHA256, (const guchar *)"abc d\r\n", MIN(limits[i], 7));
		g_autoptr(GString) found = g_string_new(NULL);

		for (guint k = 0; k < together[i].digest.length; k++)
			g_string_append_printf(found, "%02x", together[i].digest.octets[k]);
		ck_assert_str_eq(found->str, expected);
		ck_assert_uint_eq(together[i].body_bytes, 7);
	}
}
END_TEST

START_TEST(a_large_body_is_hashed_as_a_whole)
{
	g_autoptr(GString) text = g_string_new("From: a@example.com\r\n\r\n");
	const gsize start = text->len;
	HanteiDkimBodyHash hash = {HANTEI_DKIM_CANON_SIMPLE, HANTEI_DKIM_HASH_SHA256, G_MAXUINT64};
	g_autoptr(GString) found = g_string_new(NULL);
	g_autoptr(HanteiMessage) message = NULL;
	g_autofree gchar *expected = NULL;

	for (guint i = 0; i < 2000; i++)
		g_string_append_printf(text, "line %u of a body\r\n", i * i);
	for (guint i = 0; i < 9000; i++)
		g_string_append_c(text, (gchar)(33 + i % 90));
	g_string_append(text, "\r\n");
	message = suite_message(text->str, text->len, TRUE);
	hantei_dkim_hash_body(message, &hash, 1);
	expected = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text->str + start,
					       text->len - start);
	for (guint k = 0; k < hash.digest.length; k++)
		g_string_append_printf(found, "%02x", hash.digest.octets[k]);
	ck_assert_str_eq(found->str, expected);
}
END_TEST

START_TEST(lone_lfs_are_seen)
{
	static const gchar *const texts[] = {
	    "From: a@b.example\n\nb\n", "From: a@b.example\r\n\r\nb\r\n",
	    "From: a@b.example\r\n\r\nb\n", "From x\nFrom: a@b.example\r\n\r\nb\r\n"};
	static const gboolean expected[] = {TRUE, FALSE, TRUE, FALSE};

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GBytes) bytes = g_bytes_new(texts[i], strlen(texts[i]));
		g_autoptr(HanteiMessage) message = hantei_message_new_from_bytes(bytes, NULL);

		ck_assert_int_eq(hantei_dkim_has_lone_lf(message), expected[i]);
	}
}
END_TEST

static Suite *
dkim_canon_suite(void)
{
	Suite *suite = suite_create("dkim-canon");
	TCase *tcase = tcase_create("dkim-canon");

	tcase_add_loop_test(tcase, bodies_are_as_the_rfc_says, 0, G_N_ELEMENTS(bodies));
	tcase_add_loop_test(tcase, a_form_is_its_own_form, 0, G_N_ELEMENTS(bodies));
	tcase_add_loop_test(tcase, fields_are_as_the_rfc_says, 0, G_N_ELEMENTS(fields));
	tcase_add_test(tcase, the_hashes_of_no_body_are_those_of_the_rfc);
	tcase_add_test(tcase, limits_cut_where_they_say);
	tcase_add_test(tcase, a_large_body_is_hashed_as_a_whole);
	tcase_add_test(tcase, lone_lfs_are_seen);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(dkim_canon_suite());
}
