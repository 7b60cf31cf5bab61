/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What a mail's text leaves hold, read once for all who ask: each HTML is parsed and each URL is
 * found a single time. */

#pragma once

#include "tokenizer/html-text.h"
#include "tokenizer/language-class.h"
#include "tokenizer/links.h"
#include "tokenizer/list-trace.h"
#include "tokenizer/message.h"
#include "tokenizer/shape.h"

/* What a text leaf is to its reader. */
typedef enum {
	HANTEI_LEAF_PLAIN, /* text/plain and what is read as such */
	HANTEI_LEAF_HTML,
	HANTEI_LEAF_OTHER, /* for programs: a calendar entry */
	HANTEI_N_LEAF_KINDS
} HanteiLeafKind;

typedef struct {
	HanteiLeafKind kind;
	const HanteiHtml *html; /* of an HTML leaf, else NULL */
	const gchar *text;	/* what is seen, without URLs; not terminated */
	gsize length;
} HanteiLeaf;

typedef struct _HanteiBody HanteiBody;

/* Reads the text leaves of @message, which must outlive it, without what @trace says a list or the
 * way added. Free with hantei_body_free(). */
HanteiBody *
hantei_body_new(const HanteiMessage *message, const HanteiListTrace *trace);

void
hantei_body_free(HanteiBody *self);

/* The leaves in document order. (transfer none) */
const HanteiLeaf *
hantei_body_get_leaves(const HanteiBody *self, gsize *n_leaves);

/* The links of all leaves. (transfer none) */
const HanteiLinks *
hantei_body_get_links(const HanteiBody *self);

/* What is counted over all leaves, URLs included. (transfer none) */
const HanteiTextCounts *
hantei_body_get_counts(const HanteiBody *self);

/* The texts of all leaves of @kind, one after the other, without URLs. (transfer none):
 * terminated */
const gchar *
hantei_body_get_text(const HanteiBody *self, HanteiLeafKind kind, gsize *length);

/* The text a reader sees once: of plain text and HTML, which mostly say the same, only one. Plain
 * text counts if it has 30 % of the HTML's length; what is shorter says "this mail is HTML".
 * (transfer none): terminated, without URLs */
const gchar *
hantei_body_get_shown(const HanteiBody *self, gsize *length);

/* Whether there is a leaf of @kind. */
gboolean
hantei_body_has(const HanteiBody *self, HanteiLeafKind kind);

/* How many characters are hidden in HTML, blanks aside. */
gsize
hantei_body_get_n_hidden(const HanteiBody *self);

/* How many pictures HTML shows, from the web or from the mail. */
gsize
hantei_body_get_n_images(const HanteiBody *self);

/* How many HTML links there are, and how many of them are a picture without a word. */
gsize
hantei_body_get_n_anchors(const HanteiBody *self, gsize *n_picture_anchors);

/* What "mailto:" links hold, a line each. (transfer none): terminated */
const gchar *
hantei_body_get_mailtos(const HanteiBody *self, gsize *length);

/* The class of language of the leaves, or of @subject (NULL: none) where they have no text. */
HanteiLanguage
hantei_body_get_language(const HanteiBody *self, const gchar *subject);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiBody, hantei_body_free)
