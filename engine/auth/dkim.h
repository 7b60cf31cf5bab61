/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Verifies a mail's DKIM signatures (RFC 6376, 8301, 8463), each by itself: one that is bad says
 * nothing of the others. */

#pragma once

#include "engine/auth/dkim-signature.h"
#include "engine/dns/resolver.h"

/* Why a signature does not pass, the strongest reason first. */
#define HANTEI_DKIM_CAUSES(X) \
	X(NONE, "none") \
	X(MALFORMED, "malformed")	    /* the field: permerror */ \
	X(UNSUPPORTED, "unsupported")	    /* v=, a=, c= or q= is not known: neutral */ \
	X(TOO_LARGE, "too-large")	    /* covers more than limits.h allows: permerror */ \
	X(BODY_SHORTER, "body-shorter")	    /* than l= says: permerror */ \
	X(NO_KEY, "no-key")		    /* permerror */ \
	X(KEY_INVALID, "key-invalid")	    /* permerror */ \
	X(KEY_REVOKED, "key-revoked")	    /* permerror */ \
	X(KEY_MISMATCH, "key-mismatch")	    /* k=, h=, s= or t=s of the key: permerror */ \
	X(SHA1, "sha1")			    /* RFC 8301 section 3.1: fail */ \
	X(EXPIRED, "expired")		    /* fail */ \
	X(BODY_ALTERED, "body-altered")	    /* fail */ \
	X(DNS_FAILED, "dns-failed")	    /* temperror */ \
	X(NOT_ASKED, "not-asked")	    /* the result is not known */ \
	X(HEADER_ALTERED, "header-altered") /* or the key is another: fail */ \
	X(KEY_WEAK, "key-weak")		    /* RFC 8301 section 3.2: fail */ \
	X(FUTURE, "future")		    /* t= is yet to come: policy */

typedef enum {
#define X(NAME, text) HANTEI_DKIM_CAUSE_##NAME,
	HANTEI_DKIM_CAUSES(X)
#undef X
	HANTEI_DKIM_CAUSE_COUNT
} HanteiDkimCause;

typedef struct {
	gint64 now;	      /* Unix time; 0: neither x= nor t= is judged */
	guint min_key_bits;   /* of RSA; 0: 1024 */
	gboolean allows_sha1; /* judges rsa-sha1 as if RFC 8301 were not */
} HanteiDkimOptions;

/* What one signature came to. */
typedef struct {
	gboolean is_known; /* FALSE: the key was not asked for, and nothing else spoke against it;
			    * @result is NONE */
	HanteiAuthResult result;
	HanteiDkimCause cause;
	gchar *reason; /* for people, English; of a pass NULL */

	const HanteiField *field; /* of the message, which must outlive this */
	gchar *domain;		  /* d=, or NULL if the field has none that is sound */
	gchar *selector;	  /* s=, the same */
	gchar *identity;	  /* i=, NULL if the field is malformed */
	gchar *algorithm;	  /* "rsa-sha256", NULL if not known */
	gint64 timestamp;	  /* t=, or -1 */
	gint64 expiry;		  /* x=, or -1 */

	guint key_bits;	     /* 0 if there is no key */
	guint n_keys;	     /* key records at the selector; more than one is a mistake */
	gboolean is_testing; /* t=y: to be treated as if the mail were not signed */
	gboolean is_pkcs1;   /* the key is a bare RSAPublicKey: some receivers cannot read it */
	gboolean is_intact;  /* body and header are as they were signed, whatever @result says */

	gboolean has_limit;	   /* l= is there: what is after it may be anybody's */
	guint64 signed_bytes;	   /* of the canonical body, */
	guint64 body_bytes;	   /* which has so many */
	GPtrArray *unsigned_names; /* of gchar *: fields that matter and stand in the mail more
				    * often than they are signed, as "Subject" */
	GPtrArray *over_signed;	   /* of gchar *, lower case: names in h= more often than in the
				    * mail, so that none can be added */
} HanteiDkimResult;

typedef struct {
	GPtrArray *results; /* of HanteiDkimResult, from the top of the mail; empty: not signed */
	guint n_left_out;   /* signatures after the first HANTEI_LIMIT_DKIM_SIGNATURES */
	gboolean was_lf;    /* the file has lone LFs, which were taken for CRLF */
} HanteiDkim;

/* Verifies every DKIM-Signature of @message. The keys are asked for at once. @options may be NULL.
 * Returns: (transfer full): free with hantei_dkim_free(); before @message goes. */
HanteiDkim *
hantei_dkim_verify(HanteiMessage *message,
		   HanteiResolver *resolver,
		   const HanteiDkimOptions *options,
		   GCancellable *cancellable);

void
hantei_dkim_free(HanteiDkim *self);

/* "body-altered". (transfer none) */
const gchar *
hantei_dkim_cause_to_string(HanteiDkimCause cause);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiDkim, hantei_dkim_free)
