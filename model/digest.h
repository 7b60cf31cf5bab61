/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What a mail is known by, as a key of hash tables. Private to this floor. */

#pragma once

#include <glib.h>
#include <string.h>

/* See hantei_message_digest(). */
#define HANTEI_DIGEST_BYTES 16

static inline guint
hantei_digest_hash(gconstpointer data)
{
	guint hash;

	memcpy(&hash, data, sizeof hash);
	return hash;
}

static inline gboolean
hantei_digest_equal(gconstpointer a, gconstpointer b)
{
	return memcmp(a, b, HANTEI_DIGEST_BYTES) == 0;
}
