/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* How good judgements were, once the right answers are known: ranking, decisions at a threshold,
 * calibration. Pure arithmetic over an array; docs/method.md has the definitions. */

#pragma once

#include <glib.h>

/* One judged mail. */
typedef struct {
	gdouble log_odds; /* nats, above zero for spam */
	gboolean is_spam; /* the right answer */
	guint cluster;	  /* mails of one cluster are no independent evidence: drawn together */
} HanteiJudgement;

/* key in NDJSON, digits worth printing */
#define HANTEI_MEASURES(X) \
	X(ROC_LOSS, "one_minus_auc_percent", 4) /* pairs ranked wrongly, ties half */ \
	X(LAM, "lam_percent", 3)		/* logistic average misclassification */ \
	X(HAM_LOST, "ham_lost_percent", 3)	/* at the threshold */ \
	X(SPAM_MISSED, "spam_missed_percent", 3) \
	X(HAM_LOST_AT_01, "ham_lost_at_spam_missed_0_1_percent", 3) \
	X(HAM_LOST_AT_1, "ham_lost_at_spam_missed_1_percent", 3) \
	X(SPAM_MISSED_AT_01, "spam_missed_at_ham_lost_0_1_percent", 3) \
	X(BRIER, "brier", 5) /* mean squared error of the probability */ \
	X(LOG_LOSS, "log_loss_nats", 5) \
	X(ECE, "ece", 5) /* expected calibration error over the bins */

typedef enum {
#define X(NAME, key, digits) HANTEI_MEASURE_##NAME,
	HANTEI_MEASURES(X)
#undef X
	HANTEI_N_MEASURES
} HanteiMeasureKind;

/* The measure's key in NDJSON, for instance "lam_percent". */
const gchar *
hantei_measure_to_string(HanteiMeasureKind kind);

/* Digits after the point that are worth printing. */
guint
hantei_measure_get_digits(HanteiMeasureKind kind);

/* A measure that needs both classes is not known where one is missing. */
typedef struct {
	gboolean is_known;
	gboolean has_interval;
	gdouble value;
	gdouble low; /* 95 % bootstrap percentile interval */
	gdouble high;
} HanteiMeasure;

/* Equal bins of probability for reliability and ECE; Guo et al., "On Calibration of Modern Neural
 * Networks" (2017), use 15. */
#define HANTEI_EVALUATION_N_BINS 15

/* Bins of the histogram of log-odds, each one nat wide; the outermost hold what lies beyond. */
#define HANTEI_EVALUATION_N_NATS 40

typedef struct {
	guint n_spam;
	guint n_ham;
	gdouble mean_probability; /* of its mails; 0 if it has none */
} HanteiReliabilityBin;

/* One cut of the ranking, both in shares from 0 to 1. */
typedef struct {
	gdouble ham_lost;
	gdouble spam_missed;
} HanteiRocPoint;

typedef struct {
	guint n_spam;
	guint n_ham;
	guint n_clusters;
	guint n_spam_missed; /* at the threshold */
	guint n_ham_lost;
	gdouble threshold; /* a mail of this probability or more is called spam */
	HanteiMeasure measures[HANTEI_N_MEASURES];
	HanteiReliabilityBin bins[HANTEI_EVALUATION_N_BINS];
	guint n_spam_by_nat[HANTEI_EVALUATION_N_NATS]; /* from -20 nats up */
	guint n_ham_by_nat[HANTEI_EVALUATION_N_NATS];
	HanteiRocPoint *roc; /* every distinct cut, by falling ham_lost */
	gsize n_roc;	     /* 0 where a class is missing */
} HanteiEvaluation;

typedef struct {
	gdouble threshold; /* probability; 0: HANTEI_SPAM_PROBABILITY */
	guint n_resamples; /* of the bootstrap; 0: no intervals */
	guint64 seed;
} HanteiEvaluationOptions;

/* Evaluates @n_mails mails. Time: sorting once, then O(n) a resample.
 * Returns: (transfer full): free with hantei_evaluation_free(). */
HanteiEvaluation *
hantei_evaluation_new(const HanteiJudgement *mails,
		      gsize n_mails,
		      const HanteiEvaluationOptions *options);

void
hantei_evaluation_free(HanteiEvaluation *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiEvaluation, hantei_evaluation_free)
