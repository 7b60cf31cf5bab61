/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/report/json-writer.h"

#include <math.h>

#include "tests/test-main.h"

static const struct {
	const gchar *text;
	const gchar *json;
} strings[] = {
    {"", "\"\""},
    {"plain", "\"plain\""},
    {"判定", "\"判定\""},
    {"a\"b\\c/", "\"a\\\"b\\\\c/\""},
    {"\n\t\r", "\"\\n\\t\\r\""},
    {"\x01\x1f\x7f", "\"\\u0001\\u001f\\u007f\""},
    {"\xc2\x85", "\"\\u0085\""},
    {"\xe2\x80\xa8", "\"\\u2028\""},
    {"\xff", "\"\xef\xbf\xbd\""},
    {"a\xe5\x88", "\"a\xef\xbf\xbd\xef\xbf\xbd\""},
    {"\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""}, /* half a surrogate pair */
    {"\xf0\x9f\x8e\x89", "\"\xf0\x9f\x8e\x89\""},
    {NULL, "null"},
};

START_TEST(writes_strings)
{
	g_autoptr(HanteiJson) json = hantei_json_new();
	g_autofree gchar *text = NULL;

	hantei_json_add_string(json, NULL, strings[_i].text);
	text = hantei_json_dup_text(json);
	ck_assert_str_eq(text, strings[_i].json);
}
END_TEST

static const struct {
	gdouble number;
	guint digits;
	const gchar *json;
} numbers[] = {
    {0.0, 6, "0.000000"},  {0.5, 6, "0.500000"},       {-3.44, 4, "-3.4400"},
    {1e-9, 6, "0.000000"}, {-1e-9, 4, "0.0000"},       {-0.0, 2, "0.00"},
    {-0.006, 2, "-0.01"},  {2.0 / 3.0, 6, "0.666667"}, {1e15, 0, "1000000000000000"},
    {NAN, 6, "null"},	   {INFINITY, 6, "null"},      {-INFINITY, 6, "null"},
};

START_TEST(writes_numbers)
{
	g_autoptr(HanteiJson) json = hantei_json_new();
	g_autofree gchar *text = NULL;

	hantei_json_add_number(json, NULL, numbers[_i].number, numbers[_i].digits);
	text = hantei_json_dup_text(json);
	ck_assert_str_eq(text, numbers[_i].json);
}
END_TEST

START_TEST(nests_and_keeps_order)
{
	g_autoptr(HanteiJson) json = hantei_json_new();
	g_autofree gchar *text = NULL;

	hantei_json_begin_object(json, NULL);
	hantei_json_add_integer(json, "z", -1);
	hantei_json_begin_array(json, "empty");
	hantei_json_end_array(json);
	hantei_json_begin_array(json, "a");
	hantei_json_add_boolean(json, NULL, TRUE);
	hantei_json_begin_object(json, NULL);
	hantei_json_end_object(json);
	hantei_json_add_null(json, NULL);
	hantei_json_end_array(json);
	hantei_json_add_boolean(json, "b\"", FALSE);
	hantei_json_end_object(json);
	text = hantei_json_dup_text(json);
	ck_assert_str_eq(text, "{\"z\":-1,\"empty\":[],\"a\":[true,{},null],\"b\\\"\":false}");
}
END_TEST

static Suite *
json_writer_suite(void)
{
	Suite *suite = suite_create("json-writer");
	TCase *tcase = tcase_create("json-writer");

	tcase_add_loop_test(tcase, writes_strings, 0, G_N_ELEMENTS(strings));
	tcase_add_loop_test(tcase, writes_numbers, 0, G_N_ELEMENTS(numbers));
	tcase_add_test(tcase, nests_and_keeps_order);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(json_writer_suite());
}
