/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/links.h"

#include "tests/test-main.h"
#include "tests/tokenizer/mail.h"
#include "tokenizer/limits.h"

static HanteiFeatures *
emit(const HanteiLinks *links, const gchar *from_domain)
{
	HanteiFeatures *features = hantei_features_new(&test_key);

	hantei_links_emit(links, from_domain, features);
	hantei_features_seal(features);
	return features;
}

static HanteiLinks *
links_of_html(const gchar *text)
{
	HanteiLinks *links = hantei_links_new();
	g_autoptr(HanteiHtml) html = hantei_html_new(text, strlen(text));

	hantei_links_add_html(links, html);
	return links;
}

static const struct {
	const gchar *name;
	const gchar *text;
	const gchar *rest;
	gsize n_links;
} TEXTS[] = {
    {"no URL", "hello there", "hello there", 0},
    {"one", "see http://a.test/b now", "see   now", 1},
    {"in Japanese", "詳細はhttps://a.jp/bをご覧", "詳細は をご覧", 1},
    {"two", "http://a.test http://b.test", "   ", 2},
    {"punctuation stays", "(http://a.test).", "( ).", 1},
    {"empty", "", "", 0},
};

START_TEST(urls_are_taken_out_of_text)
{
	g_autoptr(HanteiLinks) links = hantei_links_new();
	g_autoptr(GString) rest = g_string_new(NULL);
	gsize n;

	hantei_links_take_text(links, TEXTS[_i].text, strlen(TEXTS[_i].text), rest);
	hantei_links_get(links, &n);
	ck_assert_msg(strcmp(rest->str, TEXTS[_i].rest) == 0, "%s: '%s'", TEXTS[_i].name,
		      rest->str);
	ck_assert_uint_eq(n, TEXTS[_i].n_links);
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *html;
	const gchar *from_domain;
	const gchar *features; /* see features_assert() */
} ANCHORS[] = {
    {"host and its tails", "<a href='https://www.shop.example.com/'>x</a>", "example.com",
     "host com; host example.com; host shop.example.com; host www.shop.example.com; "
     "link domain is From domain; !link by https"},
    {"another domain", "<a href='http://evil.test/'>x</a>", "example.com",
     "link domain differs from From domain; link by http"},
    {"the same organization's subdomain", "<a href='https://a.example.co.jp/'>x</a>",
     "example.co.jp", "link domain is From domain"},
    {"no From", "<a href='http://evil.test/'>x</a>", "",
     "!link domain differs from From domain; !link domain is From domain"},
    {"text shows another domain", "<a href='http://evil.test/'>https://bank.example/</a>", "",
     "link text shows another domain"},
    {"text shows a www name", "<a href='http://evil.test/'>go to www.bank.example now</a>", "",
     "link text shows another domain"},
    {"text shows its own domain", "<a href='http://a.bank.example/'>http://bank.example/</a>", "",
     "!link text shows another domain"},
    {"text shows nothing", "<a href='http://evil.test/'>click here</a>", "",
     "!link text shows another domain"},
    {"IP address", "<a href='http://192.0.2.1:81/'>x</a>", "",
     "link to an IP address; link with a port"},
    {"user name", "<a href='http://bank.example@evil.test/'>x</a>", "",
     "link with a user name; host evil.test; !host bank.example"},
    {"shortener", "<a href='https://bit.ly/abc'>x</a>", "", "link through a shortener"},
    {"international name", "<a href='https://xn--r8jz45g.jp/'>x</a>", "",
     "link to an international name"},
    {"path and query",
     "<a href='https://a.test/unsubscribe/page?campaign=12&id=a8f3e9d0c7b64412'>"
     "x</a>",
     "", "path unsubscribe; path page; path campaign; link with a query; path form a/a"},
    {"picture", "<img src='https://cdn.test/open.gif'>", "example.com",
     "picture host cdn.test; picture domain differs from From domain; !host cdn.test"},
    {"hidden link", "<div style='display:none'><a href='https://a.test/'>x</a></div>", "",
     "hidden link"},
    {"mail address is no link", "<a href='mailto:a@a.test'>x</a>", "", "!host a.test"},
};

START_TEST(link_gives_itself_away)
{
	g_autoptr(HanteiLinks) links = links_of_html(ANCHORS[_i].html);
	g_autoptr(HanteiFeatures) features = emit(links, ANCHORS[_i].from_domain);

	features_assert(features, HANTEI_GROUP_LINKS, ANCHORS[_i].features, ANCHORS[_i].name);
	for (guint group = 0; group < HANTEI_N_GROUPS; group++) {
		g_autofree gchar *others = features_print(features, (HanteiGroup)group);

		ck_assert(group == HANTEI_GROUP_LINKS || *others == '\0');
	}
}
END_TEST

static const struct {
	const gchar *html;
	const gchar *from_domain;
	const gchar *relation;
} RELATIONS[] = {
    {"hello", "example.com", "no link"},
    {"<img src='http://example.com/a.png'>", "example.com", "no link"},
    {"<a href='http://a.test/'>x</a>", "", "links without a From domain"},
    {"<a href='http://a.example.com/'>x</a>", "example.com", "every link on the From domain"},
    {"<a href='http://A.EXAMPLE.COM/'>x</a>", "Example.com", "every link on the From domain"},
    {"<a href='http://a.test/'>x</a>", "example.com", "no link on the From domain"},
    {"<a href='http://a.test/'>x</a><a href='http://example.com/'>y</a>", "example.com",
     "some links on the From domain"},
    {"<a href='http://a.test/'>x</a><a href='http://example.com/'>y</a>"
     "<a href='http://b.example.com/'>z</a>",
     "example.com", "most links on the From domain"},
};

START_TEST(links_stand_in_a_relation_to_the_sender)
{
	g_autoptr(HanteiLinks) links = links_of_html(RELATIONS[_i].html);

	ck_assert_str_eq(hantei_links_get_relation(links, RELATIONS[_i].from_domain),
			 RELATIONS[_i].relation);
}
END_TEST

START_TEST(shown_url_does_not_make_a_link_the_senders)
{
	static const gchar shown[] = "https://example.com/";
	g_autoptr(HanteiLinks) links = links_of_html("<a href='http://evil.test/'>x</a>");
	g_autoptr(GString) rest = g_string_new(NULL);

	hantei_links_take_text(links, shown, sizeof shown - 1, rest);
	ck_assert(hantei_links_have_anchors(links));
	ck_assert_str_eq(hantei_links_get_relation(links, "example.com"),
			 "no link on the From domain");
}
END_TEST

START_TEST(links_beyond_the_cap_are_dropped_but_taken_out)
{
	g_autoptr(HanteiLinks) links = hantei_links_new();
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) rest = g_string_new(NULL);
	gsize n;

	for (guint i = 0; i < 2 * HANTEI_LIMIT_LINKS; i++)
		g_string_append_printf(text, "http://host%u.test/ ", i);
	hantei_links_take_text(links, text->str, text->len, rest);
	hantei_links_get(links, &n);
	ck_assert_uint_eq(n, HANTEI_LIMIT_LINKS);
	ck_assert_ptr_null(strstr(rest->str, "host"));
}
END_TEST

START_TEST(features_of_odd_urls_are_utf8)
{
	static const gchar *const odd[] = {
	    "http://請求書.jp/請求書請求書請求書請求書請求書請求書請求書請求書請求書請求書?請求",
	    "http://\xff\xfe.test/",
	    "http:///",
	    "http://a..b../../..",
	    "http://%00.test/%",
	    "http://.",
	};
	g_autoptr(HanteiLinks) links = hantei_links_new();

	for (gsize i = 0; i < G_N_ELEMENTS(odd); i++) {
		g_autofree gchar *html = g_strdup_printf("<a href=\"%s\">x</a>", odd[i]);
		g_autofree gchar *valid = g_utf8_make_valid(html, -1);
		g_autoptr(HanteiHtml) parsed = hantei_html_new(valid, strlen(valid));
		g_autoptr(HanteiFeatures) features = NULL;
		const HanteiFeature *all;
		gsize n;

		hantei_links_add_html(links, parsed);
		features = emit(links, "example.com");
		all = hantei_features_get(features, &n);
		for (gsize k = 0; k < n; k++)
			ck_assert(
			    g_utf8_validate(hantei_features_text(features, &all[k]), -1, NULL));
	}
}
END_TEST

static Suite *
links_suite(void)
{
	Suite *suite = suite_create("links");
	TCase *tcase = tcase_create("links");

	tcase_add_loop_test(tcase, urls_are_taken_out_of_text, 0, G_N_ELEMENTS(TEXTS));
	tcase_add_loop_test(tcase, link_gives_itself_away, 0, G_N_ELEMENTS(ANCHORS));
	tcase_add_loop_test(tcase, links_stand_in_a_relation_to_the_sender, 0,
			    G_N_ELEMENTS(RELATIONS));
	tcase_add_test(tcase, shown_url_does_not_make_a_link_the_senders);
	tcase_add_test(tcase, links_beyond_the_cap_are_dropped_but_taken_out);
	tcase_add_test(tcase, features_of_odd_urls_are_utf8);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(links_suite());
}
