/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/received-spf.h"

#include <string.h>

#include "tests/test-main.h"
#include "tokenizer/limits.h"

/* "WORD(COMMENT) KEY=VALUE, ..."; "?" before a word that is not known */
static gchar *
describe(const HanteiReceivedSpf *spf)
{
	GString *out = g_string_new(spf->is_known_result ? "" : "?");

	g_string_append(out, spf->word);
	if (spf->comment != NULL)
		g_string_append_printf(out, "(%s)", spf->comment);
	for (guint i = 0; i < spf->pairs->len; i++) {
		const HanteiReceivedSpfPair *pair = spf->pairs->pdata[i];

		g_string_append_printf(out, "%s%s=%s", i > 0 ? ", " : " ", pair->key, pair->value);
	}
	return g_string_free(out, FALSE);
}

static const struct {
	const gchar *name;
	const gchar *value;
	const gchar *expected; /* NULL: cannot be parsed */
} fields[] = {
    {"RFC 7208 9.1, first example",
     " pass (mybox.example.org: domain of\r\n myname@example.com designates 192.0.2.1 as "
     "permitted sender)\r\n    receiver=mybox.example.org; client-ip=192.0.2.1;\r\n"
     "    envelope-from=\"myname@example.com\"; helo=foo.example.com;\r\n",
     "pass(mybox.example.org: domain of\r\n myname@example.com designates 192.0.2.1 as permitted "
     "sender) receiver=mybox.example.org, client-ip=192.0.2.1, envelope-from=myname@example.com, "
     "helo=foo.example.com"},
    {"RFC 7208 9.1, second example",
     " fail (mybox.example.org: domain of\r\n myname@example.com does not designate\r\n "
     "192.0.2.1 as permitted sender)\r\n identity=mailfrom; client-ip=192.0.2.1;\r\n "
     "envelope-from=\"myname@example.com\";",
     "fail(mybox.example.org: domain of\r\n myname@example.com does not designate\r\n 192.0.2.1 as "
     "permitted sender) identity=mailfrom, client-ip=192.0.2.1, envelope-from=myname@example.com"},
    {"RFC 7208 9.1, third example",
     " pass (mybox.example.org: domain of\r\n myname@example.com designates 192.0.2.1\r\n as "
     "permitted sender) receiver=mybox.example.org;\r\n client-ip=192.0.2.1; "
     "mechanism=ip4:192.0.2.1;\r\n envelope-from=\"myname@example.com\"; "
     "helo=foo.example.com;\r\n",
     "pass(mybox.example.org: domain of\r\n myname@example.com designates 192.0.2.1\r\n as "
     "permitted "
     "sender) receiver=mybox.example.org, client-ip=192.0.2.1, mechanism=ip4:192.0.2.1, "
     "envelope-from=myname@example.com, helo=foo.example.com"},
    {"Gmail",
     " pass (google.com: domain of a@example.com designates 192.0.2.1 as permitted sender) "
     "client-ip=192.0.2.1;\r\n",
     "pass(google.com: domain of a@example.com designates 192.0.2.1 as permitted sender) "
     "client-ip=192.0.2.1"},
    {"Gmail, IPv6",
     " softfail (google.com: domain of transitioning a@example.com does not designate 2001:db8::1 "
     "as permitted sender) client-ip=2001:db8::1;",
     "softfail(google.com: domain of transitioning a@example.com does not designate 2001:db8::1 as "
     "permitted sender) client-ip=2001:db8::1"},
    {"Microsoft",
     " Pass (protection.outlook.com: domain of example.com\r\n designates 192.0.2.1 as permitted "
     "sender)\r\n receiver=protection.outlook.com; client-ip=192.0.2.1;\r\n helo=mail.example.com; "
     "pr=C",
     "Pass(protection.outlook.com: domain of example.com\r\n designates 192.0.2.1 as permitted "
     "sender) receiver=protection.outlook.com, client-ip=192.0.2.1, helo=mail.example.com, pr=C"},
    {"Microsoft, none",
     " None (protection.outlook.com: mail.example.com does not\r\n designate permitted sender "
     "hosts)",
     "None(protection.outlook.com: mail.example.com does not\r\n designate permitted sender "
     "hosts)"},
    {"pypolicyd-spf",
     " Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.1; helo=mail.example.com; "
     "envelope-from=a@example.com; receiver=<UNKNOWN> ",
     "Pass(mailfrom) identity=mailfrom, client-ip=192.0.2.1, helo=mail.example.com, "
     "envelope-from=a@example.com, receiver=<UNKNOWN>"},
    {"null sender", " none receiver=a; envelope-from=<>", "none receiver=a, envelope-from=<>"},
    {"empty quoted", " none envelope-from=\"\"", "none envelope-from="},
    {"an address literal", " none helo=[192.0.2.1]", "none helo=[192.0.2.1]"},
    {"blanks for semicolons", " pass client-ip=192.0.2.1 helo=a",
     "pass client-ip=192.0.2.1, helo=a"},
    {"keys in upper case", " pass Client-IP=192.0.2.1", "pass client-ip=192.0.2.1"},
    {"old words", " unknown (x)", "?unknown(x)"},
    {"error", " error", "?error"},
    {"hardfail", " hardfail", "hardfail"},
    {"a pair in a comment", " pass (x; client-ip=192.0.2.9) client-ip=192.0.2.1",
     "pass(x; client-ip=192.0.2.9) client-ip=192.0.2.1"},
    {"a nested comment", " fail (a (b) ; x=y \\) ; c)", "fail(a (b) ; x=y \\) ; c)"},
    {"a second comment", " fail (a) (b) x=y (c) ;", "fail(a) x=y"},
    {"a comment first", " (a) pass", "pass"},
    {"a pair in a quoted string", " pass problem=\"x; client-ip=192.0.2.9\"",
     "pass problem=x; client-ip=192.0.2.9"},
    {"the word alone", " neutral", "neutral"},
    {"no word", "", NULL},
    {"only a pair", " client-ip=192.0.2.1", NULL},
    {"only a comment", " (pass)", NULL},
    {"a comment without end", " pass (x", NULL},
    {"a quoted string without end", " pass x=\"y", NULL},
    {"prose", " pass because we say so", NULL},
    {"a value and a quote", " pass x=y\"z\"", NULL},
    {"an escape sequence", " pass x=\"\x1b[2J\"", NULL},
    {"no key", " pass =x", NULL},
};

START_TEST(field_reads_as_expected)
{
	const gchar *value = fields[_i].value;
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiReceivedSpf) spf = NULL;
	g_autofree gchar *got = NULL;

	spf = hantei_received_spf_parse(value, strlen(value), &error);
	ck_assert((spf == NULL) == (error != NULL));
	got = spf != NULL ? describe(spf) : NULL;
	ck_assert_msg(g_strcmp0(got, fields[_i].expected) == 0, "%s: \"%s\" (%s)", fields[_i].name,
		      got, error != NULL ? error->message : "no error");
}
END_TEST

START_TEST(first_of_a_key_counts)
{
	const gchar text[] = "pass helo=a; helo=b";
	g_autoptr(HanteiReceivedSpf) spf = hantei_received_spf_parse(text, strlen(text), NULL);

	ck_assert_str_eq(hantei_received_spf_get(spf, "helo"), "a");
	ck_assert_ptr_null(hantei_received_spf_get(spf, "client-ip"));
}
END_TEST

START_TEST(caps_refuse_the_field)
{
	g_autoptr(GString) text = g_string_new("pass");

	for (guint i = 0; i <= HANTEI_LIMIT_AUTH_PROPERTIES; i++)
		g_string_append(text, " a=b;");
	ck_assert_ptr_null(hantei_received_spf_parse(text->str, text->len, NULL));
	g_string_assign(text, "pass ");
	for (guint i = 0; i <= HANTEI_LIMIT_COMMENT_DEPTH; i++)
		g_string_append_c(text, '(');
	ck_assert_ptr_null(hantei_received_spf_parse(text->str, text->len, NULL));
	g_string_set_size(text, HANTEI_LIMIT_FIELD_BYTES + 1);
	ck_assert_ptr_null(hantei_received_spf_parse(text->str, text->len, NULL));
}
END_TEST

static Suite *
received_spf_suite(void)
{
	Suite *suite = suite_create("received-spf");
	TCase *tcase = tcase_create("received-spf");

	tcase_add_loop_test(tcase, field_reads_as_expected, 0, G_N_ELEMENTS(fields));
	tcase_add_test(tcase, first_of_a_key_counts);
	tcase_add_test(tcase, caps_refuse_the_field);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(received_spf_suite());
}
