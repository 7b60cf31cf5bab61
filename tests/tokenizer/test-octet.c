/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/octet.h"

#include <check.h>
#include <stdlib.h>

#include "tests/test-main.h"

START_TEST(table_says_what_glib_says)
{
	const gchar c = (gchar)_i;

	ck_assert_int_eq(hantei_octet_is(c, HANTEI_OCTET_UPPER), g_ascii_isupper(c));
	ck_assert_int_eq(hantei_octet_is(c, HANTEI_OCTET_LOWER), g_ascii_islower(c));
	ck_assert_int_eq(hantei_octet_is(c, HANTEI_OCTET_DIGIT), g_ascii_isdigit(c));
	ck_assert_int_eq(hantei_octet_is(c, HANTEI_OCTET_ALPHA), g_ascii_isalpha(c));
	ck_assert_int_eq(hantei_octet_is(c, HANTEI_OCTET_ALNUM), g_ascii_isalnum(c));
	ck_assert_int_eq(hantei_octet_is(c, HANTEI_OCTET_GRAPHIC), g_ascii_isgraph(c));
	ck_assert_int_eq(hantei_octet_is(c, HANTEI_OCTET_WIDE), (guchar)c >= 0x80);
	ck_assert_int_eq(hantei_octet_is(c, HANTEI_OCTET_BLANK),
			 c == ' ' || c == '\t' || c == '\n');
	ck_assert_int_eq(hantei_octet_is(c, HANTEI_OCTET_SIGN), c == '$' || c == '%' || c == '_');
	ck_assert_int_eq(hantei_octet_is(c, HANTEI_OCTET_ADDRESS),
			 c == '.' || c == '-' || c == '_' || c == '+' || c == '@');
}
END_TEST

START_TEST(octet_beyond_ascii_is_found_anywhere)
{
	gchar text[32];

	memset(text, 'a', sizeof text);
	ck_assert(hantei_octets_are_ascii(text, sizeof text));
	for (gsize length = 0; length <= sizeof text; length++) {
		for (gsize at = 0; at < length; at++) {
			text[at] = '\x80';
			ck_assert(!hantei_octets_are_ascii(text, length));
			text[at] = 'a';
		}
	}
}
END_TEST

static Suite *
suite_new(void)
{
	Suite *suite = suite_create("octet");
	TCase *tcase = tcase_create("all");

	tcase_add_loop_test(tcase, table_says_what_glib_says, 0, 256);
	tcase_add_test(tcase, octet_beyond_ascii_is_found_anywhere);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(suite_new());
}
