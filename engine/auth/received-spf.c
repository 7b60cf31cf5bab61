/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/received-spf.h"

#include <gio/gio.h>
#include <string.h>

#include "tokenizer/limits.h"

/* Where we are in the value, which is valid UTF-8 and ends with NUL. */
typedef struct {
	const gchar *start;
	const gchar *at;
} Scanner;

static void
pair_free(gpointer data)
{
	HanteiReceivedSpfPair *pair = data;

	g_free(pair->key);
	g_free(pair->value);
	g_free(pair);
}

static gboolean
fail(const Scanner *scanner, const gchar *what, GError **error)
{
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
		    "Received-SPF: %s at octet %" G_GSIZE_FORMAT, what,
		    (gsize)(scanner->at - scanner->start));
	return FALSE;
}

/* Comments nest (RFC 5322 3.2.2). The first goes to @text, if it is not there yet. */
static gboolean
skip_comment(Scanner *scanner, gchar **text, GError **error)
{
	const gchar *start = scanner->at + 1;
	guint depth = 0;

	do {
		if (*scanner->at == '\0')
			return fail(scanner, "a comment without end", error);
		if (*scanner->at == '(' && ++depth > HANTEI_LIMIT_COMMENT_DEPTH)
			return fail(scanner, "comments nested too deep", error);
		if (*scanner->at == ')')
			depth--;
		if (*scanner->at == '\\' && scanner->at[1] != '\0')
			scanner->at++;
		scanner->at++;
	} while (depth > 0);
	if (text != NULL && *text == NULL)
		*text = g_strndup(start, (gsize)(scanner->at - 1 - start));
	return TRUE;
}

static gboolean
skip_cfws(Scanner *scanner, gchar **comment, GError **error)
{
	for (;;) {
		scanner->at += strspn(scanner->at, " \t\r\n");
		if (*scanner->at != '(')
			return TRUE;
		if (!skip_comment(scanner, comment, error))
			return FALSE;
	}
}

static gchar *
take_keyword(Scanner *scanner)
{
	const gchar *start = scanner->at;

	while (g_ascii_isalnum(*scanner->at) ||
	       (*scanner->at != '\0' && strchr("-_.", *scanner->at) != NULL))
		scanner->at++;
	return scanner->at > start ? g_strndup(start, (gsize)(scanner->at - start)) : NULL;
}

/* Returns: NULL if the string does not end, or has control characters. */
static gchar *
take_quoted_string(Scanner *scanner)
{
	g_autoptr(GString) string = g_string_new(NULL);

	for (scanner->at++; *scanner->at != '"'; scanner->at++) {
		if (*scanner->at == '\r' || *scanner->at == '\n')
			continue; /* a fold; its blank stays */
		if (*scanner->at == '\\' && scanner->at[1] != '\0')
			scanner->at++;
		if (g_ascii_iscntrl(*scanner->at) && *scanner->at != '\t')
			return NULL;
		g_string_append_c(string, *scanner->at);
	}
	scanner->at++;
	return g_strdup(string->str);
}

static gchar *
take_value(Scanner *scanner)
{
	const gchar *start = scanner->at;

	if (*start == '"')
		return take_quoted_string(scanner);
	while ((guchar)*scanner->at > ' ' && *scanner->at != 0x7f &&
	       strchr("();\\\"", *scanner->at) == NULL)
		scanner->at++;
	return g_strndup(start, (gsize)(scanner->at - start));
}

/* "key=value" and what follows up to the next. */
static gboolean
take_pair(Scanner *scanner, HanteiReceivedSpf *self, GError **error)
{
	g_autofree gchar *key = take_keyword(scanner), *value = NULL;
	HanteiReceivedSpfPair *pair;
	const gchar *before;

	if (key == NULL)
		return fail(scanner, "no key", error);
	if (!skip_cfws(scanner, NULL, error))
		return FALSE;
	if (*scanner->at != '=')
		return fail(scanner, "a key without '='", error);
	scanner->at++;
	if (!skip_cfws(scanner, NULL, error))
		return FALSE;
	value = take_value(scanner);
	if (value == NULL)
		return fail(scanner, "a malformed quoted string", error);
	if (self->pairs->len == HANTEI_LIMIT_AUTH_PROPERTIES)
		return fail(scanner, "too many pairs", error);
	pair = g_new0(HanteiReceivedSpfPair, 1);
	pair->key = g_ascii_strdown(key, -1);
	pair->value = g_steal_pointer(&value);
	g_ptr_array_add(self->pairs, pair);
	before = scanner->at;
	if (!skip_cfws(scanner, NULL, error))
		return FALSE;
	if (*scanner->at != ';' && *scanner->at != '\0' && scanner->at == before)
		return fail(scanner, "no blank after a value", error);
	return TRUE;
}

HanteiReceivedSpf *
hantei_received_spf_parse(const gchar *value, gsize length, GError **error)
{
	g_autoptr(HanteiReceivedSpf) self = g_new0(HanteiReceivedSpf, 1);
	g_autofree gchar *text = NULL;
	Scanner scanner;

	self->pairs = g_ptr_array_new_with_free_func(pair_free);
	if (length > HANTEI_LIMIT_FIELD_BYTES) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "Received-SPF: %" G_GSIZE_FORMAT " octets, at most %u", length,
			    HANTEI_LIMIT_FIELD_BYTES);
		return NULL;
	}
	text = g_utf8_make_valid(value, (gssize)length);
	scanner = (Scanner){text, text};
	if (!skip_cfws(&scanner, NULL, error))
		return NULL;
	self->word = take_keyword(&scanner);
	if (self->word == NULL || *scanner.at == '=') {
		fail(&scanner, "no result", error);
		return NULL;
	}
	self->is_known_result = hantei_auth_result_from_string(self->word, &self->result);
	if (!skip_cfws(&scanner, &self->comment, error))
		return NULL;
	while (*scanner.at != '\0') {
		if (*scanner.at == ';') {
			scanner.at++;
			if (!skip_cfws(&scanner, NULL, error))
				return NULL;
		} else if (!take_pair(&scanner, self, error)) {
			return NULL;
		}
	}
	return g_steal_pointer(&self);
}

const gchar *
hantei_received_spf_get(const HanteiReceivedSpf *self, const gchar *key)
{
	for (guint i = 0; i < self->pairs->len; i++) {
		const HanteiReceivedSpfPair *pair = self->pairs->pdata[i];

		if (strcmp(pair->key, key) == 0)
			return pair->value;
	}
	return NULL;
}

void
hantei_received_spf_free(HanteiReceivedSpf *self)
{
	if (self == NULL)
		return;
	g_free(self->word);
	g_free(self->comment);
	g_ptr_array_unref(self->pairs);
	g_free(self);
}
