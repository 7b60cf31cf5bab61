/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* How much a finding matters: of a domain's records and of a draft's content alike. */

#pragma once

#include <glib.h>

#define HANTEI_SEVERITIES(X) \
	X(MUST, "must")	    /* a receiver says that it refuses or files such mail */ \
	X(SHOULD, "should") /* a receiver or a public filter counts it against the mail */ \
	X(ADVICE, "advice") /* nobody has shown that receivers look at it */

typedef enum {
#define X(NAME, text) HANTEI_SEVERITY_##NAME,
	HANTEI_SEVERITIES(X)
#undef X
	HANTEI_SEVERITY_COUNT
} HanteiSeverity;

/* "must". (transfer none) */
const gchar *
hantei_severity_to_string(HanteiSeverity severity);
