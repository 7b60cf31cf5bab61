/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* One receiver of mail as a profile describes it, and what it would do with a mail. Judging is
 * pure: the same profile and facts give the same digits. */

#pragma once

#include "engine/receiver/verdict.h"

typedef struct _HanteiReceiver HanteiReceiver;

typedef enum {
	HANTEI_RECEIVER_ERROR_PROFILE, /* the text is no profile: names file, group and key */
	HANTEI_RECEIVER_ERROR_UNKNOWN, /* no profile of that id ships */
} HanteiReceiverError;

#define HANTEI_RECEIVER_ERROR (hantei_receiver_error_quark())
GQuark
hantei_receiver_error_quark(void);

/* The ids of the profiles that ship, in the order reports list them. (transfer none):
 * NULL-terminated. */
const gchar *const *
hantei_receiver_get_shipped_ids(void);

/* Reads the profile @id that ships, its texts in @language ("ja"; NULL or one it lacks: English).
 * Returns: (transfer full): free with hantei_receiver_free(). */
HanteiReceiver *
hantei_receiver_new_shipped(const gchar *id, const gchar *language, GError **error);

/* Reads a profile from @length octets at @data; @file names it in errors. */
HanteiReceiver *
hantei_receiver_new_from_data(
    const gchar *file, const gchar *data, gsize length, const gchar *language, GError **error);

void
hantei_receiver_free(HanteiReceiver *self);

const gchar *
hantei_receiver_get_id(const HanteiReceiver *self);

const gchar *
hantei_receiver_get_name(const HanteiReceiver *self);

/* What it would do with a mail of which @facts is known. Returns: (transfer full): free with
 * hantei_verdict_free(). */
HanteiVerdict *
hantei_receiver_judge(const HanteiReceiver *self, const HanteiFacts *facts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiReceiver, hantei_receiver_free)
