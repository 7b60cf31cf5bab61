/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/feature-table.h"

#include <string.h>

#define SLOT_BYTES 16
#define TABLE_HEAD_BYTES 16
#define TEXTS_HEAD_BYTES 8

/* The first octet of a hash has chosen the table. */
#define SHARD_BITS 8
#define SHARD_SHIFT (64 - SHARD_BITS)
#define HASH_MASK (G_MAXUINT64 >> SHARD_BITS)
#define MAX_BITS 28

/* Features in a bucket on average: four slots are a cache line. */
#define PER_BUCKET 4

static guint32
get_32(const guint8 *at)
{
	guint32 value;

	memcpy(&value, at, sizeof value);
	return value;
}

static guint64
get_64(const guint8 *at)
{
	guint64 value;

	memcpy(&value, at, sizeof value);
	return value;
}

static gsize
bucket_of(guint bits, guint64 hash)
{
	return bits == 0 ? 0 : (gsize)(hash << SHARD_BITS >> (64 - bits));
}

/* The part of a run that is directory: its octets, or 0 if @bits cannot be. */
static guint64
directory_bytes(guint bits)
{
	return bits <= MAX_BITS ? ((G_GUINT64_CONSTANT(1) << bits) + 1) * sizeof(guint32) : 0;
}

gboolean
hantei_table_init(HanteiTable *self, gconstpointer bytes, gsize n_bytes)
{
	const guint8 *at = bytes;
	guint64 n_directory;
	guint32 shard;

	*self = (HanteiTable){0};
	if (n_bytes == 0)
		return TRUE;
	if (n_bytes < TABLE_HEAD_BYTES)
		return FALSE;
	self->n = get_32(at);
	self->bits = get_32(at + 4);
	self->n_tail = get_32(at + 8);
	shard = get_32(at + 12);
	n_directory = directory_bytes(self->bits);
	if (n_directory == 0 || shard > G_MAXUINT8 ||
	    TABLE_HEAD_BYTES + n_directory + (guint64)self->n * SLOT_BYTES + self->n_tail !=
		n_bytes)
		return FALSE;
	self->shard = (guint8)shard;
	self->directory = at + TABLE_HEAD_BYTES;
	self->slots = self->directory + n_directory;
	self->tail = self->slots + (gsize)self->n * SLOT_BYTES;
	return TRUE;
}

void
hantei_table_prefetch(const HanteiTable *self, guint64 hash)
{
	gsize bucket;

	if (self->directory == NULL)
		return;
	bucket = bucket_of(self->bits, hash);
	/* hashes are even, so the slot is near where it would be if they were quite even */
	__builtin_prefetch(self->directory + bucket * sizeof(guint32));
	__builtin_prefetch(
	    self->slots + (((guint64)self->n * (bucket * 2 + 1)) >> (self->bits + 1)) * SLOT_BYTES);
}

gint64
hantei_table_find(const HanteiTable *self, guint64 hash)
{
	const guint8 *at;
	guint32 first;
	guint32 end;

	if (self->directory == NULL || hash >> SHARD_SHIFT != self->shard)
		return HANTEI_TABLE_NONE;
	at = self->directory + bucket_of(self->bits, hash) * sizeof(guint32);
	first = get_32(at);
	end = get_32(at + sizeof(guint32));
	if (first > end || end > self->n)
		return HANTEI_TABLE_DAMAGED;
	at = self->slots + (gsize)first * SLOT_BYTES;
	for (guint32 i = first; i < end; i++, at += SLOT_BYTES) {
		if ((get_64(at) ^ hash) << SHARD_BITS == 0)
			return i;
	}
	return HANTEI_TABLE_NONE;
}

gboolean
hantei_table_read(const HanteiTable *self,
		  gint64 slot,
		  guint64 *hash,
		  HanteiStoreFeature *feature,
		  HanteiOriginCounts origins[HANTEI_MAX_ORIGINS])
{
	const guint8 *at = self->slots + (gsize)slot * SLOT_BYTES;
	const guint64 key = get_64(at);
	const guint64 payload = get_64(at + 8);
	const guint64 place = payload >> 1;

	*hash = (key & HASH_MASK) | (guint64)self->shard << SHARD_SHIFT;
	if ((payload & 1) != 0)
		return hantei_feature_record_unpack(place, (guint8)(key >> SHARD_SHIFT), feature,
						    origins);
	return place < self->n_tail &&
	       hantei_feature_record_read(self->tail + place, self->n_tail - (gsize)place, feature,
					  origins) > 0;
}

gboolean
hantei_table_texts_init(HanteiTableTexts *self, gconstpointer bytes, gsize n_bytes)
{
	const guint8 *at = bytes;
	guint64 n_directory;

	*self = (HanteiTableTexts){0};
	if (n_bytes == 0)
		return TRUE;
	if (n_bytes < TEXTS_HEAD_BYTES)
		return FALSE;
	self->n = get_32(at);
	self->bits = get_32(at + 4);
	n_directory = directory_bytes(self->bits);
	if (n_directory == 0 || TEXTS_HEAD_BYTES + n_directory > n_bytes ||
	    n_bytes - TEXTS_HEAD_BYTES - n_directory > G_MAXUINT32)
		return FALSE;
	self->directory = at + TEXTS_HEAD_BYTES;
	self->texts = self->directory + n_directory;
	self->n_texts = (guint32)(n_bytes - TEXTS_HEAD_BYTES - n_directory);
	return TRUE;
}

gboolean
hantei_table_texts_get(const HanteiTableTexts *self,
		       const HanteiTable *table,
		       gint64 slot,
		       guint64 hash,
		       const gchar **text,
		       gsize *length)
{
	const gsize bucket = bucket_of(self->bits, hash);
	gint64 at_slot;
	guint64 place;

	if (self->directory == NULL || table->directory == NULL || self->n != table->n ||
	    self->bits != table->bits)
		return FALSE;
	at_slot = get_32(table->directory + bucket * sizeof(guint32));
	place = get_32(self->directory + bucket * sizeof(guint32));
	for (; at_slot <= slot; at_slot++) {
		if (place >= self->n_texts)
			return FALSE;
		*length = (gsize)self->texts[place] + 1;
		*text = (const gchar *)self->texts + place + 1;
		place += *length + 1;
		if (place > self->n_texts)
			return FALSE;
	}
	return at_slot == slot + 1;
}

gint64
hantei_table_seek(const HanteiTable *self, guint64 hash, gboolean *is_there)
{
	const guint64 wanted = hash & HASH_MASK;
	const guint8 *at;
	guint32 first;
	guint32 end;

	*is_there = FALSE;
	if (self->directory == NULL)
		return 0;
	at = self->directory + bucket_of(self->bits, hash) * sizeof(guint32);
	first = get_32(at);
	end = get_32(at + sizeof(guint32));
	if (first > end || end > self->n)
		return HANTEI_TABLE_DAMAGED;
	at = self->slots + (gsize)first * SLOT_BYTES;
	while (first < end && (get_64(at) & HASH_MASK) < wanted) {
		first++;
		at += SLOT_BYTES;
	}
	*is_there = first < end && (get_64(at) & HASH_MASK) == wanted;
	return first;
}

gboolean
hantei_table_texts_skip(const HanteiTableTexts *self, guint64 *place)
{
	if (*place >= self->n_texts)
		return FALSE;
	*place += (guint64)self->texts[*place] + 2;
	return *place <= self->n_texts;
}

typedef struct {
	guint64 key; /* a hash, with another first octet */
	guint64 payload;
} Slot;

G_STATIC_ASSERT(sizeof(Slot) == SLOT_BYTES);

struct _HanteiTableBuilder {
	GArray *slots;	/* Slot */
	GArray *places; /* guint32: of texts */
	GByteArray *tail;
	GByteArray *texts;
	guint8 shard;
};

HanteiTableBuilder *
hantei_table_builder_new(void)
{
	HanteiTableBuilder *self = g_new(HanteiTableBuilder, 1);

	self->slots = g_array_new(FALSE, FALSE, sizeof(Slot));
	self->places = g_array_new(FALSE, FALSE, sizeof(guint32));
	self->tail = g_byte_array_new();
	self->texts = g_byte_array_new();
	return self;
}

void
hantei_table_builder_free(HanteiTableBuilder *self)
{
	if (self == NULL)
		return;
	g_array_unref(self->slots);
	g_array_unref(self->places);
	g_byte_array_unref(self->tail);
	g_byte_array_unref(self->texts);
	g_free(self);
}

void
hantei_table_builder_add(HanteiTableBuilder *self, guint64 hash, const HanteiStoreFeature *feature)
{
	const guint32 place = self->texts->len;
	/* a feature has a text; an empty one would have no length less one */
	const gchar *text = feature->text_length > 0 ? feature->text : "?";
	const gsize length = CLAMP(feature->text_length, 1, HANTEI_STORE_TEXT_BYTES);
	const guint8 length_octet = (guint8)(length - 1);
	Slot slot = {.key = hash & HASH_MASK};
	guint8 octet;

	self->shard = (guint8)(hash >> SHARD_SHIFT);
	if (hantei_feature_record_pack(feature, &slot.payload, &octet)) {
		slot.key |= (guint64)octet << SHARD_SHIFT;
		slot.payload = slot.payload << 1 | 1;
	} else {
		guint8 record[HANTEI_FEATURE_RECORD_BYTES];
		const gsize n = hantei_feature_record_write(feature, record);

		slot.payload = (guint64)self->tail->len << 1;
		g_byte_array_append(self->tail, record, (guint)n);
	}
	g_array_append_val(self->slots, slot);
	g_array_append_val(self->places, place);
	g_byte_array_append(self->texts, &length_octet, 1);
	g_byte_array_append(self->texts, (const guint8 *)text, (guint)length);
}

/* Copies slots; what they have in the tail goes along in one piece, for it lies in their order.
 * Returns: FALSE if it does not, or leads outside. */
static gboolean
copy_slots(HanteiTableBuilder *self, const HanteiTable *table, guint32 first, guint32 end)
{
	const guint old_length = self->slots->len;
	const guint32 new_place = self->tail->len;
	gboolean has_tail = FALSE;
	guint64 from = 0; /* of the tail, */
	guint64 to = 0;	  /* and where the last record begins */
	HanteiStoreFeature unused;
	HanteiOriginCounts origins[HANTEI_MAX_ORIGINS];
	gsize n_last;

	g_array_append_vals(self->slots, table->slots + (gsize)first * SLOT_BYTES, end - first);
	for (guint i = old_length; i < self->slots->len; i++) {
		Slot *slot = &g_array_index(self->slots, Slot, i);
		const guint64 place = slot->payload >> 1;

		if (i > 0 && (slot[-1].key & HASH_MASK) >= (slot->key & HASH_MASK))
			return FALSE;
		if ((slot->payload & 1) != 0)
			continue;
		if (place >= table->n_tail || (has_tail && place <= to))
			return FALSE;
		from = has_tail ? from : place;
		to = place;
		has_tail = TRUE;
		slot->payload = (new_place + (place - from)) << 1;
	}
	if (!has_tail)
		return TRUE;
	n_last = hantei_feature_record_read(table->tail + to, table->n_tail - (gsize)to, &unused,
					    origins);
	g_byte_array_append(self->tail, table->tail + from, (guint)(to - from + n_last));
	return n_last > 0;
}

gboolean
hantei_table_builder_copy(HanteiTableBuilder *self,
			  const HanteiTable *table,
			  const HanteiTableTexts *texts,
			  guint32 first,
			  guint32 end,
			  guint64 *place)
{
	const guint64 from = *place;
	const guint32 new_place = self->texts->len;

	if (first == end)
		return TRUE;
	self->shard = table->shard;
	if (!copy_slots(self, table, first, end))
		return FALSE;
	for (guint32 i = first; i < end; i++) {
		const guint32 at = new_place + (guint32)(*place - from);

		g_array_append_val(self->places, at);
		if (!hantei_table_texts_skip(texts, place))
			return FALSE;
	}
	g_byte_array_append(self->texts, texts->texts + from, (guint)(*place - from));
	return TRUE;
}

static void
append_32(GByteArray *bytes, guint32 value)
{
	g_byte_array_append(bytes, (const guint8 *)&value, sizeof value);
}

static guint
choose_bits(guint n)
{
	guint bits = 0;

	while (bits < MAX_BITS && ((guint64)PER_BUCKET << bits) < n)
		bits++;
	return bits;
}

/* Appends for each bucket, and at the end, which of the features is its first, or with @places
 * where its first text begins. */
static void
append_directory(const HanteiTableBuilder *self, GByteArray *out, guint bits, gboolean is_places)
{
	const gsize n_buckets = (gsize)1 << bits;
	guint at = 0;

	for (gsize bucket = 0; bucket <= n_buckets; bucket++) {
		while (at < self->slots->len &&
		       bucket_of(bits, g_array_index(self->slots, Slot, at).key) < bucket)
			at++;
		if (!is_places)
			append_32(out, at);
		else
			append_32(out, at < self->places->len
					   ? g_array_index(self->places, guint32, at)
					   : self->texts->len);
	}
}

void
hantei_table_builder_finish(HanteiTableBuilder *self, GByteArray *table, GByteArray *texts)
{
	const guint n = self->slots->len;
	const guint bits = choose_bits(n);

	g_byte_array_set_size(table, 0);
	g_byte_array_set_size(texts, 0);
	if (n == 0)
		return;
	append_32(table, n);
	append_32(table, bits);
	append_32(table, self->tail->len);
	append_32(table, self->shard);
	append_directory(self, table, bits, FALSE);
	g_byte_array_append(table, (const guint8 *)self->slots->data, n * SLOT_BYTES);
	g_byte_array_append(table, self->tail->data, self->tail->len);
	append_32(texts, n);
	append_32(texts, bits);
	append_directory(self, texts, bits, TRUE);
	g_byte_array_append(texts, self->texts->data, self->texts->len);
	g_array_set_size(self->slots, 0);
	g_array_set_size(self->places, 0);
	g_byte_array_set_size(self->tail, 0);
	g_byte_array_set_size(self->texts, 0);
}
