/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/arc.h"

#include <stdint.h>

/* A whole mail, its signatures and its chain, offline. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(HanteiMessage) message = hantei_message_new_from_bytes(bytes, NULL);
	g_autoptr(HanteiResolver) resolver = hantei_resolver_new_offline();
	const HanteiDkimOptions options = {.now = 1700000000};
	g_autoptr(HanteiDkim) dkim = NULL;
	g_autoptr(HanteiArc) arc = NULL;

	if (message == NULL)
		return 0;
	dkim = hantei_dkim_verify(message, resolver, &options, NULL);
	for (guint i = 0; i < dkim->results->len; i++) {
		const HanteiDkimResult *result = dkim->results->pdata[i];

		g_assert(result->result != HANTEI_AUTH_RESULT_PASS);
	}
	arc = hantei_arc_validate(message, resolver, &options, NULL);
	g_assert(arc->result != HANTEI_AUTH_RESULT_PASS);
	return 0;
}
