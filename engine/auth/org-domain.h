/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Which domains have one owner: by the DNS tree walk of RFC 9989 4.10, and by the public suffix
 * list of RFC 7489 3.2. Domains are A-labels in lower case without a dot at the end. */

#pragma once

#include "engine/auth/dmarc-record.h"
#include "engine/dns/resolver.h"

/* @domain in the form of this header; U-labels become A-labels (RFC 5890 2.3).
 * Returns: (transfer full) (nullable): NULL if it is no name of letters, digits, "-" and "_" with
 * dots between: an address literal, an empty label, blanks, one too long for the DNS. */
gchar *
hantei_domain_normalize(const gchar *domain);

/* Whether @domain is @parent or below it; both as normalized. */
gboolean
hantei_domain_is_within(const gchar *domain, const gchar *parent);

/* A public suffix list, its private section included, as RFC 7489 receivers take it. Immutable, and
 * for any thread. */
typedef struct _HanteiSuffixes HanteiSuffixes;

/* @file: (nullable): the list to use, as text or DAFSA; NULL: the system's, or the one that libpsl
 * was built with, whichever is newer.
 * Returns: (transfer full): free with hantei_suffixes_free(); NULL with a G_IO_ERROR that names the
 * file. */
HanteiSuffixes *
hantei_suffixes_new(const gchar *file, GError **error);

void
hantei_suffixes_free(HanteiSuffixes *self);

/* What somebody registered: a suffix and one label. @domain as normalized.
 * Returns: (transfer full) (nullable): NULL if @domain is itself a public suffix. */
gchar *
hantei_suffixes_dup_registrable(const HanteiSuffixes *self, const gchar *domain);

/* The organizational domain of RFC 7489 3.2; of a public suffix itself. (transfer full) */
gchar *
hantei_suffixes_dup_org_domain(const HanteiSuffixes *self, const gchar *domain);

/* One question of a walk: TXT at _dmarc.<domain>. */
typedef struct {
	gchar *domain;
	HanteiDnsStatus status;		 /* BADNAME: too long to hold a record */
	gchar *detail;			 /* what went wrong, or NULL */
	HanteiDmarcRecords *records;	 /* what was found there */
	const HanteiDmarcRecord *record; /* the one that counts, or NULL: none, or several, of
					  * which RFC 9989 4.10 takes none */
} HanteiWalkStep;

typedef enum {
	HANTEI_WALK_REASON_UNKNOWN = 0, /* a question was not answered */
	HANTEI_WALK_REASON_PSD_N,	/* psd=n stands there */
	HANTEI_WALK_REASON_BELOW_PSD_Y, /* psd=y stands one label above */
	HANTEI_WALK_REASON_TOP,		/* the record with the fewest labels is there */
	HANTEI_WALK_REASON_NO_RECORD,	/* there is none: the domain itself */
} HanteiWalkReason;

typedef struct {
	gchar *domain;	  /* where it starts */
	GPtrArray *steps; /* of HanteiWalkStep, 1 to 8, in their order, up to where the RFC stops */
	gchar *org_domain; /* NULL if unknown */
	HanteiWalkReason reason;
	const HanteiWalkStep *failed; /* the first question that was not answered, or NULL */
} HanteiTreeWalk;

/* The DMARC records of many names, each asked for once. */
typedef struct _HanteiWalker HanteiWalker;

/* @resolver is lent, as is @cancellable (nullable). (transfer full) */
HanteiWalker *
hantei_walker_new(HanteiResolver *resolver, GCancellable *cancellable);

void
hantei_walker_free(HanteiWalker *self);

/* Asks at once for all that walks from @domains, as normalized, may need and is not known yet. */
void
hantei_walker_prefetch(HanteiWalker *self, const gchar *const *domains, gsize n_domains);

/* Walks from @domain, as normalized: the names of RFC 9989 4.10 are asked for at once, but what
 * lies beyond the step where the RFC stops is not looked at. (transfer full) */
HanteiTreeWalk *
hantei_walker_walk(HanteiWalker *self, const gchar *domain);

/* One question outside a walk. (transfer full): free with hantei_walk_step_free() */
HanteiWalkStep *
hantei_walker_look(HanteiWalker *self, const gchar *domain);

void
hantei_walk_step_free(HanteiWalkStep *self);

void
hantei_tree_walk_free(HanteiTreeWalk *self);

/* "below-psd-y". (transfer none) */
const gchar *
hantei_walk_reason_to_string(HanteiWalkReason reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiSuffixes, hantei_suffixes_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiWalker, hantei_walker_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiWalkStep, hantei_walk_step_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiTreeWalk, hantei_tree_walk_free)
