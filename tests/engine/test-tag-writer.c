/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/tag-writer.h"

#include "tests/test-main.h"

START_TEST(tags_follow_each_other_and_fold)
{
	g_auto(HanteiTagWriter) writer = {NULL};

	hantei_tag_writer_init(&writer, "X");
	hantei_tag_writer_add(&writer, "a", "1");
	hantei_tag_writer_add_own(&writer);
	hantei_tag_writer_add(
	    &writer, "h",
	    "one-name-of-some-length:another-of-the-same-length:a-third-of-it:and-"
	    "the-last-one");
	hantei_tag_writer_end(&writer);
	hantei_tag_writer_set_own(&writer, "0123456789", 5);
	ck_assert_str_eq(writer.text->str,
			 "X: a=1;\r\n"
			 " b=012\r\n 34567\r\n 89;\r\n"
			 " h=one-name-of-some-length:another-of-the-same-length:a-third-of-it:\r\n"
			 " and-the-last-one\r\n");
}
END_TEST

START_TEST(what_cannot_be_folded_stays_whole)
{
	g_auto(HanteiTagWriter) writer = {NULL};
	g_autofree gchar *value = g_strnfill(100, 'a');
	g_autofree gchar *expected = g_strdup_printf("X:\r\n d=%s;\r\n s=b\r\n", value);

	hantei_tag_writer_init(&writer, "X");
	hantei_tag_writer_add(&writer, "d", value);
	hantei_tag_writer_add(&writer, "s", "b");
	hantei_tag_writer_end(&writer);
	ck_assert_str_eq(writer.text->str, expected);
}
END_TEST

static Suite *
tag_writer_suite(void)
{
	Suite *suite = suite_create("tag-writer");
	TCase *tcase = tcase_create("tag-writer");

	tcase_add_test(tcase, tags_follow_each_other_and_fold);
	tcase_add_test(tcase, what_cannot_be_folded_stays_whole);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(tag_writer_suite());
}
