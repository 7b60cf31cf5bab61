/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Octets of one charset to UTF-8 by iconv, with U+FFFD where it finds no character. */

#pragma once

#include <glib.h>

/* Appends @length octets of @charset (a name from tokenizer/charset-name.h) to @text and adds the
 * U+FFFD to @n_replaced. Returns FALSE, with @text as it was, if this system's iconv lacks it. */
gboolean
hantei_iconv_append(
    const gchar *charset, const guint8 *bytes, gsize length, GString *text, guint *n_replaced);

/* Appends UTF-8, with U+FFFD for each NUL octet. */
void
hantei_iconv_append_utf8(const gchar *utf8, gsize length, GString *text, guint *n_replaced);
