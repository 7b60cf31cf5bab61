/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/receiver/receiver.h"

#include <string.h>

#include "tests/test-main.h"

#define NEAR 1e-9

static HanteiReceiver *
open_shipped(guint i, const gchar *language)
{
	g_autoptr(GError) error = NULL;
	HanteiReceiver *receiver =
	    hantei_receiver_new_shipped(hantei_receiver_get_shipped_ids()[i], language, &error);

	ck_assert_msg(receiver != NULL, "%s", error == NULL ? "" : error->message);
	return receiver;
}

static guint
n_shipped(void)
{
	return g_strv_length((gchar **)hantei_receiver_get_shipped_ids());
}

/* Facts as the bits of a linear congruential generator choose them: all three values, any
 * combination, also ones that no mail has. */
static HanteiFacts
some_facts(guint32 *seed)
{
	HanteiFacts facts = {0};

	for (guint i = 0; i < HANTEI_N_FACTS; i++) {
		*seed = *seed * 1664525u + 1013904223u;
		facts.truths[i] = (HanteiTruth)((*seed >> 16) % 3);
	}
	*seed = *seed * 1664525u + 1013904223u;
	facts.log_odds = (gdouble)(*seed >> 16) / 65536.0 * 20.0 - 10.0;
	facts.confidence = (HanteiConfidence)((*seed >> 8) % 3);
	return facts;
}

/* A mail nothing is wrong with, sent and authenticated. */
static HanteiFacts
good_facts(void)
{
	HanteiFacts facts = {.log_odds = -3.0, .confidence = HANTEI_CONFIDENCE_HIGH};

	for (guint i = 0; i < HANTEI_N_FACTS; i++)
		facts.truths[i] = HANTEI_FALSE;
	facts.truths[HANTEI_FACT_AUTH_KNOWN] = HANTEI_TRUE;
	facts.truths[HANTEI_FACT_SPF_PASS] = HANTEI_TRUE;
	facts.truths[HANTEI_FACT_DKIM_PASS] = HANTEI_TRUE;
	facts.truths[HANTEI_FACT_ALIGNED] = HANTEI_TRUE;
	facts.truths[HANTEI_FACT_DMARC_PASS] = HANTEI_TRUE;
	return facts;
}

static void
assert_interval(const HanteiInterval *interval)
{
	ck_assert_double_ge(interval->low, 0.0);
	ck_assert_double_le(interval->high, 1.0);
	ck_assert_double_le(interval->low, interval->best + NEAR);
	ck_assert_double_le(interval->best, interval->high + NEAR);
}

static void
assert_shares(const HanteiShares *shares)
{
	assert_interval(&shares->inbox);
	assert_interval(&shares->warning);
	assert_interval(&shares->spam);
	assert_interval(&shares->reject);
	ck_assert_double_eq_tol(shares->inbox.best + shares->warning.best + shares->spam.best +
				    shares->reject.best,
				1.0, NEAR);
}

START_TEST(every_shipped_profile_loads_with_its_sources)
{
	for (guint i = 0; i < n_shipped(); i++) {
		const gchar *id = hantei_receiver_get_shipped_ids()[i];
		g_autoptr(HanteiReceiver) receiver = open_shipped(i, NULL);
		g_autoptr(HanteiReceiver) japanese = open_shipped(i, "ja");

		ck_assert_str_eq(hantei_receiver_get_id(receiver), id);
		ck_assert_str_ne(hantei_receiver_get_name(receiver),
				 hantei_receiver_get_name(japanese));
	}
}
END_TEST

/* The files themselves, apart from what the loader makes of them. */
START_TEST(every_rule_of_a_shipped_profile_has_a_dated_source_and_both_languages)
{
	const gchar *root = g_getenv("HANTEI_SOURCE");

	if (root == NULL) {
		g_printerr("HANTEI_SOURCE is unset: skipped\n");
		return;
	}
	for (guint i = 0; i < n_shipped(); i++) {
		g_autofree gchar *file =
		    g_strdup_printf("%s/engine/receiver/profiles/%s.receiver", root,
				    hantei_receiver_get_shipped_ids()[i]);
		g_autoptr(GKeyFile) keys = g_key_file_new();
		g_auto(GStrv) groups = NULL;

		ck_assert_msg(
		    g_key_file_load_from_file(keys, file, G_KEY_FILE_KEEP_TRANSLATIONS, NULL), "%s",
		    file);
		groups = g_key_file_get_groups(keys, NULL);
		for (gsize j = 0; groups[j] != NULL; j++) {
			g_autofree gchar *source =
			    g_key_file_get_string(keys, groups[j], "source", NULL);
			g_autofree gchar *group = g_strconcat("source ", source, NULL);
			g_autofree gchar *url = g_key_file_get_string(keys, group, "url", NULL);
			g_autofree gchar *read = g_key_file_get_string(keys, group, "read", NULL);

			if (!g_str_has_prefix(groups[j], "rule "))
				continue;
			ck_assert_msg(url != NULL && g_str_has_prefix(url, "https://"), "%s",
				      groups[j]);
			ck_assert_msg(read != NULL && strlen(read) == 10, "%s", groups[j]);
			ck_assert_msg(g_key_file_has_key(keys, groups[j], "text[ja]", NULL), "%s",
				      groups[j]);
			ck_assert_msg(g_key_file_has_key(keys, groups[j], "fix", NULL) ==
					  g_key_file_has_key(keys, groups[j], "fix[ja]", NULL),
				      "%s", groups[j]);
		}
	}
}
END_TEST

START_TEST(shares_add_up_and_lie_in_their_ranges)
{
	guint32 seed = 1;

	for (guint i = 0; i < n_shipped(); i++) {
		g_autoptr(HanteiReceiver) receiver = open_shipped(i, NULL);

		for (guint n = 0; n < 500; n++) {
			HanteiFacts facts = some_facts(&seed);
			g_autoptr(HanteiVerdict) verdict = hantei_receiver_judge(receiver, &facts);

			assert_shares(&verdict->shares);
			assert_shares(&verdict->if_clear);
			/* what turns out well cannot make the range worse */
			ck_assert_double_ge(verdict->if_clear.inbox.low + NEAR,
					    verdict->shares.inbox.low);
			ck_assert_double_eq_tol(verdict->if_clear.inbox.best,
						verdict->shares.inbox.best, NEAR);
		}
	}
}
END_TEST

START_TEST(spammier_content_never_helps)
{
	guint32 seed = 2;

	for (guint i = 0; i < n_shipped(); i++) {
		g_autoptr(HanteiReceiver) receiver = open_shipped(i, NULL);

		for (guint n = 0; n < 50; n++) {
			HanteiFacts facts = some_facts(&seed);
			HanteiInterval last = {1.0, 1.0, 1.0};

			for (facts.log_odds = -12.0; facts.log_odds <= 12.0;
			     facts.log_odds += 0.25) {
				g_autoptr(HanteiVerdict) verdict =
				    hantei_receiver_judge(receiver, &facts);
				HanteiInterval inbox = verdict->shares.inbox;

				ck_assert_double_le(inbox.low, last.low + NEAR);
				ck_assert_double_le(inbox.best, last.best + NEAR);
				ck_assert_double_le(inbox.high, last.high + NEAR);
				last = inbox;
			}
		}
	}
}
END_TEST

START_TEST(a_fix_never_costs_and_the_best_stands_first)
{
	guint32 seed = 3;

	for (guint i = 0; i < n_shipped(); i++) {
		g_autoptr(HanteiReceiver) receiver = open_shipped(i, NULL);

		for (guint n = 0; n < 200; n++) {
			HanteiFacts facts = some_facts(&seed);
			g_autoptr(HanteiVerdict) verdict = hantei_receiver_judge(receiver, &facts);
			gdouble last = 1.0;
			gboolean was_known = TRUE;

			for (guint j = 0; j < verdict->fixes->len; j++) {
				const HanteiFix *fix = g_ptr_array_index(verdict->fixes, j);

				ck_assert_double_ge(fix->gain, 0.0);
				ck_assert(was_known || !fix->is_known);
				if (was_known && !fix->is_known)
					last = 1.0;
				was_known = fix->is_known;
				ck_assert_double_le(fix->gain, last);
				last = fix->gain;
				/* one fix alone is part of all together */
				if (fix->is_known)
					ck_assert_double_le(fix->gain,
							    verdict->gain_together + NEAR);
			}
		}
	}
}
END_TEST

START_TEST(knowing_less_widens)
{
	for (guint i = 0; i < n_shipped(); i++) {
		g_autoptr(HanteiReceiver) receiver = open_shipped(i, NULL);
		HanteiFacts known = good_facts();
		HanteiFacts draft = known;
		HanteiFacts unsure = known;
		g_autoptr(HanteiVerdict) with = NULL;
		g_autoptr(HanteiVerdict) without = NULL;
		g_autoptr(HanteiVerdict) vague = NULL;

		for (guint fact = HANTEI_FACT_SPF_PASS; fact <= HANTEI_FACT_DMARC_MISSING; fact++)
			draft.truths[fact] = HANTEI_UNKNOWN;
		unsure.confidence = HANTEI_CONFIDENCE_LOW;
		with = hantei_receiver_judge(receiver, &known);
		without = hantei_receiver_judge(receiver, &draft);
		vague = hantei_receiver_judge(receiver, &unsure);
		ck_assert_double_lt(without->shares.inbox.low, with->shares.inbox.low);
		ck_assert_double_ge(without->shares.inbox.high + NEAR, with->shares.inbox.high);
		ck_assert_double_le(vague->shares.inbox.low, with->shares.inbox.low);
		ck_assert_double_ge(vague->shares.inbox.high, with->shares.inbox.high);
	}
}
END_TEST

START_TEST(the_same_facts_give_the_same_digits)
{
	guint32 seed = 4;
	HanteiFacts facts = some_facts(&seed);

	for (guint i = 0; i < n_shipped(); i++) {
		g_autoptr(HanteiReceiver) receiver = open_shipped(i, NULL);
		g_autoptr(HanteiVerdict) one = hantei_receiver_judge(receiver, &facts);
		g_autoptr(HanteiVerdict) other = hantei_receiver_judge(receiver, &facts);

		ck_assert_mem_eq(&one->shares, &other->shares, sizeof(HanteiShares));
	}
}
END_TEST

/* Which way the large things go, at Gmail. */
static const struct {
	const gchar *name;
	HanteiFact fact;
	gdouble inbox_below; /* best estimate */
} harms[] = {
    {"a program attached", HANTEI_FACT_BLOCKED_ATTACHMENT, 0.10},
    {"two From fields", HANTEI_FACT_DUPLICATE_FIELD, 0.25},
    {"DMARC fails", HANTEI_FACT_DMARC_FAIL, 0.60},
    {"hidden text", HANTEI_FACT_HIDDEN_TEXT, 0.98},
};

START_TEST(harm_costs_the_inbox)
{
	g_autoptr(HanteiReceiver) receiver = open_shipped(0, NULL);
	HanteiFacts facts = good_facts();
	g_autoptr(HanteiVerdict) good = hantei_receiver_judge(receiver, &facts);
	g_autoptr(HanteiVerdict) bad = NULL;
	const HanteiFix *fix;

	facts.truths[harms[_i].fact] = HANTEI_TRUE;
	bad = hantei_receiver_judge(receiver, &facts);
	ck_assert_double_gt(good->shares.inbox.best, 0.9);
	ck_assert_double_lt(bad->shares.inbox.best, harms[_i].inbox_below);
	fix = g_ptr_array_index(bad->fixes, 0);
	ck_assert_double_eq_tol(fix->gain, good->shares.inbox.best - bad->shares.inbox.best, NEAR);
}
END_TEST

/* receivers.md 0.2: Bayes alone, at most 3.7 points, does not reach SpamAssassin's 5. */
START_TEST(content_alone_does_not_cross_spamassassins_threshold)
{
	g_autoptr(HanteiReceiver) receiver = open_shipped(1, NULL);
	HanteiFacts facts = good_facts();
	g_autoptr(HanteiVerdict) verdict = NULL;

	facts.log_odds = 50.0;
	verdict = hantei_receiver_judge(receiver, &facts);
	ck_assert_double_lt(verdict->shares.spam.best, 0.5);
	ck_assert_double_lt(verdict->shares.spam.high, 0.5);
}
END_TEST

START_TEST(points_above_the_threshold_are_spam)
{
	g_autoptr(HanteiReceiver) receiver = open_shipped(1, NULL);
	HanteiFacts facts = good_facts();
	g_autoptr(HanteiVerdict) verdict = NULL;

	facts.log_odds = 50.0;
	facts.truths[HANTEI_FACT_NO_SUBJECT] = HANTEI_TRUE;
	facts.truths[HANTEI_FACT_IMAGE_ONLY] = HANTEI_TRUE;
	verdict = hantei_receiver_judge(receiver, &facts);
	ck_assert_double_gt(verdict->shares.spam.best, 0.9);
}
END_TEST

#define HEAD "[profile]\nid=x\nname=X\ncriteria=published\n"
#define CONTENT "[content]\nmode=logit\nweight=0;0.5;1\ntext=s\ntext_ham=h\nsource=none\ngrade=E\n"
#define SOURCE "[source s]\nurl=https://example.com/\nread=2026-11-24\n"

static const struct {
	const gchar *text;
	const gchar *message;
} wrongs[] = {
    {"not a key file", "x.receiver: "},
    {"[profile]\nname=X\n", "[profile] id: missing or empty"},
    {HEAD "colour=red\n", "[profile] colour: no such key; known: id, name"},
    {HEAD CONTENT "[rules]\n", "[rules]: no such group"},
    {HEAD "[content]\nmode=logit\nweight=0.5;x;1\n", "[content] weight: \"x\" is not a number"},
    {HEAD "[content]\nmode=logit\nweight=0.5;1\n", "[content] weight: \"0.5;1\" is not"},
    {HEAD "[content]\nmode=logit\nweight=1;0.5;0\n", "does not rise from low to high"},
    {HEAD "[content]\nmode=logit\nweight=0;0.5;2\n", "2 is not between 0 and 1"},
    {HEAD "[content]\nmode=logit\nweight=nan\n", "\"nan\" is not a number"},
    {HEAD "[content]\nmode=guess\n", "\"guess\" is none of logit, sa-bins"},
    {HEAD CONTENT "[rule r]\nwhen=spf_pas\nfolder=0;1;2\ntext=t\nsource=s\ngrade=A\n" SOURCE,
     "[rule r] when: column 1: no fact is named \"spf_pas\"; the nearest is \"spf_pass\""},
    {HEAD CONTENT "[rule r]\nwhen=spf_pass\nfolder=0;1;2\ntext=t\nsource=q\ngrade=A\n" SOURCE,
     "[rule r] source: there is no group [source q]"},
    {HEAD CONTENT "[rule r]\nwhen=spf_pass\nfolder=0;1;2\ntext=t\nsource=none\ngrade=A\n",
     "[rule r] source: grade A needs a source"},
    {HEAD CONTENT "[rule r]\nwhen=spf_pass\ntext=t\nsource=s\ngrade=A\n" SOURCE,
     "[rule r]: does nothing"},
    {HEAD CONTENT "[rule r]\nwhen=spf_pass\nscore=1\ntext=t\nsource=s\ngrade=A\n" SOURCE,
     "[rule r] score: score goes with [score]"},
    {HEAD CONTENT "[source s]\nurl=https://example.com/\n", "[source s] read: missing or empty"},
};

START_TEST(says_which_file_group_and_key_is_wrong)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiReceiver) receiver = hantei_receiver_new_from_data(
	    "x.receiver", wrongs[_i].text, strlen(wrongs[_i].text), NULL, &error);

	ck_assert_ptr_null(receiver);
	ck_assert_ptr_nonnull(error);
	ck_assert_msg(g_str_has_prefix(error->message, "x.receiver: ") &&
			  strstr(error->message, wrongs[_i].message) != NULL,
		      "%s", error->message);
}
END_TEST

START_TEST(a_banner_splits_the_inbox)
{
	static const gchar text[] =
	    HEAD CONTENT "[rule r]\nwhen=!dmarc_pass\nbanner=0.9;0.95;1\ntext=t\nsource=s\n"
			 "grade=B\n" SOURCE;
	g_autoptr(HanteiReceiver) receiver =
	    hantei_receiver_new_from_data("x.receiver", text, strlen(text), NULL, NULL);
	HanteiFacts facts = good_facts();
	g_autoptr(HanteiVerdict) verdict = NULL;

	ck_assert_ptr_nonnull(receiver);
	facts.truths[HANTEI_FACT_DMARC_PASS] = HANTEI_FALSE;
	verdict = hantei_receiver_judge(receiver, &facts);
	assert_shares(&verdict->shares);
	ck_assert_double_gt(verdict->shares.warning.best, 0.9);
	ck_assert_double_lt(verdict->shares.inbox.best, 0.06);
}
END_TEST

START_TEST(names_the_receivers_it_knows)
{
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(hantei_receiver_new_shipped("gmial", NULL, &error));
	ck_assert_str_eq(error->message,
			 "no receiver is named \"gmial\"; known: gmail, spamassassin, generic");
}
END_TEST

static Suite *
receiver_suite(void)
{
	Suite *suite = suite_create("receiver");
	TCase *tcase = tcase_create("profiles");

	tcase_add_test(tcase, every_shipped_profile_loads_with_its_sources);
	tcase_add_test(tcase,
		       every_rule_of_a_shipped_profile_has_a_dated_source_and_both_languages);
	tcase_add_loop_test(tcase, says_which_file_group_and_key_is_wrong, 0, G_N_ELEMENTS(wrongs));
	tcase_add_test(tcase, names_the_receivers_it_knows);
	suite_add_tcase(suite, tcase);

	tcase = tcase_create("verdicts");
	tcase_add_test(tcase, shares_add_up_and_lie_in_their_ranges);
	tcase_add_test(tcase, spammier_content_never_helps);
	tcase_add_test(tcase, a_fix_never_costs_and_the_best_stands_first);
	tcase_add_test(tcase, knowing_less_widens);
	tcase_add_test(tcase, the_same_facts_give_the_same_digits);
	tcase_add_loop_test(tcase, harm_costs_the_inbox, 0, G_N_ELEMENTS(harms));
	tcase_add_test(tcase, content_alone_does_not_cross_spamassassins_threshold);
	tcase_add_test(tcase, points_above_the_threshold_are_spam);
	tcase_add_test(tcase, a_banner_splits_the_inbox);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(receiver_suite());
}
