/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/report/columns.h"

#include <string.h>

/* Marks, embeddings and isolates of writing direction (Unicode TR 9), which can show a line as it
 * does not stand. */
static gboolean
turns_direction(gunichar c)
{
	return c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0x061c;
}

/* ASCII that is seen, which is nearly all there is: one column, and no tables to ask. */
static gboolean
is_plain(gunichar c)
{
	return c > ' ' && c < 0x7f;
}

/* Whether there is nothing to clean: words with a blank between each. */
static gboolean
is_clean(const gchar *text)
{
	gchar before = ' ';

	for (; *text != '\0'; text++) {
		if (!is_plain((guchar)*text) && (*text != ' ' || before == ' '))
			return FALSE;
		before = *text;
	}
	return before != ' ';
}

gchar *
hantei_columns_clean(const gchar *text)
{
	g_autofree gchar *valid = NULL;
	GString *out;

	if (text != NULL && is_clean(text))
		return g_strdup(text);
	valid = g_utf8_make_valid(text == NULL ? "" : text, -1);
	out = g_string_sized_new(strlen(valid));

	for (const gchar *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (is_plain(c)) {
			g_string_append_c(out, (gchar)c);
			continue;
		}
		if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029) {
			if (out->len > 0 && out->str[out->len - 1] != ' ')
				g_string_append_c(out, ' ');
		} else if (g_unichar_iscntrl(c) || turns_direction(c)) {
			g_string_append_unichar(out, 0xfffd);
		} else {
			g_string_append_unichar(out, c);
		}
	}
	if (out->len > 0 && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
	return g_string_free(out, FALSE);
}

static gint
char_columns(gunichar c)
{
	if (is_plain(c))
		return 1;
	if (g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

gint
hantei_columns_count(const gchar *text)
{
	gint n = 0;

	for (const gchar *p = text; *p != '\0'; p = g_utf8_next_char(p))
		n += char_columns(g_utf8_get_char(p));
	return n;
}

void
hantei_columns_append(GString *out, const gchar *text, gint width, gboolean fill)
{
	gint n = hantei_columns_count(text);
	gint used = 0;

	if (n <= width) {
		g_string_append(out, text);
		used = n;
	} else {
		const gchar *p = text;

		for (; used + char_columns(g_utf8_get_char(p)) < width; p = g_utf8_next_char(p))
			used += char_columns(g_utf8_get_char(p));
		g_string_append_len(out, text, p - text);
		g_string_append(out, "…");
		used++;
	}
	for (; fill && used < width; used++)
		g_string_append_c(out, ' ');
}

/* Whether a line may start at @c after @before: JIS X 4051 keeps closing marks, small kana and the
 * long-vowel mark off the start of a line, and opening brackets off its end. */
static gboolean
may_break(gunichar before, gunichar c)
{
	if (before == ' ')
		return TRUE;
	if (is_plain(before) && is_plain(c))
		return FALSE;
	if (!g_unichar_iswide(before) && !g_unichar_iswide(c))
		return FALSE;
	if (c == ' ' || g_utf8_strchr("、。,.・:;?!)」』】〕}》〉ーゝ々っゃゅょぁぃぅぇぉ"
				      "ッャュョァィゥェォ,.;:!?)…%",
				      -1, c) != NULL)
		return FALSE;
	return g_utf8_strchr("(「『【〔{《〈(", -1, before) == NULL;
}

void
hantei_columns_wrap(GString *out, const gchar *first, const gchar *text, gint width)
{
	gint indent = hantei_columns_count(first);
	gint room = MAX(width - indent, 10);

	g_string_append(out, first);
	while (TRUE) {
		const gchar *end = text; /* of what fits */
		const gchar *cut = NULL; /* the last place to break in it */
		gunichar before = 0;
		gint used = 0;

		for (; *end != '\0'; end = g_utf8_next_char(end)) {
			gunichar c = g_utf8_get_char(end);

			if (end > text && may_break(before, c))
				cut = end;
			if (used + char_columns(c) > room && c != ' ')
				break;
			used += char_columns(c);
			before = c;
		}
		if (*end == '\0')
			break;
		if (cut == NULL)
			cut = end; /* one long word */
		g_string_append_len(out, text, cut - text);
		while (out->len > 0 && out->str[out->len - 1] == ' ')
			g_string_truncate(out, out->len - 1);
		g_string_append_c(out, '\n');
		for (gint i = 0; i < indent; i++)
			g_string_append_c(out, ' ');
		text = cut;
	}
	g_string_append(out, text);
	g_string_append_c(out, '\n');
}
