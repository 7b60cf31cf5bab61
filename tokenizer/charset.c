/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/charset.h"

#include "tokenizer/charset-name.h"
#include "tokenizer/iconv.h"
#include "tokenizer/iso2022.h"
#include "tokenizer/octet.h"

#include <string.h>
#include <unicode/ucsdet.h>

#define REPLACEMENT "\xef\xbf\xbd"

/* Octets the detector looks at. ICU's own limit of interest is 8,000; half of it settles a language
 * in what we tried and costs half a millisecond. */
#define DETECTOR_BYTES 4096
/* Below this ICU says itself that it has seen too few characters (csrmbcs.cpp gives 10 then). */
#define DETECTOR_CONFIDENCE 20
/* Fewer may be chance. */
#define MIN_KANA 3
/* "Le café est fermé, désolé" is Latin-2 to ICU 72. */
#define LATIN_CHARACTERS 16

/* One way to read the octets. */
typedef struct {
	GString *text;
	const gchar *charset;
	guint n_replaced;
	guint n_nul;  /* of those, for NUL octets, known of UTF-8 only */
	guint n_wide; /* characters beyond ASCII, U+FFFD included */
	guint n_kana;
	guint n_narrow;	   /* half-width kana */
	gboolean is_valid; /* the text is known to be UTF-8 */
} Reading;

static void
reading_clear(Reading *self)
{
	if (self->text != NULL)
		g_string_free(self->text, TRUE);
	self->text = NULL;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

static Reading
reading_steal(Reading *self)
{
	const Reading taken = *self;
	self->text = NULL;
	return taken;
}

static void
reading_count(Reading *self)
{
	const guint8 *p = (const guint8 *)self->text->str;
	for (gsize i = 0; i < self->text->len; i++) {
		if (p[i] < 0xc0)
			continue;
		self->n_wide++;
		/* U+3040 to U+30FF: E3 81 80 to E3 83 BF */
		if (p[i] == 0xe3 && p[i + 1] >= 0x81 && p[i + 1] <= 0x83)
			self->n_kana++;
		/* U+FF61 to U+FF9F: EF BD A1 to EF BE 9F */
		else if (p[i] == 0xef && (p[i + 1] == 0xbd || p[i + 1] == 0xbe))
			self->n_narrow++;
	}
}

/* More than one character in fifty is none. Of those beyond ASCII: HTML is mostly ASCII markup, and
 * would hide any lie. */
static gboolean
reading_is_doubtful(const Reading *self)
{
	return self->text == NULL || (guint64)self->n_replaced * 50 > self->n_wide;
}

/* Kana sit in rows of their own which other languages' octets do not hit by chance: in windows-1252
 * hiragana and katakana would all begin with a low quote or a florin sign. Japanese text without a
 * quarter of kana is rare; subjects of a few characters are why ICU is not asked first. UTF-8 taken
 * for Latin-1 twice over looks like kana too, but most of them narrow. */
static gboolean
reading_is_japanese(const Reading *self)
{
	return self->text != NULL && self->n_kana >= MIN_KANA && self->n_kana * 4 >= self->n_wide &&
	       self->n_narrow <= self->n_kana &&
	       (self->n_replaced <= 1 || !reading_is_doubtful(self));
}

static Reading
read_as_2022(const gchar *charset, const guint8 *bytes, gsize length)
{
	Reading self = {.charset = charset, .text = g_string_sized_new(length + length / 2)};
	hantei_iso2022_append(charset, bytes, length, self.text, &self.n_replaced);
	reading_count(&self);
	return self;
}

static Reading
read_as(const gchar *charset, const guint8 *bytes, gsize length)
{
	Reading self = {.charset = charset, .text = g_string_sized_new(length + length / 2)};
	if (!hantei_iconv_append(charset, bytes, length, self.text, &self.n_replaced)) {
		reading_clear(&self);
		return self;
	}
	reading_count(&self);
	return self;
}

/* UTF-8 with U+FFFD for each NUL octet and each broken sequence (its longest good start counts as
 * one: Unicode 15 section 3.9, practice for replacement). */
static Reading
read_as_utf8(const guint8 *bytes, gsize length)
{
	Reading self = {.charset = HANTEI_CHARSET_UTF_8, .text = g_string_sized_new(length + 16)};
	const gchar *p = (const gchar *)bytes;
	const gchar *end = p + length;

	if (length >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	while (p < end) {
		const gchar *bad = NULL;
		gsize step = 1;

		g_utf8_validate_len(p, (gsize)(end - p), &bad);
		g_string_append_len(self.text, p, bad - p);
		if (bad == end)
			break;
		g_string_append(self.text, REPLACEMENT);
		self.n_replaced++;
		self.n_nul += *bad == '\0';
		while (bad + step < end && step < 4 && *bad != '\0' &&
		       g_utf8_get_char_validated(bad, (gssize)step + 1) == (gunichar)-2)
			step++;
		p = bad + step;
	}
	reading_count(&self);
	return self;
}

/* UTF-16 and UTF-32 by their byte order mark, else by where the NUL octets of ASCII characters
 * stand, else big-endian (RFC 2781 section 4.3). */
static Reading
read_as_wide(const gchar *charset, const guint8 *bytes, gsize length)
{
	const gchar *exact = charset == HANTEI_CHARSET_UTF_16 ? "UTF-16BE" : "UTF-32BE";
	gsize n_even = 0;
	gsize n_odd = 0;
	Reading self = {0};

	for (gsize i = 0; i < length; i++) {
		if (bytes[i] == 0)
			(*(i % 2 == 0 ? &n_even : &n_odd))++;
	}
	if (charset == HANTEI_CHARSET_UTF_16) {
		const gboolean has_mark = length >= 2 && bytes[0] + bytes[1] == 0xfe + 0xff;
		if (has_mark ? bytes[0] == 0xff : n_odd > n_even)
			exact = "UTF-16LE";
	} else if (length >= 4 && bytes[0] != 0) {
		exact = "UTF-32LE";
	}
	self = read_as(exact, bytes, length);
	self.charset = charset;
	if (self.text != NULL && g_str_has_prefix(self.text->str, "\xef\xbb\xbf"))
		g_string_erase(self.text, 0, 3);
	return self;
}

static const gchar *
find_wide(const gchar *declared, const guint8 *bytes, gsize length)
{
	if (length >= 4 && memcmp(bytes, "\xff\xfe\0\0", 4) == 0)
		return HANTEI_CHARSET_UTF_32;
	if (length >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0))
		return HANTEI_CHARSET_UTF_16;
	/* "unicode" and "utf-16" are often said of plain ASCII; UTF-16 of a mail holds line ends
	 * and blanks, so NUL octets. */
	if ((declared == HANTEI_CHARSET_UTF_16 || declared == HANTEI_CHARSET_UTF_32) &&
	    !g_utf8_validate_len((const gchar *)bytes, length, NULL))
		return declared;
	return NULL;
}

/* These differ from windows-1252 in a few letters, which ICU mistakes in a short text. */
static gboolean
charset_is_latin(const gchar *charset)
{
	return strcmp(charset, "ISO-8859-2") == 0 || strcmp(charset, "windows-1250") == 0 ||
	       charset == HANTEI_CHARSET_WINDOWS_1254;
}

/* ICU's opinion of the octets around the first that is beyond ASCII. */
static Reading
read_as_detected(const guint8 *bytes, gsize length)
{
	UErrorCode status = U_ZERO_ERROR;
	gint32 n_matches = 0;
	gsize start = 0;
	Reading best = {0};
	UCharsetDetector *detector = ucsdet_open(&status);
	const UCharsetMatch **matches;

	while (start < length && bytes[start] < 0x80)
		start++;
	start -= MIN(start, DETECTOR_BYTES / 8);
	ucsdet_setText(detector, (const gchar *)bytes + start,
		       (gint32)MIN(length - start, DETECTOR_BYTES), &status);
	matches = ucsdet_detectAll(detector, &n_matches, &status);
	for (gint32 i = 0; U_SUCCESS(status) && i < n_matches; i++) {
		const gchar *charset =
		    hantei_charset_name_find(ucsdet_getName(matches[i], &status));
		const gint32 confidence = ucsdet_getConfidence(matches[i], &status);
		g_auto(Reading) reading = {0};

		if (confidence < DETECTOR_CONFIDENCE)
			break;
		if (charset == NULL || charset == HANTEI_CHARSET_UTF_8 ||
		    charset == HANTEI_CHARSET_UTF_16 || charset == HANTEI_CHARSET_UTF_32 ||
		    hantei_charset_name_is_2022(charset))
			continue;
		reading = read_as(charset, bytes, length);
		/* what has no kana is not Japanese: rows of soft hyphens have been taken for it */
		if ((charset == HANTEI_CHARSET_CP932 || charset == HANTEI_CHARSET_EUC_JP) &&
		    reading.n_kana <= reading.n_narrow)
			continue;
		if (reading_is_doubtful(&reading) ||
		    (reading.n_wide < LATIN_CHARACTERS && charset_is_latin(charset)))
			continue;
		best = reading_steal(&reading);
		break;
	}
	ucsdet_close(detector);
	return best;
}

/* A few octets beyond ASCII, each between two of ASCII: an apostrophe, a pound sign, an accent.
 * Other scripts' words have several in a row. ICU says windows-1252 or nothing to each of the 244
 * such texts among 14,865 mails, which are seven in ten of all it is asked about. */
static gboolean
octets_are_strewn(const guint8 *bytes, gsize length)
{
	guint n = 0;

	for (gsize i = 0; i < length; i++) {
		if (bytes[i] < 0x80)
			continue;
		if (++n >= LATIN_CHARACTERS || (i > 0 && bytes[i - 1] >= 0x80))
			return FALSE;
	}
	return TRUE;
}

/* Whether there are as many of the octets that kana begin with: nobody's Latin-1 has these, so
 * there is no need to convert it. */
static gboolean
may_have_kana(const gchar *charset, const guint32 n[256])
{
	if (charset == HANTEI_CHARSET_CP932)
		return n[0x81] + n[0x82] + n[0x83] >= MIN_KANA;
	return n[0xa1] + n[0xa4] + n[0xa5] >= MIN_KANA;
}

/* Who declares nothing of use, or something the octets gainsay. */
static Reading
read_by_guess(const guint8 *bytes, gsize length)
{
	static const gchar *const japanese[] = {HANTEI_CHARSET_CP932, HANTEI_CHARSET_EUC_JP};
	guint32 n[256] = {0};
	Reading detected;

	hantei_octets_count((const gchar *)bytes, length, n);
	for (guint i = 0; i < G_N_ELEMENTS(japanese); i++) {
		g_auto(Reading) reading = {0};

		if (!may_have_kana(japanese[i], n))
			continue;
		reading = read_as(japanese[i], bytes, length);
		if (reading_is_japanese(&reading))
			return reading_steal(&reading);
	}
	if (!octets_are_strewn(bytes, length)) {
		detected = read_as_detected(bytes, length);
		if (detected.text != NULL)
			return detected;
	}
	return read_as(HANTEI_CHARSET_WINDOWS_1252, bytes, length);
}

/* Some of it is broken, but so much of it is good that nothing else could have written it. */
static gboolean
utf8_is_likely(const Reading *utf8, gboolean is_declared)
{
	const guint n_good = utf8->n_wide - MIN(utf8->n_wide, utf8->n_replaced);
	const guint n_broken = utf8->n_replaced - utf8->n_nul;
	/* a text cut inside its last character */
	if (n_broken == 1 && g_str_has_suffix(utf8->text->str, REPLACEMENT))
		return is_declared || n_good > 0;
	/* By chance a pair of octets in a legacy encoding's text is UTF-8 one time in seven
	 * (GB2312, EUC-JP) or less. Where UTF-8 is declared, broken octets are mostly "=" that
	 * someone forgot to encode. */
	return (guint64)n_broken * (is_declared ? 1 : 4) <= n_good;
}

/* The declared charset failed. It may still be the right one, with a vendor's characters which our
 * iconv lacks; windows-1252 takes nearly any octet, and proves nothing by taking these. */
static gboolean
guess_is_better(const Reading *said, const Reading *guess)
{
	if (said->text == NULL || reading_is_japanese(guess))
		return TRUE;
	if (guess->text == NULL || (said->n_replaced == 1 && said->n_wide > 1))
		return FALSE;
	if (guess->charset == HANTEI_CHARSET_WINDOWS_1252)
		return said->n_replaced * 5 > said->n_wide;
	return guess->n_replaced < said->n_replaced;
}

/* Octets beyond ASCII that are no valid UTF-8. */
static Reading
read_8bit(const gchar *declared, const guint8 *bytes, gsize length)
{
	g_auto(Reading) utf8 = read_as_utf8(bytes, length);
	g_auto(Reading) said = {0};
	const gchar *shifted = hantei_iso2022_find(declared, bytes, length);

	if (utf8_is_likely(&utf8, declared == HANTEI_CHARSET_UTF_8))
		return reading_steal(&utf8);
	if (shifted == NULL && declared == HANTEI_CHARSET_ISO_2022_JP)
		shifted = HANTEI_CHARSET_ISO_2022_JP;
	if (shifted != NULL)
		said = read_as_2022(shifted, bytes, length);
	else if (declared != NULL && declared != HANTEI_CHARSET_US_ASCII &&
		 declared != HANTEI_CHARSET_UTF_8 && declared != HANTEI_CHARSET_UTF_16 &&
		 declared != HANTEI_CHARSET_UTF_32)
		said = read_as(declared, bytes, length);

	if (said.text == NULL || reading_is_doubtful(&said)) {
		g_auto(Reading) guess = read_by_guess(bytes, length);
		return reading_steal(guess_is_better(&said, &guess) ? &guess : &said);
	}
	if (said.charset == HANTEI_CHARSET_WINDOWS_1252) {
		g_auto(Reading) japanese = {0};
		guint32 n[256] = {0};

		hantei_octets_count((const gchar *)bytes, length, n);
		if (may_have_kana(HANTEI_CHARSET_CP932, n))
			japanese = read_as(HANTEI_CHARSET_CP932, bytes, length);
		if (reading_is_japanese(&japanese))
			return reading_steal(&japanese);
	}
	return reading_steal(&said);
}

static Reading
read_7bit(const gchar *declared, const guint8 *bytes, gsize length)
{
	const gchar *shifted = hantei_iso2022_find(declared, bytes, length);
	Reading self = {.charset = HANTEI_CHARSET_US_ASCII};

	if (shifted != NULL)
		return read_as_2022(shifted, bytes, length);
	if (declared == HANTEI_CHARSET_UTF_7 && memchr(bytes, '+', length) != NULL) {
		self = read_as(HANTEI_CHARSET_UTF_7, bytes, length);
		if (self.text != NULL && self.n_replaced == 0)
			return self;
		reading_clear(&self);
		self = (Reading){.charset = HANTEI_CHARSET_US_ASCII};
	}
	self.text = g_string_sized_new(length);
	self.is_valid = TRUE;
	hantei_iconv_append_utf8((const gchar *)bytes, length, self.text, &self.n_replaced);
	return self;
}

/* ASCII is a part of every charset but the 16 and 32 bit ones, and a mail that declares nothing
 * cannot lie. */
static gboolean
is_as_declared(const gchar *name, const gchar *declared, const gchar *charset)
{
	if (name == NULL || declared == charset)
		return TRUE;
	if (charset == HANTEI_CHARSET_US_ASCII)
		return declared != HANTEI_CHARSET_UTF_16 && declared != HANTEI_CHARSET_UTF_32;
	return hantei_charset_name_is_2022(charset) && hantei_charset_name_is_2022(declared);
}

GString *
hantei_charset_to_utf8(const guint8 *bytes,
		       gsize length,
		       const gchar *declared,
		       HanteiCharsetResult *result)
{
	const gchar *charset = hantei_charset_name_find(declared);
	const gchar *wide;
	Reading reading = {0};

	g_return_val_if_fail(bytes != NULL || length == 0, NULL);

	wide = length == 0 ? NULL : find_wide(charset, bytes, length);
	if (length == 0)
		reading = (Reading){.charset = HANTEI_CHARSET_US_ASCII, .text = g_string_new(NULL)};
	else if (wide != NULL)
		reading = read_as_wide(wide, bytes, length);
	else if (hantei_octets_are_ascii((const gchar *)bytes, length))
		reading = read_7bit(charset, bytes, length);
	else if (g_utf8_validate_len((const gchar *)bytes, length, NULL) &&
		 memcmp(bytes, "\xef\xbb\xbf", MIN(length, 3)) != 0)
		reading = (Reading){.charset = HANTEI_CHARSET_UTF_8,
				    .is_valid = TRUE,
				    .text = g_string_new_len((const gchar *)bytes, (gssize)length)};
	else
		reading = read_8bit(charset, bytes, length);

	/* an iconv without windows-1252, or one whose UTF-8 is not valid */
	if (reading.text == NULL)
		reading = read_as_utf8(bytes, length);
	if (!reading.is_valid && !g_utf8_validate_len(reading.text->str, reading.text->len, NULL)) {
		Reading valid = read_as_utf8((const guint8 *)reading.text->str, reading.text->len);
		valid.charset = reading.charset;
		valid.n_replaced += reading.n_replaced;
		reading_clear(&reading);
		reading = valid;
	}
	if (result != NULL) {
		result->charset = reading.charset;
		result->n_replaced = reading.n_replaced;
		result->is_declared = is_as_declared(declared, charset, reading.charset);
	}
	return reading.text;
}
