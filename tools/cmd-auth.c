/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include <stdio.h>
#include <string.h>

#include "engine/dns/cache-resolver.h"
#include "engine/i18n.h"
#include "engine/report/auth-report.h"
#include "engine/report/columns.h"
#include "engine/report/json-writer.h"
#include "tokenizer/mailbox.h"
#include "tools/auth-options.h"
#include "tools/auth-sign.h"
#include "tools/command-table.h"

typedef struct {
	HanteiAuthOptions auth;
	gchar *receiver;
	HanteiSignOptions sign;
	gchar **lists;
} AuthOptions;

const GOptionEntry hantei_auth_options[] = {
    HANTEI_AUTH_OPTIONS(AuthOptions, auth),
    {"receiver", 0, 0, G_OPTION_ARG_STRING, HANTEI_OPTION(AuthOptions, receiver),
     N_("the receiver's host name, for an SPF explanation"), "NAME"},
    HANTEI_SIGN_OPTIONS(AuthOptions, sign),
    {"files-from", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, HANTEI_OPTION(AuthOptions, lists),
     N_("read more paths from this file, one a line"), "FILE|-"},
    {0},
};

static void
options_clear(AuthOptions *self)
{
	hantei_auth_options_clear(&self->auth);
	g_free(self->receiver);
	hantei_sign_options_clear(&self->sign);
	g_strfreev(self->lists);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AuthOptions, options_clear)

/* "result<TAB>explanation<TAB>problem"; an empty place stays empty. */
static gchar *
spf_line(const HanteiSpf *spf)
{
	g_autofree gchar *explanation = hantei_columns_clean(spf->explanation);
	g_autofree gchar *problem = hantei_columns_clean(spf->problem);

	return g_strdup_printf(
	    "%s\t%s\t%s", spf->is_known ? hantei_auth_result_to_string(spf->result) : "unknown",
	    explanation, problem);
}

static gchar *
spf_json(const HanteiSpf *spf)
{
	g_autoptr(HanteiJson) json = hantei_json_new();

	hantei_json_begin_object(json, NULL);
	hantei_json_add_integer(json, "v", 1);
	hantei_json_add_string(json, "type", "spf");
	hantei_json_add_string(
	    json, "result", spf->is_known ? hantei_auth_result_to_string(spf->result) : "unknown");
	hantei_json_add_string(json, "domain", spf->domain);
	hantei_json_add_string(json, "scope", hantei_spf_scope_to_string(spf->scope));
	hantei_json_add_integer(json, "lookups", spf->n_lookups);
	hantei_json_add_integer(json, "void_lookups", spf->n_void_lookups);
	hantei_json_add_string(json, "record", spf->record);
	hantei_json_add_string(json, "mechanism", spf->mechanism);
	hantei_json_add_string(json, "mechanism_domain", spf->mechanism_domain);
	hantei_json_add_string(json, "explanation", spf->explanation);
	hantei_json_add_string(json, "problem", spf->problem);
	hantei_json_end_object(json);
	return hantei_json_dup_text(json);
}

/* hantei auth spf */
static HanteiExit
evaluate_spf(HanteiSession *session,
	     const AuthOptions *options,
	     const HanteiAuthSetup *setup,
	     const gchar *const *rest,
	     GError **error)
{
	g_autoptr(HanteiSpf) spf = NULL;
	g_autofree gchar *text = NULL;

	if (rest[0] != NULL) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
			    _("auth spf takes no file (%s)"), rest[0]);
		return HANTEI_EXIT_USAGE;
	}
	if (options->auth.client_ip == NULL ||
	    (options->auth.mail_from == NULL && options->auth.helo == NULL)) {
		g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
				    _("auth spf needs --client-ip, and --mail-from or --helo"));
		return HANTEI_EXIT_USAGE;
	}
	const HanteiSpfQuery query = {
	    .client = setup->envelope->client,
	    .mail_from = setup->envelope->mail_from,
	    .helo = setup->envelope->helo,
	    .receiver = options->receiver,
	    .now = setup->query.now,
	};
	spf = hantei_spf_check(setup->query.resolver, &query, NULL);
	text = session->format == HANTEI_FORMAT_NDJSON ? spf_json(spf) : spf_line(spf);
	hantei_session_print_line(session, text);
	return HANTEI_EXIT_DONE;
}

/* Prints the report of a mail. Returns: FALSE if it is none. */
static gboolean
report_mail(HanteiSession *session,
	    const AuthOptions *options,
	    const HanteiAuthQuery *query,
	    const HanteiMailboxItem *item,
	    GError **error)
{
	g_autoptr(HanteiMessage) message = hantei_message_new_from_bytes(item->bytes, error);
	g_autoptr(HanteiAuth) auth = NULL;
	g_autofree gchar *text = NULL;

	if (message == NULL)
		return FALSE;
	auth = hantei_auth_check(message, query, NULL);
	text = session->format == HANTEI_FORMAT_NDJSON
		   ? hantei_auth_report_to_json(item->path, auth)
		   : hantei_auth_report_to_text(item->path, auth,
						session->has_colour ? HANTEI_REPORT_COLOR
								    : HANTEI_REPORT_NONE,
						(gint)session->width);
	hantei_session_print_line(session, text);
	return TRUE;
}

/* Adds all paths; one that is not there is told, and the others are read. */
static HanteiExit
add_paths(HanteiSession *session, HanteiMailbox *mailbox, const gchar *const *paths)
{
	HanteiExit status = HANTEI_EXIT_DONE;

	for (; *paths != NULL; paths++) {
		g_autoptr(GError) error = NULL;

		if (!hantei_mailbox_add_path(mailbox, *paths, HANTEI_LABEL_NONE, &error))
			status = hantei_exit_worse(
			    status, hantei_session_report_error(session, *paths, error));
	}
	return status;
}

/* hantei auth FILE... */
static HanteiExit
report_mails(HanteiSession *session,
	     const AuthOptions *options,
	     HanteiAuthSetup *setup,
	     const gchar *const *paths,
	     GError **error)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	guint n_printed = 0;
	HanteiExit status;

	if (paths[0] == NULL && options->lists == NULL) {
		g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
				    _("nothing to check: give a FILE, or - for standard input"));
		return HANTEI_EXIT_USAGE;
	}
	status = add_paths(session, mailbox, paths);
	for (guint i = 0; options->lists != NULL && options->lists[i] != NULL; i++)
		if (!hantei_mailbox_add_list(mailbox, options->lists[i], error))
			return HANTEI_EXIT_NO_INPUT;
	setup->query.receiver = options->receiver;
	while (TRUE) {
		g_auto(HanteiMailboxItem) item = {0};

		if (!hantei_mailbox_next(mailbox, &item))
			break;
		if (n_printed > 0 && session->format != HANTEI_FORMAT_NDJSON)
			hantei_session_print_line(session, "");
		if (item.bytes == NULL ||
		    !report_mail(session, options, &setup->query, &item, &item.error))
			status = hantei_exit_worse(
			    status, hantei_session_report_error(session, item.path, item.error));
		else
			n_printed++;
	}
	return status;
}

static gint64
monotonic_clock(gpointer data)
{
	return g_get_monotonic_time();
}

static HanteiResolver *
new_cache(HanteiResolver *resolver)
{
	return HANTEI_RESOLVER(hantei_cache_resolver_new(resolver, monotonic_clock, NULL));
}

HanteiExit
hantei_cmd_auth(HanteiSession *session, const gchar *const *args, GError **error)
{
	g_auto(AuthOptions) options = {0};
	g_auto(HanteiAuthSetup) setup = {0};
	g_autoptr(HanteiResolver) cache = NULL;
	g_auto(GStrv) rest = hantei_options_parse(hantei_auth_options, &options, args, error);

	if (rest == NULL || !hantei_auth_setup_init(&setup, &options.auth, session, error))
		return HANTEI_EXIT_USAGE;
	/* mails of one run are looked at in one moment; without a resolver all is unknown */
	cache = setup.query.resolver == NULL ? hantei_resolver_new_offline()
					     : new_cache(setup.query.resolver);
	setup.query.resolver = cache;
	const gchar *const *paths = (const gchar *const *)rest;
	if (g_strcmp0(paths[0], "spf") == 0)
		return evaluate_spf(session, &options, &setup, paths + 1, error);
	if (g_strcmp0(paths[0], "sign") == 0)
		return hantei_auth_sign(&options.sign, &setup, paths + 1, error);
	if (g_strcmp0(paths[0], "seal") == 0)
		return hantei_auth_seal(&options.sign, &setup, paths + 1, error);
	return report_mails(session, &options, &setup, paths, error);
}
