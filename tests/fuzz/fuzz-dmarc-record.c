/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dmarc-record.h"

#include <stdint.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(HanteiDmarcRecord) record = hantei_dmarc_record_parse((const gchar *)data, size);
	HanteiDmarcPolicyTag from;

	if (record == NULL)
		return 0;
	g_assert(g_utf8_validate(record->text, -1, NULL));
	g_assert(record->tags->len > 0 && record->fo != 0 && record->pct <= 100);
	for (HanteiDmarcPolicyTag tag = 0; tag <= HANTEI_DMARC_TAG_NP; tag++) {
		hantei_dmarc_record_get_policy(record, FALSE, tag, &from);
		g_assert(from <= tag);
		hantei_dmarc_record_get_policy(record, TRUE, tag, &from);
		g_assert(from <= tag);
	}
	hantei_dmarc_record_is_usable(record, FALSE);
	return 0;
}
