/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/idna.h"

#include <string.h>
#include <unicode/uidna.h>

#include "tokenizer/octet.h"

/* A name of 253 octets in the DNS; U-labels take at most four octets a character. */
#define MAX_OCTETS (4 * 253)

gchar *
hantei_idna_to_ascii(const gchar *name)
{
	const gsize length = strlen(name);
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	UErrorCode status = U_ZERO_ERROR;
	gchar ascii[MAX_OCTETS + 1];
	UIDNA *idna;
	gint32 n;

	if (hantei_octets_are_ascii(name, length))
		return g_ascii_strdown(name, (gssize)length);
	if (length > MAX_OCTETS || !g_utf8_validate(name, (gssize)length, NULL))
		return NULL;
	idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI |
				   UIDNA_CHECK_CONTEXTJ | UIDNA_USE_STD3_RULES,
			       &status);
	n = uidna_nameToASCII_UTF8(idna, name, (gint32)length, ascii, MAX_OCTETS, &info, &status);
	uidna_close(idna);
	if (U_FAILURE(status) || n >= MAX_OCTETS || info.errors != 0)
		return NULL;
	return g_strndup(ascii, (gsize)n);
}
