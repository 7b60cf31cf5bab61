/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/report/json-writer.h"

#include <math.h>
#include <string.h>

struct _HanteiJson {
	GString *text;
	gboolean wants_comma;
};

HanteiJson *
hantei_json_new(void)
{
	HanteiJson *self = g_new0(HanteiJson, 1);

	self->text = g_string_new(NULL);
	return self;
}

void
hantei_json_free(HanteiJson *self)
{
	if (self == NULL)
		return;
	g_string_free(self->text, TRUE);
	g_free(self);
}

/* RFC 8259 section 7. Also escaped: U+2028 and U+2029, which end a line for JavaScript and for
 * str.splitlines() of Python, and DEL. */
static void
append_quoted(GString *out, const gchar *text)
{
	g_autofree gchar *valid = g_utf8_make_valid(text, -1);

	g_string_append_c(out, '"');
	for (const gchar *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c == '"' || c == '\\')
			g_string_append_printf(out, "\\%c", (gchar)c);
		else if (c == '\n')
			g_string_append(out, "\\n");
		else if (c == '\t')
			g_string_append(out, "\\t");
		else if (c == '\r')
			g_string_append(out, "\\r");
		else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029)
			g_string_append_printf(out, "\\u%04x", c);
		else
			g_string_append_unichar(out, c);
	}
	g_string_append_c(out, '"');
}

static void
begin_value(HanteiJson *self, const gchar *key)
{
	if (self->wants_comma)
		g_string_append_c(self->text, ',');
	self->wants_comma = TRUE;
	if (key == NULL)
		return;
	append_quoted(self->text, key);
	g_string_append_c(self->text, ':');
}

static void
open_with(HanteiJson *self, const gchar *key, gchar bracket)
{
	begin_value(self, key);
	g_string_append_c(self->text, bracket);
	self->wants_comma = FALSE;
}

static void
close_with(HanteiJson *self, gchar bracket)
{
	g_string_append_c(self->text, bracket);
	self->wants_comma = TRUE;
}

void
hantei_json_begin_object(HanteiJson *self, const gchar *key)
{
	open_with(self, key, '{');
}

void
hantei_json_end_object(HanteiJson *self)
{
	close_with(self, '}');
}

void
hantei_json_begin_array(HanteiJson *self, const gchar *key)
{
	open_with(self, key, '[');
}

void
hantei_json_end_array(HanteiJson *self)
{
	close_with(self, ']');
}

void
hantei_json_add_string(HanteiJson *self, const gchar *key, const gchar *text)
{
	if (text == NULL) {
		hantei_json_add_null(self, key);
		return;
	}
	begin_value(self, key);
	append_quoted(self->text, text);
}

void
hantei_json_add_number(HanteiJson *self, const gchar *key, gdouble number, guint digits)
{
	gchar format[8];
	gchar buffer[400]; /* DBL_MAX has 309 digits before the point */
	gchar *at = buffer;

	if (!isfinite(number)) {
		hantei_json_add_null(self, key);
		return;
	}
	begin_value(self, key);
	g_snprintf(format, sizeof format, "%%.%uf", MIN(digits, 17u));
	g_ascii_formatd(buffer, sizeof buffer, format, number);
	/* "-0.0000" would be another text for the same number */
	if (buffer[0] == '-' && buffer[1 + strspn(buffer + 1, "0.")] == '\0')
		at++;
	g_string_append(self->text, at);
}

void
hantei_json_add_integer(HanteiJson *self, const gchar *key, gint64 number)
{
	begin_value(self, key);
	g_string_append_printf(self->text, "%" G_GINT64_FORMAT, number);
}

void
hantei_json_add_boolean(HanteiJson *self, const gchar *key, gboolean value)
{
	begin_value(self, key);
	g_string_append(self->text, value ? "true" : "false");
}

void
hantei_json_add_null(HanteiJson *self, const gchar *key)
{
	begin_value(self, key);
	g_string_append(self->text, "null");
}

gchar *
hantei_json_dup_text(const HanteiJson *self)
{
	return g_strndup(self->text->str, self->text->len);
}
