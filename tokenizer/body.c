/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/body.h"

#include <string.h>

#include "tokenizer/language.h"
#include "tokenizer/limits.h"

/* Plain text of a smaller part of the HTML's length, in hundredths, does not replace it. */
#define MIN_PLAIN_PERCENT 30

struct _HanteiBody {
	GArray *leaves; /* HanteiLeaf */
	GArray *seen;	/* HanteiLanguageText */
	GString *texts[HANTEI_N_LEAF_KINDS];
	GString *mailtos;
	HanteiLinks *links;
	HanteiTextCounts counts;
	gsize n_hidden;
	gsize n_images;
	gsize n_anchors;
	gsize n_picture_anchors;
	gboolean has[HANTEI_N_LEAF_KINDS];
};

static HanteiLeafKind
get_kind(const HanteiPart *part)
{
	if (g_str_equal(part->type, "text/html"))
		return HANTEI_LEAF_HTML;
	return g_str_equal(part->type, "text/calendar") ? HANTEI_LEAF_OTHER : HANTEI_LEAF_PLAIN;
}

/* Characters of @text that are no blanks. */
static gsize
count_characters(const gchar *text, gsize length)
{
	gsize n = 0;

	for (gsize i = 0; i < length; i++)
		n += ((guchar)text[i] & 0xc0) != 0x80 && !g_ascii_isspace(text[i]);
	return n;
}

static void
body_add_html(HanteiBody *self, const HanteiHtml *html)
{
	gsize length;
	const gchar *hidden = hantei_html_get_hidden(html, &length);
	const HanteiHtmlLink *anchors;
	gsize n;

	hantei_links_add_html(self->links, html);
	self->counts.n_hidden_bytes += length;
	self->n_hidden += count_characters(hidden, length);
	hantei_html_get_images(html, &n);
	self->n_images += n;
	anchors = hantei_html_get_links(html, &n);
	self->n_anchors += n;
	for (gsize i = 0; i < n; i++) {
		self->n_picture_anchors += anchors[i].has_image && *anchors[i].text == '\0';
		if (g_ascii_strncasecmp(anchors[i].url, "mailto:", strlen("mailto:")) == 0) {
			g_string_append(self->mailtos, anchors[i].url + strlen("mailto:"));
			g_string_append_c(self->mailtos, '\n');
		}
	}
}

static void
body_add_leaf(HanteiBody *self,
	      const HanteiMessage *message,
	      gsize nth,
	      const HanteiListTrace *trace)
{
	gsize n_parts;
	const HanteiPart *part = &hantei_message_get_parts(message, &n_parts)[nth];
	HanteiLeaf leaf = {.kind = get_kind(part)};
	HanteiLanguageText seen = {part->text, part->text_length};
	GString *text = self->texts[leaf.kind];

	self->has[leaf.kind] = TRUE;
	if (leaf.kind == HANTEI_LEAF_HTML) {
		leaf.html = hantei_message_get_html(message, nth);
		body_add_html(self, leaf.html);
		seen.text = hantei_html_get_visible(leaf.html, &seen.length);
	} else {
		seen.length = hantei_list_footer_find(seen.text, seen.length);
	}
	hantei_text_counts_add(&self->counts, seen.text, seen.length);
	leaf.length = text->len;
	hantei_links_take_text(self->links, seen.text, seen.length, text);
	leaf.length = text->len - leaf.length;
	hantei_list_trace_blank(trace, text->str + text->len - leaf.length, leaf.length);
	g_string_append_c(text, '\n');
	g_array_append_val(self->leaves, leaf);
	g_array_append_val(self->seen, seen);
}

/* Points the leaves into the texts, which move no more. */
static void
body_finish(HanteiBody *self)
{
	gsize at[HANTEI_N_LEAF_KINDS] = {0};

	for (guint i = 0; i < self->leaves->len; i++) {
		HanteiLeaf *leaf = &g_array_index(self->leaves, HanteiLeaf, i);

		leaf->text = self->texts[leaf->kind]->str + at[leaf->kind];
		at[leaf->kind] += leaf->length + 1;
	}
}

HanteiBody *
hantei_body_new(const HanteiMessage *message, const HanteiListTrace *trace)
{
	HanteiBody *self = g_new0(HanteiBody, 1);
	gsize n_parts;
	const HanteiPart *parts = hantei_message_get_parts(message, &n_parts);

	self->leaves = g_array_new(FALSE, FALSE, sizeof(HanteiLeaf));
	self->seen = g_array_new(FALSE, FALSE, sizeof(HanteiLanguageText));
	self->mailtos = g_string_new(NULL);
	self->links = hantei_links_new();
	for (guint i = 0; i < HANTEI_N_LEAF_KINDS; i++)
		self->texts[i] = g_string_new(NULL);
	for (gsize i = 0; i < n_parts; i++) {
		if (parts[i].text != NULL)
			body_add_leaf(self, message, i, trace);
	}
	body_finish(self);
	return self;
}

void
hantei_body_free(HanteiBody *self)
{
	if (self == NULL)
		return;
	g_array_unref(self->leaves);
	g_array_unref(self->seen);
	for (guint i = 0; i < HANTEI_N_LEAF_KINDS; i++)
		g_string_free(self->texts[i], TRUE);
	g_string_free(self->mailtos, TRUE);
	hantei_links_free(self->links);
	g_free(self);
}

const HanteiLeaf *
hantei_body_get_leaves(const HanteiBody *self, gsize *n_leaves)
{
	*n_leaves = self->leaves->len;
	return (const HanteiLeaf *)(gconstpointer)self->leaves->data;
}

const HanteiLinks *
hantei_body_get_links(const HanteiBody *self)
{
	return self->links;
}

const HanteiTextCounts *
hantei_body_get_counts(const HanteiBody *self)
{
	return &self->counts;
}

const gchar *
hantei_body_get_text(const HanteiBody *self, HanteiLeafKind kind, gsize *length)
{
	*length = self->texts[kind]->len;
	return self->texts[kind]->str;
}

const gchar *
hantei_body_get_shown(const HanteiBody *self, gsize *length)
{
	const gsize plain = self->texts[HANTEI_LEAF_PLAIN]->len;
	const gsize html = self->texts[HANTEI_LEAF_HTML]->len;
	const gboolean is_plain =
	    self->has[HANTEI_LEAF_PLAIN] && plain * 100 >= html * MIN_PLAIN_PERCENT;

	return hantei_body_get_text(self, is_plain ? HANTEI_LEAF_PLAIN : HANTEI_LEAF_HTML, length);
}

gboolean
hantei_body_has(const HanteiBody *self, HanteiLeafKind kind)
{
	return self->has[kind];
}

gsize
hantei_body_get_n_hidden(const HanteiBody *self)
{
	return self->n_hidden;
}

gsize
hantei_body_get_n_images(const HanteiBody *self)
{
	return self->n_images;
}

gsize
hantei_body_get_n_anchors(const HanteiBody *self, gsize *n_picture_anchors)
{
	*n_picture_anchors = self->n_picture_anchors;
	return self->n_anchors;
}

const gchar *
hantei_body_get_mailtos(const HanteiBody *self, gsize *length)
{
	*length = self->mailtos->len;
	return self->mailtos->str;
}

HanteiLanguage
hantei_body_get_language(const HanteiBody *self, const gchar *subject)
{
	return hantei_language_of_texts((const HanteiLanguageText *)(gconstpointer)self->seen->data,
					self->seen->len, subject);
}
