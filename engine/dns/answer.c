/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/answer.h"

#include <string.h>

static const gchar *const STATUSES[] = {
#define X(NAME, text) [HANTEI_DNS_##NAME] = text,
    HANTEI_DNS_STATUSES(X)
#undef X
};

static const struct {
	HanteiDnsType type;
	const gchar *text;
} TYPES[] = {
    {HANTEI_DNS_TYPE_A, "A"},	  {HANTEI_DNS_TYPE_NS, "NS"},	  {HANTEI_DNS_TYPE_CNAME, "CNAME"},
    {HANTEI_DNS_TYPE_SOA, "SOA"}, {HANTEI_DNS_TYPE_PTR, "PTR"},	  {HANTEI_DNS_TYPE_MX, "MX"},
    {HANTEI_DNS_TYPE_TXT, "TXT"}, {HANTEI_DNS_TYPE_AAAA, "AAAA"},
};

static void
record_free(gpointer data)
{
	HanteiDnsRecord *self = data;

	g_free(self->name);
	g_clear_pointer(&self->chunks, g_ptr_array_unref);
	g_free(self);
}

HanteiDnsAnswer *
hantei_dns_answer_new(HanteiDnsStatus status)
{
	HanteiDnsAnswer *self = g_atomic_rc_box_new0(HanteiDnsAnswer);

	self->status = status;
	self->cnames = g_ptr_array_new_with_free_func(g_free);
	self->records = g_ptr_array_new_with_free_func(record_free);
	return self;
}

HanteiDnsRecord *
hantei_dns_answer_add(HanteiDnsAnswer *self, HanteiDnsType type)
{
	HanteiDnsRecord *record = g_new0(HanteiDnsRecord, 1);

	record->type = type;
	if (type == HANTEI_DNS_TYPE_TXT)
		record->chunks = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_ptr_array_add(self->records, record);
	return record;
}

HanteiDnsAnswer *
hantei_dns_answer_ref(HanteiDnsAnswer *self)
{
	return g_atomic_rc_box_acquire(self);
}

static void
answer_clear(HanteiDnsAnswer *self)
{
	g_ptr_array_unref(self->cnames);
	g_ptr_array_unref(self->records);
	g_free(self->detail);
}

void
hantei_dns_answer_unref(HanteiDnsAnswer *self)
{
	if (self != NULL)
		g_atomic_rc_box_release_full(self, (GDestroyNotify)answer_clear);
}

gboolean
hantei_dns_answer_is_known(const HanteiDnsAnswer *self)
{
	return self->status == HANTEI_DNS_OK || self->status == HANTEI_DNS_NODATA ||
	       self->status == HANTEI_DNS_NXDOMAIN;
}

GBytes *
hantei_dns_record_join(const HanteiDnsRecord *self)
{
	g_autoptr(GByteArray) all = g_byte_array_new();

	for (guint i = 0; self->chunks != NULL && i < self->chunks->len; i++) {
		gsize size;
		const guint8 *data = g_bytes_get_data(self->chunks->pdata[i], &size);

		g_byte_array_append(all, data, (guint)size);
	}
	return g_byte_array_free_to_bytes(g_steal_pointer(&all));
}

const gchar *
hantei_dns_status_to_string(HanteiDnsStatus status)
{
	g_return_val_if_fail(status < HANTEI_DNS_STATUS_COUNT, NULL);
	return STATUSES[status];
}

gchar *
hantei_dns_type_to_string(HanteiDnsType type)
{
	for (gsize i = 0; i < G_N_ELEMENTS(TYPES); i++)
		if (TYPES[i].type == type)
			return g_strdup(TYPES[i].text);
	return g_strdup_printf("TYPE%u", (guint)type);
}

gboolean
hantei_dns_type_from_string(const gchar *text, HanteiDnsType *type)
{
	for (gsize i = 0; i < G_N_ELEMENTS(TYPES); i++)
		if (g_ascii_strcasecmp(text, TYPES[i].text) == 0) {
			*type = TYPES[i].type;
			return TRUE;
		}
	return FALSE;
}

gboolean
hantei_dns_name_is_valid(const gchar *name)
{
	gsize length = strlen(name);

	if (length > 0 && name[length - 1] == '.')
		length--;
	if (length == 0 || length > 253)
		return FALSE;
	for (gsize i = 0, start = 0; i <= length; i++) {
		if (i < length && name[i] != '.')
			continue;
		if (i == start || i - start > 63)
			return FALSE;
		start = i + 1;
	}
	return TRUE;
}
