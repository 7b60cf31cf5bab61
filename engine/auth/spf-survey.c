/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/spf-survey.h"

#include <math.h>
#include <string.h>

#include "engine/auth/spf-macro.h"
#include "engine/auth/spf.h"
#include "tokenizer/limits.h"

/* Letters that depend on the sender or the client: all that a term may have but d. */
#define OPEN_LETTERS "slopihv"

static const gchar *const STATES[] = {
#define X(NAME, text) [HANTEI_SPF_STATE_##NAME] = text,
    HANTEI_SPF_STATES(X)
#undef X
};

typedef struct {
	HanteiResolver *resolver;
	GCancellable *cancellable;
	GHashTable *answers;  /* "16 name" -> HanteiDnsAnswer: one question is asked once */
	GHashTable *included; /* targets in lower case */
	HanteiSpfSurvey *survey;
} Walk;

/* Terms whose record is followed. */
static void
visit_record(Walk *walk, HanteiSpfNode *node);

static void
node_free(gpointer data)
{
	HanteiSpfNode *self = data;

	if (self == NULL)
		return;
	g_ptr_array_unref(self->children);
	hantei_dns_answer_unref(self->answer);
	g_free(self->term);
	g_free(self->target);
	g_free(self->detail);
	g_free(self->record);
	g_free(self);
}

static HanteiSpfNode *
node_new(Walk *walk, const HanteiSpfNode *parent, HanteiSpfTermType type)
{
	HanteiSpfNode *self = g_new0(HanteiSpfNode, 1);

	self->type = type;
	self->qualifier = HANTEI_AUTH_RESULT_PASS;
	self->parent = parent;
	self->depth = parent == NULL ? 0 : parent->depth + 1;
	self->is_authorising = TRUE;
	self->children = g_ptr_array_new_with_free_func(node_free);
	walk->survey->n_nodes++;
	return self;
}

/* The first to be found stands, but what could not be told weighs most. */
static void G_GNUC_PRINTF(3, 4)
    node_set(HanteiSpfNode *node, HanteiSpfState state, const gchar *format, ...)
{
	va_list args;

	if (node->state != HANTEI_SPF_STATE_FINE && state != HANTEI_SPF_STATE_UNKNOWN)
		return;
	node->state = state;
	g_free(node->detail);
	va_start(args, format);
	node->detail = g_strdup_vprintf(format, args);
	va_end(args);
}

static gchar *
question_key(const HanteiQuestion *question)
{
	g_autofree gchar *lower = g_ascii_strdown(question->name, -1);

	return g_strdup_printf("%d %s", (gint)question->type, lower);
}

/* Asks what was not asked yet, at once. */
static void
ask_all(Walk *walk, const HanteiQuestion *questions, gsize n_questions)
{
	g_autofree HanteiQuestion *open = g_new0(HanteiQuestion, n_questions + 1);
	g_autofree HanteiDnsAnswer **answers = g_new0(HanteiDnsAnswer *, n_questions + 1);
	g_autoptr(GPtrArray) keys = g_ptr_array_new();

	for (gsize i = 0; i < n_questions; i++) {
		gchar *key = question_key(&questions[i]);

		if (g_hash_table_contains(walk->answers, key)) {
			g_free(key);
			continue;
		}
		/* its place is taken, so that it is not asked twice in one go */
		g_hash_table_insert(walk->answers, key, NULL);
		open[keys->len] = questions[i];
		g_ptr_array_add(keys, key);
	}
	if (keys->len > 0)
		hantei_resolver_lookup_all(walk->resolver, open, keys->len, answers,
					   walk->cancellable);
	for (guint i = 0; i < keys->len; i++)
		g_hash_table_insert(walk->answers, g_strdup(keys->pdata[i]), answers[i]);
}

static const HanteiDnsAnswer *
ask(Walk *walk, const gchar *name, HanteiDnsType type)
{
	const HanteiQuestion question = {name, type};
	g_autofree gchar *key = question_key(&question);

	ask_all(walk, &question, 1);
	return g_hash_table_lookup(walk->answers, key);
}

/* As ask(), and says on @node if the DNS did not tell. A name that cannot be asked for is told. */
static const HanteiDnsAnswer *
ask_for(Walk *walk, HanteiSpfNode *node, const gchar *name, HanteiDnsType type)
{
	const HanteiDnsAnswer *answer = ask(walk, name, type);
	g_autofree gchar *type_name = hantei_dns_type_to_string(type);
	g_autofree gchar *quoted = hantei_spf_quote(name, strlen(name));

	if (answer->status == HANTEI_DNS_BADNAME)
		node_set(node, HANTEI_SPF_STATE_ABSENT, "%s is no name that can be asked for",
			 quoted);
	else if (!hantei_dns_answer_is_known(answer))
		node_set(node, HANTEI_SPF_STATE_UNKNOWN, "%s of %s: %s%s%s", type_name, quoted,
			 hantei_dns_status_to_string(answer->status),
			 answer->detail == NULL ? "" : ", ",
			 answer->detail == NULL ? "" : answer->detail);
	return answer;
}

/* Bits beyond the prefix are nothing. */
static void
add_netblock(Walk *walk, HanteiSpfNode *node, gboolean is_ip6, const guint8 *address, guint prefix)
{
	HanteiSpfNetblock *block;
	const guint n_bytes = is_ip6 ? 16 : 4;

	if (walk->survey->netblocks->len >= HANTEI_LIMIT_SPF_NETBLOCKS) {
		node_set(node, HANTEI_SPF_STATE_CUT, "over %d netblocks in all",
			 HANTEI_LIMIT_SPF_NETBLOCKS);
		return;
	}
	block = g_new0(HanteiSpfNetblock, 1);
	block->is_ip6 = is_ip6;
	block->prefix = prefix;
	block->node = node;
	block->is_authorised = node->is_authorising;
	for (guint i = 0; i < n_bytes && i * 8 < prefix; i++)
		block->address[i] = prefix >= i * 8 + 8
					? address[i]
					: (guint8)(address[i] & (0xff << (i * 8 + 8 - prefix)));
	g_ptr_array_add(walk->survey->netblocks, block);
}

/* Both families of one host. */
static void
add_addresses(
    Walk *walk, HanteiSpfNode *node, const HanteiSpfTerm *term, const gchar *name, guint *n_found)
{
	for (guint is_ip6 = 0; is_ip6 < 2; is_ip6++) {
		const HanteiDnsType type = is_ip6 ? HANTEI_DNS_TYPE_AAAA : HANTEI_DNS_TYPE_A;
		const HanteiDnsAnswer *answer = ask_for(walk, node, name, type);

		for (guint i = 0; i < answer->records->len; i++) {
			const HanteiDnsRecord *record = answer->records->pdata[i];

			if (record->type == type)
				add_netblock(walk, node, is_ip6 != 0, record->address,
					     is_ip6 ? term->cidr6 : term->cidr4);
		}
		*n_found += answer->records->len;
		/* a term is void once, see spf.h */
		if (hantei_spf_answer_is_void(answer))
			*(is_ip6 ? &node->voids.ip6 : &node->voids.ip4) = 1;
	}
}

static void
visit_a(Walk *walk, HanteiSpfNode *node, const HanteiSpfTerm *term)
{
	guint n_found = 0;

	add_addresses(walk, node, term, node->target, &n_found);
	if (n_found == 0)
		node_set(node, HANTEI_SPF_STATE_ABSENT, "%s has no address", node->target);
}

static void
visit_mx(Walk *walk, HanteiSpfNode *node, const HanteiSpfTerm *term)
{
	const HanteiDnsAnswer *answer = ask_for(walk, node, node->target, HANTEI_DNS_TYPE_MX);
	g_autoptr(GPtrArray) exchanges = hantei_spf_sort_mx(answer);
	HanteiQuestion questions[2 * HANTEI_SPF_MAX_NAMES];
	guint n_found = 0;

	if (hantei_spf_answer_is_void(answer)) {
		node->voids = (HanteiSpfVoids){1, 1};
		node_set(node, HANTEI_SPF_STATE_ABSENT, "%s has no MX record", node->target);
	}
	if (exchanges->len > HANTEI_SPF_MAX_NAMES) {
		node_set(node, HANTEI_SPF_STATE_TOO_MANY, "%s has %u MX records; at most %d may be",
			 node->target, exchanges->len, HANTEI_SPF_MAX_NAMES);
		return;
	}
	for (guint i = 0; i < exchanges->len; i++) {
		const gchar *name = ((const HanteiDnsRecord *)exchanges->pdata[i])->name;

		questions[2 * i] = (HanteiQuestion){name, HANTEI_DNS_TYPE_A};
		questions[2 * i + 1] = (HanteiQuestion){name, HANTEI_DNS_TYPE_AAAA};
	}
	ask_all(walk, questions, 2 * exchanges->len);
	for (guint i = 0; i < exchanges->len; i++)
		add_addresses(walk, node, term, questions[2 * i].name, &n_found);
	if (n_found == 0)
		node_set(node, HANTEI_SPF_STATE_ABSENT, "no mail host of %s has an address",
			 node->target);
}

static void
visit_exists(Walk *walk, HanteiSpfNode *node)
{
	const HanteiDnsAnswer *answer = ask_for(walk, node, node->target, HANTEI_DNS_TYPE_A);

	if (!hantei_spf_answer_is_void(answer))
		return;
	node->voids = (HanteiSpfVoids){1, 1};
	node_set(node, HANTEI_SPF_STATE_ABSENT, "%s has no IPv4 address", node->target);
}

/* Whether @node leads back to a record it stands in. */
static gboolean
is_loop(const HanteiSpfNode *node)
{
	for (const HanteiSpfNode *above = node->parent; above != NULL; above = above->parent)
		if (g_ascii_strcasecmp(above->target, node->target) == 0)
			return TRUE;
	return FALSE;
}

static void
visit_include(Walk *walk, HanteiSpfNode *node)
{
	gchar *key = g_ascii_strdown(node->target, -1);

	if (is_loop(node)) {
		g_free(key);
		node_set(node, HANTEI_SPF_STATE_LOOP, "%s is asked for again from within itself",
			 node->target);
		return;
	}
	node->is_repeated = !g_hash_table_add(walk->included, key);
	visit_record(walk, node);
}

static void
add_voids(HanteiSpfVoids *sum, HanteiSpfVoids voids)
{
	sum->ip4 += voids.ip4;
	sum->ip6 += voids.ip6;
}

static void
visit_term(Walk *walk, HanteiSpfNode *node, const HanteiSpfTerm *term)
{
	HanteiSpfSurvey *survey = walk->survey;
	const gboolean is_open =
	    node->state == HANTEI_SPF_STATE_DEAD || node->state == HANTEI_SPF_STATE_MACRO;

	if (node->state != HANTEI_SPF_STATE_DEAD && hantei_spf_term_is_counted(node->type)) {
		node->n_lookups = 1;
		survey->n_lookups++;
		survey->lookups_of[node->type]++;
	}
	node->running = survey->n_lookups;
	node->total_lookups = node->n_lookups;
	if (is_open)
		return;
	if (node->type == HANTEI_SPF_TERM_A)
		visit_a(walk, node, term);
	else if (node->type == HANTEI_SPF_TERM_MX)
		visit_mx(walk, node, term);
	else if (node->type == HANTEI_SPF_TERM_EXISTS)
		visit_exists(walk, node);
	else if (node->type == HANTEI_SPF_TERM_IP4)
		add_netblock(walk, node, FALSE, term->address, term->cidr4);
	else if (node->type == HANTEI_SPF_TERM_IP6)
		add_netblock(walk, node, TRUE, term->address, term->cidr6);
	else if (node->type == HANTEI_SPF_TERM_INCLUDE || node->type == HANTEI_SPF_TERM_REDIRECT)
		visit_include(walk, node);
	add_voids(&node->total_voids, node->voids);
	add_voids(&survey->voids, node->voids);
	add_voids(&survey->voids_of[node->type], node->voids);
}
/* What @term means below @parent, before anything is asked. */
static HanteiSpfNode *
plan_term(Walk *walk,
	  HanteiSpfNode *parent,
	  const HanteiSpfRecord *record,
	  const HanteiSpfTerm *term)
{
	HanteiSpfNode *node = node_new(walk, parent, term->type);
	const HanteiSpfMacroValues values = {.domain = parent->target};
	const gboolean is_modifier = term->type >= HANTEI_SPF_TERM_REDIRECT;

	node->term = g_strdup(term->text);
	node->qualifier = term->qualifier;
	node->is_authorising = parent->is_authorising && term->qualifier == HANTEI_AUTH_RESULT_PASS;
	if (record->all != NULL && !is_modifier && term->offset > record->all->offset)
		node->why_dead = HANTEI_SPF_AFTER_ALL;
	else if (record->all != NULL && term->type == HANTEI_SPF_TERM_REDIRECT)
		node->why_dead = HANTEI_SPF_REDIRECT_AND_ALL;
	if (node->why_dead != HANTEI_SPF_ALIVE)
		node->state = HANTEI_SPF_STATE_DEAD;
	if (term->type == HANTEI_SPF_TERM_OTHER)
		return node;
	if (term->spec != NULL && hantei_spf_macro_has(term->spec, OPEN_LETTERS)) {
		/* an exp is not among what is counted: it leaves no number open */
		if (term->type == HANTEI_SPF_TERM_EXP)
			return node;
		node_set(node, HANTEI_SPF_STATE_MACRO, "depends on the sender or the client");
	} else if (term->spec != NULL)
		node->target = hantei_spf_macro_expand_name(term->spec, &values);
	else if (hantei_spf_term_is_counted(term->type))
		node->target = g_strdup(parent->target);
	return node;
}

/* The questions that the terms of one record need first, at once. */
static void
ask_for_children(Walk *walk, const HanteiSpfNode *parent)
{
	g_autofree HanteiQuestion *questions =
	    g_new0(HanteiQuestion, 2 * parent->children->len + 1);
	gsize n = 0;

	for (guint i = 0; i < parent->children->len; i++) {
		const HanteiSpfNode *node = parent->children->pdata[i];

		if (node->state != HANTEI_SPF_STATE_FINE || node->target == NULL)
			continue;
		if (node->type == HANTEI_SPF_TERM_A || node->type == HANTEI_SPF_TERM_EXISTS)
			questions[n++] = (HanteiQuestion){node->target, HANTEI_DNS_TYPE_A};
		if (node->type == HANTEI_SPF_TERM_A)
			questions[n++] = (HanteiQuestion){node->target, HANTEI_DNS_TYPE_AAAA};
		if (node->type == HANTEI_SPF_TERM_MX)
			questions[n++] = (HanteiQuestion){node->target, HANTEI_DNS_TYPE_MX};
		if ((node->type == HANTEI_SPF_TERM_INCLUDE ||
		     node->type == HANTEI_SPF_TERM_REDIRECT) &&
		    !is_loop(node))
			questions[n++] = (HanteiQuestion){node->target, HANTEI_DNS_TYPE_TXT};
	}
	ask_all(walk, questions, n);
}

/* The terms in the order they come to effect. */
static GPtrArray *
order_terms(const HanteiSpfRecord *record)
{
	GPtrArray *terms = g_ptr_array_new();

	for (guint i = 0; i < record->terms->len; i++)
		if (record->terms->pdata[i] != record->redirect)
			g_ptr_array_add(terms, record->terms->pdata[i]);
	if (record->redirect != NULL)
		g_ptr_array_add(terms, (gpointer)record->redirect);
	return terms;
}

static void
visit_terms(Walk *walk, HanteiSpfNode *node, const HanteiSpfRecord *record)
{
	g_autoptr(GPtrArray) terms = order_terms(record);

	node->all = record->all == NULL ? HANTEI_AUTH_RESULT_NONE : record->all->qualifier;
	for (guint i = 0; i < terms->len; i++) {
		if (walk->survey->n_nodes >= HANTEI_LIMIT_SPF_NODES) {
			node_set(node, HANTEI_SPF_STATE_CUT, "over %d terms in all",
				 HANTEI_LIMIT_SPF_NODES);
			break;
		}
		g_ptr_array_add(node->children, plan_term(walk, node, record, terms->pdata[i]));
	}
	ask_for_children(walk, node);
	for (guint i = 0; i < node->children->len; i++) {
		HanteiSpfNode *child = node->children->pdata[i];

		visit_term(walk, child, terms->pdata[i]);
		node->total_lookups += child->total_lookups;
		add_voids(&node->total_voids, child->total_voids);
	}
}

/* How deep this nests is bounded by limits.h. */
static void
visit_record(Walk *walk, HanteiSpfNode *node)
{
	const HanteiDnsAnswer *answer;
	g_autoptr(HanteiSpfRecord) record = NULL;
	g_autoptr(GBytes) text = NULL;
	g_autoptr(GError) error = NULL;
	const gchar *data;
	gsize length;

	if (node->depth >= HANTEI_LIMIT_SPF_DEPTH) {
		node_set(node, HANTEI_SPF_STATE_CUT, "nested over %d deep", HANTEI_LIMIT_SPF_DEPTH);
		return;
	}
	answer = ask_for(walk, node, node->target, HANTEI_DNS_TYPE_TXT);
	node->answer = hantei_dns_answer_ref((HanteiDnsAnswer *)answer);
	if (node->parent != NULL && hantei_spf_answer_is_void(answer))
		node->voids = (HanteiSpfVoids){1, 1};
	node->n_records = hantei_spf_record_select(answer, &text);
	if (node->n_records == 0) {
		node_set(node, HANTEI_SPF_STATE_ABSENT,
			 answer->status == HANTEI_DNS_NXDOMAIN ? "there is no domain %s"
							       : "%s has no SPF record",
			 node->target);
		return;
	}
	data = g_bytes_get_data(text, &length);
	node->record = g_strndup(data, length);
	if (node->n_records > 1) {
		node_set(node, HANTEI_SPF_STATE_SEVERAL, "%s has %u SPF records; one is allowed",
			 node->target, node->n_records);
		return;
	}
	record = hantei_spf_record_parse(data, length, &error);
	if (record == NULL)
		node_set(node, HANTEI_SPF_STATE_INVALID, "%s", error->message);
	else
		visit_terms(walk, node, record);
}

static gint
compare_blocks(gconstpointer a, gconstpointer b)
{
	const HanteiSpfNetblock *left = *(HanteiSpfNetblock *const *)a;
	const HanteiSpfNetblock *right = *(HanteiSpfNetblock *const *)b;
	const gint order = memcmp(left->address, right->address, sizeof left->address);

	if (left->is_ip6 != right->is_ip6)
		return left->is_ip6 ? 1 : -1;
	return order != 0 ? order : (gint)left->prefix - (gint)right->prefix;
}

static gboolean
block_holds(const HanteiSpfNetblock *outer, const HanteiSpfNetblock *inner)
{
	const guint n_bytes = outer->prefix / 8, rest = outer->prefix % 8;

	return outer->is_ip6 == inner->is_ip6 && outer->prefix <= inner->prefix &&
	       memcmp(outer->address, inner->address, n_bytes) == 0 &&
	       (rest == 0 ||
		((outer->address[n_bytes] ^ inner->address[n_bytes]) >> (8 - rest)) == 0);
}

/* Two blocks are apart, or one holds the other: in order of their addresses, those a block holds
 * follow it. GLib sorts stably, so the first of equal ones comes first. */
static void
count_addresses(HanteiSpfSurvey *survey)
{
	g_autoptr(GPtrArray) sorted = g_ptr_array_sized_new(survey->netblocks->len);
	const HanteiSpfNetblock *outer = NULL, *authorised = NULL;

	for (guint i = 0; i < survey->netblocks->len; i++)
		g_ptr_array_add(sorted, survey->netblocks->pdata[i]);
	g_ptr_array_sort(sorted, compare_blocks);
	for (guint i = 0; i < sorted->len; i++) {
		HanteiSpfNetblock *block = sorted->pdata[i];

		block->is_repeated = outer != NULL && block_holds(outer, block);
		if (!block->is_repeated)
			outer = block;
		if (!block->is_authorised || (authorised != NULL && block_holds(authorised, block)))
			continue;
		authorised = block;
		if (block->is_ip6)
			survey->n_ip6 += ldexp(1.0, 128 - (gint)block->prefix);
		else
			survey->n_ip4 += G_GUINT64_CONSTANT(1) << (32 - block->prefix);
	}
}

/* Nodes whose netblocks all stand elsewhere too. They are lent as const, and are ours. */
static void
mark_repeated(HanteiSpfSurvey *survey)
{
	for (guint i = 0, next; i < survey->netblocks->len; i = next) {
		const HanteiSpfNetblock *first = survey->netblocks->pdata[i];
		gboolean is_repeated = TRUE;

		for (next = i; next < survey->netblocks->len; next++) {
			const HanteiSpfNetblock *block = survey->netblocks->pdata[next];

			if (block->node != first->node)
				break;
			is_repeated = is_repeated && block->is_repeated;
		}
		((HanteiSpfNode *)first->node)->is_repeated = is_repeated;
	}
}

static void
count_states(HanteiSpfSurvey *survey, const HanteiSpfNode *node)
{
	survey->counts[node->state]++;
	for (guint i = 0; i < node->children->len; i++)
		count_states(survey, node->children->pdata[i]);
}

HanteiSpfSurvey *
hantei_spf_survey_new(HanteiResolver *resolver, const gchar *domain, GCancellable *cancellable)
{
	HanteiSpfSurvey *survey = g_new0(HanteiSpfSurvey, 1);
	g_autoptr(GHashTable) answers = g_hash_table_new_full(
	    g_str_hash, g_str_equal, g_free, (GDestroyNotify)hantei_dns_answer_unref);
	g_autoptr(GHashTable) included =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Walk walk = {resolver, cancellable, answers, included, survey};
	const gsize length = strlen(domain);

	survey->netblocks = g_ptr_array_new_with_free_func(g_free);
	survey->root = node_new(&walk, NULL, HANTEI_SPF_TERM_REDIRECT);
	survey->root->target =
	    g_strndup(domain, g_str_has_suffix(domain, ".") ? length - 1 : length);
	visit_record(&walk, survey->root);
	count_addresses(survey);
	mark_repeated(survey);
	count_states(survey, survey->root);
	survey->is_whole = survey->counts[HANTEI_SPF_STATE_UNKNOWN] == 0 &&
			   survey->counts[HANTEI_SPF_STATE_CUT] == 0 &&
			   survey->counts[HANTEI_SPF_STATE_MACRO] == 0;
	return survey;
}

gchar *
hantei_spf_netblock_to_string(const HanteiSpfNetblock *self)
{
	g_autoptr(GInetAddress) address = g_inet_address_new_from_bytes(
	    self->address, self->is_ip6 ? G_SOCKET_FAMILY_IPV6 : G_SOCKET_FAMILY_IPV4);
	g_autofree gchar *text = g_inet_address_to_string(address);

	return g_strdup_printf("%s/%u", text, self->prefix);
}

const gchar *
hantei_spf_state_to_string(HanteiSpfState state)
{
	g_return_val_if_fail(state < HANTEI_SPF_STATE_COUNT, NULL);
	return STATES[state];
}

void
hantei_spf_survey_free(HanteiSpfSurvey *self)
{
	if (self == NULL)
		return;
	node_free(self->root);
	g_ptr_array_unref(self->netblocks);
	g_free(self);
}
