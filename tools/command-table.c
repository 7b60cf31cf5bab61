/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/command-table.h"

#include <string.h>

#include "engine/i18n.h"

static const HanteiCommand COMMANDS[] = {
    {"score", hantei_cmd_score, HANTEI_NEEDS_MODEL, hantei_score_options, "FILE...|-",
     N_("say what receivers will do with a mail, and why"),
     N_("FILE is a mail (.eml), an mbox or a folder of mails; - is standard input.")},
    {"train", hantei_cmd_train, HANTEI_NEEDS_NOTHING, hantei_train_options, "",
     N_("learn from mails that are known to be spam or ham"),
     N_("Without --model or HANTEI_MODEL the mails go into your own model, which is made if\n"
	"need be and from then on is the one that scores.")},
    {"auth", hantei_cmd_auth, HANTEI_NEEDS_NOTHING, hantei_auth_options,
     "FILE...|- | spf --client-ip IP --mail-from A --helo H | sign ... FILE|- | seal ... FILE|-",
     N_("evaluate SPF, DKIM, ARC and DMARC of a mail, or say what they will be"),
     N_("Without --dns or --zone nothing is asked, and little can be told. sign and seal print "
	"the\n"
	"mail with a signature, or with one more ARC set.")},
    {"model", hantei_cmd_model, HANTEI_NEEDS_NOTHING, hantei_model_options,
     "info | fit | dump [FILE|-] | load FILE|- | verify |\n"
     "                    merge DIR DIR... --out DIR | compact | backup DIR |\n"
     "                    prune [--min-count N] [--older-than DAYS] [--labels INDEX]",
     N_("look into a model, verify it, merge several, write it as text"), NULL},
    {"evaluate", hantei_cmd_evaluate, HANTEI_HAS_HTML, hantei_evaluate_options,
     "--online INDEX... | --folds N INDEX... | --train INDEX... --test INDEX... | --scores FILE...",
     N_("measure how well mails with known answers are judged"),
     N_("INDEX is a list of mails: lines \"spam PATH\" or \"ham PATH\", relative to its folder,\n"
	"which names the corpus. The model is made in memory; yours is not touched.")},
    {"help", hantei_cmd_help, HANTEI_NEEDS_NOTHING, NULL, "[VERB]",
     N_("show help for all, or for a verb"), NULL},
    {0},
};

const HanteiCommand *
hantei_command_table(void)
{
	return COMMANDS;
}

const HanteiCommand *
hantei_command_find(const gchar *name)
{
	for (const HanteiCommand *command = COMMANDS; command->name != NULL; command++)
		if (strcmp(command->name, name) == 0)
			return command;
	return NULL;
}

/* Edits (insert, drop, replace, swap neighbours) from @a to @b: optimal string alignment. */
static guint
count_edits(const gchar *a, const gchar *b)
{
	guint rows[3][32];
	gsize n_b = strlen(b);
	if (n_b >= G_N_ELEMENTS(rows[0]) || strlen(a) >= G_N_ELEMENTS(rows[0]))
		return G_MAXUINT;
	for (guint j = 0; j <= n_b; j++)
		rows[0][j] = j;
	guint i = 1;
	for (; a[i - 1] != '\0'; i++) {
		guint *before = rows[(i + 1) % 3];
		guint *above = rows[(i - 1) % 3];
		guint *row = rows[i % 3];
		row[0] = i;
		for (guint j = 1; j <= n_b; j++) {
			guint replaced = above[j - 1] + (a[i - 1] != b[j - 1]);
			row[j] = MIN(replaced, MIN(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = MIN(row[j], before[j - 2] + 1);
		}
	}
	return rows[(i - 1) % 3][n_b];
}

const gchar *
hantei_command_suggest(const gchar *const *words, const gchar *wrong)
{
	/* up to two slips, and never more than half of the word */
	guint fewest = MIN(2, (guint)strlen(wrong) / 2) + 1;
	const gchar *nearest = NULL;
	for (; *words != NULL; words++) {
		guint n_edits = count_edits(wrong, *words);
		if (n_edits < fewest) {
			fewest = n_edits;
			nearest = *words;
		}
	}
	return nearest;
}

void
hantei_command_set_unknown(const gchar *verb, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (const HanteiCommand *command = COMMANDS; command->name != NULL; command++)
		g_ptr_array_add(names, (gpointer)command->name);
	g_ptr_array_add(names, NULL);
	const gchar *nearest = hantei_command_suggest((const gchar *const *)names->pdata, verb);
	if (nearest != NULL)
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION,
			    _("no verb \"%s\"; did you mean \"%s\"?"), verb, nearest);
	else
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION,
			    _("no verb \"%s\"; \"hantei help\" lists them"), verb);
}
