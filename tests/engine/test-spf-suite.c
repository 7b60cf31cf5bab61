/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The RFC's own suite, run when it lies in the shared folder: YAML documents of cases and the zone
 * they are asked in. */

#include "engine/auth/spf.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/engine/table-resolver.h"
#include "tests/test-main.h"

#ifdef HAVE_YAML
#include <yaml.h>

#define SUITE "suites/spf/rfc7208.yml"

typedef struct {
	yaml_document_t *document;
	guint n_cases;
	GString *failures;
	guint n_failures;
} Run;

static const gchar *
scalar_of(const yaml_node_t *node)
{
	return (const gchar *)node->data.scalar.value;
}

static yaml_node_t *
find(Run *run, const yaml_node_t *mapping, const gchar *key)
{
	for (yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
	     pair < mapping->data.mapping.pairs.top; pair++)
		if (g_str_equal(scalar_of(yaml_document_get_node(run->document, pair->key)), key))
			return yaml_document_get_node(run->document, pair->value);
	return NULL;
}

static const gchar *
find_text(Run *run, const yaml_node_t *mapping, const gchar *key)
{
	const yaml_node_t *node = find(run, mapping, key);

	return node == NULL ? NULL : scalar_of(node);
}

/* A name without a dot at its end, as answers have it. */
static gchar *
bare_name(const gchar *name)
{
	gchar *bare = g_strdup(name);

	if (g_str_has_suffix(bare, "."))
		bare[strlen(bare) - 1] = '\0';
	return bare;
}

static void
add_chunk(HanteiDnsRecord *record, const yaml_node_t *text)
{
	g_ptr_array_add(record->chunks,
			g_bytes_new(text->data.scalar.value, text->data.scalar.length));
}

static void
add_txt(Run *run, TestTableResolver *table, const gchar *name, const yaml_node_t *value)
{
	HanteiDnsRecord *record = test_table_add(table, name, HANTEI_DNS_TYPE_TXT);

	if (value->type == YAML_SCALAR_NODE) {
		add_chunk(record, value);
		return;
	}
	for (yaml_node_item_t *item = value->data.sequence.items.start;
	     item < value->data.sequence.items.top; item++)
		add_chunk(record, yaml_document_get_node(run->document, *item));
}

static void
add_record(Run *run,
	   TestTableResolver *table,
	   const gchar *name,
	   const gchar *type_name,
	   const yaml_node_t *value)
{
	HanteiDnsType type;
	g_autofree gchar *target = NULL;
	guint preference = 0;

	ck_assert_msg(hantei_dns_type_from_string(type_name, &type), "%s", type_name);
	if (type == HANTEI_DNS_TYPE_A || type == HANTEI_DNS_TYPE_AAAA) {
		test_table_add_address(table, name, scalar_of(value));
		return;
	}
	if (type == HANTEI_DNS_TYPE_MX) {
		yaml_node_item_t *items = value->data.sequence.items.start;

		preference =
		    (guint)atoi(scalar_of(yaml_document_get_node(run->document, items[0])));
		value = yaml_document_get_node(run->document, items[1]);
	}
	target = bare_name(scalar_of(value));
	test_table_add_name(table, name, type, (guint16)preference, target);
}

/* SPF entries are TXT records where the name has no TXT entry; TIMEOUT is for the types of which it
 * has no record. */
static void
add_name(Run *run, TestTableResolver *table, const gchar *name, const yaml_node_t *entries)
{
	static const HanteiDnsType TYPES[] = {HANTEI_DNS_TYPE_A, HANTEI_DNS_TYPE_AAAA,
					      HANTEI_DNS_TYPE_MX, HANTEI_DNS_TYPE_PTR,
					      HANTEI_DNS_TYPE_TXT};
	gboolean has_txt = FALSE, has_timeout = FALSE;

	for (guint pass = 0; pass < 2; pass++)
		for (yaml_node_item_t *item = entries->data.sequence.items.start;
		     item < entries->data.sequence.items.top; item++) {
			const yaml_node_t *entry = yaml_document_get_node(run->document, *item);
			const yaml_node_t *value;
			const gchar *type;

			if (entry->type == YAML_SCALAR_NODE) {
				has_timeout = TRUE;
				continue;
			}
			type = scalar_of(yaml_document_get_node(
			    run->document, entry->data.mapping.pairs.start->key));
			value = yaml_document_get_node(run->document,
						       entry->data.mapping.pairs.start->value);
			if (pass == 0)
				has_txt = has_txt || g_str_equal(type, "TXT");
			else if (value->type == YAML_SCALAR_NODE &&
				 g_str_equal(scalar_of(value), "NONE"))
				continue;
			else if (g_str_equal(type, "TXT") || (g_str_equal(type, "SPF") && !has_txt))
				add_txt(run, table, name, value);
			else if (!g_str_equal(type, "SPF"))
				add_record(run, table, name, type, value);
		}
	for (guint i = 0; has_timeout && i < G_N_ELEMENTS(TYPES); i++) {
		g_autofree gchar *key = test_table_key(name, TYPES[i]);

		if (!g_hash_table_contains(table->answers, key))
			test_table_fail(table, name, TYPES[i], HANTEI_DNS_TIMEOUT);
	}
}

static TestTableResolver *
read_zone(Run *run, const yaml_node_t *zone)
{
	TestTableResolver *table = test_table_resolver_new();

	for (yaml_node_pair_t *pair = zone->data.mapping.pairs.start;
	     pair < zone->data.mapping.pairs.top; pair++)
		add_name(run, table, scalar_of(yaml_document_get_node(run->document, pair->key)),
			 yaml_document_get_node(run->document, pair->value));
	return table;
}

static gboolean
is_allowed(Run *run, const yaml_node_t *expected, const gchar *result)
{
	if (expected->type == YAML_SCALAR_NODE)
		return g_str_equal(scalar_of(expected), result);
	for (yaml_node_item_t *item = expected->data.sequence.items.start;
	     item < expected->data.sequence.items.top; item++)
		if (g_str_equal(scalar_of(yaml_document_get_node(run->document, *item)), result))
			return TRUE;
	return FALSE;
}

static void
run_case(Run *run, TestTableResolver *table, const gchar *name, const yaml_node_t *test)
{
	g_autoptr(GInetAddress) client =
	    g_inet_address_new_from_string(find_text(run, test, "host"));
	const HanteiSpfQuery query = {
	    .client = client,
	    .mail_from = find_text(run, test, "mailfrom"),
	    .helo = find_text(run, test, "helo"),
	    .default_explanation = "DEFAULT",
	};
	const gchar *explanation = find_text(run, test, "explanation");
	g_autoptr(HanteiSpf) spf = hantei_spf_check(HANTEI_RESOLVER(table), &query, NULL);
	const gchar *result = hantei_auth_result_to_string(spf->result);

	run->n_cases++;
	if (spf->is_known && is_allowed(run, find(run, test, "result"), result) &&
	    (explanation == NULL || g_strcmp0(explanation, spf->explanation) == 0))
		return;
	run->n_failures++;
	g_string_append_printf(run->failures, "%s: %s \"%s\" (%s)\n", name, result,
			       spf->explanation, spf->problem);
}

static void
run_document(Run *run)
{
	const yaml_node_t *root = yaml_document_get_root_node(run->document);
	const yaml_node_t *tests = find(run, root, "tests");
	g_autoptr(TestTableResolver) table = read_zone(run, find(run, root, "zonedata"));

	for (yaml_node_pair_t *pair = tests->data.mapping.pairs.start;
	     pair < tests->data.mapping.pairs.top; pair++)
		run_case(run, table, scalar_of(yaml_document_get_node(run->document, pair->key)),
			 yaml_document_get_node(run->document, pair->value));
}

START_TEST(every_case_of_the_suite_holds)
{
	g_autofree gchar *path = g_build_filename(g_getenv("HANTEI_SHARED"), SUITE, NULL);
	g_autoptr(GString) failures = g_string_new(NULL);
	FILE *file = fopen(path, "rb");
	yaml_document_t document;
	Run run = {.document = &document, .failures = failures};
	yaml_parser_t parser;
	gboolean is_end = FALSE;

	ck_assert_msg(file != NULL, "cannot open %s", path);
	ck_assert(yaml_parser_initialize(&parser));
	yaml_parser_set_input_file(&parser, file);
	while (!is_end) {
		ck_assert_msg(yaml_parser_load(&parser, &document), "%s:%zu: %s", path,
			      parser.problem_mark.line + 1, parser.problem);
		is_end = yaml_document_get_root_node(&document) == NULL;
		if (!is_end)
			run_document(&run);
		yaml_document_delete(&document);
	}
	yaml_parser_delete(&parser);
	fclose(file);
	printf("# SPF suite: %u/%u\n", run.n_cases - run.n_failures, run.n_cases);
	fflush(stdout);
	ck_assert_msg(run.n_failures == 0, "%s", failures->str);
	ck_assert_uint_ge(run.n_cases, 146);
}
END_TEST

static gint
run_suite(void)
{
	Suite *suite = suite_create("spf-suite");
	TCase *tcase = tcase_create("spf-suite");

	tcase_add_test(tcase, every_case_of_the_suite_holds);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
#endif

int
main(void)
{
#ifdef HAVE_YAML
	if (g_getenv("HANTEI_SHARED") != NULL)
		return run_suite();
	printf("1..0 # SKIP HANTEI_SHARED is not set\n");
#else
	printf("1..0 # SKIP built without libyaml\n");
#endif
	return EXIT_SUCCESS;
}
