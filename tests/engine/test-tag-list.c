/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/tag-list.h"

#include <string.h>

#include "tests/test-main.h"
#include "tokenizer/limits.h"

/* "name=value|name=value", or "!" and the complaint. */
static gchar *
describe(const gchar *text, gsize length)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiTagList) list = hantei_tag_list_parse(text, length, &error);
	GString *out = g_string_new(NULL);

	if (list == NULL) {
		g_string_append_printf(out, "!%s", error->message);
		return g_string_free(out, FALSE);
	}
	for (guint i = 0; i < list->tags->len; i++) {
		const HanteiTag *tag = list->tags->pdata[i];

		g_string_append_printf(out, "%s%s=%s", i > 0 ? "|" : "", tag->name, tag->value);
	}
	return g_string_free(out, FALSE);
}

static const struct {
	const gchar *name;
	const gchar *text;
	const gchar *expected;
} lists[] = {
    {"one", "v=1", "v=1"},
    {"two", "v=1;a=rsa-sha256", "v=1|a=rsa-sha256"},
    {"a last semicolon", "v=1; a=b;", "v=1|a=b"},
    {"a last semicolon and a fold", " v=1; a=b;\r\n\t ", "v=1|a=b"},
    {"blanks around all", "\t v \t=\r\n  1 ; a = b c ", "v=1|a=b c"},
    {"folds within a value", "b=ab\r\n cd", "b=ab\r\n cd"},
    {"an empty value", "p=; v=1", "p=|v=1"},
    {"an equals sign in a value", "b=YQ==", "b=YQ=="},
    {"case counts", "A=1; a=2", "A=1|a=2"},
    {"digits and underscores", "x_1=2", "x_1=2"},
    {"UTF-8", "i=@\xc3\xa9.example", "i=@\xc3\xa9.example"},
    {"twice", "v=1; v=1", "!tag v= stands twice"},
    {"nothing", "", "!a tag has no name at octet 1"},
    {"blanks", "  ", "!a tag has no name at octet 3"},
    {"an empty tag", "v=1;;a=b", "!a tag has no name at octet 5"},
    {"two last semicolons", "v=1;;", "!a tag has no name at octet 5"},
    {"a digit first", "1v=1", "!a tag has no name at octet 1"},
    {"no equals sign", "v=1; a b=1", "!a tag has no \"=\" at octet 8"},
    {"a control octet", "v=\x01", "!an octet no tag may have at octet 3"},
};

START_TEST(lists_are_read)
{
	g_autofree gchar *found = describe(lists[_i].text, strlen(lists[_i].text));

	ck_assert_msg(strcmp(found, lists[_i].expected) == 0, "%s: %s, not %s", lists[_i].name,
		      found, lists[_i].expected);
}
END_TEST

START_TEST(a_nul_is_no_end)
{
	g_autofree gchar *found = describe("v=1\0a", 5);

	ck_assert_str_eq(found, "!an octet no tag may have at octet 4");
}
END_TEST

START_TEST(values_are_found_where_they_lie)
{
	const gchar *text = " v=1; b= YQ== ;c=2";
	g_autoptr(HanteiTagList) list = hantei_tag_list_parse(text, strlen(text), NULL);
	const HanteiTag *tag = hantei_tag_list_find(list, "b");

	ck_assert_uint_eq(tag->value_offset, 8);
	ck_assert_uint_eq(tag->value_length, 6);
	ck_assert_str_eq(hantei_tag_list_get(list, "c"), "2");
	ck_assert_ptr_null(hantei_tag_list_get(list, "d"));
}
END_TEST

START_TEST(there_is_an_end_to_tags)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree gchar *found = NULL;

	for (guint i = 0; i <= HANTEI_LIMIT_TAGS; i++)
		g_string_append_printf(text, "t%u=1;", i);
	found = describe(text->str, text->len);
	ck_assert(g_str_has_prefix(found, "!too many tags"));
}
END_TEST

static Suite *
tag_list_suite(void)
{
	Suite *suite = suite_create("tag-list");
	TCase *tcase = tcase_create("tag-list");

	tcase_add_loop_test(tcase, lists_are_read, 0, G_N_ELEMENTS(lists));
	tcase_add_test(tcase, a_nul_is_no_end);
	tcase_add_test(tcase, values_are_found_where_they_lie);
	tcase_add_test(tcase, there_is_an_end_to_tags);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(tag_list_suite());
}
