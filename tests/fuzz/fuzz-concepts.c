/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/concepts.h"

#include <stdint.h>
#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static HanteiConcepts *built_in;

/* What stands before a line "%%" is a lexicon too; the rest, or all, is a mail's text. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const gchar *text = (const gchar *)data;
	const gchar *mark = g_strstr_len(text, (gssize)size, "\n%%\n");
	const gsize head = mark == NULL ? 0 : (gsize)(mark + 4 - text);
	const HanteiHashKey key = {1, 2};
	g_autoptr(HanteiFeatures) features = hantei_features_new(&key);
	g_autoptr(GBytes) bytes = g_bytes_new(data, mark == NULL ? 0 : (gsize)(mark - text));
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiConcepts) hostile = hantei_concepts_new_from_bytes("ja", bytes, &error);

	g_assert((hostile == NULL) == (error != NULL));
	if (built_in == NULL)
		built_in = hantei_concepts_new(NULL, NULL);
	for (guint i = 0; i < HANTEI_N_LANGUAGES; i++) {
		hantei_concepts_emit(built_in, (HanteiLanguage)i, NULL, text + head, size - head,
				     "no link", features);
		if (hostile != NULL)
			hantei_concepts_emit(hostile, (HanteiLanguage)i, "bank", text + head,
					     size - head, NULL, features);
	}
	return 0;
}
