/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/org-domain.h"

#include <libpsl.h>
#include <string.h>

#include "tokenizer/idna.h"

/* RFC 9989 4.10: at most eight questions, the second for a name of seven labels at most. */
#define MAX_STEPS 8
#define MAX_LABELS 7

struct _HanteiSuffixes {
	psl_ctx_t *psl;
};

struct _HanteiWalker {
	HanteiResolver *resolver;
	GCancellable *cancellable;
	GHashTable *answers; /* domain -> HanteiDnsAnswer, of _dmarc.<domain> */
};

gchar *
hantei_domain_normalize(const gchar *domain)
{
	g_autofree gchar *ascii = hantei_idna_to_ascii(domain);
	gsize length;

	if (ascii == NULL)
		return NULL;
	length = strlen(ascii);
	if (length > 1 && ascii[length - 1] == '.')
		ascii[length - 1] = '\0';
	for (const gchar *at = ascii; *at != '\0'; at++)
		if (!g_ascii_isalnum(*at) && strchr("-_.", *at) == NULL)
			return NULL;
	/* which takes one more dot */
	if (g_str_has_suffix(ascii, ".") || !hantei_dns_name_is_valid(ascii))
		return NULL;
	return g_steal_pointer(&ascii);
}

gboolean
hantei_domain_is_within(const gchar *domain, const gchar *parent)
{
	const gsize length = strlen(domain);
	const gsize parent_length = strlen(parent);

	if (length < parent_length || strcmp(domain + length - parent_length, parent) != 0)
		return FALSE;
	return length == parent_length || domain[length - parent_length - 1] == '.';
}

HanteiSuffixes *
hantei_suffixes_new(const gchar *file, GError **error)
{
	/* psl_latest() goes on with another list where the file cannot be read */
	psl_ctx_t *psl = file != NULL ? psl_load_file(file) : psl_latest(NULL);
	HanteiSuffixes *self;

	/* of a DAFSA the count is not known: -1 */
	if (psl == NULL || psl_suffix_count(psl) == 0) {
		psl_free(psl);
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
			    "%s: no public suffix list can be read there; take the one of "
			    "publicsuffix.org",
			    file != NULL ? file : "libpsl");
		return NULL;
	}
	self = g_new0(HanteiSuffixes, 1);
	self->psl = psl;
	return self;
}

void
hantei_suffixes_free(HanteiSuffixes *self)
{
	if (self == NULL)
		return;
	psl_free(self->psl);
	g_free(self);
}

gchar *
hantei_suffixes_dup_registrable(const HanteiSuffixes *self, const gchar *domain)
{
	return g_strdup(psl_registrable_domain(self->psl, domain));
}

gchar *
hantei_suffixes_dup_org_domain(const HanteiSuffixes *self, const gchar *domain)
{
	gchar *registrable = hantei_suffixes_dup_registrable(self, domain);

	return registrable != NULL ? registrable : g_strdup(domain);
}

/* Where the walk goes after @domain, which lies within it: NULL at its end. */
static const gchar *
next_target(const gchar *domain)
{
	guint n_labels = 1;

	for (const gchar *at = domain; *at != '\0'; at++)
		n_labels += *at == '.';
	do {
		domain = strchr(domain, '.');
		if (domain == NULL)
			return NULL;
		domain++;
		n_labels--;
	} while (n_labels > MAX_LABELS);
	return domain;
}

HanteiWalker *
hantei_walker_new(HanteiResolver *resolver, GCancellable *cancellable)
{
	HanteiWalker *self = g_new0(HanteiWalker, 1);

	self->resolver = resolver;
	self->cancellable = cancellable;
	self->answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      (GDestroyNotify)hantei_dns_answer_unref);
	return self;
}

void
hantei_walker_free(HanteiWalker *self)
{
	if (self == NULL)
		return;
	g_hash_table_unref(self->answers);
	g_free(self);
}

/* Asks for the records of @domains, none of which is known. */
static void
ask(HanteiWalker *self, GPtrArray *domains)
{
	g_autofree HanteiQuestion *questions = g_new0(HanteiQuestion, domains->len + 1);
	g_autofree HanteiDnsAnswer **answers = g_new0(HanteiDnsAnswer *, domains->len + 1);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < domains->len; i++) {
		g_ptr_array_add(names,
				g_strconcat("_dmarc.", (const gchar *)domains->pdata[i], NULL));
		questions[i] = (HanteiQuestion){names->pdata[i], HANTEI_DNS_TYPE_TXT};
	}
	hantei_resolver_lookup_all(self->resolver, questions, domains->len, answers,
				   self->cancellable);
	for (guint i = 0; i < domains->len; i++)
		g_hash_table_replace(self->answers, g_strdup(domains->pdata[i]), answers[i]);
}

void
hantei_walker_prefetch(HanteiWalker *self, const gchar *const *domains, gsize n_domains)
{
	g_autoptr(GPtrArray) missing = g_ptr_array_new();
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (gsize i = 0; i < n_domains; i++)
		for (const gchar *at = domains[i]; at != NULL; at = next_target(at))
			if (!g_hash_table_contains(self->answers, at) &&
			    g_hash_table_add(seen, (gpointer)at))
				g_ptr_array_add(missing, (gpointer)at);
	if (missing->len > 0)
		ask(self, missing);
}

HanteiWalkStep *
hantei_walker_look(HanteiWalker *self, const gchar *domain)
{
	HanteiWalkStep *step = g_new0(HanteiWalkStep, 1);
	const HanteiDnsAnswer *answer = g_hash_table_lookup(self->answers, domain);

	if (answer == NULL) {
		g_autoptr(GPtrArray) one = g_ptr_array_new();

		g_ptr_array_add(one, (gpointer)domain);
		ask(self, one);
		answer = g_hash_table_lookup(self->answers, domain);
	}
	step->domain = g_strdup(domain);
	step->status = answer->status;
	step->detail = g_strdup(answer->detail);
	step->records = hantei_dmarc_records_new(answer);
	if (step->records->records->len == 1)
		step->record = step->records->records->pdata[0];
	return step;
}

void
hantei_walk_step_free(HanteiWalkStep *self)
{
	if (self == NULL)
		return;
	g_free(self->domain);
	g_free(self->detail);
	hantei_dmarc_records_free(self->records);
	g_free(self);
}

/* The domain one label below @parent that @domain is in or is. (transfer full) */
static gchar *
dup_one_below(const gchar *domain, const gchar *parent)
{
	const gchar *at = domain + strlen(domain) - strlen(parent) - 1;

	while (at > domain && at[-1] != '.')
		at--;
	return g_strdup(at);
}

/* RFC 9989 4.10.2, from the longest to the shortest. */
static void
find_org_domain(HanteiTreeWalk *self)
{
	for (guint i = 0; i < self->steps->len; i++) {
		const HanteiWalkStep *step = self->steps->pdata[i];
		const gboolean is_psd_y =
		    step->record != NULL && i > 0 && step->record->psd == HANTEI_DMARC_PSD_Y;

		if (step->record == NULL)
			continue;
		g_free(self->org_domain);
		self->org_domain =
		    is_psd_y ? dup_one_below(self->domain, step->domain) : g_strdup(step->domain);
		self->reason = is_psd_y ? HANTEI_WALK_REASON_BELOW_PSD_Y
			       : step->record->psd == HANTEI_DMARC_PSD_N ? HANTEI_WALK_REASON_PSD_N
									 : HANTEI_WALK_REASON_TOP;
		if (step->record->psd != HANTEI_DMARC_PSD_U)
			return;
	}
	if (self->org_domain == NULL) {
		self->org_domain = g_strdup(self->domain);
		self->reason = HANTEI_WALK_REASON_NO_RECORD;
	}
}

/* A name too long to be asked for holds no record. */
static gboolean
is_answered(const HanteiWalkStep *step)
{
	return step->status <= HANTEI_DNS_NXDOMAIN || step->status == HANTEI_DNS_BADNAME;
}

HanteiTreeWalk *
hantei_walker_walk(HanteiWalker *self, const gchar *domain)
{
	HanteiTreeWalk *walk = g_new0(HanteiTreeWalk, 1);

	walk->domain = g_strdup(domain);
	walk->steps = g_ptr_array_new_with_free_func((GDestroyNotify)hantei_walk_step_free);
	hantei_walker_prefetch(self, (const gchar *const *)&walk->domain, 1);
	for (const gchar *at = walk->domain; at != NULL && walk->steps->len < MAX_STEPS;
	     at = next_target(at)) {
		HanteiWalkStep *step = hantei_walker_look(self, at);

		g_ptr_array_add(walk->steps, step);
		if (walk->failed == NULL && !is_answered(step))
			walk->failed = step;
		if (step->record != NULL && step->record->psd != HANTEI_DMARC_PSD_U)
			break;
	}
	/* a record that was not seen might have changed which one decides */
	if (walk->failed == NULL)
		find_org_domain(walk);
	return walk;
}

void
hantei_tree_walk_free(HanteiTreeWalk *self)
{
	if (self == NULL)
		return;
	g_free(self->domain);
	g_free(self->org_domain);
	g_ptr_array_unref(self->steps);
	g_free(self);
}

const gchar *
hantei_walk_reason_to_string(HanteiWalkReason reason)
{
	static const gchar *const texts[] = {"unknown", "psd-n", "below-psd-y", "top", "no-record"};

	g_return_val_if_fail(reason < G_N_ELEMENTS(texts), NULL);
	return texts[reason];
}
