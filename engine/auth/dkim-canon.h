/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* DKIM's canonical forms (RFC 6376 section 3.4) over the octets of a mail as read, streamed into
 * digests. A lone LF is a line end, and becomes CRLF: files on disk mostly have those, and a mail
 * under way never. A CR without LF, NUL and 8-bit octets stay what they are. */

#pragma once

#include "tokenizer/message.h"

/* Relaxed comes first, for it is what one signs with. c= of a field that lacks it is simple. */
typedef enum {
	HANTEI_DKIM_CANON_RELAXED = 0,
	HANTEI_DKIM_CANON_SIMPLE,
} HanteiDkimCanon;

typedef enum {
	HANTEI_DKIM_HASH_SHA256 = 0,
	HANTEI_DKIM_HASH_SHA1, /* to tell what is wrong with old signatures (RFC 8301) */
} HanteiDkimHash;

typedef struct {
	guint8 octets[32];
	gsize length; /* 32 of SHA-256, 20 of SHA-1 */
} HanteiDkimDigest;

/* Takes the next octets of a canonical form. */
typedef void (*HanteiDkimSink)(const gchar *octets, gsize length, gpointer data);

/* The canonical form of a whole body. */
void
hantei_dkim_canon_body(
    HanteiDkimCanon canon, const gchar *octets, gsize length, HanteiDkimSink sink, gpointer data);

/* The canonical form of one header field, from its name to its last line end, which the form has
 * even where the octets lack it. */
void
hantei_dkim_canon_field(
    HanteiDkimCanon canon, const gchar *octets, gsize length, HanteiDkimSink sink, gpointer data);

/* A body hash that is wanted, and what it came to. */
typedef struct {
	HanteiDkimCanon canon;
	HanteiDkimHash hash;
	guint64 limit; /* l=: octets of the canonical body, or G_MAXUINT64: all */

	HanteiDkimDigest digest; /* of the first @limit octets, or all if there are fewer */
	guint64 body_bytes;	 /* of the canonical body */
} HanteiDkimBodyHash;

/* Fills @n_hashes with what the body of @message comes to. The body is walked once for each
 * canonical form and hashed once for each form and hash among them, whatever their limits. */
void
hantei_dkim_hash_body(HanteiMessage *message, HanteiDkimBodyHash *hashes, gsize n_hashes);

/* Whether @message has a lone LF, so that what is hashed is not what is in the file. */
gboolean
hantei_dkim_has_lone_lf(HanteiMessage *message);

/* Hashes header fields. */
typedef struct _HanteiDkimHasher HanteiDkimHasher;

HanteiDkimHasher *
hantei_dkim_hasher_new(HanteiDkimHash hash);

void
hantei_dkim_hasher_add_field(HanteiDkimHasher *self,
			     HanteiDkimCanon canon,
			     const gchar *octets,
			     gsize length);

/* The signature's own field: without the @cut_length octets at @cut_offset, which are the value of
 * b=, and without its last line end (RFC 6376 section 3.7). */
void
hantei_dkim_hasher_add_own_field(HanteiDkimHasher *self,
				 HanteiDkimCanon canon,
				 const gchar *octets,
				 gsize length,
				 gsize cut_offset,
				 gsize cut_length);

/* To be called once, last. */
void
hantei_dkim_hasher_finish(HanteiDkimHasher *self, HanteiDkimDigest *digest);

void
hantei_dkim_hasher_free(HanteiDkimHasher *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiDkimHasher, hantei_dkim_hasher_free)
