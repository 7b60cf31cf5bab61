/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* SipHash-1-3, a keyed hash for hash tables fed by strangers (Aumasson and Bernstein, "SipHash: a
 * fast short-input PRF", 2012; one compression and three finalization rounds as in Rust's and
 * CPython's dictionaries). Streaming is not needed: features are short. */

#pragma once

#include <glib.h>
#include <string.h>

#define HANTEI_SIP_ROTATE(x, b) (((x) << (b)) | ((x) >> (64 - (b))))

static inline void
hantei_sip_round(guint64 v[4])
{
	v[0] += v[1];
	v[1] = HANTEI_SIP_ROTATE(v[1], 13) ^ v[0];
	v[0] = HANTEI_SIP_ROTATE(v[0], 32);
	v[2] += v[3];
	v[3] = HANTEI_SIP_ROTATE(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = HANTEI_SIP_ROTATE(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = HANTEI_SIP_ROTATE(v[1], 17) ^ v[2];
	v[2] = HANTEI_SIP_ROTATE(v[2], 32);
}

/* The hash of one octet @first followed by @length octets at @bytes. */
static inline guint64
hantei_siphash13(guint64 k0, guint64 k1, guint8 first, const void *bytes, gsize length)
{
	const guint8 *in = bytes;
	const gsize total = length + 1;
	guint64 v[4] = {k0 ^ G_GUINT64_CONSTANT(0x736f6d6570736575),
			k1 ^ G_GUINT64_CONSTANT(0x646f72616e646f6d),
			k0 ^ G_GUINT64_CONSTANT(0x6c7967656e657261),
			k1 ^ G_GUINT64_CONSTANT(0x7465646279746573)};
	guint64 word = first;
	guint filled = 1;
	gsize i = 0;

	if (length >= 7) {
		guint64 head = 0;

		memcpy(&head, in, 7);
		word |= GUINT64_FROM_LE(head) << 8;
		v[3] ^= word;
		hantei_sip_round(v);
		v[0] ^= word;
		for (i = 7; i + 8 <= length; i += 8) {
			memcpy(&word, in + i, 8);
			word = GUINT64_FROM_LE(word);
			v[3] ^= word;
			hantei_sip_round(v);
			v[0] ^= word;
		}
		word = 0;
		filled = 0;
	}
	for (; i < length; i++, filled++)
		word |= (guint64)in[i] << (8 * filled);
	word |= (guint64)(total & 0xff) << 56;
	v[3] ^= word;
	hantei_sip_round(v);
	v[0] ^= word;
	v[2] ^= 0xff;
	hantei_sip_round(v);
	hantei_sip_round(v);
	hantei_sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}
