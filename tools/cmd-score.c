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
#include "tools/auth-options.h"
#include "tools/command-table.h"
#include "tools/pipeline.h"

typedef struct {
	gchar *view;
	HanteiAuthOptions auth;
	gchar **receivers;
	gchar **lists;
	gchar *prior;
	gboolean is_brief;
	gboolean has_all_clues;
	gint n_jobs;
} ScoreOptions;

#define OPTION(member) HANTEI_OPTION(ScoreOptions, member)

const GOptionEntry hantei_score_options[] = {
    {"view", 0, 0, G_OPTION_ARG_STRING, OPTION(view),
     N_("look at the mail so; auto: a mail without Received is a draft"), "auto|draft|received"},
    HANTEI_AUTH_OPTIONS(ScoreOptions, auth),
    {"receiver", 0, 0, G_OPTION_ARG_STRING_ARRAY, OPTION(receivers),
     N_("judge for this receiver only (repeatable)"), "ID"},
    {"prior", 0, 0, G_OPTION_ARG_STRING, OPTION(prior),
     N_("expect this share of spam before looking (0.5)"), "P"},
    {"brief", 0, 0, G_OPTION_ARG_NONE, OPTION(is_brief), N_("leave out clues and reasons"), NULL},
    {"all-clues", 0, 0, G_OPTION_ARG_NONE, OPTION(has_all_clues),
     N_("show every clue, not only the strongest"), NULL},
    {"files-from", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, OPTION(lists),
     N_("read more paths from this file, one a line"), "FILE|-"},
    HANTEI_OPTION_JOBS(ScoreOptions, n_jobs),
    {0},
};

static void
score_options_clear(ScoreOptions *self)
{
	g_free(self->view);
	hantei_auth_options_clear(&self->auth);
	g_strfreev(self->receivers);
	g_strfreev(self->lists);
	g_free(self->prior);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ScoreOptions, score_options_clear)

/* One run: paths are read in turn, mails scored by jobs, results printed in the order of reading.
 */
typedef struct {
	HanteiSession *session;
	const ScoreOptions *options;
	HanteiAuthSetup auth;
	HanteiEngineOptions engine_options;
	HanteiReportFlags flags;
	/* each made by the job it is of, when that has its first mail; the first at once */
	HanteiEngine *engines[HANTEI_PIPELINE_MAX_JOBS];

	gchar **paths;		/* still to be read */
	gchar **lists;		/* the same, of --files-from; NULL at their end */
	HanteiMailbox *mailbox; /* being read, or NULL */
	GError *list_error;	/* why a list could not be read, or NULL */

	guint n_scored;
	guint n_failed;
	HanteiExit status;
} Run;

static void
run_clear(Run *self)
{
	for (guint i = 0; i < G_N_ELEMENTS(self->engines); i++)
		hantei_engine_free(self->engines[i]);
	hantei_auth_setup_clear(&self->auth);
	g_clear_pointer(&self->mailbox, hantei_mailbox_free);
	g_clear_error(&self->list_error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

/* A mail on its way. */
typedef struct {
	HanteiMailboxItem item;
	gchar *text; /* its report; NULL: item.error says why there is none */
} Job;

static void
job_free(gpointer data)
{
	Job *self = data;
	hantei_mailbox_item_clear(&self->item);
	g_free(self->text);
	g_free(self);
}

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

/* Opens what is to be read next. Returns: FALSE if that failed: @item then says so, or, if a list
 * is not there, which ends the run, list_error. */
static gboolean
open_next(Run *run, HanteiMailboxItem *item)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	g_clear_pointer(&run->mailbox, hantei_mailbox_free);
	if (*run->paths != NULL) {
		const gchar *path = *run->paths++;
		if (!hantei_mailbox_add_path(mailbox, path, HANTEI_LABEL_NONE, &item->error)) {
			item->path = g_strdup(path);
			return FALSE;
		}
	} else if (!hantei_mailbox_add_list(mailbox, *run->lists++, &run->list_error)) {
		return FALSE;
	}
	run->mailbox = g_steal_pointer(&mailbox);
	return TRUE;
}

/* The next mail of the paths, then of the lists. */
static gpointer
read_mail(gsize *size_bytes, gpointer user_data)
{
	Run *run = user_data;
	Job *job = g_new0(Job, 1);
	while (run->mailbox == NULL || !hantei_mailbox_next(run->mailbox, &job->item)) {
		const gboolean has_ended =
		    *run->paths == NULL && (run->lists == NULL || *run->lists == NULL);
		if (has_ended || (!open_next(run, &job->item) && run->list_error != NULL)) {
			job_free(job);
			return NULL;
		}
		if (job->item.error != NULL)
			return job;
	}
	*size_bytes = job->item.bytes != NULL ? g_bytes_get_size(job->item.bytes) : 0;
	return job;
}

static void
score_mail(gpointer data, guint number, gpointer user_data)
{
	Run *run = user_data;
	Job *job = data;
	HanteiEngine **engine = &run->engines[number];
	g_autoptr(GBytes) bytes = g_steal_pointer(&job->item.bytes);
	if (bytes == NULL)
		return;
	if (*engine == NULL)
		*engine =
		    hantei_engine_new(run->session->model, &run->engine_options, &job->item.error);
	if (*engine == NULL)
		return;
	g_autoptr(HanteiReport) report =
	    hantei_engine_score(*engine, job->item.path, bytes, &job->item.error);
	if (report == NULL)
		return;
	job->text = run->session->format == HANTEI_FORMAT_NDJSON
			? hantei_report_to_json(report, run->flags)
			: hantei_report_to_text(report, run->flags, (gint)run->session->width);
}

/* A failed input is told at its place; the run goes on. */
static void
print_job(Run *run, const Job *job)
{
	if (job->text == NULL) {
		HanteiExit status =
		    hantei_session_report_error(run->session, job->item.path, job->item.error);
		run->status = hantei_exit_worse(run->status, status);
		run->n_failed++;
		return;
	}
	if (run->session->format != HANTEI_FORMAT_NDJSON && run->n_scored > 0)
		hantei_session_print_line(run->session, "");
	hantei_session_print_line(run->session, job->text);
	run->n_scored++;
}

/* Returns: FALSE if a list of --files-from cannot be read. */
static gboolean
score_all(Run *run, guint n_jobs, GError **error)
{
	static const HanteiPipelineFuncs FUNCS = {read_mail, score_mail, job_free};
	g_autoptr(HanteiPipeline) pipeline = hantei_pipeline_new(n_jobs, &FUNCS, run);
	Job *job;
	while ((job = hantei_pipeline_take(pipeline)) != NULL) {
		print_job(run, job);
		job_free(job);
	}
	if (run->list_error == NULL)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&run->list_error));
	return FALSE;
}

/* Makes the first engine. Returns: FALSE with a GOptionError or an error of the engine. */
static gboolean
run_start(Run *run, GError **error)
{
	const ScoreOptions *options = run->options;
	run->engine_options = (HanteiEngineOptions){
	    .auth = &run->auth.query,
	    .receivers = (const gchar *const *)options->receivers,
	    .language = run->session->language,
	    .has_no_clues = options->is_brief,
	};
	run->lists = options->lists;
	run->flags = (options->is_brief ? HANTEI_REPORT_BRIEF : HANTEI_REPORT_NONE) |
		     (options->has_all_clues ? HANTEI_REPORT_ALL_CLUES : HANTEI_REPORT_NONE);
	if (run->session->format != HANTEI_FORMAT_NDJSON && run->session->has_colour)
		run->flags |= HANTEI_REPORT_COLOR;
	if (!hantei_auth_setup_init(&run->auth, &options->auth, run->session, error) ||
	    !parse_view(options->view, &run->engine_options.view, error) ||
	    !parse_prior(options->prior, &run->engine_options.prior, error))
		return FALSE;
	run->engine_options.concepts = hantei_session_get_concepts(run->session, error);
	if (run->engine_options.concepts == NULL)
		return FALSE;
	run->engines[0] = hantei_engine_new(run->session->model, &run->engine_options, error);
	return run->engines[0] != NULL;
}

HanteiExit
hantei_cmd_score(HanteiSession *session, const gchar *const *args, GError **error)
{
	gint64 started_us = g_get_monotonic_time();
	g_auto(ScoreOptions) options = {0};
	guint n_jobs;
	g_auto(GStrv) paths = hantei_options_parse(hantei_score_options, &options, args, error);
	if (paths == NULL || !hantei_options_get_jobs(options.n_jobs, &n_jobs, error))
		return HANTEI_EXIT_USAGE;
	if (paths[0] == NULL && options.lists == NULL) {
		g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
				    _("nothing to score: give a FILE, or - for standard input"));
		return HANTEI_EXIT_USAGE;
	}
	g_auto(Run) run = {.session = session, .options = &options, .paths = paths};
	if (!run_start(&run, error))
		return HANTEI_EXIT_USAGE;
	hantei_session_compare_concepts(session);

	if (!score_all(&run, n_jobs, error))
		return HANTEI_EXIT_NO_INPUT;
	if (session->format == HANTEI_FORMAT_NDJSON && run.n_scored + run.n_failed > 1) {
		gint64 elapsed_ms = (g_get_monotonic_time() - started_us) / 1000;
		g_autofree gchar *line =
		    hantei_report_summary_to_json(run.n_scored, run.n_failed, elapsed_ms);
		hantei_session_print_line(session, line);
	}
	return run.status;
}
