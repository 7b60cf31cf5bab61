/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/html-text.h"

#include <stdint.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(HanteiHtml) html = hantei_html_new((const gchar *)data, size);
	const gchar *const *marks = hantei_html_get_marks(html);

	if (!g_utf8_validate(hantei_html_get_visible(html, NULL), -1, NULL) ||
	    !g_utf8_validate(hantei_html_get_hidden(html, NULL), -1, NULL))
		g_error("a text is not UTF-8");
	for (gsize i = 0; marks[i] != NULL; i++) {
		if (!g_utf8_validate(marks[i], -1, NULL))
			g_error("a mark is not UTF-8");
	}
	return 0;
}
