/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dmarc-report.h"

#include <string.h>

static void
report_free(gpointer data)
{
	HanteiDmarcReport *self = data;

	g_free(self->name);
	g_free(self->instead);
	g_free(self);
}

static void
add_reports(GPtrArray *reports, const GPtrArray *uris, gboolean is_failure)
{
	for (guint i = 0; i < uris->len; i++) {
		HanteiDmarcReport *report = g_new0(HanteiDmarcReport, 1);

		report->uri = uris->pdata[i];
		report->is_failure = is_failure;
		if (!report->uri->valid || report->uri->host == NULL)
			report->status = HANTEI_DMARC_REPORT_NO_HOST;
		g_ptr_array_add(reports, report);
	}
}

/* The organizations of all, asked at once. Those of another one are put in @others. */
static void
find_others(HanteiResolver *resolver,
	    const gchar *record_domain,
	    GPtrArray *reports,
	    GPtrArray *others,
	    GCancellable *cancellable)
{
	g_autoptr(HanteiWalker) walker = hantei_walker_new(resolver, cancellable);
	g_autoptr(GPtrArray) domains = g_ptr_array_new();
	g_autoptr(HanteiTreeWalk) own = NULL;

	g_ptr_array_add(domains, (gpointer)record_domain);
	for (guint i = 0; i < reports->len; i++) {
		const HanteiDmarcReport *report = reports->pdata[i];

		if (report->status != HANTEI_DMARC_REPORT_NO_HOST)
			g_ptr_array_add(domains, report->uri->host);
	}
	hantei_walker_prefetch(walker, (const gchar *const *)domains->pdata, domains->len);
	own = hantei_walker_walk(walker, record_domain);
	for (guint i = 0; i < reports->len; i++) {
		HanteiDmarcReport *report = reports->pdata[i];
		const gchar *host = report->uri->host;
		g_autoptr(HanteiTreeWalk) walk = NULL;

		if (report->status == HANTEI_DMARC_REPORT_NO_HOST)
			continue;
		walk = hantei_walker_walk(walker, host);
		if (strcmp(host, record_domain) == 0 ||
		    (own->org_domain != NULL && g_strcmp0(own->org_domain, walk->org_domain) == 0))
			report->status = HANTEI_DMARC_REPORT_SAME_ORG;
		else
			g_ptr_array_add(others, report);
	}
}

/* The first address that the host's record gives for this kind, if it is at the same host
 * (RFC 9990 4). */
static gchar *
dup_instead(const HanteiDmarcReport *report, const HanteiDmarcRecord *record)
{
	const GPtrArray *uris = report->is_failure ? record->ruf : record->rua;
	const HanteiDmarcUri *uri = uris->len > 0 ? uris->pdata[0] : NULL;

	if (uri == NULL || !uri->valid || g_strcmp0(uri->host, report->uri->host) != 0)
		return NULL;
	return g_strdup(uri->text);
}

static void
read_answer(HanteiDmarcReport *report, const HanteiDnsAnswer *answer)
{
	g_autoptr(HanteiDmarcRecords) records = hantei_dmarc_records_new(answer);

	report->answer = answer->status;
	if (answer->status == HANTEI_DNS_BADNAME)
		report->status = HANTEI_DMARC_REPORT_NOT_AUTHORIZED;
	if (!hantei_dns_answer_is_known(answer))
		return;
	report->status = HANTEI_DMARC_REPORT_NOT_AUTHORIZED;
	if (records->records->len == 0)
		return;
	report->status = HANTEI_DMARC_REPORT_AUTHORIZED;
	report->instead = dup_instead(report, records->records->pdata[0]);
}

GPtrArray *
hantei_dmarc_check_reports(HanteiResolver *resolver,
			   const gchar *record_domain,
			   const HanteiDmarcRecord *record,
			   GCancellable *cancellable)
{
	GPtrArray *reports = g_ptr_array_new_with_free_func(report_free);
	g_autoptr(GPtrArray) others = g_ptr_array_new();
	g_autofree gchar *domain = hantei_domain_normalize(record_domain);
	g_autofree HanteiQuestion *questions = NULL;
	g_autofree HanteiDnsAnswer **answers = NULL;

	add_reports(reports, record->rua, FALSE);
	add_reports(reports, record->ruf, TRUE);
	if (domain == NULL || reports->len == 0)
		return reports;
	find_others(resolver, domain, reports, others, cancellable);
	questions = g_new0(HanteiQuestion, others->len + 1);
	answers = g_new0(HanteiDnsAnswer *, others->len + 1);
	for (guint i = 0; i < others->len; i++) {
		HanteiDmarcReport *report = others->pdata[i];

		report->name = g_strdup_printf("%s._report._dmarc.%s", domain, report->uri->host);
		questions[i] = (HanteiQuestion){report->name, HANTEI_DNS_TYPE_TXT};
	}
	hantei_resolver_lookup_all(resolver, questions, others->len, answers, cancellable);
	for (guint i = 0; i < others->len; i++) {
		read_answer(others->pdata[i], answers[i]);
		hantei_dns_answer_unref(answers[i]);
	}
	return reports;
}

const gchar *
hantei_dmarc_report_status_to_string(HanteiDmarcReportStatus status)
{
	static const gchar *const texts[] = {
#define X(NAME, text) text,
	    HANTEI_DMARC_REPORTS(X)
#undef X
	};

	g_return_val_if_fail(status < HANTEI_DMARC_REPORT_COUNT, NULL);
	return texts[status];
}
