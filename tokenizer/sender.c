/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/sender.h"

#include <string.h>

#include "tokenizer/url.h"

#define GROUP HANTEI_GROUP_FROM

/* RFC 1035, section 2.3.4: 255 octets with those of length. A longer domain is none, and to look
 * for each word of a long name in it takes the product of both: 0.4 s for a From of 16 KiB. */
#define MAX_DOMAIN_BYTES 253

/* Local parts that name an office, not a person. */
static const gchar *const role_prefixes[] = {
    "admin", "account", "alert",    "billing", "contact",   "customer", "event",   "hello",
    "help",  "info",	"magazine", "mail",    "marketing", "member",	"news",	   "notice",
    "notif", "office",	"order",    "press",   "sales",	    "security", "service", "shop",
    "store", "support", "team",	    "update",  "webmaster",
};

/* Splits "local@domain". */
static void
split_address(const gchar *addr, gchar **local, gchar **domain)
{
	const gchar *at = strrchr(addr, '@');

	*local = g_strndup(addr, (gsize)(at - addr));
	*domain = g_strdup(at + 1);
}

void
hantei_sender_init(HanteiSender *self, const HanteiMessage *message)
{
	g_autofree gchar *addr = NULL;
	g_autofree gchar *reply_name = NULL;
	g_autofree gchar *reply_addr = NULL;

	*self = (HanteiSender){0};
	if (hantei_message_dup_address(message, "From", &self->name, &addr))
		split_address(addr, &self->local, &self->domain);
	else
		self->domain = g_strdup("");
	self->registered = hantei_domain_registered(self->domain);
	if (hantei_message_dup_address(message, "Reply-To", &reply_name, &reply_addr))
		split_address(reply_addr, &self->reply_local, &self->reply_domain);
}

void
hantei_sender_clear(HanteiSender *self)
{
	g_free(self->name);
	g_free(self->local);
	g_free(self->domain);
	g_free(self->reply_local);
	g_free(self->reply_domain);
	*self = (HanteiSender){0};
}

static void
add_name_word(const HanteiWord *word, gpointer user_data)
{
	HanteiFeatures *features = user_data;

	hantei_features_addf(features, GROUP, "name %.*s", (gint)word->length, word->text);
}

/* "Mail", "Accounts": in many a domain, and nobody's name. */
static gboolean
is_role(const gchar *word)
{
	static const gchar *const others[] = {"administrator", "email",	   "online",
					      "group",	       "helpdesk", NULL};
	gsize length = strlen(word);

	length -= length > 1 && word[length - 1] == 's' && !g_str_equal(word, "sales") &&
		  !g_str_equal(word, "news") && !g_str_equal(word, "press");
	for (gsize i = 0; i < G_N_ELEMENTS(role_prefixes); i++) {
		if (strlen(role_prefixes[i]) == length &&
		    memcmp(word, role_prefixes[i], length) == 0)
			return TRUE;
	}
	return g_strv_contains(others, word);
}

/* Whether @word, of four characters or more, is in @host; a shorter one must be one of its parts.
 */
static gboolean
is_in_host(const gchar *host, const gchar *word)
{
	const gsize length = strlen(word);

	if (length < 2 || is_role(word))
		return FALSE;
	for (const gchar *at = strstr(host, word); at != NULL; at = strstr(at + 1, word)) {
		if (length >= 4 ||
		    ((at == host || !g_ascii_isalnum(at[-1])) && !g_ascii_isalnum(at[length])))
			return TRUE;
	}
	return FALSE;
}

gboolean
hantei_sender_name_is_in_domain(const HanteiSender *self)
{
	g_autofree gchar *host = NULL;
	g_autofree gchar *lower = NULL;

	if (self->name == NULL || strlen(self->domain) > MAX_DOMAIN_BYTES)
		return FALSE;
	/* without the top-level domain: "Info" is in no name.info */
	host = g_strndup(self->domain, strlen(self->domain));
	if (strrchr(host, '.') != NULL)
		*strrchr(host, '.') = '\0';
	lower = g_ascii_strdown(self->name, -1);
	for (gchar *p = lower; *p != '\0';) {
		gchar *word = p;
		gchar after;

		while (g_ascii_isalnum(*p))
			p++;
		after = *p;
		*p = '\0';
		if (is_in_host(host, word))
			return TRUE;
		p += after != '\0';
	}
	return FALSE;
}

const gchar *
hantei_sender_get_local_kind(const HanteiSender *self)
{
	g_autofree gchar *lower = NULL;
	guint n_digits = 0;

	if (self->local == NULL)
		return NULL;
	lower = g_ascii_strdown(self->local, -1);
	for (const gchar *p = lower; *p != '\0'; p++)
		n_digits += g_ascii_isdigit(*p) != 0;
	if (strstr(lower, "reply") != NULL)
		return "no-reply";
	for (gsize i = 0; i < G_N_ELEMENTS(role_prefixes); i++) {
		if (g_str_has_prefix(lower, role_prefixes[i]))
			return "role";
	}
	if (n_digits > 2)
		return "digits";
	return strchr(lower, '.') != NULL ? "first.last" : "other";
}

static void
emit_domain(const gchar *domain, const gchar *what, HanteiFeatures *features)
{
	for (const gchar *p = domain; p != NULL && *p != '\0';) {
		hantei_features_addf(features, GROUP, "%s %s", what, p);
		p = strchr(p, '.');
		p = p != NULL ? p + 1 : NULL;
	}
}

static void
emit_name(const HanteiSender *self, HanteiWords *words, HanteiFeatures *features)
{
	if (self->name == NULL) {
		hantei_features_addf(features, GROUP, "no display name");
		return;
	}
	hantei_words_each(words, self->name, strlen(self->name), add_name_word, features);
	if (strchr(self->name, '@') != NULL)
		hantei_features_addf(features, GROUP, "address in the display name");
	if (*self->domain != '\0')
		hantei_features_addf(features, GROUP, "display name %s the domain",
				     hantei_sender_name_is_in_domain(self) ? "is in" : "is not in");
}

static void
emit_reply_to(const HanteiSender *self, HanteiFeatures *features)
{
	const gchar *relation = "elsewhere";

	if (self->reply_domain == NULL) {
		hantei_features_addf(features, GROUP, "no Reply-To");
		return;
	}
	if (g_str_equal(self->reply_domain, self->domain))
		relation = g_strcmp0(self->reply_local, self->local) == 0 ? "the same address"
									  : "the same domain";
	else if (g_str_equal(hantei_domain_registered(self->reply_domain), self->registered))
		relation = "the same organization";
	else if (hantei_domain_is_freemail(self->reply_domain))
		relation = "freemail elsewhere";
	hantei_features_addf(features, GROUP, "Reply-To %s", relation);
	emit_domain(self->reply_domain, "Reply-To domain", features);
}

void
hantei_sender_emit(const HanteiSender *self, HanteiWords *words, HanteiFeatures *features)
{
	emit_name(self, words, features);
	emit_reply_to(self, features);
	if (self->local == NULL) {
		hantei_features_addf(features, GROUP, "no From address");
		return;
	}
	emit_domain(self->domain, "domain", features);
	hantei_features_addf(features, GROUP, "address %s@%s", self->local, self->domain);
	hantei_features_addf(features, GROUP, "local part %s", self->local);
	hantei_features_addf(features, GROUP, "kind of local part %s",
			     hantei_sender_get_local_kind(self));
	if (hantei_domain_is_freemail(self->domain))
		hantei_features_addf(features, GROUP, "freemail");
	if (strpbrk(self->registered, "0123456789") != NULL)
		hantei_features_addf(features, GROUP, "digits in the domain");
}
