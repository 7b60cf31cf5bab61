/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/places.h"

#include <string.h>

#include "engine/i18n.h"

/* @in_build or else @installed, both relative to the folder this program is in; whichever is there.
 * Returns: (transfer full): NULL if neither is. */
static gchar *
find_beside_program(const gchar *in_build, const gchar *installed)
{
	g_autofree gchar *program = g_file_read_link("/proc/self/exe", NULL);
	if (program == NULL)
		return NULL;
	g_autofree gchar *folder = g_path_get_dirname(program);
	const gchar *const candidates[] = {in_build, installed};
	for (guint i = 0; i < G_N_ELEMENTS(candidates); i++) {
		g_autofree gchar *joined = g_build_filename(folder, candidates[i], NULL);
		g_autofree gchar *path = g_canonicalize_filename(joined, NULL);
		if (g_file_test(path, G_FILE_TEST_EXISTS))
			return g_steal_pointer(&path);
	}
	return NULL;
}

gboolean
hantei_places_has_model(const gchar *dir)
{
	g_autofree gchar *data = g_build_filename(dir, "data.mdb", NULL);
	return g_file_test(data, G_FILE_TEST_EXISTS);
}

gchar *
hantei_places_get_own_model(const gchar *given)
{
	if (given != NULL)
		return g_strdup(given);
	const gchar *named = g_getenv("HANTEI_MODEL");
	if (named != NULL && *named != '\0')
		return g_strdup(named);
	return g_build_filename(g_get_user_data_dir(), "hantei", "model", NULL);
}

/* The model that ships, or NULL. */
static gchar *
find_seed(void)
{
	g_autofree gchar *seed =
	    find_beside_program("../model/seed/data.mdb", "../share/hantei/seed/data.mdb");
	return seed != NULL ? g_path_get_dirname(seed) : NULL;
}

gchar *
hantei_places_find_base(const gchar *given)
{
	const gchar *named = g_getenv("HANTEI_MODEL");
	return given != NULL || (named != NULL && *named != '\0') ? NULL : find_seed();
}

gchar *
hantei_places_find_model(const gchar *given, GError **error)
{
	const gchar *named = g_getenv("HANTEI_MODEL");
	g_autofree gchar *own = hantei_places_get_own_model(given);
	if (given != NULL || (named != NULL && *named != '\0') || hantei_places_has_model(own))
		return g_steal_pointer(&own);
	gchar *seed = find_seed();
	if (seed != NULL)
		return seed;
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
		    _("no model: neither %s nor the one that ships is there; train one with "
		      "\"hantei train\" or name one with --model"),
		    own);
	return NULL;
}

static gint
compare_paths(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const gchar *const *)a, *(const gchar *const *)b);
}

gchar **
hantei_places_find_concepts(GError **error)
{
	g_autofree gchar *folder =
	    g_build_filename(g_get_user_config_dir(), "hantei", "concepts", NULL);
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) cause = NULL;
	g_autoptr(GDir) dir = g_dir_open(folder, 0, &cause);
	if (dir == NULL && !g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return NULL;
	}
	const gchar *name;
	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
		/* some editors keep ".#ja.concepts" beside a file that is open */
		if (name[0] != '.' && g_str_has_suffix(name, ".concepts"))
			g_ptr_array_add(paths, g_build_filename(folder, name, NULL));
	g_ptr_array_sort(paths, compare_paths);
	g_ptr_array_add(paths, NULL);
	return (gchar **)g_ptr_array_free(g_steal_pointer(&paths), FALSE);
}

gchar *
hantei_places_get_locale_dir(void)
{
	gchar *found = find_beside_program("../po", "../share/locale");
	return found != NULL ? found : g_strdup("/usr/share/locale");
}
