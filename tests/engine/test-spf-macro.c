/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/spf-macro.h"

#include <string.h>

#include "tests/test-main.h"
#include "tokenizer/limits.h"

static HanteiSpfMacroValues
some_values(const gchar *ip)
{
	return (HanteiSpfMacroValues){
	    .local_part = "strong-bad",
	    .sender_domain = "email.example.com",
	    .domain = "email.example.com",
	    .helo = "mx.example.org",
	    .receiver = "receiver.example.net",
	    .ip = g_inet_address_new_from_string(ip),
	    .now = 1700000000,
	};
}

static const struct {
	const gchar *name;
	const gchar *spec;
	const gchar *expected; /* NULL: none */
	const gchar *ip;       /* NULL: 192.0.2.3 */
} names[] = {
    /* the examples of RFC 7208 7.4 */
    {"s", "%{s}", "strong-bad@email.example.com"},
    {"o", "%{o}", "email.example.com"},
    {"d", "%{d}", "email.example.com"},
    {"d4", "%{d4}", "email.example.com"},
    {"d3", "%{d3}", "email.example.com"},
    {"d2", "%{d2}", "example.com"},
    {"d1", "%{d1}", "com"},
    {"dr", "%{dr}", "com.example.email"},
    {"d2r", "%{d2r}", "example.email"},
    {"l", "%{l}", "strong-bad"},
    {"l-", "%{l-}", "strong.bad"},
    {"lr", "%{lr}", "strong-bad"},
    {"lr-", "%{lr-}", "bad.strong"},
    {"l1r-", "%{l1r-}", "strong"},
    {"a lookup by address", "%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"},
    {"a lookup by user", "%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"},
    {"both", "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com"},
    {"user last", "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}",
     "3.2.0.192.in-addr.strong.lp._spf.example.com"},
    {"a trusted domain", "%{d2}.trusted-domains.example.net",
     "example.com.trusted-domains.example.net"},
    {"IPv6", "%{ir}.%{v}._spf.%{d2}",
     "1.0.B.C.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.D.0.1.0.0.2.ip6._spf.example.com",
     "2001:db8::cb01"},

    {"h", "%{h}", "mx.example.org"},
    {"p that is not known", "%{p}.x.example", "unknown.x.example"},
    {"escapes", "a%%b%_c%-d.example", "a%b c%20d.example"},
    {"an upper-case letter", "%{S}.example", "strong-bad%40email.example.com.example"},
    {"upper case of r", "%{dR}", "com.example.email"},
    {"several delimiters", "%{s1-@}.example", NULL},
    {"delimiters of two kinds", "%{s-.}", "strong.bad@email.example.com"},
    {"a delimiter that is not there", "%{d+}", "email.example.com"},
    {"a dot is no delimiter once another is named", "%{d1-}", "email.example.com"},
    {"parts beyond those there are", "%{d127}", "email.example.com"},
    {"parts beyond any number", "%{d99999999999999999999}", "email.example.com"},
    {"a dot at the end", "%{d}.", "email.example.com"},
    {"an address of IPv6", "%{i}",
     "2.0.0.1.0.D.B.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.C.B.0.1", "2001:db8::cb01"},
    {"an address of IPv4", "%{i}", "192.0.2.3"},
    {"text alone", "_spf.example.com", "_spf.example.com"},
    {"no name", "%{c}", NULL},
    {"no macro", "%x", NULL},
};

START_TEST(names_are_expanded)
{
	HanteiSpfMacroValues values = some_values(names[_i].ip ? names[_i].ip : "192.0.2.3");
	g_autoptr(GInetAddress) ip = values.ip;
	g_autofree gchar *found = hantei_spf_macro_expand_name(names[_i].spec, &values);

	ck_assert_msg(g_strcmp0(found, names[_i].expected) == 0, "%s: %s", names[_i].name, found);
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *text;
	const gchar *expected; /* "!": of a complaint, how it starts */
	const gchar *ip;
} texts[] = {
    {"text", "See http://example.com/ (it says why)", "See http://example.com/ (it says why)"},
    {"nothing", "", ""},
    {"c", "%{c}", "192.0.2.3"},
    {"c of IPv6", "%{C}", "2001%3Adb8%3A%3Acb01", "2001:db8::cb01"},
    {"r", "%{r}", "receiver.example.net"},
    {"t", "%{t}", "1700000000"},
    {"URL", "http://x.example/?s=%{S}&i=%{C}",
     "http://x.example/?s=strong-bad%40email.example.com&i=192.0.2.3"},
    {"the dots of an address stay", "%{I}", "192.0.2.3"},
    {"a space by an escape", "a%_b", "a b"},
    {"an unknown letter", "The %{x}-files.", "!no macro has this letter, at octet 7"},
    {"a per cent sign", "100% sure", "!\"%\" without"},
    {"not ASCII", "caf\xc3\xa9", "!an octet that is not visible ASCII, at octet 4"},
    {"a line feed", "a\nb", "!an octet that is not visible ASCII, at octet 2"},
};

START_TEST(explanations_are_expanded)
{
	HanteiSpfMacroValues values = some_values(texts[_i].ip ? texts[_i].ip : "192.0.2.3");
	g_autoptr(GInetAddress) ip = values.ip;
	g_autoptr(GError) error = NULL;
	g_autofree gchar *found =
	    hantei_spf_macro_expand_text(texts[_i].text, strlen(texts[_i].text), &values, &error);
	g_autofree gchar *shown =
	    found == NULL ? g_strconcat("!", error->message, NULL) : g_strdup(found);

	ck_assert_msg(texts[_i].expected[0] == '!' ? g_str_has_prefix(shown, texts[_i].expected)
						   : g_str_equal(shown, texts[_i].expected),
		      "%s: %s", texts[_i].name, shown);
}
END_TEST

START_TEST(what_is_unreserved_is_not_escaped)
{
	HanteiSpfMacroValues values = some_values("192.0.2.3");
	g_autoptr(GInetAddress) ip = values.ip;
	g_autofree gchar *found = NULL;

	values.local_part = "~jack&jill=up-a_b3.c!*'()/\xc3\xa9";
	found = hantei_spf_macro_expand_text("%{L}", 4, &values, NULL);
	ck_assert_str_eq(found, "~jack%26jill%3Dup-a_b3.c%21%2A%27%28%29%2F%C3%A9");
}
END_TEST

START_TEST(a_long_name_loses_labels_on_its_left)
{
	HanteiSpfMacroValues values = some_values("192.0.2.3");
	g_autoptr(GInetAddress) ip = values.ip;
	g_autofree gchar *label = g_strnfill(63, 'a');
	g_autofree gchar *domain = g_strjoin(".", label, label, label, NULL); /* 191 octets */
	g_autofree gchar *fits = NULL, *cut = NULL, *one = NULL, *blob = g_strnfill(300, 'x');

	values.domain = domain;
	values.local_part = blob;
	fits = hantei_spf_macro_expand_name(
	    "1234567890.12345678901234567890123456789012345678901234567890.%{d}.", &values);
	ck_assert_uint_eq(strlen(fits), 253);
	cut = hantei_spf_macro_expand_name("%{d}.%{d}.example.com", &values);
	ck_assert_uint_eq(strlen(cut), 191 + 12);
	one = hantei_spf_macro_expand_name("%{l}", &values);
	ck_assert_uint_eq(strlen(one), 300); /* one label: it cannot be asked for */
}
END_TEST

START_TEST(expansion_has_an_end)
{
	HanteiSpfMacroValues values = some_values("192.0.2.3");
	g_autoptr(GInetAddress) ip = values.ip;
	g_autoptr(GString) spec = g_string_new(NULL);
	g_autofree gchar *long_part = g_strnfill(HANTEI_LIMIT_SPF_SENDER_BYTES, 'l');
	g_autofree gchar *name = NULL, *text = NULL;
	g_autoptr(GError) error = NULL;

	values.local_part = long_part;
	while (spec->len < 60000)
		g_string_append(spec, "%{l}.");
	g_string_append(spec, "a.example");
	name = hantei_spf_macro_expand_name(spec->str, &values);
	ck_assert_str_eq(name, "a.example");
	text = hantei_spf_macro_expand_text(spec->str, spec->len, &values, &error);
	ck_assert_ptr_null(text);
	ck_assert_str_eq(error->message, "it expands to over 16384 octets");
}
END_TEST

START_TEST(letters_are_found)
{
	ck_assert(hantei_spf_macro_has("%{d}.%{Lr-}.example", "sl"));
	ck_assert(!hantei_spf_macro_has("%{d}.sl.%%{l}.example", "sl"));
}
END_TEST

START_TEST(addresses_have_their_reverse_names)
{
	g_autoptr(GInetAddress) four = g_inet_address_new_from_string("192.0.2.3");
	g_autoptr(GInetAddress) six = g_inet_address_new_from_string("cafe:babe::1");
	g_autofree gchar *name4 = hantei_spf_reverse_name(four);
	g_autofree gchar *name6 = hantei_spf_reverse_name(six);

	ck_assert_str_eq(name4, "3.2.0.192.in-addr.arpa");
	ck_assert_str_eq(
	    name6, "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.E.B.A.B.E.F.A.C.ip6.arpa");
}
END_TEST

static Suite *
spf_macro_suite(void)
{
	Suite *suite = suite_create("spf-macro");
	TCase *tcase = tcase_create("spf-macro");

	tcase_add_loop_test(tcase, names_are_expanded, 0, G_N_ELEMENTS(names));
	tcase_add_loop_test(tcase, explanations_are_expanded, 0, G_N_ELEMENTS(texts));
	tcase_add_test(tcase, what_is_unreserved_is_not_escaped);
	tcase_add_test(tcase, a_long_name_loses_labels_on_its_left);
	tcase_add_test(tcase, expansion_has_an_end);
	tcase_add_test(tcase, letters_are_found);
	tcase_add_test(tcase, addresses_have_their_reverse_names);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(spf_macro_suite());
}
