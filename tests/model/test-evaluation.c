/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/evaluation.h"

#include <math.h>

#include "model/chance.h"
#include "tests/test-main.h"

#define NEAR 1e-9

/* Evaluates @spam and @ham, each ended by NAN, one cluster a mail. */
static HanteiEvaluation *
evaluate(const gdouble *spam, const gdouble *ham, guint n_resamples)
{
	g_autoptr(GArray) mails = g_array_new(FALSE, FALSE, sizeof(HanteiJudgement));
	const HanteiEvaluationOptions options = {.n_resamples = n_resamples, .seed = 1};

	for (gsize i = 0; !isnan(spam[i]); i++) {
		HanteiJudgement mail = {spam[i], TRUE, mails->len};
		g_array_append_val(mails, mail);
	}
	for (gsize i = 0; !isnan(ham[i]); i++) {
		HanteiJudgement mail = {ham[i], FALSE, mails->len};
		g_array_append_val(mails, mail);
	}
	return hantei_evaluation_new((const HanteiJudgement *)mails->data, mails->len, &options);
}

static const struct {
	const gchar *name;
	gdouble spam[8];
	gdouble ham[8];
	gdouble roc_loss; /* percent */
	gdouble lost_at_1;
	gdouble missed_at_01;
} RANK_ROWS[] = {
    {"perfect", {2, 3, NAN}, {-1, 1, NAN}, 0, 0, 0},
    {"all wrong", {-2, -3, NAN}, {1, 2, NAN}, 100, 100, 100},
    /* of 2 x 3 pairs (1 over 2) is wrong */
    {"one pair of six", {1, 5, NAN}, {-3, 0, 2, NAN}, 100.0 / 6, 100.0 / 3, 50},
    {"one score for all", {1, 1, NAN}, {1, 1, 1, NAN}, 50, 100, 100},
    /* pairs: 1 = 1 is half, 1 under 4 is none of ours; 2 x 2 */
    {"a tie is half", {1, 4, NAN}, {0, 1, NAN}, 12.5, 50, 50},
    {"no end of certainty", {INFINITY, 1, NAN}, {-INFINITY, 0, NAN}, 0, 0, 0},
};

START_TEST(ranking_is_as_by_hand)
{
	g_autoptr(HanteiEvaluation) result = evaluate(RANK_ROWS[_i].spam, RANK_ROWS[_i].ham, 0);
	const HanteiMeasure *m = result->measures;

	ck_assert(m[HANTEI_MEASURE_ROC_LOSS].is_known);
	ck_assert(!m[HANTEI_MEASURE_ROC_LOSS].has_interval);
	ck_assert_msg(fabs(m[HANTEI_MEASURE_ROC_LOSS].value - RANK_ROWS[_i].roc_loss) < NEAR,
		      "%s: 1-AUC %g", RANK_ROWS[_i].name, m[HANTEI_MEASURE_ROC_LOSS].value);
	ck_assert_msg(fabs(m[HANTEI_MEASURE_HAM_LOST_AT_1].value - RANK_ROWS[_i].lost_at_1) < NEAR,
		      "%s: hm@sm1 %g", RANK_ROWS[_i].name, m[HANTEI_MEASURE_HAM_LOST_AT_1].value);
	ck_assert_msg(
	    fabs(m[HANTEI_MEASURE_SPAM_MISSED_AT_01].value - RANK_ROWS[_i].missed_at_01) < NEAR,
	    "%s: sm@hm.1 %g", RANK_ROWS[_i].name, m[HANTEI_MEASURE_SPAM_MISSED_AT_01].value);
	/* the curve goes from all ham lost to all spam missed */
	ck_assert_double_eq(result->roc[0].ham_lost, 1.0);
	ck_assert_double_eq(result->roc[0].spam_missed, 0.0);
	ck_assert_double_eq(result->roc[result->n_roc - 1].ham_lost, 0.0);
	ck_assert_double_eq(result->roc[result->n_roc - 1].spam_missed, 1.0);
}
END_TEST

START_TEST(decisions_and_calibration_are_as_by_hand)
{
	/* p = .75, .25, .9 of spam; .1, .5 of ham; .5 is called spam */
	const gdouble spam[] = {log(3), -log(3), log(9), NAN};
	const gdouble ham[] = {-log(9), 0, NAN};
	g_autoptr(HanteiEvaluation) result = evaluate(spam, ham, 0);
	const HanteiMeasure *m = result->measures;

	ck_assert_uint_eq(result->n_spam, 3);
	ck_assert_uint_eq(result->n_ham, 2);
	ck_assert_uint_eq(result->n_spam_missed, 1);
	ck_assert_uint_eq(result->n_ham_lost, 1);
	ck_assert_double_eq_tol(m[HANTEI_MEASURE_HAM_LOST].value, 50.0, NEAR);
	ck_assert_double_eq_tol(m[HANTEI_MEASURE_SPAM_MISSED].value, 100.0 / 3, NEAR);
	/* (.25^2 + .75^2 + .1^2 + .1^2 + .5^2) / 5 */
	ck_assert_double_eq_tol(m[HANTEI_MEASURE_BRIER].value, 0.179, NEAR);
	ck_assert_double_eq_tol(m[HANTEI_MEASURE_LOG_LOSS].value,
				-(log(.75) + log(.25) + log(.9) + log(.9) + log(.5)) / 5, NEAR);
	/* each mail lies in a bin of its own */
	ck_assert_double_eq_tol(m[HANTEI_MEASURE_ECE].value, (.25 + .75 + .1 + .1 + .5) / 5, NEAR);
	/* logit(1.5 / 3) = 0, logit(1.5 / 4) = ln .6 */
	ck_assert_double_eq_tol(m[HANTEI_MEASURE_LAM].value, 100.0 / (1.0 + sqrt(1.0 / 0.6)), NEAR);
	ck_assert_uint_eq(result->bins[13].n_spam, 1);
	ck_assert_double_eq_tol(result->bins[13].mean_probability, 0.9, NEAR);
	ck_assert_uint_eq(result->n_ham_by_nat[20], 1);
	ck_assert_uint_eq(result->n_ham_by_nat[17], 1);
}
END_TEST

START_TEST(lam_takes_both_errors_alike)
{
	/* two of four ham lost, none of four spam missed; then the other way round */
	g_autoptr(HanteiEvaluation) lost =
	    evaluate((const gdouble[]){1, 2, 3, 4, NAN}, (const gdouble[]){-1, -2, 1, 2, NAN}, 0);
	g_autoptr(HanteiEvaluation) missed = evaluate((const gdouble[]){-1, -2, 1, 2, NAN},
						      (const gdouble[]){-1, -2, -3, -4, NAN}, 0);
	const gdouble lam = lost->measures[HANTEI_MEASURE_LAM].value;

	ck_assert_double_eq_tol(lam, missed->measures[HANTEI_MEASURE_LAM].value, NEAR);
	ck_assert_double_gt(lam, 0.0);
	ck_assert_double_lt(lam, 50.0);
}
END_TEST

static const struct {
	const gchar *name;
	gdouble spam[3];
	gdouble ham[3];
	gboolean has_brier;
} LACK_ROWS[] = {
    {"no mail", {NAN}, {NAN}, FALSE},
    {"spam only", {1, -1, NAN}, {NAN}, TRUE},
    {"ham only", {NAN}, {1, -1, NAN}, TRUE},
};

START_TEST(what_needs_both_classes_is_absent_without)
{
	g_autoptr(HanteiEvaluation) result = evaluate(LACK_ROWS[_i].spam, LACK_ROWS[_i].ham, 50);
	const HanteiMeasure *m = result->measures;

	ck_assert(!m[HANTEI_MEASURE_ROC_LOSS].is_known);
	ck_assert(!m[HANTEI_MEASURE_LAM].is_known);
	ck_assert(!m[HANTEI_MEASURE_HAM_LOST_AT_1].is_known);
	ck_assert_msg(m[HANTEI_MEASURE_BRIER].is_known == LACK_ROWS[_i].has_brier, "%s",
		      LACK_ROWS[_i].name);
	ck_assert(m[HANTEI_MEASURE_SPAM_MISSED].is_known == (result->n_spam > 0));
	ck_assert(m[HANTEI_MEASURE_HAM_LOST].is_known == (result->n_ham > 0));
	ck_assert_uint_eq(result->n_roc, 0);
	for (guint i = 0; i < HANTEI_N_MEASURES; i++) {
		ck_assert(isfinite(m[i].value));
		ck_assert(isfinite(m[i].low));
		ck_assert(isfinite(m[i].high));
	}
}
END_TEST

START_TEST(a_log_odds_that_is_no_number_counts_as_even)
{
	const HanteiJudgement mails[] = {{NAN, TRUE, 0}, {-1, FALSE, 1}};
	const HanteiEvaluationOptions options = {.seed = 1};
	g_autoptr(HanteiEvaluation) result = hantei_evaluation_new(mails, 2, &options);

	ck_assert_double_eq_tol(result->measures[HANTEI_MEASURE_ROC_LOSS].value, 0.0, NEAR);
}
END_TEST

START_TEST(certainty_that_is_wrong_costs_a_finite_loss)
{
	g_autoptr(HanteiEvaluation) result =
	    evaluate((const gdouble[]){-INFINITY, NAN}, (const gdouble[]){INFINITY, NAN}, 10);

	ck_assert_double_eq_tol(result->measures[HANTEI_MEASURE_LOG_LOSS].value, -log(1e-15), 1e-6);
	ck_assert_double_eq_tol(result->measures[HANTEI_MEASURE_BRIER].value, 1.0, NEAR);
}
END_TEST

START_TEST(the_threshold_moves_the_decisions_and_not_the_ranking)
{
	const HanteiJudgement mails[] = {{log(4), TRUE, 0}, {log(2), FALSE, 1}, {-1, FALSE, 2}};
	const HanteiEvaluationOptions even = {.threshold = 0.5};
	const HanteiEvaluationOptions high = {.threshold = 0.7};
	g_autoptr(HanteiEvaluation) a = hantei_evaluation_new(mails, 3, &even);
	g_autoptr(HanteiEvaluation) b = hantei_evaluation_new(mails, 3, &high);

	ck_assert_uint_eq(a->n_ham_lost, 1);
	ck_assert_uint_eq(b->n_ham_lost, 0);
	ck_assert_double_eq_tol(a->measures[HANTEI_MEASURE_ROC_LOSS].value,
				b->measures[HANTEI_MEASURE_ROC_LOSS].value, NEAR);
}
END_TEST

/* @n mails, half of them spam, whose classes overlap; @n_each of them in a cluster. */
static HanteiEvaluation *
evaluate_overlap(guint n, guint n_each, guint64 seed)
{
	g_autofree HanteiJudgement *mails = g_new(HanteiJudgement, n);
	const HanteiEvaluationOptions options = {.n_resamples = 400, .seed = seed};
	guint64 state = 5;

	for (guint i = 0; i < n; i++) {
		const gdouble noise = (gdouble)hantei_chance_below(&state, 1000) / 125.0 - 4.0;

		mails[i].is_spam = i / n_each % 2;
		mails[i].log_odds = noise + (mails[i].is_spam ? 2.0 : -2.0);
		mails[i].cluster = i / n_each * 77;
		/* the mails of a cluster are copies */
		if (i % n_each > 0)
			mails[i] = mails[i - 1];
	}
	return hantei_evaluation_new(mails, n, &options);
}

START_TEST(intervals_hold_the_estimate_and_shrink_with_mails)
{
	g_autoptr(HanteiEvaluation) few = evaluate_overlap(200, 1, 1);
	g_autoptr(HanteiEvaluation) many = evaluate_overlap(6000, 1, 1);

	for (guint i = 0; i < HANTEI_N_MEASURES; i++) {
		const HanteiMeasure *a = &few->measures[i];
		const HanteiMeasure *b = &many->measures[i];

		ck_assert(a->has_interval && b->has_interval);
		/* resamples are worse calibrated than the sample, for their bins are noisier */
		if (i == HANTEI_MEASURE_ECE)
			continue;
		ck_assert_msg(a->low <= a->value && a->value <= a->high, "%s",
			      hantei_measure_to_string(i));
		ck_assert_msg(b->low <= b->value && b->value <= b->high, "%s",
			      hantei_measure_to_string(i));
		ck_assert_msg(b->high - b->low < a->high - a->low, "%s",
			      hantei_measure_to_string(i));
	}
}
END_TEST

START_TEST(copies_do_not_make_sure)
{
	g_autoptr(HanteiEvaluation) single = evaluate_overlap(2000, 1, 1);
	g_autoptr(HanteiEvaluation) copied = evaluate_overlap(2000, 10, 1);
	const HanteiMeasure *a = &single->measures[HANTEI_MEASURE_ROC_LOSS];
	const HanteiMeasure *b = &copied->measures[HANTEI_MEASURE_ROC_LOSS];

	ck_assert_uint_eq(copied->n_clusters, 200);
	ck_assert_double_gt(b->high - b->low, 2.0 * (a->high - a->low));
}
END_TEST

START_TEST(a_seed_gives_the_same_interval_twice)
{
	g_autoptr(HanteiEvaluation) a = evaluate_overlap(500, 1, 9);
	g_autoptr(HanteiEvaluation) b = evaluate_overlap(500, 1, 9);
	g_autoptr(HanteiEvaluation) c = evaluate_overlap(500, 1, 10);

	ck_assert_double_eq(a->measures[0].low, b->measures[0].low);
	ck_assert_double_eq(a->measures[0].high, b->measures[0].high);
	ck_assert(fabs(a->measures[0].high - c->measures[0].high) > 0.0);
}
END_TEST

static Suite *
evaluation_suite(void)
{
	Suite *suite = suite_create("evaluation");
	TCase *tcase = tcase_create("evaluation");

	tcase_add_loop_test(tcase, ranking_is_as_by_hand, 0, G_N_ELEMENTS(RANK_ROWS));
	tcase_add_test(tcase, decisions_and_calibration_are_as_by_hand);
	tcase_add_test(tcase, lam_takes_both_errors_alike);
	tcase_add_loop_test(tcase, what_needs_both_classes_is_absent_without, 0,
			    G_N_ELEMENTS(LACK_ROWS));
	tcase_add_test(tcase, a_log_odds_that_is_no_number_counts_as_even);
	tcase_add_test(tcase, certainty_that_is_wrong_costs_a_finite_loss);
	tcase_add_test(tcase, the_threshold_moves_the_decisions_and_not_the_ranking);
	tcase_add_test(tcase, intervals_hold_the_estimate_and_shrink_with_mails);
	tcase_add_test(tcase, copies_do_not_make_sure);
	tcase_add_test(tcase, a_seed_gives_the_same_interval_twice);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(evaluation_suite());
}
