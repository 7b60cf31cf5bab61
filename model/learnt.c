/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/learnt.h"

static const gchar *const learnt_names[HANTEI_N_LEARNT] = {
#define X(NAME, text) text,
    HANTEI_LEARNT_OUTCOMES(X)
#undef X
};

const gchar *
hantei_learnt_to_string(HanteiLearnt learnt)
{
	g_return_val_if_fail((guint)learnt < HANTEI_N_LEARNT, NULL);
	return learnt_names[learnt];
}
