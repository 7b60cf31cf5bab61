/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include <string.h>

#include "engine/i18n.h"
#include "engine/report/evaluation-report.h"
#include "tools/command-table.h"
#include "tools/evaluation-run.h"

#define N_RESAMPLES_DEFAULT 1000
#define N_RESAMPLES_MAX 100000
#define N_FOLDS_MAX 100

typedef struct {
	gboolean is_online;
	gint n_folds;
	gchar **train;
	gchar **test;
	gchar **scores;
	gchar *view;
	gint64 seed;
	gboolean is_shuffled;
	gint n_resamples;
	gdouble threshold;
	gchar *out_path;
	gint n_jobs;
} EvaluateOptions;

#define OPTION(member) HANTEI_OPTION(EvaluateOptions, member)

const GOptionEntry hantei_evaluate_options[] = {
    {"online", 0, 0, G_OPTION_ARG_NONE, OPTION(is_online),
     N_("judge each mail by all before it, then learn it"), NULL},
    {"folds", 0, 0, G_OPTION_ARG_INT, OPTION(n_folds),
     N_("judge each of N parts by the others; near-duplicates stay together"), "N"},
    {"train", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, OPTION(train),
     N_("learn these, up to the next option, then judge those of --test"), "INDEX..."},
    {"test", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, OPTION(test), N_("judge these"), "INDEX..."},
    {"scores", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, OPTION(scores),
     N_("measure judgements from these files: lines \"spam|ham LOG-ODDS\""), "FILE..."},
    {"view", 0, 0, G_OPTION_ARG_STRING, OPTION(view),
     N_("look at the mails so; auto: a mail without Received is a draft"), "auto|draft|received"},
    {"shuffle", 0, 0, G_OPTION_ARG_NONE, OPTION(is_shuffled),
     N_("take the mails in random order, not as in the index"), NULL},
    {"seed", 0, 0, G_OPTION_ARG_INT64, OPTION(seed),
     N_("for another shuffle, other folds, other resamples"), "N"},
    {"bootstrap", 0, 0, G_OPTION_ARG_INT, OPTION(n_resamples),
     N_("resamples for the intervals (1000; 0: none)"), "N"},
    {"threshold", 0, 0, G_OPTION_ARG_DOUBLE, OPTION(threshold),
     N_("call a mail spam from this probability on (0.5)"), "P"},
    {"write-scores", 0, 0, G_OPTION_ARG_FILENAME, OPTION(out_path),
     N_("write the judgements to this file, in order, a line each"), "FILE"},
    HANTEI_OPTION_JOBS(EvaluateOptions, n_jobs),
    {0},
};

static void
evaluate_options_clear(EvaluateOptions *self)
{
	g_strfreev(self->train);
	g_strfreev(self->test);
	g_strfreev(self->scores);
	g_free(self->view);
	g_free(self->out_path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EvaluateOptions, evaluate_options_clear)

static gboolean
fail_usage(GError **error, const gchar *message)
{
	g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
	return FALSE;
}

/* One protocol, and what it needs. */
static gboolean
check_protocol(const EvaluateOptions *options, gchar **rest, GError **error)
{
	guint n_protocols = options->is_online + (options->n_folds != 0) +
			    (options->train != NULL || options->test != NULL) +
			    (options->scores != NULL);
	if (n_protocols != 1)
		return fail_usage(
		    error, _("give one of --online, --folds N, --train with --test, --scores"));
	if ((options->train == NULL) != (options->test == NULL))
		return fail_usage(error, _("--train and --test need each other"));
	if (options->n_folds != 0 && (options->n_folds < 2 || options->n_folds > N_FOLDS_MAX)) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    _("--folds %d: must be from 2 to %d"), options->n_folds, N_FOLDS_MAX);
		return FALSE;
	}
	if (options->is_online || options->n_folds != 0) {
		if (rest[0] == NULL)
			return fail_usage(error, _("nothing to evaluate: give an INDEX"));
	} else if (rest[0] != NULL) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    _("%s: belongs to no option"), rest[0]);
		return FALSE;
	}
	return TRUE;
}

/* --train, --test and --scores without a path behind them. */
static gboolean
check_paths(gchar **paths, GError **error)
{
	for (; paths != NULL && *paths != NULL; paths++)
		if (**paths == '\0')
			return fail_usage(
			    error, _("--train, --test and --scores need a path behind them"));
	return TRUE;
}

static gboolean
check_numbers(const EvaluateOptions *options, GError **error)
{
	if (options->n_resamples < 0 || options->n_resamples > N_RESAMPLES_MAX) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    _("--bootstrap %d: must be from 0 to %d"), options->n_resamples,
			    N_RESAMPLES_MAX);
		return FALSE;
	}
	if (!(options->threshold > 0.0 && options->threshold < 1.0))
		return fail_usage(error, _("--threshold: must be above 0 and below 1"));
	return TRUE;
}

static gboolean
parse_view(const gchar *text, HanteiView *view, GError **error)
{
	*view = HANTEI_N_VIEWS;
	if (text == NULL || strcmp(text, "auto") == 0)
		return TRUE;
	for (guint i = 0; i < HANTEI_N_VIEWS; i++) {
		if (strcmp(text, hantei_view_to_string(i)) == 0) {
			*view = i;
			return TRUE;
		}
	}
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		    _("--view %s: must be auto, draft or received"), text);
	return FALSE;
}

/* Returns: the protocol's name; NULL with an error. */
static const gchar *
run_protocol(HanteiEvaluationRun *run, const EvaluateOptions *options, gchar **rest, GError **error)
{
	if (options->is_online)
		return hantei_evaluation_run_online(run, rest, error) ? "online" : NULL;
	if (options->n_folds != 0)
		return hantei_evaluation_run_folds(run, rest, (guint)options->n_folds, error)
			   ? "folds"
			   : NULL;
	if (options->scores != NULL)
		return hantei_evaluation_run_scores(run, options->scores, error) ? "scores" : NULL;
	return hantei_evaluation_run_split(run, options->train, options->test, error) ? "train-test"
										      : NULL;
}

static void
print_report(HanteiSession *session, const HanteiEvaluationReport *report)
{
	g_autofree gchar *text = NULL;
	switch (session->format) {
	case HANTEI_FORMAT_NDJSON:
		text = hantei_evaluation_report_to_json(report);
		break;
	case HANTEI_FORMAT_HTML:
		text = hantei_evaluation_report_to_html(report, session->language);
		break;
	case HANTEI_FORMAT_TEXT:
	default:
		text = hantei_evaluation_report_to_text(report);
		break;
	}
	hantei_session_print_line(session, text);
}

HanteiExit
hantei_cmd_evaluate(HanteiSession *session, const gchar *const *args, GError **error)
{
	static const gchar *const SPREAD[] = {"--train", "--test", "--scores", NULL};
	g_auto(EvaluateOptions) options = {
	    .n_resamples = N_RESAMPLES_DEFAULT,
	    .threshold = HANTEI_SPAM_PROBABILITY,
	};
	HanteiEvaluationRunOptions run_options = {0};
	g_auto(GStrv) spread = hantei_options_spread(SPREAD, args);
	g_auto(GStrv) rest = hantei_options_parse(hantei_evaluate_options, &options,
						  (const gchar *const *)spread, error);
	if (rest == NULL || !check_protocol(&options, rest, error) ||
	    !check_paths(options.train, error) || !check_paths(options.test, error) ||
	    !check_paths(options.scores, error) || !check_numbers(&options, error) ||
	    !parse_view(options.view, &run_options.view, error) ||
	    !hantei_options_get_jobs(options.n_jobs, &run_options.n_jobs, error))
		return HANTEI_EXIT_USAGE;

	run_options.is_shuffled = options.is_shuffled;
	run_options.seed = (guint64)options.seed;
	run_options.out_path = options.out_path;
	g_autoptr(HanteiEvaluationRun) run =
	    hantei_evaluation_run_new(session, &run_options, error);
	if (run == NULL)
		return HANTEI_EXIT_CANT_CREATE;
	const gchar *protocol = run_protocol(run, &options, rest, error);
	if (protocol == NULL)
		return HANTEI_EXIT_NO_INPUT;

	gsize n_mails;
	const HanteiEvaluatedMail *mails = hantei_evaluation_run_get_mails(run, &n_mails);
	const HanteiEvaluationOptions measured = {
	    .threshold = options.threshold,
	    .n_resamples = (guint)options.n_resamples,
	    .seed = run_options.seed,
	};
	g_autoptr(HanteiEvaluationReport) report = hantei_evaluation_report_new(
	    protocol, hantei_evaluation_run_get_corpora(run), mails, n_mails, &measured);
	print_report(session, report);
	return hantei_evaluation_run_get_status(run);
}
