/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include <math.h>

#include "engine/i18n.h"
#include "engine/report/columns.h"
#include "engine/report/text-page.h"

#define N_CLUES 5

/* Nats below which a clue, or the technical marks of a group, are not worth a row. */
#define SMALL_CLUE 0.05
#define SMALL_SUM 0.3

static const gchar *
group_words(HanteiGroup group)
{
	static const gchar *const words[HANTEI_N_GROUPS] = {
	    [HANTEI_GROUP_FROM] = N_("sender"),
	    [HANTEI_GROUP_SUBJECT] = N_("subject word"),
	    [HANTEI_GROUP_SUBJECT_PHRASE] = N_("subject phrase"),
	    [HANTEI_GROUP_WORDS] = N_("word"),
	    [HANTEI_GROUP_PHRASES] = N_("phrase"),
	    [HANTEI_GROUP_LINKS] = N_("link"),
	    [HANTEI_GROUP_HTML] = N_("HTML"),
	    [HANTEI_GROUP_SHAPE] = N_("form"),
	    [HANTEI_GROUP_ENCODING] = N_("encoding"),
	    [HANTEI_GROUP_RECIPIENT] = N_("recipient"),
	    [HANTEI_GROUP_RELAY] = N_("relay"),
	    [HANTEI_GROUP_HEADER] = N_("header"),
	    [HANTEI_GROUP_STRUCTURE] = N_("structure"),
	    [HANTEI_GROUP_CONCEPT] = N_("concept"),
	};

	if ((guint)group >= HANTEI_N_GROUPS)
		return "";
	return words[group] == NULL ? hantei_group_to_string(group) : _(words[group]);
}

/* Weight as marks: digits would say more than is known. 2 nats make 50 % into 88 %. */
static const gchar *
strength(gdouble log_odds)
{
	gdouble size = fabs(log_odds);
	gboolean is_spam = log_odds > 0.0;

	if (size >= 2.0)
		return is_spam ? "+++" : "---";
	if (size >= 0.7)
		return is_spam ? "++" : "--";
	return is_spam ? "+" : "-";
}

/* Groups whose clues a writer cannot read as words: told in one row each. JSON has them all. */
static gboolean
is_technical(HanteiGroup group)
{
	return group == HANTEI_GROUP_HTML || group == HANTEI_GROUP_ENCODING ||
	       hantei_group_is_transport(group);
}

/* Where the counts would leave less for a clue's text, they go. */
#define MIN_TEXT_COLUMNS 24

#define STRENGTH_COLUMNS 5
#define GAP_COLUMNS 2

/* The columns of both tables of clues, as wide as what stands in them. */
typedef struct {
	gint text;
	gint group;
	gint n_spam; /* 0, as n_ham, if there is no room for them */
	gint n_ham;
} ClueColumns;

/* Where groups are strongly correlated the combiner may turn a clue's sign to take back what
 * another said already. True to the arithmetic, and nothing a reader of the counts could follow. */
static gboolean
contradicts_counts(const HanteiClue *clue)
{
	return clue->log_odds > 0.0 ? clue->n_spam == 0 : clue->n_ham == 0;
}

/* Returns: how many of @clues, the strongest that lean to @sign, there are. */
static guint
choose_clues(const HanteiEvidence *evidence, gdouble sign, const HanteiClue *clues[N_CLUES])
{
	guint n = 0;

	for (guint i = 0; i < evidence->n_clues && n < N_CLUES; i++) {
		const HanteiClue *clue = &evidence->clues[i];

		if (clue->log_odds * sign >= SMALL_CLUE && !is_technical(clue->group) &&
		    !contradicts_counts(clue))
			clues[n++] = clue;
	}
	return n;
}

static gint
count_digits(guint n)
{
	gint n_digits = 1;

	while ((n /= 10) > 0)
		n_digits++;
	return n_digits;
}

static ClueColumns
measure_columns(const HanteiPage *page)
{
	ClueColumns columns = {0};
	gint room;

	columns.group = hantei_columns_count(_("seen in:"));
	columns.n_spam = hantei_columns_count(_("spam"));
	columns.n_ham = hantei_columns_count(_("wanted"));
	for (gint sign = -1; sign <= 1; sign += 2) {
		const HanteiClue *clues[N_CLUES];
		const guint n = choose_clues(page->report->evidence, sign, clues);

		for (guint i = 0; i < n; i++) {
			g_autofree gchar *clean = hantei_columns_clean(clues[i]->text);

			columns.text = MAX(columns.text, hantei_columns_count(clean));
			columns.group =
			    MAX(columns.group, hantei_columns_count(group_words(clues[i]->group)));
			columns.n_spam = MAX(columns.n_spam, count_digits(clues[i]->n_spam));
			columns.n_ham = MAX(columns.n_ham, count_digits(clues[i]->n_ham));
		}
	}
	room = page->width - STRENGTH_COLUMNS - GAP_COLUMNS - columns.group;
	if (room - columns.n_spam - columns.n_ham - 2 * GAP_COLUMNS >= MIN_TEXT_COLUMNS)
		room -= columns.n_spam + columns.n_ham + 2 * GAP_COLUMNS;
	else
		columns.n_spam = columns.n_ham = 0;
	/* "(25 technical marks together)" has no counts to give way to */
	columns.text = CLAMP(columns.text, MIN(room, MIN_TEXT_COLUMNS + 8), room);
	return columns;
}

static void
append_right(GString *out, const gchar *text, gint width)
{
	for (gint n = hantei_columns_count(text); n < width + GAP_COLUMNS; n++)
		g_string_append_c(out, ' ');
	g_string_append(out, text);
}

/* The title, with what the counts are over them. */
static void
add_clue_title(HanteiPage *page, const gchar *title, const ClueColumns *columns)
{
	if (columns->n_spam == 0) {
		hantei_page_add_title(page, title);
		return;
	}
	g_string_append_c(page->out, '\n');
	hantei_page_style(page, HANTEI_STYLE_TITLE);
	hantei_columns_append(page->out, title, STRENGTH_COLUMNS + columns->text, TRUE);
	hantei_page_unstyle(page);
	hantei_page_style(page, HANTEI_STYLE_DIM);
	append_right(page->out, _("seen in:"), columns->group);
	append_right(page->out, _("spam"), columns->n_spam);
	append_right(page->out, _("wanted"), columns->n_ham);
	hantei_page_unstyle(page);
	g_string_append_c(page->out, '\n');
}

static void
add_clue_row(HanteiPage *page,
	     gdouble log_odds,
	     const gchar *text,
	     HanteiGroup group,
	     const ClueColumns *columns,
	     const HanteiClue *clue)
{
	g_autofree gchar *clean = hantei_columns_clean(text);
	const gboolean has_counts = clue != NULL && columns->n_spam > 0;

	g_string_append_printf(page->out, "%-*s", STRENGTH_COLUMNS, strength(log_odds));
	hantei_columns_append(page->out, clean, columns->text, TRUE);
	g_string_append_printf(page->out, "%*s", GAP_COLUMNS, "");
	hantei_columns_append(page->out, group_words(group), columns->group, has_counts);
	if (has_counts) {
		g_autofree gchar *n_spam = g_strdup_printf("%u", clue->n_spam);
		g_autofree gchar *n_ham = g_strdup_printf("%u", clue->n_ham);

		append_right(page->out, n_spam, columns->n_spam);
		append_right(page->out, n_ham, columns->n_ham);
	}
	g_string_append_c(page->out, '\n');
}

static void
add_technical_rows(HanteiPage *page,
		   gdouble sign,
		   const gchar *title,
		   const ClueColumns *columns,
		   gboolean has_title)
{
	const HanteiEvidence *evidence = page->report->evidence;

	for (guint group = 0; group < HANTEI_N_GROUPS; group++) {
		g_autofree gchar *text = NULL;
		gdouble sum = 0.0;
		guint n = 0;

		for (guint i = 0; is_technical((HanteiGroup)group) && i < evidence->n_clues; i++) {
			if (evidence->clues[i].group != group)
				continue;
			sum += evidence->clues[i].log_odds;
			n++;
		}
		if (sum * sign < SMALL_SUM)
			continue;
		if (!has_title)
			hantei_page_add_title(page, title);
		has_title = TRUE;
		text = g_strdup_printf(_("(%u technical marks together)"), n);
		add_clue_row(page, sum, text, (HanteiGroup)group, columns, NULL);
	}
}

void
hantei_page_add_clues(HanteiPage *page, gdouble sign, const gchar *title)
{
	const HanteiClue *clues[N_CLUES];
	const guint n = choose_clues(page->report->evidence, sign, clues);
	const ClueColumns columns = measure_columns(page);

	if (n > 0)
		add_clue_title(page, title, &columns);
	for (guint i = 0; i < n; i++)
		add_clue_row(page, clues[i]->log_odds, clues[i]->text, clues[i]->group, &columns,
			     clues[i]);
	add_technical_rows(page, sign, title, &columns, n > 0);
}

static void
add_check_words(GString *text, const gchar *method, const HanteiAuthCheck *check)
{
	g_string_append_printf(text, "%s%s %s", text->len == 0 ? "" : _(", "), method,
			       check->is_known ? hantei_auth_result_to_string(check->result)
					       : _("not known"));
	if (check->is_known && check->domain != NULL)
		g_string_append_printf(text, " (%s)", check->domain);
}

void
hantei_page_add_auth(HanteiPage *page)
{
	const HanteiAuth *auth = page->report->auth;
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree gchar *clean = NULL;

	hantei_page_add_title(page, _("Authentication"));
	if (!hantei_page_auth_is_known(page)) {
		hantei_columns_wrap(
		    page->out, "",
		    page->report->view == HANTEI_VIEW_DRAFT
			? _("Not known: a draft has not been sent yet.")
			: _("Not known: no result in the mail comes from a server you trust."),
		    page->width);
		return;
	}
	add_check_words(text, "SPF", &auth->spf);
	for (guint i = 0; i < MIN(auth->dkim->len, 3u); i++) {
		const HanteiAuthDkim *dkim = g_ptr_array_index(auth->dkim, i);

		g_string_append_printf(text, "%sDKIM %s", _(", "),
				       hantei_auth_result_to_string(dkim->result));
		if (dkim->domain != NULL)
			g_string_append_printf(text, " (%s)", dkim->domain);
	}
	if (auth->dkim->len == 0)
		g_string_append_printf(text, "%sDKIM %s", _(", "), _("not known"));
	add_check_words(text, "DMARC", &auth->dmarc);
	if (auth->arc.is_known)
		add_check_words(text, "ARC", &auth->arc);
	clean = hantei_columns_clean(text->str);
	hantei_columns_wrap(page->out, "", clean, page->width);
}

static const gchar *
complaint_words(HanteiComplaint complaint)
{
	static const gchar *const words[HANTEI_COMPLAINT_COUNT] = {
	    [HANTEI_COMPLAINT_NO_BODY] = N_("The mail has no body."),
	    [HANTEI_COMPLAINT_BARE_CR] = N_("Some lines end in a lone carriage return."),
	    [HANTEI_COMPLAINT_NUL_OCTETS] = N_("The mail holds NUL octets."),
	    [HANTEI_COMPLAINT_RAW_8BIT_HEADER] =
		N_("The header has characters that are not encoded."),
	    [HANTEI_COMPLAINT_DUPLICATE_FIELD] = N_("A header that may stand once stands twice."),
	    [HANTEI_COMPLAINT_MALFORMED_FIELD] = N_("A header field is malformed."),
	    [HANTEI_COMPLAINT_MALFORMED_MULTIPART] = N_("The MIME parts are malformed."),
	    [HANTEI_COMPLAINT_TRUNCATED_ENCODING] = N_("An encoded part ends half-way."),
	    [HANTEI_COMPLAINT_CHARSET_MISMATCH] =
		N_("A part is not in the character set it declares."),
	    [HANTEI_COMPLAINT_TRIMMED] =
		N_("The mail is very large; only a part of it was looked at."),
	};

	return _(words[complaint]);
}

static void
add_attachments(HanteiPage *page)
{
	const GPtrArray *attachments = page->report->attachments;
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree gchar *line = NULL;

	for (guint i = 0; i < MIN(attachments->len, 5u); i++) {
		const HanteiAttachment *one = g_ptr_array_index(attachments, i);
		g_autofree gchar *name =
		    hantei_columns_clean(one->name == NULL ? one->type : one->name);

		g_string_append_printf(text, "%s%s (%" G_GSIZE_FORMAT " KiB)",
				       text->len == 0 ? "" : _(", "), name,
				       (one->size_bytes + 1023) / 1024);
	}
	if (text->len == 0)
		return;
	if (attachments->len > 5)
		g_string_append(text, ", …");
	line = g_strdup_printf(_("Attached: %s"), text->str);
	hantei_columns_wrap(page->out, "-  ", line, page->width);
}

void
hantei_page_add_notes(HanteiPage *page)
{
	const HanteiReport *report = page->report;

	hantei_page_add_title(page, _("Notes"));
	for (guint i = 0; i < HANTEI_COMPLAINT_COUNT; i++) {
		if ((report->complaints & 1u << i) != 0)
			hantei_columns_wrap(page->out, "-  ", complaint_words((HanteiComplaint)i),
					    page->width);
	}
	for (guint i = 0; report->auth != NULL && i < report->auth->untrusted->len; i++) {
		const HanteiAuthField *one = g_ptr_array_index(report->auth->untrusted, i);

		if (!one->claims_trusted)
			continue;
		hantei_columns_wrap(page->out, "-  ",
				    _("An authentication result bears the name of a server you "
				      "trust but may be the sender's; it was not believed."),
				    page->width);
		break;
	}
	add_attachments(page);
	hantei_columns_wrap(page->out, "-  ",
			    _("Estimates, not promises: your reputation and what each reader did "
			      "with your earlier mails are not in the file."),
			    page->width);
}
