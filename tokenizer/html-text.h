/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* HTML to what a person sees and what is hidden from them, in one pass. */

#pragma once

#include <glib.h>

typedef struct {
	const gchar *url;    /* href as written, trimmed of blanks; never NULL */
	const gchar *text;   /* the text a reader clicks on, blanks folded; "" for an image link */
	gboolean is_visible; /* FALSE if the link stands in hidden content */
	gboolean has_image;  /* an <img> stands inside */
} HanteiHtmlLink;

typedef struct {
	const gchar *url; /* src as written, may be "cid:…" or "data:" (cut) */
	const gchar *alt; /* "" if none */
	gint width;	  /* pixels as declared by attribute or style, -1 if not */
	gint height;
} HanteiHtmlImage;

typedef struct _HanteiHtml HanteiHtml;

/* Parses @length octets of UTF-8. Cannot fail: HTML has no invalid input. Time is linear in
 * @length; nesting beyond HANTEI_LIMIT_HTML_DEPTH ends the parse and sets is_trimmed.
 *
 * Hidden is: display:none, visibility:hidden, the hidden attribute, opacity 0, font-size up to 1px,
 * zero width or height with overflow hidden, text-indent or position far off the page,
 * mso-hide:all, and a text colour that equals the background colour in force.
 *
 * Returns: (transfer full): free with hantei_html_free(). */
HanteiHtml *
hantei_html_new(const gchar *html, gsize length);

void
hantei_html_free(HanteiHtml *self);

/* What a reader sees: block elements and <br> end a line, table cells are parted by a blank, white
 * space is folded, alt texts are not included. Words split by inline elements (w<b>o</b>rd) are
 * whole. Script, style, title, comments and head are in neither text. (transfer none) */
const gchar *
hantei_html_get_visible(const HanteiHtml *self, gsize *length);

/* What is hidden from the reader, preheader included. (transfer none) */
const gchar *
hantei_html_get_hidden(const HanteiHtml *self, gsize *length);

/* (transfer none) */
const HanteiHtmlLink *
hantei_html_get_links(const HanteiHtml *self, gsize *n_links);

/* (transfer none) */
const HanteiHtmlImage *
hantei_html_get_images(const HanteiHtml *self, gsize *n_images);

/* Structure marks, each distinct one once, in order of appearance: "tag:table", "attr:td.width=600"
 * (values in lower case, digits kept to 4, cut at 24 octets; id, href, src, alt, title and event
 * values left out), "style:color:#fff" (one per declaration), "nest:td>a" (parent and child).
 * (transfer none): NULL-terminated. */
const gchar *const *
hantei_html_get_marks(const HanteiHtml *self);

/* Whether a cap was hit. */
gboolean
hantei_html_is_trimmed(const HanteiHtml *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiHtml, hantei_html_free)
