/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/url.h"

#include <string.h>

#include "tokenizer/limits.h"

/* Second levels under which a country's registry registers; facts/drafts.md measured with these. */
static const gchar *const registry_labels[] = {"ac", "co", "com", "ed",	 "edu", "go", "gov",
					       "gr", "lg", "ne",  "net", "or",	"org"};

static const gchar *const freemail_domains[] = {
    "126.com",	      "163.com",	"aol.com",	  "daum.net",	 "docomo.ne.jp",
    "excite.com",     "ezweb.ne.jp",	"gmail.com",	  "gmx.com",	 "gmx.de",
    "googlemail.com", "hotmail.co.jp",	"hotmail.com",	  "icloud.com",	 "live.com",
    "live.jp",	      "mail.com",	"mail.ru",	  "me.com",	 "msn.com",
    "naver.com",      "outlook.com",	"outlook.jp",	  "proton.me",	 "protonmail.com",
    "qq.com",	      "rocketmail.com", "softbank.ne.jp", "yahoo.co.jp", "yahoo.co.uk",
    "yahoo.com",      "yandex.com",	"yandex.ru",	  "ymail.com",
};

static const gchar *const shorteners[] = {
    "bit.ly",	   "buff.ly", "cutt.ly", "dlvr.it", "goo.gl",	   "is.gd",
    "j.mp",	   "lin.ee",  "ow.ly",	 "rb.gy",   "rebrand.ly",  "s.id",
    "shorturl.at", "t.co",    "t.ly",	 "tiny.cc", "tinyurl.com", "x.gd",
};

/* Top-level domains that are given away or sold for a dollar; facts/drafts.md measured with most of
 * them. Sorted for the eye only. */
static const gchar *const cheap_tops[] = {
    "autos", "beauty", "bid",  "biz",  "bond",	"buzz",	 "cf",	   "cfd",    "click", "club",
    "cn",    "cyou",   "date", "fun",  "ga",	"gq",	 "hair",   "icu",    "info",  "life",
    "link",  "live",   "loan", "lol",  "ml",	"mom",	 "online", "pw",     "quest", "rest",
    "ru",    "sbs",    "shop", "site", "skin",	"space", "store",  "stream", "tk",    "today",
    "top",   "vip",    "win",  "work", "world", "xyz",
};

static gboolean
list_has(const gchar *const *list, gsize n, const gchar *word)
{
	for (gsize i = 0; i < n; i++) {
		if (g_ascii_strcasecmp(list[i], word) == 0)
			return TRUE;
	}
	return FALSE;
}

/* The length of a scheme that starts a URL at @text, "://" included, or 4 for "www.", or 0. */
static gsize
url_head(const gchar *text, gsize length)
{
	static const gchar *const heads[] = {"https://", "http://", "ftp://", "www."};

	for (gsize i = 0; i < G_N_ELEMENTS(heads); i++) {
		const gsize n = strlen(heads[i]);
		if (length > n && g_ascii_strncasecmp(text, heads[i], n) == 0)
			return n;
	}
	return 0;
}

static gboolean
ends_url(gchar c)
{
	return (guchar)c <= ' ' || (guchar)c >= 0x7f || strchr("<>\"'`{}|\\^", c) != NULL;
}

gboolean
hantei_url_find(const gchar *text, gsize length, gsize at, gsize *start, gsize *end)
{
	static const guint8 begins[256] = {
	    ['h'] = TRUE, ['w'] = TRUE, ['f'] = TRUE, ['H'] = TRUE, ['W'] = TRUE, ['F'] = TRUE};

	for (gsize i = at; i + 4 < length; i++) {
		gsize head;
		gsize stop;

		if (!begins[(guchar)text[i]])
			continue;
		if (i > 0 && g_ascii_isalnum(text[i - 1]))
			continue;
		head = url_head(text + i, length - i);
		if (head == 0)
			continue;
		for (stop = i + head; stop < length && !ends_url(text[stop]);)
			stop++;
		while (stop > i + head && strchr(".,;:!?)]*_", text[stop - 1]) != NULL)
			stop--;
		if (stop > i + head) {
			*start = i;
			*end = stop;
			return TRUE;
		}
	}
	return FALSE;
}

/* Ends the piece at @at and returns what follows it. */
static gchar *
cut(gchar *at)
{
	*at = '\0';
	return at + 1;
}

/* Takes "user@host:port" apart. */
static void
url_split_authority(HanteiUrl *url, gchar *authority)
{
	gchar *at = strrchr(authority, '@');
	gchar *colon;

	if (at != NULL) {
		url->userinfo = authority;
		authority = cut(at);
	}
	colon = *authority == '[' ? strchr(authority, ']') : authority;
	colon = colon != NULL ? strchr(colon, ':') : NULL;
	if (colon != NULL)
		url->port = cut(colon);
	for (gchar *p = authority; *p != '\0'; p++)
		*p = g_ascii_tolower(*p);
	url->host = authority;
}

gboolean
hantei_url_parse(const gchar *text, gsize length, HanteiUrl *url)
{
	const gsize head = url_head(text, length);
	HanteiUrl new = {.userinfo = "", .port = "", .path = "", .query = ""};
	gchar *authority;
	gchar *rest;

	if (head == 0)
		return FALSE;
	new.length = length;
	length = MIN(length, HANTEI_LIMIT_ATTRIBUTE_BYTES);
	if (head == 4) { /* www. */
		new.text = g_strdup_printf("http://%.*s", (gint)length, text);
		new.scheme = "http";
		authority = new.text + strlen("http://");
	} else {
		new.text = g_strndup(text, length);
		authority = new.text + head;
		for (gchar *p = new.text; p < authority; p++)
			*p = g_ascii_tolower(*p);
		*(authority - 3) = '\0';
		new.scheme = new.text;
	}
	rest = authority + strcspn(authority, "/?#\\");
	if (*rest != '\0') {
		gchar *fragment;
		gchar *query;
		const gboolean is_query = *rest == '?';

		rest = cut(rest);
		fragment = strchr(rest, '#');
		if (fragment != NULL)
			*fragment = '\0';
		query = is_query ? rest : strchr(rest, '?');
		if (query != NULL && !is_query)
			query = cut(query);
		new.query = query != NULL ? query : "";
		new.path = is_query ? "" : rest;
	}
	url_split_authority(&new, authority);
	*url = new;
	return TRUE;
}

void
hantei_url_clear(HanteiUrl *url)
{
	g_clear_pointer(&url->text, g_free);
}

gboolean
hantei_url_is_ip(const HanteiUrl *url)
{
	const gchar *p = url->host;

	if (*p == '[')
		return TRUE;
	while (g_ascii_isxdigit(*p) || *p == '.' || *p == 'x' || *p == 'X')
		p++;
	/* "dead.beef" is a name; an address has no letter but a hexadecimal prefix */
	return *p == '\0' && p > url->host && g_ascii_isdigit(p[-1]) &&
	       g_ascii_isdigit(url->host[0]) && strpbrk(url->host, "ghijklmnopqrstuvwyz") == NULL;
}

const gchar *
hantei_domain_registered(const gchar *host)
{
	const gchar *labels[3] = {host, host, host}; /* the starts of the last three labels */
	guint n_labels = 1;
	gsize second_length;

	for (const gchar *p = host; *p != '\0'; p++) {
		if (*p != '.' || p[1] == '\0')
			continue;
		labels[0] = labels[1];
		labels[1] = labels[2];
		labels[2] = p + 1;
		n_labels++;
	}
	if (n_labels <= 2)
		return host;
	second_length = (gsize)(labels[2] - labels[1]) - 1;
	if (strlen(labels[2]) == 2) {
		g_autofree gchar *second = g_strndup(labels[1], second_length);
		if (list_has(registry_labels, G_N_ELEMENTS(registry_labels), second))
			return labels[0];
	}
	return labels[1];
}

gboolean
hantei_domain_is_freemail(const gchar *domain)
{
	return list_has(freemail_domains, G_N_ELEMENTS(freemail_domains), domain);
}

gboolean
hantei_domain_is_shortener(const gchar *host)
{
	return list_has(shorteners, G_N_ELEMENTS(shorteners), host);
}

gboolean
hantei_domain_is_cheap(const gchar *host)
{
	const gchar *dot = strrchr(host, '.');

	return dot != NULL && list_has(cheap_tops, G_N_ELEMENTS(cheap_tops), dot + 1);
}
