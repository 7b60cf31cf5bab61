/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/mail-day.h"

#include <string.h>

/* A date is short; what lies beyond this is no part of it. */
#define MAX_BYTES 256

/* @text at @at, of which @length octets are there. */
typedef struct {
	const gchar *text;
	gsize length;
	gsize at;
} Cursor;

static void
skip_blanks(Cursor *self)
{
	while (self->at < self->length && g_ascii_isspace(self->text[self->at]))
		self->at++;
}

/* Reads digits. Returns: how many there are. */
static guint
take_digits(Cursor *self, guint *number)
{
	guint n = 0;

	*number = 0;
	while (self->at < self->length && g_ascii_isdigit(self->text[self->at])) {
		if (n++ < 8)
			*number = *number * 10 + (guint)g_ascii_digit_value(self->text[self->at]);
		self->at++;
	}
	return n;
}

/* Reads "Nov". Returns: 1 to 12, or 0. */
static guint
take_month(Cursor *self)
{
	static const gchar MONTHS[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	if (self->length - self->at < 3)
		return 0;
	for (guint i = 0; i < 12; i++) {
		if (g_ascii_strncasecmp(self->text + self->at, MONTHS + (gsize)i * 3, 3) == 0) {
			self->at += 3;
			return i + 1;
		}
	}
	return 0;
}

guint
hantei_mail_day_read(const gchar *text, gsize length)
{
	Cursor cursor = {text, MIN(length, MAX_BYTES), 0};
	guint day;
	guint month;
	guint year;
	guint n;

	/* "Tue, " says nothing that is needed */
	while (cursor.at < cursor.length && !g_ascii_isdigit(text[cursor.at]))
		cursor.at++;
	if (take_digits(&cursor, &day) > 2)
		return 0;
	skip_blanks(&cursor);
	month = take_month(&cursor);
	skip_blanks(&cursor);
	n = take_digits(&cursor, &year);
	if (month == 0 || n < 2 || n > 4)
		return 0;
	if (n < 4)
		year += n == 2 && year < 50 ? 2000 : 1900;
	return hantei_day_new(year, month, day);
}

/* The date behind the last semicolon of a Received field (RFC 5321 4.4). */
static guint
read_received(const gchar *text, gsize length)
{
	const gchar *semicolon = memrchr(text, ';', length);

	return semicolon != NULL
		   ? hantei_mail_day_read(semicolon + 1, length - (gsize)(semicolon + 1 - text))
		   : 0;
}

guint
hantei_mail_day(const HanteiMessage *message)
{
	const HanteiField *received = hantei_message_find_field(message, "Received");
	const HanteiField *date = hantei_message_find_field(message, "Date");
	guint day = 0;
	gsize length;

	if (received != NULL) {
		const gchar *text = hantei_message_field_value(message, received, &length);
		day = read_received(text, length);
	}
	if (day == 0 && date != NULL) {
		const gchar *text = hantei_message_field_value(message, date, &length);
		day = hantei_mail_day_read(text, length);
	}
	return day;
}
