/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dmarc-uri.h"

#include <string.h>

#include "engine/auth/org-domain.h"
#include "tokenizer/limits.h"

static void
uri_free(gpointer data)
{
	HanteiDmarcUri *self = data;

	g_free(self->text);
	g_free(self->scheme);
	g_free(self->address);
	g_free(self->host);
	g_free(self);
}

/* "!10m" at the end of @text is cut off. Returns: octets; 0 if there is none. */
static guint64
take_size(gchar *text)
{
	static const gchar units[] = "kmgt";
	gchar *mark = strrchr(text, '!');
	gsize n_digits, rest;
	guint64 size;

	if (mark == NULL)
		return 0;
	n_digits = strspn(mark + 1, "0123456789");
	rest = strlen(mark + 1 + n_digits);
	if (n_digits == 0 || n_digits > 9 || rest > 1)
		return 0;
	size = g_ascii_strtoull(mark + 1, NULL, 10);
	if (rest == 1) {
		const gchar *unit = strchr(units, g_ascii_tolower(mark[1 + n_digits]));

		if (unit == NULL)
			return 0;
		size <<= 10 * (unit - units + 1);
	}
	*mark = '\0';
	return size;
}

/* RFC 3986 section 2, less "," and "!", which RFC 9989 wants percent-encoded. */
static gboolean
has_only_uri_octets(const gchar *text)
{
	for (const gchar *at = text; *at != '\0'; at++) {
		if (!g_ascii_isalnum(*at) && strchr("-._~:/?#[]@$&'()*+;=%", *at) == NULL)
			return FALSE;
		if (*at == '%' && (!g_ascii_isxdigit(at[1]) || !g_ascii_isxdigit(at[2])))
			return FALSE;
	}
	return TRUE;
}

/* "mailto:" and one address; what follows "?" are header fields that reports need not. */
static gboolean
read_mailto(HanteiDmarcUri *self, const gchar *rest)
{
	g_autofree gchar *encoded = g_strndup(rest, strcspn(rest, "?#"));
	g_autofree gchar *address = g_uri_unescape_string(encoded, NULL);
	const gchar *at = address == NULL ? NULL : strrchr(address, '@');

	if (at == NULL || at == address || !g_utf8_validate(address, -1, NULL))
		return FALSE;
	for (const gchar *c = address; *c != '\0'; c++)
		if (g_ascii_iscntrl(*c))
			return FALSE;
	/* "a@b,c@d" and "a@b@c" are more than one address, unless quoted */
	if (*address != '"' && (gsize)(at - address) != strcspn(address, "@, "))
		return FALSE;
	self->host = hantei_domain_normalize(at + 1);
	if (self->host == NULL)
		return FALSE;
	self->address = g_steal_pointer(&address);
	return TRUE;
}

static gboolean
read_uri(HanteiDmarcUri *self)
{
	const gchar *colon = strchr(self->text, ':');
	g_autoptr(GUri) uri = NULL;

	if (colon == NULL || !g_ascii_isalpha(*self->text) || !has_only_uri_octets(self->text))
		return FALSE;
	for (const gchar *at = self->text; at < colon; at++)
		if (!g_ascii_isalnum(*at) && strchr("+-.", *at) == NULL)
			return FALSE;
	self->scheme = g_ascii_strdown(self->text, colon - self->text);
	if (strcmp(self->scheme, "mailto") == 0)
		return read_mailto(self, colon + 1);
	uri = g_uri_parse(self->text, G_URI_FLAGS_NONE, NULL);
	if (uri == NULL)
		return FALSE;
	if (g_uri_get_host(uri) != NULL)
		self->host = hantei_domain_normalize(g_uri_get_host(uri));
	return TRUE;
}

GPtrArray *
hantei_dmarc_uris_parse(const gchar *text, HanteiDmarcComplaint *complaint)
{
	GPtrArray *uris = g_ptr_array_new_with_free_func(uri_free);
	g_auto(GStrv) parts = g_strsplit(text, ",", HANTEI_LIMIT_DMARC_URIS);

	for (gchar **part = parts; *part != NULL; part++) {
		HanteiDmarcUri *uri = g_new0(HanteiDmarcUri, 1);

		uri->text = g_strstrip(g_strdup(*part));
		uri->max_size = take_size(uri->text);
		uri->valid = read_uri(uri);
		if (!uri->valid)
			*complaint = HANTEI_DMARC_COMPLAINT_BAD_URI;
		else if (*complaint != HANTEI_DMARC_COMPLAINT_BAD_URI && uri->address == NULL)
			*complaint = HANTEI_DMARC_COMPLAINT_NOT_MAILTO;
		else if (*complaint == HANTEI_DMARC_COMPLAINT_NOTHING && uri->max_size > 0)
			*complaint = HANTEI_DMARC_COMPLAINT_SIZE;
		g_ptr_array_add(uris, uri);
	}
	return uris;
}

gboolean
hantei_dmarc_uris_have_valid(const GPtrArray *uris)
{
	for (guint i = 0; i < uris->len; i++) {
		const HanteiDmarcUri *uri = uris->pdata[i];

		if (uri->valid)
			return TRUE;
	}
	return FALSE;
}
