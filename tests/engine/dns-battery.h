/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Questions that every resolver answers alike: a zone file, and what is said of it. */

#pragma once

#include <check.h>
#include <gio/gio.h>
#include <string.h>

#include "engine/dns/resolver.h"

/* One zone for all names, so that a server too has NXDOMAIN, not REFUSED, for those of none. */
#define BATTERY_ZONE \
	"$ORIGIN .\n" \
	"$TTL 300\n" \
	"@ IN SOA ns.test. hostmaster.test. 1 3600 600 86400 60\n" \
	"@ IN NS ns.test.\n" \
	"$ORIGIN test.\n" \
	"ns A 127.0.0.1\n" \
	"a 120 A 192.0.2.1\n" \
	" 120 IN A 192.0.2.2\n" \
	"  AAAA 2001:db8::1\n" \
	"MiXed A 192.0.2.3\n" \
	"spf TXT \"v=spf1 \" \"-all\"\n" \
	"two TXT \"one\"\r\n" \
	"two TXT \"one\"\r\n" \
	"two TXT ( \"t\\119o\" ; a remark\n" \
	"\t\"\" )\n" \
	"odd TXT \"a\\\"b\\;c\\\\ \\000\\255;(\"\n" \
	"bare TXT v=DKIM1\\;\\ k=rsa\n" \
	"mx MX 10 mail.test.\n" \
	"mx 90 MX 20 mail2\n" \
	"null MX 0 .\n" \
	"dotted MX 5 a\\.b.x\\007y\\\\z\n" \
	"ptr PTR host.example.\n" \
	"caa CAA 0 issue \"ca.example\"\n" \
	"sub NS ns\n" \
	"\\128\\255.oct A 192.0.2.4\n" \
	"raw\xc3\xa9.oct A 192.0.2.5\n" \
	"a\\\\b.oct A 192.0.2.6\n" \
	"deep.er.ent A 192.0.2.7\n" \
	"*.wild 200 TXT \"wild\"\n" \
	"there.wild A 192.0.2.8\n" \
	"below.ent2.wild A 192.0.2.9\n" \
	"*.alias CNAME a\n" \
	"c1 30 CNAME c2\n" \
	"c2 CNAME a\n" \
	"lost CNAME nowhere\n" \
	"empty CNAME er.ent\n" \
	"loop1 CNAME loop2\n" \
	"loop2 CNAME loop1\n" \
	"self CNAME self\n" \
	"e1 CNAME e2\n" \
	"e2 CNAME e3\n" \
	"e3 CNAME e4\n" \
	"e4 CNAME e5\n" \
	"e5 CNAME e6\n" \
	"e6 CNAME e7\n" \
	"e7 CNAME e8\n" \
	"e8 CNAME a\n" \
	"e0 CNAME e1\n" \
	"zero 0 TXT \"now\"\n"

typedef struct {
	const gchar *name; /* of the row */
	const gchar *asked;
	HanteiDnsType type;
	const gchar *answer;
} BatteryRow;

#define BATTERY_CHAIN8 "e2.test e3.test e4.test e5.test e6.test e7.test e8.test a.test"

static const BatteryRow BATTERY[] = {
    {"address", "a.test", HANTEI_DNS_TYPE_A, "ok 120 <> 192.0.2.1 192.0.2.2"},
    {"dot at the end", "a.test.", HANTEI_DNS_TYPE_A, "ok 120 <> 192.0.2.1 192.0.2.2"},
    {"IPv6", "a.test", HANTEI_DNS_TYPE_AAAA, "ok 300 <> 2001:db8::1"},
    {"other letters", "mIXED.TEST", HANTEI_DNS_TYPE_A, "ok 300 <> 192.0.2.3"},
    {"no such type", "a.test", HANTEI_DNS_TYPE_MX, "nodata 60 <>"},
    {"no such name", "b.test", HANTEI_DNS_TYPE_A, "nxdomain 60 <>"},
    {"no such zone", "a.example", HANTEI_DNS_TYPE_A, "nxdomain 60 <>"},
    {"chunks", "spf.test", HANTEI_DNS_TYPE_TXT, "ok 300 <> [v=spf1 ][-all]"},
    {"twice is once", "two.test", HANTEI_DNS_TYPE_TXT, "ok 300 <> [one] [two][]"},
    {"escapes", "odd.test", HANTEI_DNS_TYPE_TXT, "ok 300 <> [a\"b;c\\ \\x00\\xff;(]"},
    {"no quotes", "bare.test", HANTEI_DNS_TYPE_TXT, "ok 300 <> [v=DKIM1; k=rsa]"},
    {"exchanges", "mx.test", HANTEI_DNS_TYPE_MX, "ok 90 <> 10:mail.test 20:mail2.test"},
    {"null MX", "null.test", HANTEI_DNS_TYPE_MX, "ok 300 <> 0:"},
    {"odd name", "dotted.test", HANTEI_DNS_TYPE_MX, "ok 300 <> 5:a\\.b.x\\007y\\\\z.test"},
    {"pointer", "ptr.test", HANTEI_DNS_TYPE_PTR, "ok 300 <> host.example"},
    {"type we do not read", "caa.test", (HanteiDnsType)257, "ok 300 <> ?"},
    {"eight bits", "\x80\xff.oct.test", HANTEI_DNS_TYPE_A, "ok 300 <> 192.0.2.4"},
    {"UTF-8", "raw\xc3\xa9.oct.test", HANTEI_DNS_TYPE_A, "ok 300 <> 192.0.2.5"},
    {"backslash", "a\\b.oct.test", HANTEI_DNS_TYPE_A, "ok 300 <> 192.0.2.6"},
    {"no escapes", "\\128\\255.oct.test", HANTEI_DNS_TYPE_A, "nxdomain 60 <>"},
    {"empty non-terminal", "er.ent.test", HANTEI_DNS_TYPE_A, "nodata 60 <>"},
    {"below it", "x.er.ent.test", HANTEI_DNS_TYPE_A, "nxdomain 60 <>"},
    {"wildcard", "x.wild.test", HANTEI_DNS_TYPE_TXT, "ok 200 <> [wild]"},
    {"wildcard, deep", "x.y.wild.test", HANTEI_DNS_TYPE_TXT, "ok 200 <> [wild]"},
    {"wildcard, no type", "x.wild.test", HANTEI_DNS_TYPE_A, "nodata 60 <>"},
    {"wildcard asked for", "*.wild.test", HANTEI_DNS_TYPE_TXT, "ok 200 <> [wild]"},
    {"above the wildcard", "wild.test", HANTEI_DNS_TYPE_TXT, "nodata 60 <>"},
    {"beside the wildcard", "there.wild.test", HANTEI_DNS_TYPE_TXT, "nodata 60 <>"},
    {"below who is there", "x.there.wild.test", HANTEI_DNS_TYPE_TXT, "nxdomain 60 <>"},
    {"below an empty one", "x.ent2.wild.test", HANTEI_DNS_TYPE_TXT, "nxdomain 60 <>"},
    {"wildcard alias", "x.alias.test", HANTEI_DNS_TYPE_A, "ok 120 <a.test> 192.0.2.1 192.0.2.2"},
    {"aliases", "c1.test", HANTEI_DNS_TYPE_A, "ok 30 <c2.test a.test> 192.0.2.1 192.0.2.2"},
    {"alias asked for", "c1.test", HANTEI_DNS_TYPE_CNAME, "ok 30 <> c2.test"},
    {"alias, no type", "c1.test", HANTEI_DNS_TYPE_TXT, "nodata 30 <c2.test a.test>"},
    {"alias to nowhere", "lost.test", HANTEI_DNS_TYPE_A, "nxdomain 60 <nowhere.test>"},
    {"alias to empty", "empty.test", HANTEI_DNS_TYPE_A, "nodata 60 <er.ent.test>"},
    {"loop", "loop1.test", HANTEI_DNS_TYPE_A, "servfail"},
    {"loop of one", "self.test", HANTEI_DNS_TYPE_A, "servfail"},
    {"eight aliases", "e1.test", HANTEI_DNS_TYPE_A,
     "ok 120 <" BATTERY_CHAIN8 "> 192.0.2.1 192.0.2.2"},
    {"nine aliases", "e0.test", HANTEI_DNS_TYPE_A, "servfail"},
    {"not to be kept", "zero.test", HANTEI_DNS_TYPE_TXT, "ok 0 <> [now]"},
};

static void
battery_append_record(GString *text, const HanteiDnsRecord *record)
{
	g_autofree gchar *address = NULL;

	switch (record->type) {
	case HANTEI_DNS_TYPE_A:
	case HANTEI_DNS_TYPE_AAAA: {
		g_autoptr(GInetAddress) inet = g_inet_address_new_from_bytes(
		    record->address, record->type == HANTEI_DNS_TYPE_A ? G_SOCKET_FAMILY_IPV4
								       : G_SOCKET_FAMILY_IPV6);

		address = g_inet_address_to_string(inet);
		g_string_append(text, address);
		return;
	}
	case HANTEI_DNS_TYPE_MX:
		g_string_append_printf(text, "%u:%s", record->preference, record->name);
		return;
	case HANTEI_DNS_TYPE_TXT:
		for (guint i = 0; i < record->chunks->len; i++) {
			gsize size;
			const guint8 *data = g_bytes_get_data(record->chunks->pdata[i], &size);

			g_string_append_c(text, '[');
			for (gsize k = 0; k < size; k++)
				if (g_ascii_isprint((gchar)data[k]))
					g_string_append_c(text, (gchar)data[k]);
				else
					g_string_append_printf(text, "\\x%02x", data[k]);
			g_string_append_c(text, ']');
		}
		return;
	default:
		g_string_append(text, record->name != NULL ? record->name : "?");
	}
}

static gint
battery_compare(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const gchar *const *)a, *(const gchar *const *)b);
}

/* "ok TTL <aliases> records in order"; of a failure the status alone. */
static inline gchar *
battery_describe(const HanteiDnsAnswer *answer)
{
	GString *text = g_string_new(hantei_dns_status_to_string(answer->status));
	g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func(g_free);

	if (!hantei_dns_answer_is_known(answer)) {
		ck_assert_uint_eq(answer->records->len, 0);
		ck_assert(answer->detail != NULL);
		return g_string_free(text, FALSE);
	}
	g_string_append_printf(text, " %u <", answer->ttl);
	for (guint i = 0; i < answer->cnames->len; i++)
		g_string_append_printf(text, "%s%s", i == 0 ? "" : " ",
				       (const gchar *)answer->cnames->pdata[i]);
	g_string_append_c(text, '>');
	for (guint i = 0; i < answer->records->len; i++) {
		GString *record = g_string_new(NULL);

		battery_append_record(record, answer->records->pdata[i]);
		g_ptr_array_add(records, g_string_free(record, FALSE));
	}
	g_ptr_array_sort(records, battery_compare);
	for (guint i = 0; i < records->len; i++)
		g_string_append_printf(text, " %s", (const gchar *)records->pdata[i]);
	return g_string_free(text, FALSE);
}

/* All rows in one call. */
static inline void
battery_run(HanteiResolver *resolver)
{
	HanteiQuestion questions[G_N_ELEMENTS(BATTERY)];
	HanteiDnsAnswer *answers[G_N_ELEMENTS(BATTERY)];

	for (gsize i = 0; i < G_N_ELEMENTS(BATTERY); i++)
		questions[i] = (HanteiQuestion){BATTERY[i].asked, BATTERY[i].type};
	hantei_resolver_lookup_all(resolver, questions, G_N_ELEMENTS(BATTERY), answers, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(BATTERY); i++) {
		g_autofree gchar *text = battery_describe(answers[i]);

		ck_assert_msg(strcmp(text, BATTERY[i].answer) == 0, "%s: %s, not %s (%s)",
			      BATTERY[i].name, text, BATTERY[i].answer,
			      answers[i]->detail == NULL ? "" : answers[i]->detail);
		ck_assert(!hantei_dns_answer_is_known(answers[i]) || answers[i]->wire_bytes > 12);
		ck_assert(!answers[i]->is_tcp);
		hantei_dns_answer_unref(answers[i]);
	}
}
