/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Seals a mail (RFC 8617 section 5.1): adds the next instance to its chain. */

#pragma once

#include "engine/auth/arc.h"
#include "engine/auth/dkim-sign.h"

typedef struct {
	const HanteiDkimPrivateKey *key;
	const gchar *domain;
	const gchar *selector;
	const gchar *authserv_id;  /* the results of the Authentication-Results fields that bear it
				    * become those of the instance */
	const gchar *const *names; /* as HanteiDkimSignOptions has it, and From may lack */
	HanteiDkimCanon header_canon; /* of the message signature; zero: relaxed */
	HanteiDkimCanon body_canon;
	gint64 timestamp; /* 0: none */
} HanteiArcSealOptions;

/* Seals @message. @chain is what hantei_arc_validate() or somebody else found: NONE, PASS or FAIL.
 *
 * Returns: (transfer full): ARC-Seal, ARC-Message-Signature and ARC-Authentication-Results with
 * CRLF line ends; "" if nothing may be added, for the newest seal says that the chain failed, or it
 * has 50 instances; NULL with a G_IO_ERROR. */
gchar *
hantei_arc_seal(HanteiMessage *message,
		HanteiAuthResult chain,
		const HanteiArcSealOptions *options,
		GError **error);
