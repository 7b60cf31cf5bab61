/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The head: one weight for each structure and concept feature and for each sum of words, which
 * together judge a draft. A language that is covered has weights of its own beside the common ones:
 * what languages share is learnt once, what differs is learnt apart. */

#pragma once

#include "model/draft-sums.h"
#include "tokenizer/feature-set.h"

/* What a weight belongs to: the hash of a head feature, or one of these, which no hash of 64 bits
 * will be. */
#define HANTEI_HEAD_BIAS G_GUINT64_CONSTANT(0)
#define HANTEI_HEAD_SUM(sum) ((guint64)(1 + (sum)))
#define HANTEI_HEAD_N_RESERVED (1 + HANTEI_N_DRAFT_SUMS)

typedef struct {
	guint64 key;
	guint32 language; /* a pool, or HANTEI_N_LANGUAGES: in every language */
	gfloat weight;	  /* nats */
} HanteiHeadWeight;

typedef struct {
	const HanteiHeadWeight *weights; /* sorted by key, then language; lent */
	gsize n_weights;
} HanteiHead;

/* The weight of @key in @language's pool, the common one and the language's own together; 0 if it
 * has none. A head without weights is one that was never fitted: its sums weigh alike. */
gdouble
hantei_head_weigh(const HanteiHead *self, guint64 key, HanteiLanguage language);

/* The index of the first weight of @key, or of where it would be. */
gsize
hantei_head_find(const HanteiHead *self, guint64 key);

/* The weight of @key for @language alone, HANTEI_N_LANGUAGES being the common one. */
gdouble
hantei_head_get(const HanteiHead *self, guint64 key, guint32 language);

/* Orders weights as HanteiHead wants them, for qsort(). */
gint
hantei_head_weight_compare(gconstpointer a, gconstpointer b);

/* A learnt mail as the head saw it before it was learnt. */
typedef struct {
	guint32 origin;
	guint32 n_learnt; /* mails the model had learnt by then */
	gboolean is_spam;
	gfloat sums[HANTEI_N_DRAFT_SUMS];    /* by all sources */
	gfloat without[HANTEI_N_DRAFT_SUMS]; /* without the mail's own source */
	guint32 n_features;
	guint64 features[]; /* hashes of its head features, sorted */
} HanteiHeadRow;

/* A row for @n_features, zeroed. Free with hantei_head_row_unref(). */
HanteiHeadRow *
hantei_head_row_new(guint32 n_features);

/* A row of the head features in @features, the rest zeroed. */
HanteiHeadRow *
hantei_head_row_new_from(const HanteiFeatures *features);

/* A row like @self, but of the head features in @features. Returns: (transfer full): NULL if it has
 * them already. */
HanteiHeadRow *
hantei_head_row_update(const HanteiHeadRow *self, const HanteiFeatures *features);

HanteiHeadRow *
hantei_head_row_ref(HanteiHeadRow *self);

void
hantei_head_row_unref(HanteiHeadRow *self);

/* Fits weights to @rows, each of one of @origins, by maximum a posteriori, each row twice at half
 * weight: with its own source, where words are trusted too much, and without it, where they are
 * trusted too little. Each source has the same mass in each class of a language, less if it has few
 * mails. The same rows in the same order give the same digits.
 *
 * @prior is what the weights are drawn to: those of a model whose mails are not at hand, so that a
 * few mails of one's own add to it. Without weights it stands for 0, and one half for the sums.
 *
 * Returns: (transfer full): of HanteiHeadWeight, sorted; those of @prior if there are too few rows.
 */
GArray *
hantei_head_fit(HanteiHeadRow *const *rows,
		gsize n_rows,
		const HanteiOrigins *origins,
		const HanteiHead *prior);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiHeadRow, hantei_head_row_unref)
