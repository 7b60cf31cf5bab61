/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Which kind of language a mail is written in: by its script, and for Latin script by whether it
 * has the small words of English. Cheap and coarse: for grouping, not for people. */

#pragma once

#include "tokenizer/language-class.h"
#include "tokenizer/message.h"

/* Visible text of a leaf, UTF-8. */
typedef struct {
	const gchar *text;
	gsize length;
} HanteiLanguageText;

/* The class of @message's text leaves, or of its Subject where they have no text. */
HanteiLanguage
hantei_language_of(const HanteiMessage *message);

/* As above, for whoever has the visible texts of the leaves already; @subject may be NULL. */
HanteiLanguage
hantei_language_of_texts(const HanteiLanguageText *texts, gsize n_texts, const gchar *subject);

/* The class of @length octets of UTF-8. */
HanteiLanguage
hantei_language_of_text(const gchar *text, gsize length);
