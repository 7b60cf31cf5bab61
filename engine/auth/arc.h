/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The Authenticated Received Chain (RFC 8617): what those who passed the mail on say they found. It
 * means something only where the sealers are trusted; that is for the reader to say. */

#pragma once

#include "engine/auth/dkim.h"

/* The three fields of one instance. */
typedef enum {
	HANTEI_ARC_RESULTS = 0, /* ARC-Authentication-Results */
	HANTEI_ARC_MESSAGE,	/* ARC-Message-Signature */
	HANTEI_ARC_SEAL,	/* ARC-Seal */
	HANTEI_ARC_FIELD_COUNT
} HanteiArcField;

typedef struct {
	guint instance; /* 1 is the first sealer's */
	const HanteiField *fields[HANTEI_ARC_FIELD_COUNT];
	gchar *authserv_id;		     /* of the results, or NULL */
	HanteiAuthResult chain;		     /* cv= of the seal: NONE, PASS or FAIL */
	HanteiDkimResult *message_signature; /* its cause tells why it does not pass */
	HanteiDkimResult *seal;
} HanteiArcSet;

typedef struct {
	gboolean is_known;	 /* FALSE: a key was not asked for, and nothing else spoke against
				  * the chain; @result is NONE */
	HanteiAuthResult result; /* NONE: there is no chain; PASS, FAIL or TEMPERROR */
	gchar *reason;		 /* why it does not pass, for people, English; or NULL */
	guint n_instances;	 /* the highest i= */
	guint oldest_pass;	 /* the lowest instance from which on all message signatures pass; 0
				  * if all do (RFC 8617 section 5.2); of a chain that passes */
	GPtrArray *sets;	 /* of HanteiArcSet, the first sealer first; empty if the fields
				  * make no chain */
} HanteiArc;

/* Validates the chain of @message by RFC 8617 section 5.2. @options may be NULL.
 * Returns: (transfer full): free with hantei_arc_free(); before @message goes. */
HanteiArc *
hantei_arc_validate(HanteiMessage *message,
		    HanteiResolver *resolver,
		    const HanteiDkimOptions *options,
		    GCancellable *cancellable);

void
hantei_arc_free(HanteiArc *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiArc, hantei_arc_free)

/* The fields of @message by instance, [0] being the first, each with all three.
 * @highest: (out): the highest instance that a field names, also if there is no chain.
 * Returns: (transfer full): of HanteiArcSet, empty if there are none; NULL with a G_IO_ERROR if
 * they make no chain. */
GPtrArray *
hantei_arc_collect(HanteiMessage *message, guint *highest, GError **error);

/* Whether the newest seal of @sets says that the chain failed: then nobody adds to it. */
gboolean
hantei_arc_is_closed(HanteiMessage *message, const GPtrArray *sets);
