/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/report/evaluation-report.h"

#include "engine/i18n.h"
#include "engine/report/json-writer.h"

static const struct {
	const gchar *title;
	const gchar *meaning;
} texts[HANTEI_N_MEASURES] = {
    [HANTEI_MEASURE_ROC_LOSS] = {N_("1-AUC %"),
				 N_("pairs of a spam and a ham that are ranked wrongly")},
    [HANTEI_MEASURE_LAM] = {N_("LAM %"),
			    N_("logistic average of ham lost and spam missed at the threshold")},
    [HANTEI_MEASURE_HAM_LOST] = {N_("hm %"), N_("ham lost at the threshold")},
    [HANTEI_MEASURE_SPAM_MISSED] = {N_("sm %"), N_("spam missed at the threshold")},
    [HANTEI_MEASURE_HAM_LOST_AT_01] = {N_("hm@sm.1"),
				       N_("ham lost % where 0.1 % of the spam is missed")},
    [HANTEI_MEASURE_HAM_LOST_AT_1] = {N_("hm@sm1"),
				      N_("ham lost % where 1 % of the spam is missed")},
    [HANTEI_MEASURE_SPAM_MISSED_AT_01] = {N_("sm@hm.1"),
					  N_("spam missed % where 0.1 % of the ham is lost")},
    [HANTEI_MEASURE_BRIER] = {N_("Brier"), N_("mean squared error of the probability")},
    [HANTEI_MEASURE_LOG_LOSS] = {N_("log loss"), N_("mean surprise at the right answer, in nats")},
    [HANTEI_MEASURE_ECE] = {N_("ECE"),
			    N_("mean gap between probability and share of spam, in 15 bins")},
};

const gchar *
hantei_measure_get_title(HanteiMeasureKind kind)
{
	g_return_val_if_fail((guint)kind < HANTEI_N_MEASURES, NULL);
	return texts[kind].title;
}

const gchar *
hantei_measure_get_meaning(HanteiMeasureKind kind)
{
	g_return_val_if_fail((guint)kind < HANTEI_N_MEASURES, NULL);
	return texts[kind].meaning;
}

gchar *
hantei_evaluation_row_dup_group(const HanteiEvaluationRow *row)
{
	if (row->view != NULL)
		return g_strdup_printf(_("view %s"), row->view);
	if (row->language != NULL)
		return g_strdup_printf(_("language %s"), row->language);
	return NULL;
}

void
hantei_report_append_number(GString *out, gdouble number, guint digits)
{
	gchar format[8];
	gchar text[G_ASCII_DTOSTR_BUF_SIZE];

	g_snprintf(format, sizeof format, "%%.%uf", MIN(digits, 15));
	g_string_append(out, g_ascii_formatd(text, sizeof text, format, number));
}

static void
row_clear(gpointer data)
{
	HanteiEvaluationRow *row = data;

	hantei_evaluation_free(row->evaluation);
}

/* Which mails a row is of; the value after the last stands for any. */
typedef struct {
	guint corpus;
	guint view;
	guint language;
} Filter;

#define ANY_CORPUS G_MAXUINT
#define ANY_VIEW G_MAXUINT
#define ANY_LANGUAGE G_MAXUINT

static gboolean
filter_lets(const Filter *filter, const HanteiEvaluatedMail *mail)
{
	return (filter->corpus == ANY_CORPUS || filter->corpus == mail->corpus) &&
	       (filter->view == ANY_VIEW || filter->view == (guint)mail->view) &&
	       (filter->language == ANY_LANGUAGE || filter->language == (guint)mail->language);
}

typedef struct {
	HanteiEvaluationReport *report;
	const HanteiEvaluatedMail *mails;
	gsize n_mails;
	const HanteiEvaluationOptions *options;
} Builder;

static void
add_row(Builder *builder, Filter filter)
{
	g_autoptr(GArray) some = g_array_new(FALSE, FALSE, sizeof(HanteiJudgement));
	HanteiEvaluationRow row = {0};

	for (gsize i = 0; i < builder->n_mails; i++) {
		if (filter_lets(&filter, &builder->mails[i]))
			g_array_append_val(some, builder->mails[i].judgement);
	}
	if (filter.corpus != ANY_CORPUS)
		row.corpus = builder->report->corpora[filter.corpus];
	if (filter.view != ANY_VIEW)
		row.view = hantei_view_to_string(filter.view);
	if (filter.language != ANY_LANGUAGE)
		row.language = hantei_language_to_string(filter.language);
	row.evaluation =
	    hantei_evaluation_new((const HanteiJudgement *)some->data, some->len, builder->options);
	g_array_append_val(builder->report->rows, row);
}

/* The row of all mails of @corpus, then its views and its languages, if there are several. */
static void
add_corpus(Builder *builder, guint corpus)
{
	const Filter all = {corpus, ANY_VIEW, ANY_LANGUAGE};
	gboolean has_view[HANTEI_N_VIEWS + 1] = {FALSE};
	gboolean has_language[HANTEI_N_LANGUAGES + 1] = {FALSE};
	guint n_views = 0;
	guint n_languages = 0;

	add_row(builder, all);
	for (gsize i = 0; i < builder->n_mails; i++) {
		const HanteiEvaluatedMail *mail = &builder->mails[i];
		if (filter_lets(&all, mail)) {
			has_view[MIN(mail->view, HANTEI_N_VIEWS)] = TRUE;
			has_language[MIN(mail->language, HANTEI_N_LANGUAGES)] = TRUE;
		}
	}
	for (guint i = 0; i < HANTEI_N_VIEWS; i++)
		n_views += has_view[i];
	for (guint i = 0; i < HANTEI_N_LANGUAGES; i++)
		n_languages += has_language[i];
	for (guint i = 0; i < HANTEI_N_VIEWS && n_views > 1; i++) {
		if (has_view[i])
			add_row(builder, (Filter){corpus, i, ANY_LANGUAGE});
	}
	for (guint i = 0; i < HANTEI_N_LANGUAGES && n_languages > 1; i++) {
		if (has_language[i])
			add_row(builder, (Filter){corpus, ANY_VIEW, i});
	}
}

HanteiEvaluationReport *
hantei_evaluation_report_new(const gchar *protocol,
			     const gchar *const *corpora,
			     const HanteiEvaluatedMail *mails,
			     gsize n_mails,
			     const HanteiEvaluationOptions *options)
{
	HanteiEvaluationReport *self = g_new0(HanteiEvaluationReport, 1);
	Builder builder = {self, mails, n_mails, options};

	self->protocol = g_strdup(protocol);
	self->corpora = g_strdupv((gchar **)corpora);
	self->rows = g_array_new(FALSE, FALSE, sizeof(HanteiEvaluationRow));
	g_array_set_clear_func(self->rows, row_clear);
	self->n_resamples = options->n_resamples;
	self->seed = options->seed;

	const guint n_corpora = g_strv_length(self->corpora);
	for (guint i = 0; i < n_corpora; i++)
		add_corpus(&builder, i);
	if (n_corpora > 1)
		add_corpus(&builder, ANY_CORPUS);
	return self;
}

void
hantei_evaluation_report_free(HanteiEvaluationReport *self)
{
	if (self == NULL)
		return;
	g_array_unref(self->rows);
	g_strfreev(self->corpora);
	g_free(self->protocol);
	g_free(self);
}

static void
add_measures(HanteiJson *json, const HanteiEvaluation *evaluation)
{
	for (guint i = 0; i < HANTEI_N_MEASURES; i++) {
		const HanteiMeasure *measure = &evaluation->measures[i];
		const gchar *key = hantei_measure_to_string(i);
		/* two more than people are shown: programs compare */
		const guint digits = hantei_measure_get_digits(i) + 2;

		if (!measure->is_known) {
			hantei_json_add_null(json, key);
			continue;
		}
		hantei_json_begin_object(json, key);
		hantei_json_add_number(json, "value", measure->value, digits);
		if (measure->has_interval) {
			hantei_json_add_number(json, "low", measure->low, digits);
			hantei_json_add_number(json, "high", measure->high, digits);
		}
		hantei_json_end_object(json);
	}
}

static void
add_reliability(HanteiJson *json, const HanteiEvaluation *evaluation)
{
	hantei_json_begin_array(json, "reliability");
	for (guint i = 0; i < HANTEI_EVALUATION_N_BINS; i++) {
		const HanteiReliabilityBin *bin = &evaluation->bins[i];

		if (bin->n_spam + bin->n_ham == 0)
			continue;
		hantei_json_begin_object(json, NULL);
		hantei_json_add_number(json, "mean_probability", bin->mean_probability, 6);
		hantei_json_add_integer(json, "n_spam", bin->n_spam);
		hantei_json_add_integer(json, "n_ham", bin->n_ham);
		hantei_json_end_object(json);
	}
	hantei_json_end_array(json);
}

static gchar *
make_json_row(const HanteiEvaluationReport *self, const HanteiEvaluationRow *row)
{
	const HanteiEvaluation *evaluation = row->evaluation;
	g_autoptr(HanteiJson) json = hantei_json_new();

	hantei_json_begin_object(json, NULL);
	hantei_json_add_integer(json, "v", 1);
	hantei_json_add_string(json, "type", "evaluation");
	hantei_json_add_string(json, "protocol", self->protocol);
	hantei_json_add_string(json, "corpus", row->corpus);
	hantei_json_add_string(json, "view", row->view);
	hantei_json_add_string(json, "language", row->language);
	hantei_json_add_integer(json, "seed", (gint64)self->seed);
	hantei_json_add_integer(json, "n_spam", evaluation->n_spam);
	hantei_json_add_integer(json, "n_ham", evaluation->n_ham);
	hantei_json_add_integer(json, "n_clusters", evaluation->n_clusters);
	hantei_json_add_number(json, "threshold", evaluation->threshold, 6);
	hantei_json_add_integer(json, "n_spam_missed", evaluation->n_spam_missed);
	hantei_json_add_integer(json, "n_ham_lost", evaluation->n_ham_lost);
	add_measures(json, evaluation);
	add_reliability(json, evaluation);
	hantei_json_end_object(json);
	return hantei_json_dup_text(json);
}

gchar *
hantei_evaluation_report_to_json(const HanteiEvaluationReport *self)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < self->rows->len; i++) {
		g_autofree gchar *line =
		    make_json_row(self, &g_array_index(self->rows, HanteiEvaluationRow, i));
		g_string_append_printf(out, "%s\n", line);
	}
	return g_string_free(out, FALSE);
}
