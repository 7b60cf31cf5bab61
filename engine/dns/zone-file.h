/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The records and faults of one master file (RFC 1035 5), through libldns. $ORIGIN and $TTL are
 * known; $INCLUDE is refused, for a zone file must not open others. Of types that answer.h does not
 * list, the data is left out, and several records are one. */

#pragma once

#include "engine/dns/wire.h"

typedef struct {
	ldns_rr *rr;
	guint line;
} HanteiZoneRecord;

/* What a comment ";@fault NAME TYPE servfail|timeout|refused" asks for. */
typedef struct {
	HanteiWireName name;
	HanteiDnsType type; /* 0: every type of which the name has no record */
	HanteiDnsStatus status;
} HanteiZoneFault;

typedef struct {
	gchar *name;	    /* for messages */
	GPtrArray *records; /* of HanteiZoneRecord */
	GArray *faults;	    /* of HanteiZoneFault */
} HanteiZoneFile;

/* @name: in messages, "name:line: what is wrong". Give back with hantei_zone_file_free(). */
HanteiZoneFile *
hantei_zone_file_parse(const gchar *name, const gchar *text, gsize length, GError **error);

void
hantei_zone_file_free(HanteiZoneFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiZoneFile, hantei_zone_file_free)
