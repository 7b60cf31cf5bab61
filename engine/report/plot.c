/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/report/plot.h"

#include <math.h>

#include "engine/report/evaluation-report.h"

/* Pixels of the drawing, and of its frame in it. */
#define WIDTH 440
#define HEIGHT 360
#define LEFT 62.0
#define TOP 30.0
#define FRAME_WIDTH 362.0
#define FRAME_HEIGHT 272.0

static const gchar css[] =
    "svg{width:100%;height:auto;display:block}"
    "svg text{font:12px system-ui,sans-serif;fill:var(--ink)}"
    "svg .small{font-size:10px;fill:var(--dim)}"
    "svg .axis{font-size:13px}"
    ".frame{fill:none;stroke:var(--dim)}"
    ".grid{stroke:var(--grid)}"
    ".ideal{stroke:var(--dim);stroke-dasharray:5 4}"
    ".curve{fill:none;stroke:var(--ink);stroke-width:2;stroke-linejoin:round}"
    ".ham{fill:var(--ham)}.spam{fill:var(--spam)}"
    "svg text.ham{fill:var(--ham)}svg text.spam{fill:var(--spam)}"
    "svg .label{paint-order:stroke;stroke:var(--card);stroke-width:4px}"
    ".dot{fill:var(--mark);stroke:var(--paper);stroke-width:1.5}"
    ".whisker{stroke:var(--mark);stroke-width:1.5}";

const gchar *
hantei_plot_get_css(void)
{
	return css;
}

static void
append_pixels(GString *out, const gchar *name, gdouble pixels)
{
	g_string_append_printf(out, " %s=\"", name);
	hantei_report_append_number(out, pixels, 1);
	g_string_append_c(out, '"');
}

/* How far along @axis, 0 to 1. */
static gdouble
axis_place(const HanteiAxis *axis, gdouble value)
{
	gdouble place;

	if (axis->is_log)
		place = log(MAX(value, axis->low) / axis->low) / log(axis->high / axis->low);
	else
		place = (value - axis->low) / (axis->high - axis->low);
	return CLAMP(place, 0.0, 1.0);
}

gdouble
hantei_plot_x(const HanteiPlot *plot, gdouble x)
{
	return LEFT + FRAME_WIDTH * axis_place(&plot->x, x);
}

gdouble
hantei_plot_y(const HanteiPlot *plot, gdouble y)
{
	return TOP + FRAME_HEIGHT * (1.0 - axis_place(&plot->y, y));
}

static void
append_text(GString *out,
	    const gchar *style,
	    gdouble x_px,
	    gdouble y_px,
	    const gchar *anchor,
	    gboolean is_upright,
	    const gchar *text)
{
	g_autofree gchar *escaped = g_markup_escape_text(text, -1);

	g_string_append_printf(out, "<text class=\"%s\" text-anchor=\"%s\"", style, anchor);
	if (is_upright) {
		g_string_append(out, " transform=\"translate(");
		hantei_report_append_number(out, x_px, 1);
		g_string_append_c(out, ' ');
		hantei_report_append_number(out, y_px, 1);
		g_string_append(out, ") rotate(-90)\"");
	} else {
		append_pixels(out, "x", x_px);
		append_pixels(out, "y", y_px);
	}
	g_string_append_printf(out, ">%s</text>", escaped);
}

void
hantei_plot_begin(HanteiPlot *plot, const gchar *title)
{
	g_autofree gchar *escaped = g_markup_escape_text(title, -1);

	g_string_append_printf(plot->out,
			       "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH,
			       HEIGHT, escaped);
	append_text(plot->out, "axis", LEFT + FRAME_WIDTH / 2, HEIGHT - 12.0, "middle", FALSE,
		    plot->x.title);
	append_text(plot->out, "axis", 14.0, TOP + FRAME_HEIGHT / 2, "middle", TRUE, plot->y.title);
}

void
hantei_plot_end(HanteiPlot *plot)
{
	g_string_append(plot->out, "<rect class=\"frame\"");
	append_pixels(plot->out, "x", LEFT);
	append_pixels(plot->out, "y", TOP);
	append_pixels(plot->out, "width", FRAME_WIDTH);
	append_pixels(plot->out, "height", FRAME_HEIGHT);
	g_string_append(plot->out, "/></svg>\n");
}

void
hantei_plot_line(
    HanteiPlot *plot, const gchar *style, gdouble x1, gdouble y1, gdouble x2, gdouble y2)
{
	g_string_append_printf(plot->out, "<line class=\"%s\"", style);
	append_pixels(plot->out, "x1", hantei_plot_x(plot, x1));
	append_pixels(plot->out, "y1", hantei_plot_y(plot, y1));
	append_pixels(plot->out, "x2", hantei_plot_x(plot, x2));
	append_pixels(plot->out, "y2", hantei_plot_y(plot, y2));
	g_string_append(plot->out, "/>");
}

void
hantei_plot_tick_x(HanteiPlot *plot, gdouble x, const gchar *label)
{
	hantei_plot_line(plot, "grid", x, plot->y.low, x, plot->y.high);
	append_text(plot->out, "tick", hantei_plot_x(plot, x), TOP + FRAME_HEIGHT + 17.0, "middle",
		    FALSE, label);
}

void
hantei_plot_tick_y(HanteiPlot *plot, gdouble y, const gchar *label)
{
	hantei_plot_line(plot, "grid", plot->x.low, y, plot->x.high, y);
	append_text(plot->out, "tick", LEFT - 7.0, hantei_plot_y(plot, y) + 4.0, "end", FALSE,
		    label);
}

void
hantei_plot_bar(
    HanteiPlot *plot, const gchar *style, gdouble x1, gdouble y1, gdouble x2, gdouble y2)
{
	const gdouble left = hantei_plot_x(plot, x1);
	const gdouble top = hantei_plot_y(plot, y2);

	g_string_append_printf(plot->out, "<rect class=\"%s\"", style);
	append_pixels(plot->out, "x", left);
	append_pixels(plot->out, "y", top);
	/* a hair between neighbours */
	append_pixels(plot->out, "width", MAX(hantei_plot_x(plot, x2) - left - 1.0, 0.5));
	append_pixels(plot->out, "height", MAX(hantei_plot_y(plot, y1) - top, 0.0));
	g_string_append(plot->out, "/>");
}

void
hantei_plot_dot(HanteiPlot *plot, const gchar *style, gdouble x, gdouble y, gdouble radius_px)
{
	g_string_append_printf(plot->out, "<circle class=\"%s\"", style);
	append_pixels(plot->out, "cx", hantei_plot_x(plot, x));
	append_pixels(plot->out, "cy", hantei_plot_y(plot, y));
	append_pixels(plot->out, "r", radius_px);
	g_string_append(plot->out, "/>");
}

void
hantei_plot_text(HanteiPlot *plot,
		 const gchar *style,
		 gdouble x,
		 gdouble y,
		 gdouble dx_px,
		 gdouble dy_px,
		 const gchar *anchor,
		 const gchar *text)
{
	append_text(plot->out, style, hantei_plot_x(plot, x) + dx_px,
		    hantei_plot_y(plot, y) + dy_px, anchor, FALSE, text);
}
