/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The command line: global options, which stand before or after the verb, and a verb's own. */

#pragma once

#include <glib.h>

/* An option table is constant: its arg_data says where in a struct the value goes. */
#define HANTEI_OPTION(type, member) ((gpointer)G_STRUCT_OFFSET(type, member))

/* What the global options said; NULL and FALSE where they were not given. */
typedef struct {
	gchar *model_dir;
	gchar **concepts; /* paths */
	gchar *format;
	gchar *lang;
	gchar *dns;    /* HOST:PORT, or "system" */
	gchar **zones; /* paths */
	gboolean is_offline;
	gboolean wants_help;
	gboolean wants_version;
} HanteiGlobals;

extern const GOptionEntry hantei_global_options[];

void
hantei_globals_clear(HanteiGlobals *self);

/* Takes the global options out of @args (without the program's name), wherever they stand before
 * "--". @globals is filled even if this fails, so that the error can be told in its language.
 * Returns: (transfer full): what is left; NULL with a GOptionError. */
gchar **
hantei_globals_take(HanteiGlobals *globals, const gchar *const *args, GError **error);

/* Parses a verb's @args by @entries into the struct @values. Strings and arrays land there for the
 * caller to free.
 * Returns: (transfer full): the arguments that are no options; NULL with a GOptionError. */
gchar **
hantei_options_parse(const GOptionEntry *entries,
		     gpointer values,
		     const gchar *const *args,
		     GError **error);

/* Lets an option named in @names ("--spam") take every argument up to the next option: rewrites
 * "--spam a b --ham c" to "--spam=a --spam=b --ham=c", which GOption can read. After "--" all that
 * follows belongs to the option before it. One that no argument follows becomes "--spam=".
 * Returns: (transfer full): the rewritten arguments. */
gchar **
hantei_options_spread(const gchar *const *names, const gchar *const *args);

/* A verb's option --jobs: how many threads work, into the gint @member of the struct @Type. */
#define HANTEI_OPTION_JOBS(Type, member) \
	{ \
		"jobs", 0, 0, G_OPTION_ARG_INT, HANTEI_OPTION(Type, member), \
		    N_("let N threads work at once (default: as many as there are cores)"), "N" \
	}

/* @given: what --jobs said, 0 for the default.
 * @n_jobs: (out): from 1 to HANTEI_PIPELINE_MAX_JOBS */
gboolean
hantei_options_get_jobs(gint given, guint *n_jobs, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HanteiGlobals, hantei_globals_clear)
