/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include <stdint.h>

#include "engine/receiver/condition.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree gchar *text = g_strndup((const gchar *)data, size);
	g_autoptr(HanteiCondition) condition = hantei_condition_new(text, NULL);
	HanteiFacts facts = {0};

	if (condition != NULL)
		hantei_condition_evaluate(condition, &facts);
	return 0;
}
