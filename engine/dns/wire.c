/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/wire.h"

#include <string.h>

void
hantei_wire_name_set_text(HanteiWireName *self, const gchar *name)
{
	self->length = 0;
	g_return_if_fail(hantei_dns_name_is_valid(name));
	while (*name != '\0') {
		const gsize length = strcspn(name, ".");

		self->octets[self->length++] = (guint8)length;
		memcpy(self->octets + self->length, name, length);
		self->length += length;
		name += length;
		if (*name == '.')
			name++;
	}
	self->octets[self->length++] = 0;
}

gboolean
hantei_wire_name_set_rdf(HanteiWireName *self, const ldns_rdf *rdf)
{
	const gsize size = rdf == NULL ? 0 : ldns_rdf_size(rdf);

	if (size == 0 || size > 255 || ldns_rdf_get_type(rdf) != LDNS_RDF_TYPE_DNAME)
		return FALSE;
	memcpy(self->octets, ldns_rdf_data(rdf), size);
	self->length = size;
	return TRUE;
}

gchar *
hantei_wire_name_to_text(const HanteiWireName *self)
{
	GString *text = g_string_new(NULL);

	for (gsize at = 0; at < self->length && self->octets[at] > 0;) {
		const gsize end = MIN(at + 1 + self->octets[at], self->length);

		if (text->len > 0)
			g_string_append_c(text, '.');
		while (++at < end) {
			const guint8 c = self->octets[at];

			if (c <= ' ' || c > '~')
				g_string_append_printf(text, "\\%03u", c);
			else if (c == '.' || c == '\\')
				g_string_append_printf(text, "\\%c", c);
			else
				g_string_append_c(text, (gchar)c);
		}
	}
	return g_string_free(text, FALSE);
}

ldns_rdf *
hantei_wire_name_to_rdf(const HanteiWireName *self)
{
	return ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, self->length, self->octets);
}

/* The lengths of labels are below 64, no letters. */
void
hantei_wire_name_fold(HanteiWireName *self)
{
	for (gsize i = 0; i < self->length; i++)
		self->octets[i] = (guint8)g_ascii_tolower((gchar)self->octets[i]);
}

static gboolean
octets_equal(const guint8 *a, const guint8 *b, gsize length)
{
	for (gsize i = 0; i < length; i++)
		if (g_ascii_tolower((gchar)a[i]) != g_ascii_tolower((gchar)b[i]))
			return FALSE;
	return TRUE;
}

gboolean
hantei_wire_name_equal(const HanteiWireName *a, const HanteiWireName *b)
{
	return a->length == b->length && octets_equal(a->octets, b->octets, a->length);
}

gboolean
hantei_wire_name_is_within(const HanteiWireName *self, const HanteiWireName *above)
{
	gsize at = 0;

	while (self->length - at > above->length)
		at += 1 + (gsize)self->octets[at];
	return self->length - at == above->length &&
	       octets_equal(self->octets + at, above->octets, above->length);
}

static gboolean
take_name(HanteiDnsRecord *record, const ldns_rdf *rdf)
{
	HanteiWireName name;

	if (!hantei_wire_name_set_rdf(&name, rdf))
		return FALSE;
	record->name = hantei_wire_name_to_text(&name);
	return TRUE;
}

static gboolean
take_address(HanteiDnsRecord *record, const ldns_rdf *rdf, gsize size)
{
	if (ldns_rdf_size(rdf) != size)
		return FALSE;
	memcpy(record->address, ldns_rdf_data(rdf), size);
	return TRUE;
}

static gboolean
take_chunks(HanteiDnsRecord *record, const ldns_rr *rr)
{
	for (gsize i = 0; i < ldns_rr_rd_count(rr); i++) {
		const ldns_rdf *rdf = ldns_rr_rdf(rr, i);
		const guint8 *data = ldns_rdf_data(rdf);
		const gsize size = ldns_rdf_size(rdf);

		if (size == 0 || size - 1 != data[0])
			return FALSE;
		g_ptr_array_add(record->chunks, g_bytes_new(data + 1, size - 1));
	}
	return TRUE;
}

static gboolean
fill_record(HanteiDnsRecord *record, const ldns_rr *rr)
{
	const gsize n = ldns_rr_rd_count(rr);

	switch (record->type) {
	case HANTEI_DNS_TYPE_A:
		return n == 1 && take_address(record, ldns_rr_rdf(rr, 0), 4);
	case HANTEI_DNS_TYPE_AAAA:
		return n == 1 && take_address(record, ldns_rr_rdf(rr, 0), 16);
	case HANTEI_DNS_TYPE_NS:
	case HANTEI_DNS_TYPE_CNAME:
	case HANTEI_DNS_TYPE_PTR:
		return n == 1 && take_name(record, ldns_rr_rdf(rr, 0));
	case HANTEI_DNS_TYPE_MX:
		if (n != 2 || ldns_rdf_size(ldns_rr_rdf(rr, 0)) != 2)
			return FALSE;
		record->preference = ldns_rdf2native_int16(ldns_rr_rdf(rr, 0));
		return take_name(record, ldns_rr_rdf(rr, 1));
	case HANTEI_DNS_TYPE_SOA:
		if (n != 7 || ldns_rdf_size(ldns_rr_rdf(rr, 6)) != 4)
			return FALSE;
		record->minimum = ldns_rdf2native_int32(ldns_rr_rdf(rr, 6));
		return take_name(record, ldns_rr_rdf(rr, 0));
	case HANTEI_DNS_TYPE_TXT:
		return take_chunks(record, rr);
	default:
		return TRUE;
	}
}

gboolean
hantei_wire_add_record(HanteiDnsAnswer *answer, const ldns_rr *rr)
{
	HanteiDnsRecord *record =
	    hantei_dns_answer_add(answer, (HanteiDnsType)ldns_rr_get_type(rr));

	if (fill_record(record, rr))
		return TRUE;
	g_ptr_array_set_size(answer->records, (gint)answer->records->len - 1);
	return FALSE;
}

guint32
hantei_wire_negative_ttl(const ldns_rr *soa)
{
	const guint32 ttl = ldns_rr_ttl(soa);

	if (ldns_rr_rd_count(soa) != 7 || ldns_rdf_size(ldns_rr_rdf(soa, 6)) != 4)
		return 0;
	return MIN(ttl, ldns_rdf2native_int32(ldns_rr_rdf(soa, 6)));
}
