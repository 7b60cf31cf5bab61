/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/zone-resolver.h"

#include <stdint.h>

/* A zone is refused with a place, or answers. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const gchar *const NAMES[] = {"a", "a.test", "x.wild.test", "_dmarc.a.test"};
	static const HanteiDnsType TYPES[] = {HANTEI_DNS_TYPE_TXT, HANTEI_DNS_TYPE_MX,
					      HANTEI_DNS_TYPE_A, (HanteiDnsType)257};
	g_autoptr(HanteiZoneResolver) zone = hantei_zone_resolver_new();
	g_autoptr(GError) error = NULL;

	if (!hantei_zone_resolver_add_text(zone, "z", (const gchar *)data, size, &error)) {
		g_assert(g_str_has_prefix(error->message, "z:"));
		return 0;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(NAMES); i++) {
		g_autoptr(HanteiDnsAnswer) answer =
		    hantei_resolver_lookup(HANTEI_RESOLVER(zone), NAMES[i], TYPES[i], NULL);

		g_assert(hantei_dns_answer_is_known(answer) || answer->detail != NULL);
		g_assert((answer->status == HANTEI_DNS_OK) == (answer->records->len > 0));
	}
	return 0;
}
