/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Whether those that a DMARC record sends reports to have agreed to it (RFC 9990 4, RFC 7489 7.1):
 * a host of another organization says so in a record at <domain>._report._dmarc.<host>, often a
 * wildcard, which the DNS fills in. */

#pragma once

#include "engine/auth/org-domain.h"

#define HANTEI_DMARC_REPORTS(X) \
	X(UNKNOWN, "unknown")	/* a question was not answered */ \
	X(SAME_ORG, "same-org") /* nobody need be asked */ \
	X(AUTHORIZED, "authorized") \
	X(NOT_AUTHORIZED, "not-authorized") \
	X(NO_HOST, "no-host") /* the address cannot be read, or names no host */

typedef enum {
#define X(NAME, text) HANTEI_DMARC_REPORT_##NAME,
	HANTEI_DMARC_REPORTS(X)
#undef X
	HANTEI_DMARC_REPORT_COUNT
} HanteiDmarcReportStatus;

typedef struct {
	const HanteiDmarcUri *uri; /* of the record */
	gboolean is_failure;	   /* of ruf, else of rua */
	HanteiDmarcReportStatus status;
	gchar *name;		/* that was asked for, or NULL */
	HanteiDnsStatus answer; /* to it */
	gchar *instead;		/* rua or ruf that the host gives instead, the first; or NULL */
} HanteiDmarcReport;

/* Checks each address of @record, which stands at @record_domain (without "_dmarc.").
 * Returns: (transfer full): of HanteiDmarcReport, rua first, as they stand. */
GPtrArray *
hantei_dmarc_check_reports(HanteiResolver *resolver,
			   const gchar *record_domain,
			   const HanteiDmarcRecord *record,
			   GCancellable *cancellable);

/* "same-org". (transfer none) */
const gchar *
hantei_dmarc_report_status_to_string(HanteiDmarcReportStatus status);
