/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/tag-writer.h"

#include <string.h>

/* RFC 5322 section 2.1.1 asks for 78 octets at most; one blank begins each line. */
#define LINE_BYTES 76

void
hantei_tag_writer_init(HanteiTagWriter *self, const gchar *name)
{
	self->text = g_string_new(name);
	g_string_append_c(self->text, ':');
	self->column = self->text->len;
	self->own_offset = 0;
}

/* Appends @length octets after a blank, on the next line if this one has no room. */
static void
put(HanteiTagWriter *self, const gchar *octets, gsize length)
{
	if (self->column + 1 + length > LINE_BYTES) {
		g_string_append(self->text, "\r\n");
		self->column = 0;
	}
	g_string_append_c(self->text, ' ');
	g_string_append_len(self->text, octets, (gssize)length);
	self->column += 1 + length;
}

void
hantei_tag_writer_add(HanteiTagWriter *self, const gchar *name, const gchar *value)
{
	g_autofree gchar *tag = g_strdup_printf("%s=%s;", name, value);
	gsize length = strlen(tag);
	const gchar *at = tag;

	while (length >= LINE_BYTES) {
		const gchar *colon = g_strrstr_len(at, LINE_BYTES - 1, ":");

		if (colon == NULL)
			break;
		put(self, at, (gsize)(colon - at) + 1);
		length -= (gsize)(colon - at) + 1;
		at = colon + 1;
	}
	put(self, at, length);
}

void
hantei_tag_writer_add_own(HanteiTagWriter *self)
{
	self->column = LINE_BYTES;
	put(self, "b=;", 3);
	self->own_offset = self->text->len - 1;
	self->column = LINE_BYTES;
}

void
hantei_tag_writer_end(HanteiTagWriter *self)
{
	g_string_truncate(self->text, self->text->len - 1);
	g_string_append(self->text, "\r\n");
}

void
hantei_tag_writer_set_own(HanteiTagWriter *self, const gchar *signature, gsize line_bytes)
{
	g_autoptr(GString) folded = g_string_new(NULL);
	gsize room = line_bytes - strlen("b=");

	for (const gchar *p = signature; *p != '\0';) {
		const gsize n = MIN(strlen(p), room);

		g_string_append_len(folded, p, (gssize)n);
		p += n;
		room = line_bytes;
		if (*p != '\0')
			g_string_append(folded, "\r\n ");
	}
	g_string_insert_len(self->text, (gssize)self->own_offset, folded->str, (gssize)folded->len);
}

void
hantei_tag_writer_clear(HanteiTagWriter *self)
{
	if (self->text != NULL)
		g_string_free(self->text, TRUE);
	self->text = NULL;
}
