/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/language.h"

#include <string.h>

#include "tokenizer/html-text.h"
#include "tokenizer/octet.h"

/* More than enough to tell, and cheap. */
#define MAX_TEXT_BYTES (20u * 1024)
#define MAX_HTML_BYTES (64u * 1024)
#define MAX_WORDS 1500

/* Weights and shares are those of the measurements behind docs/method.md: a Latin letter is a
 * quarter of a sign of the scripts that write a syllable or a word with one; a script takes the
 * mail from 15 % on, since mails of all languages carry Latin names, links and legal lines. */
#define LATIN_WEIGHT 0.25
#define MIN_SIGNS 3.0
#define MIN_SHARE 0.15
#define MIN_KANA_SHARE 0.03 /* of kana and Han together: less is a name in a Chinese text */
#define MIN_WORDS 15
#define MIN_STOP_SHARE 0.08

static const gchar *const names[HANTEI_N_LANGUAGES] = {
#define X(NAME, text, what) text,
    HANTEI_LANGUAGES(X)
#undef X
};

/* Octets of the longest of these. */
#define MAX_ENGLISH_WORD 4

/* By their first letter. */
static const gchar *const english_words[26][6] = {
    ['a' - 'a'] = {"a", "and", "are", "as", "at"},
    ['b' - 'a'] = {"be", "by"},
    ['c' - 'a'] = {"can"},
    ['f' - 'a'] = {"for", "from"},
    ['h' - 'a'] = {"have"},
    ['i' - 'a'] = {"if", "in", "is", "it"},
    ['n' - 'a'] = {"not"},
    ['o' - 'a'] = {"of", "on", "or", "our"},
    ['t' - 'a'] = {"that", "the", "this", "to"},
    ['w' - 'a'] = {"we", "will", "with"},
    ['y' - 'a'] = {"you", "your"},
};

const gchar *
hantei_language_to_string(HanteiLanguage language)
{
	g_return_val_if_fail((guint)language < HANTEI_N_LANGUAGES, NULL);
	return names[language];
}

gboolean
hantei_language_from_string(const gchar *name, HanteiLanguage *language)
{
	for (guint i = 0; i < HANTEI_N_LANGUAGES; i++) {
		if (strcmp(names[i], name) == 0) {
			*language = i;
			return TRUE;
		}
	}
	return FALSE;
}

typedef enum {
	SCRIPT_OTHER,
	SCRIPT_KANA,
	SCRIPT_HAN,
	SCRIPT_HANGUL,
	SCRIPT_CYRILLIC,
	SCRIPT_GREEK,
	SCRIPT_HEBREW,
	SCRIPT_ARABIC,
	SCRIPT_THAI,
	SCRIPT_LATIN,
	N_SCRIPTS
} Script;

/* The blocks of https://www.unicode.org/Public/UNIDATA/Blocks.txt that matter, in order. */
static const struct {
	gunichar first;
	gunichar last;
	Script script;
} blocks[] = {
    {0xc0, 0x24f, SCRIPT_LATIN},     {0x370, 0x3ff, SCRIPT_GREEK},
    {0x400, 0x52f, SCRIPT_CYRILLIC}, {0x590, 0x5ff, SCRIPT_HEBREW},
    {0x600, 0x77f, SCRIPT_ARABIC},   {0xe00, 0xe7f, SCRIPT_THAI},
    {0x1100, 0x11ff, SCRIPT_HANGUL}, {0x1e00, 0x1eff, SCRIPT_LATIN},
    {0x3041, 0x30ff, SCRIPT_KANA},   {0x3400, 0x4dbf, SCRIPT_HAN},
    {0x4e00, 0x9fff, SCRIPT_HAN},    {0xac00, 0xd7a3, SCRIPT_HANGUL},
    {0xf900, 0xfaff, SCRIPT_HAN},    {0xff66, 0xff9f, SCRIPT_KANA},
    {0x20000, 0x323af, SCRIPT_HAN},
};

static Script
get_script(gunichar c)
{
	for (guint i = 0; i < G_N_ELEMENTS(blocks) && c >= blocks[i].first; i++) {
		if (c <= blocks[i].last)
			return blocks[i].script;
	}
	return SCRIPT_OTHER;
}

typedef struct {
	guint n_signs[N_SCRIPTS];
	guint n_words; /* of ASCII letters */
	guint n_stop_words;
	guint n_accents; /* Latin letters beyond ASCII */
} Counts;

static gboolean
is_english_word(const gchar *word, gsize length)
{
	gchar lower[MAX_ENGLISH_WORD + 1] = {0};

	if (length > MAX_ENGLISH_WORD)
		return FALSE;
	for (gsize i = 0; i < length; i++)
		lower[i] = (gchar)(word[i] | 0x20); /* letters only */
	for (const gchar *const *w = english_words[lower[0] - 'a']; *w != NULL; w++) {
		if (strcmp(*w, lower) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Counts the run of printable ASCII at @text; links and addresses are of no language.
 * Returns: its end. */
static const gchar *
count_ascii(Counts *counts, const gchar *text, const gchar *end)
{
	guint n_words = counts->n_words;
	guint n_stop_words = counts->n_stop_words;
	guint n_letters = 0;
	gboolean is_address = FALSE;

	for (;; text++) {
		const gchar *start = text;

		while (text < end && hantei_octet_is(*text, HANTEI_OCTET_ALPHA))
			text++;
		if (text > start && n_words < MAX_WORDS) {
			n_words++;
			n_stop_words += is_english_word(start, (gsize)(text - start)) ? 1 : 0;
		}
		n_letters += (guint)(text - start);
		if (text == end || !hantei_octet_is(*text, HANTEI_OCTET_GRAPHIC))
			break;
		is_address |= *text == '@' ||
			      (*text == ':' && end - text > 2 && text[1] == '/' && text[2] == '/');
	}
	if (!is_address) {
		counts->n_words = n_words;
		counts->n_stop_words = n_stop_words;
		counts->n_signs[SCRIPT_LATIN] += n_letters;
	}
	return text;
}

static void
count_text(Counts *counts, const gchar *text, gsize length)
{
	const gchar *end = text + length;

	while (text < end) {
		if (hantei_octet_is(*text, HANTEI_OCTET_GRAPHIC)) {
			text = count_ascii(counts, text, end);
			continue;
		}
		/* blanks and controls are of no script */
		if ((guchar)*text < 0x80) {
			counts->n_signs[SCRIPT_OTHER]++;
			text++;
			continue;
		}
		const gunichar c = g_utf8_get_char_validated(text, end - text);
		if (c == (gunichar)-1 || c == (gunichar)-2) {
			text++;
			continue;
		}
		const Script script = get_script(c);
		counts->n_signs[script]++;
		counts->n_accents += script == SCRIPT_LATIN;
		text = g_utf8_next_char(text);
	}
}

static HanteiLanguage
judge_latin(const Counts *counts)
{
	if (counts->n_stop_words > MIN_STOP_SHARE * counts->n_words)
		return HANTEI_LANGUAGE_EN;
	/* a few words may well have none of the small ones */
	if (counts->n_words < MIN_WORDS && counts->n_accents == 0)
		return HANTEI_LANGUAGE_EN;
	return HANTEI_LANGUAGE_LATIN;
}

static HanteiLanguage
judge(const Counts *counts)
{
	static const struct {
		Script script;
		HanteiLanguage language;
	} single[] = {
	    {SCRIPT_CYRILLIC, HANTEI_LANGUAGE_CYRILLIC}, {SCRIPT_GREEK, HANTEI_LANGUAGE_EL},
	    {SCRIPT_ARABIC, HANTEI_LANGUAGE_AR},	 {SCRIPT_HEBREW, HANTEI_LANGUAGE_HE},
	    {SCRIPT_THAI, HANTEI_LANGUAGE_TH},
	};
	const guint kana = counts->n_signs[SCRIPT_KANA];
	const guint han = counts->n_signs[SCRIPT_HAN];
	gdouble all = LATIN_WEIGHT * counts->n_signs[SCRIPT_LATIN];

	for (guint i = SCRIPT_KANA; i < SCRIPT_LATIN; i++)
		all += counts->n_signs[i];
	if (all < MIN_SIGNS)
		return HANTEI_LANGUAGE_NONE;
	if (counts->n_signs[SCRIPT_HANGUL] > MIN_SHARE * all)
		return HANTEI_LANGUAGE_KO;
	if (kana + han > MIN_SHARE * all && kana > MIN_KANA_SHARE * (kana + han))
		return HANTEI_LANGUAGE_JA;
	if (han > MIN_SHARE * all)
		return HANTEI_LANGUAGE_ZH;
	for (guint i = 0; i < G_N_ELEMENTS(single); i++) {
		if (counts->n_signs[single[i].script] > MIN_SHARE * all)
			return single[i].language;
	}
	return judge_latin(counts);
}

HanteiLanguage
hantei_language_of_text(const gchar *text, gsize length)
{
	Counts counts = {0};

	count_text(&counts, text, length);
	return judge(&counts);
}

HanteiLanguage
hantei_language_of_texts(const HanteiLanguageText *texts, gsize n_texts, const gchar *subject)
{
	gsize room = MAX_TEXT_BYTES;
	Counts counts = {0};
	HanteiLanguage language;

	for (gsize i = 0; i < n_texts && room > 0; i++) {
		const gsize length = MIN(texts[i].length, room);

		count_text(&counts, texts[i].text, length);
		room -= length;
	}
	language = judge(&counts);
	if (language == HANTEI_LANGUAGE_NONE && subject != NULL)
		return hantei_language_of_text(subject, strlen(subject));
	return language;
}

HanteiLanguage
hantei_language_of(const HanteiMessage *message)
{
	gsize n_parts;
	const HanteiPart *parts = hantei_message_get_parts(message, &n_parts);
	g_autoptr(GArray) texts = g_array_new(FALSE, FALSE, sizeof(HanteiLanguageText));
	g_autoptr(GPtrArray) htmls =
	    g_ptr_array_new_with_free_func((GDestroyNotify)hantei_html_free);
	g_autofree gchar *subject = hantei_message_dup_header(message, "Subject");
	gsize room = MAX_TEXT_BYTES;

	for (gsize i = 0; i < n_parts && room > 0; i++) {
		HanteiLanguageText text = {parts[i].text, parts[i].text_length};

		if (text.text == NULL)
			continue;
		if (strcmp(parts[i].type, "text/html") == 0) {
			HanteiHtml *html =
			    hantei_html_new(text.text, MIN(text.length, MAX_HTML_BYTES));

			g_ptr_array_add(htmls, html);
			text.text = hantei_html_get_visible(html, &text.length);
		}
		room -= MIN(text.length, room);
		g_array_append_val(texts, text);
	}
	return hantei_language_of_texts((const HanteiLanguageText *)(gconstpointer)texts->data,
					texts->len, subject);
}
