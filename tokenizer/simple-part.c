/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/simple-part.h"

#include <string.h>

#include "tokenizer/octet.h"

/* A field's value that is read. */
typedef struct {
	const gchar *at;
	const gchar *end;
} Cursor;

/* Blanks and folds; a comment is not simple. */
static void
skip_blanks(Cursor *self)
{
	while (self->at < self->end && strchr(" \t\r\n", *self->at) != NULL && *self->at != '\0')
		self->at++;
}

static gboolean
take_octet(Cursor *self, gchar c)
{
	skip_blanks(self);
	if (self->at == self->end || *self->at != c)
		return FALSE;
	self->at++;
	return TRUE;
}

/* Letters, digits and a few signs, in lower case. Returns: FALSE if there are none, or more than
 * @size - 1. */
static gboolean
take_token(Cursor *self, gchar *token, gsize size)
{
	gsize n = 0;

	while (
	    self->at < self->end && n + 1 < size &&
	    (hantei_octet_is(*self->at, HANTEI_OCTET_ALNUM) || strchr("-._", *self->at) != NULL) &&
	    *self->at != '\0')
		token[n++] = g_ascii_tolower(*self->at++);
	token[n] = '\0';
	return n > 0 && n + 1 < size;
}

/* Parameters that say nothing of what the part is. */
static gboolean
is_harmless(const gchar *name)
{
	return g_str_equal(name, "format") || g_str_equal(name, "delsp") ||
	       g_str_equal(name, "reply-type");
}

static gboolean
take_parameter(Cursor *self, HanteiSimplePart *part)
{
	gchar name[16];
	gchar value[sizeof part->charset];
	gboolean is_quoted;

	skip_blanks(self);
	if (!take_token(self, name, sizeof name) || !take_octet(self, '='))
		return FALSE;
	is_quoted = take_octet(self, '"');
	if (!take_token(self, value, sizeof value) ||
	    (is_quoted && (self->at == self->end || *self->at != '"')))
		return FALSE;
	self->at += is_quoted ? 1 : 0;
	if (!g_str_equal(name, "charset"))
		return is_harmless(name);
	if (part->charset[0] != '\0')
		return FALSE;
	memcpy(part->charset, value, sizeof value);
	return TRUE;
}

static gboolean
read_type(HanteiSimplePart *self, Cursor cursor)
{
	gchar type[8];
	gchar subtype[8];

	skip_blanks(&cursor);
	if (!take_token(&cursor, type, sizeof type) || !take_octet(&cursor, '/') ||
	    !take_token(&cursor, subtype, sizeof subtype) || !g_str_equal(type, "text"))
		return FALSE;
	self->is_html = g_str_equal(subtype, "html");
	if (!self->is_html && !g_str_equal(subtype, "plain"))
		return FALSE;
	while (take_octet(&cursor, ';')) {
		if (!take_parameter(&cursor, self))
			return FALSE;
	}
	skip_blanks(&cursor);
	return cursor.at == cursor.end;
}

static gboolean
read_encoding(HanteiSimplePart *self, Cursor cursor)
{
	skip_blanks(&cursor);
	if (!take_token(&cursor, self->encoding, sizeof self->encoding))
		return FALSE;
	skip_blanks(&cursor);
	return cursor.at == cursor.end;
}

gboolean
hantei_simple_part_read(HanteiSimplePart *self, const HanteiMessage *message)
{
	gsize n_fields;
	const HanteiField *fields = hantei_message_get_fields(message, &n_fields);
	gboolean has_type = FALSE;

	*self = (HanteiSimplePart){0};
	for (gsize i = 0; i < n_fields; i++) {
		gsize length;
		const gchar *value = hantei_message_field_value(message, &fields[i], &length);
		const Cursor cursor = {value, value + length};

		/* Content-Disposition and the like would have to be looked at */
		if (fields[i].name_length < strlen("Content-") ||
		    g_ascii_strncasecmp(hantei_message_field_name(message, &fields[i]), "Content-",
					strlen("Content-")) != 0)
			continue;
		if (hantei_message_field_is(message, &fields[i], "Content-Type")) {
			if (has_type || !read_type(self, cursor))
				return FALSE;
			has_type = TRUE;
		} else if (hantei_message_field_is(message, &fields[i],
						   "Content-Transfer-Encoding")) {
			if (self->encoding[0] != '\0' || !read_encoding(self, cursor))
				return FALSE;
		} else if (!hantei_message_field_is(message, &fields[i], "Content-Length") &&
			   !hantei_message_field_is(message, &fields[i], "Content-Language")) {
			return FALSE;
		}
	}
	return TRUE;
}
