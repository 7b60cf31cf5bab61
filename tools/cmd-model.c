/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include <string.h>

#include "engine/i18n.h"
#include "engine/report/json-writer.h"
#include "tools/command-table.h"
#include "tools/places.h"

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
	hantei_json_add_integer(json, "n_spam", (gint64)info->n_spam);
	hantei_json_add_integer(json, "n_ham", (gint64)info->n_ham);
	hantei_json_add_integer(json, "n_features", (gint64)info->n_features);
	hantei_json_begin_object(json, "n_features_by_group");
	for (guint i = 0; i < HANTEI_N_GROUPS; i++)
		hantei_json_add_integer(json, hantei_group_to_string(i),
					(gint64)info->n_features_by_group[i]);
	hantei_json_end_object(json);
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
	g_string_append_printf(text, _("format: %u, tokenizer %s\n"), info->format_version,
			       info->fingerprint);
	g_string_append_printf(text, _("size: %s\n"), size);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static HanteiExit
run_info(HanteiSession *session, const gchar *const *args, GError **error)
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

static const struct {
	const gchar *name;
	HanteiCommandFunc run;
	guint n_args_min;
	guint n_args_max;
} SUBVERBS[] = {
    {"info", run_info, 0, 0},
};

HanteiExit
hantei_cmd_model(HanteiSession *session, const gchar *const *args, GError **error)
{
	static const GOptionEntry NO_OPTIONS[] = {{0}};
	g_auto(GStrv) rest = hantei_options_parse(NO_OPTIONS, NULL, args, error);
	if (rest == NULL)
		return HANTEI_EXIT_USAGE;
	guint n_args = g_strv_length(rest);
	for (guint i = 0; i < G_N_ELEMENTS(SUBVERBS); i++) {
		if (n_args == 0 || strcmp(rest[0], SUBVERBS[i].name) != 0)
			continue;
		if (n_args - 1 >= SUBVERBS[i].n_args_min && n_args - 1 <= SUBVERBS[i].n_args_max)
			return SUBVERBS[i].run(session, (const gchar *const *)rest + 1, error);
		break;
	}
	g_autofree gchar *given = g_strjoinv(" ", rest);
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		    _("\"model %s\": must be info, dump [FILE|-] or load FILE|-"), given);
	return HANTEI_EXIT_USAGE;
}
