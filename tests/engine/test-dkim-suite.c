/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Mail::DKIM's corpus and the vectors of RFC 6376 and RFC 8463, run when they lie in the shared
 * folder. */

#include "engine/auth/dkim.h"

#include "tests/engine/mail-suite.h"
#include "tests/engine/table-resolver.h"
#include "tests/test-main.h"

/* "name  record" a line; a name that is not there or does not answer says so. */
static TestTableResolver *
read_fake_dns(const gchar *text)
{
	TestTableResolver *table = test_table_resolver_new();
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (gchar **line = lines; *line != NULL; line++) {
		g_auto(GStrv) parts = g_strsplit(*line, " ", 2);
		const gchar *record;

		if (**line == '#' || **line == '\0' || parts[1] == NULL)
			continue;
		record = g_strstrip(parts[1]);
		if (g_str_equal(record, "NXDOMAIN"))
			continue;
		if (g_str_equal(record, "~~SERVFAIL~~"))
			test_table_fail(table, parts[0], HANTEI_DNS_TYPE_TXT, HANTEI_DNS_SERVFAIL);
		else if (g_str_equal(record, "~~Query timed out~~"))
			test_table_fail(table, parts[0], HANTEI_DNS_TYPE_TXT, HANTEI_DNS_TIMEOUT);
		else
			test_table_add_txt(table, parts[0],
					   g_str_equal(record, "\"\"") ? "" : record);
	}
	return table;
}

/* The best result of a mail's signatures, and why. */
static HanteiAuthResult
judge(const gchar *text,
      gsize length,
      gboolean is_crlf,
      HanteiResolver *resolver,
      gboolean allows_sha1,
      gchar **why)
{
	const HanteiDkimOptions options = {0, 512, allows_sha1};
	g_autoptr(HanteiMessage) message = suite_message(text, length, is_crlf);
	g_autoptr(HanteiDkim) dkim = hantei_dkim_verify(message, resolver, &options, NULL);
	HanteiAuthResult best = HANTEI_AUTH_RESULT_NONE;

	*why = NULL;
	ck_assert_int_eq(dkim->was_lf, !is_crlf);
	for (guint i = 0; i < dkim->results->len; i++) {
		const HanteiDkimResult *result = dkim->results->pdata[i];

		if (best == HANTEI_AUTH_RESULT_PASS)
			break;
		best = result->result;
		g_free(*why);
		*why = g_strdup(result->reason);
	}
	return best;
}

/* The corpus is older than RFC 8301: rsa-sha1 and keys of 512 bits are let pass for its sake. */
static gboolean
check_row(HanteiResolver *resolver, const gchar *file, const gchar *expected, guint *n_sha1)
{
	g_autofree gchar *name = g_strconcat("dkim/", file, NULL);
	gsize length;
	g_autofree gchar *text = suite_read(name, &length);
	gboolean is_good = TRUE;

	ck_assert_ptr_nonnull(text);
	for (guint is_crlf = 0; is_crlf < 2; is_crlf++) {
		g_autofree gchar *why = NULL, *why_now = NULL;
		const HanteiAuthResult found =
		    judge(text, length, is_crlf == 1, resolver, TRUE, &why);
		const HanteiAuthResult now =
		    judge(text, length, is_crlf == 1, resolver, FALSE, &why_now);

		if (now != found) {
			ck_assert_int_eq(now, HANTEI_AUTH_RESULT_FAIL);
			*n_sha1 += is_crlf;
		}
		if ((found == HANTEI_AUTH_RESULT_PASS) == g_str_equal(expected, "pass"))
			continue;
		fprintf(stderr, "%s: %s, not %s: %s\n", file, hantei_auth_result_to_string(found),
			expected, why == NULL ? "" : why);
		is_good = FALSE;
	}
	return is_good;
}

START_TEST(the_corpus_holds)
{
	gsize length;
	g_autofree gchar *rows = suite_read("dkim/EXPECTED.tsv", &length);
	g_autofree gchar *zone = rows == NULL ? NULL : suite_read("dkim/FAKE_DNS.dat", &length);
	g_autoptr(TestTableResolver) table = NULL;
	g_auto(GStrv) lines = NULL;
	guint n = 0, n_good = 0, n_sha1 = 0;

	if (zone == NULL)
		return;
	table = read_fake_dns(zone);
	lines = g_strsplit(rows, "\n", -1);
	for (gchar **line = lines; *line != NULL; line++) {
		g_auto(GStrv) cells = g_strsplit(*line, "\t", -1);

		if (g_strv_length(cells) < 3 || !g_str_equal(cells[2], "rfc6376/8463"))
			continue;
		n++;
		if (check_row(HANTEI_RESOLVER(table), cells[0], cells[1], &n_sha1))
			n_good++;
	}
	printf("# dkim corpus %u/%u, of which %u fail for rsa-sha1 without the option\n", n_good, n,
	       n_sha1);
	fflush(stdout);
	ck_assert_uint_gt(n, 0);
	ck_assert_uint_eq(n_good, n);
}
END_TEST

/* A row: a file, the key's name and record, or where the record lies, and the results from the top.
 */
static const struct {
	const gchar *file;
	const gchar *keys[4]; /* name, record, name, record */
	const gchar *expected;
} vectors[] = {
    /* RFC 6376 appendix A.2 with the key of A.3 */
    {"dkimpy/rfc6376.signed.msg",
     {"brisbane._domainkey.football.example.com",
      "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
      "test._domainkey.football.example.com",
      "v=DKIM1; k=rsa; "
      "p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6"
      "wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/"
      "8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO"
      "9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB"},
     "pass pass "},
};

START_TEST(the_vectors_hold)
{
	gsize length;
	g_autofree gchar *text = suite_read(vectors[_i].file, &length);
	g_autoptr(TestTableResolver) table = test_table_resolver_new();

	if (text == NULL)
		return;
	for (guint i = 0; i < 4 && vectors[_i].keys[i] != NULL; i += 2)
		test_table_add_txt(table, vectors[_i].keys[i], vectors[_i].keys[i + 1]);
	for (guint is_crlf = 0; is_crlf < 2; is_crlf++) {
		g_autoptr(HanteiMessage) message = suite_message(text, length, is_crlf == 1);
		g_autoptr(HanteiDkim) dkim =
		    hantei_dkim_verify(message, HANTEI_RESOLVER(table), NULL, NULL);
		g_autoptr(GString) found = g_string_new(NULL);

		for (guint i = 0; i < dkim->results->len; i++) {
			const HanteiDkimResult *result = dkim->results->pdata[i];

			g_string_append_printf(found, "%s ",
					       hantei_auth_result_to_string(result->result));
			if (result->reason != NULL)
				fprintf(stderr, "%s\n", result->reason);
		}
		ck_assert_str_eq(found->str, vectors[_i].expected);
	}
	printf("# dkim vectors %s\n", vectors[_i].file);
	fflush(stdout);
}
END_TEST

static Suite *
dkim_suite_suite(void)
{
	Suite *suite = suite_create("dkim-suite");
	TCase *tcase = tcase_create("dkim-suite");

	tcase_add_test(tcase, the_corpus_holds);
	tcase_add_loop_test(tcase, the_vectors_hold, 0, G_N_ELEMENTS(vectors));
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	if (g_getenv("HANTEI_SHARED") != NULL)
		return test_main(dkim_suite_suite());
	printf("1..0 # SKIP HANTEI_SHARED is not set\n");
	return 0;
}
