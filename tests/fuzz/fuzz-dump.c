/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/dump-reader.h"
#include "tokenizer/tokenizer.h"

#include <stdint.h>

/* Only the lines are read, nothing is written. The head is given, for it depends on the version. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GInputStream) in = g_memory_input_stream_new();
	g_autoptr(HanteiDumpContent) content = NULL;
	g_autoptr(GError) error = NULL;

	g_memory_input_stream_add_data(G_MEMORY_INPUT_STREAM(in),
				       g_strconcat(HANTEI_DUMP_MAGIC "\ntokenizer ",
						   hantei_tokenizer_fingerprint(), "\n", NULL),
				       -1, g_free);
	g_memory_input_stream_add_data(G_MEMORY_INPUT_STREAM(in), data, (gssize)size, NULL);
	content = hantei_dump_read(in, NULL, &error);
	g_assert((content == NULL) == (error != NULL));
	for (guint i = 0; content != NULL && i < content->features->len; i++) {
		const HanteiDumpFeature *read = g_ptr_array_index(content->features, i);
		g_assert(read->feature.text_length > 0 && read->feature.group < HANTEI_N_GROUPS);
	}
	return 0;
}
