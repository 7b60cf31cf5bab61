/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Where mails come from: an .eml file, a directory, a Maildir, an mbox, a label index, standard
 * input. One run of messages, read one at a time, whatever the size of what holds them. */

#pragma once

#include <gio/gio.h>

typedef enum {
	HANTEI_LABEL_NONE = 0,
	HANTEI_LABEL_HAM,
	HANTEI_LABEL_SPAM,
} HanteiLabel;

/* One mail, unparsed. */
typedef struct {
	gchar *path; /* the file, or "FILE#3" for the third message of an mbox, or "-" */
	HanteiLabel label;
	guint entry;   /* which entry it is of, from 0 in the order of adding */
	GBytes *bytes; /* NULL if it could not be read: then error says why */
	GError *error;
} HanteiMailboxItem;

void
hantei_mailbox_item_clear(HanteiMailboxItem *item);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HanteiMailboxItem, hantei_mailbox_item_clear)

typedef struct _HanteiMailbox HanteiMailbox;

HanteiMailbox *
hantei_mailbox_new(void);

void
hantei_mailbox_free(HanteiMailbox *self);

/* Adds what lies at @path: a file (an mbox if it starts with "From ", else one message), a
 * directory walked recursively in byte order of names (a Maildir's tmp, dot-files and symbolic
 * links to directories are left out), or "-" for one message on standard input. Nothing is read yet
 * but a directory's list of names. Returns: FALSE with a GFileError if @path is not there. */
gboolean
hantei_mailbox_add_path(HanteiMailbox *self, const gchar *path, HanteiLabel label, GError **error);

/* Adds a label index as TREC's: lines "spam PATH" or "ham PATH", relative to the index's folder.
 * Returns: FALSE with an error that names file and line if a line is none of these. */
gboolean
hantei_mailbox_add_index(HanteiMailbox *self, const gchar *index_path, GError **error);

/* Adds the paths in the file @list_path ("-": standard input), a line each, as
 * hantei_mailbox_add_path() does; a path that is not there becomes an item with an error. */
gboolean
hantei_mailbox_add_list(HanteiMailbox *self, const gchar *list_path, GError **error);

/* How many entries (files, mboxes, standard input) have been added. */
gsize
hantei_mailbox_get_n_entries(const HanteiMailbox *self);

/* Has the entries read in this order instead: a permutation of their numbers from 0 in the order of
 * adding. Before the first is read. */
void
hantei_mailbox_reorder(HanteiMailbox *self, const guint32 *order);

/* Reads the next mail into @item, which the caller clears. mbox messages have their "From " line
 * taken off and ">From" unquoted (mboxrd: one '>' of ">+From "); Content-Length is not trusted.
 * A file larger than HANTEI_LIMIT_MESSAGE_BYTES is an item with an error.
 * Returns: FALSE at the end. */
gboolean
hantei_mailbox_next(HanteiMailbox *self, HanteiMailboxItem *item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiMailbox, hantei_mailbox_free)
