/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/shape.h"

#include <string.h>

#include "tokenizer/attachment.h"
#include "tokenizer/octet.h"

#define GROUP HANTEI_GROUP_SHAPE

/* A MIME tree longer than this is cut: it is odd enough by then. */
#define MAX_TREE 120

/* U+FF01, the exclamation mark that is as wide as a Han character. */
static gsize
count_wide_exclamations(const gchar *text, gsize length)
{
	const gchar *end = text + length;
	gsize n = 0;

	while ((text = memmem(text, (gsize)(end - text), "\xef\xbc\x81", 3)) != NULL) {
		text += 3;
		n++;
	}
	return n;
}

void
hantei_text_counts_add(HanteiTextCounts *counts, const gchar *text, gsize length)
{
	guint32 n[256] = {0};

	hantei_octets_count(text, length, n);
	counts->n_text_bytes += length;
	counts->n_lines += n['\n'];
	for (guint c = 'A'; c <= 'Z'; c++) {
		counts->n_upper += n[c];
		counts->n_letters += n[c] + n[c | 0x20];
	}
	for (guint c = '0'; c <= '9'; c++)
		counts->n_digits += n[c];
	counts->n_exclamations += n['!'];
	if (n[0xef] > 0)
		counts->n_exclamations += count_wide_exclamations(text, length);
}

gsize
hantei_shape_step(gsize n)
{
	gsize step = 1;

	if (n == 0)
		return 0;
	while (step < n)
		step *= 2;
	return step;
}

/* "multipart/mixed" is "mixed", "text/plain" is "plain", others keep both halves. */
static const gchar *
short_type(const gchar *type)
{
	if (g_str_has_prefix(type, "multipart/") || g_str_has_prefix(type, "text/"))
		return strchr(type, '/') + 1;
	return type;
}

/* The tree in one line, without what closes at its end:
 * "mixed(alternative(plain,html),application/pdf". */
static void
emit_tree(const HanteiPart *parts, gsize n_parts, HanteiFeatures *features)
{
	g_autoptr(GString) tree = g_string_new(NULL);
	guint depth = 0;

	for (gsize i = 0; i < n_parts && tree->len < MAX_TREE; i++) {
		if (i > 0 && parts[i].depth > depth)
			g_string_append_c(tree, '(');
		for (; depth > parts[i].depth; depth--)
			g_string_append_c(tree, ')');
		if (i > 0 && tree->str[tree->len - 1] != '(')
			g_string_append_c(tree, ',');
		depth = parts[i].depth;
		g_string_append(tree, short_type(parts[i].type));
	}
	hantei_features_addf(features, GROUP, "parts %.*s", MAX_TREE, tree->str);
}

static void
emit_parts(const HanteiMessage *message, HanteiFeatures *features)
{
	gsize n_parts;
	const HanteiPart *parts = hantei_message_get_parts(message, &n_parts);
	gsize n_attachments = 0;

	emit_tree(parts, n_parts, features);
	for (gsize i = 0; i < n_parts; i++) {
		if (parts[i].is_attachment) {
			hantei_attachment_emit(&parts[i], features);
			n_attachments++;
		}
	}
	hantei_features_addf(features, GROUP, "attachments up to %" G_GSIZE_FORMAT,
			     hantei_shape_step(n_attachments));
}

static void
emit_complaints(guint complaints, HanteiFeatures *features)
{
	for (guint i = 0; i < HANTEI_COMPLAINT_COUNT; i++) {
		if ((complaints & (1u << i)) != 0)
			hantei_features_addf(features, GROUP, "fault %s",
					     hantei_complaint_to_string((HanteiComplaint)i));
	}
}

/* @n of @of as a step of percent: 0, 1, 2, 4, … 64, 128. */
static gsize
percent_step(gsize n, gsize of)
{
	return of > 0 ? hantei_shape_step(n * 100 / of) : 0;
}

static void
emit_counts(const HanteiTextCounts *counts, HanteiFeatures *features)
{
	hantei_features_addf(features, GROUP, "text up to %" G_GSIZE_FORMAT " bytes",
			     hantei_shape_step(counts->n_text_bytes));
	hantei_features_addf(features, GROUP, "lines up to %" G_GSIZE_FORMAT,
			     hantei_shape_step(counts->n_lines));
	hantei_features_addf(features, GROUP, "capitals up to %" G_GSIZE_FORMAT " %%",
			     percent_step(counts->n_upper, counts->n_letters));
	hantei_features_addf(features, GROUP, "digits up to %" G_GSIZE_FORMAT " %%",
			     percent_step(counts->n_digits, counts->n_text_bytes));
	hantei_features_addf(features, GROUP, "exclamation marks up to %" G_GSIZE_FORMAT,
			     hantei_shape_step(counts->n_exclamations));
	if (counts->n_hidden_bytes > 0)
		hantei_features_addf(features, GROUP, "hidden text up to %" G_GSIZE_FORMAT " bytes",
				     hantei_shape_step(counts->n_hidden_bytes));
}

static void
emit_link_counts(const HanteiLinks *links, HanteiFeatures *features)
{
	g_autoptr(GHashTable) domains = g_hash_table_new(g_str_hash, g_str_equal);
	gsize n;
	const HanteiLink *all = hantei_links_get(links, &n);
	gsize n_pictures = 0;

	for (gsize i = 0; i < n; i++) {
		n_pictures += all[i].is_image != FALSE;
		if (!all[i].is_image)
			g_hash_table_add(domains,
					 (gpointer)hantei_domain_registered(all[i].url.host));
	}
	hantei_features_addf(features, GROUP, "links up to %" G_GSIZE_FORMAT,
			     hantei_shape_step(n - n_pictures));
	hantei_features_addf(features, GROUP, "pictures from the web up to %" G_GSIZE_FORMAT,
			     hantei_shape_step(n_pictures));
	hantei_features_addf(features, GROUP, "link domains up to %" G_GSIZE_FORMAT,
			     hantei_shape_step(g_hash_table_size(domains)));
}

void
hantei_shape_emit(const HanteiMessage *message,
		  const HanteiTextCounts *counts,
		  const HanteiLinks *links,
		  HanteiFeatures *features)
{
	emit_parts(message, features);
	emit_complaints(hantei_message_get_complaints(message), features);
	emit_counts(counts, features);
	emit_link_counts(links, features);
}

/* Whether @subject begins as an answer or a forwarded mail does. */
static gboolean
is_reply(const gchar *subject)
{
	static const gchar *const heads[] = {
	    "re:", "fw:", "fwd:", "aw:", "sv:", "re[", "返信:", "転送:", "回复:", "转发:"};

	for (gsize i = 0; i < G_N_ELEMENTS(heads); i++) {
		if (g_ascii_strncasecmp(subject, heads[i], strlen(heads[i])) == 0)
			return TRUE;
	}
	return FALSE;
}

void
hantei_subject_form_init(HanteiSubjectForm *self, const gchar *subject)
{
	static const gchar *const money[] = {"$", "%", "円", "¥", "￥", "％", "€", "£"};
	HanteiTextCounts counts = {0};

	*self = (HanteiSubjectForm){0};
	if (subject == NULL)
		return;
	hantei_text_counts_add(&counts, subject, strlen(subject));
	self->n_characters = (gsize)g_utf8_strlen(subject, -1);
	self->n_letters = counts.n_letters;
	self->n_upper = counts.n_upper;
	self->is_reply = is_reply(subject);
	self->has_exclamation = counts.n_exclamations > 0;
	self->has_question = strchr(subject, '?') != NULL || strstr(subject, "？") != NULL;
	self->has_digit = counts.n_digits > 0;
	self->has_bracket = *subject == '[' || g_str_has_prefix(subject, "【");
	for (gsize i = 0; i < G_N_ELEMENTS(money); i++)
		self->has_money |= strstr(subject, money[i]) != NULL;
}

void
hantei_shape_emit_subject(const gchar *subject, HanteiFeatures *features)
{
	HanteiSubjectForm form;

	if (subject == NULL || *subject == '\0') {
		hantei_features_addf(features, GROUP,
				     subject == NULL ? "no Subject" : "empty Subject");
		return;
	}
	hantei_subject_form_init(&form, subject);
	hantei_features_addf(features, GROUP, "Subject up to %" G_GSIZE_FORMAT " characters",
			     hantei_shape_step(form.n_characters));
	hantei_features_addf(features, GROUP,
			     "capitals in the Subject up to %" G_GSIZE_FORMAT " %%",
			     percent_step(form.n_upper, form.n_letters));
	if (form.is_reply)
		hantei_features_addf(features, GROUP, "Subject of a reply");
	if (form.has_exclamation)
		hantei_features_addf(features, GROUP, "exclamation mark in the Subject");
	if (form.has_question)
		hantei_features_addf(features, GROUP, "question mark in the Subject");
	if (form.has_digit)
		hantei_features_addf(features, GROUP, "digits in the Subject");
	if (form.has_bracket)
		hantei_features_addf(features, GROUP, "Subject begins with a bracket");
	if (form.has_money)
		hantei_features_addf(features, GROUP, "money or percent in the Subject");
}
