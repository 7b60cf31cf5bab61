/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/words.h"

#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "tokenizer/limits.h"
#include "tokenizer/octet.h"

/* Octets between blanks that are normalized at once; a longer run is cut between characters. */
#define CHUNK_BYTES 2048

/* A longer word hardly recurs: its head stands for it (SpamAssassin's "sk:" tokens). */
#define LONG_WORD_CHARS 20
#define LONG_WORD_HEAD 8

/* More digits than this in a word make it a number-like name: order1234 and order9876 are one. */
#define MAX_DIGITS_KEPT 2
#define MAX_NUMBER_CHARS 12

struct _HanteiWords {
	UBreakIterator *breaks;
	const UNormalizer2 *folding; /* NFKC_Casefold: drops zero-width and soft hyphens too */
	UChar raw[CHUNK_BYTES + 1];
	UChar folded[CHUNK_BYTES * 18 + 1]; /* NFKC's longest expansion is 18 (U+FDFA) */
};

/* What hantei_words_each() hands down. */
typedef struct {
	HanteiWords *words;
	HanteiWordFunc func;
	gpointer user_data;
} Sink;

HanteiWords *
hantei_words_new(void)
{
	HanteiWords *self = g_new0(HanteiWords, 1);
	UErrorCode status = U_ZERO_ERROR;

	/* the dictionaries of Japanese, Chinese, Thai, Lao, Khmer and Burmese serve every locale */
	self->breaks = ubrk_open(UBRK_WORD, "ja", NULL, 0, &status);
	self->folding = unorm2_getNFKCCasefoldInstance(&status);
	if (U_FAILURE(status))
		g_error("ICU cannot give word boundaries: %s (is its data installed?)",
			u_errorName(status));
	return self;
}

void
hantei_words_free(HanteiWords *self)
{
	if (self == NULL)
		return;
	ubrk_close(self->breaks);
	g_free(self);
}

static void
sink_emit(const Sink *sink, const gchar *text, gsize length, HanteiWordKind kind, gboolean is_upper)
{
	const HanteiWord word = {text, length, kind, is_upper};

	sink->func(&word, sink->user_data);
}

/* Digits to '9', in place. */
static void
mask_digits(gchar *text, gsize length)
{
	for (gsize i = 0; i < length; i++) {
		if (g_ascii_isdigit(text[i]))
			text[i] = '9';
	}
}

/* Sends a word of ASCII letters and digits on, as what it is. @text may be changed. */
static void
emit_ascii(const Sink *sink, gchar *text, gsize length)
{
	guint n_digits = 0;
	guint n_upper = 0;
	guint n_lower = 0;

	for (gsize i = 0; i < length; i++) {
		const guint8 kinds = hantei_octets[(guchar)text[i]];

		n_digits += (kinds & HANTEI_OCTET_DIGIT) != 0;
		n_upper += (kinds & HANTEI_OCTET_UPPER) != 0;
		n_lower += (kinds & HANTEI_OCTET_LOWER) != 0;
		if ((kinds & HANTEI_OCTET_UPPER) != 0)
			text[i] |= 0x20;
	}
	if (n_digits > MAX_DIGITS_KEPT || (n_digits > 0 && n_upper + n_lower == 0))
		mask_digits(text, length);
	if (n_upper + n_lower == 0)
		sink_emit(sink, text, MIN(length, MAX_NUMBER_CHARS), HANTEI_WORD_NUMBER, FALSE);
	else if (length > LONG_WORD_CHARS)
		sink_emit(sink, text, LONG_WORD_HEAD, HANTEI_WORD_LONG, FALSE);
	else if (length > 1)
		sink_emit(sink, text, length, HANTEI_WORD_PLAIN, n_upper > 1 && n_lower == 0);
}

static gboolean
is_ascii_word_octet(gchar c)
{
	return hantei_octet_is(c, HANTEI_OCTET_WORD);
}

/* Whether @c joins what stands before and after it into one word: don't, e-mail, node.js, 1,000. */
static gboolean
joins(gchar before, gchar c, gchar after)
{
	if (c == '\'' || c == '-' || c == '.' || c == '&')
		return hantei_octet_is(before, HANTEI_OCTET_ALNUM) &&
		       hantei_octet_is(after, HANTEI_OCTET_ALNUM);
	if (c == ',' || c == ':' || c == '/')
		return hantei_octet_is(before, HANTEI_OCTET_DIGIT) &&
		       hantei_octet_is(after, HANTEI_OCTET_DIGIT);
	return FALSE;
}

/* "!!!", "$$$", "???": how loud, up to four. Returns how many octets were taken. */
static gsize
take_marks(const Sink *sink, const gchar *text, gsize length)
{
	gsize n = 1;

	while (n < length && text[n] == text[0])
		n++;
	if (n > 1 && (text[0] == '!' || text[0] == '?' || text[0] == '*' || text[0] == '$'))
		sink_emit(sink, text, MIN(n, 4), HANTEI_WORD_MARKS, FALSE);
	return n;
}

/* Words of a run of ASCII without blanks. */
static void
each_ascii(const Sink *sink, const gchar *text, gsize length)
{
	gsize at = 0;

	while (at < length) {
		gchar word[HANTEI_LIMIT_WORD_BYTES];
		gsize end = at;

		if (!is_ascii_word_octet(text[at]) ||
		    (text[at] == '$' && at + 1 < length && text[at + 1] == '$')) {
			at += take_marks(sink, text + at, length - at);
			continue;
		}
		while (end < length &&
		       (is_ascii_word_octet(text[end]) ||
			(end + 1 < length && joins(text[end - 1], text[end], text[end + 1]))))
			end++;
		memcpy(word, text + at, MIN(end - at, sizeof word));
		emit_ascii(sink, word, MIN(end - at, sizeof word));
		at = end;
	}
}

/* Scripts written without spaces between words. */
static gboolean
is_unspaced(UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;

	/* the marks that Hiragana and Katakana share have no script of their own */
	if (c >= 0x3005 && c <= 0x30ff)
		return c != 0x3008 && c != 0x3009 && !(c >= 0x300a && c <= 0x3020) && c != 0x30fb;
	switch (uscript_getScript(c, &status)) {
	case USCRIPT_HAN:
	case USCRIPT_HIRAGANA:
	case USCRIPT_KATAKANA:
	case USCRIPT_THAI:
	case USCRIPT_LAO:
	case USCRIPT_KHMER:
	case USCRIPT_MYANMAR:
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean
is_word_character(UChar32 c)
{
	return u_isalnum(c) || u_charType(c) == U_NON_SPACING_MARK ||
	       u_charType(c) == U_CURRENCY_SYMBOL;
}

/* Converts @length units at @units and sends them on. */
static void
emit_units(const Sink *sink, const UChar *units, gint32 length, HanteiWordKind kind)
{
	gchar text[HANTEI_LIMIT_WORD_BYTES];
	UErrorCode status = U_ZERO_ERROR;
	gint32 written = 0;

	/* each unit takes at most three octets of UTF-8 */
	length = MIN(length, (gint32)sizeof text / 3);
	if (length > 0 && U16_IS_LEAD(units[length - 1]))
		length--;
	u_strToUTF8(text, sizeof text, &written, units, length, &status);
	if (U_SUCCESS(status) && written > 0)
		sink_emit(sink, text, (gsize)written, kind, FALSE);
}

/* Dictionary words of a run of an unspaced script. */
static void
each_unspaced(const Sink *sink, const UChar *units, gint32 length)
{
	UBreakIterator *breaks = sink->words->breaks;
	UErrorCode status = U_ZERO_ERROR;
	gint32 from;

	ubrk_setText(breaks, units, length, &status);
	if (U_FAILURE(status))
		return;
	from = ubrk_first(breaks);
	for (gint32 to = ubrk_next(breaks); to != UBRK_DONE; to = ubrk_next(breaks)) {
		emit_units(sink, units + from, to - from, HANTEI_WORD_UNSPACED);
		from = to;
	}
}

/* A word of a spaced script, or ASCII that stood beside one. */
static void
emit_spaced(const Sink *sink, const UChar *units, gint32 length)
{
	gchar ascii[HANTEI_LIMIT_WORD_BYTES];
	gint32 n = 0;

	while (n < length && n < (gint32)sizeof ascii && units[n] < 0x80) {
		ascii[n] = (gchar)units[n];
		n++;
	}
	if (n == length || n == (gint32)sizeof ascii)
		emit_ascii(sink, ascii, (gsize)n);
	else if (length > LONG_WORD_CHARS)
		emit_units(sink, units, LONG_WORD_HEAD, HANTEI_WORD_LONG);
	else
		emit_units(sink, units, length, HANTEI_WORD_PLAIN);
}

/* Words of folded text: runs of unspaced scripts go to the dictionary, the rest is cut where
 * letters and digits end. */
static void
each_folded(const Sink *sink, const UChar *units, gint32 length)
{
	gint32 at = 0;

	while (at < length) {
		gint32 end = at;
		gint32 next = at;
		UChar32 c;

		U16_NEXT(units, next, length, c);
		if (is_unspaced(c)) {
			for (end = next; next < length; end = next) {
				U16_NEXT(units, next, length, c);
				if (!is_unspaced(c))
					break;
			}
			each_unspaced(sink, units + at, end - at);
		} else if (is_word_character(c)) {
			for (end = next; next < length; end = next) {
				U16_NEXT(units, next, length, c);
				if (!is_word_character(c) || is_unspaced(c))
					break;
			}
			emit_spaced(sink, units + at, end - at);
		} else {
			if (u_charType(c) == U_OTHER_SYMBOL) /* emoji, arrows, boxes */
				emit_units(sink, units + at, next - at, HANTEI_WORD_MARKS);
			end = next;
		}
		at = end;
	}
}

/* Words of a run without ASCII blanks that has other characters than ASCII. */
static void
each_unicode(const Sink *sink, const gchar *text, gsize length)
{
	HanteiWords *self = sink->words;
	UErrorCode status = U_ZERO_ERROR;
	gint32 n_raw = 0;
	gint32 n_folded;

	u_strFromUTF8WithSub(self->raw, G_N_ELEMENTS(self->raw), &n_raw, text, (gint32)length,
			     0xfffd, NULL, &status);
	n_folded = unorm2_normalize(self->folding, self->raw, n_raw, self->folded,
				    G_N_ELEMENTS(self->folded), &status);
	if (U_SUCCESS(status))
		each_folded(sink, self->folded, n_folded);
}

void
hantei_words_each(
    HanteiWords *self, const gchar *text, gsize length, HanteiWordFunc func, gpointer user_data)
{
	const Sink sink = {self, func, user_data};
	gsize at = 0;

	while (at < length) {
		const gsize limit = at + MIN(length - at, CHUNK_BYTES);
		gsize end = at;
		gsize whole;
		guint8 any = 0;

		while (end < limit && !hantei_octet_is(text[end], HANTEI_OCTET_BLANK))
			any |= hantei_octets[(guchar)text[end++]];
		/* a run longer than a chunk is cut between characters, if it has any */
		whole = end;
		while (whole > at && whole < length && ((guchar)text[whole] & 0xc0) == 0x80)
			whole--;
		if (whole > at)
			end = whole;
		if (end == at) {
			at++;
			continue;
		}
		if ((any & HANTEI_OCTET_WIDE) == 0)
			each_ascii(&sink, text + at, end - at);
		else
			each_unicode(&sink, text + at, end - at);
		at = end;
	}
}
