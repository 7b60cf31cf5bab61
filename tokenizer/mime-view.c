/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/mime-view.h"

#include <string.h>

#include "tokenizer/limits.h"

/* Colons of one field that GMime sees: groups do not nest in RFC 5322. */
#define MAX_COLONS 100

/* GMime takes every address and date of a header apart, which we have no use for: of a mail with a
 * body up to this it sees the MIME fields alone. It takes less to read a header than to copy more.
 */
#define MAX_COPIED_BYTES (256u * 1024)

/* The fields that say how the body is to be taken apart. */
static const gchar *const mime_fields[] = {"MIME-Version", "Content-Type",
					   "Content-Transfer-Encoding", "Content-Disposition"};

static gboolean
is_mime_field(const HanteiMessage *message, const HanteiField *field)
{
	for (gsize i = 0; i < G_N_ELEMENTS(mime_fields); i++) {
		if (hantei_message_field_is(message, field, mime_fields[i]))
			return TRUE;
	}
	return FALSE;
}

/* The end of a header that starts at @at: after its empty line. */
static gsize
header_end(const gchar *body, gsize length, gsize at, guint *n_lines)
{
	*n_lines = 0;
	while (at < length) {
		const gchar *lf = memchr(body + at, '\n', length - at);
		const gsize next = lf != NULL ? (gsize)(lf - body) + 1 : length;

		if (next - at <= 1 || (next - at == 2 && body[at] == '\r'))
			return next;
		if (++*n_lines > HANTEI_LIMIT_FIELDS)
			return next;
		at = next;
	}
	return length;
}

static gboolean
is_header_too_large(const gchar *body, gsize length, gsize at)
{
	guint n_lines;
	const gsize end = header_end(body, length, at, &n_lines);

	return n_lines > HANTEI_LIMIT_FIELDS || end - at > HANTEI_LIMIT_HEADER_BYTES;
}

/* How much of a body may be taken apart: all, or up to the first part whose header is too large or
 * the line that may be one boundary too many. */
static gsize
find_body_end(const gchar *body, gsize length)
{
	guint n_boundaries = 0;
	gsize next;

	for (gsize line = 0; line < length; line = next) {
		const gchar *lf = memchr(body + line, '\n', length - line);

		if (lf == NULL)
			break;
		next = (gsize)(lf - body) + 1;
		if (body[line] != '-' || body[line + 1] != '-')
			continue;
		if (++n_boundaries > HANTEI_LIMIT_BOUNDARY_LINES ||
		    is_header_too_large(body, length, next))
			return line;
	}
	return length;
}

/* An attached mail's header follows the empty line that ends its part's header. Returns: where the
 * first one that is too large begins. */
static gsize
find_attached_end(const gchar *body, gsize length)
{
	static const gchar type[] = "message/";
	gsize at = 0;

	while (at + sizeof type < length) {
		const gchar *found = memmem(body + at, length - at, type, sizeof type - 1);
		guint n_lines;
		gsize next;

		if (found == NULL)
			return length;
		next = header_end(body, length, (gsize)(found - body), &n_lines);
		if (n_lines > HANTEI_LIMIT_FIELDS || is_header_too_large(body, length, next))
			return (gsize)(found - body);
		at = MAX(next, at + 1);
	}
	return length;
}

gsize
hantei_mime_view_bound(const gchar *body, gsize length)
{
	return find_attached_end(body, find_body_end(body, length));
}

/* Puts a header of the MIME fields together, and the body behind it. */
static void
mime_view_copy(HanteiMimeView *self, const HanteiMessage *message, gsize body_length)
{
	gsize n_fields;
	const HanteiField *fields = hantei_message_get_fields(message, &n_fields);

	self->copy = g_byte_array_sized_new((guint)body_length + HANTEI_LIMIT_FIELD_BYTES);
	for (gsize i = 0; i < n_fields; i++) {
		const guint8 *field =
		    (const guint8 *)hantei_message_field_name(message, &fields[i]);

		if (is_mime_field(message, &fields[i]) &&
		    fields[i].length <= HANTEI_LIMIT_FIELD_BYTES &&
		    self->copy->len < HANTEI_LIMIT_HEADER_BYTES)
			g_byte_array_append(self->copy, field, (guint)fields[i].length);
	}
	g_byte_array_append(self->copy, (const guint8 *)"\n", 1);
	self->header_length = self->copy->len;
	g_byte_array_append(self->copy, self->body, (guint)body_length);
	self->octets = self->copy->data;
	self->length = self->copy->len;
}

static gboolean
header_is_too_large(const HanteiMessage *message, gsize start)
{
	gsize n_fields;

	hantei_message_get_fields(message, &n_fields);
	return n_fields >= HANTEI_LIMIT_FIELDS ||
	       hantei_message_get_body_offset(message) - start > HANTEI_LIMIT_HEADER_BYTES;
}

gboolean
hantei_mime_view_is_plain(const HanteiMessage *message, gsize start)
{
	const guint doubts = 1u << HANTEI_COMPLAINT_NO_BODY |
			     1u << HANTEI_COMPLAINT_MALFORMED_FIELD |
			     1u << HANTEI_COMPLAINT_NUL_OCTETS | 1u << HANTEI_COMPLAINT_BARE_CR;
	gsize n_fields;
	const HanteiField *fields = hantei_message_get_fields(message, &n_fields);

	if ((hantei_message_get_complaints(message) & doubts) != 0 ||
	    header_is_too_large(message, start))
		return FALSE;
	for (gsize i = 0; i < n_fields; i++) {
		if (fields[i].value_offset != fields[i].offset + fields[i].name_length + 1 ||
		    (is_mime_field(message, &fields[i]) &&
		     fields[i].length > HANTEI_LIMIT_FIELD_BYTES))
			return FALSE;
	}
	return TRUE;
}

/* As hantei_mime_tame_fields(), of one field. */
static gboolean
tame_field(const gchar *field, gsize length, gchar *copy)
{
	guint n_colons = 0;
	gboolean is_tame = TRUE;

	for (gsize i = 0; i < length; i++) {
		const gchar c = field[i];

		if ((c != ':' || ++n_colons <= MAX_COLONS) &&
		    ((c != ',' && c != ';') || i <= HANTEI_LIMIT_FIELD_BYTES))
			continue;
		is_tame = FALSE;
		if (copy == NULL)
			break;
		copy[i] = ' ';
	}
	return is_tame;
}

gboolean
hantei_mime_tame_fields(const gchar *data, gsize size, gchar *copy)
{
	gboolean is_tame = TRUE;
	gsize start = 0;

	while (start < size && (is_tame || copy != NULL)) {
		gsize end = start;

		do {
			const gchar *lf = memchr(data + end, '\n', size - end);

			end = lf != NULL ? (gsize)(lf - data) + 1 : size;
		} while (end < size && (data[end] == ' ' || data[end] == '\t'));
		/* a shorter one cannot have as many colons */
		if (end - start > MAX_COLONS)
			is_tame &= tame_field(data + start, end - start,
					      copy != NULL ? copy + start : NULL);
		start = end;
	}
	return is_tame;
}

/* Makes the octets a tame copy, if they are not tame as they are. */
static void
mime_view_tame(HanteiMimeView *self)
{
	if (hantei_mime_tame_fields((const gchar *)self->octets, self->length, NULL))
		return;
	if (self->copy == NULL) {
		self->copy = g_byte_array_sized_new((guint)self->length);
		g_byte_array_append(self->copy, self->octets, (guint)self->length);
		self->octets = self->copy->data;
	}
	hantei_mime_tame_fields((const gchar *)self->octets, self->length,
				(gchar *)self->copy->data);
}

void
hantei_mime_view_init(HanteiMimeView *self, const HanteiMessage *message, gsize start)
{
	gsize size;
	const gchar *data = g_bytes_get_data(hantei_message_get_bytes(message), &size);
	const gsize body = hantei_message_get_body_offset(message);
	const gsize body_length = hantei_mime_view_bound(data + body, size - body);

	*self = (HanteiMimeView){0};
	self->is_trimmed = body_length < size - body;
	self->body = (const guint8 *)data + body;
	if (header_is_too_large(message, start)) {
		self->is_trimmed = TRUE;
		mime_view_copy(self, message, body_length);
	} else if (body_length <= MAX_COPIED_BYTES && hantei_mime_view_is_plain(message, start)) {
		mime_view_copy(self, message, body_length);
	} else {
		self->octets = (const guint8 *)data + start;
		self->length = body - start + body_length;
		self->header_length = body - start;
	}
	mime_view_tame(self);
}

void
hantei_mime_view_clear(HanteiMimeView *self)
{
	g_clear_pointer(&self->copy, g_byte_array_unref);
}

const guint8 *
hantei_mime_view_locate(const HanteiMimeView *self, gsize at)
{
	return at >= self->header_length ? self->body + (at - self->header_length) : NULL;
}
