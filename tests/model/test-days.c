/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The day of a feature's last mail, from the trainer to prune. */

#include "model/model.h"
#include "model/upkeep.h"
#include "tests/model/mails.h"
#include "tests/test-main.h"

/* Learns a mail of the day @day. */
static void
learn_words(HanteiTrainer *trainer, guint index, const gchar *list, guint day)
{
	g_autoptr(HanteiFeatures) features = test_features(hantei_trainer_get_key(trainer), list);
	guint8 digest[16];
	HanteiLearnt learnt;

	test_digest(index, digest);
	hantei_trainer_set_day(trainer, day);
	ck_assert(hantei_trainer_learn(trainer, features, HANTEI_VIEW_RECEIVED, digest, TRUE,
				       &learnt, NULL));
}

/* In memory and over what is stored, whatever came first. */
START_TEST(a_feature_keeps_the_day_of_its_last_mail)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *dump = NULL;

	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		learn_words(trainer, 1, "words:once", 0);
		learn_words(trainer, 2, "words:early|words:late", 2);
		learn_words(trainer, 3, "words:late", 1);
		test_commit(trainer);
		learn_words(trainer, 4, "words:early", 1);
		learn_words(trainer, 5, "words:late", 20781);
		learn_words(trainer, 6, "words:beyond", 70000);
		test_commit(trainer);
	}
	dump = test_dump(dir);
	ck_assert_ptr_nonnull(strstr(dump, " 0:1:0 words once\n"));
	ck_assert_ptr_nonnull(strstr(dump, "@1970-01-03 words early\n"));
	ck_assert_ptr_nonnull(strstr(dump, "@2026-11-24 words late\n"));
	ck_assert_ptr_nonnull(strstr(dump, "@2149-06-06 words beyond\n"));
}
END_TEST

/* What the features' days are told to be. */
static HanteiModelInfo *
get_info(const gchar *dir)
{
	g_autoptr(HanteiModel) model = hantei_model_open(dir, NULL);
	HanteiModelInfo *info;

	ck_assert_ptr_nonnull(model);
	info = hantei_model_get_info(model, NULL);
	ck_assert_ptr_nonnull(info);
	return info;
}

/* Mails of no known day, then of one day each. */
static void
train_by_day(const gchar *dir)
{
	g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

	for (guint i = 0; i < 200; i++) {
		hantei_trainer_set_day(trainer, i < 20 ? 0 : 11000 + i);
		test_learn(trainer, i);
	}
	test_commit(trainer);
}

START_TEST(pruning_by_age_takes_what_no_mail_of_late_has)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(HanteiModelInfo) before = NULL;
	g_autoptr(HanteiModelInfo) after = NULL;
	g_autofree gchar *dump = NULL;
	HanteiPruneReport report;

	train_by_day(dir);
	before = get_info(dir);
	ck_assert_uint_ge(before->oldest_day, 11020);
	ck_assert_uint_lt(before->oldest_day, 11180);
	ck_assert_uint_eq(before->newest_day, 11199);
	{
		g_autoptr(HanteiRewrite) rewrite = hantei_rewrite_replace(dir, NULL);

		ck_assert(hantei_upkeep_prune(dir, rewrite, 0, 11180, &report, NULL));
		ck_assert(hantei_rewrite_finish(rewrite, NULL));
	}
	test_assert_sound(dir);
	after = get_info(dir);
	ck_assert_uint_lt(report.n_features_after, report.n_features_before);
	ck_assert_uint_eq(report.n_features_after, after->n_features);
	ck_assert_uint_ge(after->oldest_day, 11180);
	ck_assert_uint_eq(after->newest_day, 11199);
	ck_assert_uint_eq(after->n_features_without_day, before->n_features_without_day);
	/* it matters to who takes a mail back */
	dump = test_dump(dir);
	ck_assert_ptr_nonnull(strstr(dump, "\npruned 1\n"));
	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		for (guint i = 0; i < 100; i++)
			test_forget(trainer, i);
		test_commit(trainer);
	}
	test_assert_sound(dir);
}
END_TEST

static Suite *
days_suite(void)
{
	Suite *suite = suite_create("days");
	TCase *tcase = tcase_create("days");

	tcase_add_test(tcase, a_feature_keeps_the_day_of_its_last_mail);
	tcase_add_test(tcase, pruning_by_age_takes_what_no_mail_of_late_has);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(days_suite());
}
