/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/report/evaluation-plots.h"

#include <math.h>

#include "engine/i18n.h"
#include "engine/report/evaluation-report.h"
#include "engine/report/plot.h"

/* A curve moves at least this far before it is drawn on: thousands of cuts make a small file. */
#define MIN_STEP_PX 0.7

/* The lowest decade that a share of @n mails can tell from none, in percent. */
static gdouble
get_lowest_decade(guint n)
{
	return CLAMP(pow(10.0, floor(log10(100.0 / MAX(n, 1)))), 0.001, 10.0);
}

static void
add_decades(HanteiPlot *plot,
	    const HanteiAxis *axis,
	    void (*add)(HanteiPlot *, gdouble, const gchar *))
{
	for (gint decade = (gint)lround(log10(axis->low)); decade <= 2; decade++) {
		g_autoptr(GString) label = g_string_new(NULL);

		hantei_report_append_number(label, pow(10.0, decade), (guint)MAX(-decade, 0));
		add(plot, pow(10.0, decade), label->str);
	}
}

/* The curve as steps: between two cuts there is no other. */
static void
add_curve(HanteiPlot *plot, const HanteiEvaluation *evaluation)
{
	gdouble x = hantei_plot_x(plot, 100.0);
	gdouble y = hantei_plot_y(plot, 0.0);

	g_string_append(plot->out, "<path class=\"curve\" d=\"M");
	hantei_report_append_number(plot->out, x, 1);
	g_string_append_c(plot->out, ' ');
	hantei_report_append_number(plot->out, y, 1);
	for (gsize i = 1; i < evaluation->n_roc; i++) {
		const HanteiRocPoint *point = &evaluation->roc[i];
		const gdouble new_x = hantei_plot_x(plot, 100.0 * point->ham_lost);
		const gdouble new_y = hantei_plot_y(plot, 100.0 * point->spam_missed);

		if (fabs(new_x - x) + fabs(new_y - y) < MIN_STEP_PX && i + 1 < evaluation->n_roc)
			continue;
		g_string_append(plot->out, "H");
		hantei_report_append_number(plot->out, new_x, 1);
		g_string_append(plot->out, "V");
		hantei_report_append_number(plot->out, new_y, 1);
		x = new_x;
		y = new_y;
	}
	g_string_append(plot->out, "\"/>");
}

void
hantei_plot_roc(GString *out, const HanteiEvaluation *evaluation)
{
	HanteiPlot plot = {
	    .out = out,
	    .x = {get_lowest_decade(evaluation->n_ham), 100.0, TRUE, _("ham lost, %")},
	    .y = {get_lowest_decade(evaluation->n_spam), 100.0, TRUE, _("spam missed, %")},
	};
	const gdouble lost = evaluation->measures[HANTEI_MEASURE_HAM_LOST].value;
	const gdouble missed = evaluation->measures[HANTEI_MEASURE_SPAM_MISSED].value;

	hantei_plot_begin(&plot, _("ROC: ham lost against spam missed at every threshold"));
	add_decades(&plot, &plot.x, hantei_plot_tick_x);
	add_decades(&plot, &plot.y, hantei_plot_tick_y);
	if (evaluation->n_roc > 0) {
		g_autoptr(GString) label = g_string_new(_("threshold "));
		/* beside the dot where there is room for it */
		const gboolean is_right = hantei_plot_x(&plot, lost) > 300.0;
		const gboolean is_low = hantei_plot_y(&plot, missed) > 60.0;

		add_curve(&plot, evaluation);
		hantei_plot_dot(&plot, "dot", lost, missed, 5.0);
		hantei_report_append_number(label, evaluation->threshold, 2);
		hantei_plot_text(&plot, "label", lost, missed, is_right ? -9.0 : 9.0,
				 is_low ? -8.0 : 18.0, is_right ? "end" : "start", label->str);
	}
	hantei_plot_end(&plot);
}

/* Wilson's score interval of a share, 95 % (Wilson 1927): it holds near 0 and 1, too. */
static void
get_wilson(gdouble n_yes, gdouble n, gdouble *low, gdouble *high)
{
	const gdouble z = 1.959964;
	const gdouble share = n_yes / n;
	const gdouble middle = (share + z * z / (2.0 * n)) / (1.0 + z * z / n);
	const gdouble half =
	    z / (1.0 + z * z / n) * sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n));

	*low = middle - half;
	*high = middle + half;
}

static void
add_shares(HanteiPlot *plot)
{
	static const gchar *const labels[] = {"0", "0.2", "0.4", "0.6", "0.8", "1"};

	for (guint i = 0; i < G_N_ELEMENTS(labels); i++) {
		hantei_plot_tick_x(plot, 0.2 * i, labels[i]);
		hantei_plot_tick_y(plot, 0.2 * i, labels[i]);
	}
}

void
hantei_plot_reliability(GString *out, const HanteiEvaluation *evaluation)
{
	HanteiPlot plot = {
	    .out = out,
	    .x = {0.0, 1.0, FALSE, _("probability of spam given")},
	    .y = {0.0, 1.0, FALSE, _("share that was spam")},
	};

	hantei_plot_begin(&plot, _("Reliability: share of spam against probability"));
	add_shares(&plot);
	hantei_plot_line(&plot, "ideal", 0.0, 0.0, 1.0, 1.0);
	for (guint i = 0; i < HANTEI_EVALUATION_N_BINS; i++) {
		const HanteiReliabilityBin *bin = &evaluation->bins[i];
		const guint n = bin->n_spam + bin->n_ham;
		const gdouble middle = (i + 0.5) / HANTEI_EVALUATION_N_BINS;
		g_autofree gchar *count = NULL;
		gdouble low;
		gdouble high;

		if (n == 0)
			continue;
		get_wilson(bin->n_spam, n, &low, &high);
		hantei_plot_line(&plot, "whisker", bin->mean_probability, low,
				 bin->mean_probability, high);
		hantei_plot_dot(&plot, "dot", bin->mean_probability, (gdouble)bin->n_spam / n, 4.5);
		count = g_strdup_printf("%u", n);
		hantei_plot_text(&plot, "small", middle, 1.0, 0.0, -7.0, "middle", count);
	}
	hantei_plot_text(&plot, "small", 0.0, 1.0, -7.0, -7.0, "end", _("mails"));
	hantei_plot_end(&plot);
}

/* Counts by decades, with none at 0 and one mail clearly above. */
static gdouble
get_height(guint n)
{
	return n == 0 ? 0.0 : 0.5 + log10(n);
}

static gdouble
get_highest(const HanteiEvaluation *evaluation)
{
	guint most = 1;

	for (guint i = 0; i < HANTEI_EVALUATION_N_NATS; i++) {
		most = MAX(most, evaluation->n_ham_by_nat[i]);
		most = MAX(most, evaluation->n_spam_by_nat[i]);
	}
	return get_height(most) * 1.12;
}

static void
add_counts(HanteiPlot *plot)
{
	for (guint n = 1; get_height(n) <= plot->y.high; n *= 10) {
		g_autofree gchar *label = g_strdup_printf("%u", n);

		hantei_plot_tick_y(plot, get_height(n), label);
		hantei_plot_tick_y(plot, -get_height(n), label);
	}
}

void
hantei_plot_scores(GString *out, const HanteiEvaluation *evaluation)
{
	const gdouble end = HANTEI_EVALUATION_N_NATS / 2;
	const gdouble highest = get_highest(evaluation);
	const gdouble cut = log(evaluation->threshold / (1.0 - evaluation->threshold));
	HanteiPlot plot = {
	    .out = out,
	    .x = {-end, end, FALSE, _("log-odds of spam, nats")},
	    .y = {-highest, highest, FALSE, _("mails (by decades)")},
	};

	hantei_plot_begin(&plot, _("Scores: mails by log-odds, ham above and spam below"));
	for (gint tick = -20; tick <= 20; tick += 10) {
		g_autofree gchar *label = g_strdup_printf("%d", tick);
		hantei_plot_tick_x(&plot, tick, label);
	}
	add_counts(&plot);
	for (guint i = 0; i < HANTEI_EVALUATION_N_NATS; i++) {
		const gdouble left = i - end;

		if (evaluation->n_ham_by_nat[i] > 0)
			hantei_plot_bar(&plot, "ham", left, 0.0, left + 1.0,
					get_height(evaluation->n_ham_by_nat[i]));
		if (evaluation->n_spam_by_nat[i] > 0)
			hantei_plot_bar(&plot, "spam", left,
					-get_height(evaluation->n_spam_by_nat[i]), left + 1.0, 0.0);
	}
	hantei_plot_line(&plot, "ideal", cut, -highest, cut, highest);
	hantei_plot_text(&plot, "ham", end, highest, -8.0, 18.0, "end", _("ham"));
	hantei_plot_text(&plot, "spam", -end, -highest, 8.0, -9.0, "start", _("spam"));
	hantei_plot_end(&plot);
}
