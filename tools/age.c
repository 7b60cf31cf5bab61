/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/age.h"

#include <string.h>

#include "engine/i18n.h"

#define SECONDS_PER_DAY (24 * 60 * 60)

guint
hantei_age_get_today(void)
{
	return (guint)CLAMP(g_get_real_time() / G_USEC_PER_SEC / SECONDS_PER_DAY, 1,
			    HANTEI_DAY_MAX);
}

/* Reads a number of units before @today. Returns: 0 if @text is none. */
static guint
read_span(const gchar *text, guint today)
{
	gchar *unit;
	guint64 n;

	if (!g_ascii_isdigit(*text))
		return 0;
	n = MIN(g_ascii_strtoull(text, &unit, 10), HANTEI_DAY_MAX);
	if (*unit != '\0' && unit[1] != '\0')
		return 0;
	switch (*unit) {
	case '\0':
	case 'd':
		return hantei_day_minus_days(today, (guint)n);
	case 'w':
		return hantei_day_minus_days(today, (guint)n * 7);
	case 'm':
		return hantei_day_minus_months(today, (guint)n);
	case 'y':
		return hantei_day_minus_months(today, (guint)n * 12);
	default:
		return 0;
	}
}

guint
hantei_age_parse(const gchar *text, guint today, GError **error)
{
	guint day = hantei_day_from_string(text, strlen(text));

	if (day == 0)
		day = read_span(text, today);
	if (day == 0)
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    _("--older-than %s: give days, as in 90, weeks, months or years, as in "
			      "12w, 18m or 2y, or a day, as in 2024-01-31"),
			    text);
	return day;
}
