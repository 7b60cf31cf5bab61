/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Signs a mail (RFC 6376 section 5): what it will bear once it is sent. */

#pragma once

#include "engine/auth/dkim-key.h"

typedef struct {
	const HanteiDkimPrivateKey *key; /* a= follows from it */
	const gchar *domain;		 /* d= */
	const gchar *selector;		 /* s= */
	const gchar *identity;		 /* i=; NULL: none */
	const gchar *const *names;	 /* h=, ended with NULL; NULL: those of a mail to many that
					  * stand in this one, each as often */
	gboolean over_signs;		 /* names From once more, so that no other can be added */
	HanteiDkimCanon header_canon;	 /* zero: relaxed */
	HanteiDkimCanon body_canon;
	gint64 timestamp; /* t=; 0: none */
	gint64 expiry;	  /* x=; 0: none */
} HanteiDkimSignOptions;

/* Signs @message.
 * Returns: (transfer full): the DKIM-Signature field with CRLF line ends, its last one included,
 * folded to less than 78 columns; NULL with a G_IO_ERROR. */
gchar *
hantei_dkim_sign(HanteiMessage *message, const HanteiDkimSignOptions *options, GError **error);

/* The mail with @fields before its first one, in the line ends that it has itself. (transfer full)
 */
GBytes *
hantei_dkim_prepend(HanteiMessage *message, const gchar *fields);

/* The names that are signed if none are given: those that stand in @message, each as often, lower
 * case. (transfer full): of gchar * */
GPtrArray *
hantei_dkim_default_names(HanteiMessage *message);

/* Whether @key, @domain and @selector can sign; the domains are given back as they are written.
 * @domain_out, @selector_out: (out) (transfer full) */
gboolean
hantei_dkim_check_signer(const HanteiDkimPrivateKey *key,
			 const gchar *domain,
			 const gchar *selector,
			 gchar **domain_out,
			 gchar **selector_out,
			 GError **error);

/* "rsa-sha256" or "ed25519-sha256". (transfer none) */
const gchar *
hantei_dkim_private_key_get_algorithm(const HanteiDkimPrivateKey *self);

/* "relaxed/simple". (transfer none) */
const gchar *
hantei_dkim_canon_to_string(HanteiDkimCanon header, HanteiDkimCanon body);
