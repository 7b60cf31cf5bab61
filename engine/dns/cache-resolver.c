/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/cache-resolver.h"

#include <string.h>

#include "tokenizer/limits.h"

/* Bounds of what is kept: see the header for the lower one; the upper is that of most servers
 * (RFC 8767 4 says days to a week). */
#define LEAST_SECONDS 30
#define MOST_SECONDS (24 * 3600)

struct _HanteiCacheResolver {
	GObject parent;
	HanteiResolver *below;
	HanteiClock clock;
	gpointer clock_data;
	GHashTable *entries; /* key -> Entry */
	GQueue order;	     /* of Entry: the one asked for last is the head */
};

typedef struct {
	gchar *key;
	HanteiDnsAnswer *answer;
	gint64 until_us;
	GList link; /* in order */
} Entry;

/* "name/type", so that what is asked in other letters or with a dot at the end is the same. */
static gchar *
key_new(const HanteiQuestion *question)
{
	gsize length = strlen(question->name);
	g_autofree gchar *lower = NULL;

	if (length > 0 && question->name[length - 1] == '.')
		length--;
	lower = g_ascii_strdown(question->name, (gssize)length);
	return g_strdup_printf("%s/%u", lower, (guint)question->type);
}

static void
entry_free(gpointer data)
{
	Entry *self = data;

	g_free(self->key);
	hantei_dns_answer_unref(self->answer);
	g_free(self);
}

static void
drop(HanteiCacheResolver *self, Entry *entry)
{
	g_queue_unlink(&self->order, &entry->link);
	g_hash_table_remove(self->entries, entry->key);
}

/* (transfer none): or NULL; one whose time is over is dropped. */
static HanteiDnsAnswer *
find(HanteiCacheResolver *self, const gchar *key)
{
	Entry *entry = g_hash_table_lookup(self->entries, key);

	if (entry == NULL)
		return NULL;
	if (self->clock(self->clock_data) >= entry->until_us) {
		drop(self, entry);
		return NULL;
	}
	g_queue_unlink(&self->order, &entry->link);
	g_queue_push_head_link(&self->order, &entry->link);
	return entry->answer;
}

static void
keep(HanteiCacheResolver *self, const gchar *key, HanteiDnsAnswer *answer)
{
	const guint32 ttl = hantei_dns_answer_is_known(answer) ? answer->ttl : 0;
	Entry *entry = g_hash_table_lookup(self->entries, key);

	/* what was not asked tells nothing of the name */
	if (answer->status == HANTEI_DNS_NOT_ASKED || answer->status == HANTEI_DNS_BADNAME)
		return;
	if (entry != NULL)
		drop(self, entry);
	while (self->order.length >= HANTEI_LIMIT_DNS_CACHED)
		drop(self, g_queue_peek_tail(&self->order));
	entry = g_new0(Entry, 1);
	entry->key = g_strdup(key);
	entry->answer = hantei_dns_answer_ref(answer);
	entry->until_us = self->clock(self->clock_data) +
			  (gint64)CLAMP(ttl, LEAST_SECONDS, MOST_SECONDS) * G_TIME_SPAN_SECOND;
	entry->link.data = entry;
	g_queue_push_head_link(&self->order, &entry->link);
	g_hash_table_insert(self->entries, entry->key, entry);
}

/* Asks once for what is not there, even if it stands twice among the questions. */
static void
cache_lookup(HanteiResolver *resolver,
	     const HanteiQuestion *questions,
	     gsize n_questions,
	     HanteiDnsAnswer **answers,
	     GCancellable *cancellable)
{
	HanteiCacheResolver *self = HANTEI_CACHE_RESOLVER(resolver);
	g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) places = g_hash_table_new(g_str_hash, g_str_equal);
	g_autofree HanteiQuestion *asked = g_new(HanteiQuestion, n_questions);
	g_autofree HanteiDnsAnswer **found = g_new0(HanteiDnsAnswer *, n_questions);
	gsize n = 0;

	for (gsize i = 0; i < n_questions; i++) {
		gchar *key = key_new(&questions[i]);
		HanteiDnsAnswer *known = find(self, key);

		g_ptr_array_add(keys, key);
		answers[i] = known == NULL ? NULL : hantei_dns_answer_ref(known);
		if (known != NULL || g_hash_table_contains(places, key))
			continue;
		g_hash_table_insert(places, key, GSIZE_TO_POINTER(n));
		asked[n++] = questions[i];
	}
	if (n == 0)
		return;
	hantei_resolver_lookup_all(self->below, asked, n, found, cancellable);
	for (gsize i = 0; i < n_questions; i++) {
		gpointer place;

		if (answers[i] != NULL ||
		    !g_hash_table_lookup_extended(places, keys->pdata[i], NULL, &place))
			continue;
		answers[i] = hantei_dns_answer_ref(found[GPOINTER_TO_SIZE(place)]);
		keep(self, keys->pdata[i], answers[i]);
	}
	for (gsize i = 0; i < n; i++)
		hantei_dns_answer_unref(found[i]);
}

gboolean
hantei_cache_resolver_has(HanteiCacheResolver *self, const HanteiQuestion *question)
{
	g_autofree gchar *key = key_new(question);

	return find(self, key) != NULL;
}

static void
cache_resolver_iface(HanteiResolverInterface *iface)
{
	iface->lookup = cache_lookup;
}

G_DEFINE_TYPE_WITH_CODE(HanteiCacheResolver,
			hantei_cache_resolver,
			G_TYPE_OBJECT,
			G_IMPLEMENT_INTERFACE(HANTEI_TYPE_RESOLVER, cache_resolver_iface))

static void
hantei_cache_resolver_finalize(GObject *object)
{
	HanteiCacheResolver *self = HANTEI_CACHE_RESOLVER(object);

	g_hash_table_unref(self->entries);
	g_clear_object(&self->below);
	G_OBJECT_CLASS(hantei_cache_resolver_parent_class)->finalize(object);
}

static void
hantei_cache_resolver_class_init(HanteiCacheResolverClass *klass)
{
	G_OBJECT_CLASS(klass)->finalize = hantei_cache_resolver_finalize;
}

static void
hantei_cache_resolver_init(HanteiCacheResolver *self)
{
	self->entries = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, entry_free);
	g_queue_init(&self->order);
}

HanteiCacheResolver *
hantei_cache_resolver_new(HanteiResolver *below, HanteiClock clock, gpointer clock_data)
{
	HanteiCacheResolver *self = g_object_new(HANTEI_TYPE_CACHE_RESOLVER, NULL);

	self->below = g_object_ref(below);
	self->clock = clock;
	self->clock_data = clock_data;
	return self;
}
