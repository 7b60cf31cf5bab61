/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Structure marks: how a piece of HTML is made, not what it says. tokenizer/html-text.h has their
 * form. */

#pragma once

#include "tokenizer/html-tag.h"

#include <glib.h>

typedef struct _HanteiHtmlMarks HanteiHtmlMarks;

HanteiHtmlMarks *
hantei_html_marks_new(void);

void
hantei_html_marks_free(HanteiHtmlMarks *self);

/* An element, NULL for one HTML does not know, and the one it stands in; @has_parent FALSE if it
 * stands in none. */
void
hantei_html_marks_add_tag(HanteiHtmlMarks *self,
			  const HanteiHtmlTag *tag,
			  gboolean has_parent,
			  const HanteiHtmlTag *parent);

/* @value may be NULL. */
void
hantei_html_marks_add_attribute(HanteiHtmlMarks *self,
				const HanteiHtmlTag *tag,
				const gchar *name,
				const gchar *value);

void
hantei_html_marks_add_declaration(HanteiHtmlMarks *self, const gchar *property, const gchar *value);

/* (transfer none): NULL-terminated, in order of appearance. */
const gchar *const *
hantei_html_marks_get(const HanteiHtmlMarks *self);

/* Whether there were more than are kept. */
gboolean
hantei_html_marks_is_trimmed(const HanteiHtmlMarks *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiHtmlMarks, hantei_html_marks_free)
