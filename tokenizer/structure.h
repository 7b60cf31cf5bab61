/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* A draft's form as yes-or-no features in words that its author understands: sender against links,
 * sizes, pictures, the Subject. Nothing that only sending adds, no charset and no encoding: those
 * tell which program wrote a mail, not what it is. */

#pragma once

#include "tokenizer/body.h"
#include "tokenizer/feature-set.h"
#include "tokenizer/language-class.h"
#include "tokenizer/message.h"
#include "tokenizer/sender.h"

/* Adds the features of HANTEI_GROUP_STRUCTURE. @subject may be NULL. */
void
hantei_structure_emit(const HanteiMessage *message,
		      const HanteiSender *sender,
		      const gchar *subject,
		      const HanteiBody *body,
		      HanteiLanguage language,
		      HanteiFeatures *features);
