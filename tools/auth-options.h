/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The options that say how a mail was or will be sent and by what its authentication is checked:
 * of every verb that checks it. */

#pragma once

#include "engine/auth/checked.h"
#include "tools/session.h"

typedef struct {
	gchar *client_ip;
	gchar *mail_from;
	gchar *helo;
	gchar *dkim_domain;
	gchar *dkim_selector;
	gchar **trusted; /* authserv-ids, or NULL */
	gchar *now;
	gint min_key_bits;
} HanteiAuthOptions;

#define HANTEI_AUTH_OPTION(Type, member, field) \
	((gpointer)(G_STRUCT_OFFSET(Type, member) + G_STRUCT_OFFSET(HanteiAuthOptions, field)))

/* The entries of a verb's table; @member of @Type is a HanteiAuthOptions. */
#define HANTEI_AUTH_OPTIONS(Type, member) \
	{"client-ip", \
	 0, \
	 0, \
	 G_OPTION_ARG_STRING, \
	 HANTEI_AUTH_OPTION(Type, member, client_ip), \
	 N_("the address that delivers the mail"), \
	 "IP"}, \
	    {"mail-from", \
	     0, \
	     0, \
	     G_OPTION_ARG_STRING, \
	     HANTEI_AUTH_OPTION(Type, member, mail_from), \
	     N_("the envelope sender; \"\" is the empty one"), \
	     "ADDRESS"}, \
	    {"helo", \
	     0, \
	     0, \
	     G_OPTION_ARG_STRING, \
	     HANTEI_AUTH_OPTION(Type, member, helo), \
	     N_("what the client calls itself"), \
	     "NAME"}, \
	    {"dkim-domain", \
	     0, \
	     0, \
	     G_OPTION_ARG_STRING, \
	     HANTEI_AUTH_OPTION(Type, member, dkim_domain), \
	     N_("the domain a draft will be signed for"), \
	     "DOMAIN"}, \
	    {"dkim-selector", \
	     0, \
	     0, \
	     G_OPTION_ARG_STRING, \
	     HANTEI_AUTH_OPTION(Type, member, dkim_selector), \
	     N_("the selector of the key it will be signed with"), \
	     "SELECTOR"}, \
	    {"trust-authserv", \
	     0, \
	     0, \
	     G_OPTION_ARG_STRING_ARRAY, \
	     HANTEI_AUTH_OPTION(Type, member, trusted), \
	     N_("believe this server's Authentication-Results (repeatable)"), \
	     "ID"}, \
	    {"now", \
	     0, \
	     0, \
	     G_OPTION_ARG_STRING, \
	     HANTEI_AUTH_OPTION(Type, member, now), \
	     N_("take this for the time (default: the clock's)"), \
	     "UNIXTIME"}, \
	{ \
		"min-key-bits", 0, 0, G_OPTION_ARG_INT, \
		    HANTEI_AUTH_OPTION(Type, member, min_key_bits), \
		    N_("RSA keys under N bits fail (1024)"), "N" \
	}

void
hantei_auth_options_clear(HanteiAuthOptions *self);

/* What to check by, of a run. */
typedef struct {
	HanteiAuthQuery query;
	HanteiEnvelope *envelope;
	HanteiSuffixes *suffixes;
} HanteiAuthSetup;

/* Reads @options. Without --dns and --zone, the query has no resolver. It lends from @options and
 * @session. Returns: FALSE with a GOptionError, or with what is wrong with a zone file or the
 * suffix list. */
gboolean
hantei_auth_setup_init(HanteiAuthSetup *self,
		       const HanteiAuthOptions *options,
		       HanteiSession *session,
		       GError **error);

void
hantei_auth_setup_clear(HanteiAuthSetup *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HanteiAuthSetup, hantei_auth_setup_clear)
