/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/model-cost.h"

#include <math.h>

#include "model/evaluation.h"
#include "tokenizer/mailbox.h"
#include "tools/mail-stream.h"

/* One of the two models, and what it made of the mails. */
typedef struct {
	HanteiModel *model;
	GArray *mails; /* HanteiJudgement */
} Judge;

static void
judge_clear(Judge *self)
{
	g_clear_pointer(&self->model, hantei_model_free);
	g_clear_pointer(&self->mails, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judge, judge_clear)

static gboolean
judge_open(Judge *self, const gchar *dir, GError **error)
{
	self->mails = g_array_new(FALSE, FALSE, sizeof(HanteiJudgement));
	self->model = hantei_model_open(dir, error);
	return self->model != NULL;
}

static gboolean
judge_weigh(
    Judge *self, const HanteiFeatures *features, HanteiView view, gboolean is_spam, GError **error)
{
	g_autoptr(HanteiEvidence) evidence = hantei_model_weigh(self->model, features, view, error);
	if (evidence == NULL)
		return FALSE;
	HanteiJudgement judgement = {
	    .log_odds = evidence->log_odds, .is_spam = is_spam, .cluster = self->mails->len};
	g_array_append_val(self->mails, judgement);
	return TRUE;
}

static HanteiModelCostFigures
judge_measure(const Judge *self)
{
	const HanteiEvaluationOptions options = {0};
	g_autoptr(HanteiEvaluation) evaluation = hantei_evaluation_new(
	    (const HanteiJudgement *)(gconstpointer)self->mails->data, self->mails->len, &options);
	const HanteiMeasure *wrong_pairs = &evaluation->measures[HANTEI_MEASURE_ROC_LOSS];
	return (HanteiModelCostFigures){
	    .wrong_pairs_percent = wrong_pairs->is_known ? wrong_pairs->value : (gdouble)NAN,
	    .n_ham_lost = evaluation->n_ham_lost,
	    .n_spam_missed = evaluation->n_spam_missed};
}

/* A HanteiMailStreamFunc. */
static gboolean
next_mail(HanteiMailboxItem *item, const gchar **source, gpointer user_data)
{
	*source = NULL;
	return hantei_mailbox_next(user_data, item);
}

static gboolean
measure_mail(HanteiModelCost *self,
	     Judge judges[2],
	     const HanteiTokenizedMail *mail,
	     GError **error)
{
	const gboolean is_spam = mail->item.label == HANTEI_LABEL_SPAM;
	self->n_spam += is_spam != FALSE;
	self->n_ham += is_spam == FALSE;
	return judge_weigh(&judges[0], mail->features, mail->view, is_spam, error) &&
	       judge_weigh(&judges[1], mail->features, mail->view, is_spam, error);
}

gboolean
hantei_model_cost_measure(HanteiModelCost *self,
			  HanteiSession *session,
			  gchar **indexes,
			  const gchar *before,
			  const gchar *after,
			  GError **error)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	g_auto(Judge) first = {0};
	g_auto(Judge) second = {0};
	*self = (HanteiModelCost){0};
	for (; *indexes != NULL; indexes++)
		if (!hantei_mailbox_add_index(mailbox, *indexes, error))
			return FALSE;
	HanteiConcepts *concepts = hantei_session_get_concepts(session, error);
	if (concepts == NULL || !judge_open(&first, before, error) ||
	    !judge_open(&second, after, error))
		return FALSE;
	Judge judges[] = {first, second};
	g_autoptr(HanteiMailStream) mails = hantei_mail_stream_new(
	    1, hantei_model_get_key(first.model), concepts, next_mail, mailbox);
	while (TRUE) {
		g_autoptr(HanteiTokenizedMail) mail = hantei_mail_stream_take(mails);
		if (mail == NULL)
			break;
		if (mail->features == NULL) {
			HanteiExit status =
			    hantei_session_report_error(session, mail->item.path, mail->item.error);
			self->status = hantei_exit_worse(self->status, status);
		} else if (!measure_mail(self, judges, mail, error)) {
			return FALSE;
		}
	}
	self->before = judge_measure(&first);
	self->after = judge_measure(&second);
	return TRUE;
}
