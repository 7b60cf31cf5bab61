/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Kills a process that trains, at moments chosen by chance: the model must then be whole, and the
 * same command must come to where it would have come. The process is this program again, for LMDB
 * does not survive a fork. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "tests/model/mails.h"
#include "tests/test-main.h"

#define N_MAILS 1500
#define N_BATCH 100
#define N_ROUNDS 10
#define N_KILLS 3 /* a round */

/* What the process does: learns all mails in batches. No ck_assert() here: Check is not running. */
static int
train(const gchar *dir)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiTrainer) trainer = hantei_trainer_open(dir, &(HanteiHashKey){1, 2}, &error);
	gboolean is_good = trainer != NULL;

	for (guint i = 0; is_good && i < N_MAILS; i++) {
		const gboolean is_spam = test_mail_is_spam(i);
		g_autoptr(HanteiFeatures) features =
		    test_mail(hantei_trainer_get_key(trainer), i, is_spam);
		HanteiLearnt learnt;
		guint8 digest[16];

		test_digest(i, digest);
		is_good = hantei_trainer_learn(trainer, features, HANTEI_VIEW_RECEIVED, digest,
					       is_spam, &learnt, &error) &&
			  ((i + 1) % N_BATCH != 0 || hantei_trainer_commit(trainer, &error));
	}
	if (!is_good)
		fprintf(stderr, "%s\n", error->message);
	return is_good ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* What the process does instead, until it is killed: takes back all that was learnt, on trial. */
static int
try(const gchar *dir)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiTrainer) trainer = hantei_trainer_open(dir, &(HanteiHashKey){1, 2}, &error);
	gboolean is_good = trainer != NULL;

	while (is_good) {
		hantei_trainer_begin_trial(trainer);
		for (guint i = 0; is_good && i < N_MAILS; i++) {
			g_autoptr(HanteiFeatures) features =
			    test_mail(hantei_trainer_get_key(trainer), i, test_mail_is_spam(i));
			HanteiLearnt learnt;
			guint8 digest[16];

			test_digest(i, digest);
			is_good = hantei_trainer_forget(trainer, features, digest, &learnt, &error);
		}
		is_good = is_good && hantei_trainer_end_trial(trainer, &error);
	}
	fprintf(stderr, "%s\n", error->message);
	return EXIT_FAILURE;
}

/* Runs another process, that tries instead of training if @is_trial; kills it after @limit_us.
 * Returns: whether it was killed. */
static gboolean
run_and_kill(const gchar *dir, gboolean is_trial, gint64 limit_us)
{
	gchar *argv[] = {(gchar *)"/proc/self/exe", (gchar *)dir, is_trial ? (gchar *)"try" : NULL,
			 NULL};
	GPid child;
	gint status;

	ck_assert(
	    g_spawn_async(NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &child, NULL));
	if (limit_us > 0) {
		g_usleep((gulong)limit_us);
		kill(child, SIGKILL);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : WEXITSTATUS(status) == 0);
	return WIFSIGNALED(status);
}

static gboolean
train_and_kill(const gchar *dir, gint64 limit_us)
{
	return run_and_kill(dir, FALSE, limit_us);
}

/* The totals of a dump's lines. */
typedef struct {
	guint n_spam;
	guint n_ham;
	guint n_hard;
} Totals;

static Totals
count_mails(gchar **lines)
{
	Totals totals = {0};

	for (gsize i = 0; lines[i] != NULL; i++) {
		gchar label[8];
		guint is_hard;

		if (sscanf(lines[i], "mail %*32s %7s %u", label, &is_hard) != 2)
			continue;
		totals.n_spam += g_str_equal(label, "spam");
		totals.n_ham += g_str_equal(label, "ham");
		totals.n_hard += is_hard;
	}
	return totals;
}

/* A whole number of batches, and every count agrees with the mails that are known. Returns: how
 * many mails are. */
static guint
assert_is_whole(const gchar *dir)
{
	g_autofree gchar *dump = test_dump(dir);
	g_auto(GStrv) lines = g_strsplit(dump, "\n", -1);
	const Totals totals = count_mails(lines);
	const guint n = totals.n_spam + totals.n_ham;
	guint n_spam = 0;

	ck_assert_uint_eq(n % N_BATCH, 0);
	for (guint i = 0; i < n; i++)
		n_spam += test_mail_is_spam(i);
	ck_assert_uint_eq(totals.n_spam, n_spam);
	for (gsize i = 0; lines[i] != NULL; i++) {
		guint counts[4];

		if (sscanf(lines[i], "learnt %u %u %u %u", &counts[0], &counts[1], &counts[2],
			   &counts[3]) != 4 &&
		    (!g_str_has_suffix(lines[i], " shape in all mails") ||
		     sscanf(lines[i], "%u %u %u %u", &counts[0], &counts[1], &counts[2],
			    &counts[3]) != 4))
			continue;
		ck_assert_uint_eq(counts[0], totals.n_spam);
		ck_assert_uint_eq(counts[1], totals.n_ham);
		ck_assert_uint_eq(counts[2] + counts[3], totals.n_hard);
	}
	return n;
}

START_TEST(a_killed_trainer_leaves_whole_batches)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(20260101);
	g_autoptr(TestFolder) plain = test_folder_new();
	g_autofree gchar *empty = NULL;
	g_autofree gchar *expected = NULL;
	guint n_killed = 0;
	gint64 duration_us;

	test_train(plain, 0, 0); /* so that all use one key */
	empty = test_dump(plain);
	duration_us = g_get_monotonic_time();
	train_and_kill(plain, 0);
	duration_us = g_get_monotonic_time() - duration_us;
	expected = test_dump(plain);
	ck_assert_uint_eq(assert_is_whole(plain), N_MAILS);
	for (guint round = 0; round < N_ROUNDS; round++) {
		g_autoptr(TestFolder) dir = test_folder_new();
		g_autofree gchar *dump = NULL;
		guint n_before = 0;

		ck_assert(test_load(empty, dir, NULL));
		for (guint i = 0; i < N_KILLS; i++) {
			guint n;

			n_killed += train_and_kill(
			    dir, 1 + (gint64)(g_rand_double(rand) * (gdouble)duration_us));
			n = assert_is_whole(dir);
			ck_assert_uint_ge(n, n_before);
			n_before = n;
		}
		train_and_kill(dir, 0);
		dump = test_dump(dir);
		test_assert_same(expected, dump);
	}
	ck_assert_uint_gt(n_killed, N_ROUNDS);
}
END_TEST

START_TEST(a_killed_trial_leaves_the_model_as_it_was)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(20260102);
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *before = NULL;

	test_train(dir, 0, N_MAILS);
	before = test_dump(dir);
	for (guint round = 0; round < N_ROUNDS; round++) {
		g_autofree gchar *after = NULL;

		ck_assert(run_and_kill(dir, TRUE, 1000 * (gint64)g_rand_int_range(rand, 1, 500)));
		after = test_dump(dir);
		test_assert_same(before, after);
	}
}
END_TEST

static Suite *
crash_suite(void)
{
	Suite *suite = suite_create("crash");
	TCase *tcase = tcase_create("crash");

	tcase_set_timeout(tcase, 110);
	tcase_add_test(tcase, a_killed_trainer_leaves_whole_batches);
	tcase_add_test(tcase, a_killed_trial_leaves_the_model_as_it_was);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(int argc, char **argv)
{
	if (argc > 2)
		return try(argv[1]);
	return argc > 1 ? train(argv[1]) : test_main(crash_suite());
}
