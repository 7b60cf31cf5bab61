/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/command-table.h"

#include <stdlib.h>

#include "tests/test-main.h"

static const gchar *const WORDS[] = {"score", "train", "model", "help", NULL};

static const struct {
	const gchar *wrong;
	const gchar *meant; /* NULL: nothing is near */
} SUGGEST_ROWS[] = {
    {"scroe", "score"},	 {"sc0re", "score"},
    {"scores", "score"}, {"trian", "train"},
    {"trai", "train"},	 {"hlep", "help"},
    {"mdl", NULL},	 {"modle", "model"},
    {"sing", NULL},	 {"", NULL},
    {"x", NULL},	 {"evaluate", NULL},
    {"判定", NULL},	 {"a-word-that-is-longer-than-any-verb-can-be", NULL},
};

START_TEST(suggests_the_nearest_word)
{
	const gchar *meant = hantei_command_suggest(WORDS, SUGGEST_ROWS[_i].wrong);
	ck_assert_msg(g_strcmp0(meant, SUGGEST_ROWS[_i].meant) == 0, "%s: %s",
		      SUGGEST_ROWS[_i].wrong, meant);
}
END_TEST

START_TEST(table_is_whole)
{
	for (const HanteiCommand *command = hantei_command_table(); command->name != NULL;
	     command++) {
		ck_assert_ptr_eq(hantei_command_find(command->name), command);
		ck_assert_ptr_nonnull(command->run);
		ck_assert_ptr_nonnull(command->summary);
		ck_assert_ptr_nonnull(command->arguments);
	}
	ck_assert_ptr_null(hantei_command_find("sing"));
}
END_TEST

START_TEST(no_verb_option_hides_a_global_one)
{
	for (const HanteiCommand *command = hantei_command_table(); command->name != NULL;
	     command++)
		for (const GOptionEntry *own = command->options;
		     own != NULL && own->long_name != NULL; own++)
			for (const GOptionEntry *global = hantei_global_options;
			     global->long_name != NULL; global++)
				ck_assert_str_ne(own->long_name, global->long_name);
}
END_TEST

static Suite *
command_table_suite(void)
{
	Suite *suite = suite_create("command-table");
	TCase *tcase = tcase_create("verbs");
	tcase_add_loop_test(tcase, suggests_the_nearest_word, 0, (int)G_N_ELEMENTS(SUGGEST_ROWS));
	tcase_add_test(tcase, table_is_whole);
	tcase_add_test(tcase, no_verb_option_hides_a_global_one);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(command_table_suite());
}
