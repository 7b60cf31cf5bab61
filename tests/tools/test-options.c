/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/options.h"

#include <stdlib.h>

#include "tests/test-main.h"
#include "tools/pipeline.h"

typedef struct {
	gchar *name;
	gchar **paths;
	gboolean is_loud;
} Values;

static const GOptionEntry ENTRIES[] = {
    {"name", 0, 0, G_OPTION_ARG_STRING, HANTEI_OPTION(Values, name), "", "NAME"},
    {"path", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, HANTEI_OPTION(Values, paths), "", "PATH"},
    {"loud", 0, 0, G_OPTION_ARG_NONE, HANTEI_OPTION(Values, is_loud), "", NULL},
    {0},
};

/* Rows: arguments as one string, cut at blanks. */
static const struct {
	const gchar *name;
	const gchar *args;
	const gchar *rest; /* NULL: refused */
	const gchar *model_dir;
	const gchar *format;
} GLOBAL_ROWS[] = {
    {"none", "score x.eml", "score x.eml", NULL, NULL},
    {"before the verb", "--model m score x.eml", "score x.eml", "m", NULL},
    {"after the verb", "score x.eml --model m", "score x.eml", "m", NULL},
    {"amid the verb's own", "score --brief --format=ndjson x", "score --brief x", NULL, "ndjson"},
    {"the last one counts", "--model a score --model b", "score", "b", NULL},
    {"not behind --", "score -- --model m", "score -- --model m", NULL, NULL},
    {"not by a prefix", "score --models m", "score --models m", NULL, NULL},
    {"without its value", "score --model", NULL, NULL, NULL},
    {"with an empty value", "score --model=", NULL, NULL, NULL},
    {"flag with a value", "--offline=yes score", NULL, NULL, NULL},
    {"told after an error", "--offline=yes --model m", NULL, "m", NULL},
};

START_TEST(global_options_stand_anywhere)
{
	g_auto(GStrv) args = g_strsplit(GLOBAL_ROWS[_i].args, " ", -1);
	g_auto(HanteiGlobals) globals = {0};
	g_autoptr(GError) error = NULL;
	const gchar *name = GLOBAL_ROWS[_i].name;
	g_auto(GStrv) rest = hantei_globals_take(&globals, (const gchar *const *)args, &error);
	g_autofree gchar *joined = rest != NULL ? g_strjoinv(" ", rest) : NULL;
	ck_assert_msg(g_strcmp0(joined, GLOBAL_ROWS[_i].rest) == 0, "%s: left %s", name, joined);
	ck_assert_msg((error == NULL) == (rest != NULL), "%s: error or result", name);
	ck_assert_msg(g_strcmp0(globals.model_dir, GLOBAL_ROWS[_i].model_dir) == 0, "%s: model %s",
		      name, globals.model_dir);
	ck_assert_msg(g_strcmp0(globals.format, GLOBAL_ROWS[_i].format) == 0, "%s: format %s", name,
		      globals.format);
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *args;
	const gchar *spread;
} SPREAD_ROWS[] = {
    {"nothing", "a b", "a b"},
    {"one path", "--spam a", "--spam=a"},
    {"two runs", "--spam a b --ham c", "--spam=a --spam=b --ham=c"},
    {"standard input is a path", "--spam - --ham c", "--spam=- --ham=c"},
    {"another option ends a run", "--spam a --undo b", "--spam=a --undo b"},
    {"another option keeps its value", "--spam a --labels i --ham c",
     "--spam=a --labels i --ham=c"},
    {"already joined", "--spam=a b", "--spam=a b"},
    {"after -- all belongs to the run", "--spam -- -a --ham", "--spam=-a --spam=--ham"},
    {"without a path", "--spam --ham c", "--spam= --ham=c"},
    {"without a path at the end", "--spam", "--spam="},
};

START_TEST(spread_option_takes_all_paths)
{
	static const gchar *const NAMES[] = {"--spam", "--ham", NULL};
	g_auto(GStrv) args = g_strsplit(SPREAD_ROWS[_i].args, " ", -1);
	g_auto(GStrv) spread = hantei_options_spread(NAMES, (const gchar *const *)args);
	g_autofree gchar *joined = g_strjoinv(" ", spread);
	ck_assert_msg(g_strcmp0(joined, SPREAD_ROWS[_i].spread) == 0, "%s: %s",
		      SPREAD_ROWS[_i].name, joined);
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *args;
	const gchar *concepts; /* NULL: none */
} CONCEPTS_ROWS[] = {
    {"none", "score", NULL},
    {"one", "--concepts a score", "a"},
    {"each counts", "--concepts a score --concepts=b x --concepts c", "a b c"},
    {"not behind --", "--concepts a score -- --concepts b", "a"},
};

START_TEST(concepts_add_up)
{
	g_auto(GStrv) args = g_strsplit(CONCEPTS_ROWS[_i].args, " ", -1);
	g_auto(HanteiGlobals) globals = {0};
	g_auto(GStrv) rest = hantei_globals_take(&globals, (const gchar *const *)args, NULL);
	ck_assert_ptr_nonnull(rest);
	g_autofree gchar *joined =
	    globals.concepts != NULL ? g_strjoinv(" ", globals.concepts) : NULL;
	ck_assert_msg(g_strcmp0(joined, CONCEPTS_ROWS[_i].concepts) == 0, "%s: %s",
		      CONCEPTS_ROWS[_i].name, joined);
}
END_TEST

static void
values_clear(Values *self)
{
	g_free(self->name);
	g_strfreev(self->paths);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Values, values_clear)

START_TEST(values_land_in_the_struct)
{
	static const gchar *const ARGS[] = {"x",      "--name=n", "--path", "p",  "--path=q",
					    "--loud", "-",	  "--",	    "-y", NULL};
	g_auto(Values) values = {0};
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) rest = hantei_options_parse(ENTRIES, &values, ARGS, &error);
	ck_assert_ptr_null(error);
	g_autofree gchar *joined = g_strjoinv(" ", rest);
	g_autofree gchar *paths = g_strjoinv(" ", values.paths);
	ck_assert_str_eq(joined, "x - -y");
	ck_assert_str_eq(paths, "p q");
	ck_assert_str_eq(values.name, "n");
	ck_assert_int_eq(values.is_loud, TRUE);
}
END_TEST

START_TEST(unknown_option_is_refused)
{
	static const gchar *const ARGS[] = {"--lodu", NULL};
	g_auto(Values) values = {0};
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) rest = hantei_options_parse(ENTRIES, &values, ARGS, &error);
	ck_assert_ptr_null(rest);
	ck_assert(g_error_matches(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION));
}
END_TEST

static const struct {
	const gchar *name;
	gint given;
	guint n_jobs; /* 0: refused */
} JOBS_ROWS[] = {
    {"one", 1, 1},
    {"the most", HANTEI_PIPELINE_MAX_JOBS, HANTEI_PIPELINE_MAX_JOBS},
    {"one more", HANTEI_PIPELINE_MAX_JOBS + 1, 0},
    {"the largest number", G_MAXINT, 0},
    {"less than none", -1, 0},
    {"the smallest number", G_MININT, 0},
};

START_TEST(jobs_have_a_limit)
{
	g_autoptr(GError) error = NULL;
	guint n_jobs = 0;
	gboolean is_fine = hantei_options_get_jobs(JOBS_ROWS[_i].given, &n_jobs, &error);
	ck_assert_msg(n_jobs == JOBS_ROWS[_i].n_jobs, "%s: %u", JOBS_ROWS[_i].name, n_jobs);
	ck_assert_msg(is_fine == (n_jobs > 0), "%s: said to be fine or not", JOBS_ROWS[_i].name);
	ck_assert_msg(is_fine == (error == NULL), "%s: error or result", JOBS_ROWS[_i].name);
}
END_TEST

START_TEST(jobs_are_as_many_as_cores)
{
	guint n_jobs = 0;
	ck_assert(hantei_options_get_jobs(0, &n_jobs, NULL));
	ck_assert_uint_ge(n_jobs, 1);
	ck_assert_uint_le(n_jobs, HANTEI_PIPELINE_MAX_JOBS);
}
END_TEST

static Suite *
options_suite(void)
{
	Suite *suite = suite_create("options");
	TCase *tcase = tcase_create("command line");
	tcase_add_loop_test(tcase, global_options_stand_anywhere, 0,
			    (int)G_N_ELEMENTS(GLOBAL_ROWS));
	tcase_add_loop_test(tcase, concepts_add_up, 0, (int)G_N_ELEMENTS(CONCEPTS_ROWS));
	tcase_add_loop_test(tcase, spread_option_takes_all_paths, 0,
			    (int)G_N_ELEMENTS(SPREAD_ROWS));
	tcase_add_test(tcase, values_land_in_the_struct);
	tcase_add_test(tcase, unknown_option_is_refused);
	tcase_add_loop_test(tcase, jobs_have_a_limit, 0, G_N_ELEMENTS(JOBS_ROWS));
	tcase_add_test(tcase, jobs_are_as_many_as_cores);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(options_suite());
}
