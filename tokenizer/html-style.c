/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/html-style.h"

#include "tokenizer/limits.h"

#include <string.h>

/* What a browser starts from. */
#define FONT_PIXELS 16.0
/* So far outside that no window shows it. Indents of a design end at some 100 pixels; hiding uses
 * -999 and more. */
#define FAR_PIXELS (-500.0)

/* The names of CSS 1 and those seen as hidden text: white's and black's neighbours. */
static const struct {
	const gchar *name;
	gint32 colour;
} NAMES[] = {
    {"aqua", 0x00ffff},	     {"black", 0x000000},	{"blue", 0x0000ff},
    {"darkblue", 0x00008b},  {"darkgray", 0xa9a9a9},	{"darkgreen", 0x006400},
    {"darkred", 0x8b0000},   {"dimgray", 0x696969},	{"floralwhite", 0xfffaf0},
    {"fuchsia", 0xff00ff},   {"gainsboro", 0xdcdcdc},	{"ghostwhite", 0xf8f8ff},
    {"gold", 0xffd700},	     {"gray", 0x808080},	{"green", 0x008000},
    {"grey", 0x808080},	     {"honeydew", 0xf0fff0},	{"indigo", 0x4b0082},
    {"ivory", 0xfffff0},     {"lightblue", 0xadd8e6},	{"lightgray", 0xd3d3d3},
    {"lightgrey", 0xd3d3d3}, {"lightyellow", 0xffffe0}, {"lime", 0x00ff00},
    {"magenta", 0xff00ff},   {"maroon", 0x800000},	{"mintcream", 0xf5fffa},
    {"navy", 0x000080},	     {"olive", 0x808000},	{"orange", 0xffa500},
    {"pink", 0xffc0cb},	     {"purple", 0x800080},	{"red", 0xff0000},
    {"silver", 0xc0c0c0},    {"snow", 0xfffafa},	{"teal", 0x008080},
    {"white", 0xffffff},     {"whitesmoke", 0xf5f5f5},	{"yellow", 0xffff00},
};

/* What one style attribute says, before it is put together. */
typedef struct {
	HanteiHtmlStyle *style;
	gboolean is_display_none;
	gboolean is_transparent; /* opacity */
	gboolean is_mso_hidden;
	gboolean is_overflow_hidden;
	gboolean is_zero_box;
	gboolean is_placed; /* position: absolute, fixed or relative */
	gboolean is_far;    /* left, top, right or bottom */
	gboolean is_moved_away;
	gboolean has_image;
} Sheet;

static gboolean
is_number(const gchar *value)
{
	/* g_ascii_strtod() would also take "inf", "nan" and hexadecimal */
	if (*value == '+' || *value == '-')
		value++;
	if (*value == '.')
		value++;
	return g_ascii_isdigit(value[0]) && g_ascii_tolower(value[1]) != 'x';
}

/* Returns FALSE if @value is no length. @is_relative is set for a share of the parent's. */
static gboolean
read_length(const gchar *value, gdouble *pixels, gboolean *is_relative)
{
	static const struct {
		const gchar *unit;
		gdouble pixels;
		gboolean is_relative;
	} units[] = {
	    {"px", 1, FALSE},
	    {"pt", 4.0 / 3, FALSE},
	    {"rem", FONT_PIXELS, FALSE},
	    {"em", FONT_PIXELS, TRUE},
	    {"ex", FONT_PIXELS / 2, TRUE},
	    {"pc", 16, FALSE},
	    {"in", 96, FALSE},
	    {"cm", 96 / 2.54, FALSE},
	    {"mm", 9.6 / 2.54, FALSE},
	    {"%", FONT_PIXELS / 100, TRUE},
	};
	gchar *end = NULL;

	if (!is_number(value))
		return FALSE;
	*pixels = g_ascii_strtod(value, &end);
	*is_relative = FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(units); i++) {
		if (g_str_has_prefix(end, units[i].unit)) {
			*pixels *= units[i].pixels;
			*is_relative = units[i].is_relative;
			return TRUE;
		}
	}
	return *end == '\0' || *end == '/' || *end == ' ';
}

gboolean
hantei_html_style_pixels(const gchar *value, gdouble *pixels)
{
	gboolean is_relative = FALSE;
	return read_length(value, pixels, &is_relative) && !is_relative;
}

static gint32
read_hex(const gchar *digits)
{
	const gsize n = strspn(digits, "0123456789abcdef");
	gint32 colour = 0;

	if (digits[n] != '\0' || (n != 3 && n != 4 && n != 6 && n != 8))
		return HANTEI_COLOUR_UNKNOWN;
	if ((n == 4 && digits[3] == '0') || (n == 8 && strcmp(digits + 6, "00") == 0))
		return HANTEI_COLOUR_TRANSPARENT;
	for (gsize i = 0; i < 6; i++)
		colour = colour << 4 | g_ascii_xdigit_value(digits[n < 6 ? i / 2 : i]);
	return colour;
}

/* "rgb(1, 2, 3)", "rgba(1 2 3 / 0%)". */
static gint32
read_rgb(const gchar *value)
{
	gdouble numbers[4] = {0, 0, 0, 1};
	guint n = 0;
	gint32 colour = 0;
	const gchar *p = strchr(value, '(');

	if (p == NULL)
		return HANTEI_COLOUR_UNKNOWN;
	for (p++; n < 4; n++) {
		gchar *end = NULL;
		p += strspn(p, " ,/");
		if (!is_number(p))
			break;
		numbers[n] = g_ascii_strtod(p, &end);
		if (*end == '%') {
			numbers[n] *= n < 3 ? 2.55 : 0.01;
			end++;
		}
		p = end;
	}
	if (n < 3)
		return HANTEI_COLOUR_UNKNOWN;
	if (numbers[3] <= 0)
		return HANTEI_COLOUR_TRANSPARENT;
	for (guint i = 0; i < 3; i++)
		colour = colour << 8 | (gint32)(CLAMP(numbers[i], 0.0, 255.0) + 0.5);
	return colour;
}

gint32
hantei_html_style_colour(const gchar *value)
{
	if (*value == '#')
		return read_hex(value + 1);
	if (g_str_has_prefix(value, "rgb"))
		return read_rgb(value);
	if (strcmp(value, "transparent") == 0)
		return HANTEI_COLOUR_TRANSPARENT;
	if (strcmp(value, "inherit") == 0)
		return HANTEI_COLOUR_UNSET;
	for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++) {
		if (strcmp(value, NAMES[i].name) == 0)
			return NAMES[i].colour;
	}
	return read_hex(value);
}

static void
sheet_set_font_size(Sheet *self, const gchar *value)
{
	gdouble pixels = 0;
	gboolean is_relative = FALSE;

	if (!read_length(value, &pixels, &is_relative)) {
		/* "medium", "larger": a word is a size to be read */
		if (g_ascii_isalpha(*value) && strcmp(value, "inherit") != 0)
			self->style->is_tiny = 0;
		return;
	}
	/* a share of a tiny parent is tiny, of another one it is what we make of it */
	if (pixels <= 1)
		self->style->is_tiny = 1;
	else if (!is_relative)
		self->style->is_tiny = 0;
}

/* "font: bold 0/0 a": the size is the first number with a unit, or a zero. */
static void
sheet_set_font(Sheet *self, const gchar *value)
{
	for (const gchar *p = value; p != NULL && *p != '\0';) {
		gdouble pixels = 0;
		gboolean is_relative = FALSE;
		if (read_length(p, &pixels, &is_relative) && (pixels < 100 || strstr(p, "px"))) {
			sheet_set_font_size(self, p);
			return;
		}
		p = strchr(p, ' ');
		if (p != NULL)
			p += strspn(p, " ");
	}
}

static void
sheet_set_background(Sheet *self, const gchar *property, const gchar *value)
{
	gint32 colour;
	g_autofree gchar *first = NULL;

	if (strstr(value, "url(") != NULL || strstr(value, "gradient(") != NULL) {
		self->has_image = TRUE;
		return;
	}
	if (strcmp(property, "background-image") == 0)
		return;
	/* the colour is nearly always the first word of the shorthand */
	first = g_strdup(value);
	if (strchr(first, '(') == NULL)
		g_strdelimit(first, " ", '\0');
	colour = hantei_html_style_colour(first);
	if (colour >= 0)
		self->style->background = colour;
	else if (colour == HANTEI_COLOUR_TRANSPARENT)
		self->style->background = HANTEI_COLOUR_UNSET;
}

static void
sheet_set_display(Sheet *self, const gchar *value)
{
	self->is_display_none = g_str_has_prefix(value, "none");
	self->style->is_block = g_str_has_prefix(value, "block") ||
				g_str_has_prefix(value, "flex") ||
				g_str_has_prefix(value, "grid") || strcmp(value, "table") == 0 ||
				strcmp(value, "table-row") == 0 || strcmp(value, "list-item") == 0;
}

static void
sheet_set_opacity(Sheet *self, const gchar *value)
{
	self->is_transparent = is_number(value) && g_ascii_strtod(value, NULL) <= 0;
}

static void
sheet_set_box(Sheet *self, const gchar *property, const gchar *value)
{
	gdouble pixels = 0;
	gboolean is_relative = FALSE;
	gint whole;

	if (!read_length(value, &pixels, &is_relative))
		return;
	if (pixels <= 0)
		self->is_zero_box = TRUE;
	if (is_relative)
		return;
	whole = (gint)CLAMP(pixels, 0.0, 100000.0);
	if (strcmp(property, "width") == 0)
		self->style->width = whole;
	else if (strcmp(property, "height") == 0)
		self->style->height = whole;
}

static gboolean
is_far_off(const gchar *value)
{
	gdouble pixels = 0;
	gboolean is_relative = FALSE;
	/* -100% of the line hides too, and is 16 pixels to read_length() */
	if (!read_length(value, &pixels, &is_relative))
		return FALSE;
	return pixels <= FAR_PIXELS || (strchr(value, '%') != NULL && pixels <= -FONT_PIXELS);
}

static void
sheet_set(Sheet *self, const gchar *property, const gchar *value)
{
	if (strcmp(property, "display") == 0)
		sheet_set_display(self, value);
	else if (strcmp(property, "visibility") == 0)
		self->style->is_invisible =
		    strcmp(value, "hidden") == 0 || strcmp(value, "collapse") == 0;
	else if (strcmp(property, "opacity") == 0)
		sheet_set_opacity(self, value);
	else if (strcmp(property, "mso-hide") == 0)
		self->is_mso_hidden = strcmp(value, "all") == 0;
	else if (strcmp(property, "font-size") == 0)
		sheet_set_font_size(self, value);
	else if (strcmp(property, "font") == 0)
		sheet_set_font(self, value);
	else if (strcmp(property, "color") == 0)
		self->style->color = hantei_html_style_colour(value);
	else if (g_str_has_prefix(property, "background"))
		sheet_set_background(self, property, value);
	else if (g_str_has_prefix(property, "overflow"))
		self->is_overflow_hidden = g_str_has_prefix(value, "hidden");
	else if (strcmp(property, "width") == 0 || strcmp(property, "height") == 0 ||
		 strcmp(property, "max-width") == 0 || strcmp(property, "max-height") == 0)
		sheet_set_box(self, property, value);
	else if (strcmp(property, "text-indent") == 0 || strcmp(property, "margin-left") == 0 ||
		 strcmp(property, "margin-top") == 0)
		self->is_moved_away = self->is_moved_away || is_far_off(value);
	else if (strcmp(property, "position") == 0)
		self->is_placed = strcmp(value, "static") != 0;
	else if (strcmp(property, "left") == 0 || strcmp(property, "top") == 0 ||
		 strcmp(property, "right") == 0 || strcmp(property, "bottom") == 0)
		self->is_far = self->is_far || is_far_off(value);
}

/* Ends at ';' outside quotes and brackets: "url(data:image/png;base64,…)" is one value. */
static gchar *
find_end(gchar *p)
{
	gchar quote = '\0';
	guint depth = 0;

	for (; *p != '\0'; p++) {
		if (quote != '\0') {
			if (*p == quote)
				quote = '\0';
		} else if (*p == '"' || *p == '\'') {
			quote = *p;
		} else if (*p == '(') {
			depth++;
		} else if (*p == ')') {
			depth -= depth > 0;
		} else if (*p == ';' && depth == 0) {
			break;
		}
	}
	return p;
}

/* Lower case, comments and white space as a blank, at most the cap: a copy to cut up. */
static gchar *
tidy(const gchar *css)
{
	GString *text = g_string_new(NULL);

	for (const gchar *p = css; *p != '\0' && text->len < HANTEI_LIMIT_ATTRIBUTE_BYTES;) {
		if (p[0] == '/' && p[1] == '*') {
			const gchar *end = strstr(p + 2, "*/");
			if (end == NULL)
				break;
			g_string_append_c(text, ' ');
			p = end + 2;
		} else if (g_ascii_isspace(*p)) {
			if (text->len > 0 && text->str[text->len - 1] != ' ')
				g_string_append_c(text, ' ');
			p++;
		} else {
			g_string_append_c(text, g_ascii_tolower(*p++));
		}
	}
	return g_string_free(text, FALSE);
}

void
hantei_html_style_read(HanteiHtmlStyle *self,
		       const gchar *css,
		       HanteiHtmlStyleFunc func,
		       gpointer data)
{
	Sheet sheet = {.style = self};
	g_autofree gchar *text = css == NULL ? NULL : tidy(css);

	*self = (HanteiHtmlStyle){
	    .is_invisible = -1,
	    .is_tiny = -1,
	    .color = HANTEI_COLOUR_UNSET,
	    .background = HANTEI_COLOUR_UNSET,
	    .width = -1,
	    .height = -1,
	};
	for (gchar *p = text; p != NULL && *p != '\0';) {
		gchar *end = find_end(p);
		gchar *next = *end == '\0' ? end : end + 1;
		gchar *colon;
		gchar *important;

		*end = '\0';
		colon = strchr(p, ':');
		if (colon != NULL) {
			*colon = '\0';
			important = strchr(colon + 1, '!');
			if (important != NULL)
				*important = '\0';
			g_strstrip(p);
			g_strstrip(colon + 1);
			sheet_set(&sheet, p, colon + 1);
			if (func != NULL)
				func(p, colon + 1, data);
		}
		p = next;
	}
	if (sheet.has_image)
		self->background = HANTEI_COLOUR_UNKNOWN;
	self->is_gone = sheet.is_display_none || sheet.is_transparent || sheet.is_mso_hidden ||
			sheet.is_moved_away || (sheet.is_zero_box && sheet.is_overflow_hidden) ||
			(sheet.is_placed && sheet.is_far);
}
