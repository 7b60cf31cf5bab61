/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/gain-summary.h"

#include <math.h>
#include <string.h>

#include "tests/test-main.h"

static const struct {
	const gchar *name;
	HanteiGainResult gain;
	const gchar *text;
	const gchar *json;
} rows[] = {
    {"better",
     {HANTEI_GAIN_IS_KNOWN, 80, 40, 64, {14, 9, 12.1}, {1, 3, 2.34567}},
     "120 of these mails, of 64 campaigns, as drafts, judged without their campaign:\n"
     "  ham called likely spam: 14 of 80 before, 1 now\n"
     "  spam called likely fine: 9 of 40 before, 3 now\n"
     "  ham and spam in the wrong order: 12.1 % of pairs before, 2.3 % now\n",
     "{\"gain\":{\"n_ham\":80,\"n_spam\":40,\"n_campaigns\":64,"
     "\"before\":{\"n_ham_likely_spam\":14,\"n_spam_likely_fine\":9,"
     "\"one_minus_auc_percent\":12.1000},"
     "\"after\":{\"n_ham_likely_spam\":1,\"n_spam_likely_fine\":3,"
     "\"one_minus_auc_percent\":2.3457}}}"},
    {"worse",
     {HANTEI_GAIN_IS_KNOWN, 80, 40, 64, {1, 3, 2.3}, {2, 4, 12.1}},
     "120 of these mails, of 64 campaigns, as drafts, judged without their campaign:\n"
     "  ham called likely spam: 1 of 80 before, 2 now: worse\n"
     "  spam called likely fine: 3 of 40 before, 4 now: worse\n"
     "  ham and spam in the wrong order: 2.3 % of pairs before, 12.1 % now: worse\n",
     NULL},
    {"no difference that is shown",
     {HANTEI_GAIN_IS_KNOWN, 80, 40, 64, {1, 3, 2.31}, {1, 3, 2.32}},
     "120 of these mails, of 64 campaigns, as drafts, judged without their campaign:\n"
     "  ham called likely spam: 1 of 80 before, 1 now\n"
     "  spam called likely fine: 3 of 40 before, 3 now\n"
     "  ham and spam in the wrong order: 2.3 % of pairs before, 2.3 % now\n",
     NULL},
    {"ham alone",
     {HANTEI_GAIN_IS_KNOWN, 40, 0, 38, {27, 0, NAN}, {5, 0, NAN}},
     "40 of these mails, of 38 campaigns, as drafts, judged without their campaign:\n"
     "  ham called likely spam: 27 of 40 before, 5 now\n"
     "  spam: not measured; ham alone makes all mail look finer\n",
     "{\"gain\":{\"n_ham\":40,\"n_spam\":0,\"n_campaigns\":38,"
     "\"before\":{\"n_ham_likely_spam\":27,\"n_spam_likely_fine\":0,"
     "\"one_minus_auc_percent\":null},"
     "\"after\":{\"n_ham_likely_spam\":5,\"n_spam_likely_fine\":0,"
     "\"one_minus_auc_percent\":null}}}"},
    {"spam alone",
     {HANTEI_GAIN_IS_KNOWN, 0, 40, 38, {0, 7, NAN}, {0, 2, NAN}},
     "40 of these mails, of 38 campaigns, as drafts, judged without their campaign:\n"
     "  spam called likely fine: 7 of 40 before, 2 now\n"
     "  ham: not measured; spam alone makes all mail look worse\n",
     NULL},
    {"few mails",
     {.state = HANTEI_GAIN_FEW_MAILS},
     "what they gained is told from 20 new mails on\n",
     "{\"gain\":null}"},
    {"few campaigns",
     {.state = HANTEI_GAIN_FEW_CAMPAIGNS, .n_campaigns = 1},
     "what they gained cannot be told: nearly all are alike (campaigns: 1; needed: 5)\n",
     "{\"gain\":null}"},
    {"a language that is not covered",
     {.state = HANTEI_GAIN_FEW_COVERED},
     "what they gained cannot be told: their language is not covered yet\n",
     "{\"gain\":null}"},
};

START_TEST(it_reads_so)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(HanteiJson) json = hantei_json_new();
	g_autofree gchar *object = NULL;

	hantei_gain_summary_append(text, &rows[_i].gain);
	ck_assert_msg(strcmp(text->str, rows[_i].text) == 0, "%s: %s", rows[_i].name, text->str);
	hantei_json_begin_object(json, NULL);
	hantei_gain_summary_add(json, &rows[_i].gain);
	hantei_json_end_object(json);
	object = hantei_json_dup_text(json);
	ck_assert_msg(rows[_i].json == NULL || strcmp(object, rows[_i].json) == 0, "%s: %s",
		      rows[_i].name, object);
}
END_TEST

START_TEST(nothing_is_said_of_what_was_not_measured)
{
	g_autoptr(GString) text = g_string_new(NULL);

	hantei_gain_summary_append(text, NULL);
	ck_assert_str_eq(text->str, "");
}
END_TEST

static Suite *
gain_summary_suite(void)
{
	Suite *suite = suite_create("gain-summary");
	TCase *tcase = tcase_create("gain-summary");
	tcase_add_loop_test(tcase, it_reads_so, 0, (int)G_N_ELEMENTS(rows));
	tcase_add_test(tcase, nothing_is_said_of_what_was_not_measured);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(gain_summary_suite());
}
