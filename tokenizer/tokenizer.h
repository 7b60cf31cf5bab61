/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Message to features: the pipeline, and its fingerprint. */

#pragma once

#include "tokenizer/concepts.h"
#include "tokenizer/feature-set.h"
#include "tokenizer/message.h"

typedef struct _HanteiTokenizer HanteiTokenizer;

/* A tokenizer whose features hash under @key and which looks for @concepts, the built-in ones if
 * that is NULL. Holds what is dear to make (break iterators, buffers); one a thread. Free with
 * hantei_tokenizer_free(). */
HanteiTokenizer *
hantei_tokenizer_new(const HanteiHashKey *key, HanteiConcepts *concepts);

void
hantei_tokenizer_free(HanteiTokenizer *self);

/* The features of @message. Cannot fail: caps trim, and the trimming is counted.
 * Returns: (transfer full): sealed. */
HanteiFeatures *
hantei_tokenizer_extract(HanteiTokenizer *self, HanteiMessage *message);

/* Names everything the features depend on, for instance "hantei-1 icu-72"; a model made with
 * another fingerprint is not readable. Concepts aside: hantei_concepts_get_version() tells of them,
 * and a model takes any. */
const gchar *
hantei_tokenizer_fingerprint(void);

/* The same but for the groups of HANTEI_GROUP_KIND_HEAD, which a received mail is not judged by and
 * which are a third of the work; all others are those of hantei_tokenizer_extract(). */
HanteiFeatures *
hantei_tokenizer_extract_without_head(HanteiTokenizer *self, HanteiMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiTokenizer, hantei_tokenizer_free)
