/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/html-text.h"

#include "tokenizer/html-mark.h"
#include "tokenizer/html-style.h"
#include "tokenizer/html-tag.h"
#include "tokenizer/limits.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <string.h>

/* Browsers' defaults. */
#define WHITE 0xffffff
#define BLACK 0x000000
#define LINK_BLUE 0x0000ee

/* The longest end tag looked for: "</blockquote>" and some blanks. */
#define END_TAG_BYTES 32
/* What is kept of a "data:" URL: its media type. */
#define DATA_URL_BYTES 64

/* Folds white space, and puts a blank or a line end before the next text where one is due. */
typedef struct {
	GString *text;
	gboolean is_blank_due;
	gboolean is_line_due;
} Sink;

typedef struct {
	gchar *url;
	Sink visible;
	Sink hidden;
	gboolean is_box_hidden;
	gboolean has_visible_image;
	gboolean has_image;
} Link;

/* An open element, with what its children inherit. */
typedef struct {
	const HanteiHtmlTag *tag;
	gboolean is_page;    /* the bottom, or a paragraph libxml2 puts around bare text */
	gboolean is_skipped; /* script, style, title */
	gboolean is_gone;
	gboolean is_invisible;
	gboolean is_tiny;
	gboolean is_pre;
	gboolean is_block;
	gint32 color;
	gint32 background;
	gint32 link_color;
	gint link; /* index of the link it stands in, -1 if none */
} Frame;

struct _HanteiHtml {
	Sink visible;
	Sink hidden;
	GArray *links;	/* HanteiHtmlLink */
	GArray *images; /* HanteiHtmlImage */
	HanteiHtmlMarks *marks;
	GStringChunk *strings;
	gboolean is_trimmed;
};

typedef struct {
	HanteiHtml *html;
	htmlParserCtxtPtr parser;
	GArray *frames;		/* Frame */
	GArray *links;		/* Link */
	gboolean is_after_bare; /* a '<' which begins no tag has just been read */
	gint carried_link;	/* of an <a> libxml2 has just closed before a table, or -1 */
	gboolean is_in_bogus;	/* up to the next '>' */
} Builder;

static void
sink_append(Sink *self, const gchar *text, gsize length, gboolean is_pre)
{
	const gchar *end = text + length;

	for (const gchar *p = text; p < end;) {
		const gchar *start = p;
		if (g_ascii_isspace(*p)) {
			if (is_pre && *p == '\n')
				self->is_line_due = TRUE;
			self->is_blank_due = TRUE;
			p++;
			continue;
		}
		/* U+00A0, which mailers use for indents and empty cells */
		if (end - p >= 2 && p[0] == '\xc2' && p[1] == '\xa0') {
			self->is_blank_due = TRUE;
			p += 2;
			continue;
		}
		if (self->text->len > 0 && self->is_line_due)
			g_string_append_c(self->text, '\n');
		else if (self->text->len > 0 && self->is_blank_due)
			g_string_append_c(self->text, ' ');
		self->is_blank_due = self->is_line_due = FALSE;
		while (p < end && !g_ascii_isspace(*p) &&
		       !(end - p >= 2 && p[0] == '\xc2' && p[1] == '\xa0'))
			p++;
		g_string_append_len(self->text, start, p - start);
	}
}

static void
link_clear(gpointer data)
{
	Link *self = data;
	g_free(self->url);
	g_string_free(self->visible.text, TRUE);
	g_string_free(self->hidden.text, TRUE);
}

static gboolean
frame_is_hidden(const Frame *self)
{
	return self->is_gone || self->is_invisible || self->is_tiny ||
	       self->color == HANTEI_COLOUR_TRANSPARENT ||
	       (self->color >= 0 && self->color == self->background);
}

static Frame *
builder_top(Builder *self)
{
	return &g_array_index(self->frames, Frame, self->frames->len - 1);
}

static Link *
builder_link(Builder *self, const Frame *frame)
{
	return frame->link < 0 ? NULL : &g_array_index(self->links, Link, (guint)frame->link);
}

static void
builder_add_text(Builder *self, const gchar *text, gsize length)
{
	const Frame *top = builder_top(self);
	const gboolean is_hidden = frame_is_hidden(top);
	Link *link = builder_link(self, top);

	if (top->is_skipped)
		return;
	sink_append(is_hidden ? &self->html->hidden : &self->html->visible, text, length,
		    top->is_pre);
	/* hidden pieces between which visible text stands are not one word */
	if (!is_hidden)
		self->html->hidden.is_blank_due = TRUE;
	if (link != NULL)
		sink_append(is_hidden ? &link->hidden : &link->visible, text, length, FALSE);
}

/* A line end or a blank at an element's border. A box that is not there breaks no visible line. */
static void
builder_break(Builder *self, const Frame *frame, gboolean is_line)
{
	Sink *sinks[] = {&self->html->hidden, frame->is_gone ? NULL : &self->html->visible};
	Link *link = builder_link(self, frame);

	for (guint i = 0; i < G_N_ELEMENTS(sinks); i++) {
		if (sinks[i] == NULL)
			continue;
		sinks[i]->is_blank_due = TRUE;
		sinks[i]->is_line_due = sinks[i]->is_line_due || is_line;
	}
	if (link != NULL)
		link->visible.is_blank_due = link->hidden.is_blank_due = TRUE;
}

static void
mark_declaration(const gchar *property, const gchar *value, gpointer data)
{
	hantei_html_marks_add_declaration(data, property, value);
}

static const gchar *
attribute_get(const gchar *const *attributes, const gchar *name)
{
	for (gsize i = 0; attributes != NULL && attributes[i] != NULL; i += 2) {
		if (attributes[i][0] == name[0] && strcmp(attributes[i], name) == 0)
			return attributes[i + 1] == NULL ? "" : attributes[i + 1];
	}
	return NULL;
}

static gint32
attribute_get_colour(const gchar *const *attributes, const gchar *name, gint32 otherwise)
{
	const gchar *value = attribute_get(attributes, name);
	g_autofree gchar *tidy = NULL;
	gint32 colour;

	if (value == NULL || *value == '\0' || strlen(value) > HANTEI_LIMIT_ATTRIBUTE_BYTES)
		return otherwise;
	tidy = g_strstrip(g_ascii_strdown(value, -1));
	colour = hantei_html_style_colour(tidy);
	return colour >= 0 ? colour : otherwise;
}

/* The value without blanks around, at most the cap, whole characters. */
static gchar *
builder_trim(Builder *self, const gchar *value, gsize limit)
{
	gsize length;

	while (g_ascii_isspace(*value))
		value++;
	length = strlen(value);
	if (length > limit) {
		const gchar *end = NULL;
		g_utf8_validate(value, (gssize)limit, &end);
		length = (gsize)(end - value);
		self->html->is_trimmed = self->html->is_trimmed || limit != DATA_URL_BYTES;
	}
	while (length > 0 && g_ascii_isspace(value[length - 1]))
		length--;
	return g_strndup(value, length);
}

/* Returns the index of a new link to @url, or -1. */
static gint
builder_add_link(Builder *self, const gchar *url, gboolean is_hidden)
{
	Link link = {.is_box_hidden = is_hidden};

	if (url == NULL)
		return -1;
	if (self->links->len >= HANTEI_LIMIT_LINKS) {
		self->html->is_trimmed = TRUE;
		return -1;
	}
	link.url =
	    builder_trim(self, url,
			 g_ascii_strncasecmp(url, "data:", 5) == 0 ? DATA_URL_BYTES
								   : HANTEI_LIMIT_ATTRIBUTE_BYTES);
	if (*link.url == '\0') {
		g_free(link.url);
		return -1;
	}
	link.visible.text = g_string_new(NULL);
	link.hidden.text = g_string_new(NULL);
	g_array_append_val(self->links, link);
	return (gint)self->links->len - 1;
}

static gint
declared_pixels(const gchar *const *attributes, const gchar *name, gint by_style)
{
	const gchar *value = attribute_get(attributes, name);
	gdouble pixels = 0;

	if (by_style >= 0 || value == NULL)
		return by_style;
	while (g_ascii_isspace(*value))
		value++;
	if (!hantei_html_style_pixels(value, &pixels))
		return -1;
	return (gint)CLAMP(pixels, 0.0, 100000.0);
}

static void
builder_add_image(Builder *self,
		  const Frame *frame,
		  const gchar *const *attributes,
		  const HanteiHtmlStyle *style)
{
	const gchar *src = attribute_get(attributes, "src");
	const gchar *alt = attribute_get(attributes, "alt");
	g_autofree gchar *url = NULL;
	g_autofree gchar *text = NULL;
	HanteiHtmlImage image;
	Link *link = builder_link(self, frame);

	if (link != NULL) {
		link->has_image = TRUE;
		/* colour and size of letters do not hide a picture */
		link->has_visible_image =
		    link->has_visible_image || !(frame->is_gone || frame->is_invisible);
	}
	if (src == NULL)
		return;
	if (self->html->images->len >= HANTEI_LIMIT_LINKS) {
		self->html->is_trimmed = TRUE;
		return;
	}
	url =
	    builder_trim(self, src,
			 g_ascii_strncasecmp(src, "data:", 5) == 0 ? DATA_URL_BYTES
								   : HANTEI_LIMIT_ATTRIBUTE_BYTES);
	text = builder_trim(self, alt == NULL ? "" : alt, HANTEI_LIMIT_ATTRIBUTE_BYTES);
	image = (HanteiHtmlImage){
	    .url = g_string_chunk_insert(self->html->strings, url),
	    .alt = g_string_chunk_insert(self->html->strings, text),
	    .width = declared_pixels(attributes, "width", style->width),
	    .height = declared_pixels(attributes, "height", style->height),
	};
	g_array_append_val(self->html->images, image);
}

/* What attributes said before style attributes existed. */
static void
frame_read_attributes(Frame *self, const gchar *const *attributes)
{
	const gchar *background = attribute_get(attributes, "background");
	const HanteiHtmlTag *tag = self->tag;

	if (attribute_get(attributes, "hidden") != NULL)
		self->is_gone = TRUE;
	self->background = attribute_get_colour(attributes, "bgcolor", self->background);
	if (background != NULL && *background != '\0')
		self->background = HANTEI_COLOUR_UNKNOWN;
	if (hantei_html_tag_is(tag, "font"))
		self->color = attribute_get_colour(attributes, "color", self->color);
	if (hantei_html_tag_is(tag, "body")) {
		self->color = attribute_get_colour(attributes, "text", self->color);
		self->link_color = attribute_get_colour(attributes, "link", self->link_color);
	}
	if (hantei_html_tag_is(tag, "a") && attribute_get(attributes, "href") != NULL)
		self->color = self->link_color;
}

static void
frame_read_style(Frame *self, const HanteiHtmlStyle *style)
{
	self->is_gone = self->is_gone || style->is_gone;
	if (style->is_invisible >= 0)
		self->is_invisible = style->is_invisible;
	if (style->is_tiny >= 0)
		self->is_tiny = style->is_tiny;
	self->is_block = self->is_block || style->is_block;
	if (style->color != HANTEI_COLOUR_UNSET)
		self->color = style->color;
	if (style->background != HANTEI_COLOUR_UNSET)
		self->background = style->background;
}

static void
builder_read_attributes(Builder *self, const HanteiHtmlTag *tag, const gchar *const *attributes)
{
	for (gsize i = 0; attributes != NULL && attributes[i] != NULL; i += 2) {
		if (strcmp(attributes[i], "style") != 0)
			hantei_html_marks_add_attribute(self->html->marks, tag, attributes[i],
							attributes[i + 1]);
	}
}

/* When a tag is read the parser stands before its end. */
static gboolean
builder_is_implied(const Builder *self, const gchar *name)
{
	const gchar next = (gchar)*self->parser->input->cur;
	return strcmp(name, "p") == 0 && next != '>' && next != '/';
}

static void
start_element(void *data, const xmlChar *name, const xmlChar **attributes_in)
{
	Builder *self = data;
	const gchar *const *attributes = (const gchar *const *)attributes_in;
	HanteiHtmlStyle style;
	Frame frame = *builder_top(self);

	self->is_in_bogus = self->is_after_bare = FALSE;
	/* the bottom frame is the page */
	if (self->frames->len > HANTEI_LIMIT_HTML_DEPTH) {
		self->html->is_trimmed = TRUE;
		xmlStopParser(self->parser);
		return;
	}
	frame.tag = hantei_html_tag_find((const gchar *)name);
	frame.is_block = hantei_html_tag_has(frame.tag, HANTEI_HTML_TAG_BLOCK);
	frame.is_skipped |= hantei_html_tag_has(frame.tag, HANTEI_HTML_TAG_SKIPPED);
	frame.is_gone |= hantei_html_tag_has(frame.tag, HANTEI_HTML_TAG_GONE);
	frame.is_pre |= hantei_html_tag_has(frame.tag, HANTEI_HTML_TAG_PRE);
	frame.is_page = builder_is_implied(self, (const gchar *)name);
	frame.is_block = frame.is_block && !frame.is_page;
	if (!frame.is_page)
		hantei_html_marks_add_tag(self->html->marks, frame.tag, !builder_top(self)->is_page,
					  builder_top(self)->tag);
	builder_read_attributes(self, frame.tag, attributes);
	frame_read_attributes(&frame, attributes);
	hantei_html_style_read(&style, attribute_get(attributes, "style"), mark_declaration,
			       self->html->marks);
	frame_read_style(&frame, &style);

	if (hantei_html_tag_is(frame.tag, "a"))
		frame.link = builder_add_link(self, attribute_get(attributes, "href"),
					      frame_is_hidden(&frame));
	else if (self->carried_link >= 0 && (hantei_html_tag_is(frame.tag, "table") ||
					     hantei_html_tag_has(frame.tag, HANTEI_HTML_TAG_CELL)))
		frame.link = self->carried_link;
	self->carried_link = -1;
	if (hantei_html_tag_is(frame.tag, "area"))
		builder_add_link(self, attribute_get(attributes, "href"), frame.is_gone);
	else if (hantei_html_tag_is(frame.tag, "form"))
		builder_add_link(self, attribute_get(attributes, "action"), frame.is_gone);
	else if (hantei_html_tag_is(frame.tag, "img"))
		builder_add_image(self, &frame, attributes, &style);

	if (frame.is_block)
		builder_break(self, &frame, TRUE);
	else if (hantei_html_tag_has(frame.tag, HANTEI_HTML_TAG_CELL))
		builder_break(self, &frame, FALSE);
	g_array_append_val(self->frames, frame);
}

/* Whether an end tag has just been read, or libxml2 closes by itself, before a start tag. */
static gboolean
builder_is_ended(const Builder *self)
{
	const xmlChar *cur = self->parser->input->cur;
	const xmlChar *base = self->parser->input->base;

	if (cur == base || cur[-1] != '>')
		return FALSE;
	for (gsize i = 2; i <= END_TAG_BYTES && (gsize)(cur - base) >= i; i++) {
		if (cur[-(gssize)i] == '<')
			return cur[1 - (gssize)i] == '/';
	}
	return FALSE;
}

static void
end_element(void *data, const xmlChar *name)
{
	Builder *self = data;
	const Frame top = *builder_top(self);
	const gboolean is_ended = builder_is_ended(self);

	if (self->frames->len == 1)
		return;
	/* a link around a table or a cell is common in mail, and browsers allow it */
	if (hantei_html_tag_is(top.tag, "a") && !is_ended)
		self->carried_link = top.link;
	/* "a</p>b" is two lines even if no <p> stands there */
	if (top.is_page && is_ended)
		builder_break(self, &top, TRUE);
	if (top.is_block)
		builder_break(self, &top, TRUE);
	else if (hantei_html_tag_has(top.tag, HANTEI_HTML_TAG_CELL))
		builder_break(self, &top, FALSE);
	g_array_set_size(self->frames, self->frames->len - 1);
}

/* "<![if !mso]>" and "<!foo>" are comments to a browser (HTML 13.2.5.42), and text to libxml2,
 * which gives the '<' by itself while it still stands before it. */
static void
characters(void *data, const xmlChar *text_in, int length_in)
{
	Builder *self = data;
	const gchar *text = (const gchar *)text_in;
	gsize length = (gsize)length_in;
	const xmlChar *next = self->parser->input->cur;
	const gboolean is_bare = length == 1 && *text == '<' && next[0] == '<' && next[1] == '!';

	self->is_in_bogus = self->is_in_bogus || self->is_after_bare;
	self->is_after_bare = is_bare;
	if (is_bare)
		return;
	if (self->is_in_bogus) {
		const gchar *end = memchr(text, '>', length);
		if (end == NULL)
			return;
		self->is_in_bogus = FALSE;
		length -= (gsize)(end - text) + 1;
		text = end + 1;
	}
	builder_add_text(self, text, length);
}

/* Script and style. */
static void
ignore_text(void *data, const xmlChar *text, int length)
{
}

static void
ignore_error(void *data, xmlErrorPtr error)
{
}

/* The links as the caller sees them. */
static void
builder_finish_links(Builder *self)
{
	for (guint i = 0; i < self->links->len; i++) {
		const Link *link = &g_array_index(self->links, Link, i);
		const gboolean is_seen = link->visible.text->len > 0 || link->has_visible_image;
		const gboolean is_empty = !is_seen && link->hidden.text->len == 0;
		const GString *text = is_seen ? link->visible.text : link->hidden.text;
		const HanteiHtmlLink made = {
		    .url = g_string_chunk_insert(self->html->strings, link->url),
		    .text = g_string_chunk_insert(self->html->strings, text->str),
		    .is_visible = is_empty ? !link->is_box_hidden && !link->has_image : is_seen,
		    .has_image = link->has_image,
		};
		g_array_append_val(self->html->links, made);
	}
}

/* libxml2 asks for this before threads use it: two that start it at once may wait for ever. */
static void
prepare_libxml(void)
{
	static gsize is_ready = 0;

	if (g_once_init_enter(&is_ready)) {
		xmlInitParser();
		g_once_init_leave(&is_ready, 1);
	}
}

static void
builder_parse(Builder *self, const gchar *html, gsize length)
{
	htmlParserCtxtPtr parser;
	const htmlSAXHandler sax = {
	    .initialized = XML_SAX2_MAGIC,
	    .startElement = start_element,
	    .endElement = end_element,
	    .characters = characters,
	    .ignorableWhitespace = characters,
	    .cdataBlock = ignore_text,
	    .serror = ignore_error,
	};

	if (length == 0)
		return;
	prepare_libxml();
	parser = htmlCreateMemoryParserCtxt(html, (int)MIN(length, G_MAXINT));
	if (parser == NULL)
		return;
	self->parser = parser;
	htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
				       HTML_PARSE_NONET | HTML_PARSE_NODEFDTD |
				       HTML_PARSE_NOIMPLIED | HTML_PARSE_IGNORE_ENC);
	/* the caller has converted; what a <meta> says is of the past */
	xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
	*parser->sax = sax;
	parser->userData = self;
	htmlParseDocument(parser);
	if (parser->myDoc != NULL)
		xmlFreeDoc(parser->myDoc);
	htmlFreeParserCtxt(parser);
}

HanteiHtml *
hantei_html_new(const gchar *html, gsize length)
{
	HanteiHtml *self = g_new0(HanteiHtml, 1);
	const Frame page = {
	    .is_page = TRUE,
	    .color = BLACK,
	    .background = WHITE,
	    .link_color = LINK_BLUE,
	    .link = -1,
	};
	g_autoptr(GArray) frames = g_array_new(FALSE, FALSE, sizeof(Frame));
	g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(Link));
	Builder builder = {.html = self, .frames = frames, .links = links, .carried_link = -1};
	g_autofree gchar *valid = NULL;
	gsize end;

	self->visible.text = g_string_sized_new(length / 4);
	self->hidden.text = g_string_new(NULL);
	self->links = g_array_new(FALSE, FALSE, sizeof(HanteiHtmlLink));
	self->images = g_array_new(FALSE, FALSE, sizeof(HanteiHtmlImage));
	self->marks = hantei_html_marks_new();
	self->strings = g_string_chunk_new(4096);
	g_array_set_clear_func(links, link_clear);
	g_array_append_val(frames, page);

	/* libxml2 would take an invalid octet for a sign that all is Latin-1 */
	if (!g_utf8_validate_len(html, length, NULL)) {
		valid = g_utf8_make_valid(html, (gssize)length);
		html = valid;
		length = strlen(valid);
	}
	end = hantei_html_tag_crowded(html, length);
	self->is_trimmed = end < length;
	builder_parse(&builder, html, end);
	builder_finish_links(&builder);
	self->is_trimmed = self->is_trimmed || hantei_html_marks_is_trimmed(self->marks);
	return self;
}

void
hantei_html_free(HanteiHtml *self)
{
	if (self == NULL)
		return;
	g_string_free(self->visible.text, TRUE);
	g_string_free(self->hidden.text, TRUE);
	g_array_unref(self->links);
	g_array_unref(self->images);
	hantei_html_marks_free(self->marks);
	g_string_chunk_free(self->strings);
	g_free(self);
}

static const gchar *
text_get(const GString *text, gsize *length)
{
	if (length != NULL)
		*length = text->len;
	return text->str;
}

const gchar *
hantei_html_get_visible(const HanteiHtml *self, gsize *length)
{
	return text_get(self->visible.text, length);
}

const gchar *
hantei_html_get_hidden(const HanteiHtml *self, gsize *length)
{
	return text_get(self->hidden.text, length);
}

const HanteiHtmlLink *
hantei_html_get_links(const HanteiHtml *self, gsize *n_links)
{
	*n_links = self->links->len;
	return (const HanteiHtmlLink *)(gpointer)self->links->data;
}

const HanteiHtmlImage *
hantei_html_get_images(const HanteiHtml *self, gsize *n_images)
{
	*n_images = self->images->len;
	return (const HanteiHtmlImage *)(gpointer)self->images->data;
}

const gchar *const *
hantei_html_get_marks(const HanteiHtml *self)
{
	return hantei_html_marks_get(self->marks);
}

gboolean
hantei_html_is_trimmed(const HanteiHtml *self)
{
	return self->is_trimmed;
}
