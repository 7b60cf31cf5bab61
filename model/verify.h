/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Whether a model is what it should be: every record can be read, and every count agrees with every
 * other one. */

#pragma once

#include <gio/gio.h>

/* name, what is wrong with so many of them */
#define HANTEI_FAULTS(X) \
	X(PAGES, "pages")	  /* neither used nor free, or both */ \
	X(TOTALS, "totals")	  /* not the sum over the mails */ \
	X(SOURCES, "sources")	  /* totals by source do not add up to those of all */ \
	X(FEATURES, "features")	  /* more or fewer features than the file says */ \
	X(TEXT, "text")		  /* a feature without a readable text */ \
	X(HASH, "hash")		  /* a feature at another place than its text's */ \
	X(COUNTS, "counts")	  /* a feature in no mail, or in more than were learnt */ \
	X(BY_SOURCE, "by-source") /* a feature's counts by source do not add up to its own */ \
	X(BY_MAIL, "by-mail")	  /* a feature's counts are not those of the mails that have it */ \
	X(WEIGHTS, "weights")	  /* no number, out of order, twice, or of no language */ \
	X(MAILS, "mails")	  /* a learnt mail with impossible numbers */

typedef enum {
#define X(NAME, name) HANTEI_FAULT_##NAME,
	HANTEI_FAULTS(X)
#undef X
	HANTEI_N_FAULTS
} HanteiFault;

/* The fault's name, for instance "by-source". */
const gchar *
hantei_fault_to_string(HanteiFault fault);

typedef struct {
	guint64 n_features;
	guint64 n_mails; /* listed ones */
	guint64 n_rows;	 /* of them, those that combiner or head are fitted to */
	guint64 n_faults[HANTEI_N_FAULTS];
	gchar *first[HANTEI_N_FAULTS]; /* what the first one is about, UTF-8, or NULL */
} HanteiVerifyReport;

/* Verifies the model in @dir; others may read and train it meanwhile. A file that is damaged so
 * that it cannot be read is an error, everything else is in @report, which the caller clears.
 * Returns: FALSE if it cannot be read; @report is then empty. */
gboolean
hantei_model_verify(const gchar *dir, HanteiVerifyReport *report, GError **error);

/* Whether there is no fault. */
gboolean
hantei_verify_report_is_sound(const HanteiVerifyReport *self);

void
hantei_verify_report_clear(HanteiVerifyReport *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HanteiVerifyReport, hantei_verify_report_clear)
