/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/attachment.h"

#include <string.h>

#include "tokenizer/shape.h"

#define GROUP HANTEI_GROUP_SHAPE

/* Letters of an extension, as of "xhtml": what is longer is a word of the name. */
#define MAX_EXTENSION 5

/* What stands behind the last dot of @name, or NULL if that is no extension. ASCII alone: anything
 * else is a word, and a word may be somebody's name. */
static const gchar *
find_extension(const gchar *name)
{
	const gchar *dot = strrchr(name, '.');
	gsize n = 0;

	if (dot == NULL)
		return NULL;
	while (g_ascii_isalnum(dot[1 + n]))
		n++;
	return n > 0 && n <= MAX_EXTENSION && dot[1 + n] == '\0' ? dot + 1 : NULL;
}

/* What a name's form shows for @c: "x" is a letter without case, as of Japanese; '\0': nothing. */
static gchar
form_of(gunichar c)
{
	if (g_unichar_isdigit(c))
		return '9';
	if (g_unichar_isalpha(c))
		return g_unichar_isupper(c) ? 'A' : g_unichar_islower(c) ? 'a' : 'x';
	/* macOS sends accents and voicing marks apart from their letter */
	if (g_unichar_iscntrl(c) || g_unichar_ismark(c))
		return '\0';
	return c < 0x80 ? (gchar)c : g_unichar_isspace(c) ? ' ' : '?';
}

/* A name's form: "Aa9_.pdf" of "Invoice2024_.PDF". It tells numbered and random names from those
 * that a person gave, and says of the name nothing else. */
static void
emit_name(const gchar *name, HanteiFeatures *features)
{
	const gchar *extension = find_extension(name);
	const gchar *end = extension != NULL ? extension - 1 : name + strlen(name);
	g_autofree gchar *lower = extension != NULL ? g_ascii_strdown(extension, -1) : NULL;
	gchar form[33];
	gsize n = 0;

	for (const gchar *p = name; p < end && n + 1 < sizeof form; p = g_utf8_next_char(p)) {
		const gchar c = form_of(g_utf8_get_char(p));

		if (c != '\0' && (n == 0 || form[n - 1] != c))
			form[n++] = c;
	}
	form[n] = '\0';
	hantei_features_addf(features, GROUP, "attachment name looks like %s%s%s", form,
			     lower != NULL ? "." : "", lower != NULL ? lower : "");
	if (lower != NULL)
		hantei_features_addf(features, GROUP, "attachment name ends .%s", lower);
}

void
hantei_attachment_emit(const HanteiPart *part, HanteiFeatures *features)
{
	hantei_features_addf(features, GROUP, "attachment type %s", part->type);
	hantei_features_addf(features, GROUP, "attachment up to %" G_GSIZE_FORMAT " KiB",
			     hantei_shape_step(part->size_bytes / 1024));
	hantei_features_addf(features, GROUP, "attachment begins %02x%02x%02x%02x", part->magic[0],
			     part->magic[1], part->magic[2], part->magic[3]);
	if (*part->digest != '\0')
		hantei_features_addf(features, GROUP, "attachment content %s", part->digest);
	hantei_features_addf(features, GROUP, "attachment %s",
			     part->filename != NULL ? "with a name" : "without a name");
	if (part->filename != NULL && *part->filename != '\0')
		emit_name(part->filename, features);
}
