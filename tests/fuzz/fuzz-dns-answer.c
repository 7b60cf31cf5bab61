/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/message.h"

#include <stdint.h>

/* The answer to "a.test", id 0x0102; the first octet chooses the type and whether it is TCP's. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const HanteiDnsType TYPES[] = {
	    HANTEI_DNS_TYPE_TXT, HANTEI_DNS_TYPE_A,	HANTEI_DNS_TYPE_AAAA, HANTEI_DNS_TYPE_MX,
	    HANTEI_DNS_TYPE_SOA, HANTEI_DNS_TYPE_CNAME, HANTEI_DNS_TYPE_NS,   HANTEI_DNS_TYPE_PTR,
	};
	g_autoptr(HanteiDnsAnswer) answer = hantei_dns_answer_new(HANTEI_DNS_TIMEOUT);
	HanteiWireName name;
	HanteiReply reply;

	if (size == 0)
		return 0;
	answer->ttl = G_MAXUINT32;
	hantei_wire_name_set_text(&name, "a.test");
	reply = hantei_message_read(data + 1, size - 1, data[0] & 8, 0x0102, &name,
				    TYPES[data[0] & 7], answer);
	if (reply == HANTEI_REPLY_DONE)
		g_assert((answer->status == HANTEI_DNS_OK) == (answer->records->len > 0));
	g_assert(reply != HANTEI_REPLY_FAILED || answer->detail != NULL);
	g_assert(reply != HANTEI_REPLY_ALIAS || answer->cnames->len > 0);
	g_assert(answer->cnames->len <= HANTEI_DNS_MAX_CNAMES);
	return 0;
}
