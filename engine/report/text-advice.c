/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include <string.h>

#include "engine/i18n.h"
#include "engine/report/columns.h"
#include "engine/report/text-page.h"

#define N_FIXES 5
#define N_UNKNOWN 3

/* Between no-break spaces, so that a line does not end in the middle. */
#define ARROW "\302\240→\302\240"

/* Gains below are told without figures. */
#define SMALL_GAIN 0.01

/* What is not known and would change less is not asked about. */
#define SMALL_STAKE 0.02

/* One fix for several receivers. */
typedef struct {
	const gchar *text;
	const gchar *why; /* of the receiver where it matters most */
	gdouble gain;	  /* there */
	GString *effects; /* "Gmail 41% → 89%, …" */
} Advice;

static void
advice_free(gpointer data)
{
	Advice *advice = data;

	g_string_free(advice->effects, TRUE);
	g_free(advice);
}

static gint
compare_advice(gconstpointer a, gconstpointer b)
{
	const Advice *one = *(Advice *const *)a;
	const Advice *other = *(Advice *const *)b;

	if (one->gain > other->gain)
		return -1;
	return one->gain < other->gain ? 1 : strcmp(one->text, other->text);
}

static const gchar *
find_reason(const HanteiVerdict *verdict, const gchar *id)
{
	for (guint i = 0; i < verdict->reasons->len; i++) {
		const HanteiReason *reason = g_ptr_array_index(verdict->reasons, i);

		if (strcmp(reason->id, id) == 0)
			return reason->text;
	}
	return NULL;
}

static Advice *
find_advice(GPtrArray *all, const gchar *text)
{
	Advice *advice;

	for (guint i = 0; i < all->len; i++) {
		advice = g_ptr_array_index(all, i);
		if (strcmp(advice->text, text) == 0)
			return advice;
	}
	advice = g_new0(Advice, 1);
	advice->text = text;
	advice->gain = -1.0;
	advice->effects = g_string_new(NULL);
	g_ptr_array_add(all, advice);
	return advice;
}

static void
merge_fix(GPtrArray *all, const HanteiVerdict *verdict, const HanteiFix *fix)
{
	Advice *advice = find_advice(all, fix->text);
	gdouble best = verdict->shares.inbox.best;
	g_autofree gchar *name = hantei_page_short_name(verdict);
	g_autofree gchar *from = hantei_page_percent(best);
	g_autofree gchar *to =
	    hantei_page_percent(fix->is_known ? best + fix->gain : best - fix->gain);

	if (fix->gain > advice->gain) {
		advice->gain = fix->gain;
		advice->why = find_reason(verdict, fix->id);
	}
	if (fix->gain < SMALL_GAIN || strstr(advice->effects->str, name) != NULL)
		return;
	if (advice->effects->len > 0)
		g_string_append(advice->effects, _(", "));
	g_string_append_printf(advice->effects, "%s %s" ARROW "%s", name, from, to);
}

/* The fixes of all receivers that are known to be due, or those that are not known to be. */
static GPtrArray *
collect_advice(const HanteiReport *report, gboolean known)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(advice_free);

	for (guint i = 0; i < report->verdicts->len; i++) {
		const HanteiVerdict *verdict = g_ptr_array_index(report->verdicts, i);

		for (guint j = 0; j < verdict->fixes->len; j++) {
			const HanteiFix *fix = g_ptr_array_index(verdict->fixes, j);

			if (fix->is_known == known)
				merge_fix(all, verdict, fix);
		}
	}
	g_ptr_array_sort(all, compare_advice);
	return all;
}

static void
add_together(HanteiPage *page)
{
	g_autoptr(GString) effects = g_string_new(NULL);
	g_autofree gchar *text = NULL;

	for (guint i = 0; i < page->report->verdicts->len; i++) {
		const HanteiVerdict *verdict = g_ptr_array_index(page->report->verdicts, i);
		g_autofree gchar *name = hantei_page_short_name(verdict);
		g_autofree gchar *from = hantei_page_percent(verdict->shares.inbox.best);
		g_autofree gchar *to =
		    hantei_page_percent(verdict->shares.inbox.best + verdict->gain_together);

		if (verdict->gain_together < SMALL_GAIN)
			continue;
		g_string_append_printf(effects, "%s%s %s" ARROW "%s",
				       effects->len == 0 ? "" : _(", "), name, from, to);
	}
	if (effects->len == 0)
		return;
	text = g_strdup_printf(_("All of these together: inbox %s"), effects->str);
	hantei_columns_wrap(page->out, "   ", text, page->width);
}

static void
add_fix(HanteiPage *page, guint number, const Advice *advice)
{
	g_autofree gchar *first = g_strdup_printf("%u. ", number);
	g_autofree gchar *effect = g_strdup_printf(_("Inbox: %s"), advice->effects->str);

	hantei_columns_wrap(page->out, first, advice->text, page->width);
	hantei_page_style(page, HANTEI_STYLE_DIM);
	if (advice->why != NULL && !page->is_brief)
		hantei_columns_wrap(page->out, "   ", advice->why, page->width);
	hantei_page_unstyle(page);
	hantei_columns_wrap(page->out, "   ", effect, page->width);
}

/* What gains next to nothing, from the @from-th on: still worth doing, not worth figures. */
static void
add_small_fixes(HanteiPage *page, const GPtrArray *all, guint from)
{
	if (from == all->len)
		return;
	hantei_page_add_title(page, _("Small things, each below one percent"));
	for (guint i = from; i < MIN(all->len, from + N_FIXES); i++) {
		const Advice *advice = g_ptr_array_index(all, i);

		hantei_columns_wrap(page->out, "-  ", advice->text, page->width);
	}
}

void
hantei_page_add_fixes(HanteiPage *page)
{
	g_autoptr(GPtrArray) all = collect_advice(page->report, TRUE);
	guint n_large = 0;

	for (; n_large < all->len; n_large++) {
		const Advice *advice = g_ptr_array_index(all, n_large);

		if (advice->gain < SMALL_GAIN)
			break;
		if (n_large == 0)
			hantei_page_add_title(page, _("Fix first"));
		if (n_large < N_FIXES)
			add_fix(page, n_large + 1, advice);
	}
	if (n_large > N_FIXES) {
		g_autofree gchar *more =
		    g_strdup_printf(_("And %u with less effect."), n_large - N_FIXES);

		hantei_columns_wrap(page->out, "   ", more, page->width);
	}
	if (n_large > 1)
		add_together(page);
	if (!page->is_brief)
		add_small_fixes(page, all, n_large);
}

void
hantei_page_add_unknowns(HanteiPage *page)
{
	g_autoptr(GPtrArray) all = collect_advice(page->report, FALSE);

	for (guint i = 0; i < MIN(all->len, N_UNKNOWN); i++) {
		const Advice *advice = g_ptr_array_index(all, i);
		g_autofree gchar *effect =
		    g_strdup_printf(_("If not, inbox: %s"), advice->effects->str);

		if (advice->gain < SMALL_STAKE)
			break;
		if (i == 0)
			hantei_page_add_title(page,
					      _("Make sure of this; the file cannot show it"));

		hantei_columns_wrap(page->out, "-  ", advice->text, page->width);
		hantei_page_style(page, HANTEI_STYLE_DIM);
		hantei_columns_wrap(page->out, "   ", effect, page->width);
		hantei_page_unstyle(page);
	}
}
