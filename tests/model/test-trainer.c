/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/trainer.h"

#include <signal.h>
#include <sys/resource.h>

#include "model/model-state.h"
#include "model/model.h"
#include "model/store.h"
#include "tests/model/mails.h"
#include "tests/test-main.h"

#define N_MAILS 120

static void
assert_same_counts(const gchar *dir_a, const gchar *dir_b)
{
	g_autofree gchar *dump_a = test_dump(dir_a);
	g_autofree gchar *dump_b = test_dump(dir_b);
	g_autofree gchar *a = test_all_counts(dump_a);
	g_autofree gchar *b = test_all_counts(dump_b);

	test_assert_same(a, b);
}

START_TEST(learning_twice_changes_nothing)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *before = NULL;
	g_autofree gchar *after = NULL;

	test_train(dir, 0, N_MAILS);
	before = test_dump(dir);
	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		for (guint i = 0; i < N_MAILS; i++)
			ck_assert_int_eq(test_learn(trainer, i), HANTEI_LEARNT_ALREADY);
		test_commit(trainer);
	}
	after = test_dump(dir);
	test_assert_same(before, after);
}
END_TEST

START_TEST(a_mail_is_known_within_its_batch)
{
	g_autoptr(HanteiTrainer) trainer = test_trainer(NULL);

	ck_assert_int_eq(test_learn(trainer, 1), HANTEI_LEARNT_NEW);
	ck_assert_int_eq(test_learn(trainer, 1), HANTEI_LEARNT_ALREADY);
	ck_assert_int_eq(test_learn_as(trainer, 1, FALSE), HANTEI_LEARNT_RELABELLED);
	ck_assert_int_eq(test_forget(trainer, 1), HANTEI_LEARNT_FORGOTTEN);
	ck_assert_int_eq(test_forget(trainer, 1), HANTEI_LEARNT_UNKNOWN);
	ck_assert_int_eq(test_learn(trainer, 1), HANTEI_LEARNT_NEW);
}
END_TEST

/* _i: the wrong label is committed before it is put right, or not. */
START_TEST(a_relabelled_mail_counts_once)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(TestFolder) never_wrong = test_folder_new();

	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		for (guint i = 0; i < N_MAILS; i++)
			test_learn_as(trainer, i, test_mail_is_spam(i) != (i % 4 == 0));
		if (_i == 1)
			test_commit(trainer);
		for (guint i = 0; i < N_MAILS; i += 4)
			ck_assert_int_eq(test_learn(trainer, i), HANTEI_LEARNT_RELABELLED);
		test_commit(trainer);
	}
	test_train(never_wrong, 0, N_MAILS);
	assert_same_counts(dir, never_wrong);
}
END_TEST

/* _i & 1: committed in between; _i & 2: undone in the order of learning, not backwards. */
START_TEST(train_then_undo_equals_never)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *before = NULL;
	g_autofree gchar *after = NULL;

	test_train(dir, 0, N_MAILS);
	before = test_dump(dir);
	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		for (guint i = 0; i < 40; i++)
			test_learn(trainer, N_MAILS + i);
		if (_i & 1)
			test_commit(trainer);
		for (guint i = 0; i < 40; i++)
			ck_assert_int_eq(test_forget(trainer, N_MAILS + (_i & 2 ? i : 39 - i)),
					 HANTEI_LEARNT_FORGOTTEN);
		test_commit(trainer);
	}
	after = test_dump(dir);
	test_assert_same(before, after);
}
END_TEST

START_TEST(undoing_all_leaves_an_empty_model)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *before = NULL;
	g_autofree gchar *after = NULL;

	test_train(dir, 0, 0);
	before = test_dump(dir);
	test_train(dir, 0, N_MAILS);
	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		for (guint i = 0; i < N_MAILS; i++)
			test_forget(trainer, i);
		test_commit(trainer);
	}
	after = test_dump(dir);
	test_assert_same(before, after);
}
END_TEST

START_TEST(the_order_of_learning_does_not_matter_to_the_counts)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(TestFolder) turned = test_folder_new();

	test_train(dir, 0, N_MAILS);
	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(turned);

		for (guint i = 0; i < N_MAILS; i++)
			test_learn(trainer, (i * 7 + 11) % N_MAILS);
		test_commit(trainer);
	}
	assert_same_counts(dir, turned);
}
END_TEST

/* Adds the spam and ham counts of each line of test_all_counts() to @sums, by what the line is
 * about. */
static void
add_counts(GHashTable *sums, const gchar *dir, gint by)
{
	g_autofree gchar *dump = test_dump(dir);
	g_autofree gchar *counts = test_all_counts(dump);
	g_auto(GStrv) lines = g_strsplit(counts, "\n", -1);

	for (gsize i = 0; lines[i] != NULL; i++) {
		const gboolean is_learnt = g_str_has_prefix(lines[i], "learnt ");
		const gchar *numbers = lines[i] + (is_learnt ? strlen("learnt ") : 0);
		guint n_spam;
		guint n_ham;
		gint n_read = 0;
		gchar *about;
		gint64 sum;

		if (sscanf(numbers, "%u %u%n", &n_spam, &n_ham, &n_read) != 2)
			continue;
		about = g_strdup(is_learnt ? "learnt" : numbers + n_read);
		sum = GPOINTER_TO_SIZE(g_hash_table_lookup(sums, about));
		sum += by * ((gint64)n_spam * 1000000 + n_ham);
		g_hash_table_replace(sums, about, GSIZE_TO_POINTER((gsize)sum));
	}
}

START_TEST(the_counts_of_two_models_add_up_to_those_of_their_union)
{
	g_autoptr(TestFolder) one = test_folder_new();
	g_autoptr(TestFolder) other = test_folder_new();
	g_autoptr(TestFolder) both = test_folder_new();
	g_autoptr(GHashTable) sums = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GHashTableIter iter;
	gpointer about;
	gpointer left;

	test_train(one, 0, N_MAILS / 3);
	test_train(other, N_MAILS / 3, N_MAILS);
	test_train(both, 0, N_MAILS);
	add_counts(sums, one, 1);
	add_counts(sums, other, 1);
	ck_assert_uint_gt(g_hash_table_size(sums), 10);
	add_counts(sums, both, -1);
	g_hash_table_iter_init(&iter, sums);
	while (g_hash_table_iter_next(&iter, &about, &left))
		ck_assert_msg(left == NULL, "%s: %" G_GSSIZE_FORMAT " left", (gchar *)about,
			      (gssize)left);
}
END_TEST

START_TEST(batches_do_not_matter_to_the_counts)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(TestFolder) often = test_folder_new();

	test_train(dir, 0, HANTEI_TRAINER_BATCH + N_MAILS);
	for (guint i = 0; i < HANTEI_TRAINER_BATCH + N_MAILS; i += 70)
		test_train(often, i, MIN(i + 70, HANTEI_TRAINER_BATCH + N_MAILS));
	assert_same_counts(dir, often);
}
END_TEST

START_TEST(a_full_batch_is_committed_by_itself)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *dump = NULL;
	guint n_spam = 0;
	g_autofree gchar *learnt = NULL;

	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		for (guint i = 0; i < HANTEI_TRAINER_BATCH + 5; i++) {
			test_learn(trainer, i);
			n_spam += i < HANTEI_TRAINER_BATCH && test_mail_is_spam(i);
		}
	}
	dump = test_dump(dir);
	learnt = g_strdup_printf("\nlearnt %u %u ", n_spam, HANTEI_TRAINER_BATCH - n_spam);
	ck_assert_ptr_nonnull(strstr(dump, learnt));
}
END_TEST

/* Mail with words of its own, as all has. */
static void
learn_own_words(HanteiTrainer *trainer, guint index)
{
	g_autoptr(HanteiFeatures) features = hantei_features_new(hantei_trainer_get_key(trainer));
	guint8 digest[16];
	HanteiLearnt learnt;

	for (guint i = 0; i < 6; i++)
		hantei_features_addf(features, HANTEI_GROUP_WORDS, "word %u of %u", i, index);
	hantei_features_seal(features);
	test_digest(index, digest);
	ck_assert(hantei_trainer_learn(trainer, features, HANTEI_VIEW_RECEIVED, digest, index % 2,
				       &learnt, NULL));
}

/* What a few mails changed waits, but not behind a batch that was put in place. */
START_TEST(a_long_run_leaves_nothing_to_wait)
{
	g_autoptr(TestFolder) dir = test_folder_new();

	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		for (guint i = 0; i < HANTEI_TRAINER_BATCH + 5; i++)
			learn_own_words(trainer, i);
		test_commit(trainer);
	}
	ck_assert_uint_eq(test_count_waiting(dir), 0);
	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		learn_own_words(trainer, HANTEI_TRAINER_BATCH + 5);
		test_commit(trainer);
	}
	ck_assert_uint_eq(test_count_waiting(dir), 6);
}
END_TEST

START_TEST(what_is_not_committed_is_lost)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *before = NULL;
	g_autofree gchar *after = NULL;

	test_train(dir, 0, 20);
	before = test_dump(dir);
	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		for (guint i = 20; i < 40; i++)
			test_learn(trainer, i);
		test_forget(trainer, 3);
	}
	after = test_dump(dir);
	test_assert_same(before, after);
}
END_TEST

START_TEST(a_reopened_model_weighs_the_same)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(HanteiModel) model = NULL;
	gdouble log_odds[30];

	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		for (guint i = 0; i < N_MAILS; i++)
			test_learn(trainer, i);
		test_commit(trainer);
		for (guint i = 0; i < G_N_ELEMENTS(log_odds); i++)
			log_odds[i] = test_weigh(trainer, N_MAILS + i);
	}
	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		for (guint i = 0; i < G_N_ELEMENTS(log_odds); i++)
			ck_assert_double_eq_tol(test_weigh(trainer, N_MAILS + i), log_odds[i],
						1e-15);
	}
	model = hantei_model_open(dir, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(log_odds); i++) {
		g_autoptr(HanteiFeatures) features = test_mail(
		    hantei_model_get_key(model), N_MAILS + i, test_mail_is_spam(N_MAILS + i));
		g_autoptr(HanteiEvidence) evidence =
		    hantei_model_weigh(model, features, HANTEI_VIEW_RECEIVED, NULL);

		ck_assert_double_eq_tol(evidence->log_odds, log_odds[i], 1e-15);
	}
}
END_TEST

START_TEST(in_memory_it_learns_the_same)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(HanteiTrainer) on_disk = test_trainer(dir);
	g_autoptr(HanteiTrainer) in_memory = test_trainer(NULL);

	for (guint i = 0; i < N_MAILS; i++) {
		test_learn(on_disk, i);
		test_learn(in_memory, i);
	}
	test_commit(on_disk);
	hantei_trainer_fit(in_memory);
	for (guint i = 0; i < 60; i++)
		ck_assert_double_eq_tol(test_weigh(on_disk, N_MAILS + i),
					test_weigh(in_memory, N_MAILS + i), 1e-9);
}
END_TEST

/* So that mails can be weighed in between, as an evaluation does. */
START_TEST(weighing_changes_nothing)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *before = NULL;
	g_autofree gchar *after = NULL;

	test_train(dir, 0, N_MAILS);
	before = test_dump(dir);
	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		for (guint i = 0; i < 2 * N_MAILS; i++)
			test_weigh(trainer, i);
		test_commit(trainer);
	}
	after = test_dump(dir);
	test_assert_same(before, after);
}
END_TEST

START_TEST(a_second_trainer_is_told_to_wait)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(HanteiTrainer) first = test_trainer(dir);
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(hantei_trainer_open(dir, &(HanteiHashKey){1, 2}, &error));
	ck_assert(g_error_matches(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_BUSY));
	ck_assert_ptr_nonnull(strstr(error->message, dir));
	g_clear_pointer(&first, hantei_trainer_free);
	first = test_trainer(dir);
}
END_TEST

START_TEST(it_separates_the_classes)
{
	g_autoptr(HanteiTrainer) trainer = test_trainer(NULL);
	guint n_right = 0;

	for (guint i = 0; i < 600; i++)
		test_learn(trainer, i);
	hantei_trainer_fit(trainer);
	for (guint i = 600; i < 800; i++)
		n_right += (test_weigh(trainer, i) > 0) == test_mail_is_spam(i);
	/* one in ten speaks like the other class */
	ck_assert_uint_ge(n_right, 178);
	ck_assert_uint_le(n_right, 182);
}
END_TEST

static void
assert_reopening_changes_nothing(const gchar *dir)
{
	g_autofree gchar *before = test_dump(dir);
	g_autofree gchar *after = NULL;

	test_train(dir, 0, 0);
	after = test_dump(dir);
	test_assert_same(before, after);
}

/* Learnt while the model knew enough to judge it, learnt anew when it did not. */
START_TEST(a_relabelled_mail_leaves_no_old_row)
{
	g_autoptr(TestFolder) dir = test_folder_new();

	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		for (guint i = 0; i < 10; i++)
			test_learn_as(trainer, i, i < 5);
		test_learn_as(trainer, 10, TRUE);
		test_forget(trainer, 9);
		ck_assert_int_eq(test_learn_as(trainer, 10, FALSE), HANTEI_LEARNT_RELABELLED);
		test_forget(trainer, 8);
		test_commit(trainer);
	}
	assert_reopening_changes_nothing(dir);
}
END_TEST

/* A dump of a model that has more rows than the fit takes, the first @n_missing left out. */
static gchar *
make_many_rows(const gchar *head, guint n_missing)
{
	GString *dump = g_string_new(head);
	const guint n = 20010;

	g_string_append_printf(dump, "learnt %u %u 0 0\norigin %u %u en mail\n", (n + 1) / 2, n / 2,
			       (n + 1) / 2, n / 2);
	for (guint i = n_missing; i < n; i++) {
		g_string_append_printf(dump, "mail %032x %s 0 0 %u 1", i, i % 2 ? "ham" : "spam",
				       i);
		/* the last ones say the opposite of the first */
		for (guint k = 0; k < HANTEI_N_SUMS; k++)
			g_string_append(dump, k != HANTEI_SUM_INDEX(0, i % 2, 0) ? " 0"
					      : i < 20000 ? (i % 2 ? " -1" : " 1")
							  : (i % 2 ? " 3" : " -3"));
		g_string_append_c(dump, '\n');
	}
	g_string_append(dump, "end\n");
	return g_string_free(dump, FALSE);
}

/* The line of @dump that begins with @head. */
static gchar *
find_line(const gchar *dump, const gchar *head)
{
	const gchar *line = strstr(dump, head);

	ck_assert_ptr_nonnull(line);
	return g_strndup(line, strcspn(line, "\n"));
}

START_TEST(a_row_left_out_comes_in_when_there_is_room)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(TestFolder) never = test_folder_new();
	g_autofree gchar *head = NULL;
	g_autofree gchar *all = NULL;
	g_autofree gchar *some = NULL;
	g_autofree gchar *dump = NULL;
	g_autofree gchar *dump_never = NULL;
	g_autofree gchar *weights = NULL;
	g_autofree gchar *weights_never = NULL;

	test_train(never, 0, 0);
	head = test_dump(never);
	*(strstr(head, "learnt ")) = '\0';
	test_folder_empty(never);
	all = make_many_rows(head, 0);
	some = make_many_rows(head, 4);
	ck_assert(test_load(all, dir, NULL));
	ck_assert(test_load(some, never, NULL));
	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);
		g_autoptr(HanteiFeatures) empty =
		    test_features(hantei_trainer_get_key(trainer), "");

		for (guint i = 0; i < 4; i++) {
			const guint8 digest[16] = {[15] = (guint8)i};
			HanteiLearnt learnt;

			ck_assert(hantei_trainer_forget(trainer, empty, digest, &learnt, NULL));
			ck_assert_int_eq(learnt, HANTEI_LEARNT_FORGOTTEN);
		}
		test_commit(trainer);
	}
	test_train(never, 0, 0);
	dump = test_dump(dir);
	dump_never = test_dump(never);
	weights = find_line(dump, "combiner received");
	weights_never = find_line(dump_never, "combiner received");
	test_assert_same(weights, weights_never);
}
END_TEST

/* Lets no file grow beyond @bytes. */
static void
limit_files(rlim_t bytes)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = MIN(bytes, limit.rlim_max);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* As when the disk is full: it goes on where it was once there is room. */
START_TEST(a_failed_commit_loses_nothing)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(TestFolder) plain = test_folder_new();

	signal(SIGXFSZ, SIG_IGN);
	test_train(dir, 0, 100);
	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);
		g_autoptr(GError) error = NULL;

		for (guint i = 100; i < 300; i++)
			test_learn(trainer, i);
		limit_files(16 * 1024);
		ck_assert(!hantei_trainer_commit(trainer, &error));
		ck_assert(g_error_matches(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_STORE));
		limit_files(RLIM_INFINITY);
		/* known ones, pending ones and new ones */
		for (guint i = 0; i < 300; i++)
			ck_assert_int_eq(test_learn(trainer, i), HANTEI_LEARNT_ALREADY);
		for (guint i = 300; i < 350; i++)
			test_learn(trainer, i);
		test_commit(trainer);
	}
	test_train(plain, 0, 350);
	assert_same_counts(dir, plain);
}
END_TEST

/* Writes a record that cannot be read for the feature that all mails have. */
static void
damage_feature(const gchar *dir)
{
	g_autoptr(HanteiStore) store = hantei_store_open(dir, HANTEI_STORE_WRITE, NULL);
	HanteiStoreFeature feature = {.tally = {{1, 1}, {0, 0}}, .group = (HanteiGroup)99};
	gboolean is_full;
	HanteiStoreTxn *txn = hantei_store_begin(store, TRUE, NULL);
	HanteiModelState state;

	ck_assert(hantei_model_state_read(&state, txn, dir, NULL));
	feature.text = "in all mails";
	feature.text_length = strlen(feature.text);
	hantei_store_put_feature(
	    txn,
	    hantei_feature_hash(&state.key, HANTEI_GROUP_SHAPE, feature.text, feature.text_length),
	    &feature);
	ck_assert(hantei_store_commit(txn, &is_full, NULL));
}

START_TEST(a_record_that_cannot_be_read_stops_learning)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(HanteiTrainer) trainer = NULL;
	g_autoptr(HanteiFeatures) features = NULL;
	g_autoptr(GError) error = NULL;
	guint8 digest[16];
	HanteiLearnt learnt;

	test_train(dir, 0, 20);
	damage_feature(dir);
	trainer = test_trainer(dir);
	features = test_mail(hantei_trainer_get_key(trainer), 20, FALSE);
	test_digest(20, digest);
	for (guint i = 0; i < 2; i++) {
		g_clear_error(&error);
		ck_assert(!hantei_trainer_learn(trainer, features, HANTEI_VIEW_RECEIVED, digest,
						FALSE, &learnt, &error));
		ck_assert(g_error_matches(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_STORE));
	}
	/* what was counted on it must not be written */
	g_clear_error(&error);
	ck_assert(!hantei_trainer_commit(trainer, &error));
	ck_assert(g_error_matches(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_STORE));
}
END_TEST

/* A mail of which the concepts @list are known, "concept:…|concept:…|". */
static HanteiLearnt
learn_concepts(HanteiTrainer *trainer, guint index, const gchar *list, gboolean is_spam)
{
	g_autofree gchar *all =
	    g_strdup_printf("%swords:word %u|structure:plain|concept:urgency", list, index % 3);
	g_autoptr(HanteiFeatures) features = test_features(hantei_trainer_get_key(trainer), all);
	HanteiLearnt learnt = HANTEI_N_LEARNT;
	guint8 digest[16];

	test_digest(index, digest);
	ck_assert(hantei_trainer_learn(trainer, features, HANTEI_VIEW_DRAFT, digest, is_spam,
				       &learnt, NULL));
	return learnt;
}

/* _i & 1: committed in between; _i & 2: the concept goes, and does not come. */
START_TEST(known_mail_gets_the_concepts_of_now)
{
	static const gchar *const LISTS[] = {"", "concept:fair|concept:fair, four times or more|"};
	const gchar *before = LISTS[_i & 2 ? 1 : 0];
	const gchar *now = LISTS[_i & 2 ? 0 : 1];
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(TestFolder) at_once = test_folder_new();

	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		for (guint i = 0; i < 40; i++)
			learn_concepts(trainer, i, before, i % 2 == 0);
		if (_i & 1)
			test_commit(trainer);
		for (guint i = 0; i < 40; i++)
			ck_assert_int_eq(learn_concepts(trainer, i, now, i % 2 == 0),
					 HANTEI_LEARNT_UPDATED);
		for (guint i = 0; i < 40; i++)
			ck_assert_int_eq(learn_concepts(trainer, i, now, i % 2 == 0),
					 HANTEI_LEARNT_ALREADY);
		test_commit(trainer);
	}
	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(at_once);

		for (guint i = 0; i < 40; i++)
			learn_concepts(trainer, i, now, i % 2 == 0);
		test_commit(trainer);
	}
	/* not the counts alone: the rows, too, and so the weights */
	{
		g_autofree gchar *a = test_dump(dir);
		g_autofree gchar *b = test_dump(at_once);

		test_assert_same(a, b);
	}
}
END_TEST

START_TEST(a_mail_is_taken_back_with_the_concepts_it_was_learnt_with)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(TestFolder) without = test_folder_new();

	for (guint is_all = 0; is_all < 2; is_all++) {
		g_autoptr(HanteiTrainer) trainer = test_trainer(is_all ? dir : without);

		for (guint i = 0; i < 20; i++)
			learn_concepts(trainer, i, i % 4 == 0 ? "" : "concept:fair|", i % 2 == 0);
		if (is_all)
			learn_concepts(trainer, 20, "", FALSE);
		test_commit(trainer);
	}
	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);
		g_autoptr(HanteiFeatures) features = test_features(
		    hantei_trainer_get_key(trainer),
		    "concept:fair|words:word 2|structure:plain|concept:urgency|concept:new");
		HanteiLearnt learnt;
		guint8 digest[16];

		test_digest(20, digest);
		ck_assert(hantei_trainer_forget(trainer, features, digest, &learnt, NULL));
		ck_assert_int_eq(learnt, HANTEI_LEARNT_FORGOTTEN);
		test_commit(trainer);
	}
	assert_same_counts(dir, without);
}
END_TEST

static Suite *
trainer_suite(void)
{
	Suite *suite = suite_create("trainer");
	TCase *tcase = tcase_create("trainer");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, learning_twice_changes_nothing);
	tcase_add_test(tcase, a_mail_is_known_within_its_batch);
	tcase_add_loop_test(tcase, a_relabelled_mail_counts_once, 0, 2);
	tcase_add_loop_test(tcase, train_then_undo_equals_never, 0, 4);
	tcase_add_test(tcase, undoing_all_leaves_an_empty_model);
	tcase_add_test(tcase, the_order_of_learning_does_not_matter_to_the_counts);
	tcase_add_test(tcase, the_counts_of_two_models_add_up_to_those_of_their_union);
	tcase_add_test(tcase, batches_do_not_matter_to_the_counts);
	tcase_add_test(tcase, a_full_batch_is_committed_by_itself);
	tcase_add_test(tcase, a_long_run_leaves_nothing_to_wait);
	tcase_add_test(tcase, what_is_not_committed_is_lost);
	tcase_add_test(tcase, a_reopened_model_weighs_the_same);
	tcase_add_test(tcase, in_memory_it_learns_the_same);
	tcase_add_test(tcase, weighing_changes_nothing);
	tcase_add_test(tcase, a_second_trainer_is_told_to_wait);
	tcase_add_test(tcase, it_separates_the_classes);
	tcase_add_test(tcase, a_relabelled_mail_leaves_no_old_row);
	tcase_add_test(tcase, a_row_left_out_comes_in_when_there_is_room);
	tcase_add_test(tcase, a_failed_commit_loses_nothing);
	tcase_add_test(tcase, a_record_that_cannot_be_read_stops_learning);
	tcase_add_loop_test(tcase, known_mail_gets_the_concepts_of_now, 0, 4);
	tcase_add_test(tcase, a_mail_is_taken_back_with_the_concepts_it_was_learnt_with);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(trainer_suite());
}
