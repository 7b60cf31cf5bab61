/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Keeps answers for their TTL, "not there" for that of the SOA (RFC 2308), failures for 30 s. No
 * answer is dropped before 30 s: whatever is asked while one mail is looked at, SPF, DKIM and DMARC
 * see the same DNS. Answers come out as they came in, their TTL included. */

#pragma once

#include "engine/dns/clock.h"
#include "engine/dns/resolver.h"

#define HANTEI_TYPE_CACHE_RESOLVER (hantei_cache_resolver_get_type())
G_DECLARE_FINAL_TYPE(HanteiCacheResolver, hantei_cache_resolver, HANTEI, CACHE_RESOLVER, GObject)

/* @below: is asked for what is not there yet; a reference is taken. */
HanteiCacheResolver *
hantei_cache_resolver_new(HanteiResolver *below, HanteiClock clock, gpointer clock_data);

/* Whether the question would be answered without asking. */
gboolean
hantei_cache_resolver_has(HanteiCacheResolver *self, const HanteiQuestion *question);
