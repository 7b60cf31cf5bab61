/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* How fast each stage before the model is: stages STAGE LIST [TIMES]. LIST names a file of one mail
 * a line. The stages, each with all before it but parse: read; parse (GMime alone, the whole mail,
 * for comparison); message; features. Prints CPU time, the best of TIMES. */

#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tokenizer/tokenizer.h"

typedef enum {
	STAGE_READ,
	STAGE_PARSE,
	STAGE_MESSAGE,
	STAGE_FEATURES,
	N_STAGES
} Stage;

static const gchar *const stage_names[N_STAGES] = {"read", "parse", "message", "features"};

static gdouble
cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (gdouble)now.tv_sec + (gdouble)now.tv_nsec / 1e9;
}

static void
parse_alone(gchar *octets, gsize length)
{
	GByteArray *array = g_byte_array_new_take((guint8 *)octets, length);
	GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(array);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

	g_clear_object(&message);
	g_object_unref(parser);
	g_object_unref(stream);
}

/* Returns: how many octets the mail at @path has. */
static gsize
run(Stage stage, HanteiTokenizer *tokenizer, const gchar *path)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(HanteiMessage) message = NULL;
	g_autoptr(HanteiFeatures) features = NULL;
	gchar *octets;
	gsize length;

	if (!g_file_get_contents(path, &octets, &length, NULL))
		return 0;
	if (stage == STAGE_PARSE) {
		parse_alone(octets, length);
		return length;
	}
	bytes = g_bytes_new_take(octets, length);
	if (stage >= STAGE_MESSAGE)
		message = hantei_message_new_from_bytes(bytes, NULL);
	if (stage >= STAGE_FEATURES && message != NULL)
		features = hantei_tokenizer_extract(tokenizer, message);
	return length;
}

int
main(int argc, char **argv)
{
	const HanteiHashKey key = {1, 2};
	g_autoptr(HanteiTokenizer) tokenizer = hantei_tokenizer_new(&key, NULL);
	g_autofree gchar *list = NULL;
	g_auto(GStrv) paths = NULL;
	gdouble best = 0;
	gsize n_mails = 0;
	gsize n_bytes = 0;
	Stage stage = STAGE_READ;

	while (argc > 2 && stage < N_STAGES && strcmp(argv[1], stage_names[stage]) != 0)
		stage++;
	if (argc < 3 || stage == N_STAGES || !g_file_get_contents(argv[2], &list, NULL, NULL)) {
		g_printerr("usage: stages read|parse|message|features LIST [TIMES]\n");
		return EXIT_FAILURE;
	}
	g_mime_init();
	paths = g_strsplit(list, "\n", -1);
	for (gint i = argc > 3 ? atoi(argv[3]) : 3; i > 0; i--) {
		const gdouble start = cpu_seconds();
		gdouble seconds;

		n_mails = n_bytes = 0;
		for (gchar **path = paths; *path != NULL; path++) {
			const gsize length = **path != '\0' ? run(stage, tokenizer, *path) : 0;

			n_mails += length > 0;
			n_bytes += length;
		}
		seconds = cpu_seconds() - start;
		if (best <= 0 || seconds < best)
			best = seconds;
	}
	if (n_mails == 0) {
		g_printerr("stages: no mail in the list could be read\n");
		return EXIT_FAILURE;
	}
	g_print("%s: %" G_GSIZE_FORMAT " mails, %.3f s, %.0f mails/s, %.3f ms a mail, %.1f MiB/s\n",
		stage_names[stage], n_mails, best, (gdouble)n_mails / best,
		best * 1000 / (gdouble)n_mails, (gdouble)n_bytes / best / 1048576);
	return EXIT_SUCCESS;
}
