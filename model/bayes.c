/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/bayes.h"

#include <math.h>

/* Sum of both classes' pseudo-counts per feature. Measured best of 0.05 … 1 on four corpora. */
#define PSEUDO_COUNT 0.1

/* Below this many learnt mails of a class its frequencies are not to be divided by. */
#define MIN_LEARNT 0.5

void
hantei_bayes_init(HanteiBayes *self, HanteiCounts learnt)
{
	self->n_spam = MAX((gdouble)learnt.n_spam, MIN_LEARNT);
	self->n_ham = MAX((gdouble)learnt.n_ham, MIN_LEARNT);
	/* in proportion to the classes, so that an unseen feature weighs exactly nothing */
	self->pseudo_spam = 2 * PSEUDO_COUNT * self->n_spam / (self->n_spam + self->n_ham);
	self->pseudo_ham = 2 * PSEUDO_COUNT * self->n_ham / (self->n_spam + self->n_ham);
	self->log_ratio =
	    log((self->n_spam + 2 * self->pseudo_spam) / (self->n_ham + 2 * self->pseudo_ham));
}

gdouble
hantei_bayes_weigh(const HanteiBayes *self, HanteiCounts counts)
{
	const gdouble s = counts.n_spam;
	const gdouble h = counts.n_ham;
	gdouble frequency_spam;
	gdouble frequency_ham;
	gdouble log_odds;
	gdouble lean;

	if (counts.n_spam == 0 && counts.n_ham == 0)
		return 0.0;
	log_odds = log((s + self->pseudo_spam) / (h + self->pseudo_ham)) - self->log_ratio;
	frequency_spam = s / self->n_spam;
	frequency_ham = h / self->n_ham;
	/* how one-sided: OSBF-Lua's confidence factor in a simpler form */
	lean = (frequency_spam - frequency_ham) / (frequency_spam + frequency_ham);
	return log_odds * lean * lean / (1.0 + 1.0 / (s + h));
}

gdouble
hantei_bayes_probability(gdouble log_odds)
{
	if (log_odds >= 0)
		return 1.0 / (1.0 + exp(-log_odds));
	log_odds = exp(log_odds); /* exp(-x) would overflow beyond 709 */
	return log_odds / (1.0 + log_odds);
}
