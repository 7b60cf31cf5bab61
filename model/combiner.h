/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The few numbers that turn group sums into log-odds: one weight a sum and a bias, fitted by
 * logistic regression on mails judged before they were learnt. That is the calibration, too: what
 * the weights cannot know, the labels of those mails teach. */

#pragma once

#include "model/evidence.h"
#include "model/group-sums.h"

typedef struct {
	gdouble weights[HANTEI_N_SUMS];
	gdouble bias;
} HanteiCombiner;

/* A learnt mail as the model saw it before it learnt it. */
typedef struct {
	gfloat sums[HANTEI_N_SUMS];
	guint8 is_spam;
} HanteiCombinerRow;

/* Weights for a model that has nothing to fit on. */
void
hantei_combiner_init(HanteiCombiner *self);

/* The log-odds of spam, nats. In the draft's view the transport group counts nothing. */
gdouble
hantei_combiner_judge(const HanteiCombiner *self, HanteiView view, const HanteiGroupSums *sums);

/* Whether a sum takes part in @view. */
gboolean
hantei_combiner_uses(HanteiView view, guint sum_index);

/* Fits @self to @rows by maximum a posteriori: a Gaussian prior around @prior keeps a few rows from
 * leading far. Newton's method from where @self stands; the optimum is unique, so the result does
 * not depend on the order of rows but for rounding. */
void
hantei_combiner_fit(HanteiCombiner *self,
		    HanteiView view,
		    const HanteiCombinerRow *rows,
		    gsize n_rows,
		    const HanteiCombiner *prior);
