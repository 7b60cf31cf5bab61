/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Octets in whatever charset a mail says, or hides, to UTF-8. Never fails: a lie is found out by
 * looking at the octets, and what cannot be converted becomes U+FFFD and is counted. */

#pragma once

#include <glib.h>

typedef struct {
	const gchar *charset; /* what the octets were taken for, a static name such as "CP932" */
	guint n_replaced;     /* places where U+FFFD stands for octets that made no sense */
	gboolean is_declared; /* FALSE if @charset differs in kind from what the mail declared */
} HanteiCharsetResult;

/* Converts @length octets at @bytes, declared to be in @declared (NULL: nothing declared).
 *
 * Order of belief: valid UTF-8; ISO-2022 escapes (ISO-2022-JP with its -MS, CP5022x and -2004
 * relatives, ISO-2022-KR); the declared charset; the detector; windows-1252, which takes any octet.
 * Shift_JIS is read as CP932, EUC-JP as EUC-JP-MS, GB2312 and GBK as GB18030, EUC-KR as CP949,
 * ISO-8859-1 as windows-1252: what mailers write under those names (WHATWG Encoding).
 *
 * Returns: (transfer full): valid UTF-8 without NUL octets (they become U+FFFD); @result may be
 * NULL. */
GString *
hantei_charset_to_utf8(const guint8 *bytes,
		       gsize length,
		       const gchar *declared,
		       HanteiCharsetResult *result);
