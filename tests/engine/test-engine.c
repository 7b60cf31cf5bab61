/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/engine.h"

#include <glib/gstdio.h>
#include <string.h>

#include "model/trainer.h"
#include "tests/test-main.h"
#include "tokenizer/tokenizer.h"

#define MAIL(subject, body) \
	"From: Shop <news@example.com>\nSubject: " subject \
	"\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n" body "\n"

static const gchar draft[] = MAIL("summer sale", "shoes and hats for everybody");
static const gchar spam[] = MAIL("lottery winner", "claim your unclaimed millions today");

static gchar *dir;

/* Checked fixtures run after the fork, which LMDB must not cross. */
static void
set_up(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiTrainer) trainer = NULL;
	g_autoptr(HanteiTokenizer) tokenizer = NULL;

	dir = g_dir_make_tmp("hantei-engine-XXXXXX", NULL);
	trainer = hantei_trainer_open(dir, &(HanteiHashKey){1, 2}, &error);
	ck_assert_msg(trainer != NULL, "%s", error == NULL ? "" : error->message);
	tokenizer = hantei_tokenizer_new(hantei_trainer_get_key(trainer), NULL);
	for (guint i = 0; i < 60; i++) {
		g_autofree gchar *text =
		    g_strdup_printf("%s\nnumber %u\n", i % 2 == 0 ? spam : draft, i);
		g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
		g_autoptr(HanteiMessage) message = hantei_message_new_from_bytes(bytes, NULL);
		g_autoptr(HanteiFeatures) features = hantei_tokenizer_extract(tokenizer, message);
		guint8 digest[16];
		HanteiLearnt learnt;

		hantei_message_digest(message, digest);
		ck_assert(hantei_trainer_learn(trainer, features, HANTEI_VIEW_DRAFT, digest,
					       i % 2 == 0, &learnt, NULL));
	}
	ck_assert(hantei_trainer_commit(trainer, NULL));
}

static void
tear_down(void)
{
	g_autoptr(GDir) folder = g_dir_open(dir, 0, NULL);
	const gchar *name;

	while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
		g_autofree gchar *path = g_build_filename(dir, name, NULL);

		g_unlink(path);
	}
	g_rmdir(dir);
	g_free(dir);
}

static HanteiReport *
score(HanteiEngine *engine, const gchar *mail)
{
	g_autoptr(GBytes) bytes = g_bytes_new(mail, strlen(mail));
	g_autoptr(GError) error = NULL;
	HanteiReport *report = hantei_engine_score(engine, "a.eml", bytes, &error);

	ck_assert_msg(report != NULL, "%s", error == NULL ? "" : error->message);
	return report;
}

START_TEST(scores_a_mail_whole)
{
	g_autoptr(HanteiModel) model = hantei_model_open(dir, NULL);
	g_autoptr(HanteiEngine) engine = hantei_engine_new(model, NULL, NULL);
	g_autoptr(HanteiReport) good = score(engine, draft);
	g_autoptr(HanteiReport) bad = score(engine, spam);

	ck_assert_str_eq(good->path, "a.eml");
	ck_assert_str_eq(good->subject, "summer sale");
	ck_assert_str_eq(good->from_addr, "news@example.com");
	ck_assert_int_eq(good->view, HANTEI_VIEW_DRAFT);
	ck_assert_uint_eq(good->verdicts->len, 3);
	ck_assert_double_lt(good->evidence->probability, 0.5);
	ck_assert_double_gt(bad->evidence->probability, 0.5);
	for (guint i = 0; i < 3; i++) {
		const HanteiVerdict *of_good = g_ptr_array_index(good->verdicts, i);
		const HanteiVerdict *of_bad = g_ptr_array_index(bad->verdicts, i);

		ck_assert_double_le(of_bad->shares.inbox.best, of_good->shares.inbox.best);
	}
}
END_TEST

START_TEST(the_same_mail_gives_the_same_line)
{
	g_autoptr(HanteiModel) model = hantei_model_open(dir, NULL);
	g_autoptr(HanteiEngine) one = hantei_engine_new(model, NULL, NULL);
	g_autoptr(HanteiEngine) other = hantei_engine_new(model, NULL, NULL);
	g_autoptr(HanteiReport) first = score(one, draft);
	g_autoptr(HanteiReport) between = score(one, spam);
	g_autoptr(HanteiReport) again = score(one, draft);
	g_autoptr(HanteiReport) elsewhere = score(other, draft);
	g_autofree gchar *line = hantei_report_to_json(first, HANTEI_REPORT_ALL_CLUES);
	g_autofree gchar *line_again = hantei_report_to_json(again, HANTEI_REPORT_ALL_CLUES);
	g_autofree gchar *line_elsewhere =
	    hantei_report_to_json(elsewhere, HANTEI_REPORT_ALL_CLUES);

	ck_assert_ptr_nonnull(between);
	ck_assert_str_eq(line, line_again);
	ck_assert_str_eq(line, line_elsewhere);
}
END_TEST

START_TEST(heeds_its_options)
{
	static const gchar *const receivers[] = {"generic", NULL};
	static const gchar *const trusted[] = {"mx.example.org", NULL};
	const HanteiAuthQuery auth = {.trusted = trusted};
	HanteiEngineOptions options = {
	    .receivers = receivers,
	    .auth = &auth,
	    .language = "ja",
	    .view = HANTEI_ENGINE_VIEW_RECEIVED,
	};
	g_autoptr(HanteiModel) model = hantei_model_open(dir, NULL);
	g_autoptr(HanteiEngine) engine = hantei_engine_new(model, &options, NULL);
	g_autofree gchar *mail = g_strconcat(
	    "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=example.com\n", draft,
	    NULL);
	g_autoptr(HanteiReport) report = score(engine, mail);
	const HanteiVerdict *verdict = g_ptr_array_index(report->verdicts, 0);

	ck_assert_uint_eq(report->verdicts->len, 1);
	ck_assert_str_eq(verdict->receiver, "generic");
	ck_assert_ptr_nonnull(strstr(verdict->name, "その他"));
	ck_assert_int_eq(report->view, HANTEI_VIEW_RECEIVED);
	ck_assert_int_eq(report->auth->state, HANTEI_AUTH_STATE_KNOWN);
	ck_assert_int_eq(report->auth->spf.result, HANTEI_AUTH_RESULT_PASS);
}
END_TEST

START_TEST(looks_for_the_concepts_it_is_given)
{
	static const gchar lexicon[] = "language: en\nfootwear: shoes\n";
	g_autoptr(GBytes) bytes = g_bytes_new_static(lexicon, sizeof lexicon - 1);
	HanteiEngineOptions options = {.concepts =
					   hantei_concepts_new_from_bytes("mine", bytes, NULL)};
	g_autoptr(HanteiModel) model = hantei_model_open(dir, NULL);
	g_autoptr(HanteiEngine) plain = hantei_engine_new(model, NULL, NULL);
	g_autoptr(HanteiEngine) engine = hantei_engine_new(model, &options, NULL);

	hantei_concepts_unref(options.concepts); /* the engine has its own reference */
	g_autoptr(HanteiReport) with_own = score(engine, draft);
	g_autoptr(HanteiReport) without = score(plain, draft);

	/* what is not learnt is no clue, but is no longer what was learnt either */
	ck_assert_double_lt(with_own->evidence->known_ratio, without->evidence->known_ratio);
}
END_TEST

START_TEST(refuses_what_is_no_mail_and_who_is_no_receiver)
{
	static const gchar *const receivers[] = {"gmial", NULL};
	HanteiEngineOptions options = {.receivers = receivers};
	g_autoptr(HanteiModel) model = hantei_model_open(dir, NULL);
	g_autoptr(HanteiEngine) engine = hantei_engine_new(model, NULL, NULL);
	g_autoptr(GBytes) bytes = g_bytes_new("", 0);
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(hantei_engine_score(engine, "x.eml", bytes, &error));
	ck_assert(g_error_matches(error, HANTEI_MESSAGE_ERROR, HANTEI_MESSAGE_ERROR_NOT_MAIL));
	g_clear_error(&error);
	ck_assert_ptr_null(hantei_engine_new(model, &options, &error));
	ck_assert_ptr_nonnull(strstr(error->message, "gmial"));
}
END_TEST

static Suite *
engine_suite(void)
{
	Suite *suite = suite_create("engine");
	TCase *tcase = tcase_create("engine");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, scores_a_mail_whole);
	tcase_add_test(tcase, the_same_mail_gives_the_same_line);
	tcase_add_test(tcase, heeds_its_options);
	tcase_add_test(tcase, looks_for_the_concepts_it_is_given);
	tcase_add_test(tcase, refuses_what_is_no_mail_and_who_is_no_receiver);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(engine_suite());
}
