/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* DKIM keys: the public half as the DNS has it (RFC 6376 section 3.6.1, RFC 8463), the private one
 * as a file has it. */

#pragma once

#include "engine/auth/dkim-canon.h"
#include "engine/dns/answer.h"

typedef enum {
	HANTEI_DKIM_KEY_RSA = 0,
	HANTEI_DKIM_KEY_ED25519,
} HanteiDkimKeyType;

/* A key record. */
typedef struct {
	HanteiDkimKeyType type;
	guint bits;	      /* 256 of Ed25519, 0 if revoked */
	gboolean has_version; /* v= is written */
	gboolean is_revoked;  /* p= is empty */
	gboolean is_testing;  /* t=y */
	gboolean is_strict;   /* t=s: i= must have the very domain of d= */
	gboolean is_pkcs1;    /* p= is a bare RSAPublicKey, which some receivers cannot read */
	gboolean allows_sha1; /* h= */
	gboolean allows_sha256;
	gboolean allows_email;	    /* s= */
	gchar *notes;		    /* n=, as written, or NULL */
	struct evp_pkey_st *public; /* NULL if revoked */
} HanteiDkimKey;

/* Reads a key record.
 * Returns: (transfer full): free with hantei_dkim_key_free(); NULL with a G_IO_ERROR that says what
 * is wrong with it. */
HanteiDkimKey *
hantei_dkim_key_parse(const gchar *text, gsize length, GError **error);

/* The key records among the TXT records of @answer, which is OK; RFC 6376 section 3.6.2.2 leaves
 * open what several mean, so the first few are all given.
 * Returns: (transfer full): of HanteiDkimKey; NULL with what is wrong with the first record if none
 * is a key. */
GPtrArray *
hantei_dkim_key_parse_answer(const HanteiDnsAnswer *answer, GError **error);

/* Whether @signature is one of the key over @digest, a SHA-256 or SHA-1 of the header. Ed25519
 * signs the digest itself (RFC 8463 section 3). */
gboolean
hantei_dkim_key_verify(const HanteiDkimKey *self,
		       HanteiDkimHash hash,
		       const HanteiDkimDigest *digest,
		       const guint8 *signature,
		       gsize signature_length);

void
hantei_dkim_key_free(HanteiDkimKey *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiDkimKey, hantei_dkim_key_free)

/* A private key; no function tells it. */
typedef struct _HanteiDkimPrivateKey HanteiDkimPrivateKey;

/* Reads PEM, PKCS#8 or PKCS#1 (RSA); also the bare base64 of an Ed25519 seed that dkimpy's dknewkey
 * writes. @name tells the file in errors, which never hold octets of the key.
 * Returns: (transfer full): free with hantei_dkim_private_key_free(); NULL with a G_IO_ERROR. */
HanteiDkimPrivateKey *
hantei_dkim_private_key_new_from_pem(const gchar *text,
				     gsize length,
				     const gchar *name,
				     GError **error);

HanteiDkimKeyType
hantei_dkim_private_key_get_type(const HanteiDkimPrivateKey *self);

guint
hantei_dkim_private_key_get_bits(const HanteiDkimPrivateKey *self);

/* What p= of its record must be: base64 of SubjectPublicKeyInfo (RSA) or of the 32 octets
 * (Ed25519). (transfer full) */
gchar *
hantei_dkim_private_key_dup_public(const HanteiDkimPrivateKey *self);

/* Whether @key is its public half. */
gboolean
hantei_dkim_private_key_matches(const HanteiDkimPrivateKey *self, const HanteiDkimKey *key);

/* Signs a SHA-256 @digest of the header.
 * Returns: (transfer full): base64, without blanks; NULL with a G_IO_ERROR. */
gchar *
hantei_dkim_private_key_sign(const HanteiDkimPrivateKey *self,
			     const HanteiDkimDigest *digest,
			     GError **error);

void
hantei_dkim_private_key_free(HanteiDkimPrivateKey *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiDkimPrivateKey, hantei_dkim_private_key_free)

/* Decodes base64 with blanks and folds anywhere, as tags have it (RFC 6376 section 2.10): padding
 * may lack, any other octet may not stand there.
 * Returns: (transfer full) (nullable): NULL if it is none. */
GBytes *
hantei_dkim_base64_decode(const gchar *text);
