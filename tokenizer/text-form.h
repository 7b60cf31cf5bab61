/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The form of a text that a person reads: how loud it is, whom it greets, how it ends. Says nothing
 * of what it speaks of. */

#pragma once

#include <glib.h>

typedef enum {
	HANTEI_GREETING_NONE,
	HANTEI_GREETING_NAME,	 /* "Dear Ann,", "Ann,", "山田様", a name to be filled in */
	HANTEI_GREETING_ANYBODY, /* "Dear customer,", "会員の皆様" */
	HANTEI_GREETING_ADDRESS, /* "Dear ann@example.com," */
} HanteiGreeting;

typedef struct {
	gsize n_characters; /* of the whole text; the rest is of its head, see text-form.c */
	gsize n_seen;	    /* characters of the head */
	gsize n_lines;	    /* those that are not blank */
	gsize n_exclamations;
	gsize n_digits;
	gsize n_words;	     /* of three ASCII letters or more */
	gsize n_upper_words; /* all capitals */
	gsize n_quoted_lines;
	gsize n_amount_lines;	 /* lines that end with a sum of money */
	gboolean has_quote_head; /* a line that stands over an answered mail */
	gboolean has_emoji;
	gboolean has_signature; /* a rule and contact data at the end */
	HanteiGreeting greeting;
} HanteiTextForm;

/* Looks at @length octets of @text. */
void
hantei_text_form_init(HanteiTextForm *self, const gchar *text, gsize length);

/* Whether one of the first @length octets begins an emoji. */
gboolean
hantei_text_has_emoji(const gchar *text, gsize length);
