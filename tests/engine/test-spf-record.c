/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/spf-record.h"

#include <string.h>

#include "tests/test-main.h"

/* Each term as "type(spec)/cidr4//cidr6", with its qualifier's word; or "!" and the complaint. */
static gchar *
describe(const gchar *text, gsize length)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiSpfRecord) record = hantei_spf_record_parse(text, length, &error);
	GString *out = g_string_new(NULL);

	if (record == NULL) {
		g_string_append_printf(out, "!%s", error->message);
		return g_string_free(out, FALSE);
	}
	for (guint i = 0; i < record->terms->len; i++) {
		const HanteiSpfTerm *term = record->terms->pdata[i];

		g_string_append_printf(out, "%s%s", i > 0 ? " " : "",
				       hantei_spf_term_type_to_string(term->type));
		if (term->qualifier != HANTEI_AUTH_RESULT_PASS)
			g_string_append_printf(out, ".%s",
					       hantei_auth_result_to_string(term->qualifier));
		if (term->spec != NULL)
			g_string_append_printf(out, "(%s)", term->spec);
		if (term->name != NULL)
			g_string_append_printf(out, "[%s]", term->name);
		if (term->cidr4 != 32)
			g_string_append_printf(out, "/%u", term->cidr4);
		if (term->cidr6 != 128)
			g_string_append_printf(out, "//%u", term->cidr6);
	}
	return g_string_free(out, FALSE);
}

static const struct {
	const gchar *name;
	const gchar *text;
	const gchar *expected; /* of a complaint, how it starts */
} records[] = {
    {"nothing but the version", "v=spf1", ""},
    {"blanks at the end", "v=spf1  ", ""},
    {"blanks between", "v=spf1  a   -all ", "a all.fail"},
    {"qualifiers", "v=spf1 +a ~mx ?ptr -all", "a mx.softfail ptr.neutral all.fail"},
    {"case of names is nothing", "V=SPF1 A MX Ip4:192.0.2.1 -ALL ReDirect=a.example",
     "a mx ip4 all.fail redirect(a.example)"},
    {"case of domains is kept", "v=spf1 a:A.Example", "a(A.Example)"},
    {"a domain with a dot at its end", "v=spf1 a:a.example.", "a(a.example.)"},
    {"cidr4", "v=spf1 a/24", "a/24"},
    {"cidr6", "v=spf1 mx//64", "mx//64"},
    {"both", "v=spf1 a:a.example/24//64", "a(a.example)/24//64"},
    {"zeros", "v=spf1 a/0//0", "a/0//0"},
    {"a slash in the domain", "v=spf1 a:a/24.example", "a(a/24.example)"},
    {"a slash in the domain, and a length", "v=spf1 a:a/24.example/8", "a(a/24.example)/8"},
    {"a macro at the end", "v=spf1 a:%{d}", "a(%{d})"},
    {"a macro at the end, and lengths", "v=spf1 a:%{d}/24//64", "a(%{d})/24//64"},
    {"an escape at the end", "v=spf1 a:foo%%", "a(foo%%)"},
    {"a slash among a macro's delimiters", "v=spf1 exists:%{l/}", "exists(%{l/})"},
    {"a label with a hyphen", "v=spf1 a:a.x-y", "a(a.x-y)"},
    {"a toplabel of digits and a hyphen", "v=spf1 a:a.1-2", "a(a.1-2)"},
    {"an A-label", "v=spf1 a:foo.example.xn--zckzah", "a(foo.example.xn--zckzah)"},
    {"empty labels within", "v=spf1 a:a...example", "a(a...example)"},
    {"nothing but a dot before the toplabel", "v=spf1 a:.example", "a(.example)"},
    {"ip4", "v=spf1 ip4:192.0.2.0/24", "ip4/24"},
    {"ip4 of all", "v=spf1 ip4:192.0.2.0/0", "ip4/0"},
    {"ip6", "v=spf1 ip6:2001:DB8::/32", "ip6//32"},
    {"ip6 with a dotted end", "v=spf1 ip6:::ffff:192.0.2.1/96", "ip6//96"},
    {"ip6 of all", "v=spf1 ip6:::/0", "ip6//0"},
    {"an unknown modifier", "v=spf1 moo.cow-far_out=man:dog/cat",
     "other(man:dog/cat)[moo.cow-far_out]"},
    {"an unknown modifier without a value", "v=spf1 foo=", "other()[foo]"},
    {"an unknown modifier with a macro", "v=spf1 foo=%{i}%%", "other(%{i}%%)[foo]"},
    {"a mechanism's name as a modifier's", "v=spf1 a=b all=c", "other(b)[a] other(c)[all]"},
    {"the version twice", "v=spf1 v=spf1", "other(spf1)[v]"},
    {"an unknown modifier twice", "v=spf1 x=1 x=2", "other(1)[x] other(2)[x]"},
    {"mechanisms after all", "v=spf1 -all a redirect=a.example", "all.fail a redirect(a.example)"},

    {"no version", "a -all", "!\"a -all\" does not start with \"v=spf1\" and a blank"},
    {"another version", "v=spf10 -all", "!\"v=spf10 -all\" does not"},
    {"a tab after the version", "v=spf1\ta", "!\"v=spf1\\x09a\" does not"},
    {"an unknown mechanism", "v=spf1 foo",
     "!term \"foo\": there is no mechanism of this name, at octet 8"},
    {"an unknown mechanism after all", "v=spf1 -all moo", "!term \"moo\": there is no"},
    {"a mechanism's name cut", "v=spf1 al", "!term \"al\": there is no mechanism"},
    {"a qualifier alone", "v=spf1 -", "!term \"-\": a term starts with a letter, at octet 9"},
    {"two qualifiers", "v=spf1 -+all", "!term \"-+all\": a term starts with a letter, at octet 9"},
    {"a blank after the qualifier", "v=spf1 - all", "!term \"-\": a term starts"},
    {"a qualifier before a modifier", "v=spf1 -foo=bar",
     "!term \"-foo=bar\": a modifier has no qualifier"},
    {"all with a dot", "v=spf1 -all.", "!term \"-all.\": there is no mechanism"},
    {"all with a domain", "v=spf1 -all:foobar",
     "!term \"-all:foobar\": nothing may stand here, at octet 12"},
    {"all with a length", "v=spf1 -all/8", "!term \"-all/8\": nothing may stand here"},
    {"ptr with a length", "v=spf1 ptr/0", "!term \"ptr/0\": nothing may stand here"},
    {"ptr with nothing", "v=spf1 ptr:", "!term \"ptr:\": a domain is missing, at octet 12"},
    {"include without", "v=spf1 include", "!term \"include\": a domain is missing"},
    {"include with nothing", "v=spf1 include:", "!term \"include:\": a domain is missing"},
    {"include with a length", "v=spf1 include:a.example/24",
     "!term \"include:a.example/24\": the last label"},
    {"exists without", "v=spf1 exists", "!term \"exists\": a domain is missing"},
    {"exists with a length", "v=spf1 exists:a.example/24",
     "!term \"exists:a.example/24\": the last label"},
    {"a with nothing", "v=spf1 a:", "!term \"a:\": a domain is missing"},
    {"a with nothing and a length", "v=spf1 a:/24", "!term \"a:/24\": a domain is missing"},
    {"a with an address", "v=spf1 a:192.0.2.1",
     "!term \"a:192.0.2.1\": the domain ends in a number; an address needs ip4:"},
    {"a with a port", "v=spf1 a:a.example:8080", "!term \"a:a.example:8080\": the last label"},
    {"a toplabel alone", "v=spf1 a:museum",
     "!term \"a:museum\": the domain has no dot before its last label, at octet 10"},
    {"a toplabel alone and a dot", "v=spf1 a:museum.",
     "!term \"a:museum.\": the domain has no dot"},
    {"two dots at the end", "v=spf1 a:a.example..",
     "!term \"a:a.example..\": the domain ends in an empty label"},
    {"a hyphen first", "v=spf1 a:a.-com",
     "!term \"a:a.-com\": the last label of the domain has a hyphen"},
    {"a hyphen last", "v=spf1 a:a.com-",
     "!term \"a:a.com-\": the last label of the domain has a hyphen"},
    {"an underscore last", "v=spf1 a:a.c_m", "!term \"a:a.c_m\": the last label"},
    {"a label that follows a macro without a dot", "v=spf1 a:%{d}com",
     "!term \"a:%{d}com\": the domain has no dot"},
    {"a length of 33", "v=spf1 a/33", "!term \"a/33\": the prefix length is over 32, at octet 10"},
    {"a length of 129", "v=spf1 a//129", "!term \"a//129\": the prefix length is over 128"},
    {"a leading zero", "v=spf1 a/08", "!term \"a/08\": this is no prefix length"},
    {"two zeros", "v=spf1 a//00", "!term \"a//00\": this is no prefix length"},
    {"a length of many digits", "v=spf1 a/00000000000032",
     "!term \"a/00000000000032\": this is no"},
    {"no length", "v=spf1 a/", "!term \"a/\": a prefix length is missing"},
    {"no length twice", "v=spf1 a//", "!term \"a//\": a prefix length is missing"},
    {"no length after one", "v=spf1 a/24//", "!term \"a/24//\": a prefix length is missing"},
    {"two cidr4", "v=spf1 a/24/24", "!term \"a/24/24\": nothing may stand here"},
    {"cidr6 first", "v=spf1 a//64/24", "!term \"a//64/24\": nothing may stand here"},
    {"three slashes", "v=spf1 a///64", "!term \"a///64\": nothing may stand here"},
    {"ip4 without", "v=spf1 ip4", "!term \"ip4\": an address is missing"},
    {"ip4 with nothing", "v=spf1 ip4:", "!term \"ip4:\": this is no IPv4 address"},
    {"ip4 of three parts", "v=spf1 ip4:192.0.2", "!term \"ip4:192.0.2\": this is no IPv4 address"},
    {"ip4 with a port", "v=spf1 ip4:192.0.2.1:25", "!term \"ip4:192.0.2.1:25\": this is no IPv4"},
    {"ip4 with a leading zero", "v=spf1 ip4:192.0.02.1",
     "!term \"ip4:192.0.02.1\": this is no IPv4"},
    {"ip4 out of range", "v=spf1 ip4:192.0.2.256", "!term \"ip4:192.0.2.256\": this is no IPv4"},
    {"ip4 in hexadecimal", "v=spf1 ip4:0xc0.0.2.1", "!term \"ip4:0xc0.0.2.1\": this is no IPv4"},
    {"ip4 with two lengths", "v=spf1 ip4:192.0.2.1//32",
     "!term \"ip4:192.0.2.1//32\": this is no prefix"},
    {"ip4 with 33", "v=spf1 ip4:192.0.2.1/33",
     "!term \"ip4:192.0.2.1/33\": the prefix length is over 32"},
    {"ip4 with an empty length", "v=spf1 ip4:192.0.2.1/",
     "!term \"ip4:192.0.2.1/\": this is no prefix"},
    {"ip4 with an IPv6 address", "v=spf1 ip4:2001:db8::1",
     "!term \"ip4:2001:db8::1\": this is no IPv4"},
    {"ip4 with a host name", "v=spf1 ip4:a.example", "!term \"ip4:a.example\": this is no IPv4"},
    {"ip4 with an equals sign and a qualifier", "v=spf1 +ip4=192.0.2.1",
     "!term \"+ip4=192.0.2.1\": a modifier"},
    {"ip6 with an IPv4 address", "v=spf1 ip6:192.0.2.1",
     "!term \"ip6:192.0.2.1\": this is no IPv6"},
    {"ip6 with two ellipses", "v=spf1 ip6::CAFE::BABE",
     "!term \"ip6::CAFE::BABE\": this is no IPv6"},
    {"ip6 in brackets", "v=spf1 ip6:[2001:db8::1]", "!term \"ip6:[2001:db8::1]\": this is no IPv6"},
    {"ip6 with a zone", "v=spf1 ip6:fe80::1%lo", "!term \"ip6:fe80::1%lo\": this is no IPv6"},
    {"ip6 with two slashes", "v=spf1 ip6:::1//33", "!term \"ip6:::1//33\": this is no prefix"},
    {"ip6 with 129", "v=spf1 ip6:::1/129", "!term \"ip6:::1/129\": the prefix length is over 128"},
    {"redirect twice", "v=spf1 redirect=a.example -all redirect=a.example",
     "!term \"redirect=a.example\": this modifier stands twice, at octet 32"},
    {"exp twice", "v=spf1 exp=a.example exp=b.example",
     "!term \"exp=b.example\": this modifier stands twice"},
    {"redirect with nothing", "v=spf1 ?all redirect=", "!term \"redirect=\": a domain is missing"},
    {"exp with nothing", "v=spf1 exp= -all", "!term \"exp=\": a domain is missing"},
    {"exp with a mechanism", "v=spf1 exp=-all", "!term \"exp=-all\": the domain has no dot"},
    {"redirect as a mechanism", "v=spf1 redirect:a.example",
     "!term \"redirect:a.example\": there is no"},
    {"a modifier's name with a digit first", "v=spf1 1up=foo",
     "!term \"1up=foo\": a term starts with a letter"},
    {"a modifier without a name", "v=spf1 =all", "!term \"=all\": a term starts with a letter"},
    {"a slash in a modifier's name", "v=spf1 moo/far=man",
     "!term \"moo/far=man\": there is no mechanism"},
    {"a per cent sign in a modifier", "v=spf1 foo=%abc", "!term \"foo=%abc\": \"%\" without \"{\""},
    {"a per cent sign at the end", "v=spf1 a:a.example%", "!term \"a:a.example%\": \"%\" without"},
    {"a macro of no letter", "v=spf1 a:%{}",
     "!term \"a:%{}\": no macro has this letter, at octet 12"},
    {"an unknown letter", "v=spf1 a:%{a}", "!term \"a:%{a}\": no macro has this letter"},
    {"a macro without an end", "v=spf1 a:%{d",
     "!term \"a:%{d\": the macro has no \"}\" here, at octet 13"},
    {"round brackets", "v=spf1 exists:%(ir).a.example",
     "!term \"exists:%(ir).a.example\": \"%\" without"},
    {"an explanation's letter", "v=spf1 exp=%{r}.a.example",
     "!term \"exp=%{r}.a.example\": the macros c, r and t"},
    {"an explanation's letter in a modifier", "v=spf1 foo=%{t}",
     "!term \"foo=%{t}\": the macros c, r and t"},
    {"no parts", "v=spf1 a:%{d0}", "!term \"a:%{d0}\": a macro cannot take 0 parts"},
    {"the transformer before the digits", "v=spf1 a:%{dr2}",
     "!term \"a:%{dr2}\": the macro has no \"}\""},
    {"a delimiter that is none", "v=spf1 a:%{d;}", "!term \"a:%{d;}\": the macro has no \"}\""},
    {"a tab", "v=spf1 a\t-all", "!term \"a\\x09-all\": this octet cannot stand"},
    {"a line feed", "v=spf1 a:a.example\n-all",
     "!term \"a:a.example\\x0a-all\": an octet that is not visible"},
    {"not ASCII", "v=spf1 a:\xc3\xa9.example",
     "!term \"a:\\xc3\\xa9.example\": an octet that is not visible ASCII, at octet 10"},
    {"a non-breaking space", "v=spf1\xc2\xa0-all", "!\"v=spf1\\xc2\\xa0-all\" does not"},
    {"a qualifier that is none",
     "v=spf1 \xe2\x80\x93"
     "all",
     "!term \"\\xe2\\x80\\x93all\": a term starts with a letter"},
};

START_TEST(records_are_read)
{
	g_autofree gchar *found = describe(records[_i].text, strlen(records[_i].text));

	if (records[_i].expected[0] == '!')
		ck_assert_msg(g_str_has_prefix(found, records[_i].expected), "%s: %s",
			      records[_i].name, found);
	else
		ck_assert_msg(g_str_equal(found, records[_i].expected), "%s: %s", records[_i].name,
			      found);
}
END_TEST

START_TEST(a_nul_is_an_octet_like_others)
{
	static const gchar TEXTS[][28] = {
	    "v=spf1 a:foo.example.com\0", "v=spf1 ip4:192.0.2.1\0 ", "v=spf1 \0all ",
	    "v=spf1 a:%\0a.example ",	  "v=spf1 a:%{d\0}  ",	     "v=spf1 a\0 ",
	    "v=spf1 ip6:::1/\0"};

	for (guint i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
		g_autofree gchar *found = describe(TEXTS[i], sizeof TEXTS[i] - 1);

		ck_assert_msg(found[0] == '!' && strstr(found, "\\x00") != NULL, "%u: %s", i,
			      found);
	}
}
END_TEST

START_TEST(terms_keep_where_they_stand)
{
	static const gchar TEXT[] =
	    "v=spf1  ip4:192.0.2.128/25 exp=e.example redirect=r.example -all";
	g_autoptr(HanteiSpfRecord) record = hantei_spf_record_parse(TEXT, strlen(TEXT), NULL);
	const HanteiSpfTerm *term = record->terms->pdata[0];

	ck_assert_uint_eq(term->offset, 8);
	ck_assert_str_eq(term->text, "ip4:192.0.2.128/25");
	ck_assert_mem_eq(term->address, "\300\0\2\200", 4);
	ck_assert_ptr_eq(record->exp, record->terms->pdata[1]);
	ck_assert_ptr_eq(record->redirect, record->terms->pdata[2]);
	ck_assert_ptr_eq(record->all, record->terms->pdata[3]);
	ck_assert_str_eq(record->text, TEXT);
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *chunks[4]; /* a "|" starts another record */
	guint n;
	const gchar *first;
} answers[] = {
    {"none", {NULL}, 0, NULL},
    {"one", {"v=spf1 -all"}, 1, "v=spf1 -all"},
    {"joined without a blank", {"v=spf1 ip4:", "192.0.2.5 -all"}, 1, "v=spf1 ip4:192.0.2.5 -all"},
    {"joined to another version", {"v=spf1", "mx"}, 0, NULL},
    {"a version cut in two", {"v=s", "pf1 -all"}, 1, "v=spf1 -all"},
    {"version 10", {"v=spf10 -all"}, 0, NULL},
    {"version 1.0", {"v=spf1.0 -all"}, 0, NULL},
    {"spf2.0", {"spf2.0/pra -all"}, 0, NULL},
    {"a blank first", {" v=spf1 -all"}, 0, NULL},
    {"the version alone", {"v=spf1"}, 1, "v=spf1"},
    {"two", {"v=spf1 -all", "|V=sPf1 +all"}, 2, "v=spf1 -all"},
    {"others beside it", {"\x96", "|v=spf1 -all", "|google-site-verification=1"}, 1, "v=spf1 -all"},
    {"quotation marks of a copy", {"\"v=spf1 -all\""}, 0, NULL},
};

START_TEST(the_record_is_found)
{
	g_autoptr(HanteiDnsAnswer) answer = hantei_dns_answer_new(HANTEI_DNS_OK);
	g_autoptr(GBytes) record = NULL;
	HanteiDnsRecord *txt = NULL;

	for (guint i = 0; i < 4 && answers[_i].chunks[i] != NULL; i++) {
		const gchar *chunk = answers[_i].chunks[i];

		if (txt == NULL || chunk[0] == '|')
			txt = hantei_dns_answer_add(answer, HANTEI_DNS_TYPE_TXT);
		chunk += chunk[0] == '|' ? 1 : 0;
		g_ptr_array_add(txt->chunks, g_bytes_new(chunk, strlen(chunk)));
	}
	ck_assert_msg(hantei_spf_record_select(answer, &record) == answers[_i].n, "%s",
		      answers[_i].name);
	ck_assert_uint_eq(hantei_spf_record_select(answer, NULL), answers[_i].n);
	ck_assert((record == NULL) == (answers[_i].first == NULL));
	if (record != NULL)
		ck_assert_mem_eq(g_bytes_get_data(record, NULL), answers[_i].first,
				 strlen(answers[_i].first));
}
END_TEST

static Suite *
spf_record_suite(void)
{
	Suite *suite = suite_create("spf-record");
	TCase *tcase = tcase_create("spf-record");

	tcase_add_loop_test(tcase, records_are_read, 0, G_N_ELEMENTS(records));
	tcase_add_test(tcase, a_nul_is_an_octet_like_others);
	tcase_add_test(tcase, terms_keep_where_they_stand);
	tcase_add_loop_test(tcase, the_record_is_found, 0, G_N_ELEMENTS(answers));
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(spf_record_suite());
}
