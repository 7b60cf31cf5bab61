/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* DMARC: whether SPF or DKIM speaks for the domain of From, and what its owner asks for if none
 * does. By RFC 9989 (tree walk) and, as many receivers still do, by RFC 7489 (public suffix list);
 * it is said where they differ.
 *
 * What neither RFC settles is done thus. Several records at one name: RFC 9989 drops them all and
 * walks on, as its 4.10 says, also at the From domain; RFC 7489 6.6.3 ends there without DMARC. The
 * record that applies is the one with v=DMARC1, however bad the rest: if its p, sp or np is not
 * valid and nobody asks for reports, the result is permerror. A question that fails makes temperror
 * only if the result hangs on it. A mail without an aligned pass, but with an aligned SPF or DKIM
 * temperror, is temperror too, for it might have passed. */

#pragma once

#include "engine/auth/auth-result.h"
#include "engine/auth/org-domain.h"

/* What SPF or one signature found. */
typedef struct {
	HanteiAuthResult result;
	const gchar *domain; /* that of MAIL FROM or HELO, or d=; NULL: none */
	gboolean is_unknown; /* it could not be checked, so it may pass: @result means nothing */
} HanteiDmarcIdentifier;

typedef struct {
	const gchar *from_domain; /* see from-domain.h; NULL: there is none */
	HanteiDmarcIdentifier spf;
	const HanteiDmarcIdentifier *dkim;
	gsize n_dkim;
} HanteiDmarcQuery;

typedef enum {
	HANTEI_DMARC_EXISTENCE_NOT_ASKED = 0, /* it makes no difference */
	HANTEI_DMARC_EXISTENCE_UNKNOWN,
	HANTEI_DMARC_EXISTENCE_YES,
	HANTEI_DMARC_EXISTENCE_NO, /* NXDOMAIN (RFC 9989 3.2.13, RFC 8020) */
} HanteiDmarcExistence;

/* By one RFC. */
typedef struct {
	gboolean is_known; /* else a question it hangs on was not asked: @result means nothing */
	HanteiAuthResult result; /* NONE, PASS, FAIL, TEMPERROR or PERMERROR */
	gchar *detail;		 /* why it is none, an error or not known, English; or NULL */
	gchar *record_domain;	 /* where the record that applies is: without "_dmarc."; or NULL */
	const HanteiDmarcRecord *record; /* that one */
	gchar *org_domain;		 /* of From; NULL if not known */
	HanteiDmarcPolicy policy;	 /* that is asked for; of a record only */
	HanteiDmarcPolicyTag policy_tag;
	HanteiDmarcPolicy applied_policy; /* for this mail: NONE unless it fails; one less with
					   * t=y, in RFC 7489 with pct=0 */
	guint pct; /* RFC 7489: of mails that the policy is for, the others meet one less; 100 */
	gboolean is_spf_aligned; /* it passes, and is of the From domain's owner */
	GPtrArray *dkim_aligned; /* of gchar *: each d= likewise, as in the query */
	gboolean is_adkim_strict;
	gboolean is_aspf_strict;
	GPtrArray *steps; /* of HanteiWalkStep: how the record was looked for */
} HanteiDmarcVerdict;

#define HANTEI_DMARC_DIFFERENCES(X) \
	X(RESULT, "result") \
	X(POLICY, "policy") /* that is asked for */ \
	X(APPLIED, "applied-policy") \
	X(RECORD, "record-domain") \
	X(ORG_DOMAIN, "org-domain") \
	X(ALIGNED_BY, "aligned-by")

typedef enum {
#define X(NAME, text) HANTEI_DMARC_DIFFERENCE_##NAME,
	HANTEI_DMARC_DIFFERENCES(X)
#undef X
	HANTEI_DMARC_DIFFERENCE_COUNT
} HanteiDmarcDifference;

/* Read-only once made. */
typedef struct {
	gchar *from_domain;		/* as normalized, or NULL */
	HanteiDmarcVerdict now;		/* RFC 9989 */
	HanteiDmarcVerdict old;		/* RFC 7489; not known without a public suffix list */
	HanteiDmarcExistence existence; /* of the From domain */
	HanteiWalkReason org_reason;	/* how RFC 9989 finds the organizational domain */
	guint differs; /* 1u << HanteiDmarcDifference bits; 0 unless both are known */
} HanteiDmarc;

/* Checks. @suffixes (nullable) is the list for RFC 7489. Never fails.
 * Returns: (transfer full): free with hantei_dmarc_free(). */
HanteiDmarc *
hantei_dmarc_check(HanteiResolver *resolver,
		   const HanteiDmarcQuery *query,
		   const HanteiSuffixes *suffixes,
		   GCancellable *cancellable);

void
hantei_dmarc_free(HanteiDmarc *self);

/* "applied-policy". (transfer none) */
const gchar *
hantei_dmarc_difference_to_string(HanteiDmarcDifference difference);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiDmarc, hantei_dmarc_free)
