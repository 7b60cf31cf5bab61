/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What is known of a mail's authentication. A mail carries whatever Authentication-Results its
 * sender wrote, so only the fields of receivers the user has named are believed; the others are
 * shown and weigh nothing. Without a believed field nothing is known, and that is neutral. */

#pragma once

#include "engine/auth/auth-result.h"
#include "tokenizer/message.h"

typedef enum {
	HANTEI_AUTH_STATE_UNKNOWN = 0, /* no field of a trusted receiver */
	HANTEI_AUTH_STATE_UNREADABLE,  /* there are some, and none could be parsed: as unknown */
	HANTEI_AUTH_STATE_KNOWN,
} HanteiAuthState;

/* Whether a domain stands for the From domain (RFC 9989, relaxed). Told from the names alone:
 * equal, or one below the other. Two siblings (a.example.com, b.example.com) are MAYBE, for only
 * the public suffix list says whether one owner has both. */
typedef enum {
	HANTEI_AUTH_ALIGNED_MAYBE = 0,
	HANTEI_AUTH_ALIGNED_NO,
	HANTEI_AUTH_ALIGNED_YES,
} HanteiAuthAligned;

typedef struct {
	gboolean is_known; /* else a trusted field does not speak of it: all else is zero */
	HanteiAuthResult result;
	gchar *domain; /* spf: of smtp.mailfrom, else smtp.helo; dmarc: of header.from; or NULL */
	HanteiAuthAligned aligned; /* dmarc: YES if it passes */
} HanteiAuthCheck;

/* One signature. */
typedef struct {
	HanteiAuthResult result;
	gchar *domain;	 /* header.d, else the domain of header.i; lower case; or NULL */
	gchar *selector; /* header.s, or NULL */
	HanteiAuthAligned aligned;
} HanteiAuthDkim;

/* A field that is not believed. */
typedef struct {
	gchar *authserv_id;	 /* or NULL: there is none, or the field cannot be parsed */
	gchar *text;		 /* "spf=pass dkim=fail", or the parser's complaint; valid UTF-8 */
	gboolean claims_trusted; /* bears a trusted name where the sender may have written it */
	gboolean is_unreadable;
} HanteiAuthUntrusted;

/* Read-only once made. */
typedef struct {
	HanteiAuthState state;
	HanteiAuthCheck spf;
	HanteiAuthCheck dmarc;
	HanteiAuthCheck arc;
	GPtrArray *dkim;      /* of HanteiAuthDkim, in the order they stand; empty if none known */
	gchar **trusted;      /* the authserv-ids believed, each once, lower case; maybe empty */
	GPtrArray *untrusted; /* of HanteiAuthUntrusted, from the top */
} HanteiAuth;

/* Reads the Authentication-Results fields of @message. @trusted_authserv_ids (nullable) ends with
 * NULL; a name is compared as a whole, ASCII case ignored. "" trusts fields that bear no name, as
 * Microsoft 365 writes them.
 *
 * The topmost field of a trusted name is believed: such a receiver must write one always, or strip
 * those that come in under its name (RFC 8601 section 5). If no Received field stands above it and
 * one stands below, all trusted fields between it and that one are the receiver's, and for each
 * method the topmost that speaks of it counts. Otherwise (Gmail writes its field below its own
 * Received) the next field may already be the sender's, and the topmost stands alone.
 *
 * Returns: (transfer full): free with hantei_auth_free(). */
HanteiAuth *
hantei_auth_new_from_headers(HanteiMessage *message, const gchar *const *trusted_authserv_ids);

/* Whether a signature passes, and with @aligned_only is that of the From domain. */
gboolean
hantei_auth_dkim_passes(const HanteiAuth *self, gboolean aligned_only);

void
hantei_auth_free(HanteiAuth *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiAuth, hantei_auth_free)
