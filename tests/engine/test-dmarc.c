/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dmarc.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tests/engine/dmarc-rows.h"
#include "tests/engine/dmarc-zone.h"
#include "tests/test-main.h"

static HanteiSuffixes *suffixes;

static void
load_suffixes(void)
{
	suffixes = test_suffixes_new();
}

static void
free_suffixes(void)
{
	hantei_suffixes_free(suffixes);
}

/* "d+example.com" */
static HanteiDmarcIdentifier
read_identifier(const gchar *word)
{
	static const gchar signs[] = "+-~!#";
	static const HanteiAuthResult results[] = {
	    HANTEI_AUTH_RESULT_PASS, HANTEI_AUTH_RESULT_FAIL, HANTEI_AUTH_RESULT_SOFTFAIL,
	    HANTEI_AUTH_RESULT_TEMPERROR, HANTEI_AUTH_RESULT_PERMERROR};
	HanteiDmarcIdentifier identifier = {.domain = word[2] != '\0' ? word + 2 : NULL};
	const gchar *sign = strchr(signs, word[1]);

	if (word[1] == '?')
		identifier.is_unknown = TRUE;
	else
		identifier.result = results[sign - signs];
	return identifier;
}

static HanteiDmarc *
check(TestTableResolver *resolver, const gchar *text)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	HanteiDmarcIdentifier dkim[8];
	HanteiDmarcQuery query = {.dkim = dkim};

	query.from_domain = strcmp(words[0], "-") == 0 ? NULL : words[0];
	for (gchar **word = words + 1; *word != NULL; word++) {
		if (**word == 's')
			query.spf = read_identifier(*word);
		else
			dkim[query.n_dkim++] = read_identifier(*word);
	}
	return hantei_dmarc_check(HANTEI_RESOLVER(resolver), &query, suffixes, NULL);
}

static gchar *
describe(const HanteiDmarcVerdict *verdict)
{
	GString *out = g_string_new(
	    verdict->is_known ? hantei_auth_result_to_string(verdict->result) : "unknown");

	if (verdict->record == NULL)
		return g_string_free(out, FALSE);
	if (verdict->result != HANTEI_AUTH_RESULT_PERMERROR)
		g_string_append_printf(out, " %s=%s>%s",
				       hantei_dmarc_policy_tag_to_string(verdict->policy_tag),
				       hantei_dmarc_policy_to_string(verdict->policy),
				       hantei_dmarc_policy_to_string(verdict->applied_policy));
	g_string_append_printf(out, " @%s org=%s", verdict->record_domain,
			       verdict->org_domain != NULL ? verdict->org_domain : "?");
	if (verdict->is_spf_aligned || verdict->dkim_aligned->len > 0)
		g_string_append(out, " by");
	if (verdict->is_spf_aligned)
		g_string_append(out, " spf");
	for (guint i = 0; i < verdict->dkim_aligned->len; i++)
		g_string_append_printf(out, " %s", (gchar *)verdict->dkim_aligned->pdata[i]);
	if (verdict->pct != 100)
		g_string_append_printf(out, " pct=%u", verdict->pct);
	return g_string_free(out, FALSE);
}

START_TEST(mail_meets_its_policy)
{
	const DmarcRow *row = &dmarc_rows[_i];
	const gchar *old_wanted = row->old != NULL ? row->old : row->now;
	g_autoptr(TestTableResolver) resolver = test_zone_new(row->zone);
	g_autoptr(HanteiDmarc) dmarc = check(resolver, row->query);
	g_autofree gchar *now = describe(&dmarc->now);
	g_autofree gchar *old = describe(&dmarc->old);

	ck_assert_msg(strcmp(now, row->now) == 0, "%s: RFC 9989: \"%s\" (%s)", row->name, now,
		      dmarc->now.detail);
	ck_assert_msg(strcmp(old, old_wanted) == 0, "%s: RFC 7489: \"%s\" (%s)", row->name, old,
		      dmarc->old.detail);
	/* one that has but another pct does not differ */
	if (row->old == NULL || !dmarc->now.is_known || !dmarc->old.is_known)
		ck_assert_msg(dmarc->differs == 0, "%s: %x", row->name, dmarc->differs);
	else if (strncmp(now, old, strlen(now)) != 0)
		ck_assert_msg(dmarc->differs != 0, "%s: does not differ", row->name);
	ck_assert(dmarc->now.steps->len <= 8 && dmarc->old.steps->len <= 2);
}
END_TEST

static gchar *
describe_steps(const GPtrArray *steps)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < steps->len; i++) {
		const HanteiWalkStep *step = steps->pdata[i];

		g_string_append_printf(out, "%s%s:%s", i > 0 ? " " : "", step->domain,
				       hantei_dns_status_to_string(step->status));
	}
	return g_string_free(out, FALSE);
}

static const struct {
	const gchar *name;
	const gchar *zone;
	const gchar *query;
	const gchar *steps;
	HanteiWalkReason reason;
	HanteiDmarcExistence existence;
	guint n_asked;
} walks[] = {
    {"RFC 9989 4.10: eight questions", "com A", "a.b.c.d.e.f.g.h.i.j.mail.example.com",
     "a.b.c.d.e.f.g.h.i.j.mail.example.com:nxdomain g.h.i.j.mail.example.com:nxdomain "
     "h.i.j.mail.example.com:nxdomain i.j.mail.example.com:nxdomain j.mail.example.com:nxdomain "
     "mail.example.com:nxdomain example.com:nxdomain com:nxdomain",
     HANTEI_WALK_REASON_NO_RECORD, HANTEI_DMARC_EXISTENCE_NOT_ASKED, 8},
    {"psd=n ends it", E "p=none; psd=n", "a.example.com", "a.example.com:nxdomain example.com:ok",
     HANTEI_WALK_REASON_PSD_N, HANTEI_DMARC_EXISTENCE_NOT_ASKED, 3},
    {"psd=y ends it", "_dmarc.co.uk " V "psd=y", "x.co.uk", "x.co.uk:nxdomain co.uk:ok",
     HANTEI_WALK_REASON_BELOW_PSD_Y, HANTEI_DMARC_EXISTENCE_NOT_ASKED, 3},
    {"two with psd do not", E "psd=n|" E "psd=n", "example.com", "example.com:ok com:nxdomain",
     HANTEI_WALK_REASON_NO_RECORD, HANTEI_DMARC_EXISTENCE_NOT_ASKED, 2},
    {"psd=y at its start ends it", "_dmarc.co.uk " V "psd=y", "co.uk", "co.uk:ok",
     HANTEI_WALK_REASON_TOP, HANTEI_DMARC_EXISTENCE_NOT_ASKED, 2},
    {"np asks whether From exists", E "p=none; np=reject", "a.example.com",
     "a.example.com:nxdomain example.com:ok com:nxdomain", HANTEI_WALK_REASON_TOP,
     HANTEI_DMARC_EXISTENCE_NO, 4},
    {"what has something below exists", E "p=none; np=reject|_dmarc.a.example.com A",
     "a.example.com", "a.example.com:nodata example.com:ok com:nxdomain", HANTEI_WALK_REASON_TOP,
     HANTEI_DMARC_EXISTENCE_YES, 3},
    {"an existence nobody can tell", E "np=reject|a.example.com A!timeout", "a.example.com",
     "a.example.com:nxdomain example.com:ok com:nxdomain", HANTEI_WALK_REASON_TOP,
     HANTEI_DMARC_EXISTENCE_UNKNOWN, 4},
    {"a walk that fails", "_dmarc.com !servfail", "example.com",
     "example.com:nxdomain com:servfail", HANTEI_WALK_REASON_UNKNOWN,
     HANTEI_DMARC_EXISTENCE_NOT_ASKED, 2},
    {"a signer's names are asked for once", E "p=none",
     "example.com d+a.example.com d+a.example.com", "example.com:ok com:nxdomain",
     HANTEI_WALK_REASON_TOP, HANTEI_DMARC_EXISTENCE_NOT_ASKED, 3},
    {"other domains are not asked for", E "p=none", "example.com s+example.net d+esp.example.net",
     "example.com:ok com:nxdomain", HANTEI_WALK_REASON_TOP, HANTEI_DMARC_EXISTENCE_NOT_ASKED, 2},
};

START_TEST(walk_is_that_of_the_rfc)
{
	g_autoptr(TestTableResolver) resolver = test_zone_new(walks[_i].zone);
	g_autoptr(HanteiDmarc) dmarc = check(resolver, walks[_i].query);
	g_autofree gchar *steps = describe_steps(dmarc->now.steps);

	ck_assert_msg(strcmp(steps, walks[_i].steps) == 0, "%s: %s", walks[_i].name, steps);
	ck_assert_msg(dmarc->org_reason == walks[_i].reason, "%s: %s", walks[_i].name,
		      hantei_walk_reason_to_string(dmarc->org_reason));
	ck_assert_msg(dmarc->existence == walks[_i].existence, "%s", walks[_i].name);
	ck_assert_msg(resolver->n_asked == walks[_i].n_asked, "%s: asked %u", walks[_i].name,
		      resolver->n_asked);
}
END_TEST

START_TEST(a_name_too_long_has_no_record)
{
	g_autoptr(TestTableResolver) resolver = test_zone_new(E "p=reject");
	g_autoptr(GString) name = g_string_new(NULL);
	g_autoptr(HanteiDmarc) dmarc = NULL;

	for (guint i = 0; i < 120; i++)
		g_string_append(name, "a.");
	g_string_append(name, "example.com");
	ck_assert_uint_eq(name->len, 251);
	dmarc = check(resolver, name->str);
	ck_assert_int_eq(dmarc->now.result, HANTEI_AUTH_RESULT_FAIL);
	ck_assert_str_eq(dmarc->now.record_domain, "example.com");
	ck_assert_str_eq(dmarc->old.record_domain, "example.com");
}
END_TEST

START_TEST(offline_nothing_is_known)
{
	g_autoptr(HanteiResolver) resolver = hantei_resolver_new_offline();
	const HanteiDmarcQuery query = {.from_domain = "example.com"};
	g_autoptr(HanteiDmarc) dmarc = hantei_dmarc_check(resolver, &query, suffixes, NULL);

	ck_assert(!dmarc->now.is_known && !dmarc->old.is_known);
	ck_assert_uint_eq(dmarc->differs, 0);
}
END_TEST

START_TEST(without_a_list_the_old_is_not_known)
{
	g_autoptr(TestTableResolver) resolver = test_zone_new(E "p=reject");
	const HanteiDmarcQuery query = {.from_domain = "example.com"};
	g_autoptr(HanteiDmarc) dmarc =
	    hantei_dmarc_check(HANTEI_RESOLVER(resolver), &query, NULL, NULL);

	ck_assert_int_eq(dmarc->now.result, HANTEI_AUTH_RESULT_FAIL);
	ck_assert(!dmarc->old.is_known);
	ck_assert_str_eq(dmarc->old.detail, "no public suffix list");
}
END_TEST

static Suite *
dmarc_suite(void)
{
	Suite *suite = suite_create("dmarc");
	TCase *tcase = tcase_create("dmarc");

	tcase_add_checked_fixture(tcase, load_suffixes, free_suffixes);
	tcase_add_loop_test(tcase, mail_meets_its_policy, 0, G_N_ELEMENTS(dmarc_rows));
	tcase_add_loop_test(tcase, walk_is_that_of_the_rfc, 0, G_N_ELEMENTS(walks));
	tcase_add_test(tcase, a_name_too_long_has_no_record);
	tcase_add_test(tcase, offline_nothing_is_known);
	tcase_add_test(tcase, without_a_list_the_old_is_not_known);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(dmarc_suite());
}
