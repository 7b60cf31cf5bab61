/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* GMime's view of a mail, made into a table of parts. GMime finds where each part lies; the octets
 * are taken from the mail itself and decoded here, for GMime's filter chain costs more than its
 * parser and stops at charsets that lie. */

#include <gmime/gmime.h>
#include <string.h>

#include "tokenizer/charset.h"
#include "tokenizer/limits.h"
#include "tokenizer/message-private.h"
#include "tokenizer/mime-view.h"
#include "tokenizer/octet.h"
#include "tokenizer/simple-part.h"

/* Octets decoded at a time. */
#define CHUNK_BYTES 8192

void
hantei_message_clear_part(gpointer data)
{
	HanteiPart *part = data;

	g_free((gchar *)part->type);
	g_free((gchar *)part->charset);
	g_free((gchar *)part->encoding);
	g_free((gchar *)part->disposition);
	g_free((gchar *)part->filename);
	g_free((gchar *)part->boundary);
	g_free((gchar *)part->text);
}

/* Text types that a reader's program does not show as text. */
static gboolean
is_shown_as_text(const gchar *type)
{
	return g_str_has_prefix(type, "text/") && !g_str_equal(type, "text/calendar") &&
	       !g_str_equal(type, "text/vcard") && !g_str_equal(type, "text/x-vcard") &&
	       !g_str_equal(type, "text/directory") && !g_str_equal(type, "text/csv");
}

/* Decodes up to @max octets of @raw. Returns: (transfer full): the octets; @is_cut tells whether
 * there was more. */
static GByteArray *
decode_octets(
    const guint8 *raw, gsize length, GMimeContentEncoding encoding, gsize max, gboolean *is_cut)
{
	GByteArray *out = g_byte_array_sized_new((guint)MIN(length, max) + 16);
	GMimeEncoding state;
	gsize at = 0;

	g_mime_encoding_init_decode(&state, encoding);
	while (at < length && out->len < max) {
		const gsize n = MIN(length - at, CHUNK_BYTES);
		const guint before = out->len;
		gsize written;

		g_byte_array_set_size(out, before + (guint)g_mime_encoding_outlen(&state, n));
		written = g_mime_encoding_step(&state, (const char *)raw + at, n,
					       (char *)out->data + before);
		g_byte_array_set_size(out, before + (guint)written);
		at += n;
	}
	*is_cut = at < length || out->len > max;
	/* GMime holds the last octets of base64 back until padding comes, which may be missing */
	if (encoding == GMIME_CONTENT_ENCODING_BASE64 && !*is_cut) {
		const guint before = out->len;

		g_byte_array_set_size(out, before + (guint)g_mime_encoding_outlen(&state, 2));
		g_byte_array_set_size(
		    out, before + (guint)g_mime_encoding_step(&state, "==", 2,
							      (char *)out->data + before));
	}
	if (out->len > max)
		g_byte_array_set_size(out, (guint)max);
	return out;
}

/* Letters of base64 in @raw; @is_truncated tells whether the last group of four is incomplete. */
static gsize
count_base64(const guint8 *raw, gsize length, gboolean *is_truncated)
{
	guint32 n[256] = {0};
	gsize n_letters;

	hantei_octets_count((const gchar *)raw, length, n);
	n_letters = n['+'] + n['/'];
	for (guint c = 0; c < 256; c++) {
		if ((hantei_octets[c] & HANTEI_OCTET_ALNUM) != 0)
			n_letters += n[c];
	}
	*is_truncated = (n_letters + n['=']) % 4 != 0;
	return n_letters;
}

static gsize
count_crlf(const guint8 *raw, gsize length)
{
	const guint8 *end = raw + length;
	gsize n = 0;

	for (const guint8 *p = raw; (p = memchr(p, '\r', (gsize)(end - p))) != NULL; p++)
		n += p + 1 < end && p[1] == '\n';
	return n;
}

/* Octets that quoted-printable leaves out: two of each "=3D", "=" and line end of each soft break.
 */
static gsize
count_quoted(const guint8 *raw, gsize length)
{
	const guint8 *end = raw + length;
	gsize n = 0;

	for (const guint8 *p = raw; (p = memchr(p, '=', (gsize)(end - p))) != NULL; p++) {
		if (p + 1 < end && p[1] == '\n')
			n += 2;
		else if (p + 2 < end && (p[1] == '\r' || g_ascii_isxdigit(p[1])))
			n += 2;
	}
	return n;
}

/* The first octets of an attachment; line ends are the mail's own unless base64 keeps them. */
static void
part_take_magic(HanteiPart *part, const guint8 *octets, gsize length, gboolean is_binary)
{
	gsize n = 0;

	for (gsize i = 0; i < length && n < sizeof part->magic; i++) {
		if (is_binary || octets[i] != '\r' || i + 1 >= length || octets[i + 1] != '\n')
			part->magic[n++] = octets[i];
	}
}

/* Makes the digest of an attachment's head, without CRs: a text has one digest whatever the mail's
 * line ends and its encoding. */
static void
part_take_digest(HanteiMessage *message, HanteiPart *part, const guint8 *octets, gsize length)
{
	g_autoptr(GChecksum) checksum = NULL;
	const guint8 *end = octets + length;
	gsize n_left = HANTEI_LIMIT_DIGEST_BYTES;

	if (message->n_digested >= HANTEI_LIMIT_ALL_DIGESTS_BYTES)
		return;
	checksum = g_checksum_new(G_CHECKSUM_SHA256);
	while (octets < end && n_left > 0) {
		const guint8 *cr = memchr(octets, '\r', (gsize)(end - octets));
		const guint8 *stop = cr != NULL ? cr : end;
		const gsize n = MIN((gsize)(stop - octets), n_left);

		g_checksum_update(checksum, octets, (gssize)n);
		n_left -= n;
		octets = cr != NULL ? cr + 1 : end;
	}
	if (n_left == HANTEI_LIMIT_DIGEST_BYTES)
		return;
	message->n_digested += HANTEI_LIMIT_DIGEST_BYTES - n_left;
	g_strlcpy(part->digest, g_checksum_get_string(checksum), sizeof part->digest);
}

/* Octets of an attachment to decode: twice what is looked at, for the CRs that are left out. */
static gsize
attachment_budget(const HanteiMessage *message, const HanteiPart *part)
{
	return message->n_digested < HANTEI_LIMIT_ALL_DIGESTS_BYTES ? 2 * HANTEI_LIMIT_DIGEST_BYTES
								    : 2 * sizeof part->magic;
}

/* Makes CRLF LF in place, so that a mail scores alike however its lines end: CR CR LF too, which is
 * what "=0D" at the end of a quoted-printable line becomes. */
static void
text_unify_lines(HanteiMessage *message, GString *text)
{
	gchar *to = memchr(text->str, '\r', text->len);
	const gchar *end = text->str + text->len;

	if (to == NULL)
		return;
	for (const gchar *from = to; from < end; from++) {
		const gchar *stop = from;

		while (stop < end && *stop == '\r')
			stop++;
		if (stop > from && stop < end && *stop == '\n')
			from = stop;
		else if (stop > from)
			message_complain(message, HANTEI_COMPLAINT_BARE_CR);
		/* a bare CR's run is walked once: what follows it is no LF */
		for (; from < stop; from++)
			*to++ = *from;
		if (from < end)
			*to++ = *from;
	}
	g_string_truncate(text, (gsize)(to - text->str));
}

static void
part_take_text(HanteiMessage *message, HanteiPart *part, const guint8 *octets, gsize length)
{
	HanteiCharsetResult result;
	GString *text = hantei_charset_to_utf8(octets, length, part->charset, &result);

	/* UTF-16 and UTF-32 are full of them */
	if (memchr(octets, '\0', length) != NULL &&
	    (part->charset == NULL || (!g_str_has_prefix(part->charset, "utf-16") &&
				       !g_str_has_prefix(part->charset, "utf-32"))))
		message_complain(message, HANTEI_COMPLAINT_NUL_OCTETS);
	if (part->charset != NULL && (!result.is_declared || result.n_replaced > 0))
		message_complain(message, HANTEI_COMPLAINT_CHARSET_MISMATCH);
	text_unify_lines(message, text);
	part->text_length = text->len;
	part->text = g_string_free(text, FALSE);
}

/* Octets of text that may still be decoded. */
static gsize
text_budget(const HanteiMessage *message)
{
	gsize n_used = 0;

	for (guint i = 0; i < message->parts->len; i++)
		n_used += g_array_index(message->parts, HanteiPart, i).text_length;
	return n_used < HANTEI_LIMIT_TEXT_BYTES
		   ? MIN(HANTEI_LIMIT_TEXT_BYTES - n_used, HANTEI_LIMIT_LEAF_BYTES)
		   : 0;
}

static void
part_read_content(HanteiMessage *message,
		  HanteiPart *part,
		  const guint8 *raw,
		  gsize length,
		  GMimeContentEncoding encoding)
{
	const gboolean is_text = !part->is_attachment;
	const gsize max = is_text ? text_budget(message) : attachment_budget(message, part);
	g_autoptr(GByteArray) decoded = NULL;
	const guint8 *octets = raw;
	gsize n = MIN(length, max);
	gboolean is_cut = length > max;
	gboolean is_truncated = FALSE;

	if (encoding == GMIME_CONTENT_ENCODING_BASE64) {
		part->size_bytes = count_base64(raw, length, &is_truncated) * 3 / 4;
		if (is_truncated)
			message_complain(message, HANTEI_COMPLAINT_TRUNCATED_ENCODING);
	} else {
		part->size_bytes = length - count_crlf(raw, length);
		if (encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
			part->size_bytes -= MIN(count_quoted(raw, length), part->size_bytes);
	}
	if (encoding == GMIME_CONTENT_ENCODING_BASE64 ||
	    encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE ||
	    encoding == GMIME_CONTENT_ENCODING_UUENCODE) {
		decoded = decode_octets(raw, length, encoding, max, &is_cut);
		octets = decoded->data;
		n = decoded->len;
	}
	if (!is_text) {
		part_take_magic(part, octets, n, encoding == GMIME_CONTENT_ENCODING_BASE64);
		part_take_digest(message, part, octets, n);
		return;
	}
	if (is_cut)
		message_complain(message, HANTEI_COMPLAINT_TRIMMED);
	part_take_text(message, part, octets, n);
}

/* @text in lower case and valid UTF-8. Returns: (transfer full) (nullable) */
static gchar *
dup_lower(const gchar *text)
{
	gchar *valid;

	if (text == NULL)
		return NULL;
	valid = g_utf8_make_valid(text, (gssize)MIN(strlen(text), HANTEI_LIMIT_ATTRIBUTE_BYTES));
	for (gchar *p = valid; *p != '\0'; p++)
		*p = g_ascii_tolower(*p);
	return g_strstrip(valid);
}

/* What the content headers of @object say. */
static void
part_read_headers(HanteiPart *part, GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	g_autofree gchar *mime_type = g_mime_content_type_get_mime_type(type);
	GMimeContentDisposition *disposition = g_mime_object_get_content_disposition(object);
	const gchar *declared = g_mime_object_get_header(object, "Content-Type");

	/* RFC 2045 5.2: what has no type and subtype is text, as readers show it */
	if (declared != NULL && strchr(declared, '/') == NULL && GMIME_IS_PART(object))
		part->type = g_strdup("text/plain");
	else
		part->type = dup_lower(mime_type);
	part->charset = dup_lower(g_mime_content_type_get_parameter(type, "charset"));
	part->encoding = dup_lower(g_mime_object_get_header(object, "Content-Transfer-Encoding"));
	if (disposition != NULL)
		part->disposition =
		    dup_lower(g_mime_content_disposition_get_disposition(disposition));
	if (GMIME_IS_PART(object)) {
		const gchar *filename = g_mime_part_get_filename(GMIME_PART(object));
		part->filename = filename != NULL ? g_utf8_make_valid(filename, -1) : NULL;
	} else if (GMIME_IS_MULTIPART(object)) {
		/* not g_mime_multipart_get_boundary(), which makes one up where there is none */
		const gchar *boundary = g_mime_content_type_get_parameter(type, "boundary");
		part->boundary = boundary != NULL ? g_utf8_make_valid(boundary, -1) : NULL;
	}
}

/* What the walk over GMime's tree needs. */
typedef struct {
	HanteiMessage *message;
	const HanteiMimeView *view;
} Walk;

/* Where @part's encoded content lies in the mail's octets. Returns: FALSE if it has none. */
static gboolean
locate_content(const Walk *walk, GMimePart *part, const guint8 **raw, gsize *length)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *stream = content != NULL ? g_mime_data_wrapper_get_stream(content) : NULL;

	if (stream == NULL || !GMIME_IS_STREAM_MEM(stream) || stream->bound_start < 0)
		return FALSE;
	if (stream->bound_end < stream->bound_start ||
	    (gsize)stream->bound_end > walk->view->length)
		return FALSE;
	*raw = hantei_mime_view_locate(walk->view, (gsize)stream->bound_start);
	*length = (gsize)(stream->bound_end - stream->bound_start);
	return *raw != NULL;
}

static void
walk_add_leaf(const Walk *walk, HanteiPart *part, GMimePart *leaf)
{
	const guint8 *raw;
	gsize length;

	part->is_attachment =
	    !is_shown_as_text(part->type) ||
	    (part->disposition != NULL && g_str_equal(part->disposition, "attachment"));
	if (locate_content(walk, leaf, &raw, &length))
		part_read_content(walk->message, part, raw, length,
				  g_mime_part_get_content_encoding(leaf));
	g_array_append_vals(walk->message->parts, part, 1);
}

typedef struct {
	GMimeObject *object;
	guint depth;
} Node;

/* Puts what @object holds on the stack, last child first. */
static void
push_children(GArray *stack, GMimeObject *object, guint depth)
{
	if (GMIME_IS_MULTIPART(object)) {
		GMimeMultipart *multipart = GMIME_MULTIPART(object);

		for (gint i = g_mime_multipart_get_count(multipart) - 1; i >= 0; i--) {
			Node node = {g_mime_multipart_get_part(multipart, i), depth + 1};
			g_array_append_val(stack, node);
		}
	} else if (GMIME_IS_MESSAGE_PART(object)) {
		GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
		Node node = {inner != NULL ? g_mime_message_get_mime_part(inner) : NULL, depth + 1};

		if (node.object != NULL)
			g_array_append_val(stack, node);
	}
}

static void
walk_tree(const Walk *walk, GMimeObject *top)
{
	HanteiMessage *message = walk->message;
	g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(Node));
	Node node = {top, 0};

	g_array_append_val(stack, node);
	while (stack->len > 0) {
		HanteiPart part = {0};

		node = g_array_index(stack, Node, stack->len - 1);
		g_array_set_size(stack, stack->len - 1);
		if (message->parts->len >= HANTEI_LIMIT_PARTS || node.depth > HANTEI_LIMIT_DEPTH) {
			message_complain(message, HANTEI_COMPLAINT_TRIMMED);
			continue;
		}
		part.depth = node.depth;
		part_read_headers(&part, node.object);
		if (GMIME_IS_PART(node.object)) {
			walk_add_leaf(walk, &part, GMIME_PART(node.object));
		} else {
			g_array_append_val(message->parts, part);
			push_children(stack, node.object, node.depth);
		}
	}
}

/* GMime's complaints that say something about who made the mail. */
static void
take_warning(gint64 offset, GMimeParserWarning code, const gchar *item, gpointer data)
{
	HanteiMessage *message = data;

	switch (code) {
	case GMIME_WARN_TRUNCATED_MESSAGE:
		/* a header alone is told by no-body */
		if (message->body_offset < message->size)
			message_complain(message, HANTEI_COMPLAINT_MALFORMED_MULTIPART);
		break;
	case GMIME_WARN_MALFORMED_MULTIPART:
	case GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY:
		message_complain(message, HANTEI_COMPLAINT_MALFORMED_MULTIPART);
		break;
	case GMIME_CRIT_INVALID_HEADER_NAME:
	case GMIME_WARN_INVALID_CONTENT_TYPE:
	case GMIME_WARN_INVALID_PARAMETER:
		message_complain(message, HANTEI_COMPLAINT_MALFORMED_FIELD);
		break;
	case GMIME_CRIT_NESTING_OVERFLOW:
		message_complain(message, HANTEI_COMPLAINT_TRIMMED);
		break;
	default:
		break;
	}
}

static GMimeParserOptions *
parser_options_new(HanteiMessage *message)
{
	GMimeParserOptions *options = g_mime_parser_options_new();

	g_mime_parser_options_set_address_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
	g_mime_parser_options_set_parameter_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
	g_mime_parser_options_set_rfc2047_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
	g_mime_parser_options_set_warning_callback(options, take_warning, message);
	return options;
}

/* A body that GMime could not divide, a multipart without boundary say, is read as plain text. */
static void
message_read_body_as_text(HanteiMessage *message)
{
	HanteiPart part = {0};

	if (message->body_offset >= message->size || message->parts->len >= HANTEI_LIMIT_PARTS)
		return;
	part.type = g_strdup("text/plain");
	part.depth = message->parts->len > 0 ? 1 : 0;
	part_read_content(message, &part, (const guint8 *)message->data + message->body_offset,
			  message->size - message->body_offset, GMIME_CONTENT_ENCODING_DEFAULT);
	g_array_append_val(message->parts, part);
}

/* Reads a mail that is one text. Returns: FALSE if it is another, or may be. */
static gboolean
message_read_simple(HanteiMessage *self)
{
	const gchar *body = self->data + self->body_offset;
	const gsize size = self->size - self->body_offset;
	gsize length;
	HanteiSimplePart simple;
	HanteiPart part = {0};

	if (size == 0 || !hantei_mime_view_is_plain(self, self->start) ||
	    !hantei_simple_part_read(&simple, self))
		return FALSE;
	/* as where there are parts: models have learnt what is read then */
	length = hantei_mime_view_bound(body, size);
	if (length == 0)
		return FALSE;
	if (length < size)
		message_complain(self, HANTEI_COMPLAINT_TRIMMED);
	part.type = g_strdup(simple.is_html ? "text/html" : "text/plain");
	part.charset = *simple.charset != '\0' ? g_strdup(simple.charset) : NULL;
	part.encoding = *simple.encoding != '\0' ? g_strdup(simple.encoding) : NULL;
	part_read_content(self, &part, (const guint8 *)body, length,
			  *simple.encoding != '\0'
			      ? g_mime_content_encoding_from_string(simple.encoding)
			      : GMIME_CONTENT_ENCODING_DEFAULT);
	g_array_append_val(self->parts, part);
	return TRUE;
}

/* Has GMime find the parts. */
static void
message_read_tree(HanteiMessage *self)
{
	g_auto(HanteiMimeView) view = {0};
	const Walk walk = {self, &view};
	GByteArray *lent;
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeParserOptions *options = parser_options_new(self);
	GMimeMessage *message;
	GMimeObject *top;

	hantei_mime_view_init(&view, self, self->start);
	if (view.is_trimmed)
		message_complain(self, HANTEI_COMPLAINT_TRIMMED);
	/* lent to GMime, which would copy the mail otherwise */
	lent = g_byte_array_new_take((guint8 *)view.octets, view.length);
	stream = g_mime_stream_mem_new_with_byte_array(lent);
	parser = g_mime_parser_new_with_stream(stream);
	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	g_mime_parser_set_persist_stream(parser, TRUE);
	message = g_mime_parser_construct_message(parser, options);
	top = message != NULL ? g_mime_message_get_mime_part(message) : NULL;
	if (top != NULL)
		walk_tree(&walk, top);
	if (top == NULL || (GMIME_IS_MULTIPART(top) && self->parts->len == 1))
		message_read_body_as_text(self);
	g_clear_object(&message);
	g_object_unref(parser);
	g_object_unref(stream);
	g_mime_parser_options_free(options);
	g_byte_array_free(lent, FALSE);
}

void
hantei_message_read_parts(HanteiMessage *self)
{
	if (!message_read_simple(self))
		message_read_tree(self);
}
