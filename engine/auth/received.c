/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/received.h"

#include <string.h>

#include "tokenizer/limits.h"

typedef enum {
	CLAUSE_NONE,
	CLAUSE_FROM,
	CLAUSE_BY,
	CLAUSE_OTHER,
} Clause;

#define BLANKS " \t\r\n"

GInetAddress *
hantei_received_parse_address(const gchar *text, gsize length)
{
	g_autofree gchar *address = NULL;

	if (length > 2 && text[0] == '[' && text[length - 1] == ']') {
		text++;
		length -= 2;
	}
	if (length > 5 && g_ascii_strncasecmp(text, "IPv6:", 5) == 0) {
		text += 5;
		length -= 5;
	}
	if (length == 0 || length > 45 || memchr(text, '%', length) != NULL)
		return NULL;
	address = g_strndup(text, length);
	return g_inet_address_new_from_string(address);
}

static void
take_client(HanteiReceived *self, GInetAddress *address)
{
	if (address == NULL)
		return;
	if (self->client == NULL && !self->is_doubtful) {
		self->client = address;
		return;
	}
	if (self->client != NULL && !g_inet_address_equal(self->client, address)) {
		g_clear_object(&self->client);
		self->is_doubtful = TRUE;
	}
	g_object_unref(address);
}

/* A host name in lower case without a dot at its end; NULL if it is none. */
static gchar *
dup_host(const gchar *text, gsize length)
{
	while (length > 0 && text[length - 1] == '.')
		length--;
	for (gsize i = 0; i < length; i++)
		if (!g_ascii_isalnum(text[i]) && strchr("-_.", text[i]) == NULL)
			return NULL;
	return length > 0 ? g_ascii_strdown(text, (gssize)length) : NULL;
}

/* The word before @end in the comment @text: "name [192.0.2.1]", "user@name [192.0.2.1]". */
static void
take_rdns(HanteiReceived *self, const gchar *text, const gchar *end)
{
	const gchar *start;

	while (end > text && strchr(BLANKS, end[-1]) != NULL)
		end--;
	start = end;
	while (start > text && strchr(BLANKS "@:", start[-1]) == NULL)
		start--;
	if (start == end || self->rdns != NULL)
		return;
	self->rdns = dup_host(start, (gsize)(end - start));
	if (g_strcmp0(self->rdns, "unknown") == 0)
		g_clear_pointer(&self->rdns, g_free);
}

/* What follows @key in @text, up to a blank or ")"; or NULL. Case ignored. */
static gchar *
dup_after(const gchar *text, const gchar *key)
{
	const gsize length = strlen(key);

	for (const gchar *at = text; *at != '\0'; at++) {
		gsize n;

		if ((at > text && strchr(BLANKS "(", at[-1]) == NULL) ||
		    g_ascii_strncasecmp(at, key, length) != 0)
			continue;
		n = strcspn(at + length, BLANKS ")");
		return n > 0 ? g_strndup(at + length, n) : NULL;
	}
	return NULL;
}

static void
take_helo(HanteiReceived *self, const gchar *comment)
{
	static const gchar *const keys[] = {"helo=", "HELO ", "EHLO "};

	for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
		g_autofree gchar *helo = dup_after(comment, keys[i]);

		if (helo == NULL)
			continue;
		g_free(self->helo);
		self->helo = g_steal_pointer(&helo);
		/* the name before it is then what the server found */
		if (self->rdns == NULL && self->from != NULL && *self->from != '[' &&
		    !g_hostname_is_ip_address(self->from))
			self->rdns = dup_host(self->from, strlen(self->from));
		if (g_strcmp0(self->rdns, "unknown") == 0)
			g_clear_pointer(&self->rdns, g_free);
		return;
	}
}

/* A comment of the from clause. */
static void
take_from_comment(HanteiReceived *self, const gchar *text)
{
	const gchar *open = text;
	gboolean has_any = FALSE;

	while ((open = strchr(open, '[')) != NULL) {
		const gchar *close = strchr(open, ']');
		GInetAddress *address;

		if (close == NULL)
			break;
		address = hantei_received_parse_address(open, (gsize)(close - open) + 1);
		if (address != NULL && !has_any)
			take_rdns(self, text, open);
		has_any = has_any || address != NULL;
		take_client(self, address);
		open = close;
	}
	if (!has_any) {
		const gchar *at = strrchr(text, '@');
		const gchar *bare = at != NULL ? at + 1 : text;

		take_client(self, hantei_received_parse_address(bare, strlen(bare)));
	}
	take_helo(self, text);
	if (strstr(text, "may be forged") != NULL)
		g_clear_pointer(&self->rdns, g_free);
}

/* "envelope-from <a@b>" of Exim, "envelope-sender <a@b>" of qmail-ldap. */
static void
take_other_comment(HanteiReceived *self, const gchar *text)
{
	g_autofree gchar *sender = dup_after(text, "envelope-from ");
	gsize length;

	if (sender == NULL)
		sender = dup_after(text, "envelope-sender ");
	if (sender == NULL || self->envelope_from != NULL)
		return;
	length = strlen(sender);
	if (length >= 2 && sender[0] == '<' && sender[length - 1] == '>')
		self->envelope_from = g_strndup(sender + 1, length - 2);
	else if (strchr(sender, '<') == NULL && strchr(sender, '>') == NULL)
		self->envelope_from = g_steal_pointer(&sender);
}

/* The comment at @at, its parentheses included. Returns: 0 if it does not end. */
static gsize
comment_length(const gchar *at)
{
	gsize n = 0;
	guint depth = 0;

	do {
		if (at[n] == '\0')
			return 0;
		if (at[n] == '(')
			depth++;
		if (at[n] == ')')
			depth--;
		if (at[n] == '\\' && at[n + 1] != '\0')
			n++;
		n++;
	} while (depth > 0);
	return n;
}

static gboolean
is_keyword(const gchar *word, Clause *clause)
{
	static const gchar *const others[] = {"via", "with", "id", "for"};

	if (g_ascii_strcasecmp(word, "from") == 0) {
		*clause = CLAUSE_FROM;
		return TRUE;
	}
	if (g_ascii_strcasecmp(word, "by") == 0) {
		*clause = CLAUSE_BY;
		return TRUE;
	}
	for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
		if (g_ascii_strcasecmp(word, others[i]) == 0) {
			*clause = CLAUSE_OTHER;
			return TRUE;
		}
	}
	return FALSE;
}

/* The first word after a keyword. */
static void
take_word(HanteiReceived *self, Clause clause, const gchar *word)
{
	if (clause == CLAUSE_FROM && self->from == NULL)
		self->from = g_strdup(word);
	else if (clause == CLAUSE_BY && self->by == NULL)
		self->by = dup_host(word, strlen(word));
}

/* What only the whole of the from clause tells. */
static void
finish(HanteiReceived *self)
{
	if (self->from == NULL)
		return;
	/* Exim's "from [192.0.2.1]", where HELO is the same */
	if (self->client == NULL && !self->is_doubtful && *self->from == '[')
		self->client = hantei_received_parse_address(self->from, strlen(self->from));
	if (self->helo == NULL)
		self->helo = g_strdup(self->from);
}

HanteiReceived *
hantei_received_parse(const gchar *value, gsize length)
{
	HanteiReceived *self = g_new0(HanteiReceived, 1);
	g_autofree gchar *text =
	    g_utf8_make_valid(value, (gssize)MIN(length, HANTEI_LIMIT_FIELD_BYTES));
	const gchar *at = text;
	Clause clause = CLAUSE_NONE;
	gboolean wants_word = FALSE;

	for (;;) {
		g_autofree gchar *piece = NULL;
		gsize n;

		at += strspn(at, BLANKS);
		if (*at == '\0' || *at == ';')
			break;
		n = *at == '(' ? comment_length(at) : strcspn(at, BLANKS "(;");
		if (n == 0)
			break;
		if (*at == '(') {
			piece = g_strndup(at + 1, n - 2);
			if (clause == CLAUSE_FROM)
				take_from_comment(self, piece);
			else
				take_other_comment(self, piece);
		} else {
			piece = g_strndup(at, n);
			if (wants_word)
				take_word(self, clause, piece);
			/* "from" stands first, or it is no clause */
			wants_word = !wants_word && is_keyword(piece, &clause);
			if (clause == CLAUSE_FROM && at != text + strspn(text, BLANKS) &&
			    self->from != NULL && wants_word)
				clause = CLAUSE_OTHER;
		}
		at += n;
	}
	finish(self);
	return self;
}

void
hantei_received_free(HanteiReceived *self)
{
	if (self == NULL)
		return;
	g_free(self->from);
	g_free(self->helo);
	g_free(self->rdns);
	g_clear_object(&self->client);
	g_free(self->by);
	g_free(self->envelope_from);
	g_free(self);
}
