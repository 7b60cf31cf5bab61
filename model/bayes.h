/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The arithmetic of naive Bayes: document counts of one feature to its weight of evidence. No
 * storage, no state. docs/method.md has the formulas with their reasons. */

#pragma once

#include <glib.h>

/* Mails that have a feature, or mails learnt, by label. */
typedef struct {
	guint32 n_spam;
	guint32 n_ham;
} HanteiCounts;

/* What does not change from feature to feature, so that it is computed once a mail. */
typedef struct {
	gdouble n_spam; /* mails learnt; at least a fraction, so that nothing divides by 0 */
	gdouble n_ham;
	gdouble pseudo_spam; /* a_s: added to every feature's spam count */
	gdouble pseudo_ham;
	gdouble log_ratio; /* ln((N_s + 2 a_s) / (N_h + 2 a_h)) */
} HanteiBayes;

/* Prepares the arithmetic for a model that has learnt @learnt mails. */
void
hantei_bayes_init(HanteiBayes *self, HanteiCounts learnt);

/* The weight of evidence of a feature seen in @counts mails, nats, above zero for spam: the log
 * ratio of its smoothed document frequencies, times a confidence between 0 and 1 that grows with
 * how often and how one-sidedly it was seen. 0 for a feature never seen. */
gdouble
hantei_bayes_weigh(const HanteiBayes *self, HanteiCounts counts);

/* Log-odds to probability, 1 / (1 + exp(-x)), without overflow at either end. */
gdouble
hantei_bayes_probability(gdouble log_odds);
