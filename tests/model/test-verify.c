/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/verify.h"

#include <math.h>

#include "model/model-state.h"
#include "model/model.h"
#include "tests/model/mails.h"
#include "tests/test-main.h"

#define N_MAILS 60

/* What damages a model: something in a transaction that writes. */
typedef struct {
	const gchar *name;
	HanteiFault fault;
	void (*damage)(HanteiStoreTxn *txn, HanteiModelState *state);
} Row;

/* A feature of the model, by its text. */
static guint64
get_feature(HanteiStoreTxn *txn,
	    const HanteiModelState *state,
	    HanteiGroup group,
	    const gchar *text,
	    HanteiStoreFeature *feature)
{
	const guint64 hash = hantei_feature_hash(&state->key, group, text, strlen(text));

	ck_assert(hantei_store_get_feature(txn, hash, feature));
	return hash;
}

static void
learn_one_more(HanteiStoreTxn *txn, HanteiModelState *state)
{
	state->learnt.all.n_ham++;
	state->origins.all[0].learnt.n_ham++;
}

static void
lose_hard_mails(HanteiStoreTxn *txn, HanteiModelState *state)
{
	state->learnt.hard.n_ham = G_MAXUINT32 - 1;
}

static void
lose_source_mails(HanteiStoreTxn *txn, HanteiModelState *state)
{
	state->origins.all[0].learnt.n_spam = 0;
}

static void
forget_mail(HanteiStoreTxn *txn, HanteiModelState *state)
{
	guint8 digest[16];

	test_digest(7, digest);
	hantei_store_put_mail(txn, digest, NULL);
}

static void
count_too_often(HanteiStoreTxn *txn, HanteiModelState *state)
{
	HanteiStoreFeature feature;
	const guint64 hash = get_feature(txn, state, HANTEI_GROUP_SHAPE, "in all mails", &feature);

	feature.tally.all.n_ham += 1;
	hantei_store_put_feature(txn, hash, &feature);
}

static void
lose_source(HanteiStoreTxn *txn, HanteiModelState *state)
{
	HanteiStoreFeature feature;
	const guint64 hash = get_feature(txn, state, HANTEI_GROUP_WORDS, "both 1", &feature);

	feature.n_origins = 0;
	hantei_store_put_feature(txn, hash, &feature);
}

static void
name_no_source(HanteiStoreTxn *txn, HanteiModelState *state)
{
	HanteiStoreFeature feature;
	HanteiOriginCounts counts;
	const guint64 hash = get_feature(txn, state, HANTEI_GROUP_WORDS, "both 1", &feature);

	counts = feature.origins[0];
	counts.origin = 77;
	feature.origins = &counts;
	hantei_store_put_feature(txn, hash, &feature);
}

static void
lose_text(HanteiStoreTxn *txn, HanteiModelState *state)
{
	HanteiStoreFeature feature;
	const guint64 hash = get_feature(txn, state, HANTEI_GROUP_WORDS, "both 1", &feature);

	feature.text_length = 0;
	hantei_store_put_feature(txn, hash, &feature);
}

static void
move_feature(HanteiStoreTxn *txn, HanteiModelState *state)
{
	HanteiStoreFeature feature;
	const guint64 hash = get_feature(txn, state, HANTEI_GROUP_WORDS, "both 1", &feature);

	hantei_store_put_feature(txn, hash + 1, &feature);
}

static void
change_head_count(HanteiStoreTxn *txn, HanteiModelState *state)
{
	HanteiStoreFeature feature;
	const guint64 hash =
	    get_feature(txn, state, HANTEI_GROUP_CONCEPT, "in some mails", &feature);

	feature.tally.all.n_ham--;
	hantei_store_put_feature(txn, hash, &feature);
}

static void
spoil_combiner(HanteiStoreTxn *txn, HanteiModelState *state)
{
	state->combiners[0].bias = (gdouble)INFINITY;
}

static void
spoil_head(HanteiStoreTxn *txn, HanteiModelState *state)
{
	const HanteiHeadWeight weights[] = {{9, HANTEI_N_LANGUAGES, 1}, {8, HANTEI_N_LANGUAGES, 1}};

	hantei_store_put_meta(txn, HANTEI_HEAD_FITTED, weights, sizeof weights);
}

static void
spoil_mail(HanteiStoreTxn *txn, HanteiModelState *state)
{
	g_auto(HanteiStoreMail) mail = {0};
	guint8 digest[16];

	test_digest(30, digest);
	ck_assert(hantei_store_get_mail(txn, digest, &mail));
	mail.head_row->sums[0] = NAN;
	hantei_store_put_mail(txn, digest, &mail);
}

static const Row ROWS[] = {
    {"a mail more than there are", HANTEI_FAULT_TOTALS, learn_one_more},
    {"hard mails that are none", HANTEI_FAULT_TOTALS, lose_hard_mails},
    {"a source without its mails", HANTEI_FAULT_SOURCES, lose_source_mails},
    {"a mail that was lost", HANTEI_FAULT_TOTALS, forget_mail},
    {"a feature in more mails than learnt", HANTEI_FAULT_COUNTS, count_too_often},
    {"a feature without sources", HANTEI_FAULT_BY_SOURCE, lose_source},
    {"a feature of no source", HANTEI_FAULT_BY_SOURCE, name_no_source},
    {"a feature without text", HANTEI_FAULT_TEXT, lose_text},
    {"a feature at another place", HANTEI_FAULT_HASH, move_feature},
    {"a concept in fewer mails", HANTEI_FAULT_BY_MAIL, change_head_count},
    {"an endless bias", HANTEI_FAULT_WEIGHTS, spoil_combiner},
    {"weights out of order", HANTEI_FAULT_WEIGHTS, spoil_head},
    {"a row that is no number", HANTEI_FAULT_MAILS, spoil_mail},
};

/* The made-up mails have no concepts, so here they get one. */
static void
train_with_concept(const gchar *dir)
{
	g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

	for (guint i = 0; i < N_MAILS; i++) {
		const HanteiHashKey *key = hantei_trainer_get_key(trainer);
		g_autoptr(HanteiFeatures) features = hantei_features_new(key);
		g_autoptr(HanteiFeatures) some = test_mail(key, i, test_mail_is_spam(i));
		HanteiLearnt learnt;
		guint8 digest[16];
		gsize n;
		const HanteiFeature *feature = hantei_features_get(some, &n);

		for (gsize k = 0; k < n; k++)
			hantei_features_addf(features, (HanteiGroup)feature[k].group, "%s",
					     hantei_features_text(some, &feature[k]));
		if (i % 2 == 0)
			hantei_features_addf(features, HANTEI_GROUP_CONCEPT, "in some mails");
		hantei_features_seal(features);
		test_digest(i, digest);
		ck_assert(hantei_trainer_learn(trainer, features, HANTEI_VIEW_DRAFT, digest,
					       test_mail_is_spam(i), &learnt, NULL));
	}
	test_commit(trainer);
}

static void
damage(const gchar *dir, const Row *row)
{
	g_autoptr(HanteiStore) store = hantei_store_open(dir, HANTEI_STORE_WRITE, NULL);
	HanteiStoreTxn *txn;
	HanteiModelState state;
	gboolean is_full;

	ck_assert_ptr_nonnull(store);
	txn = hantei_store_begin(store, TRUE, NULL);
	ck_assert(hantei_model_state_read(&state, txn, dir, NULL));
	row->damage(txn, &state);
	hantei_model_state_write(&state, txn);
	ck_assert(hantei_store_commit(txn, &is_full, NULL));
}

START_TEST(finds_the_fault)
{
	const Row *row = &ROWS[_i];
	g_autoptr(TestFolder) dir = test_folder_new();
	g_auto(HanteiVerifyReport) report = {0};

	train_with_concept(dir);
	ck_assert(hantei_model_verify(dir, &report, NULL));
	for (guint i = 0; i < HANTEI_N_FAULTS; i++)
		ck_assert_msg(report.n_faults[i] == 0, "%s: %s", hantei_fault_to_string(i),
			      report.first[i]);
	ck_assert_uint_eq(report.n_mails, N_MAILS);
	ck_assert_uint_gt(report.n_rows, 0);
	hantei_verify_report_clear(&report);
	damage(dir, row);
	ck_assert_msg(hantei_model_verify(dir, &report, NULL), "%s", row->name);
	ck_assert_msg(report.n_faults[row->fault] > 0, "%s", row->name);
	ck_assert_ptr_nonnull(report.first[row->fault]);
	ck_assert(!hantei_verify_report_is_sound(&report));
}
END_TEST

START_TEST(a_model_loaded_from_a_dump_is_sound)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	const HanteiDumpOptions options[] = {
	    {0}, {.without_mails = TRUE}, {.is_public = TRUE}, {.min_mails = 3}};

	train_with_concept(dir);
	for (guint i = 0; i < G_N_ELEMENTS(options); i++) {
		g_autoptr(TestFolder) copy = test_folder_new();
		g_autofree gchar *dump = test_dump_with(dir, &options[i]);
		g_autofree gchar *again = NULL;
		g_auto(HanteiVerifyReport) report = {0};

		ck_assert(test_load(dump, copy, NULL));
		again = test_dump_with(
		    copy, &(HanteiDumpOptions){.without_mails = options[i].without_mails,
					       .is_public = options[i].is_public});
		test_assert_same(dump, again);
		/* mails taken back where features were taken out, and others learnt */
		test_train(copy, N_MAILS, N_MAILS + 20);
		ck_assert(hantei_model_verify(copy, &report, NULL));
		for (guint k = 0; k < HANTEI_N_FAULTS; k++)
			ck_assert_msg(report.n_faults[k] == 0, "%u: %s: %s", i,
				      hantei_fault_to_string(k), report.first[k]);
	}
}
END_TEST

START_TEST(what_is_no_model_is_an_error)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(GError) error = NULL;
	g_auto(HanteiVerifyReport) report = {0};

	ck_assert(!hantei_model_verify(dir, &report, &error));
	ck_assert(g_error_matches(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_NOT_A_MODEL));
	ck_assert(hantei_verify_report_is_sound(&report));
}
END_TEST

/* No octet of the file makes it crash; what it says of most of them is up to chance. */
START_TEST(a_file_that_was_cut_short_is_an_error)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *path = g_build_filename(dir, "data.mdb", NULL);
	g_autofree gchar *contents = NULL;
	g_auto(HanteiVerifyReport) report = {0};
	g_autoptr(GError) error = NULL;
	gsize length;

	test_train(dir, 0, 500);
	ck_assert(g_file_get_contents(path, &contents, &length, NULL));
	ck_assert(g_file_set_contents(path, contents, (gssize)length / 2, NULL));
	ck_assert(!hantei_model_verify(dir, &report, &error));
	ck_assert(g_error_matches(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_STORE));
}
END_TEST

static Suite *
verify_suite(void)
{
	Suite *suite = suite_create("verify");
	TCase *tcase = tcase_create("verify");

	tcase_add_loop_test(tcase, finds_the_fault, 0, G_N_ELEMENTS(ROWS));
	tcase_add_test(tcase, a_model_loaded_from_a_dump_is_sound);
	tcase_add_test(tcase, what_is_no_model_is_an_error);
	tcase_add_test(tcase, a_file_that_was_cut_short_is_an_error);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(verify_suite());
}
