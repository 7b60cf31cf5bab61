/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/spf-survey.h"
#include "engine/auth/spf.h"
#include "tests/engine/table-resolver.h"

#include <stdint.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Lines: the sender, the record of example.com, what all other names of the zone have. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const gchar *const NAMES[] = {"example.com", "a.example.com", "b.example.com"};
	g_autofree gchar *text = g_strndup((const gchar *)data, size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", 4);
	g_autoptr(TestTableResolver) table = test_table_resolver_new();
	g_autoptr(GInetAddress) client =
	    g_inet_address_new_from_string(size % 2 == 0 ? "192.0.2.1" : "2001:db8::1");
	HanteiSpfQuery query = {.client = client, .helo = "a.example.com"};
	g_autoptr(HanteiSpf) spf = NULL;
	g_autoptr(HanteiSpfSurvey) survey = NULL;

	query.mail_from = lines[0];
	for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++) {
		const guint line = i == 0 ? 1 : 2;

		if (g_strv_length(lines) > line)
			test_table_add_txt(table, NAMES[i], lines[line]);
		test_table_add_address(table, NAMES[i], i == 0 ? "2001:db8::1" : "192.0.2.1");
		test_table_add_name(table, NAMES[i], HANTEI_DNS_TYPE_MX, 1, NAMES[2 - i]);
	}
	test_table_add_name(table, "1.2.0.192.in-addr.arpa", HANTEI_DNS_TYPE_PTR, 0, NAMES[1]);
	spf = hantei_spf_check(HANTEI_RESOLVER(table), &query, NULL);
	g_assert(spf->is_known && spf->domain != NULL);
	g_assert(spf->n_lookups <= HANTEI_SPF_MAX_LOOKUPS + 1);
	survey = hantei_spf_survey_new(HANTEI_RESOLVER(table), "example.com", NULL);
	g_assert(survey->root->total_lookups == survey->n_lookups);
	return 0;
}
