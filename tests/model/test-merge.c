/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/merge.h"

#include "tests/model/mails.h"
#include "tests/test-main.h"

#define N_MAILS 300

/* Learns every @step-th mail from @first on, under a key of its own and by two sources. */
static void
learn(const gchar *dir, guint64 key, guint first, guint step)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiTrainer) trainer =
	    hantei_trainer_open(dir, &(HanteiHashKey){key, 2}, &error);

	ck_assert_ptr_nonnull(trainer);
	for (guint i = first; i < N_MAILS; i += step) {
		hantei_trainer_set_source(trainer, i % 5 == 0 ? "one" : "other");
		hantei_trainer_set_day(trainer, 11000 + i);
		test_learn(trainer, i);
	}
	test_commit(trainer);
}

static void
merge(const gchar *a,
      const gchar *b,
      const gchar *out,
      gboolean is_repeating,
      HanteiMergeReport *report)
{
	const gchar *const dirs[] = {a, b, NULL};
	const HanteiMergeOptions options = {.is_repeating = is_repeating};
	g_autoptr(GError) error = NULL;

	ck_assert_msg(hantei_merge(dirs, out, &options, report, &error), "%s",
		      error != NULL ? error->message : "no error set");
}

/* Of a dump all that does not depend on the order of learning: how hard a mail was, what combiner
 * and head are fitted to, and so their weights, do. The key, too, is left out. */
static gchar *
get_counts(const gchar *dir)
{
	g_autofree gchar *dump = test_dump(dir);
	g_auto(GStrv) lines = g_strsplit(dump, "\n", -1);
	GString *out = g_string_new(NULL);

	for (gsize i = 0; lines[i] != NULL; i++) {
		g_auto(GStrv) words = g_strsplit(lines[i], " ", 7);
		const guint n = g_strv_length(words);

		if (g_str_has_prefix(lines[i], "learnt "))
			g_string_append_printf(out, "learnt %s %s\n", words[1], words[2]);
		else if (g_str_has_prefix(lines[i], "origin "))
			g_string_append_printf(out, "%s\n", lines[i]);
		else if (g_str_has_prefix(lines[i], "mail "))
			g_string_append_printf(out, "mail %s %s %s\n", words[1], words[2],
					       words[4]);
		else if (n == 7 && g_ascii_isdigit(lines[i][0]))
			g_string_append_printf(out, "%s %s %s %s %s\n", words[0], words[1],
					       words[4], words[5], words[6]);
	}
	return g_string_free(out, FALSE);
}

static void
check_union(guint64 other_key)
{
	g_autoptr(TestFolder) all = test_folder_new();
	g_autoptr(TestFolder) a = test_folder_new();
	g_autoptr(TestFolder) b = test_folder_new();
	g_autoptr(TestFolder) out = test_folder_new();
	g_autofree gchar *expected = NULL;
	g_autofree gchar *counts = NULL;
	HanteiMergeReport report;

	learn(all, 1, 0, 1);
	learn(a, 1, 0, 2);
	learn(b, other_key, 1, 2);
	merge(a, b, out, FALSE, &report);
	ck_assert_uint_eq(report.outcome, HANTEI_MERGE_DONE);
	ck_assert_uint_eq(report.n_spam + report.n_ham, N_MAILS);
	ck_assert_uint_eq(report.n_rows_dropped, 0);
	ck_assert_uint_eq(report.n_repeats, 0);
	expected = get_counts(all);
	counts = get_counts(out);
	test_assert_same(expected, counts);
	test_assert_sound(a);
	test_assert_sound(b);
	test_assert_sound(all);
	test_assert_sound(out);
}

START_TEST(two_halves_are_the_whole)
{
	check_union(1);
}
END_TEST

START_TEST(halves_under_two_keys_are_the_whole)
{
	check_union(99);
}
END_TEST

START_TEST(order_and_grouping_make_no_difference_to_counts)
{
	g_autoptr(TestFolder) a = test_folder_new();
	g_autoptr(TestFolder) b = test_folder_new();
	g_autoptr(TestFolder) c = test_folder_new();
	g_autoptr(TestFolder) together = test_folder_new();
	g_autoptr(TestFolder) first = test_folder_new();
	g_autoptr(TestFolder) then = test_folder_new();
	g_autofree gchar *expected = NULL;
	g_autofree gchar *counts = NULL;
	g_autofree gchar *once = NULL;
	g_autofree gchar *twice = NULL;
	const HanteiMergeOptions options = {0};
	HanteiMergeReport report;

	learn(a, 1, 0, 3);
	learn(b, 2, 1, 3);
	learn(c, 1, 2, 3);
	ck_assert(
	    hantei_merge((const gchar *const[]){a, b, c, NULL}, together, &options, &report, NULL));
	merge(c, b, first, FALSE, &report);
	merge(first, a, then, FALSE, &report);
	expected = get_counts(together);
	counts = get_counts(then);
	test_assert_same(expected, counts);
	test_assert_sound(together);
	test_assert_sound(then);
	/* the rows are the same, and the fit begins at the same place */
	test_folder_empty(first);
	ck_assert(
	    hantei_merge((const gchar *const[]){a, b, c, NULL}, first, &options, &report, NULL));
	once = test_dump(together);
	twice = test_dump(first);
	test_assert_same(once, twice);
}
END_TEST

START_TEST(a_merged_model_forgets_each_mail)
{
	g_autoptr(TestFolder) a = test_folder_new();
	g_autoptr(TestFolder) b = test_folder_new();
	g_autoptr(TestFolder) out = test_folder_new();
	g_autoptr(HanteiTrainer) trainer = NULL;
	g_autofree gchar *dump = NULL;
	HanteiMergeReport report;

	learn(a, 1, 0, 2);
	learn(b, 99, 1, 2);
	merge(a, b, out, FALSE, &report);
	trainer = test_trainer(out);
	for (guint i = 0; i < N_MAILS; i++)
		ck_assert_uint_eq(test_forget(trainer, i), HANTEI_LEARNT_FORGOTTEN);
	test_commit(trainer);
	g_clear_pointer(&trainer, hantei_trainer_free);
	dump = test_dump(out);
	ck_assert_ptr_nonnull(strstr(dump, "\nlearnt 0 0 0 0\n"));
	ck_assert_ptr_null(strstr(dump, " words "));
	test_assert_sound(out);
}
END_TEST

START_TEST(mails_in_both_are_refused_and_counted_twice_if_told_so)
{
	g_autoptr(TestFolder) a = test_folder_new();
	g_autoptr(TestFolder) b = test_folder_new();
	g_autoptr(TestFolder) out = test_folder_new();
	g_autofree gchar *dump = NULL;
	g_auto(GStrv) mails = NULL;
	HanteiMergeReport report;

	test_train(a, 0, 60);
	test_train(b, 50, 100);
	merge(a, b, out, FALSE, &report);
	ck_assert_uint_eq(report.outcome, HANTEI_MERGE_REPEATS);
	ck_assert_uint_eq(report.n_repeats, 10);
	merge(a, b, out, TRUE, &report);
	ck_assert_uint_eq(report.outcome, HANTEI_MERGE_DONE);
	ck_assert_uint_eq(report.n_spam + report.n_ham, 110);
	dump = test_dump(out);
	mails = g_strsplit(dump, "\nmail ", -1);
	ck_assert_uint_eq(g_strv_length(mails) - 1, 100);
	test_assert_sound(out);
}
END_TEST

START_TEST(two_models_on_top_of_others_are_refused)
{
	g_autoptr(TestFolder) seed = test_folder_new();
	g_autoptr(TestFolder) a = test_folder_new();
	g_autoptr(TestFolder) b = test_folder_new();
	g_autoptr(TestFolder) c = test_folder_new();
	g_autoptr(TestFolder) out = test_folder_new();
	HanteiMergeReport report;

	test_train(seed, 0, 60);
	ck_assert(hantei_dump_copy(seed, a, &(HanteiHashKey){5, 5}, NULL));
	ck_assert(hantei_dump_copy(seed, b, &(HanteiHashKey){6, 6}, NULL));
	test_train(a, 60, 80);
	test_train(b, 80, 100);
	test_train(c, 100, 120);
	test_assert_sound(a);
	merge(a, b, out, FALSE, &report);
	ck_assert_uint_eq(report.outcome, HANTEI_MERGE_UNLISTED);
	ck_assert_uint_eq(report.n_models_unlisted, 2);
	/* one of them is well known: nothing can be counted twice */
	merge(c, b, out, FALSE, &report);
	ck_assert_uint_eq(report.outcome, HANTEI_MERGE_DONE);
	ck_assert_uint_eq(report.n_spam + report.n_ham, 100);
	test_assert_sound(out);
}
END_TEST

START_TEST(the_same_model_twice_is_refused)
{
	g_autoptr(TestFolder) a = test_folder_new();
	g_autoptr(TestFolder) out = test_folder_new();
	g_autoptr(GError) error = NULL;
	g_autofree gchar *again = g_strconcat(a, "/.", NULL);
	const gchar *const dirs[] = {a, again, NULL};
	HanteiMergeReport report;

	test_train(a, 0, 10);
	ck_assert(!hantei_merge(dirs, out, &(HanteiMergeOptions){0}, &report, &error));
	ck_assert(g_error_matches(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA));
}
END_TEST

static Suite *
merge_suite(void)
{
	Suite *suite = suite_create("merge");
	TCase *tcase = tcase_create("merge");

	tcase_add_test(tcase, two_halves_are_the_whole);
	tcase_add_test(tcase, halves_under_two_keys_are_the_whole);
	tcase_add_test(tcase, order_and_grouping_make_no_difference_to_counts);
	tcase_add_test(tcase, a_merged_model_forgets_each_mail);
	tcase_add_test(tcase, mails_in_both_are_refused_and_counted_twice_if_told_so);
	tcase_add_test(tcase, two_models_on_top_of_others_are_refused);
	tcase_add_test(tcase, the_same_model_twice_is_refused);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(merge_suite());
}
