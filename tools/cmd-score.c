/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include <stdio.h>
#include <string.h>

#include "engine/engine.h"
#include "engine/i18n.h"
#include "engine/report/report.h"
#include "tokenizer/mailbox.h"
#include "tools/command-table.h"

typedef struct {
	gchar *view;
	gchar **trusted;
	gchar **receivers;
	gchar **lists;
	gchar *prior;
	gboolean is_brief;
	gboolean has_all_clues;
} ScoreOptions;

#define OPTION(member) HANTEI_OPTION(ScoreOptions, member)

const GOptionEntry hantei_score_options[] = {
    {"view", 0, 0, G_OPTION_ARG_STRING, OPTION(view),
     N_("look at the mail so; auto: a mail without Received is a draft"), "auto|draft|received"},
    {"trust-authserv", 0, 0, G_OPTION_ARG_STRING_ARRAY, OPTION(trusted),
     N_("believe this server's Authentication-Results (repeatable)"), "ID"},
    {"receiver", 0, 0, G_OPTION_ARG_STRING_ARRAY, OPTION(receivers),
     N_("judge for this receiver only (repeatable)"), "ID"},
    {"prior", 0, 0, G_OPTION_ARG_STRING, OPTION(prior),
     N_("expect this share of spam before looking (0.5)"), "P"},
    {"brief", 0, 0, G_OPTION_ARG_NONE, OPTION(is_brief), N_("leave out clues and reasons"), NULL},
    {"all-clues", 0, 0, G_OPTION_ARG_NONE, OPTION(has_all_clues),
     N_("show every clue, not only the strongest"), NULL},
    {"files-from", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, OPTION(lists),
     N_("read more paths from this file, one a line"), "FILE|-"},
    {0},
};

static void
score_options_clear(ScoreOptions *self)
{
	g_free(self->view);
	g_strfreev(self->trusted);
	g_strfreev(self->receivers);
	g_strfreev(self->lists);
	g_free(self->prior);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ScoreOptions, score_options_clear)

/* What one run has done. */
typedef struct {
	guint n_scored;
	guint n_failed;
	HanteiExit status;
} Tally;

static gboolean
parse_view(const gchar *text, HanteiEngineView *view, GError **error)
{
	static const gchar *const NAMES[] = {
	    [HANTEI_ENGINE_VIEW_AUTO] = "auto",
	    [HANTEI_ENGINE_VIEW_DRAFT] = "draft",
	    [HANTEI_ENGINE_VIEW_RECEIVED] = "received",
	};
	for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++) {
		if (text == NULL || strcmp(text, NAMES[i]) == 0) {
			*view = i;
			return TRUE;
		}
	}
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		    _("--view %s: must be auto, draft or received"), text);
	return FALSE;
}

static gboolean
parse_prior(const gchar *text, gdouble *prior, GError **error)
{
	gchar *end = NULL;
	if (text == NULL)
		return TRUE;
	*prior = g_ascii_strtod(text, &end);
	if (end != text && *end == '\0' && *prior > 0 && *prior < 1)
		return TRUE;
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		    _("--prior %s: must be above 0 and below 1, for instance 0.2"), text);
	return FALSE;
}

/* A failed input is told at its place; the run goes on. */
static void
note_failure(HanteiSession *session, Tally *tally, const gchar *path, const GError *error)
{
	HanteiExit status = hantei_session_report_error(session, path, error);
	tally->status = hantei_exit_worse(tally->status, status);
	tally->n_failed++;
}

static void
print_report(HanteiSession *session,
	     const ScoreOptions *options,
	     const HanteiReport *report,
	     gboolean is_first)
{
	HanteiReportFlags flags = HANTEI_REPORT_NONE;
	g_autofree gchar *text = NULL;
	if (options->is_brief)
		flags |= HANTEI_REPORT_BRIEF;
	if (options->has_all_clues)
		flags |= HANTEI_REPORT_ALL_CLUES;
	if (session->format == HANTEI_FORMAT_NDJSON) {
		text = hantei_report_to_json(report, flags);
	} else {
		if (session->has_colour)
			flags |= HANTEI_REPORT_COLOR;
		text = hantei_report_to_text(report, flags, (gint)session->width);
		if (!is_first)
			hantei_session_print_line(session, "");
	}
	hantei_session_print_line(session, text);
}

static void
score_all(HanteiSession *session,
	  HanteiEngine *engine,
	  HanteiMailbox *mailbox,
	  const ScoreOptions *options,
	  Tally *tally)
{
	while (TRUE) {
		g_auto(HanteiMailboxItem) item = {0};
		if (!hantei_mailbox_next(mailbox, &item))
			return;
		g_autoptr(GError) error = NULL;
		g_autoptr(HanteiReport) report = NULL;
		if (item.bytes != NULL)
			report = hantei_engine_score(engine, item.path, item.bytes, &error);
		if (report == NULL) {
			note_failure(session, tally, item.path,
				     item.bytes != NULL ? error : item.error);
			continue;
		}
		print_report(session, options, report, tally->n_scored == 0);
		tally->n_scored++;
	}
}

/* Scores what lies at each of @paths, one after the other, so that results stand in input order. */
static void
score_paths(HanteiSession *session,
	    HanteiEngine *engine,
	    gchar **paths,
	    const ScoreOptions *options,
	    Tally *tally)
{
	for (; *paths != NULL; paths++) {
		g_autoptr(GError) missing = NULL;
		g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
		if (hantei_mailbox_add_path(mailbox, *paths, HANTEI_LABEL_NONE, &missing))
			score_all(session, engine, mailbox, options, tally);
		else
			note_failure(session, tally, *paths, missing);
	}
}

/* Scores what the lists of --files-from name. Returns: FALSE if a list cannot be read. */
static gboolean
score_lists(HanteiSession *session,
	    HanteiEngine *engine,
	    const ScoreOptions *options,
	    Tally *tally,
	    GError **error)
{
	for (gchar **list = options->lists; list != NULL && *list != NULL; list++) {
		g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
		if (!hantei_mailbox_add_list(mailbox, *list, error))
			return FALSE;
		score_all(session, engine, mailbox, options, tally);
	}
	return TRUE;
}

/* Returns: NULL with a GOptionError or an error of the engine. */
static HanteiEngine *
make_engine(HanteiSession *session, const ScoreOptions *options, GError **error)
{
	HanteiEngineOptions engine_options = {
	    .trusted_authserv_ids = (const gchar *const *)options->trusted,
	    .receivers = (const gchar *const *)options->receivers,
	    .language = session->language,
	};
	if (!parse_view(options->view, &engine_options.view, error) ||
	    !parse_prior(options->prior, &engine_options.prior, error))
		return NULL;
	engine_options.concepts = hantei_session_get_concepts(session, error);
	return engine_options.concepts != NULL
		   ? hantei_engine_new(session->model, &engine_options, error)
		   : NULL;
}

HanteiExit
hantei_cmd_score(HanteiSession *session, const gchar *const *args, GError **error)
{
	gint64 started_us = g_get_monotonic_time();
	g_auto(ScoreOptions) options = {0};
	g_auto(GStrv) paths = hantei_options_parse(hantei_score_options, &options, args, error);
	if (paths == NULL)
		return HANTEI_EXIT_USAGE;
	if (paths[0] == NULL && options.lists == NULL) {
		g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
				    _("nothing to score: give a FILE, or - for standard input"));
		return HANTEI_EXIT_USAGE;
	}
	g_autoptr(HanteiEngine) engine = make_engine(session, &options, error);
	if (engine == NULL)
		return HANTEI_EXIT_USAGE;
	hantei_session_compare_concepts(session);

	Tally tally = {0};
	score_paths(session, engine, paths, &options, &tally);
	if (!score_lists(session, engine, &options, &tally, error))
		return HANTEI_EXIT_NO_INPUT;
	if (session->format == HANTEI_FORMAT_NDJSON && tally.n_scored + tally.n_failed > 1) {
		gint64 elapsed_ms = (g_get_monotonic_time() - started_us) / 1000;
		g_autofree gchar *line =
		    hantei_report_summary_to_json(tally.n_scored, tally.n_failed, elapsed_ms);
		hantei_session_print_line(session, line);
	}
	return tally.status;
}
