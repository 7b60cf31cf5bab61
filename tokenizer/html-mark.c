/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/html-mark.h"

#include <string.h>

/* Distinct structure marks of one mail, and octets of a value in one. */
#define MARKS 1000
#define MARK_BYTES 24
#define MARK_DIGITS 4

#define NUMBERS HANTEI_HTML_TAG_NUMBERS

struct _HanteiHtmlMarks {
	GPtrArray *marks; /* the strings lie in @strings */
	GHashTable *set;
	GStringChunk *strings;
	/* which elements, and which inside which, have been taken */
	guint8 has_tag[NUMBERS];
	guint8 has_nest[NUMBERS][NUMBERS / 8];
	gboolean is_trimmed;
};

HanteiHtmlMarks *
hantei_html_marks_new(void)
{
	HanteiHtmlMarks *self = g_new0(HanteiHtmlMarks, 1);
	self->marks = g_ptr_array_new();
	self->set = g_hash_table_new(g_str_hash, g_str_equal);
	self->strings = g_string_chunk_new(4096);
	g_ptr_array_add(self->marks, NULL);
	return self;
}

void
hantei_html_marks_free(HanteiHtmlMarks *self)
{
	if (self == NULL)
		return;
	g_hash_table_unref(self->set);
	g_ptr_array_unref(self->marks);
	g_string_chunk_free(self->strings);
	g_free(self);
}

/* A mark while it is put together: a kind, a name and two values at most. */
typedef struct {
	gsize length;
	gchar text[160];
} Mark;

static void
mark_append_text(Mark *mark, const gchar *text)
{
	while (*text != '\0' && mark->length + 1 < sizeof mark->text)
		mark->text[mark->length++] = *text++;
}

/* Appends @value to a mark: blanks as one, digits of a number up to four, so that a mark says
 * "a price" or "a colour" and not which customer, and never half a character. */
static void
mark_append(Mark *mark, const gchar *value)
{
	gchar *cut = mark->text + mark->length;
	gsize n = 0;
	guint n_digits = 0;
	guchar any = 0;
	const gchar *end = NULL;

	g_return_if_fail(mark->length + MARK_BYTES < sizeof mark->text);

	for (const gchar *p = value; *p != '\0' && n < MARK_BYTES; p++) {
		any |= (guchar)*p;
		n_digits = g_ascii_isdigit(*p) ? n_digits + 1 : 0;
		if (n_digits > MARK_DIGITS)
			continue;
		if (g_ascii_isspace(*p) || g_ascii_iscntrl(*p)) {
			if (n > 0 && cut[n - 1] != ' ')
				cut[n++] = ' ';
		} else {
			cut[n++] = g_ascii_tolower(*p);
		}
	}
	while (n > 0 && cut[n - 1] == ' ')
		n--;
	end = cut + n;
	if (any >= 0x80)
		g_utf8_validate(cut, (gssize)n, &end);
	mark->length = (gsize)(end - mark->text);
}

static void
marks_take(HanteiHtmlMarks *self, Mark *mark)
{
	mark->text[mark->length] = '\0';
	/* the last one is the NULL that ends them */
	if (self->marks->len > MARKS) {
		self->is_trimmed = TRUE;
	} else if (!g_hash_table_contains(self->set, mark->text)) {
		gchar *kept =
		    g_string_chunk_insert_len(self->strings, mark->text, (gssize)mark->length);
		g_hash_table_add(self->set, kept);
		g_ptr_array_insert(self->marks, (gint)self->marks->len - 1, kept);
	}
}

static void
mark_start(Mark *mark, const gchar *kind)
{
	mark->length = 0;
	mark_append_text(mark, kind);
}

void
hantei_html_marks_add_tag(HanteiHtmlMarks *self,
			  const HanteiHtmlTag *tag,
			  gboolean has_parent,
			  const HanteiHtmlTag *parent)
{
	const guint number = hantei_html_tag_number(tag);
	guint8 *nests = &self->has_nest[hantei_html_tag_number(parent)][number / 8];
	const guint8 bit = (guint8)(1u << number % 8);
	const gboolean is_full = self->marks->len > MARKS;
	Mark mark;

	if (!self->has_tag[number] || is_full) {
		mark_start(&mark, "tag:");
		mark_append_text(&mark, hantei_html_tag_name(tag));
		marks_take(self, &mark);
		self->has_tag[number] = TRUE;
	}
	if (!has_parent || ((*nests & bit) != 0 && !is_full))
		return;
	mark_start(&mark, "nest:");
	mark_append_text(&mark, hantei_html_tag_name(parent));
	mark_append_text(&mark, ">");
	mark_append_text(&mark, hantei_html_tag_name(tag));
	marks_take(self, &mark);
	*nests |= bit;
}

void
hantei_html_marks_add_attribute(HanteiHtmlMarks *self,
				const HanteiHtmlTag *tag,
				const gchar *name,
				const gchar *value)
{
	/* these name a person, a place or a mail, not a way of writing HTML */
	static const gchar *const without_value[] = {
	    "id",   "href", "src",	"alt",	  "title",  "action", "background",
	    "cite", "data", "longdesc", "poster", "srcset", "value",  "content",
	};
	Mark mark;

	mark_start(&mark, "attr:");
	mark_append_text(&mark, hantei_html_tag_name(tag));
	mark_append_text(&mark, ".");
	/* who makes names up, to be unlike the last mail, puts numbers in them */
	if (strlen(name) > MARK_BYTES || strpbrk(name, "0123456789") != NULL) {
		mark_append_text(&mark, "other");
		marks_take(self, &mark);
		return;
	}
	mark_append(&mark, name);
	if (value != NULL && !g_str_has_prefix(name, "on") && !g_str_has_prefix(name, "data-") &&
	    !g_str_has_prefix(name, "aria-")) {
		gboolean is_kept = TRUE;
		for (guint i = 0; is_kept && i < G_N_ELEMENTS(without_value); i++)
			is_kept = strcmp(name, without_value[i]) != 0;
		if (is_kept) {
			mark_append_text(&mark, "=");
			mark_append(&mark, value);
		}
	}
	marks_take(self, &mark);
}

void
hantei_html_marks_add_declaration(HanteiHtmlMarks *self, const gchar *property, const gchar *value)
{
	Mark mark;

	mark_start(&mark, "style:");
	mark_append(&mark, property);
	mark_append_text(&mark, ":");
	mark_append(&mark, g_str_has_prefix(value, "url(") ? "url" : value);
	marks_take(self, &mark);
}

const gchar *const *
hantei_html_marks_get(const HanteiHtmlMarks *self)
{
	return (const gchar *const *)self->marks->pdata;
}

gboolean
hantei_html_marks_is_trimmed(const HanteiHtmlMarks *self)
{
	return self->is_trimmed;
}
