/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* ValiMail's ARC suite, run when it lies in the shared folder. */

#include "engine/auth/arc-seal.h"

#include "tests/engine/mail-suite.h"
#include "tests/engine/table-resolver.h"
#include "tests/test-main.h"

#ifdef HAVE_YAML
#include <yaml.h>

typedef struct {
	yaml_document_t *document;
	TestTableResolver *table;
	HanteiDkimPrivateKey *key; /* of the sealing cases */
	const gchar *domain;
	const gchar *selector;
	guint n_cases;
	guint n_good;
} Run;

typedef gboolean (*RunCase)(Run *run, const gchar *name, const yaml_node_t *entry);

static const yaml_node_t *
find(const Run *run, const yaml_node_t *mapping, const gchar *key)
{
	for (yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
	     pair < mapping->data.mapping.pairs.top; pair++) {
		const yaml_node_t *node = yaml_document_get_node(run->document, pair->key);

		if (g_str_equal((const gchar *)node->data.scalar.value, key))
			return yaml_document_get_node(run->document, pair->value);
	}
	return NULL;
}

static const gchar *
find_text(const Run *run, const yaml_node_t *mapping, const gchar *key)
{
	const yaml_node_t *node = find(run, mapping, key);

	return node == NULL ? NULL : (const gchar *)node->data.scalar.value;
}

static void
fill_table(Run *run, const yaml_node_t *root)
{
	const yaml_node_t *records = find(run, root, "txt-records");

	run->table = test_table_resolver_new();
	if (records == NULL || records->type != YAML_MAPPING_NODE)
		return;
	for (yaml_node_pair_t *pair = records->data.mapping.pairs.start;
	     pair < records->data.mapping.pairs.top; pair++) {
		const yaml_node_t *name = yaml_document_get_node(run->document, pair->key);
		const yaml_node_t *text = yaml_document_get_node(run->document, pair->value);

		test_table_add_txt(run->table, (const gchar *)name->data.scalar.value,
				   (const gchar *)text->data.scalar.value);
	}
}

static void
run_document(Run *run, RunCase run_case)
{
	const yaml_node_t *root = yaml_document_get_root_node(run->document);
	const yaml_node_t *tests = find(run, root, "tests");
	const gchar *pem = find_text(run, root, "privatekey");

	fill_table(run, root);
	run->domain = find_text(run, root, "domain");
	run->selector = find_text(run, root, "sel");
	if (pem != NULL)
		run->key =
		    hantei_dkim_private_key_new_from_pem(pem, strlen(pem), "the suite's key", NULL);
	for (yaml_node_pair_t *pair = tests->data.mapping.pairs.start;
	     pair < tests->data.mapping.pairs.top; pair++) {
		const yaml_node_t *name = yaml_document_get_node(run->document, pair->key);
		const yaml_node_t *entry = yaml_document_get_node(run->document, pair->value);

		run->n_cases++;
		run->n_good += run_case(run, (const gchar *)name->data.scalar.value, entry) ? 1 : 0;
	}
	g_clear_pointer(&run->key, hantei_dkim_private_key_free);
	g_clear_object(&run->table);
}

static void
run_suite(const gchar *what, const gchar *file, RunCase run_case)
{
	gsize length;
	g_autofree gchar *text = suite_read(file, &length);
	yaml_parser_t parser;
	Run run = {NULL};

	if (text == NULL)
		return;
	yaml_parser_initialize(&parser);
	yaml_parser_set_input_string(&parser, (const guchar *)text, length);
	for (gboolean is_last = FALSE; !is_last;) {
		yaml_document_t document;

		ck_assert_msg(yaml_parser_load(&parser, &document), "%s is no YAML", file);
		is_last = yaml_document_get_root_node(&document) == NULL;
		run.document = &document;
		if (!is_last)
			run_document(&run, run_case);
		yaml_document_delete(&document);
	}
	yaml_parser_delete(&parser);
	printf("# %s %u/%u\n", what, run.n_good, run.n_cases);
	fflush(stdout);
	ck_assert_uint_gt(run.n_cases, 0);
	ck_assert_uint_eq(run.n_good, run.n_cases);
}

/* The suite leaves cv= empty where the newest or an older seal says "fail": RFC 8617 section 5.2
 * has the chain fail then. */
static gboolean
validates(Run *run, const gchar *name, const yaml_node_t *entry)
{
	const yaml_node_t *mail = find(run, entry, "message");
	const gchar *cv = find_text(run, entry, "cv");
	const gchar *expected = *cv == '\0' ? "fail" : cv;
	gboolean is_good = TRUE;

	for (guint is_crlf = 0; is_crlf < 2; is_crlf++) {
		g_autoptr(HanteiMessage) message = suite_message(
		    (const gchar *)mail->data.scalar.value, mail->data.scalar.length, is_crlf == 1);
		g_autoptr(HanteiArc) arc = NULL;
		const gchar *found = "none"; /* of what is no mail */

		if (message != NULL) {
			arc = hantei_arc_validate(message, HANTEI_RESOLVER(run->table), NULL, NULL);
			found = hantei_auth_result_to_string(arc->result);
		}
		if (g_ascii_strcasecmp(found, expected) == 0)
			continue;
		fprintf(stderr, "%s: %s, not %s: %s\n", name, found, expected,
			arc == NULL || arc->reason == NULL ? "" : arc->reason);
		is_good = FALSE;
	}
	return is_good;
}

/* Blanks and folds left out: the suite folds b= after it has signed. */
static gchar *
reduce(const gchar *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \t\r\n", -1);
	GString *out = g_string_new(NULL);

	for (gchar **p = words; *p != NULL; p++)
		if (**p != '\0')
			g_string_append(out, *p);
	return g_string_free(out, FALSE);
}

/* The value of the field @name in @fields, reduced; "" if there is none. */
static gchar *
field_of(const gchar *fields, const gchar *name)
{
	const gchar *at = g_str_has_prefix(fields, name) ? fields : NULL;
	g_autofree gchar *after_line = g_strconcat("\n", name, NULL);
	g_autofree gchar *value = NULL;

	if (at == NULL) {
		at = strstr(fields, after_line);
		if (at == NULL)
			return g_strdup("");
		at++;
	}
	at += strlen(name);
	for (const gchar *end = at;; end++)
		if (*end == '\0' || (*end == '\n' && end[1] != ' ')) {
			value = g_strndup(at, (gsize)(end - at));
			return reduce(value);
		}
}

static gboolean
seals(Run *run, const gchar *name, const yaml_node_t *entry)
{
	static const gchar *const kinds[][2] = {{"AS", "ARC-Seal:"},
						{"AMS", "ARC-Message-Signature:"},
						{"AAR", "ARC-Authentication-Results:"}};
	const yaml_node_t *mail = find(run, entry, "message");
	g_auto(GStrv) names = g_strsplit(find_text(run, entry, "sig-headers"), ":", -1);
	g_autoptr(HanteiMessage) message =
	    suite_message((const gchar *)mail->data.scalar.value, mail->data.scalar.length, FALSE);
	g_autoptr(HanteiArc) arc =
	    hantei_arc_validate(message, HANTEI_RESOLVER(run->table), NULL, NULL);
	const HanteiArcSealOptions options = {
	    .key = run->key,
	    .domain = run->domain,
	    .selector = run->selector,
	    .authserv_id = find_text(run, entry, "srv-id"),
	    .names = (const gchar *const *)names,
	    .timestamp = g_ascii_strtoll(find_text(run, entry, "t"), NULL, 10),
	};
	g_autoptr(GError) error = NULL;
	g_autofree gchar *fields = hantei_arc_seal(message, arc->result, &options, &error);
	gboolean is_good = TRUE;

	ck_assert_msg(fields != NULL, "%s: %s", name, error == NULL ? "" : error->message);
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autofree gchar *expected = reduce(find_text(run, entry, kinds[i][0]));
		g_autofree gchar *found = field_of(fields, kinds[i][1]);

		if (g_str_equal(found, expected))
			continue;
		fprintf(stderr, "%s: %s\n is  %s\n not %s\n", name, kinds[i][0], found, expected);
		is_good = FALSE;
	}
	return is_good;
}

START_TEST(the_validation_suite_holds)
{
	run_suite("arc validation", "arc/arc-validation.yml", validates);
}
END_TEST

START_TEST(the_sealing_suite_holds_to_the_octet)
{
	run_suite("arc sealing", "arc/arc-sign.yml", seals);
}
END_TEST

static gint
run_all(void)
{
	Suite *suite = suite_create("arc-suite");
	TCase *tcase = tcase_create("arc-suite");

	tcase_add_test(tcase, the_validation_suite_holds);
	tcase_add_test(tcase, the_sealing_suite_holds_to_the_octet);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}

#endif

int
main(void)
{
#ifdef HAVE_YAML
	if (g_getenv("HANTEI_SHARED") != NULL)
		return run_all();
	printf("1..0 # SKIP HANTEI_SHARED is not set\n");
#else
	printf("1..0 # SKIP built without libyaml\n");
#endif
	return 0;
}
