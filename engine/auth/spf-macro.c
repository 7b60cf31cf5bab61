/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/spf-macro.h"

#include <string.h>

#include "tokenizer/limits.h"

/* Longest name in this form (RFC 7208 7.3). */
#define NAME_BYTES 253

static gboolean
piece_fail(gsize *at, gsize place, const gchar **complaint, const gchar *why)
{
	*at = place;
	*complaint = why;
	return FALSE;
}

static gboolean
is_literal(guchar c, HanteiSpfTextKind kind)
{
	return (c > 0x20 && c < 0x7f && c != '%') ||
	       (c == ' ' && kind == HANTEI_SPF_TEXT_EXPLANATION);
}

/* "{" letter transformers *delimiter "}": *@at stands at the octet after "%{". */
static gboolean
read_macro(const gchar *text,
	   gsize length,
	   HanteiSpfTextKind kind,
	   gsize *at,
	   HanteiSpfPiece *piece,
	   const gchar **complaint)
{
	gsize i = *at;

	piece->letter = i < length ? g_ascii_tolower(text[i]) : '\0';
	if (piece->letter == '\0' || strchr("slodiphcrtv", piece->letter) == NULL)
		return piece_fail(at, i, complaint, "no macro has this letter");
	if (kind == HANTEI_SPF_TEXT_TERM && strchr("crt", piece->letter) != NULL)
		return piece_fail(at, i, complaint,
				  "the macros c, r and t belong in explanations only");
	piece->is_escaped = g_ascii_isupper(text[i++]);
	if (i < length && g_ascii_isdigit(text[i])) {
		const gsize digits = i;

		/* no name has so many parts: more is as good as all */
		for (; i < length && g_ascii_isdigit(text[i]); i++)
			piece->n_parts = MIN(piece->n_parts * 10 + (guint)(text[i] - '0'), 100000);
		if (piece->n_parts == 0)
			return piece_fail(at, digits, complaint, "a macro cannot take 0 parts");
	}
	if (i < length && g_ascii_tolower(text[i]) == 'r') {
		piece->is_reversed = TRUE;
		i++;
	}
	piece->delimiters = text + i;
	for (; i < length && text[i] != '\0' && strchr(".-+,/_=", text[i]) != NULL; i++)
		piece->n_delimiters++;
	if (i == length || text[i] != '}')
		return piece_fail(at, i, complaint, "the macro has no \"}\" here");
	*at = i + 1;
	return TRUE;
}

gboolean
hantei_spf_macro_next(const gchar *text,
		      gsize length,
		      HanteiSpfTextKind kind,
		      gsize *at,
		      HanteiSpfPiece *piece,
		      const gchar **complaint)
{
	const gsize start = *at;

	*complaint = NULL;
	*piece = (HanteiSpfPiece){.offset = start};
	if (start >= length)
		return FALSE;
	if (text[start] != '%') {
		gsize i = start;

		while (i < length && is_literal((guchar)text[i], kind))
			i++;
		if (i == start)
			return piece_fail(at, start, complaint,
					  "an octet that is not visible ASCII");
		*at = i;
	} else if (start + 1 < length && text[start + 1] == '{') {
		*at = start + 2;
		if (!read_macro(text, length, kind, at, piece, complaint))
			return FALSE;
	} else if (start + 1 < length && text[start + 1] != '\0' &&
		   strchr("%_-", text[start + 1]) != NULL) {
		piece->letter = text[start + 1];
		*at = start + 2;
	} else {
		return piece_fail(at, start, complaint,
				  "\"%\" without \"{\", \"%\", \"_\" or \"-\" after it");
	}
	piece->length = *at - start;
	return TRUE;
}

gboolean
hantei_spf_macro_has(const gchar *text, const gchar *letters)
{
	const gsize length = strlen(text);
	const gchar *complaint;
	HanteiSpfPiece piece;
	gsize at = 0;

	while (hantei_spf_macro_next(text, length, HANTEI_SPF_TEXT_EXPLANATION, &at, &piece,
				     &complaint))
		if (piece.letter != '\0' && strchr(letters, piece.letter) != NULL)
			return TRUE;
	return FALSE;
}

/* The octets of an IPv6 address as nibbles with dots between. In capitals, for that is how the
 * RFC's test suite wants them; RFC 7208 7.3 does not say. */
static gchar *
nibbles(const guint8 *bytes)
{
	GString *out = g_string_sized_new(64);

	for (guint i = 0; i < 16; i++)
		g_string_append_printf(out, "%s%X.%X", i > 0 ? "." : "", bytes[i] >> 4,
				       bytes[i] & 15);
	return g_string_free(out, FALSE);
}

static gchar *
macro_value(gchar letter, const HanteiSpfMacroValues *values)
{
	const gboolean is_6 =
	    values->ip != NULL && g_inet_address_get_family(values->ip) == G_SOCKET_FAMILY_IPV6;

	switch (letter) {
	case 's':
		return g_strconcat(values->local_part, "@", values->sender_domain, NULL);
	case 'l':
		return g_strdup(values->local_part);
	case 'o':
		return g_strdup(values->sender_domain);
	case 'd':
		return g_strdup(values->domain);
	case 'i':
		return is_6 ? nibbles(g_inet_address_to_bytes(values->ip))
			    : g_inet_address_to_string(values->ip);
	case 'c':
		return g_inet_address_to_string(values->ip);
	case 'p':
		return g_strdup(values->validated == NULL ? "unknown" : values->validated);
	case 'v':
		return g_strdup(is_6 ? "ip6" : "in-addr");
	case 'h':
		return g_strdup(values->helo);
	case 'r':
		return g_strdup(values->receiver == NULL ? "unknown" : values->receiver);
	default: /* 't' */
		return g_strdup_printf("%" G_GINT64_FORMAT, values->now);
	}
}

/* Splits @value, turns the parts round and takes the right-hand ones (RFC 7208 7.3). */
static gchar *
transform(const gchar *value, const HanteiSpfPiece *piece)
{
	const gchar *delimiters = piece->n_delimiters == 0 ? "." : piece->delimiters;
	const gsize n_delimiters = MAX(piece->n_delimiters, 1);
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
	guint first;

	if (piece->n_delimiters == 0 && piece->n_parts == 0 && !piece->is_reversed)
		return g_strdup(value);
	for (const gchar *start = value, *end = value;; end++) {
		if (*end != '\0' && memchr(delimiters, *end, n_delimiters) == NULL)
			continue;
		g_ptr_array_add(parts, g_strndup(start, (gsize)(end - start)));
		start = end + 1;
		if (*end == '\0')
			break;
	}
	for (guint i = 0; piece->is_reversed && i < parts->len / 2; i++) {
		gpointer other = parts->pdata[i];

		parts->pdata[i] = parts->pdata[parts->len - 1 - i];
		parts->pdata[parts->len - 1 - i] = other;
	}
	first =
	    piece->n_parts == 0 || piece->n_parts > parts->len ? 0 : parts->len - piece->n_parts;
	g_ptr_array_add(parts, NULL);
	return g_strjoinv(".", (gchar **)parts->pdata + first);
}

static void
append_piece(GString *out,
	     const gchar *text,
	     const HanteiSpfPiece *piece,
	     const HanteiSpfMacroValues *values)
{
	g_autofree gchar *value = NULL, *transformed = NULL;

	switch (piece->letter) {
	case '\0':
		g_string_append_len(out, text + piece->offset, (gssize)piece->length);
		return;
	case '%':
		g_string_append_c(out, '%');
		return;
	case '_':
		g_string_append_c(out, ' ');
		return;
	case '-':
		g_string_append(out, "%20");
		return;
	}
	value = macro_value(piece->letter, values);
	transformed = transform(value, piece);
	/* GLib keeps what RFC 3986 calls unreserved, and writes the rest in capitals */
	if (piece->is_escaped)
		g_string_append_uri_escaped(out, transformed, NULL, FALSE);
	else
		g_string_append(out, transformed);
}

gchar *
hantei_spf_macro_expand_name(const gchar *spec, const HanteiSpfMacroValues *values)
{
	const gsize length = strlen(spec);
	g_autoptr(GString) out = g_string_new(NULL);
	const gchar *complaint;
	HanteiSpfPiece piece;
	gsize at = 0;
	gchar *start;

	while (hantei_spf_macro_next(spec, length, HANTEI_SPF_TEXT_TERM, &at, &piece, &complaint)) {
		append_piece(out, spec, &piece, values);
		/* the left side will be cut off at the end: what stands so far left never counts */
		if (out->len > HANTEI_LIMIT_SPF_TEXT_BYTES)
			g_string_erase(out, 0, (gssize)(out->len - 2 * NAME_BYTES));
	}
	if (complaint != NULL)
		return NULL;
	if (out->len > 0 && out->str[out->len - 1] == '.')
		g_string_truncate(out, out->len - 1);
	start = out->str;
	while (out->len - (gsize)(start - out->str) > NAME_BYTES) {
		gchar *dot = strchr(start, '.');

		if (dot == NULL)
			break;
		start = dot + 1;
	}
	return g_strdup(start);
}

gchar *
hantei_spf_macro_expand_text(const gchar *text,
			     gsize length,
			     const HanteiSpfMacroValues *values,
			     GError **error)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const gchar *complaint;
	HanteiSpfPiece piece;
	gsize at = 0;

	while (hantei_spf_macro_next(text, length, HANTEI_SPF_TEXT_EXPLANATION, &at, &piece,
				     &complaint)) {
		append_piece(out, text, &piece, values);
		if (out->len > HANTEI_LIMIT_SPF_TEXT_BYTES) {
			g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
				    "it expands to over %u octets", HANTEI_LIMIT_SPF_TEXT_BYTES);
			return NULL;
		}
	}
	if (complaint != NULL) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "%s, at octet %" G_GSIZE_FORMAT, complaint, at + 1);
		return NULL;
	}
	return g_strndup(out->str, out->len);
}

gchar *
hantei_spf_reverse_name(GInetAddress *ip)
{
	const HanteiSpfMacroValues values = {.ip = ip};

	return hantei_spf_macro_expand_name("%{ir}.%{v}.arpa", &values);
}
