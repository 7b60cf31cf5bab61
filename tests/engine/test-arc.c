/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/arc.h"

#include "tests/engine/mail-suite.h"
#include "tests/engine/table-resolver.h"
#include "tests/test-main.h"

#define MAIL \
	"From: Ann <ann@example.com>\n" \
	"To: ben@example.net\n" \
	"Subject: one\n" \
	"\n" \
	"Hello\n" \
	"bye\n"

#define AAR "ARC-Authentication-Results: i=1; a.example; none\n"
#define AMS \
	"ARC-Message-Signature: i=1; a=rsa-sha256; d=example.com; s=unasked; h=from; " \
	"bh=J0sgz9bSdSMPmfRTSzjCvqKqFkqKMD1dWmGJ0tjMZzM=; b=YQ==\n"
#define SEAL(cv) "ARC-Seal: i=1; a=rsa-sha256; cv=" cv "; d=example.com; s=unasked; b=YQ==\n"

static const struct {
	const gchar *name;
	const gchar *fields;
	const gchar *expected;
} chains[] = {
    {"none", "", "none"},
    {"no results", AMS SEAL("none"), "fail: no ARC-Authentication-Results of instance 1"},
    {"no seal", AAR AMS, "fail: no ARC-Seal of instance 1"},
    {"no message signature", AAR SEAL("none"), "fail: no ARC-Message-Signature of instance 1"},
    {"two seals", AAR AMS SEAL("none") SEAL("none"), "fail: two ARC-Seal of instance 1"},
    {"results alone", AAR, "fail: no ARC-Message-Signature of instance 1"},
    {"results without i=", "ARC-Authentication-Results: a.example; none\n" AMS SEAL("none"),
     "fail: ARC-Authentication-Results without an instance of 1 to 50"},
    {"results of 51", "ARC-Authentication-Results: i=51; a.example\n",
     "fail: ARC-Authentication-Results without an instance of 1 to 50"},
    {"results of -1", "ARC-Authentication-Results: i=-1; a.example\n",
     "fail: ARC-Authentication-Results without an instance of 1 to 50"},
    {"a gap", "ARC-Authentication-Results: i=2; a.example\n",
     "fail: no ARC-Authentication-Results of instance 1"},
    {"failed before", AAR AMS SEAL("fail"),
     "fail: the sealer of instance 1, example.com, says it failed"},
    {"pass at first", AAR AMS SEAL("pass"), "fail: cv=pass in the seal of instance 1"},
    {"no known cv", AAR AMS SEAL("good"),
     "fail: ARC-Seal of instance 1: cv= is neither none, pass nor fail"},
    {"another body, offline", AAR AMS SEAL("none"),
     "fail: ARC-Message-Signature of instance 1: the body is not as it was signed"},
};

START_TEST(chains_are_judged_by_their_form)
{
	g_autoptr(HanteiResolver) offline = hantei_resolver_new_offline();
	g_autofree gchar *text = g_strconcat(chains[_i].fields, MAIL, NULL);
	g_autoptr(HanteiMessage) message = suite_message(text, strlen(text), TRUE);
	g_autoptr(HanteiArc) arc = hantei_arc_validate(message, offline, NULL, NULL);
	g_autofree gchar *found = g_strconcat(hantei_auth_result_to_string(arc->result),
					      arc->reason == NULL ? "" : ": ", arc->reason, NULL);

	ck_assert_msg(strcmp(found, chains[_i].expected) == 0, "%s: %s, not %s", chains[_i].name,
		      found, chains[_i].expected);
}
END_TEST

/* What the DNS does not tell is no failure. */
START_TEST(a_chain_whose_keys_are_not_known_is_not_known)
{
	static const HanteiDnsStatus statuses[] = {HANTEI_DNS_NOT_ASKED, HANTEI_DNS_SERVFAIL};

	for (guint i = 0; i < G_N_ELEMENTS(statuses); i++) {
		g_autoptr(TestTableResolver) table = test_table_resolver_new();
		HanteiDkimBodyHash body = {HANTEI_DKIM_CANON_RELAXED, HANTEI_DKIM_HASH_SHA256,
					   G_MAXUINT64};
		g_autoptr(HanteiMessage) plain = suite_message(MAIL, strlen(MAIL), TRUE);
		g_autofree gchar *hash = NULL, *text = NULL;
		g_autoptr(HanteiMessage) message = NULL;
		g_autoptr(HanteiArc) arc = NULL;

		test_table_fail(table, "unasked._domainkey.example.com", HANTEI_DNS_TYPE_TXT,
				statuses[i]);
		hantei_dkim_hash_body(plain, &body, 1);
		hash = g_base64_encode(body.digest.octets, body.digest.length);
		text =
		    g_strconcat(AAR SEAL("none") "ARC-Message-Signature: i=1; a=rsa-sha256;"
						 " d=example.com; s=unasked; h=from; b=YQ==; bh=",
				hash, "\n" MAIL, NULL);
		message = suite_message(text, strlen(text), TRUE);
		arc = hantei_arc_validate(message, HANTEI_RESOLVER(table), NULL, NULL);
		ck_assert_int_eq(arc->is_known, i == 1);
		ck_assert_int_eq(arc->result,
				 i == 0 ? HANTEI_AUTH_RESULT_NONE : HANTEI_AUTH_RESULT_TEMPERROR);
	}
}
END_TEST

static Suite *
arc_suite(void)
{
	Suite *suite = suite_create("arc");
	TCase *tcase = tcase_create("arc");

	tcase_add_loop_test(tcase, chains_are_judged_by_their_form, 0, G_N_ELEMENTS(chains));
	tcase_add_test(tcase, a_chain_whose_keys_are_not_known_is_not_known);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(arc_suite());
}
