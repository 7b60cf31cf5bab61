/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/trace-resolver.h"

#include "engine/dns/cache-resolver.h"

struct _HanteiTraceResolver {
	GObject parent;
	HanteiResolver *below;
	HanteiClock clock;
	gpointer clock_data;
	GPtrArray *entries; /* of HanteiTraceEntry */
};

static void
entry_free(gpointer data)
{
	HanteiTraceEntry *self = data;

	g_free(self->name);
	hantei_dns_answer_unref(self->answer);
	g_free(self);
}

static void
trace_lookup(HanteiResolver *resolver,
	     const HanteiQuestion *questions,
	     gsize n_questions,
	     HanteiDnsAnswer **answers,
	     GCancellable *cancellable)
{
	HanteiTraceResolver *self = HANTEI_TRACE_RESOLVER(resolver);
	const guint first = self->entries->len;
	gint64 start_us, took_us;

	for (gsize i = 0; i < n_questions; i++) {
		HanteiTraceEntry *entry = g_new0(HanteiTraceEntry, 1);

		entry->name = g_strdup(questions[i].name);
		entry->type = questions[i].type;
		entry->is_cached =
		    HANTEI_IS_CACHE_RESOLVER(self->below) &&
		    hantei_cache_resolver_has(HANTEI_CACHE_RESOLVER(self->below), &questions[i]);
		g_ptr_array_add(self->entries, entry);
	}
	start_us = self->clock(self->clock_data);
	hantei_resolver_lookup_all(self->below, questions, n_questions, answers, cancellable);
	took_us = self->clock(self->clock_data) - start_us;
	for (gsize i = 0; i < n_questions; i++) {
		HanteiTraceEntry *entry = self->entries->pdata[first + i];

		entry->answer = hantei_dns_answer_ref(answers[i]);
		entry->took_us = took_us;
	}
}

static void
trace_resolver_iface(HanteiResolverInterface *iface)
{
	iface->lookup = trace_lookup;
}

G_DEFINE_TYPE_WITH_CODE(HanteiTraceResolver,
			hantei_trace_resolver,
			G_TYPE_OBJECT,
			G_IMPLEMENT_INTERFACE(HANTEI_TYPE_RESOLVER, trace_resolver_iface))

static void
hantei_trace_resolver_finalize(GObject *object)
{
	HanteiTraceResolver *self = HANTEI_TRACE_RESOLVER(object);

	g_ptr_array_unref(self->entries);
	g_clear_object(&self->below);
	G_OBJECT_CLASS(hantei_trace_resolver_parent_class)->finalize(object);
}

static void
hantei_trace_resolver_class_init(HanteiTraceResolverClass *klass)
{
	G_OBJECT_CLASS(klass)->finalize = hantei_trace_resolver_finalize;
}

static void
hantei_trace_resolver_init(HanteiTraceResolver *self)
{
	self->entries = g_ptr_array_new_with_free_func(entry_free);
}

HanteiTraceResolver *
hantei_trace_resolver_new(HanteiResolver *below, HanteiClock clock, gpointer clock_data)
{
	HanteiTraceResolver *self = g_object_new(HANTEI_TYPE_TRACE_RESOLVER, NULL);

	self->below = g_object_ref(below);
	self->clock = clock;
	self->clock_data = clock_data;
	return self;
}

const GPtrArray *
hantei_trace_resolver_get_entries(HanteiTraceResolver *self)
{
	return self->entries;
}

void
hantei_trace_resolver_clear(HanteiTraceResolver *self)
{
	g_ptr_array_set_size(self->entries, 0);
}
