/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/near-duplicates.h"

#include <stdlib.h>
#include <string.h>

#include "model/chance.h"

/* Two mails meet if all rows of one band agree: 1 - (1 - J^3)^32 is .986 at J = .5, .58 at .3. The
 * share of agreeing rows tells J to a standard error of .05 at J = .5. */
#define N_BANDS 32
#define N_ROWS 3
#define N_HASHES (N_BANDS * N_ROWS)

/* A mail with fewer phrases is compared by its words. */
#define MIN_PHRASES 8

/* In a crowded bucket a mail is compared with its first and this many before it; near-duplicates of
 * one kind lie side by side in one of the bands. */
#define N_BEFORE 8

typedef struct {
	guint32 mins[N_HASHES];
	gboolean is_empty;
} Signature;

struct _HanteiNearDuplicates {
	GArray *signatures;
	guint64 factors[N_HASHES];
};

HanteiNearDuplicates *
hantei_near_duplicates_new(void)
{
	HanteiNearDuplicates *self = g_new(HanteiNearDuplicates, 1);
	guint64 seed = 1; /* any: the features' hashes are keyed */

	self->signatures = g_array_new(FALSE, FALSE, sizeof(Signature));
	for (guint i = 0; i < N_HASHES; i++)
		self->factors[i] = hantei_chance_next(&seed) | 1;
	return self;
}

void
hantei_near_duplicates_free(HanteiNearDuplicates *self)
{
	if (self == NULL)
		return;
	g_array_unref(self->signatures);
	g_free(self);
}

/* Multiply-shift: the features' hashes are even already, so that each odd factor gives another
 * order of them (Dietzfelbinger et al., 1997). */
static void
signature_add(Signature *self, const guint64 factors[N_HASHES], guint64 hash)
{
	for (guint i = 0; i < N_HASHES; i++) {
		const guint32 value = (guint32)((hash * factors[i]) >> 32);

		self->mins[i] = MIN(self->mins[i], value);
	}
	self->is_empty = FALSE;
}

void
hantei_near_duplicates_add(HanteiNearDuplicates *self, const HanteiFeatures *features)
{
	gsize n_features;
	const HanteiFeature *all = hantei_features_get(features, &n_features);
	Signature signature = {.is_empty = TRUE};
	gsize n_phrases = 0;
	HanteiGroup group;

	memset(signature.mins, 0xff, sizeof signature.mins);
	for (gsize i = 0; i < n_features; i++)
		n_phrases += all[i].group == HANTEI_GROUP_PHRASES;
	group = n_phrases < MIN_PHRASES ? HANTEI_GROUP_WORDS : HANTEI_GROUP_PHRASES;
	for (gsize i = 0; i < n_features; i++) {
		if (all[i].group == group)
			signature_add(&signature, self->factors, all[i].hash);
	}
	g_array_append_val(self->signatures, signature);
}

static guint32
find_root(guint32 *parents, guint32 mail)
{
	while (parents[mail] != mail) {
		parents[mail] = parents[parents[mail]];
		mail = parents[mail];
	}
	return mail;
}

static gboolean
is_near(const Signature *a, const Signature *b)
{
	guint n_equal = 0;

	for (guint i = 0; i < N_HASHES; i++)
		n_equal += a->mins[i] == b->mins[i];
	return n_equal >= (guint)(HANTEI_NEAR_DUPLICATES_MIN_SHARE * N_HASHES);
}

typedef struct {
	guint64 key; /* of one band */
	guint32 mail;
} Slot;

static gint
compare_slots(gconstpointer a, gconstpointer b)
{
	const Slot *x = a;
	const Slot *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->mail > y->mail) - (x->mail < y->mail);
}

static guint64
make_band_key(const Signature *signature, guint band)
{
	guint64 key = 0;

	for (guint i = 0; i < N_ROWS; i++) {
		key ^= signature->mins[band * N_ROWS + i];
		key = hantei_chance_next(&key);
	}
	return key;
}

static void
join(guint32 *parents, guint32 a, guint32 b)
{
	a = find_root(parents, a);
	b = find_root(parents, b);
	if (a == b)
		return;
	/* the first mail leads */
	parents[MAX(a, b)] = MIN(a, b);
}

/* Joins the mails of one bucket that are near each other. */
static void
join_bucket(const Signature *signatures, guint32 *parents, const Slot *slots, gsize n_slots)
{
	for (gsize i = 1; i < n_slots; i++) {
		const gsize first = i > N_BEFORE ? i - N_BEFORE : 0;

		for (gsize j = first; j < i; j++) {
			if (is_near(&signatures[slots[i].mail], &signatures[slots[j].mail]))
				join(parents, slots[i].mail, slots[j].mail);
		}
		if (first > 0 && is_near(&signatures[slots[i].mail], &signatures[slots[0].mail]))
			join(parents, slots[i].mail, slots[0].mail);
	}
}

static void
join_band(const Signature *signatures, guint32 n_mails, guint band, guint32 *parents, Slot *slots)
{
	gsize n_slots = 0;
	gsize end;

	for (guint32 i = 0; i < n_mails; i++) {
		if (!signatures[i].is_empty)
			slots[n_slots++] = (Slot){make_band_key(&signatures[i], band), i};
	}
	qsort(slots, n_slots, sizeof *slots, compare_slots);
	for (gsize start = 0; start < n_slots; start = end) {
		for (end = start + 1; end < n_slots && slots[end].key == slots[start].key;)
			end++;
		join_bucket(signatures, parents, slots + start, end - start);
	}
}

guint *
hantei_near_duplicates_group(const HanteiNearDuplicates *self, guint *n_groups)
{
	const Signature *signatures = (const Signature *)self->signatures->data;
	const guint32 n_mails = self->signatures->len;
	g_autofree guint32 *parents = g_new(guint32, n_mails + 1);
	g_autofree Slot *slots = g_new(Slot, n_mails + 1);
	guint *groups = g_new(guint, n_mails + 1);
	guint n = 0;

	for (guint32 i = 0; i < n_mails; i++)
		parents[i] = i;
	for (guint band = 0; band < N_BANDS; band++)
		join_band(signatures, n_mails, band, parents, slots);
	for (guint32 i = 0; i < n_mails; i++) {
		const guint32 root = find_root(parents, i);

		groups[i] = root == i ? n++ : groups[root];
	}
	if (n_groups != NULL)
		*n_groups = n;
	return groups;
}
