/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/links.h"

#include <string.h>

#include "tokenizer/limits.h"

#define GROUP HANTEI_GROUP_LINKS

/* Tails of a host that become features: "example.com" and "shop.example.com" of
 * "www.shop.example.com". */
#define MAX_HOST_TAILS 4

/* Words of one URL's path and query. */
#define MAX_PATH_WORDS 12
#define MAX_PATH_WORD 24

struct _HanteiLinks {
	GArray *links; /* HanteiLink */
};

static void
link_clear(gpointer data)
{
	HanteiLink *link = data;

	hantei_url_clear(&link->url);
}

HanteiLinks *
hantei_links_new(void)
{
	HanteiLinks *self = g_new0(HanteiLinks, 1);

	self->links = g_array_new(FALSE, FALSE, sizeof(HanteiLink));
	g_array_set_clear_func(self->links, link_clear);
	return self;
}

void
hantei_links_free(HanteiLinks *self)
{
	if (self == NULL)
		return;
	g_array_unref(self->links);
	g_free(self);
}

const HanteiLink *
hantei_links_get(const HanteiLinks *self, gsize *n_links)
{
	*n_links = self->links->len;
	return (const HanteiLink *)(gconstpointer)self->links->data;
}

/* Whether @anchor shows an address of another organization than @host's. */
static gboolean
anchor_disagrees(const gchar *anchor, const gchar *host)
{
	g_auto(HanteiUrl) shown = {0};
	gsize start;
	gsize end;

	if (!hantei_url_find(anchor, strlen(anchor), 0, &start, &end) ||
	    !hantei_url_parse(anchor + start, end - start, &shown) || *shown.host == '\0')
		return FALSE;
	return g_strcmp0(hantei_domain_registered(shown.host), hantei_domain_registered(host)) != 0;
}

static HanteiLink *
links_add(HanteiLinks *self, const gchar *text, gsize length)
{
	HanteiLink link = {.is_visible = TRUE};

	if (self->links->len >= HANTEI_LIMIT_LINKS || !hantei_url_parse(text, length, &link.url))
		return NULL;
	g_array_append_val(self->links, link);
	return &g_array_index(self->links, HanteiLink, self->links->len - 1);
}

void
hantei_links_add_html(HanteiLinks *self, const HanteiHtml *html)
{
	gsize n;
	const HanteiHtmlLink *anchors = hantei_html_get_links(html, &n);
	const HanteiHtmlImage *images;

	for (gsize i = 0; i < n; i++) {
		HanteiLink *link = links_add(self, anchors[i].url, strlen(anchors[i].url));

		if (link == NULL)
			continue;
		link->is_anchor = TRUE;
		link->is_visible = anchors[i].is_visible;
		link->disagrees = anchor_disagrees(anchors[i].text, link->url.host);
	}
	images = hantei_html_get_images(html, &n);
	for (gsize i = 0; i < n; i++) {
		HanteiLink *link = links_add(self, images[i].url, strlen(images[i].url));

		if (link != NULL)
			link->is_image = TRUE;
	}
}

void
hantei_links_take_text(HanteiLinks *self, const gchar *text, gsize length, GString *rest)
{
	gsize at = 0;
	gsize start;
	gsize end;

	while (hantei_url_find(text, length, at, &start, &end)) {
		links_add(self, text + start, end - start);
		g_string_append_len(rest, text + at, (gssize)(start - at));
		g_string_append_c(rest, ' ');
		at = end;
	}
	g_string_append_len(rest, text + at, (gssize)(length - at));
}

gboolean
hantei_links_have_anchors(const HanteiLinks *self)
{
	for (guint i = 0; i < self->links->len; i++) {
		if (g_array_index(self->links, HanteiLink, i).is_anchor)
			return TRUE;
	}
	return FALSE;
}

const gchar *
hantei_links_get_relation(const HanteiLinks *self, const gchar *from_registered)
{
	const gboolean has_anchors = hantei_links_have_anchors(self);
	gsize n_links = 0;
	gsize n_own = 0;

	for (guint i = 0; i < self->links->len; i++) {
		const HanteiLink *link = &g_array_index(self->links, HanteiLink, i);

		if (link->is_image || (has_anchors && !link->is_anchor))
			continue;
		n_links++;
		n_own += g_ascii_strcasecmp(hantei_domain_registered(link->url.host),
					    from_registered) == 0;
	}
	if (n_links == 0)
		return "no link";
	if (*from_registered == '\0')
		return "links without a From domain";
	if (n_own == 0)
		return "no link on the From domain";
	if (n_own == n_links)
		return "every link on the From domain";
	return n_own * 2 > n_links ? "most links on the From domain"
				   : "some links on the From domain";
}

/* Each tail of @host at a dot, from the top-level domain up. */
static void
emit_host(const gchar *host, const gchar *what, HanteiFeatures *features)
{
	const gchar *p = host + strlen(host);

	for (guint n = 0; n < MAX_HOST_TAILS + 1 && p > host; n++) {
		do
			p--;
		while (p > host && p[-1] != '.');
		hantei_features_addf(features, GROUP, "%s %s", what, p);
	}
}

/* @text with runs of lower letters as "a", capitals "A", digits "9", hex-like mixtures alike. */
static void
emit_form(const gchar *text, const gchar *what, HanteiFeatures *features)
{
	gchar form[64];
	gsize n = 0;

	for (const gchar *p = text; *p != '\0' && n + 1 < sizeof form; p++) {
		gchar c = g_ascii_islower(*p)	? 'a'
			  : g_ascii_isupper(*p) ? 'A'
			  : g_ascii_isdigit(*p) ? '9'
						: *p;

		if (n == 0 || form[n - 1] != c || !g_ascii_isalnum(c))
			form[n++] = c;
	}
	form[n] = '\0';
	if (n > 0)
		hantei_features_addf(features, GROUP, "%s %s", what, form);
}

/* Words of a path or query: what stands between punctuation, digits masked. */
static void
emit_path(const gchar *path, HanteiFeatures *features)
{
	guint n_words = 0;

	for (const gchar *p = path; *p != '\0' && n_words < MAX_PATH_WORDS;) {
		gchar word[MAX_PATH_WORD];
		gsize n = 0;
		gsize n_digits = 0;

		while (g_ascii_isalnum(*p)) {
			if (n < sizeof word) {
				n_digits += g_ascii_isdigit(*p) != 0;
				word[n++] = g_ascii_isdigit(*p) ? '9' : g_ascii_tolower(*p);
			}
			p++;
		}
		/* long mixtures are tracking codes: no two mails share them */
		if (n >= 3 && n_digits <= 4 && (n_digits == 0 || n <= 12)) {
			hantei_features_addf(features, GROUP, "path %.*s", (gint)n, word);
			n_words++;
		}
		if (*p != '\0')
			p++;
	}
}

static void
emit_flags(const HanteiLink *link, const gchar *from_domain, HanteiFeatures *features)
{
	const HanteiUrl *url = &link->url;
	const gchar *domain = hantei_domain_registered(url->host);
	const gchar *what = link->is_image ? "picture" : "link";

	if (*from_domain != '\0')
		hantei_features_addf(features, GROUP, "%s domain %s From domain", what,
				     g_str_equal(domain, from_domain) ? "is" : "differs from");
	if (!g_str_equal(url->scheme, "https"))
		hantei_features_addf(features, GROUP, "%s by %s", what, url->scheme);
	if (hantei_url_is_ip(url))
		hantei_features_addf(features, GROUP, "%s to an IP address", what);
	if (*url->port != '\0')
		hantei_features_addf(features, GROUP, "%s with a port", what);
	if (*url->userinfo != '\0')
		hantei_features_addf(features, GROUP, "%s with a user name", what);
	if (hantei_domain_is_shortener(url->host))
		hantei_features_addf(features, GROUP, "%s through a shortener", what);
	if (strstr(url->host, "xn--") != NULL)
		hantei_features_addf(features, GROUP, "%s to an international name", what);
	if (link->disagrees)
		hantei_features_addf(features, GROUP, "link text shows another domain");
	if (!link->is_visible)
		hantei_features_addf(features, GROUP, "hidden link");
	if (*url->query != '\0')
		hantei_features_addf(features, GROUP, "%s with a query", what);
}

void
hantei_links_emit(const HanteiLinks *self, const gchar *from_domain, HanteiFeatures *features)
{
	for (guint i = 0; i < self->links->len; i++) {
		const HanteiLink *link = &g_array_index(self->links, HanteiLink, i);

		emit_host(link->url.host, link->is_image ? "picture host" : "host", features);
		emit_form(link->url.host, "host form", features);
		emit_path(link->url.path, features);
		emit_path(link->url.query, features);
		emit_form(link->url.path, "path form", features);
		emit_flags(link, from_domain, features);
	}
}
