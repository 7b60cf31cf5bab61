/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/resolver.h"

G_DEFINE_INTERFACE(HanteiResolver, hantei_resolver, G_TYPE_OBJECT)

static void
hantei_resolver_default_init(HanteiResolverInterface *iface)
{
}

HanteiDnsAnswer *
hantei_resolver_lookup(HanteiResolver *self,
		       const gchar *name,
		       HanteiDnsType type,
		       GCancellable *cancellable)
{
	const HanteiQuestion question = {name, type};
	HanteiDnsAnswer *answer = NULL;

	hantei_resolver_lookup_all(self, &question, 1, &answer, cancellable);
	return answer;
}

/* Those that may be asked, in @asked with where they stood in @places. */
static gsize
keep_askable(const HanteiQuestion *questions,
	     gsize n_questions,
	     HanteiDnsAnswer **answers,
	     HanteiQuestion *asked,
	     gsize *places)
{
	gsize n = 0;

	for (gsize i = 0; i < n_questions; i++) {
		if (!hantei_dns_name_is_valid(questions[i].name)) {
			answers[i] = hantei_dns_answer_new(HANTEI_DNS_BADNAME);
			continue;
		}
		asked[n] = questions[i];
		places[n++] = i;
	}
	return n;
}

void
hantei_resolver_lookup_all(HanteiResolver *self,
			   const HanteiQuestion *questions,
			   gsize n_questions,
			   HanteiDnsAnswer **answers,
			   GCancellable *cancellable)
{
	g_autofree HanteiQuestion *asked = g_new(HanteiQuestion, n_questions + 1);
	g_autofree gsize *places = g_new(gsize, n_questions + 1);
	g_autofree HanteiDnsAnswer **found = g_new0(HanteiDnsAnswer *, n_questions + 1);
	const gsize n = keep_askable(questions, n_questions, answers, asked, places);

	if (n > 0 && !g_cancellable_is_cancelled(cancellable))
		HANTEI_RESOLVER_GET_IFACE(self)->lookup(self, asked, n, found, cancellable);
	for (gsize i = 0; i < n; i++)
		answers[places[i]] =
		    found[i] != NULL ? found[i] : hantei_dns_answer_new(HANTEI_DNS_NOT_ASKED);
}

/* The offline one. */
typedef struct {
	GObject parent;
} HanteiOfflineResolver;

typedef GObjectClass HanteiOfflineResolverClass;

static void
offline_lookup(HanteiResolver *self,
	       const HanteiQuestion *questions,
	       gsize n_questions,
	       HanteiDnsAnswer **answers,
	       GCancellable *cancellable)
{
	for (gsize i = 0; i < n_questions; i++)
		answers[i] = hantei_dns_answer_new(HANTEI_DNS_NOT_ASKED);
}

static void
offline_resolver_init(HanteiResolverInterface *iface)
{
	iface->lookup = offline_lookup;
}

static GType
hantei_offline_resolver_get_type(void);

G_DEFINE_TYPE_WITH_CODE(HanteiOfflineResolver,
			hantei_offline_resolver,
			G_TYPE_OBJECT,
			G_IMPLEMENT_INTERFACE(HANTEI_TYPE_RESOLVER, offline_resolver_init))

static void
hantei_offline_resolver_class_init(HanteiOfflineResolverClass *klass)
{
}

static void
hantei_offline_resolver_init(HanteiOfflineResolver *self)
{
}

HanteiResolver *
hantei_resolver_new_offline(void)
{
	return g_object_new(hantei_offline_resolver_get_type(), NULL);
}
