/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The links of a mail, from its HTML and its plain text, and what they give away. */

#pragma once

#include "tokenizer/feature-set.h"
#include "tokenizer/html-text.h"
#include "tokenizer/url.h"

typedef struct {
	HanteiUrl url;
	gboolean is_image;   /* the source of a picture, not a place to go */
	gboolean is_anchor;  /* an HTML link, not a URL that stands in text */
	gboolean is_visible; /* FALSE in hidden HTML */
	gboolean disagrees;  /* the reader sees another organization's address than the link's */
} HanteiLink;

typedef struct _HanteiLinks HanteiLinks;

HanteiLinks *
hantei_links_new(void);

void
hantei_links_free(HanteiLinks *self);

/* Adds what @html links to and shows, up to HANTEI_LIMIT_LINKS in all. */
void
hantei_links_add_html(HanteiLinks *self, const HanteiHtml *html);

/* Adds the URLs of plain text, and appends the text without them to @rest, for words. */
void
hantei_links_take_text(HanteiLinks *self, const gchar *text, gsize length, GString *rest);

/* (transfer none) */
const HanteiLink *
hantei_links_get(const HanteiLinks *self, gsize *n_links);

/* Whether there are HTML links. Where there are, URLs in text mostly say them once more: in the
 * plain alternative, or as the text of a link that leads elsewhere. */
gboolean
hantei_links_have_anchors(const HanteiLinks *self);

/* How the links that can be clicked (HTML links; without any, URLs in text) stand to
 * @from_registered, the registered domain of the From
 * address ("" if none), in words: "no link on the From domain". (transfer none) */
const gchar *
hantei_links_get_relation(const HanteiLinks *self, const gchar *from_registered);

/* Adds the links' features: hosts and their tails, paths, form, and how they stand to @from_domain,
 * the registered domain of the From address ("" if none). */
void
hantei_links_emit(const HanteiLinks *self, const gchar *from_domain, HanteiFeatures *features);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiLinks, hantei_links_free)
