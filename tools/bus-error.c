/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/bus-error.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "engine/i18n.h"
#include "tools/exit-status.h"

/* Set once: a signal's handler may not look for a translation. */
static const char *text;
static size_t text_length;

static void
on_bus_error(int signal_number)
{
	/* nobody is left to be told that it could not be said */
	ssize_t n_written = write(STDERR_FILENO, text, text_length);
	(void)n_written;
	_exit(HANTEI_EXIT_IO);
}

void
hantei_bus_error_catch(void)
{
	const struct sigaction action = {.sa_handler = on_bus_error, .sa_flags = (int)SA_RESETHAND};
	text =
	    _("hantei: a file is shorter than it should be: if \"hantei model verify\" finds the "
	      "model damaged, restore it from a backup or a dump; else a mail was cut while it was "
	      "read\n");
	text_length = strlen(text);
	sigaction(SIGBUS, &action, NULL);
}

void
hantei_bus_error_release(void)
{
	signal(SIGBUS, SIG_DFL);
}
