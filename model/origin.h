/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Where learnt mails came from: one source in one language. What tells spam from ham counts only
 * within a source and a language: between them it tells the collections apart (facts in
 * docs/method.md, "Drafts"). */

#pragma once

#include "model/bayes.h"
#include "tokenizer/language-class.h"

/* Origins of one model, and octets of a source's name with its end. */
#define HANTEI_MAX_ORIGINS 256
#define HANTEI_SOURCE_BYTES 48

/* A language is covered by a source that has so many ham and so many spam of it. */
#define HANTEI_MIN_COVERED 20

typedef struct {
	gchar source[HANTEI_SOURCE_BYTES];
	guint32 language; /* HanteiLanguage */
	HanteiCounts learnt;
} HanteiOrigin;

typedef struct {
	guint32 n;
	HanteiOrigin all[HANTEI_MAX_ORIGINS];
} HanteiOrigins;

/* How many of an origin's mails have a feature. */
typedef struct {
	guint32 origin;
	HanteiCounts counts;
} HanteiOriginCounts;

/* The languages whose mails are weighed together: those in Latin script, for English words stand in
 * all of them and short mails cannot be told apart. Returns: HANTEI_LANGUAGE_EN for them, else
 * @language. */
HanteiLanguage
hantei_language_pool(HanteiLanguage language);

/* The index of @source in @language, added if it is new; when all are taken, of the last one. A
 * longer name is cut. */
guint32
hantei_origins_find(HanteiOrigins *self, const gchar *source, HanteiLanguage language);

/* Whether some source has enough ham and spam in @language to judge by; too little text to tell the
 * language counts as English. */
gboolean
hantei_origins_cover(const HanteiOrigins *self, HanteiLanguage language);

/* The first origin of the same source as @origin, which stands for all of them. */
guint32
hantei_origins_first_of_source(const HanteiOrigins *self, guint32 origin);

/* The first origin of the same source and pool of languages as @origin. */
guint32
hantei_origins_first_of_pool(const HanteiOrigins *self, guint32 origin);
