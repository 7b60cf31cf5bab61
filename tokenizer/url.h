/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* URLs as mails have them: found in text, taken apart, and asked what they are. Not a resolver and
 * not a validator: nothing is fetched, and what is malformed is described as it stands. */

#pragma once

#include <glib.h>

/* A URL in pieces, each a slice of a copy that the struct owns; "" where a piece is missing. */
typedef struct {
	gchar *text;	       /* what the pieces point into */
	const gchar *scheme;   /* "https" */
	const gchar *userinfo; /* before an '@' in the authority: almost always a deception */
	const gchar *host;     /* "shop.example.com", "192.0.2.1", "[2001:db8::1]" */
	const gchar *port;
	const gchar *path;  /* without its leading '/' */
	const gchar *query; /* without '?' and fragment */
	gsize length;	    /* of the URL as written */
} HanteiUrl;

/* Takes @length octets of @text apart. Returns: FALSE if it is no http, https or ftp URL (a scheme
 * is added to "www.…"); @url is then untouched. */
gboolean
hantei_url_parse(const gchar *text, gsize length, HanteiUrl *url);

void
hantei_url_clear(HanteiUrl *url);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HanteiUrl, hantei_url_clear)

/* Whether the host is an address, not a name. */
gboolean
hantei_url_is_ip(const HanteiUrl *url);

/* Finds the next URL in plain text at or after @at: "http://", "https://", "ftp://" or "www.", up
 * to a blank, a quote, an angle bracket or a character that is not ASCII, without closing
 * punctuation. Returns: FALSE if there is none; else @start and @end are its octets. */
gboolean
hantei_url_find(const gchar *text, gsize length, gsize at, gsize *start, gsize *end);

/* The part of @host that somebody registered: "example.co.jp" of "mail.example.co.jp". A short list
 * of second-level registries stands for the Public Suffix List, whose version would change features
 * behind the model's back. Returns: a tail of @host. */
const gchar *
hantei_domain_registered(const gchar *host);

/* Whether anybody can have an address at @domain, or a link at @host, that hides where it leads. */
gboolean
hantei_domain_is_freemail(const gchar *domain);

gboolean
hantei_domain_is_shortener(const gchar *host);

/* Whether @host is under a top-level domain that costs next to nothing, or did for years. */
gboolean
hantei_domain_is_cheap(const gchar *host);
