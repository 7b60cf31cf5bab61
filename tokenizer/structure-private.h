/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What the parts of structure.c share: the draft they look at, and how it is put into words. */

#pragma once

#include "tokenizer/structure.h"
#include "tokenizer/text-form.h"

/* What all emitters look at. */
typedef struct {
	const HanteiMessage *message;
	const HanteiSender *sender;
	const HanteiBody *body;
	const gchar *subject; /* "" if none */
	HanteiFeatures *features;
	gboolean is_latin; /* its text is in Latin script */
	gdouble density;   /* Latin characters that one of the mail's stands for */
	HanteiTextForm form;
	const gchar *text; /* what is shown, terminated */
	gsize text_length;
	gsize n_text; /* characters of it, as if Latin */
	gsize n_links;
} HanteiDraft;

/* Says @text. */
void
hantei_say(HanteiDraft *draft, const gchar *text);

void
hantei_say_if(HanteiDraft *draft, gboolean is_so, const gchar *text);

/* "no link", "1 link", "3 to 4 links", "over 32 links"; @before stands in front. @bounds are the
 * last of each step. */
void
hantei_say_count(HanteiDraft *draft,
		 gsize n,
		 const gchar *before,
		 const gchar *one,
		 const gchar *many,
		 const gsize *bounds,
		 gsize n_bounds);

/* "text up to 100 characters", "text of 300 to 700 characters", "text over 12000 characters". */
void
hantei_say_size(HanteiDraft *draft,
		gsize n,
		const gchar *what,
		const gchar *unit,
		const gsize *bounds,
		gsize n_bounds);

/* "exclamation marks: many": the word of the first of @n_words - 1 @bounds that @share does not
 * exceed, or the last. */
void
hantei_say_level(HanteiDraft *draft,
		 gdouble share,
		 const gchar *what,
		 const gdouble *bounds,
		 const gchar *const *words,
		 gsize n_words);

#define SAY_COUNT(draft, n, before, one, many, ...) \
	do { \
		static const gsize steps[] = {__VA_ARGS__}; \
		hantei_say_count(draft, n, before, one, many, steps, G_N_ELEMENTS(steps)); \
	} while (0)

#define SAY_SIZE(draft, n, what, unit, ...) \
	do { \
		static const gsize steps[] = {__VA_ARGS__}; \
		hantei_say_size(draft, n, what, unit, steps, G_N_ELEMENTS(steps)); \
	} while (0)

/* Dots in @text: the parts of a host, less one. */
gsize
hantei_count_dots(const gchar *text);

/* What the sender's names, domains and addresses say; after hantei_structure_emit_links(). */
void
hantei_structure_emit_sender(HanteiDraft *draft);

/* What the links and pictures say; counts the links. */
void
hantei_structure_emit_links(HanteiDraft *draft);
