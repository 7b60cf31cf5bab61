/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/command-table.h"

#include <string.h>

#include "engine/i18n.h"

/* Columns of the left side of a help list. */
#define LEFT_WIDTH 26

/* "  --model DIR        use the model in this folder"; the description goes below a long left. */
static void
append_row(GString *page, const gchar *left, const gchar *description)
{
	g_string_append_printf(page, "  %-*s", LEFT_WIDTH - 2, left);
	if (strlen(left) > LEFT_WIDTH - 4)
		g_string_append_printf(page, "\n%*s", LEFT_WIDTH, "");
	g_string_append_printf(page, "%s\n", description);
}

static void
append_options(GString *page, const GOptionEntry *entries)
{
	for (; entries->long_name != NULL; entries++) {
		g_autoptr(GString) left = g_string_new(NULL);
		if (entries->short_name != 0)
			g_string_append_printf(left, "-%c, ", entries->short_name);
		g_string_append_printf(left, "--%s", entries->long_name);
		if (entries->arg_description != NULL)
			g_string_append_printf(left, " %s", entries->arg_description);
		append_row(page, left->str, _(entries->description));
	}
}

static void
append_globals(GString *page)
{
	g_string_append_printf(page, "\n%s\n", _("Global options, before or after the verb:"));
	append_options(page, hantei_global_options);
}

static gchar *
make_general_page(void)
{
	g_autoptr(GString) page = g_string_new(NULL);
	g_string_append_printf(page, "%s hantei [OPTION...] VERB ...\n\n%s\n\n%s\n", _("Usage:"),
			       _("Says what receivers will do with a mail before it is sent."),
			       _("Verbs:"));
	for (const HanteiCommand *command = hantei_command_table(); command->name != NULL;
	     command++)
		append_row(page, command->name, _(command->summary));
	append_globals(page);
	g_string_append_printf(page, "\n%s\n", _("\"hantei help VERB\" says more of a verb."));
	return g_string_free(g_steal_pointer(&page), FALSE);
}

static gchar *
make_verb_page(const HanteiCommand *command)
{
	g_autoptr(GString) page = g_string_new(NULL);
	g_string_append_printf(page, "%s hantei %s%s%s%s\n\n%s\n", _("Usage:"), command->name,
			       command->options != NULL ? " [OPTION...]" : "",
			       *command->arguments != '\0' ? " " : "", command->arguments,
			       _(command->summary));
	if (command->details != NULL)
		g_string_append_printf(page, "%s\n", _(command->details));
	if (command->options != NULL) {
		g_string_append_printf(page, "\n%s\n", _("Options:"));
		append_options(page, command->options);
	}
	append_globals(page);
	return g_string_free(g_steal_pointer(&page), FALSE);
}

HanteiExit
hantei_cmd_help(HanteiSession *session, const gchar *const *args, GError **error)
{
	g_autofree gchar *page = NULL;
	if (args[0] == NULL) {
		page = make_general_page();
	} else {
		const HanteiCommand *command = hantei_command_find(args[0]);
		if (command == NULL) {
			hantei_command_set_unknown(args[0], error);
			return HANTEI_EXIT_USAGE;
		}
		page = make_verb_page(command);
	}
	hantei_session_print_line(session, page);
	return HANTEI_EXIT_DONE;
}
