/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What a check of a mail's authentication found: the result words of RFC 8601 section 2.7. */

#pragma once

#include <glib.h>

#define HANTEI_AUTH_RESULTS(X) \
	X(NONE, "none") /* first: a struct of zeros claims nothing */ \
	X(PASS, "pass") \
	X(FAIL, "fail") \
	X(SOFTFAIL, "softfail") \
	X(NEUTRAL, "neutral") \
	X(POLICY, "policy") \
	X(TEMPERROR, "temperror") \
	X(PERMERROR, "permerror")

typedef enum {
#define X(NAME, text) HANTEI_AUTH_RESULT_##NAME,
	HANTEI_AUTH_RESULTS(X)
#undef X
	HANTEI_AUTH_RESULT_COUNT
} HanteiAuthResult;

/* The word as reports print it. (transfer none) */
const gchar *
hantei_auth_result_to_string(HanteiAuthResult result);

/* Reads a word, case ignored; "hardfail" (before RFC 7001) is fail.
 * Returns: FALSE if it is no word of the list; @result is then untouched. */
gboolean
hantei_auth_result_from_string(const gchar *word, HanteiAuthResult *result);
