/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What a model makes of one mail: a probability and the clues behind it. */

#pragma once

#include "tokenizer/feature-set.h"

/* Which of a mail's features count: a draft has no transport, and must not gain or lose by it. */
typedef enum {
	HANTEI_VIEW_DRAFT,
	HANTEI_VIEW_RECEIVED,
	HANTEI_N_VIEWS
} HanteiView;

const gchar *
hantei_view_to_string(HanteiView view);

/* Where digits would say more than is known: at 30 % and 70 %. */
typedef enum {
	HANTEI_BAND_LIKELY_FINE,
	HANTEI_BAND_DOUBTFUL,
	HANTEI_BAND_LIKELY_SPAM,
} HanteiBand;

/* The band's name, for instance "likely-fine". */
const gchar *
hantei_band_to_string(HanteiBand band);

/* Where one word must be said: a mail of this probability or more is called spam. */
#define HANTEI_SPAM_PROBABILITY 0.5

typedef struct {
	const gchar *text; /* the feature's text */
	HanteiGroup group;
	guint32 n_spam; /* learnt spam mails that have it */
	guint32 n_ham;
	gdouble log_odds; /* its share of the mail's log-odds, nats; above zero leans to spam */
} HanteiClue;

/* How far to trust the probability, from what the model knew of the mail. */
typedef enum {
	HANTEI_CONFIDENCE_LOW,
	HANTEI_CONFIDENCE_MEDIUM,
	HANTEI_CONFIDENCE_HIGH,
} HanteiConfidence;

typedef struct {
	HanteiView view;
	HanteiLanguage language;
	gboolean is_covered; /* the model knows ham and spam of the language from one source; a
			      * draft in another language is not judged: probability 0.5 */
	HanteiBand band;
	gdouble prior;	     /* share of spam that was expected before the mail was seen */
	gdouble probability; /* of spam, 0 to 1, at that prior */
	gdouble log_odds;    /* nats: bias_log_odds + the sum of all clues */
	gdouble bias_log_odds;
	gdouble known_ratio; /* share of the mail's features that the model has seen, 0 to 1 */
	HanteiConfidence confidence;
	guint n_features; /* of the view */
	guint n_known;	  /* of those, the ones the model has seen */
	guint n_clues;	  /* all of these, by falling |log_odds|; 0 if nobody asked for clues */
	HanteiClue *clues;
	gchar *texts; /* private: what the clues' text points into */
} HanteiEvidence;

/* Judges anew for mail of which @prior, above 0 and below 1, is spam; 0.5 is what evidence begins
 * with. Moves the bias, so that bias and clues still add up; a draft that is not judged stays so.
 */
void
hantei_evidence_set_prior(HanteiEvidence *self, gdouble prior);

void
hantei_evidence_free(HanteiEvidence *self);

const gchar *
hantei_confidence_to_string(HanteiConfidence confidence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiEvidence, hantei_evidence_free)
