/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/limit-resolver.h"

#include "tests/engine/dns-clock.h"
#include "tests/engine/table-resolver.h"
#include "tests/test-main.h"

/* Asks for three names at once, and how many were asked below. */
static void
ask_three(HanteiLimitResolver *limit, TestTableResolver *table, guint expected, const gchar *detail)
{
	const HanteiQuestion questions[] = {{"a.test", HANTEI_DNS_TYPE_TXT},
					    {"b.test", HANTEI_DNS_TYPE_TXT},
					    {"c.test", HANTEI_DNS_TYPE_TXT}};
	HanteiDnsAnswer *answers[3];
	const guint before = table->n_asked;

	hantei_resolver_lookup_all(HANTEI_RESOLVER(limit), questions, 3, answers, NULL);
	ck_assert_uint_eq(table->n_asked - before, expected);
	for (guint i = 0; i < 3; i++) {
		ck_assert_int_eq(answers[i]->status,
				 i < expected ? HANTEI_DNS_NXDOMAIN : HANTEI_DNS_NOT_ASKED);
		if (i >= expected)
			ck_assert_str_eq(answers[i]->detail, detail);
		hantei_dns_answer_unref(answers[i]);
	}
}

START_TEST(questions_have_a_budget)
{
	g_autoptr(TestTableResolver) table = test_table_resolver_new();
	gint64 now_us = 0;
	g_autoptr(HanteiLimitResolver) limit =
	    hantei_limit_resolver_new(HANTEI_RESOLVER(table), 5, 1000, test_clock, &now_us);

	ask_three(limit, table, 3, NULL);
	ask_three(limit, table, 2, "past the limit of 5 questions");
	ask_three(limit, table, 0, "past the limit of 5 questions");
	hantei_limit_resolver_restart(limit);
	ask_three(limit, table, 3, NULL);
}
END_TEST

START_TEST(time_has_an_end)
{
	g_autoptr(TestTableResolver) table = test_table_resolver_new();
	gint64 now_us = 77;
	g_autoptr(HanteiLimitResolver) limit =
	    hantei_limit_resolver_new(HANTEI_RESOLVER(table), 500, 1000, test_clock, &now_us);

	now_us += 1000000 - 1;
	ask_three(limit, table, 3, NULL);
	now_us++;
	ask_three(limit, table, 0, "past the limit of 1000 ms");
	hantei_limit_resolver_restart(limit);
	ask_three(limit, table, 3, NULL);
}
END_TEST

static Suite *
limit_resolver_suite(void)
{
	Suite *suite = suite_create("limit-resolver");
	TCase *tcase = tcase_create("limit-resolver");

	tcase_add_test(tcase, questions_have_a_budget);
	tcase_add_test(tcase, time_has_an_end);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(limit_resolver_suite());
}
