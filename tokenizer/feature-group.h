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

/* name, text of clues, what it holds */
#define HANTEI_GROUPS(X) \
	X(FROM, "from", "From and Reply-To: domains, display name, their relation") \
	X(SUBJECT, "subject", "words of the Subject") \
	X(SUBJECT_PHRASE, "subject-phrase", "neighbouring words of the Subject") \
	X(WORDS, "words", "words of the body") \
	X(PHRASES, "phrases", "neighbouring words of the body") \
	X(LINKS, "links", "URLs: hosts, paths, form") \
	X(HTML, "html", "elements, attributes, styles") \
	X(SHAPE, "shape", "MIME structure, attachments, sizes, complaints") \
	X(TRANSPORT, "transport", "what only sending adds: Received, dates, list and X- fields")

typedef enum {
#define X(NAME, text, what) HANTEI_GROUP_##NAME,
	HANTEI_GROUPS(X)
#undef X
	HANTEI_N_GROUPS
} HanteiGroup;

/* The group's name, for instance "subject-phrase". */
const gchar *
hantei_group_to_string(HanteiGroup group);

/* The group named @name. Returns: FALSE if there is none; @group is then untouched. */
gboolean
hantei_group_from_string(const gchar *name, HanteiGroup *group);
