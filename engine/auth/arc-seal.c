/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/arc-seal.h"

#include <string.h>

#include "engine/auth/auth-header.h"
#include "engine/auth/dkim-check.h"
#include "engine/auth/tag-writer.h"
#include "tokenizer/limits.h"

/* RFC 5322 section 2.1.1 */
#define LINE_BYTES 77

/* Digits of b= a line. The seal signs the folds of the message signature, and the suite of
 * ValiMail, whose seals are compared to the octet, has none within b=: so it is folded only where a
 * line would come near the 998 octets of RFC 5322, beyond keys of 4,096 bits. */
#define SIGNATURE_LINE_BYTES 900

static gboolean
set_error(GError **error, const gchar *what)
{
	g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, what);
	return FALSE;
}

/* The offset after the next ";" of @value at @at that is in no comment and no quoted string, or
 * @length + 1 if there is none. */
static gsize
find_semicolon(const gchar *value, gsize at, gsize length)
{
	gboolean is_quoted = FALSE;
	guint depth = 0;

	for (; at < length; at++) {
		if (value[at] == '\\' && (is_quoted || depth > 0))
			at++;
		else if (value[at] == '"' && depth == 0)
			is_quoted = !is_quoted;
		else if (is_quoted)
			continue;
		else if (value[at] == '(')
			depth++;
		else if (value[at] == ')' && depth > 0)
			depth--;
		else if (value[at] == ';' && depth == 0)
			return at + 1;
	}
	return length + 1;
}

/* Appends the words of @text, folded where a line is full. @column is that of the last line. */
static void
append_words(GString *out, gsize *column, const gchar *text, gsize length)
{
	g_autofree gchar *copy = g_strndup(text, length);
	g_auto(GStrv) words = g_strsplit_set(copy, " \t\r\n", -1);

	for (gchar **p = words; *p != NULL; p++) {
		const gsize n = strlen(*p);

		if (n == 0)
			continue;
		if (*column + 1 + n > LINE_BYTES) {
			g_string_append(out, "\r\n");
			*column = 0;
		}
		g_string_append_printf(out, " %s", *p);
		*column += 1 + n;
	}
}

/* Appends the results of one Authentication-Results field of ours, each on a line. */
static void
append_results(GString *out, const gchar *value, gsize length)
{
	gsize at = find_semicolon(value, 0, length);

	while (at < length) {
		const gsize end = find_semicolon(value, at, length);
		const gsize before = out->len;
		gsize column = 1;

		g_string_append(out, ";\r\n");
		append_words(out, &column, value + at, end - 1 - at);
		if (out->len == before + 3)
			g_string_truncate(out, before); /* nothing between two ";" */
		at = end;
	}
}

/* Whether @field is an Authentication-Results of @authserv_id. */
static gboolean
is_ours(HanteiMessage *message, const HanteiField *field, const gchar *authserv_id)
{
	g_autofree gchar *id = NULL;
	const gchar *value;
	gsize length;

	if (!hantei_message_field_is(message, field, "Authentication-Results"))
		return FALSE;
	value = hantei_message_field_value(message, field, &length);
	id = hantei_auth_header_dup_authserv_id(value, MIN(length, HANTEI_LIMIT_DKIM_FIELD_BYTES));
	return id != NULL && g_ascii_strcasecmp(id, authserv_id) == 0;
}

static gchar *
make_results(HanteiMessage *message, guint instance, const gchar *authserv_id)
{
	GString *out = g_string_new(NULL);
	gsize n_fields, start;
	const HanteiField *fields = hantei_message_get_fields(message, &n_fields);

	g_string_append_printf(out, "ARC-Authentication-Results: i=%u; %s", instance, authserv_id);
	start = out->len;
	for (gsize i = 0; i < n_fields; i++) {
		const gchar *value;
		gsize length;

		if (!is_ours(message, &fields[i], authserv_id))
			continue;
		value = hantei_message_field_value(message, &fields[i], &length);
		if (memchr(value, '\0', length) == NULL &&
		    length + out->len <= HANTEI_LIMIT_DKIM_FIELD_BYTES)
			append_results(out, value, length);
	}
	if (out->len == start)
		g_string_append(out, "; none"); /* RFC 8601 section 2.2: no-result */
	g_string_append(out, "\r\n");
	return g_string_free(out, FALSE);
}

/* The tags both signatures have, before and after those that only one has: in the order of the
 * alphabet, as the first sealers wrote them. */
typedef struct {
	const HanteiArcSealOptions *options;
	gchar *domain;
	gchar *selector;
	guint instance;
} Sealer;

static void
add_last_tags(HanteiTagWriter *writer, const Sealer *sealer)
{
	g_autofree gchar *instance = g_strdup_printf("%u", sealer->instance);
	g_autofree gchar *timestamp =
	    g_strdup_printf("%" G_GINT64_FORMAT, sealer->options->timestamp);

	hantei_tag_writer_add(writer, "i", instance);
	hantei_tag_writer_add(writer, "s", sealer->selector);
	if (sealer->options->timestamp > 0)
		hantei_tag_writer_add(writer, "t", timestamp);
	hantei_tag_writer_end(writer);
}

/* Finishes @hasher with the field in @writer, signs, and puts the signature in. */
static gboolean
sign_field(const Sealer *sealer,
	   HanteiTagWriter *writer,
	   HanteiDkimHasher *hasher,
	   HanteiDkimCanon canon,
	   GError **error)
{
	g_autofree gchar *own = NULL;
	HanteiDkimDigest digest;

	hantei_dkim_hasher_add_own_field(hasher, canon, writer->text->str, writer->text->len,
					 writer->own_offset, 0);
	hantei_dkim_hasher_finish(hasher, &digest);
	own = hantei_dkim_private_key_sign(sealer->options->key, &digest, error);
	if (own == NULL)
		return FALSE;
	hantei_tag_writer_set_own(writer, own, SIGNATURE_LINE_BYTES);
	return TRUE;
}

/* The names of h=, lower case. */
static GPtrArray *
get_names(HanteiMessage *message, const gchar *const *names)
{
	GPtrArray *list;

	if (names == NULL)
		return hantei_dkim_default_names(message);
	list = g_ptr_array_new_with_free_func(g_free);
	for (; *names != NULL; names++)
		g_ptr_array_add(list, g_ascii_strdown(*names, -1));
	return list;
}

/* The message signature; @message has the new results on top. */
static gchar *
make_message_signature(const Sealer *sealer, HanteiMessage *message, GError **error)
{
	const HanteiArcSealOptions *options = sealer->options;
	HanteiDkimBodyHash body = {options->body_canon, HANTEI_DKIM_HASH_SHA256, G_MAXUINT64};
	g_auto(HanteiTagWriter) writer = {NULL};
	g_autoptr(HanteiDkimFields) fields = hantei_dkim_fields_new(message);
	g_autoptr(HanteiDkimHasher) hasher = hantei_dkim_hasher_new(HANTEI_DKIM_HASH_SHA256);
	g_autoptr(GPtrArray) names = get_names(message, options->names);
	g_autoptr(GString) list = g_string_new(NULL);
	g_autofree gchar *hash = NULL;

	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(list, "%s%s", i > 0 ? ":" : "", (gchar *)names->pdata[i]);
	hantei_dkim_hash_body(message, &body, 1);
	hash = g_base64_encode(body.digest.octets, body.digest.length);
	hantei_tag_writer_init(&writer, "ARC-Message-Signature");
	hantei_tag_writer_add(&writer, "a", hantei_dkim_private_key_get_algorithm(options->key));
	hantei_tag_writer_add_own(&writer);
	hantei_tag_writer_add(&writer, "bh", hash);
	hantei_tag_writer_add(
	    &writer, "c", hantei_dkim_canon_to_string(options->header_canon, options->body_canon));
	hantei_tag_writer_add(&writer, "d", sealer->domain);
	hantei_tag_writer_add(&writer, "h", list->str);
	add_last_tags(&writer, sealer);
	if (!hantei_dkim_fields_hash(fields, names, NULL, options->header_canon, hasher)) {
		set_error(error, "the header is too large to be signed");
		return NULL;
	}
	if (!sign_field(sealer, &writer, hasher, options->header_canon, error))
		return NULL;
	return g_string_free(g_steal_pointer(&writer.text), FALSE);
}

/* The seal over the sets of @message, unless they failed (RFC 8617 section 5.1.2), and the new one.
 */
static gchar *
make_seal(const Sealer *sealer,
	  HanteiMessage *message,
	  HanteiAuthResult chain,
	  const GPtrArray *sets,
	  const gchar *results,
	  const gchar *signature,
	  GError **error)
{
	const gchar *octets = g_bytes_get_data(hantei_message_get_bytes(message), NULL);
	const HanteiDkimCanon relaxed = HANTEI_DKIM_CANON_RELAXED;
	g_auto(HanteiTagWriter) writer = {NULL};
	g_autoptr(HanteiDkimHasher) hasher = hantei_dkim_hasher_new(HANTEI_DKIM_HASH_SHA256);

	for (guint i = 0; i < sets->len && chain == HANTEI_AUTH_RESULT_PASS; i++) {
		const HanteiArcSet *set = sets->pdata[i];

		for (guint kind = 0; kind < HANTEI_ARC_FIELD_COUNT; kind++)
			hantei_dkim_hasher_add_field(hasher, relaxed,
						     octets + set->fields[kind]->offset,
						     set->fields[kind]->length);
	}
	hantei_dkim_hasher_add_field(hasher, relaxed, results, strlen(results));
	hantei_dkim_hasher_add_field(hasher, relaxed, signature, strlen(signature));
	hantei_tag_writer_init(&writer, "ARC-Seal");
	hantei_tag_writer_add(&writer, "a",
			      hantei_dkim_private_key_get_algorithm(sealer->options->key));
	hantei_tag_writer_add_own(&writer);
	hantei_tag_writer_add(&writer, "cv", hantei_auth_result_to_string(chain));
	hantei_tag_writer_add(&writer, "d", sealer->domain);
	add_last_tags(&writer, sealer);
	if (!sign_field(sealer, &writer, hasher, relaxed, error))
		return NULL;
	return g_string_free(g_steal_pointer(&writer.text), FALSE);
}

/* Whether cv= @chain can be said of a mail with @n_instances. */
static gboolean
check_chain(HanteiAuthResult chain, const GPtrArray *sets, guint n_instances, GError **error)
{
	if (chain == HANTEI_AUTH_RESULT_FAIL && n_instances > 0)
		return TRUE;
	if (chain == HANTEI_AUTH_RESULT_NONE && n_instances == 0 && sets != NULL)
		return TRUE;
	if (chain == HANTEI_AUTH_RESULT_PASS && n_instances > 0 && sets != NULL)
		return TRUE;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
		    "cv=%s does not fit a chain of %u instances%s",
		    hantei_auth_result_to_string(chain), n_instances,
		    sets == NULL ? " that is broken" : "");
	return FALSE;
}

static gchar *
add_set(const Sealer *sealer,
	HanteiMessage *message,
	HanteiAuthResult chain,
	const GPtrArray *sets,
	GError **error)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	g_autofree gchar *results =
	    make_results(message, sealer->instance, sealer->options->authserv_id);
	g_autoptr(GBytes) bytes = hantei_dkim_prepend(message, results);
	g_autoptr(HanteiMessage) larger = hantei_message_new_from_bytes(bytes, error);
	g_autofree gchar *signature = NULL, *seal = NULL;

	if (larger == NULL)
		return NULL;
	signature = make_message_signature(sealer, larger, error);
	if (signature == NULL)
		return NULL;
	seal = make_seal(sealer, message, chain, sets == NULL ? none : sets, results, signature,
			 error);
	return seal == NULL ? NULL : g_strconcat(seal, signature, results, NULL);
}

gchar *
hantei_arc_seal(HanteiMessage *message,
		HanteiAuthResult chain,
		const HanteiArcSealOptions *options,
		GError **error)
{
	Sealer sealer = {options};
	g_autoptr(GPtrArray) sets = NULL;
	g_autofree gchar *domain = NULL, *selector = NULL, *id = NULL;
	guint n_instances = 0;

	if (!hantei_dkim_check_signer(options->key, options->domain, options->selector, &domain,
				      &selector, error))
		return NULL;
	id = hantei_dkim_normalize_domain(options->authserv_id);
	if (id == NULL) {
		set_error(error, "the authserv-id is no name");
		return NULL;
	}
	sets = hantei_arc_collect(message, &n_instances, NULL);
	if (n_instances == HANTEI_LIMIT_ARC_SETS ||
	    (sets != NULL && hantei_arc_is_closed(message, sets)))
		return g_strdup("");
	if (!check_chain(chain, sets, n_instances, error))
		return NULL;
	sealer.domain = domain;
	sealer.selector = selector;
	sealer.instance = n_instances + 1;
	return add_set(&sealer, message, chain, sets, error);
}
