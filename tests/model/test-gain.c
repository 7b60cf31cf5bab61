/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/gain.h"

#include <math.h>

#include "tests/model/mails.h"
#include "tests/test-main.h"

#define N_BASE 400
#define N_OWN 60

/* What was learnt before, in English. */
static void
learn_base(const gchar *dir)
{
	g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

	for (guint i = 0; i < N_BASE; i++) {
		const gboolean is_spam = test_mail_is_spam(i);
		g_autoptr(HanteiFeatures) features =
		    test_mail(hantei_trainer_get_key(trainer), i, is_spam);
		HanteiLearnt learnt;
		guint8 digest[16];

		test_digest(i, digest);
		hantei_features_set_language(features, HANTEI_LANGUAGE_EN);
		ck_assert(hantei_trainer_learn(trainer, features, HANTEI_VIEW_DRAFT, digest,
					       is_spam, &learnt, NULL));
	}
	test_commit(trainer);
}

/* One's own mail: half of its words are of the other class, as the base knows it, the rest are its
 * own. */
static HanteiFeatures *
own_mail(const HanteiHashKey *key, guint index, gboolean is_spam, HanteiLanguage language)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(index + 1000);
	HanteiFeatures *features = hantei_features_new(key);

	for (guint i = 0; i < 8; i++)
		hantei_features_addf(features, HANTEI_GROUP_WORDS, "%s %d",
				     is_spam ? "ham" : "spam", g_rand_int_range(rand, 0, 40));
	for (guint i = 0; i < 8; i++)
		hantei_features_addf(features, HANTEI_GROUP_WORDS, "own %s %d",
				     is_spam ? "spam" : "ham", g_rand_int_range(rand, 0, 20));
	hantei_features_addf(features, HANTEI_GROUP_SUBJECT, "%s %d", is_spam ? "ham" : "spam",
			     g_rand_int_range(rand, 0, 10));
	hantei_features_set_language(features, language);
	hantei_features_seal(features);
	return features;
}

/* A gain of mails @first to before @end, whose contents are those of the mail modulo @n_contents.
 */
typedef struct {
	guint first;
	guint end;
	guint n_contents;
	guint spam_every; /* 0: none */
	HanteiLanguage language;
} Own;

static HanteiGain *
learn_own(HanteiTrainer *trainer, const Own *own)
{
	HanteiGain *gain = hantei_gain_new();

	hantei_trainer_set_source(trainer, "own");
	for (guint i = own->first; i < own->end; i++) {
		const gboolean is_spam = own->spam_every > 0 && i % own->spam_every == 0;
		HanteiFeatures *features = own_mail(hantei_trainer_get_key(trainer),
						    i % own->n_contents, is_spam, own->language);
		HanteiLearnt learnt;
		guint8 digest[16];

		test_digest(10000 + i, digest);
		ck_assert(hantei_trainer_learn(trainer, features, HANTEI_VIEW_DRAFT, digest,
					       is_spam, &learnt, NULL));
		ck_assert_int_eq(learnt, HANTEI_LEARNT_NEW);
		hantei_gain_add(gain, features, digest, is_spam);
	}
	test_commit(trainer);
	ck_assert_uint_eq(hantei_gain_get_n_mails(gain), own->end - own->first);
	return gain;
}

static HanteiGainResult
measure(const gchar *dir, const Own *own)
{
	g_autoptr(HanteiTrainer) trainer = test_trainer(dir);
	g_autoptr(HanteiGain) gain = learn_own(trainer, own);
	HanteiGainResult result;

	ck_assert(hantei_gain_measure(gain, trainer, &result, NULL));
	ck_assert(hantei_trainer_is_committed(trainer));
	return result;
}

static const struct {
	const gchar *name;
	Own own;
	HanteiGainState state;
	guint n_campaigns;
} states[] = {
    {"none", {0, 0, 1000, 2, HANTEI_LANGUAGE_EN}, HANTEI_GAIN_FEW_MAILS, 0},
    {"19 mails", {0, 19, 1000, 2, HANTEI_LANGUAGE_EN}, HANTEI_GAIN_FEW_MAILS, 0},
    {"20 mails", {0, 20, 1000, 2, HANTEI_LANGUAGE_EN}, HANTEI_GAIN_IS_KNOWN, 20},
    {"all alike", {0, 60, 1, 0, HANTEI_LANGUAGE_EN}, HANTEI_GAIN_FEW_CAMPAIGNS, 1},
    {"four kinds", {0, 60, 4, 0, HANTEI_LANGUAGE_EN}, HANTEI_GAIN_FEW_CAMPAIGNS, 4},
    {"five kinds", {0, 60, 5, 0, HANTEI_LANGUAGE_EN}, HANTEI_GAIN_IS_KNOWN, 5},
    {"a language nobody judges", {0, 30, 1000, 2, HANTEI_LANGUAGE_KO}, HANTEI_GAIN_FEW_COVERED, 0},
    {"a language that is covered now",
     {0, 60, 1000, 2, HANTEI_LANGUAGE_KO},
     HANTEI_GAIN_IS_KNOWN,
     60},
};

START_TEST(it_is_told_where_it_can_be)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	HanteiGainResult result;

	learn_base(dir);
	result = measure(dir, &states[_i].own);
	ck_assert_msg(
	    result.state == states[_i].state && result.n_campaigns == states[_i].n_campaigns,
	    "%s: state %d, %u campaigns", states[_i].name, (int)result.state, result.n_campaigns);
}
END_TEST

START_TEST(what_was_taught_shows)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	HanteiGainResult result;

	learn_base(dir);
	result = measure(dir, &(Own){0, N_OWN, 1000, 2, HANTEI_LANGUAGE_EN});
	ck_assert_int_eq(result.state, HANTEI_GAIN_IS_KNOWN);
	ck_assert_uint_eq(result.n_spam, N_OWN / 2);
	ck_assert_uint_eq(result.n_ham, N_OWN / 2);
	ck_assert_uint_eq(result.n_ham, N_OWN / 2);
	ck_assert_uint_gt(result.before.n_ham_called_spam, N_OWN / 4);
	ck_assert_uint_gt(result.before.n_spam_called_fine, N_OWN / 4);
	ck_assert_double_gt(result.before.wrong_pairs_percent, 80);
	ck_assert_uint_lt(result.after.n_ham_called_spam, N_OWN / 8);
	ck_assert_uint_lt(result.after.n_spam_called_fine, N_OWN / 8);
	ck_assert_double_lt(result.after.wrong_pairs_percent, 20);
}
END_TEST

START_TEST(ham_alone_has_no_pairs)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	HanteiGainResult result;

	learn_base(dir);
	result = measure(dir, &(Own){0, N_OWN, 1000, 0, HANTEI_LANGUAGE_EN});
	ck_assert_int_eq(result.state, HANTEI_GAIN_IS_KNOWN);
	ck_assert_uint_eq(result.n_ham, N_OWN);
	ck_assert_uint_eq(result.n_spam, 0);
	ck_assert_uint_eq(result.before.n_spam_called_fine, 0);
	ck_assert(isnan(result.before.wrong_pairs_percent));
	ck_assert(isnan(result.after.wrong_pairs_percent));
}
END_TEST

/* Before is the model as it was: weighed by it, the same mails are called the same. */
START_TEST(before_is_the_model_before)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	const Own own = {0, N_OWN, 1000, 2, HANTEI_LANGUAGE_EN};
	guint n_ham_called_spam = 0;
	HanteiGainResult result;

	learn_base(dir);
	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		for (guint i = own.first; i < own.end; i++) {
			const gboolean is_spam = i % own.spam_every == 0;
			g_autoptr(HanteiFeatures) features = own_mail(
			    hantei_trainer_get_key(trainer), i, is_spam, HANTEI_LANGUAGE_EN);
			g_autoptr(HanteiEvidence) evidence =
			    hantei_trainer_weigh(trainer, features, HANTEI_VIEW_DRAFT, NULL);

			n_ham_called_spam +=
			    !is_spam && evidence->band == HANTEI_BAND_LIKELY_SPAM ? 1 : 0;
		}
	}
	result = measure(dir, &own);
	ck_assert_uint_gt(n_ham_called_spam, 0);
	ck_assert_uint_eq(result.before.n_ham_called_spam, n_ham_called_spam);
}
END_TEST

/* Nothing of the file, and nothing of what comes after: _i == 1 learns on. */
START_TEST(measuring_changes_nothing)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(TestFolder) plain = test_folder_new();
	g_autofree gchar *dump = NULL;
	g_autofree gchar *dump_plain = NULL;
	const gchar *const dirs[] = {dir, plain};

	for (guint i = 0; i < G_N_ELEMENTS(dirs); i++) {
		g_autoptr(HanteiTrainer) trainer = NULL;
		g_autoptr(HanteiGain) gain = NULL;
		HanteiGainResult result;

		learn_base(dirs[i]);
		trainer = test_trainer(dirs[i]);
		gain = learn_own(trainer, &(Own){0, N_OWN, 1000, 2, HANTEI_LANGUAGE_EN});
		ck_assert(i == 1 || hantei_gain_measure(gain, trainer, &result, NULL));
		for (guint k = N_BASE; k < N_BASE + 100 && _i == 1; k++)
			test_learn(trainer, k);
		if (_i == 1)
			test_commit(trainer);
	}
	dump = test_dump(dir);
	dump_plain = test_dump(plain);
	test_assert_same(dump, dump_plain);
}
END_TEST

static Suite *
gain_suite(void)
{
	Suite *suite = suite_create("gain");
	TCase *tcase = tcase_create("gain");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, it_is_told_where_it_can_be, 0, (int)G_N_ELEMENTS(states));
	tcase_add_test(tcase, what_was_taught_shows);
	tcase_add_test(tcase, ham_alone_has_no_pairs);
	tcase_add_test(tcase, before_is_the_model_before);
	tcase_add_loop_test(tcase, measuring_changes_nothing, 0, 2);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(gain_suite());
}
