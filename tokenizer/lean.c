/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/lean.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
	const gchar *name;
	HanteiLean lean;
} Entry;

/* Sorted by name, for bsearch(). Whole features, and concepts by their name. What a reader, a
 * mailbox provider's rules for bulk senders or SpamAssassin's rules call a good or a bad sign, and
 * nobody the contrary; what could be either is not here. */
static const Entry entries[] = {
    {"0 kinds of pressure", HANTEI_LEAN_HAM},
    {"0 signs of a real sender", HANTEI_LEAN_SPAM},
    {"2 signs of a real sender", HANTEI_LEAN_HAM},
    {"3 signs of a real sender", HANTEI_LEAN_HAM},
    {"4 kinds of pressure", HANTEI_LEAN_SPAM},
    {"4 signs of a real sender", HANTEI_LEAN_HAM},
    {"5 kinds of pressure", HANTEI_LEAN_SPAM},
    {"5 signs of a real sender", HANTEI_LEAN_HAM},
    {"6 kinds of pressure", HANTEI_LEAN_SPAM},
    {"6 signs of a real sender", HANTEI_LEAN_HAM},
    {"7 kinds of pressure", HANTEI_LEAN_SPAM},
    {"7 signs of a real sender", HANTEI_LEAN_HAM},
    {"8 kinds of pressure", HANTEI_LEAN_SPAM},
    {"From domain under a cheap top-level domain", HANTEI_LEAN_SPAM},
    {"From on a domain of its own", HANTEI_LEAN_HAM},
    {"HTML alone", HANTEI_LEAN_SPAM},
    {"Reply-To at a freemail address", HANTEI_LEAN_SPAM},
    {"Reply-To on another domain", HANTEI_LEAN_SPAM},
    {"Reply-To on the From domain", HANTEI_LEAN_HAM},
    {"Subject of a reply", HANTEI_LEAN_HAM},
    {"Subject of a reply, but nothing quoted", HANTEI_LEAN_SPAM},
    {"a display name", HANTEI_LEAN_HAM},
    {"a freemail address in the text", HANTEI_LEAN_SPAM},
    {"a hidden link", HANTEI_LEAN_SPAM},
    {"a link to a host with many digits or hyphens", HANTEI_LEAN_SPAM},
    {"a link to an IP address", HANTEI_LEAN_SPAM},
    {"a link under a cheap top-level domain", HANTEI_LEAN_SPAM},
    {"a link with a port", HANTEI_LEAN_SPAM},
    {"a link with a user name", HANTEI_LEAN_SPAM},
    {"a shortened link", HANTEI_LEAN_SPAM},
    {"a signature block", HANTEI_LEAN_HAM},
    {"account-suspension", HANTEI_LEAN_SPAM},
    {"address-list-sale", HANTEI_LEAN_SPAM},
    {"adult", HANTEI_LEAN_SPAM},
    {"an address in the display name", HANTEI_LEAN_SPAM},
    {"an address on the From domain in the text", HANTEI_LEAN_HAM},
    {"an attached archive or program", HANTEI_LEAN_SPAM},
    {"an attached calendar entry", HANTEI_LEAN_HAM},
    {"call-to-verify", HANTEI_LEAN_SPAM},
    {"capitals in the Subject: many", HANTEI_LEAN_SPAM},
    {"capitals in the Subject: nearly all", HANTEI_LEAN_SPAM},
    {"click-here", HANTEI_LEAN_SPAM},
    {"company-form", HANTEI_LEAN_HAM},
    {"confidential", HANTEI_LEAN_SPAM},
    {"contact-point", HANTEI_LEAN_HAM},
    {"copyright", HANTEI_LEAN_HAM},
    {"cryptocurrency", HANTEI_LEAN_SPAM},
    {"dating", HANTEI_LEAN_SPAM},
    {"display name in another script", HANTEI_LEAN_SPAM},
    {"display name matches the domain", HANTEI_LEAN_HAM},
    {"does not say how to unsubscribe", HANTEI_LEAN_SPAM},
    {"easy-income", HANTEI_LEAN_SPAM},
    {"event", HANTEI_LEAN_HAM},
    {"every link is a picture", HANTEI_LEAN_SPAM},
    {"every link on the From domain", HANTEI_LEAN_HAM},
    {"every link uses https", HANTEI_LEAN_HAM},
    {"exclamation", HANTEI_LEAN_SPAM},
    {"exclamation marks: many", HANTEI_LEAN_SPAM},
    {"exclamation marks: very many", HANTEI_LEAN_SPAM},
    {"extortion", HANTEI_LEAN_SPAM},
    {"fortune-telling", HANTEI_LEAN_SPAM},
    {"free-offer", HANTEI_LEAN_SPAM},
    {"freemail From", HANTEI_LEAN_SPAM},
    {"freemail From and links", HANTEI_LEAN_SPAM},
    {"gambling", HANTEI_LEAN_SPAM},
    {"gift-card-payment", HANTEI_LEAN_SPAM},
    {"greeting-by-name", HANTEI_LEAN_HAM},
    {"greets the reader by e-mail address", HANTEI_LEAN_SPAM},
    {"greets the reader by name", HANTEI_LEAN_HAM},
    {"guarantee", HANTEI_LEAN_SPAM},
    {"hidden text of 100 to 500 characters", HANTEI_LEAN_SPAM},
    {"hidden text over 500 characters", HANTEI_LEAN_SPAM},
    {"hidden text up to 100 characters", HANTEI_LEAN_SPAM},
    {"impersonal-greeting", HANTEI_LEAN_SPAM},
    {"inheritance", HANTEI_LEAN_SPAM},
    {"investment", HANTEI_LEAN_SPAM},
    {"large-sum", HANTEI_LEAN_SPAM},
    {"legal-threat", HANTEI_LEAN_SPAM},
    {"limited-offer", HANTEI_LEAN_SPAM},
    {"link text shows another domain", HANTEI_LEAN_SPAM},
    {"loan", HANTEI_LEAN_SPAM},
    {"luxury-goods", HANTEI_LEAN_SPAM},
    {"mailbox-storage", HANTEI_LEAN_SPAM},
    {"medicine", HANTEI_LEAN_SPAM},
    {"meeting", HANTEI_LEAN_HAM},
    {"money or percent in the Subject", HANTEI_LEAN_SPAM},
    {"most links on the From domain", HANTEI_LEAN_HAM},
    {"neither text nor HTML", HANTEI_LEAN_SPAM},
    {"newsletter", HANTEI_LEAN_HAM},
    {"no From address", HANTEI_LEAN_SPAM},
    {"no Reply-To", HANTEI_LEAN_HAM},
    {"no Subject", HANTEI_LEAN_SPAM},
    {"no display name", HANTEI_LEAN_SPAM},
    {"no link", HANTEI_LEAN_HAM},
    {"no link on the From domain", HANTEI_LEAN_SPAM},
    {"no link uses https", HANTEI_LEAN_SPAM},
    {"no picture", HANTEI_LEAN_HAM},
    {"one link and hardly any text", HANTEI_LEAN_SPAM},
    {"opening-hours", HANTEI_LEAN_HAM},
    {"order", HANTEI_LEAN_HAM},
    {"pictures from the From domain", HANTEI_LEAN_HAM},
    {"postal-address", HANTEI_LEAN_HAM},
    {"privacy-policy", HANTEI_LEAN_HAM},
    {"prize", HANTEI_LEAN_SPAM},
    {"quoted-mail", HANTEI_LEAN_HAM},
    {"quotes another mail", HANTEI_LEAN_HAM},
    {"reference-number", HANTEI_LEAN_HAM},
    {"says how to unsubscribe", HANTEI_LEAN_HAM},
    {"search-ranking", HANTEI_LEAN_SPAM},
    {"secret-method", HANTEI_LEAN_SPAM},
    {"subscription-renewal", HANTEI_LEAN_HAM},
    {"survey", HANTEI_LEAN_HAM},
    {"telephone", HANTEI_LEAN_HAM},
    {"text alone", HANTEI_LEAN_HAM},
    {"text and HTML", HANTEI_LEAN_HAM},
    {"thanks", HANTEI_LEAN_HAM},
    {"the Subject names the From domain", HANTEI_LEAN_HAM},
    {"the text names the From domain", HANTEI_LEAN_HAM},
    {"unsubscribe", HANTEI_LEAN_HAM},
    {"update-notice", HANTEI_LEAN_HAM},
    {"urgency", HANTEI_LEAN_SPAM},
    {"verification", HANTEI_LEAN_SPAM},
    {"weight-loss", HANTEI_LEAN_SPAM},
    {"why-you-receive", HANTEI_LEAN_HAM},
    {"words in capitals: many", HANTEI_LEAN_SPAM},
    {"words in capitals: very many", HANTEI_LEAN_SPAM},
};

typedef struct {
	const gchar *text;
	gsize length;
} Name;

static gint
compare_entry(gconstpointer key, gconstpointer member)
{
	const Name *name = key;
	const Entry *entry = member;
	const gint order = strncmp(name->text, entry->name, name->length);

	return order != 0 ? order : -(entry->name[name->length] != '\0');
}

static HanteiLean
find(const gchar *text, gsize length)
{
	const Name name = {text, length};
	const Entry *entry =
	    bsearch(&name, entries, G_N_ELEMENTS(entries), sizeof *entries, compare_entry);

	return entry != NULL ? entry->lean : HANTEI_LEAN_EITHER;
}

static gboolean
starts_with(const gchar *text, gsize length, const gchar *start)
{
	const gsize n = strlen(start);

	return length >= n && memcmp(text, start, n) == 0;
}

/* A concept's name, and @rest: how, or beside what, the mail speaks of it. */
static HanteiLean
find_concept(const gchar *text, gsize length)
{
	gsize n_name = 0;
	const gchar *rest;
	gsize n_rest;
	HanteiLean lean;

	while (n_name < length && (g_ascii_isalnum(text[n_name]) || text[n_name] == '-'))
		n_name++;
	rest = text + n_name;
	n_rest = length - n_name;
	lean = find(text, n_name);
	if (lean == HANTEI_LEAN_EITHER)
		return lean;
	if (starts_with(rest, n_rest, " with "))
		return find(rest + 6, n_rest - 6) == lean ? lean : HANTEI_LEAN_EITHER;
	if (starts_with(rest, n_rest, ", no link on the From domain"))
		return lean == HANTEI_LEAN_SPAM ? lean : HANTEI_LEAN_EITHER;
	if (starts_with(rest, n_rest, ", every link on the From domain"))
		return lean == HANTEI_LEAN_HAM ? lean : HANTEI_LEAN_EITHER;
	if (n_rest == 0 || starts_with(rest, n_rest, " in the Subject") ||
	    starts_with(rest, n_rest, ", four times or more"))
		return lean;
	return HANTEI_LEAN_EITHER;
}

HanteiLean
hantei_lean_of(HanteiGroup group, const gchar *text, gsize length)
{
	HanteiLean lean;

	if (length == 0 || hantei_group_get_kind(group) != HANTEI_GROUP_KIND_HEAD ||
	    strnlen(text, length) < length)
		return HANTEI_LEAN_EITHER;
	lean = find(text, length);
	return lean == HANTEI_LEAN_EITHER && group == HANTEI_GROUP_CONCEPT
		   ? find_concept(text, length)
		   : lean;
}

guint64
hantei_lean_mark(guint64 hash, HanteiLean lean)
{
	return (hash & ~HANTEI_LEAN_MASK) | (guint64)lean;
}

HanteiLean
hantei_lean_of_hash(guint64 hash)
{
	const guint64 lean = hash & HANTEI_LEAN_MASK;

	return lean < HANTEI_N_LEANS ? (HanteiLean)lean : HANTEI_LEAN_EITHER;
}
