/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What message.c (octets and header fields) and message-parts.c (GMime's view) share. */

#pragma once

#include "tokenizer/html-text.h"
#include "tokenizer/message.h"

/* What has been made of a field, so that nobody makes it again. */
typedef struct {
	gchar *text; /* decoded */
	gchar *name; /* of the first mailbox */
	gchar *addr; /* NULL if there is none */
	gboolean is_address_read;
} MessageField;

struct _HanteiMessage {
	gatomicrefcount n_refs;
	GBytes *bytes;
	const gchar *data;
	gsize size;
	gsize start;	    /* after a byte-order mark and an mbox "From " line */
	gsize body_offset;  /* after the empty line */
	GArray *fields;	    /* HanteiField */
	GArray *parts;	    /* HanteiPart, whose strings it owns */
	MessageField *made; /* by field, once one has been asked for */
	HanteiHtml **htmls; /* by part, once one has been asked for */
	gsize n_digested;   /* octets of attachments that went into digests */
	guint complaints;
};

static inline void
message_complain(HanteiMessage *self, HanteiComplaint complaint)
{
	self->complaints |= 1u << complaint;
}

/* Fills parts from start to the end of the octets. */
void
hantei_message_read_parts(HanteiMessage *self);

/* Frees what a part owns. */
void
hantei_message_clear_part(gpointer part);
