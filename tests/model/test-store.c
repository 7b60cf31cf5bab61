/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/store.h"

#include <sys/wait.h>
#include <unistd.h>

#include "model/model-state.h"
#include "model/model.h"
#include "model/upkeep.h"
#include "tests/model/mails.h"
#include "tests/test-main.h"

/* So little that a few hundred features fill it. */
#define SMALL_MAP ((gsize)64 * 1024)

static HanteiStore *
open_store(const gchar *dir, HanteiStoreMode mode)
{
	g_autoptr(GError) error = NULL;
	HanteiStore *store = hantei_store_open_sized(dir, mode, SMALL_MAP, &error);

	ck_assert_msg(store != NULL, "%s", error != NULL ? error->message : "no error set");
	return store;
}

static HanteiStoreTxn *
begin(HanteiStore *store, gboolean is_write)
{
	HanteiStoreTxn *txn = hantei_store_begin(store, is_write, NULL);

	ck_assert_ptr_nonnull(txn);
	return txn;
}

static void
commit(HanteiStoreTxn *txn)
{
	gboolean is_full;

	ck_assert(hantei_store_commit(txn, &is_full, NULL));
	ck_assert(!is_full);
}

static void
put(HanteiStoreTxn *txn, guint64 hash, guint32 n_spam, const gchar *text)
{
	const HanteiStoreFeature feature = {.tally = {{n_spam, 2}, {3, 4}},
					    .group = HANTEI_GROUP_HTML,
					    .text = text,
					    .text_length = strlen(text)};

	hantei_store_put_feature(txn, hash, &feature);
}

/* Writes @n features as the trainer does: growing until they fit. Returns: how often it grew. */
static guint
put_many(HanteiStore *store, guint n, guint32 n_spam)
{
	for (guint n_growths = 0;; n_growths++) {
		HanteiStoreTxn *txn = begin(store, TRUE);
		gboolean is_full;

		for (guint i = 0; i < n; i++)
			put(txn, i * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15), n_spam, "a feature");
		if (hantei_store_commit(txn, &is_full, NULL))
			return n_growths;
		ck_assert(is_full);
		ck_assert(hantei_store_grow(store, NULL));
	}
}

static void
assert_many(HanteiStore *store, guint n, guint32 n_spam)
{
	g_autoptr(HanteiStoreTxn) txn = begin(store, FALSE);

	ck_assert_uint_eq(hantei_store_count_features(txn), n);
	for (guint i = 0; i < n; i++) {
		HanteiStoreFeature feature;

		ck_assert(hantei_store_get_feature(txn, i * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15),
						   &feature));
		ck_assert_uint_eq(feature.tally.all.n_spam, n_spam);
	}
	ck_assert(hantei_store_check(txn, NULL, NULL));
}

static void
assert_not_a_model(const gchar *dir)
{
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(hantei_store_open(dir, HANTEI_STORE_READ, &error));
	ck_assert(g_error_matches(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_NOT_A_MODEL));
	ck_assert_ptr_nonnull(strstr(error->message, dir));
}

START_TEST(no_folder_is_no_model)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *missing = g_build_filename(dir, "missing", NULL);

	assert_not_a_model(missing);
	assert_not_a_model(dir);
	ck_assert(!g_file_test(missing, G_FILE_TEST_EXISTS));
}
END_TEST

START_TEST(a_folder_is_made_for_writing)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *sub = g_build_filename(dir, "a", NULL);
	g_autoptr(HanteiStore) store = open_store(sub, HANTEI_STORE_WRITE);
	GStatBuf status;

	ck_assert_int_eq(g_stat(sub, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0700);
	g_clear_pointer(&store, hantei_store_free);
	test_folder_empty(sub);
	ck_assert_int_eq(g_rmdir(sub), 0);
}
END_TEST

START_TEST(a_file_in_the_folders_place_is_an_error)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *file = g_build_filename(dir, "data.mdb", NULL);
	g_autoptr(GError) error = NULL;

	ck_assert(g_file_set_contents(file, "x", 1, NULL));
	ck_assert_ptr_null(hantei_store_open(file, HANTEI_STORE_WRITE, &error));
	ck_assert(g_error_matches(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_STORE));
	assert_not_a_model(file);
}
END_TEST

static const gchar *const TEXTS[] = {
    "a", "two words", "\xe7\x84\xa1\xe6\x96\x99", " ", "a\tb\nc\\d", "\xff\xfe",
};

START_TEST(texts_come_back)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(HanteiStore) store = open_store(dir, HANTEI_STORE_WRITE);
	g_autoptr(HanteiStoreTxn) txn = begin(store, TRUE);
	HanteiStoreFeature feature = {0};

	for (guint i = 0; i < G_N_ELEMENTS(TEXTS); i++)
		put(txn, i, i + 1, TEXTS[i]);
	commit(g_steal_pointer(&txn));
	txn = begin(store, FALSE);
	for (guint i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
		ck_assert(hantei_store_get_feature(txn, i, &feature));
		ck_assert_uint_eq(feature.text_length, strlen(TEXTS[i]));
		ck_assert_int_eq(memcmp(feature.text, TEXTS[i], feature.text_length), 0);
		ck_assert_uint_eq(feature.tally.all.n_spam, i + 1);
		ck_assert_uint_eq(feature.tally.hard.n_ham, 4);
		ck_assert_int_eq(feature.group, HANTEI_GROUP_HTML);
	}
	ck_assert(!hantei_store_get_feature(txn, 99, &feature));
	ck_assert(hantei_store_check(txn, NULL, NULL));
	g_clear_pointer(&txn, hantei_store_abort);
}
END_TEST

START_TEST(a_feature_without_counts_is_deleted)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(HanteiStore) store = open_store(dir, HANTEI_STORE_WRITE);
	const HanteiStoreFeature nothing = {.text = "x", .text_length = 1};
	HanteiStoreFeature feature;
	HanteiStoreTxn *txn = begin(store, TRUE);

	put(txn, 7, 1, "x");
	commit(txn);
	txn = begin(store, TRUE);
	hantei_store_put_feature(txn, 7, &nothing);
	hantei_store_put_feature(txn, 8, &nothing);
	ck_assert(!hantei_store_get_feature(txn, 7, &feature));
	ck_assert_uint_eq(hantei_store_count_features(txn), 0);
	commit(txn);
}
END_TEST

START_TEST(mails_and_meta_come_back)
{
	static const guint8 digest[16] = "0123456789abcde";
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(HanteiStore) store = open_store(dir, HANTEI_STORE_WRITE);
	HanteiStoreMail mail = {.is_spam = TRUE, .has_row = TRUE};
	HanteiStoreTxn *txn = begin(store, TRUE);
	g_autofree gchar *text = NULL;
	guint32 number = 0;

	mail.row.sums[5] = 1.25f;
	hantei_store_put_mail(txn, digest, &mail);
	hantei_store_put_meta(txn, "name", "abcd", 4);
	commit(txn);
	txn = begin(store, TRUE);
	mail = (HanteiStoreMail){0};
	ck_assert(hantei_store_get_mail(txn, digest, &mail));
	ck_assert(mail.is_spam && mail.n_hard == 0 && mail.has_row && mail.row.is_spam);
	ck_assert_double_eq_tol((gdouble)mail.row.sums[5], 1.25, 1e-9);
	ck_assert(hantei_store_get_meta(txn, "name", &number, sizeof number));
	ck_assert(!hantei_store_get_meta(txn, "name", &number, 2));
	ck_assert(!hantei_store_get_meta(txn, "no name", &number, sizeof number));
	text = hantei_store_dup_meta_text(txn, "name");
	ck_assert_str_eq(text, "abcd");
	hantei_store_put_mail(txn, digest, NULL);
	ck_assert(!hantei_store_get_mail(txn, digest, &mail));
	commit(txn);
}
END_TEST

START_TEST(an_aborted_transaction_leaves_no_trace)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(HanteiStore) store = open_store(dir, HANTEI_STORE_WRITE);
	HanteiStoreTxn *txn = begin(store, TRUE);

	put(txn, 7, 1, "x");
	hantei_store_abort(txn);
	assert_many(store, 0, 0);
}
END_TEST

START_TEST(a_reader_keeps_its_snapshot)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(HanteiStore) store = open_store(dir, HANTEI_STORE_WRITE);
	HanteiStoreTxn *before;
	HanteiStoreFeature feature;

	put_many(store, 10, 1);
	before = begin(store, FALSE);
	put_many(store, 20, 2);
	ck_assert(hantei_store_get_feature(before, 0, &feature));
	ck_assert_uint_eq(feature.tally.all.n_spam, 1);
	ck_assert_uint_eq(hantei_store_count_features(before), 10);
	hantei_store_abort(before);
	assert_many(store, 20, 2);
}
END_TEST

START_TEST(a_small_room_grows)
{
	g_autoptr(TestFolder) dir = test_folder_new();

	{
		g_autoptr(HanteiStore) store = open_store(dir, HANTEI_STORE_WRITE);

		ck_assert_uint_ge(put_many(store, 3000, 5), 2);
		assert_many(store, 3000, 5);
		ck_assert_uint_gt(hantei_store_get_size_bytes(store), SMALL_MAP);
	}
	{
		g_autoptr(HanteiStore) store = open_store(dir, HANTEI_STORE_READ);

		assert_many(store, 3000, 5);
	}
	{
		/* a size below that of the file does no harm */
		g_autoptr(HanteiStore) store = open_store(dir, HANTEI_STORE_WRITE);

		put_many(store, 6000, 6);
		assert_many(store, 6000, 6);
	}
}
END_TEST

/* Reads until the counts are 2. */
static gpointer
read_until_grown(gpointer data)
{
	for (guint32 n_spam = 0; n_spam != 2;) {
		g_autoptr(HanteiStoreTxn) txn = begin(data, FALSE);
		HanteiStoreFeature feature;

		for (guint64 i = 0; i < 100; i++) {
			ck_assert(hantei_store_get_feature(
			    txn, i * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15), &feature));
			ck_assert(n_spam == 0 || i == 0 || feature.tally.all.n_spam == n_spam);
			n_spam = feature.tally.all.n_spam;
		}
	}
	return NULL;
}

/* The writer is another process, for LMDB wants an environment opened once in each. */
START_TEST(readers_follow_a_room_that_grows)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(HanteiStore) store = NULL;
	GThread *threads[4];
	pid_t child;
	gint status;

	child = fork();
	if (child == 0) {
		HanteiStore *writer = open_store(dir, HANTEI_STORE_WRITE);

		put_many(writer, 100, 1);
		hantei_store_free(writer);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	store = open_store(dir, HANTEI_STORE_READ);
	child = fork();
	if (child == 0) {
		HanteiStore *writer = open_store(dir, HANTEI_STORE_WRITE);

		put_many(writer, 5000, 2);
		hantei_store_free(writer);
		_exit(0);
	}
	for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
		threads[i] = g_thread_new("reader", read_until_grown, store);
	for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
		g_thread_join(threads[i]);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	assert_many(store, 5000, 2);
}
END_TEST

/* Overwrites @length octets of the model from @offset with chance, or cuts it there. */
static void
damage(const gchar *dir, gsize offset, gsize length, guint32 seed)
{
	g_autofree gchar *path = g_build_filename(dir, "data.mdb", NULL);
	g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
	g_autofree gchar *data = NULL;
	gsize size;

	ck_assert(g_file_get_contents(path, &data, &size, NULL));
	for (gsize i = offset; i < MIN(offset + length, size); i++)
		data[i] = (gchar)g_rand_int_range(rand, 0, 256);
	ck_assert(
	    g_file_set_contents(path, data, length == 0 ? (gssize)offset : (gssize)size, NULL));
}

static const struct {
	const gchar *name;
	gsize offset;
	gsize length; /* 0: cut there */
} DAMAGES[] = {
    {"all of it", 0, G_MAXSIZE / 2}, {"both heads", 0, 8192},
    {"an empty file", 0, 0},	     {"a cut head", 100, 0},
    {"only one head", 4096, 0},	     {"cut after the heads", 8192, 0},
    {"cut in the middle", 40960, 0}, {"cut inside a page", 42000, 0},
};

/* Cuts @n_pages off the model's file. Returns: FALSE if it has no more than its heads then. */
static gboolean
cut_pages(const gchar *dir, gsize n_pages)
{
	g_autofree gchar *path = g_build_filename(dir, "data.mdb", NULL);
	GStatBuf status;

	ck_assert_int_eq(g_stat(path, &status), 0);
	return status.st_size / 4096 > (goffset)n_pages + 2 &&
	       truncate(path, status.st_size - (goffset)n_pages * 4096) == 0;
}

/* Of a compact file every page is used. */
START_TEST(a_file_cut_by_some_pages_is_an_error)
{
	for (gsize n = 1; n <= 20; n++) {
		g_autoptr(TestFolder) dir = test_folder_new();
		g_autoptr(GError) error = NULL;
		g_autoptr(GError) write_error = NULL;
		HanteiSizes sizes;

		test_train(dir, 0, 400);
		ck_assert(hantei_upkeep_compact(dir, &sizes, NULL));
		ck_assert(cut_pages(dir, n));
		ck_assert_ptr_null(hantei_model_open(dir, &error));
		ck_assert_ptr_nonnull(strstr(error->message, "damaged"));
		ck_assert_ptr_null(hantei_trainer_open(dir, &(HanteiHashKey){1, 2}, &write_error));
		ck_assert_ptr_nonnull(strstr(write_error->message, "damaged"));
	}
}
END_TEST

/* How many pages at the end of the model's file are free. */
static gsize
count_free_at_end(const gchar *dir)
{
	g_autoptr(HanteiStore) store = hantei_store_open(dir, HANTEI_STORE_READ, NULL);
	g_autoptr(GHashTable) free_pages = g_hash_table_new(NULL, NULL);
	HanteiStoreTxn *txn = begin(store, FALSE);
	MDB_envinfo info;
	MDB_cursor *cursor;
	MDB_val key;
	MDB_val value;
	gsize n = 0;

	ck_assert_int_eq(mdb_cursor_open(txn->txn, 0, &cursor), MDB_SUCCESS);
	while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == MDB_SUCCESS) {
		const gsize *pages = value.mv_data;

		for (gsize i = 1; i <= pages[0]; i++)
			g_hash_table_add(free_pages, GSIZE_TO_POINTER(pages[i]));
	}
	mdb_cursor_close(cursor);
	ck_assert_int_eq(mdb_env_info(store->env, &info), MDB_SUCCESS);
	while (g_hash_table_contains(free_pages, GSIZE_TO_POINTER(info.me_last_pgno - n)))
		n++;
	hantei_store_abort(txn);
	return n;
}

/* LMDB leaves pages unwritten that a transaction took and freed again; a trainer makes up for that,
 * but may be killed before. */
START_TEST(free_pages_that_are_missing_are_no_damage)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	gsize n = 0;

	test_train(dir, 0, 100);
	for (guint i = 0; n == 0 && i < 50; i++) {
		HanteiStore *store = hantei_store_open(dir, HANTEI_STORE_WRITE, NULL);
		HanteiStoreTxn *txn = begin(store, TRUE);
		g_autofree gchar *much = g_malloc0(6 * 4096);

		hantei_store_put_meta(txn, "much", much, i % 2 == 0 ? 6 * 4096 : 1);
		commit(txn);
		hantei_store_free(store);
		n = MIN(count_free_at_end(dir), 16);
	}
	ck_assert_uint_gt(n, 0);
	ck_assert(cut_pages(dir, n));
	test_assert_sound(dir);
	test_train(dir, 100, 200);
	test_assert_sound(dir);
}
END_TEST

START_TEST(a_damaged_file_is_an_error)
{
	for (guint seed = 0; seed < 5; seed++) {
		g_autoptr(TestFolder) dir = test_folder_new();
		g_autoptr(GError) error = NULL;
		g_autoptr(GError) write_error = NULL;

		test_train(dir, 0, 400);
		damage(dir, DAMAGES[_i].offset, DAMAGES[_i].length, seed);
		ck_assert_msg(hantei_model_open(dir, &error) == NULL, "%s", DAMAGES[_i].name);
		ck_assert_msg(error->domain == HANTEI_MODEL_ERROR &&
				  error->code == HANTEI_MODEL_ERROR_STORE,
			      "%s: %s", DAMAGES[_i].name, error->message);
		ck_assert_ptr_nonnull(strstr(error->message, dir));
		if (DAMAGES[_i].offset == 0 && DAMAGES[_i].length == 0)
			continue; /* a trainer that was killed at once leaves it so */
		ck_assert_msg(hantei_trainer_open(dir, &(HanteiHashKey){1, 2}, &write_error) ==
				  NULL,
			      "%s", DAMAGES[_i].name);
		ck_assert(
		    g_error_matches(write_error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_STORE));
	}
}
END_TEST

START_TEST(counts_by_origin_and_head_rows_come_back)
{
	static const guint8 digest[16] = "0123456789abcde";
	static const HanteiOriginCounts origins[] = {
	    {0, {1, 2}}, {7, {0, 0}}, {HANTEI_MAX_ORIGINS - 1, {0, 3}}};
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(HanteiStore) store = open_store(dir, HANTEI_STORE_WRITE);
	HanteiStoreFeature feature = {.tally = {{1, 5}, {0, 0}},
				      .text = "x",
				      .text_length = 1,
				      .origins = origins,
				      .n_origins = G_N_ELEMENTS(origins)};
	g_auto(HanteiStoreMail) read = {0};
	g_auto(HanteiStoreMail) mail = {.origin = 3, .head_row = hantei_head_row_new(2)};
	HanteiStoreTxn *txn = begin(store, TRUE);

	mail.head_row->features[1] = 99;
	mail.head_row->without[4] = -0.5f;
	hantei_store_put_feature(txn, 1, &feature);
	hantei_store_put_mail(txn, digest, &mail);
	commit(txn);
	txn = begin(store, FALSE);
	ck_assert(hantei_store_get_feature(txn, 1, &feature));
	/* one without counts is not kept */
	ck_assert_uint_eq(feature.n_origins, 2);
	ck_assert_uint_eq(feature.origins[0].counts.n_ham, 2);
	ck_assert_uint_eq(feature.origins[1].origin, HANTEI_MAX_ORIGINS - 1);
	ck_assert_uint_eq(feature.text_length, 1);
	ck_assert(hantei_store_get_mail(txn, digest, &read));
	ck_assert_uint_eq(read.head_row->origin, 3);
	ck_assert_uint_eq(read.head_row->n_features, 2);
	ck_assert_uint_eq(read.head_row->features[1], 99);
	ck_assert_double_eq_tol((gdouble)read.head_row->without[4], -0.5, 1e-9);
	hantei_store_abort(txn);
}
END_TEST

START_TEST(an_origin_that_cannot_be_is_an_error)
{
	static const HanteiOriginCounts origins[] = {{HANTEI_MAX_ORIGINS, {1, 2}}};
	const HanteiStoreFeature damaged = {.tally = {{1, 2}, {0, 0}},
					    .text = "x",
					    .text_length = 1,
					    .origins = origins,
					    .n_origins = 1};
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(HanteiStore) store = open_store(dir, HANTEI_STORE_WRITE);
	HanteiStoreTxn *txn = begin(store, TRUE);
	HanteiStoreFeature feature;

	hantei_store_put_feature(txn, 1, &damaged);
	commit(txn);
	txn = begin(store, FALSE);
	ck_assert(!hantei_store_get_feature(txn, 1, &feature));
	ck_assert(!hantei_store_check(txn, NULL, NULL));
	hantei_store_abort(txn);
}
END_TEST

/* What of a model's list of sources may be damaged. */
static const struct {
	const gchar *name;
	guint32 n;
	guint32 language;
	gchar filling; /* of the source's name */
	gboolean is_good;
} ORIGINS[] = {
    {"sound", 1, HANTEI_LANGUAGE_JA, '\0', TRUE},
    {"too many", HANTEI_MAX_ORIGINS + 1, HANTEI_LANGUAGE_JA, '\0', FALSE},
    {"no such language", 1, HANTEI_N_LANGUAGES, '\0', FALSE},
    {"a name without end", 1, HANTEI_LANGUAGE_JA, 'x', FALSE},
};

START_TEST(a_damaged_list_of_sources_is_an_error)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree HanteiModelState *state = g_new(HanteiModelState, 1);
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiModel) model = NULL;

	hantei_model_state_init(state, &(HanteiHashKey){1, 2});
	state->origins.n = ORIGINS[_i].n;
	state->origins.all[0].language = ORIGINS[_i].language;
	memset(state->origins.all[0].source, ORIGINS[_i].filling, HANTEI_SOURCE_BYTES);
	{
		g_autoptr(HanteiStore) store = open_store(dir, HANTEI_STORE_WRITE);
		HanteiStoreTxn *txn = begin(store, TRUE);

		hantei_model_state_write(state, txn);
		commit(txn);
	}
	model = hantei_model_open(dir, &error);
	ck_assert_msg((model != NULL) == ORIGINS[_i].is_good, "%s", ORIGINS[_i].name);
	ck_assert(model != NULL ||
		  g_error_matches(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_STORE));
}
END_TEST

START_TEST(an_empty_file_can_be_trained)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *path = g_build_filename(dir, "data.mdb", NULL);

	ck_assert(g_file_set_contents(path, "", 0, NULL));
	test_train(dir, 0, 10);
	test_train(dir, 10, 20);
}
END_TEST

static Suite *
store_suite(void)
{
	Suite *suite = suite_create("store");
	TCase *tcase = tcase_create("store");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, no_folder_is_no_model);
	tcase_add_test(tcase, a_folder_is_made_for_writing);
	tcase_add_test(tcase, a_file_in_the_folders_place_is_an_error);
	tcase_add_test(tcase, texts_come_back);
	tcase_add_test(tcase, a_feature_without_counts_is_deleted);
	tcase_add_test(tcase, mails_and_meta_come_back);
	tcase_add_test(tcase, an_aborted_transaction_leaves_no_trace);
	tcase_add_test(tcase, a_reader_keeps_its_snapshot);
	tcase_add_test(tcase, a_small_room_grows);
	tcase_add_test(tcase, readers_follow_a_room_that_grows);
	tcase_add_test(tcase, a_file_cut_by_some_pages_is_an_error);
	tcase_add_test(tcase, free_pages_that_are_missing_are_no_damage);
	tcase_add_loop_test(tcase, a_damaged_file_is_an_error, 0, G_N_ELEMENTS(DAMAGES));
	tcase_add_test(tcase, counts_by_origin_and_head_rows_come_back);
	tcase_add_test(tcase, an_origin_that_cannot_be_is_an_error);
	tcase_add_loop_test(tcase, a_damaged_list_of_sources_is_an_error, 0, G_N_ELEMENTS(ORIGINS));
	tcase_add_test(tcase, an_empty_file_can_be_trained);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(store_suite());
}
