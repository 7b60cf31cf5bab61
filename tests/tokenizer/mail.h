/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Mails and feature sets for the suites of this floor. */

#pragma once

#include <check.h>
#include <string.h>

#include "tokenizer/feature-set.h"
#include "tokenizer/message.h"

static const HanteiHashKey test_key = {G_GUINT64_CONSTANT(0x0706050403020100),
				       G_GUINT64_CONSTANT(0x0f0e0d0c0b0a0908)};

/* The mail whose octets are @length ones at @octets, in a block of that size, so that a sanitizer
 * sees one octet too many. */
static inline HanteiMessage *
mail_new(const gchar *octets, gsize length)
{
	g_autoptr(GBytes) bytes = g_bytes_new(octets, length);
	g_autoptr(GError) error = NULL;
	HanteiMessage *message = hantei_message_new_from_bytes(bytes, &error);

	ck_assert_msg(message != NULL, "not read: %s", error != NULL ? error->message : "?");
	ck_assert_ptr_null(error);
	return message;
}

/* @text with each LF made CRLF. */
static inline GString *
crlf_new(const gchar *text, gsize length)
{
	GString *twin = g_string_sized_new(length + length / 16);

	for (gsize i = 0; i < length; i++) {
		if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r'))
			g_string_append_c(twin, '\r');
		g_string_append_c(twin, text[i]);
	}
	return twin;
}

/* Whether @text is in @group, or with HANTEI_N_GROUPS in any. */
static inline gboolean
features_have(const HanteiFeatures *features, HanteiGroup group, const gchar *text)
{
	gsize n;
	const HanteiFeature *all = hantei_features_get(features, &n);

	for (gsize i = 0; i < n; i++) {
		if ((group == HANTEI_N_GROUPS || all[i].group == group) &&
		    strcmp(hantei_features_text(features, &all[i]), text) == 0)
			return TRUE;
	}
	return FALSE;
}

/* The texts of @group (HANTEI_N_GROUPS: all), a line each, in order of hash. */
static inline gchar *
features_print(const HanteiFeatures *features, HanteiGroup group)
{
	GString *out = g_string_new(NULL);
	gsize n;
	const HanteiFeature *all = hantei_features_get(features, &n);

	for (gsize i = 0; i < n; i++) {
		if (group == HANTEI_N_GROUPS || all[i].group == group)
			g_string_append_printf(out, "\n\t%s",
					       hantei_features_text(features, &all[i]));
	}
	return g_string_free(out, FALSE);
}

/* Fails, naming @row, unless each of @wanted's "; "-separated texts is in @group, or, with a '!'
 * before it, is not. */
static inline void
features_assert(const HanteiFeatures *features,
		HanteiGroup group,
		const gchar *wanted,
		const gchar *row)
{
	g_auto(GStrv) texts = g_strsplit(wanted, "; ", -1);

	for (gchar **t = texts; *t != NULL; t++) {
		const gboolean is_wanted = **t != '!';
		const gchar *text = is_wanted ? *t : *t + 1;
		g_autofree gchar *all = NULL;

		if (features_have(features, group, text) == is_wanted)
			continue;
		all = features_print(features, group);
		ck_abort_msg("%s: '%s' is %s among%s", row, text,
			     is_wanted ? "not" : "against expectation", all);
	}
}
