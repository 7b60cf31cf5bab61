/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/evidence.h"

#include <math.h>
#include <string.h>

#include "model/evidence-private.h"
#include "tests/test-main.h"

static const struct {
	const gchar *text;
	HanteiGroup group;
	HanteiTally tally;
	gdouble draft_weight;
} FEATURES[] = {
    {"spam word", HANTEI_GROUP_WORDS, {{90, 3}, {9, 1}}, 2.5},
    {"ham word", HANTEI_GROUP_WORDS, {{2, 80}, {0, 6}}, -2.0},
    {"same", HANTEI_GROUP_WORDS, {{50, 50}, {5, 5}}, 0.0},
    {"unknown", HANTEI_GROUP_WORDS, {{0, 0}, {0, 0}}, 0.0},
    {"spam subject", HANTEI_GROUP_SUBJECT, {{40, 0}, {10, 0}}, 1.5},
    {"hard turns it", HANTEI_GROUP_SUBJECT, {{40, 10}, {1, 9}}, 0.5},
    {"spam relay", HANTEI_GROUP_RELAY, {{70, 0}, {7, 0}}, 0.0},
    {"unknown field", HANTEI_GROUP_HEADER, {{0, 0}, {0, 0}}, 0.0},
    {"twin a", HANTEI_GROUP_HTML, {{12, 5}, {2, 2}}, 0.0},
    {"twin b", HANTEI_GROUP_HTML, {{12, 5}, {2, 2}}, 0.0},
    {"only ham", HANTEI_GROUP_LINKS, {{0, 1}, {0, 0}}, -0.5},
    {"a head feature", HANTEI_GROUP_STRUCTURE, {{30, 5}, {3, 1}}, 0.0},
};

static void
make_state(HanteiModelState *state)
{
	hantei_model_state_init(state, &(HanteiHashKey){1, 2});
	state->learnt = (HanteiTally){{100, 100}, {20, 20}};
	state->origins.n = 2;
	state->origins.all[0] = (HanteiOrigin){"all", HANTEI_LANGUAGE_EN, {100, 100}};
	state->origins.all[1] = (HanteiOrigin){"all", HANTEI_LANGUAGE_JA, {100, 100}};
	for (guint view = 0; view < HANTEI_N_VIEWS; view++) {
		state->combiners[view].bias = -0.75;
		for (guint i = 0; i < HANTEI_N_SUMS; i++)
			state->combiners[view].weights[i] = 0.2 + 0.01 * i;
	}
}

/* The head's weights: a bias, the sums, one feature in every language, and once more in Japanese.
 */
static const HanteiHeadWeight WEIGHTS[] = {
    {HANTEI_HEAD_BIAS, HANTEI_N_LANGUAGES, -0.75F},
    {HANTEI_HEAD_SUM(0), HANTEI_N_LANGUAGES, 0.5F},
    {HANTEI_HEAD_SUM(3), HANTEI_N_LANGUAGES, 0.7F},
    {HANTEI_HEAD_SUM(6), HANTEI_N_LANGUAGES, 0.9F},
    {1000, HANTEI_LANGUAGE_JA, 0.25F},
    {1000, HANTEI_N_LANGUAGES, 1.5F},
};
static const HanteiHead HEAD = {WEIGHTS, G_N_ELEMENTS(WEIGHTS)};

static HanteiEvidence *
make_evidence_by(HanteiEvidenceFunc make, const HanteiModelState *state, HanteiView view)
{
	HanteiWeighed weighed[G_N_ELEMENTS(FEATURES)] = {0};

	for (guint i = 0; i < G_N_ELEMENTS(FEATURES); i++) {
		weighed[i].hash = FEATURES[i].group == HANTEI_GROUP_STRUCTURE ? 1000 : 2000 + i;
		weighed[i].tally = FEATURES[i].tally;
		weighed[i].draft_weight = FEATURES[i].draft_weight;
		weighed[i].text = FEATURES[i].text;
		weighed[i].text_length = (guint16)strlen(FEATURES[i].text);
		weighed[i].group = (guint8)FEATURES[i].group;
	}
	return make(state, &HEAD, view, HANTEI_LANGUAGE_JA, weighed, G_N_ELEMENTS(FEATURES));
}

static HanteiEvidence *
make_evidence(const HanteiModelState *state, HanteiView view)
{
	return make_evidence_by(hantei_evidence_new, state, view);
}

START_TEST(bias_and_clues_are_the_log_odds)
{
	HanteiModelState state;
	g_autoptr(HanteiEvidence) evidence = NULL;
	gdouble sum;

	make_state(&state);
	evidence = make_evidence(&state, (HanteiView)_i);
	sum = evidence->bias_log_odds;
	for (guint i = 0; i < evidence->n_clues; i++)
		sum += evidence->clues[i].log_odds;
	ck_assert_double_eq_tol(evidence->bias_log_odds,
				-0.75 * hantei_combiner_temper(state.learnt.all), 1e-12);
	ck_assert_double_eq_tol(sum, evidence->log_odds, 1e-9);
	ck_assert_double_eq_tol(evidence->probability, 1 / (1 + exp(-evidence->log_odds)), 1e-12);
}
END_TEST

START_TEST(leaving_out_clues_changes_no_digit)
{
	HanteiModelState state;
	g_autoptr(HanteiEvidence) with = NULL;
	g_autoptr(HanteiEvidence) without = NULL;

	make_state(&state);
	with = make_evidence_by(hantei_evidence_new, &state, (HanteiView)_i);
	without = make_evidence_by(hantei_evidence_new_without_clues, &state, (HanteiView)_i);
	ck_assert(memcmp(&with->log_odds, &without->log_odds, sizeof with->log_odds) == 0);
	ck_assert_uint_eq(with->n_known, with->n_clues);
	ck_assert_uint_eq(without->n_known, with->n_known);
	ck_assert_uint_eq(without->n_clues, 0);
	ck_assert_int_eq(without->confidence, with->confidence);
}
END_TEST

START_TEST(clues_are_what_is_known_of_the_view)
{
	HanteiModelState state;
	g_autoptr(HanteiEvidence) evidence = NULL;
	const gboolean is_draft = _i == HANTEI_VIEW_DRAFT;

	make_state(&state);
	evidence = make_evidence(&state, (HanteiView)_i);
	ck_assert_int_eq(evidence->view, _i);
	ck_assert_uint_eq(evidence->n_features, is_draft ? 8 : 11);
	ck_assert_uint_eq(evidence->n_clues, is_draft ? 7 : 9);
	ck_assert_double_eq_tol(evidence->known_ratio, is_draft ? 7 / 8.0 : 9 / 11.0, 1e-12);
	for (guint i = 0; i < evidence->n_clues; i++) {
		const HanteiClue *clue = &evidence->clues[i];

		ck_assert(!is_draft || !hantei_group_is_transport(clue->group));
		ck_assert_uint_gt(clue->n_spam + clue->n_ham, 0);
		ck_assert_ptr_null(strstr(clue->text, "unknown"));
	}
}
END_TEST

START_TEST(clues_are_sorted)
{
	HanteiModelState state;
	g_autoptr(HanteiEvidence) evidence = NULL;
	guint n_twins = 0;

	make_state(&state);
	evidence = make_evidence(&state, HANTEI_VIEW_RECEIVED);
	for (guint i = 1; i < evidence->n_clues; i++) {
		const HanteiClue *a = &evidence->clues[i - 1];
		const HanteiClue *b = &evidence->clues[i];

		ck_assert_double_ge(fabs(a->log_odds), fabs(b->log_odds));
		if (g_str_equal(a->text, "twin a")) {
			ck_assert_str_eq(b->text, "twin b");
			n_twins++;
		}
	}
	ck_assert_uint_eq(n_twins, 1);
}
END_TEST

START_TEST(clues_lean_as_they_were_seen)
{
	HanteiModelState state;
	g_autoptr(HanteiEvidence) evidence = NULL;

	make_state(&state);
	evidence = make_evidence(&state, HANTEI_VIEW_RECEIVED);
	for (guint i = 0; i < evidence->n_clues; i++) {
		const HanteiClue *clue = &evidence->clues[i];

		if (g_str_has_prefix(clue->text, "spam "))
			ck_assert_double_gt(clue->log_odds, 0);
		else if (g_str_equal(clue->text, "same"))
			ck_assert_double_eq_tol(clue->log_odds, 0, 1e-9);
		else if (g_str_has_suffix(clue->text, "ham") || g_str_equal(clue->text, "ham word"))
			ck_assert_double_lt(clue->log_odds, 0);
	}
}
END_TEST

START_TEST(a_mail_of_nothing_is_the_bias)
{
	HanteiModelState state;
	g_autoptr(HanteiEvidence) evidence = NULL;

	make_state(&state);
	evidence =
	    hantei_evidence_new(&state, &HEAD, HANTEI_VIEW_DRAFT, HANTEI_LANGUAGE_EN, NULL, 0);
	ck_assert_uint_eq(evidence->n_clues, 0);
	ck_assert_uint_eq(evidence->n_features, 0);
	ck_assert_double_eq_tol(evidence->log_odds,
				-0.75 * hantei_combiner_temper(state.learnt.all), 1e-12);
	ck_assert_double_eq_tol(evidence->known_ratio, 0, 1e-12);
	ck_assert_int_eq(evidence->confidence, HANTEI_CONFIDENCE_LOW);
}
END_TEST

START_TEST(a_model_that_knows_nothing_is_undecided)
{
	HanteiModelState state;
	g_autoptr(HanteiEvidence) evidence = NULL;
	HanteiWeighed weighed = {.text = "x", .text_length = 1};

	hantei_model_state_init(&state, &(HanteiHashKey){1, 2});
	evidence = hantei_evidence_new(&state, &(HanteiHead){0}, (HanteiView)_i, HANTEI_LANGUAGE_EN,
				       &weighed, 1);
	ck_assert_double_eq_tol(evidence->probability, 0.5, 1e-12);
	ck_assert_double_eq_tol(evidence->known_ratio, 0, 1e-12);
	ck_assert_int_eq(evidence->confidence, HANTEI_CONFIDENCE_LOW);
}
END_TEST

START_TEST(a_draft_does_not_gain_by_transport)
{
	HanteiModelState state;
	g_autoptr(HanteiEvidence) with = NULL;
	g_autoptr(HanteiEvidence) without = NULL;
	const HanteiWeighed weighed[] = {
	    {1, FEATURES[0].tally, 2.5, FEATURES[0].text, 9, HANTEI_GROUP_WORDS},
	    {2, FEATURES[6].tally, 0.0, FEATURES[6].text, 10, HANTEI_GROUP_RELAY},
	};

	make_state(&state);
	with =
	    hantei_evidence_new(&state, &HEAD, HANTEI_VIEW_DRAFT, HANTEI_LANGUAGE_EN, weighed, 2);
	without =
	    hantei_evidence_new(&state, &HEAD, HANTEI_VIEW_DRAFT, HANTEI_LANGUAGE_EN, weighed, 1);
	ck_assert_double_eq_tol(with->log_odds, without->log_odds, 1e-12);
	ck_assert_uint_eq(with->n_clues, without->n_clues);
	ck_assert_uint_eq(with->n_features, without->n_features);
}
END_TEST

/* How sure a model is of a mail of @n_known known and @n_unknown unknown words. */
static const struct {
	const gchar *name;
	guint32 n_spam;
	guint32 n_ham;
	guint n_known;
	guint n_unknown;
	HanteiConfidence confidence;
} CONFIDENCES[] = {
    {"much of much", 1000, 1000, 100, 20, HANTEI_CONFIDENCE_HIGH},
    {"little learnt", 50, 50, 100, 20, HANTEI_CONFIDENCE_LOW},
    {"no ham learnt", 5000, 0, 100, 20, HANTEI_CONFIDENCE_LOW},
    {"a short mail", 1000, 1000, 5, 0, HANTEI_CONFIDENCE_LOW},
    {"a middling mail", 1000, 1000, 25, 0, HANTEI_CONFIDENCE_MEDIUM},
    {"mostly unknown", 1000, 1000, 100, 900, HANTEI_CONFIDENCE_LOW},
    {"half unknown", 1000, 1000, 100, 150, HANTEI_CONFIDENCE_MEDIUM},
};

START_TEST(confidence_follows_what_is_known)
{
	const guint n = CONFIDENCES[_i].n_known + CONFIDENCES[_i].n_unknown;
	g_autofree HanteiWeighed *weighed = g_new0(HanteiWeighed, n);
	g_autoptr(HanteiEvidence) evidence = NULL;
	HanteiModelState state;

	make_state(&state);
	state.learnt.all = (HanteiCounts){CONFIDENCES[_i].n_spam, CONFIDENCES[_i].n_ham};
	for (guint i = 0; i < n; i++) {
		weighed[i].text = "x";
		weighed[i].text_length = 1;
		weighed[i].tally.all.n_spam = i < CONFIDENCES[_i].n_known;
	}
	state.origins.n = 1;
	state.origins.all[0] = (HanteiOrigin){"all", HANTEI_LANGUAGE_EN, state.learnt.all};
	evidence =
	    hantei_evidence_new(&state, &HEAD, HANTEI_VIEW_DRAFT, HANTEI_LANGUAGE_EN, weighed, n);
	ck_assert_msg(evidence->confidence == CONFIDENCES[_i].confidence, "%s: %s",
		      CONFIDENCES[_i].name, hantei_confidence_to_string(evidence->confidence));
}
END_TEST

START_TEST(a_language_without_a_source_is_not_covered)
{
	HanteiModelState state;

	make_state(&state);
	state.origins.n = 2;
	state.origins.all[0] = (HanteiOrigin){"lists", HANTEI_LANGUAGE_JA, {500, 19}};
	state.origins.all[1] = (HanteiOrigin){"mine", HANTEI_LANGUAGE_JA, {0, 500}};
	for (guint enough = 0; enough < 2; enough++) {
		g_autoptr(HanteiEvidence) evidence = NULL;

		state.origins.all[0].learnt.n_ham += enough;
		evidence = make_evidence(&state, HANTEI_VIEW_DRAFT);
		ck_assert_int_eq(evidence->is_covered, enough == 1);
		ck_assert(enough == 1 || evidence->confidence == HANTEI_CONFIDENCE_LOW);
	}
}
END_TEST

START_TEST(a_language_adds_its_own_weight_of_a_head_feature)
{
	HanteiModelState state;
	g_autoptr(HanteiEvidence) evidence = NULL;
	const gdouble temper = hantei_combiner_temper((HanteiCounts){100, 100});
	gboolean is_there = FALSE;

	make_state(&state);
	evidence = make_evidence(&state, HANTEI_VIEW_DRAFT);
	for (guint i = 0; i < evidence->n_clues; i++) {
		if (evidence->clues[i].group != HANTEI_GROUP_STRUCTURE)
			continue;
		is_there = TRUE;
		ck_assert_double_eq_tol(evidence->clues[i].log_odds, 1.75 * temper, 1e-6);
	}
	ck_assert(is_there);
}
END_TEST

START_TEST(a_prior_moves_the_bias_alone)
{
	HanteiModelState state;
	g_autoptr(HanteiEvidence) even = NULL;
	g_autoptr(HanteiEvidence) rare = NULL;

	make_state(&state);
	even = make_evidence(&state, (HanteiView)_i);
	rare = make_evidence(&state, (HanteiView)_i);
	hantei_evidence_set_prior(rare, 0.9);
	hantei_evidence_set_prior(rare, 0.2);
	ck_assert_double_eq_tol(rare->log_odds, even->log_odds + log(0.25), 1e-9);
	ck_assert_double_eq_tol(rare->bias_log_odds, even->bias_log_odds + log(0.25), 1e-9);
	ck_assert_double_eq_tol(rare->clues[0].log_odds, even->clues[0].log_odds, 1e-12);
	ck_assert_double_eq_tol(rare->probability, 1 / (1 + exp(-rare->log_odds)), 1e-12);
}
END_TEST

START_TEST(names_are_those_of_the_output)
{
	ck_assert_str_eq(hantei_view_to_string(HANTEI_VIEW_DRAFT), "draft");
	ck_assert_str_eq(hantei_view_to_string(HANTEI_VIEW_RECEIVED), "received");
	ck_assert_str_eq(hantei_confidence_to_string(HANTEI_CONFIDENCE_MEDIUM), "medium");
}
END_TEST

static Suite *
evidence_suite(void)
{
	Suite *suite = suite_create("evidence");
	TCase *tcase = tcase_create("evidence");

	tcase_add_loop_test(tcase, bias_and_clues_are_the_log_odds, 0, HANTEI_N_VIEWS);
	tcase_add_loop_test(tcase, leaving_out_clues_changes_no_digit, 0, HANTEI_N_VIEWS);
	tcase_add_loop_test(tcase, clues_are_what_is_known_of_the_view, 0, HANTEI_N_VIEWS);
	tcase_add_test(tcase, clues_are_sorted);
	tcase_add_test(tcase, clues_lean_as_they_were_seen);
	tcase_add_test(tcase, a_mail_of_nothing_is_the_bias);
	tcase_add_loop_test(tcase, a_model_that_knows_nothing_is_undecided, 0, HANTEI_N_VIEWS);
	tcase_add_test(tcase, a_draft_does_not_gain_by_transport);
	tcase_add_loop_test(tcase, confidence_follows_what_is_known, 0, G_N_ELEMENTS(CONFIDENCES));
	tcase_add_test(tcase, a_language_without_a_source_is_not_covered);
	tcase_add_test(tcase, a_language_adds_its_own_weight_of_a_head_feature);
	tcase_add_loop_test(tcase, a_prior_moves_the_bias_alone, 0, HANTEI_N_VIEWS);
	tcase_add_test(tcase, names_are_those_of_the_output);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(evidence_suite());
}
