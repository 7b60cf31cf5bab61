/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Run by the build: writes the built-in concepts as C that is ready for use. */

#include "tokenizer/concepts.h"

/* There is none yet. */
const HanteiLexicon *const hantei_lexicon_built_in = NULL;

static void
write_phrases(GString *out, const HanteiPhraseTable *table)
{
	g_string_append(out, "static const HanteiPhraseNode nodes[] = {\n");
	for (guint32 i = 0; i < table->n_nodes; i++) {
		const HanteiPhraseNode *node = &table->nodes[i];

		g_string_append_printf(out,
				       "{G_GUINT64_CONSTANT(0x%" G_GINT64_MODIFIER
				       "x), %u, %u, %uu, %u, %u, %u, %u},\n",
				       node->octets, node->first_child, node->failure, node->output,
				       node->shorter, node->n_children, node->octet, node->is_end);
	}
	g_string_append(out, "};\n\nstatic const HanteiPhraseOutput outputs[] = {\n");
	for (guint32 i = 0; i < table->n_outputs; i++) {
		const HanteiPhrase *phrase = &table->outputs[i].phrase;

		g_string_append_printf(out, "{{%u, %u, %u, %u, %u}, %uu},\n", phrase->concept,
				       phrase->lexicon, phrase->length, phrase->starts_word,
				       phrase->ends_word, table->outputs[i].next);
	}
	g_string_append(out, "};\n\n");
}

static void
write_relations(GString *out, const HanteiLexicon *lexicon)
{
	for (guint i = 0; i < HANTEI_N_RELATIONS; i++) {
		g_string_append_printf(out, "static const HanteiRelationMember relation%u[] = {\n",
				       i);
		for (guint k = 0; k < lexicon->n_members[i]; k++)
			g_string_append_printf(out, "{%u, %u},\n", lexicon->relations[i][k].concept,
					       lexicon->relations[i][k].partner);
		g_string_append(out, "};\n\n");
	}
}

static void
write_lexicon(GString *out, const HanteiLexicon *lexicon)
{
	g_string_append(out, "#include \"tokenizer/lexicon.h\"\n\n");
	write_phrases(out, &lexicon->phrases);
	write_relations(out, lexicon);
	/* a concept's name is of lower letters, digits and hyphens */
	g_string_append(out, "static const gchar *const names[] = {\n");
	for (const gchar *const *name = lexicon->names; *name != NULL; name++)
		g_string_append_printf(out, "\"%s\",\n", *name);
	g_string_append_printf(out,
			       "NULL};\n\n"
			       "static const HanteiLexicon lexicon = {\n"
			       ".phrases = {nodes, outputs, %u, %u},\n"
			       ".names = names,\n.version = \"%s\",\n",
			       lexicon->phrases.n_nodes, lexicon->phrases.n_outputs,
			       lexicon->version);
	for (guint i = 0; i < HANTEI_N_RELATIONS; i++)
		g_string_append_printf(out, ".relations[%u] = relation%u,\n.n_members[%u] = %u,\n",
				       i, i, i, lexicon->n_members[i]);
	g_string_append(out,
			"};\n\nconst HanteiLexicon *const hantei_lexicon_built_in = &lexicon;\n");
}

int
main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) out = g_string_new(NULL);
	HanteiLexicon lexicon;

	if (argc != 2)
		g_error("usage: compile-lexicon FILE");
	hantei_concepts_get_lexicon(hantei_concepts_get_built_in(), &lexicon);
	write_lexicon(out, &lexicon);
	if (!g_file_set_contents(argv[1], out->str, (gssize)out->len, &error))
		g_error("%s", error->message);
	return 0;
}
