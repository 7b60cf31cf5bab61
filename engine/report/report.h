/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* All that is told of one mail, and the ways it is told: for people, and as a line of NDJSON whose
 * grammar is docs/output.md. */

#pragma once

#include "engine/auth/auth.h"
#include "engine/receiver/verdict.h"
#include "model/evidence.h"
#include "tokenizer/message.h"

typedef struct {
	gchar *name; /* or NULL */
	gchar *type;
	gsize size_bytes;
} HanteiAttachment;

typedef struct {
	gchar *path;
	HanteiView view;
	gchar *subject;		/* or NULL */
	gchar *from_name;	/* or NULL */
	gchar *from_addr;	/* or NULL */
	guint complaints;	/* 1u << HanteiComplaint */
	GPtrArray *attachments; /* of HanteiAttachment */
	HanteiEvidence *evidence;
	HanteiAuth *auth;    /* or NULL */
	GPtrArray *verdicts; /* of HanteiVerdict */
} HanteiReport;

typedef enum {
	HANTEI_REPORT_NONE = 0,
	HANTEI_REPORT_BRIEF = 1 << 0,	  /* without clues and reasons */
	HANTEI_REPORT_COLOR = 1 << 1,	  /* text: with the terminal's colours */
	HANTEI_REPORT_ALL_CLUES = 1 << 2, /* JSON: every clue, not the weightiest alone */
} HanteiReportFlags;

/* Clues of a report that does not have them all. */
#define HANTEI_REPORT_CLUES 20

/* @evidence, @auth (nullable) and @verdicts are (transfer full).
 * Returns: (transfer full): free with hantei_report_free(). */
HanteiReport *
hantei_report_new(const gchar *path,
		  const HanteiMessage *message,
		  HanteiEvidence *evidence,
		  HanteiAuth *auth,
		  GPtrArray *verdicts);

void
hantei_report_free(HanteiReport *self);

/* One JSON object, no line end. Returns: (transfer full). */
gchar *
hantei_report_to_json(const HanteiReport *self, HanteiReportFlags flags);

/* For people, in the locale's language, lines at most @width columns (0: 80; 40 to 100 are used).
 * Nothing a mail says can move the cursor or colour the terminal. Returns: (transfer full): no
 * final line end. */
gchar *
hantei_report_to_text(const HanteiReport *self, HanteiReportFlags flags, gint width);

/* The line in place of a report, for input that could not be scored; @code is one of
 * docs/output.md. Returns: (transfer full): no line end. */
gchar *
hantei_report_error_to_json(const gchar *path, const gchar *code, const gchar *message);

/* The line after the last report. Returns: (transfer full): no line end. */
gchar *
hantei_report_summary_to_json(guint64 n_scored, guint64 n_failed, gint64 elapsed_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiReport, hantei_report_free)
