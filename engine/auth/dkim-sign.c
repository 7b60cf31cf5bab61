/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dkim-sign.h"

#include <string.h>

#include "engine/auth/dkim-check.h"
#include "engine/auth/tag-writer.h"

/* RFC 8301 section 3.2 */
#define MIN_KEY_BITS 1024

/* Digits of b= a line, so that none has 78 octets. */
#define SIGNATURE_LINE_BYTES 72

/* RFC 6376 section 5.4.1, MIME's fields, those that RFC 8058 section 4 wants signed, and
 * Feedback-ID, which Gmail counts only if signed. Not those that relays change or add. */
static const gchar *const default_names[] = {
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "feedback-id",
};

static gboolean
set_error(GError **error, const gchar *what, const gchar *value)
{
	g_autofree gchar *shown = g_utf8_make_valid(value, -1);

	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "\"%s\" %s", shown, what);
	return FALSE;
}

const gchar *
hantei_dkim_private_key_get_algorithm(const HanteiDkimPrivateKey *self)
{
	return hantei_dkim_private_key_get_type(self) == HANTEI_DKIM_KEY_RSA ? "rsa-sha256"
									     : "ed25519-sha256";
}

const gchar *
hantei_dkim_canon_to_string(HanteiDkimCanon header, HanteiDkimCanon body)
{
	if (header == HANTEI_DKIM_CANON_RELAXED)
		return body == HANTEI_DKIM_CANON_RELAXED ? "relaxed/relaxed" : "relaxed/simple";
	return body == HANTEI_DKIM_CANON_RELAXED ? "simple/relaxed" : "simple/simple";
}

GPtrArray *
hantei_dkim_default_names(HanteiMessage *message)
{
	g_autoptr(HanteiDkimFields) fields = hantei_dkim_fields_new(message);
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (gsize i = 0; i < G_N_ELEMENTS(default_names); i++)
		for (guint n = hantei_dkim_fields_count(fields, default_names[i]); n > 0; n--)
			g_ptr_array_add(names, g_strdup(default_names[i]));
	return names;
}

gboolean
hantei_dkim_check_signer(const HanteiDkimPrivateKey *key,
			 const gchar *domain,
			 const gchar *selector,
			 gchar **domain_out,
			 gchar **selector_out,
			 GError **error)
{
	g_autofree gchar *ascii = hantei_dkim_normalize_domain(domain);
	g_autofree gchar *name = hantei_dkim_normalize_domain(selector);
	const guint bits = hantei_dkim_private_key_get_bits(key);

	if (ascii == NULL || strchr(ascii, '.') == NULL)
		return set_error(error, "is no domain that can sign", domain);
	if (name == NULL)
		return set_error(error, "is no selector", selector);
	if (hantei_dkim_private_key_get_type(key) == HANTEI_DKIM_KEY_RSA && bits < MIN_KEY_BITS) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
			    "an RSA key of %u bits, %d at least sign (RFC 8301); make one of 2048",
			    bits, MIN_KEY_BITS);
		return FALSE;
	}
	*domain_out = g_steal_pointer(&ascii);
	*selector_out = g_steal_pointer(&name);
	return TRUE;
}

/* RFC 6376 section 2.11 */
static gchar *
encode_quoted_printable(const gchar *text)
{
	GString *out = g_string_new(NULL);

	for (const gchar *p = text; *p != '\0'; p++) {
		if (*p > 32 && *p < 127 && *p != ';' && *p != '=')
			g_string_append_c(out, *p);
		else
			g_string_append_printf(out, "=%02X", (guint)(guchar)*p);
	}
	return g_string_free(out, FALSE);
}

/* Returns: (transfer full): the names of h=, lower case; NULL if From is not among them. */
static GPtrArray *
get_names(HanteiMessage *message, const HanteiDkimSignOptions *options, GError **error)
{
	g_autoptr(GPtrArray) names = NULL;
	gboolean has_from = FALSE;

	if (options->names == NULL) {
		names = hantei_dkim_default_names(message);
	} else {
		names = g_ptr_array_new_with_free_func(g_free);
		for (const gchar *const *p = options->names; *p != NULL; p++)
			g_ptr_array_add(names, g_ascii_strdown(*p, -1));
	}
	for (guint i = 0; i < names->len; i++)
		has_from = has_from || strcmp(names->pdata[i], "from") == 0;
	if (!has_from) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s",
			    options->names == NULL
				? "the mail has no From, which a signature must cover"
				: "From is not among the fields to sign, which it must be");
		return NULL;
	}
	if (options->over_signs)
		g_ptr_array_add(names, g_strdup("from"));
	return g_steal_pointer(&names);
}

static gchar *
join_names(const GPtrArray *names)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(text, "%s%s", i > 0 ? ":" : "", (gchar *)names->pdata[i]);
	return g_string_free(text, FALSE);
}

static void
add_time(HanteiTagWriter *writer, const gchar *name, gint64 seconds)
{
	g_autofree gchar *text = g_strdup_printf("%" G_GINT64_FORMAT, seconds);

	if (seconds > 0)
		hantei_tag_writer_add(writer, name, text);
}

/* Writes the field but for b=. */
static void
write_tags(HanteiTagWriter *writer,
	   const HanteiDkimSignOptions *options,
	   const gchar *domain,
	   const gchar *selector,
	   const GPtrArray *names,
	   const HanteiDkimDigest *body)
{
	g_autofree gchar *list = join_names(names);
	g_autofree gchar *hash = g_base64_encode(body->octets, body->length);
	g_autofree gchar *identity =
	    options->identity == NULL ? NULL : encode_quoted_printable(options->identity);

	hantei_tag_writer_add(writer, "v", "1");
	hantei_tag_writer_add(writer, "a", hantei_dkim_private_key_get_algorithm(options->key));
	hantei_tag_writer_add(
	    writer, "c", hantei_dkim_canon_to_string(options->header_canon, options->body_canon));
	hantei_tag_writer_add(writer, "d", domain);
	hantei_tag_writer_add(writer, "s", selector);
	if (identity != NULL)
		hantei_tag_writer_add(writer, "i", identity);
	add_time(writer, "t", options->timestamp);
	add_time(writer, "x", options->expiry);
	hantei_tag_writer_add(writer, "h", list);
	hantei_tag_writer_add(writer, "bh", hash);
	hantei_tag_writer_add_own(writer);
	hantei_tag_writer_end(writer);
}

gchar *
hantei_dkim_sign(HanteiMessage *message, const HanteiDkimSignOptions *options, GError **error)
{
	HanteiDkimBodyHash body = {options->body_canon, HANTEI_DKIM_HASH_SHA256, G_MAXUINT64};
	g_auto(HanteiTagWriter) writer = {NULL};
	g_autoptr(HanteiDkimHasher) hasher = hantei_dkim_hasher_new(HANTEI_DKIM_HASH_SHA256);
	g_autoptr(HanteiDkimFields) fields = NULL;
	g_autoptr(HanteiDkimSignature) signature = NULL;
	g_autoptr(GPtrArray) names = NULL;
	g_autofree gchar *domain = NULL, *selector = NULL, *own = NULL;
	HanteiDkimDigest digest;
	const gsize prefix = strlen("DKIM-Signature:");

	if (!hantei_dkim_check_signer(options->key, options->domain, options->selector, &domain,
				      &selector, error))
		return NULL;
	names = get_names(message, options, error);
	if (names == NULL)
		return NULL;
	hantei_dkim_hash_body(message, &body, 1);
	hantei_tag_writer_init(&writer, "DKIM-Signature");
	write_tags(&writer, options, domain, selector, names, &body.digest);
	fields = hantei_dkim_fields_new(message);
	if (!hantei_dkim_fields_hash(fields, names, NULL, options->header_canon, hasher)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "the header is too large to be signed");
		return NULL;
	}
	hantei_dkim_hasher_add_own_field(hasher, options->header_canon, writer.text->str,
					 writer.text->len, writer.own_offset, 0);
	hantei_dkim_hasher_finish(hasher, &digest);
	own = hantei_dkim_private_key_sign(options->key, &digest, error);
	if (own == NULL)
		return NULL;
	hantei_tag_writer_set_own(&writer, own, SIGNATURE_LINE_BYTES);
	/* names, i=, x= and lengths, as a verifier will judge them */
	signature = hantei_dkim_signature_parse(HANTEI_DKIM_KIND_DKIM, writer.text->str + prefix,
						writer.text->len - prefix, error);
	if (signature == NULL) {
		g_prefix_error(error, "no verifier would take the signature: ");
		return NULL;
	}
	return g_string_free(g_steal_pointer(&writer.text), FALSE);
}

GBytes *
hantei_dkim_prepend(HanteiMessage *message, const gchar *fields)
{
	gsize length, n_fields;
	const gchar *octets = g_bytes_get_data(hantei_message_get_bytes(message), &length);
	const HanteiField *first = hantei_message_get_fields(message, &n_fields);
	const gsize start = n_fields > 0 ? first->offset : 0;
	const gchar *lf = memchr(octets + start, '\n', length - start);
	const gboolean is_lf = lf != NULL && (lf == octets || lf[-1] != '\r');
	g_autoptr(GString) text = g_string_sized_new(length + strlen(fields));

	g_string_append_len(text, octets, (gssize)start);
	for (const gchar *p = fields; *p != '\0'; p++)
		if (!is_lf || *p != '\r' || p[1] != '\n')
			g_string_append_c(text, *p);
	g_string_append_len(text, octets + start, (gssize)(length - start));
	return g_string_free_to_bytes(g_steal_pointer(&text));
}
