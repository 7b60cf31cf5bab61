/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/corpus-name.h"

#include <string.h>

gchar *
hantei_corpus_name(const gchar *index)
{
	g_autofree gchar *whole = g_canonicalize_filename(index, NULL);
	g_autofree gchar *dir = g_path_get_dirname(whole);
	g_autofree gchar *folder = g_path_get_basename(dir);
	g_autofree gchar *file = g_path_get_basename(whole);
	g_autofree gchar *name = strcmp(file, "index") == 0
				     ? g_steal_pointer(&folder)
				     : g_strdup_printf("%s/%s", folder, file);
	return g_utf8_make_valid(name, -1);
}
