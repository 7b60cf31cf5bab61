/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The distinct features of one mail, sorted by hash, each with its group and a readable text. */

#pragma once

#include "tokenizer/feature-group.h"
#include "tokenizer/language-class.h"

/* A feature's hash is keyed, so that a stranger cannot choose words that collide in your model. */
typedef struct {
	guint64 k0;
	guint64 k1;
} HanteiHashKey;

typedef struct {
	guint64 hash; /* SipHash-1-3 of group and text under the key, with hantei_lean_of() */
	guint32 text_offset;
	guint16 text_length;
	guint8 group; /* HanteiGroup */
} HanteiFeature;

typedef struct _HanteiFeatures HanteiFeatures;

/* An empty set that hashes under @key. Free with hantei_features_free(). */
HanteiFeatures *
hantei_features_new(const HanteiHashKey *key);

void
hantei_features_free(HanteiFeatures *self);

/* Adds a feature unless it is there already; @text is cut at HANTEI_LIMIT_WORD_BYTES * 2, and at
 * HANTEI_LIMIT_FEATURES features the rest is counted and dropped. */
void
hantei_features_add(HanteiFeatures *self, HanteiGroup group, const gchar *text, gsize length);

/* As above, printf-like, for the few features that are put together; octets that are no UTF-8
 * become '?'. */
void
hantei_features_addf(HanteiFeatures *self, HanteiGroup group, const gchar *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Sorts by hash; nothing may be added afterwards. */
void
hantei_features_seal(HanteiFeatures *self);

/* The features, sorted by hash once sealed. (transfer none) */
const HanteiFeature *
hantei_features_get(const HanteiFeatures *self, gsize *n_features);

/* @feature's text, terminated. (transfer none) */
const gchar *
hantei_features_text(const HanteiFeatures *self, const HanteiFeature *feature);

/* The language of the mail they are of; HANTEI_LANGUAGE_NONE until it is set. */
void
hantei_features_set_language(HanteiFeatures *self, HanteiLanguage language);

HanteiLanguage
hantei_features_get_language(const HanteiFeatures *self);

/* How many features the cap dropped. */
gsize
hantei_features_get_n_trimmed(const HanteiFeatures *self);

/* The hash of a feature under @key, as the set computes it. */
guint64
hantei_feature_hash(const HanteiHashKey *key, HanteiGroup group, const gchar *text, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiFeatures, hantei_features_free)
