/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/pipeline.h"

#include <signal.h>

#include "tests/test-main.h"

#define MIB ((gsize)1024 * 1024)

typedef struct {
	guint number;
	gsize size_bytes;
	guint result;
	gboolean has_failed;
} Item;

/* What the functions see. Those that several threads move are atomic. */
typedef struct {
	guint n_items; /* to read */
	const gsize *sizes;
	guint n_sizes;	/* taken in turn; 0: all of size 0 */
	guint delay_us; /* of work, at most */
	GThread *taker;

	guint n_read;
	gint n_worked;
	gint n_by_others; /* worked on by another thread than the taker */
	gint n_at_work;	  /* now */
	gint n_large;	  /* of these the too large ones */
	gint n_crowded;	  /* a too large one was not alone */
	gint n_open;	  /* to SIGINT, of other threads */
	gint n_shared;	  /* a job's number used twice at once */
	gint is_busy[HANTEI_PIPELINE_MAX_JOBS];
} Bench;

/* Items that are there. */
static gint n_alive;

static gpointer
read_item(gsize *size_bytes, gpointer user_data)
{
	Bench *bench = user_data;
	if (bench->n_read == bench->n_items)
		return NULL;
	Item *item = g_new0(Item, 1);
	item->number = bench->n_read++;
	if (bench->n_sizes > 0)
		item->size_bytes = bench->sizes[item->number % bench->n_sizes];
	*size_bytes = item->size_bytes;
	g_atomic_int_inc(&n_alive);
	return item;
}

static void
work_on_item(gpointer data, guint job, gpointer user_data)
{
	Bench *bench = user_data;
	Item *item = data;
	sigset_t blocked;

	if (g_atomic_int_add(&bench->is_busy[job], 1) != 0)
		g_atomic_int_inc(&bench->n_shared);
	const gint is_large = item->size_bytes > HANTEI_PIPELINE_MAX_BYTES;
	const gint n_others = g_atomic_int_add(&bench->n_at_work, 1);
	const gint n_large = g_atomic_int_add(&bench->n_large, is_large);
	if (n_large > 0 || (is_large && n_others > 0))
		g_atomic_int_inc(&bench->n_crowded);
	if (g_thread_self() != bench->taker) {
		g_atomic_int_inc(&bench->n_by_others);
		pthread_sigmask(SIG_BLOCK, NULL, &blocked);
		if (!sigismember(&blocked, SIGINT))
			g_atomic_int_inc(&bench->n_open);
	}
	/* unlike times, always the same */
	if (bench->delay_us > 0)
		g_usleep(item->number * 7919 % bench->delay_us);
	item->has_failed = item->number % 5 == 3;
	item->result = item->has_failed ? 0 : item->number * 2 + 1;
	g_atomic_int_inc(&bench->n_worked);
	g_atomic_int_add(&bench->n_large, -is_large);
	g_atomic_int_add(&bench->n_at_work, -1);
	g_atomic_int_add(&bench->is_busy[job], -1);
}

static void
item_free(gpointer item)
{
	g_atomic_int_add(&n_alive, -1);
	g_free(item);
}

static HanteiPipeline *
start(guint n_jobs, Bench *bench)
{
	static const HanteiPipelineFuncs FUNCS = {read_item, work_on_item, item_free};
	bench->taker = g_thread_self();
	return hantei_pipeline_new(n_jobs, &FUNCS, bench);
}

/* Takes all that is left, from number @n on. */
static void
take_all(HanteiPipeline *pipeline, Bench *bench, guint n)
{
	Item *item;
	while ((item = hantei_pipeline_take(pipeline)) != NULL) {
		ck_assert_uint_eq(item->number, n);
		ck_assert_uint_eq(item->result, n % 5 == 3 ? 0 : n * 2 + 1);
		ck_assert_int_eq(item->has_failed, n % 5 == 3);
		item_free(item);
		n++;
	}
	ck_assert_uint_eq(n, bench->n_items);
	ck_assert_ptr_null(hantei_pipeline_take(pipeline));
	ck_assert_int_eq(bench->n_worked, (gint)bench->n_items);
	ck_assert_int_eq(bench->n_shared, 0);
	ck_assert_int_eq(bench->n_open, 0);
	ck_assert_int_eq(n_alive, 0);
}

static const struct {
	const gchar *name;
	guint n_jobs;
	guint n_items;
	guint delay_us;
	gboolean has_threads; /* all is worked on by others; else by the taker */
} ORDER_ROWS[] = {
    {"nothing at all", 4, 0, 0, FALSE},
    {"one item needs no thread", 4, 1, 0, FALSE},
    {"one job has no thread", 1, 500, 0, FALSE},
    {"two items, more jobs", 8, 2, 300, TRUE},
    {"two jobs", 2, 500, 300, TRUE},
    {"three jobs, work of no time", 3, 5000, 0, TRUE},
    {"more jobs than cores", 32, 3000, 300, TRUE},
    {"too many jobs are cut", 10000, 100, 300, TRUE},
    {"no jobs are one", 0, 10, 0, FALSE},
};

START_TEST(results_come_in_the_order_of_reading)
{
	Bench bench = {.n_items = ORDER_ROWS[_i].n_items, .delay_us = ORDER_ROWS[_i].delay_us};
	g_autoptr(HanteiPipeline) pipeline = start(ORDER_ROWS[_i].n_jobs, &bench);
	take_all(pipeline, &bench, 0);
	ck_assert_msg(bench.n_by_others == (ORDER_ROWS[_i].has_threads ? (gint)bench.n_items : 0),
		      "%s: %d by others", ORDER_ROWS[_i].name, bench.n_by_others);
}
END_TEST

START_TEST(reading_waits_for_the_taker)
{
	Bench bench = {.n_items = 2000};
	g_autoptr(HanteiPipeline) pipeline = start(2, &bench);
	for (guint i = 0; i < 100; i++) {
		Item *item = hantei_pipeline_take(pipeline);
		ck_assert_uint_le(bench.n_read, i + 2 * HANTEI_PIPELINE_ITEMS_PER_JOB);
		item_free(item);
	}
	take_all(pipeline, &bench, 100);
}
END_TEST

START_TEST(one_job_reads_when_asked)
{
	Bench bench = {.n_items = 10};
	g_autoptr(HanteiPipeline) pipeline = start(1, &bench);
	for (guint i = 0; i < 3; i++) {
		item_free(hantei_pipeline_take(pipeline));
		ck_assert_uint_eq(bench.n_read, i + 1);
	}
	take_all(pipeline, &bench, 3);
}
END_TEST

static const gsize HALVES[] = {40 * MIB};
static const gsize QUARTERS[] = {16 * MIB};
static const gsize EXACT[] = {HANTEI_PIPELINE_MAX_BYTES};
static const gsize LARGE_AND_SMALL[] = {1, HANTEI_PIPELINE_MAX_BYTES + 1, 0, 5, 7};
static const gsize HOSTILE[] = {G_MAXSIZE, G_MAXSIZE - 1, 0, G_MAXSIZE, 1, (gsize)G_MAXSSIZE + 1};

#define SIZES(array) array, G_N_ELEMENTS(array)

static const struct {
	const gchar *name;
	const gsize *sizes;
	guint n_sizes;
	guint n_ahead; /* items that may have been read when the first is taken: one is held back */
} SIZE_ROWS[] = {
    {"one and no other fits", SIZES(HALVES), 2},
    {"four fit, no more is read", SIZES(QUARTERS), 4},
    {"one fills it, no more is read", SIZES(EXACT), 1},
    {"one too large goes alone", SIZES(LARGE_AND_SMALL), 2},
    {"sizes that would overflow a sum", SIZES(HOSTILE), 1},
};

START_TEST(octets_under_way_are_bounded)
{
	Bench bench = {.n_items = 200,
		       .sizes = SIZE_ROWS[_i].sizes,
		       .n_sizes = SIZE_ROWS[_i].n_sizes,
		       .delay_us = 200};
	g_autoptr(HanteiPipeline) pipeline = start(4, &bench);
	item_free(hantei_pipeline_take(pipeline));
	ck_assert_msg(bench.n_read == SIZE_ROWS[_i].n_ahead, "%s: %u read", SIZE_ROWS[_i].name,
		      bench.n_read);
	take_all(pipeline, &bench, 1);
	ck_assert_msg(bench.n_crowded == 0, "%s: %d not alone", SIZE_ROWS[_i].name,
		      bench.n_crowded);
}
END_TEST

START_TEST(what_is_not_taken_is_dropped)
{
	static const guint n_jobs[] = {1, 2, 16};
	static const guint n_taken[] = {0, 1, 50};
	const guint row = (guint)_i % 3;
	Bench bench = {.n_items = 1000, .delay_us = 2000};
	HanteiPipeline *pipeline = start(n_jobs[(guint)_i / 3], &bench);
	for (guint i = 0; i < n_taken[row]; i++)
		item_free(hantei_pipeline_take(pipeline));
	hantei_pipeline_free(pipeline);
	ck_assert_int_eq(n_alive, 0);
	ck_assert_int_eq(bench.n_at_work, 0);
}
END_TEST

START_TEST(one_held_back_is_dropped_too)
{
	Bench bench = {.n_items = 10, .sizes = HALVES, .n_sizes = G_N_ELEMENTS(HALVES)};
	HanteiPipeline *pipeline = start(2, &bench);
	item_free(hantei_pipeline_take(pipeline));
	hantei_pipeline_free(pipeline);
	ck_assert_int_eq(n_alive, 0);
}
END_TEST

static Suite *
pipeline_suite(void)
{
	Suite *suite = suite_create("pipeline");
	TCase *tcase = tcase_create("pipeline");
	tcase_add_loop_test(tcase, results_come_in_the_order_of_reading, 0,
			    G_N_ELEMENTS(ORDER_ROWS));
	tcase_add_test(tcase, reading_waits_for_the_taker);
	tcase_add_test(tcase, one_job_reads_when_asked);
	tcase_add_loop_test(tcase, octets_under_way_are_bounded, 0, G_N_ELEMENTS(SIZE_ROWS));
	tcase_add_loop_test(tcase, what_is_not_taken_is_dropped, 0, 9);
	tcase_add_test(tcase, one_held_back_is_dropped_too);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(pipeline_suite());
}
