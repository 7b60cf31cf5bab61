/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/evaluation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/bayes.h"
#include "model/chance.h"
#include "model/evidence.h"

/* A probability of 0 or 1 that is wrong would cost endlessly. */
#define CLIP 1e-15

/* LAM: half a mail is added to the errors and one to the mails, so that none is 0 or all; so did
 * the TREC 2005-2007 spam tracks. */
#define SMOOTHING 0.5

static const struct {
	const gchar *key;
	guint digits;
} measures[HANTEI_N_MEASURES] = {
#define X(NAME, key, digits) {key, digits},
    HANTEI_MEASURES(X)
#undef X
};

const gchar *
hantei_measure_to_string(HanteiMeasureKind kind)
{
	g_return_val_if_fail((guint)kind < HANTEI_N_MEASURES, NULL);
	return measures[kind].key;
}

guint
hantei_measure_get_digits(HanteiMeasureKind kind)
{
	g_return_val_if_fail((guint)kind < HANTEI_N_MEASURES, 0);
	return measures[kind].digits;
}

/* A mail with all that does not change from resample to resample. */
typedef struct {
	gdouble log_odds;
	gdouble probability;
	gdouble squared_error;
	gdouble log_loss;
	guint32 cluster;
	guint8 bin;
	guint8 is_spam;
	guint8 is_called_spam;
	guint8 ends_tie; /* the next mail has another score */
} Mail;

/* A measure of one resample; NAN where it is not known. */
typedef gdouble Values[HANTEI_N_MEASURES];

static gint
compare_scores(gconstpointer a, gconstpointer b)
{
	const gdouble x = ((const Mail *)a)->log_odds;
	const gdouble y = ((const Mail *)b)->log_odds;

	return (x > y) - (x < y);
}

static Mail
make_mail(const HanteiJudgement *judged, gdouble cut)
{
	/* log-odds that are no number know nothing */
	const gdouble log_odds = isnan(judged->log_odds) ? 0.0 : judged->log_odds;
	const gdouble p = hantei_bayes_probability(log_odds);
	/* of the right answer: 1 - p would lose its digits near 1 */
	const gdouble right = hantei_bayes_probability(judged->is_spam ? log_odds : -log_odds);
	const gdouble wrong = hantei_bayes_probability(judged->is_spam ? -log_odds : log_odds);

	return (Mail){
	    .log_odds = log_odds,
	    .probability = p,
	    .squared_error = wrong * wrong,
	    .log_loss = -log(MAX(right, CLIP)),
	    .cluster = judged->cluster,
	    .bin = (guint8)MIN((guint)(p * HANTEI_EVALUATION_N_BINS), HANTEI_EVALUATION_N_BINS - 1),
	    .is_spam = judged->is_spam != FALSE,
	    .is_called_spam = log_odds >= cut,
	};
}

/* The mails by rising log-odds. */
static Mail *
sort_mails(const HanteiJudgement *judged, gsize n_mails, gdouble threshold)
{
	const gdouble cut = log(threshold / (1.0 - threshold));
	Mail *mails = g_new(Mail, n_mails + 1); /* qsort() takes no NULL */

	for (gsize i = 0; i < n_mails; i++)
		mails[i] = make_mail(&judged[i], cut);
	qsort(mails, n_mails, sizeof *mails, compare_scores);
	for (gsize i = 0; i < n_mails; i++)
		mails[i].ends_tie =
		    i + 1 == n_mails || compare_scores(&mails[i], &mails[i + 1]) != 0;
	return mails;
}

/* How often each mail was drawn. */
typedef struct {
	const guint32 *by_cluster; /* NULL: once each */
} Draw;

static inline gdouble
draw_count(Draw draw, const Mail *mail)
{
	return draw.by_cluster == NULL ? 1.0 : (gdouble)draw.by_cluster[mail->cluster];
}

static gdouble
logit(gdouble share)
{
	return log(share / (1.0 - share));
}

/* Spam and ham that were called wrongly, in mails. */
typedef struct {
	gdouble n_spam;
	gdouble n_ham;
	gdouble n_spam_missed;
	gdouble n_ham_lost;
} Calls;

static Calls
measure_calls(const Mail *mails, gsize n_mails, Draw draw, Values values)
{
	Calls calls = {0};
	gdouble squared = 0.0;
	gdouble loss = 0.0;
	/* of each bin, spam mails less the sum of probabilities */
	gdouble gap[HANTEI_EVALUATION_N_BINS] = {0.0};
	gdouble all_gaps = 0.0;

	for (gsize i = 0; i < n_mails; i++) {
		const Mail *mail = &mails[i];
		const gdouble n = draw_count(draw, mail);

		if (mail->is_spam) {
			calls.n_spam += n;
			calls.n_spam_missed += mail->is_called_spam ? 0.0 : n;
		} else {
			calls.n_ham += n;
			calls.n_ham_lost += mail->is_called_spam ? n : 0.0;
		}
		squared += n * mail->squared_error;
		loss += n * mail->log_loss;
		gap[mail->bin] += n * ((gdouble)mail->is_spam - mail->probability);
	}
	for (guint i = 0; i < HANTEI_EVALUATION_N_BINS; i++)
		all_gaps += fabs(gap[i]);

	const gdouble n_all = calls.n_spam + calls.n_ham;
	if (n_all > 0.0) {
		values[HANTEI_MEASURE_BRIER] = squared / n_all;
		values[HANTEI_MEASURE_LOG_LOSS] = loss / n_all;
		values[HANTEI_MEASURE_ECE] = all_gaps / n_all;
	}
	if (calls.n_ham > 0.0)
		values[HANTEI_MEASURE_HAM_LOST] = 100.0 * calls.n_ham_lost / calls.n_ham;
	if (calls.n_spam > 0.0)
		values[HANTEI_MEASURE_SPAM_MISSED] = 100.0 * calls.n_spam_missed / calls.n_spam;
	return calls;
}

/* The measures that need both classes. A cut lies between two scores: what is above it is called
 * spam. Walks all cuts from the lowest, at which all mail is, to the highest. */
static void
measure_ranking(const Mail *mails, gsize n_mails, Draw draw, const Calls *calls, Values values)
{
	/* shares times mails, with room for rounding */
	const gdouble missed_01 = 0.001 * calls->n_spam + 1e-9;
	const gdouble missed_1 = 0.01 * calls->n_spam + 1e-9;
	const gdouble lost_01 = 0.001 * calls->n_ham + 1e-9;
	gdouble ham_lost = calls->n_ham;
	gdouble spam_missed = 0.0;
	gdouble ham_lost_at_01 = calls->n_ham;
	gdouble ham_lost_at_1 = calls->n_ham;
	gdouble spam_missed_at_01 = -1.0; /* no cut found yet */
	gdouble tied_spam = 0.0;
	gdouble tied_ham = 0.0;
	gdouble n_wrong_pairs = 0.0;

	for (gsize i = 0; i < n_mails; i++) {
		const gdouble n = draw_count(draw, &mails[i]);

		tied_spam += mails[i].is_spam ? n : 0.0;
		tied_ham += mails[i].is_spam ? 0.0 : n;
		if (!mails[i].ends_tie)
			continue;
		n_wrong_pairs += tied_ham * (spam_missed + 0.5 * tied_spam);
		spam_missed += tied_spam;
		ham_lost -= tied_ham;
		if (spam_missed <= missed_01)
			ham_lost_at_01 = ham_lost;
		if (spam_missed <= missed_1)
			ham_lost_at_1 = ham_lost;
		if (ham_lost <= lost_01 && spam_missed_at_01 < 0.0)
			spam_missed_at_01 = spam_missed;
		tied_spam = tied_ham = 0.0;
	}
	values[HANTEI_MEASURE_ROC_LOSS] = 100.0 * n_wrong_pairs / (calls->n_spam * calls->n_ham);
	values[HANTEI_MEASURE_HAM_LOST_AT_01] = 100.0 * ham_lost_at_01 / calls->n_ham;
	values[HANTEI_MEASURE_HAM_LOST_AT_1] = 100.0 * ham_lost_at_1 / calls->n_ham;
	values[HANTEI_MEASURE_SPAM_MISSED_AT_01] = 100.0 * spam_missed_at_01 / calls->n_spam;

	const gdouble lost = (calls->n_ham_lost + SMOOTHING) / (calls->n_ham + 2.0 * SMOOTHING);
	const gdouble missed =
	    (calls->n_spam_missed + SMOOTHING) / (calls->n_spam + 2.0 * SMOOTHING);
	values[HANTEI_MEASURE_LAM] =
	    100.0 * hantei_bayes_probability(0.5 * (logit(lost) + logit(missed)));
}

static Calls
measure(const Mail *mails, gsize n_mails, Draw draw, Values values)
{
	for (guint i = 0; i < HANTEI_N_MEASURES; i++)
		values[i] = NAN;
	const Calls calls = measure_calls(mails, n_mails, draw, values);
	if (calls.n_spam > 0.0 && calls.n_ham > 0.0)
		measure_ranking(mails, n_mails, draw, &calls, values);
	return calls;
}

/* Numbers the clusters from 0, so that they can be drawn. Returns: how many there are. */
static guint32
number_clusters(Mail *mails, gsize n_mails)
{
	g_autoptr(GHashTable) numbers = g_hash_table_new(NULL, NULL);

	for (gsize i = 0; i < n_mails; i++) {
		gpointer number;

		if (!g_hash_table_lookup_extended(numbers, GUINT_TO_POINTER(mails[i].cluster), NULL,
						  &number)) {
			number = GUINT_TO_POINTER(g_hash_table_size(numbers));
			g_hash_table_insert(numbers, GUINT_TO_POINTER(mails[i].cluster), number);
		}
		mails[i].cluster = GPOINTER_TO_UINT(number);
	}
	return g_hash_table_size(numbers);
}

static gint
compare_numbers(gconstpointer a, gconstpointer b)
{
	const gdouble x = *(const gdouble *)a;
	const gdouble y = *(const gdouble *)b;

	return (x > y) - (x < y);
}

/* The quantile @share of @n sorted numbers, between neighbours in proportion. */
static gdouble
get_quantile(const gdouble *sorted, gsize n, gdouble share)
{
	const gdouble place = share * (gdouble)(n - 1);
	const gsize below = (gsize)place;
	const gsize above = MIN(below + 1, n - 1);

	return sorted[below] + (place - (gdouble)below) * (sorted[above] - sorted[below]);
}

/* Percentile intervals (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, ch. 13):
 * clusters are drawn with replacement, as often as there are clusters. */
static void
bootstrap(HanteiEvaluation *self, const Mail *mails, gsize n_mails, guint n_resamples, guint64 seed)
{
	g_autofree guint32 *counts = g_new(guint32, self->n_clusters);
	g_autofree gdouble *drawn = g_new(gdouble, (gsize)n_resamples * HANTEI_N_MEASURES);
	gsize n_known[HANTEI_N_MEASURES] = {0};

	for (guint r = 0; r < n_resamples; r++) {
		Values values;

		memset(counts, 0, self->n_clusters * sizeof *counts);
		for (guint32 i = 0; i < self->n_clusters; i++)
			counts[hantei_chance_below(&seed, self->n_clusters)]++;
		measure(mails, n_mails, (Draw){counts}, values);
		for (guint m = 0; m < HANTEI_N_MEASURES; m++) {
			if (!isnan(values[m]))
				drawn[(gsize)m * n_resamples + n_known[m]++] = values[m];
		}
	}
	for (guint m = 0; m < HANTEI_N_MEASURES; m++) {
		HanteiMeasure *known = &self->measures[m];
		gdouble *sorted = drawn + (gsize)m * n_resamples;

		if (!known->is_known || n_known[m] == 0)
			continue;
		qsort(sorted, n_known[m], sizeof *sorted, compare_numbers);
		known->low = get_quantile(sorted, n_known[m], 0.025);
		known->high = get_quantile(sorted, n_known[m], 0.975);
		known->has_interval = TRUE;
	}
}

static void
fill_bins(HanteiEvaluation *self, const Mail *mails, gsize n_mails)
{
	for (gsize i = 0; i < n_mails; i++) {
		HanteiReliabilityBin *bin = &self->bins[mails[i].bin];
		const gdouble nat = floor(mails[i].log_odds) + HANTEI_EVALUATION_N_NATS / 2;
		const guint place = (guint)CLAMP(nat, 0.0, HANTEI_EVALUATION_N_NATS - 1.0);

		bin->mean_probability += mails[i].probability;
		if (mails[i].is_spam) {
			bin->n_spam++;
			self->n_spam_by_nat[place]++;
		} else {
			bin->n_ham++;
			self->n_ham_by_nat[place]++;
		}
	}
	for (guint i = 0; i < HANTEI_EVALUATION_N_BINS; i++) {
		const guint n = self->bins[i].n_spam + self->bins[i].n_ham;
		self->bins[i].mean_probability /= MAX(n, 1);
	}
}

static void
fill_roc(HanteiEvaluation *self, const Mail *mails, gsize n_mails)
{
	guint n_spam_missed = 0;
	guint n_ham_lost = self->n_ham;

	if (self->n_spam == 0 || self->n_ham == 0)
		return;
	self->roc = g_new(HanteiRocPoint, n_mails + 1);
	self->roc[self->n_roc++] = (HanteiRocPoint){1.0, 0.0};
	for (gsize i = 0; i < n_mails; i++) {
		n_spam_missed += mails[i].is_spam;
		n_ham_lost -= !mails[i].is_spam;
		if (mails[i].ends_tie)
			self->roc[self->n_roc++] =
			    (HanteiRocPoint){(gdouble)n_ham_lost / self->n_ham,
					     (gdouble)n_spam_missed / self->n_spam};
	}
}

HanteiEvaluation *
hantei_evaluation_new(const HanteiJudgement *judged,
		      gsize n_mails,
		      const HanteiEvaluationOptions *options)
{
	HanteiEvaluation *self = g_new0(HanteiEvaluation, 1);
	Values values;

	self->threshold = options->threshold > 0.0 ? options->threshold : HANTEI_SPAM_PROBABILITY;
	g_autofree Mail *mails = sort_mails(judged, n_mails, self->threshold);
	const Calls calls = measure(mails, n_mails, (Draw){NULL}, values);
	self->n_spam = (guint)calls.n_spam;
	self->n_ham = (guint)calls.n_ham;
	self->n_spam_missed = (guint)calls.n_spam_missed;
	self->n_ham_lost = (guint)calls.n_ham_lost;
	for (guint i = 0; i < HANTEI_N_MEASURES; i++) {
		self->measures[i].is_known = !isnan(values[i]);
		self->measures[i].value = self->measures[i].is_known ? values[i] : 0.0;
	}
	fill_bins(self, mails, n_mails);
	fill_roc(self, mails, n_mails);
	self->n_clusters = number_clusters(mails, n_mails);
	if (options->n_resamples > 0 && n_mails > 0)
		bootstrap(self, mails, n_mails, options->n_resamples, options->seed);
	return self;
}

void
hantei_evaluation_free(HanteiEvaluation *self)
{
	if (self == NULL)
		return;
	g_free(self->roc);
	g_free(self);
}
