/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/model.h"

#include <sys/wait.h>
#include <unistd.h>

#include "model/store.h"
#include "tests/model/mails.h"
#include "tests/test-main.h"
#include "tokenizer/tokenizer.h"

static HanteiModel *
open_model(const gchar *dir)
{
	g_autoptr(GError) error = NULL;
	HanteiModel *model = hantei_model_open(dir, &error);

	ck_assert_msg(model != NULL, "%s", error != NULL ? error->message : "no error set");
	return model;
}

static HanteiEvidence *
weigh(HanteiModel *model, guint index)
{
	g_autoptr(HanteiFeatures) features =
	    test_mail(hantei_model_get_key(model), index, test_mail_is_spam(index));
	HanteiEvidence *evidence = hantei_model_weigh(model, features, HANTEI_VIEW_RECEIVED, NULL);

	ck_assert_ptr_nonnull(evidence);
	return evidence;
}

/* How many mails the model has learnt, as the feature of all mails tells. */
static guint
count_learnt(HanteiModel *model)
{
	g_autoptr(HanteiEvidence) evidence = weigh(model, 0);

	for (guint i = 0; i < evidence->n_clues; i++) {
		if (g_str_equal(evidence->clues[i].text, "in all mails"))
			return evidence->clues[i].n_spam + evidence->clues[i].n_ham;
	}
	return 0;
}

START_TEST(a_model_tells_of_itself)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(HanteiModel) model = NULL;
	g_autoptr(HanteiModelInfo) info = NULL;
	guint64 n = 0;

	test_train(dir, 0, 100);
	model = open_model(dir);
	info = hantei_model_get_info(model, NULL);
	ck_assert_ptr_nonnull(info);
	ck_assert_uint_eq(info->format_version, HANTEI_STORE_FORMAT_VERSION);
	ck_assert_str_eq(info->fingerprint, hantei_tokenizer_fingerprint());
	ck_assert_uint_eq(info->n_spam, 33);
	ck_assert_uint_eq(info->n_ham, 67);
	ck_assert_uint_eq(info->n_features_by_group[HANTEI_GROUP_SHAPE], 1);
	ck_assert_uint_eq(info->n_features_by_group[HANTEI_GROUP_WORDS], 120);
	ck_assert_uint_eq(info->n_features_by_group[HANTEI_GROUP_LINKS], 0);
	for (guint i = 0; i < HANTEI_N_GROUPS; i++)
		n += info->n_features_by_group[i];
	ck_assert_uint_eq(info->n_features, n);
	ck_assert_uint_ge(info->size_bytes, 4096);
}
END_TEST

/* Rows: versions given to one trainer after the other; a trainer need not say. */
static const struct {
	const gchar *name;
	const gchar *versions[2];
	const gchar *kept;
} CONCEPTS[] = {
    {"never told", {NULL, NULL}, NULL},
    {"told once", {"1-a", NULL}, "1-a"},
    {"told later", {NULL, "1-b"}, "1-b"},
    {"the newest counts", {"1-a", "1-b"}, "1-b"},
    {"what cannot be shown is not known", {"1-a", "\x1b[2J"}, NULL},
};

START_TEST(a_model_knows_the_concepts_it_has_learnt_with)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(HanteiModel) model = NULL;
	g_autoptr(HanteiModelInfo) info = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(CONCEPTS[_i].versions); i++) {
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		if (CONCEPTS[_i].versions[i] != NULL)
			hantei_trainer_set_concepts(trainer, CONCEPTS[_i].versions[i]);
		test_learn(trainer, i);
		test_commit(trainer);
	}
	model = open_model(dir);
	info = hantei_model_get_info(model, NULL);
	ck_assert_msg(g_strcmp0(hantei_model_get_concepts(model), CONCEPTS[_i].kept) == 0, "%s: %s",
		      CONCEPTS[_i].name, hantei_model_get_concepts(model));
	ck_assert_msg(g_strcmp0(info->concepts, CONCEPTS[_i].kept) == 0, "%s: %s",
		      CONCEPTS[_i].name, info->concepts);
}
END_TEST

START_TEST(a_mail_is_weighed_the_same_each_time)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(HanteiModel) model = NULL;
	g_autoptr(HanteiEvidence) a = NULL;
	g_autoptr(HanteiEvidence) b = NULL;

	test_train(dir, 0, 100);
	model = open_model(dir);
	a = weigh(model, 120);
	b = weigh(model, 120);
	ck_assert_uint_eq(a->n_clues, b->n_clues);
	ck_assert_int_eq(memcmp(&a->log_odds, &b->log_odds, sizeof a->log_odds), 0);
	for (guint i = 0; i < a->n_clues; i++)
		ck_assert_str_eq(a->clues[i].text, b->clues[i].text);
}
END_TEST

START_TEST(a_model_that_was_never_trained_is_none)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(GError) error = NULL;

	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		test_learn(trainer, 1);
	}
	ck_assert_ptr_null(hantei_model_open(dir, &error));
	ck_assert(g_error_matches(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_NOT_A_MODEL));
	ck_assert_ptr_nonnull(strstr(error->message, dir));
}
END_TEST

/* A record of "meta" that another version might have left. */
static const struct {
	const gchar *name;
	const gchar *value;
	gsize size;
	gint code;
} METAS[] = {
    {"tokenizer", "hantei-0 icu-1", 14, HANTEI_MODEL_ERROR_INCOMPATIBLE},
    {"tokenizer", "", 0, HANTEI_MODEL_ERROR_INCOMPATIBLE},
    {"format", "\x63\0\0", 4, HANTEI_MODEL_ERROR_INCOMPATIBLE},
    {"state", "short", 5, HANTEI_MODEL_ERROR_STORE},
};

START_TEST(another_versions_model_is_refused)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(GError) error = NULL;

	test_train(dir, 0, 10);
	{
		g_autoptr(HanteiStore) store = hantei_store_open(dir, HANTEI_STORE_WRITE, NULL);
		HanteiStoreTxn *txn = hantei_store_begin(store, TRUE, NULL);
		gboolean is_full;

		hantei_store_put_meta(txn, METAS[_i].name, METAS[_i].value, METAS[_i].size);
		ck_assert(hantei_store_commit(txn, &is_full, NULL));
	}
	ck_assert_ptr_null(hantei_model_open(dir, &error));
	ck_assert(g_error_matches(error, HANTEI_MODEL_ERROR, METAS[_i].code));
	g_clear_error(&error);
	ck_assert_ptr_null(hantei_trainer_open(dir, &(HanteiHashKey){1, 2}, &error));
	ck_assert(g_error_matches(error, HANTEI_MODEL_ERROR, METAS[_i].code));
}
END_TEST

/* Says "done" through @to, or waits for it from @from. */
static void
say(gint to)
{
	ck_assert_int_eq(write(to, "", 1), 1);
}

static void
hear(gint from)
{
	gchar byte;

	ck_assert_int_eq(read(from, &byte, 1), 1);
}

/* Trains in another process: LMDB wants an environment opened once in each. */
static void
train_in_steps(const gchar *dir, gint from, gint to)
{
	HanteiTrainer *trainer = test_trainer(dir);

	for (guint step = 1; step < 5; step++) {
		for (guint i = 0; i < 100; i++)
			test_learn(trainer, step * 100 + i);
		hear(from);
		test_commit(trainer);
		say(to);
	}
	hantei_trainer_free(trainer);
}

START_TEST(an_open_model_sees_what_a_trainer_commits)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(HanteiModel) model = NULL;
	gint there[2];
	gint back[2];
	pid_t child;
	gint status;

	ck_assert_int_eq(pipe(there), 0);
	ck_assert_int_eq(pipe(back), 0);
	child = fork();
	if (child == 0) {
		test_train(dir, 0, 100);
		say(back[1]);
		train_in_steps(dir, there[0], back[1]);
		_exit(0);
	}
	hear(back[0]);
	model = open_model(dir);
	for (guint step = 1; step < 5; step++) {
		g_autoptr(HanteiModelInfo) info = NULL;

		ck_assert_uint_eq(count_learnt(model), step * 100);
		say(there[1]);
		hear(back[0]);
		ck_assert_uint_eq(count_learnt(model), (step + 1) * 100);
		info = hantei_model_get_info(model, NULL);
		ck_assert_uint_eq(info->n_spam + info->n_ham, (step + 1) * 100);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}
END_TEST

static gpointer
weigh_many(gpointer data)
{
	gdouble *sum = g_new0(gdouble, 1);

	for (guint i = 0; i < 300; i++) {
		g_autoptr(HanteiEvidence) evidence = weigh(data, i);

		*sum += evidence->log_odds;
	}
	return sum;
}

START_TEST(threads_share_a_model)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(HanteiModel) model = NULL;
	GThread *threads[4];
	gdouble *sums[4];

	test_train(dir, 0, 100);
	model = open_model(dir);
	for (guint i = 0; i < 4; i++)
		threads[i] = g_thread_new("weigh", weigh_many, model);
	for (guint i = 0; i < 4; i++)
		sums[i] = g_thread_join(threads[i]);
	for (guint i = 0; i < 4; i++)
		ck_assert_double_eq_tol(*sums[i], *sums[0], 1e-12);
	for (guint i = 0; i < 4; i++)
		g_free(sums[i]);
}
END_TEST

static Suite *
model_suite(void)
{
	Suite *suite = suite_create("model");
	TCase *tcase = tcase_create("model");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, a_model_tells_of_itself);
	tcase_add_loop_test(tcase, a_model_knows_the_concepts_it_has_learnt_with, 0,
			    G_N_ELEMENTS(CONCEPTS));
	tcase_add_test(tcase, a_mail_is_weighed_the_same_each_time);
	tcase_add_test(tcase, a_model_that_was_never_trained_is_none);
	tcase_add_loop_test(tcase, another_versions_model_is_refused, 0, G_N_ELEMENTS(METAS));
	tcase_add_test(tcase, an_open_model_sees_what_a_trainer_commits);
	tcase_add_test(tcase, threads_share_a_model);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(model_suite());
}
