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

static void
add_clue_row(
    HanteiPage *page, gdouble log_odds, const gchar *text, HanteiGroup group, const gchar *counts)
{
	g_autofree gchar *clean = hantei_columns_clean(text);
	gint text_columns = MIN(page->width - 5 - 16 - 30, 36);

	g_string_append_printf(page->out, "%-3s  ", strength(log_odds));
	if (text_columns < 16) { /* narrow: the counts go */
		hantei_columns_append(page->out, clean, page->width - 5 - 16, TRUE);
		hantei_columns_append(page->out, group_words(group), 16, FALSE);
	} else {
		hantei_columns_append(page->out, clean, text_columns - 2, TRUE);
		g_string_append(page->out, "  ");
		hantei_columns_append(page->out, group_words(group), 16, counts[0] != '\0');
		hantei_columns_append(page->out, counts, 30, FALSE);
	}
	g_string_append_c(page->out, '\n');
}

static void
add_technical_rows(HanteiPage *page, gdouble sign, const gchar *title, gboolean has_title)
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
		add_clue_row(page, sum, text, (HanteiGroup)group, "");
	}
}

/* Where groups are strongly correlated the combiner may turn a clue's sign to take back what
 * another said already. True to the arithmetic, and nothing a reader of the counts could follow. */
static gboolean
contradicts_counts(const HanteiClue *clue)
{
	return clue->log_odds > 0.0 ? clue->n_spam == 0 : clue->n_ham == 0;
}

void
hantei_page_add_clues(HanteiPage *page, gdouble sign, const gchar *title)
{
	const HanteiEvidence *evidence = page->report->evidence;
	guint n = 0;

	for (guint i = 0; i < evidence->n_clues && n < N_CLUES; i++) {
		const HanteiClue *clue = &evidence->clues[i];
		g_autofree gchar *counts =
		    g_strdup_printf(_("seen in %u spam, %u wanted"), clue->n_spam, clue->n_ham);

		if (clue->log_odds * sign < SMALL_CLUE || is_technical(clue->group) ||
		    contradicts_counts(clue))
			continue;
		if (n++ == 0)
			hantei_page_add_title(page, title);
		add_clue_row(page, clue->log_odds, clue->text, clue->group, counts);
	}
	add_technical_rows(page, sign, title, n > 0);
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
		const HanteiAuthUntrusted *one = g_ptr_array_index(report->auth->untrusted, i);

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
