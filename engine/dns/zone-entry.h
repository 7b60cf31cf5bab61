/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Cuts a master file (RFC 1035 5.1) into entries of words: comments, quotes, parentheses and
 * escapes are dealt with here, so that libldns, which has its own mind about some of them, is given
 * plain words. */

#pragma once

#include <glib.h>

typedef struct {
	gchar *text; /* what is not plain in a word is written as \DDD */
	gboolean is_quoted;
} HanteiZoneWord;

typedef struct {
	guint line;	    /* where it starts */
	guint cut_line;	    /* where a ";" ended a text that seems to go on behind it; or 0 */
	gboolean has_owner; /* the line starts with a word, not with a blank */
	gboolean is_remark; /* a comment for us: the first word is "@fault" */
	GPtrArray *words;   /* of HanteiZoneWord */
} HanteiZoneEntry;

typedef struct {
	const gchar *name; /* of the file, for messages */
	const gchar *text;
	gsize length;
	gsize at;
	guint line; /* from 1 */
} HanteiZoneReader;

/* Reads the next entry. Returns: (transfer full): give back with hantei_zone_entry_free(); NULL at
 * the end, and with @error set if the text is not sound. */
HanteiZoneEntry *
hantei_zone_reader_next(HanteiZoneReader *self, GError **error);

void
hantei_zone_entry_free(HanteiZoneEntry *self);

/* "name:line: what". Returns: FALSE. */
gboolean
hantei_zone_fail(GError **error, const gchar *name, guint line, const gchar *format, ...)
    G_GNUC_PRINTF(4, 5);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiZoneEntry, hantei_zone_entry_free)
