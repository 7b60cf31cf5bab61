/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/limit-resolver.h"

struct _HanteiLimitResolver {
	GObject parent;
	HanteiResolver *below;
	HanteiClock clock;
	gpointer clock_data;
	guint most_questions;
	guint most_ms;
	guint n_asked;
	gint64 end_us;
};

static void
limit_lookup(HanteiResolver *resolver,
	     const HanteiQuestion *questions,
	     gsize n_questions,
	     HanteiDnsAnswer **answers,
	     GCancellable *cancellable)
{
	HanteiLimitResolver *self = HANTEI_LIMIT_RESOLVER(resolver);
	const gboolean is_late = self->clock(self->clock_data) >= self->end_us;
	const gsize n = is_late ? 0 : MIN(n_questions, self->most_questions - self->n_asked);

	if (n > 0)
		hantei_resolver_lookup_all(self->below, questions, n, answers, cancellable);
	self->n_asked += (guint)n;
	for (gsize i = n; i < n_questions; i++) {
		answers[i] = hantei_dns_answer_new(HANTEI_DNS_NOT_ASKED);
		answers[i]->detail =
		    is_late
			? g_strdup_printf("past the limit of %u ms", self->most_ms)
			: g_strdup_printf("past the limit of %u questions", self->most_questions);
	}
}

static void
limit_resolver_iface(HanteiResolverInterface *iface)
{
	iface->lookup = limit_lookup;
}

G_DEFINE_TYPE_WITH_CODE(HanteiLimitResolver,
			hantei_limit_resolver,
			G_TYPE_OBJECT,
			G_IMPLEMENT_INTERFACE(HANTEI_TYPE_RESOLVER, limit_resolver_iface))

static void
hantei_limit_resolver_finalize(GObject *object)
{
	g_clear_object(&HANTEI_LIMIT_RESOLVER(object)->below);
	G_OBJECT_CLASS(hantei_limit_resolver_parent_class)->finalize(object);
}

static void
hantei_limit_resolver_class_init(HanteiLimitResolverClass *klass)
{
	G_OBJECT_CLASS(klass)->finalize = hantei_limit_resolver_finalize;
}

static void
hantei_limit_resolver_init(HanteiLimitResolver *self)
{
}

HanteiLimitResolver *
hantei_limit_resolver_new(HanteiResolver *below,
			  guint most_questions,
			  guint most_ms,
			  HanteiClock clock,
			  gpointer clock_data)
{
	HanteiLimitResolver *self = g_object_new(HANTEI_TYPE_LIMIT_RESOLVER, NULL);

	self->below = g_object_ref(below);
	self->most_questions = most_questions;
	self->most_ms = most_ms;
	self->clock = clock;
	self->clock_data = clock_data;
	hantei_limit_resolver_restart(self);
	return self;
}

void
hantei_limit_resolver_restart(HanteiLimitResolver *self)
{
	self->n_asked = 0;
	self->end_us =
	    self->clock(self->clock_data) + (gint64)self->most_ms * G_TIME_SPAN_MILLISECOND;
}
