/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/org-domain.h"

#include <stdio.h>
#include <string.h>

#include "tests/engine/dmarc-zone.h"
#include "tests/test-main.h"

static const struct {
	const gchar *name;
	const gchar *domain;
	const gchar *expected; /* NULL: no domain */
} names[] = {
    {"plain", "example.com", "example.com"},
    {"upper case", "EXAMPLE.Com", "example.com"},
    {"a dot at the end", "example.com.", "example.com"},
    {"two dots at the end", "example.com..", NULL},
    {"a dot at the start", ".example.com", NULL},
    {"an empty label", "example..com", NULL},
    {"nothing", "", NULL},
    {"a dot", ".", NULL},
    {"U-label", "bücher.example", "xn--bcher-kva.example"},
    {"U-label in upper case", "BÜCHER.EXAMPLE", "xn--bcher-kva.example"},
    {"A-label in upper case", "XN--BCHER-KVA.example", "xn--bcher-kva.example"},
    {"no UTF-8", "b\xff.example", NULL},
    {"an underscore", "_dmarc.example.com", "_dmarc.example.com"},
    {"an address literal", "[192.0.2.1]", NULL},
    {"a blank", "example .com", NULL},
    {"a parenthesis", "example.com(.evil.example", NULL},
    {"a label of 63", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example"},
    {"a label of 64", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example",
     NULL},
};

START_TEST(name_is_normalized)
{
	g_autofree gchar *got = hantei_domain_normalize(names[_i].domain);

	ck_assert_msg(g_strcmp0(got, names[_i].expected) == 0, "%s: %s", names[_i].name, got);
}
END_TEST

START_TEST(within_is_by_labels)
{
	ck_assert(hantei_domain_is_within("example.com", "example.com"));
	ck_assert(hantei_domain_is_within("a.example.com", "example.com"));
	ck_assert(!hantei_domain_is_within("aexample.com", "example.com"));
	ck_assert(!hantei_domain_is_within("example.com", "a.example.com"));
	ck_assert(!hantei_domain_is_within("com", "example.com"));
}
END_TEST

static const struct {
	const gchar *domain;
	const gchar *org_domain;
} orgs[] = {
    {"example.com", "example.com"},
    {"a.b.example.com", "example.com"},
    {"com", "com"},
    {"a.example.co.uk", "example.co.uk"},
    {"co.uk", "co.uk"},
    {"a.github.io", "a.github.io"},
    {"github.io", "github.io"},
    {"a.b.x.ck", "b.x.ck"},
    {"x.ck", "x.ck"},
    {"www.ck", "www.ck"},
    {"a.www.ck", "www.ck"},
    {"a.b.unlisted", "b.unlisted"},
    {"unlisted", "unlisted"},
    {"a.xn--80ak6aa92e.xn--p1ai", "xn--80ak6aa92e.xn--p1ai"},
};

START_TEST(list_gives_the_organization)
{
	g_autoptr(HanteiSuffixes) suffixes = test_suffixes_new();
	g_autofree gchar *got = hantei_suffixes_dup_org_domain(suffixes, orgs[_i].domain);

	ck_assert_msg(strcmp(got, orgs[_i].org_domain) == 0, "%s: %s", orgs[_i].domain, got);
}
END_TEST

START_TEST(list_that_is_not_there_is_an_error)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiSuffixes) suffixes = hantei_suffixes_new("/nonexistent/list", &error);

	ck_assert_ptr_null(suffixes);
	ck_assert(strstr(error->message, "/nonexistent/list") != NULL);
}
END_TEST

/* The official tests, "DOMAIN EXPECTED" or "DOMAIN null" a line, with the system's list. */
START_TEST(official_tests_hold)
{
	const gchar *shared = g_getenv("HANTEI_SHARED");
	g_autofree gchar *path =
	    g_strconcat(shared != NULL ? shared : "", "/suites/psl/tests.txt", NULL);
	g_autofree gchar *text = NULL;
	g_auto(GStrv) lines = NULL;
	g_autoptr(HanteiSuffixes) suffixes = hantei_suffixes_new(NULL, NULL);
	guint n = 0;

	if (shared == NULL || !g_file_get_contents(path, &text, NULL, NULL)) {
		printf("# public suffix tests left out: HANTEI_SHARED has no suites/psl\n");
		return;
	}
	ck_assert_ptr_nonnull(suffixes);
	lines = g_strsplit(text, "\n", -1);
	for (gchar **line = lines; *line != NULL; line++) {
		g_auto(GStrv) words = NULL;
		g_autofree gchar *domain = NULL, *expected = NULL, *got = NULL;

		if (**line == '\0' || g_str_has_prefix(*line, "//"))
			continue;
		words = g_strsplit(*line, " ", 2);
		domain = hantei_domain_normalize(words[0]);
		if (strcmp(words[1], "null") != 0)
			expected = hantei_domain_normalize(words[1]);
		if (domain != NULL && strcmp(words[0], "null") != 0)
			got = hantei_suffixes_dup_registrable(suffixes, domain);
		ck_assert_msg(g_strcmp0(got, expected) == 0, "%s: %s", *line, got);
		n++;
	}
	printf("# public suffix tests: %u of %u\n", n, n);
	ck_assert_uint_ge(n, 70);
}
END_TEST

static Suite *
org_domain_suite(void)
{
	Suite *suite = suite_create("org-domain");
	TCase *tcase = tcase_create("org-domain");

	tcase_add_loop_test(tcase, name_is_normalized, 0, G_N_ELEMENTS(names));
	tcase_add_test(tcase, within_is_by_labels);
	tcase_add_loop_test(tcase, list_gives_the_organization, 0, G_N_ELEMENTS(orgs));
	tcase_add_test(tcase, list_that_is_not_there_is_an_error);
	tcase_add_test(tcase, official_tests_hold);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(org_domain_suite());
}
