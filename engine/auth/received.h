/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* One Received field, as Postfix, Exim, Sendmail, qmail, Gmail, Yahoo and Microsoft write it
 * (RFC 5321 4.4): who sent to whom. Who may be believed is not told here. */

#pragma once

#include <gio/gio.h>

typedef struct {
	gchar *from;	      /* the first word after "from", or NULL */
	gchar *helo;	      /* what the client called itself, or NULL */
	gchar *rdns;	      /* the name that the server found for its address, without a dot at
			       * the end, lower case; NULL: none, or one that may be forged */
	GInetAddress *client; /* or NULL */
	gboolean is_doubtful; /* two addresses stand there: @client is NULL */
	gchar *by;	      /* lower case, without a dot at the end, or NULL */
	gchar *envelope_from; /* "" for <>; NULL if it is not told */
} HanteiReceived;

/* Reads a field's raw value, folds included. Never fails: what is not found is NULL.
 * (transfer full) */
HanteiReceived *
hantei_received_parse(const gchar *value, gsize length);

void
hantei_received_free(HanteiReceived *self);

/* An address as mail has it: "192.0.2.1", "[192.0.2.1]", "2001:db8::1", "[IPv6:2001:db8::1]".
 * Returns: (transfer full) (nullable): NULL if it is none. */
GInetAddress *
hantei_received_parse_address(const gchar *text, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiReceived, hantei_received_free)
