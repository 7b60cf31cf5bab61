/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What SPF is about: the client's address, HELO and MAIL FROM. From options, or from what the
 * receiver wrote into a mail; what cannot be told is not guessed, for all below the field with
 * which the mail came in is the sender's to write. */

#pragma once

#include <gio/gio.h>

#include "tokenizer/message.h"

#define HANTEI_ENVELOPE_SOURCES(X) \
	X(NONE, "none") /* it is not known */ \
	X(OPTION, "option") \
	X(RECEIVED, "received") \
	X(RETURN_PATH, "return-path") \
	X(RECEIVED_SPF, "received-spf")

typedef enum {
#define X(NAME, text) HANTEI_ENVELOPE_##NAME,
	HANTEI_ENVELOPE_SOURCES(X)
#undef X
	HANTEI_ENVELOPE_SOURCE_COUNT
} HanteiEnvelopeSource;

/* Why the client is not known. */
#define HANTEI_ENVELOPE_REASONS(X) \
	X(OK, "ok") \
	X(NO_TRUST, "no-trust")	      /* nobody was named whose fields are believed */ \
	X(NO_RECEIVED, "no-received") /* a draft */ \
	X(NOT_FOUND, "not-found")     /* no Received of a named host, or too few */ \
	X(INSIDE, "inside") /* the mail came from a host within, whose own field is missing */ \
	X(CLAIMS_INSIDE, "claims-inside") /* HELO names a host that is believed, and no name of \
					   * the address says whether it is */ \
	X(UNREADABLE, "unreadable")	  /* no address, or two, in the field that counts */

typedef enum {
#define X(NAME, text) HANTEI_ENVELOPE_REASON_##NAME,
	HANTEI_ENVELOPE_REASONS(X)
#undef X
	HANTEI_ENVELOPE_REASON_COUNT
} HanteiEnvelopeReason;

typedef struct {
	GInetAddress *client; /* or NULL */
	gchar *helo;	      /* or NULL */
	gchar *mail_from;     /* without <>; "" for <>; or NULL */
	HanteiEnvelopeSource client_source;
	HanteiEnvelopeSource helo_source;
	HanteiEnvelopeSource mail_from_source;
	HanteiEnvelopeReason reason;
} HanteiEnvelope;

/* From options, each nullable; <> around @mail_from is taken off.
 * Returns: (transfer full): free with hantei_envelope_free(); NULL with a G_IO_ERROR that names the
 * value if @client_ip is no address. */
HanteiEnvelope *
hantei_envelope_new_from_options(const gchar *client_ip,
				 const gchar *helo,
				 const gchar *mail_from,
				 GError **error);

/* From the fields of @message.
 *
 * @trusted_hosts (nullable) are names after "by", ending with NULL, case ignored; ".example.com"
 * stands for all below it. The topmost Received by one of them is the receiver's, for what stands
 * above was added later. If its client is a host within (a trusted name found by the address, or a
 * private address) or there is none, the next must be by one of them too, and so on: the last is
 * the border, where the mail came in. A name that only HELO gives proves nothing.
 * @n_trusted: instead, if not 0, the border is the Received of this number from the top.
 *
 * Believed are the border, and the Return-Path and Received-SPF that stand above it, the topmost of
 * each; the latter if it names the border's client. (transfer full) */
HanteiEnvelope *
hantei_envelope_new_from_message(const HanteiMessage *message,
				 const gchar *const *trusted_hosts,
				 guint n_trusted);

/* Takes from @other what it has; for options, which go before what the mail says. */
void
hantei_envelope_override(HanteiEnvelope *self, const HanteiEnvelope *other);

void
hantei_envelope_free(HanteiEnvelope *self);

/* "return-path". (transfer none) */
const gchar *
hantei_envelope_source_to_string(HanteiEnvelopeSource source);

/* "no-trust". (transfer none) */
const gchar *
hantei_envelope_reason_to_string(HanteiEnvelopeReason reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiEnvelope, hantei_envelope_free)
