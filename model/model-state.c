/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/model-state.h"

#include <string.h>

#include "model/model.h"
#include "tokenizer/tokenizer.h"

#define META_CONCEPTS "concepts"
#define MAX_CONCEPTS_BYTES 63

void
hantei_model_state_init(HanteiModelState *self, const HanteiHashKey *key)
{
	*self = (HanteiModelState){0};
	self->key = *key;
	for (guint view = 0; view < HANTEI_N_VIEWS; view++) {
		hantei_combiner_init(&self->combiners[view]);
		hantei_combiner_init(&self->priors[view]);
	}
}

gboolean
hantei_model_state_is_there(HanteiStoreTxn *txn)
{
	guint32 version;

	return hantei_store_get_meta(txn, "format", &version, sizeof version);
}

/* Whether numbers and names can be used as they are: they index arrays and are printed. */
static gboolean
origins_are_sound(const HanteiOrigins *origins)
{
	if (origins->n > HANTEI_MAX_ORIGINS)
		return FALSE;
	for (guint32 i = 0; i < origins->n; i++) {
		const HanteiOrigin *origin = &origins->all[i];

		if (origin->language >= HANTEI_N_LANGUAGES ||
		    memchr(origin->source, '\0', sizeof origin->source) == NULL)
			return FALSE;
	}
	return TRUE;
}

gboolean
hantei_model_state_read(HanteiModelState *self,
			HanteiStoreTxn *txn,
			const gchar *dir,
			GError **error)
{
	const gchar *ours = hantei_tokenizer_fingerprint();
	guint32 version = 0;
	g_autofree gchar *fingerprint = NULL;
	HanteiModelState read;

	if (!hantei_store_get_meta(txn, "format", &version, sizeof version)) {
		if (!hantei_store_check(txn, NULL, error))
			return FALSE;
		g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_NOT_A_MODEL,
			    "%s: the model has never been trained", dir);
		return FALSE;
	}
	if (version != HANTEI_STORE_FORMAT_VERSION) {
		g_set_error(
		    error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_INCOMPATIBLE,
		    "%s: the model has format %u, this hantei reads format %u; train it anew", dir,
		    version, HANTEI_STORE_FORMAT_VERSION);
		return FALSE;
	}
	fingerprint = hantei_store_dup_meta_text(txn, "tokenizer");
	if (g_strcmp0(fingerprint, ours) != 0) {
		g_set_error(
		    error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_INCOMPATIBLE,
		    "%s: the model was made with tokenizer \"%s\", this hantei has \"%s\"; train "
		    "it anew",
		    dir, fingerprint != NULL ? fingerprint : "", ours);
		return FALSE;
	}
	if (!hantei_store_get_meta(txn, "state", &read, sizeof read)) {
		g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_STORE,
			    "%s: the model's state is missing or damaged", dir);
		return FALSE;
	}
	if (!origins_are_sound(&read.origins)) {
		g_set_error(
		    error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_STORE,
		    "%s: the model's list of sources is damaged; restore it from a backup or "
		    "a dump",
		    dir);
		return FALSE;
	}
	*self = read;
	return TRUE;
}

void
hantei_model_state_write(const HanteiModelState *self, HanteiStoreTxn *txn)
{
	const guint32 version = HANTEI_STORE_FORMAT_VERSION;
	const gchar *fingerprint = hantei_tokenizer_fingerprint();

	hantei_store_put_meta(txn, "format", &version, sizeof version);
	hantei_store_put_meta(txn, "tokenizer", fingerprint, strlen(fingerprint));
	hantei_store_put_meta(txn, "state", self, sizeof *self);
}

HanteiHeadWeight *
hantei_model_state_read_head(HanteiHead *head, HanteiStoreTxn *txn, const gchar *name)
{
	gsize size = 0;
	gconstpointer bytes = hantei_store_lend_meta(txn, name, &size);
	/* a copy, for it lies unaligned in the store */
	HanteiHeadWeight *weights = bytes != NULL && size > 0 ? g_memdup2(bytes, size) : NULL;

	*head = (HanteiHead){weights, size / sizeof *weights};
	return weights;
}

gboolean
hantei_model_state_is_concepts(const gchar *text)
{
	const gsize length = strlen(text);

	return length > 0 && length <= MAX_CONCEPTS_BYTES &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-.") == length;
}

gchar *
hantei_model_state_dup_concepts(HanteiStoreTxn *txn)
{
	g_autofree gchar *version = hantei_store_dup_meta_text(txn, META_CONCEPTS);

	return version != NULL && hantei_model_state_is_concepts(version)
		   ? g_steal_pointer(&version)
		   : NULL;
}

void
hantei_model_state_write_concepts(HanteiStoreTxn *txn, const gchar *version)
{
	hantei_store_put_meta(txn, META_CONCEPTS, version, strlen(version));
}
