/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/auth-sign.h"

#include <stdio.h>
#include <string.h>

#include "engine/auth/arc-seal.h"
#include "engine/auth/auth-header.h"
#include "engine/auth/auth.h"
#include "engine/i18n.h"
#include "tokenizer/limits.h"
#include "tokenizer/mailbox.h"

void
hantei_sign_options_clear(HanteiSignOptions *self)
{
	g_free(self->key_path);
	g_free(self->domain);
	g_free(self->selector);
	g_free(self->authserv_id);
}

/* Overwrites what a key was read into. */
static void
wipe(gchar *text, gsize length)
{
	if (text != NULL)
		explicit_bzero(text, length);
	g_free(text);
}

static HanteiDkimPrivateKey *
read_key(const gchar *path, GError **error)
{
	HanteiDkimPrivateKey *key = NULL;
	gchar *text = NULL;
	gsize length = 0;

	if (!g_file_get_contents(path, &text, &length, error))
		return NULL;
	if (length > HANTEI_LIMIT_KEY_FILE_BYTES)
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    _("%s: too large for a private key (over %u octets)"), path,
			    HANTEI_LIMIT_KEY_FILE_BYTES);
	else
		key = hantei_dkim_private_key_new_from_pem(text, length, path, error);
	wipe(text, length);
	return key;
}

/* Whether all that is needed was given. */
static gboolean
check_options(const HanteiSignOptions *options,
	      gboolean is_seal,
	      const gchar *const *paths,
	      GError **error)
{
	const gchar *missing = NULL;

	if (options->key_path == NULL)
		missing = "--key";
	else if (options->domain == NULL)
		missing = "--domain";
	else if (options->selector == NULL)
		missing = "--selector";
	else if (is_seal && options->authserv_id == NULL)
		missing = "--authserv-id";
	if (missing != NULL) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _("%s is needed"),
			    missing);
		return FALSE;
	}
	if (paths[0] == NULL || paths[1] != NULL) {
		g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
				    _("one FILE is needed, or - for standard input"));
		return FALSE;
	}
	return TRUE;
}

static HanteiMessage *
read_message(const gchar *path, GError **error)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	g_auto(HanteiMailboxItem) item = {0};

	if (!hantei_mailbox_add_path(mailbox, path, HANTEI_LABEL_NONE, error))
		return NULL;
	if (!hantei_mailbox_next(mailbox, &item)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
			    _("%s: there is no mail in it"), path);
		return NULL;
	}
	if (item.bytes == NULL) {
		g_propagate_error(error, g_steal_pointer(&item.error));
		return NULL;
	}
	return hantei_message_new_from_bytes(item.bytes, error);
}

static gboolean
print_bytes(GBytes *bytes, GError **error)
{
	gsize size;
	gconstpointer data = g_bytes_get_data(bytes, &size);

	if (fwrite(data, 1, size, stdout) == size && fflush(stdout) == 0)
		return TRUE;
	g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED,
			    _("standard output: cannot be written"));
	return FALSE;
}

HanteiExit
hantei_auth_sign(const HanteiSignOptions *options,
		 const HanteiAuthSetup *setup,
		 const gchar *const *paths,
		 GError **error)
{
	g_autoptr(HanteiDkimPrivateKey) key = NULL;
	g_autoptr(HanteiMessage) message = NULL;
	g_autoptr(GBytes) signed_mail = NULL;
	g_autofree gchar *field = NULL;

	if (!check_options(options, FALSE, paths, error))
		return HANTEI_EXIT_USAGE;
	key = read_key(options->key_path, error);
	if (key == NULL)
		return HANTEI_EXIT_NO_INPUT;
	message = read_message(paths[0], error);
	if (message == NULL)
		return HANTEI_EXIT_NOT_MAIL;
	const HanteiDkimSignOptions sign = {
	    .key = key,
	    .domain = options->domain,
	    .selector = options->selector,
	    .over_signs = TRUE,
	    .timestamp = setup->query.now,
	};
	field = hantei_dkim_sign(message, &sign, error);
	if (field == NULL)
		return HANTEI_EXIT_NOT_MAIL;
	signed_mail = hantei_dkim_prepend(message, field);
	return print_bytes(signed_mail, error) ? HANTEI_EXIT_DONE : HANTEI_EXIT_IO;
}

/* Whether a field of @message bears the name of the server that seals. */
static gboolean
has_results(HanteiMessage *message, const gchar *authserv_id)
{
	gsize n_fields;
	const HanteiField *fields = hantei_message_get_fields(message, &n_fields);

	for (gsize i = 0; i < n_fields; i++) {
		g_autofree gchar *id = NULL;
		const gchar *value;
		gsize length;

		if (!hantei_message_field_is(message, &fields[i], "Authentication-Results"))
			continue;
		value = hantei_message_field_value(message, &fields[i], &length);
		id = hantei_auth_header_dup_authserv_id(value, length);
		if (id != NULL && g_ascii_strcasecmp(id, authserv_id) == 0)
			return TRUE;
	}
	return FALSE;
}

/* The Authentication-Results field of what is found, with CRLF line ends. (transfer full) */
static gchar *
write_results(const HanteiAuth *auth, const gchar *authserv_id)
{
	const HanteiAuthCheck *spf = &auth->spf, *dmarc = &auth->dmarc;
	GString *text = g_string_new("Authentication-Results: ");

	g_string_append(text, authserv_id);
	if (spf->is_known)
		g_string_append_printf(text, ";\r\n\tspf=%s smtp.mailfrom=%s",
				       hantei_auth_result_to_string(spf->result),
				       spf->domain == NULL ? "\"\"" : spf->domain);
	for (guint i = 0; i < auth->dkim->len; i++) {
		const HanteiAuthDkim *dkim = auth->dkim->pdata[i];

		g_string_append_printf(text, ";\r\n\tdkim=%s",
				       hantei_auth_result_to_string(dkim->result));
		if (dkim->domain != NULL)
			g_string_append_printf(text, " header.d=%s", dkim->domain);
		if (dkim->selector != NULL)
			g_string_append_printf(text, " header.s=%s", dkim->selector);
	}
	if (dmarc->is_known)
		g_string_append_printf(text, ";\r\n\tdmarc=%s header.from=%s",
				       hantei_auth_result_to_string(dmarc->result),
				       dmarc->domain == NULL ? "\"\"" : dmarc->domain);
	if (!spf->is_known && auth->dkim->len == 0 && !dmarc->is_known)
		g_string_append(text, "; none");
	g_string_append(text, "\r\n");
	return g_string_free(text, FALSE);
}

/* @message with the results of now, if it has none of @authserv_id. (transfer full) */
static HanteiMessage *
add_results(HanteiMessage *message,
	    const gchar *authserv_id,
	    const HanteiAuthQuery *query,
	    GError **error)
{
	g_autoptr(HanteiAuth) auth = NULL;
	g_autoptr(GBytes) bytes = NULL;
	g_autofree gchar *field = NULL;

	if (has_results(message, authserv_id))
		return hantei_message_ref(message);
	auth = hantei_auth_check(message, query, NULL);
	field = write_results(auth, authserv_id);
	bytes = hantei_dkim_prepend(message, field);
	return hantei_message_new_from_bytes(bytes, error);
}

HanteiExit
hantei_auth_seal(const HanteiSignOptions *options,
		 const HanteiAuthSetup *setup,
		 const gchar *const *paths,
		 GError **error)
{
	g_autoptr(HanteiDkimPrivateKey) key = NULL;
	g_autoptr(HanteiMessage) message = NULL, told = NULL;
	g_autoptr(HanteiArc) arc = NULL;
	g_autoptr(GBytes) sealed = NULL;
	g_autofree gchar *fields = NULL;

	if (!check_options(options, TRUE, paths, error))
		return HANTEI_EXIT_USAGE;
	key = read_key(options->key_path, error);
	if (key == NULL)
		return HANTEI_EXIT_NO_INPUT;
	message = read_message(paths[0], error);
	if (message == NULL)
		return HANTEI_EXIT_NOT_MAIL;
	told = add_results(message, options->authserv_id, &setup->query, error);
	if (told == NULL)
		return HANTEI_EXIT_NOT_MAIL;
	const HanteiDkimOptions dkim = {.now = setup->query.now,
					.min_key_bits = setup->query.min_key_bits};
	const HanteiArcSealOptions seal = {
	    .key = key,
	    .domain = options->domain,
	    .selector = options->selector,
	    .authserv_id = options->authserv_id,
	    .timestamp = setup->query.now,
	};
	arc = hantei_arc_validate(message, setup->query.resolver, &dkim, NULL);
	if (!arc->is_known || arc->result == HANTEI_AUTH_RESULT_TEMPERROR) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
			    _("%s: its ARC chain cannot be judged, for the DNS does not tell the "
			      "keys; give --dns or --zone"),
			    paths[0]);
		return HANTEI_EXIT_TRY_LATER;
	}
	fields = hantei_arc_seal(told, arc->result, &seal, error);
	if (fields == NULL)
		return HANTEI_EXIT_NOT_MAIL;
	sealed = hantei_dkim_prepend(message, fields);
	return print_bytes(sealed, error) ? HANTEI_EXIT_DONE : HANTEI_EXIT_IO;
}
