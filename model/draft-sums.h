/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* A draft's words, weighed by what they tell within each source of its language, and added up by
 * group and sign: one half of what the head judges by. */

#pragma once

#include "model/origin.h"
#include "tokenizer/feature-group.h"

/* The groups a writer chooses, from HANTEI_GROUP_FROM on: no HTML marks, MIME form or encodings,
 * which tell the mailer and not the mail. */
#define HANTEI_N_DRAFT_GROUPS ((guint)HANTEI_GROUP_LINKS + 1)

#define HANTEI_N_DRAFT_SUMS (HANTEI_N_DRAFT_GROUPS * 2)

/* Index of a sum; sign 0 leans to spam, 1 to ham. */
#define HANTEI_DRAFT_SUM(group, sign) ((group)*2 + (sign))

/* What does not change from feature to feature. */
typedef struct {
	guint32 n_origins;
	gdouble per_spam[HANTEI_MAX_ORIGINS]; /* what one of the origin's spam mails adds, W/S */
	gdouble per_ham[HANTEI_MAX_ORIGINS];
	gboolean is_empty; /* no source has both classes */
} HanteiDraftBayes;

/* Prepares the arithmetic for mails in @language, with all sources or without @left_out (nullable).
 * A source counts if it has at least HANTEI_MIN_COVERED mails of both classes in the pool. */
void
hantei_draft_bayes_init(HanteiDraftBayes *self,
			const HanteiOrigins *origins,
			HanteiLanguage language,
			const gchar *left_out);

/* The weight of evidence of one feature, nats, above zero for spam. */
gdouble
hantei_draft_bayes_weigh(const HanteiDraftBayes *self,
			 const HanteiOriginCounts *counts,
			 guint n_counts);

typedef struct {
	gdouble raw[HANTEI_N_DRAFT_SUMS];
	guint n_features[HANTEI_N_DRAFT_GROUPS]; /* of the mail, known or not */
	gdouble sums[HANTEI_N_DRAFT_SUMS];	 /* raw, damped: within -3 and 3 */
} HanteiDraftSums;

/* Adds a feature of @group, which may be any: others than the draft's change nothing. */
void
hantei_draft_sums_add(HanteiDraftSums *self, HanteiGroup group, gdouble weight);

/* Computes sums from raw, once all features are in. */
void
hantei_draft_sums_finish(HanteiDraftSums *self);
