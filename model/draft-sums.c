/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/draft-sums.h"

#include <math.h>
#include <string.h>

/* Pseudo-count of each class, the weight a source has at most, and how a sum is damped: by a power
 * of the number of the mail's features, then softly to LIMIT. Measured, see docs/method.md. */
#define PSEUDO_COUNT 0.1
#define MAX_SOURCE_WEIGHT 300.0
#define DAMPING_POWER 0.75
#define LIMIT 3.0

/* Mails of @source in @pool. */
static HanteiCounts
count_source(const HanteiOrigins *origins, const gchar *source, HanteiLanguage pool)
{
	HanteiCounts sum = {0, 0};

	for (guint32 i = 0; i < origins->n; i++) {
		const HanteiOrigin *origin = &origins->all[i];

		if (hantei_language_pool((HanteiLanguage)origin->language) != pool ||
		    strcmp(origin->source, source) != 0)
			continue;
		sum.n_spam += origin->learnt.n_spam;
		sum.n_ham += origin->learnt.n_ham;
	}
	return sum;
}

/* An origin holds its source's name cut, the caller may have all of it. */
static gboolean
is_of_source(const HanteiOrigin *origin, const gchar *source)
{
	return source != NULL && strncmp(origin->source, source, HANTEI_SOURCE_BYTES - 1) == 0;
}

void
hantei_draft_bayes_init(HanteiDraftBayes *self,
			const HanteiOrigins *origins,
			HanteiLanguage language,
			const gchar *left_out)
{
	const HanteiLanguage pool = hantei_language_pool(language);

	self->n_origins = origins->n;
	self->is_empty = TRUE;
	for (guint32 i = 0; i < origins->n; i++) {
		const HanteiOrigin *origin = &origins->all[i];
		HanteiCounts all;
		gdouble weight;

		self->per_spam[i] = 0;
		self->per_ham[i] = 0;
		if (hantei_language_pool((HanteiLanguage)origin->language) != pool ||
		    is_of_source(origin, left_out))
			continue;
		all = count_source(origins, origin->source, pool);
		if (MIN(all.n_spam, all.n_ham) < HANTEI_MIN_COVERED)
			continue;
		/* the harmonic mean: what the difference of two frequencies is worth */
		weight = (gdouble)all.n_spam * all.n_ham / ((gdouble)all.n_spam + all.n_ham);
		weight = MIN(weight, MAX_SOURCE_WEIGHT);
		self->per_spam[i] = weight / all.n_spam;
		self->per_ham[i] = weight / all.n_ham;
		self->is_empty = FALSE;
	}
}

gdouble
hantei_draft_bayes_weigh(const HanteiDraftBayes *self,
			 const HanteiOriginCounts *counts,
			 guint n_counts)
{
	gdouble s = 0;
	gdouble h = 0;
	gdouble lean;

	for (guint i = 0; i < n_counts; i++) {
		if (counts[i].origin >= self->n_origins)
			continue;
		s += self->per_spam[counts[i].origin] * counts[i].counts.n_spam;
		h += self->per_ham[counts[i].origin] * counts[i].counts.n_ham;
	}
	if (s + h <= 0)
		return 0;
	lean = (s - h) / (s + h);
	return log((s + PSEUDO_COUNT) / (h + PSEUDO_COUNT)) * lean * lean * lean * lean /
	       (1 + 1 / (s + h));
}

void
hantei_draft_sums_add(HanteiDraftSums *self, HanteiGroup group, gdouble weight)
{
	if ((guint)group >= HANTEI_N_DRAFT_GROUPS)
		return;
	self->n_features[group]++;
	self->raw[HANTEI_DRAFT_SUM(group, weight > 0 ? 0 : 1)] += weight;
}

void
hantei_draft_sums_finish(HanteiDraftSums *self)
{
	for (guint i = 0; i < HANTEI_N_DRAFT_SUMS; i++) {
		const gdouble n = MAX(self->n_features[i / 2], 1);

		self->sums[i] = LIMIT * tanh(self->raw[i] / pow(n, DAMPING_POWER) / LIMIT);
	}
}
