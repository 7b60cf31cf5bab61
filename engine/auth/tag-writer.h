/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Writes a field of tags, folded to less than 78 columns. */

#pragma once

#include <glib.h>

typedef struct {
	GString *text;
	gsize column;	  /* of the line that is being written */
	gsize own_offset; /* in @text, of the value of b= */
} HanteiTagWriter;

/* Starts the field @name. Clear it with hantei_tag_writer_clear(). */
void
hantei_tag_writer_init(HanteiTagWriter *self, const gchar *name);

/* Adds "name=value;". Where a line is too short for it, a value is folded after its ":". */
void
hantei_tag_writer_add(HanteiTagWriter *self, const gchar *name, const gchar *value);

/* Adds "b=;" on a line of its own. */
void
hantei_tag_writer_add_own(HanteiTagWriter *self);

/* Ends the field: the last ";" goes, a line end comes. */
void
hantei_tag_writer_end(HanteiTagWriter *self);

/* Puts the base64 @signature in the place of b=, in lines of @line_bytes digits; nothing else is
 * moved. */
void
hantei_tag_writer_set_own(HanteiTagWriter *self, const gchar *signature, gsize line_bytes);

void
hantei_tag_writer_clear(HanteiTagWriter *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HanteiTagWriter, hantei_tag_writer_clear)
