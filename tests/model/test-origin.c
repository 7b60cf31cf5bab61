/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/origin.h"

#include <string.h>

#include "tests/test-main.h"

static const struct {
	const gchar *name;
	HanteiLanguage language;
	HanteiLanguage pool;
} POOLS[] = {
    {"too little text", HANTEI_LANGUAGE_NONE, HANTEI_LANGUAGE_EN},
    {"English", HANTEI_LANGUAGE_EN, HANTEI_LANGUAGE_EN},
    {"other Latin", HANTEI_LANGUAGE_LATIN, HANTEI_LANGUAGE_EN},
    {"Japanese", HANTEI_LANGUAGE_JA, HANTEI_LANGUAGE_JA},
    {"Chinese", HANTEI_LANGUAGE_ZH, HANTEI_LANGUAGE_ZH},
    {"Cyrillic", HANTEI_LANGUAGE_CYRILLIC, HANTEI_LANGUAGE_CYRILLIC},
    {"Thai", HANTEI_LANGUAGE_TH, HANTEI_LANGUAGE_TH},
};

START_TEST(languages_in_latin_script_are_one_pool)
{
	ck_assert_msg(hantei_language_pool(POOLS[_i].language) == POOLS[_i].pool, "%s: pool %d",
		      POOLS[_i].name, (gint)hantei_language_pool(POOLS[_i].language));
}
END_TEST

START_TEST(an_origin_is_found_again)
{
	g_autofree HanteiOrigins *origins = g_new0(HanteiOrigins, 1);

	ck_assert_uint_eq(hantei_origins_find(origins, "a", HANTEI_LANGUAGE_EN), 0);
	ck_assert_uint_eq(hantei_origins_find(origins, "b", HANTEI_LANGUAGE_EN), 1);
	ck_assert_uint_eq(hantei_origins_find(origins, "a", HANTEI_LANGUAGE_JA), 2);
	ck_assert_uint_eq(hantei_origins_find(origins, "", HANTEI_LANGUAGE_EN), 3);
	ck_assert_uint_eq(hantei_origins_find(origins, "ab", HANTEI_LANGUAGE_EN), 4);
	origins->all[1].learnt.n_ham = 7;
	ck_assert_uint_eq(hantei_origins_find(origins, "a", HANTEI_LANGUAGE_EN), 0);
	ck_assert_uint_eq(hantei_origins_find(origins, "b", HANTEI_LANGUAGE_EN), 1);
	ck_assert_uint_eq(hantei_origins_find(origins, "a", HANTEI_LANGUAGE_JA), 2);
	ck_assert_uint_eq(hantei_origins_find(origins, "", HANTEI_LANGUAGE_EN), 3);
	ck_assert_uint_eq(origins->n, 5);
	ck_assert_uint_eq(origins->all[1].learnt.n_ham, 7);
	ck_assert_str_eq(origins->all[2].source, "a");
	ck_assert_uint_eq(origins->all[2].language, HANTEI_LANGUAGE_JA);
	ck_assert_uint_eq(origins->all[4].learnt.n_ham, 0);
}
END_TEST

/* Two names that agree in @n octets and then differ. */
static const struct {
	const gchar *name;
	gsize n;
	gboolean is_same;
} LONG_NAMES[] = {
    {"differ in octet 47", HANTEI_SOURCE_BYTES - 2, FALSE},
    {"differ in octet 48", HANTEI_SOURCE_BYTES - 1, TRUE},
    {"differ far behind", 1000, TRUE},
};

START_TEST(a_name_is_cut_to_what_fits)
{
	g_autofree HanteiOrigins *origins = g_new0(HanteiOrigins, 1);
	g_autofree gchar *head = g_strnfill(LONG_NAMES[_i].n, 'x');
	g_autofree gchar *one = g_strconcat(head, "1", NULL);
	g_autofree gchar *two = g_strconcat(head, "2", NULL);
	guint32 first = hantei_origins_find(origins, one, HANTEI_LANGUAGE_EN);
	guint32 second = hantei_origins_find(origins, two, HANTEI_LANGUAGE_EN);

	ck_assert_uint_eq(strlen(origins->all[0].source), HANTEI_SOURCE_BYTES - 1);
	ck_assert_msg((first == second) == LONG_NAMES[_i].is_same, "%s: %u and %u",
		      LONG_NAMES[_i].name, first, second);
	ck_assert_uint_eq(hantei_origins_find(origins, one, HANTEI_LANGUAGE_EN), first);
	ck_assert_uint_eq(origins->n, LONG_NAMES[_i].is_same ? 1 : 2);
}
END_TEST

START_TEST(a_full_table_gives_the_last_origin)
{
	g_autofree HanteiOrigins *origins = g_new0(HanteiOrigins, 1);

	for (guint32 i = 0; i < HANTEI_MAX_ORIGINS; i++) {
		g_autofree gchar *source = g_strdup_printf("source %u", i);

		ck_assert_uint_eq(hantei_origins_find(origins, source, HANTEI_LANGUAGE_EN), i);
	}
	ck_assert_uint_eq(hantei_origins_find(origins, "one more", HANTEI_LANGUAGE_EN),
			  HANTEI_MAX_ORIGINS - 1);
	ck_assert_uint_eq(hantei_origins_find(origins, "source 0", HANTEI_LANGUAGE_JA),
			  HANTEI_MAX_ORIGINS - 1);
	ck_assert_uint_eq(hantei_origins_find(origins, "source 0", HANTEI_LANGUAGE_EN), 0);
	ck_assert_uint_eq(origins->n, HANTEI_MAX_ORIGINS);
	ck_assert_str_eq(origins->all[HANTEI_MAX_ORIGINS - 1].source, "source 255");
}
END_TEST

/* What one source has in @of, and whether @asked is covered then. */
static const struct {
	const gchar *name;
	HanteiCounts learnt;
	HanteiLanguage of;
	HanteiLanguage asked;
	gboolean is_covered;
} COVERED[] = {
    {"just enough", {20, 20}, HANTEI_LANGUAGE_JA, HANTEI_LANGUAGE_JA, TRUE},
    {"one ham short", {5000, 19}, HANTEI_LANGUAGE_JA, HANTEI_LANGUAGE_JA, FALSE},
    {"one spam short", {19, 5000}, HANTEI_LANGUAGE_JA, HANTEI_LANGUAGE_JA, FALSE},
    {"nothing", {0, 0}, HANTEI_LANGUAGE_EN, HANTEI_LANGUAGE_EN, FALSE},
    {"another language", {500, 500}, HANTEI_LANGUAGE_JA, HANTEI_LANGUAGE_ZH, FALSE},
    {"none is English", {20, 20}, HANTEI_LANGUAGE_EN, HANTEI_LANGUAGE_NONE, TRUE},
    {"none is not Japanese", {500, 500}, HANTEI_LANGUAGE_JA, HANTEI_LANGUAGE_NONE, FALSE},
    {"English tells little of Latin", {500, 500}, HANTEI_LANGUAGE_EN, HANTEI_LANGUAGE_LATIN, FALSE},
    {"Latin tells little of English", {500, 500}, HANTEI_LANGUAGE_LATIN, HANTEI_LANGUAGE_EN, FALSE},
    {"Latin itself", {20, 20}, HANTEI_LANGUAGE_LATIN, HANTEI_LANGUAGE_LATIN, TRUE},
};

START_TEST(the_first_of_a_source_stands_for_it)
{
	HanteiOrigins origins = {0};

	hantei_origins_find(&origins, "a", HANTEI_LANGUAGE_JA);	   /* 0 */
	hantei_origins_find(&origins, "b", HANTEI_LANGUAGE_LATIN); /* 1 */
	hantei_origins_find(&origins, "a", HANTEI_LANGUAGE_EN);	   /* 2 */
	hantei_origins_find(&origins, "b", HANTEI_LANGUAGE_EN);	   /* 3: in the pool of 1 */
	ck_assert_uint_eq(hantei_origins_first_of_source(&origins, 2), 0);
	ck_assert_uint_eq(hantei_origins_first_of_source(&origins, 3), 1);
	ck_assert_uint_eq(hantei_origins_first_of_pool(&origins, 0), 0);
	ck_assert_uint_eq(hantei_origins_first_of_pool(&origins, 2), 2);
	ck_assert_uint_eq(hantei_origins_first_of_pool(&origins, 3), 1);
}
END_TEST

START_TEST(a_language_is_covered_by_both_classes_of_it)
{
	g_autofree HanteiOrigins *origins = g_new0(HanteiOrigins, 1);
	guint32 at;

	hantei_origins_find(origins, "other", HANTEI_LANGUAGE_KO);
	at = hantei_origins_find(origins, "a", COVERED[_i].of);
	origins->all[at].learnt = COVERED[_i].learnt;
	ck_assert_msg(hantei_origins_cover(origins, COVERED[_i].asked) == COVERED[_i].is_covered,
		      "%s: %s covered", COVERED[_i].name, COVERED[_i].is_covered ? "not" : "is");
}
END_TEST

START_TEST(one_class_from_each_of_two_sources_covers_nothing)
{
	g_autofree HanteiOrigins *origins = g_new0(HanteiOrigins, 1);

	ck_assert(!hantei_origins_cover(origins, HANTEI_LANGUAGE_EN));
	hantei_origins_find(origins, "a", HANTEI_LANGUAGE_EN);
	hantei_origins_find(origins, "b", HANTEI_LANGUAGE_EN);
	origins->all[0].learnt.n_spam = 500;
	origins->all[1].learnt.n_ham = 500;
	ck_assert(!hantei_origins_cover(origins, HANTEI_LANGUAGE_EN));
	origins->all[1].learnt.n_spam = 20;
	ck_assert(hantei_origins_cover(origins, HANTEI_LANGUAGE_EN));
}
END_TEST

static Suite *
origin_suite(void)
{
	Suite *suite = suite_create("origin");
	TCase *tcase = tcase_create("origin");

	tcase_add_loop_test(tcase, languages_in_latin_script_are_one_pool, 0, G_N_ELEMENTS(POOLS));
	tcase_add_test(tcase, an_origin_is_found_again);
	tcase_add_loop_test(tcase, a_name_is_cut_to_what_fits, 0, G_N_ELEMENTS(LONG_NAMES));
	tcase_add_test(tcase, a_full_table_gives_the_last_origin);
	tcase_add_test(tcase, the_first_of_a_source_stands_for_it);
	tcase_add_loop_test(tcase, a_language_is_covered_by_both_classes_of_it, 0,
			    G_N_ELEMENTS(COVERED));
	tcase_add_test(tcase, one_class_from_each_of_two_sources_covers_nothing);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(origin_suite());
}
