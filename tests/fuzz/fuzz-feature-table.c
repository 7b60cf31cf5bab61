/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/feature-table.h"

#include <stdint.h>
#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Two octets: how long the table is; the rest are its texts. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	HanteiOriginCounts origins[HANTEI_MAX_ORIGINS];
	const gsize n = size < 2 ? 0 : MIN((gsize)data[0] << 8 | data[1], size - 2);
	g_autofree guint8 *table_bytes = g_memdup2(data + 2, n);
	g_autofree guint8 *text_bytes = size < 2 ? NULL : g_memdup2(data + 2 + n, size - 2 - n);
	HanteiTableTexts texts;
	HanteiTable table;

	if (size < 2 || !hantei_table_init(&table, table_bytes, n) ||
	    !hantei_table_texts_init(&texts, text_bytes, size - 2 - n))
		return 0;
	for (guint64 i = 0; i < 256; i++) {
		hantei_table_prefetch(&table, i << 48);
		hantei_table_find(&table, i << 48);
	}
	for (guint32 i = 0; i < table.n; i++) {
		HanteiStoreFeature feature;
		guint64 hash;

		if (hantei_table_read(&table, i, &hash, &feature, origins))
			hantei_table_texts_get(&texts, &table, i, hash, &feature.text,
					       &feature.text_length);
	}
	return 0;
}
