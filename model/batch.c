/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/batch.h"

#include "model/digest.h"

struct _HanteiBatch {
	HanteiStore *store;	/* or NULL */
	HanteiStoreTxn *read;	/* the snapshot, or NULL */
	HanteiTallies *tallies; /* features touched */
	GHashTable *mails;	/* digest -> HanteiStoreMail; NULL: forgotten */
};

static void
mail_free(gpointer data)
{
	if (data != NULL)
		hantei_store_mail_clear(data);
	g_free(data);
}

static HanteiStoreMail *
mail_copy(const HanteiStoreMail *mail)
{
	HanteiStoreMail *copy = g_memdup2(mail, sizeof *mail);

	if (copy->head_row != NULL)
		hantei_head_row_ref(copy->head_row);
	return copy;
}

HanteiBatch *
hantei_batch_new(HanteiStore *store)
{
	HanteiBatch *self = g_new0(HanteiBatch, 1);

	self->store = store;
	self->tallies = hantei_tallies_new();
	self->mails =
	    g_hash_table_new_full(hantei_digest_hash, hantei_digest_equal, g_free, mail_free);
	return self;
}

void
hantei_batch_free(HanteiBatch *self)
{
	if (self == NULL)
		return;
	hantei_store_abort(self->read);
	hantei_store_free(self->store);
	hantei_tallies_free(self->tallies);
	g_hash_table_unref(self->mails);
	g_free(self);
}

gboolean
hantei_batch_has_store(const HanteiBatch *self)
{
	return self->store != NULL;
}

gboolean
hantei_batch_set_fast(HanteiBatch *self, gboolean is_fast, GError **error)
{
	return self->store == NULL || hantei_store_set_fast(self->store, is_fast, error);
}

gboolean
hantei_batch_check(HanteiBatch *self, GError **error)
{
	if (self->store == NULL)
		return TRUE;
	if (self->read == NULL)
		self->read = hantei_store_begin(self->store, FALSE, error);
	return self->read != NULL && hantei_store_check(self->read, NULL, error);
}

HanteiStoreTxn *
hantei_batch_get_snapshot(HanteiBatch *self)
{
	return self->read;
}

/* Begins an entry with what is stored. */
static HanteiTallyEntry *
batch_copy(HanteiBatch *self,
	   const HanteiFeature *feature,
	   const gchar *text,
	   const HanteiStoreFeature *stored)
{
	HanteiTallyEntry *entry = hantei_tallies_insert(self->tallies, feature, text);

	entry->tally = stored->tally;
	entry->day = stored->day;
	for (guint i = 0; i < stored->n_origins; i++)
		hantei_tallies_count(self->tallies, entry, stored->origins[i].origin,
				     stored->origins[i].counts.n_spam,
				     stored->origins[i].counts.n_ham);
	return entry;
}

HanteiTallyEntry *
hantei_batch_find(HanteiBatch *self, guint64 hash)
{
	HanteiTallyEntry *entry = hantei_tallies_find(self->tallies, hash);
	HanteiStoreFeature stored;
	HanteiFeature feature = {.hash = hash};

	if (entry != NULL || self->read == NULL ||
	    !hantei_store_get_feature(self->read, hash, &stored))
		return entry;
	feature.group = (guint8)stored.group;
	feature.text_length = (guint16)stored.text_length;
	return batch_copy(self, &feature, stored.text, &stored);
}

HanteiTallyEntry *
hantei_batch_touch(HanteiBatch *self, const HanteiFeatures *features, const HanteiFeature *feature)
{
	const gchar *text = hantei_features_text(features, feature);
	HanteiTallyEntry *entry = hantei_tallies_find(self->tallies, feature->hash);
	HanteiStoreFeature stored;

	if (entry != NULL)
		return entry;
	if (self->read == NULL || !hantei_store_look(self->read, feature->hash, &stored))
		return hantei_tallies_insert(self->tallies, feature, text);
	return batch_copy(self, feature, text, &stored);
}

void
hantei_batch_count(
    HanteiBatch *self, HanteiTallyEntry *entry, guint32 origin, gint by_spam, gint by_ham)
{
	hantei_tallies_count(self->tallies, entry, origin, by_spam, by_ham);
}

void
hantei_batch_look(HanteiBatch *self,
		  guint64 hash,
		  HanteiStoreFeature *feature,
		  HanteiOriginCounts origins[HANTEI_MAX_ORIGINS])
{
	const HanteiTallyEntry *entry = hantei_tallies_find(self->tallies, hash);

	*feature = (HanteiStoreFeature){0};
	if (entry != NULL) {
		feature->tally = entry->tally;
		feature->origins = origins;
		feature->n_origins = hantei_tallies_get_origins(self->tallies, entry, origins);
	} else if (self->read == NULL || !hantei_store_look(self->read, hash, feature)) {
		*feature = (HanteiStoreFeature){0};
	}
}

gboolean
hantei_batch_get_mail(HanteiBatch *self, const guint8 digest[16], HanteiStoreMail *mail)
{
	gpointer pending;

	if (g_hash_table_lookup_extended(self->mails, digest, NULL, &pending)) {
		if (pending != NULL) {
			g_autofree HanteiStoreMail *copy = mail_copy(pending);
			*mail = *copy;
		}
		return pending != NULL;
	}
	return self->read != NULL && hantei_store_get_mail(self->read, digest, mail);
}

void
hantei_batch_set_mail(HanteiBatch *self, const guint8 digest[16], const HanteiStoreMail *mail)
{
	g_hash_table_replace(self->mails, g_memdup2(digest, HANTEI_DIGEST_BYTES),
			     mail != NULL ? mail_copy(mail) : NULL);
}

typedef struct {
	const HanteiBatch *batch;
	HanteiStoreMailFunc func;
	gpointer user_data;
} Visit;

static void
visit_stored(const guint8 digest[16], const HanteiStoreMail *mail, gpointer user_data)
{
	const Visit *visit = user_data;

	if (!g_hash_table_contains(visit->batch->mails, digest))
		visit->func(digest, mail, visit->user_data);
}

void
hantei_batch_each_mail(HanteiBatch *self, HanteiStoreMailFunc func, gpointer user_data)
{
	Visit visit = {self, func, user_data};
	GHashTableIter iter;
	gpointer digest;
	gpointer mail;

	if (self->read != NULL)
		hantei_store_each_mail(self->read, visit_stored, &visit);
	g_hash_table_iter_init(&iter, self->mails);
	while (g_hash_table_iter_next(&iter, &digest, &mail)) {
		if (mail != NULL)
			func(digest, mail, user_data);
	}
}

/* The features that have changed, for hantei_store_put_features(). */
typedef struct {
	const HanteiTallies *tallies;
	HanteiTallyEntry **next;
	HanteiOriginCounts counts[HANTEI_MAX_ORIGINS];
} Changes;

static gboolean
changes_next(gpointer user_data, guint64 *hash, HanteiStoreFeature *feature)
{
	Changes *self = user_data;
	const HanteiTallyEntry *entry;

	while (*self->next != NULL && ((*self->next)->flags & HANTEI_TALLY_CHANGED) == 0)
		self->next++;
	if (*self->next == NULL)
		return FALSE;
	entry = *self->next++;
	*hash = entry->hash;
	*feature = (HanteiStoreFeature){
	    .tally = entry->tally,
	    .group = (HanteiGroup)entry->group,
	    .day = entry->day,
	    .text = hantei_tallies_text(self->tallies, entry),
	    .text_length = entry->text_length,
	    .origins = self->counts,
	    .n_origins = hantei_tallies_get_origins(self->tallies, entry, self->counts)};
	return TRUE;
}

HanteiStoreTxn *
hantei_batch_write(HanteiBatch *self, GError **error)
{
	g_autofree HanteiTallyEntry **entries = hantei_tallies_sort(self->tallies);
	Changes changes = {.tallies = self->tallies, .next = entries};
	HanteiStoreTxn *txn;
	GHashTableIter iter;
	gpointer digest;
	gpointer mail;

	/* or the pages it reads could not be used again */
	g_clear_pointer(&self->read, hantei_store_abort);
	txn = hantei_store_begin(self->store, TRUE, error);
	if (txn == NULL)
		return NULL;
	hantei_store_put_features(txn, hantei_tallies_get_size(self->tallies), changes_next,
				  &changes);
	g_hash_table_iter_init(&iter, self->mails);
	while (g_hash_table_iter_next(&iter, &digest, &mail))
		hantei_store_put_mail(txn, digest, mail);
	return txn;
}

gboolean
hantei_batch_grow(HanteiBatch *self, GError **error)
{
	return hantei_store_grow(self->store, error);
}

void
hantei_batch_clear(HanteiBatch *self)
{
	g_clear_pointer(&self->read, hantei_store_abort);
	hantei_tallies_clear(self->tallies);
	g_hash_table_remove_all(self->mails);
}
