/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* A resolver for tests: answers from a table, counts what it was asked. Names in it exist, as do
 * those above them; what is not there is NXDOMAIN, and an alias is followed once a step. */

#pragma once

#include <string.h>

#include "engine/dns/resolver.h"

#define TEST_TYPE_TABLE_RESOLVER (test_table_resolver_get_type())
G_DECLARE_FINAL_TYPE(TestTableResolver, test_table_resolver, TEST, TABLE_RESOLVER, GObject)

struct _TestTableResolver {
	GObject parent;
	GHashTable *answers; /* "name/type", in lower case -> HanteiDnsAnswer */
	GHashTable *names;   /* that exist, in lower case */
	guint n_asked;
};

static inline gchar *
test_table_key(const gchar *name, HanteiDnsType type)
{
	g_autofree gchar *lower = g_ascii_strdown(name, -1);
	gsize length = strlen(lower);

	if (length > 0 && lower[length - 1] == '.')
		lower[length - 1] = '\0';
	return g_strdup_printf("%s/%d", lower, (gint)type);
}

/* Takes @answer for all there is of @type at @name. */
static inline void
test_table_set(TestTableResolver *self,
	       const gchar *name,
	       HanteiDnsType type,
	       HanteiDnsAnswer *answer)
{
	g_autofree gchar *lower = g_ascii_strdown(name, -1);

	g_hash_table_replace(self->answers, test_table_key(name, type), answer);
	for (const gchar *at = lower; at != NULL;) {
		g_hash_table_add(self->names, g_strdup(at));
		at = strchr(at, '.');
		at = at == NULL ? NULL : at + 1;
	}
}

/* A failure of one type at @name. */
static inline void
test_table_fail(TestTableResolver *self,
		const gchar *name,
		HanteiDnsType type,
		HanteiDnsStatus status)
{
	test_table_set(self, name, type, hantei_dns_answer_new(status));
}

/* The record to be filled: one more of @type at @name. */
static inline HanteiDnsRecord *
test_table_add(TestTableResolver *self, const gchar *name, HanteiDnsType type)
{
	g_autofree gchar *key = test_table_key(name, type);
	HanteiDnsAnswer *answer = g_hash_table_lookup(self->answers, key);

	if (answer == NULL) {
		answer = hantei_dns_answer_new(HANTEI_DNS_OK);
		answer->ttl = 300;
		test_table_set(self, name, type, answer);
	}
	return hantei_dns_answer_add(answer, type);
}

static inline void
test_table_add_txt(TestTableResolver *self, const gchar *name, const gchar *text)
{
	const gsize length = strlen(text);
	HanteiDnsRecord *record = test_table_add(self, name, HANTEI_DNS_TYPE_TXT);

	for (gsize at = 0; at == 0 || at < length; at += 255)
		g_ptr_array_add(record->chunks, g_bytes_new(text + at, MIN(255, length - at)));
}

/* An A or AAAA record, as the address has it. */
static inline void
test_table_add_address(TestTableResolver *self, const gchar *name, const gchar *address)
{
	g_autoptr(GInetAddress) parsed = g_inet_address_new_from_string(address);
	const gboolean is_4 = g_inet_address_get_family(parsed) == G_SOCKET_FAMILY_IPV4;
	HanteiDnsRecord *record =
	    test_table_add(self, name, is_4 ? HANTEI_DNS_TYPE_A : HANTEI_DNS_TYPE_AAAA);

	memcpy(record->address, g_inet_address_to_bytes(parsed), is_4 ? 4 : 16);
}

/* A CNAME, NS, PTR or MX record. */
static inline void
test_table_add_name(TestTableResolver *self,
		    const gchar *name,
		    HanteiDnsType type,
		    guint16 preference,
		    const gchar *target)
{
	HanteiDnsRecord *record = test_table_add(self, name, type);

	record->name = g_strdup(target);
	record->preference = preference;
}

static HanteiDnsAnswer *
test_table_answer(TestTableResolver *self, const gchar *name, HanteiDnsType type)
{
	g_autofree gchar *at = g_ascii_strdown(name, -1);
	g_autoptr(GPtrArray) cnames = g_ptr_array_new_with_free_func(g_free);
	HanteiDnsAnswer *answer = NULL;

	if (g_str_has_suffix(at, "."))
		at[strlen(at) - 1] = '\0';
	for (guint i = 0; i < 8; i++) {
		g_autofree gchar *key = test_table_key(at, type);
		g_autofree gchar *alias = test_table_key(at, HANTEI_DNS_TYPE_CNAME);
		const HanteiDnsAnswer *next = g_hash_table_lookup(self->answers, alias);
		const HanteiDnsRecord *target;

		answer = g_hash_table_lookup(self->answers, key);
		if (answer != NULL || next == NULL)
			break;
		target = next->records->pdata[0];
		g_ptr_array_add(cnames, g_strdup(target->name));
		g_free(at);
		at = g_ascii_strdown(target->name, -1);
	}
	if (answer != NULL && cnames->len == 0)
		return hantei_dns_answer_ref(answer);
	if (answer == NULL) {
		answer = hantei_dns_answer_new(g_hash_table_contains(self->names, at)
						   ? HANTEI_DNS_NODATA
						   : HANTEI_DNS_NXDOMAIN);
	} else {
		const HanteiDnsAnswer *found = answer;

		answer = hantei_dns_answer_new(found->status);
		answer->ttl = found->ttl;
		for (guint i = 0; i < found->records->len; i++) {
			const HanteiDnsRecord *from = found->records->pdata[i];
			HanteiDnsRecord *to = hantei_dns_answer_add(answer, from->type);

			memcpy(to->address, from->address, sizeof to->address);
			to->name = g_strdup(from->name);
			to->preference = from->preference;
			for (guint k = 0; from->chunks != NULL && k < from->chunks->len; k++)
				g_ptr_array_add(to->chunks, g_bytes_ref(from->chunks->pdata[k]));
		}
	}
	g_ptr_array_extend_and_steal(answer->cnames, g_steal_pointer(&cnames));
	return answer;
}

static void
test_table_lookup(HanteiResolver *resolver,
		  const HanteiQuestion *questions,
		  gsize n_questions,
		  HanteiDnsAnswer **answers,
		  GCancellable *cancellable)
{
	TestTableResolver *self = TEST_TABLE_RESOLVER(resolver);

	for (gsize i = 0; i < n_questions; i++)
		answers[i] = test_table_answer(self, questions[i].name, questions[i].type);
	self->n_asked += (guint)n_questions;
}

static void
test_table_resolver_iface(HanteiResolverInterface *iface)
{
	iface->lookup = test_table_lookup;
}

G_DEFINE_TYPE_WITH_CODE(TestTableResolver,
			test_table_resolver,
			G_TYPE_OBJECT,
			G_IMPLEMENT_INTERFACE(HANTEI_TYPE_RESOLVER, test_table_resolver_iface))

static void
test_table_resolver_finalize(GObject *object)
{
	TestTableResolver *self = TEST_TABLE_RESOLVER(object);

	g_hash_table_unref(self->answers);
	g_hash_table_unref(self->names);
	G_OBJECT_CLASS(test_table_resolver_parent_class)->finalize(object);
}

static void
test_table_resolver_class_init(TestTableResolverClass *klass)
{
	G_OBJECT_CLASS(klass)->finalize = test_table_resolver_finalize;
}

static void
test_table_resolver_init(TestTableResolver *self)
{
	self->answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      (GDestroyNotify)hantei_dns_answer_unref);
	self->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static inline TestTableResolver *
test_table_resolver_new(void)
{
	return g_object_new(TEST_TYPE_TABLE_RESOLVER, NULL);
}
