/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/iso2022.h"

#include "tokenizer/charset-name.h"
#include "tokenizer/iconv.h"

#include <string.h>

#define ESC 0x1b
#define SHIFT_OUT 0x0e
#define SHIFT_IN 0x0f

/* No charset of ours has this octet as the first of a character: it stands for what is no character
 * of a set, and iconv turns down each one. */
#define BAD_OCTET 0xff

#define REPLACEMENT "\xef\xbf\xbd"

/* ISO 2022 sets as mails use them. */
typedef enum {
	SET_ASCII,
	SET_KANA,
	SET_X0208,
	SET_X0212,
	SET_X0213_1,
	SET_X0213_2,
	SET_KS,
	SET_GB,
} Set;

/* What follows ESC, the set, and whether it goes to G1 (used between SO and SI). RFC 1468, 1554,
 * 1557, 1922, 2237; JIS X 0213:2004 annex 2. */
static const struct {
	const gchar *escape;
	Set set;
	gboolean is_g1;
	const gchar *charset;
} DESIGNATORS[] = {
    {"(B", SET_ASCII, FALSE, NULL},
    {"(J", SET_ASCII, FALSE, NULL},
    {"(H", SET_ASCII, FALSE, NULL},
    {"(I", SET_KANA, FALSE, HANTEI_CHARSET_ISO_2022_JP},
    {")I", SET_KANA, TRUE, HANTEI_CHARSET_ISO_2022_JP},
    {"$@", SET_X0208, FALSE, HANTEI_CHARSET_ISO_2022_JP},
    {"$B", SET_X0208, FALSE, HANTEI_CHARSET_ISO_2022_JP},
    {"$(@", SET_X0208, FALSE, HANTEI_CHARSET_ISO_2022_JP},
    {"$(B", SET_X0208, FALSE, HANTEI_CHARSET_ISO_2022_JP},
    {"$(D", SET_X0212, FALSE, HANTEI_CHARSET_ISO_2022_JP},
    {"$(O", SET_X0213_1, FALSE, HANTEI_CHARSET_ISO_2022_JP},
    {"$(Q", SET_X0213_1, FALSE, HANTEI_CHARSET_ISO_2022_JP},
    {"$(P", SET_X0213_2, FALSE, HANTEI_CHARSET_ISO_2022_JP},
    {"$A", SET_GB, FALSE, HANTEI_CHARSET_ISO_2022_JP},
    {"$(C", SET_KS, FALSE, HANTEI_CHARSET_ISO_2022_JP},
    {"$)C", SET_KS, TRUE, HANTEI_CHARSET_ISO_2022_KR},
    {"$)A", SET_GB, TRUE, HANTEI_CHARSET_ISO_2022_CN},
    {"&@", SET_X0208, FALSE, HANTEI_CHARSET_ISO_2022_JP},
};

/* Returns the designator's index at @bytes, which stand behind an ESC, or -1. */
static gint
designator_find(const guint8 *bytes, gsize length)
{
	for (guint i = 0; i < G_N_ELEMENTS(DESIGNATORS); i++) {
		const gsize n = strlen(DESIGNATORS[i].escape);
		if (n <= length && memcmp(bytes, DESIGNATORS[i].escape, n) == 0)
			return (gint)i;
	}
	return -1;
}

/* Which ISO 2022 relative the escapes belong to; NULL if there are none, or only returns to
 * ASCII. */
const gchar *
hantei_iso2022_find(const gchar *declared, const guint8 *bytes, gsize length)
{
	const guint8 *p = bytes;
	const guint8 *end = bytes + length;

	while (p < end && (p = memchr(p, ESC, (gsize)(end - p))) != NULL) {
		const gint i = designator_find(p + 1, (gsize)(end - p) - 1);
		if (i >= 0 && DESIGNATORS[i].charset != NULL)
			return DESIGNATORS[i].charset;
		p++;
	}
	/* kana by SO and SI alone, or in eight bits: CP50222 */
	if (hantei_charset_name_is_2022(declared) && memchr(bytes, SHIFT_OUT, length) != NULL)
		return declared;
	return NULL;
}

/* Turns escapes into octets of charsets iconv reads well, and has runs of them converted. */
typedef struct {
	Set g0;
	Set g1;
	gboolean is_shifted;
	const gchar *target;
	GByteArray *run;
	GString *text;
	guint n_replaced;
} Unshifter;

static void
unshifter_flush(Unshifter *self)
{
	if (self->run->len > 0 &&
	    !hantei_iconv_append(self->target, self->run->data, self->run->len, self->text,
				 &self->n_replaced)) {
		g_string_append(self->text, REPLACEMENT);
		self->n_replaced++;
	}
	g_byte_array_set_size(self->run, 0);
}

static void
unshifter_add(Unshifter *self, const gchar *target, const guint8 *octets, guint n)
{
	if (self->target != target && target != NULL) {
		unshifter_flush(self);
		self->target = target;
	}
	g_byte_array_append(self->run, octets, n);
}

/* A JIS X 0208 cell as Shift_JIS, because HANTEI_CHARSET_CP932 knows all the vendors' rows: 13
 * (NEC) and 89 to 92 (NEC's selection of IBM's), which EUC-JP-MS gives to private use. */
static void
unshifter_add_x0208(Unshifter *self, guint8 row, guint8 cell)
{
	guint8 octets[2] = {BAD_OCTET, 0};
	guint n = 1;
	const guint8 ku = row - 0x20;

	if ((ku >= 1 && ku <= 8) || ku == 13 || (ku >= 16 && ku <= 84) || (ku >= 89 && ku <= 92)) {
		octets[0] = (guint8)((row - 0x21) / 2 + (row < 0x5f ? 0x81 : 0xc1));
		octets[1] = row % 2 == 0 ? cell + 0x7e : cell + (cell < 0x60 ? 0x1f : 0x20);
		n = 2;
	}
	unshifter_add(self, HANTEI_CHARSET_CP932, octets, n);
}

static void
unshifter_add_pair(Unshifter *self, Set set, guint8 first, guint8 second)
{
	const guint8 octets[] = {0x8f, first | 0x80, second | 0x80};

	switch (set) {
	case SET_X0212:
		unshifter_add(self, HANTEI_CHARSET_EUC_JP, octets, 3);
		return;
	case SET_X0213_1:
		unshifter_add(self, HANTEI_CHARSET_EUC_JISX0213, octets + 1, 2);
		return;
	case SET_X0213_2:
		unshifter_add(self, HANTEI_CHARSET_EUC_JISX0213, octets, 3);
		return;
	case SET_KS:
		unshifter_add(self, HANTEI_CHARSET_CP949, octets + 1, 2);
		return;
	case SET_GB:
		unshifter_add(self, HANTEI_CHARSET_GB18030, octets + 1, 2);
		return;
	default:
		unshifter_add_x0208(self, first, second);
		return;
	}
}

/* Returns how many octets an escape, a shift or a line end takes; 0 if it is a character. */
static gsize
unshifter_control(Unshifter *self, const guint8 *bytes, gsize length)
{
	gint i;

	if (bytes[0] == SHIFT_OUT || bytes[0] == SHIFT_IN) {
		self->is_shifted = bytes[0] == SHIFT_OUT;
		return 1;
	}
	/* RFC 1557 and 1922: a line begins unshifted. ISO-2022-JP says the same of its escapes, but
	 * servers that break long lines inside a run are more common than lost escapes. */
	if (bytes[0] == '\n')
		self->is_shifted = FALSE;
	if (bytes[0] != ESC || (i = designator_find(bytes + 1, length - 1)) < 0)
		return 0;
	if (DESIGNATORS[i].is_g1)
		self->g1 = DESIGNATORS[i].set;
	else if (strcmp(DESIGNATORS[i].escape, "&@") != 0) /* announces JIS X 0208:1990 only */
		self->g0 = DESIGNATORS[i].set;
	return 1 + strlen(DESIGNATORS[i].escape);
}

void
hantei_iso2022_append(
    const gchar *charset, const guint8 *bytes, gsize length, GString *text, guint *n_replaced)
{
	g_autoptr(GByteArray) run = g_byte_array_sized_new((guint)MIN(length, 4096));
	Unshifter self = {
	    .g1 = SET_KANA,
	    .target = charset == HANTEI_CHARSET_ISO_2022_KR   ? HANTEI_CHARSET_CP949
		      : charset == HANTEI_CHARSET_ISO_2022_CN ? HANTEI_CHARSET_GB18030
							      : HANTEI_CHARSET_CP932,
	    .run = run,
	    .text = text,
	};

	for (gsize i = 0; i < length;) {
		const gsize n = unshifter_control(&self, bytes + i, length - i);
		const Set set = self.is_shifted ? self.g1 : self.g0;
		guint8 octet = bytes[i];

		if (n > 0) {
			i += n;
			continue;
		}
		i++;
		if (set == SET_ASCII || (octet & 0x7f) <= 0x20 || octet == 0x7f) {
			/* eight bits here are kana or plain Shift_JIS; ASCII is in every target */
			unshifter_add(&self, octet < 0x80 ? NULL : self.target, &octet, 1);
		} else if (set == SET_KANA) {
			octet |= 0x80;
			unshifter_add(&self, HANTEI_CHARSET_CP932, &octet, 1);
		} else if (i < length && (bytes[i] & 0x7f) > 0x20 && bytes[i] != 0x7f) {
			unshifter_add_pair(&self, set, octet & 0x7f, bytes[i] & 0x7f);
			i++;
		} else {
			octet = BAD_OCTET;
			unshifter_add(&self, NULL, &octet, 1);
		}
	}
	unshifter_flush(&self);
	*n_replaced += self.n_replaced;
}
