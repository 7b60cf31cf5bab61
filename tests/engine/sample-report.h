/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* A report built by hand, for the tests of its two writers. */

#pragma once

#include <math.h>

#include "engine/receiver/receiver.h"
#include "engine/report/report.h"

static const HanteiClue sample_clues[] = {
    {"無料", HANTEI_GROUP_SUBJECT, 960, 12, 2.4},
    {"本日限定", HANTEI_GROUP_SUBJECT_PHRASE, 210, 9, 1.3},
    {"\033[31mred\xe2\x80\xae", HANTEI_GROUP_HTML, 14, 2, 0.8},
    {"配信停止", HANTEI_GROUP_WORDS, 96, 412, -1.2},
    {"shop.example.com", HANTEI_GROUP_LINKS, 0, 35, -2.1},
};

static inline HanteiEvidence *
sample_evidence(gdouble probability, gdouble log_odds, gdouble known_ratio)
{
	HanteiEvidence *evidence = g_new0(HanteiEvidence, 1);

	evidence->view = HANTEI_VIEW_DRAFT;
	evidence->probability = probability;
	evidence->log_odds = log_odds;
	evidence->bias_log_odds = -0.1;
	evidence->prior = 0.5;
	evidence->language = HANTEI_LANGUAGE_JA;
	evidence->is_covered = TRUE;
	evidence->band = probability < 0.3   ? HANTEI_BAND_LIKELY_FINE
			 : probability < 0.7 ? HANTEI_BAND_DOUBTFUL
					     : HANTEI_BAND_LIKELY_SPAM;
	evidence->known_ratio = known_ratio;
	evidence->n_features = 140;
	evidence->n_clues = G_N_ELEMENTS(sample_clues);
	evidence->n_known = evidence->n_clues;
	evidence->clues = g_memdup2(sample_clues, sizeof sample_clues);
	return evidence;
}

static inline void
sample_dkim_free(gpointer data)
{
	HanteiAuthDkim *dkim = data;

	g_free(dkim->domain);
	g_free(dkim->selector);
	g_free(dkim);
}

static inline HanteiAuth *
sample_auth(void)
{
	HanteiAuth *auth = g_new0(HanteiAuth, 1);
	HanteiAuthDkim *dkim = g_new0(HanteiAuthDkim, 1);

	auth->state = HANTEI_AUTH_STATE_KNOWN;
	auth->spf = (HanteiAuthCheck){TRUE, HANTEI_AUTH_RESULT_PASS, g_strdup("example.com"),
				      HANTEI_AUTH_ALIGNED_YES};
	dkim->result = HANTEI_AUTH_RESULT_PASS;
	dkim->domain = g_strdup("example.com");
	dkim->selector = g_strdup("s1");
	dkim->aligned = HANTEI_AUTH_ALIGNED_YES;
	auth->dkim = g_ptr_array_new_with_free_func(sample_dkim_free);
	g_ptr_array_add(auth->dkim, dkim);
	auth->trusted = g_strsplit("mx.example.net", " ", -1);
	auth->believed = g_ptr_array_new();
	auth->untrusted = g_ptr_array_new();
	return auth;
}

static inline void
sample_verdict_free(gpointer data)
{
	hantei_verdict_free(data);
}

static inline void
sample_attachment_free(gpointer data)
{
	HanteiAttachment *attachment = data;

	g_free(attachment->name);
	g_free(attachment->type);
	g_free(attachment);
}

/* A draft, or a mail that was received, with the verdicts of all that ship. @html_only and
 * @image_only are things to fix. */
static inline HanteiReport *
sample_report(gboolean is_draft, gdouble log_odds, gboolean has_faults, const gchar *language)
{
	HanteiReport *report = g_new0(HanteiReport, 1);
	HanteiAttachment *attachment = g_new0(HanteiAttachment, 1);
	const gchar *const *ids = hantei_receiver_get_shipped_ids();
	HanteiFacts facts = {.log_odds = log_odds, .confidence = HANTEI_CONFIDENCE_HIGH};

	for (guint i = 0; i < HANTEI_N_FACTS; i++)
		facts.truths[i] = HANTEI_FALSE;
	facts.truths[HANTEI_FACT_IS_DRAFT] = is_draft ? HANTEI_TRUE : HANTEI_FALSE;
	facts.truths[HANTEI_FACT_LOOKS_BULK] = HANTEI_TRUE;
	facts.truths[HANTEI_FACT_HAS_UNSUBSCRIBE_HEADER] = HANTEI_TRUE;
	facts.truths[HANTEI_FACT_ONE_CLICK] = HANTEI_TRUE;
	for (guint fact = HANTEI_FACT_SPF_PASS; fact <= HANTEI_FACT_DMARC_MISSING; fact++)
		facts.truths[fact] = is_draft ? HANTEI_UNKNOWN : HANTEI_FALSE;
	if (!is_draft) {
		facts.truths[HANTEI_FACT_SPF_PASS] = HANTEI_TRUE;
		facts.truths[HANTEI_FACT_DKIM_PASS] = HANTEI_TRUE;
		facts.truths[HANTEI_FACT_ALIGNED] = HANTEI_TRUE;
		facts.truths[HANTEI_FACT_DMARC_PASS] = HANTEI_TRUE;
	}
	if (has_faults) {
		facts.truths[HANTEI_FACT_HTML_ONLY] = HANTEI_TRUE;
		facts.truths[HANTEI_FACT_IMAGE_ONLY] = HANTEI_TRUE;
		facts.truths[HANTEI_FACT_FAKE_REPLY] = HANTEI_TRUE;
	}
	report->path = g_strdup("campaigns/2026-11/夏のセール.eml");
	report->subject = g_strdup("【本日限定】夏のセールのお知らせ\r\n \"全品\" 50%オフ\xff");
	report->from_name = g_strdup("株式会社サンプル");
	report->from_addr = g_strdup("news@example.com");
	report->view = is_draft ? HANTEI_VIEW_DRAFT : HANTEI_VIEW_RECEIVED;
	report->evidence = sample_evidence(1.0 / (1.0 + exp(-log_odds)), log_odds, 0.82);
	report->evidence->view = report->view;
	report->evidence->confidence = HANTEI_CONFIDENCE_HIGH;
	report->auth = is_draft ? NULL : sample_auth();
	report->complaints = has_faults ? 1u << HANTEI_COMPLAINT_BARE_CR : 0;
	attachment->name = g_strdup("カタログ.pdf");
	attachment->type = g_strdup("application/pdf");
	attachment->size_bytes = 123456;
	report->attachments = g_ptr_array_new_with_free_func(sample_attachment_free);
	g_ptr_array_add(report->attachments, attachment);
	report->verdicts = g_ptr_array_new_with_free_func(sample_verdict_free);
	for (gsize i = 0; ids[i] != NULL; i++) {
		g_autoptr(HanteiReceiver) receiver =
		    hantei_receiver_new_shipped(ids[i], language, NULL);

		g_ptr_array_add(report->verdicts, hantei_receiver_judge(receiver, &facts));
	}
	return report;
}
