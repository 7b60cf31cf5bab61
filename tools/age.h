/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* How old is too old, as people say it. */

#pragma once

#include "tokenizer/day.h"

/* The day that it is, in UTC, as the days of mails are compared with. */
guint
hantei_age_get_today(void);

/* Reads "90" or "90d" days, "12w" weeks, "18m" months, "2y" years before @today, or a day,
 * "2024-01-31". Returns: that day, or 0 with a GOptionError. */
guint
hantei_age_parse(const gchar *text, guint today, GError **error);
