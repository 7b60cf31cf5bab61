/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Many features in two runs of octets, read where they lie: slots of 16 octets sorted by hash,
 * found by a directory in one or two cache misses, and the texts, which only people need. Private
 * to the store, which has one table for each of the 256 first octets of a hash.
 *
 * A table: n, number of bits that choose a bucket, octets of the tail, first octet of all hashes
 * (32 bits each); for each bucket, and at the end, its first slot (32 bits); slots of hash and
 * payload (64 bits each); the tail. In the place of the hash's first octet a slot has the octet
 * that a packed feature needs besides. A payload's lowest bit tells whether the rest is the packed
 * feature or its place in the tail. Texts: n, bits; for each bucket, and at the end, its place;
 * texts with their length before them, in one octet, less one. In the machine's order of octets, as
 * all of LMDB. */

#pragma once

#include "model/feature-record.h"

/* Lent octets, looked at. */
typedef struct {
	const guint8 *directory; /* NULL: empty */
	const guint8 *slots;
	const guint8 *tail;
	guint32 n;
	guint32 n_tail;
	guint bits;
	guint8 shard; /* the first octet of all hashes */
} HanteiTable;

/* Returns: FALSE if the octets are no table. */
gboolean
hantei_table_init(HanteiTable *self, gconstpointer bytes, gsize n_bytes);

/* Begins to fetch what hantei_table_find() will look at. */
void
hantei_table_prefetch(const HanteiTable *self, guint64 hash);

#define HANTEI_TABLE_NONE (-1)
#define HANTEI_TABLE_DAMAGED (-2)

/* The slot of @hash, or one of the above. */
gint64
hantei_table_find(const HanteiTable *self, guint64 hash);

/* The feature at @slot, which is below self->n, without its text. Returns: FALSE if it is damaged.
 */
gboolean
hantei_table_read(const HanteiTable *self,
		  gint64 slot,
		  guint64 *hash,
		  HanteiStoreFeature *feature,
		  HanteiOriginCounts origins[HANTEI_MAX_ORIGINS]);

typedef struct {
	const guint8 *directory; /* NULL: empty */
	const guint8 *texts;
	guint32 n;
	guint32 n_texts; /* octets */
	guint bits;
} HanteiTableTexts;

gboolean
hantei_table_texts_init(HanteiTableTexts *self, gconstpointer bytes, gsize n_bytes);

/* The text of the feature at @slot of @table, whose hash is @hash. Returns: FALSE if it is
 * damaged. */
gboolean
hantei_table_texts_get(const HanteiTableTexts *self,
		       const HanteiTable *table,
		       gint64 slot,
		       guint64 hash,
		       const gchar **text,
		       gsize *length);

/* Where @hash is or would be: the first slot whose hash is not below it, at most self->n.
 * @is_there: (out): whether it is there. Returns: HANTEI_TABLE_DAMAGED, too. */
gint64
hantei_table_seek(const HanteiTable *self, guint64 hash, gboolean *is_there);

/* Moves @place, 0 for the first text, over one. Returns: FALSE if it is damaged. */
gboolean
hantei_table_texts_skip(const HanteiTableTexts *self, guint64 *place);

typedef struct _HanteiTableBuilder HanteiTableBuilder;

HanteiTableBuilder *
hantei_table_builder_new(void);

void
hantei_table_builder_free(HanteiTableBuilder *self);

/* Adds the next feature, with its text; its hash is above the last one's. */
void
hantei_table_builder_add(HanteiTableBuilder *self, guint64 hash, const HanteiStoreFeature *feature);

/* Adds the features of @table from slot @first to before @end as they are, for much less; their
 * texts begin at @place of @texts, which is moved behind them. Returns: FALSE if they are damaged.
 */
gboolean
hantei_table_builder_copy(HanteiTableBuilder *self,
			  const HanteiTable *table,
			  const HanteiTableTexts *texts,
			  guint32 first,
			  guint32 end,
			  guint64 *place);

/* Puts a table and its texts together and begins anew. Both are empty if nothing was added. */
void
hantei_table_builder_finish(HanteiTableBuilder *self, GByteArray *table, GByteArray *texts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiTableBuilder, hantei_table_builder_free)
