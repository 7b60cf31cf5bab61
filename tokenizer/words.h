/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Text to words, in every script: NFKC and case folding, so that full-width, half-width, ligature
 * and capital forms of a word are one; no spaces needed where a script has none. */

#pragma once

#include <glib.h>

typedef enum {
	HANTEI_WORD_PLAIN,    /* letters, perhaps with a few digits */
	HANTEI_WORD_NUMBER,   /* digits masked: "$9,999" stands for any price of four digits */
	HANTEI_WORD_LONG,     /* the head of a word too long to recur */
	HANTEI_WORD_UNSPACED, /* a dictionary word of Japanese, Chinese, Thai, … */
	HANTEI_WORD_MARKS,    /* a run of punctuation that shouts, such as "!!!" */
} HanteiWordKind;

typedef struct {
	const gchar *text; /* folded UTF-8, not terminated, valid during the call only */
	gsize length;
	HanteiWordKind kind;
	gboolean is_upper; /* written all in capitals, two letters or more */
} HanteiWord;

typedef void (*HanteiWordFunc)(const HanteiWord *word, gpointer user_data);

typedef struct _HanteiWords HanteiWords;

/* Holds break iterators and buffers; one a thread. Free with hantei_words_free(). */
HanteiWords *
hantei_words_new(void);

void
hantei_words_free(HanteiWords *self);

/* Calls @func for each word of @length octets of UTF-8 at @text, in order. ASCII takes a short way
 * that ICU never sees. */
void
hantei_words_each(
    HanteiWords *self, const gchar *text, gsize length, HanteiWordFunc func, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiWords, hantei_words_free)
