/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/age.h"

#include <string.h>

#include "tests/test-main.h"

/* Of 2024-03-31; NULL: refused. */
static const struct {
	const gchar *text;
	const gchar *day;
} AGES[] = {
    {"0", "2024-03-31"},
    {"90", "2024-01-01"},
    {"90d", "2024-01-01"},
    {"2w", "2024-03-17"},
    {"1m", "2024-02-29"},
    {"2y", "2022-03-31"},
    {"2020-06-01", "2020-06-01"},
    {"2030-06-01", "2030-06-01"},
    {"99999999999999999999y", "1970-01-02"},
    {"99999d", "1970-01-02"},
    {"", NULL},
    {"d", NULL},
    {"-5", NULL},
    {"+5", NULL},
    {" 5", NULL},
    {"5 d", NULL},
    {"5dd", NULL},
    {"5h", NULL},
    {"1.5y", NULL},
    {"2024-02-30", NULL},
};

START_TEST(an_age_is_read)
{
	g_autoptr(GError) error = NULL;
	const guint day = hantei_age_parse(AGES[_i].text, hantei_day_new(2024, 3, 31), &error);
	g_autofree gchar *said = hantei_day_to_string(day);

	if (AGES[_i].day != NULL) {
		ck_assert_msg(strcmp(said, AGES[_i].day) == 0, "%s: %s", AGES[_i].text, said);
		return;
	}
	ck_assert_msg(day == 0, "%s: %s", AGES[_i].text, said);
	ck_assert(g_error_matches(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE));
}
END_TEST

START_TEST(today_is_after_this_was_written)
{
	ck_assert_uint_gt(hantei_age_get_today(), hantei_day_new(2024, 3, 31));
}
END_TEST

static Suite *
age_suite(void)
{
	Suite *suite = suite_create("age");
	TCase *tcase = tcase_create("age");

	tcase_add_loop_test(tcase, an_age_is_read, 0, (int)G_N_ELEMENTS(AGES));
	tcase_add_test(tcase, today_is_after_this_was_written);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(age_suite());
}
