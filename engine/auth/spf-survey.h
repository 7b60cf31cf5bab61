/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* All of a domain's SPF, as a tree: goes on where check_host() stops, and needs no client. What
 * depends on the sender or the client is marked, not guessed; what could not be asked, likewise. */

#pragma once

#include "engine/auth/spf-record.h"
#include "engine/dns/resolver.h"

#define HANTEI_SPF_STATES(X) \
	X(FINE, "fine") \
	X(ABSENT, "absent")	/* nothing there: no record, no address, no such domain */ \
	X(SEVERAL, "several")	/* more than one SPF record: permerror */ \
	X(INVALID, "invalid")	/* a record that cannot be read: permerror */ \
	X(TOO_MANY, "too-many") /* an mx of over ten names: permerror */ \
	X(LOOP, "loop")		/* leads back to a record above it: permerror */ \
	X(MACRO, "macro")	/* depends on sender or client: not followed */ \
	X(DEAD, "dead")		/* never comes to it, see @why_dead: not followed */ \
	X(UNKNOWN, "unknown")	/* the DNS did not tell; see @detail */ \
	X(CUT, "cut")		/* beyond our own limits.h: not followed */

typedef enum {
#define X(NAME, text) HANTEI_SPF_STATE_##NAME,
	HANTEI_SPF_STATES(X)
#undef X
	HANTEI_SPF_STATE_COUNT
} HanteiSpfState;

typedef enum {
	HANTEI_SPF_ALIVE,
	HANTEI_SPF_AFTER_ALL,	     /* a mechanism after "all" */
	HANTEI_SPF_REDIRECT_AND_ALL, /* a redirect beside "all" (RFC 7208 6.1) */
} HanteiSpfDeath;

/* Look-ups that find nothing depend on what the client has: with IPv6, AAAA is asked for. */
typedef struct {
	guint ip4, ip6;
} HanteiSpfVoids;

typedef struct _HanteiSpfNode HanteiSpfNode;

/* A term of a record; or, without one, the domain that was asked for. What an include or a redirect
 * leads to is in the same node. */
struct _HanteiSpfNode {
	HanteiSpfTermType type;	     /* of the root: REDIRECT, uncounted */
	HanteiAuthResult qualifier;  /* of the root: PASS */
	gchar *term;		     /* as written; NULL: the root */
	gchar *target;		     /* the name it means; NULL: none, or it depends */
	const HanteiSpfNode *parent; /* whose record holds it; NULL: the root */
	guint depth;		     /* 0: the root */
	HanteiSpfState state;
	HanteiSpfDeath why_dead;
	gboolean is_repeated;	 /* the same include or redirect stood before, or all its netblocks
				  * are repeated */
	gboolean is_authorising; /* a pass, and so are the includes it stands in */
	gchar *detail;		 /* for people, or NULL */

	/* of the root, an include and a redirect */
	guint n_records;	 /* SPF records at @target */
	gchar *record;		 /* the first of them, control characters and all; or NULL */
	HanteiDnsAnswer *answer; /* of its TXT question: chunks and size; NULL: not asked */
	HanteiAuthResult all;	 /* what its "all" gives; NONE: it has none */

	guint n_lookups;     /* of this term: 0 or 1 */
	guint total_lookups; /* with all below it */
	guint running;	     /* look-ups from the start up to this term, if nothing matches */
	HanteiSpfVoids voids, total_voids;

	GPtrArray *children; /* of HanteiSpfNode: the record's terms in the order they come to
			      * effect, a redirect last; empty where there are none */
};

typedef struct {
	gboolean is_ip6;
	guint8 address[16]; /* network order, bits beyond the prefix 0 */
	guint prefix;
	const HanteiSpfNode *node; /* the term that names it: ip4, ip6, a or mx */
	gboolean is_repeated;	   /* it stood before, or another holds it */
	gboolean is_authorised;	   /* as @is_authorising of its node */
} HanteiSpfNetblock;

typedef struct {
	HanteiSpfNode *root;
	guint n_nodes;
	gboolean is_whole; /* nothing UNKNOWN, CUT or MACRO: all numbers are the true ones */
	guint n_lookups;   /* true total, beyond ten if need be */
	HanteiSpfVoids voids;
	guint lookups_of[HANTEI_SPF_TERM_COUNT]; /* by term, dead ones left out */
	HanteiSpfVoids voids_of[HANTEI_SPF_TERM_COUNT];
	guint counts[HANTEI_SPF_STATE_COUNT]; /* nodes in each state */
	GPtrArray *netblocks;		      /* of HanteiSpfNetblock, in the order they stand */
	guint64 n_ip4;			      /* distinct addresses that are authorised */
	gdouble n_ip6;
} HanteiSpfSurvey;

/* @domain: as answer.h has names. Never fails.
 * Returns: (transfer full): free with hantei_spf_survey_free(). */
HanteiSpfSurvey *
hantei_spf_survey_new(HanteiResolver *resolver, const gchar *domain, GCancellable *cancellable);

/* "192.0.2.0/24". (transfer full) */
gchar *
hantei_spf_netblock_to_string(const HanteiSpfNetblock *self);

/* "absent". (transfer none) */
const gchar *
hantei_spf_state_to_string(HanteiSpfState state);

void
hantei_spf_survey_free(HanteiSpfSurvey *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiSpfSurvey, hantei_spf_survey_free)
