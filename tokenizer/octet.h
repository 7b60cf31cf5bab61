/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What an octet of text is, by one look into a table: for what goes over every octet of a mail. */

#pragma once

#include <glib.h>
#include <string.h>

enum {
	HANTEI_OCTET_UPPER = 1 << 0,   /* A to Z */
	HANTEI_OCTET_LOWER = 1 << 1,   /* a to z */
	HANTEI_OCTET_DIGIT = 1 << 2,   /* 0 to 9 */
	HANTEI_OCTET_SIGN = 1 << 3,    /* $ % _, which words hold too */
	HANTEI_OCTET_BLANK = 1 << 4,   /* space, tab, line feed */
	HANTEI_OCTET_ADDRESS = 1 << 5, /* . - _ + @, which addresses hold too */
	HANTEI_OCTET_GRAPHIC = 1 << 6, /* ASCII that is seen */
	HANTEI_OCTET_WIDE = 1 << 7,    /* of a character beyond ASCII */
	HANTEI_OCTET_ALPHA = HANTEI_OCTET_UPPER | HANTEI_OCTET_LOWER,
	HANTEI_OCTET_ALNUM = HANTEI_OCTET_ALPHA | HANTEI_OCTET_DIGIT,
	HANTEI_OCTET_WORD = HANTEI_OCTET_ALNUM | HANTEI_OCTET_SIGN,
};

/* By octet, which kinds it is of. */
extern const guint8 hantei_octets[256];

static inline gboolean
hantei_octet_is(gchar octet, guint kinds)
{
	return (hantei_octets[(guchar)octet] & kinds) != 0;
}

/* Adds how often each octet stands in @text to @counts. */
static inline void
hantei_octets_count(const gchar *text, gsize length, guint32 counts[256])
{
	for (gsize i = 0; i < length; i++)
		counts[(guchar)text[i]]++;
}

/* Whether @text has no octet beyond ASCII. */
static inline gboolean
hantei_octets_are_ascii(const gchar *text, gsize length)
{
	guint64 any = 0;
	gsize i = 0;

	for (; i + 8 <= length; i += 8) {
		guint64 word;

		memcpy(&word, text + i, 8);
		any |= word;
	}
	for (; i < length; i++)
		any |= (guint64)(guchar)text[i];
	return (any & G_GUINT64_CONSTANT(0x8080808080808080)) == 0;
}
