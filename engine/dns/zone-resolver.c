/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/zone-resolver.h"

#include <string.h>

#include "engine/dns/message.h"
#include "engine/dns/zone-entry.h"
#include "engine/dns/zone-file.h"
#include "tokenizer/limits.h"

struct _HanteiZoneResolver {
	GObject parent;
	GPtrArray *files;  /* of HanteiZoneFile, which own the records */
	GHashTable *nodes; /* GBytes, a name of the wire in small letters -> Node */
};

/* A name that exists: by a record or a fault, or by a name below it (RFC 4592 2.2.2). */
typedef struct {
	GPtrArray *records; /* of ldns_rr, lent by the file; or NULL */
	GArray *faults;	    /* of HanteiZoneFault; or NULL */
	gboolean has_alias;
	gboolean has_other;
} Node;

static void
node_free(gpointer data)
{
	Node *self = data;

	g_clear_pointer(&self->records, g_ptr_array_unref);
	g_clear_pointer(&self->faults, g_array_unref);
	g_free(self);
}

static GBytes *
key_new(const HanteiWireName *name)
{
	HanteiWireName folded = *name;

	hantei_wire_name_fold(&folded);
	return g_bytes_new(folded.octets, folded.length);
}

static Node *
find_node(GHashTable *nodes, const HanteiWireName *name)
{
	g_autoptr(GBytes) key = key_new(name);

	return g_hash_table_lookup(nodes, key);
}

/* Takes the first label off. Returns: FALSE at the root. */
static gboolean
go_up(HanteiWireName *name)
{
	const gsize label = 1 + (gsize)name->octets[0];

	if (name->length <= label)
		return FALSE;
	name->length -= label;
	memmove(name->octets, name->octets + label, name->length);
	return TRUE;
}

/* The node of @name; it and all names above it come into being. */
static Node *
ensure_node(GHashTable *nodes, const HanteiWireName *name)
{
	HanteiWireName at = *name;
	Node *node = NULL;

	do {
		g_autoptr(GBytes) key = key_new(&at);

		if (g_hash_table_contains(nodes, key))
			break;
		g_hash_table_insert(nodes, g_steal_pointer(&key), g_new0(Node, 1));
	} while (go_up(&at));
	node = find_node(nodes, name);
	return node;
}

/* The types that stand beside an alias: signatures and proofs (RFC 4035 2.5). */
static gboolean
is_beside_alias(ldns_rr_type type)
{
	return type == LDNS_RR_TYPE_RRSIG || type == LDNS_RR_TYPE_NSEC ||
	       type == LDNS_RR_TYPE_NSEC3 || type == LDNS_RR_TYPE_KEY;
}

/* The record as octets, to know one that stands twice: name, type and data. */
static GBytes *
record_octets(const HanteiWireName *name, const ldns_rr *rr)
{
	g_autoptr(GByteArray) all = g_byte_array_new();
	const guint16 type = (guint16)ldns_rr_get_type(rr);
	HanteiWireName folded = *name;

	hantei_wire_name_fold(&folded);
	g_byte_array_append(all, folded.octets, (guint)folded.length);
	g_byte_array_append(all, (const guint8 *)&type, sizeof type);
	for (gsize i = 0; i < ldns_rr_rd_count(rr); i++) {
		const ldns_rdf *rdf = ldns_rr_rdf(rr, i);

		g_byte_array_append(all, ldns_rdf_data(rdf), (guint)ldns_rdf_size(rdf));
	}
	return g_byte_array_free_to_bytes(g_steal_pointer(&all));
}

static gboolean
index_record(GHashTable *nodes,
	     GHashTable *seen,
	     const HanteiZoneFile *file,
	     const HanteiZoneRecord *record,
	     GError **error)
{
	const ldns_rr_type type = ldns_rr_get_type(record->rr);
	HanteiWireName name;
	Node *node;

	hantei_wire_name_set_rdf(&name, ldns_rr_owner(record->rr));
	/* a record that stands twice is one (RFC 2181 5) */
	if (!g_hash_table_add(seen, record_octets(&name, record->rr)))
		return TRUE;
	node = ensure_node(nodes, &name);
	if (g_hash_table_size(nodes) > HANTEI_LIMIT_ZONE_NAMES)
		return hantei_zone_fail(error, file->name, record->line,
					"over %d names: leave out what is not needed",
					HANTEI_LIMIT_ZONE_NAMES);
	if (type == LDNS_RR_TYPE_CNAME ? node->has_alias || node->has_other
				       : node->has_alias && !is_beside_alias(type)) {
		g_autofree gchar *text = hantei_wire_name_to_text(&name);

		return hantei_zone_fail(
		    error, file->name, record->line,
		    "\"%s\" has a CNAME and other records, which servers refuse: "
		    "keep the one or the others",
		    text);
	}
	node->has_alias = node->has_alias || type == LDNS_RR_TYPE_CNAME;
	node->has_other = node->has_other || (type != LDNS_RR_TYPE_CNAME && !is_beside_alias(type));
	if (node->records == NULL)
		node->records = g_ptr_array_new();
	g_ptr_array_add(node->records, record->rr);
	return TRUE;
}

static gboolean
index_file(GHashTable *nodes, GHashTable *seen, const HanteiZoneFile *file, GError **error)
{
	for (guint i = 0; i < file->records->len; i++)
		if (!index_record(nodes, seen, file, file->records->pdata[i], error))
			return FALSE;
	for (guint i = 0; i < file->faults->len; i++) {
		const HanteiZoneFault *fault = &g_array_index(file->faults, HanteiZoneFault, i);
		Node *node = ensure_node(nodes, &fault->name);

		if (node->faults == NULL)
			node->faults = g_array_new(FALSE, FALSE, sizeof *fault);
		g_array_append_vals(node->faults, fault, 1);
	}
	return TRUE;
}

/* All is indexed anew: files are few, and one that does not fit the others leaves no trace. */
gboolean
hantei_zone_resolver_add_text(
    HanteiZoneResolver *self, const gchar *name, const gchar *text, gsize length, GError **error)
{
	g_autoptr(HanteiZoneFile) file = hantei_zone_file_parse(name, text, length, error);
	g_autoptr(GHashTable) nodes = g_hash_table_new_full(
	    g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, node_free);
	g_autoptr(GHashTable) seen =
	    g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
	guint n_records;

	if (file == NULL)
		return FALSE;
	n_records = file->records->len + file->faults->len;
	for (guint i = 0; i < self->files->len; i++) {
		const HanteiZoneFile *other = self->files->pdata[i];

		n_records += other->records->len + other->faults->len;
		index_file(nodes, seen, other, NULL);
	}
	if (n_records > HANTEI_LIMIT_ZONE_RECORDS) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "%s: with it, the zone files have %u records, at most %d: name fewer",
			    name, n_records, HANTEI_LIMIT_ZONE_RECORDS);
		return FALSE;
	}
	if (!index_file(nodes, seen, file, error))
		return FALSE;
	g_hash_table_unref(self->nodes);
	self->nodes = g_steal_pointer(&nodes);
	g_ptr_array_add(self->files, g_steal_pointer(&file));
	return TRUE;
}

gboolean
hantei_zone_resolver_add_file(HanteiZoneResolver *self, const gchar *path, GError **error)
{
	g_autofree gchar *text = NULL;
	g_autoptr(GFile) file = g_file_new_for_path(path);
	g_autoptr(GFileInfo) info =
	    g_file_query_info(file, G_FILE_ATTRIBUTE_STANDARD_SIZE, 0, NULL, error);
	gsize length;

	if (info == NULL)
		return FALSE;
	if (g_file_info_get_size(info) > HANTEI_LIMIT_ZONE_BYTES) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "%s: %" G_GOFFSET_FORMAT " octets, at most %u: name a smaller file",
			    path, g_file_info_get_size(info), HANTEI_LIMIT_ZONE_BYTES);
		return FALSE;
	}
	if (!g_file_get_contents(path, &text, &length, error))
		return FALSE;
	return hantei_zone_resolver_add_text(self, path, text, length, error);
}

/* The node that answers for @name: its own or that of the wildcard below the nearest name that
 * exists (RFC 4592 3.3.1); or NULL. */
static const Node *
find_answering(const HanteiZoneResolver *self, const HanteiWireName *name)
{
	const Node *node = find_node(self->nodes, name);
	HanteiWireName above = *name;

	if (node != NULL)
		return node;
	while (go_up(&above) && above.length > 1 && find_node(self->nodes, &above) == NULL)
		;
	if (above.length + 2 > 255)
		return NULL;
	memmove(above.octets + 2, above.octets, above.length);
	memcpy(above.octets, "\001*", 2);
	above.length += 2;
	return find_node(self->nodes, &above);
}

/* The SOA of the zone @name is in; or NULL. */
static const ldns_rr *
find_soa(const HanteiZoneResolver *self, const HanteiWireName *name)
{
	HanteiWireName at = *name;

	do {
		const Node *node = find_node(self->nodes, &at);

		for (guint i = 0; node != NULL && node->records != NULL && i < node->records->len;
		     i++)
			if (ldns_rr_get_type(node->records->pdata[i]) == LDNS_RR_TYPE_SOA)
				return node->records->pdata[i];
	} while (go_up(&at));
	return NULL;
}

/* The fault of @type at @node, 0 standing for ANY; or NULL. */
static const HanteiZoneFault *
find_fault(const Node *node, HanteiDnsType type)
{
	for (guint i = 0; node->faults != NULL && i < node->faults->len; i++) {
		const HanteiZoneFault *fault = &g_array_index(node->faults, HanteiZoneFault, i);

		if (fault->type == type)
			return fault;
	}
	return NULL;
}

/* Adds to @sent the records of @type that @node has, with the name that was asked for.
 * Returns: the last of them; or NULL. */
static const ldns_rr *
send_records(const Node *node, ldns_rr_type type, const HanteiWireName *name, GPtrArray *sent)
{
	ldns_rr *last = NULL;

	for (guint i = 0; node->records != NULL && i < node->records->len; i++) {
		if (ldns_rr_get_type(node->records->pdata[i]) != type)
			continue;
		last = ldns_rr_clone(node->records->pdata[i]);
		ldns_rdf_deep_free(ldns_rr_owner(last));
		ldns_rr_set_owner(last, hantei_wire_name_to_rdf(name));
		g_ptr_array_add(sent, last);
	}
	return last;
}

/* Goes from @name along its aliases to the records of @type, all of which @sent takes.
 * Returns: the status; @name becomes the last name. */
static HanteiDnsStatus
find_records(const HanteiZoneResolver *self,
	     HanteiWireName *name,
	     HanteiDnsType type,
	     GPtrArray *sent,
	     HanteiDnsAnswer *answer)
{
	for (;;) {
		const Node *node = find_answering(self, name);
		const HanteiZoneFault *fault = node == NULL ? NULL : find_fault(node, type);
		const ldns_rr *alias;

		if (node == NULL)
			return HANTEI_DNS_NXDOMAIN;
		if (fault != NULL)
			return fault->status;
		if (send_records(node, (ldns_rr_type)type, name, sent) != NULL)
			return HANTEI_DNS_OK;
		alias = send_records(node, LDNS_RR_TYPE_CNAME, name, sent);
		if (alias == NULL) {
			fault = find_fault(node, (HanteiDnsType)0);
			return fault != NULL ? fault->status : HANTEI_DNS_NODATA;
		}
		if (answer->cnames->len == HANTEI_DNS_MAX_CNAMES ||
		    !hantei_wire_name_set_rdf(name, ldns_rr_rdf(alias, 0)))
			return HANTEI_DNS_SERVFAIL;
		g_ptr_array_add(answer->cnames, hantei_wire_name_to_text(name));
	}
}

/* @self as the answer of a server is, with size and TTL. */
static void
fill_answer(const HanteiZoneResolver *self,
	    const HanteiWireName *asked,
	    const HanteiWireName *found,
	    HanteiDnsType type,
	    const GPtrArray *sent,
	    HanteiDnsAnswer *answer)
{
	const ldns_rr *soa = answer->status == HANTEI_DNS_OK ? NULL : find_soa(self, found);
	guint32 ttl = answer->status == HANTEI_DNS_OK ? G_MAXUINT32
		      : soa == NULL		      ? 0
						      : hantei_wire_negative_ttl(soa);

	for (guint i = 0; i < sent->len; i++) {
		ttl = MIN(ttl, ldns_rr_ttl(sent->pdata[i]));
		if (ldns_rr_get_type(sent->pdata[i]) == (ldns_rr_type)type)
			hantei_wire_add_record(answer, sent->pdata[i]);
	}
	answer->ttl = ttl;
	answer->wire_bytes = hantei_message_measure(asked, type, sent, soa);
	answer->is_tcp = answer->wire_bytes > HANTEI_DNS_UDP_BYTES;
	if (answer->wire_bytes == 0) {
		answer->status = HANTEI_DNS_SERVFAIL;
		answer->detail =
		    g_strdup("the answer is larger than a message can be, 65,535 octets");
	}
}

static HanteiDnsAnswer *
answer_question(const HanteiZoneResolver *self, const HanteiQuestion *question)
{
	g_autoptr(HanteiDnsAnswer) answer = hantei_dns_answer_new(HANTEI_DNS_OK);
	g_autoptr(GPtrArray) sent = g_ptr_array_new_with_free_func((GDestroyNotify)ldns_rr_free);
	HanteiWireName name, at;

	hantei_wire_name_set_text(&name, question->name);
	at = name;
	answer->status = find_records(self, &at, question->type, sent, answer);
	if (hantei_dns_answer_is_known(answer))
		fill_answer(self, &name, &at, question->type, sent, answer);
	else if (answer->status == HANTEI_DNS_SERVFAIL &&
		 answer->cnames->len == HANTEI_DNS_MAX_CNAMES)
		answer->detail = g_strdup("over 8 aliases one after the other, or a loop of them");
	else
		answer->detail = g_strdup("the zone file says so");
	if (!hantei_dns_answer_is_known(answer))
		g_ptr_array_set_size(answer->records, 0);
	return g_steal_pointer(&answer);
}

static void
zone_lookup(HanteiResolver *resolver,
	    const HanteiQuestion *questions,
	    gsize n_questions,
	    HanteiDnsAnswer **answers,
	    GCancellable *cancellable)
{
	for (gsize i = 0; i < n_questions; i++)
		answers[i] = answer_question(HANTEI_ZONE_RESOLVER(resolver), &questions[i]);
}

static void
zone_resolver_iface(HanteiResolverInterface *iface)
{
	iface->lookup = zone_lookup;
}

G_DEFINE_TYPE_WITH_CODE(HanteiZoneResolver,
			hantei_zone_resolver,
			G_TYPE_OBJECT,
			G_IMPLEMENT_INTERFACE(HANTEI_TYPE_RESOLVER, zone_resolver_iface))

static void
hantei_zone_resolver_finalize(GObject *object)
{
	HanteiZoneResolver *self = HANTEI_ZONE_RESOLVER(object);

	g_hash_table_unref(self->nodes);
	g_ptr_array_unref(self->files);
	G_OBJECT_CLASS(hantei_zone_resolver_parent_class)->finalize(object);
}

static void
hantei_zone_resolver_class_init(HanteiZoneResolverClass *klass)
{
	G_OBJECT_CLASS(klass)->finalize = hantei_zone_resolver_finalize;
}

static void
hantei_zone_resolver_init(HanteiZoneResolver *self)
{
	self->files = g_ptr_array_new_with_free_func((GDestroyNotify)hantei_zone_file_free);
	self->nodes = g_hash_table_new_full(g_bytes_hash, g_bytes_equal,
					    (GDestroyNotify)g_bytes_unref, node_free);
}

HanteiZoneResolver *
hantei_zone_resolver_new(void)
{
	return g_object_new(HANTEI_TYPE_ZONE_RESOLVER, NULL);
}
