/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/encoded-word.h"

#include <stdint.h>
#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree gchar *text = hantei_encoded_word_decode((const gchar *)data, size);

	if (!g_utf8_validate(text, -1, NULL) || strpbrk(text, "\r\n") != NULL)
		g_error("not one line of UTF-8");
	return 0;
}
