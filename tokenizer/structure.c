/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/structure.h"

#include <string.h>

#include "tokenizer/shape.h"
#include "tokenizer/text-form.h"
#include "tokenizer/url.h"

#define GROUP HANTEI_GROUP_STRUCTURE

/* A character of Japanese, Chinese or Korean says about as much as this many Latin ones;
 * facts/drafts.md measured with it. */
#define DENSE_SCRIPT_FACTOR 2.5

/* Shorter domain names are found in any text by chance. */
#define MIN_DOMAIN_NAME 4

/* More text and more addresses tell no more. */
#define MAX_SQUEEZED_BYTES (64u * 1024)
#define MAX_ADDRESSES 100

/* What all emitters look at. */
typedef struct {
	const HanteiMessage *message;
	const HanteiSender *sender;
	const HanteiBody *body;
	const gchar *subject; /* "" if none */
	HanteiFeatures *features;
	gdouble density; /* Latin characters that one of the mail's stands for */
	HanteiTextForm form;
	const gchar *text; /* what is shown, terminated */
	gsize text_length;
	gsize n_text; /* characters of it, as if Latin */
	gsize n_links;
} Draft;

static void
say(Draft *draft, const gchar *text)
{
	hantei_features_add(draft->features, GROUP, text, strlen(text));
}

static void
say_if(Draft *draft, gboolean is_so, const gchar *text)
{
	if (is_so)
		say(draft, text);
}

/* "no link", "1 link", "3 to 4 links", "over 32 links"; @before stands in front. @bounds are the
 * last of each step. */
static void
say_count(Draft *draft,
	  gsize n,
	  const gchar *before,
	  const gchar *one,
	  const gchar *many,
	  const gsize *bounds,
	  gsize n_bounds)
{
	gsize i = 0;

	while (i < n_bounds && n > bounds[i])
		i++;
	if (n <= 1 && i < n_bounds && bounds[i] == n)
		hantei_features_addf(draft->features, GROUP, "%s%s %s", before, n == 0 ? "no" : "1",
				     one);
	else if (i == 0)
		hantei_features_addf(draft->features, GROUP, "%sup to %" G_GSIZE_FORMAT " %s",
				     before, bounds[0], many);
	else if (i == n_bounds)
		hantei_features_addf(draft->features, GROUP, "%sover %" G_GSIZE_FORMAT " %s",
				     before, bounds[n_bounds - 1], many);
	else if (bounds[i - 1] + 1 == bounds[i])
		hantei_features_addf(draft->features, GROUP, "%s%" G_GSIZE_FORMAT " %s", before,
				     bounds[i], many);
	else
		hantei_features_addf(draft->features, GROUP,
				     "%s%" G_GSIZE_FORMAT " to %" G_GSIZE_FORMAT " %s", before,
				     bounds[i - 1] + 1, bounds[i], many);
}

#define SAY_COUNT(draft, n, before, one, many, ...) \
	do { \
		static const gsize steps[] = {__VA_ARGS__}; \
		say_count(draft, n, before, one, many, steps, G_N_ELEMENTS(steps)); \
	} while (0)

/* "text up to 100 characters", "text of 300 to 700 characters", "text over 12000 characters". */
static void
say_size(Draft *draft,
	 gsize n,
	 const gchar *what,
	 const gchar *unit,
	 const gsize *bounds,
	 gsize n_bounds)
{
	gsize i = 0;

	while (i < n_bounds && n > bounds[i])
		i++;
	if (i == 0)
		hantei_features_addf(draft->features, GROUP, "%s up to %" G_GSIZE_FORMAT " %s",
				     what, bounds[0], unit);
	else if (i == n_bounds)
		hantei_features_addf(draft->features, GROUP, "%s over %" G_GSIZE_FORMAT " %s", what,
				     bounds[n_bounds - 1], unit);
	else
		hantei_features_addf(draft->features, GROUP,
				     "%s of %" G_GSIZE_FORMAT " to %" G_GSIZE_FORMAT " %s", what,
				     bounds[i - 1], bounds[i], unit);
}

#define SAY_SIZE(draft, n, what, unit, ...) \
	do { \
		static const gsize steps[] = {__VA_ARGS__}; \
		say_size(draft, n, what, unit, steps, G_N_ELEMENTS(steps)); \
	} while (0)

/* "exclamation marks: many": the word of the first of @n_words - 1 @bounds that @share does not
 * exceed, or the last. */
static void
say_level(Draft *draft,
	  gdouble share,
	  const gchar *what,
	  const gdouble *bounds,
	  const gchar *const *words,
	  gsize n_words)
{
	gsize i = 0;

	while (i + 1 < n_words && share > bounds[i])
		i++;
	hantei_features_addf(draft->features, GROUP, "%s: %s", what, words[i]);
}

/* @n for each thousand characters. The 300 more keep two marks in a short note from being loud. */
static gdouble
per_thousand(const Draft *draft, gsize n)
{
	return (gdouble)n * 1000 / ((gdouble)draft->n_text + 300);
}

/* Octets of an address's domain at @text, after its '@'. */
static gsize
domain_length(const gchar *text, gsize length)
{
	gsize n = 0;

	while (n < length && n < 255 &&
	       (g_ascii_isalnum(text[n]) || text[n] == '.' || text[n] == '-'))
		n++;
	while (n > 0 && !g_ascii_isalnum(text[n - 1]))
		n--;
	return n > 0 && g_ascii_isalnum(text[0]) && memchr(text, '.', n) != NULL ? n : 0;
}

typedef struct {
	gboolean is_any;
	gboolean is_own;
	gboolean is_free;
	guint n_left; /* that may still be looked at */
} Addresses;

/* Looks for e-mail addresses: what is before an '@' and a name with a dot behind it. */
static void
find_addresses(Addresses *found, const gchar *text, gsize length, const gchar *from_registered)
{
	const gchar *end = text + length;
	const gchar *at = text;

	while (found->n_left > 0 && at < end && (at = memchr(at, '@', (gsize)(end - at))) != NULL) {
		g_autofree gchar *domain = NULL;
		gsize n;

		at++;
		found->n_left--;
		if (at - text < 2 || !(g_ascii_isalnum(at[-2]) || strchr("._+-", at[-2]) != NULL))
			continue;
		n = domain_length(at, (gsize)(end - at));
		if (n == 0)
			continue;
		domain = g_ascii_strdown(at, (gssize)n);
		found->is_any = TRUE;
		found->is_own |=
		    g_str_equal(hantei_domain_registered(domain), from_registered) != FALSE;
		found->is_free |= hantei_domain_is_freemail(domain) ||
				  hantei_domain_is_freemail(hantei_domain_registered(domain));
	}
}

static void
emit_addresses(Draft *draft)
{
	Addresses found = {.n_left = MAX_ADDRESSES};
	const gchar *text;
	gsize length;

	text = hantei_body_get_mailtos(draft->body, &length);
	find_addresses(&found, text, length, draft->sender->registered);
	text = hantei_body_get_text(draft->body, HANTEI_LEAF_PLAIN, &length);
	find_addresses(&found, text, length, draft->sender->registered);
	text = hantei_body_get_text(draft->body, HANTEI_LEAF_HTML, &length);
	find_addresses(&found, text, length, draft->sender->registered);
	if (!found.is_any)
		say(draft, "no e-mail address in the text");
	else if (found.is_own)
		say(draft, "an address on the From domain in the text");
	else
		say(draft, found.is_free ? "a freemail address in the text"
					 : "an address on another domain in the text");
}

/* Lower ASCII of @text without blanks, hyphens and e-mail addresses: "Big Shop" as it stands in
 * big-shop.example. */
static gchar *
squeeze(const gchar *text, gsize length)
{
	GString *out = g_string_sized_new(MIN(length, MAX_SQUEEZED_BYTES) + 1);
	gsize word = 0;
	gboolean is_address = FALSE;

	length = MIN(length, MAX_SQUEEZED_BYTES);
	for (gsize i = 0; i < length; i++) {
		if ((guchar)text[i] <= ' ') {
			if (is_address)
				g_string_truncate(out, word);
			word = out->len;
			is_address = FALSE;
			continue;
		}
		is_address |= text[i] == '@';
		/* no call for each octet: this goes over the whole text */
		if (text[i] != '-')
			g_string_append_c(out, g_ascii_isupper(text[i]) ? (gchar)(text[i] | 0x20)
									: text[i]);
	}
	if (is_address)
		g_string_truncate(out, word);
	return g_string_free(out, FALSE);
}

/* The name that somebody registered, without its registry and hyphens: "bigshop". */
static gchar *
dup_domain_name(const HanteiSender *sender)
{
	g_autofree gchar *name = g_strndup(sender->registered, strcspn(sender->registered, "."));

	return squeeze(name, strlen(name));
}

/* Whether the domain's name is what the mail goes by. A freemail provider's is nobody's name. */
static void
emit_domain_name(Draft *draft, gboolean is_free)
{
	g_autofree gchar *name = dup_domain_name(draft->sender);
	g_autofree gchar *text = NULL;
	g_autofree gchar *subject = NULL;

	if (is_free || strlen(name) < MIN_DOMAIN_NAME)
		return;
	text = squeeze(draft->text, draft->text_length);
	subject = squeeze(draft->subject, strlen(draft->subject));
	say(draft, strstr(text, name) != NULL
		       ? "the From domain's name stands in the text"
		       : "the From domain's name does not stand in the text");
	say_if(draft, strstr(subject, name) != NULL,
	       "the From domain's name stands in the Subject");
}

static void
emit_display_name(Draft *draft)
{
	const HanteiSender *sender = draft->sender;
	g_autofree gchar *domain_name = NULL;
	g_autofree gchar *name = NULL;
	gboolean has_latin = FALSE;

	if (sender->name == NULL || *sender->name == '\0') {
		say(draft, "no display name");
		return;
	}
	say(draft, "a display name");
	say_if(draft, strchr(sender->name, '@') != NULL, "an address in the display name");
	for (const gchar *p = sender->name; *p != '\0'; p++)
		has_latin |= g_ascii_isalnum(*p) != 0;
	if (!has_latin) {
		say(draft, "display name without Latin letters");
		return;
	}
	if (*sender->domain == '\0')
		return;
	domain_name = dup_domain_name(sender);
	name = squeeze(sender->name, strlen(sender->name));
	say(draft,
	    hantei_sender_name_is_in_domain(sender) ||
		    (strlen(domain_name) >= MIN_DOMAIN_NAME && strstr(name, domain_name) != NULL)
		? "display name is in the domain"
		: "display name is not in the domain");
}

static void
emit_reply_to(Draft *draft)
{
	const HanteiSender *sender = draft->sender;
	const gchar *registered;

	if (sender->reply_domain == NULL) {
		say(draft, "no Reply-To");
		return;
	}
	registered = hantei_domain_registered(sender->reply_domain);
	if (g_ascii_strcasecmp(registered, sender->registered) == 0)
		say(draft, "Reply-To on the From domain");
	else if (hantei_domain_is_freemail(sender->reply_domain) ||
		 hantei_domain_is_freemail(registered))
		say(draft, "Reply-To at a freemail address");
	else
		say(draft, "Reply-To on another domain");
}

static gsize
count_dots(const gchar *text)
{
	gsize n = 0;

	for (; *text != '\0'; text++)
		n += *text == '.';
	return n;
}

static void
emit_sender(Draft *draft)
{
	const HanteiSender *sender = draft->sender;
	const gboolean is_free = hantei_domain_is_freemail(sender->domain) ||
				 hantei_domain_is_freemail(sender->registered);

	emit_display_name(draft);
	emit_reply_to(draft);
	if (*sender->domain == '\0') {
		say(draft, "no From address");
		return;
	}
	say(draft, is_free ? "freemail From" : "From on a domain of its own");
	say_if(draft, is_free && draft->n_links > 0, "freemail From and links");
	hantei_features_addf(draft->features, GROUP, "kind of From address: %s",
			     hantei_sender_get_local_kind(sender));
	SAY_COUNT(draft, count_dots(sender->domain) + 1, "From domain of ", "part", "parts", 2, 3,
		  4);
	SAY_SIZE(draft, strlen(sender->registered), "From domain", "characters", 8, 12, 16, 22);
	say_if(draft, strpbrk(sender->registered, "0123456789") != NULL,
	       "digits in the From domain");
	say_if(draft, strchr(sender->registered, '-') != NULL, "a hyphen in the From domain");
	say_if(draft, strstr(sender->domain, "xn--") != NULL,
	       "From domain of an international name");
	say_if(draft, hantei_domain_is_cheap(sender->domain),
	       "From domain under a cheap top-level domain");
	emit_domain_name(draft, is_free);
}

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
add_link(Draft *draft, LinkTotals *totals, const HanteiLink *link)
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
	say_if(draft, hantei_domain_is_shortener(url->host), "a shortened link");
	say_if(draft, link->disagrees, "link text shows another domain");
	say_if(draft, !link->is_visible, "a hidden link");
	say_if(draft, *url->userinfo != '\0', "a link with a user name");
	say_if(draft, *url->port != '\0', "a link with a port");
	if (hantei_url_is_ip(url)) {
		say(draft, "a link to an IP address");
		return;
	}
	totals->max_dots = MAX(totals->max_dots, count_dots(url->host));
	say_if(draft, hantei_domain_is_cheap(url->host), "a link under a cheap top-level domain");
	say_if(draft, hantei_domain_is_freemail(domain), "a link to a freemail provider");
	say_if(draft, strstr(url->host, "xn--") != NULL, "a link to an international name");
	say_if(draft, host_looks_made(url->host), "a link to a host with many digits or hyphens");
}

static void
emit_link_totals(Draft *draft, const LinkTotals *totals)
{
	static const gdouble bounds[] = {0.5, 1.5, 4, 10};
	static const gchar *const words[] = {"very few", "few", "some", "many", "very many"};

	SAY_COUNT(draft, draft->n_links, "", "link", "links", 0, 1, 2, 4, 8, 16, 32);
	if (draft->n_links == 0)
		return;
	SAY_COUNT(draft, g_hash_table_size(totals->domains), "links to ", "domain", "domains", 1, 2,
		  3, 5, 10);
	if (totals->n_https == draft->n_links)
		say(draft, "every link by https");
	else
		say(draft, totals->n_https == 0 ? "no link by https" : "some links by https");
	SAY_SIZE(draft, totals->max_length, "longest link", "characters", 30, 60, 120, 200);
	SAY_COUNT(draft, totals->max_dots + 1, "longest host of a link of ", "part", "parts", 2, 3,
		  4);
	SAY_COUNT(draft, totals->n_queries, "", "link with a query", "links with a query", 0, 1, 4,
		  10);
	if (hantei_body_has(draft->body, HANTEI_LEAF_HTML))
		say_level(draft, (gdouble)draft->n_links * 1000 / ((gdouble)draft->n_text + 100),
			  "links for the text's length", bounds, words, G_N_ELEMENTS(words));
	say_if(draft, draft->n_links == 1 && draft->n_text <= 200, "one link and hardly any text");
}

static void
emit_pictures(Draft *draft, const LinkTotals *totals)
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
		say_level(draft, (gdouble)draft->n_text / (gdouble)n_images,
			  "text for each picture", bounds, words, G_N_ELEMENTS(words));
	if (totals->n_pictures > 0 && *draft->sender->registered != '\0')
		say(draft, totals->has_own_picture ? "pictures from the From domain"
						   : "no picture from the From domain");
	if (n_picture_anchors > 0)
		say(draft, n_picture_anchors == n_anchors ? "every link is a picture"
							  : "some links are pictures");
}

static void
emit_links(Draft *draft)
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
	say(draft, hantei_links_get_relation(links, draft->sender->registered));
	emit_link_totals(draft, &totals);
	emit_pictures(draft, &totals);
}

/* Whether one of @needles stands in @text, whose ASCII is lower case. */
static gboolean
has_any(const gchar *text, const gchar *const *needles, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		if (strstr(text, needles[i]) != NULL)
			return TRUE;
	}
	return FALSE;
}

/* Lower ASCII of @text; NUL becomes a blank, so that nothing hides behind one. */
static gchar *
dup_lower(const gchar *text, gsize length)
{
	gchar *lower = g_malloc(length + 1);

	for (gsize i = 0; i < length; i++)
		lower[i] =
		    g_ascii_isupper(text[i]) || text[i] == '\0' ? (gchar)(text[i] | 0x20) : text[i];
	lower[length] = '\0';
	return lower;
}

static void
emit_unsubscribe(Draft *draft)
{
	static const gchar *const texts[] = {
	    "unsub",	  "opt-out",	   "opt out",
	    "optout",	  "preferences",   "配信停止",
	    "配信解除",	  "配信の停止",	   "登録解除",
	    "退会",	  "解除",	   "退订",
	    "取消订阅",	  "수신거부",	   "수신 거부",
	    "abmelden",	  "abbestellen",   "désabonner",
	    "désinscri",  "darse de baja", "cancelar suscripci",
	    "отписаться",
	};
	static const gchar *const urls[] = {"unsub", "optout", "opt-out", "opt_out", "preferences"};
	gboolean is_found = FALSE;
	gsize n;
	const HanteiLink *links = hantei_links_get(hantei_body_get_links(draft->body), &n);

	for (gsize i = 0; i < n && !is_found; i++) {
		g_autofree gchar *path = g_ascii_strdown(links[i].url.path, -1);

		is_found = has_any(path, urls, G_N_ELEMENTS(urls));
	}
	for (guint kind = HANTEI_LEAF_PLAIN; kind <= HANTEI_LEAF_HTML && !is_found; kind++) {
		const gchar *text = hantei_body_get_text(draft->body, kind, &n);
		g_autofree gchar *lower = dup_lower(text, n);

		is_found = has_any(lower, texts, G_N_ELEMENTS(texts));
	}
	say(draft, is_found ? "says how to unsubscribe" : "does not say how to unsubscribe");
}

static void
emit_loudness(Draft *draft, gboolean is_dense)
{
	static const gdouble marks[] = {0, 0.5, 1.5, 4};
	static const gchar *const mark_words[] = {"none", "few", "some", "many", "very many"};
	static const gdouble digits[] = {.005, .02, .05, .1};
	static const gchar *const words[] = {"hardly any", "few", "some", "many", "very many"};
	static const gdouble capitals[] = {.01, .04, .1, .25};
	const HanteiTextForm *form = &draft->form;

	say_level(draft, per_thousand(draft, form->n_exclamations), "exclamation marks", marks,
		  mark_words, G_N_ELEMENTS(mark_words));
	say_level(draft, (gdouble)form->n_digits / ((gdouble)form->n_seen + 20), "digits", digits,
		  words, G_N_ELEMENTS(words));
	if (!is_dense && form->n_words > 20)
		say_level(draft, (gdouble)form->n_upper_words / (gdouble)form->n_words,
			  "words in capitals", capitals, words, G_N_ELEMENTS(words));
}

static void
emit_text(Draft *draft, gboolean is_dense)
{
	static const gchar *const greetings[] = {
	    [HANTEI_GREETING_NONE] = "no greeting",
	    [HANTEI_GREETING_NAME] = "greets the reader by name",
	    [HANTEI_GREETING_ANYBODY] = "greets the reader without a name",
	    [HANTEI_GREETING_ADDRESS] = "greets the reader by e-mail address",
	};
	const HanteiTextForm *form = &draft->form;
	const gsize n_hidden = hantei_body_get_n_hidden(draft->body);

	SAY_SIZE(draft, draft->n_text, "text", "characters", 100, 300, 700, 1500, 3000, 6000,
		 12000);
	if (form->n_lines > 0)
		SAY_SIZE(draft,
			 (gsize)((gdouble)form->n_seen * draft->density / (gdouble)form->n_lines),
			 "lines", "characters on average", 15, 30, 45, 60, 120, 500);
	emit_loudness(draft, is_dense);
	say(draft, greetings[form->greeting]);
	say_if(draft, form->has_emoji, "emoji in the text");
	say_if(draft, form->has_signature, "a signature block");
	say_if(draft, form->n_quoted_lines >= 2, "quotes another mail");
	say_if(draft, form->n_amount_lines >= 3, "a table of amounts");
	if (n_hidden > 0)
		SAY_SIZE(draft, n_hidden, "hidden text", "characters", 100, 500);
}

static void
emit_subject(Draft *draft)
{
	static const gdouble bounds[] = {.15, .4, .8};
	static const gchar *const words[] = {"few", "some", "many", "nearly all"};
	HanteiSubjectForm form;

	if (*draft->subject == '\0') {
		say(draft, "no Subject");
		return;
	}
	hantei_subject_form_init(&form, draft->subject);
	SAY_SIZE(draft, (gsize)((gdouble)form.n_characters * draft->density), "Subject",
		 "characters", 15, 30, 50, 80);
	if (form.n_letters > 6)
		say_level(draft, (gdouble)form.n_upper / (gdouble)form.n_letters,
			  "capitals in the Subject", bounds, words, G_N_ELEMENTS(words));
	say_if(draft, form.is_reply, "Subject of a reply");
	say_if(draft, form.is_reply && draft->form.n_quoted_lines == 0,
	       "Subject of a reply, but nothing quoted");
	say_if(draft, form.has_exclamation, "exclamation mark in the Subject");
	say_if(draft, form.has_question, "question mark in the Subject");
	say_if(draft, form.has_digit, "digits in the Subject");
	say_if(draft, form.has_bracket, "Subject begins with a bracket");
	say_if(draft, form.has_money, "money or percent in the Subject");
	say_if(draft, hantei_text_has_emoji(draft->subject, strlen(draft->subject)),
	       "emoji in the Subject");
}

/* What an attachment's name, or without one its type, says it is. */
static const gchar *
get_attachment_kind(const HanteiPart *part)
{
	static const gchar *const kinds[][2] = {
	    {"png", "picture"},
	    {"jpg", "picture"},
	    {"jpeg", "picture"},
	    {"gif", "picture"},
	    {"webp", "picture"},
	    {"bmp", "picture"},
	    {"pdf", "document"},
	    {"doc", "document"},
	    {"docx", "document"},
	    {"xls", "document"},
	    {"xlsx", "document"},
	    {"ppt", "document"},
	    {"pptx", "document"},
	    {"odt", "document"},
	    {"ods", "document"},
	    {"rtf", "document"},
	    {"csv", "document"},
	    {"htm", "web page"},
	    {"html", "web page"},
	    {"shtml", "web page"},
	    {"xhtml", "web page"},
	    {"svg", "web page"},
	    {"zip", "archive or program"},
	    {"rar", "archive or program"},
	    {"7z", "archive or program"},
	    {"gz", "archive or program"},
	    {"tgz", "archive or program"},
	    {"iso", "archive or program"},
	    {"img", "archive or program"},
	    {"exe", "archive or program"},
	    {"scr", "archive or program"},
	    {"pif", "archive or program"},
	    {"bat", "archive or program"},
	    {"cmd", "archive or program"},
	    {"com", "archive or program"},
	    {"js", "archive or program"},
	    {"vbs", "archive or program"},
	    {"jar", "archive or program"},
	    {"lnk", "archive or program"},
	    {"ics", "calendar entry"},
	};
	const gchar *dot = part->filename != NULL ? strrchr(part->filename, '.') : NULL;

	for (gsize i = 0; dot != NULL && i < G_N_ELEMENTS(kinds); i++) {
		if (g_ascii_strcasecmp(dot + 1, kinds[i][0]) == 0)
			return kinds[i][1];
	}
	if (g_str_has_prefix(part->type, "image/"))
		return "picture";
	if (g_str_equal(part->type, "application/pdf"))
		return "document";
	if (g_str_has_prefix(part->type, "message/"))
		return "mail";
	return "file of another kind";
}

static void
emit_parts(Draft *draft)
{
	const gboolean has_plain = hantei_body_has(draft->body, HANTEI_LEAF_PLAIN);
	const gboolean has_html = hantei_body_has(draft->body, HANTEI_LEAF_HTML);
	gsize n;
	const HanteiPart *parts = hantei_message_get_parts(draft->message, &n);

	if (has_plain && has_html)
		say(draft, "text and HTML");
	else if (has_plain || has_html)
		say(draft, has_html ? "HTML alone" : "text alone");
	else
		say(draft, "neither text nor HTML");
	say_if(draft, hantei_body_has(draft->body, HANTEI_LEAF_OTHER),
	       "an attached calendar entry");
	for (gsize i = 0; i < n; i++) {
		if (parts[i].is_attachment)
			hantei_features_addf(draft->features, GROUP, "an attached %s",
					     get_attachment_kind(&parts[i]));
	}
}

void
hantei_structure_emit(const HanteiMessage *message,
		      const HanteiSender *sender,
		      const gchar *subject,
		      const HanteiBody *body,
		      HanteiLanguage language,
		      HanteiFeatures *features)
{
	const gboolean is_dense = language == HANTEI_LANGUAGE_JA ||
				  language == HANTEI_LANGUAGE_ZH || language == HANTEI_LANGUAGE_KO;
	Draft draft = {.message = message,
		       .sender = sender,
		       .body = body,
		       .subject = subject != NULL ? subject : "",
		       .features = features,
		       .density = is_dense ? DENSE_SCRIPT_FACTOR : 1};

	draft.text = hantei_body_get_shown(body, &draft.text_length);
	hantei_text_form_init(&draft.form, draft.text, draft.text_length);
	draft.n_text = (gsize)((gdouble)draft.form.n_characters * draft.density);
	emit_links(&draft);
	emit_sender(&draft);
	emit_addresses(&draft);
	emit_unsubscribe(&draft);
	emit_text(&draft, is_dense);
	emit_subject(&draft);
	emit_parts(&draft);
}
