/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Where things lie: models and translations, for a build tree and for an installed program alike.
 */

#pragma once

#include <glib.h>

/* The model to score with: @given, else $HANTEI_MODEL, else the user's own if there is one, else
 * the one that ships. Returns: (transfer full): NULL with a GFileError if there is none at all. */
gchar *
hantei_places_find_model(const gchar *given, GError **error);

/* The model to train: as above, but never the one that ships; it need not be there yet.
 * Returns: (transfer full). */
gchar *
hantei_places_get_own_model(const gchar *given);

/* Whether the folder @dir holds a model. */
gboolean
hantei_places_has_model(const gchar *dir);

/* What a new model of one's own begins with: the one that ships. NULL if there is none, or if the
 * model is named, for then it begins with nothing. (transfer full) */
gchar *
hantei_places_find_base(const gchar *given);

/* The user's files of concepts, "*.concepts" in the user's folder, sorted by name.
 * Returns: (transfer full): ended by NULL, empty if there is no such folder; NULL with a GFileError
 * if it cannot be read. */
gchar **
hantei_places_find_concepts(GError **error);

/* The folder of translations. (transfer full) */
gchar *
hantei_places_get_locale_dir(void);
