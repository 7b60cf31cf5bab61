/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Where a reader's tables lie, kept from one transaction to the next while nobody commits: to find
 * 180 tables by LMDB costs a mail more than the look-ups in them. A snapshot's pages stay where
 * they are until the map is made larger, and that takes a commit, which gives another snapshot. No
 * transaction is kept open, so trainers may use pages again. Private to this floor. */

#pragma once

#include "model/store-private.h"

typedef struct {
	gsize snapshot; /* whose tables these are; 0: none */
	guint n_read;
	guint8 is_read[HANTEI_STORE_N_TABLES];
	HanteiTable tables[HANTEI_STORE_N_TABLES];
} HanteiStoreKept;

/* Which commit a reader sees. */
gsize
hantei_store_get_snapshot(HanteiStoreTxn *txn);

/* Gives the new reader @txn the tables of its snapshot that are known. */
void
hantei_store_kept_lend(const HanteiStoreKept *self, HanteiStoreTxn *txn);

/* Keeps what the reader @txn, still open, has looked up. */
void
hantei_store_kept_update(HanteiStoreKept *self, HanteiStoreTxn *txn);
