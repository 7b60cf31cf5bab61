/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/tally.h"

#include <string.h>

#define INITIAL_SLOTS 4096

/* One count of a list; an entry has one or two of them as a rule. */
typedef struct {
	HanteiOriginCounts counts;
	guint32 next; /* index + 1 in nodes, or 0 */
} Node;

struct _HanteiTallies {
	HanteiTallyEntry *slots; /* open addressing, linear probing */
	gsize n_slots;		 /* a power of two */
	gsize n_used;
	GString *texts;
	GArray *nodes; /* Node: lists of counts by origin */
};

HanteiTallies *
hantei_tallies_new(void)
{
	HanteiTallies *self = g_new0(HanteiTallies, 1);

	self->n_slots = INITIAL_SLOTS;
	self->slots = g_new0(HanteiTallyEntry, self->n_slots);
	self->texts = g_string_new(NULL);
	self->nodes = g_array_new(FALSE, FALSE, sizeof(Node));
	return self;
}

void
hantei_tallies_free(HanteiTallies *self)
{
	if (self == NULL)
		return;
	g_free(self->slots);
	g_string_free(self->texts, TRUE);
	g_array_unref(self->nodes);
	g_free(self);
}

/* The slot that holds @hash, or the free one where it belongs. The hash is keyed, so its low bits
 * are as good as any. */
static HanteiTallyEntry *
find_slot(HanteiTallyEntry *slots, gsize n_slots, guint64 hash)
{
	gsize i = hash & (n_slots - 1);

	while (slots[i].flags != 0 && slots[i].hash != hash)
		i = (i + 1) & (n_slots - 1);
	return &slots[i];
}

HanteiTallyEntry *
hantei_tallies_find(const HanteiTallies *self, guint64 hash)
{
	HanteiTallyEntry *slot = find_slot(self->slots, self->n_slots, hash);

	return slot->flags != 0 ? slot : NULL;
}

static void
tallies_grow(HanteiTallies *self)
{
	const gsize n_slots = self->n_slots * 2;
	HanteiTallyEntry *slots = g_new0(HanteiTallyEntry, n_slots);

	for (gsize i = 0; i < self->n_slots; i++) {
		if (self->slots[i].flags != 0)
			*find_slot(slots, n_slots, self->slots[i].hash) = self->slots[i];
	}
	g_free(self->slots);
	self->slots = slots;
	self->n_slots = n_slots;
}

HanteiTallyEntry *
hantei_tallies_insert(HanteiTallies *self, const HanteiFeature *feature, const gchar *text)
{
	HanteiTallyEntry *slot;

	if ((self->n_used + 1) * 2 > self->n_slots)
		tallies_grow(self);
	slot = find_slot(self->slots, self->n_slots, feature->hash);
	*slot = (HanteiTallyEntry){.hash = feature->hash,
				   .text_offset = (guint32)self->texts->len,
				   .text_length = feature->text_length,
				   .group = feature->group,
				   .flags = HANTEI_TALLY_USED};
	g_string_append_len(self->texts, text, feature->text_length);
	g_string_append_c(self->texts, '\0');
	self->n_used++;
	return slot;
}

/* Adds @by to a count that never leaves its range. */
static void
count_add(guint32 *count, gint64 by)
{
	*count = (guint32)CLAMP((gint64)*count + by, 0, (gint64)G_MAXUINT32);
}

void
hantei_counts_add(HanteiCounts *counts, gboolean is_spam, gint by)
{
	count_add(is_spam ? &counts->n_spam : &counts->n_ham, by);
}

void
hantei_tallies_count(
    HanteiTallies *self, HanteiTallyEntry *entry, guint32 origin, gint64 by_spam, gint64 by_ham)
{
	Node *node = NULL;
	guint32 at = entry->first_origin;

	for (; at != 0; at = node->next) {
		node = &g_array_index(self->nodes, Node, at - 1);
		if (node->counts.origin == origin)
			break;
	}
	if (at == 0) {
		const Node fresh = {{origin, {0, 0}}, entry->first_origin};

		g_array_append_val(self->nodes, fresh);
		entry->first_origin = self->nodes->len;
		node = &g_array_index(self->nodes, Node, self->nodes->len - 1);
	}
	count_add(&node->counts.counts.n_spam, by_spam);
	count_add(&node->counts.counts.n_ham, by_ham);
}

guint
hantei_tallies_get_origins(const HanteiTallies *self,
			   const HanteiTallyEntry *entry,
			   HanteiOriginCounts counts[HANTEI_MAX_ORIGINS])
{
	guint n = 0;

	for (guint32 at = entry->first_origin; at != 0 && n < HANTEI_MAX_ORIGINS;) {
		const Node *node = &g_array_index(self->nodes, Node, at - 1);

		counts[n++] = node->counts;
		at = node->next;
	}
	return n;
}

const gchar *
hantei_tallies_text(const HanteiTallies *self, const HanteiTallyEntry *entry)
{
	return self->texts->str + entry->text_offset;
}

gsize
hantei_tallies_get_size(const HanteiTallies *self)
{
	return self->n_used;
}

static gint
compare_entries(gconstpointer a, gconstpointer b, gpointer unused)
{
	const HanteiTallyEntry *const *ea = a;
	const HanteiTallyEntry *const *eb = b;

	return ((*ea)->hash > (*eb)->hash) - ((*ea)->hash < (*eb)->hash);
}

HanteiTallyEntry **
hantei_tallies_sort(const HanteiTallies *self)
{
	HanteiTallyEntry **sorted = g_new(HanteiTallyEntry *, self->n_used + 1);
	gsize n = 0;

	for (gsize i = 0; i < self->n_slots; i++) {
		if (self->slots[i].flags != 0)
			sorted[n++] = &self->slots[i];
	}
	sorted[n] = NULL;
	g_qsort_with_data(sorted, (gint)n, sizeof *sorted, compare_entries, NULL);
	return sorted;
}

void
hantei_tallies_clear(HanteiTallies *self)
{
	memset(self->slots, 0, self->n_slots * sizeof *self->slots);
	g_string_truncate(self->texts, 0);
	g_array_set_size(self->nodes, 0);
	self->n_used = 0;
}
