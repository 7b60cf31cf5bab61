/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What hantei itself finds of a mail's SPF, DKIM, ARC and DMARC, as a receiver would at @now; of a
 * draft, what receivers will find once it is sent as the query says. */

#pragma once

#include "engine/auth/arc.h"
#include "engine/auth/dkim.h"
#include "engine/auth/dmarc.h"
#include "engine/auth/envelope.h"
#include "engine/auth/from-domain.h"
#include "engine/auth/spf.h"

/* All is lent. */
typedef struct {
	HanteiResolver *resolver;
	const HanteiSuffixes *suffixes; /* or NULL: nothing by RFC 7489 */
	const gchar *const *trusted;	/* authserv-ids that are believed, also as names of the
					 * hosts that wrote Received; "any": the topmost; or NULL */
	const HanteiEnvelope *envelope; /* what is given of it goes before the mail's; or NULL */
	const gchar *receiver;		/* host name for explanations, or NULL */
	const gchar *dkim_domain;	/* that a draft will be signed for, with */
	const gchar *dkim_selector;	/* this one; NULL: not known */
	gint64 now;			/* Unix time */
	guint min_key_bits;		/* 0: 1024 */
} HanteiAuthQuery;

/* Read-only once made. */
typedef struct {
	gboolean is_forecast; /* of a draft: no transport has handled it */
	HanteiFromDomain *from;
	HanteiEnvelope *envelope;
	HanteiSpf *spf;	     /* of the envelope; NULL if that is not known */
	HanteiSpf *from_spf; /* of the From domain, which docomo and SoftBank look at; or NULL */
	HanteiDkim *dkim; /* of a draft without signature the one it will have, if that is told */
	gboolean is_dkim_forecast;
	HanteiArc *arc;
	HanteiDmarc *dmarc;
} HanteiAuthChecked;

/* Checks @message, which must outlive what is returned. Never fails.
 * Returns: (transfer full): free with hantei_auth_checked_free(). */
HanteiAuthChecked *
hantei_auth_checked_new(HanteiMessage *message,
			const HanteiAuthQuery *query,
			GCancellable *cancellable);

void
hantei_auth_checked_free(HanteiAuthChecked *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiAuthChecked, hantei_auth_checked_free)
