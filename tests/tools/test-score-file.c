/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/score-file.h"

#include <glib/gstdio.h>
#include <math.h>

#include "tests/test-main.h"

static const struct {
	const gchar *line;
	gboolean is_fine;
	gboolean is_spam;
	gdouble log_odds;
	const gchar *corpus;
} LINES[] = {
    {"spam 2.5", TRUE, TRUE, 2.5, NULL},
    {"ham\t-1e-3", TRUE, FALSE, -0.001, NULL},
    {"HAM p=0.5", TRUE, FALSE, 0.0, NULL},
    {"spam p=0.9", TRUE, TRUE, 2.1972245773362196, NULL},
    {"spam inf", TRUE, TRUE, INFINITY, NULL},
    {"spam 1 corpus received ja 7 a path with blanks", TRUE, TRUE, 1.0, "corpus"},
    {"spam", FALSE},
    {"spam 2.5x", FALSE},
    {"spam nan", FALSE},
    {"spam p=1.01", FALSE},
    {"spam p=-0.1", FALSE},
    {"eggs 1", FALSE},
    {"", FALSE},
};

START_TEST(a_line_is_read_or_refused)
{
	HanteiEvaluatedMail mail = {0};
	g_autofree gchar *corpus = NULL;
	const gboolean is_fine = hantei_score_file_parse(LINES[_i].line, &mail, &corpus);

	ck_assert_msg(is_fine == LINES[_i].is_fine, "%s", LINES[_i].line);
	if (!is_fine)
		return;
	ck_assert_int_eq(mail.judgement.is_spam, LINES[_i].is_spam);
	ck_assert_msg(isinf(LINES[_i].log_odds)
			  ? isinf(mail.judgement.log_odds) != 0
			  : fabs(mail.judgement.log_odds - LINES[_i].log_odds) < 1e-12,
		      "%s: %g", LINES[_i].line, mail.judgement.log_odds);
	ck_assert_pstr_eq(corpus, LINES[_i].corpus);
}
END_TEST

START_TEST(certain_probabilities_are_finite_and_ranked)
{
	HanteiEvaluatedMail none = {0};
	HanteiEvaluatedMail all = {0};
	g_autofree gchar *corpus = NULL;

	ck_assert(hantei_score_file_parse("ham p=0", &none, &corpus));
	ck_assert(hantei_score_file_parse("spam p=1", &all, &corpus));
	ck_assert(isfinite(none.judgement.log_odds) && isfinite(all.judgement.log_odds));
	ck_assert_double_lt(none.judgement.log_odds, all.judgement.log_odds);
}
END_TEST

START_TEST(what_is_written_is_read_again)
{
	const HanteiEvaluatedMail mail = {
	    {-1.0 / 3.0, TRUE, 12}, 0, HANTEI_VIEW_DRAFT, HANTEI_LANGUAGE_TH};
	g_autofree gchar *dir = g_dir_make_tmp("hantei-test-XXXXXX", NULL);
	g_autofree gchar *path = g_build_filename(dir, "scores", NULL);
	g_autoptr(GError) error = NULL;
	HanteiScoreFile *file = hantei_score_file_new(path, &error);
	HanteiEvaluatedMail again = {0};
	g_autofree gchar *corpus = NULL;
	g_autofree gchar *text = NULL;

	ck_assert_ptr_nonnull(file);
	ck_assert(hantei_score_file_write(file, &mail, "my mails", "a b.eml", &error));
	ck_assert(hantei_score_file_close(file, &error));
	hantei_score_file_free(file);
	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	g_unlink(path);
	g_rmdir(dir);
	ck_assert(hantei_score_file_parse(g_strchomp(text), &again, &corpus));
	ck_assert_double_eq(again.judgement.log_odds, mail.judgement.log_odds);
	ck_assert_uint_eq(again.judgement.cluster, 12);
	ck_assert_int_eq(again.view, HANTEI_VIEW_DRAFT);
	ck_assert_int_eq(again.language, HANTEI_LANGUAGE_TH);
	ck_assert_str_eq(corpus, "my_mails");
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_an_error)
{
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(hantei_score_file_new("/nonexistent/scores", &error));
	ck_assert_int_eq(error->domain, G_FILE_ERROR);
}
END_TEST

static Suite *
score_file_suite(void)
{
	Suite *suite = suite_create("score-file");
	TCase *tcase = tcase_create("score-file");

	tcase_add_loop_test(tcase, a_line_is_read_or_refused, 0, G_N_ELEMENTS(LINES));
	tcase_add_test(tcase, certain_probabilities_are_finite_and_ranked);
	tcase_add_test(tcase, what_is_written_is_read_again);
	tcase_add_test(tcase, a_folder_that_is_not_there_is_an_error);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(score_file_suite());
}
