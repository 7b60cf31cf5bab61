/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/model-care.h"

#include <math.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/i18n.h"
#include "engine/report/columns.h"
#include "engine/report/json-writer.h"
#include "model/merge.h"
#include "model/upkeep.h"
#include "model/verify.h"
#include "tools/age.h"
#include "tools/bus-error.h"
#include "tools/model-cost.h"
#include "tools/places.h"

/* What is wrong, for people; the first of them follows. */
static const gchar *const FAULTS[HANTEI_N_FAULTS] = {
    [HANTEI_FAULT_PAGES] = N_("pages of the file are not accounted for"),
    [HANTEI_FAULT_TOTALS] = N_("totals are not the sum over the mails"),
    [HANTEI_FAULT_SOURCES] = N_("totals by source do not add up"),
    [HANTEI_FAULT_FEATURES] = N_("features are missing or too many"),
    [HANTEI_FAULT_TEXT] = N_("features have no readable text"),
    [HANTEI_FAULT_HASH] = N_("features are not where their text belongs"),
    [HANTEI_FAULT_COUNTS] = N_("features are in no mail, or in more than were learnt"),
    [HANTEI_FAULT_BY_SOURCE] = N_("features whose counts by source do not add up"),
    [HANTEI_FAULT_BY_MAIL] = N_("features whose counts are not those of their mails"),
    [HANTEI_FAULT_WEIGHTS] = N_("weights are no numbers or not in order"),
    [HANTEI_FAULT_MAILS] = N_("learnt mails with impossible numbers"),
};

static HanteiJson *
begin_json(const gchar *type, const gchar *path)
{
	HanteiJson *json = hantei_json_new();
	hantei_json_begin_object(json, NULL);
	hantei_json_add_integer(json, "v", 1);
	hantei_json_add_string(json, "type", type);
	hantei_json_add_string(json, "path", path);
	return json;
}

static void
print_json(HanteiSession *session, HanteiJson *json)
{
	hantei_json_end_object(json);
	g_autofree gchar *line = hantei_json_dup_text(json);
	hantei_session_print_line(session, line);
}

/* Numbers of 64 bits do not go through gettext: their length differs between machines. */
static gchar *
format_number(guint64 number)
{
	return g_strdup_printf("%" G_GUINT64_FORMAT, number);
}

static gchar *
format_size(guint64 size)
{
	return g_format_size_full(size, G_FORMAT_SIZE_IEC_UNITS);
}

static void
append_sizes(GString *text, const HanteiSizes *sizes)
{
	g_autofree gchar *before = format_size(sizes->before);
	g_autofree gchar *after = format_size(sizes->after);
	g_string_append_printf(text, _("size: %s before, %s now\n"), before, after);
}

static void
add_sizes(HanteiJson *json, const HanteiSizes *sizes)
{
	hantei_json_add_integer(json, "size_bytes_before", (gint64)sizes->before);
	hantei_json_add_integer(json, "size_bytes_after", (gint64)sizes->after);
}

static void
print_json_verify(HanteiSession *session, const HanteiVerifyReport *report, const gchar *dir)
{
	g_autoptr(HanteiJson) json = begin_json("verify", dir);
	hantei_json_add_boolean(json, "is_sound", hantei_verify_report_is_sound(report));
	hantei_json_add_integer(json, "n_features", (gint64)report->n_features);
	hantei_json_add_integer(json, "n_mails", (gint64)report->n_mails);
	hantei_json_begin_array(json, "faults");
	for (guint i = 0; i < HANTEI_N_FAULTS; i++) {
		if (report->n_faults[i] == 0)
			continue;
		hantei_json_begin_object(json, NULL);
		hantei_json_add_string(json, "fault", hantei_fault_to_string((HanteiFault)i));
		hantei_json_add_integer(json, "n", (gint64)report->n_faults[i]);
		hantei_json_add_string(json, "first", report->first[i]);
		hantei_json_end_object(json);
	}
	hantei_json_end_array(json);
	print_json(session, json);
}

static void
print_text_verify(HanteiSession *session, const HanteiVerifyReport *report, const gchar *dir)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree gchar *n_features = format_number(report->n_features);
	g_autofree gchar *n_mails = format_number(report->n_mails);
	g_string_append_printf(text, _("model: %s\n"), dir);
	g_string_append_printf(text, _("verified: %s features, %s mails\n"), n_features, n_mails);
	if (hantei_verify_report_is_sound(report))
		g_string_append(text, _("sound: all counts agree\n"));
	for (guint i = 0; i < HANTEI_N_FAULTS; i++) {
		if (report->n_faults[i] == 0)
			continue;
		g_autofree gchar *n = format_number(report->n_faults[i]);
		/* it holds texts of mails */
		g_autofree gchar *first = hantei_columns_clean(report->first[i]);
		g_string_append_printf(text, _("fault: %s (%s; first: %s)\n"), _(FAULTS[i]), n,
				       first);
	}
	hantei_session_print_line(session, text->str);
}

/* Verifies the model in @dir and tells. */
static HanteiExit
verify(HanteiSession *session, const gchar *dir, GError **error)
{
	g_auto(HanteiVerifyReport) report = {0};
	if (!hantei_model_verify(dir, &report, error))
		return HANTEI_EXIT_IO;
	if (session->format == HANTEI_FORMAT_NDJSON)
		print_json_verify(session, &report, dir);
	else
		print_text_verify(session, &report, dir);
	return hantei_verify_report_is_sound(&report) ? HANTEI_EXIT_DONE : HANTEI_EXIT_NO;
}

/* What verify() says in a process of its own, which ends here. */
static void
verify_and_exit(HanteiSession *session, const gchar *dir)
{
	g_autoptr(GError) error = NULL;
	hantei_bus_error_release();
	HanteiExit status = verify(session, dir, &error);
	if (error != NULL)
		status = hantei_session_report_error(session, dir, error);
	_exit(fflush(stdout) == 0 ? (int)status : HANTEI_EXIT_IO);
}

/* In a process of its own: pages that are missing, or that point anywhere, kill whoever follows
 * them in LMDB's mapping. */
HanteiExit
hantei_model_run_verify(HanteiSession *session,
			const HanteiModelOptions *options,
			gchar **files,
			GError **error)
{
	g_autofree gchar *dir = hantei_places_find_model(session->given_model_dir, error);
	if (dir == NULL)
		return HANTEI_EXIT_NO_INPUT;
	fflush(stdout);
	const pid_t child = fork();
	int status = 0;
	if (child < 0) /* a machine without room for it */
		return verify(session, dir, error);
	if (child == 0)
		verify_and_exit(session, dir);
	if (waitpid(child, &status, 0) == child && WIFEXITED(status))
		return (HanteiExit)WEXITSTATUS(status);
	g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_STORE,
		    _("%s: reading the model came to a crash; the file is damaged, restore it from "
		      "a backup or a dump"),
		    dir);
	return HANTEI_EXIT_IO;
}

/* Fails if the models must not be added up. */
static gboolean
check_merged(const HanteiMergeReport *report, GError **error)
{
	g_autofree gchar *n_repeats = format_number(report->n_repeats);
	g_autofree gchar *n_unlisted = format_number(report->n_models_unlisted);
	switch (report->outcome) {
	case HANTEI_MERGE_REPEATS:
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    _("merge: %s mails are in more than one model and would count several "
			      "times; take them back in one (\"hantei train --undo\"), or say "
			      "--allow-repeats"),
			    n_repeats);
		return FALSE;
	case HANTEI_MERGE_UNLISTED:
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    _("merge: %s models know mails that they do not list, as those made on "
			      "top of the one that ships; if these were the same, they would count "
			      "several times; if they are not, say --allow-repeats"),
			    n_unlisted);
		return FALSE;
	case HANTEI_MERGE_DONE:
	default:
		return TRUE;
	}
}

static void
print_merge(HanteiSession *session, const HanteiMergeReport *report, const gchar *dir)
{
	const struct {
		const gchar *key;
		const gchar *text; /* left out if there are none, NULL: always there */
		guint64 n;
	} rows[] = {
	    {"n_spam", NULL, report->n_spam},
	    {"n_ham", NULL, report->n_ham},
	    {"n_features", NULL, report->n_features},
	    {"n_repeats", N_("mails counted more than once"), report->n_repeats},
	    {"n_rows_dropped", N_("mails that the weights for drafts could not be fitted to"),
	     report->n_rows_dropped},
	};
	if (session->format == HANTEI_FORMAT_NDJSON) {
		g_autoptr(HanteiJson) json = begin_json("merge", dir);
		for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
			hantei_json_add_integer(json, rows[i].key, (gint64)rows[i].n);
		print_json(session, json);
		return;
	}
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree gchar *n_spam = format_number(report->n_spam);
	g_autofree gchar *n_ham = format_number(report->n_ham);
	g_autofree gchar *n_features = format_number(report->n_features);
	g_string_append_printf(text, _("model: %s\n"), dir);
	g_string_append_printf(text, _("mails learnt: %s spam, %s ham\n"), n_spam, n_ham);
	g_string_append_printf(text, _("features: %s\n"), n_features);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree gchar *n = format_number(rows[i].n);
		if (rows[i].text != NULL && rows[i].n > 0)
			g_string_append_printf(text, "%s: %s\n", _(rows[i].text), n);
	}
	hantei_session_print_line(session, text->str);
}

HanteiExit
hantei_model_run_merge(HanteiSession *session,
		       const HanteiModelOptions *options,
		       gchar **files,
		       GError **error)
{
	const HanteiMergeOptions merge_options = {.is_repeating = options->is_repeating};
	HanteiMergeReport report;
	if (options->out_dir == NULL) {
		g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
				    _("merge: say with --out where the model shall be made"));
		return HANTEI_EXIT_USAGE;
	}
	g_autoptr(HanteiRewrite) rewrite = hantei_rewrite_new(options->out_dir, error);
	if (rewrite == NULL)
		return HANTEI_EXIT_CANT_CREATE;
	if (!hantei_merge((const gchar *const *)files, hantei_rewrite_get_dir(rewrite),
			  &merge_options, &report, error))
		return HANTEI_EXIT_IO;
	if (!check_merged(&report, error))
		return HANTEI_EXIT_NOT_MAIL;
	if (!hantei_rewrite_finish(rewrite, error))
		return HANTEI_EXIT_CANT_CREATE;
	print_merge(session, &report, options->out_dir);
	return HANTEI_EXIT_DONE;
}

/* The model to change. Returns: (transfer full): NULL if there is none. */
static gchar *
find_own_model(HanteiSession *session, GError **error)
{
	g_autofree gchar *dir = hantei_places_get_own_model(session->given_model_dir);
	if (hantei_places_has_model(dir))
		return g_steal_pointer(&dir);
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
		    _("there is no model in %s; \"hantei train\" makes one"), dir);
	return NULL;
}

static void
append_cost(GString *text, const HanteiModelCost *cost)
{
	const HanteiModelCostFigures *before = &cost->before;
	const HanteiModelCostFigures *after = &cost->after;
	g_string_append_printf(text, _("%u spam and %u ham, judged with both:\n"), cost->n_spam,
			       cost->n_ham);
	g_string_append_printf(text, _("  ham lost: %u before, %u now\n"), before->n_ham_lost,
			       after->n_ham_lost);
	g_string_append_printf(text, _("  spam missed: %u before, %u now\n"), before->n_spam_missed,
			       after->n_spam_missed);
	if (!isnan(before->wrong_pairs_percent))
		g_string_append_printf(text,
				       _("  ham and spam in the wrong order: %.4f %% of pairs "
					 "before, %.4f %% now\n"),
				       before->wrong_pairs_percent, after->wrong_pairs_percent);
}

static void
add_figures(HanteiJson *json, const gchar *key, const HanteiModelCostFigures *figures)
{
	hantei_json_begin_object(json, key);
	hantei_json_add_integer(json, "n_ham_lost", figures->n_ham_lost);
	hantei_json_add_integer(json, "n_spam_missed", figures->n_spam_missed);
	hantei_json_add_number(json, "one_minus_auc_percent", figures->wrong_pairs_percent, 4);
	hantei_json_end_object(json);
}

static void
add_cost(HanteiJson *json, const HanteiModelCost *cost)
{
	if (cost == NULL) {
		hantei_json_add_null(json, "cost");
		return;
	}
	hantei_json_begin_object(json, "cost");
	hantei_json_add_integer(json, "n_spam", cost->n_spam);
	hantei_json_add_integer(json, "n_ham", cost->n_ham);
	add_figures(json, "before", &cost->before);
	add_figures(json, "after", &cost->after);
	hantei_json_end_object(json);
}

/* @cost: NULL if it was not measured */
static void
print_prune(HanteiSession *session,
	    const HanteiPruneReport *report,
	    const HanteiModelCost *cost,
	    const gchar *dir)
{
	if (session->format == HANTEI_FORMAT_NDJSON) {
		g_autoptr(HanteiJson) json = begin_json("prune", dir);
		hantei_json_add_integer(json, "n_features_before",
					(gint64)report->n_features_before);
		hantei_json_add_integer(json, "n_features_after", (gint64)report->n_features_after);
		add_sizes(json, &report->sizes);
		add_cost(json, cost);
		print_json(session, json);
		return;
	}
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree gchar *before = format_number(report->n_features_before);
	g_autofree gchar *after = format_number(report->n_features_after);
	g_string_append_printf(text, _("model: %s\n"), dir);
	g_string_append_printf(text, _("features: %s before, %s now\n"), before, after);
	append_sizes(text, &report->sizes);
	if (cost != NULL)
		append_cost(text, cost);
	hantei_session_print_line(session, text->str);
}

/* Fails if it is not said what to take out. @before_day: (out): see hantei_upkeep_prune() */
static gboolean
check_prune(const HanteiModelOptions *options, guint *before_day, GError **error)
{
	if (options->min_count < 0 || options->min_count == 1 ||
	    (options->min_count == 0 && options->older_than == NULL)) {
		g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
				    _("prune: say with --min-count in how many mails, 2 or more, a "
				      "feature must be to stay, or with --older-than how many days "
				      "ago its last mail may be"));
		return FALSE;
	}
	if (options->older_than == NULL)
		return TRUE;
	*before_day = hantei_age_parse(options->older_than, hantei_age_get_today(), error);
	return *before_day != 0;
}

HanteiExit
hantei_model_run_prune(HanteiSession *session,
		       const HanteiModelOptions *options,
		       gchar **files,
		       GError **error)
{
	HanteiPruneReport report;
	HanteiModelCost cost = {0};
	guint before_day = 0;
	if (!check_prune(options, &before_day, error))
		return HANTEI_EXIT_USAGE;
	g_autofree gchar *dir = find_own_model(session, error);
	if (dir == NULL)
		return HANTEI_EXIT_NO_INPUT;
	g_autoptr(HanteiRewrite) rewrite = hantei_rewrite_replace(dir, error);
	if (rewrite == NULL)
		return HANTEI_EXIT_CANT_CREATE;
	if (!hantei_upkeep_prune(dir, rewrite, (guint)options->min_count, before_day, &report,
				 error))
		return HANTEI_EXIT_IO;
	if (options->labels != NULL &&
	    !hantei_model_cost_measure(&cost, session, options->labels, dir,
				       hantei_rewrite_get_dir(rewrite), error))
		return HANTEI_EXIT_NO_INPUT;
	if (!hantei_rewrite_finish(rewrite, error))
		return HANTEI_EXIT_IO;
	print_prune(session, &report, options->labels != NULL ? &cost : NULL, dir);
	return cost.status;
}

static void
print_sizes(HanteiSession *session, const gchar *type, const gchar *path, const HanteiSizes *sizes)
{
	if (session->format == HANTEI_FORMAT_NDJSON) {
		g_autoptr(HanteiJson) json = begin_json(type, path);
		add_sizes(json, sizes);
		print_json(session, json);
		return;
	}
	g_autoptr(GString) text = g_string_new(NULL);
	g_string_append_printf(text, _("model: %s\n"), path);
	append_sizes(text, sizes);
	hantei_session_print_line(session, text->str);
}

HanteiExit
hantei_model_run_compact(HanteiSession *session,
			 const HanteiModelOptions *options,
			 gchar **files,
			 GError **error)
{
	HanteiSizes sizes;
	g_autofree gchar *dir = find_own_model(session, error);
	if (dir == NULL)
		return HANTEI_EXIT_NO_INPUT;
	if (!hantei_upkeep_compact(dir, &sizes, error))
		return HANTEI_EXIT_IO;
	print_sizes(session, "compact", dir, &sizes);
	return HANTEI_EXIT_DONE;
}

HanteiExit
hantei_model_run_backup(HanteiSession *session,
			const HanteiModelOptions *options,
			gchar **files,
			GError **error)
{
	HanteiSizes sizes;
	g_autofree gchar *dir = hantei_places_find_model(session->given_model_dir, error);
	if (dir == NULL)
		return HANTEI_EXIT_NO_INPUT;
	if (!hantei_upkeep_backup(dir, files[0], &sizes, error))
		return HANTEI_EXIT_CANT_CREATE;
	print_sizes(session, "backup", files[0], &sizes);
	return HANTEI_EXIT_DONE;
}
