/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Finds all of many phrases in one pass over a text: Aho and Corasick, "Efficient string matching",
 * CACM 18(6), 1975. Time grows with the text and what is found, not with the phrases. */

#pragma once

#include <glib.h>

typedef struct {
	guint16 concept;
	guint8 lexicon;
	guint8 length; /* octets */
	guint8 starts_word : 1;
	guint8 ends_word : 1;
} HanteiPhrase;

typedef struct _HanteiPhraseAutomaton HanteiPhraseAutomaton;

/* @phrase ends before octet @end of the text. */
typedef void (*HanteiPhraseFunc)(const HanteiPhrase *phrase, gsize end, gpointer user_data);

HanteiPhraseAutomaton *
hantei_phrase_automaton_new(void);

void
hantei_phrase_automaton_free(HanteiPhraseAutomaton *self);

/* Adds @phrase, whose octets are at @text (1 or more). */
void
hantei_phrase_automaton_add(HanteiPhraseAutomaton *self,
			    const gchar *text,
			    const HanteiPhrase *phrase);

/* Makes it ready; nothing may be added afterwards, and any number of threads may search. */
void
hantei_phrase_automaton_seal(HanteiPhraseAutomaton *self);

/* Calls @func for each phrase in @text, by where it ends, the longest first. Returns: how many
 * steps from state to state that took: never more than twice @length. */
gsize
hantei_phrase_automaton_search(const HanteiPhraseAutomaton *self,
			       const gchar *text,
			       gsize length,
			       HanteiPhraseFunc func,
			       gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiPhraseAutomaton, hantei_phrase_automaton_free)
