/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What the suites of this floor share: made-up mails, temporary folders, dumps as strings. Open a
 * model inside a test's body, for Check forks each test and LMDB does not survive a fork. */

#pragma once

#include <check.h>
#include <glib/gstdio.h>
#include <string.h>

#include "model/dump.h"
#include "model/store-private.h"
#include "model/trainer.h"
#include "model/verify.h"

/* A folder that is removed at the end of its scope. */
typedef gchar TestFolder;

static inline TestFolder *
test_folder_new(void)
{
	gchar *dir = g_dir_make_tmp("hantei-test-XXXXXX", NULL);

	ck_assert_ptr_nonnull(dir);
	return dir;
}

/* Removes the files of a model. */
static inline void
test_folder_empty(const gchar *dir)
{
	static const gchar *const names[] = {"data.mdb", "lock.mdb", "trainer.lock"};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree gchar *path = g_build_filename(dir, names[i], NULL);
		g_unlink(path);
	}
}

static inline void
test_folder_remove(TestFolder *dir)
{
	test_folder_empty(dir);
	g_rmdir(dir);
	g_free(dir);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TestFolder, test_folder_remove)

/* The digest of the made-up mail @index. */
static inline void
test_digest(guint index, guint8 digest[16])
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_MD5);
	gsize length = 16;

	g_checksum_update(checksum, (const guchar *)&index, sizeof index);
	g_checksum_get_digest(checksum, digest, &length);
}

/* A set of the features in @list, "group:text" divided by '|'. */
static inline HanteiFeatures *
test_features(const HanteiHashKey *key, const gchar *list)
{
	HanteiFeatures *features = hantei_features_new(key);
	g_auto(GStrv) items = g_strsplit(list, "|", -1);

	for (gsize i = 0; items[i] != NULL; i++) {
		gchar *text = strchr(items[i], ':');
		HanteiGroup group;

		ck_assert_ptr_nonnull(text);
		*text++ = '\0';
		ck_assert_msg(hantei_group_from_string(items[i], &group), "%s", items[i]);
		hantei_features_add(features, group, text, strlen(text));
	}
	hantei_features_seal(features);
	return features;
}

/* The made-up mail @index: some words of its class, some of both, and one that all mails have.
 * Every tenth speaks like the other class, so that there are hard ones. */
static inline HanteiFeatures *
test_mail(const HanteiHashKey *key, guint index, gboolean is_spam)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(index);
	HanteiFeatures *features = hantei_features_new(key);
	const gchar *kind = (is_spam != FALSE) != (index % 10 == 9) ? "spam" : "ham";

	hantei_features_addf(features, HANTEI_GROUP_SHAPE, "in all mails");
	for (guint i = 0; i < 8; i++) {
		hantei_features_addf(features, HANTEI_GROUP_WORDS, "%s %d", kind,
				     g_rand_int_range(rand, 0, 40));
		hantei_features_addf(features, HANTEI_GROUP_WORDS, "both %d",
				     g_rand_int_range(rand, 0, 40));
	}
	hantei_features_addf(features, HANTEI_GROUP_SUBJECT, "%s %d", kind,
			     g_rand_int_range(rand, 0, 10));
	hantei_features_addf(features, HANTEI_GROUP_RELAY, "relay %s %d", kind,
			     g_rand_int_range(rand, 0, 5));
	hantei_features_seal(features);
	return features;
}

/* Whether the made-up mail @index is spam, unless a test says otherwise. */
static inline gboolean
test_mail_is_spam(guint index)
{
	return index % 3 == 1;
}

static inline HanteiLearnt
test_learn_as(HanteiTrainer *trainer, guint index, gboolean is_spam)
{
	g_autoptr(HanteiFeatures) features =
	    test_mail(hantei_trainer_get_key(trainer), index, test_mail_is_spam(index));
	g_autoptr(GError) error = NULL;
	HanteiLearnt learnt = HANTEI_N_LEARNT;
	guint8 digest[16];

	test_digest(index, digest);
	ck_assert_msg(hantei_trainer_learn(trainer, features, HANTEI_VIEW_RECEIVED, digest, is_spam,
					   &learnt, &error),
		      "%s", error != NULL ? error->message : "no error set");
	return learnt;
}

static inline HanteiLearnt
test_learn(HanteiTrainer *trainer, guint index)
{
	return test_learn_as(trainer, index, test_mail_is_spam(index));
}

static inline HanteiLearnt
test_forget(HanteiTrainer *trainer, guint index)
{
	g_autoptr(HanteiFeatures) features =
	    test_mail(hantei_trainer_get_key(trainer), index, test_mail_is_spam(index));
	g_autoptr(GError) error = NULL;
	HanteiLearnt learnt = HANTEI_N_LEARNT;
	guint8 digest[16];

	test_digest(index, digest);
	ck_assert_msg(hantei_trainer_forget(trainer, features, digest, &learnt, &error), "%s",
		      error != NULL ? error->message : "no error set");
	return learnt;
}

static inline HanteiTrainer *
test_trainer(const gchar *dir)
{
	g_autoptr(GError) error = NULL;
	/* those on disk share a key, so that their dumps can be compared */
	const HanteiHashKey key = {1, dir != NULL ? 2 : 3};
	HanteiTrainer *trainer = hantei_trainer_open(dir, &key, &error);

	ck_assert_msg(trainer != NULL, "%s", error != NULL ? error->message : "no error set");
	return trainer;
}

static inline void
test_commit(HanteiTrainer *trainer)
{
	g_autoptr(GError) error = NULL;

	ck_assert_msg(hantei_trainer_commit(trainer, &error), "%s",
		      error != NULL ? error->message : "no error set");
}

/* Learns the mails @first to before @end in @dir and commits. */
static inline void
test_train(const gchar *dir, guint first, guint end)
{
	g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

	for (guint i = first; i < end; i++)
		test_learn(trainer, i);
	test_commit(trainer);
}

static inline gchar *
test_dump_with(const gchar *dir, const HanteiDumpOptions *options)
{
	g_autoptr(GOutputStream) out = g_memory_output_stream_new_resizable();
	g_autoptr(GError) error = NULL;

	ck_assert_msg(hantei_dump_write(dir, out, options, &error), "%s",
		      error != NULL ? error->message : "no error set");
	ck_assert(g_output_stream_write_all(out, "", 1, NULL, NULL, NULL));
	ck_assert(g_output_stream_close(out, NULL, NULL));
	return g_memory_output_stream_steal_data(G_MEMORY_OUTPUT_STREAM(out));
}

static inline gchar *
test_dump(const gchar *dir)
{
	return test_dump_with(dir, &(HanteiDumpOptions){0});
}

/* Features that wait to be put where many are read fast. */
static inline gsize
test_count_waiting(const gchar *dir)
{
	g_autoptr(HanteiStore) store = hantei_store_open(dir, HANTEI_STORE_READ, NULL);
	g_autoptr(HanteiStoreTxn) txn = NULL;
	MDB_stat stat;

	ck_assert_ptr_nonnull(store);
	txn = hantei_store_begin(store, FALSE, NULL);
	ck_assert_ptr_nonnull(txn);
	ck_assert_int_eq(mdb_stat(txn->txn, store->delta, &stat), MDB_SUCCESS);
	g_clear_pointer(&txn, hantei_store_abort); /* before the store it belongs to */
	return stat.ms_entries;
}

static inline gboolean
test_load(const gchar *dump, const gchar *dir, GError **error)
{
	g_autoptr(GInputStream) in =
	    g_memory_input_stream_new_from_data(dump, (gssize)strlen(dump), NULL);

	return hantei_dump_load(in, dir, error);
}

/* Of a dump, what must not depend on the order of learning: the learnt totals, the labels of the
 * mails, and the counts of all mails of each feature. */
static inline gchar *
test_all_counts(const gchar *dump)
{
	g_auto(GStrv) lines = g_strsplit(dump, "\n", -1);
	GString *out = g_string_new(NULL);

	for (gsize i = 0; lines[i] != NULL; i++) {
		g_auto(GStrv) words = g_strsplit(lines[i], " ", 7);
		const guint n = g_strv_length(words);

		if (g_str_has_prefix(lines[i], "learnt "))
			g_string_append_printf(out, "learnt %s %s\n", words[1], words[2]);
		else if (g_str_has_prefix(lines[i], "mail "))
			g_string_append_printf(out, "mail %s %s\n", words[1], words[2]);
		else if (n == 7 && g_ascii_isdigit(lines[i][0]))
			g_string_append_printf(out, "%s %s %s %s\n", words[0], words[1], words[5],
					       words[6]);
	}
	return g_string_free(out, FALSE);
}

/* Fails at the first line that differs; a whole dump would not fit into Check's message. */
static inline void
test_assert_same(const gchar *a, const gchar *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	ck_assert_msg(*a == *b, "one goes on \"%.60s\", the other \"%.60s\"", a, b);
}

/* The log-odds of the made-up mail @index. */
static inline gdouble
test_weigh(HanteiTrainer *trainer, guint index)
{
	g_autoptr(HanteiFeatures) features =
	    test_mail(hantei_trainer_get_key(trainer), index, test_mail_is_spam(index));
	g_autoptr(HanteiEvidence) evidence =
	    hantei_trainer_weigh(trainer, features, HANTEI_VIEW_RECEIVED, NULL);

	ck_assert_ptr_nonnull(evidence);
	return evidence->log_odds;
}

/* Fails unless the model in @dir is sound. */
static inline void
test_assert_sound(const gchar *dir)
{
	g_auto(HanteiVerifyReport) report = {0};
	g_autoptr(GError) error = NULL;

	ck_assert_msg(hantei_model_verify(dir, &report, &error), "%s",
		      error != NULL ? error->message : "no error set");
	for (guint i = 0; i < HANTEI_N_FAULTS; i++)
		ck_assert_msg(report.n_faults[i] == 0, "%s: %s", hantei_fault_to_string(i),
			      report.first[i]);
}
