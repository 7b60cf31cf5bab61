/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Where one message of an mbox ends and the next begins. Over octets, so it can be fuzzed. */

#pragma once

#include <glib.h>

/* Whether @data starts as an mbox does: "From ". No header field can. */
gboolean
hantei_mbox_is_mbox(const gchar *data, gsize length);

/* Takes the message at *@offset, which is 0 or what an earlier call left, and moves *@offset to the
 * next one, or to the end. The message is without its "From " line and the empty line the format
 * puts after it, and one '>' of each ">+From " is taken off. It is a slice of @mbox; a copy only
 * where a '>' went. A message over HANTEI_LIMIT_MESSAGE_BYTES is not unquoted.
 *
 * Returns: (transfer full) (nullable): NULL at the end. */
GBytes *
hantei_mbox_take(GBytes *mbox, gsize *offset);
