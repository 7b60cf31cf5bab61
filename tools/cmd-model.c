/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <string.h>
#include <unistd.h>

#include "engine/i18n.h"
#include "engine/report/columns.h"
#include "engine/report/json-writer.h"
#include "model/dump.h"
#include "model/trainer.h"
#include "tokenizer/day.h"
#include "tools/command-table.h"
#include "tools/model-care.h"
#include "tools/places.h"

#define OPTION(member) HANTEI_OPTION(HanteiModelOptions, member)

const GOptionEntry hantei_model_options[] = {
    {"min-mails", 0, 0, G_OPTION_ARG_INT, OPTION(min_mails),
     N_("dump: leave out features seen in fewer than N mails"), "N"},
    {"without-mails", 0, 0, G_OPTION_ARG_NONE, OPTION(without_mails),
     N_("dump: leave out which mails were learnt; they cannot be taken back then"), NULL},
    {"public", 0, 0, G_OPTION_ARG_NONE, OPTION(is_public),
     N_("dump: leave out what may name a person"), NULL},
    {"out", 0, 0, G_OPTION_ARG_FILENAME, OPTION(out_dir),
     N_("merge: make the model in this folder"), "DIR"},
    {"allow-repeats", 0, 0, G_OPTION_ARG_NONE, OPTION(is_repeating),
     N_("merge: count mails that are in several models several times"), NULL},
    {"min-count", 0, 0, G_OPTION_ARG_INT, OPTION(min_count),
     N_("prune: keep features that are in N mails or more"), "N"},
    {"older-than", 0, 0, G_OPTION_ARG_STRING, OPTION(older_than),
     N_("prune: take out features that no mail of the last DAYS has; or 12w, 18m, 2y, a date"),
     "DAYS"},
    {"labels", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, OPTION(labels),
     N_("prune: say what it costs, judging the mails of this index"), "INDEX"},
    {0},
};

static void
add_json_origins(HanteiJson *json, const HanteiOrigins *origins)
{
	hantei_json_begin_array(json, "origins");
	for (guint32 i = 0; i < origins->n; i++) {
		const HanteiOrigin *origin = &origins->all[i];
		hantei_json_begin_object(json, NULL);
		hantei_json_add_string(json, "source", origin->source);
		hantei_json_add_string(json, "language",
				       hantei_language_to_string((HanteiLanguage)origin->language));
		hantei_json_add_integer(json, "n_spam", origin->learnt.n_spam);
		hantei_json_add_integer(json, "n_ham", origin->learnt.n_ham);
		hantei_json_end_object(json);
	}
	hantei_json_end_array(json);
	hantei_json_begin_array(json, "languages_covered");
	for (guint i = HANTEI_LANGUAGE_NONE + 1; i < HANTEI_N_LANGUAGES; i++)
		if (hantei_origins_cover(origins, (HanteiLanguage)i))
			hantei_json_add_string(json, NULL,
					       hantei_language_to_string((HanteiLanguage)i));
	hantei_json_end_array(json);
}

static void
model_options_clear(HanteiModelOptions *self)
{
	g_free(self->out_dir);
	g_free(self->older_than);
	g_strfreev(self->labels);
}

typedef HanteiModelOptions ModelOptions;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ModelOptions, model_options_clear)

/* A line for each source and language, then the languages in which drafts are judged. */
static void
append_origins(GString *text, const HanteiOrigins *origins)
{
	g_string_append(text, _("learnt from:\n"));
	for (guint32 i = 0; i < origins->n; i++) {
		const HanteiOrigin *origin = &origins->all[i];
		/* a dump of somebody else's names its sources as it likes */
		g_autofree gchar *source = hantei_columns_clean(origin->source);
		g_string_append_printf(text, _("  %-24s %-8s %6u spam %6u ham\n"), source,
				       hantei_language_to_string((HanteiLanguage)origin->language),
				       origin->learnt.n_spam, origin->learnt.n_ham);
	}
	g_string_append(text, _("drafts are judged in:"));
	for (guint i = HANTEI_LANGUAGE_NONE + 1; i < HANTEI_N_LANGUAGES; i++)
		if (hantei_origins_cover(origins, (HanteiLanguage)i))
			g_string_append_printf(text, " %s",
					       hantei_language_to_string((HanteiLanguage)i));
	g_string_append_c(text, '\n');
}

/* @day: 0 if there is none */
static void
add_json_day(HanteiJson *json, const gchar *key, guint day)
{
	g_autofree gchar *text = day != 0 ? hantei_day_to_string(day) : NULL;
	hantei_json_add_string(json, key, text);
}

/* How old the features are. */
static void
append_days(GString *text, const HanteiModelInfo *info)
{
	g_autofree gchar *oldest = hantei_day_to_string(info->oldest_day);
	g_autofree gchar *newest = hantei_day_to_string(info->newest_day);
	g_autofree gchar *n = g_strdup_printf("%" G_GUINT64_FORMAT, info->n_features_without_day);
	if (info->newest_day != 0)
		g_string_append_printf(text, _("last mail of each feature: %s to %s\n"), oldest,
				       newest);
	if (info->n_features_without_day > 0)
		g_string_append_printf(text, _("features whose last mail is not known: %s\n"), n);
}

static gchar *
make_json_info(const HanteiModelInfo *info, const gchar *dir)
{
	g_autoptr(HanteiJson) json = hantei_json_new();
	hantei_json_begin_object(json, NULL);
	hantei_json_add_integer(json, "v", 1);
	hantei_json_add_string(json, "type", "model");
	hantei_json_add_string(json, "path", dir);
	hantei_json_add_integer(json, "format_version", info->format_version);
	hantei_json_add_string(json, "fingerprint", info->fingerprint);
	hantei_json_add_string(json, "concepts_version", info->concepts);
	hantei_json_add_integer(json, "n_spam", (gint64)info->n_spam);
	hantei_json_add_integer(json, "n_ham", (gint64)info->n_ham);
	hantei_json_add_integer(json, "n_features", (gint64)info->n_features);
	hantei_json_begin_object(json, "n_features_by_group");
	for (guint i = 0; i < HANTEI_N_GROUPS; i++)
		hantei_json_add_integer(json, hantei_group_to_string(i),
					(gint64)info->n_features_by_group[i]);
	hantei_json_end_object(json);
	add_json_day(json, "oldest_day", info->oldest_day);
	add_json_day(json, "newest_day", info->newest_day);
	hantei_json_add_integer(json, "n_features_without_day",
				(gint64)info->n_features_without_day);
	add_json_origins(json, &info->origins);
	hantei_json_add_integer(json, "size_bytes", (gint64)info->size_bytes);
	hantei_json_end_object(json);
	return hantei_json_dup_text(json);
}

static gchar *
make_text_info(const HanteiModelInfo *info, const gchar *dir)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree gchar *size = g_format_size_full(info->size_bytes, G_FORMAT_SIZE_IEC_UNITS);
	g_autofree gchar *n_spam = g_strdup_printf("%" G_GUINT64_FORMAT, info->n_spam);
	g_autofree gchar *n_ham = g_strdup_printf("%" G_GUINT64_FORMAT, info->n_ham);
	g_autofree gchar *n_all = g_strdup_printf("%" G_GUINT64_FORMAT, info->n_features);
	g_string_append_printf(text, _("model: %s\n"), dir);
	g_string_append_printf(text, _("mails learnt: %s spam, %s ham\n"), n_spam, n_ham);
	g_string_append_printf(text, _("features: %s\n"), n_all);
	for (guint i = 0; i < HANTEI_N_GROUPS; i++)
		g_string_append_printf(text, "  %-16s %10" G_GUINT64_FORMAT "\n",
				       hantei_group_to_string(i), info->n_features_by_group[i]);
	append_days(text, info);
	append_origins(text, &info->origins);
	g_string_append_printf(text, _("format: %u, tokenizer %s\n"), info->format_version,
			       info->fingerprint);
	g_string_append_printf(text, _("concepts: %s\n"),
			       info->concepts != NULL ? info->concepts : _("not known"));
	g_string_append_printf(text, _("size: %s\n"), size);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static HanteiExit
run_info(HanteiSession *session, const HanteiModelOptions *options, gchar **files, GError **error)
{
	if (!hantei_session_open_model(session, error))
		return HANTEI_EXIT_NO_INPUT;
	g_autoptr(HanteiModelInfo) info = hantei_model_get_info(session->model, error);
	if (info == NULL)
		return HANTEI_EXIT_IO;
	g_autofree gchar *text = session->format == HANTEI_FORMAT_NDJSON
				     ? make_json_info(info, session->model_dir)
				     : make_text_info(info, session->model_dir);
	hantei_session_print_line(session, text);
	return HANTEI_EXIT_DONE;
}

static gboolean
is_standard_stream(const gchar *file)
{
	return file == NULL || strcmp(file, "-") == 0;
}

/* A file that is there is replaced whole, at the end, or stays as it was. */
static HanteiExit
run_dump(HanteiSession *session, const HanteiModelOptions *options, gchar **files, GError **error)
{
	const gchar *file = files[0];
	HanteiDumpOptions dump_options = {
	    .min_mails = (guint)MAX(options->min_mails, 0),
	    .without_mails = options->without_mails,
	    .is_public = options->is_public,
	};
	g_autofree gchar *dir = hantei_places_find_model(session->given_model_dir, error);
	if (dir == NULL)
		return HANTEI_EXIT_NO_INPUT;
	g_autoptr(GOutputStream) out = NULL;
	if (is_standard_stream(file)) {
		out = g_unix_output_stream_new(STDOUT_FILENO, FALSE);
	} else {
		g_autoptr(GFile) target = g_file_new_for_path(file);
		out = G_OUTPUT_STREAM(
		    g_file_replace(target, NULL, FALSE, G_FILE_CREATE_NONE, NULL, error));
	}
	if (out == NULL)
		return HANTEI_EXIT_CANT_CREATE;
	g_autoptr(GCancellable) cancelled = g_cancellable_new();
	if (hantei_dump_write(dir, out, &dump_options, error))
		return g_output_stream_close(out, NULL, error) ? HANTEI_EXIT_DONE : HANTEI_EXIT_IO;
	/* closed this way the old file stays */
	g_cancellable_cancel(cancelled);
	g_output_stream_close(out, cancelled, NULL);
	return HANTEI_EXIT_IO;
}

static HanteiExit
run_load(HanteiSession *session, const HanteiModelOptions *options, gchar **files, GError **error)
{
	const gchar *file = files[0];
	g_autofree gchar *dir = hantei_places_get_own_model(session->given_model_dir);
	if (hantei_places_has_model(dir)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_EXIST,
			    _("load: %s holds a model already; name an empty folder with --model"),
			    dir);
		return HANTEI_EXIT_CANT_CREATE;
	}
	g_autoptr(GInputStream) in = NULL;
	if (is_standard_stream(file)) {
		in = g_unix_input_stream_new(STDIN_FILENO, FALSE);
	} else {
		g_autoptr(GFile) source = g_file_new_for_path(file);
		in = G_INPUT_STREAM(g_file_read(source, NULL, error));
	}
	if (in == NULL)
		return HANTEI_EXIT_NO_INPUT;
	if (hantei_dump_load(in, dir, error))
		return HANTEI_EXIT_DONE;
	g_prefix_error(error, "%s: ", file);
	return HANTEI_EXIT_NOT_MAIL;
}

/* Fits combiner and head anew to the mails learnt. */
static HanteiExit
run_fit(HanteiSession *session, const HanteiModelOptions *options, gchar **files, GError **error)
{
	static const HanteiHashKey NO_KEY = {0, 0};
	g_autofree gchar *dir = hantei_places_get_own_model(session->given_model_dir);
	if (!hantei_places_has_model(dir)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
			    _("fit: there is no model in %s; \"hantei train\" makes one"), dir);
		return HANTEI_EXIT_NO_INPUT;
	}
	g_autoptr(HanteiTrainer) trainer = hantei_trainer_open(dir, &NO_KEY, error);
	if (trainer == NULL)
		return HANTEI_EXIT_CANT_CREATE;
	return hantei_trainer_commit(trainer, error) ? HANTEI_EXIT_DONE : HANTEI_EXIT_IO;
}

static const struct {
	const gchar *name;
	HanteiModelFunc run;
	guint n_files_min;
	guint n_files_max;
} SUBVERBS[] = {
    {"info", run_info, 0, 0},
    {"fit", run_fit, 0, 0},
    {"dump", run_dump, 0, 1},
    {"load", run_load, 1, 1},
    {"verify", hantei_model_run_verify, 0, 0},
    {"merge", hantei_model_run_merge, 2, G_MAXUINT},
    {"prune", hantei_model_run_prune, 0, 0},
    {"compact", hantei_model_run_compact, 0, 0},
    {"backup", hantei_model_run_backup, 1, 1},
};

HanteiExit
hantei_cmd_model(HanteiSession *session, const gchar *const *args, GError **error)
{
	g_auto(ModelOptions) options = {0};
	g_auto(GStrv) rest = hantei_options_parse(hantei_model_options, &options, args, error);
	if (rest == NULL)
		return HANTEI_EXIT_USAGE;
	guint n_files = g_strv_length(rest) - 1;
	for (guint i = 0; rest[0] != NULL && i < G_N_ELEMENTS(SUBVERBS); i++)
		if (strcmp(rest[0], SUBVERBS[i].name) == 0 && n_files >= SUBVERBS[i].n_files_min &&
		    n_files <= SUBVERBS[i].n_files_max)
			return SUBVERBS[i].run(session, &options, rest + 1, error);
	g_autofree gchar *given = g_strjoinv(" ", rest);
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		    _("\"model %s\": must be info, fit, dump [FILE|-], load FILE|-, verify, "
		      "merge DIR DIR... --out DIR, prune --min-count N --older-than DAYS, compact "
		      "or backup DIR"),
		    given);
	return HANTEI_EXIT_USAGE;
}
