/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/auth.h"

#include "engine/auth/auth-header.h"
#include "tokenizer/limits.h"

#include <string.h>

/* Who alignment is with. */
typedef struct {
	gchar *domain;			/* or NULL */
	const HanteiSuffixes *suffixes; /* or NULL */
} From;

/* An Authentication-Results field and where it stands. */
typedef struct {
	HanteiAuthHeader *header; /* NULL if it cannot be parsed */
	gchar *authserv_id;	  /* as far as it can be told */
	GError *error;
	guint n_received_above;
	gboolean is_trusted; /* by its name */
	gboolean is_believed;
} Field;

static void
field_free(gpointer data)
{
	Field *field = data;

	hantei_auth_header_free(field->header);
	g_free(field->authserv_id);
	g_clear_error(&field->error);
	g_free(field);
}

static void
dkim_free(gpointer data)
{
	HanteiAuthDkim *dkim = data;

	g_free(dkim->domain);
	g_free(dkim->selector);
	g_free(dkim);
}

static void
shown_free(gpointer data)
{
	HanteiAuthField *shown = data;

	g_free(shown->authserv_id);
	g_free(shown->text);
	g_free(shown);
}

/* A field without a name, which only Microsoft writes, is trusted by the name "". A field that
 * cannot be parsed and shows no name is nobody's. */
static gboolean
is_trusted(const Field *field, const gchar *const *trusted)
{
	const gchar *id = field->authserv_id;

	if (id == NULL && field->header != NULL)
		id = "";
	for (; id != NULL && trusted != NULL && *trusted != NULL; trusted++) {
		if (g_ascii_strcasecmp(id, *trusted) == 0)
			return TRUE;
	}
	return FALSE;
}

static Field *
field_new(HanteiMessage *message, const HanteiField *raw, const gchar *const *trusted)
{
	Field *field = g_new0(Field, 1);
	const gchar *value;
	gsize length;

	value = hantei_message_field_value(message, raw, &length);
	field->header = hantei_auth_header_parse(value, length, &field->error);
	field->authserv_id = hantei_auth_header_dup_authserv_id(value, length);
	field->is_trusted = is_trusted(field, trusted);
	return field;
}

/* The fields from the top; @n_received is how many Received fields there are. */
static GPtrArray *
collect_fields(HanteiMessage *message, const gchar *const *trusted, guint *n_received)
{
	GPtrArray *fields = g_ptr_array_new_with_free_func(field_free);
	const HanteiField *raw;
	gsize n_raw;

	*n_received = 0;
	raw = hantei_message_get_fields(message, &n_raw);
	for (gsize i = 0; i < n_raw; i++) {
		Field *field;

		if (hantei_message_field_is(message, &raw[i], "Received"))
			++*n_received;
		if (fields->len == HANTEI_LIMIT_AUTH_FIELDS ||
		    !hantei_message_field_is(message, &raw[i], "Authentication-Results"))
			continue;
		field = field_new(message, &raw[i], trusted);
		field->n_received_above = *n_received;
		g_ptr_array_add(fields, field);
	}
	return fields;
}

/* The receiver is whoever wrote the topmost field. */
static void
trust_topmost(GPtrArray *fields)
{
	const Field *topmost = fields->len > 0 ? fields->pdata[0] : NULL;

	for (guint i = 0; i < fields->len; i++) {
		Field *field = g_ptr_array_index(fields, i);

		if (field == topmost ||
		    (field->authserv_id != NULL && topmost->authserv_id != NULL &&
		     g_ascii_strcasecmp(field->authserv_id, topmost->authserv_id) == 0))
			field->is_trusted = TRUE;
	}
}

/* Everything from the top to the first Received is the last receiver's work: whatever the sender
 * sent was below that Received when it arrived. So if the topmost trusted field stands there, so
 * do others that may be believed. Anywhere else the topmost stands alone: below it, in Gmail's
 * order (Received, Authentication-Results, then what was sent), the sender's own fields begin.
 *
 * The topmost field sets the border even if it cannot be parsed, lest a mail that breaks the
 * receiver's field get the one below believed. */
static void
choose_believed(GPtrArray *fields, guint n_received)
{
	const Field *topmost = NULL;

	for (guint i = 0; i < fields->len; i++) {
		Field *field = g_ptr_array_index(fields, i);

		if (!field->is_trusted)
			continue;
		if (topmost == NULL)
			topmost = field;
		field->is_believed =
		    field == topmost || (n_received > 0 && field->n_received_above == 0);
	}
}

static gboolean
is_domain(const gchar *text)
{
	if (*text == '\0' || strlen(text) > 253 || strstr(text, "..") != NULL || *text == '.')
		return FALSE;
	for (; *text != '\0'; text++) {
		if (!g_ascii_isalnum(*text) && strchr("-_.", *text) == NULL && (guchar)*text < 0x80)
			return FALSE;
	}
	return TRUE;
}

/* The domain of "a@example.com", "@example.com", "<a@example.com>" or "example.com", lower case and
 * without final dot; NULL if there is none. Microsoft's "header.d=none" is none. */
static gchar *
domain_of(const gchar *value)
{
	g_autofree gchar *domain = NULL;
	const gchar *at;
	gsize length;

	if (value == NULL)
		return NULL;
	at = strrchr(value, '@');
	at = at != NULL ? at + 1 : value;
	if (*at == '<')
		at++;
	domain = g_ascii_strdown(at, -1);
	length = strlen(domain);
	if (length > 0 && domain[length - 1] == '>')
		domain[--length] = '\0';
	if (length > 0 && domain[length - 1] == '.')
		domain[--length] = '\0';
	if (strcmp(domain, "none") == 0 || !is_domain(domain))
		return NULL;
	return g_steal_pointer(&domain);
}

/* Whether @domain is below @parent, which has two labels or more. */
static gboolean
is_below(const gchar *domain, const gchar *parent)
{
	gsize n = strlen(domain), n_parent = strlen(parent);

	return n > n_parent && domain[n - n_parent - 1] == '.' &&
	       strcmp(domain + n - n_parent, parent) == 0 && strchr(parent, '.') != NULL;
}

/* The last two labels of @domain, or all. */
static const gchar *
last_labels(const gchar *domain)
{
	const gchar *dot = strrchr(domain, '.');

	while (dot != NULL && dot > domain) {
		dot--;
		if (*dot == '.')
			return dot + 1;
	}
	return domain;
}

/* By the public suffix list. Returns: FALSE if a name is none; @aligned is then untouched. */
static gboolean
compare_owners(const From *from, const gchar *domain, HanteiAuthAligned *aligned)
{
	g_autofree gchar *one = hantei_domain_normalize(domain);
	g_autofree gchar *other = hantei_domain_normalize(from->domain);
	g_autofree gchar *owner = NULL, *other_owner = NULL;

	if (one == NULL || other == NULL)
		return FALSE;
	owner = hantei_suffixes_dup_org_domain(from->suffixes, one);
	other_owner = hantei_suffixes_dup_org_domain(from->suffixes, other);
	*aligned =
	    strcmp(owner, other_owner) == 0 ? HANTEI_AUTH_ALIGNED_YES : HANTEI_AUTH_ALIGNED_NO;
	return TRUE;
}

static HanteiAuthAligned
compare_domains(const gchar *domain, const From *from)
{
	const gchar *from_domain = from->domain;
	HanteiAuthAligned aligned;

	if (domain == NULL || from_domain == NULL)
		return HANTEI_AUTH_ALIGNED_MAYBE;
	if (from->suffixes != NULL && compare_owners(from, domain, &aligned))
		return aligned;
	if (strcmp(domain, from_domain) == 0 || is_below(domain, from_domain) ||
	    is_below(from_domain, domain))
		return HANTEI_AUTH_ALIGNED_YES;
	/* a public suffix has one label at least, so without two in common they are strangers */
	if (strcmp(last_labels(domain), last_labels(from_domain)) == 0)
		return HANTEI_AUTH_ALIGNED_MAYBE;
	return HANTEI_AUTH_ALIGNED_NO;
}

/* Whether @method speaks of @name, in the version we know (RFC 8601 2.7: ignore others). */
static gboolean
method_is(const HanteiAuthMethod *method, const gchar *name)
{
	return method->method_version == 1 && strcmp(method->method, name) == 0;
}

/* Of several results of one method that of @property, for "spf" may be told of both the envelope
 * sender and HELO; else the first. NULL if there is none. */
static const HanteiAuthMethod *
find_method(const HanteiAuthHeader *header,
	    const gchar *name,
	    const gchar *ptype,
	    const gchar *property)
{
	const HanteiAuthMethod *first = NULL;

	for (guint i = 0; i < header->methods->len; i++) {
		const HanteiAuthMethod *method = g_ptr_array_index(header->methods, i);

		if (!method_is(method, name))
			continue;
		if (hantei_auth_method_get(method, ptype, property) != NULL)
			return method;
		if (first == NULL)
			first = method;
	}
	return first;
}

static void
read_spf(HanteiAuthCheck *spf, const HanteiAuthHeader *header, const From *from)
{
	/* smtp.mail was never registered; Yandex and others write it */
	static const gchar *const properties[] = {"mailfrom", "mail", "helo"};
	const HanteiAuthMethod *method = find_method(header, "spf", "smtp", "mailfrom");

	if (spf->is_known || method == NULL)
		return;
	spf->is_known = TRUE;
	spf->result = method->result;
	for (guint i = 0; i < G_N_ELEMENTS(properties) && spf->domain == NULL; i++)
		spf->domain = domain_of(hantei_auth_method_get(method, "smtp", properties[i]));
	spf->aligned = compare_domains(spf->domain, from);
}

static void
read_dmarc(HanteiAuthCheck *dmarc, const HanteiAuthHeader *header)
{
	const HanteiAuthMethod *method = find_method(header, "dmarc", "header", "from");

	if (dmarc->is_known || method == NULL)
		return;
	dmarc->is_known = TRUE;
	dmarc->result = method->result;
	dmarc->domain = domain_of(hantei_auth_method_get(method, "header", "from"));
	if (dmarc->result == HANTEI_AUTH_RESULT_PASS)
		dmarc->aligned = HANTEI_AUTH_ALIGNED_YES;
}

static void
read_arc(HanteiAuthCheck *arc, const HanteiAuthHeader *header)
{
	const HanteiAuthMethod *method = find_method(header, "arc", "header", "oldest-pass");

	if (arc->is_known || method == NULL)
		return;
	arc->is_known = TRUE;
	arc->result = method->result;
}

/* All signatures of the first field that tells of any. */
static void
read_dkim(GPtrArray *signatures, const HanteiAuthHeader *header, const From *from)
{
	if (signatures->len > 0)
		return;
	for (guint i = 0; i < header->methods->len; i++) {
		const HanteiAuthMethod *method = g_ptr_array_index(header->methods, i);
		HanteiAuthDkim *dkim;

		if (!method_is(method, "dkim"))
			continue;
		dkim = g_new0(HanteiAuthDkim, 1);
		dkim->result = method->result;
		dkim->domain = domain_of(hantei_auth_method_get(method, "header", "d"));
		if (dkim->domain == NULL)
			dkim->domain = domain_of(hantei_auth_method_get(method, "header", "i"));
		dkim->selector = domain_of(hantei_auth_method_get(method, "header", "s"));
		dkim->aligned = compare_domains(dkim->domain, from);
		g_ptr_array_add(signatures, dkim);
	}
}

static gchar *
dup_from_domain(HanteiMessage *message)
{
	g_autofree gchar *name = NULL, *address = NULL;

	if (!hantei_message_dup_address(message, "From", &name, &address))
		return NULL;
	return domain_of(address);
}

static HanteiAuthField *
shown_new(const Field *field)
{
	HanteiAuthField *shown = g_new0(HanteiAuthField, 1);

	shown->authserv_id = g_strdup(field->authserv_id);
	shown->claims_trusted = field->is_trusted && !field->is_believed;
	shown->is_unreadable = field->header == NULL;
	shown->text = field->header != NULL ? hantei_auth_header_to_summary(field->header)
					    : g_strdup(field->error->message);
	return shown;
}

static void
add_name(GPtrArray *names, const Field *field)
{
	gchar *name = g_ascii_strdown(field->authserv_id != NULL ? field->authserv_id : "", -1);

	if (g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
		g_free(name);
	else
		g_ptr_array_add(names, name);
}

HanteiAuth *
hantei_auth_new_from_headers(HanteiMessage *message,
			     const gchar *const *trusted_authserv_ids,
			     const HanteiSuffixes *suffixes)
{
	g_autoptr(GPtrArray) fields = NULL, names = g_ptr_array_new();
	g_autofree gchar *from_domain = dup_from_domain(message);
	const From from = {from_domain, suffixes};
	HanteiAuth *self = g_new0(HanteiAuth, 1);
	guint n_received;

	self->dkim = g_ptr_array_new_with_free_func(dkim_free);
	self->believed = g_ptr_array_new_with_free_func(shown_free);
	self->untrusted = g_ptr_array_new_with_free_func(shown_free);
	fields = collect_fields(message, trusted_authserv_ids, &n_received);
	if (trusted_authserv_ids != NULL && g_strv_contains(trusted_authserv_ids, "any"))
		trust_topmost(fields);
	choose_believed(fields, n_received);
	for (guint i = 0; i < fields->len; i++) {
		const Field *field = g_ptr_array_index(fields, i);

		if (!field->is_believed || field->header == NULL) {
			if (field->is_believed && self->state == HANTEI_AUTH_STATE_UNKNOWN)
				self->state = HANTEI_AUTH_STATE_UNREADABLE;
			g_ptr_array_add(self->untrusted, shown_new(field));
			continue;
		}
		g_ptr_array_add(self->believed, shown_new(field));
		self->state = HANTEI_AUTH_STATE_KNOWN;
		add_name(names, field);
		read_spf(&self->spf, field->header, &from);
		read_dkim(self->dkim, field->header, &from);
		read_dmarc(&self->dmarc, field->header);
		read_arc(&self->arc, field->header);
	}
	g_ptr_array_add(names, NULL);
	self->trusted = (gchar **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
	return self;
}
