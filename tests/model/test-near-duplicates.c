/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/near-duplicates.h"

#include <string.h>

#include "tests/test-main.h"

static const HanteiHashKey test_key = {1, 2};

/* A mail of @n features of @group, of which the first @n_shared are those of @campaign and the rest
 * nobody else's. */
static HanteiFeatures *
make_mail(HanteiGroup group, guint campaign, guint n_shared, guint n, guint mail)
{
	HanteiFeatures *features = hantei_features_new(&test_key);

	for (guint i = 0; i < n; i++) {
		if (i < n_shared)
			hantei_features_addf(features, group, "campaign %u %u", campaign, i);
		else
			hantei_features_addf(features, group, "mail %u %u", mail, i);
	}
	/* of no account here */
	hantei_features_addf(features, HANTEI_GROUP_SUBJECT, "the same");
	hantei_features_seal(features);
	return features;
}

static void
add_mail(HanteiNearDuplicates *all,
	 HanteiGroup group,
	 guint campaign,
	 guint n_shared,
	 guint n,
	 guint mail)
{
	g_autoptr(HanteiFeatures) features = make_mail(group, campaign, n_shared, n, mail);

	hantei_near_duplicates_add(all, features);
}

START_TEST(nothing_has_no_groups)
{
	g_autoptr(HanteiNearDuplicates) all = hantei_near_duplicates_new();
	guint n_groups = 9;
	g_autofree guint *groups = hantei_near_duplicates_group(all, &n_groups);

	ck_assert_uint_eq(n_groups, 0);
}
END_TEST

/* Jaccard of two mails with s of n features in common is s / (2n - s). */
static const struct {
	const gchar *name;
	HanteiGroup group;
	guint n_shared;
	guint n;
	gboolean is_near;
} PAIR_ROWS[] = {
    {"equal", HANTEI_GROUP_PHRASES, 100, 100, TRUE},
    {"J = .82", HANTEI_GROUP_PHRASES, 90, 100, TRUE},
    {"J = .67", HANTEI_GROUP_PHRASES, 160, 200, TRUE},
    {"J = .33", HANTEI_GROUP_PHRASES, 100, 200, FALSE},
    {"J = .11", HANTEI_GROUP_PHRASES, 20, 100, FALSE},
    {"nothing in common", HANTEI_GROUP_PHRASES, 0, 100, FALSE},
    {"few phrases: words tell", HANTEI_GROUP_WORDS, 20, 21, TRUE},
    {"few phrases: other words", HANTEI_GROUP_WORDS, 2, 21, FALSE},
    {"no text at all", HANTEI_GROUP_LINKS, 20, 20, FALSE},
};

START_TEST(two_mails_are_near_or_not)
{
	g_autoptr(HanteiNearDuplicates) all = hantei_near_duplicates_new();
	guint n_groups;

	add_mail(all, PAIR_ROWS[_i].group, 0, PAIR_ROWS[_i].n_shared, PAIR_ROWS[_i].n, 0);
	add_mail(all, PAIR_ROWS[_i].group, 0, PAIR_ROWS[_i].n_shared, PAIR_ROWS[_i].n, 1);
	g_autofree guint *groups = hantei_near_duplicates_group(all, &n_groups);
	ck_assert_msg((groups[0] == groups[1]) == PAIR_ROWS[_i].is_near, "%s", PAIR_ROWS[_i].name);
	ck_assert_uint_eq(n_groups, PAIR_ROWS[_i].is_near ? 1 : 2);
}
END_TEST

#define N_CAMPAIGNS 50
#define N_EACH 20
#define N_ALONE 1000

/* Campaigns whose mails have four of five phrases in common, each mail among many others. */
START_TEST(planted_campaigns_are_found_and_nothing_else)
{
	g_autoptr(HanteiNearDuplicates) all = hantei_near_duplicates_new();
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	guint n_groups;
	guint mail = 0;

	for (guint i = 0; i < N_EACH; i++) {
		for (guint campaign = 0; campaign < N_CAMPAIGNS; campaign++, mail++)
			add_mail(all, HANTEI_GROUP_PHRASES, campaign, 80, 100, mail);
		for (guint alone = 0; alone < N_ALONE / N_EACH; alone++, mail++)
			add_mail(all, HANTEI_GROUP_PHRASES, 0, 0, 100, mail);
	}
	g_autofree guint *groups = hantei_near_duplicates_group(all, &n_groups);
	ck_assert_uint_eq(n_groups, N_CAMPAIGNS + N_ALONE);
	for (guint i = 0; i < mail; i += N_CAMPAIGNS + N_ALONE / N_EACH) {
		for (guint campaign = 0; campaign < N_CAMPAIGNS; campaign++)
			ck_assert_uint_eq(groups[i + campaign], groups[campaign]);
	}
	/* numbers follow the first mails */
	for (guint i = 0; i < mail; i++) {
		ck_assert_uint_le(groups[i], g_hash_table_size(seen));
		g_hash_table_add(seen, GUINT_TO_POINTER(groups[i] + 1));
	}
}
END_TEST

/* One bucket with all mails in it must not cost their square. */
START_TEST(a_crowd_of_equal_mails_is_one_group)
{
	g_autoptr(HanteiNearDuplicates) all = hantei_near_duplicates_new();
	guint n_groups;

	for (guint i = 0; i < 20000; i++)
		add_mail(all, HANTEI_GROUP_PHRASES, 7, 10, 10, i);
	g_autofree guint *groups = hantei_near_duplicates_group(all, &n_groups);
	ck_assert_uint_eq(n_groups, 1);
}
END_TEST

static Suite *
near_duplicates_suite(void)
{
	Suite *suite = suite_create("near-duplicates");
	TCase *tcase = tcase_create("near-duplicates");

	tcase_add_test(tcase, nothing_has_no_groups);
	tcase_add_loop_test(tcase, two_mails_are_near_or_not, 0, G_N_ELEMENTS(PAIR_ROWS));
	tcase_add_test(tcase, planted_campaigns_are_found_and_nothing_else);
	tcase_add_test(tcase, a_crowd_of_equal_mails_is_one_group);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(near_duplicates_suite());
}
