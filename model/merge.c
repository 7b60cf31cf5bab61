/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/merge.h"

#include <glib/gstdio.h>
#include <string.h>

#include "model/environment.h"
#include "model/model-state.h"
#include "model/model.h"
#include "model/trainer.h"
#include "model/unlisted.h"

/* Records between two commits: some 10 MiB. */
#define MAX_FEATURES (1 << 16)
#define MAX_MAILS 4096

/* Growing the room for one batch more often than this would mean something else is wrong. */
#define MAX_GROWTHS 30

typedef struct {
	const gchar *dir;
	HanteiStore *store;
	HanteiStoreTxn *txn;
	HanteiModelState state;
	HanteiUnlisted unlisted;
	guint32 origins[HANTEI_MAX_ORIGINS]; /* their numbers in the merged model */
	GHashTable *hashes; /* of features, to those under the merged model's key */
} Part;

/* A feature on its way out; what it points to is in the batch's arrays. */
typedef struct {
	guint64 hash;
	HanteiStoreFeature feature;
	gsize text_at;
	gsize origins_at;
} Feature;

typedef struct {
	guint8 digest[16];
	HanteiStoreMail mail;
} Mail;

typedef struct {
	const HanteiMergeOptions *options;
	HanteiMergeReport *report;
	GPtrArray *parts;
	Part *part;  /* the one at hand, */
	guint index; /* and where it is */
	HanteiStore *out;
	HanteiModelState state;
	HanteiUnlisted unlisted;
	GArray *features; /* Feature: the batch */
	GString *texts;
	GArray *origins; /* HanteiOriginCounts */
	GArray *mails;	 /* Mail */
	GError *error;	 /* the first; nothing is done after it */
} Merge;

static void
part_free(gpointer data)
{
	Part *self = data;

	hantei_store_abort(self->txn);
	hantei_store_free(self->store);
	g_hash_table_unref(self->hashes);
	g_free(self);
}

static void
mail_clear(gpointer data)
{
	hantei_store_mail_clear(&((Mail *)data)->mail);
}

static void
merge_clear(Merge *self)
{
	g_clear_pointer(&self->parts, g_ptr_array_unref);
	g_clear_pointer(&self->out, hantei_store_free);
	g_clear_pointer(&self->features, g_array_unref);
	g_clear_pointer(&self->origins, g_array_unref);
	g_clear_pointer(&self->mails, g_array_unref);
	if (self->texts != NULL)
		g_string_free(self->texts, TRUE);
	g_clear_error(&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Merge, merge_clear)

static void
add_counts(HanteiCounts *sum, HanteiCounts counts)
{
	sum->n_spam = (guint32)MIN((guint64)sum->n_spam + counts.n_spam, G_MAXUINT32);
	sum->n_ham = (guint32)MIN((guint64)sum->n_ham + counts.n_ham, G_MAXUINT32);
}

static void
add_tally(HanteiTally *sum, const HanteiTally *tally)
{
	add_counts(&sum->all, tally->all);
	add_counts(&sum->hard, tally->hard);
}

/* A second look at the same file would count all twice, and LMDB forbids it. */
static gboolean
check_distinct(const gchar *const *dirs, GError **error)
{
	for (guint i = 0; dirs[i] != NULL; i++) {
		g_autofree gchar *path = g_build_filename(dirs[i], HANTEI_ENVIRONMENT_FILE, NULL);
		GStatBuf status;

		if (g_stat(path, &status) != 0)
			continue; /* opening it tells */
		for (guint k = 0; k < i; k++) {
			g_autofree gchar *other =
			    g_build_filename(dirs[k], HANTEI_ENVIRONMENT_FILE, NULL);
			GStatBuf other_status;

			if (g_stat(other, &other_status) != 0 ||
			    status.st_dev != other_status.st_dev ||
			    status.st_ino != other_status.st_ino)
				continue;
			g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
				    "%s and %s are the same model; name each once", dirs[k],
				    dirs[i]);
			return FALSE;
		}
	}
	return TRUE;
}

static gboolean
merge_open(Merge *self, const gchar *const *dirs, GError **error)
{
	self->parts = g_ptr_array_new_with_free_func(part_free);
	if (!check_distinct(dirs, error))
		return FALSE;
	for (; *dirs != NULL; dirs++) {
		Part *part = g_new0(Part, 1);

		g_ptr_array_add(self->parts, part);
		part->dir = *dirs;
		part->hashes = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
		part->store = hantei_store_open(*dirs, HANTEI_STORE_READ, error);
		if (part->store == NULL)
			return FALSE;
		part->txn = hantei_store_begin(part->store, FALSE, error);
		if (part->txn == NULL ||
		    !hantei_model_state_read(&part->state, part->txn, *dirs, error))
			return FALSE;
		hantei_unlisted_read(&part->unlisted, part->txn);
		part->unlisted.learnt = part->state.learnt;
	}
	return TRUE;
}

/* Whether a part before the one at hand lists the mail. */
static gboolean
is_listed_before(const Merge *self, const guint8 digest[16])
{
	for (guint i = 0; i < self->index; i++) {
		const Part *other = self->parts->pdata[i];
		g_auto(HanteiStoreMail) mail = {0};

		if (hantei_store_get_mail(other->txn, digest, &mail))
			return TRUE;
	}
	return FALSE;
}

static void
look_at_mail(const guint8 digest[16], const HanteiStoreMail *mail, gpointer user_data)
{
	Merge *self = user_data;

	/* what is listed a second time counts as not listed */
	if (is_listed_before(self, digest)) {
		self->report->n_repeats++;
		return;
	}
	hantei_unlisted_add(&self->part->unlisted.learnt, mail, -1);
}

static gboolean
check_part(const Part *part, GError **error)
{
	return hantei_store_check(part->txn, NULL, error);
}

/* Looks at every mail once, before anything is written. */
static gboolean
merge_look(Merge *self, GError **error)
{
	for (self->index = 0; self->index < self->parts->len; self->index++) {
		const guint64 n_before = self->report->n_repeats;
		HanteiTally repeats;

		self->part = self->parts->pdata[self->index];
		hantei_store_each_mail(self->part->txn, look_at_mail, self);
		if (!check_part(self->part, error))
			return FALSE;
		repeats = self->part->unlisted.learnt;
		if ((guint64)repeats.all.n_spam + repeats.all.n_ham >
		    self->report->n_repeats - n_before)
			self->report->n_models_unlisted++;
	}
	return TRUE;
}

static HanteiMergeOutcome
merge_decide(const Merge *self)
{
	if (self->options->is_repeating)
		return HANTEI_MERGE_DONE;
	if (self->report->n_repeats > 0)
		return HANTEI_MERGE_REPEATS;
	return self->report->n_models_unlisted > 1 ? HANTEI_MERGE_UNLISTED : HANTEI_MERGE_DONE;
}

/* The part whose priors the merged model is fitted from: the one that has learnt most mails it does
 * not list, for the others are in the rows. */
static const Part *
merge_find_prior(const Merge *self)
{
	const Part *most = self->parts->pdata[0];

	for (guint i = 1; i < self->parts->len; i++) {
		const Part *part = self->parts->pdata[i];
		const HanteiCounts *counts = &part->unlisted.learnt.all;
		const HanteiCounts *most_counts = &most->unlisted.learnt.all;

		if ((guint64)counts->n_spam + counts->n_ham >
		    (guint64)most_counts->n_spam + most_counts->n_ham)
			most = part;
	}
	return most;
}

/* Gives the origins of @part numbers in the merged model. */
static gboolean
merge_map_origins(Merge *self, Part *part, GError **error)
{
	HanteiOrigins *merged = &self->state.origins;

	for (guint32 i = 0; i < part->state.origins.n; i++) {
		const HanteiOrigin *origin = &part->state.origins.all[i];
		guint32 n = 0;

		while (n < merged->n && (merged->all[n].language != origin->language ||
					 strcmp(merged->all[n].source, origin->source) != 0))
			n++;
		if (n == HANTEI_MAX_ORIGINS) {
			g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_STORE,
				    "%s: with this model there would be more than %u sources and "
				    "languages; give fewer models, or learn with fewer sources",
				    part->dir, HANTEI_MAX_ORIGINS);
			return FALSE;
		}
		if (n == merged->n) {
			merged->all[merged->n++] = *origin;
			merged->all[n].learnt = (HanteiCounts){0};
		}
		add_counts(&merged->all[n].learnt, origin->learnt);
		part->origins[i] = n;
	}
	return TRUE;
}

static gboolean
merge_add_states(Merge *self, GError **error)
{
	const Part *first = self->parts->pdata[0];
	const Part *prior = merge_find_prior(self);

	hantei_model_state_init(&self->state, &first->state.key);
	memcpy(self->state.combiners, prior->state.combiners, sizeof self->state.combiners);
	memcpy(self->state.priors, prior->state.priors, sizeof self->state.priors);
	if (self->options->min_mails > 1 || self->options->before_day > 0)
		self->unlisted.min_mails = MAX(self->options->min_mails, 1);
	for (guint i = 0; i < self->parts->len; i++) {
		Part *part = self->parts->pdata[i];

		add_tally(&self->state.learnt, &part->state.learnt);
		add_tally(&self->unlisted.learnt, &part->unlisted.learnt);
		self->unlisted.min_mails = MAX(self->unlisted.min_mails, part->unlisted.min_mails);
		if (!merge_map_origins(self, part, error))
			return FALSE;
	}
	return TRUE;
}

static gint
compare_features(gconstpointer a, gconstpointer b)
{
	const Feature *fa = a;
	const Feature *fb = b;

	return (fa->hash > fb->hash) - (fa->hash < fb->hash);
}

static void
put_batch(Merge *self, HanteiStoreTxn *txn)
{
	for (guint i = 0; i < self->features->len; i++) {
		Feature *feature = &g_array_index(self->features, Feature, i);

		feature->feature.text = self->texts->str + feature->text_at;
		feature->feature.origins =
		    &g_array_index(self->origins, HanteiOriginCounts, 0) + feature->origins_at;
		hantei_store_put_feature(txn, feature->hash, &feature->feature);
	}
	for (guint i = 0; i < self->mails->len; i++) {
		const Mail *mail = &g_array_index(self->mails, Mail, i);
		hantei_store_put_mail(txn, mail->digest, &mail->mail);
	}
}

typedef void (*WriteFunc)(Merge *self, HanteiStoreTxn *txn);

/* Does @write in a transaction, once more in a larger file if it is full. */
static gboolean
merge_write(Merge *self, WriteFunc write, GError **error)
{
	for (guint i = 0;; i++) {
		g_autoptr(GError) local = NULL;
		HanteiStoreTxn *txn = hantei_store_begin(self->out, TRUE, error);
		gboolean is_full;

		if (txn == NULL)
			return FALSE;
		write(self, txn);
		if (hantei_store_commit(txn, &is_full, &local))
			return TRUE;
		if (!is_full || i == MAX_GROWTHS) {
			g_propagate_error(error, g_steal_pointer(&local));
			return FALSE;
		}
		if (!hantei_store_grow(self->out, error))
			return FALSE;
	}
}

static void
merge_flush(Merge *self)
{
	/* by hash, as the store has them: pages are then filled one after the other */
	g_array_sort(self->features, compare_features);
	if (self->error == NULL)
		merge_write(self, put_batch, &self->error);
	g_array_set_size(self->features, 0);
	g_array_set_size(self->origins, 0);
	g_array_set_size(self->mails, 0);
	g_string_truncate(self->texts, 0);
}

/* Adds counts of @part by origin to those of the last feature of the batch. */
static void
merge_add_origins(Merge *self, const Part *part, const HanteiStoreFeature *from, Feature *to)
{
	for (guint i = 0; i < from->n_origins; i++) {
		/* a number that is none is a fault that stays one */
		const guint32 origin = from->origins[i].origin < part->state.origins.n
					   ? part->origins[from->origins[i].origin]
					   : from->origins[i].origin;
		HanteiOriginCounts *counts = NULL;

		for (guint k = 0; k < to->feature.n_origins && counts == NULL; k++) {
			HanteiOriginCounts *one =
			    &g_array_index(self->origins, HanteiOriginCounts, to->origins_at + k);
			counts = one->origin == origin ? one : NULL;
		}
		if (counts != NULL) {
			add_counts(&counts->counts, from->origins[i].counts);
		} else {
			HanteiOriginCounts fresh = {origin, from->origins[i].counts};
			g_array_append_val(self->origins, fresh);
			to->feature.n_origins++;
		}
	}
}

/* The hash of @feature, which is @hash under @from, under @to. */
static guint64
rekey(guint64 hash,
      const HanteiStoreFeature *feature,
      const HanteiHashKey *from,
      const HanteiHashKey *to)
{
	return from->k0 == to->k0 && from->k1 == to->k1
		   ? hash
		   : hantei_feature_hash(to, feature->group, feature->text, feature->text_length);
}

static gboolean
is_left_out(const Merge *self, const Feature *feature)
{
	const HanteiCounts *all = &feature->feature.tally.all;
	const gboolean is_rare = (guint64)all->n_spam + all->n_ham < self->options->min_mails;
	const guint day = feature->feature.day;
	const gboolean is_old = day != 0 && day < self->options->before_day;

	/* rows are made of head features, and those are few */
	return (is_rare || is_old) &&
	       hantei_group_get_kind(feature->feature.group) != HANTEI_GROUP_KIND_HEAD;
}

/* Each feature is written when the first part that has it is read, with what the later ones count:
 * one pass over every part, and nothing is kept. */
static void
take_feature(guint64 hash, const HanteiStoreFeature *stored, gpointer user_data)
{
	Merge *self = user_data;
	const HanteiHashKey *key = &self->part->state.key;
	Feature feature = {.feature = {.tally = stored->tally,
				       .group = stored->group,
				       .day = stored->day,
				       .text_length = stored->text_length},
			   .text_at = self->texts->len,
			   .origins_at = self->origins->len};

	if (self->error != NULL)
		return;
	merge_add_origins(self, self->part, stored, &feature);
	for (guint i = 0; i < self->parts->len; i++) {
		const Part *other = self->parts->pdata[i];
		HanteiStoreFeature same;

		if (i == self->index ||
		    !hantei_store_get_feature(other->txn,
					      rekey(hash, stored, key, &other->state.key), &same))
			continue;
		if (i < self->index) {
			g_array_set_size(self->origins, (guint)feature.origins_at);
			return;
		}
		add_tally(&feature.feature.tally, &same.tally);
		feature.feature.day = MAX(feature.feature.day, same.day);
		merge_add_origins(self, other, &same, &feature);
	}
	if (is_left_out(self, &feature)) {
		g_array_set_size(self->origins, (guint)feature.origins_at);
		self->report->n_features_left_out++;
		return;
	}
	feature.hash = rekey(hash, stored, key, &self->state.key);
	g_string_append_len(self->texts, stored->text, (gssize)stored->text_length);
	g_array_append_val(self->features, feature);
	self->report->n_features++;
	if (self->features->len >= MAX_FEATURES)
		merge_flush(self);
}

/* @hash of a feature of @part under the merged model's key. Returns: FALSE if its text is not known
 * any more. */
static gboolean
merge_rekey(Merge *self, Part *part, guint64 hash, guint64 *rekeyed)
{
	const HanteiHashKey *from = &part->state.key;
	const HanteiHashKey *to = &self->state.key;
	const guint64 *known = g_hash_table_lookup(part->hashes, &hash);
	HanteiStoreFeature feature;

	if (known != NULL || (from->k0 == to->k0 && from->k1 == to->k1)) {
		*rekeyed = known != NULL ? *known : hash;
		return TRUE;
	}
	if (!hantei_store_get_feature(part->txn, hash, &feature))
		return FALSE;
	*rekeyed = rekey(hash, &feature, from, to);
	g_hash_table_insert(part->hashes, g_memdup2(&hash, sizeof hash),
			    g_memdup2(rekeyed, sizeof *rekeyed));
	return TRUE;
}

static gint
compare_hashes(gconstpointer a, gconstpointer b)
{
	const guint64 *ha = a;
	const guint64 *hb = b;

	return (*ha > *hb) - (*ha < *hb);
}

/* @row with the merged model's hashes and number of its origin. Returns: (transfer full): NULL if a
 * feature is not known. */
static HanteiHeadRow *
merge_map_row(Merge *self, const HanteiHeadRow *row, guint32 origin)
{
	g_autoptr(HanteiHeadRow) mapped = hantei_head_row_new(row->n_features);

	mapped->origin = origin;
	mapped->n_learnt = row->n_learnt;
	mapped->is_spam = row->is_spam;
	memcpy(mapped->sums, row->sums, sizeof mapped->sums);
	memcpy(mapped->without, row->without, sizeof mapped->without);
	for (guint32 i = 0; i < row->n_features; i++) {
		if (!merge_rekey(self, self->part, row->features[i], &mapped->features[i]))
			return NULL;
	}
	if (mapped->n_features > 0)
		qsort(mapped->features, mapped->n_features, sizeof mapped->features[0],
		      compare_hashes);
	return g_steal_pointer(&mapped);
}

static void
take_mail(const guint8 digest[16], const HanteiStoreMail *stored, gpointer user_data)
{
	Merge *self = user_data;
	Mail mail = {.mail = *stored};

	if (self->error != NULL || is_listed_before(self, digest))
		return;
	memcpy(mail.digest, digest, sizeof mail.digest);
	if (stored->origin < self->part->state.origins.n)
		mail.mail.origin = self->part->origins[stored->origin];
	if (stored->head_row != NULL) {
		mail.mail.head_row = merge_map_row(self, stored->head_row, mail.mail.origin);
		self->report->n_rows_dropped += mail.mail.head_row == NULL;
	}
	g_array_append_val(self->mails, mail);
	if (self->mails->len >= MAX_MAILS)
		merge_flush(self);
}

static gboolean
merge_copy_records(Merge *self, GError **error)
{
	for (self->index = 0; self->index < self->parts->len; self->index++) {
		self->part = self->parts->pdata[self->index];
		hantei_store_each_feature(self->part->txn, take_feature, self);
		hantei_store_each_mail(self->part->txn, take_mail, self);
	}
	merge_flush(self);
	if (self->error != NULL) {
		g_propagate_error(error, g_steal_pointer(&self->error));
		return FALSE;
	}
	for (guint i = 0; i < self->parts->len; i++) {
		if (!check_part(self->parts->pdata[i], error))
			return FALSE;
	}
	return TRUE;
}

/* Writes weights of @part under the merged model's key; those of features that nobody has any more
 * weigh nothing and are dropped. */
static void
put_head(Merge *self, Part *part, HanteiStoreTxn *txn, const gchar *name)
{
	HanteiHead head;
	g_autofree HanteiHeadWeight *weights = hantei_model_state_read_head(&head, part->txn, name);
	gsize n = 0;

	for (gsize i = 0; i < head.n_weights; i++) {
		if (weights[i].key >= HANTEI_HEAD_N_RESERVED &&
		    !merge_rekey(self, part, weights[i].key, &weights[i].key))
			continue;
		weights[n++] = weights[i];
	}
	if (n > 0)
		qsort(weights, n, sizeof *weights, hantei_head_weight_compare);
	hantei_store_put_meta(txn, name, weights, n * sizeof *weights);
}

/* The version of the concepts that all parts have learnt with. (transfer full) (nullable) */
static gchar *
merge_dup_concepts(const Merge *self)
{
	g_autofree gchar *common = NULL;

	for (guint i = 0; i < self->parts->len; i++) {
		const Part *part = self->parts->pdata[i];
		g_autofree gchar *concepts = hantei_model_state_dup_concepts(part->txn);

		if (concepts == NULL || (common != NULL && strcmp(common, concepts) != 0))
			return NULL;
		g_free(common);
		common = g_steal_pointer(&concepts);
	}
	return g_steal_pointer(&common);
}

/* Last: a model without a state is none. */
static void
put_state(Merge *self, HanteiStoreTxn *txn)
{
	Part *prior = (Part *)merge_find_prior(self);
	g_autofree gchar *concepts = merge_dup_concepts(self);

	/* once, when all are there: every part after the first has features for all tables */
	hantei_store_fold(txn);
	hantei_model_state_write(&self->state, txn);
	hantei_unlisted_write(&self->unlisted, txn);
	if (concepts != NULL)
		hantei_model_state_write_concepts(txn, concepts);
	put_head(self, prior, txn, HANTEI_HEAD_FITTED);
	put_head(self, prior, txn, HANTEI_HEAD_PRIOR);
}

static gboolean
merge_run(Merge *self, const gchar *out, GError **error)
{
	self->features = g_array_new(FALSE, FALSE, sizeof(Feature));
	self->origins = g_array_new(FALSE, FALSE, sizeof(HanteiOriginCounts));
	self->mails = g_array_new(FALSE, FALSE, sizeof(Mail));
	g_array_set_clear_func(self->mails, mail_clear);
	self->texts = g_string_new(NULL);
	if (!merge_add_states(self, error))
		return FALSE;
	self->report->n_spam = self->state.learnt.all.n_spam;
	self->report->n_ham = self->state.learnt.all.n_ham;
	self->out = hantei_store_open(out, HANTEI_STORE_WRITE, error);
	return self->out != NULL && hantei_store_set_fast(self->out, TRUE, error) &&
	       merge_copy_records(self, error) && merge_write(self, put_state, error) &&
	       hantei_store_set_fast(self->out, FALSE, error);
}

/* Fits combiners and head to the rows of all. */
static gboolean
fit(const gchar *out, GError **error)
{
	static const HanteiHashKey NO_KEY = {0, 0};
	g_autoptr(HanteiTrainer) trainer = hantei_trainer_open(out, &NO_KEY, error);

	return trainer != NULL && hantei_trainer_commit(trainer, error);
}

gboolean
hantei_merge(const gchar *const *dirs,
	     const gchar *out,
	     const HanteiMergeOptions *options,
	     HanteiMergeReport *report,
	     GError **error)
{
	g_auto(Merge) self = {.options = options, .report = report};

	*report = (HanteiMergeReport){0};
	if (!merge_open(&self, dirs, error) || !merge_look(&self, error))
		return FALSE;
	report->outcome = merge_decide(&self);
	if (report->outcome != HANTEI_MERGE_DONE)
		return TRUE;
	if (!merge_run(&self, out, error))
		return FALSE;
	merge_clear(&self); /* to open it anew */
	self = (Merge){0};
	/* commits leave free pages behind, here more than half of the file */
	return (dirs[1] == NULL || fit(out, error)) && hantei_environment_squeeze(out, error);
}
