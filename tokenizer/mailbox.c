/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/mailbox.h"

#include "tokenizer/limits.h"
#include "tokenizer/mbox.h"
#include "tokenizer/message.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* An mbox up to this is read and not mapped: mapping, faulting and unmapping a page takes longer
 * than taking a mail's MIME apart. */
#define MAX_READ_MBOX_BYTES (1024u * 1024)

/* What was added: looked at when its turn comes. */
typedef struct {
	gchar *path; /* NULL: standard input */
	HanteiLabel label;
} Entry;

/* A directory being walked. No descriptor is held, so a tree of any depth can be. */
typedef struct {
	gchar *path;
	GPtrArray *names; /* sorted */
	guint next;
} Folder;

/* An mbox being split. */
typedef struct {
	gchar *path;
	GBytes *bytes; /* NULL: none */
	gsize offset;
	gsize n_taken;
} Mbox;

struct _HanteiMailbox {
	GArray *entries; /* of Entry */
	guint next_entry;
	guint32 *order;	    /* the entries' numbers as they are to be read, or NULL */
	guint entry;	    /* being read */
	HanteiLabel label;  /* of the entry being read */
	GPtrArray *folders; /* of Folder: a stack, the innermost last */
	Mbox mbox;
};

static void
entry_clear(gpointer data)
{
	Entry *entry = data;

	g_free(entry->path);
}

static void
folder_free(gpointer data)
{
	Folder *folder = data;

	g_free(folder->path);
	g_ptr_array_unref(folder->names);
	g_free(folder);
}

static void
mbox_clear(Mbox *mbox)
{
	g_free(mbox->path);
	g_clear_pointer(&mbox->bytes, g_bytes_unref);
	*mbox = (Mbox){0};
}

void
hantei_mailbox_item_clear(HanteiMailboxItem *item)
{
	g_clear_pointer(&item->path, g_free);
	g_clear_pointer(&item->bytes, g_bytes_unref);
	g_clear_error(&item->error);
	item->label = HANTEI_LABEL_NONE;
}

HanteiMailbox *
hantei_mailbox_new(void)
{
	HanteiMailbox *self = g_new0(HanteiMailbox, 1);

	self->entries = g_array_new(FALSE, FALSE, sizeof(Entry));
	g_array_set_clear_func(self->entries, entry_clear);
	self->folders = g_ptr_array_new_with_free_func(folder_free);
	return self;
}

void
hantei_mailbox_free(HanteiMailbox *self)
{
	if (self == NULL)
		return;
	g_array_unref(self->entries);
	g_ptr_array_unref(self->folders);
	mbox_clear(&self->mbox);
	g_free(self->order);
	g_free(self);
}

static void
set_file_error(GError **error, const gchar *path, gint saved_errno)
{
	g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(saved_errno), "%s: %s", path,
		    g_strerror(saved_errno));
}

static void
set_too_large(GError **error, const gchar *path, guint64 size_bytes)
{
	g_set_error(error, HANTEI_MESSAGE_ERROR, HANTEI_MESSAGE_ERROR_TOO_LARGE,
		    "%s: %" G_GUINT64_FORMAT " octets, at most %u", path, size_bytes,
		    HANTEI_LIMIT_MESSAGE_BYTES);
}

static void
add_entry(GArray *entries, gchar *path, HanteiLabel label)
{
	Entry entry = {path, label};

	g_array_append_val(entries, entry);
}

gboolean
hantei_mailbox_add_path(HanteiMailbox *self, const gchar *path, HanteiLabel label, GError **error)
{
	struct stat st;

	if (strcmp(path, "-") == 0) {
		add_entry(self->entries, NULL, label);
		return TRUE;
	}
	if (stat(path, &st) != 0) {
		set_file_error(error, path, errno);
		return FALSE;
	}
	add_entry(self->entries, g_strdup(path), label);
	return TRUE;
}

gsize
hantei_mailbox_get_n_entries(const HanteiMailbox *self)
{
	return self->entries->len;
}

/* Reads @fd to its end, or to one octet more than @max_bytes. */
static GBytes *
read_descriptor(int fd, const gchar *path, gsize max_bytes, gsize expected, GError **error)
{
	g_autofree guint8 *buffer = NULL;
	gsize length = 0, allocated = MIN(expected, max_bytes) + 1;

	buffer = g_malloc(allocated);
	while (length <= max_bytes) {
		gssize n;

		if (length == allocated) {
			allocated = MAX(allocated * 2, 64 * 1024);
			buffer = g_realloc(buffer, allocated);
		}
		n = read(fd, buffer + length, allocated - length);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			set_file_error(error, path, errno);
			return NULL;
		}
		if (n == 0)
			break;
		length += n;
	}
	return g_bytes_new_take(g_steal_pointer(&buffer), length);
}

static GBytes *
read_standard_input(GError **error)
{
	g_autoptr(GBytes) bytes = NULL;

	bytes = read_descriptor(STDIN_FILENO, "-", HANTEI_LIMIT_MESSAGE_BYTES, 0, error);
	if (bytes != NULL && g_bytes_get_size(bytes) > HANTEI_LIMIT_MESSAGE_BYTES) {
		g_set_error(error, HANTEI_MESSAGE_ERROR, HANTEI_MESSAGE_ERROR_TOO_LARGE,
			    "-: more than %u octets on standard input", HANTEI_LIMIT_MESSAGE_BYTES);
		return NULL;
	}
	return g_steal_pointer(&bytes);
}

/* Opens a regular file. Not blocking, for a FIFO may have come in its place. */
static int
open_regular(const gchar *path, struct stat *st, GError **error)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0) {
		set_file_error(error, path, errno);
		return -1;
	}
	if (fstat(fd, st) != 0) {
		set_file_error(error, path, errno);
		close(fd);
		return -1;
	}
	if (!S_ISREG(st->st_mode)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
			    "%s: neither a regular file nor a directory", path);
		close(fd);
		return -1;
	}
	return fd;
}

/* One message is read, so that nobody can cut it off under us; an mbox, which may be larger than
 * memory, is mapped, unless it is so small that mapping takes longer. @is_mbox tells which. */
static GBytes *
read_or_map(int fd, const gchar *path, gsize size, gboolean *is_mbox, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	gchar head[5];
	gssize n_head = pread(fd, head, sizeof head, 0);

	*is_mbox = n_head > 0 && hantei_mbox_is_mbox(head, n_head);
	if (*is_mbox && size > MAX_READ_MBOX_BYTES) {
		g_autoptr(GMappedFile) map = g_mapped_file_new_from_fd(fd, FALSE, error);

		if (map == NULL) {
			g_prefix_error(error, "%s: ", path);
			return NULL;
		}
		return g_mapped_file_get_bytes(map);
	}
	if (size <= HANTEI_LIMIT_MESSAGE_BYTES) {
		bytes = read_descriptor(fd, path, HANTEI_LIMIT_MESSAGE_BYTES, size, error);
		if (bytes == NULL)
			return NULL;
		size = g_bytes_get_size(bytes);
	}
	if (size > HANTEI_LIMIT_MESSAGE_BYTES) {
		set_too_large(error, path, size);
		return NULL;
	}
	return g_steal_pointer(&bytes);
}

/* Takes the next message of the mbox, or closes it. */
static gboolean
take_from_mbox(HanteiMailbox *self, HanteiMailboxItem *item)
{
	Mbox *mbox = &self->mbox;
	g_autoptr(GBytes) bytes = hantei_mbox_take(mbox->bytes, &mbox->offset);

	if (bytes == NULL) {
		mbox_clear(mbox);
		return FALSE;
	}
	mbox->n_taken++;
	/* an mbox of one is how many a corpus keeps a mail with its envelope: its path is enough */
	if (mbox->n_taken == 1 && mbox->offset == g_bytes_get_size(mbox->bytes))
		item->path = g_strdup(mbox->path);
	else
		item->path = g_strdup_printf("%s#%" G_GSIZE_FORMAT, mbox->path, mbox->n_taken);
	item->label = self->label;
	if (g_bytes_get_size(bytes) > HANTEI_LIMIT_MESSAGE_BYTES)
		set_too_large(&item->error, item->path, g_bytes_get_size(bytes));
	else
		item->bytes = g_steal_pointer(&bytes);
	return TRUE;
}

static void
fail_item(HanteiMailbox *self, HanteiMailboxItem *item, const gchar *path, GError *error)
{
	item->path = g_strdup(path);
	item->label = self->label;
	item->error = error;
}

/* Always fills the item: an mbox holds one message at least. */
static gboolean
take_file(HanteiMailbox *self, const gchar *path, HanteiMailboxItem *item)
{
	GError *error = NULL;
	GBytes *bytes;
	struct stat st;
	gboolean is_mbox = FALSE;
	int fd = open_regular(path, &st, &error);

	if (fd < 0) {
		fail_item(self, item, path, error);
		return TRUE;
	}
	bytes = read_or_map(fd, path, st.st_size, &is_mbox, &error);
	close(fd);
	if (bytes == NULL) {
		fail_item(self, item, path, error);
		return TRUE;
	}
	if (is_mbox) {
		self->mbox = (Mbox){g_strdup(path), bytes, 0, 0};
		return take_from_mbox(self, item);
	}
	item->path = g_strdup(path);
	item->label = self->label;
	item->bytes = bytes;
	return TRUE;
}

static gint
compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const gchar *const *)a, *(const gchar *const *)b);
}

static gboolean
has_folder(const gchar *path, const gchar *name)
{
	g_autofree gchar *child = g_build_filename(path, name, NULL);

	return g_file_test(child, G_FILE_TEST_IS_DIR);
}

static gboolean
push_folder(HanteiMailbox *self, const gchar *path, GError **error)
{
	g_autoptr(GDir) dir = NULL;
	gboolean is_maildir;
	const gchar *name;
	Folder *folder;

	dir = g_dir_open(path, 0, error);
	if (dir == NULL)
		return FALSE;
	is_maildir = has_folder(path, "cur") && has_folder(path, "new");

	folder = g_new0(Folder, 1);
	folder->path = g_strdup(path);
	folder->names = g_ptr_array_new_with_free_func(g_free);
	while ((name = g_dir_read_name(dir)) != NULL) {
		if (name[0] == '.' || (is_maildir && strcmp(name, "tmp") == 0))
			continue;
		g_ptr_array_add(folder->names, g_strdup(name));
	}
	g_ptr_array_sort(folder->names, compare_names);
	g_ptr_array_add(self->folders, folder);
	return TRUE;
}

/* A file or a directory, by its kind. Returns: whether @item was filled. */
static gboolean
take_path(HanteiMailbox *self, const gchar *path, const struct stat *st, HanteiMailboxItem *item)
{
	GError *error = NULL;

	if (!S_ISDIR(st->st_mode))
		return take_file(self, path, item);
	if (push_folder(self, path, &error))
		return FALSE;
	fail_item(self, item, path, error);
	return TRUE;
}

/* Takes the next name of the innermost folder, or leaves it. */
static gboolean
take_from_folder(HanteiMailbox *self, HanteiMailboxItem *item)
{
	Folder *folder = g_ptr_array_index(self->folders, self->folders->len - 1);
	g_autofree gchar *path = NULL;
	struct stat st;
	gboolean is_link;

	if (folder->next == folder->names->len) {
		g_ptr_array_remove_index(self->folders, self->folders->len - 1);
		return FALSE;
	}
	path =
	    g_build_filename(folder->path, g_ptr_array_index(folder->names, folder->next++), NULL);
	is_link = g_file_test(path, G_FILE_TEST_IS_SYMLINK);
	if (stat(path, &st) != 0) {
		GError *error = NULL;

		set_file_error(&error, path, errno);
		fail_item(self, item, path, error);
		return TRUE;
	}
	if (is_link && S_ISDIR(st.st_mode))
		return FALSE; /* it may lead back up */
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return FALSE; /* a mail server's socket, say: nobody meant it */
	return take_path(self, path, &st, item);
}

static gboolean
take_entry(HanteiMailbox *self, HanteiMailboxItem *item)
{
	const guint place = self->next_entry++;
	const Entry *entry;
	struct stat st;

	self->entry = self->order != NULL ? self->order[place] : place;
	entry = &g_array_index(self->entries, Entry, self->entry);
	self->label = entry->label;
	if (entry->path == NULL) {
		item->path = g_strdup("-");
		item->label = entry->label;
		item->bytes = read_standard_input(&item->error);
		return TRUE;
	}
	if (stat(entry->path, &st) != 0) {
		GError *error = NULL;

		set_file_error(&error, entry->path, errno);
		fail_item(self, item, entry->path, error);
		return TRUE;
	}
	return take_path(self, entry->path, &st, item);
}

void
hantei_mailbox_reorder(HanteiMailbox *self, const guint32 *order)
{
	g_return_if_fail(self->next_entry == 0);
	g_free(self->order);
	self->order = g_memdup2(order, self->entries->len * sizeof *order);
}

static gboolean
mailbox_take(HanteiMailbox *self, HanteiMailboxItem *item)
{
	for (;;) {
		if (self->mbox.bytes != NULL) {
			if (take_from_mbox(self, item))
				return TRUE;
		} else if (self->folders->len > 0) {
			if (take_from_folder(self, item))
				return TRUE;
		} else if (self->next_entry < self->entries->len) {
			if (take_entry(self, item))
				return TRUE;
		} else {
			return FALSE;
		}
	}
}

gboolean
hantei_mailbox_next(HanteiMailbox *self, HanteiMailboxItem *item)
{
	*item = (HanteiMailboxItem){0};
	if (!mailbox_take(self, item))
		return FALSE;
	item->entry = self->entry;
	return TRUE;
}

/* The next line of @rest, without its end, LF or CRLF; moves @rest past it.
 * Returns: FALSE at the end. */
static gboolean
take_line(const gchar **rest, gsize *n_rest, const gchar **line, gsize *length)
{
	const gchar *newline;
	gsize n;

	if (*n_rest == 0)
		return FALSE;
	newline = memchr(*rest, '\n', *n_rest);
	n = newline != NULL ? (gsize)(newline - *rest) : *n_rest;
	*line = *rest;
	*length = n > 0 && (*rest)[n - 1] == '\r' ? n - 1 : n;
	n += newline != NULL;
	*rest += n;
	*n_rest -= n;
	return TRUE;
}

static gboolean
check_line(const gchar *path, guint n_line, const gchar *line, gsize length, GError **error)
{
	if (length > HANTEI_LIMIT_LINE_BYTES) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "%s:%u: a line of %" G_GSIZE_FORMAT " octets, at most %u", path, n_line,
			    length, HANTEI_LIMIT_LINE_BYTES);
		return FALSE;
	}
	if (memchr(line, '\0', length) != NULL) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "%s:%u: a NUL octet: this is not a text file", path, n_line);
		return FALSE;
	}
	return TRUE;
}

static HanteiLabel
label_from_word(const gchar *word, gsize length)
{
	if (length == 4 && g_ascii_strncasecmp(word, "spam", 4) == 0)
		return HANTEI_LABEL_SPAM;
	if (length == 3 && g_ascii_strncasecmp(word, "ham", 3) == 0)
		return HANTEI_LABEL_HAM;
	return HANTEI_LABEL_NONE;
}

/* Where a path in an index of @folder leads. */
static gchar *
resolve(const gchar *folder, const gchar *path)
{
	if (g_path_is_absolute(path) || strcmp(folder, ".") == 0)
		return g_strdup(path);
	return g_build_filename(folder, path, NULL);
}

/* Reads one line "LABEL PATH", blanks before and between allowed. */
static gboolean
add_index_line(
    GArray *entries, const gchar *index_path, guint n_line, const gchar *text, GError **error)
{
	g_autofree gchar *folder = g_path_get_dirname(index_path);
	gsize n_word = strcspn(text, " \t");
	HanteiLabel label = label_from_word(text, n_word);
	const gchar *path = text + n_word + strspn(text + n_word, " \t");

	if (label == HANTEI_LABEL_NONE || *path == '\0') {
		g_autofree gchar *shown = g_utf8_make_valid(text, MIN(strlen(text), 60));

		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "%s:%u: \"%s\" is neither \"spam PATH\" nor \"ham PATH\"", index_path,
			    n_line, shown);
		return FALSE;
	}
	add_entry(entries, resolve(folder, path), label);
	return TRUE;
}

gboolean
hantei_mailbox_add_index(HanteiMailbox *self, const gchar *index_path, GError **error)
{
	g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(Entry));
	g_autofree gchar *contents = NULL;
	const gchar *rest, *line;
	gsize n_rest, length;

	g_array_set_clear_func(entries, entry_clear);
	if (!g_file_get_contents(index_path, &contents, &n_rest, error))
		return FALSE;
	rest = contents;
	for (guint n_line = 1; take_line(&rest, &n_rest, &line, &length); n_line++) {
		g_autofree gchar *text = NULL;

		if (!check_line(index_path, n_line, line, length, error))
			return FALSE;
		text = g_strstrip(g_strndup(line, length));
		if (text[0] == '\0' || text[0] == '#')
			continue;
		if (!add_index_line(entries, index_path, n_line, text, error))
			return FALSE;
	}
	/* all or nothing; the paths change hands */
	if (entries->len > 0)
		g_array_append_vals(self->entries, entries->data, entries->len);
	g_array_set_clear_func(entries, NULL);
	return TRUE;
}

static GBytes *
read_list(const gchar *list_path, GError **error)
{
	gchar *contents;
	gsize length;

	if (strcmp(list_path, "-") == 0)
		return read_descriptor(STDIN_FILENO, "-", G_MAXSSIZE, 0, error);
	if (!g_file_get_contents(list_path, &contents, &length, error))
		return NULL;
	return g_bytes_new_take(contents, length);
}

gboolean
hantei_mailbox_add_list(HanteiMailbox *self, const gchar *list_path, GError **error)
{
	g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(Entry));
	g_autoptr(GBytes) bytes = NULL;
	const gchar *rest, *line;
	gsize n_rest, length;

	g_array_set_clear_func(entries, entry_clear);
	bytes = read_list(list_path, error);
	if (bytes == NULL)
		return FALSE;
	rest = g_bytes_get_data(bytes, &n_rest);
	for (guint n_line = 1; take_line(&rest, &n_rest, &line, &length); n_line++) {
		if (!check_line(list_path, n_line, line, length, error))
			return FALSE;
		if (length == 0)
			continue;
		if (length == 1 && *line == '-')
			add_entry(entries, NULL, HANTEI_LABEL_NONE);
		else
			add_entry(entries, g_strndup(line, length), HANTEI_LABEL_NONE);
	}
	if (entries->len > 0)
		g_array_append_vals(self->entries, entries->data, entries->len);
	g_array_set_clear_func(entries, NULL);
	return TRUE;
}
