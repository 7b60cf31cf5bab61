/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/lean.h"

#include <string.h>

#include "tests/test-main.h"
#include "tokenizer/concepts.h"
#include "tokenizer/feature-set.h"

#define N_LEANING_CONCEPTS 52

static const struct {
	const gchar *text;
	HanteiGroup group;
	HanteiLean lean;
} LEANS[] = {
    {"0 kinds of pressure", HANTEI_GROUP_CONCEPT, HANTEI_LEAN_HAM}, /* the first of the list */
    {"words in capitals: very many", HANTEI_GROUP_STRUCTURE, HANTEI_LEAN_SPAM}, /* the last */
    {"says how to unsubscribe", HANTEI_GROUP_STRUCTURE, HANTEI_LEAN_HAM},
    {"a display name", HANTEI_GROUP_STRUCTURE, HANTEI_LEAN_HAM},
    {"a link to an IP address", HANTEI_GROUP_STRUCTURE, HANTEI_LEAN_SPAM},
    {"a link to an IP addres", HANTEI_GROUP_STRUCTURE, HANTEI_LEAN_EITHER},
    {"a link to an IP address!", HANTEI_GROUP_STRUCTURE, HANTEI_LEAN_EITHER},
    {"length of the text: huge", HANTEI_GROUP_STRUCTURE, HANTEI_LEAN_EITHER},
    {"", HANTEI_GROUP_STRUCTURE, HANTEI_LEAN_EITHER},
    {"urgency", HANTEI_GROUP_CONCEPT, HANTEI_LEAN_SPAM},
    {"urgency", HANTEI_GROUP_WORDS, HANTEI_LEAN_EITHER},
    {"urgency in the Subject", HANTEI_GROUP_CONCEPT, HANTEI_LEAN_SPAM},
    {"urgency, four times or more", HANTEI_GROUP_CONCEPT, HANTEI_LEAN_SPAM},
    {"urgency with click-here", HANTEI_GROUP_CONCEPT, HANTEI_LEAN_SPAM},
    {"urgency with unsubscribe", HANTEI_GROUP_CONCEPT, HANTEI_LEAN_EITHER},
    {"urgency, no link on the From domain", HANTEI_GROUP_CONCEPT, HANTEI_LEAN_SPAM},
    {"urgency, every link on the From domain", HANTEI_GROUP_CONCEPT, HANTEI_LEAN_EITHER},
    {"urgency, some links on the From domain", HANTEI_GROUP_CONCEPT, HANTEI_LEAN_EITHER},
    {"unsubscribe, every link on the From domain", HANTEI_GROUP_CONCEPT, HANTEI_LEAN_HAM},
    {"unsubscribe, no link on the From domain", HANTEI_GROUP_CONCEPT, HANTEI_LEAN_EITHER},
    {"unsubscribe-me", HANTEI_GROUP_CONCEPT, HANTEI_LEAN_EITHER},
    {"discount", HANTEI_GROUP_CONCEPT, HANTEI_LEAN_EITHER},
};

START_TEST(a_feature_leans_to_the_side_the_field_knows)
{
	/* without a terminator: a byte past the end would be seen by the sanitizer */
	const gsize length = strlen(LEANS[_i].text);
	g_autofree gchar *exact = g_memdup2(LEANS[_i].text, length);

	ck_assert_msg(hantei_lean_of(LEANS[_i].group, exact, length) == LEANS[_i].lean,
		      "\"%s\" is on the wrong side", LEANS[_i].text);
}
END_TEST

START_TEST(a_text_with_a_null_has_no_lean)
{
	ck_assert_int_eq(hantei_lean_of(HANTEI_GROUP_CONCEPT, "urgency\0 urgency", 16),
			 HANTEI_LEAN_EITHER);
}
END_TEST

START_TEST(the_hash_tells_the_lean)
{
	const HanteiHashKey key = {1, 2};

	for (gsize i = 0; i < G_N_ELEMENTS(LEANS); i++) {
		const guint64 hash =
		    hantei_feature_hash(&key, LEANS[i].group, LEANS[i].text, strlen(LEANS[i].text));

		if (LEANS[i].group != HANTEI_GROUP_WORDS)
			ck_assert_int_eq(hantei_lean_of_hash(hash), LEANS[i].lean);
	}
	ck_assert_int_eq(hantei_lean_of_hash(G_MAXUINT64), HANTEI_LEAN_EITHER);
	ck_assert_uint_eq(hantei_lean_mark(G_MAXUINT64, HANTEI_LEAN_HAM), G_MAXUINT64 - 2);
}
END_TEST

/* A name that is mistyped in the list, or renamed in the lexicon, would lean nowhere. */
START_TEST(the_concepts_that_lean_are_those_of_the_lexicon)
{
	static const gchar *const SOME[] = {"extortion", "inheritance",	   "why-you-receive",
					    "dating",	 "privacy-policy", "mailbox-storage"};
	const gchar *const *names = hantei_concepts_get_names(hantei_concepts_get_built_in());
	guint n_leaning = 0;

	for (gsize i = 0; names[i] != NULL; i++)
		n_leaning += hantei_lean_of(HANTEI_GROUP_CONCEPT, names[i], strlen(names[i])) !=
			     HANTEI_LEAN_EITHER;
	for (gsize i = 0; i < G_N_ELEMENTS(SOME); i++)
		ck_assert(g_strv_contains(names, SOME[i]));
	ck_assert_uint_eq(n_leaning, N_LEANING_CONCEPTS);
}
END_TEST

static Suite *
lean_suite(void)
{
	Suite *suite = suite_create("lean");
	TCase *tcase = tcase_create("lean");

	tcase_add_loop_test(tcase, a_feature_leans_to_the_side_the_field_knows, 0,
			    (int)G_N_ELEMENTS(LEANS));
	tcase_add_test(tcase, a_text_with_a_null_has_no_lean);
	tcase_add_test(tcase, the_hash_tells_the_lean);
	tcase_add_test(tcase, the_concepts_that_lean_are_those_of_the_lexicon);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(lean_suite());
}
