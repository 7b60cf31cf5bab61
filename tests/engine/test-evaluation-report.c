/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/report/evaluation-report.h"

#include <math.h>
#include <string.h>

#include "engine/report/columns.h"
#include "tests/test-main.h"

static const gchar *const CORPORA[] = {"first", "<second> & co", NULL};

/* Two corpora; the first of two views and languages, the second all spam, neither known of. */
static HanteiEvaluationReport *
make_report(guint n_resamples)
{
	const HanteiEvaluatedMail mails[] = {
	    {{3.0, TRUE, 0}, 0, HANTEI_VIEW_RECEIVED, HANTEI_LANGUAGE_EN},
	    {{-1.0, TRUE, 1}, 0, HANTEI_VIEW_RECEIVED, HANTEI_LANGUAGE_JA},
	    {{-2.0, FALSE, 2}, 0, HANTEI_VIEW_DRAFT, HANTEI_LANGUAGE_JA},
	    {{0.5, FALSE, 3}, 0, HANTEI_VIEW_DRAFT, HANTEI_LANGUAGE_EN},
	    {{2.0, TRUE, 4}, 1, HANTEI_N_VIEWS, HANTEI_N_LANGUAGES},
	};
	const HanteiEvaluationOptions options = {.n_resamples = n_resamples, .seed = 3};

	return hantei_evaluation_report_new("online", CORPORA, mails, G_N_ELEMENTS(mails),
					    &options);
}

START_TEST(rows_are_corpora_with_their_groups_then_all)
{
	static const struct {
		const gchar *corpus;
		const gchar *view;
		const gchar *language;
		guint n_spam;
		guint n_ham;
	} wanted[] = {
	    {"first", NULL, NULL, 2, 2},       {"first", "draft", NULL, 0, 2},
	    {"first", "received", NULL, 2, 0}, {"first", NULL, "en", 1, 1},
	    {"first", NULL, "ja", 1, 1},       {"<second> & co", NULL, NULL, 1, 0},
	    {NULL, NULL, NULL, 3, 2},	       {NULL, "draft", NULL, 0, 2},
	    {NULL, "received", NULL, 2, 0},    {NULL, NULL, "en", 1, 1},
	    {NULL, NULL, "ja", 1, 1},
	};
	g_autoptr(HanteiEvaluationReport) report = make_report(0);

	ck_assert_uint_eq(report->rows->len, G_N_ELEMENTS(wanted));
	for (guint i = 0; i < G_N_ELEMENTS(wanted); i++) {
		const HanteiEvaluationRow *row =
		    &g_array_index(report->rows, HanteiEvaluationRow, i);

		ck_assert_pstr_eq(row->corpus, wanted[i].corpus);
		ck_assert_pstr_eq(row->view, wanted[i].view);
		ck_assert_pstr_eq(row->language, wanted[i].language);
		ck_assert_uint_eq(row->evaluation->n_spam, wanted[i].n_spam);
		ck_assert_uint_eq(row->evaluation->n_ham, wanted[i].n_ham);
	}
}
END_TEST

START_TEST(text_fits_80_columns_and_has_the_numbers)
{
	g_autoptr(HanteiEvaluationReport) report = make_report(100);
	g_autofree gchar *text = hantei_evaluation_report_to_text(report);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i] != NULL; i++) {
		ck_assert_msg(hantei_columns_count(lines[i]) <= 80, "%s", lines[i]);
		ck_assert_msg(!g_str_has_suffix(lines[i], " "), "%s|", lines[i]);
	}
	/* one of four pairs is wrong */
	ck_assert_ptr_nonnull(strstr(text, "first                   2      2  25.0000"));
	ck_assert_ptr_nonnull(strstr(text, "  language ja           1      1   0.0000"));
	ck_assert_ptr_nonnull(strstr(text, "<second> & co           1      0        -"));
	ck_assert_ptr_nonnull(strstr(text, "Decisions at probability 0.50\n"));
	ck_assert_ptr_null(strstr(text, "nan"));
}
END_TEST

START_TEST(json_has_null_where_a_figure_does_not_exist)
{
	g_autoptr(HanteiEvaluationReport) report = make_report(0);
	g_autofree gchar *text = hantei_evaluation_report_to_json(report);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	ck_assert_uint_eq(g_strv_length(lines), report->rows->len + 1);
	ck_assert(g_str_has_prefix(lines[0],
				   "{\"v\":1,\"type\":\"evaluation\",\"protocol\":"
				   "\"online\",\"corpus\":\"first\",\"view\":null,"
				   "\"language\":null,\"seed\":3,\"n_spam\":2,"
				   "\"n_ham\":2,\"n_clusters\":4,\"threshold\":0.500000,"));
	ck_assert_ptr_nonnull(strstr(lines[0], "\"one_minus_auc_percent\":{\"value\":25.000000}"));
	ck_assert_ptr_nonnull(strstr(lines[5], "\"one_minus_auc_percent\":null"));
	ck_assert_ptr_nonnull(strstr(lines[6], "\"corpus\":null"));
}
END_TEST

/* The page is written so that a parser of XML reads its body, too. */
START_TEST(html_is_well_formed_and_escaped)
{
	g_autoptr(HanteiEvaluationReport) report = make_report(100);
	g_autofree gchar *page = hantei_evaluation_report_to_html(report, "en");
	const gchar *body = strstr(page, "<body>");

	ck_assert(g_str_has_prefix(page, "<!DOCTYPE html>\n<html lang=\"en\">"));
	ck_assert_ptr_nonnull(strstr(page, "<h2>&lt;second&gt; &amp; co</h2>"));
	ck_assert_ptr_null(strstr(page, "<second>"));
	ck_assert_ptr_null(strstr(page, "<script"));
	ck_assert_ptr_null(strstr(page, "nan"));
	ck_assert_ptr_nonnull(body);
	g_autofree gchar *alone = g_strndup(body, (gsize)(strstr(page, "</html>") - body));
	static const GMarkupParser nothing = {0};
	g_autoptr(GError) error = NULL;
	g_autoptr(GMarkupParseContext) context =
	    g_markup_parse_context_new(&nothing, 0, NULL, NULL);
	ck_assert_msg(g_markup_parse_context_parse(context, alone, -1, &error) &&
			  g_markup_parse_context_end_parse(context, &error),
		      "%s", error != NULL ? error->message : "?");
}
END_TEST

START_TEST(no_mail_at_all_is_written_all_the_same)
{
	const HanteiEvaluationOptions options = {.n_resamples = 10};
	const gchar *const corpora[] = {"none", NULL};
	g_autoptr(HanteiEvaluationReport) report =
	    hantei_evaluation_report_new("online", corpora, NULL, 0, &options);
	g_autofree gchar *text = hantei_evaluation_report_to_text(report);
	g_autofree gchar *json = hantei_evaluation_report_to_json(report);
	g_autofree gchar *page = hantei_evaluation_report_to_html(report, "en");

	ck_assert_ptr_nonnull(strstr(text, "none                    0      0        -"));
	ck_assert_ptr_nonnull(strstr(json, "\"brier\":null"));
	ck_assert_ptr_null(strstr(page, "nan"));
}
END_TEST

static Suite *
evaluation_report_suite(void)
{
	Suite *suite = suite_create("evaluation-report");
	TCase *tcase = tcase_create("evaluation-report");

	tcase_add_test(tcase, rows_are_corpora_with_their_groups_then_all);
	tcase_add_test(tcase, text_fits_80_columns_and_has_the_numbers);
	tcase_add_test(tcase, json_has_null_where_a_figure_does_not_exist);
	tcase_add_test(tcase, html_is_well_formed_and_escaped);
	tcase_add_test(tcase, no_mail_at_all_is_written_all_the_same);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(evaluation_report_suite());
}
