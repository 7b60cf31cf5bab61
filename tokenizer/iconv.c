/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/iconv.h"

#include "tokenizer/charset-name.h"

#include <errno.h>
#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd"

static gboolean
charset_is_two_octets(const gchar *charset)
{
	return charset == HANTEI_CHARSET_CP932 || charset == HANTEI_CHARSET_EUC_JP ||
	       charset == HANTEI_CHARSET_EUC_JISX0213 || charset == HANTEI_CHARSET_CP949 ||
	       charset == HANTEI_CHARSET_GB18030 || charset == HANTEI_CHARSET_BIG5 ||
	       charset == HANTEI_CHARSET_EUC_TW;
}

static void
converter_free(gpointer converter)
{
	g_iconv_close((GIConv)converter);
}

static void
converters_free(gpointer table)
{
	g_hash_table_unref(table);
}

/* Opening costs more than converting a header: each thread keeps what it has opened, at most one
 * per charset of ours. Returns (GIConv) -1 if this system's iconv lacks the charset. */
static GIConv
converter_get(const gchar *charset)
{
	static GPrivate key = G_PRIVATE_INIT(converters_free);
	GHashTable *table = g_private_get(&key);
	GIConv converter;

	if (table == NULL) {
		table = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, converter_free);
		g_private_set(&key, table);
	}
	converter = g_hash_table_lookup(table, charset);
	if (converter == NULL) {
		converter = g_iconv_open("UTF-8", charset);
		if (converter == (GIConv)-1)
			return converter;
		g_hash_table_insert(table, (gpointer)charset, converter);
	}
	g_iconv(converter, NULL, NULL, NULL, NULL);
	return converter;
}

/* How much to step over where iconv found no character. */
static gsize
bad_length(const gchar *charset, const guint8 *bytes, gsize length)
{
	if (g_str_has_prefix(charset, HANTEI_CHARSET_UTF_16))
		return MIN(2, length);
	if (g_str_has_prefix(charset, HANTEI_CHARSET_UTF_32))
		return MIN(4, length);
	/* An ASCII octet is never swallowed: it may be the quote that ends an attribute. */
	if (charset_is_two_octets(charset) && length >= 2 && bytes[0] > 0x80 && bytes[0] != 0xff &&
	    bytes[1] >= 0x80)
		return 2;
	return 1;
}

void
hantei_iconv_append_utf8(const gchar *utf8, gsize length, GString *text, guint *n_replaced)
{
	while (length > 0) {
		const gchar *nul = memchr(utf8, '\0', length);
		const gsize n = nul == NULL ? length : (gsize)(nul - utf8);
		g_string_append_len(text, utf8, (gssize)n);
		if (nul == NULL)
			return;
		g_string_append(text, REPLACEMENT);
		(*n_replaced)++;
		utf8 += n + 1;
		length -= n + 1;
	}
}

/* windows-1252 from 0x80 on; 0: none. What is above 0x9f is Latin-1. Nearly all that is not UTF-8
 * is this, and libc's converter takes ten times as long. */
static const guint16 windows_1252[32] = {
    0x20ac, 0,	    0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,	    0x017d, 0,	    0,	    0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,	    0x017e, 0x0178,
};

static void
append_windows_1252(const guint8 *bytes, gsize length, GString *text, guint *n_replaced)
{
	gsize at = 0;

	while (at < length) {
		const gsize start = at;
		gunichar c;

		while (at < length && bytes[at] < 0x80 && bytes[at] != '\0')
			at++;
		g_string_append_len(text, (const gchar *)bytes + start, (gssize)(at - start));
		if (at == length)
			return;
		c = bytes[at] < 0x80   ? 0
		    : bytes[at] < 0xa0 ? windows_1252[bytes[at] - 0x80]
				       : bytes[at];
		at++;
		if (c == 0) {
			g_string_append(text, REPLACEMENT);
			(*n_replaced)++;
		} else {
			g_string_append_unichar(text, c);
		}
	}
}

gboolean
hantei_iconv_append(
    const gchar *charset, const guint8 *bytes, gsize length, GString *text, guint *n_replaced)
{
	GIConv converter;
	gchar buffer[4096];
	gchar *in = (gchar *)bytes;
	gsize in_left = length;

	if (charset == HANTEI_CHARSET_WINDOWS_1252) {
		append_windows_1252(bytes, length, text, n_replaced);
		return TRUE;
	}
	converter = converter_get(charset);
	if (converter == (GIConv)-1)
		return FALSE;
	while (in_left > 0) {
		gchar *out = buffer;
		gsize out_left = sizeof(buffer);
		const gsize rc = g_iconv(converter, &in, &in_left, &out, &out_left);
		const gint code = errno;
		gsize step;

		hantei_iconv_append_utf8(buffer, sizeof(buffer) - out_left, text, n_replaced);
		if (rc != (gsize)-1)
			break;
		if (code == E2BIG && out_left < sizeof(buffer))
			continue;
		/* What is cut at the end is one character that is missing (EINVAL). */
		step = code == EINVAL ? in_left : bad_length(charset, (const guint8 *)in, in_left);
		g_string_append(text, REPLACEMENT);
		(*n_replaced)++;
		in += step;
		in_left -= step;
	}
	{
		/* some, HANTEI_CHARSET_CP949 and TCVN among them, hold the last character back */
		gchar *out = buffer;
		gsize out_left = sizeof(buffer);
		g_iconv(converter, NULL, NULL, &out, &out_left);
		hantei_iconv_append_utf8(buffer, sizeof(buffer) - out_left, text, n_replaced);
	}
	return TRUE;
}
