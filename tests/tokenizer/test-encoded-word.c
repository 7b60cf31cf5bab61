/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tests/test-main.h"
#include "tokenizer/encoded-word.h"

#include <string.h>
#include <time.h>

#define OCTETS(literal) (literal), sizeof(literal) - 1

static const struct {
	const gchar *name;
	const gchar *value;
	gsize length;
	const gchar *text;
} ROWS[] = {
    {"nothing", OCTETS(""), ""},
    {"plain", OCTETS("Hello, world"), "Hello, world"},
    {"blanks around", OCTETS("  Hello \t\r\n"), "Hello"},
    {"folded", OCTETS("one\r\n two\n\tthree"), "one two three"},
    {"a bare line end becomes a blank", OCTETS("one\ntwo\rthree"), "one two three"},
    {"Q", OCTETS("=\?iso-8859-1\?Q\?caf=E9_au_lait\?="), "café au lait"},
    {"Q in lower case digits", OCTETS("=\?UTF-8\?q\?=e3=81=82\?="), "あ"},
    {"B", OCTETS("=\?UTF-8\?B\?44GC\?="), "あ"},
    {"text before and after", OCTETS("Re: =\?utf-8\?b\?44GC\?= (fwd)"), "Re: あ (fwd)"},
    {"blanks between words are dropped", OCTETS("=\?utf-8\?b\?44GC\?=\r\n  =\?utf-8\?b\?44GE\?="),
     "あい"},
    {"blanks between a word and text stay", OCTETS("=\?utf-8\?q\?a\?=  b =\?utf-8\?q\?c\?="),
     "a  b c"},
    {"words without a blank between", OCTETS("=\?utf-8\?q\?a\?==\?utf-8\?q\?b\?="), "ab"},
    {"RFC 2047 section 8, 3", OCTETS("(=\?ISO-8859-1\?Q\?a\?= =\?ISO-8859-1\?Q\?b\?=)"), "(ab)"},
    {"RFC 2047 section 8, 6", OCTETS("(=\?ISO-8859-1\?Q\?a_b\?=)"), "(a b)"},
    {"RFC 2047 section 8, 7", OCTETS("(=\?ISO-8859-1\?Q\?a\?= =\?ISO-8859-2\?Q\?_b\?=)"), "(a b)"},
    {"a character cut across two words", OCTETS("=\?utf-8\?B\?5pel5g==\?= =\?UTF-8\?B\?nKw=\?="),
     "日本"},
    {"a Q character cut across two words", OCTETS("=\?utf-8\?q\?=E3=81\?=\n =\?utf-8\?q\?=82\?="),
     "あ"},
    {"ISO-2022-JP cut across two words",
     OCTETS("=\?iso-2022-jp\?B\?GyRCNEE=\?=\n =\?iso-2022-jp\?B\?O3obKEI=\?="), "漢字"},
    {"base64 text cut and not the octets",
     OCTETS("=\?utf-8\?B\?5pel5py\?= =\?utf-8\?B\?s6Kqe44Gn44GZ\?="), "日本語です"},
    {"base64 text cut after one digit",
     OCTETS("=\?utf-8\?B\?5pel5\?= =\?utf-8\?B\?pys6Kqe44Gn44GZ\?="), "日本語です"},
    {"no padding", OCTETS("=\?utf-8\?B\?YWI\?= =\?utf-8\?B\?Yw\?= =\?utf-8\?B\?eA==\?="), "abcx"},
    {"other encodings of one charset", OCTETS("=\?utf-8\?q\?a\?= =\?utf-8\?b\?Yg==\?="), "ab"},
    {"NEC row 13 and half-width kana", OCTETS("=\?ISO-2022-JP\?B\?GyRCLSEbKEkxMjMbKEI=\?="),
     "①ｱｲｳ"},
    {"Shift_JIS with vendor characters", OCTETS("=\?Shift_JIS\?B\?h0Du4IeK\?="), "①髙㈱"},
    {"charset with a language", OCTETS("=\?utf-8*ja\?B\?44GC\?="), "あ"},
    {"unknown charset", OCTETS("=\?x-unknown\?B\?gqiSbYLngrmCxYK3\?="), "お知らせです"},
    {"declared us-ascii and is not", OCTETS("=\?us-ascii\?B\?44GK55+l44KJ44Gb44Gn44GZ\?="),
     "お知らせです"},
    {"inside quotes", OCTETS("\"=\?utf-8\?b\?44GC\?=\" <a@example.com>"), "\"あ\" <a@example.com>"},
    {"glued to text", OCTETS("foo=\?utf-8\?q\?bar\?=baz"), "foobarbaz"},
    {"longer than 75",
     OCTETS("=\?utf-"
	    "8\?q\?aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaa\?="),
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaa"},
    {"blanks inside Q", OCTETS("=\?utf-8\?q\?hello there=21\?="), "hello there!"},
    {"folded inside B", OCTETS("=\?utf-8\?b\?44GC\r\n 44GE\?="), "あい"},
    {"equals sign that encodes nothing", OCTETS("=\?utf-8\?q\?a=b=ZZ=4\?="), "a=b=ZZ=4"},
    {"empty word", OCTETS("a =\?utf-8\?q\?\?= b"), "a  b"},
    {"line end encoded", OCTETS("=\?utf-8\?q\?a=0D=0ABcc:_b\?="), "a  Bcc: b"},
    {"NUL encoded", OCTETS("=\?utf-8\?q\?a=00b\?="), "a�b"},
    {"line separator",
     OCTETS("a\xe2\x80\xa8"
	    "b"),
     "a b"},
    {"C1 control",
     OCTETS("a\xc2\x85"
	    "b"),
     "a b"},
    {"not closed", OCTETS("=\?utf-8\?q\?hello"), "=?utf-8?q?hello"},
    {"not closed, then a good one", OCTETS("=\?utf-8\?q\?hello =\?utf-8\?q\?world\?="),
     "=?utf-8?q?hello world"},
    {"no such encoding", OCTETS("=\?utf-8\?x\?abc\?="), "=?utf-8?x?abc?="},
    {"no charset", OCTETS("=\?\?q\?abc\?="), "=??q?abc?="},
    {"B with what is no base64", OCTETS("=\?utf-8\?b\?a!b\?="), "=?utf-8?b?a!b?="},
    {"cut after the encoding", OCTETS("=\?utf-8\?b\?"), "=?utf-8?b?"},
    {"cut in the closing", OCTETS("=\?utf-8\?b\?44GC\?"), "=?utf-8?b?44GC?"},
    {"raw UTF-8",
     OCTETS("Gr\xc3\xbc\xc3\x9f"
	    "e \xe6\x97\xa5\xe6\x9c\xac"),
     "Grüße 日本"},
    {"raw Latin-1",
     OCTETS("Gr\xfc\xdf"
	    "e"),
     "Grüße"},
    {"raw ISO-2022-JP", OCTETS("\x1b$B4A;z\x1b(B"), "漢字"},
    {"raw Shift_JIS", OCTETS("\x82\xa8\x92m\x82\xe7\x82\xb9"), "お知らせ"},
    {"raw beside encoded", OCTETS("\xe9t\xe9 =\?utf-8\?b\?44GC\?="), "été あ"},
    {"truncated B ends in U+FFFD", OCTETS("=\?utf-8\?b\?44GC44G\?="), "あ�"},
};

START_TEST(value_becomes_this_text)
{
	g_autofree gchar *text = hantei_encoded_word_decode(ROWS[_i].value, ROWS[_i].length);

	ck_assert_msg(strcmp(text, ROWS[_i].text) == 0, "%s: got '%s', expected '%s'",
		      ROWS[_i].name, text, ROWS[_i].text);
}
END_TEST

START_TEST(any_cut_gives_one_line_of_utf8)
{
	for (gsize cut = 0; cut <= ROWS[_i].length; cut++) {
		g_autofree gchar *copy = g_memdup2(ROWS[_i].value, cut);
		g_autofree gchar *text = hantei_encoded_word_decode(cut == 0 ? "" : copy, cut);

		ck_assert(g_utf8_validate(text, -1, NULL));
		ck_assert_ptr_null(strpbrk(text, "\r\n"));
	}
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *unit;
	const gchar *tail;
} HOSTILE[] = {
    {"openings", "=?", ""},
    {"openings, closed at the end", "=?", "?="},
    {"full openings", "=?a?q?", ""},
    {"full openings apart", "=?a?q? ", "?="},
    {"full openings of B", "=?a?b? ", "?="},
    {"names without an end", "=?aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "?="},
    {"many words", "=?utf-8?q?a?= ", ""},
    {"many charsets", "=?utf-8?q?a?= =?x?q?=e9?= ", ""},
    {"equals signs", "=", "?="},
    {"folds", "\r\n ", ""},
};

/* A megabyte takes about a tenth of a second under a sanitizer; what is quadratic takes hours. */
START_TEST(hostile_megabyte_is_read_in_linear_time)
{
	g_autoptr(GString) value = g_string_new(NULL);
	g_autofree gchar *text = NULL;
	const gint64 start_us = (gint64)clock();

	while (value->len < 1024 * 1024)
		g_string_append(value, HOSTILE[_i].unit);
	g_string_append(value, HOSTILE[_i].tail);
	text = hantei_encoded_word_decode(value->str, value->len);
	ck_assert(g_utf8_validate(text, -1, NULL));
	ck_assert_msg((gint64)clock() - start_us < 10 * G_USEC_PER_SEC, "%s: too slow",
		      HOSTILE[_i].name);
}
END_TEST

static Suite *
encoded_word_suite(void)
{
	Suite *suite = suite_create("encoded-word");
	TCase *tcase = tcase_create("encoded-word");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, value_becomes_this_text, 0, G_N_ELEMENTS(ROWS));
	tcase_add_loop_test(tcase, any_cut_gives_one_line_of_utf8, 0, G_N_ELEMENTS(ROWS));
	tcase_add_loop_test(tcase, hostile_megabyte_is_read_in_linear_time, 0,
			    G_N_ELEMENTS(HOSTILE));
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(encoded_word_suite());
}
