/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Judgements as text, so that another program's are measured by the same code: a line a mail,
 * columns parted by tabs (blanks will do): label, score, corpus, view, language, cluster of
 * near-duplicates, path, of which the first two must be there. A score is log-odds of spam in nats,
 * or "p=" and a probability. */

#pragma once

#include "engine/report/evaluation-report.h"

typedef struct _HanteiScoreFile HanteiScoreFile;

/* Opens @path for writing. Returns: (transfer full): NULL with a GFileError. */
HanteiScoreFile *
hantei_score_file_new(const gchar *path, GError **error);

void
hantei_score_file_free(HanteiScoreFile *self);

gboolean
hantei_score_file_write(HanteiScoreFile *self,
			const HanteiEvaluatedMail *mail,
			const gchar *corpus,
			const gchar *path,
			GError **error);

/* Sees that all has been written. */
gboolean
hantei_score_file_close(HanteiScoreFile *self, GError **error);

/* Reads one line.
 * @corpus: (out) (transfer full) (nullable)
 * Returns: FALSE if it is none. */
gboolean
hantei_score_file_parse(const gchar *line, HanteiEvaluatedMail *mail, gchar **corpus);
