/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/concept-file.h"

#include <string.h>

#include "tokenizer/limits.h"

/* Octets of a line that an error shows. */
#define SHOWN_BYTES 60

G_DEFINE_QUARK(hantei_concepts_error, hantei_concepts_error)

gboolean
hantei_concept_item_fail(const HanteiConceptItem *item,
			 HanteiConceptsError code,
			 GError **error,
			 const gchar *format,
			 ...)
{
	g_autofree gchar *what = NULL;
	g_autofree gchar *valid = g_utf8_make_valid(item->item, -1);
	const gsize length = strlen(valid);
	gsize shown = MIN(length, SHOWN_BYTES);
	va_list args;

	va_start(args, format);
	what = g_strdup_vprintf(format, args);
	va_end(args);
	while (shown < length && ((guchar)valid[shown] & 0xc0) == 0x80)
		shown--;
	g_set_error(error, HANTEI_CONCEPTS_ERROR, (gint)code, "%s:%u: \"%.*s%s\": %s", item->file,
		    item->line, (int)shown, valid, shown < length ? "…" : "", what);
	return FALSE;
}

GBytes *
hantei_concept_file_load(const gchar *path, GError **error)
{
	g_autoptr(GFile) file = g_file_new_for_path(path);
	g_autoptr(GError) cause = NULL;
	g_autoptr(GFileInputStream) in = g_file_read(file, NULL, &cause);
	g_autofree gchar *octets = NULL;
	gsize length = 0;

	if (in != NULL) {
		octets = g_malloc(HANTEI_LIMIT_CONCEPT_FILE_BYTES + 1);
		g_input_stream_read_all(G_INPUT_STREAM(in), octets,
					HANTEI_LIMIT_CONCEPT_FILE_BYTES + 1, &length, NULL, &cause);
	}
	if (cause != NULL) {
		g_set_error(error, HANTEI_CONCEPTS_ERROR, HANTEI_CONCEPTS_ERROR_READ,
			    "%s: cannot be read: %s", path, cause->message);
		return NULL;
	}
	if (length > HANTEI_LIMIT_CONCEPT_FILE_BYTES) {
		g_set_error(error, HANTEI_CONCEPTS_ERROR, HANTEI_CONCEPTS_ERROR_READ,
			    "%s: more than %u KiB; leave phrases out or split it", path,
			    HANTEI_LIMIT_CONCEPT_FILE_BYTES / 1024);
		return NULL;
	}
	return g_bytes_new(octets, length);
}

/* The items of a line between bars. @items may be changed. */
static gboolean
read_items(HanteiConceptItem *item,
	   gchar *items,
	   HanteiConceptItemFunc func,
	   gpointer user_data,
	   GError **error)
{
	while (items != NULL) {
		gchar *bar = strchr(items, '|');

		if (bar != NULL)
			*bar = '\0';
		item->item = g_strstrip(items);
		if (item->item[0] != '\0' && !func(item, user_data, error))
			return FALSE;
		items = bar == NULL ? NULL : bar + 1;
	}
	return TRUE;
}

/* One line, without its end. @heading is kept for those that continue it. */
static gboolean
read_line(HanteiConceptItem *item,
	  gchar *line,
	  gchar **heading,
	  HanteiConceptItemFunc func,
	  gpointer user_data,
	  GError **error)
{
	const gboolean is_continued = line[0] == ' ' || line[0] == '\t';
	gchar *colon;

	item->item = line;
	if (!g_utf8_validate(line, -1, NULL))
		return hantei_concept_item_fail(item, HANTEI_CONCEPTS_ERROR_SYNTAX, error,
						"not UTF-8; save the file in that encoding");
	if (line[0] == '#' || line[strspn(line, " \t\r")] == '\0')
		return TRUE;
	if (is_continued && *heading == NULL)
		return hantei_concept_item_fail(item, HANTEI_CONCEPTS_ERROR_SYNTAX, error,
						"continues nothing; begin with \"name: phrase\"");
	item->heading = *heading;
	if (is_continued)
		return read_items(item, line, func, user_data, error);
	colon = strchr(line, ':');
	if (colon == NULL)
		return hantei_concept_item_fail(
		    item, HANTEI_CONCEPTS_ERROR_SYNTAX, error,
		    "no \"name: phrase | phrase\"; indent a line that continues the one above");
	*colon = '\0';
	g_free(*heading);
	*heading = g_strdup(g_strstrip(line));
	item->heading = *heading;
	return read_items(item, colon + 1, func, user_data, error);
}

gboolean
hantei_concept_file_read(const gchar *file,
			 GBytes *bytes,
			 HanteiConceptItemFunc func,
			 gpointer user_data,
			 GError **error)
{
	HanteiConceptItem item = {.file = file};
	g_autofree gchar *heading = NULL;
	gsize length;
	const gchar *at = g_bytes_get_data(bytes, &length);
	const gchar *end = at + length;

	if (length >= 3 && memcmp(at, "\357\273\277", 3) == 0) /* some editors write it */
		at += 3;
	while (at < end) {
		const gchar *line_end = memchr(at, '\n', (gsize)(end - at));
		g_autofree gchar *line = NULL;

		if (line_end == NULL)
			line_end = end;
		item.line++;
		/* octets beyond a NUL are not looked at, so it must not hide any */
		if (memchr(at, '\0', (gsize)(line_end - at)) != NULL) {
			item.item = "";
			return hantei_concept_item_fail(&item, HANTEI_CONCEPTS_ERROR_SYNTAX, error,
							"a NUL octet; this is no text file");
		}
		line = g_strndup(at, (gsize)(line_end - at));
		if (!read_line(&item, line, &heading, func, user_data, error))
			return FALSE;
		at = line_end + 1;
	}
	return TRUE;
}
