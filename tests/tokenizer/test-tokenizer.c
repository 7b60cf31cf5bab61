/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/tokenizer.h"

#include <time.h>

#include "tests/test-main.h"
#include "tests/tokenizer/mail.h"
#include "tokenizer/limits.h"

static HanteiFeatures *
extract(const gchar *mail, gsize length)
{
	g_autoptr(HanteiTokenizer) tokenizer = hantei_tokenizer_new(&test_key, NULL);
	g_autoptr(HanteiMessage) message = mail_new(mail, length);

	return hantei_tokenizer_extract(tokenizer, message);
}

/* Fails, naming @row and the first features that differ, unless the sets are equal; transport
 * groups are passed over if @is_draft. */
static void
assert_same(const HanteiFeatures *a, const HanteiFeatures *b, gboolean is_draft, const gchar *row)
{
	const HanteiFeatures *sets[] = {a, b};

	for (guint k = 0; k < 2; k++) {
		gsize n;
		const HanteiFeature *all = hantei_features_get(sets[k], &n);

		for (gsize i = 0; i < n; i++) {
			const HanteiGroup group = (HanteiGroup)all[i].group;
			const gchar *text = hantei_features_text(sets[k], &all[i]);

			if (is_draft && hantei_group_is_transport(group))
				continue;
			ck_assert_msg(
			    features_have(sets[1 - k], group, text), "%s: only the %s has %s '%s'",
			    row, k == 0 ? "first" : "second", hantei_group_to_string(group), text);
		}
	}
}

static const gchar everything[] =
    "From: Example Shop <news@shop.example.com>\n"
    "Subject: =\?utf-8\?B\?44GK5b6X44Gq44GK55+l44KJ44Gb\?= SALE\n"
    "To: ann@example.net\n"
    "Date: Mon, 27 Jul 2026 10:00:00 +0900\n"
    "MIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=m\n"
    "\n"
    "--m\nContent-Type: multipart/alternative; boundary=n\n\n"
    "--n\nContent-Type: text/plain; charset=iso-2022-jp\n\n"
    "\x1b$B$*CN$i$;\x1b(B https://shop.example.com/sale plain words\n"
    "--n\nContent-Type: text/html; charset=utf-8\n\n"
    "<table><tr><td>seen <b>wo</b>rds</td></tr></table>\n"
    "<div style=\"display:none\">veiled</div>\n"
    "<a href=\"http://evil.test/\">https://bank.example/</a>\n"
    "--n--\n"
    "--m\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n"
    "JVBERi0xLjQK\n--m--\n";

static const struct {
	HanteiGroup group;
	const gchar *features; /* see features_assert() */
} GROUPS[] = {
    {HANTEI_GROUP_FROM, "domain example.com; name shop; kind of local part role"},
    {HANTEI_GROUP_SUBJECT, "お知らせ; sale; SALE; !plain"},
    {HANTEI_GROUP_SUBJECT_PHRASE, "お知らせ sale"},
    {HANTEI_GROUP_WORDS, "plain; words; お知らせ; seen; hidden: veiled; !veiled; !sale; !https"},
    {HANTEI_GROUP_PHRASES, "plain words; seen words; !words seen"},
    {HANTEI_GROUP_LINKS,
     "host shop.example.com; host evil.test; link text shows another domain; path sale"},
    {HANTEI_GROUP_HTML, "tag:table; tag:td"},
    {HANTEI_GROUP_SHAPE, "attachment name ends .pdf; attachments up to 1; links up to 4"},
    {HANTEI_GROUP_ENCODING, "charset iso-2022-jp; charset utf-8; encoding base64"},
    {HANTEI_GROUP_RECIPIENT, "To ann"},
    {HANTEI_GROUP_STRUCTURE,
     "text and HTML; an attached document; hidden text up to 100 characters; "
     "link text shows another domain; no greeting"},
    {HANTEI_GROUP_HEADER, "field Subject; time zone +0900"},
};

START_TEST(each_thing_goes_to_its_group)
{
	g_autoptr(HanteiFeatures) features = extract(everything, sizeof everything - 1);

	features_assert(features, GROUPS[_i].group, GROUPS[_i].features,
			hantei_group_to_string(GROUPS[_i].group));
}
END_TEST

START_TEST(language_is_kept_with_the_features)
{
	static const gchar english[] = "From: a@b.test\n\nthis is what you have for the day\n";
	g_autoptr(HanteiFeatures) none = hantei_features_new(&test_key);
	g_autoptr(HanteiFeatures) mixed = extract(everything, sizeof everything - 1);
	g_autoptr(HanteiFeatures) features = extract(english, sizeof english - 1);

	ck_assert_int_eq(hantei_features_get_language(none), HANTEI_LANGUAGE_NONE);
	ck_assert_int_eq(hantei_features_get_language(mixed), HANTEI_LANGUAGE_JA);
	ck_assert_int_eq(hantei_features_get_language(features), HANTEI_LANGUAGE_EN);
}
END_TEST

START_TEST(hidden_words_make_no_phrase)
{
	static const gchar mail[] = "From: a@b.test\nContent-Type: text/html\n\n"
				    "one <span hidden>two three</span> four";
	g_autoptr(HanteiFeatures) features = extract(mail, sizeof mail - 1);

	features_assert(features, HANTEI_GROUP_WORDS, "one; hidden: two; hidden: three; !two", "");
	features_assert(features, HANTEI_GROUP_PHRASES, "!two three; !one two; one four", "");
}
END_TEST

/* Fields that transit adds or takes away. */
static const gchar *const transit[] = {
    "Received: from x.test ([192.0.2.1]) by y.test; Mon, 27 Jul 2026 10:00:00 +0900",
    "Return-Path: <bounce@x.test>",
    "Authentication-Results: mx.example.net;\n dkim=pass header.d=example.com;\n spf=fail",
    "ARC-Authentication-Results: i=1; mx.example.net; spf=pass",
    "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s1; h=from; bh=AAAA; b=BBBB",
    "Delivered-To: ann@example.net",
    "Message-ID: <1@x.test>",
    "X-Spam-Status: Yes, score=12.3",
    "X-Mailer: Example 1.0",
    "X-Anything: else",
    "List-Unsubscribe: <https://x.test/u>",
    "List-Id: <list.x.test>",
    "Precedence: bulk",
    "Cc: bob@example.net",
};

START_TEST(what_transit_adds_changes_transport_groups_only)
{
	g_autofree gchar *before = g_strconcat(transit[_i], "\n", everything, NULL);
	g_autofree gchar *twice = g_strconcat(transit[_i], "\n", before, NULL);
	g_autoptr(HanteiFeatures) draft = extract(everything, sizeof everything - 1);
	g_autoptr(HanteiFeatures) received = extract(before, strlen(before));

	assert_same(draft, received, TRUE, transit[_i]);
	if (!g_str_has_prefix(transit[_i], "Message-ID") && !g_str_has_prefix(transit[_i], "Cc")) {
		g_autoptr(HanteiFeatures) again = extract(twice, strlen(twice));

		assert_same(draft, again, TRUE, transit[_i]);
	}
}
END_TEST

static const gchar *const verdicts[] = {
    "Authentication-Results: mx.example.net; spf=fail smtp.mailfrom=x.test",
    "Received-SPF: fail",
    "X-Spam-Status: Yes, score=12.3 tests=BAYES_99",
    "X-Spam-Flag: YES",
    "X-Spam-Level: *****",
    "X-Virus-Scanned: yes",
};

START_TEST(verdict_of_another_filter_changes_nothing)
{
	g_autofree gchar *with = g_strconcat(verdicts[_i], "\n", everything, NULL);
	g_autoptr(HanteiFeatures) first = extract(everything, sizeof everything - 1);
	g_autoptr(HanteiFeatures) second = extract(with, strlen(with));

	assert_same(first, second, FALSE, verdicts[_i]);
}
END_TEST

/* Calls @check with the octets of each mail under @path, at most @left of them. */
static void
each_mail(const gchar *path,
	  guint *left,
	  void (*check)(const gchar *name, const gchar *mail, gsize length))
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	g_autofree gchar *octets = NULL;
	gsize length;
	const gchar *name;

	while (dir != NULL && *left > 0 && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree gchar *child = g_build_filename(path, name, NULL);

		each_mail(child, left, check);
	}
	if (dir != NULL || *left == 0 || !g_str_has_suffix(path, ".eml"))
		return;
	ck_assert(g_file_get_contents(path, &octets, &length, NULL));
	--*left;
	check(path, octets, length);
}

/* The mails that come with the source; HANTEI_SOURCE is set by meson. */
static void
each_sample(void (*check)(const gchar *name, const gchar *mail, gsize length))
{
	const gchar *source = g_getenv("HANTEI_SOURCE");
	g_autofree gchar *path = NULL;
	guint left = G_MAXUINT;

	if (source == NULL) {
		g_printerr("skipped: HANTEI_SOURCE is not set\n");
		return;
	}
	path = g_build_filename(source, "corpora", "samples", NULL);
	each_mail(path, &left, check);
	ck_assert_msg(left < G_MAXUINT, "%s: no mail", path);
}

static void
check_line_ends(const gchar *name, const gchar *mail, gsize length)
{
	g_autoptr(GString) twin = crlf_new(mail, length);
	g_autoptr(HanteiFeatures) lf = extract(mail, length);
	g_autoptr(HanteiFeatures) crlf = extract(twin->str, twin->len);

	assert_same(lf, crlf, FALSE, name);
}

START_TEST(lf_and_crlf_give_the_same_features)
{
	check_line_ends("everything", everything, sizeof everything - 1);
	each_sample(check_line_ends);
}
END_TEST

static void
check_set(const gchar *name, const gchar *mail, gsize length)
{
	g_autoptr(HanteiFeatures) first = extract(mail, length);
	g_autoptr(HanteiFeatures) second = extract(mail, length);
	gsize n;
	gsize n_second;
	const HanteiFeature *a = hantei_features_get(first, &n);
	const HanteiFeature *b = hantei_features_get(second, &n_second);

	ck_assert_uint_eq(n, n_second);
	ck_assert_uint_gt(n, 20);
	for (gsize i = 0; i < n; i++) {
		const gchar *text = hantei_features_text(first, &a[i]);

		ck_assert_msg(a[i].hash == b[i].hash && a[i].group == b[i].group, "%s", name);
		ck_assert_str_eq(text, hantei_features_text(second, &b[i]));
		ck_assert_msg(g_utf8_validate(text, -1, NULL), "%s: no UTF-8", name);
		ck_assert_msg(strpbrk(text, "\r\n") == NULL, "%s: '%s'", name, text);
		ck_assert_uint_le(a[i].text_length, 2 * HANTEI_LIMIT_WORD_BYTES);
		ck_assert(i == 0 || a[i - 1].hash < a[i].hash);
	}
}

START_TEST(features_are_sorted_lines_of_utf8_and_the_same_each_time)
{
	check_set("everything", everything, sizeof everything - 1);
	each_sample(check_set);
}
END_TEST

START_TEST(one_tokenizer_serves_mail_after_mail)
{
	static const gchar other[] = "From: x@y.test\nSubject: other\n\nother words\n";
	g_autoptr(HanteiTokenizer) tokenizer = hantei_tokenizer_new(&test_key, NULL);
	g_autoptr(HanteiMessage) first = mail_new(everything, sizeof everything - 1);
	g_autoptr(HanteiMessage) second = mail_new(other, sizeof other - 1);
	g_autoptr(HanteiFeatures) before = hantei_tokenizer_extract(tokenizer, first);
	g_autoptr(HanteiFeatures) between = hantei_tokenizer_extract(tokenizer, second);
	g_autoptr(HanteiFeatures) after = hantei_tokenizer_extract(tokenizer, first);

	assert_same(before, after, FALSE, "again");
	ck_assert(!features_have(between, HANTEI_GROUP_WORDS, "plain"));
}
END_TEST

START_TEST(concepts_are_those_handed_in)
{
	static const gchar lexicon[] = "language: en\nfairs: autumn fair\n";
	static const gchar mail[] = "From: x@y.test\nSubject: soon\n\nOur autumn fair begins.\n";
	g_autoptr(GBytes) bytes = g_bytes_new_static(lexicon, sizeof lexicon - 1);
	g_autoptr(HanteiConcepts) concepts = hantei_concepts_new_from_bytes("mine", bytes, NULL);
	g_autoptr(HanteiTokenizer) tokenizer = hantei_tokenizer_new(&test_key, concepts);
	g_autoptr(HanteiMessage) message = mail_new(mail, sizeof mail - 1);
	g_autoptr(HanteiFeatures) built_in = extract(mail, sizeof mail - 1);
	g_autoptr(HanteiFeatures) features = hantei_tokenizer_extract(tokenizer, message);

	ck_assert(features_have(features, HANTEI_GROUP_CONCEPT, "fairs"));
	ck_assert(!features_have(built_in, HANTEI_GROUP_CONCEPT, "fairs"));
}
END_TEST

START_TEST(without_the_head_all_else_is_the_same)
{
	g_autoptr(HanteiTokenizer) tokenizer = hantei_tokenizer_new(&test_key, NULL);
	g_autoptr(GString) mail = g_string_new("From: a@example.com\nReceived: by b\n"
					       "Subject: You won\n\nClaim your prize\n");
	g_autoptr(HanteiMessage) message = NULL;
	g_autoptr(HanteiFeatures) with = NULL;
	g_autoptr(HanteiFeatures) without = NULL;
	gsize n_with;
	gsize n;
	const HanteiFeature *all;
	gsize n_counted = 0;

	/* in the second row so many words that the caps bite */
	for (guint i = 0; _i > 0 && i < HANTEI_LIMIT_TEXT_FEATURES; i++)
		g_string_append_printf(mail, "w%c%c%c%c ", 'a' + i % 26, 'a' + i / 26 % 26,
				       'a' + i / 676 % 26, 'a' + i % 7);
	message = mail_new(mail->str, mail->len);
	with = hantei_tokenizer_extract(tokenizer, message);
	without = hantei_tokenizer_extract_without_head(tokenizer, message);
	all = hantei_features_get(with, &n_with);
	hantei_features_get(without, &n);
	ck_assert_int_eq(hantei_features_get_language(with), hantei_features_get_language(without));
	for (gsize i = 0; i < n_with; i++) {
		const HanteiGroup group = (HanteiGroup)all[i].group;

		if (hantei_group_get_kind(group) == HANTEI_GROUP_KIND_HEAD)
			continue;
		n_counted++;
		ck_assert_msg(features_have(without, group, hantei_features_text(with, &all[i])),
			      "no %s", hantei_features_text(with, &all[i]));
	}
	if (_i == 0) {
		ck_assert_uint_eq(n, n_counted);
		ck_assert_uint_lt(n, n_with);
	} else {
		/* the head is there, for it takes room from the rest */
		ck_assert_uint_eq(n, n_with);
	}
}
END_TEST

START_TEST(another_key_gives_other_hashes_of_the_same_texts)
{
	const HanteiHashKey key = {1, 2};
	g_autoptr(HanteiTokenizer) tokenizer = hantei_tokenizer_new(&key, NULL);
	g_autoptr(HanteiMessage) message = mail_new(everything, sizeof everything - 1);
	g_autoptr(HanteiFeatures) mine = extract(everything, sizeof everything - 1);
	g_autoptr(HanteiFeatures) other = hantei_tokenizer_extract(tokenizer, message);
	gsize n;
	gsize n_other;

	assert_same(mine, other, FALSE, "keys");
	ck_assert(hantei_features_get(mine, &n)->hash !=
		  hantei_features_get(other, &n_other)->hash);
	ck_assert_uint_eq(n, n_other);
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *type;
	const gchar *unit; /* with one %u */
} HOSTILE[] = {
    {"words", "text/plain", "word%u "},
    {"lines", "text/plain", "line%u\n"},
    {"one word", "text/plain", "word%u"},
    {"links", "text/plain", "http://host%u.test/ "},
    {"Japanese", "text/plain", "請求書%uのお知らせ"},
    {"elements", "text/html", "<a%u>"},
    {"attributes", "text/html", "<td width=%u>"},
    {"not closed", "text/html", "<div style='color:%u'>"},
    {"anchors", "text/html", "<a href='http://h%u.test/'>http://www.bank.example</a>"},
    {"open comments", "text/html", "<!--%u<"},
};

START_TEST(hostile_megabytes_stay_within_the_caps)
{
	g_autoptr(GString) mail = g_string_new("From: a@b.test\nContent-Type: ");
	g_autoptr(HanteiFeatures) features = NULL;
	const gint64 start_us = (gint64)clock();
	gsize n;

	g_string_append_printf(mail, "%s; charset=utf-8\n\n", HOSTILE[_i].type);
	for (guint i = 0; mail->len < 2 * 1024 * 1024; i++) {
		const gchar *mark = strstr(HOSTILE[_i].unit, "%u");

		g_string_append_len(mail, HOSTILE[_i].unit, mark - HOSTILE[_i].unit);
		/* letters: digits would be masked to one word */
		for (guint k = i; k > 0; k /= 20)
			g_string_append_c(mail, (gchar)('b' + k % 20));
		g_string_append(mail, mark + 2);
	}
	features = extract(mail->str, mail->len);
	hantei_features_get(features, &n);
	ck_assert_uint_gt(n, 0);
	ck_assert_uint_le(n, HANTEI_LIMIT_FEATURES);
	features_assert(features, HANTEI_GROUP_SHAPE, "fault trimmed", HOSTILE[_i].name);
	ck_assert_msg((gint64)clock() - start_us < 20 * G_USEC_PER_SEC, "%s: too slow",
		      HOSTILE[_i].name);
}
END_TEST

START_TEST(dictionary_does_not_hide_links_and_attachments)
{
	g_autoptr(GString) mail =
	    g_string_new("From: a@b.test\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\n");
	g_autoptr(HanteiFeatures) features = NULL;

	for (guint i = 0; i < 15000; i++) {
		for (guint k = i + 20; k > 0; k /= 20)
			g_string_append_c(mail, (gchar)('b' + k % 20));
		g_string_append_c(mail, ' ');
	}
	g_string_append(mail, "http://evil.test/\n"
			      "--m\nContent-Type: application/x-msdownload; name=a.exe\n\nMZ\n"
			      "--m--\n");
	features = extract(mail->str, mail->len);
	features_assert(features, HANTEI_GROUP_LINKS, "host evil.test", "link");
	features_assert(features, HANTEI_GROUP_SHAPE, "attachment name ends .exe", "attachment");
	features_assert(features, HANTEI_GROUP_HEADER, "field Content-Type", "header");
}
END_TEST

START_TEST(words_beyond_the_cap_are_no_features)
{
	g_autoptr(GString) mail = g_string_new("From: a@b.test\n\n");
	g_autoptr(HanteiFeatures) features = NULL;

	for (guint i = 0; i < HANTEI_LIMIT_WORDS; i++)
		g_string_append(mail, "same ");
	g_string_append(mail, "beyond");
	features = extract(mail->str, mail->len);
	features_assert(features, HANTEI_GROUP_WORDS, "same; !beyond", "cap");
}
END_TEST

START_TEST(least_mail_has_features)
{
	g_autoptr(HanteiFeatures) features = extract("From:", 5);

	features_assert(features, HANTEI_GROUP_SHAPE, "no Subject; fault no-body; parts plain", "");
	features_assert(features, HANTEI_GROUP_FROM, "no From address", "");
}
END_TEST

START_TEST(fingerprint_names_version_and_dictionaries)
{
	ck_assert(g_str_has_prefix(hantei_tokenizer_fingerprint(), "hantei-"));
	ck_assert_ptr_nonnull(strstr(hantei_tokenizer_fingerprint(), " icu-"));
}
END_TEST

static Suite *
tokenizer_suite(void)
{
	Suite *suite = suite_create("tokenizer");
	TCase *tcase = tcase_create("tokenizer");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, each_thing_goes_to_its_group, 0, G_N_ELEMENTS(GROUPS));
	tcase_add_test(tcase, language_is_kept_with_the_features);
	tcase_add_test(tcase, hidden_words_make_no_phrase);
	tcase_add_loop_test(tcase, what_transit_adds_changes_transport_groups_only, 0,
			    G_N_ELEMENTS(transit));
	tcase_add_loop_test(tcase, verdict_of_another_filter_changes_nothing, 0,
			    G_N_ELEMENTS(verdicts));
	tcase_add_test(tcase, lf_and_crlf_give_the_same_features);
	tcase_add_test(tcase, features_are_sorted_lines_of_utf8_and_the_same_each_time);
	tcase_add_test(tcase, one_tokenizer_serves_mail_after_mail);
	tcase_add_test(tcase, concepts_are_those_handed_in);
	tcase_add_loop_test(tcase, without_the_head_all_else_is_the_same, 0, 2);
	tcase_add_test(tcase, another_key_gives_other_hashes_of_the_same_texts);
	tcase_add_loop_test(tcase, hostile_megabytes_stay_within_the_caps, 0,
			    G_N_ELEMENTS(HOSTILE));
	tcase_add_test(tcase, dictionary_does_not_hide_links_and_attachments);
	tcase_add_test(tcase, words_beyond_the_cap_are_no_features);
	tcase_add_test(tcase, least_mail_has_features);
	tcase_add_test(tcase, fingerprint_names_version_and_dictionaries);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(tokenizer_suite());
}
