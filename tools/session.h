/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* One run of the command: what its global options and the terminal say, and the model once it is
 * open. Handed to every verb. */

#pragma once

#include "engine/dns/resolver.h"
#include "model/model.h"
#include "tokenizer/concepts.h"
#include "tools/exit-status.h"
#include "tools/options.h"

typedef enum {
	HANTEI_FORMAT_TEXT,
	HANTEI_FORMAT_NDJSON,
	HANTEI_FORMAT_HTML,
} HanteiFormat;

typedef struct {
	HanteiFormat format;
	gchar *given_model_dir;	  /* --model, or NULL */
	gchar **given_concepts;	  /* --concepts, or NULL */
	gchar *given_dns;	  /* --dns, or NULL */
	gchar **given_zones;	  /* --zone, or NULL */
	HanteiResolver *resolver; /* once a verb has asked for it */
	gboolean has_colour;	  /* stdout is a terminal and nobody said NO_COLOR */
	gboolean has_progress;	  /* stderr is a terminal */
	const gchar *language;	  /* of all texts: "en" or "ja" */
	guint width;		  /* columns of text output */
	HanteiModel *model;	  /* for verbs that need one, else NULL */
	gchar *model_dir;	  /* where it is */
	HanteiConcepts *concepts; /* once a verb has asked for them */
} HanteiSession;

/* Sets the locale: the user's own, in the language @lang if that is not NULL. Before anything is
 * said. */
void
hantei_session_set_language(const gchar *lang);

/* Returns: (transfer full): NULL with a GOptionError. */
HanteiSession *
hantei_session_new(const HanteiGlobals *globals, GError **error);

void
hantei_session_free(HanteiSession *self);

/* Opens the model for reading, see hantei_places_find_model(). */
gboolean
hantei_session_open_model(HanteiSession *self, GError **error);

/* What the run's tokenizers look for: the built-in concepts, those of the user's folder, those of
 * --concepts, in this order. Made at the first call.
 * Returns: (transfer none): NULL with an error that names file and line. */
HanteiConcepts *
hantei_session_get_concepts(HanteiSession *self, GError **error);

/* What answers for the DNS in this run: zone files, a server, or nothing. Made at the first call;
 * it may be asked by several threads at once. Returns: (transfer none): NULL with an error that
 * names file and line, or what is wrong with the server's address. */
HanteiResolver *
hantei_session_get_resolver(HanteiSession *self, GError **error);

/* Whether there is anything that answers: --dns or --zone was given. */
gboolean
hantei_session_has_resolver(const HanteiSession *self);

/* Says on stderr if the model that is open has learnt with other concepts and so gives those of
 * this run no weight. After hantei_session_get_concepts(). */
void
hantei_session_compare_concepts(HanteiSession *self);

/* Tells of an input that failed: a line on stderr, or in NDJSON a line of type error on stdout.
 * Returns: the exit status that goes with it. */
HanteiExit
hantei_session_report_error(HanteiSession *self, const gchar *path, const GError *error);

/* Writes @text and a line end to stdout, at once. */
void
hantei_session_print_line(HanteiSession *self, const gchar *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiSession, hantei_session_free)
