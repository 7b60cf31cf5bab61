/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/spf-survey.h"

#include <string.h>

#include "engine/auth/spf.h"
#include "tests/engine/table-resolver.h"
#include "tests/test-main.h"
#include "tokenizer/limits.h"

/* A line a node: indent, term or domain, state, look-ups of it and below if it has any, voids. */
static void
draw(GString *out, const HanteiSpfNode *node)
{
	g_string_append_printf(out, "%*s%s", (gint)node->depth, "",
			       node->term == NULL ? node->target : node->term);
	if (node->state != HANTEI_SPF_STATE_FINE)
		g_string_append_printf(out, " %s", hantei_spf_state_to_string(node->state));
	if (node->total_lookups > 0)
		g_string_append_printf(out, " %u", node->total_lookups);
	if (node->total_voids.ip4 + node->total_voids.ip6 > 0)
		g_string_append_printf(out, " void %u/%u", node->total_voids.ip4,
				       node->total_voids.ip6);
	g_string_append_printf(out, "%s%s\n", node->is_repeated ? " again" : "",
			       node->is_authorising ? "" : " not authorising");
	for (guint i = 0; i < node->children->len; i++)
		draw(out, node->children->pdata[i]);
}

static gchar *
draw_survey(TestTableResolver *table, HanteiSpfSurvey **survey)
{
	GString *out = g_string_new(NULL);

	*survey = hantei_spf_survey_new(HANTEI_RESOLVER(table), "example.com", NULL);
	draw(out, (*survey)->root);
	return g_string_free(out, FALSE);
}

/* As a large sender has it: 14 look-ups, of which 3 find nothing. */
static TestTableResolver *
make_deep_table(void)
{
	TestTableResolver *table = test_table_resolver_new();

	test_table_add_txt(table, "example.com",
			   "v=spf1 ip4:192.0.2.0/24 a mx include:esp.example.net "
			   "include:_spf.crm.example ?include:news.example ptr a:gone.example.com "
			   "~all exp=why.example.com");
	test_table_add_address(table, "example.com", "192.0.2.10");
	test_table_add_name(table, "example.com", HANTEI_DNS_TYPE_MX, 10, "mx.example.com");
	test_table_add_address(table, "mx.example.com", "198.51.100.1");
	test_table_add_address(table, "mx.example.com", "2001:db8::1");
	test_table_add_txt(table, "esp.example.net",
			   "v=spf1 include:a.esp.example.net include:b.esp.example.net "
			   "include:c.esp.example.net -all");
	test_table_add_txt(table, "a.esp.example.net", "v=spf1 ip4:203.0.113.0/25 -all");
	test_table_add_txt(table, "b.esp.example.net", "v=spf1 ip4:203.0.113.128/25 ~all");
	test_table_add_txt(table, "c.esp.example.net", "v=spf1 ip6:2001:db8:1::/48 ~all");
	test_table_add_txt(table, "_spf.crm.example", "v=spf1 redirect=crm2.example");
	test_table_add_txt(table, "crm2.example",
			   "v=spf1 exists:nothing.crm.example include:a.esp.example.net "
			   "mx:nomail.crm.example ~all");
	test_table_add_txt(table, "news.example", "v=spf1 ip4:198.51.100.0/24 -all");
	return table;
}

START_TEST(a_deep_record_is_surveyed)
{
	static const gchar EXPECTED[] = "example.com 14 void 3/4\n"
					" ip4:192.0.2.0/24\n"
					" a 1 void 0/1 again\n"
					" mx 1\n"
					" include:esp.example.net 4\n"
					"  include:a.esp.example.net 1\n"
					"   ip4:203.0.113.0/25\n"
					"   -all not authorising\n"
					"  include:b.esp.example.net 1\n"
					"   ip4:203.0.113.128/25\n"
					"   ~all not authorising\n"
					"  include:c.esp.example.net 1\n"
					"   ip6:2001:db8:1::/48\n"
					"   ~all not authorising\n"
					"  -all not authorising\n"
					" include:_spf.crm.example 5 void 2/2\n"
					"  redirect=crm2.example 4 void 2/2\n"
					"   exists:nothing.crm.example absent 1 void 1/1\n"
					"   include:a.esp.example.net 1 again\n"
					"    ip4:203.0.113.0/25 again\n"
					"    -all not authorising\n"
					"   mx:nomail.crm.example absent 1 void 1/1\n"
					"   ~all not authorising\n"
					" ?include:news.example 1 not authorising\n"
					"  ip4:198.51.100.0/24 not authorising\n"
					"  -all not authorising\n"
					" ptr 1\n"
					" a:gone.example.com absent 1 void 1/1\n"
					" ~all not authorising\n"
					" exp=why.example.com\n";
	g_autoptr(TestTableResolver) table = make_deep_table();
	g_autoptr(HanteiSpfSurvey) survey = NULL;
	g_autofree gchar *found = draw_survey(table, &survey);

	ck_assert_str_eq(found, EXPECTED);
	ck_assert(survey->is_whole);
	ck_assert_uint_eq(survey->n_lookups, 14);
	ck_assert_uint_eq(survey->voids.ip4, 3);
	ck_assert_uint_eq(survey->voids.ip6, 4);
	ck_assert_uint_eq(survey->lookups_of[HANTEI_SPF_TERM_INCLUDE], 7);
	ck_assert_uint_eq(survey->lookups_of[HANTEI_SPF_TERM_PTR], 1);
	ck_assert_uint_eq(survey->voids_of[HANTEI_SPF_TERM_MX].ip4, 1);
	ck_assert_uint_eq(survey->voids_of[HANTEI_SPF_TERM_A].ip6, 2);
	/* 192.0.2.0/24, 203.0.113.0/24 in halves, the mail host; not the ?include */
	ck_assert_uint_eq(survey->n_ip4, 256 + 256 + 1);
	ck_assert_double_eq_tol(survey->n_ip6, 1208925819614629174706176.0 + 1, 1e10);
}
END_TEST

START_TEST(check_host_stops_where_the_survey_goes_on)
{
	g_autoptr(TestTableResolver) table = make_deep_table();
	g_autoptr(GInetAddress) client = g_inet_address_new_from_string("233.252.0.1");
	const HanteiSpfQuery query = {.client = client, .mail_from = "bob@example.com"};
	g_autoptr(HanteiSpf) spf = hantei_spf_check(HANTEI_RESOLVER(table), &query, NULL);

	ck_assert_int_eq(spf->result, HANTEI_AUTH_RESULT_PERMERROR);
	ck_assert_uint_eq(spf->n_lookups, 11);
}
END_TEST

START_TEST(a_running_count_tells_where_ten_is_passed)
{
	g_autoptr(TestTableResolver) table = make_deep_table();
	g_autoptr(HanteiSpfSurvey) survey =
	    hantei_spf_survey_new(HANTEI_RESOLVER(table), "example.com.", NULL);
	const HanteiSpfNode *news = survey->root->children->pdata[5];

	ck_assert_str_eq(news->target, "news.example");
	ck_assert_uint_eq(news->running, 12);
	ck_assert_uint_eq(news->n_lookups, 1);
	ck_assert_ptr_eq(news->parent, survey->root);
	ck_assert_str_eq(news->record, "v=spf1 ip4:198.51.100.0/24 -all");
	ck_assert_int_eq(news->all, HANTEI_AUTH_RESULT_FAIL);
	ck_assert_uint_eq(news->n_records, 1);
	ck_assert_uint_eq(news->answer->records->len, 1);
}
END_TEST

START_TEST(nothing_is_asked_twice)
{
	g_autoptr(TestTableResolver) table = test_table_resolver_new();
	g_autoptr(HanteiSpfSurvey) survey = NULL;
	g_autofree gchar *found = NULL;

	test_table_add_txt(table, "example.com",
			   "v=spf1 a a:EXAMPLE.com a include:b.example.com "
			   "include:b.example.com -all");
	test_table_add_txt(table, "b.example.com", "v=spf1 a:example.com");
	test_table_add_address(table, "example.com", "192.0.2.1");
	found = draw_survey(table, &survey);
	ck_assert_uint_eq(table->n_asked, 4); /* TXT, A, AAAA, TXT of b */
	ck_assert_uint_eq(survey->n_lookups, 7);
	ck_assert_uint_eq(survey->n_ip4, 1);
}
END_TEST

/* The record of example.com, what the tree of it looks like, and whether the numbers are whole. */
static const struct {
	const gchar *name, *record, *expected;
	gboolean is_whole;
} trees[] = {
    {"nothing", "v=spf1", "example.com\n", TRUE},
    {"dead terms", "v=spf1 a:none.example -all a include:x.example redirect=y.example",
     "example.com 1 void 1/1\n a:none.example absent 1 void 1/1\n -all not authorising\n"
     " a dead\n include:x.example dead\n redirect=y.example dead\n",
     TRUE},
    {"two alls", "v=spf1 ~all -all",
     "example.com\n ~all not authorising\n -all dead not authorising\n", TRUE},
    {"a redirect comes last", "v=spf1 redirect=leaf.example a:none.example",
     "example.com 2 void 1/1\n a:none.example absent 1 void 1/1\n redirect=leaf.example 1\n"
     "  ip4:192.0.2.1\n",
     TRUE},
    {"a loop", "v=spf1 include:loop.example -all",
     "example.com 2\n include:loop.example 2\n  include:example.com loop 1\n -all not "
     "authorising\n",
     TRUE},
    {"a loop by redirect", "v=spf1 redirect=Example.COM",
     "example.com 1\n redirect=Example.COM loop 1\n", TRUE},
    {"no record", "v=spf1 include:none.example",
     "example.com 1 void 1/1\n include:none.example absent 1 void 1/1\n", TRUE},
    {"other text", "v=spf1 include:text.example", "example.com 1\n include:text.example absent 1\n",
     TRUE},
    {"two records", "v=spf1 include:two.example", "example.com 1\n include:two.example several 1\n",
     TRUE},
    {"a wrong record", "v=spf1 include:wrong.example",
     "example.com 1\n include:wrong.example invalid 1\n", TRUE},
    {"a failure", "v=spf1 include:servfail.example a:broken.example mx:broken.example -all",
     "example.com 3\n include:servfail.example unknown 1\n a:broken.example unknown 1\n"
     " mx:broken.example unknown 1\n -all not authorising\n",
     FALSE},
    {"macros", "v=spf1 exists:%{i}.x.example include:%{l}.x.example a:%{p} ?all",
     "example.com 3\n exists:%{i}.x.example macro 1\n include:%{l}.x.example macro 1\n a:%{p} "
     "macro 1\n ?all not authorising\n",
     FALSE},
    {"d", "v=spf1 a:mail.%{d} -all",
     "example.com 1 void 0/1\n a:mail.%{d} 1 void 0/1\n -all not authorising\n", TRUE},
    {"exp leaves nothing open", "v=spf1 -all exp=%{i}.example",
     "example.com\n -all not authorising\n exp=%{i}.example\n", TRUE},
    {"a name that cannot be asked for", "v=spf1 a:a..example mx:a..example exists:a..example",
     "example.com 3\n a:a..example absent 1\n mx:a..example absent 1\n exists:a..example absent "
     "1\n",
     TRUE},
    {"a null MX", "v=spf1 mx:nullmx.example", "example.com 1\n mx:nullmx.example absent 1\n", TRUE},
    {"too many mail hosts", "v=spf1 mx:many.example",
     "example.com 1\n mx:many.example too-many 1\n", TRUE},
    {"netblocks twice", "v=spf1 ip4:192.0.2.1 ip4:192.0.2.0/24 ip4:192.0.2.1/32 ip6:::1 ip6:::1",
     "example.com\n ip4:192.0.2.1 again\n ip4:192.0.2.0/24\n ip4:192.0.2.1/32 again\n"
     " ip6:::1\n ip6:::1 again\n",
     TRUE},
};

static TestTableResolver *
make_small_table(const gchar *record)
{
	TestTableResolver *table = test_table_resolver_new();

	test_table_add_txt(table, "example.com", record);
	test_table_add_txt(table, "leaf.example", "v=spf1 ip4:192.0.2.1");
	test_table_add_txt(table, "loop.example", "v=spf1 include:example.com");
	test_table_add_txt(table, "text.example", "spf");
	test_table_add_txt(table, "two.example", "v=spf1 -all");
	test_table_add_txt(table, "two.example", "v=spf1 -all");
	test_table_add_txt(table, "wrong.example", "v=spf1 moo");
	test_table_add_address(table, "mail.example.com", "192.0.2.1");
	test_table_fail(table, "servfail.example", HANTEI_DNS_TYPE_TXT, HANTEI_DNS_SERVFAIL);
	test_table_fail(table, "broken.example", HANTEI_DNS_TYPE_A, HANTEI_DNS_TIMEOUT);
	test_table_fail(table, "broken.example", HANTEI_DNS_TYPE_AAAA, HANTEI_DNS_NOT_ASKED);
	test_table_fail(table, "broken.example", HANTEI_DNS_TYPE_MX, HANTEI_DNS_REFUSED);
	test_table_add_name(table, "nullmx.example", HANTEI_DNS_TYPE_MX, 0, "");
	for (guint i = 0; i < 11; i++)
		test_table_add_name(table, "many.example", HANTEI_DNS_TYPE_MX, 0, "mail.example");
	return table;
}

START_TEST(trees_hold)
{
	g_autoptr(TestTableResolver) table = make_small_table(trees[_i].record);
	g_autoptr(HanteiSpfSurvey) survey = NULL;
	g_autofree gchar *found = draw_survey(table, &survey);

	ck_assert_msg(g_str_equal(found, trees[_i].expected), "%s: %s", trees[_i].name, found);
	ck_assert_msg(survey->is_whole == trees[_i].is_whole, "%s", trees[_i].name);
}
END_TEST

START_TEST(all_addresses_are_counted_once)
{
	g_autoptr(TestTableResolver) table = make_small_table(
	    "v=spf1 ip4:192.0.2.77/24 ip4:0.0.0.0/1 ip4:128.0.0.0/1 ip6:::/0 ip6:2001:db8::1");
	g_autoptr(HanteiSpfSurvey) survey = NULL;
	g_autofree gchar *found = draw_survey(table, &survey);
	g_autofree gchar *first = hantei_spf_netblock_to_string(survey->netblocks->pdata[0]);
	g_autofree gchar *last = hantei_spf_netblock_to_string(survey->netblocks->pdata[4]);

	ck_assert_uint_eq(survey->n_ip4, G_GUINT64_CONSTANT(1) << 32);
	ck_assert(survey->n_ip6 > 3.4e38 && survey->n_ip6 < 3.5e38);
	ck_assert_str_eq(first, "192.0.2.0/24");
	ck_assert_str_eq(last, "2001:db8::1/128");
}
END_TEST

START_TEST(offline_nothing_is_claimed)
{
	g_autoptr(HanteiResolver) resolver = hantei_resolver_new_offline();
	g_autoptr(HanteiSpfSurvey) survey = hantei_spf_survey_new(resolver, "example.com", NULL);

	ck_assert_int_eq(survey->root->state, HANTEI_SPF_STATE_UNKNOWN);
	ck_assert(!survey->is_whole);
	ck_assert_str_eq(survey->root->detail, "TXT of example.com: not-asked");
}
END_TEST

/* Each record includes the next one twice: without an end, 2^30 nodes. */
START_TEST(a_tree_has_an_end)
{
	g_autoptr(TestTableResolver) table = test_table_resolver_new();
	g_autoptr(HanteiSpfSurvey) survey = NULL;

	for (guint i = 0; i < 30; i++) {
		g_autofree gchar *name = g_strdup_printf("n%u.example", i);
		g_autofree gchar *text = g_strdup_printf(
		    "v=spf1 include:n%u.example include:n%u.example ?all", i + 1, i + 1);

		test_table_add_txt(table, name, text);
	}
	survey = hantei_spf_survey_new(HANTEI_RESOLVER(table), "n0.example", NULL);
	ck_assert_uint_le(survey->n_nodes, HANTEI_LIMIT_SPF_NODES);
	ck_assert(!survey->is_whole);
	ck_assert_uint_gt(survey->counts[HANTEI_SPF_STATE_CUT], 0);
}
END_TEST

static Suite *
spf_survey_suite(void)
{
	Suite *suite = suite_create("spf-survey");
	TCase *tcase = tcase_create("spf-survey");

	tcase_add_test(tcase, a_deep_record_is_surveyed);
	tcase_add_test(tcase, check_host_stops_where_the_survey_goes_on);
	tcase_add_test(tcase, a_running_count_tells_where_ten_is_passed);
	tcase_add_test(tcase, nothing_is_asked_twice);
	tcase_add_loop_test(tcase, trees_hold, 0, G_N_ELEMENTS(trees));
	tcase_add_test(tcase, all_addresses_are_counted_once);
	tcase_add_test(tcase, offline_nothing_is_claimed);
	tcase_add_test(tcase, a_tree_has_an_end);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(spf_survey_suite());
}
