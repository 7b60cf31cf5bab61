/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Zones and a public suffix list for the suites of DMARC. */

#pragma once

#include <check.h>
#include <glib/gstdio.h>

#include "engine/auth/org-domain.h"
#include "tests/engine/table-resolver.h"

static inline HanteiDnsStatus
test_zone_status(const gchar *text)
{
	for (guint i = 0; i < HANTEI_DNS_STATUS_COUNT; i++)
		if (strcmp(text, hantei_dns_status_to_string(i)) == 0)
			return i;
	ck_abort_msg("no status: %s", text);
}

/* The zone of a row, as dmarc-rows.h has it. */
static inline TestTableResolver *
test_zone_new(const gchar *zone)
{
	g_auto(GStrv) lines = g_strsplit(zone, "|", -1);
	TestTableResolver *resolver = test_table_resolver_new();

	for (gchar **line = lines; *line != NULL; line++) {
		gchar *text = strchr(*line, ' ');

		ck_assert_msg(text != NULL, "no record: %s", *line);
		*text++ = '\0';
		if (strcmp(text, "A") == 0)
			test_table_add_address(resolver, *line, "192.0.2.1");
		else if (g_str_has_prefix(text, "A!"))
			test_table_fail(resolver, *line, HANTEI_DNS_TYPE_A,
					test_zone_status(text + 2));
		else if (*text == '!')
			test_table_fail(resolver, *line, HANTEI_DNS_TYPE_TXT,
					test_zone_status(text + 1));
		else if (g_str_has_prefix(text, "CNAME "))
			test_table_add_name(resolver, *line, HANTEI_DNS_TYPE_CNAME, 0, text + 6);
		else
			test_table_add_txt(resolver, *line, text);
	}
	return resolver;
}

/* A list with but a few suffixes, so that the rows hold whatever the system's says. */
static inline HanteiSuffixes *
test_suffixes_new(void)
{
	static const gchar list[] = "com\nnet\norg\nexample\nuk\nco.uk\nio\ngithub.io\n*.ck\n"
				    "!www.ck\nxn--p1ai\n";
	g_autoptr(GError) error = NULL;
	g_autofree gchar *path = NULL;
	HanteiSuffixes *suffixes;
	const gint fd = g_file_open_tmp("hantei-suffixes-XXXXXX", &path, &error);

	ck_assert_int_ge(fd, 0);
	g_close(fd, NULL);
	ck_assert(g_file_set_contents(path, list, -1, &error));
	suffixes = hantei_suffixes_new(path, &error);
	g_unlink(path);
	ck_assert_msg(suffixes != NULL, "%s", error != NULL ? error->message : "?");
	return suffixes;
}
