/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dkim.h"

#include <string.h>

#include "engine/auth/dkim-check.h"
#include "tokenizer/limits.h"

static const gchar *const cause_names[HANTEI_DKIM_CAUSE_COUNT] = {
#define X(NAME, text) text,
    HANTEI_DKIM_CAUSES(X)
#undef X
};

/* Fields that say who writes, what is shown and how it is read: those of RFC 6376 section 5.4.1
 * that a mail to many has, with MIME's, and the two that RFC 8058 section 4 wants signed. */
static const gchar *const weighty_fields[] = {
    "From",
    "Sender",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "To",
    "Cc",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
};

const gchar *
hantei_dkim_cause_to_string(HanteiDkimCause cause)
{
	return cause_names[cause];
}

static guint
count_name(const GPtrArray *names, const gchar *name)
{
	guint n = 0;

	for (guint i = 0; i < names->len; i++)
		n += strcmp(names->pdata[i], name) == 0;
	return n;
}

/* Which fields the signature leaves open, and to which none can be added. */
static void
compare_names(HanteiDkimResult *result,
	      const HanteiDkimSignature *signature,
	      const HanteiDkimFields *fields)
{
	g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);

	for (gsize i = 0; i < G_N_ELEMENTS(weighty_fields); i++) {
		g_autofree gchar *name = g_ascii_strdown(weighty_fields[i], -1);

		if (hantei_dkim_fields_count(fields, name) > count_name(signature->names, name))
			g_ptr_array_add(result->unsigned_names, g_strdup(weighty_fields[i]));
	}
	for (guint i = 0; i < signature->names->len; i++) {
		gchar *name = signature->names->pdata[i];
		const guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, name)) + 1;

		g_hash_table_insert(counts, name, GUINT_TO_POINTER(n));
		if (n == hantei_dkim_fields_count(fields, name) + 1)
			g_ptr_array_add(result->over_signed, g_strdup(name));
	}
}

HanteiDkim *
hantei_dkim_verify(HanteiMessage *message,
		   HanteiResolver *resolver,
		   const HanteiDkimOptions *options,
		   GCancellable *cancellable)
{
	HanteiDkim *self = g_new0(HanteiDkim, 1);
	g_autoptr(HanteiDkimFields) by_name = NULL;
	g_autoptr(GPtrArray) checks =
	    g_ptr_array_new_with_free_func((GDestroyNotify)hantei_dkim_check_free);
	gsize n_fields;
	const HanteiField *fields = hantei_message_get_fields(message, &n_fields);

	self->results = g_ptr_array_new_with_free_func((GDestroyNotify)hantei_dkim_result_free);
	self->was_lf = hantei_dkim_has_lone_lf(message);
	for (gsize i = 0; i < n_fields; i++) {
		if (!hantei_message_field_is(message, &fields[i], "DKIM-Signature"))
			continue;
		if (checks->len == HANTEI_LIMIT_DKIM_SIGNATURES)
			self->n_left_out++;
		else
			g_ptr_array_add(checks, hantei_dkim_check_new(message, &fields[i],
								      HANTEI_DKIM_KIND_DKIM));
	}
	if (checks->len == 0)
		return self;
	by_name = hantei_dkim_fields_new(message);
	hantei_dkim_checks_run(checks, message, by_name, resolver, options, cancellable);
	for (guint i = 0; i < checks->len; i++) {
		HanteiDkimCheck *check = checks->pdata[i];

		if (check->signature != NULL)
			compare_names(check->result, check->signature, by_name);
		g_ptr_array_add(self->results, g_steal_pointer(&check->result));
	}
	return self;
}

void
hantei_dkim_free(HanteiDkim *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->results);
	g_free(self);
}
