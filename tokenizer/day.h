/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* A day as a number that fits 16 bits: days since 1970-01-01, to the year 2149. 0: not known. */

#pragma once

#include <glib.h>

#define HANTEI_DAY_MAX G_MAXUINT16

/* The day's number, from 1 to HANTEI_DAY_MAX, or 0 if there is no such day among them. */
guint
hantei_day_new(guint year, guint month, guint day_of_month);

/* Reads "2026-11-24", @length octets. Returns: 0 if it is no day. */
guint
hantei_day_from_string(const gchar *text, gsize length);

/* Octets of "2026-11-24". */
#define HANTEI_DAY_BYTES 10

/* "2026-11-24". Returns: (transfer full) */
gchar *
hantei_day_to_string(guint day);

/* The day @n days, months or years before @day, or the first if there is none; in a month that is
 * shorter the last one. */
guint
hantei_day_minus_days(guint day, guint n);
guint
hantei_day_minus_months(guint day, guint n);
