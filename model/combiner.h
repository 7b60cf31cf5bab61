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
	guint32 n_learnt; /* mails the model had learnt by then: what a young one saw counts less */
	guint8 is_spam;
} HanteiCombinerRow;

/* Weights for a model that has nothing to fit on. */
void
hantei_combiner_init(HanteiCombiner *self);

/* The log-odds of spam, nats, before they are tempered. In the draft's view transport counts
 * nothing. */
gdouble
hantei_combiner_judge(const HanteiCombiner *self, HanteiView view, const HanteiGroupSums *sums);

/* What to multiply log-odds by for a model that has learnt @learnt mails, 0 to 1: a young model
 * must not be sure. */
gdouble
hantei_combiner_temper(HanteiCounts learnt);

/* Whether a sum takes part in @view. */
gboolean
hantei_combiner_uses(HanteiView view, guint sum_index);

/* Fits @self to @rows by maximum a posteriori: a Gaussian prior around @prior keeps a few rows from
 * leading far. No weight goes below zero, so that a feature seen in spam alone never speaks for
 * ham. Newton's method from where @self stands; the optimum is unique, so the result does
 * not depend on the order of rows but for rounding. */
void
hantei_combiner_fit(HanteiCombiner *self,
		    HanteiView view,
		    const HanteiCombinerRow *rows,
		    gsize n_rows,
		    const HanteiCombiner *prior);
