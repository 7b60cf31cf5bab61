/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* A mail's weights of evidence, added up by group and sign: what the combiner judges by, and what
 * it can be fitted on later without the mail. */

#pragma once

#include "model/tally.h"

/* Counts come in two pairs and weights in two signs. */
#define HANTEI_N_SUMS (HANTEI_N_SUM_GROUPS * 4)

/* Index of a sum: pair 0 is all learnt mails, 1 the hard ones; sign 0 leans to spam, 1 to ham. */
#define HANTEI_SUM_INDEX(pair, sign, group) (((pair)*2 + (sign)) * HANTEI_N_SUM_GROUPS + (group))

/* Learnt mails, both pairs. */
typedef struct {
	HanteiBayes all;
	HanteiBayes hard;
} HanteiBayesPair;

void
hantei_bayes_pair_init(HanteiBayesPair *self, const HanteiTally *learnt);

typedef struct {
	gdouble raw[HANTEI_N_SUMS];  /* plain sums of weights, nats */
	gdouble sums[HANTEI_N_SUMS]; /* the combiner's input: a logarithm of raw, with its sign */
} HanteiGroupSums;

/* Adds one feature. A feature with empty counts or of a head group changes nothing. @weights: (out)
 * (optional): what it weighs by each pair of counts, 0 if it changes nothing. */
void
hantei_group_sums_add(HanteiGroupSums *self,
		      const HanteiBayesPair *bayes,
		      HanteiGroup group,
		      const HanteiTally *tally,
		      gdouble weights[2]);

/* Computes sums from raw, once all features are in. */
void
hantei_group_sums_finish(HanteiGroupSums *self);
