/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/learnt.h"

#include "tests/test-main.h"

START_TEST(outcomes_have_names)
{
	ck_assert_str_eq(hantei_learnt_to_string(HANTEI_LEARNT_NEW), "new");
	ck_assert_str_eq(hantei_learnt_to_string(HANTEI_LEARNT_UNKNOWN), "unknown");
}
END_TEST

static Suite *
learnt_suite(void)
{
	Suite *suite = suite_create("learnt");
	TCase *tcase = tcase_create("learnt");

	tcase_add_test(tcase, outcomes_have_names);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(learnt_suite());
}
