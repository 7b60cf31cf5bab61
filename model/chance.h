/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Numbers that look random and are the same for the same seed, on every machine: SplitMix64
 * (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). For resampling
 * and shuffling, not for secrets. */

#pragma once

#include <glib.h>

static inline guint64
hantei_chance_next(guint64 *state)
{
	guint64 z = *state += G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* A number from 0 up to, not including, @n, which is above 0. The bias of at most n / 2^32 is below
 * anything measured here. */
static inline guint32
hantei_chance_below(guint64 *state, guint32 n)
{
	return (guint32)(((hantei_chance_next(state) >> 32) * n) >> 32);
}

/* Shuffles @order by Fisher and Yates. */
static inline void
hantei_chance_shuffle(guint64 *state, guint32 *order, guint32 n)
{
	for (guint32 i = n; i > 1; i--) {
		const guint32 j = hantei_chance_below(state, i);
		const guint32 kept = order[i - 1];

		order[i - 1] = order[j];
		order[j] = kept;
	}
}
