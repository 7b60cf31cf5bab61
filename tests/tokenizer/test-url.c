/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/url.h"

#include "tests/test-main.h"
#include "tokenizer/limits.h"

#include <string.h>

static const struct {
	const gchar *name;
	const gchar *text;
	const gchar *scheme;
	const gchar *userinfo;
	const gchar *host;
	const gchar *port;
	const gchar *path;
	const gchar *query;
} URLS[] = {
    {"host only", "https://example.com", "https", "", "example.com", "", "", ""},
    {"root", "https://example.com/", "https", "", "example.com", "", "", ""},
    {"path", "http://example.com/a/b.html", "http", "", "example.com", "", "a/b.html", ""},
    {"query", "http://example.com/a?b=c&d", "http", "", "example.com", "", "a", "b=c&d"},
    {"query without a path", "http://example.com?b=c", "http", "", "example.com", "", "", "b=c"},
    {"query with a slash", "http://example.com?u=/x", "http", "", "example.com", "", "", "u=/x"},
    {"fragment", "http://example.com/a#top", "http", "", "example.com", "", "a", ""},
    {"fragment without a path", "http://example.com#top", "http", "", "example.com", "", "top", ""},
    {"question mark in the fragment", "http://example.com/a#b?c", "http", "", "example.com", "",
     "a", ""},
    {"query and fragment", "http://example.com/a?b#c", "http", "", "example.com", "", "a", "b"},
    {"port", "http://example.com:8080/a", "http", "", "example.com", "8080", "a", ""},
    {"empty port", "http://example.com:/a", "http", "", "example.com", "", "a", ""},
    {"user", "http://bank.example@evil.test/a", "http", "bank.example", "evil.test", "", "a", ""},
    {"user and password", "ftp://u:p@example.com/a", "ftp", "u:p", "example.com", "", "a", ""},
    {"two at signs", "http://a@b@example.com/", "http", "a@b", "example.com", "", "", ""},
    {"at sign in the path", "http://example.com/@user", "http", "", "example.com", "", "@user", ""},
    {"at sign in the query", "http://example.com?to=a@b", "http", "", "example.com", "", "",
     "to=a@b"},
    {"backslash as browsers read it", "http://example.com\\@evil.test/", "http", "", "example.com",
     "", "@evil.test/", ""},
    {"IPv4", "http://192.0.2.1/a", "http", "", "192.0.2.1", "", "a", ""},
    {"IPv6", "http://[2001:db8::1]/a", "http", "", "[2001:db8::1]", "", "a", ""},
    {"IPv6 and port", "http://[2001:DB8::1]:81/a", "http", "", "[2001:db8::1]", "81", "a", ""},
    {"IPv6 not closed", "http://[2001:db8::1", "http", "", "[2001:db8::1", "", "", ""},
    {"capitals", "HTTPS://WWW.Example.COM/Path?Q", "https", "", "www.example.com", "", "Path", "Q"},
    {"no scheme", "www.example.com/a?b", "http", "", "www.example.com", "", "a", "b"},
    {"no scheme, capitals", "WWW.example.com", "http", "", "www.example.com", "", "", ""},
    {"nothing before the path", "http:///a", "http", "", "", "", "a", ""},
    {"only a user", "http://a@/b", "http", "a", "", "", "b", ""},
};

START_TEST(url_comes_apart)
{
	g_auto(HanteiUrl) url = {0};
	const gsize length = strlen(URLS[_i].text);
	g_autofree gchar *exact = g_memdup2(URLS[_i].text, length);

	ck_assert_msg(hantei_url_parse(exact, length, &url), "%s: no URL", URLS[_i].name);
	ck_assert_msg(strcmp(url.scheme, URLS[_i].scheme) == 0, "%s: scheme '%s'", URLS[_i].name,
		      url.scheme);
	ck_assert_msg(strcmp(url.userinfo, URLS[_i].userinfo) == 0, "%s: user '%s'", URLS[_i].name,
		      url.userinfo);
	ck_assert_msg(strcmp(url.host, URLS[_i].host) == 0, "%s: host '%s'", URLS[_i].name,
		      url.host);
	ck_assert_msg(strcmp(url.port, URLS[_i].port) == 0, "%s: port '%s'", URLS[_i].name,
		      url.port);
	ck_assert_msg(strcmp(url.path, URLS[_i].path) == 0, "%s: path '%s'", URLS[_i].name,
		      url.path);
	ck_assert_msg(strcmp(url.query, URLS[_i].query) == 0, "%s: query '%s'", URLS[_i].name,
		      url.query);
	ck_assert_uint_eq(url.length, length);
}
END_TEST

static const gchar *const no_urls[] = {
    "",
    "http://",
    "https://",
    "www.",
    "mailto:a@example.com",
    "javascript:alert(1)",
    "/a.png",
    "#top",
    "cid:part1",
    "data:image/png;base64,AAAA",
    "example.com",
    "http:/a",
};

START_TEST(what_is_no_url_leaves_the_output_alone)
{
	HanteiUrl url = {.length = 4711};

	ck_assert_msg(!hantei_url_parse(no_urls[_i], strlen(no_urls[_i]), &url), "'%s'",
		      no_urls[_i]);
	ck_assert_uint_eq(url.length, 4711);
}
END_TEST

START_TEST(long_url_is_cut_and_its_length_kept)
{
	g_autoptr(GString) text = g_string_new("http://example.com/");
	g_auto(HanteiUrl) url = {0};

	while (text->len < 5000)
		g_string_append_c(text, 'a');
	ck_assert(hantei_url_parse(text->str, text->len, &url));
	ck_assert_uint_eq(url.length, text->len);
	ck_assert_uint_le(strlen(url.path), HANTEI_LIMIT_ATTRIBUTE_BYTES);
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *text;
	const gchar *found; /* with a blank between */
} TEXTS[] = {
    {"nothing", "", ""},
    {"no URL", "Dear customer, hello. What a week!", ""},
    {"alone", "http://example.com/", "http://example.com/"},
    {"in a sentence", "see https://example.com/a?b=c for more", "https://example.com/a?b=c"},
    {"two", "http://a.test/ and ftp://b.test/c", "http://a.test/ ftp://b.test/c"},
    {"by its www", "visit www.example.com today", "www.example.com"},
    {"full stop", "Go to http://example.com.", "http://example.com"},
    {"comma", "http://example.com/a, then", "http://example.com/a"},
    {"exclamations", "http://example.com/a!!!", "http://example.com/a"},
    {"question mark", "Seen http://example.com/a?", "http://example.com/a"},
    {"slash stays", "http://example.com/a/.", "http://example.com/a/"},
    {"parentheses", "(http://example.com/a)", "http://example.com/a"},
    {"angle brackets", "<http://example.com/a>", "http://example.com/a"},
    {"quotes", "\"http://example.com/a\"", "http://example.com/a"},
    {"apostrophes", "'http://example.com/a'", "http://example.com/a"},
    {"markdown", "[here](http://example.com/a) *http://b.test*",
     "http://example.com/a http://b.test"},
    {"line end", "http://example.com/a\nb", "http://example.com/a"},
    {"in Japanese", "詳しくはhttps://example.co.jp/saleをご覧ください。",
     "https://example.co.jp/sale"},
    {"before a full-width parenthesis", "（https://example.jp/）", "https://example.jp/"},
    {"before a Japanese full stop", "https://example.jp/a。", "https://example.jp/a"},
    {"before a full-width blank", "http://example.jp/a　http://example.jp/b",
     "http://example.jp/a http://example.jp/b"},
    {"arrow before", "▼http://example.jp/a", "http://example.jp/a"},
    {"glued to a word", "xhttp://example.com/ 9www.example.com", ""},
    {"after punctuation", "URL:http://example.com/", "http://example.com/"},
    {"capitals", "HTTP://EXAMPLE.COM/A", "HTTP://EXAMPLE.COM/A"},
    {"head only", "http:// www. ftp://", ""},
    {"head and marks only", "http://... www.)", ""},
    {"head at the very end", "see www.", ""},
    {"shortest", "www.a", "www.a"},
    {"NUL ends it", "http://example.com/a\0b", "http://example.com/a"},
    {"tilde and percent", "http://example.com/~a/%E3%81%82;b=1",
     "http://example.com/~a/%E3%81%82;b=1"},
};

/* The URLs of @text with a blank between. */
static gchar *
find_all(const gchar *text, gsize length)
{
	GString *found = g_string_new(NULL);
	gsize start;
	gsize end = 0;

	while (hantei_url_find(text, length, end, &start, &end)) {
		ck_assert_uint_lt(start, end);
		ck_assert_uint_le(end, length);
		if (found->len > 0)
			g_string_append_c(found, ' ');
		g_string_append_len(found, text + start, (gssize)(end - start));
	}
	return g_string_free(found, FALSE);
}

START_TEST(text_has_these_urls)
{
	const gsize length = strlen(TEXTS[_i].text);
	g_autofree gchar *exact = g_memdup2(TEXTS[_i].text, length);
	g_autofree gchar *found = find_all(length == 0 ? "" : exact, length);

	ck_assert_msg(strcmp(found, TEXTS[_i].found) == 0, "%s: found '%s'", TEXTS[_i].name, found);
}
END_TEST

START_TEST(any_cut_of_a_text_is_searched_within_its_octets)
{
	for (gsize cut = 1; cut <= strlen(TEXTS[_i].text); cut++) {
		g_autofree gchar *exact = g_memdup2(TEXTS[_i].text, cut);
		g_autofree gchar *found = find_all(exact, cut);
		g_auto(HanteiUrl) url = {0};

		hantei_url_parse(exact, cut, &url);
		ck_assert_uint_le(strlen(found), cut);
	}
}
END_TEST

static const gchar *const hostile_units[] = {"http://", "www.", "h", "http://.", "w)", "ftp://@:"};

START_TEST(hostile_megabyte_is_searched_in_linear_time)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree gchar *found = NULL;
	const gint64 start_us = g_get_monotonic_time();

	while (text->len < 1024 * 1024)
		g_string_append(text, hostile_units[_i]);
	found = find_all(text->str, text->len);
	ck_assert_msg(g_get_monotonic_time() - start_us < 5 * G_USEC_PER_SEC, "'%s': too slow",
		      hostile_units[_i]);
}
END_TEST

static const struct {
	const gchar *host;
	gboolean is_ip;
} HOSTS[] = {
    {"192.0.2.1", TRUE},
    {"[2001:db8::1]", TRUE},
    {"3221225985", TRUE},
    {"0xc0.0x00.2.1", TRUE},
    {"0xC0000201", TRUE},
    {"example.com", FALSE},
    {"", FALSE},
    {"dead.beef", FALSE},
    {"1password.example", FALSE},
    {"192.0.2.1.example", FALSE},
    {"163.com", FALSE},
    {"...", FALSE},
};

START_TEST(host_is_an_address_or_a_name)
{
	const HanteiUrl url = {.host = HOSTS[_i].host};

	ck_assert_msg(hantei_url_is_ip(&url) == HOSTS[_i].is_ip, "'%s'", HOSTS[_i].host);
}
END_TEST

static const struct {
	const gchar *host;
	const gchar *registered;
} DOMAINS[] = {
    {"example.com", "example.com"},
    {"mail.example.com", "example.com"},
    {"a.b.c.example.com", "example.com"},
    {"mail.example.co.jp", "example.co.jp"},
    {"example.co.jp", "example.co.jp"},
    {"www.city.example.lg.jp", "example.lg.jp"},
    {"a.example.ne.jp", "example.ne.jp"},
    {"shop.example.jp", "example.jp"},
    {"news.example.co.uk", "example.co.uk"},
    {"a.b.example.com.au", "example.com.au"},
    {"co.jp", "co.jp"},
    {"localhost", "localhost"},
    {"", ""},
    {"a.co.example", "co.example"},
    {"mail.example.com.", "example.com."},
};

START_TEST(registered_domain_is_this_tail)
{
	const gchar *host = DOMAINS[_i].host;
	const gchar *tail = hantei_domain_registered(host);

	ck_assert_msg(strcmp(tail, DOMAINS[_i].registered) == 0, "%s: '%s'", host, tail);
	ck_assert(tail >= host && tail <= host + strlen(host));
}
END_TEST

START_TEST(freemail_and_shorteners_are_known_in_any_case)
{
	ck_assert(hantei_domain_is_freemail("gmail.com"));
	ck_assert(hantei_domain_is_freemail("Yahoo.co.JP"));
	ck_assert(!hantei_domain_is_freemail("mail.gmail.com"));
	ck_assert(!hantei_domain_is_freemail(""));
	ck_assert(hantei_domain_is_shortener("bit.ly"));
	ck_assert(hantei_domain_is_shortener("T.CO"));
	ck_assert(!hantei_domain_is_shortener("t.com"));
	ck_assert(hantei_domain_is_cheap("shop.example.XYZ"));
	ck_assert(!hantei_domain_is_cheap("xyz.example.com"));
	ck_assert(!hantei_domain_is_cheap("xyz"));
}
END_TEST

static Suite *
url_suite(void)
{
	Suite *suite = suite_create("url");
	TCase *tcase = tcase_create("url");

	tcase_add_loop_test(tcase, url_comes_apart, 0, G_N_ELEMENTS(URLS));
	tcase_add_loop_test(tcase, what_is_no_url_leaves_the_output_alone, 0,
			    G_N_ELEMENTS(no_urls));
	tcase_add_test(tcase, long_url_is_cut_and_its_length_kept);
	tcase_add_loop_test(tcase, text_has_these_urls, 0, G_N_ELEMENTS(TEXTS));
	tcase_add_loop_test(tcase, any_cut_of_a_text_is_searched_within_its_octets, 0,
			    G_N_ELEMENTS(TEXTS));
	tcase_add_loop_test(tcase, hostile_megabyte_is_searched_in_linear_time, 0,
			    G_N_ELEMENTS(hostile_units));
	tcase_add_loop_test(tcase, host_is_an_address_or_a_name, 0, G_N_ELEMENTS(HOSTS));
	tcase_add_loop_test(tcase, registered_domain_is_this_tail, 0, G_N_ELEMENTS(DOMAINS));
	tcase_add_test(tcase, freemail_and_shorteners_are_known_in_any_case);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(url_suite());
}
