/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include <stdio.h>
#include <string.h>

#include "engine/i18n.h"
#include "tools/bus-error.h"
#include "tools/command-table.h"

/* Says @error on stderr, and for a wrong command line where help is. */
static HanteiExit
fail(const GError *error, const gchar *verb)
{
	HanteiExit status = hantei_exit_from_error(error);
	fprintf(stderr, "hantei: %s\n", error->message);
	if (status == HANTEI_EXIT_USAGE && verb != NULL)
		fprintf(stderr, _("\"hantei help %s\" shows how it is used\n"), verb);
	else if (status == HANTEI_EXIT_USAGE)
		fputs(_("\"hantei help\" shows how it is used\n"), stderr);
	return status;
}

/* Runs the verb that stands first in @args. */
static HanteiExit
run_verb(HanteiSession *session, const gchar *const *args, GError **error)
{
	const gchar *verb = args[0];
	if (verb == NULL) {
		g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
				    _("no verb given"));
		return HANTEI_EXIT_USAGE;
	}
	if (verb[0] == '-') {
		g_set_error(
		    error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION,
		    _("%s: no such global option; a verb's own options stand after the verb"),
		    verb);
		return HANTEI_EXIT_USAGE;
	}
	const HanteiCommand *command = hantei_command_find(verb);
	if (command == NULL) {
		hantei_command_set_unknown(verb, error);
		return HANTEI_EXIT_USAGE;
	}
	if (session->format == HANTEI_FORMAT_HTML && (command->needs & HANTEI_HAS_HTML) == 0) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    _("--format html: \"%s\" prints text or ndjson"), verb);
		return HANTEI_EXIT_USAGE;
	}
	if ((command->needs & HANTEI_NEEDS_MODEL) != 0 &&
	    !hantei_session_open_model(session, error))
		return HANTEI_EXIT_SOFTWARE;
	return command->run(session, args + 1, error);
}

/* Output that did not arrive (a full disk) is no success. */
static HanteiExit
close_stdout(HanteiExit status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	fprintf(stderr, "hantei: %s\n", _("standard output could not be written"));
	return hantei_exit_worse(status, HANTEI_EXIT_IO);
}

int
main(int argc, char **argv)
{
	g_auto(HanteiGlobals) globals = {0};
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiSession) session = NULL;
	const gchar *const *given = (const gchar *const *)argv + MIN(argc, 1);

	/* once for the language alone, so that even the first error is told in it */
	g_strfreev(hantei_globals_take(&globals, given, NULL));
	hantei_session_set_language(globals.lang);
	hantei_globals_clear(&globals);
	g_auto(GStrv) args = hantei_globals_take(&globals, given, &error);
	if (args == NULL)
		return fail(error, NULL);
	hantei_bus_error_catch();
	session = hantei_session_new(&globals, &error);
	if (session == NULL)
		return fail(error, NULL);
	if (globals.wants_version) {
		puts("hantei " HANTEI_VERSION);
		return close_stdout(HANTEI_EXIT_DONE);
	}
	HanteiExit status = HANTEI_EXIT_DONE;
	if (globals.wants_help)
		status = hantei_cmd_help(session, (const gchar *const *)args, &error);
	else
		status = run_verb(session, (const gchar *const *)args, &error);
	if (error != NULL) {
		const HanteiCommand *command =
		    args[0] != NULL ? hantei_command_find(args[0]) : NULL;
		return fail(error, command != NULL ? command->name : NULL);
	}
	return close_stdout(status);
}
