/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The classes of language, apart from how they are told: whoever holds features needs no mail. */

#pragma once

#include <glib.h>

/* name, text, what it is. Reports name them: add, but do not rename. */
#define HANTEI_LANGUAGES(X) \
	X(NONE, "none", "too little text to tell") \
	X(EN, "en", "English") \
	X(LATIN, "latin", "another language in Latin script") \
	X(JA, "ja", "Japanese: kana, with or without Han") \
	X(ZH, "zh", "Chinese: Han without kana") \
	X(KO, "ko", "Korean: Hangul") \
	X(CYRILLIC, "cyrillic", "Russian and others") \
	X(EL, "el", "Greek") \
	X(AR, "ar", "Arabic script") \
	X(HE, "he", "Hebrew script") \
	X(TH, "th", "Thai")

typedef enum {
#define X(NAME, text, what) HANTEI_LANGUAGE_##NAME,
	HANTEI_LANGUAGES(X)
#undef X
	HANTEI_N_LANGUAGES
} HanteiLanguage;

/* The class's name, for instance "ja". */
const gchar *
hantei_language_to_string(HanteiLanguage language);

/* The class named @name. Returns: FALSE if there is none; @language is then untouched. */
gboolean
hantei_language_from_string(const gchar *name, HanteiLanguage *language);
