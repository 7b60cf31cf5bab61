/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* An SPF record as terms, by the grammar of RFC 7208 section 12. One fault anywhere, and the whole
 * record is invalid (4.6). */

#pragma once

#include "engine/auth/auth-result.h"
#include "engine/dns/answer.h"

#define HANTEI_SPF_TERMS(X) \
	X(ALL, "all") \
	X(INCLUDE, "include") \
	X(A, "a") \
	X(MX, "mx") \
	X(PTR, "ptr") \
	X(IP4, "ip4") \
	X(IP6, "ip6") \
	X(EXISTS, "exists") \
	X(REDIRECT, "redirect") /* from here on modifiers */ \
	X(EXP, "exp") \
	X(OTHER, "other") /* a modifier that RFC 7208 does not know: no effect */

typedef enum {
#define X(NAME, text) HANTEI_SPF_TERM_##NAME,
	HANTEI_SPF_TERMS(X)
#undef X
	HANTEI_SPF_TERM_COUNT
} HanteiSpfTermType;

typedef struct {
	HanteiSpfTermType type;
	HanteiAuthResult qualifier; /* of a mechanism: what a match gives */
	gchar *text;		    /* as written */
	gsize offset;		    /* in the record */
	gchar *name;		    /* OTHER: the modifier's, as written; else NULL */
	gchar *spec;		    /* domain-spec, macros unexpanded, or what OTHER has after "=";
				     * NULL: none written, the domain of the record is meant */
	guint8 address[16];	    /* IP4: 4 octets in network order; IP6: 16 */
	guint cidr4, cidr6;	    /* prefix lengths; 32 and 128 if not written */
} HanteiSpfTerm;

typedef struct {
	gchar *text;		       /* the whole record */
	GPtrArray *terms;	       /* of HanteiSpfTerm, in the order they stand */
	const HanteiSpfTerm *all;      /* the first, or NULL */
	const HanteiSpfTerm *redirect; /* or NULL */
	const HanteiSpfTerm *exp;      /* or NULL */
} HanteiSpfRecord;

/* Finds the SPF records of a TXT answer: those whose chunks joined are "v=spf1", case ignored, and
 * then a blank or nothing (RFC 7208 4.5).
 * @record: (out) (transfer full) (optional): the first of them; NULL if there is none.
 * Returns: how many there are. */
guint
hantei_spf_record_select(const HanteiDnsAnswer *answer, GBytes **record);

/* Parses the @length octets at @text.
 * Returns: (transfer full): free with hantei_spf_record_free(); NULL with a G_IO_ERROR that names
 * the term and the octet, the first being 1. */
HanteiSpfRecord *
hantei_spf_record_parse(const gchar *text, gsize length, GError **error);

/* Whether a term of this type counts among the ten that ask the DNS (RFC 7208 4.6.4). */
gboolean
hantei_spf_term_is_counted(HanteiSpfTermType type);

/* "include". (transfer none) */
const gchar *
hantei_spf_term_type_to_string(HanteiSpfTermType type);

/* @length octets as people may see them: what is not visible ASCII as "\x00", the end of what is
 * long left out. (transfer full) */
gchar *
hantei_spf_quote(const gchar *text, gsize length);

void
hantei_spf_record_free(HanteiSpfRecord *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiSpfRecord, hantei_spf_record_free)
