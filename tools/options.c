/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/options.h"

#include <string.h>

#include "engine/i18n.h"
#include "tools/pipeline.h"

#define GLOBAL(member) HANTEI_OPTION(HanteiGlobals, member)

const GOptionEntry hantei_global_options[] = {
    {"model", 0, 0, G_OPTION_ARG_FILENAME, GLOBAL(model_dir), N_("use the model in this folder"),
     "DIR"},
    {"concepts", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, GLOBAL(concepts),
     N_("look for the concepts of this file, too (repeatable)"), "FILE"},
    {"format", 0, 0, G_OPTION_ARG_STRING, GLOBAL(format),
     N_("print for people (text, html) or for programs (ndjson)"), "text|ndjson|html"},
    {"lang", 0, 0, G_OPTION_ARG_STRING, GLOBAL(lang), N_("speak this language"), "en|ja"},
    {"dns", 0, 0, G_OPTION_ARG_STRING, GLOBAL(dns),
     N_("ask this DNS server, or those of the system"), "HOST:PORT|system"},
    {"zone", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, GLOBAL(zones),
     N_("take this zone file for the DNS (repeatable)"), "FILE"},
    {"offline", 0, 0, G_OPTION_ARG_NONE, GLOBAL(is_offline),
     N_("ask nothing of the network, as without --dns"), NULL},
    {"help", 'h', 0, G_OPTION_ARG_NONE, GLOBAL(wants_help), N_("show help"), NULL},
    {"version", 0, 0, G_OPTION_ARG_NONE, GLOBAL(wants_version), N_("show the version"), NULL},
    {0},
};

void
hantei_globals_clear(HanteiGlobals *self)
{
	g_clear_pointer(&self->model_dir, g_free);
	g_clear_pointer(&self->concepts, g_strfreev);
	g_clear_pointer(&self->format, g_free);
	g_clear_pointer(&self->dns, g_free);
	g_clear_pointer(&self->zones, g_strfreev);
	g_clear_pointer(&self->lang, g_free);
	*self = (HanteiGlobals){0};
}

/* The global option that @arg names.
 * @value: (out) (nullable): what follows its '=', or NULL */
static const GOptionEntry *
find_global(const gchar *arg, const gchar **value)
{
	*value = NULL;
	for (const GOptionEntry *entry = hantei_global_options; entry->long_name != NULL; entry++) {
		if (entry->short_name != 0 && arg[0] == '-' && arg[1] == entry->short_name &&
		    arg[2] == '\0')
			return entry;
		gsize length = strlen(entry->long_name);
		if (!g_str_has_prefix(arg, "--") || strncmp(arg + 2, entry->long_name, length) != 0)
			continue;
		const gchar *end = arg + 2 + length;
		if (*end != '\0' && *end != '=')
			continue;
		*value = *end == '=' ? end + 1 : NULL;
		return entry;
	}
	return NULL;
}

static void
append_string(gchar ***strings, const gchar *value)
{
	guint n = *strings != NULL ? g_strv_length(*strings) : 0;
	*strings = g_renew(gchar *, *strings, n + 2);
	(*strings)[n] = g_strdup(value);
	(*strings)[n + 1] = NULL;
}

/* Handles one argument that is the global option @entry.
 * Returns: how many of @args it took; 0 with an error. */
static guint
take_global(HanteiGlobals *globals,
	    const GOptionEntry *entry,
	    const gchar *value,
	    const gchar *const *args,
	    GError **error)
{
	gpointer target = (guint8 *)globals + GPOINTER_TO_SIZE(entry->arg_data);
	if (entry->arg == G_OPTION_ARG_NONE) {
		if (value != NULL) {
			g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
				    _("--%s takes no value, but %s was given"), entry->long_name,
				    value);
			return 0;
		}
		*(gboolean *)target = TRUE;
		return 1;
	}
	guint n_taken = 1;
	if (value == NULL) {
		value = args[1];
		n_taken = 2;
	}
	if (value == NULL || *value == '\0') {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    _("--%s needs a value: --%s %s"), entry->long_name, entry->long_name,
			    entry->arg_description);
		return 0;
	}
	if (entry->arg == G_OPTION_ARG_FILENAME_ARRAY) {
		append_string(target, value);
		return n_taken;
	}
	g_free(*(gchar **)target);
	*(gchar **)target = g_strdup(value);
	return n_taken;
}

gchar **
hantei_globals_take(HanteiGlobals *globals, const gchar *const *args, GError **error)
{
	g_autoptr(GStrvBuilder) rest = g_strv_builder_new();
	gboolean is_fine = TRUE;
	gboolean is_open = TRUE; /* no "--" yet */
	while (*args != NULL) {
		const gchar *value = NULL;
		is_open = is_open && strcmp(*args, "--") != 0;
		const GOptionEntry *entry = is_open ? find_global(*args, &value) : NULL;
		if (entry == NULL) {
			g_strv_builder_add(rest, *args++);
			continue;
		}
		/* goes on after an error: --lang may come later; the first error is told */
		guint n_taken = take_global(globals, entry, value, args, is_fine ? error : NULL);
		is_fine = is_fine && n_taken > 0;
		args += MAX(n_taken, 1);
	}
	return is_fine ? g_strv_builder_end(rest) : NULL;
}

gchar **
hantei_options_parse(const GOptionEntry *entries,
		     gpointer values,
		     const gchar *const *args,
		     GError **error)
{
	gchar **rest = NULL;
	g_autoptr(GArray) bound = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
	for (; entries->long_name != NULL; entries++) {
		GOptionEntry entry = *entries;
		entry.arg_data = (guint8 *)values + GPOINTER_TO_SIZE(entry.arg_data);
		g_array_append_val(bound, entry);
	}
	GOptionEntry remaining = {
	    .long_name = G_OPTION_REMAINING, .arg = G_OPTION_ARG_FILENAME_ARRAY, .arg_data = &rest};
	g_array_append_val(bound, remaining);

	/* GOption expects the program's name first */
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
	g_strv_builder_add(builder, "hantei");
	g_strv_builder_addv(builder, (const gchar **)args);
	g_auto(GStrv) argv = g_strv_builder_end(builder);

	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_add_main_entries(context, (const GOptionEntry *)bound->data, NULL);
	if (!g_option_context_parse_strv(context, &argv, error)) {
		g_strfreev(rest);
		return NULL;
	}
	return rest != NULL ? rest : g_new0(gchar *, 1);
}

/* "--spam=" where no path follows the option: GOption would take the next option for its value. */
static gchar *
make_alone(const gchar *option, const gchar *next)
{
	if (option == NULL)
		return NULL;
	gboolean is_followed =
	    next != NULL && (next[0] != '-' || next[1] == '\0' || strcmp(next, "--") == 0);
	return is_followed ? NULL : g_strconcat(option, "=", NULL);
}

gchar **
hantei_options_spread(const gchar *const *names, const gchar *const *args)
{
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
	const gchar *open = NULL; /* the option that takes what follows */
	gboolean has_ended = FALSE;
	for (; *args != NULL; args++) {
		gboolean is_option = !has_ended && (*args)[0] == '-' && (*args)[1] != '\0';
		if (is_option && strcmp(*args, "--") == 0 && open != NULL) {
			has_ended = TRUE;
		} else if (is_option) {
			open = g_strv_contains(names, *args) ? *args : NULL;
			g_autofree gchar *alone = make_alone(open, args[1]);
			if (open == NULL || alone != NULL)
				g_strv_builder_add(builder, alone != NULL ? alone : *args);
		} else if (open != NULL) {
			g_autofree gchar *joined = g_strconcat(open, "=", *args, NULL);
			g_strv_builder_add(builder, joined);
		} else {
			g_strv_builder_add(builder, *args);
		}
	}
	return g_strv_builder_end(builder);
}

gboolean
hantei_options_get_jobs(gint given, guint *n_jobs, GError **error)
{
	if (given < 0 || given > HANTEI_PIPELINE_MAX_JOBS) {
		g_set_error(
		    error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		    _("--jobs %d: must be from 1 to %d, or 0 for as many as there are cores"),
		    given, HANTEI_PIPELINE_MAX_JOBS);
		return FALSE;
	}
	*n_jobs =
	    given > 0 ? (guint)given : MIN(g_get_num_processors(), (guint)HANTEI_PIPELINE_MAX_JOBS);
	return TRUE;
}
