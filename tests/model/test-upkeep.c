/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/upkeep.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "model/environment.h"
#include "model/model.h"
#include "model/store.h"
#include "tests/model/mails.h"
#include "tests/test-main.h"

START_TEST(a_backup_is_the_same_model)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(TestFolder) to = test_folder_new();
	g_autofree gchar *dump = NULL;
	g_autofree gchar *copy = NULL;
	g_autoptr(GError) error = NULL;
	HanteiSizes sizes;

	test_train(dir, 0, 100);
	ck_assert(hantei_upkeep_backup(dir, to, &sizes, &error));
	ck_assert_uint_gt(sizes.after, 0);
	dump = test_dump(dir);
	copy = test_dump(to);
	test_assert_same(dump, copy);
	test_assert_sound(to);
	ck_assert(!hantei_upkeep_backup(dir, to, &sizes, &error));
	ck_assert(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_EXIST));
}
END_TEST

START_TEST(what_fails_leaves_nothing)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *to = g_build_filename(dir, "backup", NULL);
	g_autoptr(GError) error = NULL;
	HanteiSizes sizes;

	ck_assert(!hantei_upkeep_backup(dir, to, &sizes, &error));
	ck_assert(g_error_matches(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_NOT_A_MODEL));
	ck_assert(!g_file_test(to, G_FILE_TEST_EXISTS));
	g_clear_error(&error);
	ck_assert(!hantei_upkeep_compact(dir, &sizes, &error));
	ck_assert(g_error_matches(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_NOT_A_MODEL));
}
END_TEST

/* What another process does: has the model open from before to after it is made anew, and reads it
 * once more then. No ck_assert() here: Check is not running. */
static int
hold(const gchar *dir)
{
	g_autoptr(HanteiModel) model = hantei_model_open(dir, NULL);
	g_autoptr(HanteiModelInfo) info = NULL;
	gchar go;

	if (model == NULL || write(STDOUT_FILENO, "r", 1) != 1 || read(STDIN_FILENO, &go, 1) != 1)
		return EXIT_FAILURE;
	info = hantei_model_get_info(model, NULL);
	return info != NULL && info->n_spam + info->n_ham == 100 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Where the numbers of commits are odd and even. */
START_TEST(a_model_is_compacted_while_it_is_read)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	gchar *argv[] = {(gchar *)"/proc/self/exe", dir, NULL};
	g_autofree gchar *before = NULL;
	g_autofree gchar *after = NULL;
	HanteiSizes sizes;
	GPid child;
	gint in;
	gint out;
	gint status;
	gchar ready;

	test_train(dir, 0, 100);
	test_train(dir, 100, 400);
	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		for (guint i = 100; i < 400; i++)
			test_forget(trainer, i);
		test_commit(trainer);
		for (gint i = 0; i < _i; i++)
			test_commit(trainer);
	}
	before = test_dump(dir);
	ck_assert(g_spawn_async_with_pipes(NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
					   &child, &in, &out, NULL, NULL));
	ck_assert_int_eq(read(out, &ready, 1), 1);
	ck_assert(hantei_upkeep_compact(dir, &sizes, NULL));
	ck_assert_uint_lt(sizes.after, sizes.before);
	after = test_dump(dir);
	test_assert_same(before, after);
	test_assert_sound(dir);
	/* and trained, while that process goes on */
	test_train(dir, 500, 600);
	test_assert_sound(dir);
	ck_assert_int_eq(write(in, "g", 1), 1);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS);
	close(in);
	close(out);
	test_assert_sound(dir);
}
END_TEST

START_TEST(who_could_read_a_model_still_can)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *file = g_build_filename(dir, "data.mdb", NULL);
	HanteiSizes sizes;
	GStatBuf status;

	test_train(dir, 0, 10);
	ck_assert_int_eq(g_chmod(file, 0644), 0);
	ck_assert(hantei_upkeep_compact(dir, &sizes, NULL));
	ck_assert_int_eq(g_stat(file, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0644);
	if (geteuid() != 0 || chown(file, 12345, 12346) != 0)
		return;
	ck_assert(hantei_upkeep_compact(dir, &sizes, NULL));
	ck_assert_int_eq(g_stat(file, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0644);
	ck_assert_uint_eq(status.st_uid, 12345);
	ck_assert_uint_eq(status.st_gid, 12346);
}
END_TEST

START_TEST(a_model_in_training_is_not_compacted)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(GError) error = NULL;
	HanteiSizes sizes;
	int fd;

	test_train(dir, 0, 10);
	fd = hantei_store_lock(dir, NULL);
	ck_assert_int_ge(fd, 0);
	ck_assert(!hantei_upkeep_compact(dir, &sizes, &error));
	ck_assert(g_error_matches(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_BUSY));
	close(fd);
	ck_assert(hantei_upkeep_compact(dir, &sizes, NULL));
}
END_TEST

/* A process that was killed half-way left something behind. */
START_TEST(leftovers_are_cleared)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *folder = g_build_filename(dir, "rewrite", NULL);
	g_autofree gchar *file = g_build_filename(folder, "data.mdb", NULL);
	HanteiSizes sizes;

	test_train(dir, 0, 10);
	ck_assert_int_eq(g_mkdir(folder, 0700), 0);
	ck_assert(g_file_set_contents(file, "half a model", -1, NULL));
	ck_assert(hantei_upkeep_compact(dir, &sizes, NULL));
	ck_assert(!g_file_test(folder, G_FILE_TEST_EXISTS));
	test_assert_sound(dir);
}
END_TEST

START_TEST(a_link_to_another_model_is_no_leftover)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(TestFolder) other = test_folder_new();
	g_autofree gchar *folder = g_build_filename(dir, "rewrite", NULL);
	g_autoptr(GError) error = NULL;
	HanteiSizes sizes;

	test_train(dir, 0, 10);
	test_train(other, 0, 10);
	ck_assert_int_eq(symlink(other, folder), 0);
	ck_assert(!hantei_upkeep_compact(dir, &sizes, &error));
	ck_assert_ptr_nonnull(strstr(error->message, folder));
	test_assert_sound(other);
	test_assert_sound(dir);
	ck_assert_int_eq(g_unlink(folder), 0);
}
END_TEST

/* Enough that the file is not small. */
static void
train_much(const gchar *dir, guint first)
{
	g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

	for (guint i = first; i < first + 2500; i++) {
		g_autoptr(HanteiFeatures) features =
		    hantei_features_new(hantei_trainer_get_key(trainer));
		guint8 digest[16];
		HanteiLearnt learnt;

		for (guint k = 0; k < 40; k++)
			hantei_features_addf(features, HANTEI_GROUP_WORDS, "word %u of %u", k, i);
		hantei_features_seal(features);
		test_digest(i, digest);
		ck_assert(hantei_trainer_learn(trainer, features, HANTEI_VIEW_RECEIVED, digest,
					       i % 2, &learnt, NULL));
	}
	test_commit(trainer);
}

START_TEST(what_a_long_training_leaves_behind_is_tidied_up)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *before = NULL;
	g_autofree gchar *after = NULL;
	HanteiSizes sizes;

	train_much(dir, 0);
	before = test_dump(dir);
	ck_assert(hantei_upkeep_tidy(dir, &sizes, NULL));
	ck_assert_uint_lt(sizes.after * 2, sizes.before);
	after = test_dump(dir);
	test_assert_same(before, after);
	test_assert_sound(dir);
	/* once */
	ck_assert(hantei_upkeep_tidy(dir, &sizes, NULL));
	ck_assert_uint_eq(sizes.after, sizes.before);
}
END_TEST

START_TEST(a_pruned_model_is_read_fast)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(HanteiRewrite) rewrite = NULL;
	HanteiPruneReport report;

	test_train(dir, 0, 100);
	rewrite = hantei_rewrite_replace(dir, NULL);
	ck_assert_ptr_nonnull(rewrite);
	ck_assert(hantei_upkeep_prune(dir, rewrite, 2, 0, &report, NULL));
	ck_assert_uint_gt(report.n_features_after, 0);
	ck_assert_uint_eq(test_count_waiting(hantei_rewrite_get_dir(rewrite)), 0);
}
END_TEST

START_TEST(pruning_keeps_what_is_in_more_mails)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *expected = NULL;
	g_autofree gchar *dump = NULL;
	HanteiPruneReport report;

	test_train(dir, 0, 100);
	expected = test_dump_with(dir, &(HanteiDumpOptions){.min_mails = 12});
	{
		g_autoptr(HanteiRewrite) rewrite = hantei_rewrite_replace(dir, NULL);

		ck_assert_ptr_nonnull(rewrite);
		ck_assert(hantei_upkeep_prune(dir, rewrite, 12, 0, &report, NULL));
		test_assert_sound(hantei_rewrite_get_dir(rewrite));
		ck_assert(hantei_rewrite_finish(rewrite, NULL));
	}
	ck_assert_uint_lt(report.n_features_after, report.n_features_before);
	dump = test_dump(dir);
	test_assert_same(expected, dump);
	/* taken back and learnt over it counts stay in their range */
	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		for (guint i = 100; i < 150; i++)
			test_learn(trainer, i);
		for (guint i = 0; i < 100; i++)
			test_forget(trainer, i);
		test_commit(trainer);
	}
	test_assert_sound(dir);
}
END_TEST

START_TEST(pruning_that_is_not_finished_leaves_the_model)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *before = NULL;
	g_autofree gchar *after = NULL;
	HanteiPruneReport report;

	test_train(dir, 0, 100);
	before = test_dump(dir);
	{
		g_autoptr(HanteiRewrite) rewrite = hantei_rewrite_replace(dir, NULL);

		ck_assert(hantei_upkeep_prune(dir, rewrite, 12, 0, &report, NULL));
	}
	after = test_dump(dir);
	test_assert_same(before, after);
}
END_TEST

static Suite *
upkeep_suite(void)
{
	Suite *suite = suite_create("upkeep");
	TCase *tcase = tcase_create("upkeep");

	tcase_add_test(tcase, a_backup_is_the_same_model);
	tcase_add_test(tcase, what_fails_leaves_nothing);
	tcase_add_loop_test(tcase, a_model_is_compacted_while_it_is_read, 0, 2);
	tcase_add_test(tcase, who_could_read_a_model_still_can);
	tcase_add_test(tcase, a_model_in_training_is_not_compacted);
	tcase_add_test(tcase, leftovers_are_cleared);
	tcase_add_test(tcase, a_link_to_another_model_is_no_leftover);
	tcase_add_test(tcase, what_a_long_training_leaves_behind_is_tidied_up);
	tcase_add_test(tcase, a_pruned_model_is_read_fast);
	tcase_add_test(tcase, pruning_keeps_what_is_in_more_mails);
	tcase_add_test(tcase, pruning_that_is_not_finished_leaves_the_model);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(int argc, char **argv)
{
	return argc > 1 ? hold(argv[1]) : test_main(upkeep_suite());
}
