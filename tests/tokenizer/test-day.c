/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/day.h"

#include <string.h>

#include "tests/test-main.h"

static const struct {
	const gchar *text;
	guint day;
} DAYS[] = {
    {"1970-01-01", 0}, /* the number that means none */
    {"1970-01-02", 1}, {"2000-02-29", 11016}, {"2026-11-24", 20781}, {"2149-06-06", 65535},
    {"2149-06-07", 0}, {"1969-12-31", 0},     {"2001-02-29", 0},     {"2001-13-01", 0},
    {"2001-00-01", 0}, {"2001-01-00", 0},     {"0000-01-01", 0},     {"9999-99-99", 0},
    {"2001-1-010", 0}, {"2001-01-0x", 0},     {"2001-01-011", 0},    {"", 0},
};

START_TEST(a_day_is_read_and_said)
{
	const gchar *text = DAYS[_i].text;
	const guint day = hantei_day_from_string(text, strlen(text));
	g_autofree gchar *said = hantei_day_to_string(day);

	ck_assert_msg(day == DAYS[_i].day, "%s: %u", text, day);
	if (day != 0)
		ck_assert_str_eq(said, text);
}
END_TEST

START_TEST(a_day_before_another)
{
	const guint day = hantei_day_new(2024, 3, 31);

	ck_assert_uint_eq(hantei_day_minus_days(day, 31), hantei_day_new(2024, 2, 29));
	ck_assert_uint_eq(hantei_day_minus_months(day, 1), hantei_day_new(2024, 2, 29));
	ck_assert_uint_eq(hantei_day_minus_months(day, 13), hantei_day_new(2023, 2, 28));
	ck_assert_uint_eq(hantei_day_minus_days(day, G_MAXUINT), 1);
	ck_assert_uint_eq(hantei_day_minus_months(day, 12 * 100), 1);
	ck_assert_uint_eq(hantei_day_minus_months(day, G_MAXUINT), 1);
}
END_TEST

static Suite *
day_suite(void)
{
	Suite *suite = suite_create("day");
	TCase *tcase = tcase_create("day");

	tcase_add_loop_test(tcase, a_day_is_read_and_said, 0, (int)G_N_ELEMENTS(DAYS));
	tcase_add_test(tcase, a_day_before_another);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(day_suite());
}
