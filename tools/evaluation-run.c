/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/evaluation-run.h"

#include <stdio.h>
#include <string.h>

#include "engine/i18n.h"
#include "model/chance.h"
#include "model/folds.h"
#include "model/near-duplicates.h"
#include "model/trainer.h"
#include "tokenizer/mailbox.h"
#include "tools/corpus-name.h"
#include "tools/mail-stream.h"
#include "tools/pipeline.h"
#include "tools/score-file.h"

#define PROGRESS_EVERY 500 /* mails */

/* Any will do, as long as it is the same in each run: nobody attacks a model that is thrown away.
 */
static const HanteiHashKey KEY = {G_GUINT64_CONSTANT(0x68616e7465692d65),
				  G_GUINT64_CONSTANT(0x76616c756174696f)};

struct _HanteiEvaluationRun {
	HanteiSession *session;
	HanteiEvaluationRunOptions options;
	HanteiNearDuplicates *duplicates; /* of the judged mails */
	GArray *mails;			  /* of HanteiEvaluatedMail */
	GPtrArray *paths;		  /* of the judged mails */
	GPtrArray *corpora;		  /* names, NULL at the end */
	HanteiScoreFile *out;		  /* or NULL */
	guint n_read;
	HanteiExit status;
};

/* The mails of some indexes, and which entry of the mailbox is of which corpus. */
typedef struct {
	HanteiMailbox *mailbox;
	HanteiMailStream *mails;
	GArray *firsts;	    /* of guint: each corpus's first entry */
	GPtrArray *sources; /* their names, of which equal ones are one source */
	guint first_corpus;
} Stream;

static void
stream_clear(Stream *self)
{
	g_clear_pointer(&self->mails, hantei_mail_stream_free);
	g_clear_pointer(&self->mailbox, hantei_mailbox_free);
	g_clear_pointer(&self->firsts, g_array_unref);
	g_clear_pointer(&self->sources, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Stream, stream_clear)

HanteiEvaluationRun *
hantei_evaluation_run_new(HanteiSession *session,
			  const HanteiEvaluationRunOptions *options,
			  GError **error)
{
	g_autoptr(HanteiEvaluationRun) self = g_new0(HanteiEvaluationRun, 1);
	self->session = session;
	self->options = *options;
	self->duplicates = hantei_near_duplicates_new();
	self->mails = g_array_new(FALSE, FALSE, sizeof(HanteiEvaluatedMail));
	self->paths = g_ptr_array_new_with_free_func(g_free);
	self->corpora = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(self->corpora, NULL);
	if (options->out_path != NULL) {
		self->out = hantei_score_file_new(options->out_path, error);
		if (self->out == NULL)
			return NULL;
	}
	return g_steal_pointer(&self);
}

void
hantei_evaluation_run_free(HanteiEvaluationRun *self)
{
	if (self == NULL)
		return;
	hantei_near_duplicates_free(self->duplicates);
	hantei_score_file_free(self->out);
	g_array_unref(self->mails);
	g_ptr_array_unref(self->paths);
	g_ptr_array_unref(self->corpora);
	g_free(self);
}

/* Returns: the number of the corpus @name, which is made if it is new or must be. */
static guint
run_add_corpus(HanteiEvaluationRun *self, const gchar *name, gboolean is_new)
{
	const guint n_corpora = self->corpora->len - 1;
	for (guint i = 0; i < n_corpora && !is_new; i++)
		if (strcmp(self->corpora->pdata[i], name) == 0)
			return i;
	g_ptr_array_insert(self->corpora, (gint)n_corpora, g_strdup(name));
	return n_corpora;
}

/* Which of the stream's corpora an entry is of, from 0. */
static guint
stream_find_corpus(const Stream *stream, guint entry)
{
	guint corpus = stream->firsts->len - 1;
	while (corpus > 0 && g_array_index(stream->firsts, guint, corpus) > entry)
		corpus--;
	return corpus;
}

static gboolean
stream_next(HanteiMailboxItem *item, const gchar **source, gpointer user_data)
{
	const Stream *self = user_data;
	if (!hantei_mailbox_next(self->mailbox, item))
		return FALSE;
	*source = self->sources->pdata[stream_find_corpus(self, item->entry)];
	return TRUE;
}

/* Opens @indexes as one stream, in their order or shuffled by the seed. */
static gboolean
stream_open(
    Stream *stream, HanteiEvaluationRun *run, gchar **indexes, gboolean is_shuffled, GError **error)
{
	HanteiConcepts *concepts = hantei_session_get_concepts(run->session, error);
	if (concepts == NULL)
		return FALSE;
	stream->mailbox = hantei_mailbox_new();
	stream->firsts = g_array_new(FALSE, FALSE, sizeof(guint));
	stream->sources = g_ptr_array_new_with_free_func(g_free);
	stream->first_corpus = run->corpora->len - 1;
	for (; *indexes != NULL; indexes++) {
		g_autofree gchar *name = hantei_corpus_name(*indexes);
		guint first = (guint)hantei_mailbox_get_n_entries(stream->mailbox);
		if (!hantei_mailbox_add_index(stream->mailbox, *indexes, error))
			return FALSE;
		g_array_append_val(stream->firsts, first);
		run_add_corpus(run, name, TRUE);
		g_ptr_array_add(stream->sources, g_steal_pointer(&name));
	}
	if (is_shuffled) {
		guint32 n_entries = (guint32)hantei_mailbox_get_n_entries(stream->mailbox);
		g_autofree guint32 *order = g_new(guint32, n_entries + 1);
		guint64 state = run->options.seed;
		for (guint32 i = 0; i < n_entries; i++)
			order[i] = i;
		hantei_chance_shuffle(&state, order, n_entries);
		hantei_mailbox_reorder(stream->mailbox, order);
	}
	stream->mails =
	    hantei_mail_stream_new(run->options.n_jobs, &KEY, concepts, stream_next, stream);
	return TRUE;
}

/* The next mail that can be read; the others are told.
 * Returns: (transfer full): NULL at the end. */
static HanteiTokenizedMail *
read_mail(HanteiEvaluationRun *run, Stream *stream)
{
	while (TRUE) {
		g_autoptr(HanteiTokenizedMail) mail = hantei_mail_stream_take(stream->mails);
		if (mail == NULL)
			return NULL;
		if (mail->features == NULL) {
			HanteiExit status = hantei_session_report_error(
			    run->session, mail->item.path, mail->item.error);
			run->status = hantei_exit_worse(run->status, status);
			continue;
		}
		if (run->session->has_progress && ++run->n_read % PROGRESS_EVERY == 0) {
			fputc('\r', stderr);
			fprintf(stderr, _("%u mails"), run->n_read);
		}
		return g_steal_pointer(&mail);
	}
}

/* Judges @mail. Looks at @run and @stream only, so that several threads can. */
static gboolean
weigh_mail(const HanteiEvaluationRun *run,
	   const Stream *stream,
	   HanteiTrainer *trainer,
	   const HanteiTokenizedMail *mail,
	   HanteiEvaluatedMail *judged,
	   GError **error)
{
	HanteiView view = run->options.view != HANTEI_N_VIEWS ? run->options.view : mail->view;
	g_autoptr(HanteiEvidence) evidence =
	    hantei_trainer_weigh(trainer, mail->features, view, error);
	if (evidence == NULL)
		return FALSE;
	*judged = (HanteiEvaluatedMail){
	    .judgement = {.log_odds = evidence->log_odds,
			  .is_spam = mail->item.label == HANTEI_LABEL_SPAM},
	    .corpus = stream->first_corpus + stream_find_corpus(stream, mail->item.entry),
	    .view = view,
	    .language = hantei_features_get_language(mail->features),
	};
	return TRUE;
}

static void
keep_judgement(HanteiEvaluationRun *run,
	       const HanteiTokenizedMail *mail,
	       const HanteiEvaluatedMail *judged)
{
	g_array_append_val(run->mails, *judged);
	hantei_near_duplicates_add(run->duplicates, mail->features);
	g_ptr_array_add(run->paths, g_strdup(mail->item.path));
}

static gboolean
judge_mail(HanteiEvaluationRun *run,
	   const Stream *stream,
	   HanteiTrainer *trainer,
	   const HanteiTokenizedMail *mail,
	   GError **error)
{
	HanteiEvaluatedMail judged;
	if (!weigh_mail(run, stream, trainer, mail, &judged, error))
		return FALSE;
	keep_judgement(run, mail, &judged);
	return TRUE;
}

static gboolean
learn_mail(HanteiTrainer *trainer, const HanteiTokenizedMail *mail, GError **error)
{
	HanteiLearnt learnt;
	hantei_trainer_set_source(trainer, mail->source);
	return hantei_trainer_learn(trainer, mail->features, mail->view, mail->digest,
				    mail->item.label == HANTEI_LABEL_SPAM, &learnt, error);
}

/* At the end: groups near-duplicates, and writes the judgements where they are wanted. */
static gboolean
finish(HanteiEvaluationRun *self, GError **error)
{
	g_autofree guint *groups = hantei_near_duplicates_group(self->duplicates, NULL);
	for (guint i = 0; i < self->mails->len; i++)
		g_array_index(self->mails, HanteiEvaluatedMail, i).judgement.cluster = groups[i];
	if (self->session->has_progress && self->n_read >= PROGRESS_EVERY)
		fputc('\n', stderr);
	if (self->out == NULL)
		return TRUE;
	for (guint i = 0; i < self->mails->len; i++) {
		const HanteiEvaluatedMail *mail =
		    &g_array_index(self->mails, HanteiEvaluatedMail, i);
		if (!hantei_score_file_write(self->out, mail, self->corpora->pdata[mail->corpus],
					     self->paths->pdata[i], error))
			return FALSE;
	}
	return hantei_score_file_close(self->out, error);
}

gboolean
hantei_evaluation_run_online(HanteiEvaluationRun *self, gchar **indexes, GError **error)
{
	g_auto(Stream) stream = {0};
	if (!stream_open(&stream, self, indexes, self->options.is_shuffled, error))
		return FALSE;
	g_autoptr(HanteiTrainer) trainer = hantei_trainer_open(NULL, &KEY, error);
	if (trainer == NULL)
		return FALSE;
	while (TRUE) {
		g_autoptr(HanteiTokenizedMail) mail = read_mail(self, &stream);
		if (mail == NULL)
			return finish(self, error);
		if (!judge_mail(self, &stream, trainer, mail, error) ||
		    !learn_mail(trainer, mail, error))
			return FALSE;
	}
}

static HanteiTrainer *
train_stream(HanteiEvaluationRun *self, Stream *stream, GError **error)
{
	g_autoptr(HanteiTrainer) trainer = hantei_trainer_open(NULL, &KEY, error);
	if (trainer == NULL)
		return NULL;
	while (TRUE) {
		g_autoptr(HanteiTokenizedMail) mail = read_mail(self, stream);
		if (mail == NULL)
			break;
		if (!learn_mail(trainer, mail, error))
			return NULL;
	}
	hantei_trainer_fit(trainer);
	return g_steal_pointer(&trainer);
}

gboolean
hantei_evaluation_run_split(HanteiEvaluationRun *self, gchar **train, gchar **test, GError **error)
{
	g_auto(Stream) learnt = {0};
	g_auto(Stream) judged = {0};
	/* as for folds */
	if (!stream_open(&learnt, self, train, TRUE, error))
		return FALSE;
	/* only those of --test are named in the result */
	g_ptr_array_set_size(self->corpora, 0);
	g_ptr_array_add(self->corpora, NULL);
	if (!stream_open(&judged, self, test, self->options.is_shuffled, error))
		return FALSE;
	g_autoptr(HanteiTrainer) trainer = train_stream(self, &learnt, error);
	if (trainer == NULL)
		return FALSE;
	while (TRUE) {
		g_autoptr(HanteiTokenizedMail) mail = read_mail(self, &judged);
		if (mail == NULL)
			return finish(self, error);
		if (!judge_mail(self, &judged, trainer, mail, error))
			return FALSE;
	}
}

static void
free_mail(gpointer data)
{
	hantei_tokenized_mail_free(data);
}

/* Near-duplicates share a fold. Returns: (transfer full): the fold of each mail. */
static guint *
deal_folds(const GPtrArray *mails, guint n_folds, guint64 seed)
{
	g_autoptr(HanteiNearDuplicates) duplicates = hantei_near_duplicates_new();
	g_autofree HanteiFoldMail *dealt = g_new(HanteiFoldMail, mails->len + 1);
	guint n_groups;
	for (guint i = 0; i < mails->len; i++) {
		const HanteiTokenizedMail *mail = mails->pdata[i];
		hantei_near_duplicates_add(duplicates, mail->features);
	}
	g_autofree guint *groups = hantei_near_duplicates_group(duplicates, &n_groups);
	for (guint i = 0; i < mails->len; i++) {
		const HanteiTokenizedMail *mail = mails->pdata[i];
		dealt[i] = (HanteiFoldMail){groups[i], mail->item.label == HANTEI_LABEL_SPAM};
	}
	return hantei_folds_deal(dealt, mails->len, n_groups, n_folds, seed);
}

/* All folds of a run. They know nothing of each other, so that several threads can judge them. */
typedef struct {
	const HanteiEvaluationRun *run;
	const Stream *stream;
	GPtrArray *mails; /* of HanteiTokenizedMail */
	const guint *fold_of;
	guint n_folds;
	guint next;
} Folds;

typedef struct {
	guint number;
	GArray *judged; /* of HanteiEvaluatedMail */
	GError *error;
} Fold;

static void
fold_free(gpointer data)
{
	Fold *self = data;
	g_array_unref(self->judged);
	g_clear_error(&self->error);
	g_free(self);
}

static gpointer
folds_next(gsize *size_bytes, gpointer user_data)
{
	Folds *self = user_data;
	if (self->next == self->n_folds)
		return NULL;
	Fold *fold = g_new0(Fold, 1);
	fold->number = self->next++;
	fold->judged = g_array_new(FALSE, FALSE, sizeof(HanteiEvaluatedMail));
	return fold;
}

/* Learns the other folds, then judges this one. */
static void
folds_judge(gpointer data, guint job, gpointer user_data)
{
	const Folds *self = user_data;
	Fold *fold = data;
	g_autoptr(HanteiTrainer) trainer = hantei_trainer_open(NULL, &KEY, &fold->error);
	if (trainer == NULL)
		return;
	for (guint i = 0; i < self->mails->len; i++)
		if (self->fold_of[i] != fold->number &&
		    !learn_mail(trainer, self->mails->pdata[i], &fold->error))
			return;
	hantei_trainer_fit(trainer);
	for (guint i = 0; i < self->mails->len; i++) {
		HanteiEvaluatedMail judged;
		if (self->fold_of[i] != fold->number)
			continue;
		if (!weigh_mail(self->run, self->stream, trainer, self->mails->pdata[i], &judged,
				&fold->error))
			return;
		g_array_append_val(fold->judged, judged);
	}
}

static gboolean
run_folds(HanteiEvaluationRun *self, Folds *folds, GError **error)
{
	static const HanteiPipelineFuncs FUNCS = {folds_next, folds_judge, fold_free};
	g_autoptr(HanteiPipeline) pipeline =
	    hantei_pipeline_new(self->options.n_jobs, &FUNCS, folds);
	Fold *fold;
	while ((fold = hantei_pipeline_take(pipeline)) != NULL) {
		if (fold->error != NULL) {
			g_propagate_error(error, g_steal_pointer(&fold->error));
			fold_free(fold);
			return FALSE;
		}
		for (guint i = 0, n = 0; i < folds->mails->len; i++)
			if (folds->fold_of[i] == fold->number)
				keep_judgement(
				    self, folds->mails->pdata[i],
				    &g_array_index(fold->judged, HanteiEvaluatedMail, n++));
		fold_free(fold);
	}
	return TRUE;
}

gboolean
hantei_evaluation_run_folds(HanteiEvaluationRun *self,
			    gchar **indexes,
			    guint n_folds,
			    GError **error)
{
	g_auto(Stream) stream = {0};
	/* the features of all mails: some 20 KiB each */
	g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func(free_mail);
	HanteiTokenizedMail *mail;
	/* An index is often sorted by label, and a model that learns one class after the other sees
	 * nothing hard to fit its combiner on: of SpamAssassin in index order it then missed 47 %
	 * of the spam. */
	if (!stream_open(&stream, self, indexes, TRUE, error))
		return FALSE;
	while ((mail = read_mail(self, &stream)) != NULL)
		g_ptr_array_add(mails, mail);
	g_autofree guint *fold_of = deal_folds(mails, n_folds, self->options.seed);
	Folds folds = {self, &stream, mails, fold_of, n_folds, 0};
	return run_folds(self, &folds, error) && finish(self, error);
}

gboolean
hantei_evaluation_run_scores(HanteiEvaluationRun *self, gchar **files, GError **error)
{
	for (; *files != NULL; files++) {
		g_autofree gchar *base = g_path_get_basename(*files);
		g_autofree gchar *contents = NULL;
		if (!g_file_get_contents(*files, &contents, NULL, error))
			return FALSE;
		g_auto(GStrv) lines = g_strsplit(contents, "\n", -1);
		for (guint i = 0; lines[i] != NULL; i++) {
			/* each is alone, unless the file says otherwise */
			HanteiEvaluatedMail mail = {.judgement.cluster =
							G_MAXUINT - self->mails->len};
			g_autofree gchar *corpus = NULL;
			if (*g_strstrip(lines[i]) == '\0' || lines[i][0] == '#')
				continue;
			if (!hantei_score_file_parse(lines[i], &mail, &corpus)) {
				g_autofree gchar *shown = g_utf8_make_valid(lines[i], -1);
				g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
					    _("%s:%u: \"%s\" is not \"spam|ham LOG-ODDS\" nor "
					      "\"spam|ham p=PROBABILITY\""),
					    *files, i + 1, shown);
				return FALSE;
			}
			mail.corpus = run_add_corpus(self, corpus != NULL ? corpus : base, FALSE);
			g_array_append_val(self->mails, mail);
		}
	}
	return TRUE;
}

const HanteiEvaluatedMail *
hantei_evaluation_run_get_mails(const HanteiEvaluationRun *self, gsize *n_mails)
{
	*n_mails = self->mails->len;
	return (const HanteiEvaluatedMail *)self->mails->data;
}

const gchar *const *
hantei_evaluation_run_get_corpora(const HanteiEvaluationRun *self)
{
	return (const gchar *const *)self->corpora->pdata;
}

HanteiExit
hantei_evaluation_run_get_status(const HanteiEvaluationRun *self)
{
	return self->status;
}
