/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/store-private.h"

#include <string.h>

/* Changes go into the tables when they are more than one in FOLD_SHARE of what is there, and more
 * than FOLD_MIN: a single mail's must not rewrite the model, and readers should look in one place.
 * A table written anew at each growth by a share costs each learnt mail the same. While a run goes
 * on one in RUN_SHARE may wait: it pays for writing the tables, and readers for looking twice only
 * as long as it lasts. */
#define FOLD_SHARE 32
#define RUN_SHARE 8
#define FOLD_MIN 4096

static guint
shard_of(guint64 hash)
{
	return (guint)(hash >> 56);
}

/* The table that may hold @hash, looked at once a transaction. Returns: NULL if it is damaged. */
static const HanteiTable *
txn_get_table(HanteiStoreTxn *txn, guint shard)
{
	const guint8 key = (guint8)shard;
	MDB_val value = {0, NULL};

	if (txn->is_read[shard])
		return &txn->tables[shard];
	if (txn->status != MDB_SUCCESS)
		return NULL;
	if (!hantei_store_txn_get(txn, txn->store->table, &key, 1, &value))
		value.mv_size = 0;
	if (txn->status == MDB_SUCCESS &&
	    !hantei_table_init(&txn->tables[shard], value.mv_data, value.mv_size))
		txn->status = MDB_CORRUPTED;
	txn->is_read[shard] = txn->status == MDB_SUCCESS;
	return txn->is_read[shard] ? &txn->tables[shard] : NULL;
}

static gboolean
read_texts(HanteiStoreTxn *txn, guint shard, HanteiTableTexts *texts)
{
	const guint8 key = (guint8)shard;
	MDB_val value = {0, NULL};

	if (!hantei_store_txn_get(txn, txn->store->text, &key, 1, &value))
		value.mv_size = 0;
	return txn->status == MDB_SUCCESS &&
	       hantei_table_texts_init(texts, value.mv_data, value.mv_size);
}

static gboolean
is_deleted(const HanteiStoreFeature *feature)
{
	return feature->tally.all.n_spam == 0 && feature->tally.all.n_ham == 0;
}

/* Reads a record of "delta". */
static gboolean
read_delta(HanteiStoreTxn *txn, const MDB_val *value, HanteiStoreFeature *feature)
{
	const guint8 *bytes = value->mv_data;
	const gsize n = hantei_feature_record_read(bytes, value->mv_size, feature, txn->origins);

	if (n == 0)
		return FALSE;
	feature->text = (const gchar *)bytes + n;
	feature->text_length = value->mv_size - n;
	return TRUE;
}

/* Finds a feature that was not changed since. @slot: (out): where, for its text. */
static gboolean
find_in_table(HanteiStoreTxn *txn, guint64 hash, HanteiStoreFeature *feature, gint64 *slot)
{
	const HanteiTable *table = txn_get_table(txn, shard_of(hash));
	guint64 found;

	if (table == NULL)
		return FALSE;
	*slot = hantei_table_find(table, hash);
	if (*slot == HANTEI_TABLE_NONE)
		return FALSE;
	if (*slot >= 0 && hantei_table_read(table, *slot, &found, feature, txn->origins))
		return TRUE;
	txn->status = MDB_CORRUPTED;
	return FALSE;
}

/* Finds a change. Returns: FALSE if @hash was not changed. */
static gboolean
find_in_delta(HanteiStoreTxn *txn, guint64 hash, HanteiStoreFeature *feature)
{
	MDB_val value;

	if (!txn->has_delta ||
	    !hantei_store_txn_get(txn, txn->store->delta, &hash, sizeof hash, &value))
		return FALSE;
	if (read_delta(txn, &value, feature))
		return TRUE;
	txn->status = MDB_CORRUPTED;
	return FALSE;
}

void
hantei_store_prefetch(HanteiStoreTxn *txn, guint64 hash)
{
	const HanteiTable *table = txn_get_table(txn, shard_of(hash));

	if (table != NULL)
		hantei_table_prefetch(table, hash);
}

gboolean
hantei_store_look(HanteiStoreTxn *txn, guint64 hash, HanteiStoreFeature *feature)
{
	gint64 slot;

	if (find_in_delta(txn, hash, feature))
		return !is_deleted(feature);
	return txn->status == MDB_SUCCESS && find_in_table(txn, hash, feature, &slot);
}

gboolean
hantei_store_get_feature(HanteiStoreTxn *txn, guint64 hash, HanteiStoreFeature *feature)
{
	const guint shard = shard_of(hash);
	HanteiTableTexts texts;
	gint64 slot;

	if (find_in_delta(txn, hash, feature))
		return !is_deleted(feature);
	if (txn->status != MDB_SUCCESS || !find_in_table(txn, hash, feature, &slot))
		return FALSE;
	if (read_texts(txn, shard, &texts) &&
	    hantei_table_texts_get(&texts, &txn->tables[shard], slot, hash, &feature->text,
				   &feature->text_length))
		return TRUE;
	if (txn->status == MDB_SUCCESS)
		txn->status = MDB_CORRUPTED;
	return FALSE;
}

void
hantei_store_put_feature(HanteiStoreTxn *txn, guint64 hash, const HanteiStoreFeature *feature)
{
	guint8 buffer[HANTEI_FEATURE_RECORD_BYTES + HANTEI_STORE_TEXT_BYTES];
	const HanteiStoreFeature nothing = {.group = feature->group};
	HanteiStoreFeature old;
	MDB_val value = {0, buffer};
	gint64 slot;
	gsize length = MIN(feature->text_length, HANTEI_STORE_TEXT_BYTES);

	if (is_deleted(feature)) {
		if (!find_in_table(txn, hash, &old, &slot)) {
			hantei_store_txn_put(txn, txn->store->delta, &hash, sizeof hash, NULL);
			return;
		}
		feature = &nothing;
		length = 0;
	}
	value.mv_size = hantei_feature_record_write(feature, buffer);
	if (length > 0)
		memcpy(buffer + value.mv_size, feature->text, length);
	value.mv_size += length;
	hantei_store_txn_put(txn, txn->store->delta, &hash, sizeof hash, &value);
	txn->has_delta = TRUE;
	if (txn->has_folded)
		memset(txn->is_read, 0, sizeof txn->is_read);
}

/* "delta", from its first record on. */
typedef struct {
	HanteiStoreTxn *txn;
	MDB_cursor *cursor;
	gboolean is_begun;
	HanteiOriginCounts origins[HANTEI_MAX_ORIGINS];
	gchar text[HANTEI_STORE_TEXT_BYTES]; /* a copy: LMDB lends until the next write */
} Delta;

static gboolean
delta_begin(Delta *self, HanteiStoreTxn *txn)
{
	self->txn = txn;
	self->is_begun = FALSE;
	if (txn->status == MDB_SUCCESS)
		txn->status = mdb_cursor_open(txn->txn, txn->store->delta, &self->cursor);
	return txn->status == MDB_SUCCESS;
}

static gboolean
delta_next(gpointer user_data, guint64 *hash, HanteiStoreFeature *feature)
{
	Delta *self = user_data;
	MDB_val key;
	MDB_val value;
	const int status =
	    mdb_cursor_get(self->cursor, &key, &value, self->is_begun ? MDB_NEXT : MDB_FIRST);
	gsize n;

	self->is_begun = TRUE;
	if (status != MDB_SUCCESS) {
		self->txn->status = status == MDB_NOTFOUND ? self->txn->status : status;
		return FALSE;
	}
	n = hantei_feature_record_read(value.mv_data, value.mv_size, feature, self->origins);
	if (n == 0 || key.mv_size != sizeof *hash || value.mv_size - n > HANTEI_STORE_TEXT_BYTES) {
		self->txn->status = MDB_CORRUPTED;
		return FALSE;
	}
	memcpy(hash, key.mv_data, sizeof *hash);
	feature->text_length = value.mv_size - n;
	memcpy(self->text, (const guint8 *)value.mv_data + n, feature->text_length);
	feature->text = self->text;
	return TRUE;
}

/* Two runs sorted by hash, the tables and changes, which win. */
typedef struct {
	HanteiStoreTxn *txn;
	HanteiStoreNextFunc next; /* gives the changes */
	gpointer changes;
	guint64 hash; /* the change that comes next */
	HanteiStoreFeature feature;
	gboolean has_change;
	HanteiStoreFeatureFunc func;
	gpointer user_data;
} Walk;

static void
walk_step(Walk *self)
{
	self->has_change = self->txn->status == MDB_SUCCESS &&
			   self->next(self->changes, &self->hash, &self->feature);
}

/* Gives the changes of @shard up to @end. Returns: whether the last was of @end itself. */
static gboolean
walk_take_changes(Walk *self, guint shard, guint64 end)
{
	gboolean is_same = FALSE;

	while (self->has_change && shard_of(self->hash) == shard && self->hash <= end) {
		is_same = self->hash == end;
		if (!is_deleted(&self->feature))
			self->func(self->hash, &self->feature, self->user_data);
		walk_step(self);
	}
	return is_same;
}

static void
walk_shard(Walk *self, guint shard)
{
	HanteiStoreTxn *txn = self->txn;
	const HanteiTable *table = txn_get_table(txn, shard);
	HanteiTableTexts texts;
	gboolean is_good = table != NULL && read_texts(txn, shard, &texts);
	guint64 last = 0;

	for (guint32 i = 0; is_good && i < table->n; i++) {
		HanteiStoreFeature feature;
		guint64 hash;

		is_good = hantei_table_read(table, i, &hash, &feature, txn->origins) &&
			  shard_of(hash) == shard && (i == 0 || hash > last) &&
			  hantei_table_texts_get(&texts, table, i, hash, &feature.text,
						 &feature.text_length);
		if (is_good && !walk_take_changes(self, shard, hash))
			self->func(hash, &feature, self->user_data);
		last = hash;
	}
	if (is_good)
		walk_take_changes(self, shard, G_MAXUINT64);
	else if (txn->status == MDB_SUCCESS)
		txn->status = MDB_CORRUPTED;
}

void
hantei_store_each_feature(HanteiStoreTxn *txn, HanteiStoreFeatureFunc func, gpointer user_data)
{
	Delta delta;
	Walk walk = {.txn = txn,
		     .next = delta_next,
		     .changes = &delta,
		     .func = func,
		     .user_data = user_data};

	if (!delta_begin(&delta, txn))
		return;
	walk_step(&walk);
	for (guint shard = 0; shard < HANTEI_STORE_N_TABLES && txn->status == MDB_SUCCESS; shard++)
		walk_shard(&walk, shard);
	mdb_cursor_close(delta.cursor);
}

/* Puts the changes of @shard, and of what it has those that stay, into @builder. Returns: FALSE if
 * it is damaged. */
static gboolean
merge_shard(Walk *self, guint shard, HanteiTableBuilder *builder)
{
	HanteiStoreTxn *txn = self->txn;
	const HanteiTable *table = txn_get_table(txn, shard);
	HanteiTableTexts texts;
	guint64 place = 0; /* of the text of the slot that comes next */
	gint64 slot = 0;

	if (table == NULL || !read_texts(txn, shard, &texts) || texts.n != table->n ||
	    (table->n > 0 && table->shard != shard))
		return FALSE;
	while (self->has_change && shard_of(self->hash) == shard) {
		gboolean is_there;
		const gint64 at = hantei_table_seek(table, self->hash, &is_there);

		if (at < slot || !hantei_table_builder_copy(builder, table, &texts, (guint32)slot,
							    (guint32)at, &place))
			return FALSE;
		if (is_there && !hantei_table_texts_skip(&texts, &place))
			return FALSE;
		slot = at + (is_there ? 1 : 0);
		if (!is_deleted(&self->feature))
			hantei_table_builder_add(builder, self->hash, &self->feature);
		walk_step(self);
	}
	return hantei_table_builder_copy(builder, table, &texts, (guint32)slot, table->n, &place);
}

static void
put_run(HanteiStoreTxn *txn, MDB_dbi dbi, guint shard, const GByteArray *bytes)
{
	const guint8 key = (guint8)shard;
	MDB_val value = {bytes->len, bytes->data};

	hantei_store_txn_put(txn, dbi, &key, 1, bytes->len > 0 ? &value : NULL);
}

/* Writes those tables anew that have changes. */
static void
merge(HanteiStoreTxn *txn, HanteiStoreNextFunc next, gpointer changes)
{
	g_autoptr(HanteiTableBuilder) builder = hantei_table_builder_new();
	g_autoptr(GByteArray) table = g_byte_array_new();
	g_autoptr(GByteArray) texts = g_byte_array_new();
	Walk walk = {.txn = txn, .next = next, .changes = changes};

	walk_step(&walk);
	while (walk.has_change && txn->status == MDB_SUCCESS) {
		const guint shard = shard_of(walk.hash);

		if (!merge_shard(&walk, shard, builder) && txn->status == MDB_SUCCESS)
			txn->status = MDB_CORRUPTED;
		if (txn->status != MDB_SUCCESS)
			break;
		hantei_table_builder_finish(builder, table, texts);
		put_run(txn, txn->store->table, shard, table);
		put_run(txn, txn->store->text, shard, texts);
		/* what was lent is gone as soon as something is written */
		memset(txn->is_read, 0, sizeof txn->is_read);
	}
	txn->has_folded = TRUE;
	txn->store->has_folded = TRUE;
}

void
hantei_store_fold(HanteiStoreTxn *txn)
{
	Delta delta;

	if (!delta_begin(&delta, txn))
		return;
	merge(txn, delta_next, &delta);
	mdb_cursor_close(delta.cursor);
	if (txn->status == MDB_SUCCESS)
		txn->status = mdb_drop(txn->txn, txn->store->delta, 0);
	txn->has_delta = FALSE;
}

static guint64
count_delta(HanteiStoreTxn *txn)
{
	MDB_stat stat = {0};

	if (txn->status == MDB_SUCCESS)
		txn->status = mdb_stat(txn->txn, txn->store->delta, &stat);
	return stat.ms_entries;
}

static guint64
count_tables(HanteiStoreTxn *txn)
{
	guint64 n = 0;

	for (guint shard = 0; shard < HANTEI_STORE_N_TABLES; shard++) {
		const HanteiTable *table = txn_get_table(txn, shard);

		n += table != NULL ? table->n : 0;
	}
	return n;
}

void
hantei_store_settle(HanteiStoreTxn *txn)
{
	const guint64 n_waiting = count_delta(txn);

	if (n_waiting > 0 &&
	    (txn->store->has_folded || n_waiting > MAX(FOLD_MIN, count_tables(txn) / FOLD_SHARE)))
		hantei_store_fold(txn);
	txn->store->has_folded = FALSE;
}

void
hantei_store_put_features(HanteiStoreTxn *txn, guint64 n, HanteiStoreNextFunc next, gpointer data)
{
	const guint64 enough = MAX(FOLD_MIN, count_tables(txn) / RUN_SHARE);
	const guint64 n_waiting = count_delta(txn);
	HanteiStoreFeature feature;
	guint64 hash;

	if (n_waiting == 0 && n > enough) {
		merge(txn, next, data);
		return;
	}
	while (txn->status == MDB_SUCCESS && next(data, &hash, &feature))
		hantei_store_put_feature(txn, hash, &feature);
	if (n_waiting + n > enough && count_delta(txn) > enough)
		hantei_store_fold(txn);
}

static gboolean
count_change(const MDB_val *key, const MDB_val *value, gpointer data)
{
	gint64 *change = ((gpointer *)data)[1];
	HanteiStoreTxn *txn = ((gpointer *)data)[0];
	HanteiStoreFeature feature;
	HanteiStoreFeature old;
	guint64 hash;
	gint64 slot;
	gboolean is_gone;

	if (key->mv_size != sizeof hash || !read_delta(txn, value, &feature))
		return FALSE;
	is_gone = is_deleted(&feature);
	memcpy(&hash, key->mv_data, sizeof hash);
	if (find_in_table(txn, hash, &old, &slot))
		*change -= is_gone ? 1 : 0;
	else
		*change += is_gone ? 0 : 1;
	return TRUE;
}

guint64
hantei_store_count_features(HanteiStoreTxn *txn)
{
	gint64 change = 0;
	gpointer data[] = {txn, &change};

	hantei_store_txn_each(txn, txn->store->delta, count_change, data);
	return (guint64)((gint64)count_tables(txn) + change);
}
