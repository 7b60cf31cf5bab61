/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* How often features were seen: a hash table in memory, from a feature's hash to its counts. The
 * trainer works in one and writes it out in batches; an evaluation never leaves it. */

#pragma once

#include "model/origin.h"
#include "tokenizer/feature-set.h"

/* Two pairs of counts, both of which add up when models merge. */
typedef struct {
	HanteiCounts all;  /* every learnt mail that has the feature */
	HanteiCounts hard; /* those that the model was not sure of when it learnt them */
} HanteiTally;

typedef struct {
	guint64 hash;
	HanteiTally tally;
	guint32 text_offset;
	guint16 text_length;
	guint8 group;	      /* HanteiGroup */
	guint8 flags;	      /* HanteiTallyFlags */
	guint16 day;	      /* of the last mail that has it, or 0 */
	guint32 first_origin; /* private: where its counts by origin begin, or 0 */
} HanteiTallyEntry;

typedef enum {
	HANTEI_TALLY_USED = 1 << 0,
	HANTEI_TALLY_CHANGED = 1 << 1, /* since it was read from the store */
} HanteiTallyFlags;

typedef struct _HanteiTallies HanteiTallies;

HanteiTallies *
hantei_tallies_new(void);

void
hantei_tallies_free(HanteiTallies *self);

/* The entry of @hash, or NULL. Valid until the next insertion. (transfer none) */
HanteiTallyEntry *
hantei_tallies_find(const HanteiTallies *self, guint64 hash);

/* Adds an entry for @feature, which must not be there, with no counts. (transfer none) */
HanteiTallyEntry *
hantei_tallies_insert(HanteiTallies *self, const HanteiFeature *feature, const gchar *text);

/* Adds @by mails to the spam or the ham of @counts, which stay in their range. */
void
hantei_counts_add(HanteiCounts *counts, gboolean is_spam, gint by);

/* Adds @by mails to what @entry counts of @origin. */
void
hantei_tallies_count(
    HanteiTallies *self, HanteiTallyEntry *entry, guint32 origin, gint64 by_spam, gint64 by_ham);

/* Copies @entry's counts by origin. Returns: how many there are. */
guint
hantei_tallies_get_origins(const HanteiTallies *self,
			   const HanteiTallyEntry *entry,
			   HanteiOriginCounts counts[HANTEI_MAX_ORIGINS]);

/* @entry's text, terminated. (transfer none) */
const gchar *
hantei_tallies_text(const HanteiTallies *self, const HanteiTallyEntry *entry);

gsize
hantei_tallies_get_size(const HanteiTallies *self);

/* The entries sorted by hash. Returns: (transfer container): free with g_free(). */
HanteiTallyEntry **
hantei_tallies_sort(const HanteiTallies *self);

/* Forgets all entries. */
void
hantei_tallies_clear(HanteiTallies *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiTallies, hantei_tallies_free)
