/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dmarc.h"

#include <string.h>

typedef enum {
	ALIGNED_NO = 0,
	ALIGNED_YES,
	ALIGNED_UNKNOWN,   /* a question failed */
	ALIGNED_NOT_ASKED, /* one was not asked */
} Aligned;

typedef struct {
	HanteiWalker *walker;
	const HanteiDmarcQuery *query;
	const HanteiSuffixes *suffixes; /* by it, or NULL: by the tree walk */
	const gchar *from;
	const HanteiTreeWalk *walk; /* from From; by the tree walk only */
	HanteiDmarcVerdict *verdict;
} Check;

static gboolean
is_answered(HanteiDnsStatus status)
{
	return status <= HANTEI_DNS_NXDOMAIN || status == HANTEI_DNS_BADNAME;
}

static Aligned
aligned_by_failure(HanteiDnsStatus status)
{
	return status == HANTEI_DNS_NOT_ASKED ? ALIGNED_NOT_ASKED : ALIGNED_UNKNOWN;
}

static void
take_result(HanteiDmarcVerdict *verdict, HanteiAuthResult result, gchar *detail)
{
	verdict->result = result;
	g_free(verdict->detail);
	verdict->detail = detail;
}

/* A question the result hangs on has no answer. */
static void
take_failure(HanteiDmarcVerdict *verdict, const HanteiWalkStep *step)
{
	g_autofree gchar *detail = g_strdup_printf(
	    "TXT _dmarc.%s: %s", step->domain,
	    step->detail != NULL ? step->detail : hantei_dns_status_to_string(step->status));

	verdict->is_known = step->status != HANTEI_DNS_NOT_ASKED;
	take_result(verdict,
		    verdict->is_known ? HANTEI_AUTH_RESULT_TEMPERROR : HANTEI_AUTH_RESULT_NONE,
		    g_steal_pointer(&detail));
}

static void
take_record(HanteiDmarcVerdict *verdict, const HanteiWalkStep *step)
{
	verdict->record = step->record;
	verdict->record_domain = g_strdup(step->domain);
	verdict->is_adkim_strict = step->record->is_adkim_strict;
	verdict->is_aspf_strict = step->record->is_aspf_strict;
}

/* RFC 9989 4.10.1: of From, else of its organizational domain, else of the public suffix. */
static void
discover_by_walk(Check *check)
{
	const HanteiTreeWalk *walk = check->walk;
	const HanteiWalkStep *first = walk->steps->pdata[0], *found = NULL;

	if (!is_answered(first->status)) {
		take_failure(check->verdict, first);
		return;
	}
	if (first->record == NULL && walk->failed != NULL) {
		take_failure(check->verdict, walk->failed);
		return;
	}
	if (first->record != NULL)
		found = first;
	for (guint i = 1; i < walk->steps->len && found == NULL; i++) {
		const HanteiWalkStep *step = walk->steps->pdata[i];

		if (step->record != NULL && (strcmp(step->domain, walk->org_domain) == 0 ||
					     step->record->psd == HANTEI_DMARC_PSD_Y))
			found = step;
	}
	if (found != NULL)
		take_record(check->verdict, found);
	else
		take_result(check->verdict, HANTEI_AUTH_RESULT_NONE,
			    g_strdup_printf("no DMARC record at %s or above it", check->from));
}

/* RFC 7489 6.6.3: of From, else of its organizational domain. */
static void
discover_by_suffixes(Check *check)
{
	HanteiDmarcVerdict *verdict = check->verdict;
	const gchar *const names[] = {check->from, verdict->org_domain};
	const guint n = strcmp(check->from, verdict->org_domain) == 0 ? 1 : 2;

	for (guint i = 0; i < n; i++) {
		HanteiWalkStep *step = hantei_walker_look(check->walker, names[i]);

		g_ptr_array_add(verdict->steps, step);
		if (!is_answered(step->status)) {
			take_failure(verdict, step);
			return;
		}
		if (step->record != NULL) {
			take_record(verdict, step);
			return;
		}
		if (step->records->records->len > 1) {
			take_result(verdict, HANTEI_AUTH_RESULT_NONE,
				    g_strdup_printf("several DMARC records at %s", names[i]));
			return;
		}
	}
	take_result(verdict, HANTEI_AUTH_RESULT_NONE,
		    n == 1 ? g_strdup_printf("no DMARC record at %s", names[0])
			   : g_strdup_printf("no DMARC record at %s or %s", names[0], names[1]));
}

static Aligned
align_by_walk(const Check *check, const gchar *domain)
{
	const gchar *org_domain = check->walk->org_domain;
	const gchar *top = strrchr(check->from, '.');
	g_autoptr(HanteiTreeWalk) walk = NULL;

	/* what shares no label has no domain in common */
	if (!hantei_domain_is_within(domain, top != NULL ? top + 1 : check->from))
		return ALIGNED_NO;
	if (org_domain == NULL)
		return aligned_by_failure(check->walk->failed->status);
	if (!hantei_domain_is_within(domain, org_domain))
		return ALIGNED_NO;
	walk = hantei_walker_walk(check->walker, domain);
	if (walk->failed != NULL)
		return aligned_by_failure(walk->failed->status);
	return strcmp(walk->org_domain, org_domain) == 0 ? ALIGNED_YES : ALIGNED_NO;
}

static Aligned
align_by_suffixes(const Check *check, const gchar *domain)
{
	g_autofree gchar *org_domain = hantei_suffixes_dup_org_domain(check->suffixes, domain);

	return strcmp(org_domain, check->verdict->org_domain) == 0 ? ALIGNED_YES : ALIGNED_NO;
}

/* Whether @domain and From have one owner. */
static Aligned
align(const Check *check, const gchar *domain, gboolean is_strict)
{
	g_autofree gchar *name = domain == NULL ? NULL : hantei_domain_normalize(domain);

	if (name == NULL)
		return ALIGNED_NO;
	if (strcmp(name, check->from) == 0)
		return ALIGNED_YES;
	if (is_strict)
		return ALIGNED_NO;
	return check->suffixes != NULL ? align_by_suffixes(check, name)
				       : align_by_walk(check, name);
}

/* What an identifier makes possible: PASS, TEMPERROR, FAIL; POLICY stands for not known. */
static HanteiAuthResult
weigh(const Check *check, const HanteiDmarcIdentifier *identifier, gboolean is_strict)
{
	const gboolean is_pass = identifier->result == HANTEI_AUTH_RESULT_PASS;
	Aligned aligned;

	if (identifier->is_unknown && identifier->domain == NULL)
		return HANTEI_AUTH_RESULT_POLICY;
	if (!identifier->is_unknown && !is_pass &&
	    identifier->result != HANTEI_AUTH_RESULT_TEMPERROR)
		return HANTEI_AUTH_RESULT_FAIL;
	aligned = align(check, identifier->domain, is_strict);
	if (aligned == ALIGNED_NO)
		return HANTEI_AUTH_RESULT_FAIL;
	if (identifier->is_unknown || aligned == ALIGNED_NOT_ASKED)
		return HANTEI_AUTH_RESULT_POLICY;
	return is_pass && aligned == ALIGNED_YES ? HANTEI_AUTH_RESULT_PASS
						 : HANTEI_AUTH_RESULT_TEMPERROR;
}

/* RFC 9989 5.3.5 and 5.4. */
static void
evaluate(Check *check)
{
	HanteiDmarcVerdict *verdict = check->verdict;
	const HanteiDmarcQuery *query = check->query;
	guint n[HANTEI_AUTH_RESULT_COUNT] = {0};
	HanteiAuthResult result = weigh(check, &query->spf, verdict->is_aspf_strict);

	verdict->is_spf_aligned = result == HANTEI_AUTH_RESULT_PASS;
	n[result]++;
	for (gsize i = 0; i < query->n_dkim; i++) {
		result = weigh(check, &query->dkim[i], verdict->is_adkim_strict);
		n[result]++;
		if (result == HANTEI_AUTH_RESULT_PASS)
			g_ptr_array_add(verdict->dkim_aligned, g_strdup(query->dkim[i].domain));
	}
	if (n[HANTEI_AUTH_RESULT_PASS] > 0) {
		take_result(verdict, HANTEI_AUTH_RESULT_PASS, NULL);
	} else if (n[HANTEI_AUTH_RESULT_POLICY] > 0) {
		verdict->is_known = FALSE;
		take_result(verdict, HANTEI_AUTH_RESULT_NONE,
			    g_strdup("SPF, DKIM or their alignment is not known"));
	} else if (n[HANTEI_AUTH_RESULT_TEMPERROR] > 0) {
		take_result(verdict, HANTEI_AUTH_RESULT_TEMPERROR,
			    g_strdup("SPF, DKIM or their alignment could not be told"));
	} else {
		take_result(verdict, HANTEI_AUTH_RESULT_FAIL, NULL);
	}
}

/* Whether the From domain exists, where np asks. That of an alias does, whatever it leads to. */
static HanteiDmarcExistence
find_existence(const Check *check, HanteiResolver *resolver, GCancellable *cancellable)
{
	const HanteiWalkStep *first = check->walk->steps->pdata[0];
	const HanteiDmarcRecord *record = check->verdict->record;
	g_autoptr(HanteiDnsAnswer) answer = NULL;

	if (record == NULL || !record->has[HANTEI_DMARC_TAG_NP] || record == first->record)
		return HANTEI_DMARC_EXISTENCE_NOT_ASKED;
	/* a name below it is there */
	if (first->status == HANTEI_DNS_OK || first->status == HANTEI_DNS_NODATA)
		return HANTEI_DMARC_EXISTENCE_YES;
	answer = hantei_resolver_lookup(resolver, check->from, HANTEI_DNS_TYPE_A, cancellable);
	if (!hantei_dns_answer_is_known(answer))
		return HANTEI_DMARC_EXISTENCE_UNKNOWN;
	return answer->status == HANTEI_DNS_NXDOMAIN && answer->cnames->len == 0
		   ? HANTEI_DMARC_EXISTENCE_NO
		   : HANTEI_DMARC_EXISTENCE_YES;
}

/* Takes the policy of the record and, if the mail fails, what of it applies. Returns: FALSE if the
 * record has no effect. */
static gboolean
take_policy(Check *check, HanteiDmarcExistence existence)
{
	HanteiDmarcVerdict *verdict = check->verdict;
	const gboolean is_old = check->suffixes != NULL;
	HanteiDmarcPolicyTag wanted = HANTEI_DMARC_TAG_SP;

	if (!hantei_dmarc_record_is_usable(verdict->record, is_old)) {
		take_result(verdict, HANTEI_AUTH_RESULT_PERMERROR,
			    g_strdup_printf("the record at %s states no valid policy and asks "
					    "for no reports",
					    verdict->record_domain));
		return FALSE;
	}
	if (strcmp(verdict->record_domain, check->from) == 0)
		wanted = HANTEI_DMARC_TAG_P;
	else if (existence == HANTEI_DMARC_EXISTENCE_NO)
		wanted = HANTEI_DMARC_TAG_NP;
	verdict->policy =
	    hantei_dmarc_record_get_policy(verdict->record, is_old, wanted, &verdict->policy_tag);
	if (is_old)
		verdict->pct = verdict->record->pct;
	return TRUE;
}

static void
apply_policy(Check *check)
{
	HanteiDmarcVerdict *verdict = check->verdict;
	const gboolean is_lowered =
	    check->suffixes != NULL ? verdict->pct == 0 : verdict->record->is_testing;

	if (!verdict->is_known || verdict->result != HANTEI_AUTH_RESULT_FAIL)
		return;
	verdict->applied_policy = verdict->policy;
	if (is_lowered && verdict->policy != HANTEI_DMARC_POLICY_NONE)
		verdict->applied_policy--;
}

static void
verdict_init(HanteiDmarcVerdict *verdict)
{
	verdict->is_known = TRUE;
	verdict->pct = 100;
	verdict->dkim_aligned = g_ptr_array_new_with_free_func(g_free);
}

static void
verdict_clear(HanteiDmarcVerdict *verdict)
{
	g_free(verdict->detail);
	g_free(verdict->record_domain);
	g_free(verdict->org_domain);
	g_ptr_array_unref(verdict->dkim_aligned);
	g_clear_pointer(&verdict->steps, g_ptr_array_unref);
}

static void
check_now(HanteiDmarc *self, Check *check, HanteiResolver *resolver, GCancellable *cancellable)
{
	g_autoptr(HanteiTreeWalk) walk = hantei_walker_walk(check->walker, self->from_domain);

	check->verdict = &self->now;
	check->walk = walk;
	self->org_reason = walk->reason;
	self->now.org_domain = g_strdup(walk->org_domain);
	self->now.steps = g_ptr_array_ref(walk->steps);
	discover_by_walk(check);
	if (self->now.record == NULL)
		return;
	self->existence = find_existence(check, resolver, cancellable);
	if (!take_policy(check, self->existence))
		return;
	evaluate(check);
	apply_policy(check);
}

static void
check_old(HanteiDmarc *self, Check *check, const HanteiSuffixes *suffixes)
{
	check->verdict = &self->old;
	self->old.steps = g_ptr_array_new_with_free_func((GDestroyNotify)hantei_walk_step_free);
	if (suffixes == NULL) {
		self->old.is_known = FALSE;
		self->old.detail = g_strdup("no public suffix list");
		return;
	}
	check->suffixes = suffixes;
	self->old.org_domain = hantei_suffixes_dup_org_domain(suffixes, self->from_domain);
	discover_by_suffixes(check);
	if (self->old.record == NULL || !take_policy(check, HANTEI_DMARC_EXISTENCE_NOT_ASKED))
		return;
	evaluate(check);
	apply_policy(check);
}

static gboolean
are_aligned_alike(const HanteiDmarcVerdict *a, const HanteiDmarcVerdict *b)
{
	if (a->is_spf_aligned != b->is_spf_aligned || a->dkim_aligned->len != b->dkim_aligned->len)
		return FALSE;
	for (guint i = 0; i < a->dkim_aligned->len; i++)
		if (strcmp(a->dkim_aligned->pdata[i], b->dkim_aligned->pdata[i]) != 0)
			return FALSE;
	return TRUE;
}

static guint
find_differences(const HanteiDmarcVerdict *a, const HanteiDmarcVerdict *b)
{
	guint differs = 0;

	if (!a->is_known || !b->is_known)
		return 0;
	if (a->result != b->result)
		differs |= 1u << HANTEI_DMARC_DIFFERENCE_RESULT;
	if (a->record != NULL && b->record != NULL && a->policy != b->policy)
		differs |= 1u << HANTEI_DMARC_DIFFERENCE_POLICY;
	if (a->applied_policy != b->applied_policy)
		differs |= 1u << HANTEI_DMARC_DIFFERENCE_APPLIED;
	if (g_strcmp0(a->record_domain, b->record_domain) != 0)
		differs |= 1u << HANTEI_DMARC_DIFFERENCE_RECORD;
	/* without a record nobody looks at it */
	if ((a->record != NULL || b->record != NULL) &&
	    g_strcmp0(a->org_domain, b->org_domain) != 0)
		differs |= 1u << HANTEI_DMARC_DIFFERENCE_ORG_DOMAIN;
	if (!are_aligned_alike(a, b))
		differs |= 1u << HANTEI_DMARC_DIFFERENCE_ALIGNED_BY;
	return differs;
}

HanteiDmarc *
hantei_dmarc_check(HanteiResolver *resolver,
		   const HanteiDmarcQuery *query,
		   const HanteiSuffixes *suffixes,
		   GCancellable *cancellable)
{
	g_autoptr(HanteiWalker) walker = hantei_walker_new(resolver, cancellable);
	HanteiDmarc *self = g_new0(HanteiDmarc, 1);
	Check check = {.walker = walker, .query = query};

	verdict_init(&self->now);
	verdict_init(&self->old);
	if (query->from_domain != NULL)
		self->from_domain = hantei_domain_normalize(query->from_domain);
	if (self->from_domain == NULL) {
		self->now.detail = g_strdup("no author domain");
		self->old.detail = g_strdup("no author domain");
		self->now.steps = g_ptr_array_new();
		self->old.steps = g_ptr_array_new();
		return self;
	}
	check.from = self->from_domain;
	check_now(self, &check, resolver, cancellable);
	check_old(self, &check, suffixes);
	self->differs = find_differences(&self->now, &self->old);
	return self;
}

void
hantei_dmarc_free(HanteiDmarc *self)
{
	if (self == NULL)
		return;
	g_free(self->from_domain);
	verdict_clear(&self->now);
	verdict_clear(&self->old);
	g_free(self);
}

const gchar *
hantei_dmarc_difference_to_string(HanteiDmarcDifference difference)
{
	static const gchar *const texts[] = {
#define X(NAME, text) text,
	    HANTEI_DMARC_DIFFERENCES(X)
#undef X
	};

	g_return_val_if_fail(difference < HANTEI_DMARC_DIFFERENCE_COUNT, NULL);
	return texts[difference];
}
