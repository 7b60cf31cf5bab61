/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/feature-record.h"

/* The packed form, from the lowest bit; the day's lower octet is the one that lies elsewhere. */
#define GROUP_BITS 4
#define ORIGIN_BITS 8
#define ALL_BITS 13
#define HARD_BITS 8
#define DAY_BITS 8

G_STATIC_ASSERT(HANTEI_N_GROUPS <= 1 << GROUP_BITS);
G_STATIC_ASSERT(HANTEI_MAX_ORIGINS <= 1 << ORIGIN_BITS);
G_STATIC_ASSERT(1 + GROUP_BITS + ORIGIN_BITS + 2 * ALL_BITS + 2 * HARD_BITS + DAY_BITS <= 63);

static guint8 *
put(guint8 *at, guint32 value)
{
	for (; value >= 0x80; value >>= 7)
		*at++ = (guint8)(value | 0x80);
	*at++ = (guint8)value;
	return at;
}

/* Reads a number. Returns: behind it, or NULL if it is cut short, too large, or @at is NULL. */
static const guint8 *
take(const guint8 *at, const guint8 *end, guint32 *value)
{
	guint64 sum = 0;

	for (guint shift = 0; at != NULL && at < end && shift < 35; shift += 7) {
		const guint8 octet = *at++;

		sum |= (guint64)(octet & 0x7f) << shift;
		if ((octet & 0x80) == 0) {
			*value = (guint32)sum;
			return sum <= G_MAXUINT32 ? at : NULL;
		}
	}
	return NULL;
}

static gboolean
is_empty(const HanteiCounts *counts)
{
	return counts->n_spam == 0 && counts->n_ham == 0;
}

static guint8 *
put_counts(guint8 *at, const HanteiCounts *counts)
{
	return put(put(at, counts->n_spam), counts->n_ham);
}

static const guint8 *
take_counts(const guint8 *at, const guint8 *end, HanteiCounts *counts)
{
	return take(take(at, end, &counts->n_spam), end, &counts->n_ham);
}

gsize
hantei_feature_record_write(const HanteiStoreFeature *feature, guint8 *bytes)
{
	guint8 *at = put(bytes, feature->group);
	guint32 n = 0;

	at = put_counts(at, &feature->tally.all);
	at = put_counts(at, &feature->tally.hard);
	at = put(at, feature->day);
	for (guint i = 0; i < feature->n_origins; i++)
		n += is_empty(&feature->origins[i].counts) ? 0 : 1;
	at = put(at, n);
	for (guint i = 0; i < feature->n_origins; i++) {
		const HanteiOriginCounts *of = &feature->origins[i];

		if (!is_empty(&of->counts))
			at = put_counts(put(at, of->origin), &of->counts);
	}
	return (gsize)(at - bytes);
}

gsize
hantei_feature_record_read(const guint8 *bytes,
			   gsize n_bytes,
			   HanteiStoreFeature *feature,
			   HanteiOriginCounts origins[HANTEI_MAX_ORIGINS])
{
	const guint8 *end = bytes + n_bytes;
	guint32 group = 0;
	guint32 day = 0;
	guint32 n = 0;
	const guint8 *at = take(bytes, end, &group);

	at = take_counts(at, end, &feature->tally.all);
	at = take_counts(at, end, &feature->tally.hard);
	at = take(at, end, &day);
	at = take(at, end, &n);
	if (at == NULL || group >= HANTEI_N_GROUPS || day > G_MAXUINT16 || n > HANTEI_MAX_ORIGINS)
		return 0;
	for (guint32 i = 0; i < n; i++) {
		at = take(at, end, &origins[i].origin);
		at = take_counts(at, end, &origins[i].counts);
		if (at == NULL || origins[i].origin >= HANTEI_MAX_ORIGINS)
			return 0;
	}
	feature->group = (HanteiGroup)group;
	feature->day = (guint16)day;
	feature->origins = origins;
	feature->n_origins = n;
	feature->text = NULL;
	feature->text_length = 0;
	return (gsize)(at - bytes);
}

/* The only origin, with all of the counts; NULL with @has_origin FALSE if there is none. Returns:
 * FALSE if there are several. */
static gboolean
find_origin(const HanteiStoreFeature *feature, const HanteiOriginCounts **only)
{
	*only = NULL;
	for (guint i = 0; i < feature->n_origins; i++) {
		const HanteiOriginCounts *of = &feature->origins[i];

		if (is_empty(&of->counts))
			continue;
		if (*only != NULL || of->counts.n_spam != feature->tally.all.n_spam ||
		    of->counts.n_ham != feature->tally.all.n_ham)
			return FALSE;
		*only = of;
	}
	return TRUE;
}

gboolean
hantei_feature_record_pack(const HanteiStoreFeature *feature, guint64 *packed, guint8 *octet)
{
	const HanteiTally *tally = &feature->tally;
	const HanteiOriginCounts *only;
	guint64 bits;

	if ((tally->all.n_spam | tally->all.n_ham) >> ALL_BITS != 0 ||
	    (tally->hard.n_spam | tally->hard.n_ham) >> HARD_BITS != 0 ||
	    !find_origin(feature, &only))
		return FALSE;
	bits = (guint64)feature->day >> DAY_BITS;
	bits = bits << HARD_BITS | tally->hard.n_ham;
	bits = bits << HARD_BITS | tally->hard.n_spam;
	bits = bits << ALL_BITS | tally->all.n_ham;
	bits = bits << ALL_BITS | tally->all.n_spam;
	bits = bits << ORIGIN_BITS | (only != NULL ? only->origin : 0);
	bits = bits << GROUP_BITS | feature->group;
	*packed = bits << 1 | (only != NULL ? 1 : 0);
	*octet = (guint8)feature->day;
	return TRUE;
}

/* The lowest @n_bits of @bits, which lose them. */
static guint32
shift_out(guint64 *bits, guint n_bits)
{
	const guint32 value = (guint32)(*bits & ((G_GUINT64_CONSTANT(1) << n_bits) - 1));

	*bits >>= n_bits;
	return value;
}

gboolean
hantei_feature_record_unpack(guint64 packed,
			     guint8 octet,
			     HanteiStoreFeature *feature,
			     HanteiOriginCounts origins[HANTEI_MAX_ORIGINS])
{
	const guint n_origins = shift_out(&packed, 1);
	const guint32 group = shift_out(&packed, GROUP_BITS);
	const guint32 origin = shift_out(&packed, ORIGIN_BITS);

	if (group >= HANTEI_N_GROUPS || origin >= HANTEI_MAX_ORIGINS)
		return FALSE;
	feature->group = (HanteiGroup)group;
	feature->tally.all.n_spam = shift_out(&packed, ALL_BITS);
	feature->tally.all.n_ham = shift_out(&packed, ALL_BITS);
	feature->tally.hard.n_spam = shift_out(&packed, HARD_BITS);
	feature->tally.hard.n_ham = shift_out(&packed, HARD_BITS);
	feature->day = (guint16)(shift_out(&packed, DAY_BITS) << 8 | octet);
	origins[0] = (HanteiOriginCounts){origin, feature->tally.all};
	feature->origins = origins;
	feature->n_origins = n_origins;
	feature->text = NULL;
	feature->text_length = 0;
	return packed == 0;
}
