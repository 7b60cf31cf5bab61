/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* json-check TYPE KEY…: whether standard input is NDJSON as docs/output.md has it (an object a
 * line, "v" and "type" first), with at least one line of TYPE, and each of those has every KEY.
 * A dot in a KEY goes into an object: "auth.spf". */

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <stdlib.h>

static gboolean
has_key(JsonObject *object, const gchar *key)
{
	g_auto(GStrv) steps = g_strsplit(key, ".", -1);
	for (guint i = 0; steps[i] != NULL; i++) {
		JsonNode *node = object != NULL ? json_object_get_member(object, steps[i]) : NULL;
		if (node == NULL)
			return FALSE;
		object = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
	}
	return TRUE;
}

/* Returns: NULL, or what is wrong with @line; counts lines of @type in @n_matches. */
static gchar *
check_line(const gchar *line, const gchar *type, char **keys, guint *n_matches)
{
	g_autoptr(JsonParser) parser = json_parser_new_immutable();
	g_autoptr(GError) error = NULL;
	if (!g_utf8_validate(line, -1, NULL))
		return g_strdup("not UTF-8");
	if (!json_parser_load_from_data(parser, line, -1, &error))
		return g_strdup(error->message);
	JsonNode *node = json_parser_get_root(parser);
	if (node == NULL || !JSON_NODE_HOLDS_OBJECT(node))
		return g_strdup("not an object");
	JsonObject *object = json_node_get_object(node);
	g_autoptr(GList) members = json_object_get_members(object);
	if (g_list_length(members) < 2 || g_strcmp0(members->data, "v") != 0 ||
	    g_strcmp0(members->next->data, "type") != 0)
		return g_strdup("does not start with v and type");
	if (g_strcmp0(json_object_get_string_member(object, "type"), type) != 0)
		return NULL;
	++*n_matches;
	for (; *keys != NULL; keys++)
		if (!has_key(object, *keys))
			return g_strdup_printf("no key %s", *keys);
	return NULL;
}

int
main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: json-check TYPE KEY... < NDJSON\n");
		return EXIT_FAILURE;
	}
	int status = EXIT_SUCCESS;
	guint n_matches = 0;
	guint n_lines = 0;
	g_autofree char *line = NULL;
	size_t size = 0;
	while (getline(&line, &size, stdin) > 0) {
		n_lines++;
		g_autofree gchar *fault = check_line(line, argv[1], argv + 2, &n_matches);
		if (fault != NULL) {
			printf("line %u: %s\n", n_lines, fault);
			status = EXIT_FAILURE;
		}
	}
	if (n_matches == 0) {
		printf("no line of type %s\n", argv[1]);
		status = EXIT_FAILURE;
	}
	return status;
}
