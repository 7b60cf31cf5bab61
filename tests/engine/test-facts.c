/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/receiver/facts.h"

#include <string.h>

#include "tests/test-main.h"

#define U HANTEI_UNKNOWN
#define F HANTEI_FALSE
#define T HANTEI_TRUE

/* A whole and ordinary header, to which rows add. */
#define HEAD \
	"From: Shop <news@example.com>\nTo: a@example.org\nDate: Tue, 24 Nov 2026 10:00:00 " \
	"+0900\n" \
	"Message-ID: <1@example.com>\nMIME-Version: 1.0\n"
#define SUBJECT "Subject: Sale\n"
#define PLAIN "Content-Type: text/plain; charset=utf-8\n\nHello.\n"
#define HTML(body) "Content-Type: text/html; charset=utf-8\n\n<html><body>" body "</body></html>\n"
#define SENT "Received: from a by b; Tue, 24 Nov 2026 10:00:01 +0900\n"

#define LETTERS50 "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"
#define LETTERS350 LETTERS50 LETTERS50 LETTERS50 LETTERS50 LETTERS50 LETTERS50 LETTERS50

static const struct {
	const gchar *name;
	const gchar *mail;
	HanteiFact fact;
	HanteiTruth truth;
} rows[] = {
    {"draft", HEAD SUBJECT PLAIN, HANTEI_FACT_IS_DRAFT, T},
    {"sent", SENT HEAD SUBJECT PLAIN, HANTEI_FACT_IS_DRAFT, F},
    {"no auth", HEAD SUBJECT PLAIN, HANTEI_FACT_SPF_PASS, U},
    {"no auth is known to be unknown", HEAD SUBJECT PLAIN, HANTEI_FACT_AUTH_KNOWN, F},
    {"not known to be bulk", HEAD SUBJECT PLAIN, HANTEI_FACT_LOOKS_BULK, U},
    {"List-Id", HEAD SUBJECT "List-Id: <a.example.com>\n" PLAIN, HANTEI_FACT_LOOKS_BULK, T},
    {"Precedence", HEAD SUBJECT "Precedence: bulk\n" PLAIN, HANTEI_FACT_LOOKS_BULK, T},
    {"Precedence of no kind", HEAD SUBJECT "Precedence: first-class\n" PLAIN,
     HANTEI_FACT_LOOKS_BULK, U},
    {"mailto alone",
     HEAD SUBJECT "List-Unsubscribe: <mailto:x@example.com>\n"
		  "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n" PLAIN,
     HANTEI_FACT_ONE_CLICK, F},
    {"https without Post", HEAD SUBJECT "List-Unsubscribe: <https://example.com/u>\n" PLAIN,
     HANTEI_FACT_ONE_CLICK, F},
    {"one click",
     HEAD SUBJECT "List-Unsubscribe: <mailto:x@example.com>,\n <HTTPS://example.com/u>\n"
		  "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n" PLAIN,
     HANTEI_FACT_ONE_CLICK, T},
    {"a draft may lack a Message-ID", "From: a@example.com\n" SUBJECT PLAIN,
     HANTEI_FACT_NO_MESSAGE_ID, F},
    {"a sent mail may not", SENT "From: a@example.com\n" SUBJECT PLAIN, HANTEI_FACT_NO_MESSAGE_ID,
     T},
    {"Message-ID without @", SENT "From: a@example.com\nMessage-ID: <1>\n" SUBJECT PLAIN,
     HANTEI_FACT_NO_MESSAGE_ID, T},
    {"no subject", HEAD PLAIN, HANTEI_FACT_NO_SUBJECT, T},
    {"blank subject", HEAD "Subject:   \n" PLAIN, HANTEI_FACT_NO_SUBJECT, T},
    {"no From", SUBJECT PLAIN, HANTEI_FACT_NO_FROM, T},
    {"two subjects", HEAD SUBJECT SUBJECT PLAIN, HANTEI_FACT_DUPLICATE_FIELD, T},
    {"fake reply", HEAD "Subject: Re: your order\n" PLAIN, HANTEI_FACT_FAKE_REPLY, T},
    {"real reply", HEAD "In-Reply-To: <2@example.com>\nSubject: RE: your order\n" PLAIN,
     HANTEI_FACT_FAKE_REPLY, F},
    {"a word that begins with re", HEAD "Subject: Remember\n" PLAIN, HANTEI_FACT_FAKE_REPLY, F},
    {"another's address as name", "From: \"support@bank.example\" <x@example.com>\n" SUBJECT PLAIN,
     HANTEI_FACT_ADDRESS_IN_NAME, T},
    {"one's own address as name", "From: \"News@Example.com\" <news@example.com>\n" SUBJECT PLAIN,
     HANTEI_FACT_ADDRESS_IN_NAME, F},
    {"a name with an at sign", "From: \"Tom @ Shop\" <news@example.com>\n" SUBJECT PLAIN,
     HANTEI_FACT_ADDRESS_IN_NAME, F},
    {"plain", HEAD SUBJECT PLAIN, HANTEI_FACT_HTML_ONLY, F},
    {"HTML", HEAD SUBJECT HTML("<p>Hi"), HANTEI_FACT_HTML_ONLY, T},
    {"a picture", HEAD SUBJECT HTML("<img src='https://example.com/a.png'>"),
     HANTEI_FACT_IMAGE_ONLY, T},
    {"a counting pixel",
     HEAD SUBJECT HTML("<p>Hi<img width=1 height=1 src='https://example.com/a.gif'>"),
     HANTEI_FACT_IMAGE_ONLY, F},
    {"a picture and text",
     HEAD SUBJECT HTML("<img src='https://example.com/a.png'>" LETTERS350 " " LETTERS350
		       " " LETTERS350 " " LETTERS350),
     HANTEI_FACT_IMAGE_ONLY, F},
    {"a preheader", HEAD SUBJECT HTML("<div style='display:none'>" LETTERS50 "</div><p>Hi"),
     HANTEI_FACT_HIDDEN_TEXT, F},
    {"hidden text", HEAD SUBJECT HTML("<div style='display:none'>" LETTERS350 "</div><p>Hi"),
     HANTEI_FACT_HIDDEN_TEXT, T},
    {"a program by its name",
     HEAD SUBJECT "Content-Type: application/octet-stream\n"
		  "Content-Disposition: attachment; filename=\"Invoice.PDF.exe\"\n\nabc\n",
     HANTEI_FACT_BLOCKED_ATTACHMENT, T},
    {"a program by its octets",
     HEAD SUBJECT "Content-Type: application/pdf\n"
		  "Content-Disposition: attachment; filename=\"a.pdf\"\n\nMZ000000\n",
     HANTEI_FACT_BLOCKED_ATTACHMENT, T},
    {"a document",
     HEAD SUBJECT "Content-Type: application/pdf\n"
		  "Content-Disposition: attachment; filename=\"a.pdf\"\n\n%PDF-1.7\n",
     HANTEI_FACT_BLOCKED_ATTACHMENT, F},
};

static HanteiFacts *
facts_of(const gchar *mail, const HanteiAuth *auth)
{
	g_autoptr(GBytes) bytes = g_bytes_new(mail, strlen(mail));
	g_autoptr(HanteiMessage) message = hantei_message_new_from_bytes(bytes, NULL);
	HanteiEvidence evidence = {.log_odds = -1.5};

	ck_assert_ptr_nonnull(message);
	evidence.view =
	    hantei_message_is_received(message) ? HANTEI_VIEW_RECEIVED : HANTEI_VIEW_DRAFT;
	return hantei_facts_new(message, &evidence, auth);
}

START_TEST(sees_a_fact)
{
	g_autoptr(HanteiFacts) facts = facts_of(rows[_i].mail, NULL);

	ck_assert_msg(facts->truths[rows[_i].fact] == rows[_i].truth, "%s: %d", rows[_i].name,
		      facts->truths[rows[_i].fact]);
	ck_assert_double_eq_tol(facts->log_odds, -1.5, 1e-12);
	ck_assert_int_eq(facts->confidence, HANTEI_CONFIDENCE_LOW);
}
END_TEST

#define PASS HANTEI_AUTH_RESULT_PASS
#define FAIL HANTEI_AUTH_RESULT_FAIL
#define NONE HANTEI_AUTH_RESULT_NONE
#define SOFT HANTEI_AUTH_RESULT_SOFTFAIL
#define TEMP HANTEI_AUTH_RESULT_TEMPERROR
#define YES HANTEI_AUTH_ALIGNED_YES
#define NO HANTEI_AUTH_ALIGNED_NO
#define MAYBE HANTEI_AUTH_ALIGNED_MAYBE

static const struct {
	const gchar *name;
	HanteiAuthState state;
	HanteiAuthCheck spf;
	HanteiAuthDkim dkim;
	HanteiAuthCheck dmarc;
	HanteiTruth spf_pass, dkim_pass, aligned, dmarc_pass, dmarc_fail, dmarc_missing;
} auths[] = {
    {"nothing trusted", HANTEI_AUTH_STATE_UNKNOWN, {0}, {0}, {0}, U, U, U, U, U, U},
    {"unreadable",
     HANTEI_AUTH_STATE_UNREADABLE,
     {TRUE, PASS},
     {PASS},
     {TRUE, PASS},
     U,
     U,
     U,
     U,
     U,
     U},
    {"all pass",
     HANTEI_AUTH_STATE_KNOWN,
     {TRUE, PASS, NULL, YES},
     {PASS, NULL, NULL, YES},
     {TRUE, PASS},
     T,
     T,
     T,
     T,
     F,
     F},
    {"all fail",
     HANTEI_AUTH_STATE_KNOWN,
     {TRUE, FAIL, NULL, YES},
     {FAIL, NULL, NULL, YES},
     {TRUE, FAIL},
     F,
     F,
     F,
     F,
     T,
     F},
    {"another's domain",
     HANTEI_AUTH_STATE_KNOWN,
     {TRUE, PASS, NULL, NO},
     {PASS, NULL, NULL, NO},
     {TRUE, NONE},
     T,
     T,
     F,
     F,
     F,
     T},
    {"siblings",
     HANTEI_AUTH_STATE_KNOWN,
     {TRUE, PASS, NULL, MAYBE},
     {PASS, NULL, NULL, NO},
     {0},
     T,
     T,
     U,
     U,
     U,
     U},
    {"DNS timed out",
     HANTEI_AUTH_STATE_KNOWN,
     {TRUE, TEMP},
     {TEMP},
     {TRUE, TEMP},
     U,
     U,
     U,
     U,
     U,
     U},
    {"SPF alone is told",
     HANTEI_AUTH_STATE_KNOWN,
     {TRUE, SOFT, NULL, YES},
     {0},
     {0},
     F,
     F,
     F,
     U,
     U,
     U},
};

START_TEST(reads_authentication)
{
	g_autoptr(GPtrArray) dkim = g_ptr_array_new();
	g_autoptr(GPtrArray) untrusted = g_ptr_array_new();
	HanteiAuthDkim one = auths[_i].dkim;
	HanteiAuth auth = {
	    .state = auths[_i].state,
	    .spf = auths[_i].spf,
	    .dmarc = auths[_i].dmarc,
	    .dkim = dkim,
	    .untrusted = untrusted,
	};
	g_autoptr(HanteiFacts) facts = NULL;

	g_ptr_array_add(dkim, &one); /* {0}: "dkim=none" */
	facts = facts_of(SENT HEAD SUBJECT PLAIN, &auth);
	ck_assert_msg(facts->truths[HANTEI_FACT_SPF_PASS] == auths[_i].spf_pass &&
			  facts->truths[HANTEI_FACT_DKIM_PASS] == auths[_i].dkim_pass &&
			  facts->truths[HANTEI_FACT_ALIGNED] == auths[_i].aligned &&
			  facts->truths[HANTEI_FACT_DMARC_PASS] == auths[_i].dmarc_pass &&
			  facts->truths[HANTEI_FACT_DMARC_FAIL] == auths[_i].dmarc_fail &&
			  facts->truths[HANTEI_FACT_DMARC_MISSING] == auths[_i].dmarc_missing,
		      "%s", auths[_i].name);
}
END_TEST

START_TEST(without_a_signature_told_dkim_is_unknown)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	HanteiAuth auth = {
	    .state = HANTEI_AUTH_STATE_KNOWN,
	    .spf = {TRUE, PASS, NULL, NO},
	    .dkim = none,
	    .untrusted = none,
	};
	g_autoptr(HanteiFacts) facts = facts_of(SENT HEAD SUBJECT PLAIN, &auth);

	ck_assert_int_eq(facts->truths[HANTEI_FACT_DKIM_PASS], U);
	ck_assert_int_eq(facts->truths[HANTEI_FACT_ALIGNED], U);
}
END_TEST

START_TEST(every_fact_has_a_name_of_its_own)
{
	for (guint i = 0; i < HANTEI_N_FACTS; i++) {
		const gchar *name = hantei_fact_to_string((HanteiFact)i);
		HanteiFact fact;

		ck_assert_ptr_nonnull(hantei_fact_describe((HanteiFact)i));
		ck_assert(hantei_fact_from_string(name, strlen(name), &fact));
		ck_assert_uint_eq(fact, i);
	}
}
END_TEST

static Suite *
facts_suite(void)
{
	Suite *suite = suite_create("facts");
	TCase *tcase = tcase_create("facts");

	tcase_add_loop_test(tcase, sees_a_fact, 0, G_N_ELEMENTS(rows));
	tcase_add_loop_test(tcase, reads_authentication, 0, G_N_ELEMENTS(auths));
	tcase_add_test(tcase, without_a_signature_told_dkim_is_unknown);
	tcase_add_test(tcase, every_fact_has_a_name_of_its_own);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(facts_suite());
}
