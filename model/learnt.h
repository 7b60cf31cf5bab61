/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

/* What became of a mail given to the trainer. */
#define HANTEI_LEARNT_OUTCOMES(X) \
	X(NEW, "new") \
	X(ALREADY, "already")	    /* known under the same label: nothing changed */ \
	X(UPDATED, "updated")	    /* the same, but with other concepts: they count now */ \
	X(RELABELLED, "relabelled") /* known under the other label: taken back, then learnt */ \
	X(FORGOTTEN, "forgotten")   /* taken back */ \
	X(UNKNOWN, "unknown")	    /* asked to take back what was never learnt */

typedef enum {
#define X(NAME, text) HANTEI_LEARNT_##NAME,
	HANTEI_LEARNT_OUTCOMES(X)
#undef X
	HANTEI_N_LEARNT
} HanteiLearnt;

/* Its word, for instance "new". */
const gchar *
hantei_learnt_to_string(HanteiLearnt learnt);
