/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/tokenizer.h"

#include <stdint.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const HanteiHashKey key = {1, 2};
	g_autoptr(GBytes) bytes = g_bytes_new_static(data, size);
	g_autoptr(HanteiMessage) message = hantei_message_new_from_bytes(bytes, NULL);
	g_autoptr(HanteiTokenizer) tokenizer = NULL;
	g_autoptr(HanteiFeatures) features = NULL;
	const HanteiFeature *all;
	gsize n;

	if (message == NULL)
		return 0;
	tokenizer = hantei_tokenizer_new(&key, NULL);
	features = hantei_tokenizer_extract(tokenizer, message);
	all = hantei_features_get(features, &n);
	for (gsize i = 0; i < n; i++) {
		if (!g_utf8_validate(hantei_features_text(features, &all[i]), -1, NULL))
			g_error("%s is not UTF-8", hantei_features_text(features, &all[i]));
	}
	return 0;
}
