/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/structure-private.h"

#include <string.h>

#include "tokenizer/url.h"

#define GROUP HANTEI_GROUP_STRUCTURE

/* Shorter domain names are found in any text by chance. */
#define MIN_DOMAIN_NAME 4

/* More text and more addresses tell no more. */
#define MAX_SQUEEZED_BYTES (64u * 1024)
#define MAX_ADDRESSES 100

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
emit_addresses(HanteiDraft *draft)
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
		hantei_say(draft, "no e-mail address in the text");
	else if (found.is_own)
		hantei_say(draft, "an address on the From domain in the text");
	else
		hantei_say(draft, found.is_free ? "a freemail address in the text"
						: "an address on another domain in the text");
}

/* An accented Latin letter without its accent, or 0: no domain's name has accents. */
static gchar
plain_latin(const gchar *text, gsize length)
{
	gunichar c;
	gunichar mark;

	/* U+00C0 to U+017F are two octets from C3 80 on */
	if (length < 2 || (guchar)text[0] < 0xc3 || (guchar)text[0] > 0xc5 ||
	    ((guchar)text[1] & 0xc0) != 0x80)
		return 0;
	c = ((gunichar)((guchar)text[0] & 0x1f) << 6) | ((guchar)text[1] & 0x3f);
	return g_unichar_decompose(c, &c, &mark) && c < 0x80 ? g_ascii_tolower((gchar)c) : 0;
}

/* Lower ASCII of @text without blanks, signs and e-mail addresses, with @ampersand for each "&":
 * "Big & Bold Café" as it stands in big-bold-cafe.example. */
static gchar *
squeeze(const gchar *text, gsize length, const gchar *ampersand)
{
	GString *out = g_string_sized_new(MIN(length, MAX_SQUEEZED_BYTES) + 1);
	gsize word = 0;
	gboolean is_address = FALSE;

	length = MIN(length, MAX_SQUEEZED_BYTES);
	for (gsize i = 0; i < length; i++) {
		gchar plain;

		if ((guchar)text[i] <= ' ') {
			if (is_address)
				g_string_truncate(out, word);
			word = out->len;
			is_address = FALSE;
			continue;
		}
		is_address |= text[i] == '@';
		plain = (guchar)text[i] >= 0x80 ? plain_latin(text + i, length - i) : 0;
		i += plain != 0;
		/* no call for each octet: this goes over the whole text */
		if (plain == 0)
			plain = g_ascii_isupper(text[i]) ? (gchar)(text[i] | 0x20) : text[i];
		if (plain == '&')
			g_string_append(out, ampersand);
		else if ((guchar)plain >= 0x80 || g_ascii_isalnum(plain))
			g_string_append_c(out, plain);
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

	return squeeze(name, strlen(name), "");
}

/* Whether @text has @name, as squeezed; "and" in it may stand there as "&". */
static gboolean
names(const gchar *text, gsize length, const gchar *name)
{
	g_autofree gchar *plain = squeeze(text, length, "");
	g_autofree gchar *spelt = NULL;

	if (strstr(plain, name) != NULL)
		return TRUE;
	if (strstr(name, "and") == NULL || memchr(text, '&', length) == NULL)
		return FALSE;
	spelt = squeeze(text, length, "and");
	return strstr(spelt, name) != NULL;
}

/* Whether the domain's name is what the mail goes by. A freemail provider's is nobody's name. */
static void
emit_domain_name(HanteiDraft *draft, gboolean is_free)
{
	g_autofree gchar *name = dup_domain_name(draft->sender);

	if (is_free || strlen(name) < MIN_DOMAIN_NAME)
		return;
	hantei_say(draft, names(draft->text, draft->text_length, name)
			      ? "the text names the From domain"
			      : "the text does not name the From domain");
	hantei_say_if(draft, names(draft->subject, strlen(draft->subject), name),
		      "the Subject names the From domain");
}

/* Letters and digits of ASCII, and letters of scripts that no domain is written in. */
static void
count_scripts(const gchar *name, gsize *n_latin, gsize *n_other)
{
	g_autofree gchar *valid = g_utf8_make_valid(name, -1);

	for (const gchar *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
		const gunichar c = g_utf8_get_char(p);

		*n_latin += c < 0x80 && g_ascii_isalnum((gchar)c);
		*n_other += c >= 0x370 && g_unichar_isalpha(c);
	}
}

static void
emit_display_name(HanteiDraft *draft)
{
	const HanteiSender *sender = draft->sender;
	g_autofree gchar *domain_name = NULL;
	g_autofree gchar *name = NULL;
	gsize n_latin = 0;
	gsize n_other = 0;
	gboolean is_in_domain;

	if (sender->name == NULL || *sender->name == '\0') {
		hantei_say(draft, "no display name");
		return;
	}
	hantei_say(draft, "a display name");
	hantei_say_if(draft, strchr(sender->name, '@') != NULL, "an address in the display name");
	count_scripts(sender->name, &n_latin, &n_other);
	if (n_latin == 0) {
		hantei_say_if(draft, draft->is_latin, "display name in another script");
		return;
	}
	if (*sender->domain == '\0')
		return;
	domain_name = dup_domain_name(sender);
	name = squeeze(sender->name, strlen(sender->name), "");
	is_in_domain =
	    hantei_sender_name_is_in_domain(sender) ||
	    (strlen(domain_name) >= MIN_DOMAIN_NAME && strstr(name, domain_name) != NULL);
	if (is_in_domain)
		hantei_say(draft, "display name matches the domain");
	else
		/* "四つ葉小PTA" is not to be found in a domain either way */
		hantei_say_if(draft, n_latin >= n_other, "display name does not match the domain");
}

static void
emit_reply_to(HanteiDraft *draft)
{
	const HanteiSender *sender = draft->sender;
	const gchar *registered;

	if (sender->reply_domain == NULL) {
		hantei_say(draft, "no Reply-To");
		return;
	}
	registered = hantei_domain_registered(sender->reply_domain);
	if (g_ascii_strcasecmp(registered, sender->registered) == 0)
		hantei_say(draft, "Reply-To on the From domain");
	else if (hantei_domain_is_freemail(sender->reply_domain) ||
		 hantei_domain_is_freemail(registered))
		hantei_say(draft, "Reply-To at a freemail address");
	else
		hantei_say(draft, "Reply-To on another domain");
}

static const gchar *
get_address_words(const gchar *kind)
{
	static const gchar *const words[][2] = {
	    {"no-reply", "From address like no-reply@"},
	    {"role", "From address like info@"},
	    {"digits", "From address with digits"},
	    {"first.last", "From address like first.last@"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		if (g_strcmp0(kind, words[i][0]) == 0)
			return words[i][1];
	}
	return "From address of another kind";
}

void
hantei_structure_emit_sender(HanteiDraft *draft)
{
	static const gchar *const domains[] = {
	    "From domain like name.com",
	    "From domain like news.name.com",
	    "From domain like a.news.name.com",
	    "From domain of over 4 parts",
	};
	const HanteiSender *sender = draft->sender;
	const gboolean is_free = hantei_domain_is_freemail(sender->domain) ||
				 hantei_domain_is_freemail(sender->registered);

	emit_addresses(draft);
	emit_display_name(draft);
	emit_reply_to(draft);
	if (*sender->domain == '\0') {
		hantei_say(draft, "no From address");
		return;
	}
	hantei_say(draft, is_free ? "freemail From" : "From on a domain of its own");
	hantei_say_if(draft, is_free && draft->n_links > 0, "freemail From and links");
	hantei_say(draft, get_address_words(hantei_sender_get_local_kind(sender)));
	hantei_say(draft,
		   domains[CLAMP(hantei_count_dots(sender->domain), 1, G_N_ELEMENTS(domains)) - 1]);
	SAY_SIZE(draft, strlen(sender->registered), "From domain", "characters", 8, 12, 16, 22);
	hantei_say_if(draft, strpbrk(sender->registered, "0123456789") != NULL,
		      "digits in the From domain");
	hantei_say_if(draft, strchr(sender->registered, '-') != NULL,
		      "a hyphen in the From domain");
	hantei_say_if(draft, strstr(sender->domain, "xn--") != NULL,
		      "From domain of an international name");
	hantei_say_if(draft, hantei_domain_is_cheap(sender->domain),
		      "From domain under a cheap top-level domain");
	emit_domain_name(draft, is_free);
}
