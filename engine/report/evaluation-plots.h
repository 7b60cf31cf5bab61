/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The three pictures of an evaluation. Private to the folder. */

#pragma once

#include "model/evaluation.h"

/* Ham lost against spam missed at every threshold, both axes by decades. */
void
hantei_plot_roc(GString *out, const HanteiEvaluation *evaluation);

/* The share of spam against the probability that was given, by bins. */
void
hantei_plot_reliability(GString *out, const HanteiEvaluation *evaluation);

/* Mails by log-odds: ham upwards, spam downwards. */
void
hantei_plot_scores(GString *out, const HanteiEvaluation *evaluation);
