/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* How evidence is made. Private to this floor. */

#pragma once

#include "model/evidence.h"
#include "model/model-state.h"

/* What the counts say of one feature of a mail. */
typedef struct {
	HanteiTally tally;
	const gchar *text; /* terminated or not: length counts */
	guint16 text_length;
	guint8 group;
} HanteiWeighed;

/* Sums up the @n_weighed features of a mail, and says what each one did. Returns: (transfer full)
 */
HanteiEvidence *
hantei_evidence_new(const HanteiModelState *state,
		    HanteiView view,
		    const HanteiWeighed *weighed,
		    gsize n_weighed);
