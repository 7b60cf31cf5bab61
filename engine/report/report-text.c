/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include <math.h>
#include <string.h>

#include "engine/i18n.h"
#include "engine/report/columns.h"
#include "engine/report/text-page.h"

/* The inbox share from which a mail should arrive, and below which it should not. */
#define GOOD_SHARE 0.8
#define BAD_SHARE 0.5

/* A column is left out if no receiver's share reaches this. */
#define SHOWN_SHARE 0.005

/* "82–96%" */
static gchar *
percent_range(gdouble low, gdouble high)
{
	return g_strdup_printf("%d–%d%%", (gint)floor(100.0 * low + 0.5),
			       (gint)floor(100.0 * high + 0.5));
}

static gdouble
reach(const HanteiVerdict *verdict)
{
	return verdict->shares.inbox.best + verdict->shares.warning.best;
}

/* The names of receivers with a reach from @from to below @to: "Gmail, Other receivers", or NULL.
 */
static gchar *
names_within(const HanteiReport *report, gdouble from, gdouble to)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < report->verdicts->len; i++) {
		const HanteiVerdict *verdict = g_ptr_array_index(report->verdicts, i);
		g_autofree gchar *name = hantei_page_short_name(verdict);

		if (reach(verdict) < from || reach(verdict) >= to)
			continue;
		if (names->len > 0)
			g_string_append(names, _(", "));
		g_string_append(names, name);
	}
	return names->len == 0 ? NULL : g_strdup(names->str);
}

/* What is not known that could keep the mail out of an inbox. */
static gboolean
hangs_on_unknown(const HanteiReport *report)
{
	for (guint i = 0; i < report->verdicts->len; i++) {
		const HanteiVerdict *verdict = g_ptr_array_index(report->verdicts, i);

		if (verdict->if_clear.inbox.low - verdict->shares.inbox.low > 0.05)
			return TRUE;
	}
	return FALSE;
}

static void
add_answer(HanteiPage *page)
{
	const HanteiReport *report = page->report;
	g_autofree gchar *bad = names_within(report, -1.0, BAD_SHARE);
	g_autofree gchar *doubtful = names_within(report, BAD_SHARE, GOOD_SHARE);
	g_autofree gchar *text = NULL;

	if (bad != NULL) {
		text = g_strdup_printf(_("Would probably miss the inbox at: %s."), bad);
		hantei_page_add_styled(page, HANTEI_STYLE_BAD, text);
	} else if (doubtful != NULL) {
		text = g_strdup_printf(_("May miss the inbox at: %s."), doubtful);
		hantei_page_add_styled(page, HANTEI_STYLE_DOUBT, text);
	} else if (report->verdicts->len == 0) {
		hantei_page_add_styled(page, HANTEI_STYLE_TITLE,
				       _("No receiver was asked for; the content alone:"));
	} else if (!hantei_page_auth_is_known(page) && hangs_on_unknown(report)) {
		hantei_page_add_styled(
		    page, HANTEI_STYLE_GOOD,
		    _("Should reach the inbox, provided that SPF, DKIM and DMARC pass."));
	} else {
		hantei_page_add_styled(page, HANTEI_STYLE_GOOD, _("Should reach the inbox."));
	}
}

static const gchar *
content_words(gdouble probability)
{
	if (probability >= 0.9)
		return _("The content reads like spam");
	if (probability >= 0.6)
		return _("The content leans to spam");
	if (probability > 0.4)
		return _("The content leans neither way");
	if (probability > 0.1)
		return _("The content leans to wanted mail");
	return _("The content reads like wanted mail");
}

/* The first thing to say of a draft in a language nobody taught the model. */
static void
add_coverage(HanteiPage *page)
{
	const HanteiEvidence *evidence = page->report->evidence;

	if (evidence->view == HANTEI_VIEW_DRAFT && !evidence->is_covered)
		hantei_page_add_styled(page, HANTEI_STYLE_DOUBT,
				       _("Language not covered: the content is not judged."));
}

/* A draft's content: digits would say more than is known. */
static const gchar *
band_words(HanteiBand band)
{
	switch (band) {
	case HANTEI_BAND_LIKELY_FINE:
		return _("As a draft, the content is likely fine");
	case HANTEI_BAND_LIKELY_SPAM:
		return _("As a draft, the content likely looks like spam");
	case HANTEI_BAND_DOUBTFUL:
	default:
		return _("As a draft, the content is doubtful");
	}
}

static void
add_draft_content(HanteiPage *page)
{
	const HanteiEvidence *evidence = page->report->evidence;
	g_autofree gchar *known = hantei_page_percent(evidence->known_ratio);
	g_autofree gchar *text = NULL;

	if (!evidence->is_covered)
		text = g_strdup(_("The model knows too few mails in this language; teach it yours "
				  "with \"hantei train --source\". What follows is about the form "
				  "and the authentication."));
	else
		text = g_strdup_printf(_("%s (the model knows %s of its features)."),
				       band_words(evidence->band), known);
	hantei_columns_wrap(page->out, "", text, page->width);
}

static void
add_content(HanteiPage *page)
{
	const HanteiEvidence *evidence = page->report->evidence;
	g_autofree gchar *share = hantei_page_percent(evidence->probability);
	g_autofree gchar *known = hantei_page_percent(evidence->known_ratio);
	g_autofree gchar *text = NULL;
	const gchar *words = content_words(evidence->probability);

	if (evidence->view == HANTEI_VIEW_DRAFT) {
		add_draft_content(page);
		return;
	}
	if (evidence->confidence == HANTEI_CONFIDENCE_HIGH)
		text = g_strdup_printf(
		    _("%s (spam probability %s; the model knows %s of its features)."), words,
		    share, known);
	else if (evidence->confidence == HANTEI_CONFIDENCE_MEDIUM)
		text = g_strdup_printf(_("%s (spam probability %s; fairly sure: the model knows "
					 "%s of its features)."),
				       words, share, known);
	else
		/* no figure: it would say more than is known */
		text = g_strdup_printf(_("%s, but the model has seen too little like it to be "
					 "sure."),
				       words);
	hantei_columns_wrap(page->out, "", text, page->width);
}

/* One line "LABEL  text", cut to the width. */
static void
add_field(HanteiPage *page, const gchar *label, const gchar *text)
{
	hantei_page_style(page, HANTEI_STYLE_DIM);
	hantei_columns_append(page->out, label, 9, TRUE);
	hantei_page_unstyle(page);
	hantei_columns_append(page->out, text, page->width - 9, FALSE);
	g_string_append_c(page->out, '\n');
}

static void
add_identity(HanteiPage *page)
{
	const HanteiReport *report = page->report;
	g_autofree gchar *path = hantei_columns_clean(report->path);
	g_autofree gchar *subject = hantei_columns_clean(report->subject);
	g_autofree gchar *name = hantei_columns_clean(report->from_name);
	g_autofree gchar *addr = hantei_columns_clean(report->from_addr);
	g_autofree gchar *file = g_strdup_printf(
	    report->view == HANTEI_VIEW_DRAFT ? _("%s (draft)") : _("%s (received)"), path);
	g_autofree gchar *from =
	    name[0] == '\0' ? g_strdup(addr) : g_strdup_printf("%s <%s>", name, addr);

	g_string_append_c(page->out, '\n');
	add_field(page, _("File"), file);
	add_field(page, _("From"), addr[0] == '\0' ? _("(none)") : from);
	add_field(page, _("Subject"), subject[0] == '\0' ? _("(none)") : subject);
}

#define N_SHARES 4

/* The columns of the table. */
typedef struct {
	const gchar *labels[N_SHARES];
	gboolean shown[N_SHARES];
	gint n_shown;
} Columns;

/* " 91% (82–96%)" and two blanks */
#define CELL_COLUMNS 16

static const HanteiInterval *
share_at(const HanteiShares *shares, gint i)
{
	const HanteiInterval *const all[] = {&shares->inbox, &shares->warning, &shares->spam,
					     &shares->reject};

	return all[i];
}

static Columns
choose_columns(const HanteiReport *report)
{
	Columns columns = {
	    {_("Inbox"), _("With warning"), _("Spam folder"), _("Refused")},
	    {TRUE, FALSE, TRUE, TRUE},
	    3,
	};

	for (guint i = 0; i < report->verdicts->len; i++) {
		const HanteiVerdict *verdict = g_ptr_array_index(report->verdicts, i);

		if (verdict->shares.warning.high >= SHOWN_SHARE && !columns.shown[1]) {
			columns.shown[1] = TRUE;
			columns.n_shown++;
		}
	}
	return columns;
}

/* Best estimates in whole percent that add up to 100: the largest remainders are rounded up. */
static void
round_together(const HanteiShares *shares, gint whole[N_SHARES])
{
	gdouble rest[N_SHARES];
	gint sum = 0;

	for (gint i = 0; i < N_SHARES; i++) {
		gdouble exact = 100.0 * share_at(shares, i)->best;

		whole[i] = (gint)floor(exact + 1e-9);
		rest[i] = exact - whole[i];
		sum += whole[i];
	}
	while (sum < 100) {
		gint largest = 0;

		for (gint i = 1; i < N_SHARES; i++) {
			if (rest[i] > rest[largest])
				largest = i;
		}
		whole[largest]++;
		rest[largest] = -1.0;
		sum++;
	}
}

/* Under a draft the ranges are those with what is not known turned out well, and the page says so
 * below the table: else every draft's range would run from 0 to 100. */
static gchar *
cell_text(const HanteiVerdict *verdict, gint i)
{
	const HanteiInterval *shown = share_at(&verdict->if_clear, i);
	g_autofree gchar *range = percent_range(shown->low, shown->high);
	gint whole[N_SHARES];

	round_together(&verdict->shares, whole);
	return g_strdup_printf("%3d%% (%s)", whole[i], range);
}

static HanteiStyle
style_of(const HanteiVerdict *verdict)
{
	if (reach(verdict) >= GOOD_SHARE)
		return HANTEI_STYLE_GOOD;
	return reach(verdict) >= BAD_SHARE ? HANTEI_STYLE_DOUBT : HANTEI_STYLE_BAD;
}

static void
add_row(HanteiPage *page, const Columns *columns, const HanteiVerdict *verdict, gint name_columns)
{
	g_autofree gchar *name = hantei_page_short_name(verdict);

	hantei_columns_append(page->out, name, name_columns - 2, TRUE);
	g_string_append(page->out, "  ");
	for (gint i = 0; i < N_SHARES; i++) {
		g_autofree gchar *cell = cell_text(verdict, i);

		if (!columns->shown[i])
			continue;
		if (i == 0)
			hantei_page_style(page, style_of(verdict));
		hantei_columns_append(page->out, cell, CELL_COLUMNS, i < N_SHARES - 1);
		if (i == 0)
			hantei_page_unstyle(page);
	}
	g_string_append_c(page->out, '\n');
}

/* Where the table is too wide: a receiver a paragraph. */
static void
add_stacked(HanteiPage *page, const Columns *columns, const HanteiVerdict *verdict)
{
	g_autofree gchar *name = hantei_page_short_name(verdict);

	hantei_page_style(page, style_of(verdict));
	hantei_columns_append(page->out, name, page->width, FALSE);
	hantei_page_unstyle(page);
	g_string_append_c(page->out, '\n');
	for (gint i = 0; i < N_SHARES; i++) {
		g_autofree gchar *cell = cell_text(verdict, i);

		if (!columns->shown[i])
			continue;
		g_string_append(page->out, "  ");
		hantei_columns_append(page->out, columns->labels[i], 14, TRUE);
		g_string_append(page->out, cell);
		g_string_append_c(page->out, '\n');
	}
}

static void
add_table(HanteiPage *page)
{
	const HanteiReport *report = page->report;
	Columns columns = choose_columns(report);
	gint room = page->width - columns.n_shown * CELL_COLUMNS;
	gint name_columns = hantei_columns_count(_("Receiver")) + 2;

	for (guint i = 0; i < report->verdicts->len; i++) {
		g_autofree gchar *name =
		    hantei_page_short_name(g_ptr_array_index(report->verdicts, i));

		name_columns = MAX(name_columns, hantei_columns_count(name) + 2);
	}
	name_columns = MIN(name_columns, room);
	g_string_append_c(page->out, '\n');
	if (room >= 14) {
		hantei_page_style(page, HANTEI_STYLE_TITLE);
		hantei_columns_append(page->out, _("Receiver"), name_columns, TRUE);
		for (gint i = 0; i < N_SHARES; i++) {
			/* one blank: figures have room for three digits */
			g_autofree gchar *label = g_strconcat(" ", columns.labels[i], NULL);

			if (columns.shown[i])
				hantei_columns_append(page->out, label, CELL_COLUMNS,
						      i < N_SHARES - 1);
		}
		hantei_page_unstyle(page);
		g_string_append_c(page->out, '\n');
	}
	for (guint i = 0; i < report->verdicts->len; i++) {
		const HanteiVerdict *verdict = g_ptr_array_index(report->verdicts, i);

		if (room >= 14)
			add_row(page, &columns, verdict, name_columns);
		else
			add_stacked(page, &columns, verdict);
	}
}

/* What the figures of the table rest on. */
static void
add_caveats(HanteiPage *page)
{
	const HanteiReport *report = page->report;
	const HanteiVerdict *worst = NULL;
	g_autoptr(GString) unpublished = g_string_new(NULL);

	for (guint i = 0; i < report->verdicts->len; i++) {
		const HanteiVerdict *verdict = g_ptr_array_index(report->verdicts, i);
		g_autofree gchar *name = hantei_page_short_name(verdict);

		if (worst == NULL || verdict->shares.inbox.low < worst->shares.inbox.low)
			worst = verdict;
		if (verdict->criteria == HANTEI_CRITERIA_UNPUBLISHED)
			g_string_append_printf(unpublished, "%s%s",
					       unpublished->len == 0 ? "" : _(", "), name);
	}
	hantei_page_style(page, HANTEI_STYLE_DIM);
	if (worst != NULL && hangs_on_unknown(report)) {
		g_autofree gchar *low = hantei_page_percent(worst->shares.inbox.low);
		g_autofree gchar *name = hantei_page_short_name(worst);
		g_autofree gchar *text = g_strdup_printf(
		    hantei_page_auth_is_known(page)
			? _("The figures assume that what the file cannot show is in order. At "
			    "worst the inbox share falls to %s (%s).")
			: _("The figures assume that SPF, DKIM and DMARC pass, which this file "
			    "cannot show. If they fail, the inbox share may fall to %s (%s)."),
		    low, name);

		hantei_columns_wrap(page->out, "", text, page->width);
	}
	if (unpublished->len > 0) {
		g_autofree gchar *text = g_strdup_printf(
		    _("No criteria are published, so look at the range: %s."), unpublished->str);

		hantei_columns_wrap(page->out, "", text, page->width);
	}
	hantei_page_unstyle(page);
}

gchar *
hantei_report_to_text(const HanteiReport *self, HanteiReportFlags flags, gint width)
{
	HanteiPage page = {
	    .report = self,
	    .out = g_string_new(NULL),
	    .width = CLAMP(width == 0 ? 80 : width, 40, 100),
	    .is_brief = (flags & HANTEI_REPORT_BRIEF) != 0,
	    .has_color = (flags & HANTEI_REPORT_COLOR) != 0,
	};

	add_coverage(&page);
	add_answer(&page);
	add_content(&page);
	add_identity(&page);
	if (self->verdicts->len > 0) {
		add_table(&page);
		add_caveats(&page);
	}
	hantei_page_add_fixes(&page);
	if (!page.is_brief) {
		hantei_page_add_unknowns(&page);
		hantei_page_add_clues(&page, 1.0, _("Leaning to spam"));
		hantei_page_add_clues(&page, -1.0, _("Leaning to wanted mail"));
		hantei_page_add_auth(&page);
		hantei_page_add_notes(&page);
	}
	g_string_truncate(page.out, page.out->len - 1);
	return g_string_free(page.out, FALSE);
}
