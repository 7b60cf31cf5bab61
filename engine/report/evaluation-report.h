/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What an evaluation found, row by row: each corpus, its views and languages, and all corpora
 * together; and how that is written for people, programs and browsers. */

#pragma once

#include "model/evaluation.h"
#include "model/evidence.h"
#include "tokenizer/language.h"

/* One judged mail with the groups it belongs to. */
typedef struct {
	HanteiJudgement judgement;
	guint corpus;
	HanteiView view;	 /* HANTEI_N_VIEWS: not known */
	HanteiLanguage language; /* HANTEI_N_LANGUAGES: not known */
} HanteiEvaluatedMail;

/* Mails of one group. A mail is in a row of each kind. */
typedef struct {
	const gchar *corpus; /* NULL: all together */
	const gchar *view;   /* NULL: all */
	const gchar *language;
	HanteiEvaluation *evaluation;
} HanteiEvaluationRow;

typedef struct {
	gchar *protocol; /* "online", "folds", "train-test", "scores" */
	gchar **corpora;
	GArray *rows; /* of HanteiEvaluationRow */
	guint n_resamples;
	guint64 seed;
} HanteiEvaluationReport;

/* Evaluates @mails by corpus, and within it by view and by language where there are several.
 * @corpora: the names, NULL at the end.
 * Returns: (transfer full): free with hantei_evaluation_report_free(). */
HanteiEvaluationReport *
hantei_evaluation_report_new(const gchar *protocol,
			     const gchar *const *corpora,
			     const HanteiEvaluatedMail *mails,
			     gsize n_mails,
			     const HanteiEvaluationOptions *options);

void
hantei_evaluation_report_free(HanteiEvaluationReport *self);

/* Three tables of at most 80 columns, and what their columns are. Returns: (transfer full). */
gchar *
hantei_evaluation_report_to_text(const HanteiEvaluationReport *self);

/* A line of type "evaluation" for each row. Returns: (transfer full). */
gchar *
hantei_evaluation_report_to_json(const HanteiEvaluationReport *self);

/* One page that needs nothing else: numbers, ROC, reliability and scores of each corpus.
 * @language: of its texts, for instance "ja". Returns: (transfer full). */
gchar *
hantei_evaluation_report_to_html(const HanteiEvaluationReport *self, const gchar *language);

/* What the row is of within its corpus, for instance "view draft", translated; NULL if it is of
 * all. Returns: (transfer full) (nullable). */
gchar *
hantei_evaluation_row_dup_group(const HanteiEvaluationRow *row);

/* The short title of a column, and what it is; not translated yet. (transfer none) */
const gchar *
hantei_measure_get_title(HanteiMeasureKind kind);

const gchar *
hantei_measure_get_meaning(HanteiMeasureKind kind);

/* @number with @digits after the point, the same in every locale. */
void
hantei_report_append_number(GString *out, gdouble number, guint digits);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiEvaluationReport, hantei_evaluation_report_free)
