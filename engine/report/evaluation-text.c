/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include <string.h>

#include "engine/i18n.h"
#include "engine/report/columns.h"
#include "engine/report/evaluation-report.h"

/* Columns of the table: 18 + 7 + 7 for name and counts leave room for 48 more in 80. */
#define NAME_WIDTH 18
#define COUNT_WIDTH 7

/* A measure with its width; with its interval beside it, if asked for. */
typedef struct {
	HanteiMeasureKind kind;
	gint width;
	gint interval_width; /* 0: without */
} Column;

static const Column ranking[] = {
    {HANTEI_MEASURE_ROC_LOSS, 9, 15},
    {HANTEI_MEASURE_HAM_LOST_AT_01, 8, 0},
    {HANTEI_MEASURE_HAM_LOST_AT_1, 8, 0},
    {HANTEI_MEASURE_SPAM_MISSED_AT_01, 8, 0},
};

static const Column decisions[] = {
    {HANTEI_MEASURE_LAM, 9, 16},
};

static const Column calibration[] = {
    {HANTEI_MEASURE_BRIER, 9, 16},
    {HANTEI_MEASURE_LOG_LOSS, 10, 0},
    {HANTEI_MEASURE_ECE, 9, 0},
};

/* Numbers of one kind, one row a group. */
typedef struct {
	const Column *columns;
	gsize n_columns;
	gboolean has_calls; /* spam missed and ham lost, in mails */
} Table;

static const Table tables[] = {
    {ranking, G_N_ELEMENTS(ranking), FALSE},
    {decisions, G_N_ELEMENTS(decisions), TRUE},
    {calibration, G_N_ELEMENTS(calibration), FALSE},
};

/* Ends a line, without the blanks of empty columns. */
static void
end_line(GString *out)
{
	while (out->len > 0 && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
	g_string_append_c(out, '\n');
}

/* Appends @text to the right of @width columns. */
static void
append_right(GString *out, const gchar *text, gint width)
{
	const gint n_blanks = width - hantei_columns_count(text);

	g_string_append_printf(out, "%*s%s", MAX(n_blanks, 0), "", text);
}

static void
append_number(GString *out, gdouble number, guint digits, gint width)
{
	g_autoptr(GString) text = g_string_new(NULL);

	hantei_report_append_number(text, number, digits);
	append_right(out, text->str, width);
}

static void
append_count(GString *out, guint n, gint width)
{
	g_string_append_printf(out, "%*u", width, n);
}

static void
append_measure(GString *out, const HanteiEvaluation *evaluation, const Column *column)
{
	const HanteiMeasure *measure = &evaluation->measures[column->kind];
	const guint digits = hantei_measure_get_digits(column->kind);

	if (measure->is_known)
		append_number(out, measure->value, digits, column->width);
	else
		append_right(out, "-", column->width);
	if (column->interval_width == 0)
		return;
	g_autoptr(GString) interval = g_string_new(NULL);
	if (measure->has_interval) {
		hantei_report_append_number(interval, measure->low, digits);
		g_string_append(interval, "–");
		hantei_report_append_number(interval, measure->high, digits);
	}
	append_right(out, interval->str, column->interval_width);
}

static void
append_titles(GString *out, const Table *table)
{
	hantei_columns_append(out, "", NAME_WIDTH, TRUE);
	append_right(out, _("spam"), COUNT_WIDTH);
	append_right(out, _("ham"), COUNT_WIDTH);
	if (table->has_calls) {
		append_right(out, _("missed"), COUNT_WIDTH);
		append_right(out, _("lost"), COUNT_WIDTH);
	}
	for (gsize i = 0; i < table->n_columns; i++) {
		const Column *column = &table->columns[i];

		append_right(out, _(hantei_measure_get_title(column->kind)), column->width);
		if (column->interval_width > 0)
			append_right(out, _("95 % interval"), column->interval_width);
	}
	g_string_append_c(out, '\n');
}

/* A corpus by its name, its groups below it, indented. */
static void
append_name(GString *out, const HanteiEvaluationRow *row)
{
	g_autofree gchar *group = hantei_evaluation_row_dup_group(row);

	if (group != NULL) {
		g_string_append(out, "  ");
		hantei_columns_append(out, group, NAME_WIDTH - 2, TRUE);
		return;
	}
	g_autofree gchar *name = hantei_columns_clean(row->corpus);
	hantei_columns_append(out, row->corpus != NULL ? name : _("all together"), NAME_WIDTH,
			      TRUE);
}

static void
append_table(GString *out, const HanteiEvaluationReport *self, const Table *table)
{
	append_titles(out, table);
	for (guint i = 0; i < self->rows->len; i++) {
		const HanteiEvaluationRow *row = &g_array_index(self->rows, HanteiEvaluationRow, i);
		const HanteiEvaluation *evaluation = row->evaluation;

		append_name(out, row);
		append_count(out, evaluation->n_spam, COUNT_WIDTH);
		append_count(out, evaluation->n_ham, COUNT_WIDTH);
		if (table->has_calls) {
			append_count(out, evaluation->n_spam_missed, COUNT_WIDTH);
			append_count(out, evaluation->n_ham_lost, COUNT_WIDTH);
		}
		for (gsize c = 0; c < table->n_columns; c++)
			append_measure(out, evaluation, &table->columns[c]);
		end_line(out);
	}
	g_string_append_c(out, '\n');
}

static void
append_meanings(GString *out, const Table *table)
{
	for (gsize i = 0; i < table->n_columns; i++) {
		const HanteiMeasureKind kind = table->columns[i].kind;

		hantei_columns_append(out, _(hantei_measure_get_title(kind)), 10, TRUE);
		g_string_append_printf(out, "%s\n", _(hantei_measure_get_meaning(kind)));
	}
}

gchar *
hantei_evaluation_report_to_text(const HanteiEvaluationReport *self)
{
	GString *out = g_string_new(NULL);
	g_autoptr(GString) threshold = g_string_new(NULL);

	if (self->rows->len == 0)
		return g_string_free(out, FALSE);
	const HanteiEvaluation *first =
	    g_array_index(self->rows, HanteiEvaluationRow, 0).evaluation;
	hantei_report_append_number(threshold, first->threshold, 2);

	g_string_append_printf(out, "%s\n", _("Ranking"));
	append_table(out, self, &tables[0]);
	g_string_append_printf(out, _("Decisions at probability %s"), threshold->str);
	g_string_append_c(out, '\n');
	append_table(out, self, &tables[1]);
	g_string_append_printf(out, "%s\n", _("Calibration"));
	append_table(out, self, &tables[2]);
	for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
		append_meanings(out, &tables[i]);
	return g_string_free(out, FALSE);
}
