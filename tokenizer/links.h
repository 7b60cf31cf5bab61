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

/* Adds the URLs of plain text. Returns: (transfer full): the text without them, for words. */
GString *
hantei_links_take_text(HanteiLinks *self, const gchar *text, gsize length);

/* (transfer none) */
const HanteiLink *
hantei_links_get(const HanteiLinks *self, gsize *n_links);

/* Adds the links' features: hosts and their tails, paths, form, and how they stand to @from_domain,
 * the registered domain of the From address ("" if none). */
void
hantei_links_emit(const HanteiLinks *self, const gchar *from_domain, HanteiFeatures *features);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiLinks, hantei_links_free)
