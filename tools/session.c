/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/session.h"

#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "engine/dns/server-resolver.h"
#include "engine/dns/zone-resolver.h"
#include "engine/i18n.h"
#include "engine/report/report.h"
#include "tools/places.h"

#define WIDTH_DEFAULT 80
#define WIDTH_MAX 100 /* longer lines are hard to read */
#define WIDTH_MIN 40

/* Concepts that a warning names. */
#define N_NAMES_MAX 8

/* The language the environment asks for, even if its locale is not installed: LC_ALL, then
 * LC_MESSAGES, then LANG, as POSIX has them. */
static const gchar *
get_environment_language(void)
{
	static const gchar *const NAMES[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++) {
		const gchar *value = g_getenv(NAMES[i]);
		if (value != NULL && *value != '\0')
			return value;
	}
	return "C";
}

void
hantei_session_set_language(const gchar *lang)
{
	gboolean is_installed = setlocale(LC_ALL, "") != NULL;
	if (!is_installed && lang == NULL && g_str_has_prefix(get_environment_language(), "ja"))
		lang = "ja";
	const gchar *ctype = setlocale(LC_CTYPE, NULL);
	if (strcmp(ctype, "C") == 0 || strcmp(ctype, "POSIX") == 0)
		setlocale(LC_CTYPE, "C.UTF-8");
	/* gettext translates nothing in the C locale, and C.UTF-8 is always there */
	const gchar *messages = setlocale(LC_MESSAGES, NULL);
	if (lang != NULL && (strcmp(messages, "C") == 0 || strcmp(messages, "POSIX") == 0))
		setlocale(LC_MESSAGES, "C.UTF-8");
	/* the same digits everywhere */
	setlocale(LC_NUMERIC, "C");
	if (lang != NULL)
		g_setenv("LANGUAGE", lang, TRUE);
	g_autofree gchar *locale_dir = hantei_places_get_locale_dir();
	bindtextdomain("hantei", locale_dir);
	bind_textdomain_codeset("hantei", "UTF-8");
	textdomain("hantei");
}

/* Columns of the terminal on stdout, else of $COLUMNS, else a usual width. */
static guint
measure_width(void)
{
	struct winsize size = {0};
	const gchar *columns = g_getenv("COLUMNS");
	guint64 width = WIDTH_DEFAULT;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		width = size.ws_col;
	else if (columns != NULL &&
		 !g_ascii_string_to_unsigned(columns, 10, 1, G_MAXUINT16, &width, NULL))
		width = WIDTH_DEFAULT;
	return (guint)CLAMP(width, WIDTH_MIN, WIDTH_MAX);
}

/* https://no-color.org: any value but an empty one counts. */
static gboolean
wants_colour(void)
{
	const gchar *no_color = g_getenv("NO_COLOR");
	return isatty(STDOUT_FILENO) && (no_color == NULL || *no_color == '\0') &&
	       g_strcmp0(g_getenv("TERM"), "dumb") != 0;
}

HanteiSession *
hantei_session_new(const HanteiGlobals *globals, GError **error)
{
	HanteiFormat format = HANTEI_FORMAT_TEXT;
	if (g_strcmp0(globals->format, "ndjson") == 0) {
		format = HANTEI_FORMAT_NDJSON;
	} else if (g_strcmp0(globals->format, "html") == 0) {
		format = HANTEI_FORMAT_HTML;
	} else if (globals->format != NULL && strcmp(globals->format, "text") != 0) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    _("--format %s: must be text, ndjson or html"), globals->format);
		return NULL;
	}
	if (globals->lang != NULL && strcmp(globals->lang, "en") != 0 &&
	    strcmp(globals->lang, "ja") != 0) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    _("--lang %s: must be en or ja"), globals->lang);
		return NULL;
	}
	if ((globals->dns != NULL) + (globals->zones != NULL) + (globals->is_offline != FALSE) >
	    1) {
		g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
				    _("give one of --dns, --zone and --offline"));
		return NULL;
	}
	HanteiSession *self = g_new0(HanteiSession, 1);
	self->format = format;
	self->given_model_dir = g_strdup(globals->model_dir);
	self->given_concepts = g_strdupv(globals->concepts);
	self->given_dns = g_strdup(globals->dns);
	self->given_zones = g_strdupv(globals->zones);
	self->has_colour = wants_colour();
	self->has_progress = isatty(STDERR_FILENO);
	/* TRANSLATORS: the code of the language you translate to */
	self->language = _("en");
	self->width = measure_width();
	return self;
}

void
hantei_session_free(HanteiSession *self)
{
	if (self == NULL)
		return;
	g_clear_pointer(&self->model, hantei_model_free);
	g_clear_pointer(&self->concepts, hantei_concepts_unref);
	g_clear_object(&self->resolver);
	g_free(self->given_dns);
	g_strfreev(self->given_zones);
	g_free(self->model_dir);
	g_strfreev(self->given_concepts);
	g_free(self->given_model_dir);
	g_free(self);
}

gboolean
hantei_session_open_model(HanteiSession *self, GError **error)
{
	g_autofree gchar *dir = hantei_places_find_model(self->given_model_dir, error);
	if (dir == NULL)
		return FALSE;
	self->model = hantei_model_open(dir, error);
	if (self->model == NULL)
		return FALSE;
	self->model_dir = g_steal_pointer(&dir);
	return TRUE;
}

static HanteiResolver *
open_zones(gchar **paths, GError **error)
{
	g_autoptr(HanteiZoneResolver) zones = hantei_zone_resolver_new();
	for (; *paths != NULL; paths++)
		if (!hantei_zone_resolver_add_file(zones, *paths, error))
			return NULL;
	return HANTEI_RESOLVER(g_steal_pointer(&zones));
}

static HanteiServerResolver *
open_server(const gchar *server, GError **error)
{
	return strcmp(server, "system") == 0
		   ? hantei_server_resolver_new_system("/etc/resolv.conf", error)
		   : hantei_server_resolver_new(server, error);
}

HanteiResolver *
hantei_session_get_resolver(HanteiSession *self, GError **error)
{
	if (self->resolver != NULL)
		return self->resolver;
	if (self->given_zones != NULL)
		self->resolver = open_zones(self->given_zones, error);
	else if (self->given_dns != NULL)
		self->resolver = (HanteiResolver *)open_server(self->given_dns, error);
	else
		self->resolver = hantei_resolver_new_offline();
	return self->resolver;
}

gboolean
hantei_session_has_resolver(const HanteiSession *self)
{
	return self->given_zones != NULL || self->given_dns != NULL;
}

HanteiConcepts *
hantei_session_get_concepts(HanteiSession *self, GError **error)
{
	if (self->concepts != NULL)
		return self->concepts;
	g_auto(GStrv) found = hantei_places_find_concepts(error);
	if (found == NULL)
		return NULL;
	g_autoptr(GStrvBuilder) paths = g_strv_builder_new();
	g_strv_builder_addv(paths, (const gchar **)found);
	if (self->given_concepts != NULL)
		g_strv_builder_addv(paths, (const gchar **)self->given_concepts);
	g_auto(GStrv) all = g_strv_builder_end(paths);
	self->concepts = all[0] == NULL ? hantei_concepts_ref(hantei_concepts_get_built_in())
					: hantei_concepts_new((const gchar *const *)all, error);
	return self->concepts;
}

/* The first of @names, which are not empty, as people write them in a row. */
static gchar *
join_names(const gchar *const *names)
{
	g_autoptr(GString) joined = g_string_new(names[0]);
	for (guint i = 1; names[i] != NULL && i <= N_NAMES_MAX; i++)
		g_string_append_printf(joined, ", %s", i < N_NAMES_MAX ? names[i] : "…");
	return g_string_free(g_steal_pointer(&joined), FALSE);
}

void
hantei_session_compare_concepts(HanteiSession *self)
{
	const gchar *learnt = hantei_model_get_concepts(self->model);
	if (learnt == NULL || strcmp(learnt, hantei_concepts_get_version(self->concepts)) == 0)
		return;
	const HanteiConcepts *built_in = hantei_concepts_get_built_in();
	if (strcmp(learnt, hantei_concepts_get_version(built_in)) != 0) {
		fprintf(stderr, "hantei: %s\n",
			_("the concepts have changed since this model learnt; train your own mail "
			  "again to give them weight"));
		return;
	}
	/* what was added to a built-in concept weighs what that weighs; only new ones weigh nothing
	 */
	const gchar *const *names = hantei_concepts_get_names(self->concepts) +
				    g_strv_length((gchar **)hantei_concepts_get_names(built_in));
	if (*names == NULL)
		return;
	g_autofree gchar *joined = join_names(names);
	fprintf(
	    stderr,
	    _("hantei: this model has not learnt these concepts: %s; train your own mail, known "
	      "mail too, to give them weight\n"),
	    joined);
}

void
hantei_session_print_line(HanteiSession *self, const gchar *text)
{
	fputs(text, stdout);
	if (!g_str_has_suffix(text, "\n"))
		fputc('\n', stdout);
	fflush(stdout);
}

HanteiExit
hantei_session_report_error(HanteiSession *self, const gchar *path, const GError *error)
{
	if (self->format == HANTEI_FORMAT_NDJSON) {
		g_autofree gchar *line = hantei_report_error_to_json(
		    path, hantei_exit_get_error_code(error), error->message);
		hantei_session_print_line(self, line);
	} else if (strstr(error->message, path) != NULL) {
		fprintf(stderr, "hantei: %s\n", error->message);
	} else {
		fprintf(stderr, "hantei: %s: %s\n", path, error->message);
	}
	return hantei_exit_from_error(error);
}
