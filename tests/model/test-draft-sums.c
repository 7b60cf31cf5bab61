/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/draft-sums.h"

#include <math.h>

#include "tests/test-main.h"

/* Origins as add_origin() makes them, in this order. */
enum {
	A_EN,
	B_EN,
	A_JA,
	N_ORIGINS
};

static void
add_origin(HanteiOrigins *origins,
	   const gchar *source,
	   HanteiLanguage language,
	   guint32 n_spam,
	   guint32 n_ham)
{
	const guint32 at = hantei_origins_find(origins, source, language);

	origins->all[at].learnt = (HanteiCounts){n_spam, n_ham};
}

/* Two sources in English, one of them in Japanese as well, all with both classes. */
static HanteiOrigins *
origins_new(void)
{
	HanteiOrigins *origins = g_new0(HanteiOrigins, 1);

	add_origin(origins, "a", HANTEI_LANGUAGE_EN, 100, 100);
	add_origin(origins, "b", HANTEI_LANGUAGE_EN, 100, 100);
	add_origin(origins, "a", HANTEI_LANGUAGE_JA, 100, 100);
	return origins;
}

/* The weight in @language of a feature that @n_spam and @n_ham mails of @origin have. */
static gdouble
weigh(const HanteiOrigins *origins,
      HanteiLanguage language,
      const gchar *left_out,
      guint32 origin,
      guint32 n_spam,
      guint32 n_ham)
{
	const HanteiOriginCounts counts = {origin, {n_spam, n_ham}};
	HanteiDraftBayes bayes;

	hantei_draft_bayes_init(&bayes, origins, language, left_out);
	return hantei_draft_bayes_weigh(&bayes, &counts, 1);
}

/* A feature in all mails but few of the other class: which of them weigh. */
static const struct {
	const gchar *name;
	guint32 origin;
	HanteiLanguage language;
	const gchar *left_out;
	gboolean weighs;
} SEEN[] = {
    {"its language", A_EN, HANTEI_LANGUAGE_EN, NULL, TRUE},
    {"too little text reads English", A_EN, HANTEI_LANGUAGE_NONE, NULL, TRUE},
    {"Latin reads English", A_EN, HANTEI_LANGUAGE_LATIN, NULL, TRUE},
    {"Japanese does not", A_EN, HANTEI_LANGUAGE_JA, NULL, FALSE},
    {"English does not read Japanese", A_JA, HANTEI_LANGUAGE_EN, NULL, FALSE},
    {"Japanese", A_JA, HANTEI_LANGUAGE_JA, NULL, TRUE},
    {"its source left out", A_EN, HANTEI_LANGUAGE_EN, "a", FALSE},
    {"another source left out", A_EN, HANTEI_LANGUAGE_EN, "b", TRUE},
    {"an unknown source left out", A_EN, HANTEI_LANGUAGE_EN, "c", TRUE},
    {"left out in Japanese too", A_JA, HANTEI_LANGUAGE_JA, "a", FALSE},
    {"no such origin", N_ORIGINS, HANTEI_LANGUAGE_EN, NULL, FALSE},
    {"no such origin at all", G_MAXUINT32, HANTEI_LANGUAGE_EN, NULL, FALSE},
};

START_TEST(a_feature_weighs_in_its_language_and_not_if_left_out)
{
	g_autofree HanteiOrigins *origins = origins_new();
	const gdouble spam =
	    weigh(origins, SEEN[_i].language, SEEN[_i].left_out, SEEN[_i].origin, 50, 2);
	const gdouble ham =
	    weigh(origins, SEEN[_i].language, SEEN[_i].left_out, SEEN[_i].origin, 2, 50);

	ck_assert_msg((spam > 1) == SEEN[_i].weighs && (fabs(spam) > 0) == SEEN[_i].weighs,
		      "%s: %g", SEEN[_i].name, spam);
	ck_assert_double_eq_tol(spam, -ham, 1e-12);
}
END_TEST

/* What source a has learnt, by two origins of one pool, and whether it counts. */
static const struct {
	const gchar *name;
	HanteiCounts en;
	HanteiCounts latin;
	gboolean counts;
} SOURCES[] = {
    {"just enough", {20, 20}, {0, 0}, TRUE},
    {"one spam short", {19, 500}, {0, 0}, FALSE},
    {"one ham short", {500, 19}, {0, 0}, FALSE},
    {"only spam", {500, 0}, {0, 0}, FALSE},
    {"nothing", {0, 0}, {0, 0}, FALSE},
    {"enough in the pool", {19, 10}, {1, 10}, TRUE},
    {"a class from each language", {40, 0}, {0, 40}, TRUE},
    {"one short in the pool", {19, 10}, {1, 9}, FALSE},
};

START_TEST(a_source_counts_with_enough_of_both_classes)
{
	g_autofree HanteiOrigins *origins = g_new0(HanteiOrigins, 1);
	HanteiDraftBayes bayes;

	add_origin(origins, "a", HANTEI_LANGUAGE_EN, SOURCES[_i].en.n_spam, SOURCES[_i].en.n_ham);
	add_origin(origins, "a", HANTEI_LANGUAGE_LATIN, SOURCES[_i].latin.n_spam,
		   SOURCES[_i].latin.n_ham);
	hantei_draft_bayes_init(&bayes, origins, HANTEI_LANGUAGE_EN, NULL);
	ck_assert_msg(bayes.is_empty != SOURCES[_i].counts, "%s: empty %d", SOURCES[_i].name,
		      bayes.is_empty);
	ck_assert_msg((weigh(origins, HANTEI_LANGUAGE_EN, NULL, 0, 15, 0) > 0) ==
			  SOURCES[_i].counts,
		      "%s: weight", SOURCES[_i].name);
}
END_TEST

START_TEST(a_source_with_a_long_name_is_left_out)
{
	g_autofree HanteiOrigins *origins = g_new0(HanteiOrigins, 1);
	g_autofree gchar *source = g_strnfill(HANTEI_SOURCE_BYTES * 2, 'x');

	add_origin(origins, source, HANTEI_LANGUAGE_EN, 100, 100);
	ck_assert_double_gt(weigh(origins, HANTEI_LANGUAGE_EN, "x", 0, 50, 0), 1);
	ck_assert_double_eq_tol(weigh(origins, HANTEI_LANGUAGE_EN, source, 0, 50, 0), 0, 1e-15);
}
END_TEST

START_TEST(no_origins_are_empty)
{
	g_autofree HanteiOrigins *origins = g_new0(HanteiOrigins, 1);

	ck_assert_double_eq_tol(weigh(origins, HANTEI_LANGUAGE_EN, NULL, 0, 5, 0), 0, 1e-15);
}
END_TEST

/* A word of one collection's ham and another's spam tells the collections apart, no more. */
START_TEST(only_contrast_within_a_source_counts)
{
	const HanteiOriginCounts counts[] = {{0, {0, 80}}, {1, {80, 0}}};
	g_autofree HanteiOrigins *origins = g_new0(HanteiOrigins, 1);
	HanteiDraftBayes bayes;

	add_origin(origins, "ham", HANTEI_LANGUAGE_EN, 0, 1000);
	add_origin(origins, "spam", HANTEI_LANGUAGE_EN, 1000, 0);
	hantei_draft_bayes_init(&bayes, origins, HANTEI_LANGUAGE_EN, NULL);
	ck_assert(bayes.is_empty);
	ck_assert_double_eq_tol(hantei_draft_bayes_weigh(&bayes, counts, 2), 0, 1e-15);

	/* a third source that knows both decides alone */
	add_origin(origins, "both", HANTEI_LANGUAGE_EN, 100, 100);
	hantei_draft_bayes_init(&bayes, origins, HANTEI_LANGUAGE_EN, NULL);
	ck_assert(!bayes.is_empty);
	ck_assert_double_eq_tol(hantei_draft_bayes_weigh(&bayes, counts, 2), 0, 1e-15);
}
END_TEST

START_TEST(a_word_as_frequent_in_both_classes_weighs_nothing)
{
	g_autofree HanteiOrigins *origins = g_new0(HanteiOrigins, 1);

	add_origin(origins, "a", HANTEI_LANGUAGE_EN, 9000, 90);
	ck_assert_double_eq_tol(weigh(origins, HANTEI_LANGUAGE_EN, NULL, 0, 1000, 10), 0, 1e-9);
	ck_assert_double_lt(weigh(origins, HANTEI_LANGUAGE_EN, NULL, 0, 100, 10), -0.1);
}
END_TEST

START_TEST(an_unseen_feature_weighs_nothing)
{
	g_autofree HanteiOrigins *origins = origins_new();
	HanteiDraftBayes bayes;

	hantei_draft_bayes_init(&bayes, origins, HANTEI_LANGUAGE_EN, NULL);
	ck_assert_double_eq_tol(hantei_draft_bayes_weigh(&bayes, NULL, 0), 0, 1e-15);
	ck_assert_double_eq_tol(weigh(origins, HANTEI_LANGUAGE_EN, NULL, A_EN, 0, 0), 0, 1e-15);
}
END_TEST

START_TEST(two_sources_that_agree_say_more_than_one)
{
	const HanteiOriginCounts counts[] = {{A_EN, {10, 0}}, {B_EN, {10, 0}}};
	const HanteiOriginCounts apart[] = {{A_EN, {10, 0}}, {B_EN, {0, 10}}};
	g_autofree HanteiOrigins *origins = origins_new();
	HanteiDraftBayes bayes;

	hantei_draft_bayes_init(&bayes, origins, HANTEI_LANGUAGE_EN, NULL);
	ck_assert_double_gt(hantei_draft_bayes_weigh(&bayes, counts, 2),
			    hantei_draft_bayes_weigh(&bayes, counts, 1) + 0.1);
	ck_assert_double_eq_tol(hantei_draft_bayes_weigh(&bayes, apart, 2), 0, 1e-12);
}
END_TEST

/* A feature's ham, while its spam grows from none to all. */
static const struct {
	const gchar *name;
	guint32 n_ham;
} RISES[] = {{"no ham", 0}, {"one ham", 1}, {"some ham", 30}, {"all ham", 100}};

START_TEST(more_spam_never_lowers_a_weight)
{
	g_autofree HanteiOrigins *origins = origins_new();
	gdouble before = -G_MAXDOUBLE;

	for (guint32 n_spam = 0; n_spam <= 100; n_spam++) {
		const gdouble weight =
		    weigh(origins, HANTEI_LANGUAGE_EN, NULL, A_EN, n_spam, RISES[_i].n_ham);

		ck_assert_msg(weight >= before, "%s, %u spam: %.12g after %.12g", RISES[_i].name,
			      n_spam, weight, before);
		before = weight;
	}
}
END_TEST

START_TEST(sums_go_to_their_group_and_sign)
{
	HanteiDraftSums sums = {0};

	hantei_draft_sums_add(&sums, HANTEI_GROUP_SUBJECT, 1.5);
	hantei_draft_sums_add(&sums, HANTEI_GROUP_LINKS, -0.5);
	hantei_draft_sums_finish(&sums);
	for (guint i = 0; i < HANTEI_N_DRAFT_SUMS; i++) {
		if (i == HANTEI_DRAFT_SUM(HANTEI_GROUP_SUBJECT, 0))
			ck_assert_double_gt(sums.sums[i], 1);
		else if (i == HANTEI_DRAFT_SUM(HANTEI_GROUP_LINKS, 1))
			ck_assert_double_lt(sums.sums[i], -0.4);
		else
			ck_assert_double_eq_tol(sums.sums[i], 0, 1e-15);
	}
}
END_TEST

/* @n features of @weight each. */
static const struct {
	const gchar *name;
	guint n;
	gdouble weight;
} MAILS[] = {
    {"one strong", 1, 12},	    {"many strong", 100000, 12}, {"one strong ham", 1, -12},
    {"many strong ham", 50000, -9}, {"absurd", 10, 1e300},	 {"many weak", 100000, 1e-3},
};

START_TEST(sums_stay_within_3)
{
	HanteiDraftSums sums = {0};
	const guint at = HANTEI_DRAFT_SUM(HANTEI_GROUP_WORDS, MAILS[_i].weight > 0 ? 0 : 1);

	for (guint i = 0; i < MAILS[_i].n; i++)
		hantei_draft_sums_add(&sums, HANTEI_GROUP_WORDS, MAILS[_i].weight);
	hantei_draft_sums_finish(&sums);
	ck_assert_msg(fabs(sums.sums[at]) <= 3 && sums.sums[at] / MAILS[_i].weight > 0, "%s: %g",
		      MAILS[_i].name, sums.sums[at]);
}
END_TEST

START_TEST(unknown_words_dilute_a_sum)
{
	HanteiDraftSums alone = {0};
	HanteiDraftSums among = {0};

	hantei_draft_sums_add(&alone, HANTEI_GROUP_WORDS, 2);
	hantei_draft_sums_finish(&alone);
	hantei_draft_sums_add(&among, HANTEI_GROUP_WORDS, 2);
	for (guint i = 0; i < 99; i++)
		hantei_draft_sums_add(&among, HANTEI_GROUP_WORDS, 0);
	hantei_draft_sums_finish(&among);
	ck_assert_double_gt(among.sums[HANTEI_DRAFT_SUM(HANTEI_GROUP_WORDS, 0)], 0);
	ck_assert_double_lt(among.sums[HANTEI_DRAFT_SUM(HANTEI_GROUP_WORDS, 0)],
			    alone.sums[HANTEI_DRAFT_SUM(HANTEI_GROUP_WORDS, 0)] / 10);
}
END_TEST

START_TEST(groups_that_no_writer_chooses_change_nothing)
{
	HanteiDraftSums sums = {0};

	for (guint group = HANTEI_N_DRAFT_GROUPS; group <= HANTEI_N_GROUPS; group++)
		hantei_draft_sums_add(&sums, (HanteiGroup)group, 5);
	hantei_draft_sums_finish(&sums);
	ck_assert_uint_gt(HANTEI_N_GROUPS, HANTEI_N_DRAFT_GROUPS);
	for (guint i = 0; i < HANTEI_N_DRAFT_SUMS; i++)
		ck_assert_double_eq_tol(sums.sums[i], 0, 1e-15);
	for (guint i = 0; i < HANTEI_N_DRAFT_GROUPS; i++)
		ck_assert_uint_eq(sums.n_features[i], 0);
}
END_TEST

static Suite *
draft_sums_suite(void)
{
	Suite *suite = suite_create("draft-sums");
	TCase *weights = tcase_create("weights");
	TCase *sums = tcase_create("sums");

	tcase_add_loop_test(weights, a_feature_weighs_in_its_language_and_not_if_left_out, 0,
			    G_N_ELEMENTS(SEEN));
	tcase_add_loop_test(weights, a_source_counts_with_enough_of_both_classes, 0,
			    G_N_ELEMENTS(SOURCES));
	tcase_add_test(weights, a_source_with_a_long_name_is_left_out);
	tcase_add_test(weights, no_origins_are_empty);
	tcase_add_test(weights, only_contrast_within_a_source_counts);
	tcase_add_test(weights, a_word_as_frequent_in_both_classes_weighs_nothing);
	tcase_add_test(weights, an_unseen_feature_weighs_nothing);
	tcase_add_test(weights, two_sources_that_agree_say_more_than_one);
	tcase_add_loop_test(weights, more_spam_never_lowers_a_weight, 0, G_N_ELEMENTS(RISES));
	suite_add_tcase(suite, weights);
	tcase_add_test(sums, sums_go_to_their_group_and_sign);
	tcase_add_loop_test(sums, sums_stay_within_3, 0, G_N_ELEMENTS(MAILS));
	tcase_add_test(sums, unknown_words_dilute_a_sum);
	tcase_add_test(sums, groups_that_no_writer_chooses_change_nothing);
	suite_add_tcase(suite, sums);
	return suite;
}

int
main(void)
{
	return test_main(draft_sums_suite());
}
