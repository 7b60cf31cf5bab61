/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dkim-canon.h"

#include <stdint.h>

static void
append(const gchar *octets, gsize length, gpointer data)
{
	g_string_append_len(data, octets, (gssize)length);
}

/* A form is its own form. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const gchar *text = (const gchar *)data;

	for (guint canon = 0; canon < 2; canon++) {
		g_autoptr(GString) once = g_string_new(NULL);
		g_autoptr(GString) twice = g_string_new(NULL);
		g_autoptr(GString) field = g_string_new(NULL);

		hantei_dkim_canon_body((HanteiDkimCanon)canon, text, size, append, once);
		hantei_dkim_canon_body((HanteiDkimCanon)canon, once->str, once->len, append, twice);
		g_assert(g_string_equal(once, twice));
		if (size > 0)
			hantei_dkim_canon_field((HanteiDkimCanon)canon, text, size, append, field);
	}
	return 0;
}
