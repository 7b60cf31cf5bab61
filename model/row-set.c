/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/row-set.h"

#include <string.h>

typedef struct {
	guint8 digest[16];
	HanteiCombinerRow row;
	HanteiHeadRow *head_row; /* or NULL */
} Row;

struct _HanteiRowSet {
	GTree *rows; /* digest -> Row */
	gboolean has_gap;
};

static gint
compare_digests(gconstpointer a, gconstpointer b, gpointer unused)
{
	return memcmp(a, b, sizeof((Row *)NULL)->digest);
}

static void
row_free(gpointer data)
{
	Row *row = data;

	hantei_head_row_unref(row->head_row);
	g_free(row);
}

HanteiRowSet *
hantei_row_set_new(void)
{
	HanteiRowSet *self = g_new0(HanteiRowSet, 1);

	self->rows = g_tree_new_full(compare_digests, NULL, NULL, row_free);
	return self;
}

void
hantei_row_set_free(HanteiRowSet *self)
{
	if (self == NULL)
		return;
	g_tree_unref(self->rows);
	g_free(self);
}

void
hantei_row_set_add(HanteiRowSet *self,
		   const guint8 digest[16],
		   const HanteiStoreMail *mail,
		   guint32 n_origins)
{
	Row *row;

	if (!mail->has_row)
		return;
	row = g_new0(Row, 1);
	memcpy(row->digest, digest, sizeof row->digest);
	row->row = mail->row;
	/* a row of an origin that is none would come from a damaged store */
	if (mail->head_row != NULL && mail->head_row->origin < n_origins)
		row->head_row = hantei_head_row_ref(mail->head_row);
	g_tree_replace(self->rows, row->digest, row);
	if (g_tree_nnodes(self->rows) > HANTEI_ROW_SET_MAX) {
		const Row *last = g_tree_node_value(g_tree_node_last(self->rows));
		g_tree_remove(self->rows, last->digest);
	}
}

void
hantei_row_set_replace(HanteiRowSet *self,
		       const guint8 digest[16],
		       const HanteiStoreMail *mail,
		       guint32 n_origins)
{
	const gboolean was_full = g_tree_nnodes(self->rows) == HANTEI_ROW_SET_MAX;

	/* always: a mail learnt anew may have no row this time */
	g_tree_remove(self->rows, digest);
	if (mail != NULL)
		hantei_row_set_add(self, digest, mail, n_origins);
	self->has_gap |= was_full && g_tree_nnodes(self->rows) < HANTEI_ROW_SET_MAX;
}

gboolean
hantei_row_set_has_gap(const HanteiRowSet *self)
{
	return self->has_gap;
}

void
hantei_row_set_clear(HanteiRowSet *self)
{
	g_tree_remove_all(self->rows);
	self->has_gap = FALSE;
}

gsize
hantei_row_set_get_size(const HanteiRowSet *self)
{
	return (gsize)g_tree_nnodes(self->rows);
}

static gboolean
copy_row(gpointer key, gpointer value, gpointer user_data)
{
	g_array_append_val((GArray *)user_data, ((Row *)value)->row);
	return FALSE;
}

GArray *
hantei_row_set_copy_rows(HanteiRowSet *self)
{
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(HanteiCombinerRow));

	g_tree_foreach(self->rows, copy_row, rows);
	return rows;
}

static gboolean
get_head_row(gpointer key, gpointer value, gpointer user_data)
{
	Row *row = value;

	if (row->head_row != NULL)
		g_ptr_array_add(user_data, row->head_row);
	return FALSE;
}

GPtrArray *
hantei_row_set_get_head_rows(HanteiRowSet *self)
{
	GPtrArray *rows = g_ptr_array_new();

	g_tree_foreach(self->rows, get_head_row, rows);
	return rows;
}
