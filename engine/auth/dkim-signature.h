/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The fields that carry a signature: DKIM-Signature (RFC 6376 section 3.5), and ARC's two (RFC 8617
 * section 4.1), which share its tags. */

#pragma once

#include "engine/auth/auth-result.h"
#include "engine/auth/dkim-key.h"

typedef enum {
	HANTEI_DKIM_KIND_DKIM = 0,    /* DKIM-Signature */
	HANTEI_DKIM_KIND_ARC_MESSAGE, /* ARC-Message-Signature: no v=, i= is the instance */
	HANTEI_DKIM_KIND_ARC_SEAL,    /* ARC-Seal: neither h= nor bh=, relaxed */
} HanteiDkimKind;

typedef struct {
	HanteiDkimKind kind;
	gchar *algorithm; /* "rsa-sha256", the two below together */
	HanteiDkimKeyType key_type;
	HanteiDkimHash hash;
	HanteiDkimCanon header_canon;
	HanteiDkimCanon body_canon;
	gchar *domain;	   /* d=, lower case, A-labels */
	gchar *selector;   /* s=, the same */
	gchar *identity;   /* i=, decoded, its domain in lower case and A-labels; "@" and d= if none
			    * is written; of ARC NULL */
	GPtrArray *names;  /* h=: of gchar *, lower case, in order; of a seal empty */
	guint64 limit;	   /* l=; G_MAXUINT64 if none */
	gint64 timestamp;  /* t=, or -1 */
	gint64 expiry;	   /* x=, or -1 */
	GBytes *body_hash; /* bh=, decoded; of a seal NULL */
	GBytes *signature; /* b=, decoded */
	gsize cut_offset;  /* where b='s value lies in what was parsed */
	gsize cut_length;
	guint instance;		/* ARC's i=, 1 to 50 */
	HanteiAuthResult chain; /* cv= of a seal: NONE, PASS or FAIL */
} HanteiDkimSignature;

/* Parses a field's raw value. Tags that are not known are passed over.
 *
 * Returns: (transfer full): free with hantei_dkim_signature_free(); NULL with
 * G_IO_ERROR_NOT_SUPPORTED if it is sound but of a version, algorithm, canonical form or query
 * method that is not known, with G_IO_ERROR_INVALID_DATA if it is not sound. */
HanteiDkimSignature *
hantei_dkim_signature_parse(HanteiDkimKind kind, const gchar *value, gsize length, GError **error);

void
hantei_dkim_signature_free(HanteiDkimSignature *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiDkimSignature, hantei_dkim_signature_free)

/* The domain of d= or s= in lower case and A-labels (RFC 8616 section 4).
 * Returns: (transfer full) (nullable): NULL if it is none: RFC 5321's sub-domains, an underscore
 * allowed, for selectors have them. */
gchar *
hantei_dkim_normalize_domain(const gchar *text);

/* Whether @domain, in lower case, is @parent or below it. */
gboolean
hantei_dkim_is_within(const gchar *domain, const gchar *parent);
