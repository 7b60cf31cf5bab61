/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* How evidence is made. Private to this floor. */

#pragma once

#include "model/evidence.h"
#include "model/head.h"
#include "model/model-state.h"

/* What the counts say of one feature of a mail. */
typedef struct {
	guint64 hash;
	HanteiTally tally;
	gdouble draft_weight; /* what it tells of a draft, nats */
	const gchar *text;    /* terminated or not: length counts */
	guint16 text_length;
	guint8 group;
} HanteiWeighed;

/* One for each of @features, with nothing counted yet. Free with g_free(). */
HanteiWeighed *
hantei_weighed_new(const HanteiFeatures *features);

typedef HanteiEvidence *(*HanteiEvidenceFunc)(const HanteiModelState *state,
					      const HanteiHead *head,
					      HanteiView view,
					      HanteiLanguage language,
					      const HanteiWeighed *weighed,
					      gsize n_weighed);

/* Sums up the @n_weighed features of a mail, and says what each one did. Returns: (transfer full)
 */
HanteiEvidence *
hantei_evidence_new(const HanteiModelState *state,
		    const HanteiHead *head,
		    HanteiView view,
		    HanteiLanguage language,
		    const HanteiWeighed *weighed,
		    gsize n_weighed);

/* The same digits without the clues, and without a look at texts. */
HanteiEvidence *
hantei_evidence_new_without_clues(const HanteiModelState *state,
				  const HanteiHead *head,
				  HanteiView view,
				  HanteiLanguage language,
				  const HanteiWeighed *weighed,
				  gsize n_weighed);
