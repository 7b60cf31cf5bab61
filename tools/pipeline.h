/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Work on a run of items by several threads. Items are read, and results taken in the order of
 * reading, by one thread, the one that made the pipeline: whatever the number of jobs, it sees the
 * same. Bounded: reading waits while much is under way. */

#pragma once

#include <glib.h>

/* More would leave other processes too few of a model's places for readers, of which LMDB has 126.
 */
#define HANTEI_PIPELINE_MAX_JOBS 64

/* Octets under way: read and not yet taken. An item that is larger goes alone, and the next one may
 * be read meanwhile. As large as a mail may be. */
#define HANTEI_PIPELINE_MAX_BYTES ((gsize)64 * 1024 * 1024)

/* Items under way for each job. As many as are worked off while the thread that takes is busy: a
 * trainer fits its combiners for the time of some dozen mails. */
#define HANTEI_PIPELINE_ITEMS_PER_JOB 64

typedef struct {
	/* The next item and its size; NULL at the end, after which it is not called again. */
	gpointer (*read)(gsize *size_bytes, gpointer user_data);
	/* Works on @item in place. Several threads at once, each with another @job, from 0 to the
	 * number of jobs less one. */
	void (*work)(gpointer item, guint job, gpointer user_data);
	GDestroyNotify item_free;
} HanteiPipelineFuncs;

typedef struct _HanteiPipeline HanteiPipeline;

/* @n_jobs: from 1 to HANTEI_PIPELINE_MAX_JOBS threads work, beside the one that reads and takes;
 * with 1, or for a single item, that one does it all and no thread is made. @user_data goes to the
 * functions. Returns: (transfer full): free with hantei_pipeline_free(). */
HanteiPipeline *
hantei_pipeline_new(guint n_jobs, const HanteiPipelineFuncs *funcs, gpointer user_data);

/* Waits for the work at hand and drops what was not taken. */
void
hantei_pipeline_free(HanteiPipeline *self);

/* Waits for the next item that has been worked on.
 * Returns: (transfer full): NULL at the end. */
gpointer
hantei_pipeline_take(HanteiPipeline *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiPipeline, hantei_pipeline_free)
