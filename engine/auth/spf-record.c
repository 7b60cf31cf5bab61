/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/spf-record.h"

#include <gio/gio.h>
#include <string.h>

#include "engine/auth/spf-macro.h"

#define VERSION "v=spf1"
#define QUOTE_BYTES 80

/* What a mechanism may have after its name. */
enum {
	TAKES_SPEC = 1 << 0,
	NEEDS_SPEC = 1 << 1,
	TAKES_CIDR = 1 << 2,
};

static const gchar *const NAMES[] = {
#define X(NAME, text) [HANTEI_SPF_TERM_##NAME] = text,
    HANTEI_SPF_TERMS(X)
#undef X
};

static const guint MECHANISM_FLAGS[HANTEI_SPF_TERM_REDIRECT] = {
    [HANTEI_SPF_TERM_INCLUDE] = TAKES_SPEC | NEEDS_SPEC,
    [HANTEI_SPF_TERM_A] = TAKES_SPEC | TAKES_CIDR,
    [HANTEI_SPF_TERM_MX] = TAKES_SPEC | TAKES_CIDR,
    [HANTEI_SPF_TERM_PTR] = TAKES_SPEC,
    [HANTEI_SPF_TERM_EXISTS] = TAKES_SPEC | NEEDS_SPEC,
};

/* A term while it is read; offsets count from the start of the record. */
typedef struct {
	const gchar *record;
	gsize start, end;
	GError **error;
} Reader;

static void
term_free(gpointer data)
{
	HanteiSpfTerm *self = data;

	g_free(self->text);
	g_free(self->name);
	g_free(self->spec);
	g_free(self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiSpfTerm, term_free)

gchar *
hantei_spf_quote(const gchar *text, gsize length)
{
	GString *out = g_string_new(NULL);

	for (gsize i = 0; i < MIN(length, QUOTE_BYTES); i++) {
		const guchar c = (guchar)text[i];

		if (c >= 0x20 && c < 0x7f)
			g_string_append_c(out, (gchar)c);
		else
			g_string_append_printf(out, "\\x%02x", c);
	}
	if (length > QUOTE_BYTES)
		g_string_append(out, "...");
	return g_string_free(out, FALSE);
}

static gboolean
fail(const Reader *reader, gsize at, const gchar *why)
{
	g_autofree gchar *quoted =
	    hantei_spf_quote(reader->record + reader->start, reader->end - reader->start);

	g_set_error(reader->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
		    "term \"%s\": %s, at octet %" G_GSIZE_FORMAT, quoted, why, at + 1);
	return FALSE;
}

/* toplabel: letters, digits and hyphens, none at its ends, and not digits alone. */
static const gchar *
toplabel_complaint(const gchar *label, gsize length)
{
	gboolean has_other = FALSE;

	if (length == 0)
		return "the domain ends in an empty label";
	for (gsize i = 0; i < length; i++) {
		if (!g_ascii_isalnum(label[i]) && label[i] != '-')
			return "the last label of the domain has more than letters, digits and "
			       "hyphens";
		has_other = has_other || !g_ascii_isdigit(label[i]);
	}
	if (label[0] == '-' || label[length - 1] == '-')
		return "the last label of the domain has a hyphen at its end";
	return has_other ? NULL : "the domain ends in a number; an address needs ip4: or ip6:";
}

/* A macro-string from @at to @end; *@tail is where the text after its last macro starts. */
static gboolean
check_macro_string(const Reader *reader, gsize at, gsize end, gsize *tail)
{
	const gsize start = at;
	const gchar *complaint;
	HanteiSpfPiece piece;

	*tail = at;
	at = 0;
	while (hantei_spf_macro_next(reader->record + start, end - start, HANTEI_SPF_TEXT_TERM, &at,
				     &piece, &complaint))
		if (piece.letter != '\0')
			*tail = start + at;
	return complaint == NULL || fail(reader, start + at, complaint);
}

/* domain-spec: a macro-string that ends in a macro, or in a dot and a toplabel. */
static gboolean
read_spec(const Reader *reader, gsize at, gsize end, HanteiSpfTerm *term)
{
	gsize tail, last = end;
	const gchar *complaint;

	if (at == end)
		return fail(reader, at, "a domain is missing");
	if (!check_macro_string(reader, at, end, &tail))
		return FALSE;
	if (tail < end) {
		gsize dot;

		if (reader->record[last - 1] == '.')
			last--;
		for (dot = last; dot > tail && reader->record[dot - 1] != '.'; dot--)
			;
		if (dot == tail)
			return fail(reader, tail, "the domain has no dot before its last label");
		complaint = toplabel_complaint(reader->record + dot, last - dot);
		if (complaint != NULL)
			return fail(reader, dot, complaint);
	}
	term->spec = g_strndup(reader->record + at, end - at);
	return TRUE;
}

/* A prefix length from @at to @end: no leading zero (RFC 7208 5.6). */
static gboolean
read_cidr(const Reader *reader, gsize at, gsize end, guint most, guint *cidr)
{
	guint value = 0;

	if (at == end || end - at > 3 || (reader->record[at] == '0' && end - at > 1))
		return fail(reader, at, "this is no prefix length");
	for (gsize i = at; i < end; i++) {
		if (!g_ascii_isdigit(reader->record[i]))
			return fail(reader, i, "this is no prefix length");
		value = value * 10 + (guint)(reader->record[i] - '0');
	}
	if (value > most)
		return fail(reader, at,
			    most == 32 ? "the prefix length is over 32"
				       : "the prefix length is over 128");
	*cidr = value;
	return TRUE;
}

/* Where the digits start that end at @end, if a slash stands before them; else @end. */
static gsize
slash_before(const Reader *reader, gsize at, gsize end)
{
	gsize i = end;

	while (i > at && g_ascii_isdigit(reader->record[i - 1]))
		i--;
	return i > at && reader->record[i - 1] == '/' ? i : end;
}

/* dual-cidr-length at the end of what lies from @at to *@end, which is moved before it. A domain
 * may hold a slash, but its last label may not: what ends in one and digits is a length. */
static gboolean
read_dual_cidr(const Reader *reader, gsize at, gsize *end, HanteiSpfTerm *term)
{
	gsize digits = slash_before(reader, at, *end);

	if (*end > at && reader->record[*end - 1] == '/')
		return fail(reader, *end, "a prefix length is missing");
	if (digits == *end)
		return TRUE;
	if (digits >= at + 2 && reader->record[digits - 2] == '/') {
		if (!read_cidr(reader, digits, *end, 128, &term->cidr6))
			return FALSE;
		*end = digits - 2;
		digits = slash_before(reader, at, *end);
		if (digits == *end)
			return TRUE;
	}
	if (!read_cidr(reader, digits, *end, 32, &term->cidr4))
		return FALSE;
	*end = digits - 1;
	return TRUE;
}

/* ip4-network: inet_pton() takes what it allows, and nothing else. */
static gboolean
read_network(const Reader *reader, gsize at, gsize end, HanteiSpfTerm *term)
{
	const gboolean is_4 = term->type == HANTEI_SPF_TERM_IP4;
	const gchar *slash = memchr(reader->record + at, '/', end - at);
	const gsize stop = slash == NULL ? end : (gsize)(slash - reader->record);
	g_autofree gchar *text = g_strndup(reader->record + at, stop - at);
	g_autoptr(GInetAddress) address = NULL;

	/* a NUL would hide what comes after it, and a zone index ("%eth0") is GLib's own */
	if (strlen(text) == stop - at && strspn(text, "0123456789abcdefABCDEF:.") == stop - at)
		address = g_inet_address_new_from_string(text);
	if (address == NULL || (g_inet_address_get_family(address) == G_SOCKET_FAMILY_IPV4) != is_4)
		return fail(reader, at,
			    is_4 ? "this is no IPv4 address" : "this is no IPv6 address");
	memcpy(term->address, g_inet_address_to_bytes(address),
	       g_inet_address_get_native_size(address));
	if (slash == NULL)
		return TRUE;
	return is_4 ? read_cidr(reader, stop + 1, end, 32, &term->cidr4)
		    : read_cidr(reader, stop + 1, end, 128, &term->cidr6);
}

static gboolean
read_mechanism(const Reader *reader, gsize at, HanteiSpfTerm *term)
{
	const guint flags = MECHANISM_FLAGS[term->type];
	gsize end = reader->end;
	const gboolean has_colon = at < end && reader->record[at] == ':';

	if (term->type == HANTEI_SPF_TERM_IP4 || term->type == HANTEI_SPF_TERM_IP6)
		return has_colon ? read_network(reader, at + 1, end, term)
				 : fail(reader, at, "an address is missing");
	if ((flags & TAKES_CIDR) != 0 && !read_dual_cidr(reader, at, &end, term))
		return FALSE;
	if (has_colon && (flags & TAKES_SPEC) != 0)
		return read_spec(reader, at + 1, end, term);
	if (at < end)
		return fail(reader, at, "nothing may stand here");
	return (flags & NEEDS_SPEC) == 0 || fail(reader, at, "a domain is missing");
}

static gboolean
read_modifier(const Reader *reader, gsize at, HanteiSpfTerm *term)
{
	gsize tail;

	if (term->type != HANTEI_SPF_TERM_OTHER)
		return read_spec(reader, at, reader->end, term);
	if (!check_macro_string(reader, at, reader->end, &tail))
		return FALSE;
	term->name = g_strndup(reader->record + reader->start, at - 1 - reader->start);
	term->spec = g_strndup(reader->record + at, reader->end - at);
	return TRUE;
}

/* The type from @first up to @last that is called so; @fallback if none is. */
static HanteiSpfTermType
type_of(const gchar *name,
	gsize length,
	HanteiSpfTermType first,
	HanteiSpfTermType last,
	HanteiSpfTermType fallback)
{
	for (HanteiSpfTermType type = first; type < last; type++)
		if (strlen(NAMES[type]) == length &&
		    g_ascii_strncasecmp(NAMES[type], name, length) == 0)
			return type;
	return fallback;
}

static HanteiAuthResult
qualifier_of(gchar c)
{
	switch (c) {
	case '-':
		return HANTEI_AUTH_RESULT_FAIL;
	case '~':
		return HANTEI_AUTH_RESULT_SOFTFAIL;
	case '?':
		return HANTEI_AUTH_RESULT_NEUTRAL;
	default:
		return HANTEI_AUTH_RESULT_PASS;
	}
}

static gboolean
read_term(const Reader *reader, HanteiSpfTerm *term)
{
	const gchar *record = reader->record;
	gsize at = reader->start;
	const gboolean has_qualifier = record[at] != '\0' && strchr("+-?~", record[at]) != NULL;
	gsize name;

	term->cidr4 = 32;
	term->cidr6 = 128;
	term->qualifier = has_qualifier ? qualifier_of(record[at++]) : HANTEI_AUTH_RESULT_PASS;
	name = at;
	if (at == reader->end || !g_ascii_isalpha(record[at]))
		return fail(reader, at, "a term starts with a letter");
	while (at < reader->end && record[at] != '\0' &&
	       (g_ascii_isalnum(record[at]) || strchr("-_.", record[at]) != NULL))
		at++;
	if (at < reader->end && record[at] == '=') {
		if (has_qualifier)
			return fail(reader, reader->start, "a modifier has no qualifier");
		term->type = type_of(record + name, at - name, HANTEI_SPF_TERM_REDIRECT,
				     HANTEI_SPF_TERM_OTHER, HANTEI_SPF_TERM_OTHER);
		return read_modifier(reader, at + 1, term);
	}
	if (at < reader->end && record[at] != ':' && record[at] != '/')
		return fail(reader, at, "this octet cannot stand in a term's name");
	term->type = type_of(record + name, at - name, HANTEI_SPF_TERM_ALL,
			     HANTEI_SPF_TERM_REDIRECT, HANTEI_SPF_TERM_COUNT);
	if (term->type == HANTEI_SPF_TERM_COUNT)
		return fail(reader, name, "there is no mechanism of this name");
	return read_mechanism(reader, at, term);
}

/* Keeps what the record is asked for; redirect and exp may stand once (RFC 7208 6). */
static gboolean
note_term(const Reader *reader, HanteiSpfRecord *self, const HanteiSpfTerm *term)
{
	const HanteiSpfTerm **slot = term->type == HANTEI_SPF_TERM_REDIRECT ? &self->redirect
				     : term->type == HANTEI_SPF_TERM_EXP    ? &self->exp
									    : NULL;

	if (term->type == HANTEI_SPF_TERM_ALL && self->all == NULL)
		self->all = term;
	if (slot == NULL)
		return TRUE;
	if (*slot != NULL)
		return fail(reader, reader->start, "this modifier stands twice");
	*slot = term;
	return TRUE;
}

/* Whether the version stands first, and a blank or nothing after it. */
static gboolean
has_version(const gchar *text, gsize length)
{
	const gsize n = strlen(VERSION);

	return length >= n && g_ascii_strncasecmp(text, VERSION, n) == 0 &&
	       (length == n || text[n] == ' ');
}

HanteiSpfRecord *
hantei_spf_record_parse(const gchar *text, gsize length, GError **error)
{
	g_autoptr(HanteiSpfRecord) self = g_new0(HanteiSpfRecord, 1);
	gsize at = strlen(VERSION);

	self->terms = g_ptr_array_new_with_free_func(term_free);
	if (!has_version(text, length)) {
		g_autofree gchar *quoted = hantei_spf_quote(text, length);

		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "\"%s\" does not start with \"" VERSION "\" and a blank", quoted);
		return NULL;
	}
	while (at < length) {
		Reader reader = {.record = text, .start = at, .end = at, .error = error};
		g_autoptr(HanteiSpfTerm) term = NULL;
		const gchar *blank;

		if (text[at] == ' ') {
			at++;
			continue;
		}
		blank = memchr(text + at, ' ', length - at);
		reader.end = blank == NULL ? length : (gsize)(blank - text);
		term = g_new0(HanteiSpfTerm, 1);
		term->offset = at;
		if (!read_term(&reader, term) || !note_term(&reader, self, term))
			return NULL;
		term->text = g_strndup(text + at, reader.end - at);
		g_ptr_array_add(self->terms, g_steal_pointer(&term));
		at = reader.end;
	}
	self->text = g_strndup(text, length);
	return g_steal_pointer(&self);
}

guint
hantei_spf_record_select(const HanteiDnsAnswer *answer, GBytes **record)
{
	guint n = 0;

	if (record != NULL)
		*record = NULL;
	for (guint i = 0; i < answer->records->len; i++) {
		const HanteiDnsRecord *txt = answer->records->pdata[i];
		g_autoptr(GBytes) joined = NULL;
		const gchar *text;
		gsize length;

		if (txt->type != HANTEI_DNS_TYPE_TXT)
			continue;
		joined = hantei_dns_record_join(txt);
		text = g_bytes_get_data(joined, &length);
		if (!has_version(text, length))
			continue;
		if (n++ == 0 && record != NULL)
			*record = g_steal_pointer(&joined);
	}
	return n;
}

gboolean
hantei_spf_term_is_counted(HanteiSpfTermType type)
{
	switch (type) {
	case HANTEI_SPF_TERM_INCLUDE:
	case HANTEI_SPF_TERM_A:
	case HANTEI_SPF_TERM_MX:
	case HANTEI_SPF_TERM_PTR:
	case HANTEI_SPF_TERM_EXISTS:
	case HANTEI_SPF_TERM_REDIRECT:
		return TRUE;
	default:
		return FALSE;
	}
}

const gchar *
hantei_spf_term_type_to_string(HanteiSpfTermType type)
{
	g_return_val_if_fail(type < HANTEI_SPF_TERM_COUNT, NULL);
	return NAMES[type];
}

void
hantei_spf_record_free(HanteiSpfRecord *self)
{
	if (self == NULL)
		return;
	g_free(self->text);
	g_ptr_array_unref(self->terms);
	g_free(self);
}
