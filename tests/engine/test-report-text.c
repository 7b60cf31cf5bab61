/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include <stdio.h>
#include <string.h>

#include "engine/report/columns.h"
#include "tests/engine/sample-report.h"
#include "tests/test-main.h"

static void
assert_has(const gchar *text, const gchar *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "no \"%s\" in:\n%s", part, text);
}

static void
assert_lacks(const gchar *text, const gchar *part)
{
	ck_assert_msg(strstr(text, part) == NULL, "\"%s\" in:\n%s", part, text);
}

static gint
position(const gchar *text, const gchar *part)
{
	const gchar *at = strstr(text, part);

	ck_assert_msg(at != NULL, "no \"%s\" in:\n%s", part, text);
	return (gint)(at - text);
}

START_TEST(the_first_line_is_the_answer)
{
	g_autoptr(HanteiReport) draft = sample_report(TRUE, -3.0, FALSE, NULL);
	g_autoptr(HanteiReport) sent = sample_report(FALSE, -3.0, FALSE, NULL);
	g_autoptr(HanteiReport) spam = sample_report(FALSE, 6.0, TRUE, NULL);
	g_autofree gchar *of_draft = hantei_report_to_text(draft, HANTEI_REPORT_NONE, 80);
	g_autofree gchar *of_sent = hantei_report_to_text(sent, HANTEI_REPORT_NONE, 80);
	g_autofree gchar *of_spam = hantei_report_to_text(spam, HANTEI_REPORT_NONE, 80);

	ck_assert(g_str_has_prefix(
	    of_draft, "Should reach the inbox, provided that SPF, DKIM and DMARC pass.\n"));
	ck_assert(g_str_has_prefix(of_sent, "Should reach the inbox.\n"));
	ck_assert(g_str_has_prefix(of_spam, "Would probably miss the inbox at: Gmail"));
}
END_TEST

START_TEST(what_to_do_stands_before_why)
{
	g_autoptr(HanteiReport) report = sample_report(FALSE, 2.5, TRUE, NULL);
	g_autofree gchar *text = hantei_report_to_text(report, HANTEI_REPORT_NONE, 80);

	ck_assert_int_lt(position(text, "Receiver"), position(text, "Fix first"));
	ck_assert_int_lt(position(text, "Fix first"), position(text, "\nLeaning to spam"));
	ck_assert_int_lt(position(text, "\nLeaning to spam"),
			 position(text, "Leaning to wanted mail"));
	ck_assert_int_lt(position(text, "Leaning to wanted mail"), position(text, "SPF pass"));
	ck_assert_int_lt(position(text, "SPF pass"), position(text, "Notes"));
	assert_has(text, "seen in:  spam  wanted\n");
	assert_has(text, "  960      12\n");
	assert_has(text, "Some lines end in a lone carriage return.");
	assert_has(text, "カタログ.pdf (121 KiB)");
}
END_TEST

START_TEST(a_clue_s_name_stands_whole)
{
	g_autoptr(HanteiReport) report = sample_report(TRUE, 2.5, FALSE, NULL);
	g_autofree gchar *text = NULL;

	report->evidence->clues[0].group = HANTEI_GROUP_STRUCTURE;
	report->evidence->clues[0].text = "a link to a host with many digits or hyphens";
	text = hantei_report_to_text(report, HANTEI_REPORT_NONE, 80);
	assert_has(text, "a link to a host with many digits or hyphens  ");
}
END_TEST

static const gint widths[] = {0, 10, 40, 50, 64, 80, 100, 200};

START_TEST(no_line_is_wider_than_asked)
{
	for (guint i = 0; i < 8; i++) {
		g_autoptr(HanteiReport) report = sample_report(
		    (i & 1) != 0, (i & 2) != 0 ? 4.0 : -2.0, TRUE, (i & 4) != 0 ? "ja" : NULL);
		g_autofree gchar *text =
		    hantei_report_to_text(report, HANTEI_REPORT_NONE, widths[_i]);
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
		gint limit = widths[_i] == 0 ? 80 : CLAMP(widths[_i], 40, 100);

		ck_assert(g_utf8_validate(text, -1, NULL));
		for (gsize j = 0; lines[j] != NULL; j++)
			ck_assert_msg(hantei_columns_count(lines[j]) <= limit, "%d columns: %s",
				      hantei_columns_count(lines[j]), lines[j]);
	}
}
END_TEST

/* The mail chooses subject, names and words; it may not choose what the terminal does. */
START_TEST(a_mail_cannot_steer_the_terminal)
{
	g_autoptr(HanteiReport) report = sample_report(TRUE, 1.0, TRUE, NULL);
	g_autofree gchar *text = NULL;

	g_free(report->subject);
	report->subject = g_strdup("\033]0;title\007 \r\n\302\23331m\xe2\x80\xae"
				   "abc\xff");
	g_free(report->path);
	report->path = g_strdup("a\nb\033[2J.eml");
	text = hantei_report_to_text(report, HANTEI_REPORT_NONE, 80);
	assert_lacks(text, "\033");
	assert_lacks(text, "\007");
	assert_lacks(text, "\xc2\x9b");
	assert_lacks(text, "\xe2\x80\xae");
	ck_assert(g_utf8_validate(text, -1, NULL));
}
END_TEST

START_TEST(colour_only_if_asked)
{
	g_autoptr(HanteiReport) report = sample_report(FALSE, -3.0, FALSE, NULL);
	g_autofree gchar *plain = hantei_report_to_text(report, HANTEI_REPORT_NONE, 80);
	g_autofree gchar *coloured = hantei_report_to_text(report, HANTEI_REPORT_COLOR, 80);

	assert_lacks(plain, "\033[");
	ck_assert(g_str_has_prefix(coloured, "\033[1;32mShould reach the inbox."));
}
END_TEST

START_TEST(brief_ends_with_the_fixes)
{
	g_autoptr(HanteiReport) report = sample_report(FALSE, 2.5, TRUE, NULL);
	g_autofree gchar *text = hantei_report_to_text(report, HANTEI_REPORT_BRIEF, 80);

	assert_has(text, "Fix first");
	assert_has(text, "All of these together");
	assert_lacks(text, "\nLeaning to spam");
	assert_lacks(text, "Notes");
	assert_lacks(text, "Authentication");
}
END_TEST

/* Each row of the table adds up to 100 in whole percent. */
START_TEST(rows_add_up)
{
	for (gint n = -20; n <= 20; n++) {
		g_autoptr(HanteiReport) report = sample_report(FALSE, 0.37 * n, n % 3 == 0, NULL);
		g_autofree gchar *text = hantei_report_to_text(report, HANTEI_REPORT_NONE, 80);
		const gchar *row = strstr(text, "\nGmail ");
		gint inbox, spam, refused;

		ck_assert_ptr_nonnull(row);
		ck_assert_int_eq(sscanf(row, "\nGmail %d%% (%*[^)]) %d%% (%*[^)]) %d%%", &inbox,
					&spam, &refused),
				 3);
		ck_assert_int_eq(inbox + spam + refused, 100);
	}
}
END_TEST

START_TEST(a_language_not_covered_is_said_first)
{
	g_autoptr(HanteiReport) report = sample_report(TRUE, 0.0, FALSE, NULL);
	g_autofree gchar *text = NULL;

	report->evidence->is_covered = FALSE;
	text = hantei_report_to_text(report, HANTEI_REPORT_NONE, 80);
	ck_assert(g_str_has_prefix(text, "Language not covered: the content is not judged.\n"));
	assert_lacks(text, "As a draft, the content");
}
END_TEST

START_TEST(lives_without_receivers_and_clues)
{
	g_autoptr(HanteiReport) report = sample_report(TRUE, 0.0, FALSE, NULL);
	g_autofree gchar *text = NULL;

	g_ptr_array_set_size(report->verdicts, 0);
	g_ptr_array_set_size(report->attachments, 0);
	report->evidence->n_clues = 0;
	g_clear_pointer(&report->subject, g_free);
	g_clear_pointer(&report->from_name, g_free);
	g_clear_pointer(&report->from_addr, g_free);
	text = hantei_report_to_text(report, HANTEI_REPORT_NONE, 80);
	assert_has(text, "As a draft, the content is doubtful");
	assert_has(text, "Subject  (none)");
}
END_TEST

static const struct {
	const gchar *text;
	gint width;
	const gchar *lines;
} wraps[] = {
    {"", 20, "- \n"},
    {"one two three four", 12, "- one two\n  three four\n"},
    {"onelongwordthatdoesnotfit", 12, "- onelongwor\n  dthatdoesn\n  otfit\n"},
    {"あいうえお、かきくけこ", 12, "- あいうえ\n  お、かきく\n  けこ\n"},
    {"件名「無料」です", 12, "- 件名「無\n  料」です\n"},
};

START_TEST(wraps_by_columns)
{
	g_autoptr(GString) out = g_string_new(NULL);

	hantei_columns_wrap(out, "- ", wraps[_i].text, wraps[_i].width);
	ck_assert_str_eq(out->str, wraps[_i].lines);
}
END_TEST

static Suite *
report_text_suite(void)
{
	Suite *suite = suite_create("report-text");
	TCase *tcase = tcase_create("report-text");

	tcase_add_test(tcase, the_first_line_is_the_answer);
	tcase_add_test(tcase, what_to_do_stands_before_why);
	tcase_add_test(tcase, a_clue_s_name_stands_whole);
	tcase_add_loop_test(tcase, no_line_is_wider_than_asked, 0, G_N_ELEMENTS(widths));
	tcase_add_test(tcase, a_mail_cannot_steer_the_terminal);
	tcase_add_test(tcase, colour_only_if_asked);
	tcase_add_test(tcase, brief_ends_with_the_fixes);
	tcase_add_test(tcase, rows_add_up);
	tcase_add_test(tcase, a_language_not_covered_is_said_first);
	tcase_add_test(tcase, lives_without_receivers_and_clues);
	tcase_add_loop_test(tcase, wraps_by_columns, 0, G_N_ELEMENTS(wraps));
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(report_text_suite());
}
