/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What a model gained by the mails it has just learnt. They are judged as drafts twice: by the
 * model without all of them, which is what it was before, octet for octet; and, in five folds of
 * whole campaigns, by the model without the fold's. Both come of taking mails back on trial, so
 * nothing is learnt twice and nothing is written. The second model knows a fifth less than the one
 * that stays: with few mails the gain is larger than is told (docs/method.md). */

#pragma once

#include "model/trainer.h"

typedef struct _HanteiGain HanteiGain;

#define HANTEI_GAIN_N_FOLDS 5

/* Fewer mails, or fewer campaigns than folds, tell nothing. */
#define HANTEI_GAIN_MIN_MAILS 20

typedef enum {
	HANTEI_GAIN_IS_KNOWN,
	HANTEI_GAIN_FEW_MAILS,
	HANTEI_GAIN_FEW_CAMPAIGNS,
	HANTEI_GAIN_FEW_COVERED, /* most are in languages the model does not judge yet */
} HanteiGainState;

typedef struct {
	guint n_ham_called_spam;     /* in the band likely spam */
	guint n_spam_called_fine;    /* in the band likely fine */
	gdouble wrong_pairs_percent; /* of a ham and a spam, ties half; NAN if a class is missing */
} HanteiGainFigures;

typedef struct {
	HanteiGainState state;
	guint n_ham; /* mails judged, in languages that are covered without them */
	guint n_spam;
	guint n_campaigns;	  /* of the mails judged; of all, if that is too few */
	HanteiGainFigures before; /* if it is known */
	HanteiGainFigures after;
} HanteiGainResult;

HanteiGain *
hantei_gain_new(void);

void
hantei_gain_free(HanteiGain *self);

/* Adds a mail that was learnt for the first time. @features: (transfer full). */
void
hantei_gain_add(HanteiGain *self,
		HanteiFeatures *features,
		const guint8 digest[16],
		gboolean is_spam);

guint
hantei_gain_get_n_mails(const HanteiGain *self);

/* Measures what the mails gained. @trainer has learnt and committed them and nothing since; it is
 * afterwards as it was.
 * Returns: FALSE if the store cannot be read, and then @trainer must not be used any more. */
gboolean
hantei_gain_measure(const HanteiGain *self,
		    HanteiTrainer *trainer,
		    HanteiGainResult *result,
		    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiGain, hantei_gain_free)
