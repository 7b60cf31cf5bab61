/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/feature-set.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tokenizer/lean.h"
#include "tokenizer/limits.h"
#include "tokenizer/octet.h"
#include "tokenizer/siphash.h"

/* Room for the 700 features of an ordinary mail without growing. */
#define INITIAL_SLOT_BITS 11
#define INITIAL_TEXT_BYTES (16u * 1024)
#define MAX_TEXT (HANTEI_LIMIT_WORD_BYTES * 2)

struct _HanteiFeatures {
	HanteiHashKey key;
	HanteiFeature *features; /* room for half as many as there are slots, and one more */
	gsize n_features;
	gchar *texts; /* each terminated */
	gsize n_text_bytes;
	gsize max_text_bytes;
	guint32 *slots; /* open addressing by the hash's head: index into features + 1, 0 is free */
	guint slot_bits; /* there are 1 << slot_bits */
	gsize n_trimmed;
	HanteiLanguage language;
	gboolean is_sealed;
};

static const gchar *const group_names[HANTEI_N_GROUPS] = {
#define X(NAME, text, kind, what) text,
    HANTEI_GROUPS(X)
#undef X
};

const gchar *
hantei_group_to_string(HanteiGroup group)
{
	g_return_val_if_fail((guint)group < HANTEI_N_GROUPS, NULL);
	return group_names[group];
}

HanteiGroupKind
hantei_group_get_kind(HanteiGroup group)
{
	static const HanteiGroupKind kinds[HANTEI_N_GROUPS] = {
#define X(NAME, text, kind, what) HANTEI_GROUP_KIND_##kind,
	    HANTEI_GROUPS(X)
#undef X
	};

	g_return_val_if_fail((guint)group < HANTEI_N_GROUPS, HANTEI_GROUP_KIND_CONTENT);
	return kinds[group];
}

gboolean
hantei_group_is_transport(HanteiGroup group)
{
	return hantei_group_get_kind(group) == HANTEI_GROUP_KIND_TRANSPORT;
}

gboolean
hantei_group_from_string(const gchar *name, HanteiGroup *group)
{
	for (guint i = 0; i < HANTEI_N_GROUPS; i++) {
		if (g_str_equal(name, group_names[i])) {
			*group = (HanteiGroup)i;
			return TRUE;
		}
	}
	return FALSE;
}

guint64
hantei_feature_hash(const HanteiHashKey *key, HanteiGroup group, const gchar *text, gsize length)
{
	const guint64 hash = hantei_siphash13(key->k0, key->k1, (guint8)group, text, length);

	return hantei_group_get_kind(group) == HANTEI_GROUP_KIND_HEAD
		   ? hantei_lean_mark(hash, hantei_lean_of(group, text, length))
		   : hash;
}

static void
features_make_slots(HanteiFeatures *self, guint bits)
{
	g_free(self->slots);
	self->slot_bits = bits;
	self->slots = g_new0(guint32, (gsize)1 << bits);
	self->features = g_renew(HanteiFeature, self->features, ((gsize)1 << bits) / 2 + 1);
}

HanteiFeatures *
hantei_features_new(const HanteiHashKey *key)
{
	HanteiFeatures *self = g_new0(HanteiFeatures, 1);

	self->key = *key;
	self->max_text_bytes = INITIAL_TEXT_BYTES;
	self->texts = g_malloc(self->max_text_bytes);
	features_make_slots(self, INITIAL_SLOT_BITS);
	return self;
}

void
hantei_features_free(HanteiFeatures *self)
{
	if (self == NULL)
		return;
	g_free(self->features);
	g_free(self->texts);
	g_free(self->slots);
	g_free(self);
}

/* The slot that holds @hash, or the free one where it belongs. */
static inline guint32 *
features_find_slot(HanteiFeatures *self, guint64 hash)
{
	const gsize mask = ((gsize)1 << self->slot_bits) - 1;
	gsize i = (gsize)(hash >> (64 - self->slot_bits));

	while (self->slots[i] != 0 && self->features[self->slots[i] - 1].hash != hash)
		i = (i + 1) & mask;
	return &self->slots[i];
}

static void
features_grow(HanteiFeatures *self)
{
	features_make_slots(self, self->slot_bits + 1);
	for (gsize i = 0; i < self->n_features; i++)
		*features_find_slot(self, self->features[i].hash) = (guint32)i + 1;
}

/* The longest head of @text within @max octets that cuts no UTF-8 character. */
static gsize
utf8_cut(const gchar *text, gsize length, gsize max)
{
	if (length <= max)
		return length;
	while (max > 0 && ((guchar)text[max] & 0xc0) == 0x80)
		max--;
	return max;
}

void
hantei_features_add(HanteiFeatures *self, HanteiGroup group, const gchar *text, gsize length)
{
	guint64 hash;
	guint32 *slot;

	g_return_if_fail(!self->is_sealed);
	length = utf8_cut(text, length, MAX_TEXT);
	if (length == 0)
		return;
	hash = hantei_feature_hash(&self->key, group, text, length);
	slot = features_find_slot(self, hash);
	if (*slot != 0)
		return;
	if (self->n_features >= HANTEI_LIMIT_FEATURES) {
		self->n_trimmed++;
		return;
	}
	while (self->max_text_bytes - self->n_text_bytes <= length) {
		self->max_text_bytes *= 2;
		self->texts = g_realloc(self->texts, self->max_text_bytes);
	}
	self->features[self->n_features++] =
	    (HanteiFeature){.hash = hash,
			    .text_offset = (guint32)self->n_text_bytes,
			    .text_length = (guint16)length,
			    .group = (guint8)group};
	memcpy(self->texts + self->n_text_bytes, text, length);
	self->texts[self->n_text_bytes + length] = '\0';
	self->n_text_bytes += length + 1;
	*slot = (guint32)self->n_features;
	if (self->n_features * 2 > (gsize)1 << self->slot_bits)
		features_grow(self);
}

/* Appends @length octets of @piece to what ends at @out, as far as there is room up to @last. */
static inline gchar *
append_piece(gchar *out, const gchar *last, const gchar *piece, gsize length)
{
	length = MIN(length, (gsize)(last - out));
	memcpy(out, piece, length);
	return out + length;
}

/* The digits of @number, the last at @end. Returns: the first. */
static gchar *
put_digits(gchar *end, guint64 number)
{
	do {
		*--end = (gchar)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	return end;
}

/* What printf would make of @format, at most @size - 1 octets, and terminated. libc's takes ten
 * times as long, and half of a mail's features come this way.
 * Returns: its length, or G_MAXSIZE if @format has more than %s, %.*s, %.5s, %u, %lu and %%. */
static gsize
format_text(gchar *text, gsize size, const gchar *format, va_list args)
{
	gchar digits[24];
	gchar *const digits_end = digits + sizeof digits;
	gchar *out = text;
	gchar *last = text + size - 1;

	while (*format != '\0') {
		const gchar *start = format;
		gsize n = G_MAXSIZE;

		while (*format != '\0' && *format != '%')
			format++;
		out = append_piece(out, last, start, (gsize)(format - start));
		if (*format == '\0')
			break;
		if (*++format == '.' && format[1] == '*') {
			n = (gsize)va_arg(args, gint);
			format += 2;
		} else if (*format == '.' && g_ascii_isdigit(format[1])) {
			n = (gsize)(format[1] - '0');
			format += 2;
		}
		if (*format == 's') {
			const gchar *piece = va_arg(args, const gchar *);

			out = append_piece(out, last, piece,
					   n == G_MAXSIZE ? strlen(piece) : strnlen(piece, n));
		} else if (n != G_MAXSIZE) {
			/* what a precision means for numbers is libc's business */
			return G_MAXSIZE;
		} else if (*format == '%') {
			out = append_piece(out, last, "%", 1);
		} else if (*format == 'u') {
			start = put_digits(digits_end, va_arg(args, guint));
			out = append_piece(out, last, start, (gsize)(digits_end - start));
		} else if (*format == 'l' && format[1] == 'u') {
			start = put_digits(digits_end, va_arg(args, gulong));
			out = append_piece(out, last, start, (gsize)(digits_end - start));
			format++;
		} else {
			return G_MAXSIZE;
		}
		format++;
	}
	*out = '\0';
	return (gsize)(out - text);
}

void
hantei_features_addf(HanteiFeatures *self, HanteiGroup group, const gchar *format, ...)
{
	gchar text[MAX_TEXT + 4]; /* one character more, so that add() sees where to cut */
	const gchar *bad = text;
	va_list args;
	gsize length;

	va_start(args, format);
	length = format_text(text, sizeof text, format, args);
	va_end(args);
	if (length == G_MAXSIZE) {
		va_start(args, format);
		g_vsnprintf(text, sizeof text, format, args);
		va_end(args);
		length = strlen(text);
	}
	/* what is put together may hold raw octets of a header, or a slice of a character */
	while (!hantei_octets_are_ascii(text, length) && !g_utf8_validate(bad, -1, &bad))
		text[bad - text] = '?';
	hantei_features_add(self, group, text, length);
}

/* The slots are nearly in the order of the hashes: a step or two puts each where it belongs. */
void
hantei_features_seal(HanteiFeatures *self)
{
	HanteiFeature *sorted;
	gsize n = 0;

	if (self->is_sealed)
		return;
	sorted = g_new(HanteiFeature, self->n_features + 1);
	for (gsize i = 0; i < (gsize)1 << self->slot_bits; i++) {
		HanteiFeature feature;
		gsize at = n;

		if (self->slots[i] == 0)
			continue;
		feature = self->features[self->slots[i] - 1];
		for (; at > 0 && sorted[at - 1].hash > feature.hash; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = feature;
		n++;
	}
	g_free(self->features);
	self->features = sorted;
	g_clear_pointer(&self->slots, g_free);
	self->is_sealed = TRUE;
}

const HanteiFeature *
hantei_features_get(const HanteiFeatures *self, gsize *n_features)
{
	*n_features = self->n_features;
	return self->features;
}

const gchar *
hantei_features_text(const HanteiFeatures *self, const HanteiFeature *feature)
{
	return self->texts + feature->text_offset;
}

void
hantei_features_set_language(HanteiFeatures *self, HanteiLanguage language)
{
	self->language = language;
}

HanteiLanguage
hantei_features_get_language(const HanteiFeatures *self)
{
	return self->language;
}

gsize
hantei_features_get_n_trimmed(const HanteiFeatures *self)
{
	return self->n_trimmed;
}
