/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Fills a model up with made-up features, so that what a large one costs can be measured:
 *
 *   grow-model MODEL-FOLDER FEATURES
 *
 * adds so many to the model that is there. It is of no use for judging then. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/store.h"

#define CHUNK 1000000

typedef struct {
	guint64 next; /* hashes are spread evenly over all there are */
	guint64 step;
	guint left;
	gchar text[32];
	HanteiOriginCounts origin;
} Made;

static gboolean
made_next(gpointer user_data, guint64 *hash, HanteiStoreFeature *feature)
{
	Made *self = user_data;

	if (self->left == 0)
		return FALSE;
	self->left--;
	*hash = self->next;
	self->next += self->step;
	g_snprintf(self->text, sizeof self->text, "made %" G_GINT64_MODIFIER "x", *hash >> 24);
	self->origin = (HanteiOriginCounts){0, {1 + (guint32)(*hash >> 60), 1}};
	*feature = (HanteiStoreFeature){.tally = {self->origin.counts, {0, 0}},
					.group = HANTEI_GROUP_PHRASES,
					.text = self->text,
					.text_length = strlen(self->text),
					.origins = &self->origin,
					.n_origins = 1};
	return TRUE;
}

/* Returns: FALSE with the reason said. */
static gboolean
add(HanteiStore *store, Made made)
{
	for (;;) {
		g_autoptr(GError) error = NULL;
		HanteiStoreTxn *txn = hantei_store_begin(store, TRUE, &error);
		Made copy = made;
		gboolean is_full = FALSE;

		if (txn != NULL) {
			hantei_store_put_features(txn, made.left, made_next, &copy);
			hantei_store_settle(txn);
			if (hantei_store_commit(txn, &is_full, &error))
				return TRUE;
		}
		if (!is_full || !hantei_store_grow(store, NULL)) {
			fprintf(stderr, "grow-model: %s\n", error->message);
			return FALSE;
		}
	}
}

int
main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiStore) store = NULL;
	const guint64 n = argc == 3 ? g_ascii_strtoull(argv[2], NULL, 10) : 0;

	if (n == 0) {
		fputs("usage: grow-model MODEL-FOLDER FEATURES\n", stderr);
		return 64;
	}
	store = hantei_store_open(argv[1], HANTEI_STORE_WRITE, &error);
	if (store == NULL) {
		fprintf(stderr, "grow-model: %s\n", error->message);
		return EXIT_FAILURE;
	}
	for (guint64 done = 0; done < n; done += CHUNK) {
		const Made made = {.next = done + 12345,
				   .step = G_MAXUINT64 / CHUNK,
				   .left = (guint)MIN(CHUNK, n - done)};

		if (!add(store, made))
			return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}
