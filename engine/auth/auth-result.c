/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/auth-result.h"

static const gchar *const result_words[] = {
#define X(NAME, text) text,
    HANTEI_AUTH_RESULTS(X)
#undef X
};

const gchar *
hantei_auth_result_to_string(HanteiAuthResult result)
{
	g_return_val_if_fail(result < HANTEI_AUTH_RESULT_COUNT, NULL);

	return result_words[result];
}

gboolean
hantei_auth_result_from_string(const gchar *word, HanteiAuthResult *result)
{
	if (g_ascii_strcasecmp(word, "hardfail") == 0)
		word = "fail";
	for (guint i = 0; i < G_N_ELEMENTS(result_words); i++) {
		if (g_ascii_strcasecmp(word, result_words[i]) == 0) {
			*result = i;
			return TRUE;
		}
	}
	return FALSE;
}
