/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The lines of a dump, read and checked, before any of it is written. Private to this floor. */

#pragma once

#include <gio/gio.h>

#include "model/model-state.h"

/* The first and the last line: without the last one a dump was cut short. */
#define HANTEI_DUMP_MAGIC "hantei-dump 2"
#define HANTEI_DUMP_END "end"

typedef struct {
	guint64 hash;
	guint64 line;		    /* where it was read, from 1 */
	HanteiStoreFeature feature; /* its counts by origin are owned */
	gchar text[];
} HanteiDumpFeature;

typedef struct {
	guint8 digest[16];
	guint64 line;
	HanteiStoreMail mail;
} HanteiDumpMail;

typedef struct {
	HanteiModelState state;
	gchar *concepts;     /* version of those learnt with, or NULL */
	guint32 min_mails;   /* as HanteiUnlisted has it */
	GPtrArray *features; /* HanteiDumpFeature, by hash, each once */
	GArray *head;	     /* HanteiHeadWeight, sorted */
	GArray *head_prior;  /* what its fit is drawn to */
	GArray *mails;	     /* HanteiDumpMail, by digest, each once */
} HanteiDumpContent;

/* Reads a dump, whose features are hashed under its own key, or under @new_key if that is not NULL.
 * Returns: (transfer full): NULL with HANTEI_MODEL_ERROR_DUMP naming the line, or
 * HANTEI_MODEL_ERROR_INCOMPATIBLE if another tokenizer made it. */
HanteiDumpContent *
hantei_dump_read(GInputStream *in, const HanteiHashKey *new_key, GError **error);

void
hantei_dump_content_free(HanteiDumpContent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiDumpContent, hantei_dump_content_free)
