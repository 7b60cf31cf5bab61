/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Questions and answers as messages (RFC 1035 4), through libldns. */

#pragma once

#include "engine/dns/wire.h"

/* What a datagram may hold that no path breaks up: the DNS flag day's figure, and the default of
 * the servers themselves. */
#define HANTEI_DNS_UDP_BYTES 1232

/* What a message turned out to be for the one who waits for an answer. */
typedef enum {
	HANTEI_REPLY_OTHER,	/* no answer to this question: stray, forged or garbage */
	HANTEI_REPLY_TRUNCATED, /* to be asked for again over TCP */
	HANTEI_REPLY_NO_EDNS,	/* the server does not know EDNS: to be asked without */
	HANTEI_REPLY_FAILED,	/* the answer's status and detail say how */
	HANTEI_REPLY_ALIAS,	/* aliases lead on to a name that the message says nothing of */
	HANTEI_REPLY_DONE,
} HanteiReply;

/* The question as a message that asks for recursion. (transfer full) */
guint8 *
hantei_message_new_query(
    const HanteiWireName *name, HanteiDnsType type, guint16 id, gboolean with_edns, gsize *size);

/* Reads the answer to what was asked into @answer, whose aliases are kept and whose TTL only falls:
 * it starts at G_MAXUINT32.
 * @name: (inout): after HANTEI_REPLY_ALIAS, the name to ask for next. */
HanteiReply
hantei_message_read(const guint8 *data,
		    gsize size,
		    gboolean is_tcp,
		    guint16 id,
		    HanteiWireName *name,
		    HanteiDnsType type,
		    HanteiDnsAnswer *answer);

/* Octets of the message that answers @name with @records, each an ldns_rr with its owner, as a
 * recursive server sends it: nothing additional but EDNS. @soa: of a name that is not there; or
 * NULL. Returns: 0 if no message can hold it. */
gsize
hantei_message_measure(const HanteiWireName *name,
		       HanteiDnsType type,
		       const GPtrArray *records,
		       const ldns_rr *soa);
