/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* A clock that tests set, and one that goes on by itself. */

#pragma once

#include <glib.h>

/* @data: a gint64, the time in microseconds. */
static inline gint64
test_clock(gpointer data)
{
	return *(const gint64 *)data;
}

/* The same, 7 microseconds later at each look. */
static inline gint64
test_clock_ticking(gpointer data)
{
	return *(gint64 *)data += 7;
}
