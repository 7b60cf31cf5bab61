/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Names and records between the plain text of answer.h and the octets of the wire. */

#pragma once

#include <ldns/ldns.h>

#include "engine/dns/answer.h"

/* Aliases that are followed for one question, as many as SPF and DKIM set-ups never need; one more
 * is told as a loop. */
#define HANTEI_DNS_MAX_CNAMES 8

/* A name as messages have it, not compressed: a length before each label, a zero at the end. */
typedef struct {
	guint8 octets[256];
	gsize length;
} HanteiWireName;

/* @name must be valid, see hantei_dns_name_is_valid(). */
void
hantei_wire_name_set_text(HanteiWireName *self, const gchar *name);

/* Returns: FALSE if @rdf is no name. */
gboolean
hantei_wire_name_set_rdf(HanteiWireName *self, const ldns_rdf *rdf);

/* The name of the wire as answer.h writes it; "" for the root. (transfer full) */
gchar *
hantei_wire_name_to_text(const HanteiWireName *self);

/* (transfer full): for ldns_rdf_deep_free(). */
ldns_rdf *
hantei_wire_name_to_rdf(const HanteiWireName *self);

/* A to Z made small, as names compare (RFC 4343). */
void
hantei_wire_name_fold(HanteiWireName *self);

/* Whether both are one name, case ignored. */
gboolean
hantei_wire_name_equal(const HanteiWireName *a, const HanteiWireName *b);

/* Whether @self is @above or below it. */
gboolean
hantei_wire_name_is_within(const HanteiWireName *self, const HanteiWireName *above);

/* Adds what @rr says to @answer. Returns: FALSE if its data is not as its type has it. */
gboolean
hantei_wire_add_record(HanteiDnsAnswer *answer, const ldns_rr *rr);

/* Seconds that @soa lets "not there" be kept: the lesser of its own and its minimum (RFC 2308 5).
 */
guint32
hantei_wire_negative_ttl(const ldns_rr *soa);
