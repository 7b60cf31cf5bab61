/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/zone-resolver.h"

#include <glib/gstdio.h>

#include "tests/engine/dns-battery.h"
#include "tests/test-main.h"

static gboolean
add(HanteiZoneResolver *zone, const gchar *text, GError **error)
{
	return hantei_zone_resolver_add_text(zone, "z", text, strlen(text), error);
}

static HanteiZoneResolver *
zone_of(const gchar *text)
{
	HanteiZoneResolver *zone = hantei_zone_resolver_new();
	g_autoptr(GError) error = NULL;

	ck_assert_msg(add(zone, text, &error), "%s", error == NULL ? "" : error->message);
	return zone;
}

static gchar *
ask(HanteiZoneResolver *zone, const gchar *name, HanteiDnsType type)
{
	g_autoptr(HanteiDnsAnswer) answer =
	    hantei_resolver_lookup(HANTEI_RESOLVER(zone), name, type, NULL);

	return battery_describe(answer);
}

static void
assert_answer(HanteiZoneResolver *zone,
	      const gchar *name,
	      HanteiDnsType type,
	      const gchar *expected)
{
	g_autofree gchar *text = ask(zone, name, type);

	ck_assert_str_eq(text, expected);
}

START_TEST(a_zone_file_answers_as_servers_do)
{
	g_autoptr(HanteiZoneResolver) zone = zone_of(BATTERY_ZONE);

	battery_run(HANTEI_RESOLVER(zone));
}
END_TEST

static const struct {
	const gchar *text;
	const gchar *error;
} WRONG[] = {
    {"a TXT \"x\"\n", "z:1: \"a\" has no dot at its end and no $ORIGIN is set"},
    {"@ TXT \"x\"\n", "z:1: \"@\" has no dot at its end and no $ORIGIN is set"},
    {"\na. MX 10 mail\n", "z:2: \"mail\" has no dot at its end"},
    {"a. MX 10 @\n", "z:1: \"@\" has no dot at its end"},
    {"$ORIGIN example.com\n", "z:1: \"example.com\" has no dot at its end"},
    {"_dmarc.a. TXT v=DMARC1; p=none\n", "z:1: the text ends at its \";\""},
    {"a. TXT hello; a remark?\n", "z:1: the text ends at its \";\""},
    {"_dmarc.a. TXT v=DMARC1 ; p=none\n", "z:1: the text ends at its \";\""},
    {"a. TXT (\n v=DKIM1; k=rsa;\n p=AA )\n", "z:2: the text ends at its \";\""},
    {"_dmarc.a. TXT \"v=DMARC1\"; p=none\n", "z:1: the text ends at its \";\""},
    {"a. TXT v=spf1 -all\n", "z:1: an SPF record without quotes loses its blanks"},
    {"a. TXT \"open\nb. TXT x\n", "z:1: a quoted text has no \""},
    {"a. TXT ( \"x\"\n\n", "z:1: a parenthesis is not closed"},
    {"a. TXT x )\n", "z:1: a \")\" too many"},
    {"a. TXT ( ( x ) )\n", "z:1: a \"(\" too many"},
    {"a. TXT \\25\n", "z:1: a backslash stands before fewer than three digits"},
    {"a. TXT \\256\n", "z:1: \\256 is no octet"},
    {"a. TXT \\\n", "z:1: a backslash ends the line"},
    {"a. TXT\n", "z:1: \"TXT\": "},
    {"a. A 1.2.3\n", "z:1: \"A 1.2.3\": "},
    {"a. A 192.0.2.1 192.0.2.2\n", "z:1: \"A 192.0.2.1 192.0.2.2\": "},
    {"a. MX 70000 b.\n", "z:1: \"MX 70000 b.\": "},
    {"a. MX mail.b.\n", "z:1: \"MX mail.b.\": "},
    {"a. SPAM x\n", "z:1: \"SPAM\" is no type of record"},
    {"a.\n", "z:1: \"\" is no type of record"},
    {"a. DNAME b.\n", "z:1: records of type \"DNAME\" are not supported"},
    {"a. ANY x\n", "z:1: records of type \"ANY\" are not supported"},
    {"a. CH TXT x\n", "z:1: class CH is not that of the Internet"},
    {" TXT x\n", "z:1: the line starts with a blank"},
    {"a..b. TXT x\n", "z:1: \"a..b.\" is no name"},
    {"$INCLUDE /etc/passwd\n", "z:1: $INCLUDE is not followed"},
    {"$GENERATE 1-2 a. A 192.0.2.$\n", "z:1: \"$GENERATE 1-2\" is not understood"},
    {"$TTL soon\n", "z:1: \"$TTL soon\" is not understood"},
    {";@fault a. TXT lost\n", "z:1: \";@fault\" is not understood"},
    {";@fault a. SPAM servfail\n", "z:1: \";@fault\" is not understood"},
    {";@fault a TXT servfail\n", "z:1: \"a\" has no dot"},
    {";@fualt a. TXT servfail\n", "z:1: \";@fualt\" is not understood"},
    {"a. CNAME b.\na. TXT x\n", "z:2: \"a\" has a CNAME and other records"},
    {"a. TXT x\nA. CNAME b.\n", "z:2: \"A\" has a CNAME and other records"},
    {"a. CNAME b.\na. CNAME c.\n", "z:2: \"a\" has a CNAME and other records"},
};

/* Each tells file and line, and leaves what there was. */
START_TEST(what_is_wrong_is_told)
{
	g_autoptr(HanteiZoneResolver) zone = zone_of("kept. TXT \"x\"\n");
	g_autoptr(GError) error = NULL;

	ck_assert_msg(!add(zone, WRONG[_i].text, &error), "%s", WRONG[_i].text);
	ck_assert_msg(g_str_has_prefix(error->message, WRONG[_i].error), "%s, not %s",
		      error->message, WRONG[_i].error);
	assert_answer(zone, "kept", HANTEI_DNS_TYPE_TXT, "ok 3600 <> [x]");
	assert_answer(zone, "a", HANTEI_DNS_TYPE_TXT, "nxdomain 0 <>");
}
END_TEST

static const gchar *const RIGHT[] = {
    "a. TXT hello ; a remark",
    "a. TXT \"hello\" ; a remark",
    "a. TXT ( \"hello\" ) ; ----- DKIM key s for a",
    "\xef\xbb\xbf"
    "a. TXT hello",
    "a. IN 5 TXT hello",
    "a. 5 IN TXT hello",
    "a. TXT \\# 6 05 68656c6c6f",
    "; @ IN TXT out\na. TXT hello",
    "$ORIGIN a.\n@ TXT hello",
};

START_TEST(what_is_right_is_read)
{
	g_autoptr(HanteiZoneResolver) zone = hantei_zone_resolver_new();
	g_autoptr(GError) error = NULL;
	g_autofree gchar *text = NULL;

	ck_assert_msg(add(zone, RIGHT[_i], &error), "%s: %s", RIGHT[_i],
		      error == NULL ? "" : error->message);
	text = ask(zone, "a", HANTEI_DNS_TYPE_TXT);
	ck_assert_msg(g_str_has_suffix(text, "[hello]"), "%s: %s", RIGHT[_i], text);
}
END_TEST

START_TEST(faults_fail)
{
	g_autoptr(HanteiZoneResolver) zone = zone_of("$ORIGIN b.\n"
						     ";@fault a TXT servfail\n"
						     "; @FAULT a.b. mx Timeout\n"
						     "a A 192.0.2.1\n"
						     "a TXT \"x\"\n"
						     ";@fault any ANY refused\n"
						     "any A 192.0.2.2\n"
						     "to CNAME a\n"
						     ";@fault *.w TXT timeout\n"
						     ";@fault only MX timeout\n"
						     ";@fault to ANY timeout\n");

	assert_answer(zone, "a.b", HANTEI_DNS_TYPE_TXT, "servfail");
	assert_answer(zone, "a.b", HANTEI_DNS_TYPE_MX, "timeout");
	assert_answer(zone, "a.b", HANTEI_DNS_TYPE_A, "ok 3600 <> 192.0.2.1");
	assert_answer(zone, "any.b", HANTEI_DNS_TYPE_A, "ok 3600 <> 192.0.2.2");
	assert_answer(zone, "any.b", HANTEI_DNS_TYPE_AAAA, "refused");
	assert_answer(zone, "to.b", HANTEI_DNS_TYPE_TXT, "servfail");
	assert_answer(zone, "to.b", HANTEI_DNS_TYPE_A, "ok 3600 <a.b> 192.0.2.1");
	assert_answer(zone, "x.w.b", HANTEI_DNS_TYPE_TXT, "timeout");
	assert_answer(zone, "x.w.b", HANTEI_DNS_TYPE_A, "nodata 0 <>");
	assert_answer(zone, "only.b", HANTEI_DNS_TYPE_TXT, "nodata 0 <>");
}
END_TEST

START_TEST(files_add_up)
{
	g_autoptr(HanteiZoneResolver) zone = zone_of("$ORIGIN a.test.\n"
						     "@ 900 SOA ns hm 1 2 3 4 30\n"
						     "* TXT \"wild\"\n"
						     "to CNAME x.b.test.\n");
	g_autoptr(GError) error = NULL;
	g_autofree gchar *path = NULL;
	const gint fd = g_file_open_tmp("zone-XXXXXX", &path, &error);

	ck_assert_int_ge(fd, 0);
	g_close(fd, NULL);
	ck_assert(g_file_set_contents(path,
				      "b.test. 20 SOA ns.b.test. hm.b.test. 1 2 3 4 60\n"
				      "x.b.test. TXT \"x\"\n",
				      -1, NULL));
	ck_assert(hantei_zone_resolver_add_file(zone, path, &error));
	g_unlink(path);
	assert_answer(zone, "to.a.test", HANTEI_DNS_TYPE_TXT, "ok 20 <x.b.test> [x]");
	assert_answer(zone, "q.a.test", HANTEI_DNS_TYPE_A, "nodata 30 <>");
	assert_answer(zone, "q.b.test", HANTEI_DNS_TYPE_A, "nxdomain 20 <>");
	assert_answer(zone, "test", HANTEI_DNS_TYPE_A, "nodata 0 <>");
	assert_answer(zone, "other", HANTEI_DNS_TYPE_A, "nxdomain 0 <>");
	ck_assert(!hantei_zone_resolver_add_file(zone, path, &error));
	ck_assert(strstr(error->message, path) != NULL);
	g_clear_error(&error);
	ck_assert(!add(zone, "to.a.test. TXT \"x\"\n", &error)); /* an alias of the first file */
}
END_TEST

/* Ten texts of 250 octets are too large for a datagram, and tell what they would take: 12 octets of
 * header, 12 of question, 10 times 2 + 10 + 251, 11 of EDNS. */
START_TEST(large_answers_are_measured)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(HanteiZoneResolver) zone = NULL;
	g_autoptr(HanteiDnsAnswer) answer = NULL;

	for (guint i = 0; i < 10; i++) {
		g_autofree gchar *fill = g_strnfill(249, 'x');

		g_string_append_printf(text, "a.test. TXT \"%u%s\"\n", i, fill);
	}
	zone = zone_of(text->str);
	answer = hantei_resolver_lookup(HANTEI_RESOLVER(zone), "a.test", HANTEI_DNS_TYPE_TXT, NULL);
	ck_assert_uint_eq(answer->records->len, 10);
	ck_assert_uint_eq(answer->wire_bytes, 12 + 12 + 10 * (2 + 10 + 251) + 11);
	ck_assert(answer->is_tcp);
}
END_TEST

START_TEST(what_no_message_can_hold_fails)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(HanteiZoneResolver) zone = NULL;

	for (guint i = 0; i < 300; i++) {
		g_autofree gchar *fill = g_strnfill(250, 'x');

		g_string_append_printf(text, "a.test. TXT \"%03u%s\"\n", i, fill);
	}
	zone = zone_of(text->str);
	assert_answer(zone, "a.test", HANTEI_DNS_TYPE_TXT, "servfail");
}
END_TEST

static Suite *
zone_resolver_suite(void)
{
	Suite *suite = suite_create("zone-resolver");
	TCase *tcase = tcase_create("zone-resolver");

	tcase_add_test(tcase, a_zone_file_answers_as_servers_do);
	tcase_add_loop_test(tcase, what_is_wrong_is_told, 0, G_N_ELEMENTS(WRONG));
	tcase_add_loop_test(tcase, what_is_right_is_read, 0, G_N_ELEMENTS(RIGHT));
	tcase_add_test(tcase, faults_fail);
	tcase_add_test(tcase, files_add_up);
	tcase_add_test(tcase, large_answers_are_measured);
	tcase_add_test(tcase, what_no_message_can_hold_fails);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(zone_resolver_suite());
}
