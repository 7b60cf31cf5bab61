/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The verbs, written once: main() dispatches by this table, help prints it, lint compares man pages
 * and completion with it. */

#pragma once

#include "tools/session.h"

/* A verb gets the arguments after its name, global options taken out. It returns an exit status; if
 * it sets @error, main() says it and the error's status counts. */
typedef HanteiExit (*HanteiCommandFunc)(HanteiSession *session,
					const gchar *const *args,
					GError **error);

typedef enum {
	HANTEI_NEEDS_NOTHING = 0,
	HANTEI_NEEDS_MODEL = 1 << 0, /* session->model is open when the verb starts */
	HANTEI_HAS_HTML = 1 << 1,    /* it can print --format html */
} HanteiNeeds;

typedef struct {
	const gchar *name;
	HanteiCommandFunc run;
	HanteiNeeds needs;
	const GOptionEntry *options; /* NULL for none */
	const gchar *arguments;	     /* after the options, as usage shows them */
	const gchar *summary;	     /* not translated yet */
	const gchar *details;	     /* a paragraph below usage, or NULL; not translated yet */
} HanteiCommand;

/* All verbs, the last with a NULL name. (transfer none) */
const HanteiCommand *
hantei_command_table(void);

/* Returns: (transfer none): NULL if there is no verb @name. */
const HanteiCommand *
hantei_command_find(const gchar *name);

/* The word of @words (NULL at the end) that @wrong was probably meant to be, or NULL.
 * (transfer none) */
const gchar *
hantei_command_suggest(const gchar *const *words, const gchar *wrong);

/* Fails with a GOptionError that names @verb as unknown, and the nearest one. */
void
hantei_command_set_unknown(const gchar *verb, GError **error);

/* The verbs' functions and options, each in cmd-VERB.c. */
HanteiExit
hantei_cmd_score(HanteiSession *session, const gchar *const *args, GError **error);
HanteiExit
hantei_cmd_train(HanteiSession *session, const gchar *const *args, GError **error);
HanteiExit
hantei_cmd_auth(HanteiSession *session, const gchar *const *args, GError **error);
HanteiExit
hantei_cmd_model(HanteiSession *session, const gchar *const *args, GError **error);
HanteiExit
hantei_cmd_evaluate(HanteiSession *session, const gchar *const *args, GError **error);
HanteiExit
hantei_cmd_help(HanteiSession *session, const gchar *const *args, GError **error);

extern const GOptionEntry hantei_score_options[];
extern const GOptionEntry hantei_train_options[];
extern const GOptionEntry hantei_auth_options[];
extern const GOptionEntry hantei_model_options[];
extern const GOptionEntry hantei_evaluate_options[];
