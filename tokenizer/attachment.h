/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What is said of a file that a mail carries: its type, size, name and content. */

#pragma once

#include "tokenizer/feature-set.h"
#include "tokenizer/message.h"

/* Adds the features of @part, which is an attachment. */
void
hantei_attachment_emit(const HanteiPart *part, HanteiFeatures *features);
