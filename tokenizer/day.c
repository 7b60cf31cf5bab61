/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/day.h"

/* 1970-01-01 as GDate counts. */
#define EPOCH 719163

static const gchar FORM[] = "dddd-dd-dd";

G_STATIC_ASSERT(sizeof FORM - 1 == HANTEI_DAY_BYTES);

static guint
from_date(const GDate *date)
{
	const guint32 julian = g_date_get_julian(date);

	return julian > EPOCH && julian - EPOCH <= HANTEI_DAY_MAX ? julian - EPOCH : 0;
}

static void
to_date(guint day, GDate *date)
{
	g_date_clear(date, 1);
	g_date_set_julian(date, EPOCH + MIN(day, HANTEI_DAY_MAX));
}

guint
hantei_day_new(guint year, guint month, guint day_of_month)
{
	GDate date;

	if (month > G_DATE_DECEMBER || day_of_month > 31 || year > G_MAXUINT16 ||
	    !g_date_valid_dmy((GDateDay)day_of_month, (GDateMonth)month, (GDateYear)year))
		return 0;
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)day_of_month, (GDateMonth)month, (GDateYear)year);
	return from_date(&date);
}

guint
hantei_day_from_string(const gchar *text, gsize length)
{
	guint numbers[3] = {0};
	guint n = 0;

	if (length != HANTEI_DAY_BYTES)
		return 0;
	for (guint i = 0; i < HANTEI_DAY_BYTES; i++) {
		if (FORM[i] == 'd' ? !g_ascii_isdigit(text[i]) : text[i] != FORM[i])
			return 0;
		if (FORM[i] == 'd')
			numbers[n] = numbers[n] * 10 + (guint)g_ascii_digit_value(text[i]);
		else
			n++;
	}
	return hantei_day_new(numbers[0], numbers[1], numbers[2]);
}

gchar *
hantei_day_to_string(guint day)
{
	GDate date;

	to_date(day, &date);
	return g_strdup_printf("%04u-%02u-%02u", (guint)g_date_get_year(&date),
			       (guint)g_date_get_month(&date), (guint)g_date_get_day(&date));
}

guint
hantei_day_minus_days(guint day, guint n)
{
	return n < day ? day - n : 1;
}

guint
hantei_day_minus_months(guint day, guint n)
{
	GDate date;

	/* GDate does not go below the year 1 */
	if (n >= 12 * 200)
		return 1;
	to_date(day, &date);
	g_date_subtract_months(&date, n);
	return MAX(from_date(&date), 1);
}
