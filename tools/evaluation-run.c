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
#include "tokenizer/message.h"
#include "tokenizer/tokenizer.h"
#include "tools/corpus-name.h"
#include "tools/score-file.h"

#define PROGRESS_EVERY 500 /* mails */

/* Any will do, as long as it is the same in each run: nobody attacks a model that is thrown away.
 */
static const HanteiHashKey KEY = {G_GUINT64_CONSTANT(0x68616e7465692d65),
				  G_GUINT64_CONSTANT(0x76616c756174696f)};

struct _HanteiEvaluationRun {
	HanteiSession *session;
	HanteiEvaluationRunOptions options;
	HanteiTokenizer *tokenizer;	  /* or NULL */
	HanteiNearDuplicates *duplicates; /* of the judged mails */
	GArray *mails;			  /* of HanteiEvaluatedMail */
	GPtrArray *paths;		  /* of the judged mails */
	GPtrArray *corpora;		  /* names, NULL at the end */
	HanteiScoreFile *out;		  /* or NULL */
	guint n_read;
	HanteiExit status;
};

/* One mail that was read. */
typedef struct {
	gchar *path;
	HanteiFeatures *features;
	guint8 digest[16];
	HanteiView own_view;
	HanteiLanguage language;
	gboolean is_spam;
	guint corpus;
	const gchar *source; /* lent by the stream */
} Mail;

static void
mail_clear(Mail *self)
{
	g_clear_pointer(&self->path, g_free);
	g_clear_pointer(&self->features, hantei_features_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Mail, mail_clear)

/* The mails of some indexes, and which entry of the mailbox is of which corpus. */
typedef struct {
	HanteiMailbox *mailbox;
	GArray *firsts;	    /* of guint: each corpus's first entry */
	GPtrArray *sources; /* their names, of which equal ones are one source */
	guint first_corpus;
} Stream;

static void
stream_clear(Stream *self)
{
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
	hantei_tokenizer_free(self->tokenizer);
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

/* Made when mails are to be read, for scores need none. */
static gboolean
run_make_tokenizer(HanteiEvaluationRun *self, GError **error)
{
	if (self->tokenizer != NULL)
		return TRUE;
	HanteiConcepts *concepts = hantei_session_get_concepts(self->session, error);
	if (concepts == NULL)
		return FALSE;
	self->tokenizer = hantei_tokenizer_new(&KEY, concepts);
	return TRUE;
}

/* Opens @indexes as one stream, in their order or shuffled by the seed. */
static gboolean
stream_open(
    Stream *stream, HanteiEvaluationRun *run, gchar **indexes, gboolean is_shuffled, GError **error)
{
	if (!run_make_tokenizer(run, error))
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
	return TRUE;
}

static guint
stream_find_corpus(const Stream *stream, guint entry)
{
	guint corpus = stream->firsts->len - 1;
	while (corpus > 0 && g_array_index(stream->firsts, guint, corpus) > entry)
		corpus--;
	return stream->first_corpus + corpus;
}

/* Reads the next mail that can be read; the others are told. Returns: FALSE at the end. */
static gboolean
read_mail(HanteiEvaluationRun *run, Stream *stream, Mail *mail)
{
	while (TRUE) {
		g_auto(HanteiMailboxItem) item = {0};
		g_autoptr(GError) bad = NULL;
		g_autoptr(HanteiMessage) message = NULL;
		if (!hantei_mailbox_next(stream->mailbox, &item))
			return FALSE;
		if (item.bytes != NULL)
			message = hantei_message_new_from_bytes(item.bytes, &bad);
		if (message == NULL) {
			HanteiExit status = hantei_session_report_error(
			    run->session, item.path, item.bytes != NULL ? bad : item.error);
			run->status = hantei_exit_worse(run->status, status);
			continue;
		}
		mail->path = g_steal_pointer(&item.path);
		mail->features = hantei_tokenizer_extract(run->tokenizer, message);
		hantei_message_digest(message, mail->digest);
		mail->own_view =
		    hantei_message_is_received(message) ? HANTEI_VIEW_RECEIVED : HANTEI_VIEW_DRAFT;
		mail->language = hantei_features_get_language(mail->features);
		mail->is_spam = item.label == HANTEI_LABEL_SPAM;
		mail->corpus = stream_find_corpus(stream, item.entry);
		mail->source = stream->sources->pdata[mail->corpus - stream->first_corpus];
		if (run->session->has_progress && ++run->n_read % PROGRESS_EVERY == 0) {
			fputc('\r', stderr);
			fprintf(stderr, _("%u mails"), run->n_read);
		}
		return TRUE;
	}
}

/* Judges @mail and keeps the judgement. */
static gboolean
judge_mail(HanteiEvaluationRun *run, HanteiTrainer *trainer, const Mail *mail, GError **error)
{
	HanteiView view = run->options.view != HANTEI_N_VIEWS ? run->options.view : mail->own_view;
	g_autoptr(HanteiEvidence) evidence =
	    hantei_trainer_weigh(trainer, mail->features, view, error);
	if (evidence == NULL)
		return FALSE;
	HanteiEvaluatedMail judged = {
	    .judgement = {.log_odds = evidence->log_odds, .is_spam = mail->is_spam},
	    .corpus = mail->corpus,
	    .view = view,
	    .language = mail->language,
	};
	g_array_append_val(run->mails, judged);
	hantei_near_duplicates_add(run->duplicates, mail->features);
	g_ptr_array_add(run->paths, g_strdup(mail->path));
	return TRUE;
}

static gboolean
learn_mail(HanteiTrainer *trainer, const Mail *mail, GError **error)
{
	HanteiLearnt learnt;
	hantei_trainer_set_source(trainer, mail->source);
	return hantei_trainer_learn(trainer, mail->features, mail->own_view, mail->digest,
				    mail->is_spam, &learnt, error);
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
		g_auto(Mail) mail = {0};
		if (!read_mail(self, &stream, &mail))
			return finish(self, error);
		if (!judge_mail(self, trainer, &mail, error) || !learn_mail(trainer, &mail, error))
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
		g_auto(Mail) mail = {0};
		if (!read_mail(self, stream, &mail))
			break;
		if (!learn_mail(trainer, &mail, error))
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
		g_auto(Mail) mail = {0};
		if (!read_mail(self, &judged, &mail))
			return finish(self, error);
		if (!judge_mail(self, trainer, &mail, error))
			return FALSE;
	}
}

static void
clear_mail(gpointer data)
{
	mail_clear(data);
}

/* Near-duplicates share a fold. Returns: (transfer full): the fold of each mail. */
static guint *
deal_folds(GArray *mails, guint n_folds, guint64 seed)
{
	g_autoptr(HanteiNearDuplicates) duplicates = hantei_near_duplicates_new();
	g_autofree HanteiFoldMail *dealt = g_new(HanteiFoldMail, mails->len + 1);
	guint n_groups;
	for (guint i = 0; i < mails->len; i++)
		hantei_near_duplicates_add(duplicates, g_array_index(mails, Mail, i).features);
	g_autofree guint *groups = hantei_near_duplicates_group(duplicates, &n_groups);
	for (guint i = 0; i < mails->len; i++)
		dealt[i] = (HanteiFoldMail){groups[i], g_array_index(mails, Mail, i).is_spam};
	return hantei_folds_deal(dealt, mails->len, n_groups, n_folds, seed);
}

static gboolean
run_fold(HanteiEvaluationRun *self, GArray *mails, const guint *fold_of, guint fold, GError **error)
{
	g_autoptr(HanteiTrainer) trainer = hantei_trainer_open(NULL, &KEY, error);
	if (trainer == NULL)
		return FALSE;
	for (guint i = 0; i < mails->len; i++)
		if (fold_of[i] != fold &&
		    !learn_mail(trainer, &g_array_index(mails, Mail, i), error))
			return FALSE;
	hantei_trainer_fit(trainer);
	for (guint i = 0; i < mails->len; i++)
		if (fold_of[i] == fold &&
		    !judge_mail(self, trainer, &g_array_index(mails, Mail, i), error))
			return FALSE;
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
	g_autoptr(GArray) mails = g_array_new(FALSE, FALSE, sizeof(Mail));
	g_array_set_clear_func(mails, clear_mail);
	/* An index is often sorted by label, and a model that learns one class after the other sees
	 * nothing hard to fit its combiner on: of SpamAssassin in index order it then missed 47 %
	 * of the spam. */
	if (!stream_open(&stream, self, indexes, TRUE, error))
		return FALSE;
	while (TRUE) {
		Mail mail = {0};
		if (!read_mail(self, &stream, &mail))
			break;
		g_array_append_val(mails, mail);
	}
	g_autofree guint *fold_of = deal_folds(mails, n_folds, self->options.seed);
	for (guint fold = 0; fold < n_folds; fold++)
		if (!run_fold(self, mails, fold_of, fold, error))
			return FALSE;
	return finish(self, error);
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
