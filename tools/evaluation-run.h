/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The protocols of an evaluation: mails of one or more corpora are judged by a model in memory that
 * has learnt others, and the judgements gathered. */

#pragma once

#include "engine/report/evaluation-report.h"
#include "tools/session.h"

typedef struct _HanteiEvaluationRun HanteiEvaluationRun;

typedef struct {
	HanteiView view;      /* to judge in; HANTEI_N_VIEWS: as each mail is */
	gboolean is_shuffled; /* the order of mails, by the seed */
	guint64 seed;
	guint n_jobs;	       /* see hantei_pipeline_new() */
	const gchar *out_path; /* where judgements are written one by one, or NULL */
} HanteiEvaluationRunOptions;

/* Returns: (transfer full): NULL if out_path cannot be written. */
HanteiEvaluationRun *
hantei_evaluation_run_new(HanteiSession *session,
			  const HanteiEvaluationRunOptions *options,
			  GError **error);

void
hantei_evaluation_run_free(HanteiEvaluationRun *self);

/* Each mail is judged by what was learnt from all before it, then learnt: the TREC spam track's
 * protocol. Several indexes are one stream, one after the other or shuffled together. */
gboolean
hantei_evaluation_run_online(HanteiEvaluationRun *self, gchar **indexes, GError **error);

/* Each mail is judged by what was learnt from the other folds. Near-duplicates share a fold. */
gboolean
hantei_evaluation_run_folds(HanteiEvaluationRun *self,
			    gchar **indexes,
			    guint n_folds,
			    GError **error);

/* The mails of @test are judged by what was learnt from those of @train. */
gboolean
hantei_evaluation_run_split(HanteiEvaluationRun *self, gchar **train, gchar **test, GError **error);

/* Takes judgements that were written to files, by this program or another, instead. */
gboolean
hantei_evaluation_run_scores(HanteiEvaluationRun *self, gchar **files, GError **error);

/* The judged mails, in order. (transfer none) */
const HanteiEvaluatedMail *
hantei_evaluation_run_get_mails(const HanteiEvaluationRun *self, gsize *n_mails);

/* The names of the corpora, NULL at the end. (transfer none) */
const gchar *const *
hantei_evaluation_run_get_corpora(const HanteiEvaluationRun *self);

/* The worst that happened to a mail that could not be read. */
HanteiExit
hantei_evaluation_run_get_status(const HanteiEvaluationRun *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiEvaluationRun, hantei_evaluation_run_free)
