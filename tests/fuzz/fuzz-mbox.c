/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/mbox.h"

#include <stdint.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) mbox = g_bytes_new(data, size);
	gsize offset = 0, before = 0;

	for (;;) {
		g_autoptr(GBytes) message = hantei_mbox_take(mbox, &offset);

		if (message == NULL)
			return 0;
		g_assert(offset > before && g_bytes_get_size(message) <= offset - before);
		before = offset;
	}
}
