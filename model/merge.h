/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* One model of several: every count is the sum of theirs, every mail they list is listed, of the
 * days of a feature's last mail the later one stays. Nothing
 * is read again but their files, so mails can be learnt in parts by several processes. Hard counts
 * and rows are those each model gave its mails when it learnt them; combiner and head are fitted
 * anew to all. */

#pragma once

#include <gio/gio.h>

typedef enum {
	HANTEI_MERGE_DONE,
	HANTEI_MERGE_REPEATS,  /* refused: some mails are in several models */
	HANTEI_MERGE_UNLISTED, /* refused: several models have learnt mails that they do not list,
				* which may be the same */
} HanteiMergeOutcome;

typedef struct {
	gboolean is_repeating; /* count what is in several models several times */
	/* features to leave out, but not structure and concepts: */
	guint min_mails;  /* those in fewer mails */
	guint before_day; /* those whose last mail is of a day before, or 0; where it is not known
			   * they stay */
} HanteiMergeOptions;

typedef struct {
	HanteiMergeOutcome outcome;
	guint64 n_spam; /* mails learnt */
	guint64 n_ham;
	guint64 n_features;
	guint64 n_features_left_out;
	guint64 n_repeats;	   /* mails that were in a model before theirs */
	guint64 n_models_unlisted; /* that have learnt mails they do not list */
	guint64 n_rows_dropped;	   /* mails whose features are not known by text, so that the head
				    * cannot be fitted to them */
} HanteiMergeReport;

/* Merges the models in @dirs, ended by NULL, into the empty folder @out. Features are hashed under
 * the key of the first. Memory does not grow with their number. Of one model it makes a copy, its
 * weights as they are. Returns: FALSE if it could not be done; @out is then of no use. */
gboolean
hantei_merge(const gchar *const *dirs,
	     const gchar *out,
	     const HanteiMergeOptions *options,
	     HanteiMergeReport *report,
	     GError **error);
