/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/spf.h"

#include <string.h>

#include "engine/auth/spf-macro.h"
#include "engine/auth/spf-record.h"
#include "tokenizer/limits.h"

/* What a term came to. */
typedef enum {
	NO_MATCH,
	MATCH,
	TEMPERROR,
	PERMERROR,
} Outcome;

typedef struct {
	HanteiResolver *resolver;
	GCancellable *cancellable;
	const HanteiSpfQuery *query;
	HanteiSpfMacroValues values; /* domain: of the record that is evaluated */
	GInetAddress *client;	     /* IPv4 if it can be */
	guint8 bytes[16];
	gboolean is_4;
	gboolean is_ascii;    /* the local part */
	GPtrArray *validated; /* of gchar *: names of %{p}; NULL until they are asked for */
	HanteiSpf *result;
	HanteiSpfRecord *decider; /* record of a fail outside of includes: its exp explains */
	gchar *decider_domain;
	const gchar *absence; /* why the last domain that gave NONE did */
} Check;

static HanteiAuthResult
evaluate_domain(Check *check, const gchar *domain, gboolean is_included);

/* The first problem stands: later ones follow from it. */
static void G_GNUC_PRINTF(2, 3) note_problem(Check *check, const gchar *format, ...)
{
	va_list args;

	if (check->result->problem != NULL)
		return;
	va_start(args, format);
	check->result->problem = g_strdup_vprintf(format, args);
	va_end(args);
}

/* Says why @answer does not tell what there is. */
static Outcome
note_failure(Check *check, const gchar *name, HanteiDnsType type, const HanteiDnsAnswer *answer)
{
	g_autofree gchar *quoted = hantei_spf_quote(name, strlen(name));
	g_autofree gchar *type_name = hantei_dns_type_to_string(type);

	if (answer->status == HANTEI_DNS_NOT_ASKED)
		check->result->is_known = FALSE;
	note_problem(
	    check, "%s of %s: %s%s%s", type_name, quoted,
	    answer->status == HANTEI_DNS_NOT_ASKED ? "not asked"
						   : hantei_dns_status_to_string(answer->status),
	    answer->detail == NULL ? "" : ", ", answer->detail == NULL ? "" : answer->detail);
	return TEMPERROR;
}

gboolean
hantei_spf_answer_is_void(const HanteiDnsAnswer *answer)
{
	return hantei_dns_answer_is_known(answer) && answer->records->len == 0;
}

static Outcome
note_void(Check *check, const HanteiSpfTerm *term)
{
	if (++check->result->n_void_lookups <= HANTEI_SPF_MAX_VOID_LOOKUPS)
		return NO_MATCH;
	note_problem(check, "%s of %s is the third look-up that finds nothing; at most %d may",
		     term->text, check->values.domain, HANTEI_SPF_MAX_VOID_LOOKUPS);
	return PERMERROR;
}

/* Questions of one type, at once. Free with answers_free(). */
static HanteiDnsAnswer **
ask_all(Check *check, const GPtrArray *names, HanteiDnsType type)
{
	g_autofree HanteiQuestion *questions = g_new0(HanteiQuestion, names->len + 1);
	HanteiDnsAnswer **answers = g_new0(HanteiDnsAnswer *, names->len + 1);

	for (guint i = 0; i < names->len; i++)
		questions[i] = (HanteiQuestion){names->pdata[i], type};
	hantei_resolver_lookup_all(check->resolver, questions, names->len, answers,
				   check->cancellable);
	return answers;
}

static void
answers_free(HanteiDnsAnswer **answers)
{
	for (guint i = 0; answers[i] != NULL; i++)
		hantei_dns_answer_unref(answers[i]);
	g_free(answers);
}

typedef HanteiDnsAnswer *Answers;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Answers, answers_free)

static HanteiDnsType
address_type(const Check *check)
{
	return check->is_4 ? HANTEI_DNS_TYPE_A : HANTEI_DNS_TYPE_AAAA;
}

/* Whether the first @n_bits of both are the same. */
static gboolean
has_prefix(const guint8 *a, const guint8 *b, guint n_bits)
{
	const guint n_bytes = n_bits / 8, rest = n_bits % 8;

	return memcmp(a, b, n_bytes) == 0 &&
	       (rest == 0 || ((a[n_bytes] ^ b[n_bytes]) >> (8 - rest)) == 0);
}

/* Whether an address of @answer is the client's, but for what the prefix length leaves open. */
static gboolean
has_client(const Check *check, const HanteiDnsAnswer *answer, const HanteiSpfTerm *term)
{
	for (guint i = 0; i < answer->records->len; i++) {
		const HanteiDnsRecord *record = answer->records->pdata[i];

		if (record->type == address_type(check) &&
		    has_prefix(record->address, check->bytes,
			       check->is_4 ? term->cidr4 : term->cidr6))
			return TRUE;
	}
	return FALSE;
}

/* Whether @name is @domain or below it. */
static gboolean
is_below(const gchar *name, const gchar *domain, gboolean or_same)
{
	const gsize n = strlen(name), n_domain = strlen(domain);

	if (n == n_domain)
		return or_same && g_ascii_strcasecmp(name, domain) == 0;
	return n > n_domain && name[n - n_domain - 1] == '.' &&
	       g_ascii_strcasecmp(name + n - n_domain, domain) == 0;
}

/* The names of the client's PTR records that lead back to it (RFC 7208 5.5), of those that are
 * @domain or below it if @domain is not NULL.
 * @is_void: (out): whether there are no PTR records.
 * Returns: (transfer full): of gchar *; a DNS failure leaves names out. */
static GPtrArray *
validate_names(Check *check, const gchar *domain, gboolean *is_void)
{
	g_autofree gchar *reverse = hantei_spf_reverse_name(check->client);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autoptr(HanteiDnsAnswer) ptr = hantei_resolver_lookup(
	    check->resolver, reverse, HANTEI_DNS_TYPE_PTR, check->cancellable);
	g_autoptr(Answers) answers = NULL;

	*is_void = hantei_spf_answer_is_void(ptr);
	if (ptr->status == HANTEI_DNS_NOT_ASKED)
		note_failure(check, reverse, HANTEI_DNS_TYPE_PTR, ptr);
	if (ptr->status == HANTEI_DNS_OK)
		for (guint i = 0; i < MIN(ptr->records->len, HANTEI_SPF_MAX_NAMES); i++) {
			const HanteiDnsRecord *record = ptr->records->pdata[i];

			if (record->name != NULL &&
			    (domain == NULL || is_below(record->name, domain, TRUE)))
				g_ptr_array_add(names, record->name);
		}
	answers = ask_all(check, names, address_type(check));
	for (guint i = 0; i < names->len; i++) {
		const HanteiSpfTerm whole = {.cidr4 = 32, .cidr6 = 128};

		if (answers[i]->status == HANTEI_DNS_NOT_ASKED)
			note_failure(check, names->pdata[i], address_type(check), answers[i]);
		else if (answers[i]->status == HANTEI_DNS_OK &&
			 has_client(check, answers[i], &whole))
			g_ptr_array_add(found, g_strdup(names->pdata[i]));
	}
	return g_steal_pointer(&found);
}

/* The name for %{p}: the domain itself, else one below it, else any, else NULL (RFC 7208 7.3). */
static const gchar *
validated_name(Check *check)
{
	const gchar *below = NULL;
	gboolean is_void;

	if (check->validated == NULL)
		check->validated = validate_names(check, NULL, &is_void);
	for (guint i = 0; i < check->validated->len; i++) {
		const gchar *name = check->validated->pdata[i];

		if (g_ascii_strcasecmp(name, check->values.domain) == 0)
			return name;
		if (below == NULL && is_below(name, check->values.domain, FALSE))
			below = name;
	}
	return below != NULL		   ? below
	       : check->validated->len > 0 ? check->validated->pdata[0]
					   : NULL;
}

/* The name that a term means. NULL if it can match nothing: a local part that is not ASCII has no
 * name (RFC 8616 4), and what was not asked is not known. */
static gchar *
target_name(Check *check, const HanteiSpfTerm *term)
{
	if (term->spec == NULL)
		return g_strdup(check->values.domain);
	if (!check->is_ascii && hantei_spf_macro_has(term->spec, "sl"))
		return NULL;
	check->values.validated =
	    hantei_spf_macro_has(term->spec, "p") ? validated_name(check) : NULL;
	return hantei_spf_macro_expand_name(term->spec, &check->values);
}

/* a and exists: the addresses of one name. */
static Outcome
match_address(Check *check, const HanteiSpfTerm *term, const gchar *name)
{
	const gboolean is_exists = term->type == HANTEI_SPF_TERM_EXISTS;
	const HanteiDnsType type = is_exists ? HANTEI_DNS_TYPE_A : address_type(check);
	g_autoptr(HanteiDnsAnswer) answer =
	    hantei_resolver_lookup(check->resolver, name, type, check->cancellable);

	if (answer->status == HANTEI_DNS_BADNAME)
		return NO_MATCH;
	if (!hantei_dns_answer_is_known(answer))
		return note_failure(check, name, type, answer);
	if (hantei_spf_answer_is_void(answer))
		return note_void(check, term);
	return is_exists || has_client(check, answer, term) ? MATCH : NO_MATCH;
}

static gint
compare_preference(gconstpointer a, gconstpointer b)
{
	const HanteiDnsRecord *left = *(HanteiDnsRecord *const *)a;
	const HanteiDnsRecord *right = *(HanteiDnsRecord *const *)b;

	return (gint)left->preference - (gint)right->preference;
}

GPtrArray *
hantei_spf_sort_mx(const HanteiDnsAnswer *answer)
{
	GPtrArray *sorted = g_ptr_array_new();

	for (guint i = 0; i < answer->records->len; i++) {
		const HanteiDnsRecord *record = answer->records->pdata[i];

		if (record->type == HANTEI_DNS_TYPE_MX && record->name != NULL &&
		    record->name[0] != '\0')
			g_ptr_array_add(sorted, answer->records->pdata[i]);
	}
	/* GLib sorts stably: the same order every day */
	g_ptr_array_sort(sorted, compare_preference);
	return sorted;
}

/* The hosts are asked at once, and looked at one after the other: what comes after a match is not
 * looked at, failed or not. */
static Outcome
match_hosts(Check *check, const HanteiSpfTerm *term, const GPtrArray *exchanges)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autoptr(Answers) answers = NULL;
	gboolean is_void = FALSE;

	for (guint i = 0; i < exchanges->len; i++)
		g_ptr_array_add(names, ((const HanteiDnsRecord *)exchanges->pdata[i])->name);
	answers = ask_all(check, names, address_type(check));
	for (guint i = 0; i < names->len; i++) {
		if (answers[i]->status == HANTEI_DNS_BADNAME)
			continue;
		if (!hantei_dns_answer_is_known(answers[i]))
			return note_failure(check, names->pdata[i], address_type(check),
					    answers[i]);
		if (has_client(check, answers[i], term))
			return MATCH;
		is_void = is_void || hantei_spf_answer_is_void(answers[i]);
	}
	return is_void ? note_void(check, term) : NO_MATCH;
}

static Outcome
match_mx(Check *check, const HanteiSpfTerm *term, const gchar *name)
{
	g_autoptr(HanteiDnsAnswer) answer =
	    hantei_resolver_lookup(check->resolver, name, HANTEI_DNS_TYPE_MX, check->cancellable);
	g_autoptr(GPtrArray) exchanges = NULL;

	if (answer->status == HANTEI_DNS_BADNAME)
		return NO_MATCH;
	if (!hantei_dns_answer_is_known(answer))
		return note_failure(check, name, HANTEI_DNS_TYPE_MX, answer);
	if (hantei_spf_answer_is_void(answer))
		return note_void(check, term);
	exchanges = hantei_spf_sort_mx(answer);
	if (exchanges->len > HANTEI_SPF_MAX_NAMES) {
		note_problem(check, "%s of %s has %u MX records; at most %d may be looked at",
			     term->text, check->values.domain, exchanges->len,
			     HANTEI_SPF_MAX_NAMES);
		return PERMERROR;
	}
	return match_hosts(check, term, exchanges);
}

static Outcome
match_ptr(Check *check, const HanteiSpfTerm *term, const gchar *name)
{
	gboolean is_void;
	g_autoptr(GPtrArray) names = validate_names(check, name, &is_void);

	if (is_void)
		return note_void(check, term);
	return names->len > 0 ? MATCH : NO_MATCH;
}

static void
forget_match(HanteiSpf *result)
{
	g_clear_pointer(&result->mechanism, g_free);
	g_clear_pointer(&result->mechanism_domain, g_free);
	g_clear_pointer(&result->inner_mechanism, g_free);
	g_clear_pointer(&result->inner_domain, g_free);
}

/* RFC 7208 5.2, the table at its end. */
static Outcome
match_include(Check *check, const HanteiSpfTerm *term, const gchar *name)
{
	const gchar *outer = check->values.domain;
	const HanteiAuthResult result = evaluate_domain(check, name, TRUE);

	check->values.domain = outer;
	switch (result) {
	case HANTEI_AUTH_RESULT_PASS:
		return MATCH;
	case HANTEI_AUTH_RESULT_TEMPERROR:
		return TEMPERROR;
	case HANTEI_AUTH_RESULT_NONE:
		note_problem(check, "%s of %s: %s", term->text, outer, check->absence);
		return PERMERROR;
	case HANTEI_AUTH_RESULT_PERMERROR:
		return PERMERROR;
	default:
		forget_match(check->result);
		return NO_MATCH;
	}
}

/* Counts a term that asks the DNS before it is evaluated. */
static gboolean
may_look_up(Check *check, const HanteiSpfTerm *term)
{
	if (!hantei_spf_term_is_counted(term->type))
		return TRUE;
	if (++check->result->n_lookups <= HANTEI_SPF_MAX_LOOKUPS)
		return TRUE;
	note_problem(check, "%s of %s is the 11th term that asks the DNS; at most %d may",
		     term->text, check->values.domain, HANTEI_SPF_MAX_LOOKUPS);
	return FALSE;
}

static Outcome
match_term(Check *check, const HanteiSpfTerm *term)
{
	g_autofree gchar *name = NULL;

	switch (term->type) {
	case HANTEI_SPF_TERM_ALL:
		return MATCH;
	case HANTEI_SPF_TERM_IP4:
		return check->is_4 && has_prefix(term->address, check->bytes, term->cidr4)
			   ? MATCH
			   : NO_MATCH;
	case HANTEI_SPF_TERM_IP6:
		return !check->is_4 && has_prefix(term->address, check->bytes, term->cidr6)
			   ? MATCH
			   : NO_MATCH;
	case HANTEI_SPF_TERM_REDIRECT:
	case HANTEI_SPF_TERM_EXP:
	case HANTEI_SPF_TERM_OTHER:
	case HANTEI_SPF_TERM_COUNT:
		return NO_MATCH;
	default:
		break;
	}
	if (!may_look_up(check, term))
		return PERMERROR;
	name = target_name(check, term);
	if (!check->result->is_known)
		return TEMPERROR;
	if (name == NULL)
		return NO_MATCH;
	switch (term->type) {
	case HANTEI_SPF_TERM_INCLUDE:
		return match_include(check, term, name);
	case HANTEI_SPF_TERM_MX:
		return match_mx(check, term, name);
	case HANTEI_SPF_TERM_PTR:
		return match_ptr(check, term, name);
	default:
		return match_address(check, term, name);
	}
}

/* An include comes to its match from within, so the last to be noted decided. */
static void
note_match(Check *check, const HanteiSpfTerm *term)
{
	HanteiSpf *result = check->result;

	if (term->type != HANTEI_SPF_TERM_INCLUDE) {
		g_free(result->inner_mechanism);
		g_free(result->inner_domain);
		result->inner_mechanism = g_strdup(term->text);
		result->inner_domain = g_strdup(check->values.domain);
	}
	g_free(result->mechanism);
	g_free(result->mechanism_domain);
	result->mechanism = g_strdup(term->text);
	result->mechanism_domain = g_strdup(check->values.domain);
}

/* RFC 7208 6.1. */
static HanteiAuthResult
follow_redirect(Check *check, const HanteiSpfTerm *term, gboolean is_included)
{
	const gchar *outer = check->values.domain;
	g_autofree gchar *name = NULL;
	HanteiAuthResult result;

	if (!may_look_up(check, term))
		return HANTEI_AUTH_RESULT_PERMERROR;
	name = target_name(check, term);
	if (!check->result->is_known)
		return HANTEI_AUTH_RESULT_TEMPERROR;
	check->absence = "the local part of the sender is not ASCII";
	result = name == NULL ? HANTEI_AUTH_RESULT_NONE : evaluate_domain(check, name, is_included);
	check->values.domain = outer;
	if (result != HANTEI_AUTH_RESULT_NONE)
		return result;
	note_problem(check, "%s of %s: %s", term->text, outer, check->absence);
	return HANTEI_AUTH_RESULT_PERMERROR;
}

/* @record is taken if it decides that there is a fail to be explained. */
static HanteiAuthResult
evaluate_record(Check *check, HanteiSpfRecord **record, gboolean is_included)
{
	const HanteiSpfRecord *self = *record;

	for (guint i = 0; i < self->terms->len; i++) {
		const HanteiSpfTerm *term = self->terms->pdata[i];
		const Outcome outcome = match_term(check, term);

		if (!check->result->is_known || outcome == TEMPERROR)
			return HANTEI_AUTH_RESULT_TEMPERROR;
		if (outcome == PERMERROR)
			return HANTEI_AUTH_RESULT_PERMERROR;
		if (outcome == NO_MATCH)
			continue;
		note_match(check, term);
		if (!is_included && term->qualifier == HANTEI_AUTH_RESULT_FAIL) {
			check->decider = g_steal_pointer(record);
			check->decider_domain = g_strdup(check->values.domain);
		}
		return term->qualifier;
	}
	if (self->redirect != NULL)
		return follow_redirect(check, self->redirect, is_included);
	return HANTEI_AUTH_RESULT_NEUTRAL;
}

/* Whether a record can be looked for at @domain (RFC 7208 4.3). */
static gboolean
is_mail_domain(const gchar *domain)
{
	for (const gchar *c = domain; *c != '\0'; c++)
		if (*c <= ' ' || *c == 0x7f)
			return FALSE;
	return domain[0] != '[' && strchr(domain, '.') != NULL && hantei_dns_name_is_valid(domain);
}

/* Reads the one record of @answer; NULL with *@result saying why not. */
static HanteiSpfRecord *
read_record(Check *check,
	    const gchar *domain,
	    const HanteiDnsAnswer *answer,
	    gboolean is_first,
	    HanteiAuthResult *result)
{
	g_autoptr(GBytes) text = NULL;
	g_autoptr(GError) error = NULL;
	const guint n = hantei_spf_record_select(answer, &text);
	HanteiSpfRecord *record;
	const gchar *data;
	gsize length;

	*result = n == 0 ? HANTEI_AUTH_RESULT_NONE : HANTEI_AUTH_RESULT_PERMERROR;
	if (n > 1)
		note_problem(check, "%s has %u SPF records; one is allowed", domain, n);
	if (n != 1)
		return NULL;
	data = g_bytes_get_data(text, &length);
	if (is_first)
		check->result->record = g_strndup(data, length);
	record = hantei_spf_record_parse(data, length, &error);
	if (record == NULL)
		note_problem(check, "SPF record of %s: %s", domain, error->message);
	return record;
}

/* check_host(). How deep it goes is bounded: each include and redirect counts. */
static HanteiAuthResult
evaluate_domain(Check *check, const gchar *domain, gboolean is_included)
{
	const gboolean is_first = check->values.domain == NULL;
	HanteiAuthResult result = HANTEI_AUTH_RESULT_NONE;
	g_autoptr(HanteiDnsAnswer) answer = NULL;
	g_autoptr(HanteiSpfRecord) record = NULL;

	check->absence = "this is no domain name of two labels or more";
	if (!is_mail_domain(domain))
		return HANTEI_AUTH_RESULT_NONE;
	answer = hantei_resolver_lookup(check->resolver, domain, HANTEI_DNS_TYPE_TXT,
					check->cancellable);
	if (answer->status == HANTEI_DNS_BADNAME)
		return HANTEI_AUTH_RESULT_NONE;
	if (!hantei_dns_answer_is_known(answer)) {
		note_failure(check, domain, HANTEI_DNS_TYPE_TXT, answer);
		return HANTEI_AUTH_RESULT_TEMPERROR;
	}
	if (!is_first && hantei_spf_answer_is_void(answer))
		check->result->n_void_lookups++;
	check->absence = answer->status == HANTEI_DNS_NXDOMAIN ? "there is no such domain"
							       : "no SPF record there";
	check->values.domain = domain;
	record = read_record(check, domain, answer, is_first, &result);
	return record == NULL ? result : evaluate_record(check, &record, is_included);
}

/* The explanation of a fail; NULL where RFC 7208 6.2 says to go on as if there were no exp. */
static gchar *
explain(Check *check)
{
	const HanteiSpfTerm *exp = check->decider == NULL ? NULL : check->decider->exp;
	g_autofree gchar *name = NULL, *copy = NULL, *explanation = NULL;
	g_autoptr(HanteiDnsAnswer) answer = NULL;
	g_autoptr(GBytes) text = NULL;
	const gchar *data;
	gsize length;

	if (exp == NULL)
		return NULL;
	check->values.domain = check->decider_domain;
	name = target_name(check, exp);
	if (name == NULL)
		return NULL;
	answer =
	    hantei_resolver_lookup(check->resolver, name, HANTEI_DNS_TYPE_TXT, check->cancellable);
	if (answer->status != HANTEI_DNS_OK || answer->records->len != 1)
		return NULL;
	text = hantei_dns_record_join(answer->records->pdata[0]);
	data = g_bytes_get_data(text, &length);
	/* an empty GBytes has no data at all */
	copy = length == 0 ? g_strdup("") : g_strndup(data, length);
	check->values.validated = hantei_spf_macro_has(copy, "p") ? validated_name(check) : NULL;
	explanation = hantei_spf_macro_expand_text(data, length, &check->values, NULL);
	if (explanation == NULL || !g_str_is_ascii(explanation))
		return NULL;
	return g_steal_pointer(&explanation);
}

/* Takes the sender apart (RFC 7208 4.1 and 4.3): the last "@" is the one, for others may stand in a
 * quoted local part; a HELO name has none. The domain has no dot at its end, and no U-labels (RFC
 * 8616 4).
 * Returns: FALSE if the domain is none; it is then as written. */
static gboolean
read_sender(const gchar *sender, gboolean is_helo, gchar **local_part, gchar **domain)
{
	const gchar *at = is_helo ? NULL : strrchr(sender, '@');
	const gchar *host = at == NULL ? sender : at + 1;
	gsize n = strlen(host);
	g_autofree gchar *ascii = NULL;

	if (n > 0 && host[n - 1] == '.')
		n--;
	*local_part = at == NULL || at == sender ? g_strdup("postmaster")
						 : g_strndup(sender, (gsize)(at - sender));
	*domain = g_strndup(host, n);
	if (g_str_is_ascii(*domain))
		return TRUE;
	if (g_utf8_validate(*domain, -1, NULL))
		ascii = g_hostname_to_ascii(*domain);
	if (ascii == NULL)
		return FALSE;
	g_free(*domain);
	*domain = g_steal_pointer(&ascii);
	return TRUE;
}

static GInetAddress *
unmap(GInetAddress *address)
{
	static const guint8 MAPPED[12] = {[10] = 0xff, [11] = 0xff};
	const guint8 *bytes = g_inet_address_to_bytes(address);

	if (g_inet_address_get_family(address) == G_SOCKET_FAMILY_IPV6 &&
	    memcmp(bytes, MAPPED, sizeof MAPPED) == 0)
		return g_inet_address_new_from_bytes(bytes + 12, G_SOCKET_FAMILY_IPV4);
	return g_object_ref(address);
}

/* What is known once the domain has been evaluated. */
static void
conclude(Check *check, HanteiAuthResult result)
{
	HanteiSpf *self = check->result;

	self->result = self->is_known ? result : HANTEI_AUTH_RESULT_NONE;
	if (result == HANTEI_AUTH_RESULT_NONE)
		note_problem(check, "\"%s\": %s", self->domain, check->absence);
	if (result == HANTEI_AUTH_RESULT_FAIL && self->is_known) {
		self->explanation = explain(check);
		if (self->explanation == NULL)
			self->explanation = g_strdup(check->query->default_explanation);
		/* a name that could not be asked for leaves the explanation open, not the fail */
		self->is_known = TRUE;
		g_clear_pointer(&self->problem, g_free);
	}
	if (result == HANTEI_AUTH_RESULT_TEMPERROR || result == HANTEI_AUTH_RESULT_PERMERROR)
		forget_match(self);
	if (self->mechanism == NULL || g_strcmp0(self->mechanism, self->inner_mechanism) == 0) {
		g_clear_pointer(&self->inner_mechanism, g_free);
		g_clear_pointer(&self->inner_domain, g_free);
	}
}

static void
check_clear(Check *check)
{
	g_clear_object(&check->client);
	g_clear_pointer(&check->validated, g_ptr_array_unref);
	hantei_spf_record_free(check->decider);
	g_free(check->decider_domain);
}

static void
check_sender(Check *check, const gchar *sender, gboolean is_helo)
{
	g_autofree gchar *local_part = NULL;
	HanteiAuthResult result = HANTEI_AUTH_RESULT_NONE;

	if (strlen(sender) > HANTEI_LIMIT_SPF_SENDER_BYTES) {
		check->result->domain = g_strdup("");
		note_problem(check, "the sender is longer than %d octets",
			     HANTEI_LIMIT_SPF_SENDER_BYTES);
		return;
	}
	check->absence = "this is no domain name";
	if (read_sender(sender, is_helo, &local_part, &check->result->domain)) {
		check->values.local_part = local_part;
		check->values.sender_domain = check->result->domain;
		check->is_ascii = g_str_is_ascii(local_part);
		result = evaluate_domain(check, check->result->domain, FALSE);
	}
	conclude(check, result);
}

HanteiSpf *
hantei_spf_check(HanteiResolver *resolver, const HanteiSpfQuery *query, GCancellable *cancellable)
{
	const gboolean is_helo = query->mail_from == NULL || query->mail_from[0] == '\0';
	g_autofree gchar *helo =
	    g_strndup(query->helo == NULL ? "" : query->helo, HANTEI_LIMIT_SPF_SENDER_BYTES + 1);
	Check check = {
	    .resolver = resolver,
	    .cancellable = cancellable,
	    .query = query,
	    .result = g_new0(HanteiSpf, 1),
	};

	check.result->is_known = TRUE;
	check.result->scope = is_helo ? HANTEI_SPF_SCOPE_HELO : HANTEI_SPF_SCOPE_MAIL_FROM;
	if (query->client == NULL) {
		check.result->is_known = FALSE;
		check.result->domain = g_strdup("");
		note_problem(&check, "the address of the client is not known");
		return check.result;
	}
	check.client = unmap(query->client);
	check.is_4 = g_inet_address_get_family(check.client) == G_SOCKET_FAMILY_IPV4;
	memcpy(check.bytes, g_inet_address_to_bytes(check.client),
	       g_inet_address_get_native_size(check.client));
	check.values.ip = check.client;
	check.values.helo = helo;
	check.values.receiver = query->receiver;
	check.values.now = query->now;
	check_sender(&check, is_helo ? helo : query->mail_from, is_helo);
	check_clear(&check);
	return check.result;
}

const gchar *
hantei_spf_scope_to_string(HanteiSpfScope scope)
{
	return scope == HANTEI_SPF_SCOPE_HELO ? "helo" : "mailfrom";
}

void
hantei_spf_free(HanteiSpf *self)
{
	if (self == NULL)
		return;
	g_free(self->domain);
	g_free(self->record);
	forget_match(self);
	g_free(self->explanation);
	g_free(self->problem);
	g_free(self);
}
