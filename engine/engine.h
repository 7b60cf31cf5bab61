/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Scores one mail: the only file that knows all parts. */

#pragma once

#include "engine/report/report.h"
#include "model/model.h"
#include "tokenizer/concepts.h"

typedef struct _HanteiEngine HanteiEngine;

/* From which features a mail is judged. */
typedef enum {
	HANTEI_ENGINE_VIEW_AUTO, /* received if a transport has handled it, else draft */
	HANTEI_ENGINE_VIEW_DRAFT,
	HANTEI_ENGINE_VIEW_RECEIVED,
} HanteiEngineView;

/* Zeros are the defaults. Strings may go once the engine is made. */
typedef struct {
	const HanteiAuthQuery *auth; /* whose results are believed, and, if it has a resolver, what
				      * to check by; lent: must outlive the engine; or NULL */
	const gchar *const *receivers; /* ids; NULL: all that ship */
	const gchar *language;	       /* of the verdicts' texts; NULL: English */
	HanteiConcepts *concepts;      /* to look for; NULL: the built-in ones */
	HanteiEngineView view;
	gdouble prior;	       /* share of spam expected, above 0 and below 1; 0: even */
	gboolean has_no_clues; /* the reports are to be brief */
} HanteiEngineOptions;

/* An engine that weighs with @model, which must outlive it. One a thread; they may share the model.
 * @options may be NULL.
 * Returns: (transfer full): free with hantei_engine_free(); NULL if a receiver is not known. */
HanteiEngine *
hantei_engine_new(HanteiModel *model, const HanteiEngineOptions *options, GError **error);

void
hantei_engine_free(HanteiEngine *self);

/* Scores the mail in @bytes; @path is only shown.
 * Returns: (transfer full): NULL with an error of HANTEI_MESSAGE_ERROR if it is no mail, of
 * HANTEI_MODEL_ERROR if the model cannot be read. */
HanteiReport *
hantei_engine_score(HanteiEngine *self, const gchar *path, GBytes *bytes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiEngine, hantei_engine_free)
