/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Stands in for libFuzzer: gives each file, and each file of each folder, to the target once.
 * Prints TAP; a crash leaves the plan unfulfilled, which is a failure. */

#include <glib.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static gint
compare_names(gconstpointer a, gconstpointer b)
{
	return g_strcmp0(*(const gchar *const *)a, *(const gchar *const *)b);
}

/* Adds @path, or in byte order what the folder @path holds. */
static void
add_inputs(GPtrArray *inputs, const gchar *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	if (dir == NULL) {
		g_ptr_array_add(inputs, g_strdup(path));
		return;
	}
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const gchar *name;
	while ((name = g_dir_read_name(dir)) != NULL)
		g_ptr_array_add(names, g_build_filename(path, name, NULL));
	g_ptr_array_sort(names, compare_names);
	g_ptr_array_extend_and_steal(inputs, g_steal_pointer(&names));
}

int
main(int argc, char **argv)
{
	g_autoptr(GPtrArray) inputs = g_ptr_array_new_with_free_func(g_free);
	for (int i = 1; i < argc; i++)
		add_inputs(inputs, argv[i]);
	printf("1..%u\n", inputs->len);
	int status = inputs->len > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
	for (guint i = 0; i < inputs->len; i++) {
		const gchar *path = g_ptr_array_index(inputs, i);
		g_autofree gchar *data = NULL;
		gsize length = 0;
		g_autoptr(GError) error = NULL;
		/* the name first: a crash then says which input it was */
		fprintf(stderr, "%s\n", path);
		if (!g_file_get_contents(path, &data, &length, &error)) {
			printf("not ok %u - %s\n", i + 1, error->message);
			status = EXIT_FAILURE;
			continue;
		}
		/* a copy of the exact size, so that a sanitizer sees one octet too many */
		g_autofree guint8 *exact = g_memdup2(data, length);
		LLVMFuzzerTestOneInput(exact, length);
		g_autofree gchar *name = g_path_get_basename(path);
		printf("ok %u - %s\n", i + 1, name);
		fflush(stdout);
	}
	return status;
}
