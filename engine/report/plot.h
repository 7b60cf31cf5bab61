/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Plots as inline SVG: a frame with two axes, and marks placed by the numbers they stand for.
 * Colours are the page's CSS classes. */

#pragma once

#include <glib.h>

/* One axis, linear or by decades. */
typedef struct {
	gdouble low;
	gdouble high;
	gboolean is_log;
	const gchar *title;
} HanteiAxis;

typedef struct {
	GString *out;
	HanteiAxis x;
	HanteiAxis y;
} HanteiPlot;

/* Starts a plot; @title is what those hear who do not see it. */
void
hantei_plot_begin(HanteiPlot *plot, const gchar *title);

void
hantei_plot_end(HanteiPlot *plot);

/* A grid line across the frame, and its number beside it. */
void
hantei_plot_tick_x(HanteiPlot *plot, gdouble x, const gchar *label);

void
hantei_plot_tick_y(HanteiPlot *plot, gdouble y, const gchar *label);

/* Pixels of a value, kept inside the frame. */
gdouble
hantei_plot_x(const HanteiPlot *plot, gdouble x);

gdouble
hantei_plot_y(const HanteiPlot *plot, gdouble y);

void
hantei_plot_line(
    HanteiPlot *plot, const gchar *style, gdouble x1, gdouble y1, gdouble x2, gdouble y2);

void
hantei_plot_bar(
    HanteiPlot *plot, const gchar *style, gdouble x1, gdouble y1, gdouble x2, gdouble y2);

void
hantei_plot_dot(HanteiPlot *plot, const gchar *style, gdouble x, gdouble y, gdouble radius_px);

/* @anchor: "start", "middle" or "end"; moved by @dx_px and @dy_px from the value's place. */
void
hantei_plot_text(HanteiPlot *plot,
		 const gchar *style,
		 gdouble x,
		 gdouble y,
		 gdouble dx_px,
		 gdouble dy_px,
		 const gchar *anchor,
		 const gchar *text);

/* The page's style of all plots. (transfer none) */
const gchar *
hantei_plot_get_css(void);
