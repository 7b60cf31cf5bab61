/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/receiver/receiver.h"

#include <math.h>

#include "engine/receiver/profile.h"

/* The map from facts to shares rises or falls in every parameter, so the exact bounds are its
 * values where all parameters stand at their good or at their bad ends; no sampling. */
typedef enum {
	END_GOOD,
	END_BEST,
	END_BAD,
	N_ENDS
} End;

/* Nats by which the content may err either way. Ours: no measurement chose them; high confidence
 * adds none, for the profile's weight already spans how far a receiver agrees with the model. */
static const gdouble doubt_by_confidence[] = {
    [HANTEI_CONFIDENCE_LOW] = 2.0,
    [HANTEI_CONFIDENCE_MEDIUM] = 0.7,
    [HANTEI_CONFIDENCE_HIGH] = 0.0,
};

/* A range of the inbox share wider than this is no answer to lean on. */
#define WIDE_RANGE 0.5

/* Shares nearer to 0 and 1 are taken for this in log-odds. */
#define TINY_SHARE 1e-6

/* Weights below show as 0.00. */
#define SMALL_WEIGHT 0.005

/* What is put to a receiver: the rules' truths, and the content. */
typedef struct {
	HanteiTruth *truths; /* one a rule */
	const guint *live;   /* the rules that are not known to be false */
	guint n_live;
	gdouble log_odds;
	gdouble doubt;
} Question;

typedef struct {
	gdouble reject; /* of all */
	gdouble spam;	/* of what is accepted */
	gdouble banner; /* of what is in the inbox */
} Outcome;

static gdouble
logit(gdouble share)
{
	share = CLAMP(share, TINY_SHARE, 1.0 - TINY_SHARE);
	return log(share / (1.0 - share));
}

static gdouble
expit(gdouble log_odds)
{
	return 1.0 / (1.0 + exp(-log_odds));
}

static gdouble
at_end(const HanteiInterval *interval, End end)
{
	if (end == END_BEST)
		return interval->best;
	return end == END_GOOD ? interval->low : interval->high;
}

/* What a rule adds. Of one that is not known the bad end counts the most harmful value and the
 * good end the most helpful. The best estimate counts it not at all: the prior is that of an
 * ordinary sender, with all the ordinary sender does not know either, so half of the rule would
 * count that twice. */
static gdouble
rule_value(const HanteiRule *rule, HanteiEffect effect, HanteiTruth truth, End end)
{
	gdouble value = at_end(&rule->effects[effect], end);

	if (truth == HANTEI_TRUE)
		return value;
	if (truth == HANTEI_FALSE || end == END_BEST)
		return 0.0;
	return end == END_BAD ? MAX(value, 0.0) : MIN(value, 0.0);
}

static gdouble
sum_effect(const HanteiReceiver *self, const Question *question, HanteiEffect effect, End end)
{
	gdouble sum = 0.0;

	for (guint k = 0; k < question->n_live; k++) {
		const guint i = question->live[k];

		sum +=
		    rule_value(g_ptr_array_index(self->rules, i), effect, question->truths[i], end);
	}
	return sum;
}

/* 1 - (1 - @base) · Π (1 - rᵢ): each rule is one more chance to be caught. */
static gdouble
noisy_or(const HanteiReceiver *self,
	 const Question *question,
	 HanteiEffect effect,
	 gdouble base,
	 End end)
{
	gdouble spared = 1.0 - base;

	for (guint k = 0; k < question->n_live; k++) {
		const guint i = question->live[k];

		spared *= 1.0 - rule_value(g_ptr_array_index(self->rules, i), effect,
					   question->truths[i], end);
	}
	return 1.0 - spared;
}

static gdouble
clip(const HanteiReceiver *self, gdouble log_odds)
{
	return CLAMP(log_odds, -self->clip_log_odds, self->clip_log_odds);
}

/* The content's share in the folder's log-odds. The bad end takes the worse of both weights, for a
 * mail that reads like ham is helped least by the least. */
static gdouble
content_log_odds(const HanteiReceiver *self, const Question *question, End end)
{
	gdouble light, heavy;

	if (end == END_BEST)
		return self->weight.best * clip(self, question->log_odds);
	light =
	    clip(self, question->log_odds + (end == END_BAD ? question->doubt : -question->doubt));
	heavy = light * self->weight.high;
	light *= self->weight.low;
	return end == END_BAD ? MAX(light, heavy) : MIN(light, heavy);
}

/* SpamAssassin 4.0.1, 50_scores.cf, set 3 (Bayes and network): BAYES_00 to BAYES_99, and BAYES_999
 * that adds to the last. A bin holds its upper end (Plugin/Bayes.pm, check_bayes). */
static gdouble
bayes_points(gdouble probability)
{
	static const struct {
		gdouble up_to;
		gdouble points;
	} bins[] = {
	    {0.01, -1.9}, {0.05, -0.5}, {0.40, -0.001}, {0.60, 0.8},
	    {0.80, 1.5},  {0.95, 2.0},	{0.99, 3.0},	{0.999, 3.5},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(bins); i++) {
		if (probability <= bins[i].up_to)
			return bins[i].points;
	}
	return 3.7;
}

/* The receiver's own Bayes. It learnt other mail than the model, or none at all (SpamAssassin asks
 * for 200 of each kind): then it adds nothing, which is one of the ends. */
static gdouble
content_points(const HanteiReceiver *self, const Question *question, End end)
{
	gdouble log_odds, light, heavy;

	if (end == END_BEST)
		return bayes_points(expit(self->weight.best * clip(self, question->log_odds)));
	log_odds =
	    clip(self, question->log_odds + (end == END_BAD ? question->doubt : -question->doubt));
	light = bayes_points(expit(self->weight.low * log_odds));
	heavy = bayes_points(expit(self->weight.high * log_odds));
	return end == END_BAD ? MAX(MAX(light, heavy), 0.0) : MIN(MIN(light, heavy), 0.0);
}

/* Points to a share: what is missing to the threshold must come from tests that cannot be run here
 * (block lists, the site's own rules). To unseen_share of mails these add anything, evenly between
 * nothing and unseen_points. */
static gdouble
spam_by_points(const HanteiReceiver *self, const Question *question, End end)
{
	gdouble points = content_points(self, question, end) +
			 sum_effect(self, question, HANTEI_EFFECT_SCORE, end);
	gdouble missing = self->threshold - points;
	gdouble share = 0.0;

	if (missing <= 0.0)
		share = 1.0;
	else if (missing < self->unseen_points)
		share = at_end(&self->unseen_share, end) * (1.0 - missing / self->unseen_points);
	return self->floor + (1.0 - 2.0 * self->floor) * share;
}

static Outcome
ask(const HanteiReceiver *self, const Question *question, End end)
{
	Outcome outcome;
	gdouble quarantine = noisy_or(self, question, HANTEI_EFFECT_QUARANTINE, 0.0, end);
	gdouble spam;

	if (self->mode == HANTEI_CONTENT_SA_BINS)
		spam = spam_by_points(self, question, end);
	else
		spam = expit(logit(at_end(&self->prior_spam, end)) +
			     content_log_odds(self, question, end) +
			     sum_effect(self, question, HANTEI_EFFECT_FOLDER, end));
	outcome.spam = quarantine + (1.0 - quarantine) * spam;
	outcome.reject =
	    noisy_or(self, question, HANTEI_EFFECT_REJECT, at_end(&self->prior_reject, end), end);
	outcome.banner = noisy_or(self, question, HANTEI_EFFECT_BANNER, 0.0, end);
	return outcome;
}

static gdouble
inbox_share(const Outcome *outcome)
{
	return (1.0 - outcome->reject) * (1.0 - outcome->spam) * (1.0 - outcome->banner);
}

static gdouble
best_inbox(const HanteiReceiver *self, const Question *question)
{
	Outcome best = ask(self, question, END_BEST);

	return inbox_share(&best);
}

/* Each share has its own worst corner: spam is largest where much is accepted and much of that is
 * put aside. */
static HanteiShares
shares_of(const HanteiReceiver *self, const Question *question)
{
	Outcome good = ask(self, question, END_GOOD);
	Outcome best = ask(self, question, END_BEST);
	Outcome bad = ask(self, question, END_BAD);
	gdouble accepted = 1.0 - best.reject;
	HanteiShares shares;

	shares.reject = (HanteiInterval){good.reject, best.reject, bad.reject};
	shares.spam = (HanteiInterval){(1.0 - bad.reject) * good.spam, accepted * best.spam,
				       (1.0 - good.reject) * bad.spam};
	shares.warning = (HanteiInterval){(1.0 - bad.reject) * (1.0 - bad.spam) * good.banner,
					  accepted * (1.0 - best.spam) * best.banner,
					  (1.0 - good.reject) * (1.0 - good.spam) * bad.banner};
	shares.inbox.low = inbox_share(&bad);
	shares.inbox.best = inbox_share(&best);
	shares.inbox.high = inbox_share(&good);
	return shares;
}

static void
reason_free(gpointer data)
{
	HanteiReason *reason = data;

	g_free(reason->id);
	g_free(reason->text);
	g_free(reason->source);
	g_free(reason->url);
	g_free(reason);
}

static void
fix_free(gpointer data)
{
	HanteiFix *fix = data;

	g_free(fix->id);
	g_free(fix->text);
	g_free(fix);
}

static void
add_fix(HanteiVerdict *verdict, const gchar *id, const gchar *text, gdouble gain, gboolean is_known)
{
	HanteiFix *fix = g_new0(HanteiFix, 1);

	fix->id = g_strdup(id);
	fix->text = g_strdup(text);
	fix->gain = MAX(gain, 0.0);
	fix->is_known = is_known;
	g_ptr_array_add(verdict->fixes, fix);
}

/* A rule's weight is the difference it alone makes to this mail, by asking twice. */
static void
explain_rule(const HanteiReceiver *self, Question *question, guint i, HanteiVerdict *verdict)
{
	const HanteiRule *rule = g_ptr_array_index(self->rules, i);
	HanteiTruth truth = question->truths[i];
	HanteiReason *reason;
	gdouble with, without;

	if (truth == HANTEI_FALSE)
		return;
	question->truths[i] = HANTEI_TRUE;
	with = best_inbox(self, question);
	question->truths[i] = HANTEI_FALSE;
	without = best_inbox(self, question);
	question->truths[i] = truth;

	reason = g_new0(HanteiReason, 1);
	reason->id = g_strdup(rule->id);
	reason->text = g_strdup(rule->text);
	reason->weight = logit(1.0 - with) - logit(1.0 - without);
	reason->is_known = truth == HANTEI_TRUE;
	reason->grade = rule->grade;
	reason->source = g_strdup(rule->source);
	reason->url = g_strdup(rule->url);
	g_ptr_array_add(verdict->reasons, reason);
	if (rule->fix != NULL)
		add_fix(verdict, rule->id, rule->fix, without - with, reason->is_known);
}

/* The content's weight is against a mail that leans neither way. */
static void
explain_content(const HanteiReceiver *self, Question *question, HanteiVerdict *verdict)
{
	gdouble with = best_inbox(self, question);
	gdouble log_odds = question->log_odds;
	gdouble without, weight;
	HanteiReason *reason;

	question->log_odds = 0.0;
	without = best_inbox(self, question);
	question->log_odds = log_odds;
	weight = logit(1.0 - with) - logit(1.0 - without);
	if (fabs(weight) < SMALL_WEIGHT)
		return;
	reason = g_new0(HanteiReason, 1);
	reason->id = g_strdup("content");
	reason->text = g_strdup(weight > 0.0 ? self->content_text : self->content_text_ham);
	reason->weight = weight;
	reason->is_known = TRUE;
	reason->grade = self->content_grade;
	reason->source = g_strdup(self->content_source);
	reason->url = g_strdup(self->content_url);
	g_ptr_array_add(verdict->reasons, reason);
	if (self->content_fix != NULL && weight > 0.0)
		add_fix(verdict, "content", self->content_fix, without - with, TRUE);
}

static gint
compare_reasons(gconstpointer a, gconstpointer b)
{
	const HanteiReason *one = *(HanteiReason *const *)a;
	const HanteiReason *other = *(HanteiReason *const *)b;

	if (one->is_known != other->is_known)
		return one->is_known ? -1 : 1;
	if (fabs(one->weight) > fabs(other->weight))
		return -1;
	return fabs(one->weight) < fabs(other->weight) ? 1 : g_strcmp0(one->id, other->id);
}

static gint
compare_fixes(gconstpointer a, gconstpointer b)
{
	const HanteiFix *one = *(HanteiFix *const *)a;
	const HanteiFix *other = *(HanteiFix *const *)b;

	if (one->is_known != other->is_known)
		return one->is_known ? -1 : 1;
	if (one->gain > other->gain)
		return -1;
	return one->gain < other->gain ? 1 : g_strcmp0(one->id, other->id);
}

/* The inbox share if every rule that holds and has a fix were cleared, and with it content that
 * leans to spam. More than the sum of the single gains where rules overlap. */
static gdouble
gain_together(const HanteiReceiver *self, const Question *question)
{
	g_autofree HanteiTruth *truths = g_new0(HanteiTruth, self->rules->len + 1);
	Question clear = *question;

	for (guint i = 0; i < self->rules->len; i++) {
		const HanteiRule *rule = g_ptr_array_index(self->rules, i);
		gboolean is_fixed = question->truths[i] == HANTEI_TRUE && rule->fix != NULL;

		truths[i] = is_fixed ? HANTEI_FALSE : question->truths[i];
	}
	clear.truths = truths;
	if (self->content_fix != NULL)
		clear.log_odds = MIN(clear.log_odds, 0.0);
	return MAX(best_inbox(self, &clear) - best_inbox(self, question), 0.0);
}

static HanteiConfidence
confidence_of(const HanteiReceiver *self, const HanteiFacts *facts, const HanteiShares *shares)
{
	HanteiConfidence confidence = facts->confidence;

	if (self->criteria == HANTEI_CRITERIA_UNPUBLISHED ||
	    shares->inbox.high - shares->inbox.low > WIDE_RANGE)
		return HANTEI_CONFIDENCE_LOW;
	if (self->criteria == HANTEI_CRITERIA_PARTLY_PUBLISHED)
		confidence = MIN(confidence, HANTEI_CONFIDENCE_MEDIUM);
	return confidence;
}

HanteiVerdict *
hantei_receiver_judge(const HanteiReceiver *self, const HanteiFacts *facts)
{
	g_autofree HanteiTruth *truths = g_new0(HanteiTruth, self->rules->len + 1);
	g_autofree HanteiTruth *cleared = g_new0(HanteiTruth, self->rules->len + 1);
	g_autofree guint *live = g_new(guint, self->rules->len + 1);
	HanteiVerdict *verdict = g_new0(HanteiVerdict, 1);
	Question question = {
	    .truths = truths,
	    .live = live,
	    .log_odds = isfinite(facts->log_odds) ? facts->log_odds : 0.0,
	    .doubt = doubt_by_confidence[facts->confidence],
	};
	Question clear;

	for (guint i = 0; i < self->rules->len; i++) {
		const HanteiRule *rule = g_ptr_array_index(self->rules, i);

		truths[i] = hantei_condition_evaluate(rule->when, facts);
		cleared[i] = truths[i] == HANTEI_TRUE ? HANTEI_TRUE : HANTEI_FALSE;
		/* one that is false adds nothing at any end; each is asked dozens of times */
		if (truths[i] != HANTEI_FALSE)
			live[question.n_live++] = i;
	}
	clear = question;
	clear.truths = cleared;

	verdict->receiver = g_strdup(self->id);
	verdict->name = g_strdup(self->name);
	verdict->criteria = self->criteria;
	verdict->shares = shares_of(self, &question);
	verdict->if_clear = shares_of(self, &clear);
	verdict->confidence = confidence_of(self, facts, &verdict->shares);
	verdict->reasons = g_ptr_array_new_with_free_func(reason_free);
	verdict->fixes = g_ptr_array_new_with_free_func(fix_free);
	explain_content(self, &question, verdict);
	for (guint i = 0; i < self->rules->len; i++)
		explain_rule(self, &question, i, verdict);
	g_ptr_array_sort(verdict->reasons, compare_reasons);
	g_ptr_array_sort(verdict->fixes, compare_fixes);
	verdict->gain_together = gain_together(self, &question);
	return verdict;
}
