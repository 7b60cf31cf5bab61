/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/from-domain.h"

#include <string.h>

#include "engine/auth/org-domain.h"
#include "tokenizer/encoded-word.h"
#include "tokenizer/limits.h"

/* Reads one value. What a function takes is skipped; at FALSE the scanner stands where it failed.
 */
typedef struct {
	HanteiFromDomain *out;
	const gchar *text;
	gsize at;
	gsize end;
	guint n_addresses;
	gboolean has_comment; /* since it was last cleared */
	gboolean has_blank;
	GString *names; /* of display names, raw, to be looked at when the domains are known */
} Scanner;

static void
note(Scanner *scanner, HanteiFromNote which)
{
	scanner->out->notes |= 1u << which;
}

static gchar
peek(const Scanner *scanner)
{
	return scanner->at < scanner->end ? scanner->text[scanner->at] : '\0';
}

static gboolean
skip_char(Scanner *scanner, gchar c)
{
	if (scanner->at >= scanner->end || scanner->text[scanner->at] != c)
		return FALSE;
	scanner->at++;
	return TRUE;
}

static gboolean
skip_comment(Scanner *scanner)
{
	guint depth = 0;

	do {
		const gchar c = peek(scanner);

		if (scanner->at >= scanner->end)
			return FALSE;
		if (c == '(' && ++depth > HANTEI_LIMIT_COMMENT_DEPTH)
			return FALSE;
		if (c == ')')
			depth--;
		if (c == '\\' && scanner->at + 1 < scanner->end)
			scanner->at++;
		scanner->at++;
	} while (depth > 0);
	scanner->has_comment = TRUE;
	return TRUE;
}

/* Blanks, folds and comments (RFC 5322 3.2.2). */
static gboolean
skip_cfws(Scanner *scanner)
{
	while (scanner->at < scanner->end) {
		const gchar c = scanner->text[scanner->at];

		if (c == '(') {
			if (!skip_comment(scanner))
				return FALSE;
		} else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
			scanner->has_blank = TRUE;
			scanner->at++;
		} else {
			break;
		}
	}
	return TRUE;
}

/* atext of RFC 5322 3.2.3 and RFC 6532 3.2. */
static gboolean
is_atext(gchar c)
{
	return (guchar)c > 127 || g_ascii_isalnum(c) ||
	       (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static gboolean
skip_atom(Scanner *scanner)
{
	const gsize start = scanner->at;

	while (scanner->at < scanner->end && is_atext(scanner->text[scanner->at]))
		scanner->at++;
	return scanner->at > start;
}

/* @has_at: (out): whether an "@" stands in it */
static gboolean
skip_quoted(Scanner *scanner, gboolean *has_at)
{
	scanner->at++;
	while (scanner->at < scanner->end) {
		const gchar c = scanner->text[scanner->at++];

		if (c == '"')
			return TRUE;
		*has_at = *has_at || c == '@';
		if (c == '\\' && scanner->at < scanner->end)
			scanner->at++;
		else if (g_ascii_iscntrl(c) && strchr("\t\r\n", c) == NULL)
			return FALSE;
	}
	return FALSE;
}

/* Adds what can be asked of the DNS. */
static void
take_domain(Scanner *scanner, const GString *raw)
{
	HanteiFromDomain *out = scanner->out;
	g_autofree gchar *domain = hantei_domain_normalize(raw->str);

	if (strlen(raw->str) != raw->len || domain == NULL) {
		out->state = out->state == HANTEI_FROM_OK ? HANTEI_FROM_BAD_DOMAIN : out->state;
		return;
	}
	if (g_str_has_suffix(raw->str, "."))
		note(scanner, HANTEI_FROM_NOTE_FINAL_DOT);
	if (!g_str_is_ascii(raw->str))
		note(scanner, HANTEI_FROM_NOTE_IDN);
	for (guint i = 0; i < out->domains->len; i++)
		if (strcmp(out->domains->pdata[i], domain) == 0)
			return;
	g_ptr_array_add(out->domains, g_steal_pointer(&domain));
}

static gboolean
take_literal(Scanner *scanner)
{
	g_autoptr(GString) raw = g_string_new("[");
	const gchar *close = memchr(scanner->text + scanner->at, ']', scanner->end - scanner->at);

	if (close == NULL)
		return FALSE;
	scanner->at = (gsize)(close - scanner->text) + 1;
	take_domain(scanner, raw);
	return TRUE;
}

/* Goes back to @after: the CFWS that was skipped since is not within the domain. */
static void
go_back(Scanner *scanner, const Scanner *after)
{
	scanner->at = after->at;
	scanner->has_blank = after->has_blank;
	scanner->has_comment = after->has_comment;
}

/* What follows the "@": atoms with dots between, CFWS around each (RFC 5322 4.4), a dot at the end
 * let pass. With @is_kept it is that of an address, else of a route. */
static gboolean
take_domain_part(Scanner *scanner, gboolean is_kept)
{
	g_autoptr(GString) raw = g_string_new(NULL);
	Scanner after = *scanner;

	if (!skip_cfws(scanner))
		return FALSE;
	if (peek(scanner) == '[')
		return take_literal(scanner);
	for (;;) {
		const gsize start = scanner->at;

		if (!skip_atom(scanner)) {
			if (raw->len == 0)
				return FALSE;
			go_back(scanner, &after);
			break;
		}
		g_string_append_len(raw, scanner->text + start, (gssize)(scanner->at - start));
		after = *scanner;
		if (!skip_cfws(scanner))
			return FALSE;
		if (!skip_char(scanner, '.')) {
			go_back(scanner, &after);
			break;
		}
		g_string_append_c(raw, '.');
		after = *scanner;
		if (!skip_cfws(scanner))
			return FALSE;
	}
	if (is_kept)
		take_domain(scanner, raw);
	return TRUE;
}

/* "@a,@b:" before an address in angle brackets. */
static gboolean
skip_route(Scanner *scanner)
{
	while (peek(scanner) == '@' || peek(scanner) == ',') {
		if (skip_char(scanner, '@') && !take_domain_part(scanner, FALSE))
			return FALSE;
		if (!skip_cfws(scanner))
			return FALSE;
		if (skip_char(scanner, ':')) {
			note(scanner, HANTEI_FROM_NOTE_ROUTE);
			return skip_cfws(scanner);
		}
		if (!skip_char(scanner, ',') || !skip_cfws(scanner))
			return FALSE;
	}
	return TRUE;
}

/* What stands before a "<", "@", ":" or the item's end. */
typedef struct {
	guint n_words;
	gboolean is_local; /* words with one dot between each two: it may be a local part */
	gboolean has_quoted_at;
} Phrase;

static gboolean
skip_phrase(Scanner *scanner, Phrase *phrase)
{
	gboolean wants_word = TRUE;

	*phrase = (Phrase){.is_local = TRUE};
	for (;;) {
		const gchar c = peek(scanner);

		if (c == '"') {
			if (!skip_quoted(scanner, &phrase->has_quoted_at))
				return FALSE;
		} else if (c == '.') {
			phrase->is_local = phrase->is_local && !wants_word;
			wants_word = TRUE;
			scanner->at++;
		} else if (!skip_atom(scanner)) {
			break;
		}
		if (c != '.') {
			phrase->n_words++;
			phrase->is_local = phrase->is_local && wants_word;
			wants_word = FALSE;
		}
		if (!skip_cfws(scanner))
			return FALSE;
	}
	phrase->is_local = phrase->is_local && !wants_word;
	return TRUE;
}

/* What is left of an address: "@" and the domain. */
static gboolean
take_address(Scanner *scanner, const Phrase *local)
{
	if (!local->is_local || !skip_char(scanner, '@'))
		return FALSE;
	if (++scanner->n_addresses > HANTEI_LIMIT_FROM) {
		scanner->out->state = HANTEI_FROM_TOO_LONG;
		return FALSE;
	}
	if (local->has_quoted_at)
		note(scanner, HANTEI_FROM_NOTE_QUOTED_AT);
	if (!take_domain_part(scanner, TRUE))
		return FALSE;
	if (scanner->has_comment)
		note(scanner, HANTEI_FROM_NOTE_COMMENT);
	if (scanner->has_blank)
		note(scanner, HANTEI_FROM_NOTE_BLANK);
	return TRUE;
}

static gboolean
take_angle(Scanner *scanner)
{
	Phrase local;

	scanner->at++;
	scanner->has_comment = scanner->has_blank = FALSE;
	if (!skip_cfws(scanner) || !skip_route(scanner) || !skip_phrase(scanner, &local))
		return FALSE;
	if (!take_address(scanner, &local))
		return FALSE;
	scanner->has_comment = scanner->has_blank = FALSE;
	if (!skip_cfws(scanner) || !skip_char(scanner, '>'))
		return FALSE;
	if (scanner->has_comment)
		note(scanner, HANTEI_FROM_NOTE_COMMENT);
	return TRUE;
}

/* One item up to a ",", ";" or the end. @in_group: (inout): a ":" opens one */
static gboolean
take_item(Scanner *scanner, gboolean *in_group)
{
	const gsize start = scanner->at;
	Phrase phrase;

	scanner->has_comment = scanner->has_blank = FALSE;
	if (!skip_phrase(scanner, &phrase))
		return FALSE;
	if (peek(scanner) == '@')
		return take_address(scanner, &phrase) && skip_cfws(scanner);
	if (peek(scanner) == '<') {
		g_string_append_len(scanner->names, scanner->text + start,
				    (gssize)(scanner->at - start));
		g_string_append_c(scanner->names, ' ');
		return take_angle(scanner) && skip_cfws(scanner);
	}
	if (peek(scanner) == ':' && phrase.n_words > 0 && !*in_group) {
		scanner->at++;
		*in_group = TRUE;
		note(scanner, HANTEI_FROM_NOTE_GROUP);
		return skip_cfws(scanner);
	}
	return FALSE;
}

/* After an item: what must stand there. */
static gboolean
skip_separator(Scanner *scanner, gboolean *in_group)
{
	if (*in_group && skip_char(scanner, ';')) {
		*in_group = FALSE;
		if (!skip_cfws(scanner))
			return FALSE;
	}
	if (scanner->at >= scanner->end)
		return !*in_group;
	if (!skip_char(scanner, ','))
		return FALSE;
	if (!skip_cfws(scanner))
		return FALSE;
	if (scanner->at >= scanner->end)
		note(scanner, HANTEI_FROM_NOTE_EMPTY_ITEM);
	return TRUE;
}

static gboolean
take_list(Scanner *scanner)
{
	gboolean in_group = FALSE;

	if (!skip_cfws(scanner))
		return FALSE;
	while (scanner->at < scanner->end) {
		const gchar c = peek(scanner);
		const gboolean was_in_group = in_group;

		if (c == ',' || (c == ';' && in_group)) {
			if (c == ',')
				note(scanner, HANTEI_FROM_NOTE_EMPTY_ITEM);
		} else if (!take_item(scanner, &in_group)) {
			return FALSE;
		}
		/* an opened group's first item follows at once */
		if (in_group && !was_in_group && c != ',')
			continue;
		if (!skip_separator(scanner, &in_group))
			return FALSE;
	}
	return !in_group;
}

/* Whether a display name, decoded, has an "@" that is followed by a name with a dot, which is none
 * of the domains nor above or below one. */
static gboolean
names_show_other_domain(const Scanner *scanner)
{
	g_autofree gchar *text =
	    hantei_encoded_word_decode(scanner->names->str, scanner->names->len);

	for (gchar *at = strchr(text, '@'); at != NULL; at = strchr(at + 1, '@')) {
		gsize n = 0;
		gboolean is_own = FALSE;
		g_autofree gchar *domain = NULL, *name = NULL;

		while (g_ascii_isalnum(at[1 + n]) || at[1 + n] == '.' || at[1 + n] == '-' ||
		       (guchar)at[1 + n] > 127)
			n++;
		while (n > 0 && at[n] == '.')
			n--;
		name = g_strndup(at + 1, n);
		domain = strchr(name, '.') != NULL ? hantei_domain_normalize(name) : NULL;
		for (guint i = 0; domain != NULL && i < scanner->out->domains->len; i++)
			is_own = is_own ||
				 hantei_domain_is_within(domain, scanner->out->domains->pdata[i]) ||
				 hantei_domain_is_within(scanner->out->domains->pdata[i], domain);
		if (domain != NULL && !is_own)
			return TRUE;
	}
	return FALSE;
}

static HanteiFromDomain *
from_domain_new(void)
{
	HanteiFromDomain *self = g_new0(HanteiFromDomain, 1);

	self->domains = g_ptr_array_new_with_free_func(g_free);
	return self;
}

/* Reads one field into @self. */
static void
read_value(HanteiFromDomain *self, const gchar *value, gsize length)
{
	g_autoptr(GString) names = g_string_new(NULL);
	Scanner scanner = {.out = self, .text = value, .end = length, .names = names};

	if (length > HANTEI_LIMIT_FIELD_BYTES) {
		self->state = HANTEI_FROM_TOO_LONG;
		return;
	}
	if (memchr(value, '\0', length) != NULL)
		self->state = HANTEI_FROM_NUL;
	if (!take_list(&scanner) && self->state != HANTEI_FROM_TOO_LONG) {
		self->offset = scanner.at;
		if (self->state != HANTEI_FROM_NUL)
			self->state = HANTEI_FROM_MALFORMED;
	}
	if (self->state == HANTEI_FROM_OK && scanner.n_addresses == 0)
		self->state = HANTEI_FROM_NO_ADDRESS;
	if (scanner.n_addresses > 1)
		note(&scanner, HANTEI_FROM_NOTE_SEVERAL_ADDRESSES);
	if (names_show_other_domain(&scanner))
		note(&scanner, HANTEI_FROM_NOTE_NAME_IS_ADDRESS);
}

/* Decides, all fields being read. */
static void
decide(HanteiFromDomain *self)
{
	if (self->state == HANTEI_FROM_OK && self->domains->len > 1)
		self->state = HANTEI_FROM_SEVERAL_DOMAINS;
	if (self->state == HANTEI_FROM_OK)
		self->domain = g_strdup(self->domains->pdata[0]);
}

HanteiFromDomain *
hantei_from_domain_parse(const gchar *value, gsize length)
{
	HanteiFromDomain *self = from_domain_new();

	read_value(self, value, length);
	decide(self);
	return self;
}

HanteiFromDomain *
hantei_from_domain_new(const HanteiMessage *message)
{
	HanteiFromDomain *self = from_domain_new();
	gsize n_fields;
	const HanteiField *fields = hantei_message_get_fields(message, &n_fields);
	guint n = 0;

	for (gsize i = 0; i < n_fields && n < HANTEI_LIMIT_FROM; i++) {
		const gchar *value;
		gsize length;

		if (!hantei_message_field_is(message, &fields[i], "From"))
			continue;
		n++;
		if (fields[i].value_offset > fields[i].offset + fields[i].name_length + 1)
			self->notes |= 1u << HANTEI_FROM_NOTE_BLANK_BEFORE_COLON;
		value = hantei_message_field_value(message, &fields[i], &length);
		read_value(self, value, length);
	}
	if (n != 1)
		self->state = n == 0 ? HANTEI_FROM_NO_FIELD : HANTEI_FROM_SEVERAL_FIELDS;
	decide(self);
	return self;
}

void
hantei_from_domain_free(HanteiFromDomain *self)
{
	if (self == NULL)
		return;
	g_free(self->domain);
	g_ptr_array_unref(self->domains);
	g_free(self);
}

const gchar *
hantei_from_state_to_string(HanteiFromState state)
{
	static const gchar *const texts[] = {
#define X(NAME, text) text,
	    HANTEI_FROM_STATES(X)
#undef X
	};

	g_return_val_if_fail(state < HANTEI_FROM_STATE_COUNT, NULL);
	return texts[state];
}

const gchar *
hantei_from_note_to_string(HanteiFromNote which)
{
	static const gchar *const texts[] = {
#define X(NAME, text) text,
	    HANTEI_FROM_NOTES(X)
#undef X
	};

	g_return_val_if_fail(which < HANTEI_FROM_NOTE_COUNT, NULL);
	return texts[which];
}
