/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/combiner.h"

#include <math.h>

#include "tests/test-main.h"

#define N_ROWS 1000

/* Rows whose sums are drawn by chance, spam where a few of them say so, one in ten at random. */
static void
make_rows(HanteiCombinerRow *rows, guint n_rows, guint32 seed)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(seed);

	for (guint r = 0; r < n_rows; r++) {
		gdouble z = 0;

		for (guint i = 0; i < HANTEI_N_SUMS; i++) {
			rows[r].sums[i] = (gfloat)g_rand_double_range(rand, -3, 3);
			z += i % 5 == 0 ? (gdouble)rows[r].sums[i] : 0;
		}
		rows[r].is_spam = g_rand_int_range(rand, 0, 10) == 0 ? g_rand_boolean(rand) : z > 0;
	}
}

static void
assert_same(const HanteiCombiner *a, const HanteiCombiner *b, gdouble tolerance)
{
	for (guint i = 0; i < HANTEI_N_SUMS; i++)
		ck_assert_double_eq_tol(a->weights[i], b->weights[i], tolerance);
	ck_assert_double_eq_tol(a->bias, b->bias, tolerance);
}

START_TEST(nothing_known_is_undecided)
{
	HanteiCombiner combiner;
	HanteiGroupSums sums = {0};

	hantei_combiner_init(&combiner);
	ck_assert_double_eq_tol(hantei_combiner_judge(&combiner, (HanteiView)_i, &sums), 0, 1e-15);
}
END_TEST

START_TEST(without_rows_the_prior_comes_back)
{
	HanteiCombiner prior;
	HanteiCombiner fitted = {0};

	hantei_combiner_init(&prior);
	prior.bias = -1.5;
	prior.weights[3] = 0.75;
	hantei_combiner_fit(&fitted, (HanteiView)_i, NULL, 0, &prior);
	assert_same(&fitted, &prior, 1e-9);
}
END_TEST

START_TEST(separable_rows_give_their_signs)
{
	HanteiCombinerRow rows[40] = {0};
	HanteiCombiner prior = {0};
	HanteiCombiner fitted = {0};
	HanteiGroupSums sums = {0};

	for (guint r = 0; r < G_N_ELEMENTS(rows); r++) {
		rows[r].is_spam = r % 2;
		rows[r].sums[0] = r % 2 ? 2 : 0;
		rows[r].sums[HANTEI_SUM_INDEX(0, 1, 0)] = r % 2 ? 0 : -2;
		rows[r].sums[1] = 1;
	}
	hantei_combiner_fit(&fitted, HANTEI_VIEW_DRAFT, rows, G_N_ELEMENTS(rows), &prior);
	ck_assert_double_gt(fitted.weights[0], 0.5);
	ck_assert_double_gt(fitted.weights[HANTEI_SUM_INDEX(0, 1, 0)], 0.5);
	ck_assert_double_eq_tol(fitted.weights[2], 0, 1e-9);
	sums.sums[0] = 2;
	sums.sums[1] = 1;
	ck_assert_double_gt(hantei_combiner_judge(&fitted, HANTEI_VIEW_DRAFT, &sums), 1);
	sums.sums[0] = 0;
	sums.sums[HANTEI_SUM_INDEX(0, 1, 0)] = -2;
	ck_assert_double_lt(hantei_combiner_judge(&fitted, HANTEI_VIEW_DRAFT, &sums), -1);
}
END_TEST

START_TEST(a_fit_learns_what_made_the_labels)
{
	g_autofree HanteiCombinerRow *rows = g_new0(HanteiCombinerRow, N_ROWS);
	HanteiCombiner prior;
	HanteiCombiner fitted;

	make_rows(rows, N_ROWS, 1);
	hantei_combiner_init(&prior);
	fitted = prior;
	hantei_combiner_fit(&fitted, HANTEI_VIEW_RECEIVED, rows, N_ROWS, &prior);
	for (guint i = 0; i < HANTEI_N_SUMS; i++) {
		if (i % 5 == 0)
			ck_assert_double_gt(fitted.weights[i], 0.3);
		else
			ck_assert_double_lt(fabs(fitted.weights[i]), 0.3);
	}
}
END_TEST

START_TEST(the_order_of_rows_does_not_matter)
{
	g_autofree HanteiCombinerRow *rows = g_new0(HanteiCombinerRow, N_ROWS);
	g_autofree HanteiCombinerRow *turned = g_new0(HanteiCombinerRow, N_ROWS);
	HanteiCombiner prior;
	HanteiCombiner a;
	HanteiCombiner b;

	make_rows(rows, N_ROWS, 2);
	for (guint i = 0; i < N_ROWS; i++)
		turned[i] = rows[(i * 7 + 3) % N_ROWS];
	hantei_combiner_init(&prior);
	a = b = prior;
	hantei_combiner_fit(&a, (HanteiView)_i, rows, N_ROWS, &prior);
	hantei_combiner_fit(&b, (HanteiView)_i, turned, N_ROWS, &prior);
	assert_same(&a, &b, 1e-9);
}
END_TEST

START_TEST(where_a_fit_starts_does_not_matter)
{
	g_autofree HanteiCombinerRow *rows = g_new0(HanteiCombinerRow, N_ROWS);
	HanteiCombiner prior;
	HanteiCombiner a;
	HanteiCombiner b = {.bias = 5};

	make_rows(rows, N_ROWS, 3);
	hantei_combiner_init(&prior);
	a = prior;
	for (guint i = 0; i < HANTEI_N_SUMS; i++)
		b.weights[i] = i % 2 ? 4 : -4;
	hantei_combiner_fit(&a, HANTEI_VIEW_RECEIVED, rows, N_ROWS, &prior);
	hantei_combiner_fit(&b, HANTEI_VIEW_RECEIVED, rows, N_ROWS, &prior);
	assert_same(&a, &b, 1e-9);
}
END_TEST

START_TEST(a_draft_ignores_transport)
{
	g_autofree HanteiCombinerRow *rows = g_new0(HanteiCombinerRow, N_ROWS);
	HanteiCombiner prior;
	HanteiCombiner plain;
	HanteiCombiner other;
	HanteiGroupSums sums = {0};
	gdouble before;

	make_rows(rows, N_ROWS, 4);
	hantei_combiner_init(&prior);
	plain = other = prior;
	hantei_combiner_fit(&plain, HANTEI_VIEW_DRAFT, rows, N_ROWS, &prior);
	for (guint r = 0; r < N_ROWS; r++) {
		for (guint i = 0; i < 4; i++)
			rows[r].sums[HANTEI_SUM_INDEX(i % 2, i / 2, HANTEI_GROUP_RELAY)] = 2;
	}
	hantei_combiner_fit(&other, HANTEI_VIEW_DRAFT, rows, N_ROWS, &prior);
	assert_same(&plain, &other, 1e-15);
	before = hantei_combiner_judge(&plain, HANTEI_VIEW_DRAFT, &sums);
	sums.sums[HANTEI_SUM_INDEX(0, 0, HANTEI_GROUP_RELAY)] = 3;
	ck_assert_double_eq_tol(hantei_combiner_judge(&plain, HANTEI_VIEW_DRAFT, &sums), before,
				1e-15);
	ck_assert_double_gt(hantei_combiner_judge(&prior, HANTEI_VIEW_RECEIVED, &sums), 0);
}
END_TEST

/* All sums at their bounds, labels that agree perfectly, or not at all. */
START_TEST(extreme_rows_give_numbers)
{
	HanteiCombinerRow rows[200] = {0};
	HanteiCombiner prior;
	HanteiCombiner fitted;

	for (guint r = 0; r < G_N_ELEMENTS(rows); r++) {
		rows[r].is_spam = _i == 0 ? r % 2 : _i == 1 ? 1 : r / 2 % 2;
		for (guint i = 0; i < HANTEI_N_SUMS; i++)
			rows[r].sums[i] = r % 2 ? 3 : -3;
	}
	hantei_combiner_init(&prior);
	fitted = prior;
	hantei_combiner_fit(&fitted, HANTEI_VIEW_RECEIVED, rows, G_N_ELEMENTS(rows), &prior);
	for (guint i = 0; i < HANTEI_N_SUMS; i++)
		ck_assert(isfinite(fitted.weights[i]) && fabs(fitted.weights[i]) < 50);
	ck_assert(isfinite(fitted.bias) && fabs(fitted.bias) < 50);
}
END_TEST

static Suite *
combiner_suite(void)
{
	Suite *suite = suite_create("combiner");
	TCase *tcase = tcase_create("combiner");

	tcase_add_loop_test(tcase, nothing_known_is_undecided, 0, HANTEI_N_VIEWS);
	tcase_add_loop_test(tcase, without_rows_the_prior_comes_back, 0, HANTEI_N_VIEWS);
	tcase_add_test(tcase, separable_rows_give_their_signs);
	tcase_add_test(tcase, a_fit_learns_what_made_the_labels);
	tcase_add_loop_test(tcase, the_order_of_rows_does_not_matter, 0, HANTEI_N_VIEWS);
	tcase_add_test(tcase, where_a_fit_starts_does_not_matter);
	tcase_add_test(tcase, a_draft_ignores_transport);
	tcase_add_loop_test(tcase, extreme_rows_give_numbers, 0, 3);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(combiner_suite());
}
