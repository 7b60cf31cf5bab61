/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/auth-header.h"

#include <stdint.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(HanteiAuthHeader) header = NULL;
	g_autofree gchar *id = NULL, *summary = NULL;

	header = hantei_auth_header_parse((const gchar *)data, size, NULL);
	id = hantei_auth_header_dup_authserv_id((const gchar *)data, size);
	if (header == NULL)
		return 0;
	g_assert(g_strcmp0(header->authserv_id, id) == 0);
	summary = hantei_auth_header_to_summary(header);
	g_assert(g_utf8_validate(summary, -1, NULL));
	return 0;
}
