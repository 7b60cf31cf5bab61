/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The text report while it is written, and its sections. Private to the folder. */

#pragma once

#include "engine/report/report.h"

typedef struct {
	const HanteiReport *report;
	GString *out;
	gint width;
	gboolean is_brief;
	gboolean has_color;
} HanteiPage;

typedef enum {
	HANTEI_STYLE_TITLE,
	HANTEI_STYLE_GOOD,
	HANTEI_STYLE_DOUBT,
	HANTEI_STYLE_BAD,
	HANTEI_STYLE_DIM,
} HanteiStyle;

/* Switches the terminal's style on and off; nothing without colour. */
void
hantei_page_style(HanteiPage *page, HanteiStyle which);

void
hantei_page_unstyle(HanteiPage *page);

/* A paragraph in one style. */
void
hantei_page_add_styled(HanteiPage *page, HanteiStyle which, const gchar *text);

/* An empty line and a section's title. */
void
hantei_page_add_title(HanteiPage *page, const gchar *text);

/* A share in whole percent, never "0%" or "100%": no estimate is that sure. Returns: (transfer
 * full). */
gchar *
hantei_page_percent(gdouble share);

/* "Gmail" of "Gmail (personal accounts)". Returns: (transfer full). */
gchar *
hantei_page_short_name(const HanteiVerdict *verdict);

gboolean
hantei_page_auth_is_known(const HanteiPage *page);

/* What to do, the largest gain first. */
void
hantei_page_add_fixes(HanteiPage *page);

/* What decides and is not known. */
void
hantei_page_add_unknowns(HanteiPage *page);

/* The weightiest clues to spam (@sign 1) or to ham (-1) under @title. */
void
hantei_page_add_clues(HanteiPage *page, gdouble sign, const gchar *title);

void
hantei_page_add_auth(HanteiPage *page);

void
hantei_page_add_notes(HanteiPage *page);
