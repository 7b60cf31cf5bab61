/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/mbox.h"

#include "tokenizer/limits.h"

#include <string.h>

#define FROM "From "
#define FROM_LENGTH (sizeof FROM - 1)

/* An envelope is an address and a date. An address has at most 254 octets (RFC 5321 4.5.3.1), and
 * old mailers add "remote from HOST": 512 leaves room, and keeps a line without end cheap. */
#define ENVELOPE_BYTES 512

gboolean
hantei_mbox_is_mbox(const gchar *data, gsize length)
{
	return length >= FROM_LENGTH && memcmp(data, FROM, FROM_LENGTH) == 0;
}

/* Where the line at @start ends, its line end included. */
static const gchar *
line_end(const gchar *start, const gchar *end)
{
	const gchar *newline = memchr(start, '\n', end - start);

	return newline != NULL ? newline + 1 : end;
}

static gboolean
word_is_one_of(const gchar *word, gsize length, const gchar *names)
{
	if (length == 4 && word[3] == ',')
		length = 3; /* "Thu, 22 Aug" as RFC 5322 writes it */
	if (length != 3)
		return FALSE;
	for (const gchar *name = names; *name != '\0'; name += 3) {
		if (g_ascii_strncasecmp(word, name, 3) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Whether @word has the form of @pattern, where '0' stands for a digit. */
static gboolean
word_starts_like(const gchar *word, gsize length, const gchar *pattern)
{
	gsize n = strlen(pattern);

	if (length < n)
		return FALSE;
	for (gsize i = 0; i < n; i++) {
		if (pattern[i] == '0' ? !g_ascii_isdigit(word[i]) : word[i] != pattern[i])
			return FALSE;
	}
	return TRUE;
}

static gboolean
word_is_clock(const gchar *word, gsize length)
{
	return length <= 8 &&
	       (word_starts_like(word, length, "00:00") || word_starts_like(word, length, "0:00"));
}

/* A "From " line that separates is an envelope: somebody, then a date as asctime() or RFC 5322
 * writes it. "From here on, ..." after an empty line is prose. Like mutt and Dovecot we want a
 * month and a time of day; unlike them, neither the weekday, the year, the zone nor the order. ISO
 * 8601 dates are taken as well. */
static gboolean
is_envelope(const gchar *line, const gchar *end)
{
	gboolean has_month = FALSE, has_year = FALSE, has_clock = FALSE, has_weekday = FALSE;
	const gchar *at = line + FROM_LENGTH;

	end = line_end(line, MIN(end, line + ENVELOPE_BYTES));
	while (at < end) {
		const gchar *word = at;
		gsize length;

		while (at < end && !g_ascii_isspace(*at))
			at++;
		length = at - word;
		if (word_starts_like(word, length, "0000-00-00"))
			has_month = has_year = TRUE;
		has_clock |= word_is_clock(word, length) ||
			     (length > 11 && word_starts_like(word, length, "0000-00-00T00:00"));
		has_year |= length == 4 && word_starts_like(word, length, "0000");
		has_month |= word_is_one_of(word, length, "JanFebMarAprMayJunJulAugSepOctNovDec");
		has_weekday |= word_is_one_of(word, length, "SunMonTueWedThuFriSat");
		while (at < end && g_ascii_isspace(*at))
			at++;
	}
	return has_month && has_year + has_clock + has_weekday >= 2;
}

static gboolean
is_empty_line(const gchar *line, const gchar *end)
{
	return line < end && (line[0] == '\n' || (end - line > 1 && memcmp(line, "\r\n", 2) == 0));
}

/* The next separator in what is left, whose first line begins at @line; or @end. */
static const gchar *
find_separator(const gchar *line, const gchar *end)
{
	gboolean may_separate = TRUE; /* at once too: a message of no octets at all */

	for (; line < end; line = line_end(line, end)) {
		if (may_separate && hantei_mbox_is_mbox(line, end - line) && is_envelope(line, end))
			return line;
		may_separate = is_empty_line(line, end);
	}
	return end;
}

/* The empty line that whoever wrote the mbox put after the message. */
static const gchar *
strip_empty_line(const gchar *begin, const gchar *end)
{
	const gchar *at = end;

	if (at == begin || at[-1] != '\n')
		return end;
	at--;
	if (at > begin && at[-1] == '\r')
		at--;
	return at == begin || at[-1] == '\n' ? at : end;
}

/* The first line from @line on that is ">+From ", or NULL. */
static const gchar *
find_quoted(const gchar *line, const gchar *end)
{
	for (; line < end; line = line_end(line, end)) {
		const gchar *at = line;

		while (at < end && *at == '>')
			at++;
		if (at > line && hantei_mbox_is_mbox(at, end - at))
			return line;
	}
	return NULL;
}

/* mboxrd: what wrote the mbox put one '>' before each line ">*From ". */
static GBytes *
unquote(const gchar *begin, const gchar *end, const gchar *quoted)
{
	g_autoptr(GByteArray) array = g_byte_array_sized_new(end - begin);

	for (; quoted != NULL; quoted = find_quoted(line_end(begin, end), end)) {
		g_byte_array_append(array, (const guint8 *)begin, quoted - begin);
		begin = quoted + 1;
	}
	g_byte_array_append(array, (const guint8 *)begin, end - begin);
	return g_byte_array_free_to_bytes(g_steal_pointer(&array));
}

GBytes *
hantei_mbox_take(GBytes *mbox, gsize *offset)
{
	gsize size;
	const gchar *data = g_bytes_get_data(mbox, &size);
	const gchar *begin, *separator, *end, *quoted;

	g_return_val_if_fail(*offset <= size, NULL);

	if (*offset == size)
		return NULL;
	begin = data + *offset;
	if (hantei_mbox_is_mbox(begin, size - *offset))
		begin = line_end(begin, data + size);
	separator = find_separator(begin, data + size);
	*offset = separator - data;

	end = strip_empty_line(begin, separator);
	quoted =
	    (gsize)(end - begin) <= HANTEI_LIMIT_MESSAGE_BYTES ? find_quoted(begin, end) : NULL;
	if (quoted != NULL)
		return unquote(begin, end, quoted);
	return g_bytes_new_from_bytes(mbox, begin - data, end - begin);
}
