/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/cache-resolver.h"

#include "tests/engine/dns-clock.h"
#include "tests/engine/table-resolver.h"
#include "tests/test-main.h"
#include "tokenizer/limits.h"

static void
ask(HanteiCacheResolver *cache, const gchar *name, HanteiDnsStatus expected)
{
	g_autoptr(HanteiDnsAnswer) answer =
	    hantei_resolver_lookup(HANTEI_RESOLVER(cache), name, HANTEI_DNS_TYPE_TXT, NULL);

	ck_assert_int_eq(answer->status, expected);
}

/* How long each kind of answer is kept: asked at the last second it is there, and at the next. */
static const struct {
	const gchar *name;
	HanteiDnsStatus status;
	guint32 ttl;
	guint seconds;
} KINDS[] = {
    {"record", HANTEI_DNS_OK, 300, 300},
    {"not there", HANTEI_DNS_NXDOMAIN, 60, 60},
    {"no such record", HANTEI_DNS_NODATA, 90, 90},
    {"no SOA", HANTEI_DNS_NXDOMAIN, 0, 30},
    {"for now", HANTEI_DNS_OK, 0, 30},
    {"for a year", HANTEI_DNS_OK, 31536000, 86400},
    {"servfail", HANTEI_DNS_SERVFAIL, 0, 30},
    {"timeout", HANTEI_DNS_TIMEOUT, 0, 30},
    {"refused", HANTEI_DNS_REFUSED, 0, 30},
    {"a failure's TTL means nothing", HANTEI_DNS_SERVFAIL, 3600, 30},
    {"not asked", HANTEI_DNS_NOT_ASKED, 300, 0},
};

START_TEST(answers_are_kept_for_their_time)
{
	g_autoptr(TestTableResolver) table = test_table_resolver_new();
	gint64 now_us = 5;
	g_autoptr(HanteiCacheResolver) cache =
	    hantei_cache_resolver_new(HANTEI_RESOLVER(table), test_clock, &now_us);
	HanteiDnsAnswer *answer = hantei_dns_answer_new(KINDS[_i].status);

	answer->ttl = KINDS[_i].ttl;
	test_table_set(table, "a.test", HANTEI_DNS_TYPE_TXT, answer);
	ask(cache, "a.test", KINDS[_i].status);
	if (KINDS[_i].seconds > 0) {
		now_us += KINDS[_i].seconds * G_TIME_SPAN_SECOND - 1;
		ask(cache, "A.test.", KINDS[_i].status);
		ck_assert_msg(table->n_asked == 1, "%s: asked again too soon", KINDS[_i].name);
	}
	now_us++;
	ask(cache, "a.test", KINDS[_i].status);
	ck_assert_msg(table->n_asked == 2, "%s: kept too long", KINDS[_i].name);
}
END_TEST

START_TEST(what_stands_twice_is_asked_once)
{
	const HanteiQuestion questions[] = {{"a.test", HANTEI_DNS_TYPE_TXT},
					    {"b.test", HANTEI_DNS_TYPE_TXT},
					    {"A.TEST.", HANTEI_DNS_TYPE_TXT},
					    {"a.test", HANTEI_DNS_TYPE_MX}};
	g_autoptr(TestTableResolver) table = test_table_resolver_new();
	gint64 now_us = 0;
	g_autoptr(HanteiCacheResolver) cache =
	    hantei_cache_resolver_new(HANTEI_RESOLVER(table), test_clock, &now_us);
	HanteiDnsAnswer *answers[4];

	test_table_add_txt(table, "a.test", "one");
	for (guint round = 0; round < 2; round++) {
		hantei_resolver_lookup_all(HANTEI_RESOLVER(cache), questions, 4, answers, NULL);
		ck_assert_ptr_eq(answers[0], answers[2]);
		ck_assert_int_eq(answers[0]->status, HANTEI_DNS_OK);
		ck_assert_int_eq(answers[1]->status, HANTEI_DNS_NXDOMAIN);
		ck_assert_int_eq(answers[3]->status, HANTEI_DNS_NODATA);
		ck_assert_uint_eq(table->n_asked, 3);
		for (guint i = 0; i < 4; i++)
			hantei_dns_answer_unref(answers[i]);
	}
	ck_assert(hantei_cache_resolver_has(cache, &questions[3]));
}
END_TEST

/* The one not asked for the longest goes. */
START_TEST(the_cache_has_a_cap)
{
	g_autoptr(TestTableResolver) table = test_table_resolver_new();
	gint64 now_us = 0;
	g_autoptr(HanteiCacheResolver) cache =
	    hantei_cache_resolver_new(HANTEI_RESOLVER(table), test_clock, &now_us);

	for (guint i = 0; i < HANTEI_LIMIT_DNS_CACHED; i++) {
		g_autofree gchar *name = g_strdup_printf("n%u.test", i);

		ask(cache, name, HANTEI_DNS_NXDOMAIN);
	}
	ask(cache, "n0.test", HANTEI_DNS_NXDOMAIN);
	ask(cache, "more.test", HANTEI_DNS_NXDOMAIN);
	ck_assert(
	    hantei_cache_resolver_has(cache, &(HanteiQuestion){"n0.test", HANTEI_DNS_TYPE_TXT}));
	ck_assert(
	    !hantei_cache_resolver_has(cache, &(HanteiQuestion){"n1.test", HANTEI_DNS_TYPE_TXT}));
	ck_assert(
	    hantei_cache_resolver_has(cache, &(HanteiQuestion){"n2.test", HANTEI_DNS_TYPE_TXT}));
}
END_TEST

static Suite *
cache_resolver_suite(void)
{
	Suite *suite = suite_create("cache-resolver");
	TCase *tcase = tcase_create("cache-resolver");

	tcase_add_loop_test(tcase, answers_are_kept_for_their_time, 0, G_N_ELEMENTS(KINDS));
	tcase_add_test(tcase, what_stands_twice_is_asked_once);
	tcase_add_test(tcase, the_cache_has_a_cap);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(cache_resolver_suite());
}
