/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What leaving features out costs: labelled mails judged by a model and by the smaller one that
 * shall take its place. */

#pragma once

#include "tools/session.h"

typedef struct {
	gdouble
	    wrong_pairs_percent; /* ham and spam in the wrong order; NaN if a class is missing */
	guint n_ham_lost;
	guint n_spam_missed;
} HanteiModelCostFigures;

typedef struct {
	guint n_ham;
	guint n_spam;
	HanteiModelCostFigures before;
	HanteiModelCostFigures after;
	HanteiExit status; /* the worst that happened to a mail that could not be read */
} HanteiModelCost;

/* Judges the mails of @indexes by the models in @before and @after, which hash under the same key.
 * Mails that cannot be read are told. */
gboolean
hantei_model_cost_measure(HanteiModelCost *self,
			  HanteiSession *session,
			  gchar **indexes,
			  const gchar *before,
			  const gchar *after,
			  GError **error);
