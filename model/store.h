/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The model on disk: an LMDB environment and its records. Private to this floor; nobody else sees
 * LMDB.
 *
 * Databases: "meta" (name -> bytes), "mail" (message digest -> what was learnt of it), and features
 * by their hash: in 256 tables ("table", "text": model/feature-table.h), read in place, and those
 * that changed since in "delta", which is folded into the tables when it has grown. A record for
 * each feature would cap scoring at 1,300 mails a second with 10 million features. A change is one
 * transaction, so whatever kills us leaves the last one whole. */

#pragma once

#include <gio/gio.h>

#include "model/combiner.h"
#include "model/feature-record.h"
#include "model/head.h"

#define HANTEI_STORE_FORMAT_VERSION 4

typedef struct _HanteiStore HanteiStore;
typedef struct _HanteiStoreTxn HanteiStoreTxn;

typedef enum {
	HANTEI_STORE_READ,  /* other processes may write meanwhile */
	HANTEI_STORE_WRITE, /* made if missing; one process at a time, others are refused */
} HanteiStoreMode;

/* A learnt mail. */
typedef struct {
	gboolean is_spam;
	guint n_hard;	  /* how often it went into the hard counts, 0 to 255 */
	gboolean has_row; /* it was judged before it was learnt, by a model that knew enough */
	HanteiCombinerRow row;
	guint32 origin;
	HanteiHeadRow *head_row; /* owned, or NULL */
} HanteiStoreMail;

/* Frees what @self owns, not @self. */
void
hantei_store_mail_clear(HanteiStoreMail *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HanteiStoreMail, hantei_store_mail_clear)

HanteiStore *
hantei_store_open(const gchar *dir, HanteiStoreMode mode, GError **error);

/* The same with @map_bytes of room to begin with, for HANTEI_STORE_WRITE. */
HanteiStore *
hantei_store_open_sized(const gchar *dir, HanteiStoreMode mode, gsize map_bytes, GError **error);

void
hantei_store_free(HanteiStore *self);

/* The file's size. */
guint64
hantei_store_get_size_bytes(HanteiStore *self);

/* Doubles the room the file may take; no transaction may be open. For HANTEI_STORE_WRITE. */
gboolean
hantei_store_grow(HanteiStore *self, GError **error);

/* Keeps the trainer out, and others who take the model's file away: two trainers would overwrite
 * each other's counts, the second is told to come back. Returns: a file to close(), -1 with
 * HANTEI_MODEL_ERROR_BUSY. HANTEI_STORE_WRITE does so by itself. */
int
hantei_store_lock(const gchar *dir, GError **error);

/* Does not wait for the disk from here on: whatever kills us still leaves the last commit whole,
 * but if the system itself stops, all of the model may be lost. FALSE waits for what was written
 * meanwhile. For HANTEI_STORE_WRITE. */
gboolean
hantei_store_set_fast(HanteiStore *self, gboolean is_fast, GError **error);

/* Starts a transaction. Readers keep the snapshot they started with; a thread ends its own. */
HanteiStoreTxn *
hantei_store_begin(HanteiStore *self, gboolean is_write, GError **error);

/* Ends a transaction without a trace. */
void
hantei_store_abort(HanteiStoreTxn *txn);

/* Makes a transaction's writes last. @is_full is set if the room was too small: grow and try again.
 */
gboolean
hantei_store_commit(HanteiStoreTxn *txn, gboolean *is_full, GError **error);

/* The first error of a transaction's reads and writes, which each return nothing found or do
 * nothing after it. Returns: FALSE if there was one. */
gboolean
hantei_store_check(HanteiStoreTxn *txn, gboolean *is_full, GError **error);

/* Begins to fetch what is counted of @hash, which will be looked at soon. */
void
hantei_store_prefetch(HanteiStoreTxn *txn, guint64 hash);

/* Reads a feature without its text. Returns: FALSE if there is no such feature. */
gboolean
hantei_store_look(HanteiStoreTxn *txn, guint64 hash, HanteiStoreFeature *feature);

/* Reads a feature. It is lent until the next one is read or something is written. Returns: FALSE if
 * there is no such feature. */
gboolean
hantei_store_get_feature(HanteiStoreTxn *txn, guint64 hash, HanteiStoreFeature *feature);

/* Writes a feature; one without counts is deleted. */
void
hantei_store_put_feature(HanteiStoreTxn *txn, guint64 hash, const HanteiStoreFeature *feature);

/* Gives the next feature, lent until the call after. Returns: FALSE when there is none left. */
typedef gboolean (*HanteiStoreNextFunc)(gpointer user_data,
					guint64 *hash,
					HanteiStoreFeature *feature);

/* Writes about @n features, which @next gives sorted by hash, each once: many at a time cost much
 * less than one by one. Some may wait for hantei_store_settle(). */
void
hantei_store_put_features(HanteiStoreTxn *txn,
			  guint64 n,
			  HanteiStoreNextFunc next,
			  gpointer user_data);

/* Puts what was written one by one where many are read fast. */
void
hantei_store_fold(HanteiStoreTxn *txn);

/* Does so at the end of a run if much waits, or if tables were written since the store was opened
 * or this was last called: who has learnt so much can bear to write them once more, and who reads
 * is spared to look for each feature in two places. */
void
hantei_store_settle(HanteiStoreTxn *txn);

/* Reads a mail, which the caller clears. Returns: FALSE if there is no such mail. */
gboolean
hantei_store_get_mail(HanteiStoreTxn *txn, const guint8 digest[16], HanteiStoreMail *mail);

/* Writes a mail; NULL deletes it. */
void
hantei_store_put_mail(HanteiStoreTxn *txn, const guint8 digest[16], const HanteiStoreMail *mail);

/* Reads @size bytes of "meta". Returns: FALSE if @name is not there or has another size. */
gboolean
hantei_store_get_meta(HanteiStoreTxn *txn, const gchar *name, gpointer value, gsize size);

void
hantei_store_put_meta(HanteiStoreTxn *txn, const gchar *name, gconstpointer value, gsize size);

/* Returns: (transfer none) (nullable): the octets of @name, lent until the transaction ends,
 * aligned as LMDB does, to 2. */
gconstpointer
hantei_store_lend_meta(HanteiStoreTxn *txn, const gchar *name, gsize *size);

/* Returns: (transfer full) (nullable): the text @name of "meta". */
gchar *
hantei_store_dup_meta_text(HanteiStoreTxn *txn, const gchar *name);

typedef void (*HanteiStoreFeatureFunc)(guint64 hash,
				       const HanteiStoreFeature *feature,
				       gpointer user_data);
typedef void (*HanteiStoreMailFunc)(const guint8 digest[16],
				    const HanteiStoreMail *mail,
				    gpointer user_data);

/* Calls @func for every feature, by hash. */
void
hantei_store_each_feature(HanteiStoreTxn *txn, HanteiStoreFeatureFunc func, gpointer user_data);

/* Calls @func for every learnt mail, by digest. */
void
hantei_store_each_mail(HanteiStoreTxn *txn, HanteiStoreMailFunc func, gpointer user_data);

guint64
hantei_store_count_features(HanteiStoreTxn *txn);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiStore, hantei_store_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiStoreTxn, hantei_store_abort)
