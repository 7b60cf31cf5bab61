/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Asks the DNS. Back ends: server-resolver.h (a server, or those of the system), zone-resolver.h
 * (master files) and the offline one below. Around any of them: cache-resolver.h,
 * trace-resolver.h, limit-resolver.h. */

#pragma once

#include <gio/gio.h>

#include "engine/dns/answer.h"

#define HANTEI_TYPE_RESOLVER (hantei_resolver_get_type())
G_DECLARE_INTERFACE(HanteiResolver, hantei_resolver, HANTEI, RESOLVER, GObject)

typedef struct {
	const gchar *name; /* as answer.h says; a dot at the end is left out */
	HanteiDnsType type;
} HanteiQuestion;

struct _HanteiResolverInterface {
	GTypeInterface parent;

	/* Fills @answers, one a question. @cancellable may be NULL. No question has a name that is
	 * not valid. */
	void (*lookup)(HanteiResolver *self,
		       const HanteiQuestion *questions,
		       gsize n_questions,
		       HanteiDnsAnswer **answers,
		       GCancellable *cancellable);
};

/* Asks one question and waits. Aliases are followed. Never fails: what stopped it is a status of
 * the answer. Cancelled: NOT_ASKED.
 * Returns: (transfer full): give back with hantei_dns_answer_unref(). */
HanteiDnsAnswer *
hantei_resolver_lookup(HanteiResolver *self,
		       const gchar *name,
		       HanteiDnsType type,
		       GCancellable *cancellable);

/* Asks @n_questions that do not depend on each other, at once where the back end can. A resolver
 * may be used by one thread at a time.
 * @answers: (out) (transfer full): room for @n_questions, filled in their order. */
void
hantei_resolver_lookup_all(HanteiResolver *self,
			   const HanteiQuestion *questions,
			   gsize n_questions,
			   HanteiDnsAnswer **answers,
			   GCancellable *cancellable);

/* A resolver whose every answer is NOT_ASKED. (transfer full) */
HanteiResolver *
hantei_resolver_new_offline(void);
