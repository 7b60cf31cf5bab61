/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/store.h"

#include <string.h>

#include "tests/model/mails.h"
#include "tests/test-main.h"

/* What the store should hold, beside it: hash -> spam count, as pointers. */
typedef struct {
	HanteiStore *store;
	GTree *expected;
} Pair;

static gint
compare_hashes(gconstpointer a, gconstpointer b, gpointer unused)
{
	const guint64 ha = *(const guint64 *)a;
	const guint64 hb = *(const guint64 *)b;

	return (ha > hb) - (ha < hb);
}

static Pair *
pair_new(const gchar *dir)
{
	Pair *self = g_new(Pair, 1);

	self->store = hantei_store_open(dir, HANTEI_STORE_WRITE, NULL);
	ck_assert_ptr_nonnull(self->store);
	self->expected = g_tree_new_full(compare_hashes, NULL, g_free, NULL);
	return self;
}

static void
pair_free(Pair *self)
{
	hantei_store_free(self->store);
	g_tree_unref(self->expected);
	g_free(self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pair, pair_free)

/* Features @first, @first + @step, … below @end, all with @n_spam. */
typedef struct {
	Pair *pair;
	GArray *hashes; /* sorted */
	guint next;
	guint n_spam;
	gchar text[32];
} Source;

static gint
compare_plain(gconstpointer a, gconstpointer b)
{
	return compare_hashes(a, b, NULL);
}

static gboolean
source_next(gpointer user_data, guint64 *hash, HanteiStoreFeature *feature)
{
	Source *self = user_data;

	if (self->next == self->hashes->len)
		return FALSE;
	*hash = g_array_index(self->hashes, guint64, self->next++);
	g_snprintf(self->text, sizeof self->text, "%" G_GINT64_MODIFIER "x", *hash);
	*feature = (HanteiStoreFeature){.tally = {{self->n_spam, 0}, {0, 0}},
					.group = HANTEI_GROUP_HTML,
					.text = self->text,
					.text_length = strlen(self->text)};
	return TRUE;
}

static void
change(Pair *pair, guint first, guint end, guint step, guint n_spam)
{
	g_autoptr(GArray) hashes = g_array_new(FALSE, FALSE, sizeof(guint64));
	Source source = {pair, hashes, 0, n_spam, ""};
	HanteiStoreTxn *txn;
	gboolean is_full;

	for (guint i = first; i < end; i += step) {
		guint64 hash = i * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);

		g_array_append_val(hashes, hash);
		if (n_spam > 0)
			g_tree_replace(pair->expected, g_memdup2(&hash, sizeof hash),
				       GUINT_TO_POINTER(n_spam));
		else
			g_tree_remove(pair->expected, &hash);
	}
	g_array_sort(hashes, compare_plain);
	txn = hantei_store_begin(pair->store, TRUE, NULL);
	ck_assert_ptr_nonnull(txn);
	hantei_store_put_features(txn, hashes->len, source_next, &source);
	ck_assert(hantei_store_commit(txn, &is_full, NULL));
}

typedef struct {
	GTree *expected;
	guint64 last;
	guint n;
} Check;

static void
check_feature(guint64 hash, const HanteiStoreFeature *feature, gpointer user_data)
{
	Check *self = user_data;
	g_autofree gchar *text = g_strdup_printf("%" G_GINT64_MODIFIER "x", hash);

	ck_assert(self->n == 0 || hash > self->last);
	ck_assert_uint_eq(feature->tally.all.n_spam,
			  GPOINTER_TO_UINT(g_tree_lookup(self->expected, &hash)));
	ck_assert_uint_eq(feature->text_length, strlen(text));
	ck_assert(memcmp(feature->text, text, feature->text_length) == 0);
	self->last = hash;
	self->n++;
}

static gboolean
look_up(gpointer key, gpointer value, gpointer user_data)
{
	HanteiStoreTxn *txn = user_data;
	const guint64 hash = *(const guint64 *)key;
	HanteiStoreFeature feature;

	hantei_store_prefetch(txn, hash);
	ck_assert(hantei_store_look(txn, hash, &feature));
	ck_assert_uint_eq(feature.tally.all.n_spam, GPOINTER_TO_UINT(value));
	ck_assert(hantei_store_get_feature(txn, hash, &feature));
	ck_assert_uint_gt(feature.text_length, 0);
	return FALSE;
}

/* Whichever way it is read, the store holds what it should. */
static void
assert_holds(Pair *pair)
{
	g_autoptr(HanteiStoreTxn) txn = hantei_store_begin(pair->store, FALSE, NULL);
	const guint n = (guint)g_tree_nnodes(pair->expected);
	Check check = {pair->expected, 0, 0};
	HanteiStoreFeature feature;

	ck_assert_ptr_nonnull(txn);
	ck_assert_uint_eq(hantei_store_count_features(txn), n);
	g_tree_foreach(pair->expected, look_up, txn);
	hantei_store_each_feature(txn, check_feature, &check);
	ck_assert_uint_eq(check.n, n);
	ck_assert(!hantei_store_look(txn, 1, &feature));
	ck_assert(hantei_store_check(txn, NULL, NULL));
}

/* A large batch goes into the tables, small ones are kept apart until they are many; changes, new
 * features and deletions in each. */
START_TEST(tables_and_changes_are_one)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(Pair) pair = pair_new(dir);

	assert_holds(pair);
	change(pair, 1, 10001, 1, 3); /* into the tables at once */
	assert_holds(pair);
	change(pair, 1, 1000, 7, 4);	  /* changed */
	change(pair, 10001, 10101, 1, 5); /* new */
	change(pair, 3, 500, 11, 0);	  /* deleted in the tables */
	assert_holds(pair);
	change(pair, 10001, 10050, 2, 0); /* deleted before they were folded */
	change(pair, 3, 100, 11, 6);	  /* back again */
	assert_holds(pair);
	change(pair, 5, 10000, 2, 8); /* so many that all are folded */
	assert_holds(pair);
	change(pair, 1, 10101, 1, 0); /* all deleted */
	assert_holds(pair);
}
END_TEST

START_TEST(folding_changes_nothing)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(Pair) pair = pair_new(dir);

	change(pair, 1, 300, 1, 3);
	change(pair, 1, 300, 3, 0);
	for (guint i = 0; i < 2; i++) {
		HanteiStoreTxn *txn = hantei_store_begin(pair->store, TRUE, NULL);
		gboolean is_full;

		hantei_store_fold(txn);
		ck_assert_uint_eq(hantei_store_count_features(txn), 199);
		ck_assert(hantei_store_commit(txn, &is_full, NULL));
		assert_holds(pair);
	}
	change(pair, 2, 300, 2, 9);
	assert_holds(pair);
}
END_TEST

/* What is folded and changed in one transaction is read there, too. */
START_TEST(a_transaction_sees_its_own_tables)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(Pair) pair = pair_new(dir);
	HanteiStoreFeature feature = {.tally = {{1, 1}, {0, 0}}, .text = "x", .text_length = 1};
	HanteiStoreTxn *txn = hantei_store_begin(pair->store, TRUE, NULL);

	for (guint round = 0; round < 3; round++) {
		for (guint64 i = 1; i < 200; i++) {
			HanteiStoreFeature found;

			feature.tally.all.n_spam = round + 1;
			hantei_store_put_feature(txn, i << 54, &feature);
			ck_assert(hantei_store_look(txn, i << 54, &found));
			ck_assert_uint_eq(found.tally.all.n_spam, round + 1);
			if (i > 1) {
				ck_assert(hantei_store_look(txn, (i - 1) << 54, &found));
				ck_assert_uint_eq(found.tally.all.n_spam, round + 1);
			}
		}
		hantei_store_fold(txn);
	}
	ck_assert(hantei_store_check(txn, NULL, NULL));
	hantei_store_abort(txn);
	assert_holds(pair);
}
END_TEST

/* Readers keep their place: those before it, beside it and far from it are found as well, and none
 * that are not there. */
START_TEST(features_are_found_in_any_order)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(Pair) pair = pair_new(dir);
	g_autoptr(HanteiStoreTxn) txn = NULL;
	HanteiStoreFeature feature;

	change(pair, 1, 10001, 1, 3);
	change(pair, 1, 12001, 4, 4); /* kept apart: on many pages */
	txn = hantei_store_begin(pair->store, FALSE, NULL);
	for (guint k = 0; k < 12000; k++) {
		const guint i = 1 + k * 7919 % 12000;
		const guint64 hash = i * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
		const guint expected = i % 4 == 1 ? 4 : i <= 10000 ? 3 : 0;

		ck_assert(!hantei_store_look(txn, hash - 1, &feature));
		ck_assert_int_eq(hantei_store_look(txn, hash, &feature), expected > 0);
		if (expected > 0)
			ck_assert_uint_eq(feature.tally.all.n_spam, expected);
		ck_assert(!hantei_store_look(txn, hash + 1, &feature));
	}
	ck_assert(hantei_store_check(txn, NULL, NULL));
	g_clear_pointer(&txn, hantei_store_abort); /* before the store it belongs to */
}
END_TEST

static Suite *
store_features_suite(void)
{
	Suite *suite = suite_create("store-features");
	TCase *tcase = tcase_create("store-features");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, tables_and_changes_are_one);
	tcase_add_test(tcase, folding_changes_nothing);
	tcase_add_test(tcase, features_are_found_in_any_order);
	tcase_add_test(tcase, a_transaction_sees_its_own_tables);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(store_features_suite());
}
