/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Text on a terminal: how many columns it takes, cutting and wrapping by columns, and taking out
 * what would move the cursor. Private to the folder. */

#pragma once

#include <glib.h>

/* @text as valid UTF-8 on one line: control characters and those that turn the writing direction
 * become U+FFFD, runs of blanks one blank. @text may be NULL: then "". Returns: (transfer full). */
gchar *
hantei_columns_clean(const gchar *text);

/* The columns valid @text takes: two for a wide character, none for one that combines. */
gint
hantei_columns_count(const gchar *text);

/* Appends clean @text, cut with "…" if it takes more than @width columns, and filled with blanks to
 * @width if @fill. */
void
hantei_columns_append(GString *out, const gchar *text, gint width, gboolean fill);

/* Appends clean @text in lines of at most @width columns, each ended. The first starts with @first,
 * the others with as many blanks. Breaks at blanks, and between wide characters where Japanese
 * allows it. */
void
hantei_columns_wrap(GString *out, const gchar *first, const gchar *text, gint width);
