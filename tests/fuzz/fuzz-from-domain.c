/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/from-domain.h"

#include <stdint.h>
#include <string.h>

#include "engine/dns/answer.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(HanteiFromDomain) from = hantei_from_domain_parse((const gchar *)data, size);

	g_assert((from->domain != NULL) == (from->state == HANTEI_FROM_OK));
	g_assert(from->domain == NULL || hantei_dns_name_is_valid(from->domain));
	/* a NUL is never read over */
	g_assert(from->domain == NULL || memchr(data, 0, size) == NULL);
	g_assert(from->offset <= size);
	return 0;
}
