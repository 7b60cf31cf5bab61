/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What a corpus is called when nobody names it. */

#pragma once

#include <glib.h>

/* "spamassassin" of spamassassin/index, "spamassassin/test" of spamassassin/test. Returns:
 * (transfer full): UTF-8. */
gchar *
hantei_corpus_name(const gchar *index);
