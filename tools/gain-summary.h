/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* How `train` tells what the mails gained. */

#pragma once

#include "engine/report/json-writer.h"
#include "model/gain.h"

/* Appends lines for people. @gain is NULL if it was not measured; then nothing is said. */
void
hantei_gain_summary_append(GString *text, const HanteiGainResult *gain);

/* Adds the key "gain": null if @gain is NULL or not known. */
void
hantei_gain_summary_add(HanteiJson *json, const HanteiGainResult *gain);
