/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/charset.h"

#include <stdint.h>
#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The declared name, a line end, the octets. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size == 0 ? NULL : memchr(data, '\n', size);
	const size_t skip = end == NULL ? 0 : (size_t)(end - data) + 1;
	g_autofree gchar *declared = g_strndup((const gchar *)data, skip == 0 ? 0 : skip - 1);
	HanteiCharsetResult result;
	GString *text =
	    hantei_charset_to_utf8(data + skip, size - skip, skip == 0 ? NULL : declared, &result);

	if (!g_utf8_validate_len(text->str, text->len, NULL))
		g_error("not UTF-8: read as %s", result.charset);
	g_string_free(text, TRUE);
	return 0;
}
