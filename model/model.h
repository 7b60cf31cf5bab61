/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* A model on disk: what was learnt, ready to weigh mails. The only way in for everybody but the
 * trainer; LMDB stays behind it. */

#pragma once

#include <gio/gio.h>

#include "model/evidence.h"
#include "model/origin.h"

typedef struct _HanteiModel HanteiModel;

typedef enum {
	HANTEI_MODEL_ERROR_NOT_A_MODEL,	 /* the folder holds none */
	HANTEI_MODEL_ERROR_INCOMPATIBLE, /* another format version or tokenizer */
	HANTEI_MODEL_ERROR_STORE,	 /* LMDB says no: full disk, damaged file, permissions */
	HANTEI_MODEL_ERROR_BUSY,	 /* another process trains it */
	HANTEI_MODEL_ERROR_DUMP,	 /* a text dump that cannot be read */
} HanteiModelError;

#define HANTEI_MODEL_ERROR (hantei_model_error_quark())
GQuark
hantei_model_error_quark(void);

/* What a model knows of itself. */
typedef struct {
	guint format_version;
	gchar *fingerprint; /* of the tokenizer that made its features */
	gchar *concepts;    /* hantei_concepts_get_version() of those it learnt with, or NULL */
	guint64 n_spam;	    /* mails learnt */
	guint64 n_ham;
	guint64 n_features; /* distinct ones */
	guint64 n_features_by_group[HANTEI_N_GROUPS];
	guint oldest_day; /* of the features' last mails, see hantei_trainer_set_day(); or 0 */
	guint newest_day;
	guint64 n_features_without_day;
	guint64 size_bytes;    /* of the file */
	HanteiOrigins origins; /* of the mails learnt */
} HanteiModelInfo;

void
hantei_model_info_free(HanteiModelInfo *info);

/* Opens the model in @dir for reading; other processes may train it meanwhile.
 * Returns: (transfer full): free with hantei_model_free(). */
HanteiModel *
hantei_model_open(const gchar *dir, GError **error);

void
hantei_model_free(HanteiModel *self);

/* The key its features are hashed under: give it to hantei_tokenizer_new(). (transfer none) */
const HanteiHashKey *
hantei_model_get_key(const HanteiModel *self);

/* hantei_concepts_get_version() of the concepts it had learnt with when it was opened. Any may be
 * looked for: one it has not learnt has no weight. (transfer none) (nullable): NULL if it is not
 * known. */
const gchar *
hantei_model_get_concepts(const HanteiModel *self);

/* Weighs a mail's features. Threads may share @self.
 * Returns: (transfer full): NULL only if the store cannot be read. */
HanteiEvidence *
hantei_model_weigh(HanteiModel *self,
		   const HanteiFeatures *features,
		   HanteiView view,
		   GError **error);

/* The same without clues, for half the cost, where nobody looks at them. */
HanteiEvidence *
hantei_model_judge(HanteiModel *self,
		   const HanteiFeatures *features,
		   HanteiView view,
		   GError **error);

/* Returns: (transfer full): free with hantei_model_info_free(). */
HanteiModelInfo *
hantei_model_get_info(HanteiModel *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiModel, hantei_model_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiModelInfo, hantei_model_info_free)
