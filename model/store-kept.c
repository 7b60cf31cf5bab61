/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/store-kept.h"

#include <string.h>

gsize
hantei_store_get_snapshot(HanteiStoreTxn *txn)
{
	return mdb_txn_id(txn->txn);
}

void
hantei_store_kept_lend(const HanteiStoreKept *self, HanteiStoreTxn *txn)
{
	g_return_if_fail(!txn->is_write);
	if (self->n_read == 0 || self->snapshot != hantei_store_get_snapshot(txn))
		return;
	memcpy(txn->is_read, self->is_read, sizeof self->is_read);
	memcpy(txn->tables, self->tables, sizeof self->tables);
}

void
hantei_store_kept_update(HanteiStoreKept *self, HanteiStoreTxn *txn)
{
	const gsize snapshot = hantei_store_get_snapshot(txn);

	g_return_if_fail(!txn->is_write);
	/* a thread that is late must not bring an older snapshot back */
	if (snapshot < self->snapshot ||
	    (snapshot == self->snapshot && self->n_read == HANTEI_STORE_N_TABLES))
		return;
	if (snapshot > self->snapshot)
		*self = (HanteiStoreKept){.snapshot = snapshot};
	for (guint i = 0; i < HANTEI_STORE_N_TABLES; i++) {
		if (!txn->is_read[i] || self->is_read[i])
			continue;
		self->is_read[i] = TRUE;
		self->tables[i] = txn->tables[i];
		self->n_read++;
	}
}
