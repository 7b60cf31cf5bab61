/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/envelope.h"

#include <stdint.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const gchar *const hosts[] = {"mx.example.net", ".example.org", NULL};
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(HanteiMessage) message = hantei_message_new_from_bytes(bytes, NULL);
	g_autoptr(HanteiEnvelope) by_name = NULL, by_number = NULL;

	if (message == NULL)
		return 0;
	by_name = hantei_envelope_new_from_message(message, hosts, 0);
	by_number = hantei_envelope_new_from_message(message, NULL, 2);
	g_assert((by_name->client == NULL) == (by_name->reason != HANTEI_ENVELOPE_REASON_OK));
	g_assert((by_number->client == NULL) == (by_number->reason != HANTEI_ENVELOPE_REASON_OK));
	return 0;
}
