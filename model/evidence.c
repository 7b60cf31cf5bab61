/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/evidence.h"

#include <math.h>
#include <string.h>

#include "model/bayes.h"
#include "model/evidence-private.h"

/* Below these a probability says more about the model than about the mail. */
#define MIN_LEARNT 200
#define LOW_KNOWN_RATIO 0.3
#define HIGH_KNOWN_RATIO 0.5
#define LOW_KNOWN 15
#define HIGH_KNOWN 40

const gchar *
hantei_view_to_string(HanteiView view)
{
	return view == HANTEI_VIEW_DRAFT ? "draft" : "received";
}

const gchar *
hantei_confidence_to_string(HanteiConfidence confidence)
{
	static const gchar *const names[] = {"low", "medium", "high"};

	g_return_val_if_fail((guint)confidence < G_N_ELEMENTS(names), NULL);
	return names[confidence];
}

void
hantei_evidence_free(HanteiEvidence *self)
{
	if (self == NULL)
		return;
	g_free(self->clues);
	g_free(self->texts);
	g_free(self);
}

static gboolean
is_seen(const HanteiTally *tally)
{
	return tally->all.n_spam > 0 || tally->all.n_ham > 0;
}

static gboolean
is_in_view(HanteiView view, guint group)
{
	if (group >= HANTEI_N_SUM_GROUPS)
		return FALSE;
	return view == HANTEI_VIEW_RECEIVED || !hantei_group_is_transport((HanteiGroup)group);
}

/* One weight's share of what its sum adds to the log-odds. */
static gdouble
share(const HanteiCombiner *combiner,
      const HanteiGroupSums *sums,
      guint pair,
      guint group,
      gdouble weight)
{
	const guint i = HANTEI_SUM_INDEX(pair, weight > 0 ? 0 : 1, group);

	if (fabs(sums->raw[i]) < 1e-12)
		return 0.0;
	return combiner->weights[i] * sums->sums[i] * weight / sums->raw[i];
}

static gint
compare_clues(gconstpointer a, gconstpointer b)
{
	const HanteiClue *ca = a;
	const HanteiClue *cb = b;
	const gdouble difference = fabs(cb->log_odds) - fabs(ca->log_odds);

	if (difference > 0 || difference < 0)
		return difference > 0 ? 1 : -1;
	return ca->group != cb->group ? (gint)ca->group - (gint)cb->group
				      : strcmp(ca->text, cb->text);
}

/* Fills the clues: every seen feature of the view, texts copied so that evidence outlives the mail.
 */
static void
evidence_add_clues(HanteiEvidence *self,
		   gdouble temper,
		   const HanteiCombiner *combiner,
		   const HanteiBayesPair *bayes,
		   const HanteiGroupSums *sums,
		   const HanteiWeighed *weighed,
		   gsize n_weighed)
{
	gsize n_bytes = 0;
	gchar *text;

	for (gsize i = 0; i < n_weighed; i++)
		n_bytes += weighed[i].text_length + 1u;
	self->texts = g_malloc(n_bytes + 1);
	self->clues = g_new0(HanteiClue, n_weighed + 1);
	text = self->texts;
	for (gsize i = 0; i < n_weighed; i++) {
		const HanteiWeighed *w = &weighed[i];
		HanteiClue *clue = &self->clues[self->n_clues];

		if (!is_seen(&w->tally) || !is_in_view(self->view, w->group))
			continue;
		memcpy(text, w->text, w->text_length);
		text[w->text_length] = '\0';
		clue->text = text;
		text += w->text_length + 1;
		clue->group = (HanteiGroup)w->group;
		clue->n_spam = w->tally.all.n_spam;
		clue->n_ham = w->tally.all.n_ham;
		clue->log_odds = temper * (share(combiner, sums, 0, w->group,
						 hantei_bayes_weigh(&bayes->all, w->tally.all)) +
					   share(combiner, sums, 1, w->group,
						 hantei_bayes_weigh(&bayes->hard, w->tally.hard)));
		self->n_clues++;
	}
	qsort(self->clues, self->n_clues, sizeof *self->clues, compare_clues);
}

static HanteiConfidence
judge_confidence(const HanteiEvidence *self, const HanteiTally *learnt)
{
	if (MIN(learnt->all.n_spam, learnt->all.n_ham) < MIN_LEARNT || self->n_clues < LOW_KNOWN ||
	    self->known_ratio < LOW_KNOWN_RATIO)
		return HANTEI_CONFIDENCE_LOW;
	if (self->n_clues < HIGH_KNOWN || self->known_ratio < HIGH_KNOWN_RATIO)
		return HANTEI_CONFIDENCE_MEDIUM;
	return HANTEI_CONFIDENCE_HIGH;
}

HanteiEvidence *
hantei_evidence_new(const HanteiModelState *state,
		    HanteiView view,
		    const HanteiWeighed *weighed,
		    gsize n_weighed)
{
	HanteiEvidence *self = g_new0(HanteiEvidence, 1);
	HanteiGroupSums sums = {0};
	HanteiBayesPair bayes;
	gdouble temper;

	self->view = view;
	hantei_bayes_pair_init(&bayes, &state->learnt);
	for (gsize i = 0; i < n_weighed; i++) {
		hantei_group_sums_add(&sums, &bayes, (HanteiGroup)weighed[i].group,
				      &weighed[i].tally);
		self->n_features += is_in_view(view, weighed[i].group);
	}
	hantei_group_sums_finish(&sums);
	temper = hantei_combiner_temper(state->learnt.all);
	self->bias_log_odds = temper * state->combiners[view].bias;
	self->log_odds = temper * hantei_combiner_judge(&state->combiners[view], view, &sums);
	self->probability = hantei_bayes_probability(self->log_odds);
	evidence_add_clues(self, temper, &state->combiners[view], &bayes, &sums, weighed,
			   n_weighed);
	self->known_ratio = self->n_features > 0 ? (gdouble)self->n_clues / self->n_features : 0.0;
	self->confidence = judge_confidence(self, &state->learnt);
	return self;
}
