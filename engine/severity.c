/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/severity.h"

const gchar *
hantei_severity_to_string(HanteiSeverity severity)
{
	static const gchar *const texts[] = {
#define X(NAME, text) text,
	    HANTEI_SEVERITIES(X)
#undef X
	};

	g_return_val_if_fail(severity < HANTEI_SEVERITY_COUNT, NULL);
	return texts[severity];
}
