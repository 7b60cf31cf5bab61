/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What the DNS says to one question. A missing record, a name that is not there and a server that
 * does not answer are results, each its own: RFC 9989 and the void look-ups of SPF need them apart.
 *
 * A name is plain text here: labels with dots between, no dot at the end, no escapes; any octet may
 * stand in a label, as SPF macros make them. In names that were read from the DNS, a dot within a
 * label, a backslash and what is not printable ASCII are written as master files have it (RFC 1035
 * 5.1: "\\.", "\\007"): no such name is a host's. */

#pragma once

#include <glib.h>

#define HANTEI_DNS_STATUSES(X) \
	X(OK, "ok") \
	X(NODATA, "nodata")	/* the name is there, and has no such record (RFC 2308 2.2) */ \
	X(NXDOMAIN, "nxdomain") /* neither the name nor one below it is there (RFC 8020) */ \
	X(SERVFAIL, "servfail") /* also an answer that cannot be read, and a CNAME loop */ \
	X(TIMEOUT, "timeout") \
	X(REFUSED, "refused") \
	X(BADNAME, "badname")	  /* an empty label, one over 63 octets, or a name over 253 */ \
	X(NOT_ASKED, "not-asked") /* offline, or past a limit on questions or time */

typedef enum {
#define X(NAME, text) HANTEI_DNS_##NAME,
	HANTEI_DNS_STATUSES(X)
#undef X
	HANTEI_DNS_STATUS_COUNT
} HanteiDnsStatus;

/* The numbers of the IANA registry. */
typedef enum {
	HANTEI_DNS_TYPE_A = 1,
	HANTEI_DNS_TYPE_NS = 2,
	HANTEI_DNS_TYPE_CNAME = 5,
	HANTEI_DNS_TYPE_SOA = 6,
	HANTEI_DNS_TYPE_PTR = 12,
	HANTEI_DNS_TYPE_MX = 15,
	HANTEI_DNS_TYPE_TXT = 16,
	HANTEI_DNS_TYPE_AAAA = 28,
} HanteiDnsType;

/* One record's data, as its type has it; what the type does not have is zero. */
typedef struct {
	HanteiDnsType type;
	gchar *name;	    /* CNAME, NS, PTR: the target; MX: the exchange, "" for a null MX;
			     * SOA: the primary server */
	guint16 preference; /* MX */
	guint32 minimum;    /* SOA: seconds that "not there" may be kept (RFC 2308 5) */
	guint8 address[16]; /* A: 4 octets in network order; AAAA: 16 */
	GPtrArray *chunks;  /* TXT: of GBytes, the character strings one by one; else NULL */
} HanteiDnsRecord;

/* Shared and immutable once it is handed out. */
typedef struct {
	HanteiDnsStatus status;
	gboolean is_tcp;    /* the answer came over TCP: it is too large for UDP */
	gsize wire_bytes;   /* of the message; of a zone file's what it would take; 0: not known */
	guint32 ttl;	    /* seconds: least of what the answer has; of "not there" the SOA's */
	GPtrArray *cnames;  /* of gchar *: the names that aliases led to, in order */
	GPtrArray *records; /* of HanteiDnsRecord, of the type asked for, as they came */
	gchar *detail;	    /* what went wrong, for people: "no answer from 192.0.2.1:53 in 5 s"; or
			     * NULL */
} HanteiDnsAnswer;

/* An answer of @status without records. Fill it before it is handed out.
 * Returns: (transfer full): give back with hantei_dns_answer_unref(). */
HanteiDnsAnswer *
hantei_dns_answer_new(HanteiDnsStatus status);

/* Adds a record of @type, all else zero; with TXT, no chunks yet.
 * Returns: (transfer none): to be filled. */
HanteiDnsRecord *
hantei_dns_answer_add(HanteiDnsAnswer *self, HanteiDnsType type);

HanteiDnsAnswer *
hantei_dns_answer_ref(HanteiDnsAnswer *self);

void
hantei_dns_answer_unref(HanteiDnsAnswer *self);

/* Whether it tells what there is: OK, NODATA or NXDOMAIN; the others leave it open. */
gboolean
hantei_dns_answer_is_known(const HanteiDnsAnswer *self);

/* The chunks of a TXT record one after the other, nothing between (RFC 7208 3.3, RFC 6376
 * 3.6.2.2). May hold NUL. (transfer full) */
GBytes *
hantei_dns_record_join(const HanteiDnsRecord *self);

/* "nxdomain". (transfer none) */
const gchar *
hantei_dns_status_to_string(HanteiDnsStatus status);

/* "TXT"; "TYPE99" for those that are not listed here. (transfer full) */
gchar *
hantei_dns_type_to_string(HanteiDnsType type);

/* Reads "txt", case ignored. Returns: FALSE if it is none of the list; @type is then untouched. */
gboolean
hantei_dns_type_from_string(const gchar *text, HanteiDnsType *type);

/* Whether @name may be asked for: labels of 1 to 63 octets, 253 in all (RFC 1035 2.3.4), a dot at
 * the end allowed. */
gboolean
hantei_dns_name_is_valid(const gchar *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiDnsAnswer, hantei_dns_answer_unref)
