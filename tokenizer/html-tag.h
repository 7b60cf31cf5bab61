/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The elements HTML knows, and what each does to the text around it. */

#pragma once

#include <glib.h>

typedef enum {
	HANTEI_HTML_TAG_BLOCK = 1 << 0,	  /* begins and ends a line */
	HANTEI_HTML_TAG_CELL = 1 << 1,	  /* is parted from its neighbour by a blank */
	HANTEI_HTML_TAG_SKIPPED = 1 << 2, /* holds no text for anybody */
	HANTEI_HTML_TAG_GONE = 1 << 3,	  /* its text is never drawn */
	HANTEI_HTML_TAG_PRE = 1 << 4,	  /* its line ends are line ends */
} HanteiHtmlTagFlags;

typedef struct _HanteiHtmlTag HanteiHtmlTag;

/* Returns the element called @name (lower case), or NULL if HTML has none. */
const HanteiHtmlTag *
hantei_html_tag_find(const gchar *name);

/* A number of its own, below HANTEI_HTML_TAG_NUMBERS; NULL's is 0. */
#define HANTEI_HTML_TAG_NUMBERS 160
guint
hantei_html_tag_number(const HanteiHtmlTag *self);

/* The name, or "other" for NULL. */
const gchar *
hantei_html_tag_name(const HanteiHtmlTag *self);

gboolean
hantei_html_tag_is(const HanteiHtmlTag *self, const gchar *name);

gboolean
hantei_html_tag_has(const HanteiHtmlTag *self, HanteiHtmlTagFlags flags);

/* Returns where the first start tag with more attributes than any honest one has begins, or
 * @length. libxml2 compares each attribute of a tag with all before it: 100,000 take 15 seconds. */
gsize
hantei_html_tag_crowded(const gchar *html, gsize length);
