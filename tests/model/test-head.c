/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/head.h"

#include <math.h>
#include <string.h>

#include "tests/test-main.h"
#include "tokenizer/lean.h"

/* Keys of features, as hashes are: above the reserved ones. */
enum {
	SPAMMY = 1000, /* of no lean */
	HAMMY = 1004,
	COMMON = 1008,
	OTHER = 1012
};

static GPtrArray *
rows_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)hantei_head_row_unref);
}

/* Adds @n rows of @origin that have @feature, or with 0 none, and COMMON. */
static void
add_rows(GPtrArray *rows, guint n, guint32 origin, gboolean is_spam, guint64 feature)
{
	for (guint i = 0; i < n; i++) {
		HanteiHeadRow *row = hantei_head_row_new(feature == 0 ? 1 : 2);
		guint32 at = 0;

		row->origin = origin;
		row->is_spam = is_spam;
		row->n_learnt = 100;
		if (feature != 0 && feature < COMMON)
			row->features[at++] = feature;
		row->features[at++] = COMMON;
		if (feature > COMMON)
			row->features[at] = feature;
		g_ptr_array_add(rows, row);
	}
}

/* Two sources in English, @n_ja spam and ham of the first in Japanese, at 2. */
static HanteiOrigins *
origins_new(guint32 n_ja)
{
	HanteiOrigins *origins = g_new0(HanteiOrigins, 1);

	hantei_origins_find(origins, "a", HANTEI_LANGUAGE_EN);
	hantei_origins_find(origins, "b", HANTEI_LANGUAGE_EN);
	hantei_origins_find(origins, "a", HANTEI_LANGUAGE_JA);
	origins->all[0].learnt = (HanteiCounts){100, 100};
	origins->all[1].learnt = (HanteiCounts){100, 100};
	origins->all[2].learnt = (HanteiCounts){n_ja, n_ja};
	return origins;
}

static GArray *
fit(const GPtrArray *rows, const HanteiOrigins *origins)
{
	return hantei_head_fit((HanteiHeadRow *const *)rows->pdata, rows->len, origins,
			       &(HanteiHead){0});
}

static gdouble
weigh(const GArray *weights, guint64 key, HanteiLanguage language)
{
	const HanteiHead head = {(const HanteiHeadWeight *)weights->data, weights->len};

	return hantei_head_weigh(&head, key, language);
}

START_TEST(a_prior_is_kept_where_no_row_speaks_and_moved_where_they_do)
{
	static const HanteiHeadWeight KNOWN[] = {
	    {HANTEI_HEAD_BIAS, HANTEI_N_LANGUAGES, 0},
	    {SPAMMY, HANTEI_N_LANGUAGES, -1},
	    {OTHER, HANTEI_LANGUAGE_TH, 2},
	    {OTHER, HANTEI_N_LANGUAGES, 1.5F},
	};
	const HanteiHead prior = {KNOWN, G_N_ELEMENTS(KNOWN)};
	g_autofree HanteiOrigins *origins = origins_new(0);
	g_autoptr(GPtrArray) rows = rows_new();
	g_autoptr(GArray) few = NULL;
	g_autoptr(GArray) many = NULL;

	add_rows(rows, 4, 0, TRUE, SPAMMY);
	few = hantei_head_fit((HanteiHeadRow *const *)rows->pdata, rows->len, origins, &prior);
	ck_assert_uint_eq(few->len, G_N_ELEMENTS(KNOWN));
	ck_assert_double_eq_tol(weigh(few, SPAMMY, HANTEI_LANGUAGE_EN), -1, 1e-6);
	add_rows(rows, 96, 0, TRUE, SPAMMY);
	add_rows(rows, 100, 0, FALSE, 0);
	many = hantei_head_fit((HanteiHeadRow *const *)rows->pdata, rows->len, origins, &prior);
	ck_assert_double_gt(weigh(many, SPAMMY, HANTEI_LANGUAGE_EN), -0.5);
	ck_assert_double_eq_tol(weigh(many, OTHER, HANTEI_LANGUAGE_EN), 1.5, 1e-6);
	ck_assert_double_eq_tol(weigh(many, OTHER, HANTEI_LANGUAGE_TH), 3.5, 1e-6);
}
END_TEST

static const HanteiHeadWeight WEIGHTS[] = {
    {HANTEI_HEAD_BIAS, HANTEI_N_LANGUAGES, 0.125F},
    {SPAMMY, HANTEI_LANGUAGE_JA, 0.25F},
    {SPAMMY, HANTEI_LANGUAGE_KO, -4},
    {SPAMMY, HANTEI_N_LANGUAGES, 1},
    {OTHER, HANTEI_LANGUAGE_JA, 2},
};
static const HanteiHead HEAD = {WEIGHTS, G_N_ELEMENTS(WEIGHTS)};

static const struct {
	const gchar *name;
	guint64 key;
	gsize at;
} FINDS[] = {
    {"the first", HANTEI_HEAD_BIAS, 0}, {"one between", 5, 1},	{"the first of many", SPAMMY, 1},
    {"one behind many", HAMMY, 4},	{"the last", OTHER, 4}, {"one behind all", G_MAXUINT64, 5},
};

START_TEST(a_key_is_found_at_its_first_weight)
{
	ck_assert_msg(hantei_head_find(&HEAD, FINDS[_i].key) == FINDS[_i].at, "%s: %zu",
		      FINDS[_i].name, hantei_head_find(&HEAD, FINDS[_i].key));
}
END_TEST

static const struct {
	const gchar *name;
	guint64 key;
	HanteiLanguage language;
	gdouble weight;
} WEIGHS[] = {
    {"a language's own is added", SPAMMY, HANTEI_LANGUAGE_JA, 1.25},
    {"the common one alone", SPAMMY, HANTEI_LANGUAGE_EN, 1},
    {"another language's own", SPAMMY, HANTEI_LANGUAGE_KO, -3},
    {"a language without", SPAMMY, HANTEI_LANGUAGE_TH, 1},
    {"only a language's own", OTHER, HANTEI_LANGUAGE_JA, 2},
    {"another language's only", OTHER, HANTEI_LANGUAGE_ZH, 0},
    {"the bias", HANTEI_HEAD_BIAS, HANTEI_LANGUAGE_NONE, 0.125},
    {"an unknown key", HAMMY, HANTEI_LANGUAGE_JA, 0},
    {"a sum without a weight", HANTEI_HEAD_SUM(0), HANTEI_LANGUAGE_JA, 0},
};

START_TEST(a_weight_is_the_common_one_and_the_languages_own)
{
	const gdouble weight = hantei_head_weigh(&HEAD, WEIGHS[_i].key, WEIGHS[_i].language);

	ck_assert_msg(fabs(weight - WEIGHS[_i].weight) < 1e-12, "%s: %g", WEIGHS[_i].name, weight);
}
END_TEST

START_TEST(a_head_never_fitted_weighs_sums_alike)
{
	const HanteiHead head = {NULL, 0};

	for (guint i = 0; i < HANTEI_N_DRAFT_SUMS; i++)
		ck_assert_double_eq_tol(
		    hantei_head_weigh(&head, HANTEI_HEAD_SUM(i), HANTEI_LANGUAGE_JA), 0.5, 1e-15);
	ck_assert_double_eq_tol(hantei_head_weigh(&head, HANTEI_HEAD_BIAS, HANTEI_LANGUAGE_JA), 0,
				1e-15);
	ck_assert_double_eq_tol(
	    hantei_head_weigh(&head, HANTEI_HEAD_N_RESERVED, HANTEI_LANGUAGE_EN), 0, 1e-15);
	ck_assert_double_eq_tol(hantei_head_weigh(&head, SPAMMY, HANTEI_LANGUAGE_EN), 0, 1e-15);
	ck_assert_uint_eq(hantei_head_find(&head, SPAMMY), 0);
}
END_TEST

static const struct {
	const gchar *name;
	guint n_spam;
	guint n_ham;
	gboolean is_fitted;
} FEW[] = {
    {"none", 0, 0, FALSE},
    {"only spam", 100, 0, FALSE},
    {"one spam short", 19, 500, FALSE},
    {"one ham short", 500, 19, FALSE},
    {"just enough", 20, 20, TRUE},
};

START_TEST(too_few_rows_fit_nothing)
{
	g_autofree HanteiOrigins *origins = origins_new(0);
	g_autoptr(GPtrArray) rows = rows_new();
	g_autoptr(GArray) weights = NULL;

	add_rows(rows, FEW[_i].n_spam, 0, TRUE, SPAMMY);
	add_rows(rows, FEW[_i].n_ham, 0, FALSE, HAMMY);
	weights = fit(rows, origins);
	ck_assert_msg((weights->len > 0) == FEW[_i].is_fitted, "%s: %u weights", FEW[_i].name,
		      weights->len);
}
END_TEST

START_TEST(separable_rows_give_their_signs)
{
	g_autofree HanteiOrigins *origins = origins_new(0);
	g_autoptr(GPtrArray) rows = rows_new();
	g_autoptr(GArray) weights = NULL;

	add_rows(rows, 60, 0, TRUE, SPAMMY);
	add_rows(rows, 60, 0, FALSE, HAMMY);
	weights = fit(rows, origins);
	ck_assert_double_gt(weigh(weights, SPAMMY, HANTEI_LANGUAGE_EN), 0.1);
	ck_assert_double_lt(weigh(weights, HAMMY, HANTEI_LANGUAGE_EN), -0.1);
	ck_assert_double_eq_tol(weigh(weights, COMMON, HANTEI_LANGUAGE_EN), 0, 1e-3);
	ck_assert_double_eq_tol(weigh(weights, HANTEI_HEAD_SUM(3), HANTEI_LANGUAGE_EN), 0.5, 1e-6);
	for (guint i = 1; i < weights->len; i++)
		ck_assert_int_lt(
		    hantei_head_weight_compare(&g_array_index(weights, HanteiHeadWeight, i - 1),
					       &g_array_index(weights, HanteiHeadWeight, i)),
		    0);
}
END_TEST

START_TEST(a_feature_in_fewer_than_5_rows_has_no_weight)
{
	g_autofree HanteiOrigins *origins = origins_new(0);
	g_autoptr(GPtrArray) rows = rows_new();
	g_autoptr(GArray) weights = NULL;

	add_rows(rows, 30, 0, TRUE, 0);
	add_rows(rows, 30, 0, FALSE, 0);
	add_rows(rows, 4, 0, TRUE, SPAMMY);
	add_rows(rows, 5, 0, TRUE, OTHER);
	weights = fit(rows, origins);
	for (guint i = 0; i < weights->len; i++)
		ck_assert_uint_ne(g_array_index(weights, HanteiHeadWeight, i).key, SPAMMY);
	ck_assert_double_gt(weigh(weights, OTHER, HANTEI_LANGUAGE_EN), 0.005);
}
END_TEST

/* One sum that is right with and without a mail's source, one that is right only with it, one that
 * is wrong. */
START_TEST(a_sum_weighs_by_how_often_it_is_right)
{
	g_autofree HanteiOrigins *origins = origins_new(0);
	g_autoptr(GPtrArray) rows = rows_new();
	g_autoptr(GArray) weights = NULL;

	add_rows(rows, 100, 0, TRUE, 0);
	add_rows(rows, 100, 0, FALSE, 0);
	for (guint r = 0; r < rows->len; r++) {
		HanteiHeadRow *row = rows->pdata[r];
		const gfloat right = row->is_spam ? 1 : -1;

		row->sums[0] = row->without[0] = right;
		row->sums[2] = right;
		row->sums[4] = row->without[4] = -right / 2;
	}
	weights = fit(rows, origins);
	ck_assert_double_gt(weigh(weights, HANTEI_HEAD_SUM(0), HANTEI_LANGUAGE_EN), 0.55);
	ck_assert_double_gt(weigh(weights, HANTEI_HEAD_SUM(0), HANTEI_LANGUAGE_EN),
			    weigh(weights, HANTEI_HEAD_SUM(2), HANTEI_LANGUAGE_EN) + 0.05);
	ck_assert_double_lt(weigh(weights, HANTEI_HEAD_SUM(4), HANTEI_LANGUAGE_EN), 0.45);
}
END_TEST

/* What the field knows is stronger than what the rows say: see tokenizer/lean.h. */
START_TEST(a_feature_keeps_to_its_side)
{
	const guint64 ham_only = hantei_lean_mark(SPAMMY, HANTEI_LEAN_HAM);
	const guint64 spam_only = hantei_lean_mark(HAMMY, HANTEI_LEAN_SPAM);
	const HanteiHeadWeight wrong = {ham_only, HANTEI_N_LANGUAGES, 2};
	g_autofree HanteiOrigins *origins = origins_new(100);
	g_autoptr(GPtrArray) rows = rows_new();

	for (guint32 origin = 0; origin < 3; origin++) {
		add_rows(rows, 60, origin, TRUE, ham_only);
		add_rows(rows, 60, origin, FALSE, spam_only);
	}
	for (guint has_prior = 0; has_prior < 2; has_prior++) {
		g_autoptr(GArray) weights =
		    hantei_head_fit((HanteiHeadRow *const *)rows->pdata, rows->len, origins,
				    &(HanteiHead){&wrong, has_prior});

		ck_assert_double_eq_tol(weigh(weights, ham_only, HANTEI_LANGUAGE_JA), 0, 1e-9);
		ck_assert_double_eq_tol(weigh(weights, spam_only, HANTEI_LANGUAGE_EN), 0, 1e-9);
	}
}
END_TEST

/* The weight of SPAMMY, which is in 60 of one half's 100 spam mails and in none of the other's;
 * both halves are of one source, or the other is of @other. */
static gdouble
weigh_beside(guint32 other)
{
	g_autofree HanteiOrigins *origins = origins_new(0);
	g_autoptr(GPtrArray) rows = rows_new();
	g_autoptr(GArray) weights = NULL;

	add_rows(rows, 60, 0, TRUE, SPAMMY);
	add_rows(rows, 40, 0, TRUE, 0);
	add_rows(rows, 100, 0, FALSE, 0);
	add_rows(rows, 100, other, TRUE, 0);
	add_rows(rows, 100, other, FALSE, 0);
	weights = fit(rows, origins);
	return weigh(weights, SPAMMY, HANTEI_LANGUAGE_EN);
}

START_TEST(what_only_one_source_says_counts_less)
{
	ck_assert_double_gt(weigh_beside(1), 0.05);
	ck_assert_double_gt(weigh_beside(0), weigh_beside(1) + 0.003);
}
END_TEST

/* The weight of HAMMY after @n_ham ham with it and @n_spam spam without, over a prior. */
static gdouble
weigh_over_prior(guint n_ham, guint n_spam)
{
	static const HanteiHeadWeight NEUTRAL = {HAMMY, HANTEI_N_LANGUAGES, 0};
	g_autofree HanteiOrigins *origins = origins_new(0);
	g_autoptr(GPtrArray) rows = rows_new();
	g_autoptr(GArray) weights = NULL;

	add_rows(rows, n_ham, 0, FALSE, HAMMY);
	add_rows(rows, n_spam, 0, TRUE, 0);
	weights = hantei_head_fit((HanteiHeadRow *const *)rows->pdata, rows->len, origins,
				  &(HanteiHead){&NEUTRAL, 1});
	return weigh(weights, HAMMY, HANTEI_LANGUAGE_EN);
}

/* A sender has ham enough, and phishing looks like it: the more of it is learnt alone, the finer
 * all mail would look. */
START_TEST(one_class_alone_moves_a_prior_little)
{
	ck_assert_double_lt(weigh_over_prior(100, 0), -0.02);
	ck_assert_double_lt(weigh_over_prior(100, 100), 3 * weigh_over_prior(100, 0));
	ck_assert_double_eq_tol(weigh_over_prior(100, 0), weigh_over_prior(1000, 0), 1e-3);
}
END_TEST

START_TEST(the_same_rows_give_the_same_digits)
{
	g_autofree HanteiOrigins *origins = origins_new(50);
	g_autoptr(GPtrArray) rows = rows_new();
	g_autoptr(GArray) one = NULL;
	g_autoptr(GArray) two = NULL;

	add_rows(rows, 31, 0, TRUE, SPAMMY);
	add_rows(rows, 53, 1, FALSE, SPAMMY);
	add_rows(rows, 47, 2, FALSE, HAMMY);
	add_rows(rows, 29, 2, TRUE, OTHER);
	one = fit(rows, origins);
	two = fit(rows, origins);
	ck_assert_uint_gt(one->len, HANTEI_HEAD_N_RESERVED);
	ck_assert_uint_eq(one->len, two->len);
	ck_assert_mem_eq(one->data, two->data, one->len * sizeof(HanteiHeadWeight));
}
END_TEST

/* By number, OTHER is spam in 20 of 21 mails; but the large source has nothing to compare with. */
START_TEST(a_large_source_of_one_class_does_not_drown_a_small_one)
{
	g_autofree HanteiOrigins *origins = origins_new(0);
	g_autoptr(GPtrArray) rows = rows_new();
	g_autoptr(GArray) weights = NULL;

	add_rows(rows, 100, 0, TRUE, 0);
	add_rows(rows, 100, 0, FALSE, OTHER);
	add_rows(rows, 2000, 1, TRUE, OTHER);
	weights = fit(rows, origins);
	ck_assert_double_lt(weigh(weights, OTHER, HANTEI_LANGUAGE_EN), -0.1);
}
END_TEST

START_TEST(what_a_young_model_saw_counts_less)
{
	g_autofree HanteiOrigins *origins = origins_new(0);
	g_autoptr(GPtrArray) rows = rows_new();
	g_autoptr(GArray) weights = NULL;

	add_rows(rows, 60, 0, TRUE, OTHER);
	add_rows(rows, 60, 0, FALSE, 0);
	add_rows(rows, 60, 0, TRUE, 0);
	add_rows(rows, 60, 0, FALSE, OTHER);
	for (guint r = 0; r < rows->len; r++)
		((HanteiHeadRow *)rows->pdata[r])->n_learnt = r < 120 ? 10 : 1000;
	weights = fit(rows, origins);
	ck_assert_double_lt(weigh(weights, OTHER, HANTEI_LANGUAGE_EN), -0.1);
}
END_TEST

/* OTHER means spam in Japanese and ham in English. */
static GArray *
fit_languages(guint32 n_ja)
{
	g_autofree HanteiOrigins *origins = origins_new(n_ja);
	g_autoptr(GPtrArray) rows = rows_new();

	add_rows(rows, 100, 0, TRUE, 0);
	add_rows(rows, 100, 0, FALSE, OTHER);
	add_rows(rows, 100, 2, TRUE, OTHER);
	add_rows(rows, 100, 2, FALSE, 0);
	return fit(rows, origins);
}

START_TEST(a_covered_language_learns_what_differs)
{
	g_autoptr(GArray) weights = fit_languages(20);

	ck_assert_double_gt(weigh(weights, OTHER, HANTEI_LANGUAGE_JA), 0.1);
	ck_assert_double_lt(weigh(weights, OTHER, HANTEI_LANGUAGE_EN), -0.1);
	ck_assert_double_eq_tol(weigh(weights, OTHER, HANTEI_LANGUAGE_LATIN),
				weigh(weights, OTHER, HANTEI_LANGUAGE_EN), 1e-15);
	ck_assert_double_eq_tol(weigh(weights, OTHER, HANTEI_LANGUAGE_ZH),
				weigh(weights, OTHER, HANTEI_LANGUAGE_EN), 1e-15);
}
END_TEST

START_TEST(a_language_not_covered_has_the_common_weights)
{
	g_autoptr(GArray) weights = fit_languages(19);

	ck_assert_uint_gt(weights->len, 0);
	for (guint i = 0; i < weights->len; i++)
		ck_assert_uint_eq(g_array_index(weights, HanteiHeadWeight, i).language,
				  HANTEI_N_LANGUAGES);
}
END_TEST

/* Everything at its bounds: labels that agree with it, or by chance. */
START_TEST(extreme_rows_give_numbers)
{
	g_autofree HanteiOrigins *origins = origins_new(50);
	g_autoptr(GPtrArray) rows = rows_new();
	g_autoptr(GArray) weights = NULL;

	add_rows(rows, 500, 0, TRUE, SPAMMY);
	add_rows(rows, 20, 2, FALSE, SPAMMY);
	for (guint r = 0; r < rows->len; r++) {
		HanteiHeadRow *row = rows->pdata[r];
		const gboolean is_high = _i == 0 ? row->is_spam : r % 3 > 0;

		row->n_learnt = r % 2 ? 0 : G_MAXUINT32;
		for (guint i = 0; i < HANTEI_N_DRAFT_SUMS; i++)
			row->sums[i] = row->without[i] = is_high ? 3 : -3;
	}
	weights = fit(rows, origins);
	ck_assert_uint_gt(weights->len, HANTEI_HEAD_N_RESERVED);
	for (guint i = 0; i < weights->len; i++)
		ck_assert_double_lt(
		    fabs((gdouble)g_array_index(weights, HanteiHeadWeight, i).weight), 20);
}
END_TEST

START_TEST(a_row_is_updated_only_to_other_features)
{
	const HanteiHashKey key = {1, 2};
	g_autoptr(HanteiFeatures) features = hantei_features_new(&key);
	g_autoptr(HanteiHeadRow) before = hantei_head_row_new(1);
	g_autoptr(HanteiHeadRow) row = NULL;

	hantei_features_addf(features, HANTEI_GROUP_WORDS, "fair");
	hantei_features_addf(features, HANTEI_GROUP_CONCEPT, "fair");
	hantei_features_addf(features, HANTEI_GROUP_STRUCTURE, "plain");
	hantei_features_seal(features);
	before->origin = 3;
	before->n_learnt = 4;
	before->is_spam = TRUE;
	before->sums[1] = 0.5F;
	before->without[2] = -0.5F;
	row = hantei_head_row_update(before, features);
	ck_assert_ptr_nonnull(row);
	ck_assert_uint_eq(row->n_features, 2);
	ck_assert_uint_lt(row->features[0], row->features[1]);
	ck_assert_uint_eq(row->origin, 3);
	ck_assert_uint_eq(row->n_learnt, 4);
	ck_assert(row->is_spam);
	ck_assert_mem_eq(row->sums, before->sums, sizeof row->sums);
	ck_assert_mem_eq(row->without, before->without, sizeof row->without);
	ck_assert_ptr_null(hantei_head_row_update(row, features));
}
END_TEST

START_TEST(a_row_lives_as_long_as_it_is_held)
{
	g_autoptr(HanteiHeadRow) row = hantei_head_row_new(2);
	HanteiHeadRow *held = hantei_head_row_ref(row);

	ck_assert_uint_eq(row->n_features, 2);
	ck_assert_uint_eq(row->features[0] | row->features[1], 0);
	row->features[1] = OTHER;
	hantei_head_row_unref(g_steal_pointer(&row));
	ck_assert_uint_eq(held->features[1], OTHER);
	hantei_head_row_unref(held);
	hantei_head_row_unref(NULL);
}
END_TEST

static Suite *
head_suite(void)
{
	Suite *suite = suite_create("head");
	TCase *weights = tcase_create("weights");
	TCase *fits = tcase_create("fits");

	tcase_add_loop_test(weights, a_key_is_found_at_its_first_weight, 0, G_N_ELEMENTS(FINDS));
	tcase_add_loop_test(weights, a_weight_is_the_common_one_and_the_languages_own, 0,
			    G_N_ELEMENTS(WEIGHS));
	tcase_add_test(weights, a_head_never_fitted_weighs_sums_alike);
	tcase_add_test(weights, a_row_is_updated_only_to_other_features);
	tcase_add_test(weights, a_row_lives_as_long_as_it_is_held);
	tcase_add_test(fits, a_prior_is_kept_where_no_row_speaks_and_moved_where_they_do);
	suite_add_tcase(suite, weights);
	tcase_add_loop_test(fits, too_few_rows_fit_nothing, 0, G_N_ELEMENTS(FEW));
	tcase_add_test(fits, separable_rows_give_their_signs);
	tcase_add_test(fits, a_feature_in_fewer_than_5_rows_has_no_weight);
	tcase_add_test(fits, a_sum_weighs_by_how_often_it_is_right);
	tcase_add_test(fits, one_class_alone_moves_a_prior_little);
	tcase_add_test(fits, a_feature_keeps_to_its_side);
	tcase_add_test(fits, what_only_one_source_says_counts_less);
	tcase_add_test(fits, the_same_rows_give_the_same_digits);
	tcase_add_test(fits, a_large_source_of_one_class_does_not_drown_a_small_one);
	tcase_add_test(fits, what_a_young_model_saw_counts_less);
	tcase_add_test(fits, a_covered_language_learns_what_differs);
	tcase_add_test(fits, a_language_not_covered_has_the_common_weights);
	tcase_add_loop_test(fits, extreme_rows_give_numbers, 0, 2);
	suite_add_tcase(suite, fits);
	return suite;
}

int
main(void)
{
	return test_main(head_suite());
}
