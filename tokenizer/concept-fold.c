/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/concept-fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include "tokenizer/octet.h"

/* What the last characters written leave open. */
typedef struct {
	gchar *out;
	gsize length;
	gunichar last;	/* 0 at the start */
	gunichar point; /* a comma or full stop after a digit: inner to a number or not */
	gboolean has_blank;
	gboolean is_unspaced;
} Fold;

/* Kana, Han and their punctuation. Hangul has blanks between words. */
static gboolean
is_unspaced_script(gunichar c)
{
	return (c >= 0x2e80 && c <= 0x312f) || (c >= 0x3190 && c <= 0x9fff) ||
	       (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

/* Quotes and dashes are typed as one pleases. */
static gunichar
plain_sign(gunichar c)
{
	if (c < 0x2010 || c > 0x2212)
		return c;
	if (c <= 0x2015 || c == 0x2212)
		return '-';
	if (c >= 0x2018 && c <= 0x201b)
		return '\'';
	if (c >= 0x201c && c <= 0x201f)
		return '"';
	return c;
}

static void
fold_write(Fold *fold, gunichar c)
{
	if (c < 0x80)
		fold->out[fold->length++] = (gchar)c;
	else
		U8_APPEND_UNSAFE((guint8 *)fold->out, fold->length, c);
	fold->last = c;
}

/* Before a character that is no blank: the blank that was seen, if it counts. */
static void
fold_write_blank(Fold *fold, gunichar next)
{
	if (fold->has_blank && fold->last != 0 &&
	    !(fold->is_unspaced && (is_unspaced_script(fold->last) || is_unspaced_script(next))))
		fold_write(fold, ' ');
	fold->has_blank = FALSE;
}

static void
fold_take(Fold *fold, gunichar c)
{
	const gboolean is_digit = c < 0x80 && g_ascii_isdigit(c);

	if (fold->point != 0) {
		const gunichar point = fold->point;

		fold->point = 0;
		if (is_digit)
			return;
		fold_write(fold, point);
	}
	/* '#' stands for numbers alone; before one ("order #12") it says nothing */
	if (c <= ' ' || c == '#' || c == 0x7f ||
	    (c > 0x7f && (u_isUWhiteSpace(c) || u_iscntrl(c)))) {
		fold->has_blank = TRUE;
		return;
	}
	if (fold->last == '#' && !fold->has_blank) {
		if (is_digit)
			return;
		if (c == ',' || c == '.') {
			fold->point = c;
			return;
		}
	}
	c = is_digit ? '#' : plain_sign(c);
	fold_write_blank(fold, c);
	fold_write(fold, c);
}

static gchar *
fold_finish(Fold *fold, gsize *n_folded)
{
	if (fold->point != 0)
		fold_write(fold, fold->point);
	fold->out[fold->length] = '\0';
	*n_folded = fold->length;
	return fold->out;
}

/* What each ASCII character becomes: NUL a blank, '#' a digit. */
static const gchar ascii_folds[129] =
    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
    "!\"\0$%&'()*+,-./##########:;<=>\?@"
    "abcdefghijklmnopqrstuvwxyz[\\]^_`"
    "abcdefghijklmnopqrstuvwxyz{|}~\0";

/* As fold_take() of each octet, which it leaves to it only behind a number. */
static void
fold_take_ascii(Fold *fold, const gchar *text, gsize length)
{
	gchar *out = fold->out;
	gboolean has_blank = FALSE;
	gchar last = '\0';

	for (gsize i = 0; i < length; i++) {
		const gchar c = ascii_folds[(guchar)text[i]];

		if (last == '#') {
			fold->last = '#';
			fold->length = (gsize)(out - fold->out);
			fold->has_blank = has_blank;
			fold_take(fold, (guchar)g_ascii_tolower(text[i]));
			has_blank = fold->has_blank;
			out = fold->out + fold->length;
			last = (gchar)fold->last;
			continue;
		}
		if (c == '\0') {
			has_blank = TRUE;
			continue;
		}
		if (has_blank && last != '\0')
			*out++ = ' ';
		has_blank = FALSE;
		*out++ = last = c;
	}
	fold->length = (gsize)(out - fold->out);
	fold->has_blank = has_blank;
}

/* NFKC_Casefold drops zero-width characters and soft hyphens too. Returns: (transfer full). */
static UChar *
normalize(const gchar *text, gsize length, gint32 *n_units)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *folding = unorm2_getNFKCCasefoldInstance(&status);
	g_autofree UChar *raw = g_new(UChar, length + 1);
	gint32 n_raw = 0;
	gint32 capacity = (gint32)length + 1;
	UChar *units = g_new(UChar, capacity);

	u_strFromUTF8WithSub(raw, capacity, &n_raw, text, (gint32)length, 0xfffd, NULL, &status);
	*n_units = unorm2_normalize(folding, raw, n_raw, units, capacity, &status);
	if (status == U_BUFFER_OVERFLOW_ERROR) {
		status = U_ZERO_ERROR;
		capacity = *n_units + 1;
		units = g_renew(UChar, units, capacity);
		*n_units = unorm2_normalize(folding, raw, n_raw, units, capacity, &status);
	}
	if (U_FAILURE(status))
		g_error("ICU cannot fold text: %s (is its data installed?)", u_errorName(status));
	return units;
}

gchar *
hantei_concept_fold(const gchar *text, gsize length, gboolean is_unspaced, gsize *n_folded)
{
	Fold fold = {.is_unspaced = is_unspaced};
	g_autofree UChar *units = NULL;
	gint32 n_units = 0;

	if (hantei_octets_are_ascii(text, length)) {
		fold.out = g_malloc(length + 1);
		fold_take_ascii(&fold, text, length);
		return fold_finish(&fold, n_folded);
	}
	units = normalize(text, length, &n_units);
	/* a unit takes at most three octets, and a blank is the unit it was */
	fold.out = g_malloc((gsize)n_units * 3 + 1);
	for (gint32 i = 0; i < n_units;) {
		UChar32 c;

		U16_NEXT(units, i, n_units, c);
		fold_take(&fold, U_IS_SURROGATE(c) ? 0xfffd : (gunichar)c);
	}
	return fold_finish(&fold, n_folded);
}

gboolean
hantei_concept_has_letter(const gchar *folded, gsize n_folded, gsize at, gboolean is_before)
{
	gunichar c;

	if (is_before ? at == 0 : at >= n_folded)
		return FALSE;
	c = g_utf8_get_char(is_before ? g_utf8_prev_char(folded + at) : folded + at);
	if (c < 0x80)
		return g_ascii_isalnum(c) || c == '#';
	return u_isalnum((UChar32)c) && !is_unspaced_script(c) && !(c >= 0xac00 && c <= 0xd7a3);
}
