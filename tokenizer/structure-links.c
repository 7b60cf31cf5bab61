/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/structure-private.h"

#include <string.h>

#include "tokenizer/url.h"

/* Three digits in a row, or two hyphens: a name that a program made. */
static gboolean
host_looks_made(const gchar *host)
{
	gsize n_digits = 0;
	gsize n_hyphens = 0;

	for (; *host != '\0'; host++) {
		n_digits = g_ascii_isdigit(*host) ? n_digits + 1 : 0;
		n_hyphens += *host == '-';
		if (n_digits >= 3 || n_hyphens >= 2)
			return TRUE;
	}
	return FALSE;
}

/* What the links have together. */
typedef struct {
	gsize n_https;
	gsize n_queries;
	gsize max_length;
	gsize max_dots;
	gsize n_pictures;
	gboolean has_own_picture;
	GHashTable *domains;
} LinkTotals;

static void
add_link(HanteiDraft *draft, LinkTotals *totals, const HanteiLink *link)
{
	const HanteiUrl *url = &link->url;
	const gchar *domain = hantei_domain_registered(url->host);

	if (link->is_image) {
		totals->n_pictures++;
		totals->has_own_picture |= g_str_equal(domain, draft->sender->registered) != FALSE;
		return;
	}
	draft->n_links++;
	totals->n_https += g_str_equal(url->scheme, "https") != FALSE;
	totals->n_queries += *url->query != '\0';
	totals->max_length = MAX(totals->max_length, url->length);
	g_hash_table_add(totals->domains, (gpointer)domain);
	hantei_say_if(draft, hantei_domain_is_shortener(url->host), "a shortened link");
	hantei_say_if(draft, link->disagrees, "link text shows another domain");
	hantei_say_if(draft, !link->is_visible, "a hidden link");
	hantei_say_if(draft, *url->userinfo != '\0', "a link with a user name");
	hantei_say_if(draft, *url->port != '\0', "a link with a port");
	if (hantei_url_is_ip(url)) {
		hantei_say(draft, "a link to an IP address");
		return;
	}
	totals->max_dots = MAX(totals->max_dots, hantei_count_dots(url->host));
	hantei_say_if(draft, hantei_domain_is_cheap(url->host),
		      "a link under a cheap top-level domain");
	hantei_say_if(draft, hantei_domain_is_freemail(domain), "a link to a freemail provider");
	hantei_say_if(draft, strstr(url->host, "xn--") != NULL, "a link to an international name");
	hantei_say_if(draft, host_looks_made(url->host),
		      "a link to a host with many digits or hyphens");
}

static void
emit_link_totals(HanteiDraft *draft, const LinkTotals *totals)
{
	static const gdouble bounds[] = {0.5, 1.5, 4, 10};
	static const gchar *const words[] = {"very low", "low", "medium", "high", "very high"};
	static const gchar *const hosts[] = {
	    "longest link host like name.com",
	    "longest link host like www.name.com",
	    "longest link host like a.www.name.com",
	    "longest link host of over 4 parts",
	};

	SAY_COUNT(draft, draft->n_links, "", "link", "links", 0, 1, 2, 4, 8, 16, 32);
	if (draft->n_links == 0)
		return;
	SAY_COUNT(draft, g_hash_table_size(totals->domains), "links to ", "domain", "domains", 1, 2,
		  3, 5, 10);
	if (totals->n_https == draft->n_links)
		hantei_say(draft, "every link uses https");
	else
		hantei_say(draft,
			   totals->n_https == 0 ? "no link uses https" : "some links use https");
	SAY_SIZE(draft, totals->max_length, "longest link", "characters", 30, 60, 120, 200);
	hantei_say(draft, hosts[CLAMP(totals->max_dots, 1, G_N_ELEMENTS(hosts)) - 1]);
	SAY_COUNT(draft, totals->n_queries, "", "link with a query", "links with a query", 0, 1, 4,
		  10);
	if (hantei_body_has(draft->body, HANTEI_LEAF_HTML))
		hantei_say_level(draft,
				 (gdouble)draft->n_links * 1000 / ((gdouble)draft->n_text + 100),
				 "link density", bounds, words, G_N_ELEMENTS(words));
	hantei_say_if(draft, draft->n_links == 1 && draft->n_text <= 200,
		      "one link and hardly any text");
}

static void
emit_pictures(HanteiDraft *draft, const LinkTotals *totals)
{
	static const gdouble bounds[] = {50, 200, 1000};
	static const gchar *const words[] = {"hardly any", "little", "some", "much"};
	const gsize n_images = hantei_body_get_n_images(draft->body);
	gsize n_picture_anchors;
	const gsize n_anchors = hantei_body_get_n_anchors(draft->body, &n_picture_anchors);

	if (!hantei_body_has(draft->body, HANTEI_LEAF_HTML))
		return;
	SAY_COUNT(draft, n_images, "", "picture", "pictures", 0, 1, 3, 8, 20);
	SAY_COUNT(draft, totals->n_pictures, "", "picture from the web", "pictures from the web", 0,
		  1, 3, 8, 20);
	if (n_images > 0)
		hantei_say_level(draft, (gdouble)draft->n_text / (gdouble)n_images,
				 "text per picture", bounds, words, G_N_ELEMENTS(words));
	if (totals->n_pictures > 0 && *draft->sender->registered != '\0')
		hantei_say(draft, totals->has_own_picture ? "pictures from the From domain"
							  : "no picture from the From domain");
	if (n_picture_anchors > 0)
		hantei_say(draft, n_picture_anchors == n_anchors ? "every link is a picture"
								 : "some links are pictures");
}

void
hantei_structure_emit_links(HanteiDraft *draft)
{
	g_autoptr(GHashTable) domains = g_hash_table_new(g_str_hash, g_str_equal);
	LinkTotals totals = {.domains = domains};
	const HanteiLinks *links = hantei_body_get_links(draft->body);
	const gboolean has_anchors = hantei_links_have_anchors(links);
	gsize n;
	const HanteiLink *all = hantei_links_get(links, &n);

	for (gsize i = 0; i < n; i++) {
		if (all[i].is_image || all[i].is_anchor || !has_anchors)
			add_link(draft, &totals, &all[i]);
	}
	hantei_say(draft, hantei_links_get_relation(links, draft->sender->registered));
	emit_link_totals(draft, &totals);
	emit_pictures(draft, &totals);
}
