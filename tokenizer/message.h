/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* A mail: its octets as read, its header fields where they lie, and its parts decoded. It says the
 * same once made, but keeps what it is asked for (decoded headers, addresses, HTML), so one thread
 * at a time may look at it. The only header behind which GMime works. */

#pragma once

#include <gio/gio.h>

#include "tokenizer/html-text.h"

typedef struct _HanteiMessage HanteiMessage;

typedef enum {
	HANTEI_MESSAGE_ERROR_NOT_MAIL, /* no header field found, or an empty file */
	HANTEI_MESSAGE_ERROR_TOO_LARGE,
} HanteiMessageError;

#define HANTEI_MESSAGE_ERROR (hantei_message_error_quark())
GQuark
hantei_message_error_quark(void);

/* A raw header field: offsets into the octets, so that a signature can be checked over them. */
typedef struct {
	gsize offset;	    /* of the name's first octet */
	gsize length;	    /* of the whole field, its last line end included */
	gsize name_length;  /* without the blanks before the colon */
	gsize value_offset; /* of the first octet after the colon */
} HanteiField;

/* One node of the MIME tree, in document order; containers come before what they hold. */
typedef struct {
	guint depth;		  /* 0 for the root */
	const gchar *type;	  /* "text/html", lower case; "text/plain" where none is declared */
	const gchar *charset;	  /* as declared, lower case, or NULL */
	const gchar *encoding;	  /* Content-Transfer-Encoding, lower case, or NULL */
	const gchar *disposition; /* lower case, or NULL */
	const gchar *filename;	  /* decoded, or NULL */
	const gchar *boundary;	  /* of a multipart, or NULL */
	gboolean is_attachment;	  /* a leaf that is not shown as text: a file, an inline image */
	gsize size_bytes;	  /* decoded, 0 for a container */
	guint8 magic[16];	  /* the first decoded octets of an attachment */
	gchar digest[17];	  /* tells an attachment's content from others, hex; or "" */
	const gchar *text;	  /* UTF-8 of a text leaf that is no attachment, else NULL */
	gsize text_length;
} HanteiPart;

/* What was wrong with the mail's form. */
#define HANTEI_COMPLAINTS(X) \
	X(NO_BODY, "no-body") /* the header is not followed by an empty line */ \
	X(BARE_CR, "bare-cr") \
	X(NUL_OCTETS, "nul-octets") \
	X(RAW_8BIT_HEADER, "raw-8bit-header") /* RFC 5322 2.2 without RFC 6532 */ \
	X(DUPLICATE_FIELD, "duplicate-field") /* a field RFC 5322 3.6 allows once stands twice */ \
	X(MALFORMED_FIELD, "malformed-field") \
	X(MALFORMED_MULTIPART, "malformed-multipart") /* no boundary, or never closed */ \
	X(TRUNCATED_ENCODING, "truncated-encoding")   /* base64 that ends half-way */ \
	X(CHARSET_MISMATCH, "charset-mismatch") /* the octets are not in the declared charset */ \
	X(TRIMMED, "trimmed")			/* a cap of limits.h was hit */

typedef enum {
#define X(NAME, text) HANTEI_COMPLAINT_##NAME,
	HANTEI_COMPLAINTS(X)
#undef X
	HANTEI_COMPLAINT_COUNT
} HanteiComplaint;

/* Reads a mail from @bytes, LF or CRLF, with or without an mbox "From " line before it.
 * Returns: (transfer full): free with hantei_message_unref(); NULL with an error of
 * HANTEI_MESSAGE_ERROR if it is no mail at all. */
HanteiMessage *
hantei_message_new_from_bytes(GBytes *bytes, GError **error);

HanteiMessage *
hantei_message_ref(HanteiMessage *self);

void
hantei_message_unref(HanteiMessage *self);

/* The octets as read. (transfer none) */
GBytes *
hantei_message_get_bytes(const HanteiMessage *self);

/* The top-level header fields as they stand. (transfer none) */
const HanteiField *
hantei_message_get_fields(const HanteiMessage *self, gsize *n_fields);

/* Where the body starts in the octets. */
gsize
hantei_message_get_body_offset(const HanteiMessage *self);

/* The name's octets of @field, not terminated. (transfer none) */
const gchar *
hantei_message_field_name(const HanteiMessage *self, const HanteiField *field);

/* The raw value's octets of @field, folds and final line end included, not terminated.
 * (transfer none) */
const gchar *
hantei_message_field_value(const HanteiMessage *self, const HanteiField *field, gsize *length);

/* Whether @field bears @name, case ignored. */
gboolean
hantei_message_field_is(const HanteiMessage *self, const HanteiField *field, const gchar *name);

/* The first field named @name, or NULL. (transfer none) */
const HanteiField *
hantei_message_find_field(const HanteiMessage *self, const gchar *name);

/* The first field named @name, unfolded and decoded (RFC 2047, raw 8-bit).
 * Returns: (transfer full) (nullable): UTF-8. */
gchar *
hantei_message_dup_header(const HanteiMessage *self, const gchar *name);

/* The first mailbox of an address field such as From.
 * @name: (out) (transfer full) (nullable): decoded display name
 * @addr: (out) (transfer full) (nullable): addr-spec, its domain in lower case
 * Returns: FALSE if the field is missing or holds no address; outputs are then untouched. */
gboolean
hantei_message_dup_address(const HanteiMessage *self,
			   const gchar *field,
			   gchar **name,
			   gchar **addr);

/* The MIME tree. (transfer none) */
const HanteiPart *
hantei_message_get_parts(const HanteiMessage *self, gsize *n_parts);

/* What the text of part @nth, as HTML, shows and hides: parsed at the first call and kept.
 * (transfer none) */
const HanteiHtml *
hantei_message_get_html(const HanteiMessage *self, gsize nth);

/* The complaints, as 1u << HanteiComplaint bits. */
guint
hantei_message_get_complaints(const HanteiMessage *self);

/* A complaint's name as reports print it, for instance "bare-cr". */
const gchar *
hantei_complaint_to_string(HanteiComplaint complaint);

/* Tells a mail from others: the head of SHA-256 over its octets with line ends made LF and an mbox
 * "From " line left out, so that the same mail from a Maildir and an mbox has one digest. */
void
hantei_message_digest(const HanteiMessage *self, guint8 digest[16]);

/* Whether a transport has handled it: it has a Received field. A mail without is a draft. */
gboolean
hantei_message_is_received(const HanteiMessage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiMessage, hantei_message_unref)
