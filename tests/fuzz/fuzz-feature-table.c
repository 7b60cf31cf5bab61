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

/* Folds without a change but a place where one would be. */
static void
copy(const HanteiTable *table, const HanteiTableTexts *texts)
{
	g_autoptr(HanteiTableBuilder) builder = hantei_table_builder_new();
	g_autoptr(GByteArray) table_out = g_byte_array_new();
	g_autoptr(GByteArray) texts_out = g_byte_array_new();
	gboolean is_there;
	const gint64 at = hantei_table_seek(table, (guint64)table->n << 48, &is_there);
	guint64 place = 0;

	if (texts->n == table->n && at >= 0 &&
	    hantei_table_builder_copy(builder, table, texts, 0, (guint32)at, &place) &&
	    hantei_table_builder_copy(builder, table, texts, (guint32)at, table->n, &place))
		hantei_table_builder_finish(builder, table_out, texts_out);
}

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
	copy(&table, &texts);
	return 0;
}
