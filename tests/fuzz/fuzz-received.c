/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/received.h"

#include <stdint.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(HanteiReceived) received = hantei_received_parse((const gchar *)data, size);

	g_assert(!received->is_doubtful || received->client == NULL);
	g_assert(received->helo == NULL || g_utf8_validate(received->helo, -1, NULL));
	return 0;
}
