/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/i18n.h"
#include "engine/report/columns.h"
#include "engine/report/evaluation-plots.h"
#include "engine/report/evaluation-report.h"
#include "engine/report/plot.h"

/* Fewer mails of a class than this are told to be few: one of them is a percent and more. */
#define FEW_MAILS 100

static const gchar css[] =
    ":root{--paper:#fff;--ink:#1b1f24;--dim:#5c6670;--grid:#dde2e7;--card:#f6f8fa;"
    "--ham:#2f74b5;--spam:#cf5b1d;--mark:#7a3fb0;--warn:#8a5a00}"
    "@media(prefers-color-scheme:dark){:root{--paper:#14181d;--ink:#e6e9ec;--dim:#9aa5b0;"
    "--grid:#2c343c;--card:#1c2229;--ham:#6fb1ec;--spam:#f59056;--mark:#c79bf0;--warn:#e8b64c}}"
    "body{margin:0 auto;max-width:1500px;padding:1.2rem;background:var(--paper);"
    "color:var(--ink);font:15px/1.5 system-ui,sans-serif}"
    "h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.2rem;margin:2rem 0 .5rem}"
    "h3{font-size:1rem;margin:0 0 .5rem;font-weight:600}p{margin:.25rem 0}"
    ".about,dd,caption{color:var(--dim)}.few{color:var(--warn)}"
    ".wide{overflow-x:auto}table{border-collapse:collapse;font-size:.8rem;font-variant-numeric:"
    "tabular-nums}"
    "th,td{padding:.2rem .3rem;text-align:right;vertical-align:top;white-space:nowrap}"
    "th{font-weight:600;border-bottom:2px solid var(--grid)}td{border-bottom:1px solid var(--grid)}"
    "th:first-child,td:first-child{text-align:left}tr.group td:first-child{padding-left:1.6rem}"
    "tr.group{color:var(--dim)}td small{display:block;color:var(--dim);font-size:.7rem}"
    ".plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(340px,1fr));gap:1rem}"
    "figure{margin:0;padding:.8rem;background:var(--card);border-radius:8px}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;font-size:.85rem}"
    "dd{margin:0}";

static void
append_escaped(GString *out, const gchar *text)
{
	g_autofree gchar *clean = hantei_columns_clean(text);
	g_autofree gchar *escaped = g_markup_escape_text(clean, -1);

	g_string_append(out, escaped);
}

static void
append_measure(GString *out, const HanteiMeasure *measure, guint digits)
{
	g_string_append(out, "<td>");
	if (measure->is_known)
		hantei_report_append_number(out, measure->value, digits);
	else
		g_string_append(out, "–");
	if (measure->has_interval) {
		/* an interval's last digit says nothing, and all columns fit a screen without */
		g_string_append(out, "<small>");
		hantei_report_append_number(out, measure->low, digits - 1);
		g_string_append(out, "–");
		hantei_report_append_number(out, measure->high, digits - 1);
		g_string_append(out, "</small>");
	}
	g_string_append(out, "</td>");
}

static const gchar *
get_corpus_name(const HanteiEvaluationRow *row)
{
	return row->corpus != NULL ? row->corpus : _("all together");
}

static void
append_row(GString *out, const HanteiEvaluationRow *row)
{
	const HanteiEvaluation *evaluation = row->evaluation;
	g_autofree gchar *group = hantei_evaluation_row_dup_group(row);

	g_string_append(out, group != NULL ? "<tr class=\"group\"><td>" : "<tr><td>");
	append_escaped(out, group != NULL ? group : get_corpus_name(row));
	g_string_append_printf(out, "</td><td>%u</td><td>%u</td><td>%u</td><td>%u</td>",
			       evaluation->n_spam, evaluation->n_ham, evaluation->n_spam_missed,
			       evaluation->n_ham_lost);
	for (guint i = 0; i < HANTEI_N_MEASURES; i++)
		append_measure(out, &evaluation->measures[i], hantei_measure_get_digits(i));
	g_string_append(out, "</tr>\n");
}

static void
append_table(GString *out, const HanteiEvaluationReport *self)
{
	const gchar *const titles[] = {"", _("spam"), _("ham"), _("missed"), _("lost")};

	g_string_append(out, "<div class=\"wide\"><table><thead><tr>");
	for (guint i = 0; i < G_N_ELEMENTS(titles); i++)
		g_string_append_printf(out, "<th>%s</th>", titles[i]);
	for (guint i = 0; i < HANTEI_N_MEASURES; i++)
		g_string_append_printf(out, "<th>%s</th>", _(hantei_measure_get_title(i)));
	g_string_append(out, "</tr></thead><tbody>\n");
	for (guint i = 0; i < self->rows->len; i++)
		append_row(out, &g_array_index(self->rows, HanteiEvaluationRow, i));
	g_string_append(out, "</tbody></table></div>\n<dl>");
	for (guint i = 0; i < HANTEI_N_MEASURES; i++)
		g_string_append_printf(out, "<dt>%s</dt><dd>%s</dd>",
				       _(hantei_measure_get_title(i)),
				       _(hantei_measure_get_meaning(i)));
	g_string_append(out, "</dl>\n");
}

static void
append_figure(GString *out,
	      const gchar *title,
	      const gchar *note,
	      void (*draw)(GString *, const HanteiEvaluation *),
	      const HanteiEvaluation *evaluation)
{
	g_string_append_printf(out, "<figure><h3>%s</h3>", title);
	draw(out, evaluation);
	g_string_append_printf(out, "<figcaption class=\"about\">%s</figcaption></figure>\n", note);
}

static void
append_section(GString *out, const HanteiEvaluationRow *row)
{
	const HanteiEvaluation *evaluation = row->evaluation;

	g_string_append(out, "<section><h2>");
	append_escaped(out, get_corpus_name(row));
	g_string_append(out, "</h2>\n<p class=\"about\">");
	g_string_append_printf(out, _("%u spam, %u ham; near-duplicates counted once: %u mails."),
			       evaluation->n_spam, evaluation->n_ham, evaluation->n_clusters);
	g_string_append(out, "</p>\n");
	if (evaluation->n_spam < FEW_MAILS || evaluation->n_ham < FEW_MAILS)
		g_string_append_printf(
		    out, "<p class=\"few\">%s</p>\n",
		    _("Few mails: one more or less moves these numbers by a percent or more."));
	g_string_append(out, "<div class=\"plots\">\n");
	if (evaluation->n_roc > 0)
		append_figure(out, _("ROC"),
			      _("Lower left is better. At the edges less than one mail is left."),
			      hantei_plot_roc, evaluation);
	append_figure(out, _("Reliability"),
		      _("On the dashed line probabilities are honest. Above it, mail was spam more "
			"often than said. Lines are 95 % intervals."),
		      hantei_plot_reliability, evaluation);
	append_figure(out, _("Scores"),
		      _("Ham right of the dashed threshold is lost, spam left of it is missed. The "
			"outermost bars hold all beyond."),
		      hantei_plot_scores, evaluation);
	g_string_append(out, "</div></section>\n");
}

gchar *
hantei_evaluation_report_to_html(const HanteiEvaluationReport *self, const gchar *language)
{
	GString *out = g_string_new("<!DOCTYPE html>\n<html lang=\"");

	append_escaped(out, language);
	g_string_append(out, "\">\n<head><meta charset=\"utf-8\">"
			     "<meta name=\"viewport\" content=\"width=device-width\">"
			     "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
	g_string_append_printf(out, "%s</title>\n<style>%s%s</style></head>\n<body>\n",
			       _("hantei: evaluation"), css, hantei_plot_get_css());
	g_string_append_printf(out, "<h1>%s</h1>\n<p class=\"about\">", _("hantei: evaluation"));
	g_string_append_printf(out, _("protocol %s; 95 %% intervals from %u resamples"),
			       self->protocol, self->n_resamples);
	g_string_append(out, "</p>\n");
	append_table(out, self);
	for (guint i = 0; i < self->rows->len; i++) {
		const HanteiEvaluationRow *row = &g_array_index(self->rows, HanteiEvaluationRow, i);
		if (row->view == NULL && row->language == NULL)
			append_section(out, row);
	}
	g_string_append(out, "</body>\n</html>\n");
	return g_string_free(out, FALSE);
}
