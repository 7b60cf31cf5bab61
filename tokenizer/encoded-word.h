/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* RFC 2047 encoded-words in a header field's value. GMime decodes them too, but through iconv under
 * the declared name, which loses what Japanese mailers really send (NEC row 13, half-width kana in
 * ISO-2022-JP, multi-byte characters split across two encoded-words). */

#pragma once

#include <glib.h>

/* Unfolds and decodes @length octets of a field's raw value. Adjacent encoded-words of the same
 * charset and encoding are joined as octets before conversion; raw 8-bit text is converted too.
 * Leading and trailing blanks are dropped, control characters become blanks.
 *
 * Returns: (transfer full): valid UTF-8, one line. */
gchar *
hantei_encoded_word_decode(const gchar *value, gsize length);
