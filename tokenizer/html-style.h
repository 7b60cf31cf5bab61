/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The few CSS properties of a style attribute which decide whether a reader sees the text. */

#pragma once

#include <glib.h>

/* A colour is 0xRRGGBB or one of these. */
#define HANTEI_COLOUR_UNSET (-1)       /* nothing said, so the parent's */
#define HANTEI_COLOUR_UNKNOWN (-2)     /* an image, a gradient, a notation we do not read */
#define HANTEI_COLOUR_TRANSPARENT (-3) /* text in it is not seen */

typedef struct {
	gboolean is_gone;  /* the box and all inside: no child can show itself again */
	gint is_invisible; /* visibility: hidden 1, visible 0, not said -1 */
	gint is_tiny;	   /* font-size up to 1px 1, larger 0, not said or relative -1 */
	gboolean is_block; /* display makes it begin a line of its own */
	gint32 color;	   /* of the text */
	gint32 background; /* UNKNOWN where an image is drawn */
	gint width;	   /* pixels, -1 if not said in an absolute unit */
	gint height;
} HanteiHtmlStyle;

/* Called once for each declaration, with blanks trimmed and in lower case. */
typedef void (*HanteiHtmlStyleFunc)(const gchar *property, const gchar *value, gpointer data);

/* Reads the value of a style attribute; @css NULL sets @self to "nothing said". */
void
hantei_html_style_read(HanteiHtmlStyle *self,
		       const gchar *css,
		       HanteiHtmlStyleFunc func,
		       gpointer data);

/* A colour as CSS or an HTML attribute ("ffffff" with no hash) writes it, in lower case. */
gint32
hantei_html_style_colour(const gchar *value);

/* A length in pixels. Returns FALSE if it is none, or relative to what we do not know. */
gboolean
hantei_html_style_pixels(const gchar *value, gdouble *pixels);
