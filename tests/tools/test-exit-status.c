/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/exit-status.h"

#include <gio/gio.h>
#include <stdlib.h>

#include "model/model.h"
#include "tests/test-main.h"
#include "tokenizer/concept-file.h"
#include "tokenizer/message.h"

static const struct {
	const gchar *name;
	GQuark (*domain)(void);
	gint code;
	HanteiExit status;
	const gchar *error_code;
} ROWS[] = {
    {"no mail", hantei_message_error_quark, HANTEI_MESSAGE_ERROR_NOT_MAIL, 65, "not-mail"},
    {"large mail", hantei_message_error_quark, HANTEI_MESSAGE_ERROR_TOO_LARGE, 65, "too-large"},
    {"no model", hantei_model_error_quark, HANTEI_MODEL_ERROR_NOT_A_MODEL, 66, "not-a-model"},
    {"old model", hantei_model_error_quark, HANTEI_MODEL_ERROR_INCOMPATIBLE, 78, "incompatible"},
    {"bad store", hantei_model_error_quark, HANTEI_MODEL_ERROR_STORE, 74, "io"},
    {"bad dump", hantei_model_error_quark, HANTEI_MODEL_ERROR_DUMP, 65, "bad-dump"},
    {"no concepts", hantei_concepts_error_quark, HANTEI_CONCEPTS_ERROR_READ, 66, "unreadable"},
    {"bad concepts", hantei_concepts_error_quark, HANTEI_CONCEPTS_ERROR_SYNTAX, 78, "bad-concepts"},
    {"no file", g_file_error_quark, G_FILE_ERROR_NOENT, 66, "not-found"},
    {"locked file", g_file_error_quark, G_FILE_ERROR_ACCES, 66, "unreadable"},
    {"disk fault", g_file_error_quark, G_FILE_ERROR_IO, 74, "io"},
    {"no file, GIO", g_io_error_quark, G_IO_ERROR_NOT_FOUND, 66, "not-found"},
    {"full disk", g_io_error_quark, G_IO_ERROR_NO_SPACE, 74, "io"},
    {"exists", g_io_error_quark, G_IO_ERROR_EXISTS, 73, "io"},
    {"usage", g_option_error_quark, G_OPTION_ERROR_BAD_VALUE, 64, "usage"},
    {"unheard of", g_convert_error_quark, 0, 70, "internal"},
};

START_TEST(error_has_its_status)
{
	g_autoptr(GError) error =
	    g_error_new_literal(ROWS[_i].domain(), ROWS[_i].code, ROWS[_i].name);
	ck_assert_msg(hantei_exit_from_error(error) == ROWS[_i].status, "%s: %d", ROWS[_i].name,
		      (int)hantei_exit_from_error(error));
	ck_assert_str_eq(hantei_exit_get_error_code(error), ROWS[_i].error_code);
}
END_TEST

START_TEST(the_higher_status_counts)
{
	ck_assert_int_eq(hantei_exit_worse(HANTEI_EXIT_DONE, HANTEI_EXIT_NOT_MAIL), 65);
	ck_assert_int_eq(hantei_exit_worse(HANTEI_EXIT_NO_INPUT, HANTEI_EXIT_NOT_MAIL), 66);
}
END_TEST

static Suite *
exit_status_suite(void)
{
	Suite *suite = suite_create("exit-status");
	TCase *tcase = tcase_create("statuses");
	tcase_add_loop_test(tcase, error_has_its_status, 0, (int)G_N_ELEMENTS(ROWS));
	tcase_add_test(tcase, the_higher_status_counts);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(exit_status_suite());
}
