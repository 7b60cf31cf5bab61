/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What the tests of DKIM and ARC share: mails from text, files of the shared folder. */

#pragma once

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#include "tokenizer/message.h"

/* @text with every line end made CRLF, or LF. */
static inline gchar *
suite_with_ends(const gchar *text, gsize length, gboolean is_crlf, gsize *new_length)
{
	GString *out = g_string_sized_new(length + 64);

	for (gsize i = 0; i < length; i++) {
		if (text[i] == '\r' && i + 1 < length && text[i + 1] == '\n')
			continue;
		if (text[i] == '\n' && is_crlf)
			g_string_append_c(out, '\r');
		g_string_append_c(out, text[i]);
	}
	*new_length = out->len;
	return g_string_free(out, FALSE);
}

/* A mail, or NULL if it is none. */
static inline HanteiMessage *
suite_message(const gchar *text, gsize length, gboolean is_crlf)
{
	gsize size;
	gchar *octets = suite_with_ends(text, length, is_crlf, &size);
	g_autoptr(GBytes) bytes = g_bytes_new_take(octets, size);

	return hantei_message_new_from_bytes(bytes, NULL);
}

/* A file of the suites, or NULL with a word on why, once. */
static inline gchar *
suite_read(const gchar *name, gsize *length)
{
	const gchar *shared = g_getenv("HANTEI_SHARED");
	g_autofree gchar *path = NULL;
	gchar *text = NULL;

	if (shared == NULL) {
		fprintf(stderr, "skipped: HANTEI_SHARED is not set, where suites/%s would lie\n",
			name);
		return NULL;
	}
	path = g_build_filename(shared, "suites", name, NULL);
	if (!g_file_get_contents(path, &text, length, NULL)) {
		fprintf(stderr, "skipped: no %s\n", path);
		return NULL;
	}
	return text;
}
