/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Writes down every question and what came of it: the raw material of a survey. Stands above the
 * cache, if it is to see all that was asked for. */

#pragma once

#include "engine/dns/clock.h"
#include "engine/dns/resolver.h"

#define HANTEI_TYPE_TRACE_RESOLVER (hantei_trace_resolver_get_type())
G_DECLARE_FINAL_TYPE(HanteiTraceResolver, hantei_trace_resolver, HANTEI, TRACE_RESOLVER, GObject)

typedef struct {
	gchar *name; /* as it was asked for */
	HanteiDnsType type;
	HanteiDnsAnswer *answer;
	gint64 took_us;	    /* of questions asked at once, until all were answered */
	gboolean is_cached; /* the cache right below had it */
} HanteiTraceEntry;

/* @below: a reference is taken. */
HanteiTraceResolver *
hantei_trace_resolver_new(HanteiResolver *below, HanteiClock clock, gpointer clock_data);

/* Of HanteiTraceEntry, in the order they were asked. (transfer none) */
const GPtrArray *
hantei_trace_resolver_get_entries(HanteiTraceResolver *self);

/* Forgets all of them. */
void
hantei_trace_resolver_clear(HanteiTraceResolver *self);
