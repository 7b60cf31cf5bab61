/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The octets of a mail that the MIME parser is shown. For any ordinary mail they are the mail's
 * own, without a copy; a hostile one is cut down to what the parser can take in bounded time and
 * memory. Private to message-parts.c. */

#pragma once

#include "tokenizer/message.h"

typedef struct {
	const guint8 *octets;
	gsize length;
	gsize header_length;
	const guint8 *body; /* what octets + header_length is in the mail itself */
	GByteArray *copy;   /* owned, if the octets are not the mail's own */
	gboolean is_trimmed;
} HanteiMimeView;

/* Whether GMime sees the same header as we do, all of it, so that leaving fields out hides no
 * complaint. */
gboolean
hantei_mime_view_is_plain(const HanteiMessage *message, gsize start);

/* How much of the body at @body may be taken apart: all, or up to what would be too much. */
gsize
hantei_mime_view_bound(const gchar *body, gsize length);

/* Looks at @message from @start on. */
void
hantei_mime_view_init(HanteiMimeView *self, const HanteiMessage *message, gsize start);

void
hantei_mime_view_clear(HanteiMimeView *self);

/* The mail's own octet that octets[@at] is. Returns: NULL if it is in the header. */
const guint8 *
hantei_mime_view_locate(const HanteiMimeView *self, gsize at);

/* GMime reads address fields by recursion, one level for each "group:", and with a search of the
 * rest at each address: a field of a megabyte overflows the stack. Puts blanks in @copy where a
 * field at @data has more colons, or is longer, than any that is meant well; @copy may be NULL.
 * Returns: whether nothing had to be changed. */
gboolean
hantei_mime_tame_fields(const gchar *data, gsize size, gchar *copy);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HanteiMimeView, hantei_mime_view_clear)
