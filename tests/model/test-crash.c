/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Kills a process that works on a model, at moments chosen by chance, while others read it: the
 * model must then be whole, and the same command must come to where it would have come. Fills the
 * disk under it, and starts two at once. The processes are this program again, for LMDB does not
 * survive a fork. HANTEI_CRASH_KILLS=200 kills so many trainers, some dozen without it. */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "model/model.h"
#include "model/upkeep.h"
#include "tests/model/mails.h"
#include "tests/test-main.h"

#define N_MAILS 1500
#define N_BATCH 100
#define N_ROUNDS 6
#define N_KILLS 3 /* a round */
#define N_READERS 2

/* What a process of ours says when it ends. */
#define EXIT_BUSY 3
#define EXIT_FULL 4

/* What it does. */
typedef enum {
	TRAIN,
	TRAIN_FAST,
	TRY,
	COMPACT,
	PRUNE,
	READ,
	N_JOBS
} Job;

static int
get_exit(const GError *error)
{
	fprintf(stderr, "%s\n", error->message);
	return g_error_matches(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_BUSY) ? EXIT_BUSY
	       : strstr(error->message, "the disk is full") != NULL		   ? EXIT_FULL
										   : EXIT_FAILURE;
}

/* What the process does: learns all mails in batches. No ck_assert() here: Check is not running. */
static int
train(const gchar *dir, gboolean is_fast)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiTrainer) trainer = hantei_trainer_open(dir, &(HanteiHashKey){1, 2}, &error);
	gboolean is_good =
	    trainer != NULL && (!is_fast || hantei_trainer_set_fast(trainer, TRUE, &error));

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
	is_good = is_good && (!is_fast || hantei_trainer_set_fast(trainer, FALSE, &error));
	return is_good ? EXIT_SUCCESS : get_exit(error);
}

/* Until it is killed: takes back all that was learnt, on trial. */
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
	return get_exit(error);
}

/* Until it is killed: makes the model's file anew. */
static int
make_anew(const gchar *dir, gboolean is_pruned)
{
	g_autoptr(GError) error = NULL;
	gboolean is_good = TRUE;

	while (is_good) {
		HanteiSizes sizes;
		HanteiPruneReport report;
		g_autoptr(HanteiRewrite) rewrite = NULL;

		if (!is_pruned) {
			is_good = hantei_upkeep_compact(dir, &sizes, &error);
			continue;
		}
		rewrite = hantei_rewrite_replace(dir, &error);
		/* no feature is in fewer: the model stays the same */
		is_good = rewrite != NULL &&
			  hantei_upkeep_prune(dir, rewrite, 1, 0, &report, &error) &&
			  hantei_rewrite_finish(rewrite, &error);
	}
	return get_exit(error);
}

/* Until it is killed: looks at all of the model, whoever writes it meanwhile. */
static int
look(const gchar *dir)
{
	while (TRUE) {
		g_autoptr(GError) error = NULL;
		g_auto(HanteiVerifyReport) report = {0};

		if (!hantei_model_verify(dir, &report, &error))
			return get_exit(error);
		for (guint i = 0; i < HANTEI_N_FAULTS; i++) {
			if (report.n_faults[i] == 0)
				continue;
			fprintf(stderr, "%s: %s\n", hantei_fault_to_string(i), report.first[i]);
			return EXIT_FAILURE;
		}
	}
}

static int
do_job(const gchar *dir, Job job)
{
	switch (job) {
	case TRAIN:
	case TRAIN_FAST:
		return train(dir, job == TRAIN_FAST);
	case TRY:
		return try(dir);
	case COMPACT:
	case PRUNE:
		return make_anew(dir, job == PRUNE);
	case READ:
	case N_JOBS:
	default:
		return look(dir);
	}
}

static GPid
start(const gchar *dir, Job job)
{
	g_autofree gchar *number = g_strdup_printf("%u", job);
	gchar *argv[] = {(gchar *)"/proc/self/exe", (gchar *)dir, number, NULL};
	GPid child;

	ck_assert(
	    g_spawn_async(NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &child, NULL));
	return child;
}

/* Returns: what it said, or -1 if it was killed. */
static gint
await(GPid child)
{
	gint status;

	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(!WIFSIGNALED(status) || WTERMSIG(status) == SIGKILL);
	return WIFSIGNALED(status) ? -1 : WEXITSTATUS(status);
}

static void
stop(GPid child)
{
	kill(child, SIGKILL);
	ck_assert_int_eq(await(child), -1); /* else it had found a fault */
}

/* Runs another process and kills it after @limit_us, unless that is 0. Returns: whether it was
 * killed; else it has done its job. */
static gboolean
run_and_kill(const gchar *dir, Job job, gint64 limit_us)
{
	const GPid child = start(dir, job);
	gint status;

	if (limit_us > 0) {
		g_usleep((gulong)limit_us);
		kill(child, SIGKILL);
	}
	status = await(child);
	ck_assert_int_le(status, EXIT_SUCCESS);
	return status < 0;
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

	test_assert_sound(dir);
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

/* How many trainers to kill. */
static guint
get_n_kills(void)
{
	const gchar *text = g_getenv("HANTEI_CRASH_KILLS");
	guint64 n;

	return text != NULL && g_ascii_string_to_unsigned(text, 10, 1, 100000, &n, NULL)
		   ? (guint)n
		   : N_ROUNDS * N_KILLS;
}

/* What training all mails leads to, and how long it takes. */
typedef struct {
	gchar *empty; /* a dump without mails, so that all use one key */
	gchar *expected;
	gint64 duration_us;
	gsize n_bytes; /* of the file then */
} Plain;

static void
plain_clear(Plain *self)
{
	g_free(self->empty);
	g_free(self->expected);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Plain, plain_clear)

static void
plain_init(Plain *self)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *path = g_build_filename(dir, "data.mdb", NULL);
	GStatBuf status;

	test_train(dir, 0, 0);
	self->empty = test_dump(dir);
	self->duration_us = g_get_monotonic_time();
	run_and_kill(dir, TRAIN, 0);
	self->duration_us = g_get_monotonic_time() - self->duration_us;
	self->expected = test_dump(dir);
	ck_assert_uint_eq(assert_is_whole(dir), N_MAILS);
	ck_assert_int_eq(g_stat(path, &status), 0);
	self->n_bytes = (gsize)status.st_size;
}

/* Kills trainers of one model until @n were, or it has learnt all. Returns: how many were. */
static guint
kill_trainers(const gchar *dir, const Plain *plain, GRand *rand, guint n)
{
	guint n_before = 0;
	guint n_killed = 0;

	for (guint i = 0; i < n; i++) {
		const gint64 limit_us =
		    1 + (gint64)(g_rand_double(rand) * (gdouble)plain->duration_us);
		guint n_mails;

		n_killed += run_and_kill(dir, i % 2 == 0 ? TRAIN : TRAIN_FAST, limit_us);
		n_mails = assert_is_whole(dir);
		ck_assert_uint_ge(n_mails, n_before);
		n_before = n_mails;
	}
	return n_killed;
}

START_TEST(a_killed_trainer_leaves_whole_batches)
{
	const guint n_kills = get_n_kills();
	g_autoptr(GRand) rand = g_rand_new_with_seed(20260101);
	g_auto(Plain) plain = {0};
	guint n_killed = 0;

	plain_init(&plain);
	/* a trainer that comes to its end was not killed */
	for (guint round = 0; n_killed < n_kills && round < n_kills * 2; round++) {
		g_autoptr(TestFolder) dir = test_folder_new();
		g_autofree gchar *dump = NULL;
		GPid readers[N_READERS];

		ck_assert(test_load(plain.empty, dir, NULL));
		for (guint i = 0; i < N_READERS; i++)
			readers[i] = start(dir, READ);
		n_killed += kill_trainers(dir, &plain, rand, MIN(N_KILLS, n_kills - n_killed));
		run_and_kill(dir, TRAIN, 0);
		for (guint i = 0; i < N_READERS; i++)
			stop(readers[i]);
		dump = test_dump(dir);
		test_assert_same(plain.expected, dump);
		test_assert_sound(dir);
	}
	ck_assert_uint_ge(n_killed, n_kills);
}
END_TEST

START_TEST(a_killed_job_leaves_the_model_as_it_was)
{
	static const Job jobs[] = {TRY, COMPACT, PRUNE};
	const guint n_kills = MAX(get_n_kills() / 5, 1);
	g_autoptr(GRand) rand = g_rand_new_with_seed(20260102);
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *folder = g_build_filename(dir, "rewrite", NULL);
	g_autofree gchar *before = NULL;
	HanteiSizes sizes;
	GPid reader;

	test_train(dir, 0, N_MAILS);
	before = test_dump(dir);
	reader = start(dir, READ);
	for (guint i = 0; i < n_kills * G_N_ELEMENTS(jobs); i++) {
		g_autofree gchar *after = NULL;

		ck_assert(run_and_kill(dir, jobs[i % G_N_ELEMENTS(jobs)],
				       1000 * (gint64)g_rand_int_range(rand, 1, 400)));
		after = test_dump(dir);
		test_assert_same(before, after);
		test_assert_sound(dir);
	}
	stop(reader);
	/* clears what they left */
	ck_assert(hantei_upkeep_compact(dir, &sizes, NULL));
	ck_assert(!g_file_test(folder, G_FILE_TEST_EXISTS));
}
END_TEST

/* One of them waits for nobody: it says that another one trains. */
START_TEST(two_trainers_at_once_learn_each_mail_once)
{
	g_auto(Plain) plain = {0};
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *dump = NULL;
	gint status[2];
	GPid children[2];

	plain_init(&plain);
	ck_assert(test_load(plain.empty, dir, NULL));
	for (guint i = 0; i < 2; i++)
		children[i] = start(dir, TRAIN);
	for (guint i = 0; i < 2; i++)
		status[i] = await(children[i]);
	/* unless the first was done before the second began */
	ck_assert_int_eq(MIN(status[0], status[1]), EXIT_SUCCESS);
	ck_assert(MAX(status[0], status[1]) == EXIT_BUSY || status[0] == status[1]);
	dump = test_dump(dir);
	test_assert_same(plain.expected, dump);
	test_assert_sound(dir);
	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		ck_assert_int_eq(await(start(dir, TRAIN)), EXIT_BUSY);
	}
}
END_TEST

static gboolean
write_text(const gchar *path, const gchar *text)
{
	const int fd = g_open(path, O_WRONLY | O_CLOEXEC, 0);
	const gboolean is_good = fd >= 0 && write(fd, text, strlen(text)) == (gssize)strlen(text);

	if (fd >= 0)
		close(fd);
	return is_good;
}

/* Lets this process mount what only itself and its children see. */
static gboolean
get_own_mounts(void)
{
	const uid_t uid = getuid();
	const gid_t gid = getgid();
	g_autofree gchar *uid_map = g_strdup_printf("0 %u 1", uid);
	g_autofree gchar *gid_map = g_strdup_printf("0 %u 1", gid);

	if (unshare(CLONE_NEWNS) == 0)
		return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
	return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
	       write_text("/proc/self/setgroups", "deny") &&
	       write_text("/proc/self/uid_map", uid_map) &&
	       write_text("/proc/self/gid_map", gid_map) &&
	       mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

/* A disk in memory. */
static gboolean
mount_disk(const gchar *dir, unsigned long flags, gsize n_bytes)
{
	g_autofree gchar *options = g_strdup_printf("size=%" G_GSIZE_FORMAT, n_bytes);

	return mount("none", dir, "tmpfs", flags, options) == 0;
}

START_TEST(a_full_disk_loses_nothing)
{
	g_auto(Plain) plain = {0};
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *dump = NULL;
	HanteiSizes sizes;
	guint n_full = 0;

	plain_init(&plain);
	if (!get_own_mounts() || !mount_disk(dir, 0, plain.n_bytes)) {
		g_printerr("skipped: a small disk cannot be mounted here: %s\n", g_strerror(errno));
		return;
	}
	ck_assert(test_load(plain.empty, dir, NULL));
	for (guint i = 3; i < 7; i++) {
		const guint n_before = assert_is_whole(dir);
		g_autoptr(GError) error = NULL;
		gint status;

		ck_assert(mount_disk(dir, MS_REMOUNT, plain.n_bytes * i / 10));
		status = await(start(dir, i % 2 == 0 ? TRAIN : TRAIN_FAST));
		ck_assert(status == EXIT_FULL || status == EXIT_SUCCESS);
		n_full += status == EXIT_FULL;
		ck_assert_uint_ge(assert_is_whole(dir), n_before);
		/* a second file needs more room than there is */
		if (!hantei_upkeep_compact(dir, &sizes, &error))
			ck_assert_int_eq(get_exit(error), EXIT_FULL);
		ck_assert_uint_ge(assert_is_whole(dir), n_before);
	}
	ck_assert_uint_gt(n_full, 0);
	ck_assert(mount_disk(dir, MS_REMOUNT, plain.n_bytes * 4));
	run_and_kill(dir, TRAIN, 0);
	ck_assert(hantei_upkeep_compact(dir, &sizes, NULL));
	dump = test_dump(dir);
	test_assert_same(plain.expected, dump);
	test_assert_sound(dir);
	ck_assert_int_eq(umount(dir), 0);
}
END_TEST

static Suite *
crash_suite(void)
{
	Suite *suite = suite_create("crash");
	TCase *tcase = tcase_create("crash");

	tcase_set_timeout(tcase, 110 + 4 * get_n_kills());
	tcase_add_test(tcase, a_killed_trainer_leaves_whole_batches);
	tcase_add_test(tcase, a_killed_job_leaves_the_model_as_it_was);
	tcase_add_test(tcase, two_trainers_at_once_learn_each_mail_once);
	tcase_add_test(tcase, a_full_disk_loses_nothing);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(int argc, char **argv)
{
	return argc > 2 ? do_job(argv[1], (Job)atoi(argv[2])) : test_main(crash_suite());
}
