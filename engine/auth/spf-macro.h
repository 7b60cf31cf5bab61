/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The macros of SPF, %{ir} and the like (RFC 7208 section 7): their grammar and their expansion. */

#pragma once

#include <gio/gio.h>

/* One piece of a macro-string. */
typedef struct {
	gchar letter;		 /* 0: text as it stands; '%', '_' or '-': those escapes; else the
				  * macro's letter in lower case */
	gboolean is_escaped;	 /* an upper-case letter: what it gives is URL-escaped */
	gboolean is_reversed;	 /* "r" */
	guint n_parts;		 /* of the right-hand parts, that many; 0: all */
	const gchar *delimiters; /* not terminated */
	gsize n_delimiters;	 /* 0: a dot */
	gsize offset, length;	 /* of the piece in the string */
} HanteiSpfPiece;

typedef enum {
	HANTEI_SPF_TEXT_TERM,	     /* within a record: no blanks, and neither c, r nor t */
	HANTEI_SPF_TEXT_EXPLANATION, /* blanks, and all letters */
} HanteiSpfTextKind;

/* What the macros stand for. */
typedef struct {
	const gchar *local_part;    /* %{l} */
	const gchar *sender_domain; /* %{o}; with the local part %{s} */
	const gchar *domain;	    /* %{d}: of the record that is being looked at */
	const gchar *helo;	    /* %{h} */
	const gchar *receiver;	    /* %{r}; NULL: "unknown" */
	const gchar *validated;	    /* %{p}; NULL: "unknown" */
	GInetAddress *ip; /* %{i}, %{c}, %{v}; an IPv4-mapped one is not seen as IPv4. NULL where
			   * none of the three is asked for */
	gint64 now;	  /* %{t}: seconds of Unix time */
} HanteiSpfMacroValues;

/* Reads the piece of the @length octets at @text that starts at *@at, and moves *@at behind it.
 * Returns: FALSE at the end, with *@complaint NULL; or where no piece can be read, with *@complaint
 * (transfer none) saying why and *@at at the octet. */
gboolean
hantei_spf_macro_next(const gchar *text,
		      gsize length,
		      HanteiSpfTextKind kind,
		      gsize *at,
		      HanteiSpfPiece *piece,
		      const gchar **complaint);

/* Whether the macro-string @text, which is sound, has a macro with one of @letters (lower case). */
gboolean
hantei_spf_macro_has(const gchar *text, const gchar *letters);

/* The name that the domain-spec @spec gives, cut from its left to 253 octets and without a dot at
 * its end. It need not be a name that can be asked for.
 * Returns: (transfer full); NULL if @spec is no macro-string. */
gchar *
hantei_spf_macro_expand_name(const gchar *spec, const HanteiSpfMacroValues *values);

/* The explanation that the @length octets at @text give.
 * Returns: (transfer full): NULL with a G_IO_ERROR if they are none, or one that is too long. */
gchar *
hantei_spf_macro_expand_text(const gchar *text,
			     gsize length,
			     const HanteiSpfMacroValues *values,
			     GError **error);

/* "4.3.2.1.in-addr.arpa": where the PTR records of @ip are. (transfer full) */
gchar *
hantei_spf_reverse_name(GInetAddress *ip);
