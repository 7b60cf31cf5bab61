/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* All that a model knows besides its features and mails: a few hundred numbers, read and written
 * whole. Private to this floor. */

#pragma once

#include "model/combiner.h"
#include "model/origin.h"
#include "model/store.h"

typedef struct {
	HanteiHashKey key;  /* of the features */
	HanteiTally learnt; /* mails */
	HanteiOrigins origins;
	HanteiCombiner combiners[HANTEI_N_VIEWS];
	HanteiCombiner priors[HANTEI_N_VIEWS]; /* what the fit is drawn to */
} HanteiModelState;

/* A model that knows nothing. */
void
hantei_model_state_init(HanteiModelState *self, const HanteiHashKey *key);

/* Reads the state. Returns: FALSE with HANTEI_MODEL_ERROR_INCOMPATIBLE if another version of
 * hantei, or another tokenizer, made the model, HANTEI_MODEL_ERROR_NOT_A_MODEL if there is no
 * state. */
gboolean
hantei_model_state_read(HanteiModelState *self,
			HanteiStoreTxn *txn,
			const gchar *dir,
			GError **error);

/* Whether a state was ever written. */
gboolean
hantei_model_state_is_there(HanteiStoreTxn *txn);

/* Names of weights in the store: the fitted ones, and what their fit is drawn to. */
#define HANTEI_HEAD_FITTED "head"
#define HANTEI_HEAD_PRIOR "head prior"

/* Reads the head's weights of @name. Returns: (transfer full) (nullable): what @head points to. */
HanteiHeadWeight *
hantei_model_state_read_head(HanteiHead *head, HanteiStoreTxn *txn, const gchar *name);

/* The version of the concepts the model has learnt with, which is not of the state: any will do.
 * Returns: (transfer full) (nullable): NULL if it is not known. */
gchar *
hantei_model_state_dup_concepts(HanteiStoreTxn *txn);

void
hantei_model_state_write_concepts(HanteiStoreTxn *txn, const gchar *version);

/* Whether @text can be a version of concepts: it is shown, and stands in a line of a dump. */
gboolean
hantei_model_state_is_concepts(const gchar *text);

void
hantei_model_state_write(const HanteiModelState *self, HanteiStoreTxn *txn);
