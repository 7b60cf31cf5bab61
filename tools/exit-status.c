/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/exit-status.h"

#include <gio/gio.h>

#include "engine/receiver/receiver.h"
#include "model/model.h"
#include "tokenizer/concept-file.h"
#include "tokenizer/message.h"

#define ANY_CODE (-1)

/* The first row that fits counts. */
static const struct {
	GQuark (*domain)(void);
	gint code;
	HanteiExit status;
	const gchar *name;
} ROWS[] = {
    {hantei_message_error_quark, HANTEI_MESSAGE_ERROR_TOO_LARGE, HANTEI_EXIT_NOT_MAIL, "too-large"},
    {hantei_message_error_quark, ANY_CODE, HANTEI_EXIT_NOT_MAIL, "not-mail"},
    {hantei_model_error_quark, HANTEI_MODEL_ERROR_NOT_A_MODEL, HANTEI_EXIT_NO_INPUT, "not-a-model"},
    {hantei_model_error_quark, HANTEI_MODEL_ERROR_INCOMPATIBLE, HANTEI_EXIT_CONFIG, "incompatible"},
    {hantei_model_error_quark, HANTEI_MODEL_ERROR_DUMP, HANTEI_EXIT_NOT_MAIL, "bad-dump"},
    {hantei_model_error_quark, ANY_CODE, HANTEI_EXIT_IO, "io"},
    {hantei_receiver_error_quark, HANTEI_RECEIVER_ERROR_UNKNOWN, HANTEI_EXIT_USAGE, "usage"},
    {hantei_receiver_error_quark, ANY_CODE, HANTEI_EXIT_CONFIG, "bad-profile"},
    {hantei_concepts_error_quark, HANTEI_CONCEPTS_ERROR_READ, HANTEI_EXIT_NO_INPUT, "unreadable"},
    {hantei_concepts_error_quark, ANY_CODE, HANTEI_EXIT_CONFIG, "bad-concepts"},
    {g_option_error_quark, ANY_CODE, HANTEI_EXIT_USAGE, "usage"},
    {g_file_error_quark, G_FILE_ERROR_NOENT, HANTEI_EXIT_NO_INPUT, "not-found"},
    {g_file_error_quark, G_FILE_ERROR_NOTDIR, HANTEI_EXIT_NO_INPUT, "not-found"},
    {g_file_error_quark, G_FILE_ERROR_ACCES, HANTEI_EXIT_NO_INPUT, "unreadable"},
    {g_file_error_quark, G_FILE_ERROR_PERM, HANTEI_EXIT_NO_INPUT, "unreadable"},
    {g_file_error_quark, G_FILE_ERROR_ISDIR, HANTEI_EXIT_NO_INPUT, "unreadable"},
    {g_file_error_quark, G_FILE_ERROR_EXIST, HANTEI_EXIT_CANT_CREATE, "io"},
    {g_file_error_quark, G_FILE_ERROR_ROFS, HANTEI_EXIT_CANT_CREATE, "io"},
    {g_file_error_quark, ANY_CODE, HANTEI_EXIT_IO, "io"},
    {g_io_error_quark, G_IO_ERROR_NOT_FOUND, HANTEI_EXIT_NO_INPUT, "not-found"},
    {g_io_error_quark, G_IO_ERROR_NOT_DIRECTORY, HANTEI_EXIT_NO_INPUT, "not-found"},
    {g_io_error_quark, G_IO_ERROR_PERMISSION_DENIED, HANTEI_EXIT_NO_INPUT, "unreadable"},
    {g_io_error_quark, G_IO_ERROR_IS_DIRECTORY, HANTEI_EXIT_NO_INPUT, "unreadable"},
    {g_io_error_quark, G_IO_ERROR_INVALID_DATA, HANTEI_EXIT_NOT_MAIL, "unreadable"},
    {g_io_error_quark, G_IO_ERROR_EXISTS, HANTEI_EXIT_CANT_CREATE, "io"},
    {g_io_error_quark, G_IO_ERROR_READ_ONLY, HANTEI_EXIT_CANT_CREATE, "io"},
    {g_io_error_quark, G_IO_ERROR_TIMED_OUT, HANTEI_EXIT_TRY_LATER, "try-later"},
    {g_io_error_quark, ANY_CODE, HANTEI_EXIT_IO, "io"},
};

/* Returns: the row's index, or G_N_ELEMENTS(ROWS). */
static gsize
find_row(const GError *error)
{
	gsize i = 0;
	for (; i < G_N_ELEMENTS(ROWS); i++)
		if (error->domain == ROWS[i].domain() &&
		    (ROWS[i].code == ANY_CODE || ROWS[i].code == error->code))
			break;
	return i;
}

HanteiExit
hantei_exit_from_error(const GError *error)
{
	gsize row = find_row(error);
	return row < G_N_ELEMENTS(ROWS) ? ROWS[row].status : HANTEI_EXIT_SOFTWARE;
}

const gchar *
hantei_exit_get_error_code(const GError *error)
{
	gsize row = find_row(error);
	return row < G_N_ELEMENTS(ROWS) ? ROWS[row].name : "internal";
}

HanteiExit
hantei_exit_worse(HanteiExit a, HanteiExit b)
{
	return MAX(a, b);
}
