/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/auth-header.h"

#include "tokenizer/limits.h"

#include <gio/gio.h>
#include <string.h>

/* Where we are in the value, which is valid UTF-8 and ends with NUL. */
typedef struct {
	const gchar *start;
	const gchar *at;
} Scanner;

static void
property_free(gpointer data)
{
	HanteiAuthProperty *property = data;

	g_free(property->ptype);
	g_free(property->property);
	g_free(property->value);
	g_free(property);
}

static void
method_free(gpointer data)
{
	HanteiAuthMethod *method = data;

	g_free(method->method);
	g_free(method->word);
	g_free(method->reason);
	g_ptr_array_unref(method->properties);
	g_free(method);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiAuthMethod, method_free)

static HanteiAuthMethod *
method_new(void)
{
	HanteiAuthMethod *method = g_new0(HanteiAuthMethod, 1);

	method->method_version = 1;
	method->properties = g_ptr_array_new_with_free_func(property_free);
	return method;
}

void
hantei_auth_header_free(HanteiAuthHeader *self)
{
	if (self == NULL)
		return;
	g_free(self->authserv_id);
	g_ptr_array_unref(self->methods);
	g_free(self);
}

static gboolean
fail(const Scanner *scanner, const gchar *what, GError **error)
{
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
		    "Authentication-Results: %s at octet %" G_GSIZE_FORMAT, what,
		    (gsize)(scanner->at - scanner->start));
	return FALSE;
}

/* Comments nest (RFC 5322 3.2.2); a counter does for a stack. */
static gboolean
skip_comment(Scanner *scanner, GError **error)
{
	guint depth = 0;

	do {
		switch (*scanner->at) {
		case '\0':
			return fail(scanner, "a comment without end", error);
		case '(':
			if (++depth > HANTEI_LIMIT_COMMENT_DEPTH)
				return fail(scanner, "comments nested too deep", error);
			break;
		case ')':
			depth--;
			break;
		case '\\':
			if (scanner->at[1] != '\0')
				scanner->at++;
			break;
		}
		scanner->at++;
	} while (depth > 0);
	return TRUE;
}

/* Blanks, folds and comments. */
static gboolean
skip_cfws(Scanner *scanner, GError **error)
{
	for (;;) {
		scanner->at += strspn(scanner->at, " \t\r\n");
		if (*scanner->at != '(')
			return TRUE;
		if (!skip_comment(scanner, error))
			return FALSE;
	}
}

static gboolean
skip_char(Scanner *scanner, gchar c)
{
	if (*scanner->at != c)
		return FALSE;
	scanner->at++;
	return TRUE;
}

static gboolean
is_keyword_char(gchar c)
{
	return g_ascii_isalnum(c) || c == '-' || c == '_';
}

/* A result. Yahoo's "from=example.com" has dots. Returns: NULL if there is none. */
static gchar *
take_word(Scanner *scanner)
{
	const gchar *start = scanner->at;

	while (is_keyword_char(*scanner->at) || *scanner->at == '.')
		scanner->at++;
	return scanner->at > start ? g_strndup(start, scanner->at - start) : NULL;
}

/* A Keyword of RFC 5321, and '_', made lower case. Returns: NULL if there is none. */
static gchar *
take_lower_keyword(Scanner *scanner)
{
	const gchar *start = scanner->at;

	while (is_keyword_char(*scanner->at))
		scanner->at++;
	return scanner->at > start ? g_ascii_strdown(start, scanner->at - start) : NULL;
}

/* Returns: NULL if the string does not end, or has control characters (RFC 5322 3.2.4). */
static gchar *
take_quoted_string(Scanner *scanner)
{
	GString *string = g_string_new(NULL);

	for (scanner->at++; *scanner->at != '"'; scanner->at++) {
		if (*scanner->at == '\r' || *scanner->at == '\n')
			continue; /* a fold; its blank stays */
		if (*scanner->at == '\\' && scanner->at[1] != '\0')
			scanner->at++;
		if (g_ascii_iscntrl(*scanner->at) && *scanner->at != '\t') {
			g_string_free(string, TRUE);
			return NULL;
		}
		g_string_append_c(string, *scanner->at);
	}
	scanner->at++;
	return g_string_free(string, FALSE);
}

/* A token of RFC 2045, or RFC 6532's octets. */
static gsize
token_length(const gchar *at)
{
	gsize n = 0;

	while ((guchar)at[n] > ' ' && at[n] != 0x7f && strchr("()<>@,;:\\\"/[]?=", at[n]) == NULL)
		n++;
	return n;
}

/* A bare value of a property: base64, IPv6 addresses, "<>", VERP's "a=b@c" stand unquoted in real
 * fields. Only what would end it, or be read otherwise elsewhere, is left out. */
static gsize
bare_value_length(const gchar *at)
{
	gsize n = 0;

	while ((guchar)at[n] > ' ' && at[n] != 0x7f && strchr("();\\\"", at[n]) == NULL)
		n++;
	return n;
}

/* pvalue of RFC 8601, also "quoted local part"@domain. An empty one is "". */
static gchar *
take_value(Scanner *scanner)
{
	g_autofree gchar *quoted = NULL, *bare = NULL;
	gsize n;

	if (*scanner->at == '"') {
		quoted = take_quoted_string(scanner);
		if (quoted == NULL || *scanner->at != '@')
			return g_steal_pointer(&quoted);
	}
	n = bare_value_length(scanner->at);
	bare = g_strndup(scanner->at, n);
	scanner->at += n;
	return g_strconcat(quoted != NULL ? quoted : "", bare, NULL);
}

/* A version number of up to 3 digits. Returns: FALSE if there is none. */
static gboolean
take_number(Scanner *scanner, guint *number)
{
	gsize n = strspn(scanner->at, "0123456789");

	if (n == 0 || n > 3)
		return FALSE;
	*number = (guint)g_ascii_strtoull(scanner->at, NULL, 10);
	scanner->at += n;
	return TRUE;
}

static gboolean
is_at_end_of_result(const Scanner *scanner)
{
	return *scanner->at == ';' || *scanner->at == '\0';
}

/* "ptype.property=value" or "reason=value", CFWS anywhere between. */
static gboolean
take_property(Scanner *scanner, HanteiAuthMethod *method, GError **error)
{
	g_autofree gchar *ptype = NULL, *name = take_lower_keyword(scanner), *value = NULL;
	HanteiAuthProperty *property;

	if (name == NULL)
		return fail(scanner, "no property", error);
	if (!skip_cfws(scanner, error))
		return FALSE;
	if (skip_char(scanner, '.')) {
		ptype = g_steal_pointer(&name);
		if (!skip_cfws(scanner, error))
			return FALSE;
		name = take_lower_keyword(scanner);
		if (name == NULL)
			return fail(scanner, "no property after '.'", error);
		if (!skip_cfws(scanner, error))
			return FALSE;
	}
	if (!skip_char(scanner, '='))
		return fail(scanner, "a property without '='", error);
	if (!skip_cfws(scanner, error))
		return FALSE;
	value = take_value(scanner);
	if (value == NULL)
		return fail(scanner, "a malformed quoted string", error);

	if (ptype == NULL && strcmp(name, "reason") == 0 && method->reason == NULL) {
		method->reason = g_steal_pointer(&value);
		return TRUE;
	}
	if (method->properties->len == HANTEI_LIMIT_AUTH_PROPERTIES)
		return fail(scanner, "too many properties", error);
	property = g_new0(HanteiAuthProperty, 1);
	property->ptype = g_steal_pointer(&ptype);
	property->property = g_steal_pointer(&name);
	property->value = g_steal_pointer(&value);
	g_ptr_array_add(method->properties, property);
	return TRUE;
}

/* Between two properties: CFWS, or nothing more of this result. "spf=pass"x" is neither. */
static gboolean
skip_to_property(Scanner *scanner, GError **error)
{
	const gchar *before = scanner->at;

	if (!skip_cfws(scanner, error))
		return FALSE;
	if (scanner->at == before && !is_at_end_of_result(scanner))
		return fail(scanner, "no blank after a value", error);
	return TRUE;
}

/* "method/1=word", of which @name has been read. */
static gboolean
take_method_spec(Scanner *scanner, HanteiAuthMethod *method, GError **error)
{
	if (!skip_cfws(scanner, error))
		return FALSE;
	if (skip_char(scanner, '/')) {
		if (!skip_cfws(scanner, error))
			return FALSE;
		if (!take_number(scanner, &method->method_version))
			return fail(scanner, "no method version", error);
		if (!skip_cfws(scanner, error))
			return FALSE;
	}
	if (!skip_char(scanner, '='))
		return fail(scanner, "a method without '='", error);
	if (!skip_cfws(scanner, error))
		return FALSE;
	method->word = take_word(scanner);
	if (method->word == NULL)
		return fail(scanner, "no result", error);
	method->is_known_result = hantei_auth_result_from_string(method->word, &method->result);
	return TRUE;
}

/* The properties up to the ';' or the end. */
static gboolean
take_properties(Scanner *scanner, HanteiAuthMethod *method, GError **error)
{
	for (;;) {
		if (!skip_to_property(scanner, error))
			return FALSE;
		if (is_at_end_of_result(scanner))
			return TRUE;
		if (!take_property(scanner, method, error))
			return FALSE;
	}
}

/* Yahoo! Japan's "dkim=pass (ok); header.i=@example.com": a ';' too many. */
static gboolean
is_stray_property(const Scanner *scanner)
{
	Scanner ahead = *scanner;
	g_autofree gchar *ptype = take_lower_keyword(&ahead);

	return ptype != NULL && *ahead.at == '.';
}

/* One resinfo, from its first octet on to the ';' or the end. */
static gboolean
take_result(Scanner *scanner, HanteiAuthHeader *header, GError **error)
{
	g_autoptr(HanteiAuthMethod) method = method_new();
	guint n = header->methods->len;

	if (header->is_none)
		return fail(scanner, "a result after \"none\"", error);
	if (n > 0 && is_stray_property(scanner)) {
		HanteiAuthMethod *previous = g_ptr_array_index(header->methods, n - 1);

		return take_property(scanner, previous, error) &&
		       take_properties(scanner, previous, error);
	}
	method->method = take_lower_keyword(scanner);
	if (method->method == NULL)
		return fail(scanner, "no method", error);
	if (n == 0 && strcmp(method->method, "none") == 0) {
		if (!skip_cfws(scanner, error))
			return FALSE;
		header->is_none = is_at_end_of_result(scanner);
		if (header->is_none)
			return TRUE;
	}
	if (!take_method_spec(scanner, method, error) || !take_properties(scanner, method, error))
		return FALSE;
	if (n == HANTEI_LIMIT_AUTH_RESULTS)
		return fail(scanner, "too many results", error);
	g_ptr_array_add(header->methods, g_steal_pointer(&method));
	return TRUE;
}

/* Reads the authserv-id. Where a '=' follows the first word, it is a method and there is no
 * authserv-id; the scanner then stays at the word. Of what cannot be read further, the authserv-id
 * still is given, so that nobody takes the field for another's. */
static gboolean
take_authserv_id(Scanner *scanner, gchar **authserv_id, GError **error)
{
	g_autofree gchar *id = NULL;
	const gchar *start;

	if (!skip_cfws(scanner, error))
		return FALSE;
	start = scanner->at;
	if (*start == '"') {
		id = take_quoted_string(scanner);
	} else {
		gsize n = token_length(start);

		id = n > 0 ? g_strndup(start, n) : NULL;
		scanner->at += n;
	}
	if (id == NULL || *id == '\0')
		return fail(scanner, "no authserv-id", error);
	*authserv_id = g_steal_pointer(&id);
	if (!skip_cfws(scanner, error))
		return FALSE;
	if (*start != '"' && (*scanner->at == '=' || *scanner->at == '/')) {
		g_clear_pointer(authserv_id, g_free);
		scanner->at = start;
	}
	return TRUE;
}

/* Reads the version, and Yahoo's "from=example.com", which is no result of anything, up to the
 * first ';'. */
static gboolean
take_version(Scanner *scanner, guint *version, GError **error)
{
	g_autoptr(HanteiAuthMethod) nothing = method_new();

	/* a later version may mean all else differently */
	if (take_number(scanner, version) && *version != 1)
		return fail(scanner, "a version other than 1", error);
	if (is_at_end_of_result(scanner))
		return TRUE;
	if (!skip_cfws(scanner, error))
		return FALSE;
	if (is_at_end_of_result(scanner))
		return TRUE;
	return take_property(scanner, nothing, error) && take_properties(scanner, nothing, error);
}

HanteiAuthHeader *
hantei_auth_header_parse(const gchar *value, gsize length, GError **error)
{
	g_autoptr(HanteiAuthHeader) self = NULL;
	g_autofree gchar *text = NULL;
	Scanner scanner;

	if (length > HANTEI_LIMIT_FIELD_BYTES) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "Authentication-Results: %" G_GSIZE_FORMAT " octets, at most %u",
			    length, HANTEI_LIMIT_FIELD_BYTES);
		return NULL;
	}
	text = g_utf8_make_valid(value, length);
	scanner = (Scanner){text, text};

	self = g_new0(HanteiAuthHeader, 1);
	self->version = 1;
	self->methods = g_ptr_array_new_with_free_func(method_free);
	if (!take_authserv_id(&scanner, &self->authserv_id, error))
		return NULL;
	if (self->authserv_id != NULL && !take_version(&scanner, &self->version, error))
		return NULL;
	while (*scanner.at != '\0') {
		if (skip_char(&scanner, ';')) {
			if (!skip_cfws(&scanner, error))
				return NULL;
			continue;
		}
		if (!take_result(&scanner, self, error))
			return NULL;
	}
	return g_steal_pointer(&self);
}

gchar *
hantei_auth_header_dup_authserv_id(const gchar *value, gsize length)
{
	g_autofree gchar *text = NULL;
	gchar *authserv_id = NULL;
	Scanner scanner;

	text = g_utf8_make_valid(value, MIN(length, HANTEI_LIMIT_FIELD_BYTES));
	scanner = (Scanner){text, text};
	take_authserv_id(&scanner, &authserv_id, NULL);
	return authserv_id;
}

const gchar *
hantei_auth_method_get(const HanteiAuthMethod *self, const gchar *ptype, const gchar *property)
{
	for (guint i = 0; i < self->properties->len; i++) {
		const HanteiAuthProperty *candidate = g_ptr_array_index(self->properties, i);

		if (g_strcmp0(candidate->ptype, ptype) == 0 &&
		    strcmp(candidate->property, property) == 0)
			return candidate->value;
	}
	return NULL;
}

gchar *
hantei_auth_header_to_summary(const HanteiAuthHeader *self)
{
	GString *summary = g_string_new(self->methods->len == 0 ? "none" : NULL);

	for (guint i = 0; i < self->methods->len; i++) {
		const HanteiAuthMethod *method = g_ptr_array_index(self->methods, i);

		g_string_append_printf(summary, "%s%s=%s", i > 0 ? " " : "", method->method,
				       method->word);
	}
	return g_string_free(summary, FALSE);
}
