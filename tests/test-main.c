/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tests/test-main.h"

#include <locale.h>
#include <stdlib.h>

int
test_main(Suite *suite)
{
	/* so that a run under de_DE shows where a decimal comma slips in */
	setlocale(LC_ALL, "");
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	int n_failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
