/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What is stored of a feature, and as which octets: numbers in sevens of bits (LEB128), for most
 * are small. Private to the store. */

#pragma once

#include "model/tally.h"
#include "tokenizer/feature-group.h"

typedef struct {
	HanteiTally tally;
	HanteiGroup group;
	guint16
	    day; /* of the last mail that taught it, see hantei_trainer_set_day(); 0: not known */
	const gchar *text; /* not terminated; lent, or NULL where it was not asked for */
	gsize text_length;
	const HanteiOriginCounts *origins; /* lent */
	guint n_origins;
} HanteiStoreFeature;

/* Octets of a feature's text at most. */
#define HANTEI_STORE_TEXT_BYTES 256

/* Octets of the longest record without its text: 32 bits take 5 octets. */
#define HANTEI_FEATURE_RECORD_BYTES (7 * 5 + HANTEI_MAX_ORIGINS * 15)

/* Writes @feature, without its text and the origins that counted nothing. Returns: octets written,
 * at most HANTEI_FEATURE_RECORD_BYTES. */
gsize
hantei_feature_record_write(const HanteiStoreFeature *feature, guint8 *bytes);

/* Reads a feature; its text is NULL. @origins is room for what feature->origins points to.
 * Returns: octets read, or 0 if they are damaged. */
gsize
hantei_feature_record_read(const guint8 *bytes,
			   gsize n_bytes,
			   HanteiStoreFeature *feature,
			   HanteiOriginCounts origins[HANTEI_MAX_ORIGINS]);

/* A feature in 71 bits, if its counts are small and of one origin, as nine in ten are: 63 of
 * @packed, and @octet, for which there is room elsewhere. Returns: FALSE if they are not. */
gboolean
hantei_feature_record_pack(const HanteiStoreFeature *feature, guint64 *packed, guint8 *octet);

/* The contrary. Returns: FALSE if no feature has them. */
gboolean
hantei_feature_record_unpack(guint64 packed,
			     guint8 octet,
			     HanteiStoreFeature *feature,
			     HanteiOriginCounts origins[HANTEI_MAX_ORIGINS]);
