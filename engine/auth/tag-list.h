/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* "v=1; a=rsa-sha256; ...": the form of DKIM and ARC fields, DKIM keys and DMARC records (RFC 6376
 * section 3.2). */

#pragma once

#include <glib.h>

typedef struct {
	gchar *name;	    /* as written: case counts */
	gchar *value;	    /* blanks at its ends taken off, folds within kept; maybe "" */
	gsize value_offset; /* of the octet after "=" in what was parsed */
	gsize value_length; /* up to the ";", blanks included */
} HanteiTag;

typedef struct {
	GPtrArray *tags; /* of HanteiTag, in the order they stand */
} HanteiTagList;

/* Parses the @length octets at @text. Octets above 127 may stand in values (RFC 8616).
 *
 * Returns: (transfer full): free with hantei_tag_list_free(); NULL with a G_IO_ERROR that says
 * where the text stops to be a tag list, or which tag stands twice: then the whole list is invalid.
 */
HanteiTagList *
hantei_tag_list_parse(const gchar *text, gsize length, GError **error);

/* The tag @name, or NULL. (transfer none) */
const HanteiTag *
hantei_tag_list_find(const HanteiTagList *self, const gchar *name);

/* The value of the tag @name, or NULL. (transfer none) */
const gchar *
hantei_tag_list_get(const HanteiTagList *self, const gchar *name);

void
hantei_tag_list_free(HanteiTagList *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiTagList, hantei_tag_list_free)
