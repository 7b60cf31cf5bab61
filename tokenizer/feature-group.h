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

/* What a group is good for. */
typedef enum {
	HANTEI_GROUP_KIND_CONTENT,   /* counted; a draft has it as well as a received mail */
	HANTEI_GROUP_KIND_TRANSPORT, /* counted; only sending adds it */
	HANTEI_GROUP_KIND_HEAD, /* a few hundred features, each with a weight of its own for drafts
				 */
} HanteiGroupKind;

/* name, text of clues, kind, what it holds */
#define HANTEI_GROUPS(X) \
	X(FROM, "from", CONTENT, "From and Reply-To: domains, display name, their relation") \
	X(SUBJECT, "subject", CONTENT, "words of the Subject") \
	X(SUBJECT_PHRASE, "subject-phrase", CONTENT, "neighbouring words of the Subject") \
	X(WORDS, "words", CONTENT, "words of the body") \
	X(PHRASES, "phrases", CONTENT, "neighbouring words of the body") \
	X(LINKS, "links", CONTENT, "URLs: hosts, paths, form") \
	X(HTML, "html", CONTENT, "elements, attributes, styles") \
	X(SHAPE, "shape", CONTENT, "MIME structure, attachments, sizes, complaints") \
	X(ENCODING, "encoding", CONTENT, "charsets, transfer encodings, boundaries") \
	X(RECIPIENT, "recipient", TRANSPORT, "To and Cc") \
	X(RELAY, "relay", TRANSPORT, "Received and Return-Path: hosts and networks") \
	X(HEADER, "header", TRANSPORT, \
	  "which fields in which order, dates, ids, list and X- fields") \
	X(STRUCTURE, "structure", HEAD, "the draft's form: sender against links, sizes, Subject") \
	X(CONCEPT, "concept", HEAD, "what the text speaks of, in any language, and where")

typedef enum {
#define X(NAME, text, kind, what) HANTEI_GROUP_##NAME,
	HANTEI_GROUPS(X)
#undef X
	HANTEI_N_GROUPS,
	HANTEI_N_SUM_GROUPS = HANTEI_GROUP_STRUCTURE, /* those whose weights are added up */
} HanteiGroup;

/* The group's name, for instance "subject-phrase". */
const gchar *
hantei_group_to_string(HanteiGroup group);

HanteiGroupKind
hantei_group_get_kind(HanteiGroup group);

/* Whether only sending adds the group's features: a draft has none, so its view leaves them out. */
gboolean
hantei_group_is_transport(HanteiGroup group);

/* The group named @name. Returns: FALSE if there is none; @group is then untouched. */
gboolean
hantei_group_from_string(const gchar *name, HanteiGroup *group);
