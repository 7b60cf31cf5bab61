/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/report/auth-report.h"

#include "engine/i18n.h"
#include "engine/report/columns.h"
#include "engine/report/text-page.h"

/* Columns of what stands before a row's text. */
#define LABEL_WIDTH 12
#define RESULT_WIDTH 10

static HanteiStyle
result_style(gboolean is_known, HanteiAuthResult result)
{
	if (!is_known || result == HANTEI_AUTH_RESULT_NONE)
		return HANTEI_STYLE_DIM;
	if (result == HANTEI_AUTH_RESULT_PASS)
		return HANTEI_STYLE_GOOD;
	return result == HANTEI_AUTH_RESULT_FAIL || result == HANTEI_AUTH_RESULT_PERMERROR
		   ? HANTEI_STYLE_BAD
		   : HANTEI_STYLE_DOUBT;
}

/* "LABEL  RESULT  text", the text wrapped below itself. */
static void
add_row(HanteiPage *page,
	const gchar *label,
	gboolean is_known,
	HanteiAuthResult result,
	const gchar *text)
{
	const gchar *word = is_known ? hantei_auth_result_to_string(result) : _("unknown");
	g_autoptr(GString) rows = g_string_new(NULL);
	g_autoptr(GString) blank = g_string_new(NULL);
	g_autofree gchar *clean = hantei_columns_clean(text);

	hantei_columns_append(page->out, label, LABEL_WIDTH, TRUE);
	hantei_page_style(page, result_style(is_known, result));
	hantei_columns_append(page->out, word, RESULT_WIDTH, TRUE);
	hantei_page_unstyle(page);
	hantei_columns_append(blank, "", LABEL_WIDTH + RESULT_WIDTH, TRUE);
	hantei_columns_wrap(rows, blank->str, *clean == '\0' ? "-" : clean, page->width);
	g_string_append(page->out, rows->str + blank->len);
}

/* One more line below a row. */
static void
add_more(HanteiPage *page, const gchar *text)
{
	g_autoptr(GString) blank = g_string_new(NULL);
	g_autofree gchar *clean = hantei_columns_clean(text);

	hantei_columns_append(blank, "", LABEL_WIDTH + RESULT_WIDTH, TRUE);
	hantei_columns_wrap(page->out, blank->str, clean, page->width);
}

static const gchar *
alignment_words(const HanteiAuth *auth, const gchar *domain)
{
	if (auth->checked->dmarc->from_domain == NULL)
		return "";
	return hantei_auth_is_of_from(auth, domain) ? _(", aligned with From")
						    : _(", not aligned with From");
}

/* @alignment: what is said of it after the domain */
static void
add_spf(HanteiPage *page, const gchar *label, const HanteiSpf *spf, const gchar *alignment)
{
	g_autofree gchar *text = g_strconcat(spf->domain, alignment, NULL);
	g_autoptr(GString) how = g_string_new(NULL);

	add_row(page, label, spf->is_known, spf->result, text);
	if (spf->mechanism != NULL)
		g_string_append_printf(how, _("%s of %s decides. "), spf->mechanism,
				       spf->mechanism_domain);
	if (spf->problem != NULL)
		g_string_append_printf(how, "%s. ", spf->problem);
	else if (spf->is_known && spf->record == NULL)
		g_string_append(how, _("There is no SPF record. "));
	if (spf->n_lookups > 0)
		g_string_append_printf(how, _("%u of %u look-ups, %u of %u void ones."),
				       spf->n_lookups, HANTEI_SPF_MAX_LOOKUPS, spf->n_void_lookups,
				       HANTEI_SPF_MAX_VOID_LOOKUPS);
	if (how->len > 0)
		add_more(page, how->str);
	if (spf->explanation != NULL)
		add_more(page, spf->explanation);
}

static void
add_unsigned(HanteiPage *page, const HanteiDkimResult *result)
{
	g_autoptr(GString) names = g_string_new(NULL);

	if (result->has_limit && result->signed_bytes < result->body_bytes) {
		/* numbers of 64 bits do not go through gettext */
		g_autofree gchar *n_signed =
		    g_strdup_printf("%" G_GUINT64_FORMAT, result->signed_bytes);
		g_autofree gchar *n_all = g_strdup_printf("%" G_GUINT64_FORMAT, result->body_bytes);
		g_autofree gchar *text = g_strdup_printf(
		    _("l= signs %s of %s octets of the body; what follows may be anybody's."),
		    n_signed, n_all);

		add_more(page, text);
	}
	for (guint i = 0; i < result->unsigned_names->len; i++)
		g_string_append_printf(names, "%s%s", i > 0 ? ", " : "",
				       (const gchar *)result->unsigned_names->pdata[i]);
	if (names->len > 0) {
		g_autofree gchar *text = g_strdup_printf(_("Not signed: %s"), names->str);

		add_more(page, text);
	}
}

static void
add_signature(HanteiPage *page, const HanteiAuth *auth, const HanteiDkimResult *result)
{
	g_autoptr(GString) text = g_string_new(result->domain == NULL ? "?" : result->domain);

	if (result->selector != NULL)
		g_string_append_printf(text, _(", selector %s"), result->selector);
	if (result->algorithm != NULL)
		g_string_append_printf(text, "%s%s", _(", "), result->algorithm);
	if (result->key_bits > 0)
		g_string_append_printf(text, _(", %u bits"), result->key_bits);
	g_string_append(text, alignment_words(auth, result->domain));
	add_row(page, "DKIM", result->is_known, result->result, text->str);
	if (result->reason != NULL)
		add_more(page, result->reason);
	if (result->is_testing)
		add_more(page, _("The key is marked as a test (t=y)."));
	add_unsigned(page, result);
}

static void
add_signatures(HanteiPage *page, const HanteiAuth *auth)
{
	const HanteiAuthChecked *checked = auth->checked;

	for (guint i = 0; i < checked->dkim->results->len; i++)
		add_signature(page, auth, checked->dkim->results->pdata[i]);
	if (checked->dkim->results->len > 0)
		return;
	if (checked->is_forecast)
		add_row(
		    page, "DKIM", FALSE, HANTEI_AUTH_RESULT_NONE,
		    _("Not signed yet. --dkim-domain and --dkim-selector tell how it will be."));
	else
		add_row(page, "DKIM", TRUE, HANTEI_AUTH_RESULT_NONE, _("The mail is not signed."));
}

static void
add_arc(HanteiPage *page, const HanteiArc *arc)
{
	g_autofree gchar *text = NULL;

	if (arc->n_instances == 0 && arc->reason == NULL)
		return;
	text = g_strdup_printf(_("%u instances"), arc->n_instances);
	add_row(page, "ARC", arc->is_known, arc->result, text);
	if (arc->reason != NULL)
		add_more(page, arc->reason);
}

/* What the policy means for this mail. */
static const gchar *
policy_words(const HanteiDmarcVerdict *verdict)
{
	if (verdict->result == HANTEI_AUTH_RESULT_PASS) {
		if (verdict->is_spf_aligned && verdict->dkim_aligned->len > 0)
			return _("SPF and DKIM both speak for From.");
		return verdict->is_spf_aligned
			   ? _("It rests on SPF alone, which a forwarder breaks.")
			   : _("It rests on DKIM alone.");
	}
	if (verdict->result != HANTEI_AUTH_RESULT_FAIL)
		return NULL;
	if (verdict->applied_policy == HANTEI_DMARC_POLICY_REJECT)
		return _("The domain's owner asks receivers to refuse such a mail.");
	return verdict->applied_policy == HANTEI_DMARC_POLICY_QUARANTINE
		   ? _("The domain's owner asks receivers to treat such a mail as suspicious.")
		   : _("The domain's owner asks for nothing to be done about it.");
}

/* Whether nothing answers at all. */
static gboolean
is_offline(const HanteiDmarcVerdict *verdict)
{
	const HanteiWalkStep *first =
	    verdict->steps != NULL && verdict->steps->len > 0 ? verdict->steps->pdata[0] : NULL;

	return first != NULL && first->status == HANTEI_DNS_NOT_ASKED;
}

static void
add_dmarc(HanteiPage *page, const gchar *label, const HanteiDmarcVerdict *verdict)
{
	const gchar *words = policy_words(verdict);
	g_autofree gchar *text = NULL;

	if (!verdict->is_known && is_offline(verdict)) {
		add_row(page, label, FALSE, HANTEI_AUTH_RESULT_NONE,
			_("The DNS was not asked: give --dns or --zone."));
		return;
	}
	if (verdict->record != NULL)
		text = g_strdup_printf(
		    _("%s=%s of _dmarc.%s"), hantei_dmarc_policy_tag_to_string(verdict->policy_tag),
		    hantei_dmarc_policy_to_string(verdict->policy), verdict->record_domain);
	else if (verdict->is_known && verdict->result == HANTEI_AUTH_RESULT_NONE)
		text = g_strdup(_("There is no DMARC record."));
	add_row(page, label, verdict->is_known, verdict->result,
		text != NULL		  ? text
		: verdict->detail != NULL ? verdict->detail
					  : "");
	if (verdict->is_known && words != NULL)
		add_more(page, words);
	if (text != NULL && verdict->detail != NULL)
		add_more(page, verdict->detail);
}

static void
add_both_dmarc(HanteiPage *page, const HanteiDmarc *dmarc)
{
	add_dmarc(page, "DMARC", &dmarc->now);
	if (dmarc->differs == 0)
		return;
	add_dmarc(page, "RFC 7489", &dmarc->old);
	add_more(page, _("Receivers that still go by RFC 7489 find this instead."));
}

/* Who sends it, as far as that is known. */
static void
add_sending(HanteiPage *page, const HanteiAuthChecked *checked)
{
	const HanteiEnvelope *envelope = checked->envelope;
	g_autofree gchar *client =
	    envelope->client == NULL ? NULL : g_inet_address_to_string(envelope->client);
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree gchar *clean = NULL;

	g_string_append_printf(text, _("From domain %s"),
			       checked->dmarc->from_domain == NULL ? "?"
								   : checked->dmarc->from_domain);
	if (client != NULL)
		g_string_append_printf(text, _("; client %s"), client);
	if (envelope->helo != NULL)
		g_string_append_printf(text, _("; HELO %s"), envelope->helo);
	if (envelope->mail_from != NULL)
		g_string_append_printf(text, _("; envelope sender <%s>"), envelope->mail_from);
	clean = hantei_columns_clean(text->str);
	hantei_columns_wrap(page->out, "", clean, page->width);
}

/* Why SPF cannot be evaluated. */
static const gchar *
envelope_words(const HanteiEnvelope *envelope)
{
	if (envelope->client != NULL)
		return _("Neither the envelope sender nor HELO is known: give --mail-from.");
	if (envelope->reason == HANTEI_ENVELOPE_REASON_NO_RECEIVED)
		return _("Nobody has sent it yet: give --client-ip and --mail-from.");
	if (envelope->reason == HANTEI_ENVELOPE_REASON_NO_TRUST)
		return _("Which server received it is not known: name it with --trust-authserv, or "
			 "give --client-ip and --mail-from.");
	return _("The Received fields do not tell the client: give --client-ip and --mail-from.");
}

static void
add_fields(HanteiPage *page, const GPtrArray *fields, const gchar *how)
{
	for (guint i = 0; i < fields->len; i++) {
		const HanteiAuthField *field = fields->pdata[i];
		g_autofree gchar *text = g_strdup_printf(
		    "%s: %s (%s)", field->authserv_id == NULL ? _("no name") : field->authserv_id,
		    field->text, how);
		g_autofree gchar *clean = hantei_columns_clean(text);

		hantei_columns_wrap(page->out, "-  ", clean, page->width);
		if (field->claims_trusted)
			hantei_columns_wrap(page->out, "   ",
					    _("It bears the name of a server you trust, where the "
					      "sender may have written it."),
					    page->width);
	}
}

gchar *
hantei_auth_report_to_text(const gchar *path,
			   const HanteiAuth *auth,
			   HanteiReportFlags flags,
			   gint width)
{
	const HanteiAuthChecked *checked = auth->checked;
	HanteiPage page = {.out = g_string_new(NULL),
			   .width = width == 0 ? 80 : CLAMP(width, 40, 100),
			   .has_color = (flags & HANTEI_REPORT_COLOR) != 0};
	g_autofree gchar *name = hantei_columns_clean(path);

	hantei_page_add_styled(&page, HANTEI_STYLE_TITLE, name);
	if (checked->is_forecast)
		hantei_columns_wrap(page.out, "",
				    _("A draft: what receivers will find once it is sent so."),
				    page.width);
	add_sending(&page, checked);
	g_string_append_c(page.out, '\n');
	add_both_dmarc(&page, checked->dmarc);
	if (checked->spf != NULL)
		add_spf(&page, "SPF", checked->spf, alignment_words(auth, checked->spf->domain));
	else
		add_row(&page, "SPF", FALSE, HANTEI_AUTH_RESULT_NONE,
			envelope_words(checked->envelope));
	if (checked->from_spf != NULL)
		add_spf(&page, _("SPF of From"), checked->from_spf, "");
	add_signatures(&page, auth);
	add_arc(&page, checked->arc);
	if (auth->believed->len + auth->untrusted->len > 0)
		hantei_page_add_title(&page, "Authentication-Results");
	add_fields(&page, auth->believed, _("believed"));
	add_fields(&page, auth->untrusted, _("not believed"));
	g_string_truncate(page.out, page.out->len - 1); /* the last line end */
	return g_string_free(page.out, FALSE);
}
