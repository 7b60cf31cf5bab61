/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/words.h"

#include "tests/test-main.h"
#include "tests/tokenizer/mail.h"
#include "tokenizer/limits.h"

/* Of @length octets at @text: each word, '|' between. What is not plain has a letter and ':' before
 * it (n number, l long, u unspaced, m marks); '^' stands before one in capitals. */
static void
print_word(const HanteiWord *word, gpointer user_data)
{
	static const gchar *const kinds[] = {"", "n:", "l:", "u:", "m:"};
	GString *out = user_data;

	ck_assert_uint_gt(word->length, 0);
	ck_assert_uint_le(word->length, HANTEI_LIMIT_WORD_BYTES);
	if (out->len > 0)
		g_string_append_c(out, '|');
	g_string_append(out, kinds[word->kind]);
	if (word->is_upper)
		g_string_append_c(out, '^');
	g_string_append_len(out, word->text, (gssize)word->length);
}

static gchar *
cut_words(const gchar *text, gsize length)
{
	g_autoptr(HanteiWords) words = hantei_words_new();
	g_autofree gchar *exact = g_memdup2(text, length);
	GString *out = g_string_new(NULL);

	hantei_words_each(words, length == 0 ? "" : exact, length, print_word, out);
	return g_string_free(out, FALSE);
}

static const struct {
	const gchar *name;
	const gchar *text;
	const gchar *words;
} ROWS[] = {
    {"nothing", "", ""},
    {"blanks only", " \n\t \n", ""},
    {"two words", "hello world", "hello|world"},
    {"blanks of all kinds", "  one\ttwo\nthree\r\nfour ", "one|two|three|four"},
    {"case", "Hello wORLD", "hello|world"},
    {"capitals", "FREE Money NOW", "^free|money|^now"},
    {"one letter is no word", "a b I x", ""},
    {"apostrophe", "don't", "don't"},
    {"hyphen", "e-mail", "e-mail"},
    {"dots within", "node.js example.com", "node.js|example.com"},
    {"ampersand", "R&D", "^r&d"},
    {"no join at the ends", "'quoted' -dash- end.", "quoted|dash|end"},
    {"no comma join of letters", "one,two/three:four", "one|two|three|four"},
    {"underscore", "foo_bar", "foo_bar"},
    {"number", "7", "n:9"},
    {"thousands", "1,000", "n:9,999"},
    {"price", "$1,234.50", "n:$9,999.99"},
    {"percent", "50%", "n:99%"},
    {"date and time", "2026-07-31 12:30 7/31", "n:9999-99-99|n:99:99|n:9/99"},
    {"long number", "12345678901234567890", "n:999999999999"},
    {"two digits stay in a word", "mp3 h264a win11", "mp3|h999a|win11"},
    {"many digits are masked", "order1234 order9876", "order9999|order9999"},
    {"twenty letters are plain", "abcdefghijklmnopqrst", "abcdefghijklmnopqrst"},
    {"one more is long", "abcdefghijklmnopqrstu", "l:abcdefgh"},
    {"exclamations", "buy!!!", "buy|m:!!!"},
    {"one exclamation is none", "buy!", "buy"},
    {"no louder than four", "!!!!!!!!", "m:!!!!"},
    {"dollars", "$$$ cash", "m:$$$|cash"},
    {"questions and stars", "what?? ***new***", "what|m:??|m:***|new|m:***"},
    {"lines of dashes are nothing", "-------- ======== ........", ""},
    {"parentheses", "(one)[two]{three}", "one|two|three"},
    {"full-width letters", "ＡＢＣ", "abc"},
    {"full-width digits", "１２３", "n:999"},
    {"full-width blank", "ＡＢＣ　ＤＥＦ", "abc|def"},
    {"half-width kana", "ｶﾀｶﾅ", "u:カタカナ"},
    {"half-width kana with a voice mark", "ﾊﾞｯｸﾞ", "u:バッグ"},
    {"ligature", "oﬃce", "office"},
    {"circled digit", "①", "n:9"},
    {"zero-width space",
     "vi\xe2\x80\x8b"
     "ag\xe2\x80\x8bra",
     "viagra"},
    {"zero-width joiners",
     "vi\xe2\x80\x8d"
     "ag\xe2\x80\x8cra",
     "viagra"},
    {"soft hyphen",
     "vi\xc2\xad"
     "agra",
     "viagra"},
    {"byte-order mark", "\xef\xbb\xbfhello", "hello"},
    {"mathematical letters", "𝐅𝐑𝐄𝐄", "free"},
    {"accents composed", "cafe\xcc\x81", "café"},
    {"accents as they are", "CAFÉ", "café"},
    {"sharp s", "Straße", "strasse"},
    {"Cyrillic case", "ПРИВЕТ Привет", "привет|привет"},
    {"Greek case", "ΚΑΛΗΜΕΡΑ", "καλημερα"},
    {"Korean", "안녕하세요 고객님", "안녕하세요|고객님"},
    {"Arabic", "مرحبا بكم", "مرحبا|بكم"},
    {"Devanagari marks", "नमस्ते", "नमस्ते"},
    {"Japanese", "東京都に住む", "u:東京|u:都|u:に|u:住む"},
    {"Japanese and a number", "2026年7月", "n:9999|u:年|n:9|u:月"},
    {"Japanese and Latin", "無料プレゼントfreeです", "u:無料|u:プレゼント|free|u:です"},
    {"Japanese full stop", "です。ます", "u:です|u:ます"},
    {"Japanese brackets", "【重要】「速報」", "u:重要|u:速報"},
    {"middle dot", "アン・ベティ", "u:アン|u:ベティ"},
    {"Chinese", "我们的产品", "u:我们|u:的|u:产品"},
    {"Thai", "สวัสดีชาวโลก", "u:สวัสดี|u:ชาว|u:โลก"},
    {"emoji", "🎁gift", "m:🎁|gift"},
    {"arrow", "→here", "here"},
    {"euro", "€100", "€100"},
    {"long Cyrillic word", "абвгдежзийклмнопрстуфх", "l:абвгдежз"},
};

START_TEST(text_has_these_words)
{
	g_autofree gchar *words = cut_words(ROWS[_i].text, strlen(ROWS[_i].text));

	ck_assert_msg(strcmp(words, ROWS[_i].words) == 0, "%s: '%s' gives '%s', expected '%s'",
		      ROWS[_i].name, ROWS[_i].text, words, ROWS[_i].words);
}
END_TEST

START_TEST(kind_of_line_end_or_blank_is_immaterial)
{
	g_autoptr(GString) lines = g_string_new(ROWS[_i].text);
	g_autoptr(GString) twin = NULL;
	g_autofree gchar *with_lf = NULL;
	g_autofree gchar *with_crlf = NULL;
	g_autofree gchar *with_blank = NULL;

	for (gsize i = 0; i < lines->len; i++) {
		if (lines->str[i] == ' ')
			lines->str[i] = '\n';
	}
	twin = crlf_new(lines->str, lines->len);
	with_lf = cut_words(lines->str, lines->len);
	with_crlf = cut_words(twin->str, twin->len);
	with_blank = cut_words(ROWS[_i].text, strlen(ROWS[_i].text));
	ck_assert_msg(strcmp(with_lf, with_blank) == 0, "%s: LF", ROWS[_i].name);
	ck_assert_msg(strcmp(with_crlf, with_blank) == 0, "%s: CRLF", ROWS[_i].name);
}
END_TEST

START_TEST(any_cut_even_within_a_character_gives_utf8)
{
	for (gsize from = 0; from <= strlen(ROWS[_i].text); from++) {
		const gsize length = strlen(ROWS[_i].text) - from;
		g_autofree gchar *head = cut_words(ROWS[_i].text, length);
		g_autofree gchar *tail = cut_words(ROWS[_i].text + from, length);

		ck_assert(g_utf8_validate(head, -1, NULL));
		ck_assert(g_utf8_validate(tail, -1, NULL));
	}
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *unit;
	const gchar *word; /* one that is found again and again, or NULL */
	gboolean is_exact; /* and nothing else */
} LONG[] = {
    {"ASCII without blanks", "word,", "word", FALSE},
    {"one letter", "a", "l:aaaaaaaa", TRUE},
    {"digits", "1234567890", "n:999999999999", TRUE},
    {"marks", "!", "m:!!!!", TRUE},
    {"Japanese without blanks", "東京都、", "u:東京", FALSE},
    {"Han only", "中", NULL, FALSE},
    {"Thai", "สวัสดี", "u:สวัสดี", FALSE},
    {"longest expansion of NFKC", "\xef\xb7\xba", NULL, FALSE},
    {"four octets", "🎁", "m:🎁", TRUE},
    {"combining marks", "\xcc\x81", NULL, FALSE},
    {"zero-width", "\xe2\x80\x8b", NULL, FALSE},
    {"letters and zero-width", "a\xe2\x80\x8b", "l:aaaaaaaa", TRUE},
    {"octets that continue nothing", "\x80", NULL, FALSE},
    {"octets that begin and do not go on", "\xe3", NULL, FALSE},
    {"NUL octets", "", NULL, FALSE},
};

/* Longer than the chunk that is normalized at once, by every remainder of 4 octets. */
START_TEST(run_longer_than_the_buffer_is_cut_between_characters)
{
	const gchar *unit = LONG[_i].unit;
	const gsize unit_length = MAX(strlen(unit), 1);

	for (gsize shift = 0; shift < 4; shift++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autofree gchar *words = NULL;
		g_auto(GStrv) split = NULL;

		for (gsize i = 0; i < shift; i++)
			g_string_append_c(text, ',');
		while (text->len < 20000)
			g_string_append_len(text, unit, (gssize)unit_length);
		words = cut_words(text->str, text->len);
		ck_assert(g_utf8_validate(words, -1, NULL));
		if (LONG[_i].word == NULL)
			continue;
		ck_assert_ptr_nonnull(strstr(words, LONG[_i].word));
		ck_assert_ptr_null(strstr(words, "\xef\xbf\xbd"));
		split = g_strsplit(words, "|", -1);
		for (gchar **word = split; LONG[_i].is_exact && word[1] != NULL; word++)
			ck_assert_msg(strcmp(*word, LONG[_i].word) == 0, "%s: '%s'", LONG[_i].name,
				      *word);
	}
}
END_TEST

static void
count_word(const HanteiWord *word, gpointer user_data)
{
	++*(gsize *)user_data;
}

/* ICU's dictionaries take about 0.2 s for a megabyte; what is quadratic takes hours. */
START_TEST(hostile_megabyte_is_cut_in_linear_time)
{
	g_autoptr(HanteiWords) words = hantei_words_new();
	g_autoptr(GString) text = g_string_new(NULL);
	const gint64 start_us = g_get_monotonic_time();
	gsize n = 0;

	while (text->len < 1024 * 1024)
		g_string_append_len(text, LONG[_i].unit, (gssize)MAX(strlen(LONG[_i].unit), 1));
	hantei_words_each(words, text->str, text->len, count_word, &n);
	ck_assert_msg(g_get_monotonic_time() - start_us < 10 * G_USEC_PER_SEC, "%s: too slow",
		      LONG[_i].name);
}
END_TEST

START_TEST(one_cutter_serves_text_after_text)
{
	g_autoptr(HanteiWords) words = hantei_words_new();
	g_autoptr(GString) first = g_string_new(NULL);
	g_autoptr(GString) second = g_string_new(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++)
		hantei_words_each(words, ROWS[i].text, strlen(ROWS[i].text), print_word, first);
	for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++)
		hantei_words_each(words, ROWS[i].text, strlen(ROWS[i].text), print_word, second);
	ck_assert_str_eq(first->str, second->str);
}
END_TEST

static Suite *
words_suite(void)
{
	Suite *suite = suite_create("words");
	TCase *tcase = tcase_create("words");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, text_has_these_words, 0, G_N_ELEMENTS(ROWS));
	tcase_add_loop_test(tcase, kind_of_line_end_or_blank_is_immaterial, 0, G_N_ELEMENTS(ROWS));
	tcase_add_loop_test(tcase, any_cut_even_within_a_character_gives_utf8, 0,
			    G_N_ELEMENTS(ROWS));
	tcase_add_loop_test(tcase, run_longer_than_the_buffer_is_cut_between_characters, 0,
			    G_N_ELEMENTS(LONG));
	tcase_add_loop_test(tcase, hostile_megabyte_is_cut_in_linear_time, 0, G_N_ELEMENTS(LONG));
	tcase_add_test(tcase, one_cutter_serves_text_after_text);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(words_suite());
}
