/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The lines of a file of concepts: "heading: item | item", continued on indented lines, '#' at the
 * start of a line for a comment. concepts/README.md tells its users. */

#pragma once

#include <gio/gio.h>

typedef enum {
	HANTEI_CONCEPTS_ERROR_READ,   /* the file cannot be read, or is too large */
	HANTEI_CONCEPTS_ERROR_SYNTAX, /* a line is not as it should be */
	HANTEI_CONCEPTS_ERROR_LIMIT,  /* too many concepts or phrases */
} HanteiConceptsError;

#define HANTEI_CONCEPTS_ERROR (hantei_concepts_error_quark())
GQuark
hantei_concepts_error_quark(void);

/* Where an item stands. */
typedef struct {
	const gchar *file;
	guint line;
	const gchar *heading;
	const gchar *item; /* without blanks at its ends, not empty */
} HanteiConceptItem;

typedef gboolean (*HanteiConceptItemFunc)(const HanteiConceptItem *item,
					  gpointer user_data,
					  GError **error);

/* The octets of the file at @path, HANTEI_LIMIT_CONCEPT_FILE_BYTES at most. */
GBytes *
hantei_concept_file_load(const gchar *path, GError **error);

/* Calls @func for each item of @bytes, which errors name @file, until it returns FALSE. */
gboolean
hantei_concept_file_read(const gchar *file,
			 GBytes *bytes,
			 HanteiConceptItemFunc func,
			 gpointer user_data,
			 GError **error);

/* Sets @error to where and what @item is, and then what printf makes of the rest. Returns: FALSE */
gboolean
hantei_concept_item_fail(const HanteiConceptItem *item,
			 HanteiConceptsError code,
			 GError **error,
			 const gchar *format,
			 ...) G_GNUC_PRINTF(4, 5);
