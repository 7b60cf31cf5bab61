/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What is said when a page of a mapped file is not there. The model is read where it lies in its
 * file: opening it refuses one that was cut, but pages may be missing that only reading finds, and
 * the system tells of them by a signal. */

#pragma once

/* From here on a bus error ends the program with a word of what to do and HANTEI_EXIT_IO. After the
 * language is set. */
void
hantei_bus_error_catch(void);

/* Lets it kill again, for a parent that tells more. */
void
hantei_bus_error_release(void);
