/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dkim-signature.h"

#include <string.h>

#include "engine/auth/tag-list.h"
#include "tokenizer/limits.h"

static const struct {
	const gchar *name;
	HanteiDkimKeyType key_type;
	HanteiDkimHash hash;
} algorithms[] = {
    {"rsa-sha256", HANTEI_DKIM_KEY_RSA, HANTEI_DKIM_HASH_SHA256},
    {"ed25519-sha256", HANTEI_DKIM_KEY_ED25519, HANTEI_DKIM_HASH_SHA256},
    {"rsa-sha1", HANTEI_DKIM_KEY_RSA, HANTEI_DKIM_HASH_SHA1},
};

static gboolean
is_blank(gchar c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static gboolean
set_invalid(GError **error, const gchar *what)
{
	g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, what);
	return FALSE;
}

static gboolean
set_unsupported(GError **error, const gchar *tag, const gchar *value)
{
	g_autofree gchar *shown = g_utf8_make_valid(value, (gssize)MIN(strlen(value), 40));

	g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s=%s is not known", tag, shown);
	return FALSE;
}

/* The value of @name, which must be there and not empty. */
static const gchar *
require(const HanteiTagList *list, const gchar *name, GError **error)
{
	const gchar *value = hantei_tag_list_get(list, name);

	if (value != NULL && *value != '\0')
		return value;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s= %s", name,
		    value == NULL ? "is missing" : "is empty");
	return NULL;
}

gchar *
hantei_dkim_normalize_domain(const gchar *text)
{
	g_autofree gchar *ascii = NULL;

	if (!g_utf8_validate(text, -1, NULL) || strlen(text) > 1000)
		return NULL;
	ascii = g_str_is_ascii(text) ? g_strdup(text) : g_hostname_to_ascii(text);
	if (ascii == NULL || !hantei_dns_name_is_valid(ascii) || g_str_has_suffix(ascii, "."))
		return NULL;
	for (gchar *p = ascii; *p != '\0'; p++) {
		const gboolean is_edge = p == ascii || p[-1] == '.' || p[1] == '\0' || p[1] == '.';

		*p = g_ascii_tolower(*p);
		if (!g_ascii_isalnum(*p) && *p != '_' && *p != '.' && (*p != '-' || is_edge))
			return NULL;
	}
	return g_steal_pointer(&ascii);
}

gboolean
hantei_dkim_is_within(const gchar *domain, const gchar *parent)
{
	const gsize length = strlen(domain);
	const gsize parent_length = strlen(parent);

	if (length < parent_length || strcmp(domain + length - parent_length, parent) != 0)
		return FALSE;
	return length == parent_length || domain[length - parent_length - 1] == '.';
}

static gboolean
read_algorithm(HanteiDkimSignature *self, const HanteiTagList *list, GError **error)
{
	const gchar *value = require(list, "a", error);

	if (value == NULL)
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(algorithms); i++) {
		if (strcmp(value, algorithms[i].name) != 0)
			continue;
		self->algorithm = g_strdup(value);
		self->key_type = algorithms[i].key_type;
		self->hash = algorithms[i].hash;
		return TRUE;
	}
	return set_unsupported(error, "a", value);
}

static gboolean
canon_from_string(const gchar *text, HanteiDkimCanon *canon)
{
	*canon =
	    strcmp(text, "relaxed") == 0 ? HANTEI_DKIM_CANON_RELAXED : HANTEI_DKIM_CANON_SIMPLE;
	return *canon == HANTEI_DKIM_CANON_RELAXED || strcmp(text, "simple") == 0;
}

/* "relaxed/simple"; the body's is simple if only one is named, and both are if none is (RFC 6376
 * section 3.5). Of ARC, RFC 8617 says nothing else, but its suite and those who seal take relaxed
 * for both. */
static gboolean
read_canon(HanteiDkimSignature *self, const HanteiTagList *list, GError **error)
{
	const gchar *value = hantei_tag_list_get(list, "c");
	const gboolean is_arc = self->kind == HANTEI_DKIM_KIND_ARC_MESSAGE;
	const gchar *text = value != NULL ? value : is_arc ? "relaxed/relaxed" : "simple";
	g_auto(GStrv) forms = g_strsplit(text, "/", 2);

	self->body_canon = HANTEI_DKIM_CANON_SIMPLE;
	if (forms[0] == NULL || !canon_from_string(forms[0], &self->header_canon) ||
	    (forms[1] != NULL && !canon_from_string(forms[1], &self->body_canon)))
		return set_unsupported(error, "c", text);
	return TRUE;
}

static gboolean
read_domains(HanteiDkimSignature *self, const HanteiTagList *list, GError **error)
{
	const gchar *domain = require(list, "d", error);
	const gchar *selector = domain == NULL ? NULL : require(list, "s", error);

	if (selector == NULL)
		return FALSE;
	self->domain = hantei_dkim_normalize_domain(domain);
	if (self->domain == NULL || strchr(self->domain, '.') == NULL)
		return set_invalid(error, "d= is no domain name");
	self->selector = hantei_dkim_normalize_domain(selector);
	if (self->selector == NULL)
		return set_invalid(error, "s= is no selector");
	return TRUE;
}

/* dkim-quoted-printable (RFC 6376 section 2.11): blanks count for nothing.
 * Returns: NULL if a "=" is not followed by two hex digits, or stands for NUL. */
static gchar *
decode_quoted_printable(const gchar *text)
{
	g_autoptr(GString) out = g_string_sized_new(strlen(text));

	for (const gchar *p = text; *p != '\0'; p++) {
		gint high, low;

		if (is_blank(*p))
			continue;
		if (*p != '=') {
			g_string_append_c(out, *p);
			continue;
		}
		high = g_ascii_xdigit_value(p[1]);
		low = high < 0 ? -1 : g_ascii_xdigit_value(p[2]);
		if (low < 0 || high * 16 + low == 0)
			return NULL;
		g_string_append_c(out, (gchar)(high * 16 + low));
		p += 2;
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static gboolean
read_identity(HanteiDkimSignature *self, const HanteiTagList *list, GError **error)
{
	const gchar *value = hantei_tag_list_get(list, "i");
	g_autofree gchar *text = NULL;
	g_autofree gchar *domain = NULL;
	const gchar *at;

	if (value == NULL) {
		self->identity = g_strconcat("@", self->domain, NULL);
		return TRUE;
	}
	text = decode_quoted_printable(value);
	at = text == NULL ? NULL : strrchr(text, '@');
	domain = at == NULL ? NULL : hantei_dkim_normalize_domain(at + 1);
	if (domain == NULL || !g_utf8_validate(text, -1, NULL))
		return set_invalid(error, "i= is no address");
	if (!hantei_dkim_is_within(domain, self->domain))
		return set_invalid(error, "the domain of i= is neither d= nor below it");
	self->identity = g_strdup_printf("%.*s@%s", (gint)(at - text), text, domain);
	return TRUE;
}

static gboolean
read_names(HanteiDkimSignature *self, const HanteiTagList *list, GError **error)
{
	const gboolean is_arc = self->kind == HANTEI_DKIM_KIND_ARC_MESSAGE;
	const gchar *value = is_arc ? hantei_tag_list_get(list, "h") : require(list, "h", error);
	gboolean has_from = FALSE;
	g_auto(GStrv) names = NULL;

	if (value == NULL)
		return is_arc ? set_invalid(error, "h= is missing") : FALSE;
	if (*value == '\0')
		return TRUE; /* an AMS may sign no field (RFC 8617 says nothing against it) */
	names = g_strsplit(value, ":", -1);
	for (gchar **p = names; *p != NULL; p++) {
		gchar *name = g_ascii_strdown(g_strstrip(*p), -1);

		g_ptr_array_add(self->names, name);
		if (*name == '\0' && !is_arc) /* ARC's suite has one, and lets it name no field */
			return set_invalid(error, "h= has an empty name");
		for (const gchar *c = name; *c != '\0'; c++)
			if (*c <= 32 || *c >= 127)
				return set_invalid(error, "h= has a name no field can have");
		has_from = has_from || strcmp(name, "from") == 0;
		/* RFC 8617 section 4.1.2: seals come after, and sign it in their turn */
		if (is_arc && strcmp(name, "arc-seal") == 0)
			return set_invalid(error, "h= has ARC-Seal");
	}
	if (!has_from && !is_arc)
		return set_invalid(error, "h= lacks From");
	return TRUE;
}

/* 1 to @max_digits digits; what is too large for a guint64 is the largest.
 * Returns: FALSE with an error if it is none; TRUE with @number untouched if the tag lacks. */
static gboolean
read_number(const HanteiTagList *list,
	    const gchar *name,
	    gsize max_digits,
	    guint64 max,
	    guint64 *number,
	    GError **error)
{
	const gchar *value = hantei_tag_list_get(list, name);
	const gsize length = value == NULL ? 0 : strlen(value);

	if (value == NULL)
		return TRUE;
	if (length == 0 || length > max_digits || strspn(value, "0123456789") != length) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s= is no number", name);
		return FALSE;
	}
	*number = MIN(g_ascii_strtoull(value, NULL, 10), max);
	return TRUE;
}

static gboolean
read_times(HanteiDkimSignature *self, const HanteiTagList *list, GError **error)
{
	guint64 timestamp = G_MAXUINT64, expiry = G_MAXUINT64;

	/* RFC 6376 section 3.5 has 12 digits at least and lets more be written */
	if (!read_number(list, "t", 76, G_MAXINT64, &timestamp, error) ||
	    !read_number(list, "x", 76, G_MAXINT64, &expiry, error))
		return FALSE;
	self->timestamp = timestamp == G_MAXUINT64 ? -1 : (gint64)timestamp;
	self->expiry = expiry == G_MAXUINT64 ? -1 : (gint64)expiry;
	if (self->expiry >= 0 && self->timestamp >= 0 && self->expiry <= self->timestamp)
		return set_invalid(error, "x= is not after t=");
	return TRUE;
}

static gboolean
read_octets(GBytes **octets, const HanteiTagList *list, const gchar *name, GError **error)
{
	const gchar *value = require(list, name, error);

	if (value == NULL)
		return FALSE;
	*octets = hantei_dkim_base64_decode(value);
	if (*octets != NULL && g_bytes_get_size(*octets) > 0)
		return TRUE;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s= is not base64", name);
	return FALSE;
}

static gboolean
read_body_hash(HanteiDkimSignature *self, const HanteiTagList *list, GError **error)
{
	const gsize expected = self->hash == HANTEI_DKIM_HASH_SHA1 ? 20 : 32;

	if (!read_octets(&self->body_hash, list, "bh", error))
		return FALSE;
	if (g_bytes_get_size(self->body_hash) == expected)
		return TRUE;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
		    "bh= has %" G_GSIZE_FORMAT " octets, a hash of %s has %" G_GSIZE_FORMAT,
		    g_bytes_get_size(self->body_hash), self->algorithm, expected);
	return FALSE;
}

/* v= and q=: what must be known before anything else of a DKIM-Signature means something. */
static gboolean
check_version(const HanteiTagList *list, GError **error)
{
	const gchar *version = require(list, "v", error);

	if (version == NULL)
		return FALSE;
	return strcmp(version, "1") == 0 || set_unsupported(error, "v", version);
}

static gboolean
check_query(const HanteiTagList *list, GError **error)
{
	const gchar *value = hantei_tag_list_get(list, "q");
	g_auto(GStrv) methods = NULL;

	if (value == NULL)
		return TRUE;
	methods = g_strsplit(value, ":", -1);
	for (gchar **p = methods; *p != NULL; p++)
		if (strcmp(g_strstrip(*p), "dns/txt") == 0)
			return TRUE;
	return set_unsupported(error, "q", value);
}

static gboolean
read_instance(HanteiDkimSignature *self, const HanteiTagList *list, GError **error)
{
	guint64 instance = 0;

	if (!read_number(list, "i", 2, G_MAXUINT64, &instance, error))
		return FALSE;
	if (instance == 0 || instance > HANTEI_LIMIT_ARC_SETS)
		return set_invalid(error, "i= is not 1 to 50");
	self->instance = (guint)instance;
	return TRUE;
}

static gboolean
read_seal(HanteiDkimSignature *self, const HanteiTagList *list, GError **error)
{
	const gchar *value = require(list, "cv", error);

	if (value == NULL)
		return FALSE;
	/* RFC 8617 section 4.1.3: then it does not verify */
	if (hantei_tag_list_find(list, "h") != NULL || hantei_tag_list_find(list, "bh") != NULL)
		return set_invalid(error, "a seal has neither h= nor bh=");
	if (strcmp(value, "none") == 0)
		self->chain = HANTEI_AUTH_RESULT_NONE;
	else if (strcmp(value, "pass") == 0)
		self->chain = HANTEI_AUTH_RESULT_PASS;
	else if (strcmp(value, "fail") == 0)
		self->chain = HANTEI_AUTH_RESULT_FAIL;
	else
		return set_invalid(error, "cv= is neither none, pass nor fail");
	return TRUE;
}

static gboolean
read_all(HanteiDkimSignature *self, const HanteiTagList *list, GError **error)
{
	const gboolean is_dkim = self->kind == HANTEI_DKIM_KIND_DKIM;
	const gboolean is_seal = self->kind == HANTEI_DKIM_KIND_ARC_SEAL;

	if (is_dkim && !check_version(list, error))
		return FALSE;
	if (!is_dkim && !read_instance(self, list, error))
		return FALSE;
	if (!read_algorithm(self, list, error) || !read_domains(self, list, error) ||
	    !check_query(list, error) || !read_times(self, list, error) ||
	    !read_octets(&self->signature, list, "b", error))
		return FALSE;
	if (is_seal)
		return read_seal(self, list, error);
	if (is_dkim && !read_identity(self, list, error))
		return FALSE;
	return read_canon(self, list, error) && read_names(self, list, error) &&
	       read_body_hash(self, list, error) &&
	       read_number(list, "l", 76, G_MAXUINT64 - 1, &self->limit, error);
}

HanteiDkimSignature *
hantei_dkim_signature_parse(HanteiDkimKind kind, const gchar *value, gsize length, GError **error)
{
	g_autoptr(HanteiTagList) list = NULL;
	g_autoptr(HanteiDkimSignature) self = NULL;
	const HanteiTag *own;

	if (length > HANTEI_LIMIT_DKIM_FIELD_BYTES) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "a field of %" G_GSIZE_FORMAT " octets, at most %u are read", length,
			    HANTEI_LIMIT_DKIM_FIELD_BYTES);
		return NULL;
	}
	list = hantei_tag_list_parse(value, length, error);
	if (list == NULL)
		return NULL;
	self = g_new0(HanteiDkimSignature, 1);
	self->kind = kind;
	self->limit = G_MAXUINT64;
	self->timestamp = self->expiry = -1;
	self->names = g_ptr_array_new_with_free_func(g_free);
	if (!read_all(self, list, error))
		return NULL;
	own = hantei_tag_list_find(list, "b");
	self->cut_offset = own->value_offset;
	self->cut_length = own->value_length;
	return g_steal_pointer(&self);
}

void
hantei_dkim_signature_free(HanteiDkimSignature *self)
{
	if (self == NULL)
		return;
	g_free(self->algorithm);
	g_free(self->domain);
	g_free(self->selector);
	g_free(self->identity);
	g_ptr_array_unref(self->names);
	g_clear_pointer(&self->body_hash, g_bytes_unref);
	g_clear_pointer(&self->signature, g_bytes_unref);
	g_free(self);
}
