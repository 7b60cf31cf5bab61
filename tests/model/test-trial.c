/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include <math.h>

#include "model/trainer.h"
#include "tests/model/mails.h"
#include "tests/test-main.h"

#define N_MAILS 120

/* More than a batch is learnt and taken back, and nothing of it is left: not in the file while the
 * trial goes on, not after it, not in what is learnt then. */
START_TEST(a_trial_leaves_no_trace)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(TestFolder) plain = test_folder_new();
	g_autofree gchar *before = NULL;
	g_autofree gchar *after = NULL;
	g_autofree gchar *expected = NULL;

	test_train(dir, 0, N_MAILS);
	before = test_dump(dir);
	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);
		const gdouble log_odds = test_weigh(trainer, 1);
		g_autofree gchar *meanwhile = NULL;

		hantei_trainer_begin_trial(trainer);
		for (guint i = 0; i < N_MAILS; i++)
			ck_assert_int_eq(test_forget(trainer, i), HANTEI_LEARNT_FORGOTTEN);
		ck_assert_uint_eq(hantei_trainer_count_mails(trainer), 0);
		for (guint i = 0; i < HANTEI_TRAINER_BATCH; i++)
			ck_assert_int_eq(test_learn_as(trainer, i, !test_mail_is_spam(i)),
					 HANTEI_LEARNT_NEW);
		hantei_trainer_fit(trainer);
		ck_assert_double_gt(fabs(test_weigh(trainer, 1) - log_odds), 1);
		meanwhile = test_dump(dir);
		test_assert_same(meanwhile, before);
		ck_assert(hantei_trainer_end_trial(trainer, NULL));
		ck_assert(hantei_trainer_is_committed(trainer));
		ck_assert_uint_eq(hantei_trainer_count_mails(trainer), N_MAILS);
		ck_assert_double_eq_tol(test_weigh(trainer, 1), log_odds, 1e-15);
		for (guint i = N_MAILS; i < 2 * N_MAILS; i++)
			ck_assert_int_eq(test_learn(trainer, i), HANTEI_LEARNT_NEW);
		ck_assert(!hantei_trainer_is_committed(trainer));
		test_commit(trainer);
	}
	after = test_dump(dir);
	test_train(plain, 0, N_MAILS);
	test_train(plain, N_MAILS, 2 * N_MAILS);
	expected = test_dump(plain);
	test_assert_same(after, expected);
}
END_TEST

START_TEST(a_trial_that_does_not_end_is_dropped)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *before = NULL;
	g_autofree gchar *after = NULL;

	test_train(dir, 0, N_MAILS);
	before = test_dump(dir);
	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		hantei_trainer_begin_trial(trainer);
		for (guint i = 0; i < N_MAILS; i++)
			test_forget(trainer, i);
	}
	after = test_dump(dir);
	test_assert_same(before, after);
}
END_TEST

static Suite *
trial_suite(void)
{
	Suite *suite = suite_create("trial");
	TCase *tcase = tcase_create("trial");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, a_trial_leaves_no_trace);
	tcase_add_test(tcase, a_trial_that_does_not_end_is_dropped);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(trial_suite());
}
