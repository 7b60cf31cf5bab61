/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What is known of a mail when a verdict is asked: tri-state facts with names that profiles use in
 * their conditions, and what the model makes of the content. A plain struct: tests fill it by hand.
 */

#pragma once

#include "engine/auth/auth.h"
#include "model/evidence.h"
#include "tokenizer/message.h"

typedef enum {
	HANTEI_UNKNOWN = 0,
	HANTEI_FALSE,
	HANTEI_TRUE,
} HanteiTruth;

/* Those that this version can fill. A draft has no transport: its Message-ID and Date are the
 * submission server's to add (RFC 6409 8.2, 8.3), so their absence is no fault of it. */
#define HANTEI_FACTS(X) \
	X(IS_DRAFT, "is_draft", "no transport has handled the mail") \
	X(AUTH_KNOWN, "auth_known", "a trusted server's authentication results were read") \
	X(SPF_PASS, "spf_pass", "SPF passed for the envelope sender") \
	X(SPF_FAIL, "spf_fail", "SPF failed: the domain's record ends in -all") \
	X(SPF_SOFTFAIL, "spf_softfail", "SPF failed softly: ~all") \
	X(SPF_NEUTRAL, "spf_neutral", "SPF says neither yes nor no: ?all") \
	X(DKIM_PASS, "dkim_pass", "at least one DKIM signature is good") \
	X(DKIM_FAIL, "dkim_fail", "there are signatures and none is good") \
	X(ALIGNED, "aligned", "SPF or DKIM passed for a domain of the From domain's owner") \
	X(DMARC_PASS, "dmarc_pass", "SPF or DKIM passed for the From domain") \
	X(DMARC_FAIL, "dmarc_fail", "the From domain has a DMARC record and the mail fails it") \
	X(DMARC_MISSING, "dmarc_missing", "the From domain has no DMARC record") \
	X(HAS_UNSUBSCRIBE_HEADER, "has_unsubscribe_header", "List-Unsubscribe is there") \
	X(ONE_CLICK, "one_click", "one-click unsubscribe as RFC 8058 has it, with an https URL") \
	X(HAS_LIST_ID, "has_list_id", "List-Id is there") \
	X(LOOKS_BULK, "looks_bulk", "list headers or Precedence mark a mailing; unknown without") \
	X(NO_MESSAGE_ID, "no_message_id", "sent without a valid Message-ID") \
	X(NO_DATE, "no_date", "sent without Date") \
	X(NO_SUBJECT, "no_subject", "Subject is missing or empty") \
	X(NO_FROM, "no_from", "From is missing or holds no address") \
	X(DUPLICATE_FIELD, "duplicate_field", "a field that may stand once stands twice") \
	X(RAW_8BIT_HEADER, "raw_8bit_header", "octets above 127 in the header, not encoded") \
	X(MALFORMED, "malformed", "header fields or MIME parts are broken") \
	X(FAKE_REPLY, "fake_reply", "Subject says Re: or Fwd:, and the mail answers nothing") \
	X(ADDRESS_IN_NAME, "address_in_name", "the From name holds an address of another domain") \
	X(HTML_ONLY, "html_only", "an HTML part and no plain text") \
	X(IMAGE_ONLY, "image_only", "pictures, and next to no text that can be read") \
	X(HIDDEN_TEXT, "hidden_text", "much more hidden text than a preheader needs") \
	X(BLOCKED_ATTACHMENT, "blocked_attachment", "a program or script is attached")

typedef enum {
#define X(NAME, text, what) HANTEI_FACT_##NAME,
	HANTEI_FACTS(X)
#undef X
	HANTEI_N_FACTS
} HanteiFact;

typedef struct {
	HanteiTruth truths[HANTEI_N_FACTS];
	gdouble log_odds;	     /* of spam by content, nats, even prior */
	HanteiConfidence confidence; /* in log_odds */
} HanteiFacts;

/* The facts of @message. @auth may be NULL: then authentication is unknown.
 * Returns: (transfer full): free with hantei_facts_free(). */
HanteiFacts *
hantei_facts_new(const HanteiMessage *message,
		 const HanteiEvidence *evidence,
		 const HanteiAuth *auth);

void
hantei_facts_free(HanteiFacts *self);

/* The name conditions use, for instance "spf_pass". */
const gchar *
hantei_fact_to_string(HanteiFact fact);

/* What it means, for people who write profiles. */
const gchar *
hantei_fact_describe(HanteiFact fact);

/* The fact whose name is the @length octets at @name. Returns: FALSE if there is none; @fact is
 * then the one with the nearest name. */
gboolean
hantei_fact_from_string(const gchar *name, gsize length, HanteiFact *fact);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiFacts, hantei_facts_free)
