/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/report/text-page.h"

#include <math.h>
#include <string.h>

#include "engine/report/columns.h"

void
hantei_page_style(HanteiPage *page, HanteiStyle which)
{
	static const gchar *const codes[] = {
	    [HANTEI_STYLE_TITLE] = "\033[1m",	 [HANTEI_STYLE_GOOD] = "\033[1;32m",
	    [HANTEI_STYLE_DOUBT] = "\033[1;33m", [HANTEI_STYLE_BAD] = "\033[1;31m",
	    [HANTEI_STYLE_DIM] = "\033[2m",
	};

	if (page->has_color)
		g_string_append(page->out, codes[which]);
}

void
hantei_page_unstyle(HanteiPage *page)
{
	if (page->has_color)
		g_string_append(page->out, "\033[0m");
}

/* A paragraph in one style. The line end stands inside, which terminals do not show. */
void
hantei_page_add_styled(HanteiPage *page, HanteiStyle which, const gchar *text)
{
	hantei_page_style(page, which);
	hantei_columns_wrap(page->out, "", text, page->width);
	hantei_page_unstyle(page);
}

void
hantei_page_add_title(HanteiPage *page, const gchar *text)
{
	g_string_append_c(page->out, '\n');
	hantei_page_add_styled(page, HANTEI_STYLE_TITLE, text);
}

/* Whole percent; what is not quite nothing or all says so. */
gchar *
hantei_page_percent(gdouble share)
{
	gint whole = (gint)floor(100.0 * share + 0.5);

	if (whole <= 0)
		return g_strdup("<1%");
	if (whole >= 100)
		return g_strdup(">99%");
	return g_strdup_printf("%d%%", whole);
}

/* "Gmail" of "Gmail (personal accounts)" */
gchar *
hantei_page_short_name(const HanteiVerdict *verdict)
{
	g_autofree gchar *name = hantei_columns_clean(verdict->name);
	gchar *bracket = strchr(name, '(');
	gchar *wide = strstr(name, "(");

	if (wide != NULL && (bracket == NULL || wide < bracket))
		bracket = wide;
	if (bracket != NULL && bracket > name)
		*bracket = '\0';
	return g_strdup(g_strstrip(name));
}

gboolean
hantei_page_auth_is_known(const HanteiPage *page)
{
	return page->report->auth != NULL && page->report->auth->state == HANTEI_AUTH_STATE_KNOWN;
}
