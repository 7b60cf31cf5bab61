/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/arc.h"

#include <string.h>

#include "engine/auth/auth-header.h"
#include "engine/auth/dkim-check.h"
#include "engine/auth/tag-list.h"
#include "tokenizer/limits.h"

static const gchar *const field_names[HANTEI_ARC_FIELD_COUNT] = {
    "ARC-Authentication-Results",
    "ARC-Message-Signature",
    "ARC-Seal",
};

static void
set_free(gpointer data)
{
	HanteiArcSet *self = data;

	g_free(self->authserv_id);
	hantei_dkim_result_free(self->message_signature);
	hantei_dkim_result_free(self->seal);
	g_free(self);
}

static gboolean
is_blank(gchar c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* 1 to 50 of one or two digits, or 0. */
static guint
read_instance(const gchar *text, gsize length)
{
	guint instance = 0;

	if (length == 0 || length > 2)
		return 0;
	for (gsize i = 0; i < length; i++) {
		if (!g_ascii_isdigit(text[i]))
			return 0;
		instance = instance * 10 + (guint)(text[i] - '0');
	}
	return instance <= HANTEI_LIMIT_ARC_SETS ? instance : 0;
}

/* "i=1; authserv-id; ..." (RFC 8617 section 4.1.1): what comes after the first ";" goes to @rest.
 */
static guint
read_results_instance(const gchar *value, gsize length, const gchar **rest)
{
	const gchar *semicolon = memchr(value, ';', length);
	const gsize end = semicolon == NULL ? 0 : (gsize)(semicolon - value);
	gsize from = 0, to = end;

	*rest = semicolon == NULL ? NULL : semicolon + 1;
	while (from < to && is_blank(value[from]))
		from++;
	while (to > from && is_blank(value[to - 1]))
		to--;
	if (from == to || value[from++] != 'i')
		return 0;
	while (from < to && is_blank(value[from]))
		from++;
	if (from == to || value[from++] != '=')
		return 0;
	while (from < to && is_blank(value[from]))
		from++;
	return read_instance(value + from, to - from);
}

static guint
get_instance(HanteiArcField kind, const gchar *value, gsize length, gchar **authserv_id)
{
	g_autoptr(HanteiTagList) list = NULL;
	const gchar *text, *rest;
	guint instance;

	if (length > HANTEI_LIMIT_DKIM_FIELD_BYTES)
		return 0;
	if (kind == HANTEI_ARC_RESULTS) {
		instance = read_results_instance(value, length, &rest);
		if (instance > 0)
			*authserv_id = hantei_auth_header_dup_authserv_id(
			    rest, length - (gsize)(rest - value));
		return instance;
	}
	list = hantei_tag_list_parse(value, length, NULL);
	text = list == NULL ? NULL : hantei_tag_list_get(list, "i");
	return text == NULL ? 0 : read_instance(text, strlen(text));
}

G_GNUC_PRINTF(2, 3)
static gboolean
set_error(GError **error, const gchar *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (error != NULL && *error == NULL)
		*error = g_error_new_valist(G_IO_ERROR, G_IO_ERROR_INVALID_DATA, format, arguments);
	va_end(arguments);
	return FALSE;
}

/* Puts one field into its set. */
static gboolean
take_field(HanteiMessage *message,
	   HanteiArcSet **sets,
	   HanteiArcField kind,
	   const HanteiField *field,
	   GError **error)
{
	g_autofree gchar *authserv_id = NULL;
	gsize length;
	const gchar *value = hantei_message_field_value(message, field, &length);
	const guint instance = get_instance(kind, value, length, &authserv_id);

	if (instance == 0)
		return set_error(error, "%s without an instance of 1 to 50", field_names[kind]);
	if (sets[instance] == NULL)
		sets[instance] = g_new0(HanteiArcSet, 1);
	sets[instance]->instance = instance;
	if (sets[instance]->fields[kind] != NULL)
		return set_error(error, "two %s of instance %u", field_names[kind], instance);
	sets[instance]->fields[kind] = field;
	if (kind == HANTEI_ARC_RESULTS)
		sets[instance]->authserv_id = g_steal_pointer(&authserv_id);
	return TRUE;
}

/* Whether each set up to the highest is whole. */
static gboolean
check_sets(HanteiArcSet **sets, guint highest, GError **error)
{
	for (guint i = 1; i <= highest; i++)
		for (guint kind = 0; kind < HANTEI_ARC_FIELD_COUNT; kind++)
			if (sets[i] == NULL || sets[i]->fields[kind] == NULL)
				return set_error(error, "no %s of instance %u", field_names[kind],
						 i);
	return TRUE;
}

GPtrArray *
hantei_arc_collect(HanteiMessage *message, guint *highest, GError **error)
{
	HanteiArcSet *sets[HANTEI_LIMIT_ARC_SETS + 1] = {NULL};
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(set_free);
	gsize n_fields;
	const HanteiField *fields = hantei_message_get_fields(message, &n_fields);
	gboolean is_chain = TRUE;

	*highest = 0;
	for (gsize i = 0; i < n_fields; i++)
		for (guint kind = 0; kind < HANTEI_ARC_FIELD_COUNT; kind++)
			if (hantei_message_field_is(message, &fields[i], field_names[kind]) &&
			    !take_field(message, sets, (HanteiArcField)kind, &fields[i],
					is_chain ? error : NULL))
				is_chain = FALSE;
	for (guint i = 1; i <= HANTEI_LIMIT_ARC_SETS; i++)
		if (sets[i] != NULL)
			*highest = i;
	is_chain = is_chain && check_sets(sets, *highest, error);
	for (guint i = 1; i <= *highest; i++)
		if (sets[i] != NULL)
			g_ptr_array_add(all, sets[i]);
	return is_chain ? g_steal_pointer(&all) : NULL;
}

gboolean
hantei_arc_is_closed(HanteiMessage *message, const GPtrArray *sets)
{
	const HanteiArcSet *newest = sets->len == 0 ? NULL : sets->pdata[sets->len - 1];
	g_autoptr(HanteiDkimSignature) seal = NULL;
	const gchar *value;
	gsize length;

	if (newest == NULL)
		return FALSE;
	value = hantei_message_field_value(message, newest->fields[HANTEI_ARC_SEAL], &length);
	seal = hantei_dkim_signature_parse(HANTEI_DKIM_KIND_ARC_SEAL, value, length, NULL);
	return seal != NULL && seal->chain == HANTEI_AUTH_RESULT_FAIL;
}

/* Hashes what the seal of set @nth signs: the fields of all sets up to its own, relaxed (RFC 8617
 * section 5.1.1). */
static void
hash_seal(HanteiMessage *message, const GPtrArray *sets, guint nth, HanteiDkimCheck *seal)
{
	const gchar *octets = g_bytes_get_data(hantei_message_get_bytes(message), NULL);
	g_autoptr(HanteiDkimHasher) hasher = NULL;

	if (seal->signature == NULL)
		return;
	hasher = hantei_dkim_hasher_new(seal->signature->hash);
	for (guint i = 0; i <= nth; i++) {
		const HanteiArcSet *set = sets->pdata[i];

		for (guint kind = 0; kind < HANTEI_ARC_FIELD_COUNT; kind++) {
			const HanteiField *field = set->fields[kind];

			if (i < nth || kind != HANTEI_ARC_SEAL)
				hantei_dkim_hasher_add_field(hasher, HANTEI_DKIM_CANON_RELAXED,
							     octets + field->offset, field->length);
			else
				hantei_dkim_hasher_add_own_field(
				    hasher, HANTEI_DKIM_CANON_RELAXED, octets + field->offset,
				    field->length,
				    field->value_offset - field->offset +
					seal->signature->cut_offset,
				    seal->signature->cut_length);
		}
	}
	hantei_dkim_hasher_finish(hasher, &seal->header);
	seal->has_header = TRUE;
}

/* Verifies the two signatures of every set, all keys asked for at once. */
static void
verify_sets(GPtrArray *sets,
	    HanteiMessage *message,
	    HanteiResolver *resolver,
	    const HanteiDkimOptions *options,
	    GCancellable *cancellable)
{
	g_autoptr(HanteiDkimFields) fields = hantei_dkim_fields_new(message);
	g_autoptr(GPtrArray) checks =
	    g_ptr_array_new_with_free_func((GDestroyNotify)hantei_dkim_check_free);

	for (guint i = 0; i < sets->len; i++) {
		HanteiArcSet *set = sets->pdata[i];
		HanteiDkimCheck *seal;

		g_ptr_array_add(checks,
				hantei_dkim_check_new(message, set->fields[HANTEI_ARC_MESSAGE],
						      HANTEI_DKIM_KIND_ARC_MESSAGE));
		seal = hantei_dkim_check_new(message, set->fields[HANTEI_ARC_SEAL],
					     HANTEI_DKIM_KIND_ARC_SEAL);
		set->chain =
		    seal->signature == NULL ? HANTEI_AUTH_RESULT_FAIL : seal->signature->chain;
		hash_seal(message, sets, i, seal);
		g_ptr_array_add(checks, seal);
	}
	hantei_dkim_checks_run(checks, message, fields, resolver, options, cancellable);
	for (guint i = 0; i < sets->len; i++) {
		HanteiArcSet *set = sets->pdata[i];
		HanteiDkimCheck *signature = checks->pdata[2 * i];
		HanteiDkimCheck *seal = checks->pdata[2 * i + 1];

		set->message_signature = g_steal_pointer(&signature->result);
		set->seal = g_steal_pointer(&seal->result);
	}
}

/* What the values of cv= say: steps 2 and 3 C of RFC 8617 section 5.2. */
static gboolean
check_chain_values(HanteiArc *self)
{
	const HanteiArcSet *newest = self->sets->pdata[self->sets->len - 1];

	if (newest->chain == HANTEI_AUTH_RESULT_FAIL && newest->seal->domain != NULL &&
	    newest->seal->cause != HANTEI_DKIM_CAUSE_MALFORMED) {
		self->reason = g_strdup_printf("the sealer of instance %u, %s, says it failed",
					       newest->instance, newest->seal->domain);
		return FALSE;
	}
	for (guint i = 0; i < self->sets->len; i++) {
		const HanteiArcSet *set = self->sets->pdata[i];
		const HanteiAuthResult expected =
		    i == 0 ? HANTEI_AUTH_RESULT_NONE : HANTEI_AUTH_RESULT_PASS;

		if (set->chain == expected)
			continue;
		self->reason =
		    set->seal->cause == HANTEI_DKIM_CAUSE_MALFORMED
			? g_strdup_printf("ARC-Seal of instance %u: %s", set->instance,
					  set->seal->reason)
			: g_strdup_printf("cv=%s in the seal of instance %u",
					  hantei_auth_result_to_string(set->chain), set->instance);
		return FALSE;
	}
	return TRUE;
}

/* Takes one signature into the result: a failure outweighs what is not known, and that a temporary
 * error. */
static void
take_signature(HanteiArc *self, const HanteiDkimResult *one, guint instance, HanteiArcField kind)
{
	HanteiAuthResult result = HANTEI_AUTH_RESULT_FAIL;

	if (one->is_known && one->result == HANTEI_AUTH_RESULT_PASS)
		return;
	if (!one->is_known)
		result = HANTEI_AUTH_RESULT_NONE;
	else if (one->result == HANTEI_AUTH_RESULT_TEMPERROR)
		result = HANTEI_AUTH_RESULT_TEMPERROR;
	if (self->result == HANTEI_AUTH_RESULT_FAIL ||
	    (!self->is_known && result != HANTEI_AUTH_RESULT_FAIL) ||
	    (self->result == HANTEI_AUTH_RESULT_TEMPERROR &&
	     result == HANTEI_AUTH_RESULT_TEMPERROR))
		return;
	self->is_known = result != HANTEI_AUTH_RESULT_NONE;
	self->result = result;
	g_free(self->reason);
	self->reason =
	    g_strdup_printf("%s of instance %u: %s", field_names[kind], instance, one->reason);
}

static void
judge(HanteiArc *self)
{
	const guint n = self->sets->len;
	const HanteiArcSet *newest = self->sets->pdata[n - 1];

	self->result = HANTEI_AUTH_RESULT_FAIL;
	if (!check_chain_values(self))
		return;
	self->result = HANTEI_AUTH_RESULT_PASS;
	take_signature(self, newest->message_signature, newest->instance, HANTEI_ARC_MESSAGE);
	for (guint i = n; i > 0; i--) {
		const HanteiArcSet *set = self->sets->pdata[i - 1];

		take_signature(self, set->seal, set->instance, HANTEI_ARC_SEAL);
	}
	if (self->result != HANTEI_AUTH_RESULT_PASS)
		return;
	for (guint i = n; i > 0; i--) {
		const HanteiArcSet *set = self->sets->pdata[i - 1];

		if (set->message_signature->result == HANTEI_AUTH_RESULT_PASS)
			continue;
		self->oldest_pass = set->instance + 1;
		return;
	}
}

HanteiArc *
hantei_arc_validate(HanteiMessage *message,
		    HanteiResolver *resolver,
		    const HanteiDkimOptions *options,
		    GCancellable *cancellable)
{
	HanteiArc *self = g_new0(HanteiArc, 1);
	g_autoptr(GError) error = NULL;

	self->is_known = TRUE;
	self->sets = hantei_arc_collect(message, &self->n_instances, &error);
	if (self->sets == NULL) {
		self->sets = g_ptr_array_new_with_free_func(set_free);
		self->result = HANTEI_AUTH_RESULT_FAIL;
		self->reason = g_strdup(error->message);
		return self;
	}
	if (self->sets->len == 0)
		return self;
	verify_sets(self->sets, message, resolver, options, cancellable);
	judge(self);
	return self;
}

void
hantei_arc_free(HanteiArc *self)
{
	if (self == NULL)
		return;
	g_free(self->reason);
	g_ptr_array_unref(self->sets);
	g_free(self);
}
