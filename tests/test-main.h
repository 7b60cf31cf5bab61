/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The main() every unit test program ends with. */

#pragma once

#include <check.h>

/* Runs @suite as the CK_* environment says (meson asks for TAP on stdout).
 * Returns: EXIT_SUCCESS, or EXIT_FAILURE if any test failed. */
int
test_main(Suite *suite);
