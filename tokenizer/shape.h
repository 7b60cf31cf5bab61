/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* How a mail is built, whatever it says: MIME tree, attachments, lengths, loudness, faults. */

#pragma once

#include "tokenizer/feature-set.h"
#include "tokenizer/links.h"
#include "tokenizer/message.h"

/* What is counted while the text goes by. Offsets of octets, UTF-8. */
typedef struct {
	gsize n_text_bytes;
	gsize n_hidden_bytes;
	gsize n_lines;
	gsize n_letters;
	gsize n_upper;
	gsize n_digits;
	gsize n_exclamations;
} HanteiTextCounts;

/* Adds @length octets of visible text to @counts. */
void
hantei_text_counts_add(HanteiTextCounts *counts, const gchar *text, gsize length);

/* The Subject's form, whatever its language. All zero for NULL. */
typedef struct {
	gsize n_characters;
	gsize n_letters; /* ASCII ones, as in HanteiTextCounts */
	gsize n_upper;
	gboolean is_reply; /* begins as an answer or a forwarded mail does */
	gboolean has_exclamation;
	gboolean has_question;
	gboolean has_digit;
	gboolean has_bracket; /* begins with one */
	gboolean has_money;   /* a currency sign or a percent sign */
} HanteiSubjectForm;

void
hantei_subject_form_init(HanteiSubjectForm *self, const gchar *subject);

/* Adds the features of MIME tree, attachments, complaints, text counts and link counts. */
void
hantei_shape_emit(const HanteiMessage *message,
		  const HanteiTextCounts *counts,
		  const HanteiLinks *links,
		  HanteiFeatures *features);

/* Adds the features of the Subject's form (NULL: there is none). */
void
hantei_shape_emit_subject(const gchar *subject, HanteiFeatures *features);

/* The first of the steps 0, 1, 2, 4, 8, … that is not below @n, for features of a count. */
gsize
hantei_shape_step(gsize n);
