/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/transport.h"

#include <string.h>

#include "tokenizer/limits.h"
#include "tokenizer/url.h"

/* Relays nearest to us that are looked at, and words of one field. */
#define MAX_RECEIVED 4
#define MAX_VALUE_WORDS 24
#define MAX_WORD 40

/* How a field takes part. */
typedef enum {
	FIELD_IGNORED,	/* verdicts of other filters, folders, the reader's own address */
	FIELD_PRESENCE, /* its name only: the value is a signature or a number */
	FIELD_WORDS,	/* its name and the words of its value */
	FIELD_RECIPIENT,
	FIELD_RETURN_PATH,
	FIELD_ENCODING,
	FIELD_RECEIVED,
	FIELD_MESSAGE_ID,
	FIELD_DATE,
} FieldUse;

/* Fields with a use of their own; any other List- or X- field is FIELD_PRESENCE. What belongs to
 * the draft itself (From, Subject, …) is FIELD_PRESENCE here too: that it is there, and in which
 * order. */
#define FIELD(name, use) \
	{ \
		name, sizeof name - 1, use \
	}

static const struct {
	const gchar *name;
	gsize length;
	FieldUse use;
} field_uses[] = {
    FIELD("Authentication-Results", FIELD_IGNORED),
    FIELD("Received-SPF", FIELD_IGNORED),
    FIELD("Delivered-To", FIELD_IGNORED),
    FIELD("X-Delivered-To", FIELD_IGNORED),
    FIELD("X-Original-To", FIELD_IGNORED),
    FIELD("X-Envelope-To", FIELD_IGNORED),
    FIELD("Status", FIELD_IGNORED),
    FIELD("X-Status", FIELD_IGNORED),
    FIELD("X-Keywords", FIELD_IGNORED),
    FIELD("X-UID", FIELD_IGNORED),
    FIELD("X-UIDL", FIELD_IGNORED),
    FIELD("X-Mozilla-Status", FIELD_IGNORED),
    FIELD("X-Mozilla-Status2", FIELD_IGNORED),
    FIELD("Lines", FIELD_IGNORED),
    FIELD("Content-Length", FIELD_IGNORED),
    FIELD("Received", FIELD_RECEIVED),
    FIELD("Message-ID", FIELD_MESSAGE_ID),
    FIELD("Date", FIELD_DATE),
    FIELD("Return-Path", FIELD_RETURN_PATH),
    FIELD("Sender", FIELD_WORDS),
    FIELD("Errors-To", FIELD_WORDS),
    FIELD("To", FIELD_RECIPIENT),
    FIELD("Cc", FIELD_RECIPIENT),
    FIELD("Organization", FIELD_WORDS),
    FIELD("X-Mailer", FIELD_WORDS),
    FIELD("User-Agent", FIELD_WORDS),
    FIELD("X-MimeOLE", FIELD_WORDS),
    FIELD("X-Priority", FIELD_WORDS),
    FIELD("X-MSMail-Priority", FIELD_WORDS),
    FIELD("Importance", FIELD_WORDS),
    FIELD("Precedence", FIELD_WORDS),
    FIELD("Content-Type", FIELD_ENCODING),
    FIELD("Content-Transfer-Encoding", FIELD_ENCODING),
    FIELD("MIME-Version", FIELD_ENCODING),
    FIELD("List-Unsubscribe", FIELD_WORDS),
    FIELD("List-Id", FIELD_WORDS),
};

#undef FIELD

/* A field whose name holds one of these is another filter's verdict: to learn it would be to learn
 * to copy that filter. */
static const gchar *const verdict_words[] = {
    "spam",	  "virus",	  "scan",	  "bogosity",	"scl",	     "antiabuse",
    "forefront",  "x-ms-",	  "x-microsoft-", "x-sid-",	"x-gm-",     "x-rspamd",
    "x-ironport", "x-proofpoint", "x-barracuda",  "x-message-", "x-incoming"};

static FieldUse
field_use(const HanteiMessage *message, const HanteiField *field)
{
	gchar lower[64];
	gsize n = MIN(field->name_length, sizeof lower - 1);

	for (gsize i = 0; i < G_N_ELEMENTS(field_uses); i++) {
		if (field->name_length == field_uses[i].length &&
		    hantei_message_field_is(message, field, field_uses[i].name))
			return field_uses[i].use;
	}
	for (gsize i = 0; i < n; i++)
		lower[i] = g_ascii_tolower(hantei_message_field_name(message, field)[i]);
	lower[n] = '\0';
	for (gsize i = 0; i < G_N_ELEMENTS(verdict_words); i++) {
		if (strstr(lower, verdict_words[i]) != NULL)
			return FIELD_IGNORED;
	}
	return FIELD_PRESENCE;
}

static gboolean
is_value_octet(gchar c)
{
	return g_ascii_isalnum(c) || c == '.' || c == '-' || c == '_' || (guchar)c >= 0x80;
}

/* Words of a raw value: lower case, digits masked where there are many. */
static void
emit_words(HanteiGroup group,
	   const gchar *name,
	   const gchar *value,
	   gsize length,
	   HanteiFeatures *features)
{
	guint n_words = 0;
	gsize at = 0;

	while (at < length && n_words < MAX_VALUE_WORDS) {
		gchar word[MAX_WORD];
		gsize n = 0;
		guint n_digits = 0;

		for (; at < length && is_value_octet(value[at]); at++) {
			if (n == sizeof word)
				continue;
			n_digits += g_ascii_isdigit(value[at]) != 0;
			word[n++] = (guchar)value[at] < 0x80 ? g_ascii_tolower(value[at]) : '?';
		}
		at++;
		if (n == 0)
			continue;
		for (gsize i = 0; n_digits > 4 && i < n; i++) {
			if (g_ascii_isdigit(word[i]))
				word[i] = '9';
		}
		hantei_features_addf(features, group, "%s %.*s", name, (gint)n, word);
		n_words++;
	}
}

/* Each network of a dotted quad at @p: /32, /24, /16. Returns the quad's length, or 0. */
static gsize
emit_ip(const gchar *p, gsize length, HanteiFeatures *features)
{
	gsize ends[4];
	guint n_parts = 0;
	gsize i = 0;

	while (n_parts < 4) {
		gsize from = i;
		while (i < length && g_ascii_isdigit(p[i]))
			i++;
		if (i == from || i - from > 3)
			return 0;
		ends[n_parts++] = i;
		if (n_parts < 4 && (i >= length || p[i++] != '.'))
			return 0;
	}
	for (guint k = 1; k < 4; k++)
		hantei_features_addf(features, HANTEI_GROUP_RELAY, "relay network %.*s",
				     (gint)ends[k], p);
	return i;
}

/* A host's form: "a9.a.a" of "mx1.example.com", "9-9-9-9.a.a" of a dial-up line. */
static void
emit_relay_form(guint nth, const gchar *host, HanteiFeatures *features)
{
	gchar form[MAX_WORD];
	gsize n = 0;

	for (const gchar *p = host; *p != '\0' && n + 1 < sizeof form; p++) {
		const gchar c = g_ascii_isdigit(*p) ? '9' : g_ascii_isalpha(*p) ? 'a' : *p;

		if (n == 0 || form[n - 1] != c)
			form[n++] = c;
	}
	form[n] = '\0';
	hantei_features_addf(features, HANTEI_GROUP_RELAY, "relay %u form %s", nth, form);
	hantei_features_addf(features, HANTEI_GROUP_RELAY, "relay tail %s", strrchr(host, '.'));
}

/* Names and networks of a Received field. */
static void
emit_received(guint nth, const gchar *value, gsize length, HanteiFeatures *features)
{
	gsize at = 0;

	while (at < length) {
		gsize end = at;
		gsize n_ip;

		while (end < length && is_value_octet(value[end]))
			end++;
		if (end == at) {
			at++;
			continue;
		}
		n_ip = emit_ip(value + at, end - at, features);
		if (n_ip == 0 && memchr(value + at, '.', end - at) != NULL &&
		    g_ascii_isalpha(value[end - 1])) {
			g_autofree gchar *host = g_ascii_strdown(value + at, (gssize)(end - at));
			hantei_features_addf(features, HANTEI_GROUP_RELAY, "relay %s",
					     hantei_domain_registered(host));
			hantei_features_addf(features, HANTEI_GROUP_RELAY, "relay %u host %s", nth,
					     host);
			hantei_features_addf(features, HANTEI_GROUP_RELAY, "relay host %s", host);
			emit_relay_form(nth, host, features);
		} else if (n_ip == 0 && end - at >= 4 && end - at <= 10 && nth == 0) {
			hantei_features_addf(features, HANTEI_GROUP_RELAY, "relay word %.*s",
					     (gint)(end - at), value + at);
		}
		at = end;
	}
}

/* A Message-ID's form and domain: the program that made it shows. */
static void
emit_message_id(const gchar *value, gsize length, HanteiFeatures *features)
{
	gchar form[48];
	gsize n = 0;
	const gchar *at = memchr(value, '@', length);

	for (gsize i = 0; i < length && value + i != at && n + 1 < sizeof form; i++) {
		gchar c = g_ascii_isdigit(value[i])    ? '9'
			  : g_ascii_isxdigit(value[i]) ? 'h'
			  : g_ascii_isalpha(value[i])  ? 'a'
						       : value[i];
		if (c > ' ' && (n == 0 || form[n - 1] != c))
			form[n++] = c;
	}
	hantei_features_addf(features, HANTEI_GROUP_HEADER, "Message-ID form %.*s", (gint)n, form);
	if (at != NULL) {
		gsize left = length - (gsize)(at + 1 - value);
		gsize k = 0;
		while (k < left && is_value_octet(at[1 + k]))
			k++;
		if (k > 0) {
			g_autofree gchar *host = g_ascii_strdown(at + 1, (gssize)k);
			hantei_features_addf(features, HANTEI_GROUP_HEADER, "Message-ID domain %s",
					     hantei_domain_registered(host));
		}
	}
}

/* A Date's zone and form, never its value: time would tell the corpora apart. */
static void
emit_date(const gchar *value, gsize length, HanteiFeatures *features)
{
	gchar form[40];
	gsize n = 0;
	gsize end = length;

	for (gsize i = 0; i < length && n < sizeof form; i++) {
		gchar c = g_ascii_isdigit(value[i])   ? '9'
			  : g_ascii_isalpha(value[i]) ? 'a'
						      : value[i];
		if (c >= ' ' && (n == 0 || form[n - 1] != c))
			form[n++] = c;
	}
	hantei_features_addf(features, HANTEI_GROUP_HEADER, "Date form %.*s", (gint)n, form);
	for (gsize i = 0; i + 5 <= end; i++) {
		if ((value[i] == '+' || value[i] == '-') && g_ascii_isdigit(value[i + 1]) &&
		    g_ascii_isdigit(value[i + 4])) {
			hantei_features_addf(features, HANTEI_GROUP_HEADER, "time zone %.5s",
					     value + i);
			break;
		}
	}
}

/* What the sending program chose for the parts. */
static void
emit_encodings(const HanteiMessage *message, HanteiFeatures *features)
{
	gsize n_parts;
	const HanteiPart *parts = hantei_message_get_parts(message, &n_parts);

	for (gsize i = 0; i < n_parts; i++) {
		if (parts[i].charset != NULL)
			hantei_features_addf(features, HANTEI_GROUP_ENCODING, "charset %s",
					     parts[i].charset);
		if (parts[i].encoding != NULL)
			hantei_features_addf(features, HANTEI_GROUP_ENCODING, "encoding %s",
					     parts[i].encoding);
		if (parts[i].boundary != NULL) {
			g_autofree gchar *form = g_strndup(parts[i].boundary, 48);

			for (gchar *p = form; *p != '\0'; p++) {
				if (g_ascii_isdigit(*p))
					*p = '9';
				else if (g_ascii_isxdigit(*p))
					*p = 'h';
			}
			hantei_features_addf(features, HANTEI_GROUP_ENCODING, "boundary form %s",
					     form);
			hantei_features_addf(features, HANTEI_GROUP_ENCODING, "boundary head %.8s",
					     form);
			hantei_features_addf(features, HANTEI_GROUP_ENCODING, "boundary length %u",
					     (guint)strlen(form));
		}
	}
}

/* What a field's value tells, by the field's use. */
static void
emit_value(const HanteiMessage *message,
	   const HanteiField *field,
	   const gchar *name,
	   FieldUse use,
	   guint n_received,
	   HanteiFeatures *features)
{
	gsize length;
	const gchar *value = hantei_message_field_value(message, field, &length);

	length = MIN(length, HANTEI_LIMIT_FIELD_BYTES);
	switch (use) {
	case FIELD_WORDS:
		emit_words(HANTEI_GROUP_HEADER, name, value, length, features);
		break;
	case FIELD_RECIPIENT:
		emit_words(HANTEI_GROUP_RECIPIENT, name, value, length, features);
		break;
	case FIELD_RETURN_PATH:
		emit_words(HANTEI_GROUP_RELAY, name, value, length, features);
		break;
	case FIELD_ENCODING:
		emit_words(HANTEI_GROUP_ENCODING, name, value, length, features);
		break;
	case FIELD_RECEIVED:
		if (n_received < MAX_RECEIVED)
			emit_received(n_received, value, length, features);
		break;
	case FIELD_MESSAGE_ID:
		emit_message_id(value, length, features);
		break;
	case FIELD_DATE:
		emit_date(value, length, features);
		break;
	default:
		break;
	}
}

void
hantei_transport_emit(const HanteiMessage *message, HanteiFeatures *features)
{
	gsize n_fields;
	const HanteiField *fields = hantei_message_get_fields(message, &n_fields);
	gchar previous[MAX_WORD] = "";
	guint n_received = 0;

	for (gsize i = 0; i < n_fields; i++) {
		const FieldUse use = field_use(message, &fields[i]);
		gchar name[MAX_WORD];
		gsize n;

		if (use == FIELD_IGNORED)
			continue;
		n = MIN(fields[i].name_length, sizeof name - 1);
		memcpy(name, hantei_message_field_name(message, &fields[i]), n);
		name[n] = '\0';
		emit_value(message, &fields[i], name, use, n_received, features);
		n_received += use == FIELD_RECEIVED;
		hantei_features_addf(features, HANTEI_GROUP_HEADER, "field %s", name);
		if (*previous != '\0')
			hantei_features_addf(features, HANTEI_GROUP_HEADER, "field %s before %s",
					     previous, name);
		memcpy(previous, name, sizeof previous);
	}
	emit_encodings(message, features);
}
