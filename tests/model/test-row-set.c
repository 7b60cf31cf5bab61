/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/row-set.h"

#include <string.h>

#include "tests/test-main.h"

/* The digest of the mail @index: digests are ordered as their numbers are. */
static void
make_digest(guint index, guint8 digest[16])
{
	memset(digest, 0, 16);
	digest[13] = (guint8)(index >> 16);
	digest[14] = (guint8)(index >> 8);
	digest[15] = (guint8)index;
}

static HanteiStoreMail
make_mail(guint index)
{
	return (HanteiStoreMail){.has_row = TRUE, .row = {.n_learnt = index}};
}

static void
add(HanteiRowSet *set, guint index)
{
	const HanteiStoreMail mail = make_mail(index);
	guint8 digest[16];

	make_digest(index, digest);
	hantei_row_set_add(set, digest, &mail, 1);
}

static void
replace(HanteiRowSet *set, guint index, gboolean has_row)
{
	HanteiStoreMail mail = make_mail(index);
	guint8 digest[16];

	mail.has_row = has_row;
	make_digest(index, digest);
	hantei_row_set_replace(set, digest, &mail, 1);
}

START_TEST(the_smallest_digests_are_kept)
{
	g_autoptr(HanteiRowSet) set = hantei_row_set_new();
	g_autoptr(GArray) rows = NULL;

	for (guint i = HANTEI_ROW_SET_MAX + 10; i > 0; i--)
		add(set, i);
	rows = hantei_row_set_copy_rows(set);
	ck_assert_uint_eq(rows->len, HANTEI_ROW_SET_MAX);
	for (guint i = 0; i < rows->len; i++)
		ck_assert_uint_eq(g_array_index(rows, HanteiCombinerRow, i).n_learnt, i + 1);
}
END_TEST

START_TEST(a_full_set_that_loses_a_row_has_a_gap)
{
	g_autoptr(HanteiRowSet) set = hantei_row_set_new();

	add(set, 1);
	replace(set, 1, FALSE);
	ck_assert_uint_eq(hantei_row_set_get_size(set), 0);
	ck_assert(!hantei_row_set_has_gap(set));
	for (guint i = 0; i < HANTEI_ROW_SET_MAX; i++)
		add(set, i);
	replace(set, 5, TRUE);
	ck_assert(!hantei_row_set_has_gap(set));
	replace(set, 5, FALSE);
	ck_assert(hantei_row_set_has_gap(set));
	hantei_row_set_clear(set);
	ck_assert(!hantei_row_set_has_gap(set));
	ck_assert_uint_eq(hantei_row_set_get_size(set), 0);
}
END_TEST

START_TEST(a_mail_that_was_not_judged_or_is_of_no_origin_has_no_row)
{
	g_autoptr(HanteiRowSet) set = hantei_row_set_new();
	g_autoptr(HanteiHeadRow) head_row = hantei_head_row_new(0);
	g_autoptr(GPtrArray) head_rows = NULL;
	HanteiStoreMail mail = make_mail(1);
	guint8 digest[16];

	replace(set, 2, FALSE);
	ck_assert_uint_eq(hantei_row_set_get_size(set), 0);
	mail.head_row = head_row;
	head_row->origin = 2;
	for (guint i = 0; i < 3; i++) {
		make_digest(i, digest);
		hantei_row_set_add(set, digest, &mail, 1 + i);
	}
	ck_assert_uint_eq(hantei_row_set_get_size(set), 3);
	head_rows = hantei_row_set_get_head_rows(set);
	ck_assert_uint_eq(head_rows->len, 1);
}
END_TEST

static Suite *
row_set_suite(void)
{
	Suite *suite = suite_create("row-set");
	TCase *tcase = tcase_create("row-set");

	tcase_add_test(tcase, the_smallest_digests_are_kept);
	tcase_add_test(tcase, a_full_set_that_loses_a_row_has_a_gap);
	tcase_add_test(tcase, a_mail_that_was_not_judged_or_is_of_no_origin_has_no_row);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(row_set_suite());
}
