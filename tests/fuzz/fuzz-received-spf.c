/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/received-spf.h"

#include <stdint.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(HanteiReceivedSpf) spf =
	    hantei_received_spf_parse((const gchar *)data, size, NULL);

	if (spf == NULL)
		return 0;
	g_assert(g_utf8_validate(spf->word, -1, NULL));
	g_assert(spf->is_known_result || spf->result == HANTEI_AUTH_RESULT_NONE);
	hantei_received_spf_get(spf, "client-ip");
	return 0;
}
