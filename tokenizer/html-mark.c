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
struct _HanteiHtmlMarks {
	GPtrArray *marks; /* the strings lie in @strings */
	GHashTable *set;
	GStringChunk *strings;
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

/* Appends @value to a mark: blanks as one, digits of a number up to four, so that a mark says
 * "a price" or "a colour" and not which customer, and never half a character. */
static void
mark_append(GString *mark, const gchar *value)
{
	gchar cut[MARK_BYTES + 1];
	gsize n = 0;
	guint n_digits = 0;
	const gchar *end = NULL;

	for (const gchar *p = value; *p != '\0' && n < MARK_BYTES; p++) {
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
	g_utf8_validate(cut, (gssize)n, &end);
	g_string_append_len(mark, cut, end - cut);
}

static void
marks_take(HanteiHtmlMarks *self, GString *mark)
{
	/* the last one is the NULL that ends them */
	if (self->marks->len > MARKS) {
		self->is_trimmed = TRUE;
	} else if (!g_hash_table_contains(self->set, mark->str)) {
		gchar *kept =
		    g_string_chunk_insert_len(self->strings, mark->str, (gssize)mark->len);
		g_hash_table_add(self->set, kept);
		g_ptr_array_insert(self->marks, (gint)self->marks->len - 1, kept);
	}
	g_string_free(mark, TRUE);
}

void
hantei_html_marks_add_tag(HanteiHtmlMarks *self,
			  const HanteiHtmlTag *tag,
			  gboolean has_parent,
			  const HanteiHtmlTag *parent)
{
	GString *mark = g_string_new("tag:");

	g_string_append(mark, hantei_html_tag_name(tag));
	marks_take(self, mark);
	if (!has_parent)
		return;
	mark = g_string_new("nest:");
	g_string_append_printf(mark, "%s>%s", hantei_html_tag_name(parent),
			       hantei_html_tag_name(tag));
	marks_take(self, mark);
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
	GString *mark = g_string_new("attr:");

	g_string_append_printf(mark, "%s.", hantei_html_tag_name(tag));
	/* who makes names up, to be unlike the last mail, puts numbers in them */
	if (strlen(name) > MARK_BYTES || strpbrk(name, "0123456789") != NULL) {
		g_string_append(mark, "other");
		marks_take(self, mark);
		return;
	}
	mark_append(mark, name);
	if (value != NULL && !g_str_has_prefix(name, "on") && !g_str_has_prefix(name, "data-") &&
	    !g_str_has_prefix(name, "aria-")) {
		gboolean is_kept = TRUE;
		for (guint i = 0; is_kept && i < G_N_ELEMENTS(without_value); i++)
			is_kept = strcmp(name, without_value[i]) != 0;
		if (is_kept) {
			g_string_append_c(mark, '=');
			mark_append(mark, value);
		}
	}
	marks_take(self, mark);
}

void
hantei_html_marks_add_declaration(HanteiHtmlMarks *self, const gchar *property, const gchar *value)
{
	GString *mark = g_string_new("style:");
	mark_append(mark, property);
	g_string_append_c(mark, ':');
	mark_append(mark, g_str_has_prefix(value, "url(") ? "url" : value);
	marks_take(self, mark);
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
