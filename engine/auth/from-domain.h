/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Whose mail a message says it is: the domain of its From field, for DMARC (RFC 9989 5.3.1). The
 * field's octets are read strictly, for what two parsers read differently shows one domain to the
 * check and another to the reader ("Composition Kills", USENIX Security 2020).
 *
 * A mail has an author domain if it has one From field (RFC 5322 3.6) that is a list of addresses
 * by RFC 5322, its obsolete syntax included, and RFC 6532, and all of them are of one domain. With
 * several domains RFC 9989 ends without a result, which an attacker may want; RFC 7489 6.6.1
 * would check each and take the strictest policy. Here there is then no author domain, and all
 * domains are listed, so that each can be checked and the mail be called out. */

#pragma once

#include "tokenizer/message.h"

#define HANTEI_FROM_STATES(X) \
	X(OK, "ok") \
	X(NO_FIELD, "no-field") \
	X(SEVERAL_FIELDS, "several-fields") \
	X(NO_ADDRESS, "no-address") /* an empty field, or an empty group */ \
	X(NUL, "nul")		    /* where some parsers stop */ \
	X(MALFORMED, "malformed")   /* no list of addresses */ \
	X(TOO_LONG, "too-long")	    /* over HANTEI_LIMIT_FIELD_BYTES or HANTEI_LIMIT_FROM */ \
	X(BAD_DOMAIN, "bad-domain") /* an address literal, or no name the DNS can have */ \
	X(SEVERAL_DOMAINS, "several-domains")

typedef enum {
#define X(NAME, text) HANTEI_FROM_##NAME,
	HANTEI_FROM_STATES(X)
#undef X
	HANTEI_FROM_STATE_COUNT
} HanteiFromState;

/* What is unusual, and may be read differently elsewhere. */
#define HANTEI_FROM_NOTES(X) \
	X(SEVERAL_ADDRESSES, "several-addresses") \
	X(GROUP, "group")	    /* "name: a@b;" (RFC 6854) */ \
	X(ROUTE, "route")	    /* "<@a,@b:c@d>": the address is c@d (RFC 5322 4.4) */ \
	X(COMMENT, "comment")	    /* within an address */ \
	X(BLANK, "blank")	    /* within an address */ \
	X(QUOTED_AT, "quoted-at")   /* "a@b"@c: the domain is c */ \
	X(EMPTY_ITEM, "empty-item") /* two commas, or one at an end (RFC 5322 4.4) */ \
	X(IDN, "idn")		    /* U-labels, read as A-labels */ \
	X(FINAL_DOT, "final-dot")   /* after the domain */ \
	X(NAME_IS_ADDRESS, "name-is-address") /* the name shows an address of another domain */ \
	X(BLANK_BEFORE_COLON, "blank-before-colon") /* "From : ..." (RFC 5322 4.5) */

typedef enum {
#define X(NAME, text) HANTEI_FROM_NOTE_##NAME,
	HANTEI_FROM_NOTES(X)
#undef X
	HANTEI_FROM_NOTE_COUNT
} HanteiFromNote;

typedef struct {
	HanteiFromState state;
	gchar *domain;	    /* if OK: A-labels, lower case, no dot at the end; else NULL */
	guint notes;	    /* 1u << HanteiFromNote bits, of all fields */
	gsize offset;	    /* if MALFORMED: the octet of the value where it stops to be one */
	GPtrArray *domains; /* of gchar *: that can be read, each once, of all fields */
} HanteiFromDomain;

/* Reads the From fields of @message. (transfer full): free with hantei_from_domain_free() */
HanteiFromDomain *
hantei_from_domain_new(const HanteiMessage *message);

/* Reads the raw value of one field. (transfer full) */
HanteiFromDomain *
hantei_from_domain_parse(const gchar *value, gsize length);

void
hantei_from_domain_free(HanteiFromDomain *self);

/* "several-fields". (transfer none) */
const gchar *
hantei_from_state_to_string(HanteiFromState state);

/* "quoted-at". (transfer none) */
const gchar *
hantei_from_note_to_string(HanteiFromNote note);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiFromDomain, hantei_from_domain_free)
