/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What the parts of the store share: store.c opens it and ends transactions, store-features.c and
 * store-mails.c read and write its records. */

#pragma once

#include <lmdb.h>

#include "model/feature-table.h"
#include "model/store.h"

#define HANTEI_STORE_N_TABLES 256

struct _HanteiStore {
	gchar *dir;
	MDB_env *env;
	gboolean is_write;
	GRWLock map; /* readers: held while a transaction is open, for the map must not move then */
	int lock_fd; /* held while we write, or -1 */
	gboolean has_folded; /* tables were written since hantei_store_settle() */
	MDB_dbi meta;
	MDB_dbi mail;
	MDB_dbi table; /* first octet of hashes -> HanteiTable */
	MDB_dbi text;  /* the same -> HanteiTableTexts */
	MDB_dbi delta; /* hash -> record and text of what changed since; without counts: deleted */
};

/* Databases that may be opened; LMDB numbers them after two of its own. */
#define HANTEI_STORE_MAX_DATABASES 6
#define HANTEI_STORE_N_DBIS (2 + HANTEI_STORE_MAX_DATABASES)

struct _HanteiStoreTxn {
	HanteiStore *store;
	MDB_txn *txn;
	MDB_cursor *cursors[HANTEI_STORE_N_DBIS]; /* a reader's, by database, or NULL */
	int status;				  /* of LMDB: the first that was not MDB_SUCCESS */
	gboolean is_write;
	gboolean has_delta;
	gboolean has_folded;		       /* tables may be moved by any write from here on */
	guint8 is_read[HANTEI_STORE_N_TABLES]; /* whether tables has it */
	HanteiTable tables[HANTEI_STORE_N_TABLES];
	HanteiOriginCounts origins[HANTEI_MAX_ORIGINS]; /* of the feature read last */
};

/* Reads a record. Returns: FALSE if it is not there or the transaction has failed. */
gboolean
hantei_store_txn_get(
    HanteiStoreTxn *txn, MDB_dbi dbi, gconstpointer key, gsize key_size, MDB_val *value);

/* Writes a record; without @value it is deleted. */
void
hantei_store_txn_put(
    HanteiStoreTxn *txn, MDB_dbi dbi, gconstpointer key, gsize key_size, MDB_val *value);

/* Calls @take for every record of @dbi until it says FALSE, which means a damaged record. */
void
hantei_store_txn_each(HanteiStoreTxn *txn,
		      MDB_dbi dbi,
		      gboolean (*take)(const MDB_val *key, const MDB_val *value, gpointer data),
		      gpointer data);
