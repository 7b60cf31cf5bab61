/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What a mail speaks of: about a hundred concepts (urgency, account-suspension, delivery…), each a
 * list of phrases in every language known, so that what was learnt of one language serves another.
 * The phrases are data: tokenizer/concepts/ and what users add. Immutable: threads share one. */

#pragma once

#include "tokenizer/concept-file.h"
#include "tokenizer/feature-set.h"
#include "tokenizer/language.h"
#include "tokenizer/lexicon.h"

typedef struct _HanteiConcepts HanteiConcepts;

/* The built-in concepts and those of the files at @paths (NULL, or ended by NULL): their phrases
 * join those of concepts of the same name. A file's language is its first line "language: ja", or
 * its name "ja.concepts". Errors are of HANTEI_CONCEPTS_ERROR. */
HanteiConcepts *
hantei_concepts_new(const gchar *const *paths, GError **error);

/* The built-in concepts alone. Made at the first call, without a file to read, and shared by all
 * from then on. (transfer none) */
HanteiConcepts *
hantei_concepts_get_built_in(void);

/* Only the concepts of @bytes, as if they stood in a file named @name; nothing is related. */
HanteiConcepts *
hantei_concepts_new_from_bytes(const gchar *name, GBytes *bytes, GError **error);

/* What @self is made of, which it owns. */
void
hantei_concepts_get_lexicon(const HanteiConcepts *self, HanteiLexicon *lexicon);

HanteiConcepts *
hantei_concepts_ref(HanteiConcepts *self);

void
hantei_concepts_unref(HanteiConcepts *self);

/* Tells what is loaded: other phrases, other concepts or other relations, another version. A model
 * knows the version it has learnt with. */
const gchar *
hantei_concepts_get_version(const HanteiConcepts *self);

/* The names of all concepts, ended by NULL: the built-in ones first. (transfer none) */
const gchar *const *
hantei_concepts_get_names(const HanteiConcepts *self);

/* Adds to @features, in HANTEI_GROUP_CONCEPT, what @subject (or NULL) and @length octets of visible
 * @text of a mail in @language speak of, and how that goes together with @link_relation, a readable
 * text of where the links lead (or NULL). A language without phrases of its own takes those of
 * English. */
void
hantei_concepts_emit(const HanteiConcepts *self,
		     HanteiLanguage language,
		     const gchar *subject,
		     const gchar *text,
		     gsize length,
		     const gchar *link_relation,
		     HanteiFeatures *features);

/* How many features hantei_concepts_emit() adds at most. */
gsize
hantei_concepts_get_max_features(const HanteiConcepts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiConcepts, hantei_concepts_unref)
