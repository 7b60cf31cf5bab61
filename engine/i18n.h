/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Translation of what people read; the library names its domain and leaves the locale to tools. */

#pragma once

#include <glib.h>

#define _(text) g_dgettext("hantei", text)
#define N_(text) (text)
