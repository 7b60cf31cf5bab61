/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* One Received-SPF field (RFC 7208 9.1). Who may be believed is not told here. */

#pragma once

#include "engine/auth/auth-result.h"

typedef struct {
	gchar *key;   /* lower case */
	gchar *value; /* quotes taken off; maybe "" */
} HanteiReceivedSpfPair;

typedef struct {
	HanteiAuthResult result;
	gboolean is_known_result; /* else @result is NONE: "unknown", "error" of old */
	gchar *word;		  /* the result as written */
	gchar *comment;		  /* that follows it, without its parentheses, or NULL */
	GPtrArray *pairs;	  /* of HanteiReceivedSpfPair, as they stand */
} HanteiReceivedSpf;

/* Parses a field's raw value, folds included. Taken beyond the RFC, for real receivers write it:
 * several comments, comments among the pairs, blanks for a ";", and any printable octets but
 * blanks, quotes, parentheses and ";" in a bare value.
 *
 * Returns: (transfer full): free with hantei_received_spf_free(); NULL with a G_IO_ERROR that says
 * where the field stops to be one. */
HanteiReceivedSpf *
hantei_received_spf_parse(const gchar *value, gsize length, GError **error);

/* The value of @key (lower case), or NULL; of several the first. (transfer none) */
const gchar *
hantei_received_spf_get(const HanteiReceivedSpf *self, const gchar *key);

void
hantei_received_spf_free(HanteiReceivedSpf *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiReceivedSpf, hantei_received_spf_free)
