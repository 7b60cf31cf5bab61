/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Learns labelled mails into a model, in batches that are committed whole. Each mail is judged
 * before it is counted, so that it never helps to judge itself. The counts of all mails do not
 * depend on the order of learning; which mails were hard, and what the combiner is fitted on, does
 * a little. */

#pragma once

#include <gio/gio.h>

#include "model/evidence.h"
#include "model/learnt.h"

typedef struct _HanteiTrainer HanteiTrainer;

/* The source of mails nobody named one for. */
#define HANTEI_SOURCE_DEFAULT "mail"

/* Mails between two commits. */
#define HANTEI_TRAINER_BATCH 1000

/* Opens the model in @dir for learning, making an empty one if there is none; NULL keeps everything
 * in memory, to be lost at the end, for evaluations. Returns: (transfer full): NULL with an error
 * of HANTEI_MODEL_ERROR. */
HanteiTrainer *
hantei_trainer_open(const gchar *dir, const HanteiHashKey *new_key, GError **error);

/* Drops what was not committed. */
void
hantei_trainer_free(HanteiTrainer *self);

/* Where the mails learnt from here on come from: what tells spam from ham in drafts is counted
 * within a source. A name of HANTEI_SOURCE_BYTES or more is cut. HANTEI_SOURCE_DEFAULT until it is
 * set. */
void
hantei_trainer_set_source(HanteiTrainer *self, const gchar *source);

/* The version of the concepts in the features that are learnt from here on, for the model to keep:
 * see hantei_concepts_get_version(). Without it the model keeps the one it has. */
void
hantei_trainer_set_concepts(HanteiTrainer *self, const gchar *version);

/* The day of the mails learnt from here on, as days since 1970-01-01, for each of their features to
 * keep the latest: prune takes out what no mail of late has had. 0, as until it is set: not known.
 * Taking a mail back leaves the days as they are. */
void
hantei_trainer_set_day(HanteiTrainer *self, guint day);

/* hantei_store_set_fast() for the model in training; FALSE at the end, once all is committed. */
gboolean
hantei_trainer_set_fast(HanteiTrainer *self, gboolean is_fast, GError **error);

/* The key to tokenize with. (transfer none) */
const HanteiHashKey *
hantei_trainer_get_key(const HanteiTrainer *self);

/* How many mails are learnt, committed or not. */
guint64
hantei_trainer_count_mails(const HanteiTrainer *self);

/* Learns one mail. @view: hantei_message_is_received() or not; @digest: hantei_message_digest(). Of
 * a mail that is known under @is_spam only its concepts are looked at: those that have come or gone
 * since it was learnt.
 * Commits by itself every HANTEI_TRAINER_BATCH mails.
 * Returns: FALSE if the store failed; what was committed before stays. */
gboolean
hantei_trainer_learn(HanteiTrainer *self,
		     const HanteiFeatures *features,
		     HanteiView view,
		     const guint8 digest[16],
		     gboolean is_spam,
		     HanteiLearnt *learnt,
		     GError **error);

/* Takes one mail back: the counts are as if it had never been learnt, whatever the concepts are by
 * now. */
gboolean
hantei_trainer_forget(HanteiTrainer *self,
		      const HanteiFeatures *features,
		      const guint8 digest[16],
		      HanteiLearnt *learnt,
		      GError **error);

/* Weighs a mail with all that has been learnt so far, committed or not.
 * Returns: (transfer full): NULL only if the store cannot be read. */
HanteiEvidence *
hantei_trainer_weigh(HanteiTrainer *self,
		     const HanteiFeatures *features,
		     HanteiView view,
		     GError **error);

/* Fits the combiners and the head to all mails learnt so far; hantei_trainer_commit() does it by
 * itself. */
void
hantei_trainer_fit(HanteiTrainer *self);

/* Fits, and commits what was learnt since the last commit. A full batch is committed without it,
 * but the head is fitted here alone: call it at the end. */
gboolean
hantei_trainer_commit(HanteiTrainer *self, GError **error);

/* Whether nothing was learnt or taken back since the last commit. */
gboolean
hantei_trainer_is_committed(const HanteiTrainer *self);

/* Begins a trial: what is learnt and taken back from here on is never written, not even a full
 * batch, and lasts until the trial ends. The model must be on disk, all of it committed, and must
 * not be committed meanwhile. */
void
hantei_trainer_begin_trial(HanteiTrainer *self);

/* Ends a trial: all is as it was when it began. Returns: FALSE if the store cannot be read, and
 * then nothing more may be learnt. */
gboolean
hantei_trainer_end_trial(HanteiTrainer *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiTrainer, hantei_trainer_free)
