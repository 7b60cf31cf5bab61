/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The learnt mails that combiner and head are fitted to: of those that were judged when they were
 * learnt, HANTEI_ROW_SET_MAX at most, the ones with the smallest digests: an even sample that does
 * not depend on the order and that merges. Private to this floor. */

#pragma once

#include "model/store.h"

#define HANTEI_ROW_SET_MAX 20000

typedef struct _HanteiRowSet HanteiRowSet;

HanteiRowSet *
hantei_row_set_new(void);

void
hantei_row_set_free(HanteiRowSet *self);

/* Keeps the row of @mail, if it has one and belongs. @n_origins: how many the model knows. */
void
hantei_row_set_add(HanteiRowSet *self,
		   const guint8 digest[16],
		   const HanteiStoreMail *mail,
		   guint32 n_origins);

/* Puts the row of @mail in the place of the one of @digest; NULL removes that. */
void
hantei_row_set_replace(HanteiRowSet *self,
		       const guint8 digest[16],
		       const HanteiStoreMail *mail,
		       guint32 n_origins);

/* Whether it was full and lost a row: one that was left out may belong again. */
gboolean
hantei_row_set_has_gap(const HanteiRowSet *self);

/* Forgets all rows, and the gap. */
void
hantei_row_set_clear(HanteiRowSet *self);

gsize
hantei_row_set_get_size(const HanteiRowSet *self);

/* Returns: (transfer full): of HanteiCombinerRow, by digest. */
GArray *
hantei_row_set_copy_rows(HanteiRowSet *self);

/* Returns: (transfer container): of HanteiHeadRow, by digest; lent until the set changes. */
GPtrArray *
hantei_row_set_get_head_rows(HanteiRowSet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiRowSet, hantei_row_set_free)
