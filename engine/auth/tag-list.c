/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/tag-list.h"

#include <gio/gio.h>
#include <string.h>

#include "tokenizer/limits.h"

static void
tag_free(gpointer data)
{
	HanteiTag *self = data;

	g_free(self->name);
	g_free(self->value);
	g_free(self);
}

static gboolean
is_blank(gchar c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static gsize
skip_blanks(const gchar *text, gsize at, gsize end)
{
	while (at < end && is_blank(text[at]))
		at++;
	return at;
}

static gboolean
is_value(gchar c)
{
	return is_blank(c) || (guchar)c > 127 || ((guchar)c > 32 && (guchar)c < 127);
}

static gboolean
set_error(GError **error, const gchar *what, gsize at)
{
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s at octet %" G_GSIZE_FORMAT,
		    what, at + 1);
	return FALSE;
}

/* Reads one "name=value" that lies between @at and @end, a ";" or the end of all. */
static gboolean
read_tag(HanteiTagList *self, const gchar *text, gsize at, gsize end, GError **error)
{
	g_autofree gchar *name = NULL;
	const gsize start = skip_blanks(text, at, end);
	gsize after = start;
	gsize last = end;
	HanteiTag *tag;

	if (start == end || !g_ascii_isalpha(text[start]))
		return set_error(error, "a tag has no name", start);
	while (after < end && (g_ascii_isalnum(text[after]) || text[after] == '_'))
		after++;
	name = g_strndup(text + start, after - start);
	after = skip_blanks(text, after, end);
	if (after == end || text[after] != '=')
		return set_error(error, "a tag has no \"=\"", after);
	after++;
	for (gsize i = after; i < end; i++)
		if (!is_value(text[i]))
			return set_error(error, "an octet no tag may have", i);
	if (hantei_tag_list_find(self, name) != NULL) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "tag %s= stands twice",
			    name);
		return FALSE;
	}
	if (self->tags->len == HANTEI_LIMIT_TAGS)
		return set_error(error, "too many tags", start);
	tag = g_new0(HanteiTag, 1);
	tag->name = g_steal_pointer(&name);
	tag->value_offset = after;
	tag->value_length = end - after;
	after = skip_blanks(text, after, end);
	while (last > after && is_blank(text[last - 1]))
		last--;
	tag->value = g_strndup(text + after, last - after);
	g_ptr_array_add(self->tags, tag);
	return TRUE;
}

HanteiTagList *
hantei_tag_list_parse(const gchar *text, gsize length, GError **error)
{
	g_autoptr(HanteiTagList) self = g_new0(HanteiTagList, 1);
	gsize at = 0;

	self->tags = g_ptr_array_new_with_free_func(tag_free);
	do {
		const gchar *separator = memchr(text + at, ';', length - at);
		const gsize end = separator == NULL ? length : (gsize)(separator - text);

		if (!read_tag(self, text, at, end, error))
			return NULL;
		at = end + 1;
	} while (at < length && skip_blanks(text, at, length) < length);
	return g_steal_pointer(&self);
}

const HanteiTag *
hantei_tag_list_find(const HanteiTagList *self, const gchar *name)
{
	for (guint i = 0; i < self->tags->len; i++) {
		const HanteiTag *tag = self->tags->pdata[i];

		if (strcmp(tag->name, name) == 0)
			return tag;
	}
	return NULL;
}

const gchar *
hantei_tag_list_get(const HanteiTagList *self, const gchar *name)
{
	const HanteiTag *tag = hantei_tag_list_find(self, name);

	return tag == NULL ? NULL : tag->value;
}

void
hantei_tag_list_free(HanteiTagList *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->tags);
	g_free(self);
}
