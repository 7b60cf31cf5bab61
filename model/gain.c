/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/gain.h"

#include <math.h>
#include <string.h>

#include "model/evaluation.h"
#include "model/folds.h"
#include "model/near-duplicates.h"

/* The folds are the same each time. */
#define SEED 0

/* No fold: all mails. */
#define ALL HANTEI_GAIN_N_FOLDS

typedef struct {
	HanteiFeatures *features;
	guint8 digest[16];
	gboolean is_spam;
} Mail;

struct _HanteiGain {
	GArray *mails; /* of Mail */
};

/* What became of a mail. */
typedef struct {
	gboolean is_covered;
	HanteiBand band;
	gdouble log_odds;
} Judged;

static void
mail_clear(gpointer data)
{
	Mail *mail = data;

	hantei_features_free(mail->features);
}

HanteiGain *
hantei_gain_new(void)
{
	HanteiGain *self = g_new0(HanteiGain, 1);

	self->mails = g_array_new(FALSE, FALSE, sizeof(Mail));
	g_array_set_clear_func(self->mails, mail_clear);
	return self;
}

void
hantei_gain_free(HanteiGain *self)
{
	if (self == NULL)
		return;
	g_array_unref(self->mails);
	g_free(self);
}

void
hantei_gain_add(HanteiGain *self,
		HanteiFeatures *features,
		const guint8 digest[16],
		gboolean is_spam)
{
	Mail mail = {.features = features, .is_spam = is_spam};

	memcpy(mail.digest, digest, sizeof mail.digest);
	g_array_append_val(self->mails, mail);
}

guint
hantei_gain_get_n_mails(const HanteiGain *self)
{
	return self->mails->len;
}

/* Tells campaigns apart. Returns: (transfer full): one for each mail. */
static HanteiFoldMail *
gain_group(const HanteiGain *self, guint *n_campaigns)
{
	g_autoptr(HanteiNearDuplicates) duplicates = hantei_near_duplicates_new();
	HanteiFoldMail *grouped = g_new(HanteiFoldMail, self->mails->len + 1);
	g_autofree guint *campaigns = NULL;

	for (guint i = 0; i < self->mails->len; i++)
		hantei_near_duplicates_add(duplicates,
					   g_array_index(self->mails, Mail, i).features);
	campaigns = hantei_near_duplicates_group(duplicates, n_campaigns);
	for (guint i = 0; i < self->mails->len; i++)
		grouped[i] =
		    (HanteiFoldMail){campaigns[i], g_array_index(self->mails, Mail, i).is_spam};
	return grouped;
}

/* Judges the mails of @fold, or ALL, by a model that has not learnt them. */
static gboolean
gain_judge(const HanteiGain *self,
	   HanteiTrainer *trainer,
	   const guint *fold_of,
	   guint fold,
	   Judged *judged,
	   GError **error)
{
	hantei_trainer_begin_trial(trainer);
	for (guint i = 0; i < self->mails->len; i++) {
		const Mail *mail = &g_array_index(self->mails, Mail, i);
		HanteiLearnt learnt;

		if ((fold == ALL || fold_of[i] == fold) &&
		    !hantei_trainer_forget(trainer, mail->features, mail->digest, &learnt, error))
			return FALSE;
	}
	hantei_trainer_fit(trainer);
	for (guint i = 0; i < self->mails->len; i++) {
		const Mail *mail = &g_array_index(self->mails, Mail, i);
		g_autoptr(HanteiEvidence) evidence = NULL;

		if (fold != ALL && fold_of[i] != fold)
			continue;
		evidence = hantei_trainer_weigh(trainer, mail->features, HANTEI_VIEW_DRAFT, error);
		if (evidence == NULL)
			return FALSE;
		judged[i] = (Judged){evidence->is_covered, evidence->band, evidence->log_odds};
	}
	return hantei_trainer_end_trial(trainer, error);
}

/* Sums up the mails that are covered after. */
static HanteiGainFigures
gain_sum_up(const HanteiGain *self, const Judged *judged, const Judged *after)
{
	g_autofree HanteiJudgement *judgements = g_new(HanteiJudgement, self->mails->len + 1);
	g_autoptr(HanteiEvaluation) evaluation = NULL;
	HanteiGainFigures figures = {0};
	const HanteiMeasure *measure;
	gsize n = 0;

	for (guint i = 0; i < self->mails->len; i++) {
		const gboolean is_spam = g_array_index(self->mails, Mail, i).is_spam;

		if (!after[i].is_covered)
			continue;
		figures.n_ham_called_spam +=
		    !is_spam && judged[i].band == HANTEI_BAND_LIKELY_SPAM ? 1 : 0;
		figures.n_spam_called_fine +=
		    is_spam && judged[i].band == HANTEI_BAND_LIKELY_FINE ? 1 : 0;
		judgements[n++] =
		    (HanteiJudgement){.log_odds = judged[i].log_odds, .is_spam = is_spam};
	}
	evaluation = hantei_evaluation_new(judgements, n, &(HanteiEvaluationOptions){0});
	measure = &evaluation->measures[HANTEI_MEASURE_ROC_LOSS];
	figures.wrong_pairs_percent = measure->is_known ? measure->value : (gdouble)NAN;
	return figures;
}

/* Counts the mails that are covered after, and their campaigns. */
static void
gain_count_covered(const HanteiGain *self,
		   const HanteiFoldMail *grouped,
		   const Judged *after,
		   HanteiGainResult *result)
{
	g_autofree gboolean *is_counted = g_new0(gboolean, result->n_campaigns + 1);

	result->n_campaigns = 0;
	for (guint i = 0; i < self->mails->len; i++) {
		if (!after[i].is_covered)
			continue;
		if (grouped[i].is_spam)
			result->n_spam++;
		else
			result->n_ham++;
		result->n_campaigns += is_counted[grouped[i].group] ? 0 : 1;
		is_counted[grouped[i].group] = TRUE;
	}
}

gboolean
hantei_gain_measure(const HanteiGain *self,
		    HanteiTrainer *trainer,
		    HanteiGainResult *result,
		    GError **error)
{
	g_autofree Judged *before = g_new0(Judged, self->mails->len + 1);
	g_autofree Judged *after = g_new0(Judged, self->mails->len + 1);
	g_autofree HanteiFoldMail *grouped = NULL;
	g_autofree guint *fold_of = NULL;

	*result = (HanteiGainResult){.state = HANTEI_GAIN_FEW_MAILS};
	if (self->mails->len < HANTEI_GAIN_MIN_MAILS)
		return TRUE;
	grouped = gain_group(self, &result->n_campaigns);
	result->state = HANTEI_GAIN_FEW_CAMPAIGNS;
	if (result->n_campaigns < HANTEI_GAIN_N_FOLDS)
		return TRUE;
	fold_of = hantei_folds_deal(grouped, self->mails->len, result->n_campaigns,
				    HANTEI_GAIN_N_FOLDS, SEED);
	for (guint fold = 0; fold < HANTEI_GAIN_N_FOLDS; fold++) {
		if (!gain_judge(self, trainer, fold_of, fold, after, error))
			return FALSE;
	}
	gain_count_covered(self, grouped, after, result);
	result->state = HANTEI_GAIN_FEW_COVERED;
	if (result->n_spam + result->n_ham < HANTEI_GAIN_MIN_MAILS)
		return TRUE;
	if (!gain_judge(self, trainer, fold_of, ALL, before, error))
		return FALSE;
	result->state = HANTEI_GAIN_IS_KNOWN;
	result->before = gain_sum_up(self, before, after);
	result->after = gain_sum_up(self, after, after);
	return TRUE;
}
