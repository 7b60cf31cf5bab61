/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/report/json-writer.h"
#include "engine/report/report.h"

/* Of every line; see docs/output.md. */
#define OUTPUT_VERSION 1

#define SHARE_DIGITS 6
#define LOG_ODDS_DIGITS 4

static void
begin_line(HanteiJson *json, const gchar *type)
{
	hantei_json_begin_object(json, NULL);
	hantei_json_add_integer(json, "v", OUTPUT_VERSION);
	hantei_json_add_string(json, "type", type);
}

static void
add_clues(HanteiJson *json, const HanteiEvidence *evidence, gboolean all)
{
	guint n = all ? evidence->n_clues : MIN(evidence->n_clues, HANTEI_REPORT_CLUES);

	hantei_json_begin_array(json, "clues");
	for (guint i = 0; i < n; i++) {
		const HanteiClue *clue = &evidence->clues[i];

		hantei_json_begin_object(json, NULL);
		hantei_json_add_string(json, "text", clue->text);
		hantei_json_add_string(json, "group", hantei_group_to_string(clue->group));
		hantei_json_add_integer(json, "n_spam", clue->n_spam);
		hantei_json_add_integer(json, "n_ham", clue->n_ham);
		hantei_json_add_number(json, "log_odds", clue->log_odds, LOG_ODDS_DIGITS);
		hantei_json_end_object(json);
	}
	hantei_json_end_array(json);
}

static const gchar *
aligned_to_string(HanteiAuthAligned aligned)
{
	if (aligned == HANTEI_AUTH_ALIGNED_YES)
		return "yes";
	return aligned == HANTEI_AUTH_ALIGNED_NO ? "no" : "maybe";
}

static void
add_check(HanteiJson *json, const gchar *key, const HanteiAuthCheck *check, gboolean has_alignment)
{
	hantei_json_begin_object(json, key);
	hantei_json_add_string(json, "result",
			       check->is_known ? hantei_auth_result_to_string(check->result)
					       : "unknown");
	if (check->is_known) {
		hantei_json_add_string(json, "domain", check->domain);
		if (has_alignment)
			hantei_json_add_string(json, "aligned", aligned_to_string(check->aligned));
	}
	hantei_json_end_object(json);
}

static void
add_dkim(HanteiJson *json, const HanteiAuth *auth)
{
	hantei_json_begin_array(json, "dkim");
	for (guint i = 0; i < auth->dkim->len; i++) {
		const HanteiAuthDkim *dkim = g_ptr_array_index(auth->dkim, i);

		hantei_json_begin_object(json, NULL);
		hantei_json_add_string(json, "result", hantei_auth_result_to_string(dkim->result));
		hantei_json_add_string(json, "domain", dkim->domain);
		hantei_json_add_string(json, "selector", dkim->selector);
		hantei_json_add_string(json, "aligned", aligned_to_string(dkim->aligned));
		hantei_json_end_object(json);
	}
	hantei_json_end_array(json);
}

static void
add_auth(HanteiJson *json, const HanteiAuth *auth)
{
	static const gchar *const states[] = {
	    [HANTEI_AUTH_STATE_UNKNOWN] = "unknown",
	    [HANTEI_AUTH_STATE_UNREADABLE] = "unreadable",
	    [HANTEI_AUTH_STATE_KNOWN] = "known",
	};

	if (auth == NULL) {
		hantei_json_add_null(json, "auth");
		return;
	}
	hantei_json_begin_object(json, "auth");
	hantei_json_add_string(json, "state", states[auth->state]);
	add_check(json, "spf", &auth->spf, TRUE);
	add_dkim(json, auth);
	add_check(json, "dmarc", &auth->dmarc, FALSE);
	add_check(json, "arc", &auth->arc, FALSE);
	hantei_json_begin_array(json, "trusted");
	for (gsize i = 0; auth->trusted != NULL && auth->trusted[i] != NULL; i++)
		hantei_json_add_string(json, NULL, auth->trusted[i]);
	hantei_json_end_array(json);
	hantei_json_begin_array(json, "untrusted");
	for (guint i = 0; i < auth->untrusted->len; i++) {
		const HanteiAuthField *one = g_ptr_array_index(auth->untrusted, i);

		hantei_json_begin_object(json, NULL);
		hantei_json_add_string(json, "authserv_id", one->authserv_id);
		hantei_json_add_string(json, "text", one->text);
		hantei_json_add_boolean(json, "claims_trusted", one->claims_trusted);
		hantei_json_add_boolean(json, "unreadable", one->is_unreadable);
		hantei_json_end_object(json);
	}
	hantei_json_end_array(json);
	hantei_json_end_object(json);
}

static void
add_complaints(HanteiJson *json, guint complaints)
{
	hantei_json_begin_array(json, "complaints");
	for (guint i = 0; i < HANTEI_COMPLAINT_COUNT; i++) {
		if ((complaints & 1u << i) != 0)
			hantei_json_add_string(json, NULL,
					       hantei_complaint_to_string((HanteiComplaint)i));
	}
	hantei_json_end_array(json);
}

static void
add_attachments(HanteiJson *json, const GPtrArray *attachments)
{
	hantei_json_begin_array(json, "attachments");
	for (guint i = 0; i < attachments->len; i++) {
		const HanteiAttachment *attachment = g_ptr_array_index(attachments, i);

		hantei_json_begin_object(json, NULL);
		hantei_json_add_string(json, "name", attachment->name);
		hantei_json_add_string(json, "media_type", attachment->type);
		hantei_json_add_integer(json, "size_bytes", (gint64)attachment->size_bytes);
		hantei_json_end_object(json);
	}
	hantei_json_end_array(json);
}

static void
add_interval(HanteiJson *json, const gchar *key, const HanteiInterval *interval)
{
	hantei_json_begin_object(json, key);
	hantei_json_add_number(json, "low", interval->low, SHARE_DIGITS);
	hantei_json_add_number(json, "best", interval->best, SHARE_DIGITS);
	hantei_json_add_number(json, "high", interval->high, SHARE_DIGITS);
	hantei_json_end_object(json);
}

static void
add_shares(HanteiJson *json, const HanteiShares *shares)
{
	add_interval(json, "inbox", &shares->inbox);
	add_interval(json, "warning", &shares->warning);
	add_interval(json, "spam", &shares->spam);
	add_interval(json, "reject", &shares->reject);
}

static void
add_reasons(HanteiJson *json, const GPtrArray *reasons)
{
	hantei_json_begin_array(json, "reasons");
	for (guint i = 0; i < reasons->len; i++) {
		const HanteiReason *reason = g_ptr_array_index(reasons, i);
		const gchar grade[] = {reason->grade, '\0'};

		hantei_json_begin_object(json, NULL);
		hantei_json_add_string(json, "id", reason->id);
		hantei_json_add_string(json, "text", reason->text);
		hantei_json_add_boolean(json, "known", reason->is_known);
		hantei_json_add_number(json, "weight", reason->weight, LOG_ODDS_DIGITS);
		hantei_json_add_string(json, "grade", grade);
		hantei_json_add_string(json, "source", reason->source);
		hantei_json_add_string(json, "url", reason->url);
		hantei_json_end_object(json);
	}
	hantei_json_end_array(json);
}

static void
add_fixes(HanteiJson *json, const GPtrArray *fixes)
{
	hantei_json_begin_array(json, "fixes");
	for (guint i = 0; i < fixes->len; i++) {
		const HanteiFix *fix = g_ptr_array_index(fixes, i);

		hantei_json_begin_object(json, NULL);
		hantei_json_add_string(json, "id", fix->id);
		hantei_json_add_string(json, "text", fix->text);
		hantei_json_add_boolean(json, "known", fix->is_known);
		hantei_json_add_number(json, "gain", fix->gain, SHARE_DIGITS);
		hantei_json_end_object(json);
	}
	hantei_json_end_array(json);
}

static void
add_verdict(HanteiJson *json, const HanteiVerdict *verdict, gboolean is_brief)
{
	hantei_json_begin_object(json, NULL);
	hantei_json_add_string(json, "receiver", verdict->receiver);
	hantei_json_add_string(json, "name", verdict->name);
	hantei_json_add_string(json, "criteria", hantei_criteria_to_string(verdict->criteria));
	hantei_json_add_string(json, "confidence",
			       hantei_confidence_to_string(verdict->confidence));
	add_shares(json, &verdict->shares);
	hantei_json_begin_object(json, "if_clear");
	add_shares(json, &verdict->if_clear);
	hantei_json_end_object(json);
	if (!is_brief)
		add_reasons(json, verdict->reasons);
	add_fixes(json, verdict->fixes);
	hantei_json_add_number(json, "gain_together", verdict->gain_together, SHARE_DIGITS);
	hantei_json_end_object(json);
}

gchar *
hantei_report_to_json(const HanteiReport *self, HanteiReportFlags flags)
{
	g_autoptr(HanteiJson) json = hantei_json_new();
	const HanteiEvidence *evidence = self->evidence;
	gboolean is_brief = (flags & HANTEI_REPORT_BRIEF) != 0;

	begin_line(json, "score");
	hantei_json_add_string(json, "path", self->path);
	hantei_json_add_string(json, "view", hantei_view_to_string(self->view));
	hantei_json_add_string(json, "subject", self->subject);
	hantei_json_add_string(json, "from", self->from_addr);
	hantei_json_add_string(json, "from_name", self->from_name);
	hantei_json_add_number(json, "probability", evidence->probability, SHARE_DIGITS);
	hantei_json_add_number(json, "log_odds", evidence->log_odds, LOG_ODDS_DIGITS);
	hantei_json_add_number(json, "bias_log_odds", evidence->bias_log_odds, LOG_ODDS_DIGITS);
	hantei_json_add_number(json, "prior", evidence->prior, SHARE_DIGITS);
	hantei_json_add_number(json, "known_ratio", evidence->known_ratio, SHARE_DIGITS);
	hantei_json_add_string(json, "confidence",
			       hantei_confidence_to_string(evidence->confidence));
	hantei_json_add_string(json, "band", hantei_band_to_string(evidence->band));
	hantei_json_add_string(json, "language", hantei_language_to_string(evidence->language));
	hantei_json_add_boolean(json, "language_covered", evidence->is_covered);
	hantei_json_add_integer(json, "n_features", evidence->n_features);
	hantei_json_add_integer(json, "n_clues", evidence->n_known);
	if (!is_brief)
		add_clues(json, evidence, (flags & HANTEI_REPORT_ALL_CLUES) != 0);
	add_auth(json, self->auth);
	add_complaints(json, self->complaints);
	add_attachments(json, self->attachments);
	hantei_json_begin_array(json, "verdicts");
	for (guint i = 0; i < self->verdicts->len; i++)
		add_verdict(json, g_ptr_array_index(self->verdicts, i), is_brief);
	hantei_json_end_array(json);
	hantei_json_end_object(json);
	return hantei_json_dup_text(json);
}

gchar *
hantei_report_error_to_json(const gchar *path, const gchar *code, const gchar *message)
{
	g_autoptr(HanteiJson) json = hantei_json_new();

	begin_line(json, "error");
	hantei_json_add_string(json, "path", path);
	hantei_json_add_string(json, "code", code);
	hantei_json_add_string(json, "message", message);
	hantei_json_end_object(json);
	return hantei_json_dup_text(json);
}

gchar *
hantei_report_summary_to_json(guint64 n_scored, guint64 n_failed, gint64 elapsed_ms)
{
	g_autoptr(HanteiJson) json = hantei_json_new();

	begin_line(json, "summary");
	hantei_json_add_integer(json, "n_scored", (gint64)n_scored);
	hantei_json_add_integer(json, "n_failed", (gint64)n_failed);
	hantei_json_add_integer(json, "elapsed_ms", elapsed_ms);
	hantei_json_end_object(json);
	return hantei_json_dup_text(json);
}
