/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Mails to learn or to judge: read one after the other, made features of by several threads, taken
 * in the order of reading. */

#pragma once

#include "model/evidence.h"
#include "tokenizer/concepts.h"
#include "tokenizer/mailbox.h"

typedef struct _HanteiMailStream HanteiMailStream;

typedef struct {
	HanteiMailboxItem item;	  /* its octets are gone */
	const gchar *source;	  /* lent by whoever reads */
	HanteiFeatures *features; /* NULL: item.error says why */
	guint8 digest[16];
	HanteiView view; /* received or not */
	guint day;	 /* hantei_mail_day() */
} HanteiTokenizedMail;

void
hantei_tokenized_mail_free(HanteiTokenizedMail *self);

/* Reads the next mail. @source: (out): what it comes from. Returns: FALSE at the end. */
typedef gboolean (*HanteiMailStreamFunc)(HanteiMailboxItem *item,
					 const gchar **source,
					 gpointer user_data);

/* Features hash under @key and tell of @concepts. @read is called by the thread that takes.
 * Returns: (transfer full): free with hantei_mail_stream_free(). */
HanteiMailStream *
hantei_mail_stream_new(guint n_jobs,
		       const HanteiHashKey *key,
		       HanteiConcepts *concepts,
		       HanteiMailStreamFunc read,
		       gpointer user_data);

void
hantei_mail_stream_free(HanteiMailStream *self);

/* The next mail, one that could not be read too. Returns: (transfer full): NULL at the end. */
HanteiTokenizedMail *
hantei_mail_stream_take(HanteiMailStream *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiTokenizedMail, hantei_tokenized_mail_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiMailStream, hantei_mail_stream_free)
