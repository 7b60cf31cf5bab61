/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The day a mail is of, for what is learnt of it to age by. */

#pragma once

#include "tokenizer/day.h"
#include "tokenizer/message.h"

/* The day in the topmost Received field, which whoever received the mail wrote; of a mail without,
 * or where it cannot be read, the one in its Date, which is the sender's word. It may be wrong and
 * lie in the future. Of RFC 5322 3.3, obsolete years of 4.3 included, and in the zone it is written
 * in: a day more or less is of no matter here. Returns: 0 if neither can be read. */
guint
hantei_mail_day(const HanteiMessage *message);

/* Reads the first date in @text, @length octets. Returns: 0 if there is none. */
guint
hantei_mail_day_read(const gchar *text, gsize length);
