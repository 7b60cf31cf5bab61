/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The groups of features. Each has a weight of its own in the verdict, for a word in the Subject
 * and a word in the body do not tell the same. Written once: the model, the report and the tests
 * derive theirs. Stored in models: add at the end only. */

#pragma once

#include <glib.h>

/* name, text of clues, whether only sending adds it, what it holds */
#define HANTEI_GROUPS(X) \
	X(FROM, "from", FALSE, "From and Reply-To: domains, display name, their relation") \
	X(SUBJECT, "subject", FALSE, "words of the Subject") \
	X(SUBJECT_PHRASE, "subject-phrase", FALSE, "neighbouring words of the Subject") \
	X(WORDS, "words", FALSE, "words of the body") \
	X(PHRASES, "phrases", FALSE, "neighbouring words of the body") \
	X(LINKS, "links", FALSE, "URLs: hosts, paths, form") \
	X(HTML, "html", FALSE, "elements, attributes, styles") \
	X(SHAPE, "shape", FALSE, "MIME structure, attachments, sizes, complaints") \
	X(ENCODING, "encoding", FALSE, "charsets, transfer encodings, boundaries") \
	X(RECIPIENT, "recipient", TRUE, "To and Cc") \
	X(RELAY, "relay", TRUE, "Received and Return-Path: hosts and networks") \
	X(HEADER, "header", TRUE, "which fields in which order, dates, ids, list and X- fields")

typedef enum {
#define X(NAME, text, is_transport, what) HANTEI_GROUP_##NAME,
	HANTEI_GROUPS(X)
#undef X
	HANTEI_N_GROUPS
} HanteiGroup;

/* The group's name, for instance "subject-phrase". */
const gchar *
hantei_group_to_string(HanteiGroup group);

/* Whether only sending adds the group's features: a draft has none, so its view leaves them out. */
gboolean
hantei_group_is_transport(HanteiGroup group);

/* The group named @name. Returns: FALSE if there is none; @group is then untouched. */
gboolean
hantei_group_from_string(const gchar *name, HanteiGroup *group);
