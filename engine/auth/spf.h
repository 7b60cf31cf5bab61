/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* check_host() of RFC 7208: may this client send for this domain? Stops where the RFC says to stop;
 * spf-survey.h goes on.
 *
 * What the RFC leaves open, as it is decided here: %{p} and the explanation do not count among the
 * ten look-ups (4.6.4 lists terms), nor among the void ones; a term is void once, however many of
 * its questions are; the addresses of PTR names are never void, for the client's side wrote them;
 * an mx of more than ten names is a permerror even if one of the first would match; a name that
 * macros made and that cannot be asked for matches nothing (4.8). */

#pragma once

#include "engine/auth/auth-result.h"
#include "engine/dns/resolver.h"

/* RFC 7208 4.6.4. */
#define HANTEI_SPF_MAX_LOOKUPS 10
#define HANTEI_SPF_MAX_VOID_LOOKUPS 2
#define HANTEI_SPF_MAX_NAMES 10 /* of one mx or ptr */

typedef enum {
	HANTEI_SPF_SCOPE_MAIL_FROM,
	HANTEI_SPF_SCOPE_HELO,
} HanteiSpfScope;

typedef struct {
	GInetAddress *client;		  /* IPv4-mapped IPv6 is IPv4; NULL: not known */
	const gchar *mail_from;		  /* "" or NULL: postmaster at the HELO name */
	const gchar *helo;		  /* or NULL */
	const gchar *receiver;		  /* name of the host that asks; or NULL */
	gint64 now;			  /* seconds of Unix time */
	const gchar *default_explanation; /* or NULL */
} HanteiSpfQuery;

typedef struct {
	gboolean is_known;	 /* FALSE: it could not be asked; result is then NONE */
	HanteiAuthResult result; /* never POLICY */
	gchar *domain;		 /* whose record it is, without a dot at its end; maybe "" */
	HanteiSpfScope scope;
	gchar *record;		 /* of @domain, as it stands there; NULL if not exactly one */
	gchar *mechanism;	 /* the term that decided; NULL if none did */
	gchar *mechanism_domain; /* whose record holds it: maybe one that was redirected to */
	gchar *inner_mechanism;	 /* if that was an include: what matched in it, innermost */
	gchar *inner_domain;	 /* whose record holds that */
	gchar *explanation;	 /* of a fail, macros expanded, or the default one; or NULL */
	gchar *problem;		 /* for people: what stopped it, which term of which record */
	guint n_lookups;	 /* terms that count; the one beyond the limit included */
	guint n_void_lookups;	 /* terms that found nothing, likewise */
} HanteiSpf;

/* Never fails: what goes wrong is a result.
 * Returns: (transfer full): free with hantei_spf_free(). */
HanteiSpf *
hantei_spf_check(HanteiResolver *resolver, const HanteiSpfQuery *query, GCancellable *cancellable);

/* "mailfrom" or "helo", as RFC 8601 has them after "smtp.". (transfer none) */
const gchar *
hantei_spf_scope_to_string(HanteiSpfScope scope);

/* Whether @answer says that nothing is there (RFC 7208 4.6.4). */
gboolean
hantei_spf_answer_is_void(const HanteiDnsAnswer *answer);

/* Puts MX records in the order they are tried in; a null MX (RFC 7505) is left out.
 * Returns: (transfer container) (element-type HanteiDnsRecord): lent by @answer. */
GPtrArray *
hantei_spf_sort_mx(const HanteiDnsAnswer *answer);

void
hantei_spf_free(HanteiSpf *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiSpf, hantei_spf_free)
