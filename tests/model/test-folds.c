/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/folds.h"

#include <string.h>

#include "tests/test-main.h"

#define N_FOLDS 5

START_TEST(nothing_is_dealt_to_nobody)
{
	g_autofree guint *fold_of = hantei_folds_deal(NULL, 0, 0, N_FOLDS, 0);

	ck_assert_ptr_nonnull(fold_of);
}
END_TEST

/* Mails one by one, or in groups of three. */
static guint *
deal(guint n_mails, guint by, guint64 seed)
{
	g_autofree HanteiFoldMail *mails = g_new(HanteiFoldMail, n_mails);

	for (guint i = 0; i < n_mails; i++)
		mails[i] = (HanteiFoldMail){i / by, i / by % 4 == 0};
	return hantei_folds_deal(mails, n_mails, n_mails / by, N_FOLDS, seed);
}

/* _i: the group's size less one. */
START_TEST(folds_are_alike_and_groups_stay_together)
{
	const guint by = (guint)_i + 1;
	const guint n_mails = 120 * by;
	g_autofree guint *fold_of = deal(n_mails, by, 7);
	guint n_spam[N_FOLDS] = {0};
	guint n_ham[N_FOLDS] = {0};

	for (guint i = 0; i < n_mails; i++) {
		ck_assert_uint_lt(fold_of[i], N_FOLDS);
		ck_assert_uint_eq(fold_of[i], fold_of[i - i % by]);
		if (i / by % 4 == 0)
			n_spam[fold_of[i]]++;
		else
			n_ham[fold_of[i]]++;
	}
	for (guint fold = 0; fold < N_FOLDS; fold++) {
		ck_assert_uint_eq(n_spam[fold], 6 * by);
		ck_assert_uint_eq(n_ham[fold], 18 * by);
	}
}
END_TEST

START_TEST(the_seed_decides)
{
	g_autofree guint *one = deal(60, 1, 7);
	g_autofree guint *again = deal(60, 1, 7);
	g_autofree guint *other = deal(60, 1, 8);

	ck_assert_mem_eq(one, again, 60 * sizeof *one);
	ck_assert_mem_ne(one, other, 60 * sizeof *one);
}
END_TEST

static Suite *
folds_suite(void)
{
	Suite *suite = suite_create("folds");
	TCase *tcase = tcase_create("folds");

	tcase_add_test(tcase, nothing_is_dealt_to_nobody);
	tcase_add_loop_test(tcase, folds_are_alike_and_groups_stay_together, 0, 3);
	tcase_add_test(tcase, the_seed_decides);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(folds_suite());
}
