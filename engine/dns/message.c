/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/message.h"

#include <string.h>

#define HEADER_BYTES 12

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ldns_pkt, ldns_pkt_free)

guint8 *
hantei_message_new_query(
    const HanteiWireName *name, HanteiDnsType type, guint16 id, gboolean with_edns, gsize *size)
{
	g_autoptr(ldns_pkt) packet = ldns_pkt_query_new(
	    hantei_wire_name_to_rdf(name), (ldns_rr_type)type, LDNS_RR_CLASS_IN, LDNS_RD);
	guint8 *wire = NULL;
	guint8 *copy;

	*size = 0;
	g_return_val_if_fail(packet != NULL, NULL);
	ldns_pkt_set_id(packet, id);
	if (with_edns)
		ldns_pkt_set_edns_udp_size(packet, HANTEI_DNS_UDP_BYTES);
	if (ldns_pkt2wire(&wire, packet, size) != LDNS_STATUS_OK)
		g_return_val_if_reached(NULL);
	copy = g_memdup2(wire, *size);
	LDNS_FREE(wire);
	return copy;
}

static guint
read_16(const guint8 *data)
{
	return (guint)data[0] << 8 | data[1];
}

/* Whether the message repeats the question that was asked. */
static gboolean
has_question(const guint8 *data, gsize size, const HanteiWireName *name, HanteiDnsType type)
{
	HanteiWireName asked;

	if (read_16(data + 4) != 1 || size < HEADER_BYTES + name->length + 4)
		return FALSE;
	memcpy(asked.octets, data + HEADER_BYTES, name->length);
	asked.length = name->length;
	data += HEADER_BYTES + name->length;
	return hantei_wire_name_equal(&asked, name) && read_16(data) == (guint)type &&
	       read_16(data + 2) == LDNS_RR_CLASS_IN;
}

static HanteiReply
fail(HanteiDnsAnswer *answer, HanteiDnsStatus status, const gchar *why)
{
	answer->status = status;
	g_free(answer->detail);
	answer->detail = g_strdup(why);
	return HANTEI_REPLY_FAILED;
}

static HanteiReply
fail_by_code(HanteiDnsAnswer *answer, guint code)
{
	static const gchar *const NAMES[] = {
	    [LDNS_RCODE_FORMERR] = "answered FORMERR", [LDNS_RCODE_SERVFAIL] = "answered SERVFAIL",
	    [LDNS_RCODE_NOTIMPL] = "answered NOTIMP",  [LDNS_RCODE_REFUSED] = "answered REFUSED",
	    [LDNS_RCODE_NOTAUTH] = "answered NOTAUTH",
	};

	return fail(answer, code == LDNS_RCODE_REFUSED ? HANTEI_DNS_REFUSED : HANTEI_DNS_SERVFAIL,
		    code < G_N_ELEMENTS(NAMES) && NAMES[code] != NULL ? NAMES[code]
								      : "answered an error");
}

/* Whether @rr is of @type and belongs to @name. */
static gboolean
is_of(const ldns_rr *rr, const HanteiWireName *name, ldns_rr_type type)
{
	HanteiWireName owner;

	return ldns_rr_get_type(rr) == type && ldns_rr_get_class(rr) == LDNS_RR_CLASS_IN &&
	       hantei_wire_name_set_rdf(&owner, ldns_rr_owner(rr)) &&
	       hantei_wire_name_equal(&owner, name);
}

static const ldns_rr *
find(const ldns_rr_list *list, const HanteiWireName *name, ldns_rr_type type)
{
	for (gsize i = 0; i < ldns_rr_list_rr_count(list); i++)
		if (is_of(ldns_rr_list_rr(list, i), name, type))
			return ldns_rr_list_rr(list, i);
	return NULL;
}

/* RFC 2181 8: one over 2^31 - 1 is as none. */
static void
lower_ttl(guint32 *ttl, guint32 other)
{
	*ttl = MIN(*ttl, other > G_MAXINT32 ? 0 : other);
}

/* The SOA of a zone that @name is in, among what the server says of itself. */
static const ldns_rr *
find_soa(const ldns_rr_list *authority, const HanteiWireName *name)
{
	for (gsize i = 0; i < ldns_rr_list_rr_count(authority); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(authority, i);
		HanteiWireName owner;

		if (ldns_rr_get_type(rr) == LDNS_RR_TYPE_SOA &&
		    hantei_wire_name_set_rdf(&owner, ldns_rr_owner(rr)) &&
		    hantei_wire_name_is_within(name, &owner))
			return rr;
	}
	return NULL;
}

/* Goes along the aliases of @list from @name, which becomes the last of them.
 * Returns: FALSE if they are too many. */
static gboolean
follow(const ldns_rr_list *list, HanteiWireName *name, HanteiDnsType type, HanteiDnsAnswer *answer)
{
	while (type != HANTEI_DNS_TYPE_CNAME && find(list, name, (ldns_rr_type)type) == NULL) {
		const ldns_rr *alias = find(list, name, LDNS_RR_TYPE_CNAME);

		if (alias == NULL)
			return TRUE;
		if (answer->cnames->len == HANTEI_DNS_MAX_CNAMES || ldns_rr_rd_count(alias) != 1 ||
		    !hantei_wire_name_set_rdf(name, ldns_rr_rdf(alias, 0)))
			return FALSE;
		g_ptr_array_add(answer->cnames, hantei_wire_name_to_text(name));
		lower_ttl(&answer->ttl, ldns_rr_ttl(alias));
	}
	return TRUE;
}

static HanteiReply
read_negative(const ldns_pkt *packet,
	      HanteiDnsStatus status,
	      HanteiWireName *name,
	      gboolean has_alias,
	      HanteiDnsAnswer *answer)
{
	const ldns_rr_list *authority = ldns_pkt_authority(packet);
	const ldns_rr *soa = find_soa(authority, name);

	if (soa == NULL && status == HANTEI_DNS_NODATA && has_alias)
		return HANTEI_REPLY_ALIAS;
	/* a server that is not recursive tells whom to ask instead */
	if (soa == NULL && status == HANTEI_DNS_NODATA && !ldns_pkt_aa(packet) &&
	    !ldns_pkt_ra(packet) && ldns_rr_list_rr_count(authority) > 0)
		return fail(answer, HANTEI_DNS_SERVFAIL,
			    "refers to other servers, is not recursive");
	lower_ttl(&answer->ttl, soa == NULL ? 0 : hantei_wire_negative_ttl(soa));
	answer->status = status;
	return HANTEI_REPLY_DONE;
}

static HanteiReply
read_packet(const ldns_pkt *packet,
	    HanteiWireName *name,
	    HanteiDnsType type,
	    HanteiDnsAnswer *answer)
{
	const ldns_rr_list *list = ldns_pkt_answer(packet);
	const guint n_aliases = answer->cnames->len;

	if (!follow(list, name, type, answer))
		return fail(answer, HANTEI_DNS_SERVFAIL, "answered with an alias too many");
	if (ldns_pkt_get_rcode(packet) == LDNS_RCODE_NXDOMAIN)
		return read_negative(packet, HANTEI_DNS_NXDOMAIN, name, FALSE, answer);
	for (gsize i = 0; i < ldns_rr_list_rr_count(list); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(list, i);

		if (!is_of(rr, name, (ldns_rr_type)type))
			continue;
		if (!hantei_wire_add_record(answer, rr))
			return fail(answer, HANTEI_DNS_SERVFAIL, "answered what cannot be read");
		lower_ttl(&answer->ttl, ldns_rr_ttl(rr));
	}
	if (answer->records->len == 0)
		return read_negative(packet, HANTEI_DNS_NODATA, name,
				     answer->cnames->len > n_aliases, answer);
	answer->status = HANTEI_DNS_OK;
	return HANTEI_REPLY_DONE;
}

HanteiReply
hantei_message_read(const guint8 *data,
		    gsize size,
		    gboolean is_tcp,
		    guint16 id,
		    HanteiWireName *name,
		    HanteiDnsType type,
		    HanteiDnsAnswer *answer)
{
	g_autoptr(ldns_pkt) packet = NULL;
	guint code;

	if (size < HEADER_BYTES || read_16(data) != id || (data[2] & 0xf8) != 0x80)
		return HANTEI_REPLY_OTHER;
	code = data[3] & 0x0f;
	/* an old server may give nothing but the header back (RFC 6891 7) */
	if (code == LDNS_RCODE_FORMERR &&
	    (read_16(data + 4) == 0 || has_question(data, size, name, type)))
		return HANTEI_REPLY_NO_EDNS;
	if (!has_question(data, size, name, type))
		return HANTEI_REPLY_OTHER;
	if (code != LDNS_RCODE_NOERROR && code != LDNS_RCODE_NXDOMAIN)
		return fail_by_code(answer, code);
	if ((data[2] & 0x02) != 0 && !is_tcp)
		return HANTEI_REPLY_TRUNCATED;
	if (ldns_wire2pkt(&packet, data, size) != LDNS_STATUS_OK)
		return fail(answer, HANTEI_DNS_SERVFAIL, "answered what cannot be read");
	if (ldns_pkt_edns_extended_rcode(packet) != 0)
		return fail_by_code(answer, G_MAXUINT);
	answer->wire_bytes = size;
	answer->is_tcp = answer->is_tcp || is_tcp;
	return read_packet(packet, name, type, answer);
}

gsize
hantei_message_measure(const HanteiWireName *name,
		       HanteiDnsType type,
		       const GPtrArray *records,
		       const ldns_rr *soa)
{
	g_autoptr(ldns_pkt) packet = ldns_pkt_query_new(
	    hantei_wire_name_to_rdf(name), (ldns_rr_type)type, LDNS_RR_CLASS_IN, LDNS_RD);
	guint8 *wire = NULL;
	gsize size = 0;

	g_return_val_if_fail(packet != NULL, 0);
	ldns_pkt_set_edns_udp_size(packet, HANTEI_DNS_UDP_BYTES);
	for (guint i = 0; i < records->len; i++)
		ldns_pkt_push_rr(packet, LDNS_SECTION_ANSWER, ldns_rr_clone(records->pdata[i]));
	if (soa != NULL)
		ldns_pkt_push_rr(packet, LDNS_SECTION_AUTHORITY, ldns_rr_clone(soa));
	if (ldns_pkt2wire(&wire, packet, &size) != LDNS_STATUS_OK || size > G_MAXUINT16)
		size = 0;
	LDNS_FREE(wire);
	return size;
}
