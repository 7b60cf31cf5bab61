/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/encoded-word.h"

#include "tokenizer/charset.h"

#include <string.h>

/* Longest charset name taken for one; IANA's longest is 45 octets. RFC 2047 section 2 would allow
 * 75 octets for a whole word, which mailers exceed freely. */
#define CHARSET_BYTES 60

/* An encoded-word as it stands in the value. */
typedef struct {
	const gchar *charset;
	gsize charset_length;
	gchar encoding; /* 'b' or 'q' */
	const gchar *text;
	gsize text_length;
	const gchar *end; /* behind the closing "?=" */
} Word;

typedef struct {
	const gchar *end;
	/* The first "?=" at or behind the last place we looked from, so that a value full of
	 * openings is searched once and not once per opening. */
	const gchar *closing;
	GString *text;	 /* finished, UTF-8 */
	GString *octets; /* of adjacent words not converted yet */
	gchar *charset;	 /* of @octets, or NULL */
	gchar encoding;
	guint32 bits; /* base64: what a word's last octets left over, of @n_bits */
	guint n_bits;
} Decoder;

static gboolean
is_blank(gchar c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static gint
base64_value(gchar c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (g_ascii_isdigit(c))
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

/* Reads "=?charset?encoding?" at @p into all of @word but its text's length and end. */
static gboolean
word_open(Word *word, const gchar *p, const gchar *end)
{
	const gchar *q = p + 2;

	if (end - p < 6 || p[0] != '=' || p[1] != '?')
		return FALSE;
	while (q < end && q - p - 2 < CHARSET_BYTES && g_ascii_isgraph(*q) && *q != '?' &&
	       *q != '=')
		q++;
	if (q == p + 2 || end - q < 3 || q[0] != '?' || q[2] != '?')
		return FALSE;
	word->charset = p + 2;
	word->charset_length = (gsize)(q - word->charset);
	word->encoding = g_ascii_tolower(q[1]);
	word->text = q + 3;
	return word->encoding == 'b' || word->encoding == 'q';
}

static gboolean
base64_is_valid(const gchar *text, gsize length)
{
	for (gsize i = 0; i < length; i++) {
		if (base64_value(text[i]) < 0 && text[i] != '=' && !is_blank(text[i]))
			return FALSE;
	}
	return TRUE;
}

/* Blanks inside are against RFC 2047 section 2 and common. A word that is never closed does not
 * swallow the next one. */
static gboolean
decoder_find_word(Decoder *self, Word *word, const gchar *p)
{
	Word inner;

	if (!word_open(word, p, self->end))
		return FALSE;
	if (self->closing != NULL && self->closing < word->text)
		self->closing = memmem(word->text, (gsize)(self->end - word->text), "?=", 2);
	if (self->closing == NULL)
		return FALSE;
	for (const gchar *q = word->text; q < self->closing; q++) {
		q = memchr(q, '=', (gsize)(self->closing - q));
		if (q == NULL)
			break;
		if (word_open(&inner, q, self->end))
			return FALSE;
	}
	word->text_length = (gsize)(self->closing - word->text);
	word->end = self->closing + 2;
	return word->encoding == 'q' || base64_is_valid(word->text, word->text_length);
}

/* Converts what is collected and appends it. */
static void
decoder_flush(Decoder *self)
{
	if (self->octets->len > 0) {
		GString *utf8 = hantei_charset_to_utf8((const guint8 *)self->octets->str,
						       self->octets->len, self->charset, NULL);
		g_string_append_len(self->text, utf8->str, (gssize)utf8->len);
		g_string_free(utf8, TRUE);
	}
	g_string_truncate(self->octets, 0);
	g_clear_pointer(&self->charset, g_free);
	self->n_bits = 0;
	self->bits = 0;
}

static void
decoder_add_base64(Decoder *self, const Word *word)
{
	/* Left over from the word before: a mailer cut the base64 text and not the octets. Where it
	 * only dropped the padding, nothing is left over but zeros, and one group of one digit
	 * (6 bits) cannot end a text. */
	if (self->n_bits != 6 && (self->bits & ((1u << self->n_bits) - 1)) == 0)
		self->n_bits = 0;
	for (gsize i = 0; i < word->text_length; i++) {
		const gint value = base64_value(word->text[i]);
		if (value < 0) {
			if (word->text[i] == '=')
				self->n_bits = 0;
			continue;
		}
		self->bits = (self->bits << 6 | (guint32)value) & 0xffff;
		self->n_bits += 6;
		if (self->n_bits >= 8) {
			self->n_bits -= 8;
			g_string_append_c(self->octets, (gchar)(self->bits >> self->n_bits));
		}
	}
}

static void
decoder_add_q(Decoder *self, const Word *word)
{
	const gchar *p = word->text;
	for (gsize i = 0; i < word->text_length; i++) {
		gchar c = p[i];
		if (c == '_') {
			c = ' ';
		} else if (c == '=' && i + 2 < word->text_length && g_ascii_isxdigit(p[i + 1]) &&
			   g_ascii_isxdigit(p[i + 2])) {
			c = (gchar)(g_ascii_xdigit_value(p[i + 1]) << 4 |
				    g_ascii_xdigit_value(p[i + 2]));
			i += 2;
		}
		g_string_append_c(self->octets, c);
	}
}

static void
decoder_add_word(Decoder *self, const Word *word)
{
	if (self->charset == NULL || self->encoding != word->encoding ||
	    strlen(self->charset) != word->charset_length ||
	    g_ascii_strncasecmp(self->charset, word->charset, word->charset_length) != 0) {
		decoder_flush(self);
		self->charset = g_strndup(word->charset, word->charset_length);
		self->encoding = word->encoding;
	}
	if (word->encoding == 'b')
		decoder_add_base64(self, word);
	else
		decoder_add_q(self, word);
}

/* Text between words: unfolded (RFC 5322 section 2.2.3: the line end goes, the blank stays), and
 * converted, since raw 8-bit and raw ISO-2022-JP subjects exist. */
static void
decoder_add_raw(Decoder *self, const gchar *raw, gsize length)
{
	decoder_flush(self);
	for (gsize i = 0; i < length; i++) {
		const gboolean is_fold =
		    (raw[i] == '\r' || raw[i] == '\n') && i + 1 < length && is_blank(raw[i + 1]);
		if (!is_fold)
			g_string_append_c(self->octets, raw[i]);
	}
	decoder_flush(self);
}

/* One line: control characters (U+0000 to U+001F, U+007F to U+009F) and the line and paragraph
 * separators become blanks. In place, since no blank is longer than what it replaces. */
static gchar *
make_one_line(GString *text)
{
	const gchar *from = text->str;
	const gchar *end = text->str + text->len;
	gchar *to = text->str;

	while (from < end) {
		const gchar *next = g_utf8_next_char(from);
		const gunichar c = g_utf8_get_char(from);
		if (c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029) {
			*to++ = ' ';
		} else {
			memmove(to, from, (gsize)(next - from));
			to += next - from;
		}
		from = next;
	}
	*to = '\0';
	return g_strstrip(g_string_free(text, FALSE));
}

gchar *
hantei_encoded_word_decode(const gchar *value, gsize length)
{
	Decoder self = {.end = value + length, .closing = value};
	const gchar *raw = value; /* from here on nothing has been decoded */
	gboolean is_after_word = FALSE;
	const gchar *p = value;

	g_return_val_if_fail(value != NULL || length == 0, NULL);

	self.text = g_string_sized_new(length);
	self.octets = g_string_new(NULL);
	while (p < self.end && (p = memchr(p, '=', (gsize)(self.end - p))) != NULL) {
		Word word;
		const gchar *q = raw;

		if (!decoder_find_word(&self, &word, p)) {
			p++;
			continue;
		}
		/* RFC 2047 section 6.2: blanks between two words are not displayed */
		while (is_after_word && q < p && is_blank(*q))
			q++;
		if (!is_after_word || q < p)
			decoder_add_raw(&self, raw, (gsize)(p - raw));
		decoder_add_word(&self, &word);
		p = raw = word.end;
		is_after_word = TRUE;
	}
	decoder_add_raw(&self, raw, (gsize)(self.end - raw));
	g_string_free(self.octets, TRUE);
	return make_one_line(self.text);
}
