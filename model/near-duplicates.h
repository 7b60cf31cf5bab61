/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Which mails are nearly the same, as those of one campaign are: at least half of the neighbouring
 * words that either has, both have. Time and memory grow with the number of mails, not with that of
 * pairs: MinHash signatures, compared only where a band of them agrees (Broder, "On the resemblance
 * and containment of documents", 1997; Leskovec, Rajaraman and Ullman, "Mining of Massive
 * Datasets", ch. 3). */

#pragma once

#include "tokenizer/feature-set.h"

typedef struct _HanteiNearDuplicates HanteiNearDuplicates;

/* Share of common features (Jaccard) from which two mails are nearly the same. */
#define HANTEI_NEAR_DUPLICATES_MIN_SHARE 0.5

HanteiNearDuplicates *
hantei_near_duplicates_new(void);

void
hantei_near_duplicates_free(HanteiNearDuplicates *self);

/* Adds the next mail; @features is not kept. A mail with few phrases is compared by its words; one
 * without either is like no other. */
void
hantei_near_duplicates_add(HanteiNearDuplicates *self, const HanteiFeatures *features);

/* A number for each mail in the order of adding, the same for those that are nearly the same, if
 * only by way of others. Numbers start at 0 in the order of each group's first mail.
 * @n_groups: (out) (optional)
 * Returns: (transfer full): free with g_free(). */
guint *
hantei_near_duplicates_group(const HanteiNearDuplicates *self, guint *n_groups);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiNearDuplicates, hantei_near_duplicates_free)
