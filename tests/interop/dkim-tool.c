/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* For dkimpy.py: signs, seals and verifies a mail from stdin.
 *
 * dkim-tool sign KEYFILE relaxed|simple      the signed mail
 * dkim-tool seal KEYFILE none|pass|fail      the sealed mail
 * dkim-tool verify RECORD                    the results of the signatures
 * dkim-tool chain RECORD                     the result of the chain
 *
 * Selector and domain are sel and example.com. */

#include <stdio.h>
#include <stdlib.h>

#include "engine/auth/arc-seal.h"
#include "tests/engine/table-resolver.h"

#define DOMAIN "example.com"
#define SELECTOR "sel"

static HanteiMessage *
read_mail(void)
{
	GByteArray *octets = g_byte_array_new();
	g_autoptr(GBytes) bytes = NULL;
	guint8 buffer[4096];
	gsize n;

	while ((n = fread(buffer, 1, sizeof buffer, stdin)) > 0)
		g_byte_array_append(octets, buffer, (guint)n);
	bytes = g_byte_array_free_to_bytes(octets);
	return hantei_message_new_from_bytes(bytes, NULL);
}

static gchar *
make_fields(
    HanteiMessage *message, gboolean is_seal, const gchar *file, const gchar *word, GError **error)
{
	g_autofree gchar *pem = NULL;
	gsize length;
	g_autoptr(HanteiDkimPrivateKey) key = NULL;
	HanteiAuthResult chain = HANTEI_AUTH_RESULT_NONE;
	const gboolean is_simple = strcmp(word, "simple") == 0;

	if (!g_file_get_contents(file, &pem, &length, error))
		return NULL;
	key = hantei_dkim_private_key_new_from_pem(pem, length, file, error);
	if (key == NULL)
		return NULL;
	if (is_seal) {
		const HanteiArcSealOptions options = {.key = key,
						      .domain = DOMAIN,
						      .selector = SELECTOR,
						      .authserv_id = "mx.example",
						      .timestamp = 1700000000};

		hantei_auth_result_from_string(word, &chain);
		return hantei_arc_seal(message, chain, &options, error);
	} else {
		const HanteiDkimSignOptions options = {
		    .key = key,
		    .domain = DOMAIN,
		    .selector = SELECTOR,
		    .identity = "news=1;@lists.example.com",
		    .over_signs = TRUE,
		    .header_canon =
			is_simple ? HANTEI_DKIM_CANON_SIMPLE : HANTEI_DKIM_CANON_RELAXED,
		    .body_canon = is_simple ? HANTEI_DKIM_CANON_SIMPLE : HANTEI_DKIM_CANON_RELAXED,
		    .timestamp = 1700000000};

		return hantei_dkim_sign(message, &options, error);
	}
}

static void
print_results(HanteiMessage *message, gboolean is_chain, const gchar *record)
{
	g_autoptr(TestTableResolver) table = test_table_resolver_new();
	g_autoptr(HanteiDkim) dkim = NULL;
	g_autoptr(HanteiArc) arc = NULL;

	test_table_add_txt(table, SELECTOR "._domainkey." DOMAIN, record);
	if (is_chain) {
		arc = hantei_arc_validate(message, HANTEI_RESOLVER(table), NULL, NULL);
		printf("%s %s\n", hantei_auth_result_to_string(arc->result),
		       arc->reason == NULL ? "" : arc->reason);
		return;
	}
	dkim = hantei_dkim_verify(message, HANTEI_RESOLVER(table), NULL, NULL);
	for (guint i = 0; i < dkim->results->len; i++) {
		const HanteiDkimResult *result = dkim->results->pdata[i];

		printf("%s %s\n", hantei_auth_result_to_string(result->result),
		       result->reason == NULL ? "" : result->reason);
	}
}

int
main(int argc, char **argv)
{
	g_autoptr(HanteiMessage) message = argc > 2 ? read_mail() : NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) whole = NULL;
	g_autofree gchar *fields = NULL;

	if (message == NULL)
		return EXIT_FAILURE;
	if (argc == 3) {
		print_results(message, strcmp(argv[1], "chain") == 0, argv[2]);
		return EXIT_SUCCESS;
	}
	fields = make_fields(message, strcmp(argv[1], "seal") == 0, argv[2], argv[3], &error);
	if (fields == NULL) {
		fprintf(stderr, "%s\n", error->message);
		return EXIT_FAILURE;
	}
	whole = hantei_dkim_prepend(message, fields);
	fwrite(g_bytes_get_data(whole, NULL), 1, g_bytes_get_size(whole), stdout);
	return EXIT_SUCCESS;
}
