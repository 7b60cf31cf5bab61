/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The `when=` of a profile's rule: names of facts, !, &&, || and parentheses, in three-valued
 * (Kleene) logic, so that what is not known stays unknown. No calls, no numbers, no code. */

#pragma once

#include "engine/receiver/facts.h"

typedef struct _HanteiCondition HanteiCondition;

typedef enum {
	HANTEI_CONDITION_ERROR_SYNTAX,
	HANTEI_CONDITION_ERROR_UNKNOWN_NAME,
	HANTEI_CONDITION_ERROR_TOO_LONG,
} HanteiConditionError;

#define HANTEI_CONDITION_ERROR (hantei_condition_error_quark())
GQuark
hantei_condition_error_quark(void);

/* Longest condition, octets. The longest that ships is below 100. */
#define HANTEI_CONDITION_BYTES 1024

/* Compiles @text once.
 * Returns: (transfer full): NULL with an error that names the column. */
HanteiCondition *
hantei_condition_new(const gchar *text, GError **error);

void
hantei_condition_free(HanteiCondition *self);

HanteiTruth
hantei_condition_evaluate(const HanteiCondition *self, const HanteiFacts *facts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiCondition, hantei_condition_free)
