/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The model's file as LMDB sees it, whatever it holds: copies and pages. Not while a store of the
 * same folder is open in this process, for LMDB forbids that. Private to this floor. */

#pragma once

#include <gio/gio.h>

/* The name of the file in a model's folder. */
#define HANTEI_ENVIRONMENT_FILE "data.mdb"

/* How the file's pages are used. */
typedef struct {
	guint64 n_pages;
	guint64 n_used;
	guint64 n_free; /* to be used again */
} HanteiPages;

/* Copies the file in the folder @dir, as it is at one moment and without its free pages, to the new
 * file @path and waits for the disk. Others may read and write meanwhile. @path is removed again if
 * that fails. */
gboolean
hantei_environment_copy(const gchar *dir, const gchar *path, GError **error);

/* Makes the file in @dir, which nobody has open, as small as it can be. */
gboolean
hantei_environment_squeeze(const gchar *dir, GError **error);

/* Counts pages. All are 0 if somebody wrote all the while. */
gboolean
hantei_environment_count_pages(const gchar *dir, HanteiPages *pages, GError **error);

/* Makes the file in @next fit to take the place of the one in @dir while others have that open, and
 * waits for the disk. Nobody else may write either of them; who has the old file
 * open goes on to see what is in it now. */
gboolean
hantei_environment_prepare(const gchar *dir, const gchar *next, GError **error);
