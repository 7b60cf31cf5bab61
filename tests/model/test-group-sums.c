/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/group-sums.h"

#include <math.h>

#include "model/combiner.h"
#include "tests/test-main.h"

static const HanteiTally LEARNT = {{100, 100}, {20, 20}};

/* The log-odds of a mail with @n features of @tally in @group beside what @sums holds, judged with
 * the default weights. */
static gdouble
judge(const HanteiGroupSums *sums, guint n, HanteiGroup group, const HanteiTally *tally)
{
	HanteiGroupSums copy = *sums;
	HanteiBayesPair bayes;
	HanteiCombiner combiner;

	hantei_bayes_pair_init(&bayes, &LEARNT);
	hantei_combiner_init(&combiner);
	for (guint i = 0; i < n; i++)
		hantei_group_sums_add(&copy, &bayes, group, tally, NULL);
	hantei_group_sums_finish(&copy);
	return hantei_combiner_judge(&combiner, HANTEI_VIEW_RECEIVED, &copy);
}

static void
add(HanteiGroupSums *sums, HanteiGroup group, guint32 n_spam, guint32 n_ham)
{
	const HanteiTally tally = {{n_spam, n_ham}, {n_spam / 5, n_ham / 5}};
	HanteiBayesPair bayes;

	hantei_bayes_pair_init(&bayes, &LEARNT);
	hantei_group_sums_add(sums, &bayes, group, &tally, NULL);
}

START_TEST(each_sum_has_an_index_of_its_own)
{
	gboolean is_taken[HANTEI_N_SUMS] = {FALSE};

	for (guint i = 0; i < HANTEI_N_SUMS; i++) {
		const guint at =
		    HANTEI_SUM_INDEX(i % 2, i / 2 % 2, (HanteiGroup)(i / 4 % HANTEI_N_SUM_GROUPS));

		ck_assert_uint_lt(at, HANTEI_N_SUMS);
		ck_assert(!is_taken[at]);
		is_taken[at] = TRUE;
	}
}
END_TEST

START_TEST(what_a_feature_weighs_is_told)
{
	const HanteiTally tally = {{12, 1}, {3, 2}};
	HanteiGroupSums sums = {0};
	HanteiBayesPair bayes;
	gdouble weights[2];

	hantei_bayes_pair_init(&bayes, &LEARNT);
	hantei_group_sums_add(&sums, &bayes, HANTEI_GROUP_WORDS, &tally, weights);
	ck_assert_double_eq(weights[0], hantei_bayes_weigh(&bayes.all, tally.all));
	ck_assert_double_eq(weights[1], hantei_bayes_weigh(&bayes.hard, tally.hard));
	hantei_group_sums_add(&sums, &bayes, HANTEI_GROUP_STRUCTURE, &tally, weights);
	ck_assert_double_eq(weights[0], 0);
	ck_assert_double_eq(weights[1], 0);
}
END_TEST

START_TEST(an_unseen_feature_changes_nothing)
{
	HanteiGroupSums sums = {0};
	gdouble before;

	add(&sums, HANTEI_GROUP_WORDS, 9, 1);
	before = judge(&sums, 0, HANTEI_GROUP_WORDS, NULL);
	ck_assert_double_eq_tol(judge(&sums, 50, HANTEI_GROUP_WORDS, &(HanteiTally){0}), before,
				1e-15);
}
END_TEST

START_TEST(weights_go_to_their_group_and_sign)
{
	HanteiGroupSums sums = {0};

	add(&sums, HANTEI_GROUP_SUBJECT, 50, 5);
	add(&sums, HANTEI_GROUP_LINKS, 5, 50);
	hantei_group_sums_finish(&sums);
	for (guint pair = 0; pair < 2; pair++) {
		ck_assert_double_gt(sums.sums[HANTEI_SUM_INDEX(pair, 0, HANTEI_GROUP_SUBJECT)], 0);
		ck_assert_double_lt(sums.sums[HANTEI_SUM_INDEX(pair, 1, HANTEI_GROUP_LINKS)], 0);
		ck_assert_double_eq_tol(sums.sums[HANTEI_SUM_INDEX(pair, 1, HANTEI_GROUP_SUBJECT)],
					0, 1e-15);
		ck_assert_double_eq_tol(sums.sums[HANTEI_SUM_INDEX(pair, 0, HANTEI_GROUP_LINKS)], 0,
					1e-15);
	}
}
END_TEST

START_TEST(twice_as_many_features_say_at_most_ln_2_more)
{
	HanteiGroupSums sums = {0};
	gdouble before;

	for (guint i = 0; i < 20000; i++)
		add(&sums, HANTEI_GROUP_WORDS, 100, 0);
	hantei_group_sums_finish(&sums);
	before = sums.sums[HANTEI_SUM_INDEX(0, 0, HANTEI_GROUP_WORDS)];
	for (guint i = 0; i < 20000; i++)
		add(&sums, HANTEI_GROUP_WORDS, 100, 0);
	hantei_group_sums_finish(&sums);
	ck_assert_double_gt(before, 0);
	ck_assert_double_le(sums.sums[HANTEI_SUM_INDEX(0, 0, HANTEI_GROUP_WORDS)], before + G_LN2);
}
END_TEST

/* A spam-only feature added to a mail that has @n_spam_only spam-only ones, @n_ham_only ham-only
 * ones and @n_both undecided ones in the same group. */
static const struct {
	const gchar *name;
	guint n_spam_only;
	guint n_ham_only;
	guint n_both;
} MAILS[] = {
    {"an empty mail", 0, 0, 0}, {"one undecided", 0, 0, 1},
    {"spam", 5, 0, 0},		{"ham", 0, 5, 0},
    {"mixed", 5, 5, 5},		{"long ham", 0, 500, 100},
    {"long spam", 500, 0, 100}, {"long mixed", 200, 200, 200},
};

static void
add_mail(HanteiGroupSums *sums, guint row)
{
	for (guint i = 0; i < MAILS[row].n_spam_only; i++)
		add(sums, HANTEI_GROUP_WORDS, 10, 0);
	for (guint i = 0; i < MAILS[row].n_ham_only; i++)
		add(sums, HANTEI_GROUP_WORDS, 0, 10);
	for (guint i = 0; i < MAILS[row].n_both; i++)
		add(sums, HANTEI_GROUP_WORDS, 10, 10);
}

/* However weak: a mean would be diluted by it, the logarithm of the sum is not. */
static const HanteiTally SPAM_ONLY[] = {
    {{1, 0}, {0, 0}}, {{1, 0}, {4, 0}}, {{10, 0}, {2, 0}}, {{500, 0}, {0, 0}}};

START_TEST(a_spam_only_feature_never_lowers_the_log_odds)
{
	HanteiGroupSums sums = {0};

	add_mail(&sums, (guint)_i);
	for (gsize k = 0; k < G_N_ELEMENTS(SPAM_ONLY); k++) {
		for (guint n = 0; n < 20; n++) {
			const gdouble before = judge(&sums, n, HANTEI_GROUP_WORDS, &SPAM_ONLY[k]);
			const gdouble after =
			    judge(&sums, n + 1, HANTEI_GROUP_WORDS, &SPAM_ONLY[k]);

			ck_assert_msg(after >= before, "%s: %.12g after %.12g", MAILS[_i].name,
				      after, before);
		}
	}
}
END_TEST

START_TEST(a_spam_only_feature_of_a_new_group_raises_the_log_odds)
{
	const HanteiTally tally = {{1, 0}, {0, 0}};
	HanteiGroupSums sums = {0};

	add_mail(&sums, (guint)_i);
	ck_assert_double_gt(judge(&sums, 1, HANTEI_GROUP_LINKS, &tally),
			    judge(&sums, 0, HANTEI_GROUP_LINKS, &tally));
}
END_TEST

static Suite *
group_sums_suite(void)
{
	Suite *suite = suite_create("group-sums");
	TCase *tcase = tcase_create("group-sums");

	tcase_add_test(tcase, each_sum_has_an_index_of_its_own);
	tcase_add_test(tcase, what_a_feature_weighs_is_told);
	tcase_add_test(tcase, an_unseen_feature_changes_nothing);
	tcase_add_test(tcase, weights_go_to_their_group_and_sign);
	tcase_add_test(tcase, twice_as_many_features_say_at_most_ln_2_more);
	tcase_add_loop_test(tcase, a_spam_only_feature_never_lowers_the_log_odds, 0,
			    G_N_ELEMENTS(MAILS));
	tcase_add_loop_test(tcase, a_spam_only_feature_of_a_new_group_raises_the_log_odds, 0,
			    G_N_ELEMENTS(MAILS));
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(group_sums_suite());
}
