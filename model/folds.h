/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The folds of a cross-validation: parts of about the same size and mix of classes, of which each
 * is judged by what was learnt from the others. */

#pragma once

#include <glib.h>

/* A mail to be dealt. */
typedef struct {
	guint group; /* mails of one group, as hantei_near_duplicates_group() numbers them, stay
		      * together */
	gboolean is_spam;
} HanteiFoldMail;

/* Deals groups to @n_folds folds in an order that depends on @seed: each to the fold that has
 * fewest mails of the class most of the group is of. Returns: (transfer full): the fold of each
 * mail; free with g_free(). */
guint *
hantei_folds_deal(
    const HanteiFoldMail *mails, guint n_mails, guint n_groups, guint n_folds, guint64 seed);
