/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/message.h"

#include <stdint.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_parts(const HanteiMessage *message)
{
	gsize n;
	const HanteiPart *parts = hantei_message_get_parts(message, &n);

	for (gsize i = 0; i < n; i++) {
		if (parts[i].text != NULL &&
		    !g_utf8_validate_len(parts[i].text, parts[i].text_length, NULL))
			g_error("part %u is not UTF-8", (guint)i);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(data, size);
	g_autoptr(HanteiMessage) message = hantei_message_new_from_bytes(bytes, NULL);
	g_autofree gchar *name = NULL;
	g_autofree gchar *addr = NULL;
	g_autofree gchar *subject = NULL;
	guint8 digest[16];
	gsize n;

	if (message == NULL)
		return 0;
	check_parts(message);
	for (const HanteiField *f = hantei_message_get_fields(message, &n); n > 0; f++, n--)
		g_assert(f->offset + f->length <= size && f->value_offset <= f->offset + f->length);
	hantei_message_digest(message, digest);
	subject = hantei_message_dup_header(message, "Subject");
	g_assert(subject == NULL || g_utf8_validate(subject, -1, NULL));
	if (hantei_message_dup_address(message, "From", &name, &addr))
		g_assert(g_utf8_validate(addr, -1, NULL));
	return 0;
}
