/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/feature-table.h"

#include <string.h>

#include "tests/test-main.h"

static const HanteiOriginCounts TWO[] = {{3, {1, 0}}, {4, {2, 5}}};

typedef struct {
	GByteArray *table;
	GByteArray *texts;
} Runs;

static void
runs_clear(Runs *self)
{
	g_byte_array_unref(self->table);
	g_byte_array_unref(self->texts);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Runs, runs_clear)

/* The hash of feature @i of @n: all in the shard 0x5a, in order, @step apart. */
static guint64
hash_at(guint i, guint64 step)
{
	return (G_GUINT64_CONSTANT(0x5a) << 56) + i * step;
}

/* Its day: none, and all octets of one. */
static guint16
day_at(guint i)
{
	return (guint16)(i * 257);
}

/* @n features: spam is its index; each third has two origins; the text is its index in words. */
static Runs
build(guint n, guint64 step)
{
	g_autoptr(HanteiTableBuilder) builder = hantei_table_builder_new();
	Runs runs = {g_byte_array_new(), g_byte_array_new()};

	for (guint i = 0; i < n; i++) {
		g_autofree gchar *text = g_strdup_printf("feature %u", i);
		const HanteiStoreFeature feature = {
		    {{i + 1, 1}, {0, 0}}, HANTEI_GROUP_HTML, day_at(i), text, strlen(text), TWO,
		    i % 3 == 0 ? 2 : 0};

		hantei_table_builder_add(builder, hash_at(i, step), &feature);
	}
	hantei_table_builder_finish(builder, runs.table, runs.texts);
	return runs;
}

/* Spread evenly, all in one bucket, and next to each other at both ends. */
static const struct {
	guint n;
	guint64 step;
} TABLES[] = {
    {0, 1},
    {1, 1},
    {3, 1},
    {1000, 1},
    {1000, G_GUINT64_CONSTANT(1) << 45},
    {4097, 1 << 20},
    {256, G_GUINT64_CONSTANT(1) << 48},
};

START_TEST(what_was_added_is_found)
{
	const guint n = TABLES[_i].n;
	const guint64 step = TABLES[_i].step;
	g_auto(Runs) runs = build(n, step);
	HanteiOriginCounts origins[HANTEI_MAX_ORIGINS];
	HanteiTableTexts texts;
	HanteiTable table;

	ck_assert(hantei_table_init(&table, runs.table->data, runs.table->len));
	ck_assert(hantei_table_texts_init(&texts, runs.texts->data, runs.texts->len));
	ck_assert_uint_eq(table.n, n);
	for (guint i = 0; i < n; i++) {
		g_autofree gchar *expected = g_strdup_printf("feature %u", i);
		HanteiStoreFeature feature;
		guint64 hash;

		hantei_table_prefetch(&table, hash_at(i, step));
		ck_assert_int_eq(hantei_table_find(&table, hash_at(i, step)), i);
		ck_assert(hantei_table_read(&table, i, &hash, &feature, origins));
		ck_assert_uint_eq(hash, hash_at(i, step));
		ck_assert_uint_eq(feature.tally.all.n_spam, i + 1);
		ck_assert_uint_eq(feature.day, day_at(i));
		ck_assert_uint_eq(feature.n_origins, i % 3 == 0 ? 2 : 0);
		ck_assert(hantei_table_texts_get(&texts, &table, i, hash, &feature.text,
						 &feature.text_length));
		ck_assert_uint_eq(feature.text_length, strlen(expected));
		ck_assert(memcmp(feature.text, expected, feature.text_length) == 0);
	}
	ck_assert_int_eq(hantei_table_find(&table, hash_at(n, step)), HANTEI_TABLE_NONE);
	ck_assert_int_eq(hantei_table_find(&table, hash_at(0, step) - 1), HANTEI_TABLE_NONE);
}
END_TEST

/* In pieces of any length. */
START_TEST(what_is_copied_is_the_same)
{
	const guint n = TABLES[_i].n;
	g_auto(Runs) runs = build(n, TABLES[_i].step);
	g_auto(Runs) copied = {g_byte_array_new(), g_byte_array_new()};
	g_autoptr(HanteiTableBuilder) builder = hantei_table_builder_new();
	HanteiTableTexts texts;
	HanteiTable table;

	ck_assert(hantei_table_init(&table, runs.table->data, runs.table->len));
	ck_assert(hantei_table_texts_init(&texts, runs.texts->data, runs.texts->len));
	for (guint32 piece = 1; piece <= 4096; piece *= 7) {
		guint64 place = 0;

		for (guint32 first = 0; first < n; first += piece) {
			gboolean is_there;

			ck_assert_int_eq(
			    hantei_table_seek(&table, hash_at(first, TABLES[_i].step), &is_there),
			    first);
			ck_assert(is_there);
			ck_assert(hantei_table_builder_copy(builder, &table, &texts, first,
							    MIN(first + piece, n), &place));
		}
		hantei_table_builder_finish(builder, copied.table, copied.texts);
		ck_assert_uint_eq(copied.table->len, runs.table->len);
		ck_assert_uint_eq(copied.texts->len, runs.texts->len);
		/* an empty array has no data at all, and memcmp() must not be given that */
		if (runs.table->len > 0)
			ck_assert_mem_eq(copied.table->data, runs.table->data, runs.table->len);
		if (runs.texts->len > 0)
			ck_assert_mem_eq(copied.texts->data, runs.texts->data, runs.texts->len);
	}
}
END_TEST

/* The longest and the shortest text, and a second table from one builder. */
START_TEST(texts_of_all_lengths_come_back)
{
	g_autoptr(HanteiTableBuilder) builder = hantei_table_builder_new();
	g_auto(Runs) runs = {g_byte_array_new(), g_byte_array_new()};
	HanteiStoreFeature feature = {.tally = {{1, 0}, {0, 0}}};
	gchar long_text[HANTEI_STORE_TEXT_BYTES + 1];
	const gsize lengths[] = {1, HANTEI_STORE_TEXT_BYTES, HANTEI_STORE_TEXT_BYTES + 1, 0};
	HanteiTableTexts texts;
	HanteiTable table;

	memset(long_text, 'x', sizeof long_text);
	feature.text = long_text;
	for (guint round = 0; round < 2; round++) {
		for (guint i = 0; i < G_N_ELEMENTS(lengths); i++) {
			feature.text_length = lengths[i];
			hantei_table_builder_add(builder, hash_at(i, 1), &feature);
		}
		hantei_table_builder_finish(builder, runs.table, runs.texts);
	}
	ck_assert(hantei_table_init(&table, runs.table->data, runs.table->len));
	ck_assert(hantei_table_texts_init(&texts, runs.texts->data, runs.texts->len));
	ck_assert_uint_eq(table.n, G_N_ELEMENTS(lengths));
	for (guint i = 0; i < G_N_ELEMENTS(lengths); i++) {
		const gchar *text;
		gsize length;

		ck_assert(hantei_table_texts_get(&texts, &table, i, hash_at(i, 1), &text, &length));
		ck_assert_uint_eq(length, CLAMP(lengths[i], 1, HANTEI_STORE_TEXT_BYTES));
	}
}
END_TEST

/* Looks at all of a run that may be damaged: the sanitizers say whether it stays within. */
static void
look_at_all(const guint8 *table_bytes, gsize n_table, const guint8 *text_bytes, gsize n_texts)
{
	HanteiOriginCounts origins[HANTEI_MAX_ORIGINS];
	HanteiTableTexts texts;
	g_autoptr(HanteiTableBuilder) builder = hantei_table_builder_new();
	guint64 place = 0;
	HanteiTable table;

	if (!hantei_table_init(&table, table_bytes, n_table))
		return;
	for (guint i = 0; i < 64; i++) {
		hantei_table_prefetch(&table, hash_at(i, G_GUINT64_CONSTANT(1) << 50));
		hantei_table_find(&table, hash_at(i, G_GUINT64_CONSTANT(1) << 50));
	}
	if (!hantei_table_texts_init(&texts, text_bytes, n_texts))
		return;
	if (texts.n == table.n)
		hantei_table_builder_copy(builder, &table, &texts, 0, table.n, &place);
	for (guint32 i = 0; i < table.n; i++) {
		HanteiStoreFeature feature;
		guint64 hash;

		if (hantei_table_read(&table, i, &hash, &feature, origins))
			hantei_table_texts_get(&texts, &table, i, hash, &feature.text,
					       &feature.text_length);
	}
}

START_TEST(damage_never_leads_outside)
{
	g_auto(Runs) runs = build(40, G_GUINT64_CONSTANT(1) << 50);
	HanteiTable table;

	for (guint i = 0; i < runs.table->len; i++) {
		g_autofree guint8 *bytes = g_memdup2(runs.table->data, runs.table->len);
		g_autofree guint8 *cut = g_memdup2(runs.table->data, i);

		bytes[i] ^= 0xff;
		look_at_all(bytes, runs.table->len, runs.texts->data, runs.texts->len);
		ck_assert(!hantei_table_init(&table, cut, i) || i == 0);
	}
	for (guint i = 0; i < runs.texts->len; i++) {
		g_autofree guint8 *bytes = g_memdup2(runs.texts->data, runs.texts->len);
		g_autofree guint8 *cut = g_memdup2(runs.texts->data, i);

		bytes[i] ^= 0xff;
		look_at_all(runs.table->data, runs.table->len, bytes, runs.texts->len);
		look_at_all(runs.table->data, runs.table->len, cut, i);
	}
}
END_TEST

START_TEST(a_directory_that_cannot_be_is_damage)
{
	g_auto(Runs) runs = build(40, G_GUINT64_CONSTANT(1) << 50);
	HanteiTable table;

	memset(runs.table->data + 16, 0xff, sizeof(guint32)); /* the first bucket's first slot */
	ck_assert(hantei_table_init(&table, runs.table->data, runs.table->len));
	ck_assert_int_eq(hantei_table_find(&table, hash_at(0, 1)), HANTEI_TABLE_DAMAGED);
}
END_TEST

static Suite *
feature_table_suite(void)
{
	Suite *suite = suite_create("feature-table");
	TCase *tcase = tcase_create("feature-table");

	tcase_add_loop_test(tcase, what_was_added_is_found, 0, (int)G_N_ELEMENTS(TABLES));
	tcase_add_loop_test(tcase, what_is_copied_is_the_same, 0, (int)G_N_ELEMENTS(TABLES));
	tcase_add_test(tcase, texts_of_all_lengths_come_back);
	tcase_add_test(tcase, damage_never_leads_outside);
	tcase_add_test(tcase, a_directory_that_cannot_be_is_damage);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(feature_table_suite());
}
