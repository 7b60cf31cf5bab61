/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/report/auth-report.h"

#include "engine/report/json-writer.h"

static void
add_result(HanteiJson *json, gboolean is_known, HanteiAuthResult result)
{
	hantei_json_add_string(json, "result",
			       is_known ? hantei_auth_result_to_string(result) : "unknown");
}

static void
add_strings(HanteiJson *json, const gchar *key, const GPtrArray *strings)
{
	hantei_json_begin_array(json, key);
	for (guint i = 0; i < strings->len; i++)
		hantei_json_add_string(json, NULL, strings->pdata[i]);
	hantei_json_end_array(json);
}

static void
add_spf(HanteiJson *json, const gchar *key, const HanteiAuth *auth, const HanteiSpf *spf)
{
	if (spf == NULL) {
		hantei_json_begin_object(json, key);
		hantei_json_add_string(json, "result", "unknown");
		hantei_json_end_object(json);
		return;
	}
	hantei_json_begin_object(json, key);
	add_result(json, spf->is_known, spf->result);
	hantei_json_add_string(json, "domain", spf->domain);
	hantei_json_add_string(json, "scope", hantei_spf_scope_to_string(spf->scope));
	hantei_json_add_boolean(json, "aligned", hantei_auth_is_of_from(auth, spf->domain));
	hantei_json_add_integer(json, "lookups", spf->n_lookups);
	hantei_json_add_integer(json, "void_lookups", spf->n_void_lookups);
	hantei_json_add_string(json, "record", spf->record);
	hantei_json_add_string(json, "mechanism", spf->mechanism);
	hantei_json_add_string(json, "mechanism_domain", spf->mechanism_domain);
	hantei_json_add_string(json, "explanation", spf->explanation);
	hantei_json_add_string(json, "problem", spf->problem);
	hantei_json_end_object(json);
}

static void
add_signature(HanteiJson *json, const HanteiAuth *auth, const HanteiDkimResult *result)
{
	hantei_json_begin_object(json, NULL);
	add_result(json, result->is_known, result->result);
	hantei_json_add_string(json, "domain", result->domain);
	hantei_json_add_string(json, "selector", result->selector);
	hantei_json_add_string(json, "identity", result->identity);
	hantei_json_add_string(json, "algorithm", result->algorithm);
	hantei_json_add_integer(json, "key_bits", result->key_bits);
	hantei_json_add_boolean(json, "aligned", hantei_auth_is_of_from(auth, result->domain));
	hantei_json_add_string(json, "cause", hantei_dkim_cause_to_string(result->cause));
	hantei_json_add_string(json, "reason", result->reason);
	hantei_json_add_boolean(json, "testing", result->is_testing);
	if (result->field != NULL) {
		hantei_json_add_integer(json, "signed_bytes", (gint64)result->signed_bytes);
		hantei_json_add_integer(json, "body_bytes", (gint64)result->body_bytes);
		add_strings(json, "unsigned_fields", result->unsigned_names);
		add_strings(json, "over_signed_fields", result->over_signed);
	}
	hantei_json_end_object(json);
}

static void
add_arc(HanteiJson *json, const HanteiArc *arc)
{
	hantei_json_begin_object(json, "arc");
	add_result(json, arc->is_known, arc->result);
	hantei_json_add_integer(json, "instances", arc->n_instances);
	hantei_json_add_integer(json, "oldest_pass", arc->oldest_pass);
	hantei_json_add_string(json, "reason", arc->reason);
	hantei_json_end_object(json);
}

static void
add_aligned_by(HanteiJson *json, const HanteiDmarcVerdict *verdict)
{
	hantei_json_begin_array(json, "aligned_by");
	if (verdict->is_spf_aligned)
		hantei_json_add_string(json, NULL, "spf");
	for (guint i = 0; verdict->dkim_aligned != NULL && i < verdict->dkim_aligned->len; i++) {
		g_autofree gchar *text =
		    g_strconcat("dkim:", verdict->dkim_aligned->pdata[i], NULL);

		hantei_json_add_string(json, NULL, text);
	}
	hantei_json_end_array(json);
}

static void
add_verdict(HanteiJson *json, const HanteiDmarcVerdict *verdict)
{
	const gboolean has_record = verdict->is_known && verdict->record != NULL;

	add_result(json, verdict->is_known, verdict->result);
	hantei_json_add_string(json, "policy",
			       has_record ? hantei_dmarc_policy_to_string(verdict->policy) : NULL);
	hantei_json_add_string(json, "policy_tag",
			       has_record ? hantei_dmarc_policy_tag_to_string(verdict->policy_tag)
					  : NULL);
	hantei_json_add_string(json, "applied_policy",
			       has_record ? hantei_dmarc_policy_to_string(verdict->applied_policy)
					  : NULL);
	hantei_json_add_string(json, "record_domain", verdict->record_domain);
	hantei_json_add_string(json, "record",
			       verdict->record == NULL ? NULL : verdict->record->text);
	hantei_json_add_string(json, "org_domain", verdict->org_domain);
	add_aligned_by(json, verdict);
	hantei_json_add_string(json, "problem", verdict->detail);
}

static void
add_dmarc(HanteiJson *json, const HanteiDmarc *dmarc)
{
	hantei_json_begin_object(json, "dmarc");
	add_verdict(json, &dmarc->now);
	hantei_json_begin_array(json, "differs");
	for (guint i = 0; i < HANTEI_DMARC_DIFFERENCE_COUNT; i++)
		if ((dmarc->differs & 1u << i) != 0)
			hantei_json_add_string(
			    json, NULL,
			    hantei_dmarc_difference_to_string((HanteiDmarcDifference)i));
	hantei_json_end_array(json);
	hantei_json_begin_object(json, "rfc7489");
	add_verdict(json, &dmarc->old);
	hantei_json_end_object(json);
	hantei_json_end_object(json);
}

static void
add_fields(HanteiJson *json, const GPtrArray *fields, gboolean is_believed)
{
	for (guint i = 0; i < fields->len; i++) {
		const HanteiAuthField *field = fields->pdata[i];

		hantei_json_begin_object(json, NULL);
		hantei_json_add_string(json, "authserv_id", field->authserv_id);
		hantei_json_add_string(json, "text", field->text);
		hantei_json_add_boolean(json, "believed", is_believed);
		hantei_json_add_boolean(json, "claims_trusted", field->claims_trusted);
		hantei_json_add_boolean(json, "unreadable", field->is_unreadable);
		hantei_json_end_object(json);
	}
}

static void
add_envelope(HanteiJson *json, const HanteiEnvelope *envelope)
{
	g_autofree gchar *client =
	    envelope->client == NULL ? NULL : g_inet_address_to_string(envelope->client);

	hantei_json_begin_object(json, "envelope");
	hantei_json_add_string(json, "client_ip", client);
	hantei_json_add_string(json, "helo", envelope->helo);
	hantei_json_add_string(json, "mail_from", envelope->mail_from);
	hantei_json_add_string(json, "reason", hantei_envelope_reason_to_string(envelope->reason));
	hantei_json_end_object(json);
}

gchar *
hantei_auth_report_to_json(const gchar *path, const HanteiAuth *auth)
{
	const HanteiAuthChecked *checked = auth->checked;
	g_autoptr(HanteiJson) json = hantei_json_new();

	hantei_json_begin_object(json, NULL);
	hantei_json_add_integer(json, "v", 1);
	hantei_json_add_string(json, "type", "auth");
	hantei_json_add_string(json, "path", path);
	hantei_json_add_boolean(json, "forecast", checked->is_forecast);
	hantei_json_add_string(json, "from_domain", checked->dmarc->from_domain);
	add_envelope(json, checked->envelope);
	add_spf(json, "spf", auth, checked->spf);
	add_spf(json, "spf_from", auth, checked->from_spf);
	hantei_json_begin_array(json, "dkim");
	for (guint i = 0; i < checked->dkim->results->len; i++)
		add_signature(json, auth, checked->dkim->results->pdata[i]);
	hantei_json_end_array(json);
	hantei_json_add_boolean(json, "line_ends_changed", checked->dkim->was_lf);
	add_arc(json, checked->arc);
	add_dmarc(json, checked->dmarc);
	hantei_json_begin_array(json, "authserv");
	add_fields(json, auth->believed, TRUE);
	add_fields(json, auth->untrusted, FALSE);
	hantei_json_end_array(json);
	hantei_json_end_object(json);
	return hantei_json_dup_text(json);
}
