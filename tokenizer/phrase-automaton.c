/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/phrase-automaton.h"

#define NONE HANTEI_PHRASE_NONE

/* A node while phrases are added: children hang in a list, in the order of their octets. */
typedef struct {
	guint32 child;
	guint32 sibling;
	guint32 phrase; /* the last added that ends here */
	guint8 octet;
} Draft;

typedef HanteiPhraseNode Node;
typedef HanteiPhraseOutput Output;

struct _HanteiPhraseAutomaton {
	GArray *drafts;	 /* Draft; freed when sealed */
	GArray *outputs; /* Output; NULL if they are another's */
	Node *own_nodes;
	HanteiPhraseTable table;
	guint32 root[256]; /* most steps start there */
};

HanteiPhraseAutomaton *
hantei_phrase_automaton_new(void)
{
	HanteiPhraseAutomaton *self = g_new0(HanteiPhraseAutomaton, 1);
	const Draft root = {NONE, NONE, NONE, 0};

	self->drafts = g_array_new(FALSE, FALSE, sizeof(Draft));
	self->outputs = g_array_new(FALSE, FALSE, sizeof(Output));
	g_array_append_val(self->drafts, root);
	return self;
}

void
hantei_phrase_automaton_free(HanteiPhraseAutomaton *self)
{
	if (self == NULL)
		return;
	g_clear_pointer(&self->drafts, g_array_unref);
	g_clear_pointer(&self->outputs, g_array_unref);
	g_free(self->own_nodes);
	g_free(self);
}

/* The child of @parent for @octet, made if it is not there. */
static guint32
draft_step(GArray *drafts, guint32 parent, guint8 octet)
{
	guint32 before = NONE;
	guint32 at = g_array_index(drafts, Draft, parent).child;
	Draft child = {NONE, NONE, NONE, octet};

	while (at != NONE && g_array_index(drafts, Draft, at).octet < octet) {
		before = at;
		at = g_array_index(drafts, Draft, at).sibling;
	}
	if (at != NONE && g_array_index(drafts, Draft, at).octet == octet)
		return at;
	child.sibling = at;
	g_array_append_val(drafts, child);
	if (before == NONE)
		g_array_index(drafts, Draft, parent).child = drafts->len - 1;
	else
		g_array_index(drafts, Draft, before).sibling = drafts->len - 1;
	return drafts->len - 1;
}

void
hantei_phrase_automaton_add(HanteiPhraseAutomaton *self,
			    const gchar *text,
			    const HanteiPhrase *phrase)
{
	guint32 at = 0;
	Output output = {*phrase, NONE};

	g_return_if_fail(self->drafts != NULL && phrase->length > 0);
	for (guint i = 0; i < phrase->length; i++)
		at = draft_step(self->drafts, at, (guint8)text[i]);
	output.next = g_array_index(self->drafts, Draft, at).phrase;
	g_array_index(self->drafts, Draft, at).phrase = self->outputs->len;
	g_array_append_val(self->outputs, output);
}

static inline guint32
find_child(const HanteiPhraseAutomaton *self, guint32 node, guint8 octet)
{
	const Node *nodes = self->table.nodes;
	guint32 low = nodes[node].first_child;
	guint32 high = low + nodes[node].n_children;

	if (node == 0)
		return self->root[octet];
	if ((nodes[node].octets >> octet % 64 & 1) == 0)
		return 0;
	while (low < high) {
		const guint32 middle = low + (high - low) / 2;

		if (nodes[middle].octet == octet)
			return middle;
		if (nodes[middle].octet < octet)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}

/* Numbers the drafts breadth first. */
static void
lay_out(HanteiPhraseAutomaton *self)
{
	g_autofree guint32 *draft_of = g_new(guint32, self->drafts->len);
	Node *nodes = g_new0(Node, self->drafts->len);
	guint32 n_nodes = 1;

	draft_of[0] = 0;
	for (guint32 i = 0; i < n_nodes; i++) {
		const Draft *draft = &g_array_index(self->drafts, Draft, draft_of[i]);

		nodes[i].octet = draft->octet;
		nodes[i].output = draft->phrase;
		nodes[i].first_child = n_nodes;
		for (guint32 at = draft->child; at != NONE;) {
			const Draft *child = &g_array_index(self->drafts, Draft, at);

			nodes[i].octets |= (guint64)1 << child->octet % 64;
			draft_of[n_nodes++] = at;
			at = child->sibling;
		}
		nodes[i].n_children = (guint16)(n_nodes - nodes[i].first_child);
	}
	self->own_nodes = nodes;
	self->table = (HanteiPhraseTable){
	    .nodes = nodes,
	    .n_nodes = n_nodes,
	    .outputs = (const Output *)(gconstpointer)self->outputs->data,
	    .n_outputs = self->outputs->len,
	};
}

static void
fill_root(HanteiPhraseAutomaton *self)
{
	const Node *nodes = self->table.nodes;

	for (guint32 i = 0; i < nodes[0].n_children; i++)
		self->root[nodes[1 + i].octet] = 1 + i;
}

/* A node's failure is the node of its longest proper suffix; the parent's is known, for nodes come
 * in the order of their depth. */
static void
link_failures(HanteiPhraseAutomaton *self)
{
	Node *nodes = self->own_nodes;

	for (guint32 parent = 0; parent < self->table.n_nodes; parent++) {
		for (guint i = 0; i < nodes[parent].n_children; i++) {
			Node *child = &nodes[nodes[parent].first_child + i];
			guint32 at = nodes[parent].failure;
			guint32 to = parent == 0 ? 0 : find_child(self, at, child->octet);

			while (to == 0 && at != 0) {
				at = nodes[at].failure;
				to = find_child(self, at, child->octet);
			}
			child->failure = to;
			child->shorter = nodes[to].output != NONE ? to : nodes[to].shorter;
			child->is_end = child->output != NONE || child->shorter != 0;
		}
	}
}

void
hantei_phrase_automaton_seal(HanteiPhraseAutomaton *self)
{
	g_return_if_fail(self->drafts != NULL);
	lay_out(self);
	fill_root(self);
	link_failures(self);
	g_clear_pointer(&self->drafts, g_array_unref);
}

HanteiPhraseAutomaton *
hantei_phrase_automaton_new_from_table(const HanteiPhraseTable *table)
{
	HanteiPhraseAutomaton *self = g_new0(HanteiPhraseAutomaton, 1);

	self->table = *table;
	fill_root(self);
	return self;
}

const HanteiPhraseTable *
hantei_phrase_automaton_get_table(const HanteiPhraseAutomaton *self)
{
	return &self->table;
}

gsize
hantei_phrase_automaton_search(const HanteiPhraseAutomaton *self,
			       const gchar *text,
			       gsize length,
			       HanteiPhraseFunc func,
			       gpointer user_data)
{
	const Node *nodes = self->table.nodes;
	const Output *outputs = self->table.outputs;
	gsize n_steps = 0;
	guint32 at = 0;

	g_return_val_if_fail(nodes != NULL, 0);
	for (gsize i = 0; i < length; i++) {
		const guint8 octet = (guint8)text[i];
		guint32 to = find_child(self, at, octet);

		n_steps++;
		while (to == 0 && at != 0) {
			at = nodes[at].failure;
			to = find_child(self, at, octet);
			n_steps++;
		}
		at = to;
		if (!nodes[at].is_end)
			continue;
		for (guint32 node = at; node != 0; node = nodes[node].shorter) {
			for (guint32 o = nodes[node].output; o != NONE;) {
				const Output *output = &outputs[o];

				func(&output->phrase, i + 1, user_data);
				o = output->next;
			}
		}
	}
	return n_steps;
}
