/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Learns labelled mails into a model, in batches that are committed whole. Order matters only to
 * the combiner, which judges each mail before it is counted (prequential), never to the counts. */

#pragma once

#include <gio/gio.h>

#include "tokenizer/feature-set.h"

typedef struct _HanteiTrainer HanteiTrainer;

/* What became of a mail given to the trainer. */
typedef enum {
	HANTEI_LEARNT_NEW,
	HANTEI_LEARNT_ALREADY,	  /* known under the same label: nothing changed */
	HANTEI_LEARNT_RELABELLED, /* known under the other label: taken back, then learnt */
	HANTEI_LEARNT_FORGOTTEN,  /* taken back */
	HANTEI_LEARNT_UNKNOWN,	  /* asked to take back what was never learnt */
	HANTEI_N_LEARNT
} HanteiLearnt;

/* Opens the model in @dir for learning, making an empty one if there is none.
 * Returns: (transfer full): NULL with an error of HANTEI_MODEL_ERROR. */
HanteiTrainer *
hantei_trainer_open(const gchar *dir, GError **error);

/* Drops what was not committed. */
void
hantei_trainer_free(HanteiTrainer *self);

/* The key to tokenize with. (transfer none) */
const HanteiHashKey *
hantei_trainer_get_key(const HanteiTrainer *self);

/* Learns one mail. @message_digest tells it from others: see hantei_message_digest().
 * Commits by itself every HANTEI_TRAINER_BATCH mails.
 * Returns: FALSE if the store failed; what was committed before stays. */
gboolean
hantei_trainer_learn(HanteiTrainer *self,
		     const HanteiFeatures *features,
		     const guint8 message_digest[16],
		     gboolean is_spam,
		     HanteiLearnt *learnt,
		     GError **error);

/* Takes one mail back: the counts are as if it had never been learnt. */
gboolean
hantei_trainer_forget(HanteiTrainer *self,
		      const HanteiFeatures *features,
		      const guint8 message_digest[16],
		      HanteiLearnt *learnt,
		      GError **error);

/* Commits the open batch. */
gboolean
hantei_trainer_commit(HanteiTrainer *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiTrainer, hantei_trainer_free)
