/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/bayes.h"

#include <math.h>

#include "tests/test-main.h"

static const HanteiCounts LEARNT[] = {
    {0, 0},	{1, 0},	     {0, 1},	  {1, 1},	{10, 10},      {20, 10},
    {100, 100}, {1000, 100}, {100, 1000}, {5000, 5000}, {60000, 6000},
};

static gdouble
weigh(HanteiCounts learnt, guint32 n_spam, guint32 n_ham)
{
	HanteiBayes bayes;

	hantei_bayes_init(&bayes, learnt);
	return hantei_bayes_weigh(&bayes, (HanteiCounts){n_spam, n_ham});
}

START_TEST(an_unseen_feature_weighs_nothing)
{
	const gdouble weight = weigh(LEARNT[_i], 0, 0);

	ck_assert_msg(fpclassify(weight) == FP_ZERO, "weighs %g with %u spam, %u ham learnt",
		      weight, LEARNT[_i].n_spam, LEARNT[_i].n_ham);
}
END_TEST

START_TEST(classes_can_be_swapped)
{
	for (guint s = 0; s < 60; s++) {
		for (guint h = 0; h < 60; h++) {
			const HanteiCounts learnt = {100, 100};

			ck_assert_double_eq_tol(weigh(learnt, s, h), -weigh(learnt, h, s), 1e-12);
		}
	}
}
END_TEST

START_TEST(unequal_classes_can_be_swapped)
{
	ck_assert_double_eq_tol(weigh((HanteiCounts){300, 70}, 12, 5),
				-weigh((HanteiCounts){70, 300}, 5, 12), 1e-12);
}
END_TEST

/* Up to ten mails of a class for one of the other. Far beyond it a second mail of the rare class
 * may still strengthen what the first said. */
START_TEST(more_spam_never_weighs_less)
{
	const HanteiCounts learnt = LEARNT[_i];

	for (guint h = 0; h <= MIN(learnt.n_ham, 80); h++) {
		for (guint s = 0; s < MIN(learnt.n_spam, 80); s++)
			ck_assert_msg(weigh(learnt, s + 1, h) >= weigh(learnt, s, h),
				      "%u of %u spam, %u of %u ham: %g after %g", s + 1,
				      learnt.n_spam, h, learnt.n_ham, weigh(learnt, s + 1, h),
				      weigh(learnt, s, h));
	}
}
END_TEST

START_TEST(the_sign_follows_the_frequencies)
{
	ck_assert_double_gt(weigh((HanteiCounts){100, 100}, 3, 1), 0);
	ck_assert_double_lt(weigh((HanteiCounts){100, 100}, 1, 3), 0);
	/* 3 of 1000 is less than 1 of 100 */
	ck_assert_double_lt(weigh((HanteiCounts){1000, 100}, 3, 1), 0);
	ck_assert_double_eq_tol(weigh((HanteiCounts){1000, 100}, 30, 3), 0, 1e-6);
}
END_TEST

START_TEST(extremes_give_numbers)
{
	static const guint32 counts[] = {0, 1, 2, 1000, G_MAXUINT32 - 1, G_MAXUINT32};
	const gsize n = G_N_ELEMENTS(counts);

	for (gsize i = 0; i < n * n * n * n; i++) {
		const HanteiCounts learnt = {counts[i % n], counts[i / n % n]};
		const gdouble weight =
		    weigh(learnt, counts[i / n / n % n], counts[i / n / n / n % n]);

		/* ln(2^32 / 0.1) twice is 49 */
		ck_assert_msg(isfinite(weight) && fabs(weight) < 60, "%g at %u, %u learnt", weight,
			      learnt.n_spam, learnt.n_ham);
	}
}
END_TEST

static const struct {
	const gchar *name;
	gdouble log_odds;
	gdouble probability;
} PROBABILITIES[] = {
    {"even", 0, 0.5},
    {"nine to one", 2.1972245773362196, 0.9},
    {"one to nine", -2.1972245773362196, 0.1},
    {"beyond a double's digits", 40, 1},
    {"far up", 1000, 1},
    {"far down", -1000, 0},
    {"endless", HUGE_VAL, 1},
    {"endless down", -HUGE_VAL, 0},
};

START_TEST(log_odds_become_a_probability)
{
	const gdouble probability = hantei_bayes_probability(PROBABILITIES[_i].log_odds);

	ck_assert_msg(fabs(probability - PROBABILITIES[_i].probability) < 1e-15, "%s: %.17g",
		      PROBABILITIES[_i].name, probability);
}
END_TEST

START_TEST(probabilities_of_both_signs_add_up)
{
	for (gdouble x = -50; x <= 50; x += 0.37)
		ck_assert_double_eq_tol(hantei_bayes_probability(x) + hantei_bayes_probability(-x),
					1, 1e-15);
}
END_TEST

static Suite *
bayes_suite(void)
{
	Suite *suite = suite_create("bayes");
	TCase *tcase = tcase_create("bayes");

	tcase_add_loop_test(tcase, an_unseen_feature_weighs_nothing, 0, G_N_ELEMENTS(LEARNT));
	tcase_add_test(tcase, classes_can_be_swapped);
	tcase_add_test(tcase, unequal_classes_can_be_swapped);
	tcase_add_loop_test(tcase, more_spam_never_weighs_less, 0, G_N_ELEMENTS(LEARNT));
	tcase_add_test(tcase, the_sign_follows_the_frequencies);
	tcase_add_test(tcase, extremes_give_numbers);
	tcase_add_loop_test(tcase, log_odds_become_a_probability, 0, G_N_ELEMENTS(PROBABILITIES));
	tcase_add_test(tcase, probabilities_of_both_signs_add_up);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(bayes_suite());
}
