/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/envelope.h"

#include <string.h>

#include "engine/auth/received-spf.h"
#include "engine/auth/received.h"

/* A search for the border among the fields of a message. */
typedef struct {
	const HanteiMessage *message;
	const HanteiField *fields;
	gsize n_fields;
	const gchar *const *trusted;
} Search;

static gboolean
is_trusted(const Search *search, const gchar *host)
{
	for (gsize i = 0; host != NULL && search->trusted[i] != NULL; i++) {
		g_autofree gchar *trusted = g_ascii_strdown(search->trusted[i], -1);

		if (*trusted == '.' ? g_str_has_suffix(host, trusted) : strcmp(host, trusted) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Addresses no mail comes from over the open Internet: RFC 1918, 6598, 4193, and local ones. */
static gboolean
is_private(GInetAddress *address)
{
	const guint8 *octets = g_inet_address_to_bytes(address);

	if (g_inet_address_get_is_loopback(address) || g_inet_address_get_is_link_local(address) ||
	    g_inet_address_get_is_site_local(address))
		return TRUE;
	if (g_inet_address_get_family(address) == G_SOCKET_FAMILY_IPV4)
		return octets[0] == 100 && (octets[1] & 0xc0) == 64;
	return (octets[0] & 0xfe) == 0xfc;
}

/* The Received at or after @at, whose place goes to @at. Returns: (transfer full) (nullable) */
static HanteiReceived *
next_received(const Search *search, gsize *at)
{
	for (; *at < search->n_fields; (*at)++) {
		const gchar *value;
		gsize length;

		if (!hantei_message_field_is(search->message, &search->fields[*at], "Received"))
			continue;
		value = hantei_message_field_value(search->message, &search->fields[*at], &length);
		return hantei_received_parse(value, length);
	}
	return NULL;
}

static HanteiReceived *
find_by_number(const Search *search, guint number, gsize *at, HanteiEnvelopeReason *reason)
{
	g_autoptr(HanteiReceived) received = next_received(search, at);

	*reason = received == NULL ? HANTEI_ENVELOPE_REASON_NO_RECEIVED
				   : HANTEI_ENVELOPE_REASON_NOT_FOUND;
	for (guint i = 1; i < number && received != NULL; i++) {
		hantei_received_free(g_steal_pointer(&received));
		(*at)++;
		received = next_received(search, at);
	}
	return g_steal_pointer(&received);
}

/* Whether the mail came to this host from one within. */
static gboolean
is_inside(const Search *search, const HanteiReceived *received)
{
	if (received->client == NULL)
		return received->from == NULL;
	return is_private(received->client) || is_trusted(search, received->rdns);
}

static HanteiReceived *
find_by_name(const Search *search, gsize *at, HanteiEnvelopeReason *reason)
{
	g_autoptr(HanteiReceived) received = next_received(search, at);

	*reason = received == NULL ? HANTEI_ENVELOPE_REASON_NO_RECEIVED
				   : HANTEI_ENVELOPE_REASON_NOT_FOUND;
	while (received != NULL && !is_trusted(search, received->by)) {
		hantei_received_free(g_steal_pointer(&received));
		(*at)++;
		received = next_received(search, at);
	}
	while (received != NULL && is_inside(search, received)) {
		*reason = HANTEI_ENVELOPE_REASON_INSIDE;
		hantei_received_free(g_steal_pointer(&received));
		(*at)++;
		received = next_received(search, at);
		if (received != NULL && !is_trusted(search, received->by))
			return NULL;
	}
	if (received != NULL && received->client != NULL && received->rdns == NULL &&
	    received->helo != NULL) {
		g_autofree gchar *helo = g_ascii_strdown(received->helo, -1);

		if (is_trusted(search, helo)) {
			*reason = HANTEI_ENVELOPE_REASON_CLAIMS_INSIDE;
			return NULL;
		}
	}
	return g_steal_pointer(&received);
}

/* The topmost field @name above the border, or NULL. */
static const gchar *
find_above(const Search *search, gsize border, const gchar *name, gsize *length)
{
	for (gsize i = 0; i < border; i++)
		if (hantei_message_field_is(search->message, &search->fields[i], name))
			return hantei_message_field_value(search->message, &search->fields[i],
							  length);
	return NULL;
}

/* "<a@b>", "a@b" or "<>", blanks around it. Returns: (transfer full) (nullable) */
static gchar *
dup_path(const gchar *text, gsize length)
{
	g_autofree gchar *path = NULL;
	gsize n;

	if (memchr(text, '\0', length) != NULL || !g_utf8_validate(text, (gssize)length, NULL))
		return NULL;
	path = g_strstrip(g_strndup(text, length));
	n = strlen(path);
	if (n >= 2 && path[0] == '<' && path[n - 1] == '>') {
		memmove(path, path + 1, n - 2);
		path[n - 2] = '\0';
	} else if (n == 0) {
		return NULL;
	}
	/* a route, a comment, or several: not for us to read */
	if (strpbrk(path, " \t\r\n<>()") != NULL && *path != '"')
		return NULL;
	return g_steal_pointer(&path);
}

static void
take_mail_from(HanteiEnvelope *self, gchar *mail_from, HanteiEnvelopeSource source)
{
	if (mail_from == NULL || self->mail_from != NULL) {
		g_free(mail_from);
		return;
	}
	self->mail_from = mail_from;
	self->mail_from_source = source;
}

static void
take_received_spf(HanteiEnvelope *self, const gchar *value, gsize length)
{
	g_autoptr(HanteiReceivedSpf) spf = hantei_received_spf_parse(value, length, NULL);
	g_autoptr(GInetAddress) client = NULL;
	const gchar *address, *helo, *mail_from;

	if (spf == NULL)
		return;
	address = hantei_received_spf_get(spf, "client-ip");
	helo = hantei_received_spf_get(spf, "helo");
	mail_from = hantei_received_spf_get(spf, "envelope-from");
	if (address != NULL)
		client = hantei_received_parse_address(address, strlen(address));
	/* one about another hop */
	if (client == NULL || !g_inet_address_equal(client, self->client))
		return;
	if (self->helo == NULL && helo != NULL) {
		self->helo = g_strdup(helo);
		self->helo_source = HANTEI_ENVELOPE_RECEIVED_SPF;
	}
	if (mail_from != NULL)
		take_mail_from(self,
			       *mail_from != '\0' ? dup_path(mail_from, strlen(mail_from))
						  : g_strdup(""),
			       HANTEI_ENVELOPE_RECEIVED_SPF);
}

static void
take_border(HanteiEnvelope *self, const Search *search, gsize border, HanteiReceived *received)
{
	const gchar *value;
	gsize length;

	self->reason = HANTEI_ENVELOPE_REASON_OK;
	self->client = g_object_ref(received->client);
	self->client_source = HANTEI_ENVELOPE_RECEIVED;
	self->helo = g_strdup(received->helo);
	if (self->helo != NULL)
		self->helo_source = HANTEI_ENVELOPE_RECEIVED;
	value = find_above(search, border, "Return-Path", &length);
	if (value != NULL)
		take_mail_from(self, dup_path(value, length), HANTEI_ENVELOPE_RETURN_PATH);
	take_mail_from(self, g_strdup(received->envelope_from), HANTEI_ENVELOPE_RECEIVED);
	value = find_above(search, border, "Received-SPF", &length);
	if (value != NULL)
		take_received_spf(self, value, length);
}

HanteiEnvelope *
hantei_envelope_new_from_message(const HanteiMessage *message,
				 const gchar *const *trusted_hosts,
				 guint n_trusted)
{
	static const gchar *const nobody[] = {NULL};
	HanteiEnvelope *self = g_new0(HanteiEnvelope, 1);
	Search search = {.message = message,
			 .trusted = trusted_hosts != NULL ? trusted_hosts : nobody};
	g_autoptr(HanteiReceived) received = NULL;
	gsize border = 0;

	if (n_trusted == 0 && search.trusted[0] == NULL) {
		self->reason = hantei_message_is_received(message)
				   ? HANTEI_ENVELOPE_REASON_NO_TRUST
				   : HANTEI_ENVELOPE_REASON_NO_RECEIVED;
		return self;
	}
	search.fields = hantei_message_get_fields(message, &search.n_fields);
	received = n_trusted > 0 ? find_by_number(&search, n_trusted, &border, &self->reason)
				 : find_by_name(&search, &border, &self->reason);
	if (received == NULL)
		return self;
	if (received->client == NULL)
		self->reason = HANTEI_ENVELOPE_REASON_UNREADABLE;
	else
		take_border(self, &search, border, received);
	return self;
}

HanteiEnvelope *
hantei_envelope_new_from_options(const gchar *client_ip,
				 const gchar *helo,
				 const gchar *mail_from,
				 GError **error)
{
	g_autoptr(HanteiEnvelope) self = g_new0(HanteiEnvelope, 1);

	self->reason = HANTEI_ENVELOPE_REASON_NO_TRUST;
	if (client_ip != NULL) {
		self->client = hantei_received_parse_address(client_ip, strlen(client_ip));
		if (self->client == NULL) {
			g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
				    "%s: no IP address; one looks like 192.0.2.1 or 2001:db8::1",
				    client_ip);
			return NULL;
		}
		self->client_source = HANTEI_ENVELOPE_OPTION;
		self->reason = HANTEI_ENVELOPE_REASON_OK;
	}
	if (helo != NULL) {
		self->helo = g_strdup(helo);
		self->helo_source = HANTEI_ENVELOPE_OPTION;
	}
	if (mail_from != NULL) {
		const gsize n = strlen(mail_from);
		const gboolean is_angled = n >= 2 && mail_from[0] == '<' && mail_from[n - 1] == '>';

		self->mail_from = is_angled ? g_strndup(mail_from + 1, n - 2) : g_strdup(mail_from);
		self->mail_from_source = HANTEI_ENVELOPE_OPTION;
	}
	return g_steal_pointer(&self);
}

void
hantei_envelope_override(HanteiEnvelope *self, const HanteiEnvelope *other)
{
	if (other->client != NULL) {
		g_set_object(&self->client, other->client);
		self->client_source = other->client_source;
		self->reason = HANTEI_ENVELOPE_REASON_OK;
	}
	if (other->helo != NULL) {
		g_free(self->helo);
		self->helo = g_strdup(other->helo);
		self->helo_source = other->helo_source;
	}
	if (other->mail_from != NULL) {
		g_free(self->mail_from);
		self->mail_from = g_strdup(other->mail_from);
		self->mail_from_source = other->mail_from_source;
	}
}

void
hantei_envelope_free(HanteiEnvelope *self)
{
	if (self == NULL)
		return;
	g_clear_object(&self->client);
	g_free(self->helo);
	g_free(self->mail_from);
	g_free(self);
}

const gchar *
hantei_envelope_source_to_string(HanteiEnvelopeSource source)
{
	static const gchar *const texts[] = {
#define X(NAME, text) text,
	    HANTEI_ENVELOPE_SOURCES(X)
#undef X
	};

	g_return_val_if_fail(source < HANTEI_ENVELOPE_SOURCE_COUNT, NULL);
	return texts[source];
}

const gchar *
hantei_envelope_reason_to_string(HanteiEnvelopeReason reason)
{
	static const gchar *const texts[] = {
#define X(NAME, text) text,
	    HANTEI_ENVELOPE_REASONS(X)
#undef X
	};

	g_return_val_if_fail(reason < HANTEI_ENVELOPE_REASON_COUNT, NULL);
	return texts[reason];
}
