/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/body.h"

#include "tests/test-main.h"
#include "tests/tokenizer/mail.h"

#define ALTERNATIVE(plain, html) \
	"From: a@b.test\nContent-Type: multipart/alternative; boundary=n\n\n" \
	"--n\nContent-Type: text/plain; charset=utf-8\n\n" plain "\n" \
	"--n\nContent-Type: text/html; charset=utf-8\n\n" html "\n--n--\n"

static HanteiBody *
body_of(const gchar *mail, HanteiMessage **message)
{
	*message = mail_new(mail, strlen(mail));
	g_auto(HanteiListTrace) trace = {0};

	hantei_list_trace_init(&trace, *message);
	return hantei_body_new(*message, &trace);
}

static const struct {
	const gchar *name;
	const gchar *mail;
	const gchar *shown; /* blanks at both ends aside */
} SHOWN[] = {
    {"plain", "From: a@b.test\n\nhello there", "hello there"},
    {"HTML", "From: a@b.test\nContent-Type: text/html\n\n<p>hello <b>th</b>ere", "hello there"},
    {"URLs are taken out", "From: a@b.test\n\nsee http://a.test/x now", "see   now"},
    {"both say the same", ALTERNATIVE("hello there", "<p>hello there</p>"), "hello there"},
    {"the plain one of both", ALTERNATIVE("hello plain", "<p>hello there</p>"), "hello plain"},
    {"a plain one that only points to the HTML",
     ALTERNATIVE("no", "<p>a much longer text than the plain one</p>"),
     "a much longer text than the plain one"},
    {"a plain one that is a link",
     ALTERNATIVE("http://a.test/a/very/long/address/of/the/same", "<p>some text to be read</p>"),
     "some text to be read"},
    {"an empty plain one", ALTERNATIVE("", "<p>text</p>"), "text"},
    {"an empty HTML", ALTERNATIVE("text", ""), "text"},
    {"hidden text is not shown",
     "From: a@b.test\nContent-Type: text/html\n\n<p hidden>veiled</p><p>seen</p>", "seen"},
    {"a calendar entry is not read",
     "From: a@b.test\nContent-Type: multipart/mixed; boundary=n\n\n"
     "--n\n\nplease come\n--n\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\n--n--\n",
     "please come"},
    {"nothing", "From: a@b.test\n\n", ""},
};

START_TEST(reader_sees_one_of_text_and_html)
{
	g_autoptr(HanteiMessage) message = NULL;
	g_autoptr(HanteiBody) body = body_of(SHOWN[_i].mail, &message);
	gsize length;
	const gchar *text = hantei_body_get_shown(body, &length);
	g_autofree gchar *copy = g_strstrip(g_strndup(text, length));

	ck_assert_uint_eq(length, strlen(text));
	ck_assert_msg(g_str_equal(copy, SHOWN[_i].shown), "%s: '%s'", SHOWN[_i].name, copy);
}
END_TEST

START_TEST(leaves_stand_in_order_with_their_own_text)
{
	g_autoptr(HanteiMessage) message = NULL;
	g_autoptr(HanteiBody) body =
	    body_of("From: a@b.test\nContent-Type: multipart/mixed; boundary=n\n\n"
		    "--n\n\nfirst\n"
		    "--n\nContent-Type: text/html\n\n<p>second\n"
		    "--n\n\nthird\n--n--\n",
		    &message);
	static const gchar *const texts[] = {"first", "second", "third"};
	gsize n;
	const HanteiLeaf *leaves = hantei_body_get_leaves(body, &n);

	ck_assert_uint_eq(n, 3);
	for (guint i = 0; i < n; i++) {
		g_autofree gchar *text = g_strndup(leaves[i].text, leaves[i].length);

		ck_assert_str_eq(g_strstrip(text), texts[i]);
		ck_assert_int_eq(leaves[i].kind, i == 1 ? HANTEI_LEAF_HTML : HANTEI_LEAF_PLAIN);
		ck_assert((leaves[i].html != NULL) == (i == 1));
	}
	ck_assert(hantei_body_has(body, HANTEI_LEAF_HTML));
	ck_assert(!hantei_body_has(body, HANTEI_LEAF_OTHER));
}
END_TEST

START_TEST(html_is_counted)
{
	g_autoptr(HanteiMessage) message = NULL;
	g_autoptr(HanteiBody) body =
	    body_of("From: a@b.test\nContent-Type: text/html; charset=utf-8\n\n"
		    "<p hidden>a b お</p><a href='https://b.test/'><img src='cid:1'></a>"
		    "<a href='mailto:x@y.test'>write</a><img src='https://b.test/p.png'>seen",
		    &message);
	gsize n_picture_anchors;
	gsize n;

	ck_assert_uint_eq(hantei_body_get_n_hidden(body), 3);
	ck_assert_uint_eq(hantei_body_get_n_images(body), 2);
	ck_assert_uint_eq(hantei_body_get_n_anchors(body, &n_picture_anchors), 2);
	ck_assert_uint_eq(n_picture_anchors, 1);
	hantei_links_get(hantei_body_get_links(body), &n);
	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(hantei_body_get_mailtos(body, &n), "x@y.test\n");
	ck_assert_uint_gt(hantei_body_get_counts(body)->n_hidden_bytes, 3);
}
END_TEST

START_TEST(language_is_of_all_leaves_or_of_the_subject)
{
	g_autoptr(HanteiMessage) message = NULL;
	g_autoptr(HanteiBody) body =
	    body_of(ALTERNATIVE("お知らせです", "<p>ご案内</p>"), &message);
	g_autoptr(HanteiMessage) blank = NULL;
	g_autoptr(HanteiBody) none = body_of("From: a@b.test\n\n1\n", &blank);

	ck_assert_int_eq(hantei_body_get_language(body, NULL), HANTEI_LANGUAGE_JA);
	ck_assert_int_eq(hantei_body_get_language(none, NULL), HANTEI_LANGUAGE_NONE);
	ck_assert_int_eq(hantei_body_get_language(none, "お知らせ"), HANTEI_LANGUAGE_JA);
}
END_TEST

static Suite *
body_suite(void)
{
	Suite *suite = suite_create("body");
	TCase *tcase = tcase_create("body");

	tcase_add_loop_test(tcase, reader_sees_one_of_text_and_html, 0, G_N_ELEMENTS(SHOWN));
	tcase_add_test(tcase, leaves_stand_in_order_with_their_own_text);
	tcase_add_test(tcase, html_is_counted);
	tcase_add_test(tcase, language_is_of_all_leaves_or_of_the_subject);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(body_suite());
}
