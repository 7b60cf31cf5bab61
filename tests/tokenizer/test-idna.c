/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/idna.h"

#include "tests/test-main.h"

static const struct {
	const gchar *name;
	const gchar *expected; /* NULL: no name */
} names[] = {
    {"Example.COM", "example.com"},
    {"_dmarc.Example.com", "_dmarc.example.com"},
    {"bücher.example", "xn--bcher-kva.example"},
    {"BÜCHER.Example", "xn--bcher-kva.example"},
    {"straße.example", "xn--strae-oqa.example"},
    {"例え.テスト", "xn--r8jz45g.xn--zckzah"},
    {"bücher。example", "xn--bcher-kva.example"},
    {"b\xff.example", NULL},
    {"bü cher.example", NULL},
    {"bü\xe2\x80\x8b"
     "cher.example",
     "xn--bcher-kva.example"},
    {"ü..example", NULL},
};

START_TEST(name_becomes_ascii)
{
	g_autofree gchar *got = hantei_idna_to_ascii(names[_i].name);

	ck_assert_msg(g_strcmp0(got, names[_i].expected) == 0, "%s: %s", names[_i].name, got);
}
END_TEST

static Suite *
idna_suite(void)
{
	Suite *suite = suite_create("idna");
	TCase *tcase = tcase_create("idna");

	tcase_add_loop_test(tcase, name_becomes_ascii, 0, G_N_ELEMENTS(names));
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(idna_suite());
}
