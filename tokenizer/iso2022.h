/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Text that switches character sets by escapes, as ISO-2022-JP and its relatives do. glibc reads
 * ISO-2022-JP to the letter and refuses what mailers add to it: NEC row 13, IBM's kanji, half-width
 * kana. */

#pragma once

#include <glib.h>

/* Which relative the escapes in @bytes belong to: a name of tokenizer/charset-name.h, or NULL if
 * there are none but returns to ASCII. @declared, which may be NULL, says whether SO alone counts.
 */
const gchar *
hantei_iso2022_find(const gchar *declared, const guint8 *bytes, gsize length);

/* Appends @bytes as UTF-8 to @text and adds the U+FFFD to @n_replaced. */
void
hantei_iso2022_append(
    const gchar *charset, const guint8 *bytes, gsize length, GString *text, guint *n_replaced);
