/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* "hantei auth sign" and "hantei auth seal": a mail with its signature, or with one more ARC set,
 * on standard output. */

#pragma once

#include "tools/auth-options.h"

typedef struct {
	gchar *key_path;
	gchar *domain;
	gchar *selector;
	gchar *authserv_id;
} HanteiSignOptions;

#define HANTEI_SIGN_OPTION(Type, member, field) \
	((gpointer)(G_STRUCT_OFFSET(Type, member) + G_STRUCT_OFFSET(HanteiSignOptions, field)))

/* The entries of a verb's table; @member of @Type is a HanteiSignOptions. */
#define HANTEI_SIGN_OPTIONS(Type, member) \
	{"key", \
	 0, \
	 0, \
	 G_OPTION_ARG_FILENAME, \
	 HANTEI_SIGN_OPTION(Type, member, key_path), \
	 N_("sign, seal: with this private key (PEM)"), \
	 "FILE"}, \
	    {"domain", \
	     0, \
	     0, \
	     G_OPTION_ARG_STRING, \
	     HANTEI_SIGN_OPTION(Type, member, domain), \
	     N_("sign, seal: for this domain"), \
	     "DOMAIN"}, \
	    {"selector", \
	     0, \
	     0, \
	     G_OPTION_ARG_STRING, \
	     HANTEI_SIGN_OPTION(Type, member, selector), \
	     N_("sign, seal: under this selector"), \
	     "SELECTOR"}, \
	{ \
		"authserv-id", 0, 0, G_OPTION_ARG_STRING, \
		    HANTEI_SIGN_OPTION(Type, member, authserv_id), \
		    N_("seal: in the name of this server"), "ID" \
	}

void
hantei_sign_options_clear(HanteiSignOptions *self);

/* @paths: one file, or "-". */
HanteiExit
hantei_auth_sign(const HanteiSignOptions *options,
		 const HanteiAuthSetup *setup,
		 const gchar *const *paths,
		 GError **error);

/* The set says what the Authentication-Results fields of --authserv-id say, else what is found. */
HanteiExit
hantei_auth_seal(const HanteiSignOptions *options,
		 const HanteiAuthSetup *setup,
		 const gchar *const *paths,
		 GError **error);
