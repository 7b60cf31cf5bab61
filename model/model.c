/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/model.h"

#include "model/evidence-private.h"
#include "model/store-kept.h"

G_DEFINE_QUARK(hantei_model_error, hantei_model_error)

/* How many features ahead the counts are fetched: a cache miss is as long as about ten look-ups. */
#define PREFETCH 12

/* What does not change from mail to mail until somebody commits. Threads share it. */
typedef struct {
	gsize id; /* hantei_store_get_snapshot() */
	HanteiModelState state;
	HanteiHeadWeight *weights;
	HanteiHead head;
} Snapshot;

struct _HanteiModel {
	gchar *dir;
	GMutex mutex;	    /* of what follows */
	Snapshot *snapshot; /* counts references; or NULL */
	HanteiStoreKept kept;
	HanteiStore *store;
	HanteiHashKey key;
	gchar *concepts; /* or NULL */
};

static void
snapshot_clear(gpointer data)
{
	g_free(((Snapshot *)data)->weights);
}

static void
snapshot_unref(Snapshot *self)
{
	g_atomic_rc_box_release_full(self, snapshot_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Snapshot, snapshot_unref)

/* Reads what stays as it is while the model is open. */
static gboolean
model_read(HanteiModel *self, GError **error)
{
	g_autoptr(HanteiStoreTxn) txn = hantei_store_begin(self->store, FALSE, error);
	HanteiModelState state;

	if (txn == NULL || !hantei_model_state_read(&state, txn, self->dir, error))
		return FALSE;
	self->key = state.key;
	self->concepts = hantei_model_state_dup_concepts(txn);
	return hantei_store_check(txn, NULL, error);
}

HanteiModel *
hantei_model_open(const gchar *dir, GError **error)
{
	g_autoptr(HanteiModel) self = g_new0(HanteiModel, 1);

	self->dir = g_strdup(dir);
	g_mutex_init(&self->mutex);
	self->store = hantei_store_open(dir, HANTEI_STORE_READ, error);
	if (self->store == NULL || !model_read(self, error))
		return NULL;
	return g_steal_pointer(&self);
}

void
hantei_model_free(HanteiModel *self)
{
	if (self == NULL)
		return;
	hantei_store_free(self->store);
	g_clear_pointer(&self->snapshot, snapshot_unref);
	g_mutex_clear(&self->mutex);
	g_free(self->concepts);
	g_free(self->dir);
	g_free(self);
}

const HanteiHashKey *
hantei_model_get_key(const HanteiModel *self)
{
	return &self->key;
}

const gchar *
hantei_model_get_concepts(const HanteiModel *self)
{
	return self->concepts;
}

/* Lends @txn the tables that are known. Returns: (transfer full) (nullable): what is known besides.
 */
static Snapshot *
model_lend(HanteiModel *self, HanteiStoreTxn *txn)
{
	const gsize id = hantei_store_get_snapshot(txn);
	Snapshot *snapshot = NULL;

	g_mutex_lock(&self->mutex);
	hantei_store_kept_lend(&self->kept, txn);
	if (self->snapshot != NULL && self->snapshot->id == id)
		snapshot = g_atomic_rc_box_acquire(self->snapshot);
	g_mutex_unlock(&self->mutex);
	return snapshot;
}

/* Keeps @snapshot, and what @txn has looked up, for the next mail. */
static void
model_keep(HanteiModel *self, HanteiStoreTxn *txn, Snapshot *snapshot)
{
	g_autoptr(Snapshot) old = NULL;

	g_mutex_lock(&self->mutex);
	hantei_store_kept_update(&self->kept, txn);
	if (self->snapshot == NULL || self->snapshot->id < snapshot->id) {
		old = self->snapshot;
		self->snapshot = g_atomic_rc_box_acquire(snapshot);
	}
	g_mutex_unlock(&self->mutex);
}

/* What goes with the counts: a trainer may commit between two mails.
 * Returns: (transfer full): NULL if it cannot be read. */
static Snapshot *
model_get_snapshot(HanteiModel *self, HanteiStoreTxn *txn, GError **error)
{
	g_autoptr(Snapshot) snapshot = model_lend(self, txn);

	if (snapshot != NULL)
		return g_steal_pointer(&snapshot);
	snapshot = g_atomic_rc_box_new0(Snapshot);
	snapshot->id = hantei_store_get_snapshot(txn);
	if (!hantei_model_state_read(&snapshot->state, txn, self->dir, error))
		return NULL;
	snapshot->weights = hantei_model_state_read_head(&snapshot->head, txn, HANTEI_HEAD_FITTED);
	return g_steal_pointer(&snapshot);
}

static HanteiEvidence *
model_make_evidence(HanteiModel *self,
		    const HanteiFeatures *features,
		    HanteiView view,
		    HanteiEvidenceFunc make,
		    GError **error)
{
	g_autoptr(HanteiStoreTxn) txn = hantei_store_begin(self->store, FALSE, error);
	g_autoptr(Snapshot) snapshot = txn != NULL ? model_get_snapshot(self, txn, error) : NULL;
	g_autofree HanteiWeighed *weighed = NULL;
	const HanteiLanguage language = hantei_features_get_language(features);
	gsize n;
	const HanteiFeature *feature = hantei_features_get(features, &n);
	HanteiDraftBayes bayes = {0};

	if (snapshot == NULL)
		return NULL;
	weighed = hantei_weighed_new(features);
	if (view == HANTEI_VIEW_DRAFT)
		hantei_draft_bayes_init(&bayes, &snapshot->state.origins, language, NULL);
	for (gsize i = 0; i < n; i++) {
		HanteiStoreFeature stored;

		if (i + PREFETCH < n)
			hantei_store_prefetch(txn, feature[i + PREFETCH].hash);
		if (!hantei_store_look(txn, feature[i].hash, &stored))
			continue;
		weighed[i].tally = stored.tally;
		if (view == HANTEI_VIEW_DRAFT && feature[i].group < HANTEI_N_DRAFT_GROUPS)
			weighed[i].draft_weight =
			    hantei_draft_bayes_weigh(&bayes, stored.origins, stored.n_origins);
	}
	if (!hantei_store_check(txn, NULL, error))
		return NULL;
	model_keep(self, txn, snapshot);
	return make(&snapshot->state, &snapshot->head, view, language, weighed, n);
}

HanteiEvidence *
hantei_model_weigh(HanteiModel *self,
		   const HanteiFeatures *features,
		   HanteiView view,
		   GError **error)
{
	return model_make_evidence(self, features, view, hantei_evidence_new, error);
}

HanteiEvidence *
hantei_model_judge(HanteiModel *self,
		   const HanteiFeatures *features,
		   HanteiView view,
		   GError **error)
{
	return model_make_evidence(self, features, view, hantei_evidence_new_without_clues, error);
}

void
hantei_model_info_free(HanteiModelInfo *info)
{
	if (info == NULL)
		return;
	g_free(info->fingerprint);
	g_free(info->concepts);
	g_free(info);
}

static void
count_group(guint64 hash, const HanteiStoreFeature *feature, gpointer user_data)
{
	HanteiModelInfo *info = user_data;

	info->n_features_by_group[feature->group]++;
	info->n_features++;
	if (feature->day == 0) {
		info->n_features_without_day++;
		return;
	}
	if (info->oldest_day == 0 || feature->day < info->oldest_day)
		info->oldest_day = feature->day;
	info->newest_day = MAX(info->newest_day, feature->day);
}

HanteiModelInfo *
hantei_model_get_info(HanteiModel *self, GError **error)
{
	g_autoptr(HanteiStoreTxn) txn = hantei_store_begin(self->store, FALSE, error);
	g_autoptr(HanteiModelInfo) info = g_new0(HanteiModelInfo, 1);
	HanteiModelState state;

	if (txn == NULL || !hantei_model_state_read(&state, txn, self->dir, error))
		return NULL;
	info->format_version = HANTEI_STORE_FORMAT_VERSION;
	info->fingerprint = hantei_store_dup_meta_text(txn, "tokenizer");
	info->concepts = hantei_model_state_dup_concepts(txn);
	info->n_spam = state.learnt.all.n_spam;
	info->n_ham = state.learnt.all.n_ham;
	info->origins = state.origins;
	info->size_bytes = hantei_store_get_size_bytes(self->store);
	hantei_store_each_feature(txn, count_group, info);
	if (!hantei_store_check(txn, NULL, error))
		return NULL;
	return g_steal_pointer(&info);
}
