/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Concepts ready for use, without a file to read: reading the built-in ones takes longer than
 * judging a mail, so tokenizer/compile-lexicon.c does it while hantei is built. */

#pragma once

#include "tokenizer/phrase-automaton.h"

/* What the file "relations" lists. */
typedef enum {
	HANTEI_RELATION_LINKS,
	HANTEI_RELATION_PAIR,
	HANTEI_RELATION_SIGN,
	HANTEI_RELATION_PRESSURE,
	HANTEI_N_RELATIONS
} HanteiRelation;

typedef struct {
	guint16 concept;
	guint16 partner; /* of a pair */
} HanteiRelationMember;

typedef struct {
	HanteiPhraseTable phrases;
	const gchar *const *names; /* by concept, ended by NULL */
	const HanteiRelationMember *relations[HANTEI_N_RELATIONS];
	guint n_members[HANTEI_N_RELATIONS];
	const gchar *version;
} HanteiLexicon;

/* Made of tokenizer/concepts/ by the build; NULL in the program that makes it. */
extern const HanteiLexicon *const hantei_lexicon_built_in;
