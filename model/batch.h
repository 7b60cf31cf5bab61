/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What a trainer has learnt since its last commit, seen through to what is stored: each feature and
 * mail is read once, changed here, and written with all others. Private to the trainer. */

#pragma once

#include "model/store.h"

typedef struct _HanteiBatch HanteiBatch;

/* An empty batch over @store (transfer full); without one (NULL) all stays in memory. */
HanteiBatch *
hantei_batch_new(HanteiStore *store);

void
hantei_batch_free(HanteiBatch *self);

/* Whether there is a store. */
gboolean
hantei_batch_has_store(const HanteiBatch *self);

/* Whether commits need not wait for the disk: see hantei_store_set_fast(). */
gboolean
hantei_batch_set_fast(HanteiBatch *self, gboolean is_fast, GError **error);

/* Takes a snapshot of the store if there is none, as after a write, good or bad: without it all
 * that is stored would look like never learnt. Returns: FALSE if it cannot be had or read any more,
 * and then nothing may be counted on it. */
gboolean
hantei_batch_check(HanteiBatch *self, GError **error);

/* The snapshot. (transfer none) (nullable) */
HanteiStoreTxn *
hantei_batch_get_snapshot(HanteiBatch *self);

/* The entry of a feature that was counted before. Returns: (nullable): valid until another is
 * touched. */
HanteiTallyEntry *
hantei_batch_find(HanteiBatch *self, guint64 hash);

/* The entry of a feature, which is made if need be. Valid until another is touched. */
HanteiTallyEntry *
hantei_batch_touch(HanteiBatch *self, const HanteiFeatures *features, const HanteiFeature *feature);

/* Counts @by mails of @origin in @entry. */
void
hantei_batch_count(
    HanteiBatch *self, HanteiTallyEntry *entry, guint32 origin, gint by_spam, gint by_ham);

/* Reads what is counted of @hash, by origin into @origins, and leaves no entry: weighing many mails
 * must not fill the batch. */
void
hantei_batch_look(HanteiBatch *self,
		  guint64 hash,
		  HanteiStoreFeature *feature,
		  HanteiOriginCounts origins[HANTEI_MAX_ORIGINS]);

/* Reads a mail, which the caller clears. Returns: FALSE if it is not learnt. */
gboolean
hantei_batch_get_mail(HanteiBatch *self, const guint8 digest[16], HanteiStoreMail *mail);

/* Learns a mail, or with NULL forgets it. */
void
hantei_batch_set_mail(HanteiBatch *self, const guint8 digest[16], const HanteiStoreMail *mail);

/* Calls @func for each learnt mail: by digest those that are stored and did not change, then the
 * others in any order. */
void
hantei_batch_each_mail(HanteiBatch *self, HanteiStoreMailFunc func, gpointer user_data);

/* Ends the snapshot and begins a transaction with all of the batch in it, for the caller to add to
 * and commit. Returns: (transfer full) (nullable) */
HanteiStoreTxn *
hantei_batch_write(HanteiBatch *self, GError **error);

/* Makes more room for hantei_batch_write(). */
gboolean
hantei_batch_grow(HanteiBatch *self, GError **error);

/* Forgets what is in the batch. */
void
hantei_batch_clear(HanteiBatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiBatch, hantei_batch_free)
