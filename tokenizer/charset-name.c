/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/charset-name.h"

#include <string.h>

/* All but US-ASCII, UTF-16 and UTF-32 without a byte order and the ISO-2022 family, which we read
 * ourselves, are names glibc's iconv knows. */
const gchar HANTEI_CHARSET_US_ASCII[] = "US-ASCII";
const gchar HANTEI_CHARSET_UTF_8[] = "UTF-8";
const gchar HANTEI_CHARSET_UTF_16[] = "UTF-16";
const gchar HANTEI_CHARSET_UTF_32[] = "UTF-32";
const gchar HANTEI_CHARSET_ISO_2022_JP[] = "ISO-2022-JP";
const gchar HANTEI_CHARSET_ISO_2022_KR[] = "ISO-2022-KR";
const gchar HANTEI_CHARSET_ISO_2022_CN[] = "ISO-2022-CN";
const gchar HANTEI_CHARSET_UTF_7[] = "UTF-7";
const gchar HANTEI_CHARSET_CP932[] = "CP932";
const gchar HANTEI_CHARSET_EUC_JP[] = "EUC-JP-MS";
const gchar HANTEI_CHARSET_EUC_JISX0213[] = "EUC-JISX0213";
const gchar HANTEI_CHARSET_CP949[] = "CP949";
const gchar HANTEI_CHARSET_GB18030[] = "GB18030";
const gchar HANTEI_CHARSET_BIG5[] = "BIG5-HKSCS";
const gchar HANTEI_CHARSET_EUC_TW[] = "EUC-TW";
const gchar HANTEI_CHARSET_WINDOWS_1252[] = "windows-1252";
const gchar HANTEI_CHARSET_WINDOWS_1254[] = "windows-1254";
const gchar HANTEI_CHARSET_WINDOWS_874[] = "CP874";

/* A name's letters and digits in lower case, and what is written under it: WHATWG Encoding, the
 * IANA registry's aliases, and what mailers in the corpora say. */
static const struct {
	const gchar *key;
	const gchar *charset;
} ALIASES[] = {
    {"ascii", HANTEI_CHARSET_US_ASCII},
    {"usascii", HANTEI_CHARSET_US_ASCII},
    {"ansix341968", HANTEI_CHARSET_US_ASCII},
    {"iso646us", HANTEI_CHARSET_US_ASCII},
    {"utf8", HANTEI_CHARSET_UTF_8},
    {"unicode11utf8", HANTEI_CHARSET_UTF_8},
    {"utf16", HANTEI_CHARSET_UTF_16},
    {"utf16le", HANTEI_CHARSET_UTF_16},
    {"utf16be", HANTEI_CHARSET_UTF_16},
    {"ucs2", HANTEI_CHARSET_UTF_16},
    {"unicode", HANTEI_CHARSET_UTF_16},
    {"utf32", HANTEI_CHARSET_UTF_32},
    {"utf32le", HANTEI_CHARSET_UTF_32},
    {"utf32be", HANTEI_CHARSET_UTF_32},
    {"utf7", HANTEI_CHARSET_UTF_7},
    {"unicode11utf7", HANTEI_CHARSET_UTF_7},
    {"iso2022jp", HANTEI_CHARSET_ISO_2022_JP},
    {"iso2022jp1", HANTEI_CHARSET_ISO_2022_JP},
    {"iso2022jp2", HANTEI_CHARSET_ISO_2022_JP},
    {"iso2022jp3", HANTEI_CHARSET_ISO_2022_JP},
    {"iso2022jp2004", HANTEI_CHARSET_ISO_2022_JP},
    {"iso2022jpms", HANTEI_CHARSET_ISO_2022_JP},
    {"csiso2022jp", HANTEI_CHARSET_ISO_2022_JP},
    {"cp50220", HANTEI_CHARSET_ISO_2022_JP},
    {"cp50221", HANTEI_CHARSET_ISO_2022_JP},
    {"cp50222", HANTEI_CHARSET_ISO_2022_JP},
    {"jis", HANTEI_CHARSET_ISO_2022_JP},
    {"iso2022kr", HANTEI_CHARSET_ISO_2022_KR},
    {"csiso2022kr", HANTEI_CHARSET_ISO_2022_KR},
    {"iso2022cn", HANTEI_CHARSET_ISO_2022_CN},
    {"iso2022cnext", HANTEI_CHARSET_ISO_2022_CN},
    {"shiftjis", HANTEI_CHARSET_CP932},
    {"sjis", HANTEI_CHARSET_CP932},
    {"xsjis", HANTEI_CHARSET_CP932},
    {"csshiftjis", HANTEI_CHARSET_CP932},
    {"mskanji", HANTEI_CHARSET_CP932},
    {"ms932", HANTEI_CHARSET_CP932},
    {"cp932", HANTEI_CHARSET_CP932},
    {"windows31j", HANTEI_CHARSET_CP932},
    {"cswindows31j", HANTEI_CHARSET_CP932},
    {"sjiswin", HANTEI_CHARSET_CP932},
    {"eucjp", HANTEI_CHARSET_EUC_JP},
    {"xeucjp", HANTEI_CHARSET_EUC_JP},
    {"ujis", HANTEI_CHARSET_EUC_JP},
    {"eucjpms", HANTEI_CHARSET_EUC_JP},
    {"eucjpwin", HANTEI_CHARSET_EUC_JP},
    {"cp51932", HANTEI_CHARSET_EUC_JP},
    {"cseucpkdfmtjapanese", HANTEI_CHARSET_EUC_JP},
    {"eucjisx0213", HANTEI_CHARSET_EUC_JISX0213},
    {"eucjis2004", HANTEI_CHARSET_EUC_JISX0213},
    {"shiftjisx0213", "SHIFT_JISX0213"},
    {"shiftjis2004", "SHIFT_JISX0213"},
    {"gb18030", HANTEI_CHARSET_GB18030},
    {"gb2312", HANTEI_CHARSET_GB18030},
    {"gb231280", HANTEI_CHARSET_GB18030},
    {"gb2312charset", HANTEI_CHARSET_GB18030},
    {"csgb2312", HANTEI_CHARSET_GB18030},
    {"eucgb2312cn", HANTEI_CHARSET_GB18030},
    {"euccn", HANTEI_CHARSET_GB18030},
    {"gbk", HANTEI_CHARSET_GB18030},
    {"xgbk", HANTEI_CHARSET_GB18030},
    {"cp936", HANTEI_CHARSET_GB18030},
    {"ms936", HANTEI_CHARSET_GB18030},
    {"windows936", HANTEI_CHARSET_GB18030},
    {"big5", HANTEI_CHARSET_BIG5},
    {"csbig5", HANTEI_CHARSET_BIG5},
    {"xxbig5", HANTEI_CHARSET_BIG5},
    {"cnbig5", HANTEI_CHARSET_BIG5},
    {"chinesebig5", HANTEI_CHARSET_BIG5},
    {"big5hkscs", HANTEI_CHARSET_BIG5},
    {"cp950", HANTEI_CHARSET_BIG5},
    {"windows950", HANTEI_CHARSET_BIG5},
    {"euctw", HANTEI_CHARSET_EUC_TW},
    {"euckr", HANTEI_CHARSET_CP949},
    {"cseuckr", HANTEI_CHARSET_CP949},
    {"ksc56011987", HANTEI_CHARSET_CP949},
    {"ksc5601", HANTEI_CHARSET_CP949},
    {"cp949", HANTEI_CHARSET_CP949},
    {"uhc", HANTEI_CHARSET_CP949},
    {"windows949", HANTEI_CHARSET_CP949},
    {"johab", "JOHAB"},
    {"latin1", HANTEI_CHARSET_WINDOWS_1252},
    {"l1", HANTEI_CHARSET_WINDOWS_1252},
    {"isoir100", HANTEI_CHARSET_WINDOWS_1252},
    {"iso885911987", HANTEI_CHARSET_WINDOWS_1252},
    {"ansi", HANTEI_CHARSET_WINDOWS_1252},
    {"latin2", "ISO-8859-2"},
    {"latin5", HANTEI_CHARSET_WINDOWS_1254},
    {"latin9", "ISO-8859-15"},
    {"tis620", HANTEI_CHARSET_WINDOWS_874},
    {"cp874", HANTEI_CHARSET_WINDOWS_874},
    {"windows874", HANTEI_CHARSET_WINDOWS_874},
    {"koi8r", "KOI8-R"},
    {"cskoi8r", "KOI8-R"},
    {"koi8", "KOI8-R"},
    {"koi8u", "KOI8-U"},
    {"koi8ru", "KOI8-U"},
    {"viscii", "VISCII"},
    {"tcvn", "TCVN"},
    {"macintosh", "MACINTOSH"},
    {"macroman", "MACINTOSH"},
    {"xmacroman", "MACINTOSH"},
    {"maccyrillic", "MAC-CYRILLIC"},
    {"cp437", "IBM437"},
    {"ibm437", "IBM437"},
    {"cp850", "IBM850"},
    {"ibm850", "IBM850"},
    {"cp852", "IBM852"},
    {"ibm852", "IBM852"},
    {"cp866", "IBM866"},
    {"ibm866", "IBM866"},
    {"armscii8", "ARMSCII-8"},
    {"georgianps", "GEORGIAN-PS"},
};

/* By part number. Part 12 never was; 1, 9 and 11 are read as their Windows relatives. */
static const gchar *const ISO_8859[] = {
    NULL,	   HANTEI_CHARSET_WINDOWS_1252,
    "ISO-8859-2",  "ISO-8859-3",
    "ISO-8859-4",  "ISO-8859-5",
    "ISO-8859-6",  "ISO-8859-7",
    "ISO-8859-8",  HANTEI_CHARSET_WINDOWS_1254,
    "ISO-8859-10", HANTEI_CHARSET_WINDOWS_874,
    NULL,	   "ISO-8859-13",
    "ISO-8859-14", "ISO-8859-15",
    "ISO-8859-16",
};

/* 1250 to 1258. */
static const gchar *const WINDOWS_125X[] = {
    "windows-1250",
    "windows-1251",
    HANTEI_CHARSET_WINDOWS_1252,
    "windows-1253",
    HANTEI_CHARSET_WINDOWS_1254,
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
};

static const gchar *
charset_by_number(const gchar *key)
{
	static const gchar *const prefixes[] = {"windows125", "cp125", "xcp125"};
	for (guint i = 0; i < G_N_ELEMENTS(prefixes); i++) {
		const gsize n = strlen(prefixes[i]);
		if (strncmp(key, prefixes[i], n) == 0 && g_ascii_isdigit(key[n]) && key[n] <= '8' &&
		    key[n + 1] == '\0')
			return WINDOWS_125X[key[n] - '0'];
	}
	if (g_str_has_prefix(key, "iso8859")) {
		guint64 part = 0;
		/* "ISO-8859-8-I" (RFC 1556) differs in direction only */
		const gchar *digits = key + strlen("iso8859");
		gchar *end = NULL;
		if (!g_ascii_isdigit(*digits))
			return NULL;
		part = g_ascii_strtoull(digits, &end, 10);
		if (part < G_N_ELEMENTS(ISO_8859) &&
		    (*end == '\0' || strcmp(end, "i") == 0 || strcmp(end, "e") == 0))
			return ISO_8859[part];
	}
	return NULL;
}

const gchar *
hantei_charset_name_find(const gchar *name)
{
	gchar key[32];
	gsize n = 0;

	if (name == NULL)
		return NULL;
	/* RFC 2231 section 5: a language may follow an asterisk */
	for (const gchar *p = name; *p != '\0' && *p != '*'; p++) {
		if (!g_ascii_isalnum(*p))
			continue;
		if (n + 1 == sizeof(key))
			return NULL;
		key[n++] = g_ascii_tolower(*p);
	}
	key[n] = '\0';
	for (guint i = 0; i < G_N_ELEMENTS(ALIASES); i++) {
		if (strcmp(key, ALIASES[i].key) == 0)
			return ALIASES[i].charset;
	}
	return charset_by_number(key);
}

gboolean
hantei_charset_name_is_2022(const gchar *charset)
{
	return charset == HANTEI_CHARSET_ISO_2022_JP || charset == HANTEI_CHARSET_ISO_2022_KR ||
	       charset == HANTEI_CHARSET_ISO_2022_CN;
}
