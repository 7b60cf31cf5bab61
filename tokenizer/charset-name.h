/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What a charset's name in a mail means: the floor below tokenizer/charset.h. */

#pragma once

#include <glib.h>

/* Each name stands once, so that charsets compare by pointer. */
extern const gchar HANTEI_CHARSET_US_ASCII[];
extern const gchar HANTEI_CHARSET_UTF_8[];
extern const gchar HANTEI_CHARSET_UTF_16[];
extern const gchar HANTEI_CHARSET_UTF_32[];
extern const gchar HANTEI_CHARSET_ISO_2022_JP[];
extern const gchar HANTEI_CHARSET_ISO_2022_KR[];
extern const gchar HANTEI_CHARSET_ISO_2022_CN[];
extern const gchar HANTEI_CHARSET_UTF_7[];
extern const gchar HANTEI_CHARSET_CP932[];
extern const gchar HANTEI_CHARSET_EUC_JP[];
extern const gchar HANTEI_CHARSET_EUC_JISX0213[];
extern const gchar HANTEI_CHARSET_CP949[];
extern const gchar HANTEI_CHARSET_GB18030[];
extern const gchar HANTEI_CHARSET_BIG5[];
extern const gchar HANTEI_CHARSET_EUC_TW[];
extern const gchar HANTEI_CHARSET_WINDOWS_1252[];
extern const gchar HANTEI_CHARSET_WINDOWS_1254[];
extern const gchar HANTEI_CHARSET_WINDOWS_874[];

/* What is written under @name by those who use it, or NULL if the name is none of ours (or NULL).
 * The name comes from the mail: only what this returns may reach iconv. */
const gchar *
hantei_charset_name_find(const gchar *name);

/* Whether @charset switches sets by escapes. */
gboolean
hantei_charset_name_is_2022(const gchar *charset);
