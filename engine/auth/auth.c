/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/auth.h"

#include <string.h>

/* How @domain, as some check found it, stands to that of From. */
static HanteiAuthAligned
align(const gchar *domain, gboolean is_aligned)
{
	if (domain == NULL)
		return HANTEI_AUTH_ALIGNED_MAYBE;
	return is_aligned ? HANTEI_AUTH_ALIGNED_YES : HANTEI_AUTH_ALIGNED_NO;
}

/* Whether @domain has the owner of the From domain, by the RFC that could tell: what is known of
 * the owner of From is the DMARC check's. */
static gboolean
is_of_from(const HanteiAuthChecked *checked, const gchar *domain)
{
	const HanteiDmarc *dmarc = checked->dmarc;
	g_autofree gchar *name = domain == NULL ? NULL : hantei_domain_normalize(domain);
	const gchar *owner =
	    dmarc->now.org_domain != NULL ? dmarc->now.org_domain : dmarc->old.org_domain;

	if (name == NULL || dmarc->from_domain == NULL)
		return FALSE;
	return strcmp(name, dmarc->from_domain) == 0 ||
	       (owner != NULL && hantei_domain_is_within(name, owner));
}

static void
take_spf(HanteiAuthCheck *self, const HanteiAuthChecked *checked)
{
	const HanteiSpf *spf = checked->spf;

	if (self->is_known || spf == NULL || !spf->is_known)
		return;
	self->is_known = TRUE;
	self->result = spf->result;
	self->domain = g_strdup(spf->domain);
	self->aligned = align(spf->domain, is_of_from(checked, spf->domain));
}

static void
take_dmarc(HanteiAuthCheck *self, const HanteiAuthChecked *checked)
{
	const HanteiDmarcVerdict *verdict = &checked->dmarc->now;

	if (self->is_known || !verdict->is_known)
		return;
	self->is_known = TRUE;
	self->result = verdict->result;
	self->domain = g_strdup(checked->dmarc->from_domain);
	if (self->result == HANTEI_AUTH_RESULT_PASS)
		self->aligned = HANTEI_AUTH_ALIGNED_YES;
}

static void
take_arc(HanteiAuthCheck *self, const HanteiAuthChecked *checked)
{
	if (self->is_known || !checked->arc->is_known || checked->is_forecast)
		return;
	self->is_known = TRUE;
	self->result = checked->arc->result;
}

static void
take_signature(HanteiAuth *self, const HanteiDkimResult *result)
{
	HanteiAuthDkim *dkim = g_new0(HanteiAuthDkim, 1);

	dkim->result = result->result;
	dkim->domain = g_strdup(result->domain);
	dkim->selector = g_strdup(result->selector);
	dkim->aligned = align(result->domain, is_of_from(self->checked, result->domain));
	g_ptr_array_add(self->dkim, dkim);
}

/* The signatures, if all that speaks of them is known. A draft that is not signed may yet be. */
static void
take_dkim(HanteiAuth *self)
{
	const GPtrArray *results = self->checked->dkim->results;

	if (self->dkim->len > 0 || (results->len == 0 && self->checked->is_forecast))
		return;
	for (guint i = 0; i < results->len; i++) {
		const HanteiDkimResult *result = results->pdata[i];

		if (!result->is_known)
			return;
	}
	for (guint i = 0; i < results->len; i++)
		take_signature(self, results->pdata[i]);
	if (results->len == 0)
		g_ptr_array_add(self->dkim, g_new0(HanteiAuthDkim, 1));
}

HanteiAuth *
hantei_auth_check(HanteiMessage *message, const HanteiAuthQuery *query, GCancellable *cancellable)
{
	HanteiAuth *self = hantei_auth_new_from_headers(message, query->trusted, query->suffixes);

	self->checked = hantei_auth_checked_new(message, query, cancellable);
	take_spf(&self->spf, self->checked);
	take_dkim(self);
	take_arc(&self->arc, self->checked);
	take_dmarc(&self->dmarc, self->checked);
	if (self->spf.is_known || self->dkim->len > 0 || self->dmarc.is_known)
		self->state = HANTEI_AUTH_STATE_KNOWN;
	return self;
}

gboolean
hantei_auth_is_of_from(const HanteiAuth *self, const gchar *domain)
{
	return self->checked != NULL && is_of_from(self->checked, domain);
}

gboolean
hantei_auth_dkim_passes(const HanteiAuth *self, gboolean aligned_only)
{
	for (guint i = 0; i < self->dkim->len; i++) {
		const HanteiAuthDkim *dkim = g_ptr_array_index(self->dkim, i);

		if (dkim->result == HANTEI_AUTH_RESULT_PASS &&
		    (!aligned_only || dkim->aligned == HANTEI_AUTH_ALIGNED_YES))
			return TRUE;
	}
	return FALSE;
}

void
hantei_auth_free(HanteiAuth *self)
{
	if (self == NULL)
		return;
	g_free(self->spf.domain);
	g_free(self->dmarc.domain);
	g_free(self->arc.domain);
	g_ptr_array_unref(self->dkim);
	g_strfreev(self->trusted);
	g_ptr_array_unref(self->believed);
	g_ptr_array_unref(self->untrusted);
	hantei_auth_checked_free(self->checked);
	g_free(self);
}
