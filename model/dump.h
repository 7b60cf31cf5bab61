/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* A model as text, and back: sorted, a line a feature, so that two dumps can be compared and a seed
 * can live in a repository. docs/output.md has the grammar. */

#pragma once

#include <gio/gio.h>

#include "tokenizer/feature-set.h"

typedef struct {
	guint min_mails;	/* leave out features seen in fewer mails */
	gboolean without_mails; /* leave out the learnt mails: the model then cannot unlearn them,
				 * and what its combiner was fitted to becomes where it begins */
	gboolean is_public;	/* leave out what may name a person: addresses, display names, local
				 * parts, long digit runs, hosts of recipients, relays */
} HanteiDumpOptions;

/* Writes the model in @dir to @out. The same model gives the same octets. */
gboolean
hantei_dump_write(const gchar *dir,
		  GOutputStream *out,
		  const HanteiDumpOptions *options,
		  GError **error);

/* Makes a model in @dir that knows what the one in @base does, mails aside, under a key of its own:
 * for mails of one's own to be learnt on top. */
gboolean
hantei_dump_copy(const gchar *base, const gchar *dir, const HanteiHashKey *new_key, GError **error);

/* Makes a model in @dir from a dump; there must be none yet. Errors of HANTEI_MODEL_ERROR_DUMP name
 * the line. */
gboolean
hantei_dump_load(GInputStream *in, const gchar *dir, GError **error);
