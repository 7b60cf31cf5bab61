/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/checked.h"

#include "engine/auth/dkim-forecast.h"

/* Whether enough of the envelope is known for SPF to be evaluated. */
static gboolean
can_evaluate(const HanteiEnvelope *envelope)
{
	return envelope->client != NULL && (envelope->mail_from != NULL || envelope->helo != NULL);
}

/* What the options say, and for the rest what the mail's border says. */
static HanteiEnvelope *
find_envelope(HanteiMessage *message, const HanteiAuthQuery *query)
{
	const gboolean is_topmost =
	    query->trusted != NULL && g_strv_contains(query->trusted, "any");
	HanteiEnvelope *self =
	    hantei_envelope_new_from_message(message, query->trusted, is_topmost ? 1 : 0);

	if (query->envelope != NULL)
		hantei_envelope_override(self, query->envelope);
	return self;
}

static HanteiSpf *
check_spf(const HanteiAuthQuery *query,
	  const HanteiEnvelope *envelope,
	  const gchar *mail_from,
	  GCancellable *cancellable)
{
	const HanteiSpfQuery spf = {
	    .client = envelope->client,
	    .mail_from = mail_from,
	    .helo = envelope->helo,
	    .receiver = query->receiver,
	    .now = query->now,
	};

	return hantei_spf_check(query->resolver, &spf, cancellable);
}

/* SPF of the envelope, and of the From domain as if it were that of the envelope. */
static void
add_spf(HanteiAuthChecked *self, const HanteiAuthQuery *query, GCancellable *cancellable)
{
	const HanteiEnvelope *envelope = self->envelope;

	if (can_evaluate(envelope))
		self->spf = check_spf(query, envelope, envelope->mail_from, cancellable);
	if (envelope->client != NULL && self->from->domain != NULL) {
		g_autofree gchar *sender = g_strconcat("postmaster@", self->from->domain, NULL);

		self->from_spf = check_spf(query, envelope, sender, cancellable);
	}
}

static void
add_signatures(HanteiAuthChecked *self,
	       HanteiMessage *message,
	       const HanteiAuthQuery *query,
	       GCancellable *cancellable)
{
	const HanteiDkimOptions options = {.now = query->now, .min_key_bits = query->min_key_bits};

	self->dkim = hantei_dkim_verify(message, query->resolver, &options, cancellable);
	self->arc = hantei_arc_validate(message, query->resolver, &options, cancellable);
	if (!self->is_forecast || self->dkim->results->len > 0 || query->dkim_domain == NULL)
		return;
	hantei_dkim_free(self->dkim);
	self->dkim = hantei_dkim_forecast(query->dkim_domain, query->dkim_selector, query->resolver,
					  &options, cancellable);
	self->is_dkim_forecast = TRUE;
}

/* What is not known may yet speak for the From domain, unless it is known to be another's. */
static HanteiDmarcIdentifier
identify_spf(const HanteiAuthChecked *self)
{
	HanteiDmarcIdentifier spf = {.domain = self->from->domain, .is_unknown = TRUE};

	if (self->spf == NULL)
		return spf;
	spf.is_unknown = !self->spf->is_known;
	spf.result = self->spf->result;
	spf.domain = self->spf->domain;
	return spf;
}

static void
add_dmarc(HanteiAuthChecked *self, const HanteiAuthQuery *query, GCancellable *cancellable)
{
	g_autoptr(GArray) dkim = g_array_new(FALSE, TRUE, sizeof(HanteiDmarcIdentifier));
	HanteiDmarcQuery dmarc = {.from_domain = self->from->domain, .spf = identify_spf(self)};

	for (guint i = 0; i < self->dkim->results->len; i++) {
		const HanteiDkimResult *result = self->dkim->results->pdata[i];
		const HanteiDmarcIdentifier one = {.result = result->result,
						   .domain = result->domain,
						   .is_unknown = !result->is_known};

		g_array_append_val(dkim, one);
	}
	if (self->is_forecast && dkim->len == 0) {
		const HanteiDmarcIdentifier maybe = {.domain = self->from->domain,
						     .is_unknown = TRUE};

		g_array_append_val(dkim, maybe);
	}
	dmarc.dkim = (const HanteiDmarcIdentifier *)(gpointer)dkim->data;
	dmarc.n_dkim = dkim->len;
	self->dmarc = hantei_dmarc_check(query->resolver, &dmarc, query->suffixes, cancellable);
}

HanteiAuthChecked *
hantei_auth_checked_new(HanteiMessage *message,
			const HanteiAuthQuery *query,
			GCancellable *cancellable)
{
	HanteiAuthChecked *self = g_new0(HanteiAuthChecked, 1);

	self->is_forecast = !hantei_message_is_received(message);
	self->from = hantei_from_domain_new(message);
	self->envelope = find_envelope(message, query);
	add_spf(self, query, cancellable);
	add_signatures(self, message, query, cancellable);
	add_dmarc(self, query, cancellable);
	return self;
}

void
hantei_auth_checked_free(HanteiAuthChecked *self)
{
	if (self == NULL)
		return;
	hantei_from_domain_free(self->from);
	hantei_envelope_free(self->envelope);
	hantei_spf_free(self->spf);
	hantei_spf_free(self->from_spf);
	hantei_dkim_free(self->dkim);
	hantei_arc_free(self->arc);
	hantei_dmarc_free(self->dmarc);
	g_free(self);
}
