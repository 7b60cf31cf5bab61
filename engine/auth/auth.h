/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What is known of a mail's authentication, by two ways. A mail carries whatever
 * Authentication-Results its sender wrote, so only the fields of receivers the user has named are
 * believed; the others are shown and weigh nothing. And hantei checks for itself, as a receiver
 * would, what the DNS it may ask lets it. What a receiver found when the mail came counts before
 * what is found now, for keys and records change. What neither tells is not known, and that is
 * neutral. */

#pragma once

#include "engine/auth/checked.h"

typedef enum {
	HANTEI_AUTH_STATE_UNKNOWN = 0, /* no field of a trusted receiver, and nothing checked */
	HANTEI_AUTH_STATE_UNREADABLE,  /* there are some, and none could be parsed: as unknown */
	HANTEI_AUTH_STATE_KNOWN,
} HanteiAuthState;

/* Whether a domain stands for the From domain (RFC 9989, relaxed), by the public suffix list if
 * there is one. Told from the names alone, siblings (a.example.com, b.example.com) are MAYBE. */
typedef enum {
	HANTEI_AUTH_ALIGNED_MAYBE = 0,
	HANTEI_AUTH_ALIGNED_NO,
	HANTEI_AUTH_ALIGNED_YES,
} HanteiAuthAligned;

typedef struct {
	gboolean is_known; /* else nothing speaks of it: all else is zero */
	HanteiAuthResult result;
	gchar *domain; /* spf: of smtp.mailfrom, else smtp.helo; dmarc: of header.from; or NULL */
	HanteiAuthAligned aligned; /* dmarc: YES if it passes */
} HanteiAuthCheck;

/* One signature, or with the result NONE and no domain that there is none. */
typedef struct {
	HanteiAuthResult result;
	gchar *domain;	 /* header.d, else the domain of header.i; lower case; or NULL */
	gchar *selector; /* header.s, or NULL */
	HanteiAuthAligned aligned;
} HanteiAuthDkim;

/* An Authentication-Results field. */
typedef struct {
	gchar *authserv_id;	 /* or NULL: there is none, or the field cannot be parsed */
	gchar *text;		 /* "spf=pass dkim=fail", or the parser's complaint; valid UTF-8 */
	gboolean claims_trusted; /* bears a trusted name where the sender may have written it */
	gboolean is_unreadable;
} HanteiAuthField;

/* Read-only once made. */
typedef struct {
	HanteiAuthState state;
	HanteiAuthCheck spf;
	HanteiAuthCheck dmarc;
	HanteiAuthCheck arc;
	GPtrArray *dkim;      /* of HanteiAuthDkim, in the order they stand; empty if not known */
	gchar **trusted;      /* the authserv-ids believed, each once, lower case; maybe empty */
	GPtrArray *believed;  /* of HanteiAuthField, from the top */
	GPtrArray *untrusted; /* likewise: those that are not believed */
	HanteiAuthChecked *checked; /* what hantei found itself, or NULL: it was not asked to */
} HanteiAuth;

/* Reads the Authentication-Results fields of @message. @trusted_authserv_ids (nullable) ends with
 * NULL; a name is compared as a whole, ASCII case ignored. "" trusts fields that bear no name, as
 * Microsoft 365 writes them; "any" the topmost field, whatever its name.
 *
 * The topmost field of a trusted name is believed: such a receiver must write one always, or strip
 * those that come in under its name (RFC 8601 section 5). If no Received field stands above it and
 * one stands below, all trusted fields between it and that one are the receiver's, and for each
 * method the topmost that speaks of it counts. Otherwise (Gmail writes its field below its own
 * Received) the next field may already be the sender's, and the topmost stands alone.
 *
 * @suffixes (nullable) tells siblings from strangers.
 * Returns: (transfer full): free with hantei_auth_free(). */
HanteiAuth *
hantei_auth_new_from_headers(HanteiMessage *message,
			     const gchar *const *trusted_authserv_ids,
			     const HanteiSuffixes *suffixes);

/* The same, and what @query's resolver tells besides. Never fails: what could not be told is not
 * known. (transfer full) */
HanteiAuth *
hantei_auth_check(HanteiMessage *message, const HanteiAuthQuery *query, GCancellable *cancellable);

/* Whether @domain (nullable) has the owner of the From domain, as far as was checked. */
gboolean
hantei_auth_is_of_from(const HanteiAuth *self, const gchar *domain);

/* Whether a signature passes, and with @aligned_only is that of the From domain. */
gboolean
hantei_auth_dkim_passes(const HanteiAuth *self, gboolean aligned_only);

void
hantei_auth_free(HanteiAuth *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiAuth, hantei_auth_free)
