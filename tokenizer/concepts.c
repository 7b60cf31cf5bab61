/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/concepts.h"

#include <string.h>

#include "tokenizer/concept-fold.h"
#include "tokenizer/hantei-tokenizer-resources.h"
#include "tokenizer/limits.h"

/* The part of the version that stands for this code: how text is folded, what is emitted. */
#define CODE_VERSION "2"

#define RESOURCE_FOLDER "/hantei/concepts/"

/* Hits of one concept in one mail that are told apart. */
#define MANY_HITS 4
#define MAX_PRESSURE 8

/* The first is the file of every language without one. */
static const HanteiLanguage lexicons[] = {HANTEI_LANGUAGE_EN, HANTEI_LANGUAGE_JA,
					  HANTEI_LANGUAGE_ZH, HANTEI_LANGUAGE_KO};

static const gchar *const built_in[] = {"en.concepts", "ja.concepts", "zh.concepts", "ko.concepts"};

static const gchar *const relation_headings[HANTEI_N_RELATIONS] = {
    [HANTEI_RELATION_LINKS] = "with the links",
    [HANTEI_RELATION_PAIR] = "with another concept",
    [HANTEI_RELATION_SIGN] = "signs of a real sender",
    [HANTEI_RELATION_PRESSURE] = "kinds of pressure",
};

typedef HanteiRelationMember Member;

struct _HanteiConcepts {
	HanteiPhraseAutomaton *automaton;
	GPtrArray *names; /* by concept; ends with NULL once built */
	guint n_concepts;
	GArray *relations[HANTEI_N_RELATIONS]; /* Member */
	gchar *version;
};

/* While a HanteiConcepts is put together. */
typedef struct {
	HanteiConcepts *self;
	GHashTable *concepts; /* name -> number + 1 */
	GHashTable *entries;  /* a line for each phrase and relation, so that none counts twice */
	gsize n_octets;
	gint lexicon; /* of the file being read, or -1 */
} Builder;

static gint
lexicon_of(HanteiLanguage language)
{
	for (guint i = 0; i < G_N_ELEMENTS(lexicons); i++) {
		if (lexicons[i] == language)
			return (gint)i;
	}
	return -1;
}

static gint
lexicon_from_name(const gchar *name, gsize length)
{
	g_autofree gchar *alone = g_strndup(name, length);
	HanteiLanguage language;

	return hantei_language_from_string(alone, &language) ? lexicon_of(language) : -1;
}

static gboolean
is_unspaced(gint lexicon)
{
	return lexicons[lexicon] == HANTEI_LANGUAGE_JA || lexicons[lexicon] == HANTEI_LANGUAGE_ZH;
}

static gboolean
is_concept_name(const gchar *name)
{
	const gsize length = strlen(name);

	return length > 0 && length <= HANTEI_LIMIT_CONCEPT_NAME_BYTES &&
	       g_ascii_islower(name[0]) &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

/* The number of the concept that @item's heading names, or -1. */
static gint
find_or_add_concept(Builder *builder, const HanteiConceptItem *item, GError **error)
{
	HanteiConcepts *self = builder->self;
	gpointer known = g_hash_table_lookup(builder->concepts, item->heading);

	if (known != NULL)
		return GPOINTER_TO_INT(known) - 1;
	if (!is_concept_name(item->heading)) {
		hantei_concept_item_fail(item, HANTEI_CONCEPTS_ERROR_SYNTAX, error,
					 "\"%s\" is no name for a concept; use a to z, 0 to 9 and "
					 "\"-\", %u at most, a letter first",
					 item->heading, HANTEI_LIMIT_CONCEPT_NAME_BYTES);
		return -1;
	}
	if (self->names->len >= HANTEI_LIMIT_CONCEPTS) {
		hantei_concept_item_fail(item, HANTEI_CONCEPTS_ERROR_LIMIT, error,
					 "more than %u concepts; add phrases to those there are",
					 HANTEI_LIMIT_CONCEPTS);
		return -1;
	}
	g_ptr_array_add(self->names, g_strdup(item->heading));
	g_hash_table_insert(builder->concepts, g_strdup(item->heading),
			    GUINT_TO_POINTER(self->names->len));
	return (gint)self->names->len - 1;
}

/* Folds a phrase as written. Returns: (transfer full): NULL with an error if it cannot be one. */
static gchar *
fold_phrase(const Builder *builder,
	    const HanteiConceptItem *item,
	    gboolean *is_open,
	    gsize *length,
	    GError **error)
{
	g_autofree gchar *written = g_strdup(item->item);
	g_autofree gchar *folded = NULL;
	gsize n = strlen(written);

	/* asterisks alone are the ornament they look like */
	*is_open = written[n - 1] == '*' && strspn(written, "*") < n;
	if (*is_open)
		written[--n] = '\0';
	if (strchr(written, '*') != NULL && strspn(written, "*") < n) {
		hantei_concept_item_fail(item, HANTEI_CONCEPTS_ERROR_SYNTAX, error,
					 "\"*\" may only stand at the end; write two phrases");
		return NULL;
	}
	/* '#' means a number, and folding makes it one */
	folded = hantei_concept_fold(g_strdelimit(written, "#", '0'), n,
				     is_unspaced(builder->lexicon), length);
	if (*length == 0) {
		hantei_concept_item_fail(item, HANTEI_CONCEPTS_ERROR_SYNTAX, error,
					 "nothing to look for; write letters, digits or signs");
		return NULL;
	}
	if (*length > HANTEI_LIMIT_CONCEPT_PHRASE_BYTES) {
		hantei_concept_item_fail(item, HANTEI_CONCEPTS_ERROR_SYNTAX, error,
					 "%zu octets, at most %u; a shorter phrase finds more",
					 *length, HANTEI_LIMIT_CONCEPT_PHRASE_BYTES);
		return NULL;
	}
	return g_steal_pointer(&folded);
}

static gboolean
add_phrase(Builder *builder, const HanteiConceptItem *item, GError **error)
{
	gboolean is_open;
	gsize n = 0;
	const gint concept = find_or_add_concept(builder, item, error);
	g_autofree gchar *text =
	    concept < 0 ? NULL : fold_phrase(builder, item, &is_open, &n, error);
	HanteiPhrase phrase;

	if (text == NULL)
		return FALSE;
	if (!g_hash_table_add(builder->entries,
			      g_strdup_printf("%d %s: %s%s", builder->lexicon, item->heading, text,
					      is_open ? "*" : "")))
		return TRUE;
	builder->n_octets += n;
	if (builder->n_octets > HANTEI_LIMIT_CONCEPT_OCTETS)
		return hantei_concept_item_fail(item, HANTEI_CONCEPTS_ERROR_LIMIT, error,
						"more than %u KiB of phrases; leave some out",
						HANTEI_LIMIT_CONCEPT_OCTETS / 1024);
	phrase = (HanteiPhrase){
	    .concept = (guint16) concept,
	    .lexicon = (guint8)builder->lexicon,
	    .length = (guint8)n,
	    .starts_word = text[0] != '#' && hantei_concept_has_letter(text, n, 0, FALSE),
	    .ends_word =
		!is_open && text[n - 1] != '#' && hantei_concept_has_letter(text, n, n, TRUE),
	};
	hantei_phrase_automaton_add(builder->self->automaton, text, &phrase);
	return TRUE;
}

static gboolean
take_item(const HanteiConceptItem *item, gpointer user_data, GError **error)
{
	Builder *builder = user_data;

	if (strcmp(item->heading, "language") == 0) {
		builder->lexicon = lexicon_from_name(item->item, strlen(item->item));
		if (builder->lexicon >= 0)
			return TRUE;
		return hantei_concept_item_fail(
		    item, HANTEI_CONCEPTS_ERROR_SYNTAX, error,
		    "no such language; use ja, zh, ko, or en, which stands for all others too");
	}
	if (builder->lexicon < 0)
		return hantei_concept_item_fail(
		    item, HANTEI_CONCEPTS_ERROR_SYNTAX, error,
		    "of which language? Begin with \"language: ja\" (en, ja, zh, ko), or name "
		    "the file ja.concepts");
	return add_phrase(builder, item, error);
}

/* The concept named @name, blanks around it aside, or -1. */
static gint
find_concept(const Builder *builder, const gchar *name, gsize length)
{
	g_autofree gchar *alone = g_strndup(name, length);

	return GPOINTER_TO_INT(g_hash_table_lookup(builder->concepts, g_strstrip(alone))) - 1;
}

/* One of "heading: concept | concept", or of "heading: concept + concept" for pairs. */
static gboolean
take_relation(const HanteiConceptItem *item, gpointer user_data, GError **error)
{
	Builder *builder = user_data;
	const gchar *plus = strchr(item->item, '+');
	const gsize length = plus == NULL ? strlen(item->item) : (gsize)(plus - item->item);
	const gint concept = find_concept(builder, item->item, length);
	const gint partner = plus == NULL ? 0 : find_concept(builder, plus + 1, strlen(plus + 1));
	const Member member = {(guint16) concept, (guint16)partner};

	if (concept < 0 || partner < 0)
		return hantei_concept_item_fail(item, HANTEI_CONCEPTS_ERROR_SYNTAX, error,
						"names no concept");
	for (guint i = 0; i < HANTEI_N_RELATIONS; i++) {
		if (strcmp(item->heading, relation_headings[i]) != 0)
			continue;
		if ((i == HANTEI_RELATION_PAIR) != (plus != NULL))
			break;
		g_array_append_val(builder->self->relations[i], member);
		g_hash_table_add(builder->entries,
				 g_strdup_printf("%s: %s", item->heading, item->item));
		return TRUE;
	}
	return hantei_concept_item_fail(item, HANTEI_CONCEPTS_ERROR_SYNTAX, error,
					"does not belong under \"%s\"", item->heading);
}

static gboolean
add_file(Builder *builder, const gchar *name, GBytes *bytes, GError **error)
{
	g_autofree gchar *base = g_path_get_basename(name);

	builder->lexicon = lexicon_from_name(base, strcspn(base, "."));
	return hantei_concept_file_read(name, bytes, take_item, builder, error);
}

static gint
compare_entries(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const gchar *const *)a, *(const gchar *const *)b);
}

static gchar *
digest_entries(const Builder *builder)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	guint n;
	g_autofree gpointer *entries = g_hash_table_get_keys_as_array(builder->entries, &n);

	qsort(entries, n, sizeof *entries, compare_entries);
	for (guint i = 0; i < n; i++) {
		g_checksum_update(checksum, entries[i], -1);
		g_checksum_update(checksum, (const guchar *)"\n", 1);
	}
	return g_strdup_printf(CODE_VERSION "-%.12s", g_checksum_get_string(checksum));
}

static void
builder_start(Builder *builder)
{
	HanteiConcepts *self = g_atomic_rc_box_new0(HanteiConcepts);

	self->automaton = hantei_phrase_automaton_new();
	self->names = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < HANTEI_N_RELATIONS; i++)
		self->relations[i] = g_array_new(FALSE, FALSE, sizeof(Member));
	*builder = (Builder){
	    .self = self,
	    .concepts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
	    .entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
	};
}

/* Returns: (transfer full): what was built, or NULL if it @is_good not. */
static HanteiConcepts *
builder_finish(Builder *builder, gboolean is_good)
{
	HanteiConcepts *self = builder->self;

	if (is_good) {
		self->n_concepts = self->names->len;
		g_ptr_array_add(self->names, NULL);
		hantei_phrase_automaton_seal(self->automaton);
		self->version = digest_entries(builder);
	} else {
		g_clear_pointer(&self, hantei_concepts_unref);
	}
	g_hash_table_unref(builder->concepts);
	g_hash_table_unref(builder->entries);
	return self;
}

static GBytes *
load_built_in(const gchar *name)
{
	g_autofree gchar *path = g_strconcat(RESOURCE_FOLDER, name, NULL);
	g_autoptr(GError) error = NULL;
	GBytes *bytes = g_resource_lookup_data(hantei_tokenizer_get_resource(), path,
					       G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

	if (bytes == NULL)
		g_error("%s is not built in: %s", path, error->message);
	return bytes;
}

static gboolean
add_built_in(Builder *builder, GError **error)
{
	g_autoptr(GBytes) relations = load_built_in("relations");

	for (guint i = 0; i < G_N_ELEMENTS(built_in); i++) {
		g_autoptr(GBytes) bytes = load_built_in(built_in[i]);

		if (!add_file(builder, built_in[i], bytes, error))
			return FALSE;
	}
	return hantei_concept_file_read("relations", relations, take_relation, builder, error);
}

HanteiConcepts *
hantei_concepts_new(const gchar *const *paths, GError **error)
{
	Builder builder;
	gboolean is_good;

	builder_start(&builder);
	is_good = add_built_in(&builder, error);
	for (guint i = 0; is_good && paths != NULL && paths[i] != NULL; i++) {
		g_autoptr(GBytes) bytes = hantei_concept_file_load(paths[i], error);

		is_good = bytes != NULL && add_file(&builder, paths[i], bytes, error);
	}
	return builder_finish(&builder, is_good);
}

static HanteiConcepts *
concepts_new_from_lexicon(const HanteiLexicon *lexicon)
{
	HanteiConcepts *self = g_atomic_rc_box_new0(HanteiConcepts);

	self->automaton = hantei_phrase_automaton_new_from_table(&lexicon->phrases);
	self->names = g_ptr_array_new_with_free_func(g_free);
	for (; lexicon->names[self->n_concepts] != NULL; self->n_concepts++)
		g_ptr_array_add(self->names, g_strdup(lexicon->names[self->n_concepts]));
	g_ptr_array_add(self->names, NULL);
	for (guint i = 0; i < HANTEI_N_RELATIONS; i++) {
		self->relations[i] = g_array_new(FALSE, FALSE, sizeof(Member));
		g_array_append_vals(self->relations[i], lexicon->relations[i],
				    lexicon->n_members[i]);
	}
	self->version = g_strdup(lexicon->version);
	return self;
}

void
hantei_concepts_get_lexicon(const HanteiConcepts *self, HanteiLexicon *lexicon)
{
	*lexicon = (HanteiLexicon){
	    .phrases = *hantei_phrase_automaton_get_table(self->automaton),
	    .names = hantei_concepts_get_names(self),
	    .version = self->version,
	};
	for (guint i = 0; i < HANTEI_N_RELATIONS; i++) {
		lexicon->relations[i] = (const Member *)(gconstpointer)self->relations[i]->data;
		lexicon->n_members[i] = self->relations[i]->len;
	}
}

HanteiConcepts *
hantei_concepts_get_built_in(void)
{
	static gsize made = 0; /* written once, then read alone */

	if (g_once_init_enter(&made)) {
		g_autoptr(GError) error = NULL;
		HanteiConcepts *concepts = hantei_lexicon_built_in != NULL
					       ? concepts_new_from_lexicon(hantei_lexicon_built_in)
					       : hantei_concepts_new(NULL, &error);

		if (concepts == NULL)
			g_error("the built-in concepts: %s", error->message);
		g_once_init_leave(&made, GPOINTER_TO_SIZE(concepts));
	}
	return GSIZE_TO_POINTER(made);
}

HanteiConcepts *
hantei_concepts_new_from_bytes(const gchar *name, GBytes *bytes, GError **error)
{
	Builder builder;

	builder_start(&builder);
	return builder_finish(&builder, add_file(&builder, name, bytes, error));
}

static void
concepts_clear(gpointer data)
{
	HanteiConcepts *self = data;

	hantei_phrase_automaton_free(self->automaton);
	g_ptr_array_unref(self->names);
	for (guint i = 0; i < HANTEI_N_RELATIONS; i++)
		g_array_unref(self->relations[i]);
	g_free(self->version);
}

HanteiConcepts *
hantei_concepts_ref(HanteiConcepts *self)
{
	return g_atomic_rc_box_acquire(self);
}

void
hantei_concepts_unref(HanteiConcepts *self)
{
	if (self != NULL)
		g_atomic_rc_box_release_full(self, concepts_clear);
}

const gchar *
hantei_concepts_get_version(const HanteiConcepts *self)
{
	return self->version;
}

const gchar *const *
hantei_concepts_get_names(const HanteiConcepts *self)
{
	return (const gchar *const *)self->names->pdata;
}

gsize
hantei_concepts_get_max_features(const HanteiConcepts *self)
{
	/* found, often, in the Subject, and beside links; pairs; and how many of signs and pressure
	 */
	return (gsize)self->n_concepts * 4 + self->relations[HANTEI_RELATION_PAIR]->len + 2;
}

/* What one concept has been found to be. */
typedef struct {
	gsize end; /* of the last hit: hits do not overlap */
	guint n_hits;
	gboolean is_in_subject;
} Found;

/* A search under way. */
typedef struct {
	const gchar *folded;
	gsize n_folded;
	gint lexicon;
	gboolean is_subject;
	Found *found; /* by concept */
} Search;

/* "won" is not in "won't". */
static gboolean
is_negated(const gchar *folded, gsize n_folded, gsize end)
{
	return end + 1 < n_folded && folded[end] == '\'' && folded[end + 1] == 't' &&
	       !hantei_concept_has_letter(folded, n_folded, end + 2, FALSE);
}

static void
take_phrase(const HanteiPhrase *phrase, gsize end, gpointer user_data)
{
	const Search *search = user_data;
	Found *found = &search->found[phrase->concept];
	const gsize start = end - phrase->length;

	if (phrase->lexicon != search->lexicon || start < found->end)
		return;
	if (phrase->starts_word &&
	    hantei_concept_has_letter(search->folded, search->n_folded, start, TRUE))
		return;
	if (phrase->ends_word &&
	    (hantei_concept_has_letter(search->folded, search->n_folded, end, FALSE) ||
	     is_negated(search->folded, search->n_folded, end)))
		return;
	found->end = end;
	found->n_hits++;
	found->is_in_subject |= search->is_subject;
}

static void
search_text(const HanteiConcepts *self,
	    gint lexicon,
	    gboolean is_subject,
	    const gchar *text,
	    gsize length,
	    Found *found)
{
	gsize n_folded;
	g_autofree gchar *folded =
	    hantei_concept_fold(text, length, is_unspaced(lexicon), &n_folded);
	Search search = {folded, n_folded, lexicon, is_subject, found};

	hantei_phrase_automaton_search(self->automaton, folded, n_folded, take_phrase, &search);
	for (guint i = 0; i < self->n_concepts; i++)
		found[i].end = 0;
}

/* How many members of @relation were found. */
static guint
count_members(const HanteiConcepts *self, HanteiRelation relation, const Found *found)
{
	const GArray *members = self->relations[relation];
	guint n = 0;

	for (guint i = 0; i < members->len; i++)
		n += found[g_array_index(members, Member, i).concept].n_hits > 0;
	return n;
}

static void
emit_relations(const HanteiConcepts *self,
	       const Found *found,
	       const gchar *link_relation,
	       HanteiFeatures *features)
{
	const gchar *const *names = hantei_concepts_get_names(self);
	const GArray *crossed = self->relations[HANTEI_RELATION_LINKS];
	const GArray *pairs = self->relations[HANTEI_RELATION_PAIR];
	const guint n_signs = count_members(self, HANTEI_RELATION_SIGN, found);
	const guint n_pressure =
	    MIN(count_members(self, HANTEI_RELATION_PRESSURE, found), MAX_PRESSURE);

	for (guint i = 0; link_relation != NULL && i < crossed->len; i++) {
		const guint concept = g_array_index(crossed, Member, i).concept;

		if (found[concept].n_hits > 0)
			hantei_features_addf(features, HANTEI_GROUP_CONCEPT, "%s, %s",
					     names[concept], link_relation);
	}
	for (guint i = 0; i < pairs->len; i++) {
		const Member *pair = &g_array_index(pairs, Member, i);

		if (found[pair->concept].n_hits > 0 && found[pair->partner].n_hits > 0)
			hantei_features_addf(features, HANTEI_GROUP_CONCEPT, "%s with %s",
					     names[pair->concept], names[pair->partner]);
	}
	if (self->relations[HANTEI_RELATION_SIGN]->len > 0)
		hantei_features_addf(features, HANTEI_GROUP_CONCEPT, "%u %s of a real sender",
				     n_signs, n_signs == 1 ? "sign" : "signs");
	if (self->relations[HANTEI_RELATION_PRESSURE]->len > 0)
		hantei_features_addf(features, HANTEI_GROUP_CONCEPT, "%u %s of pressure",
				     n_pressure, n_pressure == 1 ? "kind" : "kinds");
}

void
hantei_concepts_emit(const HanteiConcepts *self,
		     HanteiLanguage language,
		     const gchar *subject,
		     const gchar *text,
		     gsize length,
		     const gchar *link_relation,
		     HanteiFeatures *features)
{
	const gchar *const *names = hantei_concepts_get_names(self);
	const gint lexicon = MAX(lexicon_of(language), 0);
	g_autofree Found *found = g_new0(Found, self->n_concepts + 1);

	search_text(self, lexicon, FALSE, text, MIN(length, HANTEI_LIMIT_CONCEPT_TEXT_BYTES),
		    found);
	if (subject != NULL)
		search_text(self, lexicon, TRUE, subject,
			    strnlen(subject, HANTEI_LIMIT_FIELD_BYTES), found);
	for (guint i = 0; i < self->n_concepts; i++) {
		if (found[i].n_hits > 0)
			hantei_features_add(features, HANTEI_GROUP_CONCEPT, names[i],
					    strlen(names[i]));
		if (found[i].n_hits >= MANY_HITS)
			hantei_features_addf(features, HANTEI_GROUP_CONCEPT,
					     "%s, four times or more", names[i]);
		if (found[i].is_in_subject)
			hantei_features_addf(features, HANTEI_GROUP_CONCEPT, "%s in the Subject",
					     names[i]);
	}
	emit_relations(self, found, link_relation, features);
}
