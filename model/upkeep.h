/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Looking after a model on disk: a copy to keep, a smaller file, fewer features. All of them leave
 * a whole model behind whatever stops them. */

#pragma once

#include <gio/gio.h>

#include "model/rewrite.h"

/* Octets of the model's file. */
typedef struct {
	guint64 before;
	guint64 after;
} HanteiSizes;

/* Copies the model in @dir, as it is at one moment, into the folder @to, which must have none;
 * others may read and train it meanwhile. Returns: FALSE with G_FILE_ERROR_EXIST if @to has a
 * model. */
gboolean
hantei_upkeep_backup(const gchar *dir, const gchar *to, HanteiSizes *sizes, GError **error);

/* Makes the file of the model in @dir as small as it can be. */
gboolean
hantei_upkeep_compact(const gchar *dir, HanteiSizes *sizes, GError **error);

/* The same if it is worth the time: more than half of a file that is not small is free pages, as
 * after a long training. Nobody has it open for training. @sizes: as it was, twice, if it is not.
 */
gboolean
hantei_upkeep_tidy(const gchar *dir, HanteiSizes *sizes, GError **error);

typedef struct {
	HanteiSizes sizes;
	guint64 n_features_before;
	guint64 n_features_after;
} HanteiPruneReport;

/* Makes in @rewrite, which is of @dir, the model without the features that fewer than @min_mails
 * mails have, and without those whose last mail is of a day before @before_day, or 0. Structure and
 * concepts stay: they are few, and mails are taken back by them. It is the caller's to look at the
 * new model and to finish @rewrite. */
gboolean
hantei_upkeep_prune(const gchar *dir,
		    HanteiRewrite *rewrite,
		    guint min_mails,
		    guint before_day,
		    HanteiPruneReport *report,
		    GError **error);
