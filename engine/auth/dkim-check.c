/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dkim-check.h"

#include <string.h>

#include "engine/auth/tag-list.h"
#include "tokenizer/limits.h"

/* RFC 8301 section 3.2 */
#define MIN_KEY_BITS 1024

/* How far a sender's clock may be ahead: OpenDKIM's ClockDrift. */
#define CLOCK_DRIFT_SECONDS 300

struct _HanteiDkimFields {
	HanteiMessage *message;
	GHashTable *by_name; /* lower case -> GPtrArray of const HanteiField *, from the top */
};

HanteiDkimFields *
hantei_dkim_fields_new(HanteiMessage *message)
{
	HanteiDkimFields *self = g_new0(HanteiDkimFields, 1);
	gsize n_fields;
	const HanteiField *fields = hantei_message_get_fields(message, &n_fields);

	self->message = message;
	self->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      (GDestroyNotify)g_ptr_array_unref);
	for (gsize i = 0; i < n_fields; i++) {
		g_autofree gchar *name = g_ascii_strdown(
		    hantei_message_field_name(message, &fields[i]), (gssize)fields[i].name_length);
		GPtrArray *same = g_hash_table_lookup(self->by_name, name);

		if (same == NULL) {
			same = g_ptr_array_new();
			g_hash_table_insert(self->by_name, g_steal_pointer(&name), same);
		}
		g_ptr_array_add(same, (gpointer)&fields[i]);
	}
	return self;
}

guint
hantei_dkim_fields_count(const HanteiDkimFields *self, const gchar *name)
{
	const GPtrArray *same = g_hash_table_lookup(self->by_name, name);

	return same == NULL ? 0 : same->len;
}

/* The next field of @same to be signed, or NULL; @n_used counts those passed from the bottom. */
static const HanteiField *
next_from_bottom(const GPtrArray *same, guint *n_used, const HanteiField *own)
{
	while (*n_used < same->len) {
		const HanteiField *field = same->pdata[same->len - 1 - (*n_used)++];

		if (field != own)
			return field;
	}
	return NULL;
}

gboolean
hantei_dkim_fields_hash(const HanteiDkimFields *self,
			const GPtrArray *names,
			const HanteiField *own,
			HanteiDkimCanon canon,
			HanteiDkimHasher *hasher)
{
	g_autoptr(GHashTable) used = g_hash_table_new(g_direct_hash, g_direct_equal);
	const gchar *octets = g_bytes_get_data(hantei_message_get_bytes(self->message), NULL);
	gsize n_octets = 0;

	for (guint i = 0; i < names->len; i++) {
		GPtrArray *same = g_hash_table_lookup(self->by_name, names->pdata[i]);
		const HanteiField *field;
		guint n_used;

		if (same == NULL)
			continue;
		n_used = GPOINTER_TO_UINT(g_hash_table_lookup(used, same));
		field = next_from_bottom(same, &n_used, own);
		g_hash_table_insert(used, same, GUINT_TO_POINTER(n_used));
		if (field == NULL)
			continue;
		n_octets += field->length;
		if (n_octets > HANTEI_LIMIT_DKIM_HEADER_BYTES)
			return FALSE;
		hantei_dkim_hasher_add_field(hasher, canon, octets + field->offset, field->length);
	}
	return TRUE;
}

void
hantei_dkim_fields_free(HanteiDkimFields *self)
{
	if (self == NULL)
		return;
	g_hash_table_unref(self->by_name);
	g_free(self);
}

/* Says that @self does not pass; what was said first stays. */
G_GNUC_PRINTF(4, 5)
static void
refuse(
    HanteiDkimCheck *self, HanteiAuthResult result, HanteiDkimCause cause, const gchar *format, ...)
{
	va_list arguments;

	if (self->result->cause != HANTEI_DKIM_CAUSE_NONE)
		return;
	self->result->result = result;
	self->result->cause = cause;
	va_start(arguments, format);
	self->result->reason = g_strdup_vprintf(format, arguments);
	va_end(arguments);
}

/* Whose signature it is, of a field that is not sound. */
static void
guess_signer(HanteiDkimResult *self, const gchar *value, gsize length)
{
	g_autoptr(HanteiTagList) list = NULL;
	const gchar *domain, *selector;

	if (length > HANTEI_LIMIT_DKIM_FIELD_BYTES)
		return;
	list = hantei_tag_list_parse(value, length, NULL);
	domain = list == NULL ? NULL : hantei_tag_list_get(list, "d");
	selector = list == NULL ? NULL : hantei_tag_list_get(list, "s");
	self->domain = domain == NULL ? NULL : hantei_dkim_normalize_domain(domain);
	self->selector = selector == NULL ? NULL : hantei_dkim_normalize_domain(selector);
}

HanteiDkimCheck *
hantei_dkim_check_new(HanteiMessage *message, const HanteiField *field, HanteiDkimKind kind)
{
	HanteiDkimCheck *self = g_new0(HanteiDkimCheck, 1);
	g_autoptr(GError) error = NULL;
	HanteiDkimResult *result = g_new0(HanteiDkimResult, 1);
	const HanteiDkimSignature *signature;
	gsize length;
	const gchar *value = hantei_message_field_value(message, field, &length);

	self->result = result;
	result->is_known = TRUE;
	result->field = field;
	result->timestamp = result->expiry = -1;
	result->unsigned_names = g_ptr_array_new_with_free_func(g_free);
	result->over_signed = g_ptr_array_new_with_free_func(g_free);
	signature = self->signature = hantei_dkim_signature_parse(kind, value, length, &error);
	if (signature == NULL) {
		guess_signer(result, value, length);
		if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
			refuse(self, HANTEI_AUTH_RESULT_NEUTRAL, HANTEI_DKIM_CAUSE_UNSUPPORTED,
			       "%s", error->message);
		else
			refuse(self, HANTEI_AUTH_RESULT_PERMERROR, HANTEI_DKIM_CAUSE_MALFORMED,
			       "%s", error->message);
		return self;
	}
	result->domain = g_strdup(signature->domain);
	result->selector = g_strdup(signature->selector);
	result->identity = g_strdup(signature->identity);
	result->algorithm = g_strdup(signature->algorithm);
	result->timestamp = signature->timestamp;
	result->expiry = signature->expiry;
	result->has_limit = signature->limit != G_MAXUINT64;
	return self;
}

/* Hashes the header's part of @self: the fields of h=, then its own. */
static void
hash_header(HanteiDkimCheck *self, HanteiMessage *message, const HanteiDkimFields *fields)
{
	const HanteiDkimSignature *signature = self->signature;
	const HanteiField *own = self->result->field;
	const gchar *octets = g_bytes_get_data(hantei_message_get_bytes(message), NULL);
	g_autoptr(HanteiDkimHasher) hasher = hantei_dkim_hasher_new(signature->hash);

	if (!hantei_dkim_fields_hash(fields, signature->names, own, signature->header_canon,
				     hasher)) {
		refuse(self, HANTEI_AUTH_RESULT_PERMERROR, HANTEI_DKIM_CAUSE_TOO_LARGE,
		       "h= covers more than %u octets of header", HANTEI_LIMIT_DKIM_HEADER_BYTES);
		return;
	}
	hantei_dkim_hasher_add_own_field(
	    hasher, signature->header_canon, octets + own->offset, own->length,
	    own->value_offset - own->offset + signature->cut_offset, signature->cut_length);
	hantei_dkim_hasher_finish(hasher, &self->header);
	self->has_header = TRUE;
}

/* Hashes the body for all that sign it, in one go. */
static void
hash_bodies(GPtrArray *checks, HanteiMessage *message)
{
	g_autoptr(GArray) hashes = g_array_new(FALSE, TRUE, sizeof(HanteiDkimBodyHash));
	guint n = 0;

	for (guint i = 0; i < checks->len; i++) {
		const HanteiDkimCheck *check = checks->pdata[i];
		HanteiDkimBodyHash hash = {0};

		if (check->signature == NULL || check->signature->body_hash == NULL)
			continue;
		hash.canon = check->signature->body_canon;
		hash.hash = check->signature->hash;
		hash.limit = check->signature->limit;
		g_array_append_val(hashes, hash);
	}
	hantei_dkim_hash_body(message, (HanteiDkimBodyHash *)(gpointer)hashes->data, hashes->len);
	for (guint i = 0; i < checks->len; i++) {
		HanteiDkimCheck *check = checks->pdata[i];

		if (check->signature == NULL || check->signature->body_hash == NULL)
			continue;
		check->body = g_array_index(hashes, HanteiDkimBodyHash, n++);
		check->result->body_bytes = check->body.body_bytes;
		check->result->signed_bytes = MIN(check->body.limit, check->body.body_bytes);
	}
}

/* Asks for the keys of all @checks, each name once.
 * Returns: (transfer full): of HanteiDnsAnswer, by the checks' @question. */
static GPtrArray *
ask_for_keys(GPtrArray *checks, HanteiResolver *resolver, GCancellable *cancellable)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autofree HanteiQuestion *questions = g_new0(HanteiQuestion, checks->len + 1);
	GPtrArray *answers =
	    g_ptr_array_new_with_free_func((GDestroyNotify)hantei_dns_answer_unref);

	for (guint i = 0; i < checks->len; i++) {
		HanteiDkimCheck *check = checks->pdata[i];
		g_autofree gchar *name = NULL;
		guint at;

		if (check->signature == NULL)
			continue;
		name = g_strdup_printf("%s._domainkey.%s", check->signature->selector,
				       check->signature->domain);
		if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, &at)) {
			at = names->len;
			questions[at].name = name;
			questions[at].type = HANTEI_DNS_TYPE_TXT;
			g_ptr_array_add(names, g_steal_pointer(&name));
		}
		check->question = at;
	}
	g_ptr_array_set_size(answers, (gint)names->len);
	if (names->len > 0)
		hantei_resolver_lookup_all(resolver, questions, names->len,
					   (HanteiDnsAnswer **)answers->pdata, cancellable);
	return answers;
}

/* Whether @key may be used for @self. @what: (out) (optional): why not */
static gboolean
key_suits(const HanteiDkimCheck *self, const HanteiDkimKey *key, const gchar **what)
{
	const HanteiDkimSignature *signature = self->signature;
	const gchar *at = signature->identity == NULL ? NULL : strrchr(signature->identity, '@');

	*what = NULL;
	if (key->type != signature->key_type)
		*what = "k= of the key is not what a= needs";
	else if (signature->hash == HANTEI_DKIM_HASH_SHA1 ? !key->allows_sha1 : !key->allows_sha256)
		*what = "h= of the key does not allow the hash of a=";
	else if (!key->allows_email)
		*what = "s= of the key does not allow mail";
	else if (key->is_strict && at != NULL && strcmp(at + 1, signature->domain) != 0)
		*what = "t=s of the key allows no i= below d=";
	return *what == NULL;
}

static void
take_key(HanteiDkimCheck *self, const HanteiDkimKey *key, gboolean *is_good)
{
	const HanteiDkimSignature *signature = self->signature;
	HanteiDkimResult *result = self->result;
	gsize length;
	const guint8 *octets = g_bytes_get_data(signature->signature, &length);

	*is_good = self->has_header &&
		   hantei_dkim_key_verify(key, signature->hash, &self->header, octets, length);
	result->key_bits = key->bits;
	result->is_testing = key->is_testing;
	result->is_pkcs1 = key->is_pkcs1;
}

/* Looks for a key that verifies @self among @keys; RFC 6376 section 6.1.2 lets a verifier try
 * several. Says what is wrong with the first if none can be used. */
static gboolean
try_keys(HanteiDkimCheck *self, const GPtrArray *keys)
{
	gboolean is_good = FALSE, is_tried = FALSE;
	const gchar *what, *first = NULL;
	gboolean is_revoked = FALSE;

	for (guint i = 0; i < keys->len && !is_good; i++) {
		const HanteiDkimKey *key = keys->pdata[i];

		if (key->is_revoked)
			is_revoked = TRUE;
		else if (key_suits(self, key, &what)) {
			take_key(self, key, &is_good);
			is_tried = TRUE;
		} else if (first == NULL)
			first = what;
		if (!is_tried && i == 0)
			self->result->is_testing = key->is_testing;
	}
	self->result->n_keys = keys->len;
	if (is_tried)
		return is_good;
	if (first != NULL)
		refuse(self, HANTEI_AUTH_RESULT_PERMERROR, HANTEI_DKIM_CAUSE_KEY_MISMATCH, "%s",
		       first);
	else if (is_revoked)
		refuse(self, HANTEI_AUTH_RESULT_PERMERROR, HANTEI_DKIM_CAUSE_KEY_REVOKED,
		       "the key is revoked (its p= is empty)");
	return FALSE;
}

/* Verifies with what the DNS said. Returns: whether header and signature agree. */
static gboolean
use_answer(HanteiDkimCheck *self, const HanteiDnsAnswer *answer)
{
	const HanteiDkimSignature *signature = self->signature;
	g_autoptr(GPtrArray) keys = NULL;
	g_autoptr(GError) error = NULL;

	switch (answer->status) {
	case HANTEI_DNS_OK:
		keys = hantei_dkim_key_parse_answer(answer, &error);
		if (keys != NULL)
			return try_keys(self, keys);
		refuse(self, HANTEI_AUTH_RESULT_PERMERROR, HANTEI_DKIM_CAUSE_KEY_INVALID, "%s",
		       error->message);
		return FALSE;
	case HANTEI_DNS_NODATA:
	case HANTEI_DNS_NXDOMAIN:
		refuse(self, HANTEI_AUTH_RESULT_PERMERROR, HANTEI_DKIM_CAUSE_NO_KEY,
		       "no key at %s._domainkey.%s", signature->selector, signature->domain);
		return FALSE;
	case HANTEI_DNS_BADNAME:
		refuse(self, HANTEI_AUTH_RESULT_PERMERROR, HANTEI_DKIM_CAUSE_NO_KEY,
		       "%s._domainkey.%s is no name a key can have", signature->selector,
		       signature->domain);
		return FALSE;
	default:
		return FALSE;
	}
}

/* What the body and the clock say; needs no key. */
static gboolean
judge_body(HanteiDkimCheck *self, const HanteiDkimOptions *options)
{
	const HanteiDkimSignature *signature = self->signature;
	gboolean is_same = TRUE;

	if (signature->hash == HANTEI_DKIM_HASH_SHA1 && !options->allows_sha1)
		refuse(self, HANTEI_AUTH_RESULT_FAIL, HANTEI_DKIM_CAUSE_SHA1,
		       "rsa-sha1 counts for nothing (RFC 8301): sign with rsa-sha256");
	if (options->now > 0 && signature->expiry >= 0 && options->now > signature->expiry)
		refuse(self, HANTEI_AUTH_RESULT_FAIL, HANTEI_DKIM_CAUSE_EXPIRED,
		       "expired %" G_GINT64_FORMAT " s ago", options->now - signature->expiry);
	if (signature->body_hash != NULL)
		is_same = g_bytes_get_size(signature->body_hash) == self->body.digest.length &&
			  memcmp(g_bytes_get_data(signature->body_hash, NULL),
				 self->body.digest.octets, self->body.digest.length) == 0;
	if (!is_same)
		refuse(self, HANTEI_AUTH_RESULT_FAIL, HANTEI_DKIM_CAUSE_BODY_ALTERED,
		       "the body is not as it was signed");
	return is_same;
}

static void
finish(HanteiDkimCheck *self, const HanteiDnsAnswer *answer, const HanteiDkimOptions *options)
{
	const HanteiDkimSignature *signature = self->signature;
	HanteiDkimResult *result = self->result;
	const guint min_bits = options->min_key_bits == 0 ? MIN_KEY_BITS : options->min_key_bits;
	gboolean is_good, is_same;

	if (signature->body_hash != NULL && signature->limit != G_MAXUINT64 &&
	    signature->limit > result->body_bytes)
		refuse(self, HANTEI_AUTH_RESULT_PERMERROR, HANTEI_DKIM_CAUSE_BODY_SHORTER,
		       "l= signs %" G_GUINT64_FORMAT " octets of a body of %" G_GUINT64_FORMAT,
		       signature->limit, result->body_bytes);
	is_good = use_answer(self, answer);
	is_same = judge_body(self, options);
	result->is_intact = is_good && is_same;
	if (answer->status == HANTEI_DNS_NOT_ASKED && result->cause == HANTEI_DKIM_CAUSE_NONE) {
		result->is_known = FALSE;
		refuse(self, HANTEI_AUTH_RESULT_NONE, HANTEI_DKIM_CAUSE_NOT_ASKED,
		       "the key was not asked for");
	}
	if (!hantei_dns_answer_is_known(answer))
		refuse(self, HANTEI_AUTH_RESULT_TEMPERROR, HANTEI_DKIM_CAUSE_DNS_FAILED,
		       "%s._domainkey.%s: %s", signature->selector, signature->domain,
		       answer->detail != NULL ? answer->detail
					      : hantei_dns_status_to_string(answer->status));
	if (!is_good)
		refuse(self, HANTEI_AUTH_RESULT_FAIL, HANTEI_DKIM_CAUSE_HEADER_ALTERED,
		       "the header is not as it was signed, or the key is another");
	if (signature->key_type == HANTEI_DKIM_KEY_RSA && result->key_bits < min_bits)
		refuse(self, HANTEI_AUTH_RESULT_FAIL, HANTEI_DKIM_CAUSE_KEY_WEAK,
		       "a key of %u bits, %u at least are needed (RFC 8301)", result->key_bits,
		       min_bits);
	if (options->now > 0 && signature->timestamp > options->now + CLOCK_DRIFT_SECONDS)
		refuse(self, HANTEI_AUTH_RESULT_POLICY, HANTEI_DKIM_CAUSE_FUTURE,
		       "signed %" G_GINT64_FORMAT " s from now",
		       signature->timestamp - options->now);
	if (result->cause == HANTEI_DKIM_CAUSE_NONE)
		result->result = HANTEI_AUTH_RESULT_PASS;
}

void
hantei_dkim_checks_run(GPtrArray *checks,
		       HanteiMessage *message,
		       const HanteiDkimFields *fields,
		       HanteiResolver *resolver,
		       const HanteiDkimOptions *options,
		       GCancellable *cancellable)
{
	static const HanteiDkimOptions none = {0};
	g_autoptr(GPtrArray) answers = NULL;

	hash_bodies(checks, message);
	for (guint i = 0; i < checks->len; i++) {
		HanteiDkimCheck *check = checks->pdata[i];

		if (check->signature != NULL && !check->has_header)
			hash_header(check, message, fields);
	}
	answers = ask_for_keys(checks, resolver, cancellable);
	for (guint i = 0; i < checks->len; i++) {
		HanteiDkimCheck *check = checks->pdata[i];

		if (check->signature != NULL)
			finish(check, answers->pdata[check->question],
			       options == NULL ? &none : options);
	}
}

void
hantei_dkim_check_free(HanteiDkimCheck *self)
{
	if (self == NULL)
		return;
	hantei_dkim_signature_free(self->signature);
	hantei_dkim_result_free(self->result);
	g_free(self);
}

void
hantei_dkim_result_free(HanteiDkimResult *self)
{
	if (self == NULL)
		return;
	g_free(self->reason);
	g_free(self->domain);
	g_free(self->selector);
	g_free(self->identity);
	g_free(self->algorithm);
	g_ptr_array_unref(self->unsigned_names);
	g_ptr_array_unref(self->over_signed);
	g_free(self);
}
