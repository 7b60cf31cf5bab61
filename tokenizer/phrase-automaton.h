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

/* A state of the search. States are numbered breadth first, so the children of one are neighbours.
 */
typedef struct {
	guint64 octets; /* of the children, modulo 64, as bits: most steps find none */
	guint32 first_child;
	guint32 failure;
	guint32 output;	 /* head of the list of phrases that end here, or HANTEI_PHRASE_NONE */
	guint32 shorter; /* the next node by failure links that has outputs, or 0 */
	guint16 n_children;
	guint8 octet;
	guint8 is_end; /* a phrase ends here, or a shorter one does */
} HanteiPhraseNode;

#define HANTEI_PHRASE_NONE G_MAXUINT32

typedef struct {
	HanteiPhrase phrase;
	guint32 next; /* another that ends at the same node */
} HanteiPhraseOutput;

/* A sealed automaton as it lies in memory. */
typedef struct {
	const HanteiPhraseNode *nodes;
	const HanteiPhraseOutput *outputs;
	guint32 n_nodes;
	guint32 n_outputs;
} HanteiPhraseTable;

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

/* One that is sealed already, from what hantei_phrase_automaton_get_table() gave; @table's nodes
 * and outputs must outlive it. */
HanteiPhraseAutomaton *
hantei_phrase_automaton_new_from_table(const HanteiPhraseTable *table);

/* What it is once sealed. (transfer none) */
const HanteiPhraseTable *
hantei_phrase_automaton_get_table(const HanteiPhraseAutomaton *self);

/* Calls @func for each phrase in @text, by where it ends, the longest first. Returns: how many
 * steps from state to state that took: never more than twice @length. */
gsize
hantei_phrase_automaton_search(const HanteiPhraseAutomaton *self,
			       const gchar *text,
			       gsize length,
			       HanteiPhraseFunc func,
			       gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiPhraseAutomaton, hantei_phrase_automaton_free)
