/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Which way a structure or concept feature may speak. Old corpora make the oddest things look like
 * signs of spam, a display name or a way to unsubscribe: where the field knows better, the weight
 * of a feature keeps to its side, whatever the corpus. Measured in docs/method.md, section 9. */

#pragma once

#include "tokenizer/feature-group.h"

typedef enum {
	HANTEI_LEAN_EITHER,
	HANTEI_LEAN_HAM,  /* never a reason to call a mail spam */
	HANTEI_LEAN_SPAM, /* never a reason to call it ham */
	HANTEI_N_LEANS
} HanteiLean;

/* The lean of the feature @text of @group. Other groups than those of the head have none. */
HanteiLean
hantei_lean_of(HanteiGroup group, const gchar *text, gsize length);

/* The lean stands in the lowest two bits of a head feature's hash, so that whoever has kept the
 * hash alone, as the rows of learnt mails do, has it, too. */
#define HANTEI_LEAN_MASK G_GUINT64_CONSTANT(3)

/* @hash with @lean in it. */
guint64
hantei_lean_mark(guint64 hash, HanteiLean lean);

HanteiLean
hantei_lean_of_hash(guint64 hash);
