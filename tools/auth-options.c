/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/auth-options.h"

#include "engine/i18n.h"

void
hantei_auth_options_clear(HanteiAuthOptions *self)
{
	g_free(self->client_ip);
	g_free(self->mail_from);
	g_free(self->helo);
	g_free(self->dkim_domain);
	g_free(self->dkim_selector);
	g_strfreev(self->trusted);
	g_free(self->now);
}

static gboolean
read_now(const gchar *text, gint64 *now, GError **error)
{
	guint64 seconds;

	if (text == NULL) {
		*now = g_get_real_time() / G_USEC_PER_SEC;
		return TRUE;
	}
	if (!g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT64, &seconds, NULL)) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    _("--now %s: must be seconds of Unix time, for instance 1767225600"),
			    text);
		return FALSE;
	}
	*now = (gint64)seconds;
	return TRUE;
}

static gboolean
read_envelope(HanteiAuthSetup *self, const HanteiAuthOptions *options, GError **error)
{
	self->envelope = hantei_envelope_new_from_options(options->client_ip, options->helo,
							  options->mail_from, NULL);
	if (self->envelope == NULL)
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    _("--client-ip %s: must be an address like 192.0.2.1 or 2001:db8::1"),
			    options->client_ip);
	return self->envelope != NULL;
}

gboolean
hantei_auth_setup_init(HanteiAuthSetup *self,
		       const HanteiAuthOptions *options,
		       HanteiSession *session,
		       GError **error)
{
	if (options->min_key_bits < 0 || options->min_key_bits > 16384) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    _("--min-key-bits %d: must be from 1 to 16384"), options->min_key_bits);
		return FALSE;
	}
	if ((options->dkim_domain == NULL) != (options->dkim_selector == NULL)) {
		g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
				    _("--dkim-domain and --dkim-selector need each other"));
		return FALSE;
	}
	if (!read_now(options->now, &self->query.now, error) ||
	    !read_envelope(self, options, error))
		return FALSE;
	if (hantei_session_has_resolver(session)) {
		self->query.resolver = hantei_session_get_resolver(session, error);
		if (self->query.resolver == NULL)
			return FALSE;
	}
	if (self->query.resolver != NULL || options->trusted != NULL) {
		self->suffixes = hantei_suffixes_new(NULL, error);
		if (self->suffixes == NULL)
			return FALSE;
	}
	self->query.suffixes = self->suffixes;
	self->query.envelope = self->envelope;
	self->query.trusted = (const gchar *const *)options->trusted;
	self->query.dkim_domain = options->dkim_domain;
	self->query.dkim_selector = options->dkim_selector;
	self->query.min_key_bits = (guint)options->min_key_bits;
	return TRUE;
}

void
hantei_auth_setup_clear(HanteiAuthSetup *self)
{
	hantei_envelope_free(self->envelope);
	hantei_suffixes_free(self->suffixes);
}
