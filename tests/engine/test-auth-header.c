/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/auth-header.h"

#include "tests/test-main.h"
#include "tokenizer/limits.h"

#include <gio/gio.h>
#include <string.h>

/* All of a field in one line: "ID|method=word(reason){ptype.property=value,...} ..." */
static gchar *
describe(const HanteiAuthHeader *header)
{
	GString *out = g_string_new(header->authserv_id != NULL ? header->authserv_id : "-");

	g_string_append(out, header->is_none ? "|none" : "|");
	for (guint i = 0; i < header->methods->len; i++) {
		const HanteiAuthMethod *method = g_ptr_array_index(header->methods, i);

		g_string_append_printf(out, "%s%s", i > 0 ? " " : "", method->method);
		if (method->method_version != 1)
			g_string_append_printf(out, "/%u", method->method_version);
		g_string_append_printf(out, "=%s", method->word);
		if (method->reason != NULL)
			g_string_append_printf(out, "(%s)", method->reason);
		if (method->properties->len > 0)
			g_string_append_c(out, '{');
		for (guint j = 0; j < method->properties->len; j++) {
			const HanteiAuthProperty *property =
			    g_ptr_array_index(method->properties, j);

			g_string_append_printf(out, "%s%s.%s=%s", j > 0 ? "," : "",
					       property->ptype != NULL ? property->ptype : "",
					       property->property, property->value);
		}
		if (method->properties->len > 0)
			g_string_append_c(out, '}');
	}
	return g_string_free(out, FALSE);
}

static const struct {
	const gchar *name;
	const gchar *value;
	const gchar *expected; /* NULL: cannot be parsed */
} fields[] = {
    {"RFC 8601 B.2: nothing done", " example.org 1; none\r\n", "example.org|none"},
    {"RFC 8601 B.3: one method", " example.com;\r\n\tspf=pass smtp.mailfrom=example.net\r\n",
     "example.com|spf=pass{smtp.mailfrom=example.net}"},
    {"RFC 8601 B.4: several methods",
     " example.com;\r\n\tauth=pass (cram-md5) smtp.auth=sender@example.net;\r\n"
     "\tspf=pass smtp.mailfrom=example.net\r\n",
     "example.com|auth=pass{smtp.auth=sender@example.net} "
     "spf=pass{smtp.mailfrom=example.net}"},
    {"RFC 8601 B.4: iprev", " example.com; iprev=pass\r\n policy.iprev=192.0.2.200\r\n",
     "example.com|iprev=pass{policy.iprev=192.0.2.200}"},
    {"RFC 8601 B.5: dkim", " example.com;\r\n dkim=pass (good signature) header.d=example.com\r\n",
     "example.com|dkim=pass{header.d=example.com}"},
    {"RFC 8601 B.6: reason and b",
     " example.com;\r\n dkim=pass reason=\"good signature\"\r\n"
     "   header.i=@mail-router.example.net;\r\n dkim=fail reason=\"bad signature\"\r\n"
     "   header.i=@newyork.example.com\r\n",
     "example.com|dkim=pass(good signature){header.i=@mail-router.example.net} "
     "dkim=fail(bad signature){header.i=@newyork.example.com}"},
    {"RFC 8601 B.7: comments everywhere",
     " foo.example.net (foobar) 1 (baz);\r\n dkim (Because I like it) / 1 (One yay) = (wait "
     "for it) fail\r\n   policy (A dot can go here) . (like that) expired\r\n   (this "
     "surprised me) = (as I wasn't expecting it) 1362471462\r\n",
     "foo.example.net|dkim=fail{policy.expired=1362471462}"},
    {"Gmail",
     " mx.google.com;\r\n       dkim=pass header.i=@news.example.com header.s=s1 "
     "header.b=NlY/+QAe;\r\n       arc=pass (i=1 spf=pass spfdomain=example.com "
     "dkim=pass);\r\n       spf=pass (google.com: domain of bounce+1=a=b.example@news.example."
     "com designates 192.0.2.1 as permitted sender) smtp.mailfrom=\"bounce+1=a=b.example"
     "@news.example.com\";\r\n       dmarc=pass (p=REJECT sp=REJECT dis=NONE) "
     "header.from=example.com\r\n",
     "mx.google.com|dkim=pass{header.i=@news.example.com,header.s=s1,header.b=NlY/+QAe} "
     "arc=pass spf=pass{smtp.mailfrom=bounce+1=a=b.example@news.example.com} "
     "dmarc=pass{header.from=example.com}"},
    {"Microsoft, no authserv-id",
     " spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=example.com; dkim=pass (signature "
     "was verified)\r\n header.d=example.com;dmarc=pass action=none\r\n "
     "header.from=example.com;compauth=pass reason=100\r\n",
     "-|spf=pass{smtp.mailfrom=example.com} dkim=pass{header.d=example.com} "
     "dmarc=pass{.action=none,header.from=example.com} compauth=pass(100)"},
    {"Microsoft, with ARC",
     " mx.microsoft.com 1; spf=pass\r\n smtp.mailfrom=example.com; arc=none; dmarc=bestguesspass "
     "action=none header.from=example.com\r\n",
     "mx.microsoft.com|spf=pass{smtp.mailfrom=example.com} arc=none "
     "dmarc=bestguesspass{.action=none,header.from=example.com}"},
    {"Yahoo",
     " atlas-production.v2-mail-prod1-gq1.omega.yahoo.com;\r\n dkim=pass "
     "header.i=@example.com header.s=mail;\r\n spf=pass smtp.mailfrom=example.com;\r\n "
     "dmarc=pass(p=REJECT) header.from=example.com;\r\n",
     "atlas-production.v2-mail-prod1-gq1.omega.yahoo.com|"
     "dkim=pass{header.i=@example.com,header.s=mail} spf=pass{smtp.mailfrom=example.com} "
     "dmarc=pass{header.from=example.com}"},
    {"iCloud",
     " dkim-verifier.icloud.com;\r\n\tdkim=pass (2048-bit key) header.d=example.com "
     "header.i=@example.com header.b=ab1+/x==\r\n",
     "dkim-verifier.icloud.com|"
     "dkim=pass{header.d=example.com,header.i=@example.com,header.b=ab1+/x==}"},
    {"Fastmail",
     " mx5.messagingengine.com;\r\n    bimi=skipped (DMARC Policy is not at enforcement);\r\n"
     "    arc=none (no signatures found);\r\n    dkim=pass (2048-bit rsa key sha256) "
     "header.d=example.com\r\n    header.i=@example.com header.b=XX1y header.a=rsa-sha256\r\n"
     "    header.s=sel x-bits=2048;\r\n    dmarc=pass policy.published-domain-policy=none\r\n"
     "    policy.applied-disposition=none (p=none,d=none) header.from=example.com;\r\n"
     "    iprev=pass smtp.remote-ip=2001:db8::1 (mail.example.com);\r\n"
     "    spf=pass smtp.mailfrom=\"\" smtp.helo=mail.example.com;\r\n"
     "    x-vs=clean score=-100 state=0\r\n",
     "mx5.messagingengine.com|bimi=skipped arc=none dkim=pass{header.d=example.com,header.i="
     "@example.com,header.b=XX1y,header.a=rsa-sha256,header.s=sel,.x-bits=2048} "
     "dmarc=pass{policy.published-domain-policy=none,policy.applied-disposition=none,"
     "header.from=example.com} iprev=pass{smtp.remote-ip=2001:db8::1} "
     "spf=pass{smtp.mailfrom=,smtp.helo=mail.example.com} x-vs=clean{.score=-100,.state=0}"},
    {"Yahoo! Japan",
     " mta508.mail.kks.example.co.jp  from=example.jp; domainkeys=neutral (no sig); dkim=pass (ok);"
     " header.i=@example.jp; dmarc=pass (p=NONE,domain=example.jp); header.from=example.jp\r\n",
     "mta508.mail.kks.example.co.jp|domainkeys=neutral dkim=pass{header.i=@example.jp} "
     "dmarc=pass{header.from=example.jp}"},
    {"Yahoo before 2015",
     " a.example  from=b.example; domainkeys=pass (ok);  from=b.example; dkim=pass",
     "a.example|domainkeys=pass from=b.example dkim=pass"},
    {"Microsoft before 2021, with a bare domain",
     " spf=none (x) smtp.helo=a; outlook.com; dkim=none", NULL},
    {"a property before the first result", " a; smtp.helo=b; spf=pass", NULL},
    {"null sender", " a; spf=none smtp.mailfrom=<>; dkim=none",
     "a|spf=none{smtp.mailfrom=<>} dkim=none"},
    {"value left out", " a; spf=none smtp.mailfrom=; dkim=none",
     "a|spf=none{smtp.mailfrom=} dkim=none"},
    {"nothing but a name", " gmx.net;\r\n", "gmx.net|"},
    {"empty results", " a;; spf=pass ; ;", "a|spf=pass"},
    {"case is folded", " A.Example 1; SPF=PASS SMTP.MailFrom=X",
     "A.Example|spf=PASS{smtp.mailfrom=X}"},
    {"quoted name", " \"a b;\\\"c\"; spf=pass", "a b;\"c|spf=pass"},
    {"quoted local part", " a; spf=pass smtp.mailfrom=\"a; dkim=pass\"@b.example",
     "a|spf=pass{smtp.mailfrom=a; dkim=pass@b.example}"},
    {"a result in a comment", " a; spf=pass (; dmarc=pass)", "a|spf=pass"},
    {"a result in a nested comment", " a; spf=pass (x (y) ; dmarc=pass \\) ; dkim=pass)",
     "a|spf=pass"},
    {"a result in a reason", " a; spf=fail reason=\"x; dmarc=pass\"", "a|spf=fail(x; dmarc=pass)"},
    {"a result without ';' is no result", " a; spf=fail dmarc=pass", "a|spf=fail{.dmarc=pass}"},
    {"a method's version", " a; dkim/2=pass", "a|dkim/2=pass"},
    {"8-bit name",
     " b\xc3\xbc"
     "cher.example; spf=pass",
     "b\xc3\xbc"
     "cher.example|spf=pass"},
    {"invalid UTF-8", " a; spf=pass smtp.mailfrom=\xff@b",
     "a|spf=pass{smtp.mailfrom=\xef\xbf\xbd@b}"},
    {"mail.ru",
     " mxs.mail.ru; spf=pass (mx12.mail.ru: domain of example.com designates 192.0.2.1 as "
     "permitted sender) smtp.mailfrom=a@example.com smtp.helo=out.example.com;\r\n"
     "\t dkim=pass header.d=example.com; dmarc=pass header.from=example.com\r\n",
     "mxs.mail.ru|spf=pass{smtp.mailfrom=a@example.com,smtp.helo=out.example.com} "
     "dkim=pass{header.d=example.com} dmarc=pass{header.from=example.com}"},
    {"Yandex",
     " mxfront1.mail.yandex.net; spf=pass (mxfront1.mail.yandex.net: domain of example.com "
     "designates 192.0.2.1 as permitted sender, rule=[ip4:192.0.2.0/24]) "
     "smtp.mail=a@example.com; dkim=pass header.i=@example.com\r\n",
     "mxfront1.mail.yandex.net|spf=pass{smtp.mail=a@example.com} dkim=pass{header.i=@example.com}"},
    {"AOL",
     " mx.aol.com;\r\n\tspf=pass (aol.com: the domain example.com reports 192.0.2.1 as a permitted "
     "sender.) smtp.mailfrom=example.com;\r\n\tdkim=pass header.d=example.com header.s=s1;\r\n"
     "\tdmarc=pass (aol.com: the domain example.com passes with policy reject.) "
     "header.from=example.com;\r\n",
     "mx.aol.com|spf=pass{smtp.mailfrom=example.com} dkim=pass{header.d=example.com,header.s=s1} "
     "dmarc=pass{header.from=example.com}"},
    {"iCloud, DMARC", " dmarc.icloud.com; dmarc=pass header.from=example.com\r\n",
     "dmarc.icloud.com|dmarc=pass{header.from=example.com}"},
    {"iCloud, SPF",
     " spf.icloud.com; spf=pass (spf.icloud.com: domain of a@example.com designates 192.0.2.1 as "
     "permitted sender) smtp.mailfrom=a@example.com\r\n",
     "spf.icloud.com|spf=pass{smtp.mailfrom=a@example.com}"},
    {"OpenDKIM",
     " mx.example.net;\r\n\tdkim=pass (2048-bit key; unprotected) header.d=example.com "
     "header.i=@example.com header.a=rsa-sha256 header.s=s1 header.b=aB3/x+y;\r\n"
     "\tdkim-atps=neutral\r\n",
     "mx.example.net|dkim=pass{header.d=example.com,header.i=@example.com,header.a=rsa-sha256,"
     "header.s=s1,header.b=aB3/x+y} dkim-atps=neutral"},
    {"rspamd",
     " mx.example.net;\r\n\tdkim=pass header.d=example.com header.s=s1 header.b=abc;\r\n"
     "\tdmarc=fail reason=\"SPF not aligned (relaxed)\" header.from=example.org (policy=none);\r\n"
     "\tspf=pass (mx.example.net: domain of a@example.com designates 192.0.2.1 as permitted "
     "sender) smtp.mailfrom=a@example.com\r\n",
     "mx.example.net|dkim=pass{header.d=example.com,header.s=s1,header.b=abc} dmarc=fail(SPF not "
     "aligned (relaxed)){header.from=example.org} spf=pass{smtp.mailfrom=a@example.com}"},
    {"OpenDMARC", " mx.example.net; dmarc=fail (p=reject dis=none) header.from=example.com",
     "mx.example.net|dmarc=fail{header.from=example.com}"},
    {"a Japanese carrier's, lookalike",
     " mx.carrier.example.jp; sender-id=none header.From=a@example.com; spf=softfail "
     "smtp.mailfrom=a@example.com; dkim=neutral",
     "mx.carrier.example.jp|sender-id=none{header.from=a@example.com} "
     "spf=softfail{smtp.mailfrom=a@example.com} dkim=neutral"},
    {"several signatures, one method",
     " a; dkim=fail header.d=b.example; dkim=pass header.d=c.example",
     "a|dkim=fail{header.d=b.example} dkim=pass{header.d=c.example}"},
    {"a result in the quoted name", " \"a; dmarc=pass\"; spf=fail", "a; dmarc=pass|spf=fail"},
    {"a result in a quoted value", " a; spf=fail smtp.helo=\"x; dmarc=pass\"",
     "a|spf=fail{smtp.helo=x; dmarc=pass}"},
    {"a quoted-pair in a quoted value", " a; spf=fail smtp.helo=\"x\\\"; dmarc=pass\"",
     "a|spf=fail{smtp.helo=x\"; dmarc=pass}"},
    {"a result in the name's comment", " a (; dmarc=pass); spf=fail", "a|spf=fail"},
    {"a comment's quote opens nothing", " a; spf=fail (\") smtp.helo=x; dkim=fail (\")",
     "a|spf=fail{smtp.helo=x} dkim=fail"},
    {"d= with a comment", " a; dkim=pass header.d=legit.example(.evil.example)",
     "a|dkim=pass{header.d=legit.example}"},
    {"d= with an open comment", " a; dkim=pass header.d=legit.example(.evil.example", NULL},
    {"d= with a quote's end", " a; dkim=pass header.d=legit.example\"; dmarc=pass", NULL},
    {"version 01", " a 01; spf=pass", "a|spf=pass"},
    {"version with junk", " a 1x; spf=pass", NULL},
    {"a method's version that is none", " a; spf/x=pass", NULL},
    {"a ptype that is not known", " a; spf=pass body.x=y", "a|spf=pass{body.x=y}"},
    {"blanks around everything", " a ; spf = pass smtp . mailfrom = b@c ; dkim = fail",
     "a|spf=pass{smtp.mailfrom=b@c} dkim=fail"},
    {"nothing", "", NULL},
    {"only a comment", " (example.com)\r\n", NULL},
    {"a comment without end", " a; spf=pass (x", NULL},
    {"a comment that its end is quoted off", " a; spf=pass (x\\)", NULL},
    {"a quoted string without end", " a; spf=pass reason=\"x", NULL},
    {"an escape sequence in a quoted string", " a; spf=pass reason=\"\x1b[2J\"", NULL},
    {"a quoted name without end", " \"a; spf=pass", NULL},
    {"a name with '('", " a(b.example; spf=pass", NULL},
    {"two names", " a b; spf=pass", NULL},
    {"version 2", " a 2; spf=pass", NULL},
    {"a name and a '/'", " a/b; spf=pass", NULL},
    {"no result", " a; spf", NULL},
    {"no word", " a; spf=", NULL},
    {"quoted result", " a; spf=\"pass\"", NULL},
    {"a word and a quoted string", " a; spf=pass\"x\"", NULL},
    {"a value and a ')'", " a; spf=pass smtp.helo=x)", NULL},
    {"a bare word", " a; spf=fail Mechanism -all", NULL},
    {"none and more", " a; none; spf=pass", NULL},
    {"more and none", " a; spf=pass; none", NULL},
    {"no ';' after a name: no result", " a 1 spf=pass", "a|"},
    {"no name before ';'", " ; spf=pass", NULL},
    {"two dots", " a; spf=pass smtp..helo=x", NULL},
};

START_TEST(field_reads_as_expected)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiAuthHeader) header = NULL;
	g_autofree gchar *got = NULL;

	header = hantei_auth_header_parse(fields[_i].value, strlen(fields[_i].value), &error);
	ck_assert((header == NULL) == (error != NULL));
	got = header != NULL ? describe(header) : NULL;
	ck_assert_msg(g_strcmp0(got, fields[_i].expected) == 0, "%s: got \"%s\" (%s)",
		      fields[_i].name, got, error != NULL ? error->message : "no error");
}
END_TEST

static const struct {
	const gchar *word;
	gboolean is_known;
	HanteiAuthResult result;
} words[] = {
    {"pass", TRUE, HANTEI_AUTH_RESULT_PASS},
    {"SoftFail", TRUE, HANTEI_AUTH_RESULT_SOFTFAIL},
    {"hardfail", TRUE, HANTEI_AUTH_RESULT_FAIL},
    {"temperror", TRUE, HANTEI_AUTH_RESULT_TEMPERROR},
    {"bestguesspass", FALSE, HANTEI_AUTH_RESULT_NONE},
    {"passed", FALSE, HANTEI_AUTH_RESULT_NONE},
};

START_TEST(unknown_result_is_none)
{
	g_autofree gchar *value = g_strdup_printf("a; spf=%s", words[_i].word);
	g_autoptr(HanteiAuthHeader) header = NULL;
	const HanteiAuthMethod *method;

	header = hantei_auth_header_parse(value, strlen(value), NULL);
	method = g_ptr_array_index(header->methods, 0);
	ck_assert_int_eq(method->is_known_result, words[_i].is_known);
	ck_assert_int_eq(method->result, words[_i].result);
	ck_assert_str_eq(method->word, words[_i].word);
}
END_TEST

START_TEST(result_words_read_back)
{
	for (guint i = 0; i < HANTEI_AUTH_RESULT_COUNT; i++) {
		HanteiAuthResult result = HANTEI_AUTH_RESULT_COUNT;

		ck_assert(hantei_auth_result_from_string(hantei_auth_result_to_string(i), &result));
		ck_assert_uint_eq(result, i);
	}
}
END_TEST

static const struct {
	const gchar *value;
	const gchar *id;
} names[] = {
    {" mx.example.net; spf", "mx.example.net"},
    {" (x) mx.example.net (y; spf=pass", "mx.example.net"},
    {" mx.example.net/x", NULL},
    {" spf=pass", NULL},
    {" ;", NULL},
    {" mx.example.net:25; spf=pass", "mx.example.net"},
};

START_TEST(name_is_read_of_a_broken_field)
{
	g_autofree gchar *id = NULL;

	id = hantei_auth_header_dup_authserv_id(names[_i].value, strlen(names[_i].value));
	ck_assert_msg(g_strcmp0(id, names[_i].id) == 0, "%s: %s", names[_i].value, id);
}
END_TEST

static gboolean
parses(const gchar *head, const gchar *unit, guint n, const gchar *tail)
{
	g_autoptr(GString) value = g_string_new(head);
	g_autoptr(HanteiAuthHeader) header = NULL;

	for (guint i = 0; i < n; i++)
		g_string_append(value, unit);
	g_string_append(value, tail);
	header = hantei_auth_header_parse(value->str, value->len, NULL);
	return header != NULL;
}

START_TEST(caps_refuse_the_field)
{
	ck_assert(parses("a", ";spf=pass", HANTEI_LIMIT_AUTH_RESULTS, ""));
	ck_assert(!parses("a", ";spf=pass", HANTEI_LIMIT_AUTH_RESULTS + 1, ""));
	ck_assert(parses("a;spf=pass", " a.b=c", HANTEI_LIMIT_AUTH_PROPERTIES, ""));
	ck_assert(!parses("a;spf=pass", " a.b=c", HANTEI_LIMIT_AUTH_PROPERTIES + 1, ""));
	ck_assert(!parses("a ", "(", HANTEI_LIMIT_COMMENT_DEPTH + 1, ""));
	ck_assert(parses("a ", "()", 4000, ";spf=pass"));
	ck_assert(!parses("a ", " ", HANTEI_LIMIT_FIELD_BYTES, ";spf=pass"));
}
END_TEST

START_TEST(summary_names_methods)
{
	const gchar *value = "a; spf=pass (x) smtp.helo=b; dkim=fail";
	g_autoptr(HanteiAuthHeader) header = hantei_auth_header_parse(value, strlen(value), NULL);
	g_autoptr(HanteiAuthHeader) none = hantei_auth_header_parse("a; none", 7, NULL);
	g_autofree gchar *summary = hantei_auth_header_to_summary(header);
	g_autofree gchar *no_summary = hantei_auth_header_to_summary(none);

	ck_assert_str_eq(summary, "spf=pass dkim=fail");
	ck_assert_str_eq(no_summary, "none");
}
END_TEST

static Suite *
auth_header_suite(void)
{
	Suite *suite = suite_create("auth-header");
	TCase *tcase = tcase_create("auth-header");

	tcase_add_loop_test(tcase, field_reads_as_expected, 0, G_N_ELEMENTS(fields));
	tcase_add_loop_test(tcase, unknown_result_is_none, 0, G_N_ELEMENTS(words));
	tcase_add_test(tcase, result_words_read_back);
	tcase_add_loop_test(tcase, name_is_read_of_a_broken_field, 0, G_N_ELEMENTS(names));
	tcase_add_test(tcase, caps_refuse_the_field);
	tcase_add_test(tcase, summary_names_methods);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(auth_header_suite());
}
