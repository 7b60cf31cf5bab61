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

#define HANTEI_SIP_ROUND(v0, v1, v2, v3) \
	do { \
		v0 += v1; \
		v1 = HANTEI_SIP_ROTATE(v1, 13) ^ v0; \
		v0 = HANTEI_SIP_ROTATE(v0, 32); \
		v2 += v3; \
		v3 = HANTEI_SIP_ROTATE(v3, 16) ^ v2; \
		v0 += v3; \
		v3 = HANTEI_SIP_ROTATE(v3, 21) ^ v0; \
		v2 += v1; \
		v1 = HANTEI_SIP_ROTATE(v1, 17) ^ v2; \
		v2 = HANTEI_SIP_ROTATE(v2, 32); \
	} while (0)

/* @length octets, 7 at most, as the low octets of a number. */
static inline guint64
hantei_sip_tail(const guint8 *in, gsize length)
{
	guint32 low;
	guint32 high;

	if (length == 0)
		return 0;
	if (length < 4)
		return (guint64)in[0] | (guint64)in[length / 2] << (8 * (length / 2)) |
		       (guint64)in[length - 1] << (8 * (length - 1));
	memcpy(&low, in, 4);
	memcpy(&high, in + length - 4, 4);
	return (guint64)GUINT32_FROM_LE(low) | (guint64)GUINT32_FROM_LE(high) << (8 * (length - 4));
}

/* The hash of one octet @first followed by @length octets at @bytes. */
static inline guint64
hantei_siphash13(guint64 k0, guint64 k1, guint8 first, const void *bytes, gsize length)
{
	const guint8 *in = bytes;
	const guint8 *end = in + length;
	guint64 v0 = k0 ^ G_GUINT64_CONSTANT(0x736f6d6570736575);
	guint64 v1 = k1 ^ G_GUINT64_CONSTANT(0x646f72616e646f6d);
	guint64 v2 = k0 ^ G_GUINT64_CONSTANT(0x6c7967656e657261);
	guint64 v3 = k1 ^ G_GUINT64_CONSTANT(0x7465646279746573);
	guint64 word;

	if (length < 7) {
		word = first | hantei_sip_tail(in, length) << 8;
	} else {
		word = first | hantei_sip_tail(in, 7) << 8;
		in += 7;
		while (TRUE) {
			v3 ^= word;
			HANTEI_SIP_ROUND(v0, v1, v2, v3);
			v0 ^= word;
			if (end - in < 8)
				break;
			memcpy(&word, in, 8);
			word = GUINT64_FROM_LE(word);
			in += 8;
		}
		word = hantei_sip_tail(in, (gsize)(end - in));
	}
	word |= (guint64)((length + 1) & 0xff) << 56;
	v3 ^= word;
	HANTEI_SIP_ROUND(v0, v1, v2, v3);
	v0 ^= word;
	v2 ^= 0xff;
	HANTEI_SIP_ROUND(v0, v1, v2, v3);
	HANTEI_SIP_ROUND(v0, v1, v2, v3);
	HANTEI_SIP_ROUND(v0, v1, v2, v3);
	return v0 ^ v1 ^ v2 ^ v3;
}
