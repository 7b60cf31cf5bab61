/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/list-trace.h"

#include <string.h>

#include "tokenizer/limits.h"
#include "tokenizer/octet.h"

/* Addresses remembered of one mail. */
#define MAX_ADDRESSES 32

/* A footer is the last so many octets at most, and its rule so many characters at least. */
#define MAX_FOOTER 1500
#define MIN_RULE 20

/* Fields that hold addresses a mail was sent to. */
static const gchar *const address_fields[] = {
    "To", "Cc", "Delivered-To", "X-Original-To", "X-BeenThere", "List-Post", "Mailing-List"};

/* Fields that only a list adds. */
static const gchar *const list_fields[] = {"List-Id", "List-Post", "Mailing-List", "X-Mailing-List",
					   "X-BeenThere"};

/* What the first lines after the rule say, in lower case: Mailman 2 and 3, vger, Google Groups,
 * SourceForge, ezmlm, Sympa. */
static const gchar *const footer_words[] = {
    " mailing list",
    "to unsubscribe from this list",
    "to unsubscribe send an email to",
    "you received this message because you are subscribed",
    "this sf.net email is sponsored by",
    "to unsubscribe, e-mail:",
};

static gboolean
is_address_octet(gchar c)
{
	return hantei_octet_is(c, HANTEI_OCTET_ALNUM | HANTEI_OCTET_ADDRESS);
}

/* The next run of octets that may be an address at or after @at, without the full stops around it:
 * a run of nothing else is none. */
static gboolean
next_run(const gchar *text, gsize length, gsize at, gsize *start, gsize *end)
{
	while (at < length && (!is_address_octet(text[at]) || text[at] == '.'))
		at++;
	*start = at;
	while (at < length && is_address_octet(text[at]))
		at++;
	while (at > *start && text[at - 1] == '.')
		at--;
	*end = at;
	return at > *start;
}

/* A local part that is also a word, such as "info" or "sales", is not told from that word. */
static gboolean
is_telling(const gchar *local)
{
	return strlen(local) >= 4 && strpbrk(local, "0123456789.-_+") != NULL;
}

static void
trace_add_field(HanteiListTrace *self, const HanteiMessage *message, const HanteiField *field)
{
	gsize length;
	const gchar *value = hantei_message_field_value(message, field, &length);
	gsize start;
	gsize end = 0;

	length = MIN(length, HANTEI_LIMIT_FIELD_BYTES);
	while (self->texts->len < MAX_ADDRESSES && next_run(value, length, end, &start, &end)) {
		g_autofree gchar *address = g_ascii_strdown(value + start, (gssize)(end - start));
		const gchar *at = strchr(address, '@');
		g_autofree gchar *local = NULL;

		if (at == NULL || at == address)
			continue;
		local = g_strndup(address, (gsize)(at - address));
		g_ptr_array_add(self->texts, g_steal_pointer(&address));
		if (is_telling(local))
			g_ptr_array_add(self->texts, g_steal_pointer(&local));
	}
}

static gboolean
says_list(const HanteiMessage *message)
{
	g_autofree gchar *precedence = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(list_fields); i++) {
		if (hantei_message_find_field(message, list_fields[i]) != NULL)
			return TRUE;
	}
	precedence = hantei_message_dup_header(message, "Precedence");
	return precedence != NULL && g_ascii_strcasecmp(g_strstrip(precedence), "list") == 0;
}

void
hantei_list_trace_init(HanteiListTrace *self, const HanteiMessage *message)
{
	self->is_list = says_list(message);
	self->texts = g_ptr_array_new_with_free_func(g_free);
	for (gsize i = 0; i < G_N_ELEMENTS(address_fields); i++) {
		const HanteiField *field = hantei_message_find_field(message, address_fields[i]);

		if (field != NULL)
			trace_add_field(self, message, field);
	}
}

void
hantei_list_trace_clear(HanteiListTrace *self)
{
	g_clear_pointer(&self->texts, g_ptr_array_unref);
}

/* Whether the line at @text is a rule: underscores or hyphens, nothing else. Sets @next to the line
 * after it. */
static gboolean
is_rule(const gchar *text, gsize length, gsize *next)
{
	gsize n = 0;

	while (n < length && (text[n] == '_' || text[n] == '-'))
		n++;
	*next = n;
	while (*next < length && (text[*next] == ' ' || text[*next] == '\r'))
		(*next)++;
	if (*next < length && text[*next] != '\n')
		return FALSE;
	*next = MIN(*next + 1, length);
	/* "--" alone is how vger and mail readers begin one */
	return n >= MIN_RULE || n == 2;
}

/* Whether one of the next two lines is a list manager's. */
static gboolean
is_footer(const gchar *text, gsize length)
{
	const gchar *newline = memchr(text, '\n', length);
	g_autofree gchar *lines = NULL;

	if (newline != NULL)
		newline = memchr(newline + 1, '\n', length - (gsize)(newline + 1 - text));
	if (newline != NULL)
		length = (gsize)(newline - text);
	lines = g_ascii_strdown(text, (gssize)MIN(length, 400));
	for (gsize i = 0; i < G_N_ELEMENTS(footer_words); i++) {
		if (strstr(lines, footer_words[i]) != NULL)
			return TRUE;
	}
	return FALSE;
}

gsize
hantei_list_footer_find(const gchar *text, gsize length)
{
	gsize at = length > MAX_FOOTER ? length - MAX_FOOTER : 0;

	while (at < length) {
		const gchar *newline;
		gsize next;

		if ((at == 0 || text[at - 1] == '\n') && is_rule(text + at, length - at, &next) &&
		    is_footer(text + at + next, length - at - next))
			return at;
		newline = memchr(text + at, '\n', length - at);
		if (newline == NULL)
			break;
		at = (gsize)(newline - text) + 1;
	}
	return length;
}

gsize
hantei_list_tag_length(const HanteiListTrace *self, const gchar *subject)
{
	const gchar *end;

	if (!self->is_list || *subject != '[')
		return 0;
	end = strchr(subject, ']');
	if (end == NULL || end - subject > 40)
		return 0;
	for (end++; *end == ' '; end++)
		;
	return (gsize)(end - subject);
}

/* The '@' stays: it tells that an address stood there, for instance in a greeting, and not whose.
 */
static void
blank(gchar *text, gsize length)
{
	for (gsize i = 0; i < length; i++) {
		if (text[i] != '@')
			text[i] = ' ';
	}
}

gsize
hantei_list_trace_blank(const HanteiListTrace *self, gchar *text, gsize length)
{
	guint64 lengths = 0; /* of the texts, as bits; the last stands for all longer ones too */
	gsize n_blanked = 0;
	gsize start;
	gsize end = 0;

	for (guint i = 0; i < self->texts->len; i++)
		lengths |= (guint64)1 << MIN(strlen(self->texts->pdata[i]), 63);
	while (self->texts->len > 0 && next_run(text, length, end, &start, &end)) {
		if ((lengths >> MIN(end - start, 63) & 1) == 0)
			continue;
		for (guint i = 0; i < self->texts->len; i++) {
			const gchar *address = self->texts->pdata[i];

			if (strlen(address) != end - start ||
			    g_ascii_strncasecmp(address, text + start, end - start) != 0)
				continue;
			blank(text + start, end - start);
			n_blanked++;
			break;
		}
	}
	return n_blanked;
}
