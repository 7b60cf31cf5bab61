/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/trainer.h"

#include <string.h>

#include "model/batch.h"
#include "model/evidence-private.h"
#include "model/row-set.h"

/* A mail whose right answer had less than this margin, in nats, when it was learnt is a hard one:
 * it counts in the second pair, too, once more for each step of lacking margin, up to MAX_HARD.
 * Where the model errs, more is learnt. Measured, see docs/method.md. */
#define HARD_MARGIN 5.0
#define HARD_STEP 2.0
#define MAX_HARD 4

/* A model below this many mails of a class judges too badly for its judgements to be fitted on. */
#define MIN_LEARNT_FOR_ROW 5

/* While learning, the combiner is fitted anew when the rows have grown by a twentieth. */
#define REFIT_GROWTH 20
#define REFIT_STEP 10

/* The head is dearer to fit: when the rows have grown by a quarter. */
#define HEAD_REFIT_GROWTH 4

/* Growing the room for one batch more often than this would mean something else is wrong. */
#define MAX_GROWTHS 30

struct _HanteiTrainer {
	gchar *dir;
	HanteiBatch *batch; /* what was learnt since the last commit */
	HanteiModelState state;
	HanteiRowSet *rows;
	gsize n_rows_at_fit;
	gboolean is_fitted; /* the combiners are fitted from the prior to the rows as they are */
	GArray *head;	    /* of HanteiHeadWeight, as fitted last */
	gsize n_rows_at_head_fit;
	HanteiHead head_prior; /* what its fit is drawn to */
	HanteiHeadWeight *head_prior_weights;
	gchar *source;
	gchar *concepts; /* version of those learnt with from here on, or NULL */
	guint16 day;	 /* of the mails learnt from here on, or 0 */
	guint n_pending;
	gboolean is_trial; /* nothing is written */
};

static void
load_row(const guint8 digest[16], const HanteiStoreMail *mail, gpointer user_data)
{
	HanteiTrainer *self = user_data;

	hantei_row_set_add(self->rows, digest, mail, self->state.origins.n);
}

/* Gathers the rows anew if one may be missing, so that the fit depends on what is known and not on
 * how it came to be. */
static void
trainer_fill_rows(HanteiTrainer *self)
{
	if (!hantei_row_set_has_gap(self->rows))
		return;
	hantei_row_set_clear(self->rows);
	hantei_batch_each_mail(self->batch, load_row, self);
}

/* Takes a new snapshot, the state and the rows from the store. */
static gboolean
trainer_load(HanteiTrainer *self, GError **error)
{
	g_autofree HanteiHeadWeight *weights = NULL;
	HanteiStoreTxn *read;
	HanteiHead head;

	if (!hantei_batch_check(self->batch, error))
		return FALSE;
	read = hantei_batch_get_snapshot(self->batch);
	if (!hantei_model_state_is_there(read))
		return hantei_store_check(read, NULL, error);
	if (!hantei_model_state_read(&self->state, read, self->dir, error))
		return FALSE;
	hantei_batch_each_mail(self->batch, load_row, self);
	self->n_rows_at_fit = hantei_row_set_get_size(self->rows);
	self->n_rows_at_head_fit = self->n_rows_at_fit;
	weights = hantei_model_state_read_head(&head, read, HANTEI_HEAD_FITTED);
	g_array_append_vals(self->head, weights, (guint)head.n_weights);
	self->head_prior_weights =
	    hantei_model_state_read_head(&self->head_prior, read, HANTEI_HEAD_PRIOR);
	return hantei_store_check(read, NULL, error);
}

HanteiTrainer *
hantei_trainer_open(const gchar *dir, const HanteiHashKey *new_key, GError **error)
{
	g_autoptr(HanteiTrainer) self = g_new0(HanteiTrainer, 1);
	HanteiStore *store = NULL;

	self->rows = hantei_row_set_new();
	self->head = g_array_new(FALSE, FALSE, sizeof(HanteiHeadWeight));
	self->source = g_strdup(HANTEI_SOURCE_DEFAULT);
	hantei_model_state_init(&self->state, new_key);
	if (dir != NULL) {
		store = hantei_store_open(dir, HANTEI_STORE_WRITE, error);
		if (store == NULL)
			return NULL;
	}
	self->dir = g_strdup(dir);
	self->batch = hantei_batch_new(store);
	if (store != NULL && !trainer_load(self, error))
		return NULL;
	return g_steal_pointer(&self);
}

void
hantei_trainer_free(HanteiTrainer *self)
{
	if (self == NULL)
		return;
	hantei_batch_free(self->batch);
	hantei_row_set_free(self->rows);
	g_array_unref(self->head);
	g_free(self->head_prior_weights);
	g_free(self->source);
	g_free(self->concepts);
	g_free(self->dir);
	g_free(self);
}

const HanteiHashKey *
hantei_trainer_get_key(const HanteiTrainer *self)
{
	return &self->state.key;
}

guint64
hantei_trainer_count_mails(const HanteiTrainer *self)
{
	return (guint64)self->state.learnt.all.n_spam + self->state.learnt.all.n_ham;
}

void
hantei_trainer_set_source(HanteiTrainer *self, const gchar *source)
{
	g_free(self->source);
	self->source = g_strdup(source);
}

void
hantei_trainer_set_concepts(HanteiTrainer *self, const gchar *version)
{
	g_free(self->concepts);
	self->concepts = g_strdup(version);
}

void
hantei_trainer_set_day(HanteiTrainer *self, guint day)
{
	self->day = (guint16)MIN(day, G_MAXUINT16);
}

gboolean
hantei_trainer_set_fast(HanteiTrainer *self, gboolean is_fast, GError **error)
{
	return hantei_batch_set_fast(self->batch, is_fast, error);
}

static void
trainer_sum(HanteiTrainer *self, const HanteiFeatures *features, HanteiGroupSums *sums)
{
	HanteiBayesPair bayes;
	gsize n;
	const HanteiFeature *feature = hantei_features_get(features, &n);

	*sums = (HanteiGroupSums){0};
	hantei_bayes_pair_init(&bayes, &self->state.learnt);
	for (gsize i = 0; i < n; i++)
		hantei_group_sums_add(
		    sums, &bayes, (HanteiGroup)feature[i].group,
		    &hantei_batch_touch(self->batch, features, &feature[i])->tally, NULL);
	hantei_group_sums_finish(sums);
}

static void
count_mail(const HanteiTrainer *self, HanteiTallyEntry *entry, const HanteiStoreMail *mail, gint by)
{
	hantei_counts_add(&entry->tally.all, mail->is_spam, by);
	hantei_counts_add(&entry->tally.hard, mail->is_spam, by * (gint)mail->n_hard);
	if (by > 0)
		entry->day = MAX(entry->day, self->day);
	entry->flags |= HANTEI_TALLY_CHANGED;
}

static gboolean
is_of_head(const HanteiFeature *feature)
{
	return hantei_group_get_kind((HanteiGroup)feature->group) == HANTEI_GROUP_KIND_HEAD;
}

/* Takes away the head features that @mail was learnt with: its row has them, and the mail itself
 * may have others by now, as concepts come and go. */
static void
trainer_uncount_head(HanteiTrainer *self, const HanteiStoreMail *mail)
{
	for (guint32 i = 0; i < mail->head_row->n_features; i++) {
		HanteiTallyEntry *entry =
		    hantei_batch_find(self->batch, mail->head_row->features[i]);

		if (entry != NULL)
			count_mail(self, entry, mail, -1);
	}
}

/* Adds a mail to all counts, or takes it away. */
static void
trainer_count(HanteiTrainer *self,
	      const HanteiFeatures *features,
	      const HanteiStoreMail *mail,
	      gint by)
{
	gsize n;
	const HanteiFeature *feature = hantei_features_get(features, &n);
	const gboolean is_by_row = by < 0 && mail->head_row != NULL;

	for (gsize i = 0; i < n; i++) {
		HanteiTallyEntry *entry;

		if (is_by_row && is_of_head(&feature[i]))
			continue;
		entry = hantei_batch_touch(self->batch, features, &feature[i]);
		count_mail(self, entry, mail, by);
		if (feature[i].group < HANTEI_N_DRAFT_GROUPS)
			hantei_batch_count(self->batch, entry, mail->origin, mail->is_spam ? by : 0,
					   mail->is_spam ? 0 : by);
	}
	if (is_by_row)
		trainer_uncount_head(self, mail);
	hantei_counts_add(&self->state.learnt.all, mail->is_spam, by);
	hantei_counts_add(&self->state.learnt.hard, mail->is_spam, by * (gint)mail->n_hard);
	hantei_counts_add(&self->state.origins.all[mail->origin].learnt, mail->is_spam, by);
}

static void
trainer_set_mail(HanteiTrainer *self, const guint8 digest[16], const HanteiStoreMail *mail)
{
	hantei_batch_set_mail(self->batch, digest, mail);
	hantei_row_set_replace(self->rows, digest, mail, self->state.origins.n);
	self->is_fitted = FALSE;
}

static void
trainer_fit_head(HanteiTrainer *self)
{
	g_autoptr(GPtrArray) rows = NULL;

	trainer_fill_rows(self);
	rows = hantei_row_set_get_head_rows(self->rows);
	g_array_unref(self->head);
	self->head = hantei_head_fit((HanteiHeadRow *const *)rows->pdata, rows->len,
				     &self->state.origins, &self->head_prior);
	self->n_rows_at_head_fit = hantei_row_set_get_size(self->rows);
}

static void
trainer_fit(HanteiTrainer *self, gboolean is_from_prior)
{
	g_autoptr(GArray) rows = NULL;

	trainer_fill_rows(self);
	rows = hantei_row_set_copy_rows(self->rows);
	for (guint view = 0; view < HANTEI_N_VIEWS; view++) {
		if (is_from_prior)
			self->state.combiners[view] = self->state.priors[view];
		hantei_combiner_fit(&self->state.combiners[view], (HanteiView)view,
				    (const HanteiCombinerRow *)(gconstpointer)rows->data, rows->len,
				    &self->state.priors[view]);
	}
	self->n_rows_at_fit = rows->len;
	self->is_fitted = is_from_prior;
}

void
hantei_trainer_fit(HanteiTrainer *self)
{
	trainer_fit(self, FALSE);
	trainer_fit_head(self);
}

/* How often a mail counts as hard, by the margin of its right answer. */
static guint
times_hard(gdouble margin)
{
	return margin < HARD_MARGIN
		   ? MIN(1 + (guint)((HARD_MARGIN - MAX(margin, -100)) / HARD_STEP), MAX_HARD)
		   : 0;
}

/* The head's row of a mail that is about to be learnt. Returns: (transfer full) */
static HanteiHeadRow *
trainer_look_ahead(HanteiTrainer *self, const HanteiFeatures *features, guint32 n_learnt)
{
	const HanteiLanguage language = hantei_features_get_language(features);
	HanteiOriginCounts counts[HANTEI_MAX_ORIGINS];
	HanteiDraftSums sums[2] = {0};
	HanteiDraftBayes bayes[2];
	HanteiHeadRow *row = hantei_head_row_new_from(features);
	gsize n;
	const HanteiFeature *feature = hantei_features_get(features, &n);

	hantei_draft_bayes_init(&bayes[0], &self->state.origins, language, NULL);
	hantei_draft_bayes_init(&bayes[1], &self->state.origins, language, self->source);
	for (gsize i = 0; i < n; i++) {
		const HanteiGroup group = (HanteiGroup)feature[i].group;
		HanteiStoreFeature counted;

		if ((guint)group >= HANTEI_N_DRAFT_GROUPS)
			continue;
		hantei_batch_look(self->batch, feature[i].hash, &counted, counts);
		for (guint k = 0; k < 2; k++)
			hantei_draft_sums_add(&sums[k], group,
					      hantei_draft_bayes_weigh(&bayes[k], counted.origins,
								       counted.n_origins));
	}
	hantei_draft_sums_finish(&sums[0]);
	hantei_draft_sums_finish(&sums[1]);
	row->n_learnt = n_learnt;
	for (guint i = 0; i < HANTEI_N_DRAFT_SUMS; i++) {
		row->sums[i] = (gfloat)sums[0].sums[i];
		row->without[i] = (gfloat)sums[1].sums[i];
	}
	return row;
}

/* Judges a mail that is about to be learnt: whether it is hard, and what the combiner can learn of
 * it. */
static void
trainer_judge(HanteiTrainer *self,
	      const HanteiFeatures *features,
	      HanteiView view,
	      HanteiStoreMail *mail)
{
	const HanteiCounts *learnt = &self->state.learnt.all;
	HanteiGroupSums sums;
	gdouble log_odds;

	trainer_sum(self, features, &sums);
	log_odds = hantei_combiner_temper(*learnt) *
		   hantei_combiner_judge(&self->state.combiners[view], view, &sums);
	mail->n_hard = times_hard(mail->is_spam ? log_odds : -log_odds);
	mail->has_row = MIN(learnt->n_spam, learnt->n_ham) >= MIN_LEARNT_FOR_ROW;
	for (guint i = 0; i < HANTEI_N_SUMS; i++)
		mail->row.sums[i] = (gfloat)sums.sums[i];
	mail->row.n_learnt = (guint32)MIN((guint64)learnt->n_spam + learnt->n_ham, G_MAXUINT32);
	mail->row.is_spam = mail->is_spam != FALSE;
	mail->head_row = trainer_look_ahead(self, features, mail->row.n_learnt);
	mail->origin = hantei_origins_find(&self->state.origins, self->source,
					   hantei_features_get_language(features));
	mail->head_row->origin = mail->origin;
	mail->head_row->is_spam = mail->is_spam;
}

/* Writes the batch in one transaction. @is_last: reading matters from here on. */
static gboolean
trainer_write(HanteiTrainer *self, gboolean is_last, gboolean *is_full, GError **error)
{
	HanteiStoreTxn *txn = hantei_batch_write(self->batch, error);

	*is_full = FALSE;
	if (txn == NULL)
		return FALSE;
	if (is_last)
		hantei_store_settle(txn);
	hantei_model_state_write(&self->state, txn);
	if (self->concepts != NULL)
		hantei_model_state_write_concepts(txn, self->concepts);
	hantei_store_put_meta(txn, HANTEI_HEAD_FITTED, self->head->data,
			      self->head->len * sizeof(HanteiHeadWeight));
	return hantei_store_commit(txn, is_full, error);
}

/* Makes what was learnt last. The head is not fitted: nothing that is learnt depends on it. */
static gboolean
trainer_commit(HanteiTrainer *self, gboolean is_last, GError **error)
{
	if (!hantei_batch_check(self->batch, error))
		return FALSE;
	/* from the prior, so that the same mails give the same digits whatever came between */
	if (!self->is_fitted)
		trainer_fit(self, TRUE);
	if (!hantei_batch_check(self->batch, error))
		return FALSE;
	for (guint i = 0;; i++) {
		g_autoptr(GError) local = NULL;
		gboolean is_full;

		if (trainer_write(self, is_last, &is_full, &local))
			break;
		if (!is_full || i == MAX_GROWTHS) {
			g_propagate_error(error, g_steal_pointer(&local));
			return FALSE;
		}
		if (!hantei_batch_grow(self->batch, error))
			return FALSE;
	}
	hantei_batch_clear(self->batch);
	self->n_pending = 0;
	return TRUE;
}

/* Fits again if enough was learnt since, and commits a full batch. */
static gboolean
trainer_go_on(HanteiTrainer *self, GError **error)
{
	const gsize n_rows = hantei_row_set_get_size(self->rows);

	self->n_pending++;
	if (n_rows >= self->n_rows_at_fit + self->n_rows_at_fit / REFIT_GROWTH + REFIT_STEP)
		trainer_fit(self, FALSE);
	if (!hantei_batch_check(self->batch, error))
		return FALSE;
	return !hantei_batch_has_store(self->batch) || self->is_trial ||
	       self->n_pending < HANTEI_TRAINER_BATCH || trainer_commit(self, FALSE, error);
}

/* Puts the head features that @mail has now in place of those it was learnt with. What else is
 * known of it stays as it was before it was learnt. Returns: FALSE if they are the same. */
static gboolean
trainer_update(HanteiTrainer *self, const HanteiFeatures *features, HanteiStoreMail *mail)
{
	g_autoptr(HanteiHeadRow) row = NULL;
	gsize n;
	const HanteiFeature *feature = hantei_features_get(features, &n);

	if (mail->head_row == NULL)
		return FALSE;
	row = hantei_head_row_update(mail->head_row, features);
	if (row == NULL)
		return FALSE;
	trainer_uncount_head(self, mail);
	for (gsize i = 0; i < n; i++) {
		if (is_of_head(&feature[i]))
			count_mail(self, hantei_batch_touch(self->batch, features, &feature[i]),
				   mail, 1);
	}
	hantei_head_row_unref(mail->head_row);
	mail->head_row = g_steal_pointer(&row);
	return TRUE;
}

/* A mail that is known under its label. */
static gboolean
trainer_learn_again(HanteiTrainer *self,
		    const HanteiFeatures *features,
		    const guint8 digest[16],
		    HanteiStoreMail *mail,
		    HanteiLearnt *learnt,
		    GError **error)
{
	if (!trainer_update(self, features, mail)) {
		*learnt = HANTEI_LEARNT_ALREADY;
		return TRUE;
	}
	trainer_set_mail(self, digest, mail);
	if (!trainer_go_on(self, error))
		return FALSE;
	*learnt = HANTEI_LEARNT_UPDATED;
	return TRUE;
}

gboolean
hantei_trainer_learn(HanteiTrainer *self,
		     const HanteiFeatures *features,
		     HanteiView view,
		     const guint8 digest[16],
		     gboolean is_spam,
		     HanteiLearnt *learnt,
		     GError **error)
{
	g_auto(HanteiStoreMail) mail = {0};
	HanteiLearnt outcome = HANTEI_LEARNT_NEW;

	if (!hantei_batch_check(self->batch, error))
		return FALSE;
	if (hantei_batch_get_mail(self->batch, digest, &mail)) {
		if (mail.is_spam == (is_spam != FALSE))
			return trainer_learn_again(self, features, digest, &mail, learnt, error);
		trainer_count(self, features, &mail, -1);
		outcome = HANTEI_LEARNT_RELABELLED;
	}
	hantei_store_mail_clear(&mail);
	mail = (HanteiStoreMail){.is_spam = is_spam != FALSE};
	trainer_judge(self, features, view, &mail);
	trainer_count(self, features, &mail, 1);
	trainer_set_mail(self, digest, &mail);
	if (!trainer_go_on(self, error))
		return FALSE;
	*learnt = outcome;
	return TRUE;
}

gboolean
hantei_trainer_forget(HanteiTrainer *self,
		      const HanteiFeatures *features,
		      const guint8 digest[16],
		      HanteiLearnt *learnt,
		      GError **error)
{
	g_auto(HanteiStoreMail) mail = {0};

	if (!hantei_batch_check(self->batch, error))
		return FALSE;
	if (!hantei_batch_get_mail(self->batch, digest, &mail)) {
		if (!hantei_batch_check(self->batch, error))
			return FALSE;
		*learnt = HANTEI_LEARNT_UNKNOWN;
		return TRUE;
	}
	trainer_count(self, features, &mail, -1);
	trainer_set_mail(self, digest, NULL);
	if (!trainer_go_on(self, error))
		return FALSE;
	*learnt = HANTEI_LEARNT_FORGOTTEN;
	return TRUE;
}

HanteiEvidence *
hantei_trainer_weigh(HanteiTrainer *self,
		     const HanteiFeatures *features,
		     HanteiView view,
		     GError **error)
{
	gsize n;
	const HanteiFeature *feature = hantei_features_get(features, &n);
	g_autofree HanteiWeighed *weighed = hantei_weighed_new(features);
	const HanteiLanguage language = hantei_features_get_language(features);
	const gsize n_rows = hantei_row_set_get_size(self->rows);
	HanteiDraftBayes bayes;
	HanteiHead head;

	if (!hantei_batch_check(self->batch, error))
		return NULL;
	if (view == HANTEI_VIEW_DRAFT &&
	    n_rows >= self->n_rows_at_head_fit + self->n_rows_at_head_fit / HEAD_REFIT_GROWTH +
			  REFIT_STEP)
		trainer_fit_head(self);
	hantei_draft_bayes_init(&bayes, &self->state.origins, language, NULL);
	for (gsize i = 0; i < n; i++) {
		HanteiOriginCounts origins[HANTEI_MAX_ORIGINS];
		HanteiStoreFeature counted;

		hantei_batch_look(self->batch, feature[i].hash, &counted, origins);
		weighed[i].tally = counted.tally;
		if (feature[i].group < HANTEI_N_DRAFT_GROUPS)
			weighed[i].draft_weight =
			    hantei_draft_bayes_weigh(&bayes, counted.origins, counted.n_origins);
	}
	if (!hantei_batch_check(self->batch, error))
		return NULL;
	head = (HanteiHead){(const HanteiHeadWeight *)(gconstpointer)self->head->data,
			    self->head->len};
	return hantei_evidence_new(&self->state, &head, view, language, weighed, n);
}

gboolean
hantei_trainer_commit(HanteiTrainer *self, GError **error)
{
	g_return_val_if_fail(!self->is_trial, FALSE);
	if (!hantei_batch_has_store(self->batch))
		return TRUE;
	if (!hantei_batch_check(self->batch, error))
		return FALSE;
	trainer_fit_head(self);
	return trainer_commit(self, TRUE, error);
}

gboolean
hantei_trainer_is_committed(const HanteiTrainer *self)
{
	return hantei_batch_has_store(self->batch) && self->n_pending == 0;
}

void
hantei_trainer_begin_trial(HanteiTrainer *self)
{
	g_return_if_fail(hantei_trainer_is_committed(self));
	self->is_trial = TRUE;
}

gboolean
hantei_trainer_end_trial(HanteiTrainer *self, GError **error)
{
	const HanteiHashKey key = self->state.key;

	g_return_val_if_fail(self->is_trial, FALSE);
	self->is_fitted = FALSE;
	hantei_batch_clear(self->batch);
	hantei_row_set_clear(self->rows);
	g_array_set_size(self->head, 0);
	self->head_prior = (HanteiHead){0};
	g_clear_pointer(&self->head_prior_weights, g_free);
	hantei_model_state_init(&self->state, &key);
	self->n_pending = 0;
	/* left on if it fails, so that nothing is ever written on top of nothing */
	self->is_trial = !trainer_load(self, error);
	return !self->is_trial;
}
