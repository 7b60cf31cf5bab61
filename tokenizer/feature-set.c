/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/feature-set.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tokenizer/lean.h"
#include "tokenizer/limits.h"
#include "tokenizer/siphash.h"

/* Room for the 700 features of an ordinary mail without growing. */
#define INITIAL_SLOTS 2048
#define MAX_TEXT (HANTEI_LIMIT_WORD_BYTES * 2)

struct _HanteiFeatures {
	HanteiHashKey key;
	GArray *features; /* HanteiFeature */
	GString *texts;	  /* each terminated */
	guint32 *slots;	  /* open addressing by hash: index into features + 1, 0 is free */
	gsize n_slots;	  /* a power of two */
	gsize n_trimmed;
	HanteiLanguage language;
	gboolean is_sealed;
};

static const gchar *const group_names[HANTEI_N_GROUPS] = {
#define X(NAME, text, kind, what) text,
    HANTEI_GROUPS(X)
#undef X
};

const gchar *
hantei_group_to_string(HanteiGroup group)
{
	g_return_val_if_fail((guint)group < HANTEI_N_GROUPS, NULL);
	return group_names[group];
}

HanteiGroupKind
hantei_group_get_kind(HanteiGroup group)
{
	static const HanteiGroupKind kinds[HANTEI_N_GROUPS] = {
#define X(NAME, text, kind, what) HANTEI_GROUP_KIND_##kind,
	    HANTEI_GROUPS(X)
#undef X
	};

	g_return_val_if_fail((guint)group < HANTEI_N_GROUPS, HANTEI_GROUP_KIND_CONTENT);
	return kinds[group];
}

gboolean
hantei_group_is_transport(HanteiGroup group)
{
	return hantei_group_get_kind(group) == HANTEI_GROUP_KIND_TRANSPORT;
}

gboolean
hantei_group_from_string(const gchar *name, HanteiGroup *group)
{
	for (guint i = 0; i < HANTEI_N_GROUPS; i++) {
		if (g_str_equal(name, group_names[i])) {
			*group = (HanteiGroup)i;
			return TRUE;
		}
	}
	return FALSE;
}

guint64
hantei_feature_hash(const HanteiHashKey *key, HanteiGroup group, const gchar *text, gsize length)
{
	const guint64 hash = hantei_siphash13(key->k0, key->k1, (guint8)group, text, length);

	return hantei_group_get_kind(group) == HANTEI_GROUP_KIND_HEAD
		   ? hantei_lean_mark(hash, hantei_lean_of(group, text, length))
		   : hash;
}

HanteiFeatures *
hantei_features_new(const HanteiHashKey *key)
{
	HanteiFeatures *self = g_new0(HanteiFeatures, 1);

	self->key = *key;
	self->features = g_array_sized_new(FALSE, FALSE, sizeof(HanteiFeature), INITIAL_SLOTS / 2);
	self->texts = g_string_sized_new(INITIAL_SLOTS * 8);
	self->n_slots = INITIAL_SLOTS;
	self->slots = g_new0(guint32, self->n_slots);
	return self;
}

void
hantei_features_free(HanteiFeatures *self)
{
	if (self == NULL)
		return;
	g_array_unref(self->features);
	g_string_free(self->texts, TRUE);
	g_free(self->slots);
	g_free(self);
}

/* The slot that holds @hash, or the free one where it belongs. */
static guint32 *
features_find_slot(HanteiFeatures *self, guint64 hash)
{
	const gsize mask = self->n_slots - 1;
	gsize i = hash & mask;

	while (self->slots[i] != 0 &&
	       g_array_index(self->features, HanteiFeature, self->slots[i] - 1).hash != hash)
		i = (i + 1) & mask;
	return &self->slots[i];
}

static void
features_grow(HanteiFeatures *self)
{
	g_free(self->slots);
	self->n_slots *= 2;
	self->slots = g_new0(guint32, self->n_slots);
	for (guint i = 0; i < self->features->len; i++) {
		const HanteiFeature *f = &g_array_index(self->features, HanteiFeature, i);
		*features_find_slot(self, f->hash) = i + 1;
	}
}

/* The longest head of @text within @max octets that cuts no UTF-8 character. */
static gsize
utf8_cut(const gchar *text, gsize length, gsize max)
{
	if (length <= max)
		return length;
	while (max > 0 && ((guchar)text[max] & 0xc0) == 0x80)
		max--;
	return max;
}

void
hantei_features_add(HanteiFeatures *self, HanteiGroup group, const gchar *text, gsize length)
{
	guint64 hash;
	guint32 *slot;
	HanteiFeature feature;

	g_return_if_fail(!self->is_sealed);
	length = utf8_cut(text, length, MAX_TEXT);
	if (length == 0)
		return;
	hash = hantei_feature_hash(&self->key, group, text, length);
	slot = features_find_slot(self, hash);
	if (*slot != 0)
		return;
	if (self->features->len >= HANTEI_LIMIT_FEATURES) {
		self->n_trimmed++;
		return;
	}
	feature = (HanteiFeature){.hash = hash,
				  .text_offset = (guint32)self->texts->len,
				  .text_length = (guint16)length,
				  .group = (guint8)group};
	g_string_append_len(self->texts, text, (gssize)length);
	g_string_append_c(self->texts, '\0');
	g_array_append_val(self->features, feature);
	*slot = self->features->len;
	if (self->features->len * 2 > self->n_slots)
		features_grow(self);
}

void
hantei_features_addf(HanteiFeatures *self, HanteiGroup group, const gchar *format, ...)
{
	gchar text[MAX_TEXT + 4]; /* one character more, so that add() sees where to cut */
	const gchar *bad = text;
	va_list args;
	gint length;

	va_start(args, format);
	length = g_vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (length <= 0)
		return;
	/* what is put together may hold raw octets of a header, or a slice of a character */
	while (!g_utf8_validate(bad, -1, &bad))
		text[bad - text] = '?';
	hantei_features_add(self, group, text, strlen(text));
}

static gint
compare_hash(gconstpointer a, gconstpointer b)
{
	const HanteiFeature *fa = a;
	const HanteiFeature *fb = b;

	return (fa->hash > fb->hash) - (fa->hash < fb->hash);
}

void
hantei_features_seal(HanteiFeatures *self)
{
	if (self->is_sealed)
		return;
	g_array_sort(self->features, compare_hash);
	g_clear_pointer(&self->slots, g_free);
	self->is_sealed = TRUE;
}

const HanteiFeature *
hantei_features_get(const HanteiFeatures *self, gsize *n_features)
{
	*n_features = self->features->len;
	return (const HanteiFeature *)(gconstpointer)self->features->data;
}

const gchar *
hantei_features_text(const HanteiFeatures *self, const HanteiFeature *feature)
{
	return self->texts->str + feature->text_offset;
}

void
hantei_features_set_language(HanteiFeatures *self, HanteiLanguage language)
{
	self->language = language;
}

HanteiLanguage
hantei_features_get_language(const HanteiFeatures *self)
{
	return self->language;
}

gsize
hantei_features_get_n_trimmed(const HanteiFeatures *self)
{
	return self->n_trimmed;
}
