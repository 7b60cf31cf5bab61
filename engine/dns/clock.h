/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The time for what passes answers on: given from outside, so that tests own it. */

#pragma once

#include <glib.h>

/* Microseconds since any fixed moment; never goes back. */
typedef gint64 (*HanteiClock)(gpointer data);
