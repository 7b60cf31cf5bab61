/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dkim-signature.h"

#include <stdint.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const gchar *text = (const gchar *)data;

	for (guint kind = 0; kind < 3; kind++) {
		g_autoptr(HanteiDkimSignature) signature =
		    hantei_dkim_signature_parse((HanteiDkimKind)kind, text, size, NULL);

		if (signature != NULL)
			g_assert(signature->cut_offset + signature->cut_length <= size);
	}
	hantei_dkim_key_free(hantei_dkim_key_parse(text, size, NULL));
	return 0;
}
