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

/* The edges of the bands. */
#define FINE_BELOW 0.3
#define SPAM_ABOVE 0.7

const gchar *
hantei_view_to_string(HanteiView view)
{
	return view == HANTEI_VIEW_DRAFT ? "draft" : "received";
}

const gchar *
hantei_band_to_string(HanteiBand band)
{
	static const gchar *const names[] = {"likely-fine", "doubtful", "likely-spam"};

	g_return_val_if_fail((guint)band < G_N_ELEMENTS(names), NULL);
	return names[band];
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

/* Whether a group takes part: a received mail is judged by all counts, a draft by its words and the
 * head. */
static inline gboolean
is_in_view(HanteiView view, guint group)
{
	return view == HANTEI_VIEW_RECEIVED
		   ? group < HANTEI_N_SUM_GROUPS
		   : group >= HANTEI_N_SUM_GROUPS || group < HANTEI_N_DRAFT_GROUPS;
}

/* The judge of a received mail. */
typedef struct {
	const HanteiCombiner *combiner;
	HanteiGroupSums sums;
	gdouble (*weights)[2]; /* of each feature, by each pair of counts; NULL: no clues */
} Received;

/* The judge of a draft. */
typedef struct {
	const HanteiHead *head;
	HanteiLanguage language;
	HanteiDraftSums sums;
	gdouble weights[HANTEI_N_DRAFT_SUMS];
} Draft;

typedef struct {
	HanteiView view;
	gdouble temper;
	Received received;
	Draft draft;
} Judge;

/* One weight's share of what its sum adds to the log-odds. */
static gdouble
received_share(const Received *self, guint pair, guint group, gdouble weight)
{
	const guint i = HANTEI_SUM_INDEX(pair, weight > 0 ? 0 : 1, group);

	if (fabs(self->sums.raw[i]) < 1e-12)
		return 0.0;
	return self->combiner->weights[i] * self->sums.sums[i] * weight / self->sums.raw[i];
}

static gdouble
draft_share(const Draft *self, const HanteiWeighed *weighed)
{
	guint i;

	if (weighed->group >= HANTEI_N_DRAFT_GROUPS)
		return hantei_head_weigh(self->head, weighed->hash, self->language);
	i = HANTEI_DRAFT_SUM(weighed->group, weighed->draft_weight > 0 ? 0 : 1);
	if (fabs(self->sums.raw[i]) < 1e-12)
		return 0.0;
	return self->weights[i] * self->sums.sums[i] * weighed->draft_weight / self->sums.raw[i];
}

static void
judge_received(Judge *self,
	       const HanteiModelState *state,
	       const HanteiWeighed *weighed,
	       gsize n_weighed,
	       gboolean has_clues)
{
	Received *received = &self->received;
	HanteiBayesPair bayes;

	received->combiner = &state->combiners[self->view];
	hantei_bayes_pair_init(&bayes, &state->learnt);
	if (has_clues)
		received->weights = g_malloc_n(n_weighed + 1, sizeof *received->weights);
	for (gsize i = 0; i < n_weighed; i++)
		hantei_group_sums_add(&received->sums, &bayes, (HanteiGroup)weighed[i].group,
				      &weighed[i].tally, has_clues ? received->weights[i] : NULL);
	hantei_group_sums_finish(&received->sums);
}

static void
judge_draft(Judge *self, const HanteiWeighed *weighed, gsize n_weighed)
{
	Draft *draft = &self->draft;

	for (gsize i = 0; i < n_weighed; i++)
		hantei_draft_sums_add(&draft->sums, (HanteiGroup)weighed[i].group,
				      weighed[i].draft_weight);
	hantei_draft_sums_finish(&draft->sums);
	for (guint i = 0; i < HANTEI_N_DRAFT_SUMS; i++)
		draft->weights[i] =
		    hantei_head_weigh(draft->head, HANTEI_HEAD_SUM(i), draft->language);
}

static gdouble
judge_bias(const Judge *self)
{
	return self->temper *
	       (self->view == HANTEI_VIEW_DRAFT
		    ? hantei_head_weigh(self->draft.head, HANTEI_HEAD_BIAS, self->draft.language)
		    : self->received.combiner->bias);
}

static gdouble
judge_share(const Judge *self, const HanteiWeighed *weighed, gsize i)
{
	const Received *received = &self->received;

	if (self->view == HANTEI_VIEW_DRAFT)
		return self->temper * draft_share(&self->draft, &weighed[i]);
	return self->temper *
	       (received_share(received, 0, weighed[i].group, received->weights[i][0]) +
		received_share(received, 1, weighed[i].group, received->weights[i][1]));
}

/* What all the features say together: what the clues' shares add up to but for rounding, in an
 * order that no key and no clue changes. */
static gdouble
judge_sum(const Judge *self, const HanteiWeighed *weighed, gsize n_weighed)
{
	const Received *received = &self->received;
	const Draft *draft = &self->draft;
	gdouble sum = 0;

	if (self->view == HANTEI_VIEW_RECEIVED) {
		for (guint i = 0; i < HANTEI_N_SUMS; i++)
			sum += received->combiner->weights[i] * received->sums.sums[i];
		return self->temper * sum;
	}
	for (guint i = 0; i < HANTEI_N_DRAFT_SUMS; i++)
		sum += draft->weights[i] * draft->sums.sums[i];
	for (gsize i = 0; i < n_weighed; i++) {
		if (weighed[i].group >= HANTEI_N_SUM_GROUPS && is_seen(&weighed[i].tally))
			sum += hantei_head_weigh(draft->head, weighed[i].hash, draft->language);
	}
	return self->temper * sum;
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

/* The weight's size in single precision, heaviest first, before the clue's number: as octets, for
 * those of positive numbers are ordered as the numbers are. */
static guint64
make_key(const HanteiClue *clue, guint i)
{
	const gfloat size = (gfloat)fabs(clue->log_odds);
	guint32 bits;

	memcpy(&bits, &size, sizeof bits);
	return (guint64)(G_MAXUINT32 - bits) << 32 | i;
}

/* Sorts @keys by their upper half, octet by octet, those that are alike as they came; a comparison
 * a call, as qsort() has it, takes six times as long. @spare: as many more. Returns: either,
 * sorted. */
static const guint64 *
sort_keys(guint64 *keys, guint64 *spare, guint n)
{
	for (guint shift = 32; shift < 64; shift += 8) {
		guint32 ends[257] = {0};
		guint64 *sorted = spare;

		for (guint i = 0; i < n; i++)
			ends[(keys[i] >> shift & 0xff) + 1]++;
		for (guint octet = 1; octet < 256; octet++)
			ends[octet] += ends[octet - 1];
		for (guint i = 0; i < n; i++)
			sorted[ends[keys[i] >> shift & 0xff]++] = keys[i];
		spare = keys;
		keys = sorted;
	}
	return keys;
}

/* Orders the clues, heaviest first. Keys are sorted, not clues; those that a key does not tell
 * apart are sorted after. */
static void
sort_clues(HanteiEvidence *self)
{
	g_autofree guint64 *room = g_new(guint64, self->n_clues * 2 + 1);
	const guint64 *keys;
	HanteiClue *sorted = g_new(HanteiClue, self->n_clues + 1);

	for (guint i = 0; i < self->n_clues; i++)
		room[i] = make_key(&self->clues[i], i);
	keys = sort_keys(room, room + self->n_clues, self->n_clues);
	for (guint i = 0, first = 0; i < self->n_clues; i++) {
		sorted[i] = self->clues[(guint32)keys[i]];
		if (i + 1 < self->n_clues && keys[i + 1] >> 32 == keys[i] >> 32)
			continue;
		if (i > first)
			qsort(&sorted[first], i + 1 - first, sizeof *sorted, compare_clues);
		first = i + 1;
	}
	g_free(self->clues);
	self->clues = sorted;
}

HanteiWeighed *
hantei_weighed_new(const HanteiFeatures *features)
{
	gsize n;
	const HanteiFeature *feature = hantei_features_get(features, &n);
	HanteiWeighed *self = g_new(HanteiWeighed, n + 1);

	for (gsize i = 0; i < n; i++)
		self[i] = (HanteiWeighed){.hash = feature[i].hash,
					  .text = hantei_features_text(features, &feature[i]),
					  .text_length = feature[i].text_length,
					  .group = feature[i].group};
	return self;
}

/* Fills the clues: every seen feature of the view, texts copied so that evidence outlives the mail.
 */
static void
evidence_add_clues(HanteiEvidence *self,
		   const Judge *judge,
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
		clue->log_odds = judge_share(judge, weighed, i);
		self->n_clues++;
	}
	sort_clues(self);
}

static HanteiConfidence
judge_confidence(const HanteiEvidence *self, const HanteiTally *learnt)
{
	if (MIN(learnt->all.n_spam, learnt->all.n_ham) < MIN_LEARNT || self->n_known < LOW_KNOWN ||
	    self->known_ratio < LOW_KNOWN_RATIO ||
	    (self->view == HANTEI_VIEW_DRAFT && !self->is_covered))
		return HANTEI_CONFIDENCE_LOW;
	if (self->n_known < HIGH_KNOWN || self->known_ratio < HIGH_KNOWN_RATIO)
		return HANTEI_CONFIDENCE_MEDIUM;
	return HANTEI_CONFIDENCE_HIGH;
}

static HanteiBand
find_band(gdouble probability)
{
	return probability < FINE_BELOW	  ? HANTEI_BAND_LIKELY_FINE
	       : probability < SPAM_ABOVE ? HANTEI_BAND_DOUBTFUL
					  : HANTEI_BAND_LIKELY_SPAM;
}

static void
evidence_conclude(HanteiEvidence *self)
{
	self->probability = hantei_bayes_probability(self->log_odds);
	self->band = find_band(self->probability);
}

void
hantei_evidence_set_prior(HanteiEvidence *self, gdouble prior)
{
	const gdouble shift = log(prior / (1 - prior)) - log(self->prior / (1 - self->prior));

	if (self->view == HANTEI_VIEW_DRAFT && !self->is_covered)
		return;
	self->prior = prior;
	self->bias_log_odds += shift;
	self->log_odds += shift;
	evidence_conclude(self);
}

static HanteiEvidence *
make_evidence(const HanteiModelState *state,
	      Judge *judge,
	      const HanteiWeighed *weighed,
	      gsize n_weighed,
	      gboolean has_clues)
{
	HanteiEvidence *self = g_new0(HanteiEvidence, 1);
	const HanteiView view = judge->view;

	self->view = view;
	self->language = judge->draft.language;
	self->is_covered = hantei_origins_cover(&state->origins, self->language);
	/* a language nobody taught the model is not judged: 90 % of its ham would be called spam */
	judge->temper = view == HANTEI_VIEW_DRAFT && !self->is_covered
			    ? 0
			    : hantei_combiner_temper(state->learnt.all);
	if (view == HANTEI_VIEW_DRAFT)
		judge_draft(judge, weighed, n_weighed);
	else
		judge_received(judge, state, weighed, n_weighed, has_clues);
	for (gsize i = 0; i < n_weighed; i++) {
		if (!is_in_view(view, weighed[i].group))
			continue;
		self->n_features++;
		self->n_known += is_seen(&weighed[i].tally) ? 1 : 0;
	}
	if (has_clues)
		evidence_add_clues(self, judge, weighed, n_weighed);
	g_free(judge->received.weights);
	self->bias_log_odds = judge_bias(judge);
	self->log_odds = self->bias_log_odds + judge_sum(judge, weighed, n_weighed);
	self->prior = 0.5;
	evidence_conclude(self);
	self->known_ratio = self->n_features > 0 ? (gdouble)self->n_known / self->n_features : 0.0;
	self->confidence = judge_confidence(self, &state->learnt);
	return self;
}

HanteiEvidence *
hantei_evidence_new(const HanteiModelState *state,
		    const HanteiHead *head,
		    HanteiView view,
		    HanteiLanguage language,
		    const HanteiWeighed *weighed,
		    gsize n_weighed)
{
	Judge judge = {.view = view, .draft = {.head = head, .language = language}};

	return make_evidence(state, &judge, weighed, n_weighed, TRUE);
}

HanteiEvidence *
hantei_evidence_new_without_clues(const HanteiModelState *state,
				  const HanteiHead *head,
				  HanteiView view,
				  HanteiLanguage language,
				  const HanteiWeighed *weighed,
				  gsize n_weighed)
{
	Judge judge = {.view = view, .draft = {.head = head, .language = language}};

	return make_evidence(state, &judge, weighed, n_weighed, FALSE);
}
