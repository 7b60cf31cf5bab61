/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/zone-entry.h"

#include <gio/gio.h>
#include <string.h>

static void
word_free(gpointer data)
{
	HanteiZoneWord *self = data;

	g_free(self->text);
	g_free(self);
}

void
hantei_zone_entry_free(HanteiZoneEntry *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->words);
	g_free(self);
}

gboolean
hantei_zone_fail(GError **error, const gchar *name, guint line, const gchar *format, ...)
{
	g_autofree gchar *what = NULL;
	va_list args;

	va_start(args, format);
	what = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s:%u: %s", name, line, what);
	return FALSE;
}

static gint
peek(const HanteiZoneReader *self)
{
	return self->at < self->length ? (guchar)self->text[self->at] : -1;
}

/* A CR counts as a blank: files of DOS have it before each newline. */
static gboolean
is_blank(gint c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static gboolean
ends_word(gint c)
{
	return c < 0 || c == '\n' || is_blank(c) || (c != 0 && strchr("\"();", c) != NULL);
}

static void
skip_blanks(HanteiZoneReader *self)
{
	while (is_blank(peek(self)))
		self->at++;
}

/* An escape, @self after its backslash: "\DDD" is an octet, "\X" is X and no more than that. */
static gboolean
read_escape(HanteiZoneReader *self, GString *text, GError **error)
{
	guint octet = 0;

	if (peek(self) < 0 || peek(self) == '\n')
		return hantei_zone_fail(error, self->name, self->line,
					"a backslash ends the line: leave it out");
	if (!g_ascii_isdigit(peek(self))) {
		g_string_append_printf(text, "\\%03d", peek(self));
		self->at++;
		return TRUE;
	}
	for (guint i = 0; i < 3; i++, self->at++) {
		if (!g_ascii_isdigit(peek(self)))
			return hantei_zone_fail(
			    error, self->name, self->line,
			    "a backslash stands before fewer than three digits");
		octet = octet * 10 + (guint)(peek(self) - '0');
	}
	if (octet > 255)
		return hantei_zone_fail(error, self->name, self->line,
					"\\%u is no octet: 255 is the largest", octet);
	g_string_append_printf(text, "\\%03u", octet);
	return TRUE;
}

static gboolean
read_char(HanteiZoneReader *self, GString *text, GError **error)
{
	const gint c = peek(self);

	if (c == '\\') {
		self->at++;
		return read_escape(self, text, error);
	}
	if (c > ' ' && c <= '~' && strchr("\"();", c) == NULL)
		g_string_append_c(text, (gchar)c);
	else
		g_string_append_printf(text, "\\%03d", c);
	self->at++;
	return TRUE;
}

static void
add_word(HanteiZoneEntry *entry, const gchar *text, gboolean is_quoted)
{
	HanteiZoneWord *word = g_new0(HanteiZoneWord, 1);

	word->text = g_strdup(text);
	word->is_quoted = is_quoted;
	g_ptr_array_add(entry->words, word);
}

static gboolean
read_word(HanteiZoneReader *self, HanteiZoneEntry *entry, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	const gsize start = self->at;

	while (!ends_word(peek(self)))
		if (!read_char(self, text, error))
			return FALSE;
	/* data of any type in hexadecimal (RFC 3597 5) */
	if (self->at - start == 2 && strncmp(self->text + start, "\\#", 2) == 0)
		g_string_assign(text, "\\#");
	add_word(entry, text->str, FALSE);
	return TRUE;
}

static gboolean
read_quoted(HanteiZoneReader *self, HanteiZoneEntry *entry, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);

	self->at++;
	while (peek(self) != '"') {
		if (peek(self) < 0 || peek(self) == '\n')
			return hantei_zone_fail(error, self->name, self->line,
						"a quoted text has no \" at its end in this line");
		if (!read_char(self, text, error))
			return FALSE;
	}
	self->at++;
	add_word(entry, text->str, TRUE);
	return TRUE;
}

/* Whether "name=" comes next, as in the rest of "v=DMARC1; p=none". */
static gboolean
is_at_tag(const HanteiZoneReader *self)
{
	gsize at = self->at + 1;
	gsize start;

	while (at < self->length && (self->text[at] == ' ' || self->text[at] == '\t'))
		at++;
	start = at;
	while (at < self->length && (g_ascii_isalnum(self->text[at]) || self->text[at] == '_'))
		at++;
	while (at > start && at < self->length && self->text[at] == ' ')
		at++;
	return at > start && at < self->length && self->text[at] == '=';
}

/* Leaves out a comment, and notes whether it was rather meant as text: it stands right behind a
 * word, or looks like the next tag of a list. */
static void
skip_comment(HanteiZoneReader *self, HanteiZoneEntry *entry)
{
	if (entry->words->len > 0 && entry->cut_line == 0) {
		const HanteiZoneWord *last = entry->words->pdata[entry->words->len - 1];
		const gchar before = self->text[self->at - 1];
		const gboolean is_attached = !is_blank(before) && before != '\n' && before != ')';

		if (last->is_quoted ? is_attached && is_at_tag(self)
				    : (is_attached && before != '(') || is_at_tag(self))
			entry->cut_line = self->line;
	}
	while (peek(self) >= 0 && peek(self) != '\n')
		self->at++;
}

/* Reads the words up to the end of the line, or of the parentheses that are open there. */
static gboolean
read_words(HanteiZoneReader *self, HanteiZoneEntry *entry, GError **error)
{
	gboolean is_open = FALSE;
	guint open_line = 0;

	for (;;) {
		const gint c = peek(self);

		if (c < 0 && is_open)
			return hantei_zone_fail(error, self->name, open_line,
						"a parenthesis is not closed");
		if (c < 0 || (c == '\n' && !is_open))
			return TRUE;
		if ((c == '(' && is_open) || (c == ')' && !is_open))
			return hantei_zone_fail(error, self->name, self->line, "a \"%c\" too many",
						c);
		if (c == ';') {
			skip_comment(self, entry);
		} else if (c == '"') {
			if (!read_quoted(self, entry, error))
				return FALSE;
		} else if (!ends_word(c)) {
			if (!read_word(self, entry, error))
				return FALSE;
		} else {
			self->line += c == '\n';
			open_line = c == '(' ? self->line : open_line;
			is_open = c == '(' || (c != ')' && is_open);
			self->at++;
		}
	}
}

/* Whether a comment, @self at its ";", is one for us. "; @ IN A 192.0.2.1" is not: a record that
 * somebody took out. */
static gboolean
is_at_remark(const HanteiZoneReader *self)
{
	gsize at = self->at + 1;
	gboolean is_attached = at < self->length && self->text[at] == '@';

	while (at < self->length && (self->text[at] == ' ' || self->text[at] == '\t'))
		at++;
	if (at + 1 >= self->length || self->text[at] != '@' || !g_ascii_isalpha(self->text[at + 1]))
		return FALSE;
	return is_attached || (self->length - at >= strlen("@fault") &&
			       g_ascii_strncasecmp(self->text + at, "@fault", 6) == 0);
}

/* The lines that hold something start with a word, a blank before one, or a remark. */
static void
skip_to_entry(HanteiZoneReader *self, HanteiZoneEntry *entry)
{
	for (;;) {
		entry->has_owner = !is_blank(peek(self));
		skip_blanks(self);
		if (peek(self) == ';' && is_at_remark(self)) {
			self->at++;
			skip_blanks(self);
			entry->is_remark = TRUE;
			return;
		}
		if (peek(self) == ';')
			skip_comment(self, entry);
		if (peek(self) != '\n')
			return;
		self->at++;
		self->line++;
	}
}

HanteiZoneEntry *
hantei_zone_reader_next(HanteiZoneReader *self, GError **error)
{
	g_autoptr(HanteiZoneEntry) entry = g_new0(HanteiZoneEntry, 1);

	entry->words = g_ptr_array_new_with_free_func(word_free);
	/* the mark some editors put before UTF-8 */
	if (self->at == 0 && self->length >= 3 && memcmp(self->text, "\xef\xbb\xbf", 3) == 0)
		self->at = 3;
	skip_to_entry(self, entry);
	if (peek(self) < 0)
		return NULL;
	entry->line = self->line;
	if (!read_words(self, entry, error))
		return NULL;
	return g_steal_pointer(&entry);
}
