/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/html-tag.h"

#include <string.h>

/* Real tags have some ten attributes, but one phishing campaign fills a link with up to 1,200 of
 * junk, and what it links to should be read. 51 tags of 2,048 in half a megabyte take 0.3 s. */
#define ATTRIBUTES 2048

/* What looking for them may cost: an honest mail takes one step per octet, and a few more where a
 * quote is never closed. */
#define STEPS_PER_OCTET 16
#define STEPS_AT_LEAST (64u * 1024)

struct _HanteiHtmlTag {
	const gchar *name;
	guint flags;
};

/* HTML 4.01, HTML 5 and what mail still holds of older dialects; sorted by name. */
static const HanteiHtmlTag TAGS[] = {
    {"a", 0},
    {"abbr", 0},
    {"acronym", 0},
    {"address", HANTEI_HTML_TAG_BLOCK},
    {"applet", 0},
    {"area", 0},
    {"article", HANTEI_HTML_TAG_BLOCK},
    {"aside", HANTEI_HTML_TAG_BLOCK},
    {"audio", 0},
    {"b", 0},
    {"base", 0},
    {"basefont", 0},
    {"bdi", 0},
    {"bdo", 0},
    {"big", 0},
    {"blink", 0},
    {"blockquote", HANTEI_HTML_TAG_BLOCK},
    {"body", HANTEI_HTML_TAG_BLOCK},
    {"br", HANTEI_HTML_TAG_BLOCK},
    {"button", 0},
    {"canvas", 0},
    {"caption", HANTEI_HTML_TAG_BLOCK},
    {"center", HANTEI_HTML_TAG_BLOCK},
    {"cite", 0},
    {"code", 0},
    {"col", 0},
    {"colgroup", 0},
    {"data", 0},
    {"datalist", HANTEI_HTML_TAG_GONE},
    {"dd", HANTEI_HTML_TAG_BLOCK},
    {"del", 0},
    {"details", HANTEI_HTML_TAG_BLOCK},
    {"dfn", 0},
    {"dialog", HANTEI_HTML_TAG_BLOCK},
    {"dir", HANTEI_HTML_TAG_BLOCK},
    {"div", HANTEI_HTML_TAG_BLOCK},
    {"dl", HANTEI_HTML_TAG_BLOCK},
    {"dt", HANTEI_HTML_TAG_BLOCK},
    {"em", 0},
    {"embed", 0},
    {"fieldset", HANTEI_HTML_TAG_BLOCK},
    {"figcaption", HANTEI_HTML_TAG_BLOCK},
    {"figure", HANTEI_HTML_TAG_BLOCK},
    {"font", 0},
    {"footer", HANTEI_HTML_TAG_BLOCK},
    {"form", HANTEI_HTML_TAG_BLOCK},
    {"frame", 0},
    {"frameset", HANTEI_HTML_TAG_BLOCK},
    {"h1", HANTEI_HTML_TAG_BLOCK},
    {"h2", HANTEI_HTML_TAG_BLOCK},
    {"h3", HANTEI_HTML_TAG_BLOCK},
    {"h4", HANTEI_HTML_TAG_BLOCK},
    {"h5", HANTEI_HTML_TAG_BLOCK},
    {"h6", HANTEI_HTML_TAG_BLOCK},
    {"head", 0},
    {"header", HANTEI_HTML_TAG_BLOCK},
    {"hgroup", HANTEI_HTML_TAG_BLOCK},
    {"hr", HANTEI_HTML_TAG_BLOCK},
    {"html", HANTEI_HTML_TAG_BLOCK},
    {"i", 0},
    {"iframe", 0},
    {"img", 0},
    {"input", 0},
    {"ins", 0},
    {"isindex", HANTEI_HTML_TAG_BLOCK},
    {"kbd", 0},
    {"label", 0},
    {"legend", HANTEI_HTML_TAG_BLOCK},
    {"li", HANTEI_HTML_TAG_BLOCK},
    {"link", 0},
    {"listing", HANTEI_HTML_TAG_BLOCK | HANTEI_HTML_TAG_PRE},
    {"main", HANTEI_HTML_TAG_BLOCK},
    {"map", 0},
    {"mark", 0},
    {"marquee", 0},
    {"menu", HANTEI_HTML_TAG_BLOCK},
    {"meta", 0},
    {"meter", 0},
    {"nav", HANTEI_HTML_TAG_BLOCK},
    {"nobr", 0},
    {"noembed", HANTEI_HTML_TAG_GONE},
    {"noframes", HANTEI_HTML_TAG_GONE},
    {"noscript", 0},
    {"object", 0},
    {"ol", HANTEI_HTML_TAG_BLOCK},
    {"optgroup", HANTEI_HTML_TAG_BLOCK},
    {"option", HANTEI_HTML_TAG_BLOCK},
    {"output", 0},
    {"p", HANTEI_HTML_TAG_BLOCK},
    {"param", 0},
    {"picture", 0},
    {"plaintext", HANTEI_HTML_TAG_BLOCK | HANTEI_HTML_TAG_PRE},
    {"pre", HANTEI_HTML_TAG_BLOCK | HANTEI_HTML_TAG_PRE},
    {"progress", 0},
    {"q", 0},
    {"rp", 0},
    {"rt", 0},
    {"ruby", 0},
    {"s", 0},
    {"samp", 0},
    {"script", HANTEI_HTML_TAG_SKIPPED},
    {"section", HANTEI_HTML_TAG_BLOCK},
    {"select", 0},
    {"small", 0},
    {"source", 0},
    {"span", 0},
    {"strike", 0},
    {"strong", 0},
    {"style", HANTEI_HTML_TAG_SKIPPED},
    {"sub", 0},
    {"summary", HANTEI_HTML_TAG_BLOCK},
    {"sup", 0},
    {"svg", 0},
    {"table", HANTEI_HTML_TAG_BLOCK},
    {"tbody", HANTEI_HTML_TAG_BLOCK},
    {"td", HANTEI_HTML_TAG_CELL},
    {"template", HANTEI_HTML_TAG_GONE},
    {"textarea", 0},
    {"tfoot", HANTEI_HTML_TAG_BLOCK},
    {"th", HANTEI_HTML_TAG_CELL},
    {"thead", HANTEI_HTML_TAG_BLOCK},
    {"time", 0},
    {"title", HANTEI_HTML_TAG_SKIPPED},
    {"tr", HANTEI_HTML_TAG_BLOCK},
    {"track", 0},
    {"tt", 0},
    {"u", 0},
    {"ul", HANTEI_HTML_TAG_BLOCK},
    {"var", 0},
    {"video", 0},
    {"wbr", 0},
    {"xmp", HANTEI_HTML_TAG_BLOCK | HANTEI_HTML_TAG_PRE},
};

const HanteiHtmlTag *
hantei_html_tag_find(const gchar *name)
{
	gsize low = 0;
	gsize high = G_N_ELEMENTS(TAGS);

	while (low < high) {
		const gsize middle = low + (high - low) / 2;
		const gchar *other = TAGS[middle].name;
		gint order = name[0] - other[0];

		if (order == 0)
			order = strcmp(name, other);
		if (order == 0)
			return &TAGS[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

guint
hantei_html_tag_number(const HanteiHtmlTag *self)
{
	G_STATIC_ASSERT(G_N_ELEMENTS(TAGS) < HANTEI_HTML_TAG_NUMBERS);
	return self == NULL ? 0 : 1 + (guint)(self - TAGS);
}

const gchar *
hantei_html_tag_name(const HanteiHtmlTag *self)
{
	return self == NULL ? "other" : self->name;
}

gboolean
hantei_html_tag_is(const HanteiHtmlTag *self, const gchar *name)
{
	return self != NULL && self->name[0] == name[0] && strcmp(self->name, name) == 0;
}

gboolean
hantei_html_tag_has(const HanteiHtmlTag *self, HanteiHtmlTagFlags flags)
{
	return self != NULL && (self->flags & flags) != 0;
}

static gboolean
is_name(gchar c)
{
	return g_ascii_isalnum(c) || c == '-' || c == ':' || c == '_' || c == '.';
}

static const gchar *
skip_blanks(const gchar *p, const gchar *end)
{
	while (p < end && g_ascii_isspace(*p))
		p++;
	return p;
}

static const gchar *
skip_word(const gchar *p, const gchar *end)
{
	while (p < end && *p != '>' && !g_ascii_isspace(*p))
		p++;
	return p;
}

/* Steps over one attribute as htmlParseStartTag() does. */
static const gchar *
skip_attribute(const gchar *p, const gchar *end)
{
	const gchar *start = p;

	while (p < end && is_name(*p))
		p++;
	if (p == start)
		return skip_word(p + 1, end);
	p = skip_blanks(p, end);
	if (p == end || *p != '=')
		return p;
	p = skip_blanks(p + 1, end);
	if (p < end && (*p == '"' || *p == '\'')) {
		p = memchr(p + 1, *p, (gsize)(end - p) - 1);
		return p == NULL ? end : p + 1;
	}
	return skip_word(p, end);
}

/* Returns the number of attributes, or one more than allowed, of the tag whose name begins at
 * @start; sets @stop to where we looked last. */
static guint
count_attributes(const gchar *start, const gchar *end, const gchar **stop)
{
	const gchar *p = start;
	guint n = 0;

	while (p < end && is_name(*p))
		p++;
	for (; n <= ATTRIBUTES; n++) {
		p = skip_blanks(p, end);
		if (p >= end || *p == '>')
			break;
		p = skip_attribute(p, end);
	}
	*stop = p;
	return n;
}

gsize
hantei_html_tag_crowded(const gchar *html, gsize length)
{
	const gchar *end = html + length;
	gsize budget = length * STEPS_PER_OCTET + STEPS_AT_LEAST;

	/* Every '<' is tried, also inside comments and values: libxml2's idea of where those end
	 * need not be ours. Tags inside tags inside tags would make that quadratic, so what costs
	 * too much is as bad as what is too crowded. */
	for (const gchar *p = html; p < end; p++) {
		const gchar *stop = NULL;

		p = memchr(p, '<', (gsize)(end - p));
		if (p == NULL)
			break;
		if (p + 1 == end || !g_ascii_isalpha(p[1]))
			continue;
		if (count_attributes(p + 1, end, &stop) > ATTRIBUTES || (gsize)(stop - p) > budget)
			return (gsize)(p - html);
		budget -= (gsize)(stop - p);
	}
	return length;
}
