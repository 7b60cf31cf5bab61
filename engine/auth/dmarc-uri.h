/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The addresses of a DMARC record's rua and ruf. */

#pragma once

#include "engine/auth/dmarc-record.h"

/* Reads a comma-separated list, blanks around each; no more than HANTEI_LIMIT_DMARC_URIS.
 * @complaint: (out): the worst that is wrong, or untouched
 * Returns: (transfer full): of HanteiDmarcUri. */
GPtrArray *
hantei_dmarc_uris_parse(const gchar *text, HanteiDmarcComplaint *complaint);
