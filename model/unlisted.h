/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What a model holds beyond the mails it lists: those learnt by a model it was made from, and
 * features that were taken out. Written when a model is made other than by training; it stays as
 * it is when mails are learnt and taken back. Private to this floor. */

#pragma once

#include "model/store.h"

typedef struct {
	HanteiTally learnt; /* mails that count and are not listed */
	guint32 min_mails;  /* features in fewer mails were taken out, 1: by age alone, or 0 */
} HanteiUnlisted;

/* A model that was never made so lists all its mails. */
void
hantei_unlisted_read(HanteiUnlisted *self, HanteiStoreTxn *txn);

void
hantei_unlisted_write(const HanteiUnlisted *self, HanteiStoreTxn *txn);

/* Adds a mail @by times to a sum of totals, which stay in their range. */
void
hantei_unlisted_add(HanteiTally *sum, const HanteiStoreMail *mail, gint by);
