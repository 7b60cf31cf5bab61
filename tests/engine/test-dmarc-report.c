/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dmarc-report.h"

#include "tests/engine/dmarc-zone.h"
#include "tests/test-main.h"

#define V "v=DMARC1; "
#define E "_dmarc.example.com v=DMARC1; p=none|"
#define NET "example.com._report._dmarc.r.example.net "

static const struct {
	const gchar *name;
	const gchar *zone;
	const gchar *record;
	const gchar *expected; /* a status each, with what the host gives instead */
} rows[] = {
    {"the same domain", E, "rua=mailto:a@example.com", "same-org"},
    {"a subdomain", E, "rua=mailto:a@mail.example.com", "same-org"},
    {"a subdomain with its own organization", E "_dmarc.mail.example.com " V "psd=n",
     "rua=mailto:a@mail.example.com", "not-authorized"},
    {"no authorization", E, "rua=mailto:a@r.example.net", "not-authorized"},
    {"RFC 9989 B.2.3", E NET V, "ruf=mailto:a@r.example.net", "authorized"},
    {"RFC 9989 B.2.4: another address", E NET V "ruf=mailto:b@r.example.net",
     "rua=mailto:a@r.example.net; ruf=mailto:a@r.example.net",
     "authorized authorized>mailto:b@r.example.net"},
    {"another address elsewhere does not count", E NET V "rua=mailto:b@evil.example",
     "rua=mailto:a@r.example.net", "authorized"},
    {"a record with a policy", E NET V "p=reject", "rua=mailto:a@r.example.net", "authorized"},
    {"something else there", E NET "v=spf1 -all", "rua=mailto:a@r.example.net", "not-authorized"},
    {"in the wrong case", E NET "v=dmarc1", "rua=mailto:a@r.example.net", "not-authorized"},
    {"it cannot be told", E NET "!servfail", "rua=mailto:a@r.example.net", "unknown"},
    {"nobody was asked", E NET "!not-asked", "rua=mailto:a@r.example.net", "unknown"},
    {"at the wrong host", E "example.com._report._dmarc.example.net " V,
     "rua=mailto:a@r.example.net", "not-authorized"},
    {"no host", E, "rua=mailto:a@,x", "no-host no-host"},
    {"https", E NET V, "rua=https://r.example.net/x", "authorized"},
    {"several", E NET V, "rua=mailto:a@example.com,mailto:a@r.example.net,mailto:a@r.example.org",
     "same-org authorized not-authorized"},
    {"none", E, "fo=1", ""},
    {"siblings without a record above", "x.com A", "rua=mailto:a@other.example.com",
     "not-authorized"},
};

START_TEST(host_has_agreed_or_not)
{
	g_autofree gchar *text = g_strconcat(V, rows[_i].record, NULL);
	g_autoptr(HanteiDmarcRecord) record = hantei_dmarc_record_parse(text, strlen(text));
	g_autofree gchar *zone = g_strdup(rows[_i].zone);
	g_autoptr(TestTableResolver) resolver = NULL;
	g_autoptr(GPtrArray) reports = NULL;
	g_autoptr(GString) got = g_string_new(NULL);

	if (g_str_has_suffix(zone, "|"))
		zone[strlen(zone) - 1] = '\0';
	resolver = test_zone_new(zone);
	reports =
	    hantei_dmarc_check_reports(HANTEI_RESOLVER(resolver), "Example.com", record, NULL);
	for (guint i = 0; i < reports->len; i++) {
		const HanteiDmarcReport *report = reports->pdata[i];

		g_string_append_printf(got, "%s%s", i > 0 ? " " : "",
				       hantei_dmarc_report_status_to_string(report->status));
		if (report->instead != NULL)
			g_string_append_printf(got, ">%s", report->instead);
	}
	ck_assert_msg(strcmp(got->str, rows[_i].expected) == 0, "%s: \"%s\"", rows[_i].name,
		      got->str);
}
END_TEST

START_TEST(offline_nothing_is_known)
{
	const gchar text[] = V "rua=mailto:a@example.com,mailto:a@example.net";
	g_autoptr(HanteiDmarcRecord) record = hantei_dmarc_record_parse(text, strlen(text));
	g_autoptr(HanteiResolver) resolver = hantei_resolver_new_offline();
	g_autoptr(GPtrArray) reports =
	    hantei_dmarc_check_reports(resolver, "example.com", record, NULL);
	const HanteiDmarcReport *own = reports->pdata[0], *other = reports->pdata[1];

	ck_assert_int_eq(own->status, HANTEI_DMARC_REPORT_SAME_ORG);
	ck_assert_int_eq(other->status, HANTEI_DMARC_REPORT_UNKNOWN);
}
END_TEST

static Suite *
dmarc_report_suite(void)
{
	Suite *suite = suite_create("dmarc-report");
	TCase *tcase = tcase_create("dmarc-report");

	tcase_add_loop_test(tcase, host_has_agreed_or_not, 0, G_N_ELEMENTS(rows));
	tcase_add_test(tcase, offline_nothing_is_known);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(dmarc_report_suite());
}
