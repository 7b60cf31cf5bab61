/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dkim-forecast.h"

#include "engine/auth/dkim-check.h"
#include "engine/auth/dkim-key.h"

/* RFC 8301 section 3.2 */
#define MIN_KEY_BITS 1024

static void
refuse(HanteiDkimResult *self, HanteiAuthResult result, HanteiDkimCause cause, gchar *reason)
{
	self->result = result;
	self->cause = cause;
	self->reason = reason;
}

/* Says why a signature by @key will not verify, or lets it pass. */
static void
judge_key(HanteiDkimResult *self, const HanteiDkimKey *key, guint min_bits)
{
	self->key_bits = key->bits;
	self->is_testing = key->is_testing;
	self->is_pkcs1 = key->is_pkcs1;
	self->algorithm =
	    g_strdup(key->type == HANTEI_DKIM_KEY_RSA ? "rsa-sha256" : "ed25519-sha256");
	if (key->is_revoked)
		refuse(self, HANTEI_AUTH_RESULT_PERMERROR, HANTEI_DKIM_CAUSE_KEY_REVOKED,
		       g_strdup("the key is revoked (its p= is empty)"));
	else if (!key->allows_sha256 || !key->allows_email)
		refuse(self, HANTEI_AUTH_RESULT_PERMERROR, HANTEI_DKIM_CAUSE_KEY_MISMATCH,
		       g_strdup(key->allows_email ? "h= of the key does not allow sha256"
						  : "s= of the key does not allow mail"));
	else if (key->type == HANTEI_DKIM_KEY_RSA && key->bits < min_bits)
		refuse(self, HANTEI_AUTH_RESULT_FAIL, HANTEI_DKIM_CAUSE_KEY_WEAK,
		       g_strdup_printf("the key has %u bits, receivers want %u at least", key->bits,
				       min_bits));
	else
		self->result = HANTEI_AUTH_RESULT_PASS;
}

/* Takes what the DNS says to the name of the key, as dkim-check.c does. */
static void
judge_answer(HanteiDkimResult *self,
	     const gchar *name,
	     const HanteiDnsAnswer *answer,
	     guint min_bits)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) keys = NULL;

	self->is_known = answer->status != HANTEI_DNS_NOT_ASKED;
	if (answer->status == HANTEI_DNS_NOT_ASKED) {
		refuse(self, HANTEI_AUTH_RESULT_NONE, HANTEI_DKIM_CAUSE_NOT_ASKED,
		       g_strdup_printf("the DNS was not asked for %s", name));
		return;
	}
	if (answer->status != HANTEI_DNS_OK) {
		const gboolean is_known =
		    hantei_dns_answer_is_known(answer) || answer->status == HANTEI_DNS_BADNAME;

		refuse(self, is_known ? HANTEI_AUTH_RESULT_PERMERROR : HANTEI_AUTH_RESULT_TEMPERROR,
		       is_known ? HANTEI_DKIM_CAUSE_NO_KEY : HANTEI_DKIM_CAUSE_DNS_FAILED,
		       is_known ? g_strdup_printf("there is no key at %s", name)
				: g_strdup_printf("the DNS does not answer for %s (%s)", name,
						  hantei_dns_status_to_string(answer->status)));
		return;
	}
	keys = hantei_dkim_key_parse_answer(answer, &error);
	if (keys == NULL) {
		refuse(self, HANTEI_AUTH_RESULT_PERMERROR, HANTEI_DKIM_CAUSE_KEY_INVALID,
		       g_strdup_printf("%s: %s", name, error->message));
		return;
	}
	self->n_keys = keys->len;
	judge_key(self, keys->pdata[0], min_bits);
}

HanteiDkim *
hantei_dkim_forecast(const gchar *domain,
		     const gchar *selector,
		     HanteiResolver *resolver,
		     const HanteiDkimOptions *options,
		     GCancellable *cancellable)
{
	g_autofree gchar *name = g_strdup_printf("%s._domainkey.%s", selector, domain);
	g_autoptr(HanteiDnsAnswer) answer =
	    hantei_resolver_lookup(resolver, name, HANTEI_DNS_TYPE_TXT, cancellable);
	const guint min_bits =
	    options == NULL || options->min_key_bits == 0 ? MIN_KEY_BITS : options->min_key_bits;
	HanteiDkim *self = g_new0(HanteiDkim, 1);
	HanteiDkimResult *result = g_new0(HanteiDkimResult, 1);

	self->results = g_ptr_array_new_with_free_func((GDestroyNotify)hantei_dkim_result_free);
	result->unsigned_names = g_ptr_array_new_with_free_func(g_free);
	result->over_signed = g_ptr_array_new_with_free_func(g_free);
	result->timestamp = result->expiry = -1;
	result->domain = hantei_dkim_normalize_domain(domain);
	result->selector = hantei_dkim_normalize_domain(selector);
	judge_answer(result, name, answer, min_bits);
	g_ptr_array_add(self->results, result);
	return self;
}
