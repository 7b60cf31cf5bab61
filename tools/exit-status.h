/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What the command tells its caller: exit statuses (sysexits.h above 63) and which error is which.
 * Written once; man pages quote it. */

#pragma once

#include <glib.h>

typedef enum {
	HANTEI_EXIT_DONE = 0,
	HANTEI_EXIT_NO = 1,	      /* done, and the answer is no */
	HANTEI_EXIT_USAGE = 64,	      /* the command line is wrong */
	HANTEI_EXIT_NOT_MAIL = 65,    /* some input is not mail, or not what it should be */
	HANTEI_EXIT_NO_INPUT = 66,    /* no such input, or it may not be read */
	HANTEI_EXIT_SOFTWARE = 70,    /* our bug */
	HANTEI_EXIT_CANT_CREATE = 73, /* an output file or model cannot be made */
	HANTEI_EXIT_IO = 74,	      /* reading or writing failed */
	HANTEI_EXIT_TRY_LATER = 75,
	HANTEI_EXIT_CONFIG = 78,      /* model or configuration does not fit this version */
	HANTEI_EXIT_INTERRUPTED = 130 /* as shells report SIGINT */
} HanteiExit;

/* The exit status for @error; HANTEI_EXIT_SOFTWARE if no row of the table knows it. */
HanteiExit
hantei_exit_from_error(const GError *error);

/* The "code" of an NDJSON error line for @error, for instance "not-mail". */
const gchar *
hantei_exit_get_error_code(const GError *error);

/* The status of a run in which both happened: the higher one. */
HanteiExit
hantei_exit_worse(HanteiExit a, HanteiExit b);
