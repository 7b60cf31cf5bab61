/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Domain names beyond ASCII, as the DNS has them. */

#pragma once

#include <glib.h>

/* @name with each U-label made an A-label (RFC 5890 2.3, UTS 46 without the transitional mappings,
 * so that "straße" is not "strasse"), in lower case.
 * Returns: (transfer full) (nullable): NULL if it is no UTF-8 or no domain name. */
gchar *
hantei_idna_to_ascii(const gchar *name);
