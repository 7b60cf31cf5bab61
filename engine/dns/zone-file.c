/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/zone-file.h"

#include <gio/gio.h>
#include <string.h>

#include "engine/dns/zone-entry.h"
#include "tokenizer/limits.h"

/* Where neither the record nor $TTL nor a record before it says: ldns's own. */
#define DEFAULT_TTL 3600

/* Stands for the origin that is missing: no name of the DNS ends so. */
static const guint8 NO_ORIGIN[] = {1, 1, 0};

typedef struct {
	HanteiZoneFile *file;
	guint line;
	ldns_rdf *origin;   /* or NULL */
	ldns_rdf *owner;    /* of the record before; or NULL */
	ldns_rdf *nowhere;  /* NO_ORIGIN */
	gint64 default_ttl; /* of $TTL; or -1 */
	guint32 ttl;	    /* of the record before */
} Parser;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ldns_rdf, ldns_rdf_deep_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ldns_rr, ldns_rr_free)

static void
record_free(gpointer data)
{
	HanteiZoneRecord *self = data;

	ldns_rr_free(self->rr);
	g_free(self);
}

void
hantei_zone_file_free(HanteiZoneFile *self)
{
	if (self == NULL)
		return;
	g_free(self->name);
	g_ptr_array_unref(self->records);
	g_array_unref(self->faults);
	g_free(self);
}

static void
parser_clear(Parser *self)
{
	g_clear_pointer(&self->origin, ldns_rdf_deep_free);
	g_clear_pointer(&self->owner, ldns_rdf_deep_free);
	g_clear_pointer(&self->nowhere, ldns_rdf_deep_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Parser, parser_clear)

static const gchar *
word_at(const HanteiZoneEntry *entry, guint i)
{
	return i < entry->words->len ? ((const HanteiZoneWord *)entry->words->pdata[i])->text : "";
}

static gboolean
fail_no_origin(const Parser *self, const gchar *name, GError **error)
{
	return hantei_zone_fail(
	    error, self->file->name, self->line,
	    "\"%s\" has no dot at its end and no $ORIGIN is set: write the whole "
	    "name with a dot, or \"$ORIGIN example.com.\" above",
	    name);
}

/* A name as the file writes it: "@" is the origin, and one without a dot at its end is below it.
 * The words are free of "\.", so that a dot at the end is one. */
static ldns_rdf *
read_name(const Parser *self, const gchar *text, GError **error)
{
	const gboolean is_at = strcmp(text, "@") == 0;
	g_autoptr(ldns_rdf) name = NULL;

	if (is_at || !g_str_has_suffix(text, ".")) {
		if (self->origin == NULL) {
			fail_no_origin(self, text, error);
			return NULL;
		}
		if (is_at)
			return ldns_rdf_clone(self->origin);
	}
	if (ldns_str2rdf_dname(&name, text) != LDNS_STATUS_OK ||
	    (!g_str_has_suffix(text, ".") &&
	     ldns_dname_cat(name, self->origin) != LDNS_STATUS_OK) ||
	    ldns_rdf_size(name) > 255) {
		hantei_zone_fail(error, self->file->name, self->line,
				 "\"%s\" is no name: a label has 1 to 63 octets, all of it 253",
				 text);
		return NULL;
	}
	return g_steal_pointer(&name);
}

/* "3600", "1h30m". Returns: FALSE if @text is none; over 2^31 - 1 is none (RFC 2181 8). */
static gboolean
read_ttl(const gchar *text, guint32 *ttl)
{
	guint64 total = 0;

	if (!g_ascii_isdigit(*text))
		return FALSE;
	while (*text != '\0') {
		guint64 n = 0;

		if (!g_ascii_isdigit(*text))
			return FALSE;
		for (; g_ascii_isdigit(*text) && n <= G_MAXINT32; text++)
			n = n * 10 + (guint64)(*text - '0');
		switch (g_ascii_tolower(*text)) {
		case 'w':
			n *= 7;
			/* fall through */
		case 'd':
			n *= 24;
			/* fall through */
		case 'h':
			n *= 60;
			/* fall through */
		case 'm':
			n *= 60;
			/* fall through */
		case 's':
			text++;
			break;
		default:
			if (*text != '\0')
				return FALSE;
		}
		total += n;
		if (total > G_MAXINT32)
			return FALSE;
	}
	*ttl = (guint32)total;
	return TRUE;
}

static gboolean
read_directive(Parser *self, const HanteiZoneEntry *entry, GError **error)
{
	const gchar *what = word_at(entry, 0);
	const gchar *value = word_at(entry, 1);
	guint32 ttl;

	if (g_ascii_strcasecmp(what, "$ORIGIN") == 0 && *value != '\0') {
		ldns_rdf *origin = read_name(self, value, error);

		if (origin == NULL)
			return FALSE;
		ldns_rdf_deep_free(self->origin);
		self->origin = origin;
		return TRUE;
	}
	if (g_ascii_strcasecmp(what, "$TTL") == 0 && read_ttl(value, &ttl)) {
		self->default_ttl = ttl;
		return TRUE;
	}
	if (g_ascii_strcasecmp(what, "$INCLUDE") == 0)
		return hantei_zone_fail(error, self->file->name, self->line,
					"$INCLUDE is not followed: name that file too");
	return hantei_zone_fail(error, self->file->name, self->line,
				"\"%s %s\" is not understood: \"$ORIGIN example.com.\" and \"$TTL "
				"3600\" are",
				what, value);
}

/* Adds @fault at @name, and, if that does not end in a dot, at what it would be if it did: who
 * writes a whole name into a comment forgets the dot. */
static gboolean
add_fault(Parser *self, HanteiZoneFault *fault, const gchar *name, GError **error)
{
	g_autoptr(ldns_rdf) relative = read_name(self, name, error);
	g_autoptr(ldns_rdf) absolute = NULL;

	if (relative == NULL)
		return FALSE;
	hantei_wire_name_set_rdf(&fault->name, relative);
	g_array_append_val(self->file->faults, *fault);
	absolute = strcmp(name, "@") == 0 ? NULL : ldns_dname_new_frm_str(name);
	if (absolute != NULL && ldns_rdf_compare(relative, absolute) != 0) {
		hantei_wire_name_set_rdf(&fault->name, absolute);
		g_array_append_val(self->file->faults, *fault);
	}
	return TRUE;
}

static gboolean
read_fault(Parser *self, const HanteiZoneEntry *entry, GError **error)
{
	static const HanteiDnsStatus STATUSES[] = {HANTEI_DNS_SERVFAIL, HANTEI_DNS_TIMEOUT,
						   HANTEI_DNS_REFUSED};
	HanteiZoneFault fault = {.status = HANTEI_DNS_OK};
	const gboolean is_any = g_ascii_strcasecmp(word_at(entry, 2), "ANY") == 0;

	for (gsize i = 0; i < G_N_ELEMENTS(STATUSES); i++)
		if (g_ascii_strcasecmp(word_at(entry, 3),
				       hantei_dns_status_to_string(STATUSES[i])) == 0)
			fault.status = STATUSES[i];
	if (!is_any)
		fault.type = (HanteiDnsType)ldns_get_rr_type_by_name(word_at(entry, 2));
	if (g_ascii_strcasecmp(word_at(entry, 0), "@fault") != 0 || entry->words->len != 4 ||
	    fault.status == HANTEI_DNS_OK || (fault.type == 0 && !is_any))
		return hantei_zone_fail(error, self->file->name, self->line,
					"\";%s\" is not understood: write \";@fault NAME TYPE "
					"servfail\", or timeout or refused; TYPE may be ANY",
					word_at(entry, 0));
	return add_fault(self, &fault, word_at(entry, 1), error);
}

/* Texts that say something else than who wrote them meant: the one that a ";" cut, and an SPF
 * record of which each word became a text of its own, which are joined without blanks. */
static gboolean
check_text(const Parser *self, const HanteiZoneEntry *entry, guint first, GError **error)
{
	const HanteiZoneWord *word;

	if (entry->cut_line > 0)
		return hantei_zone_fail(
		    error, self->file->name, entry->cut_line,
		    "the text ends at its \";\", the rest is a comment: quote the "
		    "text, \"%s; ...\"",
		    word_at(entry, entry->words->len - 1));
	if (first + 1 >= entry->words->len)
		return TRUE;
	word = entry->words->pdata[first];
	if (!word->is_quoted && g_ascii_strcasecmp(word->text, "v=spf1") == 0)
		return hantei_zone_fail(error, self->file->name, self->line,
					"an SPF record without quotes loses its blanks: quote the "
					"text, \"v=spf1 ...\"");
	return TRUE;
}

/* Of other types it counts that they are there: answer.h has no room for what they say, and ldns
 * loses memory over some of them. */
static gboolean
is_read(ldns_rr_type type)
{
	g_autofree gchar *name = hantei_dns_type_to_string((HanteiDnsType)type);

	return type == LDNS_RR_TYPE_SPF || !g_str_has_prefix(name, "TYPE");
}

/* Reads the data, words from @first, of a record whose owner is yet to be set. */
static ldns_rr *
read_data(const Parser *self,
	  const HanteiZoneEntry *entry,
	  guint first,
	  ldns_rr_type type,
	  GError **error)
{
	g_autofree gchar *type_name = hantei_dns_type_to_string((HanteiDnsType)type);
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(ldns_rr) rr = NULL;
	const gboolean is_text = type == LDNS_RR_TYPE_TXT || type == LDNS_RR_TYPE_SPF;
	ldns_status status;

	if (!is_read(type)) {
		rr = ldns_rr_new();
		ldns_rr_set_type(rr, type);
		return g_steal_pointer(&rr);
	}
	g_string_append_printf(text, ". 0 IN %s", type_name);
	for (guint i = first; i < entry->words->len; i++) {
		const HanteiZoneWord *word = entry->words->pdata[i];
		const gboolean is_quoted =
		    word->is_quoted || (is_text && strcmp(word_at(entry, first), "\\#") != 0);

		g_string_append_printf(text, is_quoted ? " \"%s\"" : " %s", word->text);
	}
	status =
	    text->len >= LDNS_MAX_PACKETLEN
		? LDNS_STATUS_PACKET_OVERFLOW
		: ldns_rr_new_frm_str(&rr, text->str, 0,
				      self->origin != NULL ? self->origin : self->nowhere, NULL);
	/* ldns takes the lower 16 bits of a larger preference */
	if (status == LDNS_STATUS_OK && type == LDNS_RR_TYPE_MX &&
	    strcmp(word_at(entry, first), "\\#") != 0 &&
	    !g_ascii_string_to_unsigned(word_at(entry, first), 10, 0, G_MAXUINT16, NULL, NULL))
		status = LDNS_STATUS_INVALID_INT;
	if (status != LDNS_STATUS_OK) {
		g_autofree gchar *name = ldns_rr_type2str(type);
		g_autoptr(GString) all = g_string_new(NULL);

		for (guint i = first; i < entry->words->len && i < first + 3; i++)
			g_string_append_printf(all, " %.60s", word_at(entry, i));
		hantei_zone_fail(error, self->file->name, self->line, "\"%s%s\": %s", name,
				 all->str, ldns_get_errorstr_by_id(status));
		return NULL;
	}
	return g_steal_pointer(&rr);
}

/* Whether all names in the data of @rr are whole ones. */
static gboolean
has_whole_names(const ldns_rr *rr)
{
	HanteiWireName nowhere = {.length = sizeof NO_ORIGIN};

	memcpy(nowhere.octets, NO_ORIGIN, sizeof NO_ORIGIN);
	for (gsize i = 0; i < ldns_rr_rd_count(rr); i++) {
		HanteiWireName name;

		if (hantei_wire_name_set_rdf(&name, ldns_rr_rdf(rr, i)) &&
		    hantei_wire_name_is_within(&name, &nowhere))
			return FALSE;
	}
	return TRUE;
}

/* Reads TTL and class, either of which may come first, and the type. Returns: FALSE on error. */
static gboolean
read_type(Parser *self, const HanteiZoneEntry *entry, guint *at, ldns_rr_type *type, GError **error)
{
	const gchar *word = word_at(entry, *at);

	if (self->default_ttl >= 0)
		self->ttl = (guint32)self->default_ttl;
	for (guint i = 0; i < 2; i++, word = word_at(entry, *at)) {
		if (g_ascii_strcasecmp(word, "IN") != 0 && !read_ttl(word, &self->ttl))
			break;
		(*at)++;
	}
	if (g_ascii_strcasecmp(word, "CH") == 0 || g_ascii_strcasecmp(word, "HS") == 0)
		return hantei_zone_fail(
		    error, self->file->name, self->line,
		    "class %s is not that of the Internet: leave the record out", word);
	*type = *word == '\0' ? (ldns_rr_type)0 : ldns_get_rr_type_by_name(word);
	/* from 249 on stand what may only be asked for, OPT is no record of a zone; an alias for
	 * all that is below a name is rare, and to overlook it would give wrong answers */
	if (*type == 0 || (*type >= 249 && *type <= 255) || *type == LDNS_RR_TYPE_OPT ||
	    *type == LDNS_RR_TYPE_DNAME)
		return hantei_zone_fail(error, self->file->name, self->line,
					*type == 0 ? "\"%s\" is no type of record"
						   : "records of type \"%s\" are not supported",
					word);
	(*at)++;
	return TRUE;
}

static gboolean
read_record(Parser *self, const HanteiZoneEntry *entry, GError **error)
{
	g_autoptr(ldns_rr) rr = NULL;
	HanteiZoneRecord *record;
	ldns_rr_type type = (ldns_rr_type)0;
	guint at = 0;

	if (entry->has_owner) {
		ldns_rdf *owner = read_name(self, word_at(entry, at++), error);

		if (owner == NULL)
			return FALSE;
		ldns_rdf_deep_free(self->owner);
		self->owner = owner;
	}
	if (self->owner == NULL)
		return hantei_zone_fail(
		    error, self->file->name, self->line,
		    "the line starts with a blank, and no name stands above it: "
		    "write the name first");
	if (!read_type(self, entry, &at, &type, error))
		return FALSE;
	if ((type == LDNS_RR_TYPE_TXT || type == LDNS_RR_TYPE_SPF) &&
	    !check_text(self, entry, at, error))
		return FALSE;
	rr = read_data(self, entry, at, type, error);
	if (rr == NULL)
		return FALSE;
	if (!has_whole_names(rr))
		return fail_no_origin(self, word_at(entry, entry->words->len - 1), error);
	ldns_rdf_deep_free(ldns_rr_owner(rr));
	ldns_rr_set_owner(rr, ldns_rdf_clone(self->owner));
	ldns_rr_set_ttl(rr, self->ttl);
	record = g_new0(HanteiZoneRecord, 1);
	record->line = entry->line;
	record->rr = g_steal_pointer(&rr);
	g_ptr_array_add(self->file->records, record);
	return TRUE;
}

static gboolean
read_entry(Parser *self, const HanteiZoneEntry *entry, GError **error)
{
	const HanteiZoneFile *file = self->file;

	self->line = entry->line;
	if (file->records->len + file->faults->len >= HANTEI_LIMIT_ZONE_RECORDS)
		return hantei_zone_fail(error, file->name, self->line,
					"over %d records: split the file and name what is needed",
					HANTEI_LIMIT_ZONE_RECORDS);
	if (entry->words->len == 0)
		return TRUE;
	if (entry->is_remark)
		return read_fault(self, entry, error);
	if (entry->has_owner && *word_at(entry, 0) == '$')
		return read_directive(self, entry, error);
	return read_record(self, entry, error);
}

HanteiZoneFile *
hantei_zone_file_parse(const gchar *name, const gchar *text, gsize length, GError **error)
{
	g_autoptr(HanteiZoneFile) file = g_new0(HanteiZoneFile, 1);
	g_auto(Parser) parser = {.file = file, .default_ttl = -1, .ttl = DEFAULT_TTL};
	HanteiZoneReader reader = {.name = name, .text = text, .length = length, .line = 1};
	GError *local = NULL;

	file->name = g_strdup(name);
	file->records = g_ptr_array_new_with_free_func(record_free);
	file->faults = g_array_new(FALSE, FALSE, sizeof(HanteiZoneFault));
	if (length > HANTEI_LIMIT_ZONE_BYTES) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "%s: %" G_GSIZE_FORMAT " octets, at most %u: name a smaller file", name,
			    length, HANTEI_LIMIT_ZONE_BYTES);
		return NULL;
	}
	parser.nowhere = ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, sizeof NO_ORIGIN, NO_ORIGIN);
	for (;;) {
		g_autoptr(HanteiZoneEntry) entry = hantei_zone_reader_next(&reader, &local);

		if (entry == NULL)
			break;
		if (!read_entry(&parser, entry, &local))
			break;
	}
	if (local != NULL) {
		g_propagate_error(error, local);
		return NULL;
	}
	return g_steal_pointer(&file);
}
