/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* A model's file made anew, whole, in a folder inside its own, and put in place at once: whatever
 * stops us leaves the old file or the new one. Readers keep the one they have open; trainers are
 * kept out meanwhile. Private to this floor, but for tools that look at the new model before it
 * is put in place. */

#pragma once

#include <gio/gio.h>

typedef struct _HanteiRewrite HanteiRewrite;

/* Begins to make a model in the folder @dir, which must have none. Returns: (transfer full): NULL
 * with G_FILE_ERROR_EXIST if it has. */
HanteiRewrite *
hantei_rewrite_new(const gchar *dir, GError **error);

/* Begins to make anew the model in @dir. Returns: (transfer full) */
HanteiRewrite *
hantei_rewrite_replace(const gchar *dir, GError **error);

/* The folder to make the new model in; it is empty at first. (transfer none) */
const gchar *
hantei_rewrite_get_dir(const HanteiRewrite *self);

/* Puts the new model in place. No model of either folder may be open in this process. */
gboolean
hantei_rewrite_finish(HanteiRewrite *self, GError **error);

/* Removes what was not put in place. */
void
hantei_rewrite_free(HanteiRewrite *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiRewrite, hantei_rewrite_free)
