/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The form in which the phrases of concepts and the text of mails are compared. */

#pragma once

#include <glib.h>

/* @length octets of text, folded: case, width and compatibility forms are gone, any white space is
 * one blank, a number with its inner commas and full stops is one '#', quotes and dashes are those
 * of ASCII. With @is_unspaced (Japanese, Chinese) no blank stands beside kana, Han or their
 * punctuation, so that hard-wrapped lines read on. Returns: (transfer full): valid UTF-8,
 * terminated. */
gchar *
hantei_concept_fold(const gchar *text, gsize length, gboolean is_unspaced, gsize *n_folded);

/* Whether a letter or digit that is part of a word of a script with blanks between words ends
 * before (@is_before) or starts at octet @at of folded text. */
gboolean
hantei_concept_has_letter(const gchar *folded, gsize n_folded, gsize at, gboolean is_before);
