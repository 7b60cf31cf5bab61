/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What is known of one mail's authentication, in full: the report of "hantei auth". */

#pragma once

#include "engine/auth/auth.h"
#include "engine/report/report.h"

/* One JSON object of type auth, no line end. @auth has been checked. Returns: (transfer full). */
gchar *
hantei_auth_report_to_json(const gchar *path, const HanteiAuth *auth);

/* For people, in the locale's language; @flags and @width as for hantei_report_to_text().
 * Returns: (transfer full): no final line end. */
gchar *
hantei_auth_report_to_text(const gchar *path,
			   const HanteiAuth *auth,
			   HanteiReportFlags flags,
			   gint width);
