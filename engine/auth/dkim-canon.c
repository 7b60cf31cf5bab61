/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dkim-canon.h"

#include <openssl/evp.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_MD_CTX, EVP_MD_CTX_free)

/* Gathers short pieces, so that a digest is not called for each of them. */
typedef struct {
	HanteiDkimSink sink;
	gpointer data;
	gsize fill;
	gchar buffer[4096];
} Writer;

static void
writer_flush(Writer *self)
{
	if (self->fill > 0)
		self->sink(self->buffer, self->fill, self->data);
	self->fill = 0;
}

static void
writer_put(Writer *self, const gchar *octets, gsize length)
{
	if (length > sizeof self->buffer - self->fill)
		writer_flush(self);
	if (length > sizeof self->buffer) {
		self->sink(octets, length, self->data);
		return;
	}
	memcpy(self->buffer + self->fill, octets, length);
	self->fill += length;
}

static gboolean
is_blank(gchar c)
{
	return c == ' ' || c == '\t';
}

/* A line with each run of blanks made one (RFC 6376 section 3.4.4). None is at its end. */
static void
put_reduced(Writer *self, const gchar *line, gsize length)
{
	gsize start = 0;
	gsize at = 0;

	while (at < length) {
		/* a single space stays, so most lines go as a whole */
		if (line[at] != '\t' && (line[at] != ' ' || !is_blank(line[at + 1]))) {
			at++;
			continue;
		}
		writer_put(self, line + start, at - start);
		writer_put(self, " ", 1);
		while (at < length && is_blank(line[at]))
			at++;
		start = at;
	}
	writer_put(self, line + start, length - start);
}

void
hantei_dkim_canon_body(
    HanteiDkimCanon canon, const gchar *octets, gsize length, HanteiDkimSink sink, gpointer data)
{
	const gboolean is_relaxed = canon == HANTEI_DKIM_CANON_RELAXED;
	Writer writer;
	gsize n_ends = 0; /* line ends that count only if something follows */
	gboolean is_empty = TRUE;
	gsize at = 0;

	writer.sink = sink;
	writer.data = data;
	writer.fill = 0;
	while (at < length) {
		const gchar *line = octets + at;
		const gchar *lf = memchr(line, '\n', length - at);
		gsize n = lf == NULL ? length - at : (gsize)(lf - line);

		at += n + 1;
		if (lf != NULL && n > 0 && line[n - 1] == '\r')
			n--;
		while (is_relaxed && n > 0 && is_blank(line[n - 1]))
			n--;
		if (n == 0) {
			n_ends++;
			continue;
		}
		for (; n_ends > 0; n_ends--)
			writer_put(&writer, "\r\n", 2);
		if (is_relaxed)
			put_reduced(&writer, line, n);
		else
			writer_put(&writer, line, n);
		is_empty = FALSE;
		n_ends = 1;
	}
	/* an empty body is one line end in the simple form (section 3.4.3) and nothing in the
	 * relaxed (erratum 1384) */
	if (!is_empty || !is_relaxed)
		writer_put(&writer, "\r\n", 2);
	writer_flush(&writer);
}

static void
canon_field_simple(Writer *writer, const gchar *octets, gsize length)
{
	gsize at = 0;

	while (at < length) {
		const gchar *line = octets + at;
		const gchar *lf = memchr(line, '\n', length - at);
		gsize n = lf == NULL ? length - at : (gsize)(lf - line);

		at += n + 1;
		if (lf != NULL && n > 0 && line[n - 1] == '\r')
			n--;
		writer_put(writer, line, n);
		writer_put(writer, "\r\n", 2);
	}
}

/* Whether a line end is at @at; its length is in @n. */
static gboolean
is_line_end(const gchar *octets, gsize at, gsize length, gsize *n)
{
	*n = octets[at] == '\r' ? 2 : 1;
	return octets[at] == '\n' ||
	       (octets[at] == '\r' && at + 1 < length && octets[at + 1] == '\n');
}

/* RFC 6376 section 3.4.2 */
static void
canon_field_relaxed(Writer *writer, const gchar *octets, gsize length)
{
	const gchar *colon = memchr(octets, ':', length);
	const gsize name = colon == NULL ? length : (gsize)(colon - octets);
	gboolean has_blank = FALSE;
	gboolean has_value = FALSE;
	gsize at = name + 1;
	gsize start, n;

	for (gsize i = 0; i < name; i++) {
		const gchar lower = g_ascii_tolower(octets[i]);

		if (!is_blank(octets[i]) && !is_line_end(octets, i, name, &n))
			writer_put(writer, &lower, 1);
	}
	writer_put(writer, ":", 1);
	while (at < length) {
		if (is_line_end(octets, at, length, &n)) {
			at += n;
			continue;
		}
		if (is_blank(octets[at])) {
			has_blank = TRUE;
			at++;
			continue;
		}
		if (has_blank && has_value)
			writer_put(writer, " ", 1);
		has_blank = FALSE;
		has_value = TRUE;
		start = at++;
		while (at < length && !is_blank(octets[at]) && !is_line_end(octets, at, length, &n))
			at++;
		writer_put(writer, octets + start, at - start);
	}
	writer_put(writer, "\r\n", 2);
}

void
hantei_dkim_canon_field(
    HanteiDkimCanon canon, const gchar *octets, gsize length, HanteiDkimSink sink, gpointer data)
{
	Writer writer;

	writer.sink = sink;
	writer.data = data;
	writer.fill = 0;
	if (canon == HANTEI_DKIM_CANON_RELAXED)
		canon_field_relaxed(&writer, octets, length);
	else
		canon_field_simple(&writer, octets, length);
	writer_flush(&writer);
}

static const EVP_MD *
get_md(HanteiDkimHash hash)
{
	return hash == HANTEI_DKIM_HASH_SHA1 ? EVP_sha1() : EVP_sha256();
}

static void
finish_digest(EVP_MD_CTX *context, HanteiDkimDigest *digest)
{
	guint length = 0;

	if (!EVP_DigestFinal_ex(context, digest->octets, &length))
		g_error("OpenSSL cannot finish a digest"); /* no memory */
	digest->length = length;
}

/* A running digest of which the value is taken at each limit. */
typedef struct {
	EVP_MD_CTX *context;
	GPtrArray *wanted; /* of HanteiDkimBodyHash, by limit */
	guint n_done;
	guint64 n_octets;
} Running;

static gint
compare_limits(gconstpointer a, gconstpointer b)
{
	const HanteiDkimBodyHash *const *left = a;
	const HanteiDkimBodyHash *const *right = b;

	return (*left)->limit < (*right)->limit ? -1 : (*left)->limit > (*right)->limit;
}

/* Takes the digest as it now is for the next of those wanted. */
static void
running_take(Running *self)
{
	HanteiDkimBodyHash *hash = self->wanted->pdata[self->n_done++];
	g_autoptr(EVP_MD_CTX) copy = EVP_MD_CTX_new();

	if (copy == NULL || !EVP_MD_CTX_copy_ex(copy, self->context))
		g_error("OpenSSL cannot copy a digest"); /* no memory */
	finish_digest(copy, &hash->digest);
}

static void
running_add(const gchar *octets, gsize length, gpointer data)
{
	Running *self = data;

	while (self->n_done < self->wanted->len) {
		const HanteiDkimBodyHash *next = self->wanted->pdata[self->n_done];
		const gsize n = (gsize)MIN((guint64)length, next->limit - self->n_octets);

		EVP_DigestUpdate(self->context, octets, n);
		self->n_octets += n;
		octets += n;
		length -= n;
		if (self->n_octets < next->limit)
			return;
		running_take(self);
	}
	self->n_octets += length;
}

typedef struct {
	Running of[2]; /* by HanteiDkimHash */
} BothRunning;

static void
both_add(const gchar *octets, gsize length, gpointer data)
{
	BothRunning *self = data;

	for (guint i = 0; i < 2; i++)
		running_add(octets, length, &self->of[i]);
}

static void
hash_body_in_form(HanteiMessage *message,
		  HanteiDkimCanon canon,
		  HanteiDkimBodyHash *hashes,
		  gsize n_hashes)
{
	GBytes *bytes = hantei_message_get_bytes(message);
	const gsize start = hantei_message_get_body_offset(message);
	const gchar *octets = g_bytes_get_data(bytes, NULL);
	gboolean is_wanted = FALSE;
	BothRunning both;

	for (guint i = 0; i < 2; i++) {
		both.of[i].wanted = g_ptr_array_new();
		both.of[i].context = NULL;
		both.of[i].n_done = 0;
		both.of[i].n_octets = 0;
	}
	for (gsize i = 0; i < n_hashes; i++) {
		if (hashes[i].canon != canon)
			continue;
		g_ptr_array_add(both.of[hashes[i].hash].wanted, &hashes[i]);
		is_wanted = TRUE;
	}
	for (guint i = 0; i < 2; i++) {
		Running *running = &both.of[i];

		g_ptr_array_sort(running->wanted, compare_limits);
		if (running->wanted->len == 0)
			continue;
		running->context = EVP_MD_CTX_new();
		if (running->context == NULL ||
		    !EVP_DigestInit_ex(running->context, get_md((HanteiDkimHash)i), NULL))
			g_error("OpenSSL cannot start a digest"); /* no memory */
	}
	if (is_wanted)
		hantei_dkim_canon_body(canon, octets + start, g_bytes_get_size(bytes) - start,
				       both_add, &both);
	for (guint i = 0; i < 2; i++) {
		Running *running = &both.of[i];

		while (running->n_done < running->wanted->len)
			running_take(running);
		for (guint k = 0; k < running->wanted->len; k++) {
			HanteiDkimBodyHash *hash = running->wanted->pdata[k];

			hash->body_bytes = running->n_octets;
		}
		EVP_MD_CTX_free(running->context);
		g_ptr_array_unref(running->wanted);
	}
}

void
hantei_dkim_hash_body(HanteiMessage *message, HanteiDkimBodyHash *hashes, gsize n_hashes)
{
	hash_body_in_form(message, HANTEI_DKIM_CANON_RELAXED, hashes, n_hashes);
	hash_body_in_form(message, HANTEI_DKIM_CANON_SIMPLE, hashes, n_hashes);
}

gboolean
hantei_dkim_has_lone_lf(HanteiMessage *message)
{
	gsize length;
	const gchar *octets = g_bytes_get_data(hantei_message_get_bytes(message), &length);
	gsize n_fields;
	const HanteiField *fields = hantei_message_get_fields(message, &n_fields);
	gsize at = n_fields > 0 ? fields[0].offset : 0; /* after the line of an mbox */

	while (at < length) {
		const gchar *lf = memchr(octets + at, '\n', length - at);

		if (lf == NULL)
			return FALSE;
		if (lf == octets || lf[-1] != '\r')
			return TRUE;
		at = (gsize)(lf - octets) + 1;
	}
	return FALSE;
}

struct _HanteiDkimHasher {
	EVP_MD_CTX *context;
};

HanteiDkimHasher *
hantei_dkim_hasher_new(HanteiDkimHash hash)
{
	HanteiDkimHasher *self = g_new0(HanteiDkimHasher, 1);

	self->context = EVP_MD_CTX_new();
	if (self->context == NULL || !EVP_DigestInit_ex(self->context, get_md(hash), NULL))
		g_error("OpenSSL cannot start a digest"); /* no memory */
	return self;
}

static void
hasher_add(const gchar *octets, gsize length, gpointer data)
{
	HanteiDkimHasher *self = data;

	EVP_DigestUpdate(self->context, octets, length);
}

void
hantei_dkim_hasher_add_field(HanteiDkimHasher *self,
			     HanteiDkimCanon canon,
			     const gchar *octets,
			     gsize length)
{
	hantei_dkim_canon_field(canon, octets, length, hasher_add, self);
}

static void
string_add(const gchar *octets, gsize length, gpointer data)
{
	g_string_append_len(data, octets, (gssize)length);
}

void
hantei_dkim_hasher_add_own_field(HanteiDkimHasher *self,
				 HanteiDkimCanon canon,
				 const gchar *octets,
				 gsize length,
				 gsize cut_offset,
				 gsize cut_length)
{
	g_autoptr(GString) left = g_string_sized_new(length);
	g_autoptr(GString) form = g_string_sized_new(length + 2);

	g_string_append_len(left, octets, (gssize)cut_offset);
	g_string_append_len(left, octets + cut_offset + cut_length,
			    (gssize)(length - cut_offset - cut_length));
	hantei_dkim_canon_field(canon, left->str, left->len, string_add, form);
	EVP_DigestUpdate(self->context, form->str, form->len - 2);
}

void
hantei_dkim_hasher_finish(HanteiDkimHasher *self, HanteiDkimDigest *digest)
{
	finish_digest(self->context, digest);
}

void
hantei_dkim_hasher_free(HanteiDkimHasher *self)
{
	if (self == NULL)
		return;
	EVP_MD_CTX_free(self->context);
	g_free(self);
}
