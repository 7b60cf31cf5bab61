/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/unlisted.h"

#define META_UNLISTED "unlisted"

void
hantei_unlisted_read(HanteiUnlisted *self, HanteiStoreTxn *txn)
{
	if (!hantei_store_get_meta(txn, META_UNLISTED, self, sizeof *self))
		*self = (HanteiUnlisted){0};
}

void
hantei_unlisted_write(const HanteiUnlisted *self, HanteiStoreTxn *txn)
{
	hantei_store_put_meta(txn, META_UNLISTED, self, sizeof *self);
}

void
hantei_unlisted_add(HanteiTally *sum, const HanteiStoreMail *mail, gint by)
{
	hantei_counts_add(&sum->all, mail->is_spam, by);
	hantei_counts_add(&sum->hard, mail->is_spam, by * (gint)mail->n_hard);
}
