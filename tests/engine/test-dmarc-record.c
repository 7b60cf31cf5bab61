/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dmarc-record.h"

#include <string.h>

#include "tests/test-main.h"

static void
describe_uris(GString *out, const gchar *name, const GPtrArray *uris)
{
	for (guint i = 0; i < uris->len; i++) {
		const HanteiDmarcUri *uri = uris->pdata[i];

		g_string_append_printf(out, " %s=%s", name, uri->valid ? uri->scheme : "BAD");
		if (uri->address != NULL)
			g_string_append_printf(out, ":%s", uri->address);
		if (uri->host != NULL)
			g_string_append_printf(out, "@%s", uri->host);
		if (uri->max_size > 0)
			g_string_append_printf(out, "!%" G_GUINT64_FORMAT, uri->max_size);
	}
}

/* What is not at its default, then "| TAG:COMPLAINT", "-" before a tag that has no effect. */
static gchar *
describe(const HanteiDmarcRecord *record)
{
	GString *out = g_string_new(NULL);

	for (HanteiDmarcPolicyTag tag = 0; tag <= HANTEI_DMARC_TAG_NP; tag++)
		if (record->has[tag] || record->is_bad[tag])
			g_string_append_printf(out, "%s%s=%s", out->len > 0 ? " " : "",
					       hantei_dmarc_policy_tag_to_string(tag),
					       record->is_bad[tag] ? "BAD"
								   : hantei_dmarc_policy_to_string(
									 record->policies[tag]));
	if (record->psd != HANTEI_DMARC_PSD_U)
		g_string_append(out, record->psd == HANTEI_DMARC_PSD_Y ? " psd=y" : " psd=n");
	g_string_append(out, record->is_adkim_strict ? " adkim=s" : "");
	g_string_append(out, record->is_aspf_strict ? " aspf=s" : "");
	g_string_append(out, record->is_testing ? " t=y" : "");
	if (record->fo != HANTEI_DMARC_FO_ALL_FAIL)
		g_string_append_printf(out, " fo=%x", record->fo);
	if (record->pct != 100)
		g_string_append_printf(out, " pct=%u", record->pct);
	describe_uris(out, "rua", record->rua);
	describe_uris(out, "ruf", record->ruf);
	for (guint i = 0, n = 0; i < record->tags->len; i++) {
		const HanteiDmarcTag *tag = record->tags->pdata[i];

		if (tag->complaint != HANTEI_DMARC_COMPLAINT_NOTHING || !tag->used)
			g_string_append_printf(out, "%s%s%s:%s", n++ == 0 ? " | " : " ",
					       tag->used ? "" : "-", tag->name,
					       hantei_dmarc_complaint_to_string(tag->complaint));
	}
	return g_string_free(out, FALSE);
}

static const struct {
	const gchar *name;
	const gchar *text;
	const gchar *expected; /* NULL: no record */
} records[] = {
    {"RFC 9989 B.2.1", "v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com",
     "p=none rua=mailto:dmarc-feedback@example.com@example.com"},
    {"RFC 9989 B.2.2",
     "v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com; ruf=mailto:auth-reports@example.com",
     "p=none rua=mailto:dmarc-feedback@example.com@example.com "
     "ruf=mailto:auth-reports@example.com@example.com"},
    {"RFC 9989 B.2.5",
     "v=DMARC1; p=quarantine; "
     "rua=mailto:dmarc-feedback@example.com,mailto:tld-test@thirdparty.example.net; t=y",
     "p=quarantine t=y rua=mailto:dmarc-feedback@example.com@example.com "
     "rua=mailto:tld-test@thirdparty.example.net@thirdparty.example.net"},
    {"all tags",
     "v=DMARC1; p=reject; sp=quarantine; np=reject; psd=n; adkim=s; aspf=s; t=n; fo=1:d:s; "
     "ruf=mailto:f@example.com",
     "p=reject sp=quarantine np=reject psd=n adkim=s aspf=s fo=e "
     "ruf=mailto:f@example.com@example.com"},
    {"nothing but v", "v=DMARC1", " | v:no-p"},
    {"v and ;", "v=DMARC1;", " | v:no-p"},
    {"blanks", "v\t= DMARC1\t;\tp =\treject ; ", "p=reject"},
    {"v in lower case", "v=dmarc1; p=none", NULL},
    {"a blank before", " v=DMARC1; p=none", NULL},
    {"more after v", "v=DMARC1.0; p=none", NULL},
    {"no ;", "v=DMARC1 p=none", NULL},
    {"too short", "v=DMARC", NULL},
    {"v alone", "v", NULL},
    {"nothing", "", NULL},
    {"SPF", "v=spf1 -all", NULL},
    {"removed tags", "v=DMARC1; p=none; pct=50; rf=afrf; ri=3600",
     "p=none pct=50 | pct:removed rf:removed ri:removed"},
    {"pct over 100", "v=DMARC1; p=none; pct=101", "p=none | -pct:bad-value"},
    {"unknown tags", "v=DMARC1; p=none; bimi=y; x-y=1", "p=none | -bimi:unknown -x-y:unknown"},
    {"p late", "v=DMARC1; rua=mailto:r@example.com; p=none",
     "p=none rua=mailto:r@example.com@example.com | p:late-p"},
    {"no p", "v=DMARC1; sp=none", "sp=none | v:no-p"},
    {"bad values", "v=DMARC1; p=x; sp=; np=y; psd=z; adkim=x; aspf=rs; t=1; fo=2",
     "p=BAD sp=BAD np=BAD | -p:bad-value -sp:bad-value -np:bad-value -psd:bad-value "
     "-adkim:bad-value -aspf:bad-value -t:bad-value -fo:bad-value"},
    {"values in upper case", "v=DMARC1; p=REJECT; psd=N; adkim=S; aspf=R; t=Y",
     "p=reject psd=n adkim=s t=y"},
    {"names in upper case", "v=DMARC1; P=reject; RUA=mailto:r@example.com",
     " | v:no-p -P:wrong-case -RUA:wrong-case"},
    {"tags twice", "v=DMARC1; p=none; p=reject; v=DMARC1", "p=none | -p:repeated -v:repeated"},
    {"no =", "v=DMARC1; p=none; quarantine", "p=none | -quarantine:no-equals"},
    {"no name", "v=DMARC1; p=none; =x", "p=none | -:bad-name"},
    {"a name with a blank", "v=DMARC1; p=none; sp none=x", "p=none | -sp none:bad-name"},
    {"a colon for a semicolon", "v=DMARC1; p=none: sp=none", "p=BAD | -p:bad-value"},
    {"control characters", "v=DMARC1; p=none; sp=no\001ne", "p=none | -sp:bad-octet"},
    {"beyond ASCII", "v=DMARC1; p=none; rua=mailto:ü@example.com", "p=none | -rua:bad-octet"},
    {"typographic quotes", "v=DMARC1; p=“none”", " | -p:bad-octet"},
    {"fo without ruf", "v=DMARC1; p=none; fo=1", "p=none fo=2 | -fo:no-ruf"},
    {"fo, partly known", "v=DMARC1; p=none; fo=1:x; ruf=mailto:f@example.com",
     "p=none fo=2 ruf=mailto:f@example.com@example.com | -fo:bad-value"},
    {"a size", "v=DMARC1; p=none; rua=mailto:r@example.com!10m",
     "p=none rua=mailto:r@example.com@example.com!10485760 | rua:size"},
    {"sizes", "v=DMARC1; p=none; rua=mailto:a@example.com!7,mailto:b@example.com!2K",
     "p=none rua=mailto:a@example.com@example.com!7 rua=mailto:b@example.com@example.com!2048 | "
     "rua:size"},
    {"no size", "v=DMARC1; p=none; rua=mailto:r@example.com!x", "p=none rua=BAD | rua:bad-uri"},
    {"no scheme", "v=DMARC1; p=none; rua=r@example.com", "p=none rua=BAD | rua:bad-uri"},
    {"a bad and a good one", "v=DMARC1; p=none; rua=r@example.com,mailto:r@example.com",
     "p=none rua=BAD rua=mailto:r@example.com@example.com | rua:bad-uri"},
    {"blanks in a list", "v=DMARC1; p=none; rua=mailto:a@example.com , mailto:b@example.com",
     "p=none rua=mailto:a@example.com@example.com rua=mailto:b@example.com@example.com"},
    {"blanks in an address", "v=DMARC1; p=none; rua=mailto: a@example.com",
     "p=none rua=BAD | rua:bad-uri"},
    {"an empty list", "v=DMARC1; p=none; rua=", "p=none"},
    {"percent-encoding", "v=DMARC1; p=none; rua=mailto:a%2Bb%21c@example.com?subject=x",
     "p=none rua=mailto:a+b!c@example.com@example.com"},
    {"bad percent-encoding", "v=DMARC1; p=none; rua=mailto:a%2@example.com",
     "p=none rua=BAD | rua:bad-uri"},
    {"an encoded NUL", "v=DMARC1; p=none; rua=mailto:a%00@example.com",
     "p=none rua=BAD | rua:bad-uri"},
    {"two addresses in one", "v=DMARC1; p=none; rua=mailto:a@example.com%2Cb@example.com",
     "p=none rua=BAD | rua:bad-uri"},
    {"no host", "v=DMARC1; p=none; rua=mailto:a@", "p=none rua=BAD | rua:bad-uri"},
    {"a host in upper case", "v=DMARC1; p=none; rua=MAILTO:A@EXAMPLE.com",
     "p=none rua=mailto:A@EXAMPLE.com@example.com"},
    {"https", "v=DMARC1; p=none; rua=https://r.example.com/x",
     "p=none rua=https@r.example.com | rua:not-mailto"},
};

START_TEST(record_reads_as_expected)
{
	const gchar *text = records[_i].text;
	g_autoptr(HanteiDmarcRecord) record = hantei_dmarc_record_parse(text, strlen(text));
	g_autofree gchar *got = record != NULL ? describe(record) : NULL;

	ck_assert_msg(g_strcmp0(got, records[_i].expected) == 0, "%s: \"%s\"", records[_i].name,
		      got);
}
END_TEST

static const struct {
	const gchar *text;
	guint n_records, n_near, n_others;
} texts[] = {
    {"v=DMARC1; p=none", 1, 0, 0},
    {"v=dmarc1; p=none", 0, 1, 0},
    {"  v=DMARC1; p=none", 0, 1, 0},
    {"V = DMARC1; p=none", 0, 1, 0},
    {"v=DMARC1 p=none", 0, 1, 0},
    {"\"v=DMARC1; p=none\"", 0, 1, 0},
    {"v=spf1 -all", 0, 0, 1},
    {"", 0, 0, 1},
    {"dmarc", 0, 0, 1},
};

START_TEST(answer_tells_records_from_others)
{
	HanteiDnsAnswer *answer = hantei_dns_answer_new(HANTEI_DNS_OK);
	HanteiDnsRecord *txt = hantei_dns_answer_add(answer, HANTEI_DNS_TYPE_TXT);
	const gsize length = strlen(texts[_i].text), half = length / 2;
	HanteiDmarcRecords *found;

	g_ptr_array_add(txt->chunks, g_bytes_new(texts[_i].text, half));
	g_ptr_array_add(txt->chunks, g_bytes_new(texts[_i].text + half, length - half));
	found = hantei_dmarc_records_new(answer);
	ck_assert_msg(
	    found->records->len == texts[_i].n_records && found->near->len == texts[_i].n_near &&
		found->n_others == texts[_i].n_others,
	    "%s: %u %u %u", texts[_i].text, found->records->len, found->near->len, found->n_others);
	hantei_dmarc_records_free(found);
	hantei_dns_answer_unref(answer);
}
END_TEST

START_TEST(tags_and_addresses_are_capped)
{
	g_autoptr(GString) text = g_string_new("v=DMARC1; rua=");
	g_autoptr(HanteiDmarcRecord) record = NULL;

	for (guint i = 0; i < 200; i++)
		g_string_append(text, "mailto:r@example.com,");
	for (guint i = 0; i < 200; i++)
		g_string_append_printf(text, ";a%u=b", i);
	record = hantei_dmarc_record_parse(text->str, text->len);
	ck_assert_uint_le(record->rua->len, 20);
	ck_assert_uint_le(record->tags->len, 51);
}
END_TEST

START_TEST(every_complaint_has_words)
{
	for (guint i = 1; i < HANTEI_DMARC_COMPLAINT_COUNT; i++) {
		ck_assert(*hantei_dmarc_complaint_to_string(i) != '\0');
		ck_assert(*hantei_dmarc_complaint_to_sentence(i) != '\0');
	}
}
END_TEST

static Suite *
dmarc_record_suite(void)
{
	Suite *suite = suite_create("dmarc-record");
	TCase *tcase = tcase_create("dmarc-record");

	tcase_add_loop_test(tcase, record_reads_as_expected, 0, G_N_ELEMENTS(records));
	tcase_add_loop_test(tcase, answer_tells_records_from_others, 0, G_N_ELEMENTS(texts));
	tcase_add_test(tcase, tags_and_addresses_are_capped);
	tcase_add_test(tcase, every_complaint_has_words);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(dmarc_record_suite());
}
