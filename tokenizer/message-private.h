/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What message.c (octets and header fields) and message-parts.c (GMime's view) share. */

#pragma once

#include "tokenizer/message.h"

struct _HanteiMessage {
	gatomicrefcount n_refs;
	GBytes *bytes;
	const gchar *data;
	gsize size;
	gsize start;	   /* after a byte-order mark and an mbox "From " line */
	gsize body_offset; /* after the empty line */
	GArray *fields;	   /* HanteiField */
	GArray *parts;	   /* HanteiPart, whose strings it owns */
	gsize n_digested;  /* octets of attachments that went into digests */
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
