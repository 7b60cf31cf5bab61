/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* A mail of one text whose MIME fields say so in the plainest way: nine mails in ten of people who
 * write to people. It needs no parser of MIME, which takes a tenth of what all features take. */

#pragma once

#include "tokenizer/message.h"

typedef struct {
	gboolean is_html;
	gchar charset[32];  /* in lower case; "": none is declared */
	gchar encoding[32]; /* of the transfer, in lower case; "": none is declared */
} HanteiSimplePart;

/* Whether @message, whose header is plain (hantei_mime_view_is_plain()), is such a mail. Says FALSE
 * to whatever a parser could see differently. */
gboolean
hantei_simple_part_read(HanteiSimplePart *self, const HanteiMessage *message);
