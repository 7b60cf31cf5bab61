/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/engine.h"

#include "engine/dns/cache-resolver.h"
#include "engine/receiver/receiver.h"
#include "tokenizer/tokenizer.h"

struct _HanteiEngine {
	HanteiModel *model; /* not owned */
	HanteiTokenizer *tokenizer;
	HanteiAuthQuery auth; /* its resolver is NULL: nothing is asked */
	HanteiCacheResolver *cache;
	HanteiEngineView view;
	GPtrArray *receivers; /* of HanteiReceiver */
	gdouble prior;	      /* 0: even */
	gboolean has_no_clues;
};

static gint64
monotonic_clock(gpointer data)
{
	return g_get_monotonic_time();
}

static void
receiver_free(gpointer data)
{
	hantei_receiver_free(data);
}

static void
verdict_free(gpointer data)
{
	hantei_verdict_free(data);
}

HanteiEngine *
hantei_engine_new(HanteiModel *model, const HanteiEngineOptions *options, GError **error)
{
	static const HanteiEngineOptions defaults = {0};
	g_autoptr(HanteiEngine) self = g_new0(HanteiEngine, 1);
	const gchar *const *ids;

	if (options == NULL)
		options = &defaults;
	self->model = model;
	self->tokenizer = hantei_tokenizer_new(hantei_model_get_key(model), options->concepts);
	if (options->auth != NULL)
		self->auth = *options->auth;
	/* mails of one run are of few domains */
	if (self->auth.resolver != NULL) {
		self->cache = hantei_cache_resolver_new(self->auth.resolver, monotonic_clock, NULL);
		self->auth.resolver = HANTEI_RESOLVER(self->cache);
	}
	self->view = options->view;
	self->prior = options->prior;
	self->has_no_clues = options->has_no_clues;
	self->receivers = g_ptr_array_new_with_free_func(receiver_free);
	ids = options->receivers == NULL ? hantei_receiver_get_shipped_ids() : options->receivers;
	for (gsize i = 0; ids[i] != NULL; i++) {
		HanteiReceiver *receiver =
		    hantei_receiver_new_shipped(ids[i], options->language, error);

		if (receiver == NULL)
			return NULL;
		g_ptr_array_add(self->receivers, receiver);
	}
	return g_steal_pointer(&self);
}

void
hantei_engine_free(HanteiEngine *self)
{
	if (self == NULL)
		return;
	g_clear_pointer(&self->tokenizer, hantei_tokenizer_free);
	g_clear_object(&self->cache);
	g_clear_pointer(&self->receivers, g_ptr_array_unref);
	g_free(self);
}

static HanteiView
choose_view(const HanteiEngine *self, const HanteiMessage *message)
{
	if (self->view == HANTEI_ENGINE_VIEW_AUTO)
		return hantei_message_is_received(message) ? HANTEI_VIEW_RECEIVED
							   : HANTEI_VIEW_DRAFT;
	return self->view == HANTEI_ENGINE_VIEW_DRAFT ? HANTEI_VIEW_DRAFT : HANTEI_VIEW_RECEIVED;
}

static GPtrArray *
judge(const HanteiEngine *self, const HanteiFacts *facts)
{
	GPtrArray *verdicts = g_ptr_array_new_with_free_func(verdict_free);

	for (guint i = 0; i < self->receivers->len; i++)
		g_ptr_array_add(
		    verdicts, hantei_receiver_judge(g_ptr_array_index(self->receivers, i), facts));
	return verdicts;
}

HanteiReport *
hantei_engine_score(HanteiEngine *self, const gchar *path, GBytes *bytes, GError **error)
{
	g_autoptr(HanteiMessage) message = hantei_message_new_from_bytes(bytes, error);
	g_autoptr(HanteiFeatures) features = NULL;
	g_autoptr(HanteiEvidence) evidence = NULL;
	g_autoptr(HanteiAuth) auth = NULL;
	g_autoptr(HanteiFacts) facts = NULL;
	HanteiView view;

	if (message == NULL)
		return NULL;
	view = choose_view(self, message);
	features =
	    (view == HANTEI_VIEW_RECEIVED ? hantei_tokenizer_extract_without_head
					  : hantei_tokenizer_extract)(self->tokenizer, message);
	evidence = (self->has_no_clues ? hantei_model_judge
				       : hantei_model_weigh)(self->model, features, view, error);
	if (evidence == NULL)
		return NULL;
	if (self->prior > 0)
		hantei_evidence_set_prior(evidence, self->prior);
	auth = self->auth.resolver == NULL
		   ? hantei_auth_new_from_headers(message, self->auth.trusted, self->auth.suffixes)
		   : hantei_auth_check(message, &self->auth, NULL);
	facts = hantei_facts_new(message, evidence, auth);
	return hantei_report_new(path, message, g_steal_pointer(&evidence), g_steal_pointer(&auth),
				 judge(self, facts));
}
