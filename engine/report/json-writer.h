/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Writes one JSON value on one line. Strings are always valid UTF-8, numbers never NaN and the same
 * in every locale; keys stand in the order they are written. */

#pragma once

#include <glib.h>

typedef struct _HanteiJson HanteiJson;

HanteiJson *
hantei_json_new(void);

void
hantei_json_free(HanteiJson *self);

/* @key is NULL inside an array and at the top. */
void
hantei_json_begin_object(HanteiJson *self, const gchar *key);

void
hantei_json_end_object(HanteiJson *self);

void
hantei_json_begin_array(HanteiJson *self, const gchar *key);

void
hantei_json_end_array(HanteiJson *self);

/* @text may be NULL: null. What is not UTF-8 in it becomes U+FFFD. */
void
hantei_json_add_string(HanteiJson *self, const gchar *key, const gchar *text);

/* With @digits after the point; NaN and the infinities become null. */
void
hantei_json_add_number(HanteiJson *self, const gchar *key, gdouble number, guint digits);

void
hantei_json_add_integer(HanteiJson *self, const gchar *key, gint64 number);

void
hantei_json_add_boolean(HanteiJson *self, const gchar *key, gboolean value);

void
hantei_json_add_null(HanteiJson *self, const gchar *key);

/* The text so far, without a line end. Returns: (transfer full). */
gchar *
hantei_json_dup_text(const HanteiJson *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiJson, hantei_json_free)
