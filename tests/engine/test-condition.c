/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/receiver/condition.h"

#include <string.h>

#include "tests/test-main.h"

#define U HANTEI_UNKNOWN
#define F HANTEI_FALSE
#define T HANTEI_TRUE

/* a, b and c stand for spf_pass, dkim_pass and is_draft */
static const struct {
	const gchar *text;
	HanteiTruth a, b, c;
	HanteiTruth result;
} values[] = {
    {"spf_pass", T, U, U, T},
    {"spf_pass", U, T, T, U},
    {"!spf_pass", T, U, U, F},
    {"!spf_pass", U, U, U, U},
    {"!!spf_pass", F, U, U, F},
    {"spf_pass && dkim_pass", F, U, U, F},
    {"spf_pass && dkim_pass", T, U, U, U},
    {"spf_pass && dkim_pass", T, T, U, T},
    {"spf_pass || dkim_pass", U, T, U, T},
    {"spf_pass || dkim_pass", U, F, U, U},
    {"spf_pass || dkim_pass", F, F, U, F},
    {"spf_pass || dkim_pass && is_draft", T, F, F, T},
    {"(spf_pass || dkim_pass) && is_draft", T, F, F, F},
    {"!(spf_pass && dkim_pass)", F, U, U, T},
    {"!spf_pass && !dkim_pass", F, F, U, T},
    {"!spf_pass||!dkim_pass&&!is_draft", T, F, T, F},
    {"spf_pass && dkim_pass && is_draft", T, T, T, T},
    {"  ( ( spf_pass ) )\t", T, U, U, T},
    {"!(!spf_pass || !(dkim_pass && !is_draft))", T, T, F, T},
};

START_TEST(evaluates)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiCondition) condition = hantei_condition_new(values[_i].text, &error);
	HanteiFacts facts = {0};

	ck_assert_msg(condition != NULL, "%s: %s", values[_i].text, error ? error->message : "");
	facts.truths[HANTEI_FACT_SPF_PASS] = values[_i].a;
	facts.truths[HANTEI_FACT_DKIM_PASS] = values[_i].b;
	facts.truths[HANTEI_FACT_IS_DRAFT] = values[_i].c;
	ck_assert_msg(hantei_condition_evaluate(condition, &facts) == values[_i].result, "%s",
		      values[_i].text);
}
END_TEST

static const struct {
	const gchar *text;
	const gchar *message; /* stands in the error's */
} wrongs[] = {
    {"", "column 1"},
    {"   ", "column 4"},
    {"spf_pass &&", "column 12"},
    {"spf_pass & dkim_pass", "column 10"},
    {"spf_pass dkim_pass", "column 10"},
    {"&& spf_pass", "column 1"},
    {"(spf_pass", "not closed"},
    {"spf_pass)", "no \"(\""},
    {"()", "column 2"},
    {"spf_pass !", "column 10"},
    {"is_draft || spf_pas", "column 13: no fact is named \"spf_pas\"; the nearest is \"spf_pass\""},
    {"html_onyl", "\"html_only\""},
    {"1 > 0", "no fact is named \"1\""},
    {"spf_pass; is_draft", "column 9"},
    {"\xff", "UTF-8"},
};

START_TEST(says_what_is_wrong_and_where)
{
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(hantei_condition_new(wrongs[_i].text, &error));
	ck_assert_ptr_nonnull(error);
	ck_assert_msg(strstr(error->message, wrongs[_i].message) != NULL, "%s: %s", wrongs[_i].text,
		      error->message);
}
END_TEST

START_TEST(refuses_what_is_too_long)
{
	g_autofree gchar *text = g_strnfill(HANTEI_CONDITION_BYTES + 1, '(');
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(hantei_condition_new(text, &error));
	ck_assert_msg(
	    g_error_matches(error, HANTEI_CONDITION_ERROR, HANTEI_CONDITION_ERROR_TOO_LONG), "%s",
	    error->message);
}
END_TEST

START_TEST(takes_deep_nesting)
{
	g_autofree gchar *open = g_strnfill(500, '(');
	g_autofree gchar *close = g_strnfill(500, ')');
	g_autofree gchar *text = g_strconcat(open, "spf_pass", close, NULL);
	g_autoptr(HanteiCondition) condition = hantei_condition_new(text, NULL);
	HanteiFacts facts = {0};

	ck_assert_ptr_nonnull(condition);
	ck_assert_int_eq(hantei_condition_evaluate(condition, &facts), U);
}
END_TEST

START_TEST(knows_every_fact_by_name)
{
	for (guint i = 0; i < HANTEI_N_FACTS; i++) {
		const gchar *name = hantei_fact_to_string((HanteiFact)i);
		g_autoptr(HanteiCondition) condition = hantei_condition_new(name, NULL);
		HanteiFacts facts = {0};

		ck_assert_msg(condition != NULL, "%s", name);
		facts.truths[i] = T;
		ck_assert_msg(hantei_condition_evaluate(condition, &facts) == T, "%s", name);
	}
}
END_TEST

static Suite *
condition_suite(void)
{
	Suite *suite = suite_create("condition");
	TCase *tcase = tcase_create("condition");

	tcase_add_loop_test(tcase, evaluates, 0, G_N_ELEMENTS(values));
	tcase_add_loop_test(tcase, says_what_is_wrong_and_where, 0, G_N_ELEMENTS(wrongs));
	tcase_add_test(tcase, refuses_what_is_too_long);
	tcase_add_test(tcase, takes_deep_nesting);
	tcase_add_test(tcase, knows_every_fact_by_name);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(condition_suite());
}
