/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/resolver.h"

#include "tests/engine/table-resolver.h"
#include "tests/test-main.h"

START_TEST(names_are_judged_by_their_labels)
{
	g_autofree gchar *label = g_strnfill(63, 'a');
	g_autofree gchar *longest =
	    g_strdup_printf("%s.%s.%s.%.61s", label, label, label, label); /* 253 octets */
	g_autofree gchar *dotted = g_strconcat(longest, ".", NULL);
	g_autofree gchar *too_long = g_strconcat(longest, "a", NULL);
	g_autofree gchar *wide = g_strconcat(label, "a.example", NULL);

	ck_assert(hantei_dns_name_is_valid("example.com"));
	ck_assert(hantei_dns_name_is_valid("example.com."));
	ck_assert(hantei_dns_name_is_valid("com"));
	ck_assert(hantei_dns_name_is_valid(longest));
	ck_assert(hantei_dns_name_is_valid(dotted));
	ck_assert(!hantei_dns_name_is_valid(too_long));
	ck_assert(!hantei_dns_name_is_valid(wide));
	ck_assert(!hantei_dns_name_is_valid(""));
	ck_assert(!hantei_dns_name_is_valid("."));
	ck_assert(!hantei_dns_name_is_valid(".example"));
	ck_assert(!hantei_dns_name_is_valid("a..example"));
	ck_assert(!hantei_dns_name_is_valid("example.."));
}
END_TEST

START_TEST(offline_asks_nothing)
{
	g_autoptr(HanteiResolver) resolver = hantei_resolver_new_offline();
	g_autoptr(HanteiDnsAnswer) answer =
	    hantei_resolver_lookup(resolver, "example.com", HANTEI_DNS_TYPE_TXT, NULL);

	ck_assert_str_eq(hantei_dns_status_to_string(answer->status), "not-asked");
	ck_assert(!hantei_dns_answer_is_known(answer));
}
END_TEST

/* A name that cannot be asked for is told at once, the others are asked in their places. */
START_TEST(bad_names_are_not_asked)
{
	const HanteiQuestion questions[] = {{"a.example", HANTEI_DNS_TYPE_TXT},
					    {"b..example", HANTEI_DNS_TYPE_TXT},
					    {"c.example", HANTEI_DNS_TYPE_TXT}};
	g_autoptr(TestTableResolver) table = test_table_resolver_new();
	HanteiDnsAnswer *answers[3] = {NULL};

	test_table_add_txt(table, "a.example", "one");
	hantei_resolver_lookup_all(HANTEI_RESOLVER(table), questions, 3, answers, NULL);
	ck_assert_int_eq(answers[0]->status, HANTEI_DNS_OK);
	ck_assert_int_eq(answers[1]->status, HANTEI_DNS_BADNAME);
	ck_assert_int_eq(answers[2]->status, HANTEI_DNS_NXDOMAIN);
	ck_assert_uint_eq(table->n_asked, 2);
	for (guint i = 0; i < 3; i++)
		hantei_dns_answer_unref(answers[i]);
}
END_TEST

START_TEST(a_cancelled_question_is_not_asked)
{
	g_autoptr(TestTableResolver) table = test_table_resolver_new();
	g_autoptr(GCancellable) cancellable = g_cancellable_new();
	g_autoptr(HanteiDnsAnswer) answer = NULL;

	g_cancellable_cancel(cancellable);
	answer = hantei_resolver_lookup(HANTEI_RESOLVER(table), "a.example", HANTEI_DNS_TYPE_TXT,
					cancellable);
	ck_assert_int_eq(answer->status, HANTEI_DNS_NOT_ASKED);
	ck_assert_uint_eq(table->n_asked, 0);
}
END_TEST

START_TEST(chunks_are_joined_without_blanks)
{
	g_autoptr(HanteiDnsAnswer) answer = hantei_dns_answer_new(HANTEI_DNS_OK);
	HanteiDnsRecord *record = hantei_dns_answer_add(answer, HANTEI_DNS_TYPE_TXT);
	g_autoptr(GBytes) joined = NULL;

	g_ptr_array_add(record->chunks, g_bytes_new_static("v=spf1 a", 8));
	g_ptr_array_add(record->chunks, g_bytes_new_static("", 0));
	g_ptr_array_add(record->chunks, g_bytes_new_static("\0ll", 3));
	joined = hantei_dns_record_join(record);
	ck_assert_uint_eq(g_bytes_get_size(joined), 11);
	ck_assert_mem_eq(g_bytes_get_data(joined, NULL), "v=spf1 a\0ll", 11);
}
END_TEST

START_TEST(types_have_names)
{
	HanteiDnsType type = HANTEI_DNS_TYPE_A;
	g_autofree gchar *aaaa = hantei_dns_type_to_string(HANTEI_DNS_TYPE_AAAA);
	g_autofree gchar *other = hantei_dns_type_to_string((HanteiDnsType)99);

	ck_assert_str_eq(aaaa, "AAAA");
	ck_assert_str_eq(other, "TYPE99");
	ck_assert(hantei_dns_type_from_string("mx", &type));
	ck_assert_int_eq(type, HANTEI_DNS_TYPE_MX);
	ck_assert(!hantei_dns_type_from_string("spf", &type));
	ck_assert_int_eq(type, HANTEI_DNS_TYPE_MX);
}
END_TEST

static Suite *
dns_resolver_suite(void)
{
	Suite *suite = suite_create("dns-resolver");
	TCase *tcase = tcase_create("dns-resolver");

	tcase_add_test(tcase, names_are_judged_by_their_labels);
	tcase_add_test(tcase, offline_asks_nothing);
	tcase_add_test(tcase, bad_names_are_not_asked);
	tcase_add_test(tcase, a_cancelled_question_is_not_asked);
	tcase_add_test(tcase, chunks_are_joined_without_blanks);
	tcase_add_test(tcase, types_have_names);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(dns_resolver_suite());
}
