/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/upkeep.h"

#include <glib/gstdio.h>

#include "model/environment.h"
#include "model/merge.h"
#include "model/model-state.h"
#include "model/model.h"

/* A long training writes all tables anew with each batch, and LMDB uses freed pages two commits
 * later: the file grows to 2.7 times what is in it. Folding some tables at a time, each lot in a
 * transaction of its own, was tried: 2.3 times with 4 lots, 2.1 with 32, and each lot waits for the
 * disk. Making the file anew once, at the end, costs as much as one batch. */
#define TIDY_MIN_BYTES ((guint64)8 << 20)

static guint64
get_size(const gchar *dir)
{
	g_autofree gchar *path = g_build_filename(dir, HANTEI_ENVIRONMENT_FILE, NULL);
	GStatBuf status;

	return g_stat(path, &status) == 0 ? (guint64)status.st_size : 0;
}

/* Refuses what is no model, and no model of this version. */
static gboolean
check_model(const gchar *dir, GError **error)
{
	g_autoptr(HanteiModel) model = hantei_model_open(dir, error);

	return model != NULL;
}

/* Copies the model in @dir into the folder of @rewrite. */
static gboolean
copy(const gchar *dir, const HanteiRewrite *rewrite, GError **error)
{
	g_autofree gchar *path =
	    g_build_filename(hantei_rewrite_get_dir(rewrite), HANTEI_ENVIRONMENT_FILE, NULL);

	return hantei_environment_copy(dir, path, error);
}

gboolean
hantei_upkeep_backup(const gchar *dir, const gchar *to, HanteiSizes *sizes, GError **error)
{
	g_autoptr(HanteiRewrite) rewrite = NULL;

	if (!check_model(dir, error))
		return FALSE;
	rewrite = hantei_rewrite_new(to, error);
	if (rewrite == NULL || !copy(dir, rewrite, error) || !hantei_rewrite_finish(rewrite, error))
		return FALSE;
	*sizes = (HanteiSizes){get_size(dir), get_size(to)};
	return TRUE;
}

gboolean
hantei_upkeep_compact(const gchar *dir, HanteiSizes *sizes, GError **error)
{
	g_autoptr(HanteiRewrite) rewrite = hantei_rewrite_replace(dir, error);

	if (rewrite == NULL || !check_model(dir, error))
		return FALSE;
	sizes->before = get_size(dir);
	if (!copy(dir, rewrite, error) || !hantei_rewrite_finish(rewrite, error))
		return FALSE;
	sizes->after = get_size(dir);
	return TRUE;
}

gboolean
hantei_upkeep_tidy(const gchar *dir, HanteiSizes *sizes, GError **error)
{
	HanteiPages pages;

	*sizes = (HanteiSizes){get_size(dir), get_size(dir)};
	if (sizes->before < TIDY_MIN_BYTES)
		return TRUE;
	if (!hantei_environment_count_pages(dir, &pages, error))
		return FALSE;
	return pages.n_free <= pages.n_pages / 2 || hantei_upkeep_compact(dir, sizes, error);
}

gboolean
hantei_upkeep_prune(const gchar *dir,
		    HanteiRewrite *rewrite,
		    guint min_mails,
		    guint before_day,
		    HanteiPruneReport *report,
		    GError **error)
{
	const gchar *const dirs[] = {dir, NULL};
	const HanteiMergeOptions options = {.min_mails = min_mails, .before_day = before_day};
	const gchar *next = hantei_rewrite_get_dir(rewrite);
	HanteiMergeReport merged;

	if (!hantei_merge(dirs, next, &options, &merged, error))
		return FALSE;
	*report =
	    (HanteiPruneReport){.sizes = {get_size(dir), get_size(next)},
				.n_features_before = merged.n_features + merged.n_features_left_out,
				.n_features_after = merged.n_features};
	return TRUE;
}
