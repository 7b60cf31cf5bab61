/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Answers from master files (RFC 1035 5), as servers that hold these zones, and nothing else is in
 * the DNS: names outside them are NXDOMAIN. Wildcards are RFC 4592's. Where a zone hands a part on
 * to other servers does not matter: what the files say of a name is there.
 *
 * A comment line ";@fault NAME TYPE servfail|timeout|refused" makes that answer fail; TYPE "ANY"
 * stands for every type of which the name has no record, an alias counting as one. A NAME without
 * a dot at its end is taken both as relative to $ORIGIN and as it stands. */

#pragma once

#include "engine/dns/resolver.h"

#define HANTEI_TYPE_ZONE_RESOLVER (hantei_zone_resolver_get_type())
G_DECLARE_FINAL_TYPE(HanteiZoneResolver, hantei_zone_resolver, HANTEI, ZONE_RESOLVER, GObject)

HanteiZoneResolver *
hantei_zone_resolver_new(void);

/* Adds what the file @path holds. On failure, the error says "path:line: what" and all is as it
 * was. An alias beside other records of its name is an error, in one file or two: no server loads
 * that. */
gboolean
hantei_zone_resolver_add_file(HanteiZoneResolver *self, const gchar *path, GError **error);

/* The same of a text, which messages call @name. */
gboolean
hantei_zone_resolver_add_text(
    HanteiZoneResolver *self, const gchar *name, const gchar *text, gsize length, GError **error);
