/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/tally.h"

#include <string.h>

#include "tests/test-main.h"

static HanteiTallyEntry *
insert(HanteiTallies *tallies, guint64 hash, const gchar *text)
{
	const HanteiFeature feature = {
	    .hash = hash, .text_length = (guint16)strlen(text), .group = HANTEI_GROUP_LINKS};

	return hantei_tallies_insert(tallies, &feature, text);
}

START_TEST(an_empty_table_has_nothing)
{
	g_autoptr(HanteiTallies) tallies = hantei_tallies_new();
	g_autofree HanteiTallyEntry **sorted = hantei_tallies_sort(tallies);

	ck_assert_ptr_null(hantei_tallies_find(tallies, 0));
	ck_assert_uint_eq(hantei_tallies_get_size(tallies), 0);
	ck_assert_ptr_null(sorted[0]);
}
END_TEST

START_TEST(counts_stay_in_their_range)
{
	HanteiCounts counts = {1, G_MAXUINT32 - 1};

	hantei_counts_add(&counts, TRUE, -2);
	hantei_counts_add(&counts, FALSE, 2);
	ck_assert_uint_eq(counts.n_spam, 0);
	ck_assert_uint_eq(counts.n_ham, G_MAXUINT32);
}
END_TEST

/* As they are when an entry is read from the store. */
START_TEST(counts_by_origin_take_all_of_their_range)
{
	g_autoptr(HanteiTallies) tallies = hantei_tallies_new();
	HanteiTallyEntry *entry = insert(tallies, 7, "seven");
	HanteiOriginCounts counts[HANTEI_MAX_ORIGINS];

	hantei_tallies_count(tallies, entry, 3, G_MAXUINT32, (gint64)G_MAXINT32 + 1);
	ck_assert_uint_eq(hantei_tallies_get_origins(tallies, entry, counts), 1);
	ck_assert_uint_eq(counts[0].counts.n_spam, G_MAXUINT32);
	ck_assert_uint_eq(counts[0].counts.n_ham, (guint32)G_MAXINT32 + 1);
	hantei_tallies_count(tallies, entry, 3, 1, -1);
	hantei_tallies_get_origins(tallies, entry, counts);
	ck_assert_uint_eq(counts[0].counts.n_spam, G_MAXUINT32);
	ck_assert_uint_eq(counts[0].counts.n_ham, G_MAXINT32);
}
END_TEST

START_TEST(an_entry_is_found_with_its_text_and_no_counts)
{
	g_autoptr(HanteiTallies) tallies = hantei_tallies_new();
	HanteiTallyEntry *entry;

	insert(tallies, 7, "seven");
	insert(tallies, 8, "eight");
	entry = hantei_tallies_find(tallies, 7);
	ck_assert_ptr_nonnull(entry);
	ck_assert_str_eq(hantei_tallies_text(tallies, entry), "seven");
	ck_assert_uint_eq(entry->text_length, 5);
	ck_assert_uint_eq(entry->group, HANTEI_GROUP_LINKS);
	ck_assert_uint_eq(entry->flags, HANTEI_TALLY_USED);
	ck_assert_uint_eq(entry->tally.all.n_spam + entry->tally.all.n_ham, 0);
}
END_TEST

/* Hashes that fall into the last slot wrap around to the first. */
START_TEST(hashes_that_collide_are_kept_apart)
{
	g_autoptr(HanteiTallies) tallies = hantei_tallies_new();

	for (guint64 i = 0; i < 100; i++)
		insert(tallies, (i << 40) | 0xffffffff, "x")->tally.all.n_ham = (guint32)i;
	for (guint64 i = 0; i < 100; i++)
		ck_assert_uint_eq(
		    hantei_tallies_find(tallies, (i << 40) | 0xffffffff)->tally.all.n_ham, i);
	ck_assert_ptr_null(hantei_tallies_find(tallies, ((guint64)100 << 40) | 0xffffffff));
}
END_TEST

START_TEST(growing_loses_nothing)
{
	g_autoptr(HanteiTallies) tallies = hantei_tallies_new();
	g_autofree HanteiTallyEntry **sorted = NULL;
	const guint n = 50000;
	gchar text[16];

	for (guint i = 0; i < n; i++) {
		g_snprintf(text, sizeof text, "%u", i);
		insert(tallies, i * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15), text)
		    ->tally.hard.n_spam = i;
	}
	ck_assert_uint_eq(hantei_tallies_get_size(tallies), n);
	for (guint i = 0; i < n; i++) {
		HanteiTallyEntry *entry =
		    hantei_tallies_find(tallies, i * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15));

		g_snprintf(text, sizeof text, "%u", i);
		ck_assert_ptr_nonnull(entry);
		ck_assert_uint_eq(entry->tally.hard.n_spam, i);
		ck_assert_str_eq(hantei_tallies_text(tallies, entry), text);
	}
	sorted = hantei_tallies_sort(tallies);
	for (guint i = 1; i < n; i++)
		ck_assert(sorted[i - 1]->hash < sorted[i]->hash);
	ck_assert_ptr_null(sorted[n]);
}
END_TEST

START_TEST(clearing_forgets_all)
{
	g_autoptr(HanteiTallies) tallies = hantei_tallies_new();

	insert(tallies, 7, "seven")->tally.all.n_spam = 3;
	hantei_tallies_clear(tallies);
	ck_assert_ptr_null(hantei_tallies_find(tallies, 7));
	ck_assert_uint_eq(hantei_tallies_get_size(tallies), 0);
	ck_assert_uint_eq(insert(tallies, 7, "again")->tally.all.n_spam, 0);
	ck_assert_str_eq(hantei_tallies_text(tallies, hantei_tallies_find(tallies, 7)), "again");
}
END_TEST

static Suite *
tally_suite(void)
{
	Suite *suite = suite_create("tally");
	TCase *tcase = tcase_create("tally");

	tcase_add_test(tcase, an_empty_table_has_nothing);
	tcase_add_test(tcase, counts_stay_in_their_range);
	tcase_add_test(tcase, counts_by_origin_take_all_of_their_range);
	tcase_add_test(tcase, an_entry_is_found_with_its_text_and_no_counts);
	tcase_add_test(tcase, hashes_that_collide_are_kept_apart);
	tcase_add_test(tcase, growing_loses_nothing);
	tcase_add_test(tcase, clearing_forgets_all);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(tally_suite());
}
