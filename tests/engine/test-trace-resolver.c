/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/trace-resolver.h"

#include "engine/dns/cache-resolver.h"
#include "tests/engine/dns-clock.h"
#include "tests/engine/table-resolver.h"
#include "tests/test-main.h"

static void
assert_entry(const GPtrArray *entries,
	     guint i,
	     const gchar *name,
	     HanteiDnsStatus status,
	     gboolean is_cached)
{
	const HanteiTraceEntry *entry = entries->pdata[i];

	ck_assert_str_eq(entry->name, name);
	ck_assert_int_eq(entry->type, HANTEI_DNS_TYPE_TXT);
	ck_assert_int_eq(entry->answer->status, status);
	ck_assert_int_eq(entry->is_cached, is_cached);
	ck_assert_int_eq(entry->took_us, 7);
}

START_TEST(every_question_is_written_down)
{
	const HanteiQuestion questions[] = {{"b.test", HANTEI_DNS_TYPE_TXT},
					    {"A.test", HANTEI_DNS_TYPE_TXT}};
	g_autoptr(TestTableResolver) table = test_table_resolver_new();
	gint64 cache_us = 0, now_us = 0;
	g_autoptr(HanteiCacheResolver) cache =
	    hantei_cache_resolver_new(HANTEI_RESOLVER(table), test_clock, &cache_us);
	g_autoptr(HanteiTraceResolver) trace =
	    hantei_trace_resolver_new(HANTEI_RESOLVER(cache), test_clock_ticking, &now_us);
	const GPtrArray *entries = hantei_trace_resolver_get_entries(trace);
	HanteiDnsAnswer *answers[2];

	test_table_add_txt(table, "a.test", "one");
	hantei_dns_answer_unref(
	    hantei_resolver_lookup(HANTEI_RESOLVER(trace), "a.test", HANTEI_DNS_TYPE_TXT, NULL));
	hantei_resolver_lookup_all(HANTEI_RESOLVER(trace), questions, 2, answers, NULL);
	ck_assert_uint_eq(entries->len, 3);
	assert_entry(entries, 0, "a.test", HANTEI_DNS_OK, FALSE);
	assert_entry(entries, 1, "b.test", HANTEI_DNS_NXDOMAIN, FALSE);
	assert_entry(entries, 2, "A.test", HANTEI_DNS_OK, TRUE);
	for (guint i = 0; i < 2; i++)
		hantei_dns_answer_unref(answers[i]);
	hantei_trace_resolver_clear(trace);
	ck_assert_uint_eq(entries->len, 0);
}
END_TEST

START_TEST(without_a_cache_nothing_is_cached)
{
	g_autoptr(TestTableResolver) table = test_table_resolver_new();
	gint64 now_us = 0;
	g_autoptr(HanteiTraceResolver) trace =
	    hantei_trace_resolver_new(HANTEI_RESOLVER(table), test_clock_ticking, &now_us);

	for (guint i = 0; i < 2; i++) {
		hantei_dns_answer_unref(hantei_resolver_lookup(HANTEI_RESOLVER(trace), "a.test",
							       HANTEI_DNS_TYPE_TXT, NULL));
		assert_entry(hantei_trace_resolver_get_entries(trace), i, "a.test",
			     HANTEI_DNS_NXDOMAIN, FALSE);
	}
}
END_TEST

static Suite *
trace_resolver_suite(void)
{
	Suite *suite = suite_create("trace-resolver");
	TCase *tcase = tcase_create("trace-resolver");

	tcase_add_test(tcase, every_question_is_written_down);
	tcase_add_test(tcase, without_a_cache_nothing_is_cached);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(trace_resolver_suite());
}
