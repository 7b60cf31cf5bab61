/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include <string.h>

#include "tests/engine/sample-report.h"
#include "tests/test-main.h"

/* A reader of JSON that only checks: everything up to the end is one value, brackets pair, and
 * no bare word is a NaN. The writer's own tests cover strings. */
static gboolean
is_one_object(const gchar *text)
{
	gint depth = 0;
	gboolean in_string = FALSE;

	if (text[0] != '{' || !g_utf8_validate(text, -1, NULL))
		return FALSE;
	for (const gchar *p = text; *p != '\0'; p++) {
		if (*p == '\n')
			return FALSE;
		if (in_string && *p == '\\')
			p++;
		else if (*p == '"')
			in_string = !in_string;
		else if (in_string)
			continue;
		else if (*p == '{' || *p == '[')
			depth++;
		else if (*p == '}' || *p == ']')
			depth--;
		if (depth == 0 && p[1] != '\0')
			return FALSE;
	}
	return depth == 0 && !in_string && strstr(text, ":nan") == NULL &&
	       strstr(text, ":inf") == NULL;
}

static void
assert_has(const gchar *text, const gchar *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "no %s in %s", part, text);
}

static void
assert_lacks(const gchar *text, const gchar *part)
{
	ck_assert_msg(strstr(text, part) == NULL, "%s in %s", part, text);
}

START_TEST(tells_all_of_a_draft)
{
	g_autoptr(HanteiReport) report = sample_report(TRUE, -3.0, TRUE, NULL);
	g_autofree gchar *text = hantei_report_to_json(report, HANTEI_REPORT_NONE);

	ck_assert(is_one_object(text));
	ck_assert(g_str_has_prefix(text, "{\"v\":1,\"type\":\"score\","
					 "\"path\":\"campaigns/2026-11/夏のセール.eml\","
					 "\"view\":\"draft\",\"subject\":"));
	assert_has(text, "\"probability\":0.047426,\"log_odds\":-3.0000,");
	assert_has(text, "\"bias_log_odds\":-0.1000,\"prior\":0.500000,\"known_ratio\":0.820000,");
	assert_has(text, "\"confidence\":\"high\",\"band\":\"likely-fine\",\"language\":\"ja\","
			 "\"language_covered\":true,"
			 "\"n_features\":140,\"n_clues\":5,");
	assert_has(text, "\"clues\":[{\"text\":\"無料\",\"group\":\"subject\",\"n_spam\":960,"
			 "\"n_ham\":12,\"log_odds\":2.4000},");
	assert_has(text, "\"auth\":null,\"complaints\":[\"bare-cr\"],");
	assert_has(text, "\"attachments\":[{\"name\":\"カタログ.pdf\",");
	assert_has(text, "\"verdicts\":[{\"receiver\":\"gmail\",");
	assert_has(text, "\"if_clear\":{\"inbox\":{\"low\":");
	assert_has(text, "{\"id\":\"gm.reply\",\"text\":");
	assert_lacks(text, "findings");
}
END_TEST

START_TEST(tells_authentication_where_it_is_known)
{
	g_autoptr(HanteiReport) report = sample_report(FALSE, 1.0, FALSE, NULL);
	g_autofree gchar *text = hantei_report_to_json(report, HANTEI_REPORT_NONE);

	ck_assert(is_one_object(text));
	assert_has(text,
		   "\"auth\":{\"state\":\"known\",\"spf\":{\"result\":\"pass\","
		   "\"domain\":\"example.com\",\"aligned\":\"yes\"},\"dkim\":[{\"result\":\"pass\","
		   "\"domain\":\"example.com\",\"selector\":\"s1\",\"aligned\":\"yes\"}],"
		   "\"dmarc\":{\"result\":\"unknown\"},\"arc\":{\"result\":\"unknown\"},"
		   "\"trusted\":[\"mx.example.net\"],\"untrusted\":[]}");
}
END_TEST

START_TEST(brief_leaves_out_clues_and_reasons)
{
	g_autoptr(HanteiReport) report = sample_report(TRUE, 2.0, TRUE, NULL);
	g_autofree gchar *text = hantei_report_to_json(report, HANTEI_REPORT_BRIEF);

	ck_assert(is_one_object(text));
	assert_lacks(text, "\"clues\"");
	assert_lacks(text, "\"reasons\"");
	assert_has(text, "\"fixes\"");
	assert_has(text, "\"probability\"");
}
END_TEST

START_TEST(tells_the_weightiest_clues_or_all)
{
	g_autoptr(HanteiReport) report = sample_report(TRUE, 2.0, TRUE, NULL);
	HanteiClue *clues = g_new0(HanteiClue, 50);
	g_autofree gchar *some = NULL;
	g_autofree gchar *all = NULL;
	g_auto(GStrv) in_some = NULL;
	g_auto(GStrv) in_all = NULL;

	for (guint i = 0; i < 50; i++)
		clues[i] = (HanteiClue){"x", HANTEI_GROUP_WORDS, 1, 0, 1.0};
	g_free(report->evidence->clues);
	report->evidence->clues = clues;
	report->evidence->n_clues = 50;
	some = hantei_report_to_json(report, HANTEI_REPORT_NONE);
	all = hantei_report_to_json(report, HANTEI_REPORT_ALL_CLUES);
	in_some = g_strsplit(some, "\"n_spam\"", -1);
	in_all = g_strsplit(all, "\"n_spam\"", -1);
	ck_assert_uint_eq(g_strv_length(in_some) - 1, HANTEI_REPORT_CLUES);
	ck_assert_uint_eq(g_strv_length(in_all) - 1, 50);
}
END_TEST

START_TEST(the_same_report_gives_the_same_digits)
{
	g_autoptr(HanteiReport) one = sample_report(TRUE, 0.3, TRUE, "ja");
	g_autoptr(HanteiReport) other = sample_report(TRUE, 0.3, TRUE, "ja");
	g_autofree gchar *text = hantei_report_to_json(one, HANTEI_REPORT_NONE);
	g_autofree gchar *again = hantei_report_to_json(other, HANTEI_REPORT_NONE);

	ck_assert_str_eq(text, again);
	assert_has(text, "個人アカウント");
}
END_TEST

START_TEST(errors_and_summaries_are_lines_too)
{
	g_autofree gchar *error =
	    hantei_report_error_to_json("x\n.eml", "not-mail", "no mail header found");
	g_autofree gchar *summary = hantei_report_summary_to_json(1840, 1, 2210);

	ck_assert_str_eq(error,
			 "{\"v\":1,\"type\":\"error\",\"path\":\"x\\n.eml\",\"code\":\"not-mail\","
			 "\"message\":\"no mail header found\"}");
	ck_assert_str_eq(summary, "{\"v\":1,\"type\":\"summary\",\"n_scored\":1840,\"n_failed\":1,"
				  "\"elapsed_ms\":2210}");
}
END_TEST

/* docs/output.md is the grammar: a key that it does not name is a key nobody may rely on. */
START_TEST(every_key_is_in_the_grammar)
{
	const gchar *root = g_getenv("HANTEI_SOURCE");
	g_autofree gchar *path = NULL;
	g_autofree gchar *grammar = NULL;
	g_autoptr(HanteiReport) report = sample_report(FALSE, 1.0, TRUE, NULL);
	g_autofree gchar *text = hantei_report_to_json(report, HANTEI_REPORT_NONE);
	g_autoptr(GRegex) keys = g_regex_new("\"([a-z_]+)\":", 0, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;
	guint n = 0;

	if (root == NULL) {
		g_printerr("HANTEI_SOURCE is unset: skipped\n");
		return;
	}
	path = g_build_filename(root, "docs", "output.md", NULL);
	ck_assert_msg(g_file_get_contents(path, &grammar, NULL, NULL), "%s", path);
	for (g_regex_match(keys, text, 0, &match); g_match_info_matches(match);
	     g_match_info_next(match, NULL)) {
		g_autofree gchar *key = g_match_info_fetch(match, 1);
		g_autofree gchar *quoted = g_strdup_printf("`%s`", key);

		assert_has(grammar, quoted);
		n++;
	}
	ck_assert_uint_gt(n, 100);
}
END_TEST

static Suite *
report_json_suite(void)
{
	Suite *suite = suite_create("report-json");
	TCase *tcase = tcase_create("report-json");

	tcase_add_test(tcase, tells_all_of_a_draft);
	tcase_add_test(tcase, tells_authentication_where_it_is_known);
	tcase_add_test(tcase, brief_leaves_out_clues_and_reasons);
	tcase_add_test(tcase, tells_the_weightiest_clues_or_all);
	tcase_add_test(tcase, the_same_report_gives_the_same_digits);
	tcase_add_test(tcase, every_key_is_in_the_grammar);
	tcase_add_test(tcase, errors_and_summaries_are_lines_too);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(report_json_suite());
}
