/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Who a mail says it is from, and how its name, address and Reply-To go together. */

#pragma once

#include "tokenizer/feature-set.h"
#include "tokenizer/message.h"
#include "tokenizer/words.h"

typedef struct {
	gchar *name;		 /* From's display name, or NULL */
	gchar *local;		 /* From's local part, or NULL without From */
	gchar *domain;		 /* From's domain, "" without From */
	const gchar *registered; /* tail of domain: what somebody registered */
	gchar *reply_domain;	 /* Reply-To's domain, or NULL */
	gchar *reply_local;
} HanteiSender;

void
hantei_sender_init(HanteiSender *self, const HanteiMessage *message);

void
hantei_sender_clear(HanteiSender *self);

/* What the From address's local part names: "no-reply", "role", "digits", "first.last", "other";
 * NULL without From. (transfer none) */
const gchar *
hantei_sender_get_local_kind(const HanteiSender *self);

/* Whether a word of the display name stands in the domain: "Example Shop" at example.com. */
gboolean
hantei_sender_name_is_in_domain(const HanteiSender *self);

/* Adds its features. */
void
hantei_sender_emit(const HanteiSender *self, HanteiWords *words, HanteiFeatures *features);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HanteiSender, hantei_sender_clear)
