/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/head.h"

#include <string.h>

/* What a sum weighs before anything is fitted, and what its fit is drawn to. */
#define INITIAL_SUM_WEIGHT 0.5

gint
hantei_head_weight_compare(gconstpointer a, gconstpointer b)
{
	const HanteiHeadWeight *wa = a;
	const HanteiHeadWeight *wb = b;

	if (wa->key != wb->key)
		return wa->key > wb->key ? 1 : -1;
	return (wa->language > wb->language) - (wa->language < wb->language);
}

gsize
hantei_head_find(const HanteiHead *self, guint64 key)
{
	gsize low = 0;
	gsize high = self->n_weights;

	while (low < high) {
		const gsize middle = low + (high - low) / 2;

		if (self->weights[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

gdouble
hantei_head_get(const HanteiHead *self, guint64 key, guint32 language)
{
	if (self->n_weights == 0)
		return language == HANTEI_N_LANGUAGES ? hantei_head_weigh(self, key, 0) : 0;
	for (gsize i = hantei_head_find(self, key);
	     i < self->n_weights && self->weights[i].key == key; i++) {
		if (self->weights[i].language == language)
			return (gdouble)self->weights[i].weight;
	}
	return 0;
}

gdouble
hantei_head_weigh(const HanteiHead *self, guint64 key, HanteiLanguage language)
{
	const HanteiLanguage pool = hantei_language_pool(language);
	gdouble weight = 0;

	if (self->n_weights == 0)
		return key > HANTEI_HEAD_BIAS && key < HANTEI_HEAD_N_RESERVED ? INITIAL_SUM_WEIGHT
									      : 0;
	for (gsize i = hantei_head_find(self, key);
	     i < self->n_weights && self->weights[i].key == key; i++) {
		const guint32 of = self->weights[i].language;

		if (of == (guint32)pool || of == HANTEI_N_LANGUAGES)
			weight += (gdouble)self->weights[i].weight;
	}
	return weight;
}

HanteiHeadRow *
hantei_head_row_new(guint32 n_features)
{
	HanteiHeadRow *self =
	    g_atomic_rc_box_alloc0(sizeof *self + n_features * sizeof self->features[0]);

	self->n_features = n_features;
	return self;
}

static gboolean
is_of_head(const HanteiFeature *feature)
{
	return hantei_group_get_kind((HanteiGroup)feature->group) == HANTEI_GROUP_KIND_HEAD;
}

HanteiHeadRow *
hantei_head_row_new_from(const HanteiFeatures *features)
{
	HanteiHeadRow *self;
	gsize n;
	const HanteiFeature *feature = hantei_features_get(features, &n);
	guint32 n_head = 0;

	for (gsize i = 0; i < n; i++)
		n_head += is_of_head(&feature[i]) ? 1 : 0;
	self = hantei_head_row_new(n_head);
	for (gsize i = 0, k = 0; i < n; i++) {
		if (is_of_head(&feature[i]))
			self->features[k++] = feature[i].hash;
	}
	return self;
}

HanteiHeadRow *
hantei_head_row_update(const HanteiHeadRow *self, const HanteiFeatures *features)
{
	g_autoptr(HanteiHeadRow) row = hantei_head_row_new_from(features);

	if (row->n_features == self->n_features &&
	    memcmp(row->features, self->features, row->n_features * sizeof row->features[0]) == 0)
		return NULL;
	row->origin = self->origin;
	row->n_learnt = self->n_learnt;
	row->is_spam = self->is_spam;
	memcpy(row->sums, self->sums, sizeof row->sums);
	memcpy(row->without, self->without, sizeof row->without);
	return g_steal_pointer(&row);
}

HanteiHeadRow *
hantei_head_row_ref(HanteiHeadRow *self)
{
	return g_atomic_rc_box_acquire(self);
}

void
hantei_head_row_unref(HanteiHeadRow *self)
{
	if (self != NULL)
		g_atomic_rc_box_release(self);
}
