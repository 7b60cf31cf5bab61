/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The sub-verbs of "hantei model" that look after a model; the others are in cmd-model.c. */

#pragma once

#include "tools/session.h"

typedef struct {
	gint min_mails;
	gboolean without_mails;
	gboolean is_public;
	gchar *out_dir;
	gboolean is_repeating;
	gint min_count;
	gchar *older_than;
	gchar **labels;
} HanteiModelOptions;

/* A sub-verb gets what stands after its name, ended by NULL. */
typedef HanteiExit (*HanteiModelFunc)(HanteiSession *session,
				      const HanteiModelOptions *options,
				      gchar **files,
				      GError **error);

HanteiExit
hantei_model_run_verify(HanteiSession *session,
			const HanteiModelOptions *options,
			gchar **files,
			GError **error);
HanteiExit
hantei_model_run_merge(HanteiSession *session,
		       const HanteiModelOptions *options,
		       gchar **files,
		       GError **error);
HanteiExit
hantei_model_run_prune(HanteiSession *session,
		       const HanteiModelOptions *options,
		       gchar **files,
		       GError **error);
HanteiExit
hantei_model_run_compact(HanteiSession *session,
			 const HanteiModelOptions *options,
			 gchar **files,
			 GError **error);
HanteiExit
hantei_model_run_backup(HanteiSession *session,
			const HanteiModelOptions *options,
			gchar **files,
			GError **error);
