/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/message.h"

#include <gmime/gmime.h>
#include <string.h>

#include "tokenizer/encoded-word.h"
#include "tokenizer/limits.h"
#include "tokenizer/message-private.h"
#include "tokenizer/mime-view.h"

G_DEFINE_QUARK(hantei_message_error, hantei_message_error)

static const gchar *const complaint_names[HANTEI_COMPLAINT_COUNT] = {
#define X(NAME, text) text,
    HANTEI_COMPLAINTS(X)
#undef X
};

/* Fields that RFC 5322 3.6 (and RFC 2045 3 for MIME) allows once. */
static const gchar *const single_fields[] = {
    "Date",	  "From",    "Sender",	    "Reply-To",	  "To",		  "Cc",		  "Bcc",
    "Message-ID", "Subject", "In-Reply-To", "References", "MIME-Version", "Content-Type",
};

/* A file is mail if it has one of these, or a List- or X- field: "http://…" and "Note: …" at the
 * start of any text file look like a field too. */
static const gchar *const mail_fields[] = {
    "From",	    "To",	    "Cc",	   "Bcc",
    "Subject",	    "Date",	    "Message-ID",  "Received",
    "Return-Path",  "Reply-To",	    "Sender",	   "MIME-Version",
    "Content-Type", "Delivered-To", "Resent-From", "DKIM-Signature",
};

static gboolean
is_field_name_octet(gchar c)
{
	return c > 32 && c < 127 && c != ':';
}

/* The end of the line at @at: the offset after its LF, or the end of the octets. */
static gsize
line_end(const HanteiMessage *self, gsize at)
{
	const gchar *lf = memchr(self->data + at, '\n', self->size - at);

	return lf != NULL ? (gsize)(lf - self->data) + 1 : self->size;
}

static gboolean
line_is_empty(const HanteiMessage *self, gsize at)
{
	return self->data[at] == '\n' ||
	       (self->data[at] == '\r' && at + 1 < self->size && self->data[at + 1] == '\n');
}

/* Reads "name:" at @at into @field. Returns: FALSE if no field starts there. */
static gboolean
read_field_name(const HanteiMessage *self, gsize at, HanteiField *field)
{
	gsize i = at;

	while (i < self->size && is_field_name_octet(self->data[i]))
		i++;
	field->offset = at;
	field->name_length = i - at;
	/* RFC 5322 4.5.3: obsolete syntax has blanks before the colon */
	while (i < self->size && (self->data[i] == ' ' || self->data[i] == '\t'))
		i++;
	if (field->name_length == 0 || i >= self->size || self->data[i] != ':')
		return FALSE;
	field->value_offset = i + 1;
	return TRUE;
}

/* Walks the header and leaves body_offset after it. */
static void
message_read_fields(HanteiMessage *self)
{
	gsize at = self->start;
	gboolean is_closed = FALSE;

	while (at < self->size) {
		HanteiField field;
		gsize end;

		if (line_is_empty(self, at)) {
			at = line_end(self, at);
			is_closed = TRUE;
			break;
		}
		if (!read_field_name(self, at, &field)) {
			/* as GMime and most receivers do: the body starts here */
			message_complain(self, HANTEI_COMPLAINT_MALFORMED_FIELD);
			break;
		}
		end = line_end(self, at);
		while (end < self->size && (self->data[end] == ' ' || self->data[end] == '\t') &&
		       !line_is_empty(self, end))
			end = line_end(self, end);
		field.length = end - at;
		if (self->fields->len < HANTEI_LIMIT_FIELDS)
			g_array_append_val(self->fields, field);
		else
			message_complain(self, HANTEI_COMPLAINT_TRIMMED);
		at = end;
	}
	self->body_offset = at;
	if (!is_closed)
		message_complain(self, HANTEI_COMPLAINT_NO_BODY);
}

static gboolean
message_has_mail_field(const HanteiMessage *self)
{
	for (guint i = 0; i < self->fields->len; i++) {
		const HanteiField *field = &g_array_index(self->fields, HanteiField, i);
		const gchar *name = hantei_message_field_name(self, field);

		if (field->name_length > 5 && g_ascii_strncasecmp(name, "List-", 5) == 0)
			return TRUE;
		if (field->name_length > 2 && g_ascii_strncasecmp(name, "X-", 2) == 0)
			return TRUE;
		for (gsize k = 0; k < G_N_ELEMENTS(mail_fields); k++) {
			if (hantei_message_field_is(self, field, mail_fields[k]))
				return TRUE;
		}
	}
	return FALSE;
}

/* What is wrong with the header's form. */
static void
message_inspect_header(HanteiMessage *self)
{
	guint n_seen[G_N_ELEMENTS(single_fields)] = {0};
	const gchar *end = self->data + self->body_offset;

	for (guint i = 0; i < self->fields->len; i++) {
		const HanteiField *field = &g_array_index(self->fields, HanteiField, i);

		for (gsize k = 0; k < G_N_ELEMENTS(single_fields); k++) {
			if (hantei_message_field_is(self, field, single_fields[k]) &&
			    ++n_seen[k] == 2)
				message_complain(self, HANTEI_COMPLAINT_DUPLICATE_FIELD);
		}
	}
	for (const gchar *p = self->data + self->start; p < end; p++) {
		if (*p == '\0')
			message_complain(self, HANTEI_COMPLAINT_NUL_OCTETS);
		else if ((guchar)*p >= 0x80)
			message_complain(self, HANTEI_COMPLAINT_RAW_8BIT_HEADER);
		else if (*p == '\r' && (p + 1 == end || p[1] != '\n'))
			message_complain(self, HANTEI_COMPLAINT_BARE_CR);
	}
}

/* A byte-order mark that an editor left, and the line an mbox puts before each mail. */
static gsize
find_start(const gchar *data, gsize size)
{
	gsize at = 0;

	if (size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0)
		at = 3;
	if (size - at >= 5 && memcmp(data + at, "From ", 5) == 0) {
		const gchar *lf = memchr(data + at, '\n', size - at);
		gsize i = at + 5;

		/* "From : ann@example.com" is the field in the obsolete syntax */
		while (i < size && (data[i] == ' ' || data[i] == '\t'))
			i++;
		if (i < size && data[i] == ':')
			return at;
		at = lf != NULL ? (gsize)(lf - data) + 1 : size;
	}
	return at;
}

HanteiMessage *
hantei_message_new_from_bytes(GBytes *bytes, GError **error)
{
	static gsize gmime_is_ready = 0;
	g_autoptr(HanteiMessage) self = NULL;

	if (g_bytes_get_size(bytes) > HANTEI_LIMIT_MESSAGE_BYTES) {
		g_set_error(error, HANTEI_MESSAGE_ERROR, HANTEI_MESSAGE_ERROR_TOO_LARGE,
			    "%.1f MiB, at most %u are read",
			    (gdouble)g_bytes_get_size(bytes) / (1024 * 1024),
			    HANTEI_LIMIT_MESSAGE_BYTES / (1024 * 1024));
		return NULL;
	}
	if (g_once_init_enter(&gmime_is_ready)) {
		g_mime_init();
		g_once_init_leave(&gmime_is_ready, 1);
	}
	self = g_new0(HanteiMessage, 1);
	g_atomic_ref_count_init(&self->n_refs);
	self->bytes = g_bytes_ref(bytes);
	self->data = g_bytes_get_data(bytes, &self->size);
	self->fields = g_array_new(FALSE, FALSE, sizeof(HanteiField));
	self->parts = g_array_new(FALSE, TRUE, sizeof(HanteiPart));
	g_array_set_clear_func(self->parts, hantei_message_clear_part);
	self->start = find_start(self->data, self->size);
	message_read_fields(self);
	if (!message_has_mail_field(self)) {
		g_set_error(error, HANTEI_MESSAGE_ERROR, HANTEI_MESSAGE_ERROR_NOT_MAIL,
			    self->size == 0 ? "the file is empty"
					    : "no mail header found; a mail starts with fields "
					      "such as \"From:\" and \"Subject:\"");
		return NULL;
	}
	message_inspect_header(self);
	hantei_message_read_parts(self);
	return g_steal_pointer(&self);
}

HanteiMessage *
hantei_message_ref(HanteiMessage *self)
{
	g_atomic_ref_count_inc(&self->n_refs);
	return self;
}

void
hantei_message_unref(HanteiMessage *self)
{
	if (self == NULL || !g_atomic_ref_count_dec(&self->n_refs))
		return;
	for (guint i = 0; self->made != NULL && i < self->fields->len; i++) {
		g_free(self->made[i].text);
		g_free(self->made[i].name);
		g_free(self->made[i].addr);
	}
	g_free(self->made);
	for (guint i = 0; self->htmls != NULL && i < self->parts->len; i++)
		hantei_html_free(self->htmls[i]);
	g_free(self->htmls);
	g_array_unref(self->fields);
	g_array_unref(self->parts);
	g_bytes_unref(self->bytes);
	g_free(self);
}

GBytes *
hantei_message_get_bytes(const HanteiMessage *self)
{
	return self->bytes;
}

const HanteiField *
hantei_message_get_fields(const HanteiMessage *self, gsize *n_fields)
{
	*n_fields = self->fields->len;
	return (const HanteiField *)(gconstpointer)self->fields->data;
}

gsize
hantei_message_get_body_offset(const HanteiMessage *self)
{
	return self->body_offset;
}

const gchar *
hantei_message_field_name(const HanteiMessage *self, const HanteiField *field)
{
	return self->data + field->offset;
}

const gchar *
hantei_message_field_value(const HanteiMessage *self, const HanteiField *field, gsize *length)
{
	*length = field->offset + field->length - field->value_offset;
	return self->data + field->value_offset;
}

gboolean
hantei_message_field_is(const HanteiMessage *self, const HanteiField *field, const gchar *name)
{
	/* most names differ in their first letter: no call for those */
	if (field->name_length == 0 || ((self->data[field->offset] ^ *name) & ~0x20) != 0)
		return FALSE;
	return field->name_length == strlen(name) &&
	       g_ascii_strncasecmp(self->data + field->offset, name, field->name_length) == 0;
}

const HanteiField *
hantei_message_find_field(const HanteiMessage *self, const gchar *name)
{
	for (guint i = 0; i < self->fields->len; i++) {
		const HanteiField *field = &g_array_index(self->fields, HanteiField, i);

		if (hantei_message_field_is(self, field, name))
			return field;
	}
	return NULL;
}

/* What has been made of @field so far. */
static MessageField *
message_get_made(const HanteiMessage *self, const HanteiField *field)
{
	HanteiMessage *cache = (HanteiMessage *)self;
	const gsize nth = (gsize)(field - &g_array_index(self->fields, HanteiField, 0));

	if (cache->made == NULL)
		cache->made = g_new0(MessageField, self->fields->len);
	return &cache->made[nth];
}

gchar *
hantei_message_dup_header(const HanteiMessage *self, const gchar *name)
{
	const HanteiField *field = hantei_message_find_field(self, name);
	MessageField *made;

	if (field == NULL)
		return NULL;
	made = message_get_made(self, field);
	if (made->text == NULL) {
		gsize length;
		const gchar *value = hantei_message_field_value(self, field, &length);

		made->text =
		    hantei_encoded_word_decode(value, MIN(length, HANTEI_LIMIT_FIELD_BYTES));
	}
	return g_strdup(made->text);
}

/* Where the '<' of the first angle address stands in a raw value, or @length: one inside a quoted
 * string is the display name's, and often there to deceive, one in parentheses a comment's. If
 * another address comes first, that one has no name: @length too. @start is where the name may
 * begin, after the groups that hold nobody. */
static gsize
find_angle(const gchar *value, gsize length, gsize *start)
{
	gboolean is_quoted = FALSE;
	gboolean has_at = FALSE;
	guint depth = 0;

	*start = 0;
	for (gsize i = 0; i < length; i++) {
		if (value[i] == '\\' && (is_quoted || depth > 0))
			i++;
		else if (value[i] == '"' && depth == 0)
			is_quoted = !is_quoted;
		else if (is_quoted)
			continue;
		else if (value[i] == '(')
			depth++;
		else if (value[i] == ')' && depth > 0)
			depth--;
		else if (depth > 0)
			continue;
		else if (value[i] == '<')
			return i;
		else if (value[i] == '@')
			has_at = TRUE;
		else if (value[i] == ',' && has_at)
			return length;
		else if (value[i] == ';')
			*start = i + 1;
	}
	return length;
}

/* The display name before the angle address, without its quotes. */
static gchar *
decode_display_name(const gchar *value, gsize length)
{
	g_autofree gchar *text = hantei_encoded_word_decode(value, length);
	GString *name = g_string_sized_new(strlen(text));

	for (const gchar *p = text; *p != '\0'; p++) {
		if (*p == '\\' && p[1] != '\0')
			g_string_append_c(name, *++p);
		else if (*p != '"')
			g_string_append_c(name, *p);
	}
	g_strstrip(name->str);
	if (*name->str == '\0')
		return g_string_free(name, TRUE);
	return g_string_free(name, FALSE);
}

/* The first mailbox of @list that is an address: groups are passed over, and the words before the
 * comma of an unquoted "Example, Inc. <a@example.com>". */
static InternetAddressMailbox *
first_mailbox(InternetAddressList *list)
{
	for (gint i = 0; list != NULL && i < internet_address_list_length(list); i++) {
		InternetAddress *address = internet_address_list_get_address(list, i);

		const gchar *addr =
		    INTERNET_ADDRESS_IS_MAILBOX(address)
			? internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address))
			: NULL;

		if (addr != NULL && strchr(addr, '@') != NULL)
			return INTERNET_ADDRESS_MAILBOX(address);
	}
	return NULL;
}

/* Reads the first mailbox of @field into @made. */
static void
read_address(const HanteiMessage *self, const HanteiField *field, MessageField *made)
{
	InternetAddressList *list;
	InternetAddressMailbox *mailbox;
	g_autofree gchar *terminated = NULL;
	const gchar *value;
	const gchar *raw_addr;
	gsize length;
	gsize angle;
	gsize start;

	made->is_address_read = TRUE;
	value = hantei_message_field_value(self, field, &length);
	length = MIN(length, HANTEI_LIMIT_FIELD_BYTES);
	terminated = g_strndup(value, length);
	hantei_mime_tame_fields(value, length, terminated);
	list = internet_address_list_parse(NULL, terminated);
	mailbox = first_mailbox(list);
	raw_addr = mailbox != NULL ? internet_address_mailbox_get_addr(mailbox) : NULL;
	if (raw_addr == NULL) {
		g_clear_object(&list);
		return;
	}
	made->addr = g_utf8_make_valid(raw_addr, -1);
	for (gchar *p = strrchr(made->addr, '@'); *p != '\0'; p++)
		*p = g_ascii_tolower(*p);
	g_object_unref(list);
	angle = find_angle(value, length, &start);
	if (angle < length)
		made->name = decode_display_name(value + start, angle - start);
}

gboolean
hantei_message_dup_address(const HanteiMessage *self,
			   const gchar *field_name,
			   gchar **name,
			   gchar **addr)
{
	const HanteiField *field = hantei_message_find_field(self, field_name);
	MessageField *made;

	if (field == NULL)
		return FALSE;
	made = message_get_made(self, field);
	if (!made->is_address_read)
		read_address(self, field, made);
	if (made->addr == NULL)
		return FALSE;
	*name = g_strdup(made->name);
	*addr = g_strdup(made->addr);
	return TRUE;
}

guint
hantei_message_get_complaints(const HanteiMessage *self)
{
	return self->complaints;
}

const gchar *
hantei_complaint_to_string(HanteiComplaint complaint)
{
	g_return_val_if_fail((guint)complaint < HANTEI_COMPLAINT_COUNT, NULL);
	return complaint_names[complaint];
}

const HanteiPart *
hantei_message_get_parts(const HanteiMessage *self, gsize *n_parts)
{
	*n_parts = self->parts->len;
	return (const HanteiPart *)(gconstpointer)self->parts->data;
}

const HanteiHtml *
hantei_message_get_html(const HanteiMessage *self, gsize nth)
{
	HanteiMessage *cache = (HanteiMessage *)self;
	const HanteiPart *part = &g_array_index(self->parts, HanteiPart, nth);

	if (cache->htmls == NULL)
		cache->htmls = g_new0(HanteiHtml *, self->parts->len);
	if (cache->htmls[nth] == NULL)
		cache->htmls[nth] = hantei_html_new(part->text, part->text_length);
	return cache->htmls[nth];
}

gboolean
hantei_message_is_received(const HanteiMessage *self)
{
	return hantei_message_find_field(self, "Received") != NULL;
}

/* Feeds octets to @checksum with every CRLF made LF. */
static void
checksum_update_lf(GChecksum *checksum, const gchar *data, gsize size)
{
	while (size > 0) {
		const gchar *cr = memchr(data, '\r', size);
		gsize n = cr != NULL ? (gsize)(cr - data) : size;

		g_checksum_update(checksum, (const guchar *)data, (gssize)n);
		if (cr == NULL)
			break;
		if (n + 1 >= size || cr[1] != '\n')
			g_checksum_update(checksum, (const guchar *)"\r", 1);
		data += n + 1;
		size -= n + 1;
	}
}

void
hantei_message_digest(const HanteiMessage *self, guint8 digest[16])
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 whole[32];
	gsize length = sizeof whole;

	checksum_update_lf(checksum, self->data + self->start, self->size - self->start);
	g_checksum_get_digest(checksum, whole, &length);
	memcpy(digest, whole, 16);
}
