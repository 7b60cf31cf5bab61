/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/mailbox.h"

#include "tests/test-main.h"
#include "tokenizer/limits.h"
#include "tokenizer/mbox.h"
#include "tokenizer/message.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ENVELOPE "From ann@example.com  Thu Aug 22 12:36:23 2002\n"

/* A folder of our own; its name is taken off paths before they are compared. */
static gchar *root;

static void
setup(void)
{
	root = g_dir_make_tmp("hantei-mailbox-XXXXXX", NULL);
	ck_assert_ptr_nonnull(root);
}

static void
remove_tree(const gchar *path)
{
	g_autoptr(GDir) dir = NULL;
	const gchar *name;

	if (!g_file_test(path, G_FILE_TEST_IS_SYMLINK))
		dir = g_dir_open(path, 0, NULL);
	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree gchar *child = g_build_filename(path, name, NULL);

		remove_tree(child);
	}
	g_remove(path);
}

static void
teardown(void)
{
	remove_tree(root);
	g_clear_pointer(&root, g_free);
}

static gchar *
in_root(const gchar *name)
{
	return g_build_filename(root, name, NULL);
}

static void
put(const gchar *name, const gchar *contents)
{
	g_autofree gchar *path = in_root(name);
	g_autofree gchar *folder = g_path_get_dirname(path);

	ck_assert_int_eq(g_mkdir_with_parents(folder, 0700), 0);
	ck_assert(g_file_set_contents(path, contents, -1, NULL));
}

static void
add(HanteiMailbox *mailbox, const gchar *name)
{
	g_autofree gchar *path = in_root(name);

	ck_assert(hantei_mailbox_add_path(mailbox, path, HANTEI_LABEL_NONE, NULL));
}

/* All that is left, as "PATH[=text]" lines; "!" marks an error, "+" spam, "-" ham. */
static gchar *
drain(HanteiMailbox *mailbox, gboolean with_text)
{
	GString *out = g_string_new(NULL);

	for (;;) {
		g_auto(HanteiMailboxItem) item = {0};
		const gchar *path;

		if (!hantei_mailbox_next(mailbox, &item))
			break;
		ck_assert((item.bytes == NULL) == (item.error != NULL));
		path = item.path;
		if (g_str_has_prefix(path, root))
			path += strlen(root) + 1;
		if (item.label != HANTEI_LABEL_NONE)
			g_string_append_c(out, item.label == HANTEI_LABEL_SPAM ? '+' : '-');
		g_string_append_printf(out, "%s%s", item.error != NULL ? "!" : "", path);
		if (with_text && item.bytes != NULL) {
			gsize size;
			const gchar *text = g_bytes_get_data(item.bytes, &size);

			g_string_append_c(out, '=');
			g_string_append_len(out, text, size);
		}
		g_string_append(out, with_text ? "|" : " ");
	}
	return g_string_free(out, FALSE);
}

static const struct {
	const gchar *name;
	const gchar *contents;
	const gchar *expected;
} files[] = {
    {"a single message", "A: b\n\nc\n", "m=A: b\n\nc\n|"},
    {"an empty file", "", "m=|"},
    {"an mbox of one keeps its path", ENVELOPE "A: b\n\nc\n", "m=A: b\n\nc\n|"},
    {"an mbox of two", ENVELOPE "A: 1\n\nx\n\n" ENVELOPE "A: 2\n\ny\n\n",
     "m#1=A: 1\n\nx\n|m#2=A: 2\n\ny\n|"},
    {"CRLF",
     "From a Thu Aug 22 12:36:23 2002\r\nA: 1\r\n\r\nx\r\n\r\n"
     "From a Thu Aug 22 12:36:23 2002\r\nA: 2\r\n\r\ny\r\n",
     "m#1=A: 1\r\n\r\nx\r\n|m#2=A: 2\r\n\r\ny\r\n|"},
    {"only one empty line is the format's", ENVELOPE "A: 1\n\nx\n\n\n" ENVELOPE "A: 2\n\ny",
     "m#1=A: 1\n\nx\n\n|m#2=A: 2\n\ny|"},
    {"prose after an empty line does not split",
     ENVELOPE "A: 1\n\nx\n\nFrom here on it is prose\nFrom 10:30 to May 2025\n\nFrom now\n",
     "m=A: 1\n\nx\n\nFrom here on it is prose\nFrom 10:30 to May 2025\n\nFrom now\n|"},
    {"an envelope without an empty line before does not split",
     ENVELOPE "A: 1\n\nx\n" ENVELOPE "y\n", "m=A: 1\n\nx\n" ENVELOPE "y\n|"},
    {"a message without a body", ENVELOPE "A: 1\n\n" ENVELOPE "A: 2\n\ny\n",
     "m#1=A: 1\n|m#2=A: 2\n\ny\n|"},
    {"a message without anything", ENVELOPE ENVELOPE "\n" ENVELOPE "A: 3\n",
     "m#1=|m#2=|m#3=A: 3\n|"},
    {"an envelope is all there is", "From x", "m=|"},
    {"one '>' goes",
     ENVELOPE "A: 1\n\n>From a\n>>From b\n> From c\n>>>\n>>From d\n x>From e\n>Fromage\n",
     "m=A: 1\n\nFrom a\n>From b\n> From c\n>>>\n>From d\n x>From e\n>Fromage\n|"},
    {"quoted at once and at the end", ENVELOPE ">From a\n>From ", "m=From a\nFrom |"},
    {"no unquoting outside an mbox", "A: 1\n\n>From a\n", "m=A: 1\n\n>From a\n|"},
};

START_TEST(file_is_split_as_expected)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	g_autofree gchar *got = NULL;

	put("m", files[_i].contents);
	add(mailbox, "m");
	got = drain(mailbox, TRUE);
	ck_assert_msg(strcmp(got, files[_i].expected) == 0, "%s: got \"%s\", expected \"%s\"",
		      files[_i].name, got, files[_i].expected);
}
END_TEST

static const struct {
	const gchar *line;
	gboolean splits;
} envelopes[] = {
    {"From ann@example.com Thu Aug 22 12:36:23 2002", TRUE},
    {"From ann@example.com  Thu Aug  2 12:36:23 2002 +0900", TRUE},
    {"From - Thu Aug 22 12:36:23 2002", TRUE},
    {"From Thu Aug 22 12:36:23 2002", TRUE},
    {"From ann at example.com  Thu Aug 22 12:36:23 2002", TRUE},
    {"From MAILER-DAEMON Thu Aug 22 12:36 2002", TRUE},
    {"From ann!bob Thu Aug 22 12:36:23 EST 2002 remote from host", TRUE},
    {"From 1770000000000000000@xxx Mon Jan 02 15:04:05 +0000 2023", TRUE},
    {"From ann@example.com Thu, 22 Aug 2002 12:36:23 +0000", TRUE},
    {"From ann 22 Aug 2002 2:36:23", TRUE},
    {"From () 2006-01-02 12:34:56 +0900", TRUE},
    {"From ann 2006-01-02T12:34:56Z", TRUE},
    {"From here on there is no date", FALSE},
    {"From 10:30 on", FALSE},
    {"From May 2025 on we close at noon", FALSE},
    {"From August 22, 2002 at 12:36", FALSE},
    {"From the Desk of Mr. Jan", FALSE},
    {"From 2002 to 2006", FALSE},
    {"From ", FALSE},
    {"From: Thu Aug 22 12:36:23 2002", FALSE},
};

START_TEST(only_an_envelope_splits)
{
	g_autofree gchar *text =
	    g_strdup_printf("%sA: b\n\nx\n\n%s\nA: c\n\n", ENVELOPE, envelopes[_i].line);
	g_autoptr(GBytes) mbox = g_bytes_new(text, strlen(text));
	gsize offset = 0;
	guint n = 0;

	for (;;) {
		g_autoptr(GBytes) message = hantei_mbox_take(mbox, &offset);

		if (message == NULL)
			break;
		n++;
	}
	ck_assert_msg(n == (envelopes[_i].splits ? 2 : 1), "\"%s\": %u messages",
		      envelopes[_i].line, n);
}
END_TEST

START_TEST(unquoted_message_is_a_slice)
{
	g_autoptr(GBytes) mbox = g_bytes_new_static(ENVELOPE "A: b\n", strlen(ENVELOPE "A: b\n"));
	gsize offset = 0;
	g_autoptr(GBytes) message = hantei_mbox_take(mbox, &offset);

	ck_assert_ptr_eq(g_bytes_get_data(message, NULL),
			 (const gchar *)g_bytes_get_data(mbox, NULL) + strlen(ENVELOPE));
}
END_TEST

/* Each octet of a hostile mbox is looked at a few times, not once per line. */
START_TEST(hostile_mbox_is_linear)
{
	static const gchar *const units[] = {"\nFrom ", "\n>", ">", "\n\nFrom a Jan 00:00 ",
					     "From "};

	for (guint i = 0; i < G_N_ELEMENTS(units); i++) {
		g_autoptr(GString) text = g_string_new("From ");
		g_autoptr(GBytes) mbox = NULL;
		gint64 start = (gint64)clock();
		gsize offset = 0;

		while (text->len < 8 * 1024 * 1024)
			g_string_append(text, units[i]);
		mbox = g_bytes_new_static(text->str, text->len);
		for (;;) {
			g_autoptr(GBytes) message = hantei_mbox_take(mbox, &offset);

			if (message == NULL)
				break;
		}
		ck_assert_int_lt((gint64)clock() - start, 10 * G_USEC_PER_SEC);
	}
}
END_TEST

START_TEST(directory_is_walked_in_byte_order)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	g_autofree gchar *got = NULL;

	put("d/b", "A: b\n\n");
	put("d/a/2", "A: b\n\n");
	put("d/a/10", "A: b\n\n");
	put("d/a/deep/er/x", ENVELOPE "A: b\n\n" ENVELOPE "A: b\n");
	put("d/B", "A: b\n\n");
	put("d/.hidden", "A: b\n\n");
	put("d/.folder/x", "A: b\n\n");
	put("d/tmp/x", "A: b\n\n");
	put("z", "A: b\n\n");
	add(mailbox, "z");
	add(mailbox, "d");
	ck_assert_uint_eq(hantei_mailbox_get_n_entries(mailbox), 2);
	got = drain(mailbox, FALSE);
	ck_assert_str_eq(got, "z d/B d/a/10 d/a/2 d/a/deep/er/x#1 d/a/deep/er/x#2 d/b d/tmp/x ");
}
END_TEST

START_TEST(maildir_tmp_is_left_out)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	g_autofree gchar *got = NULL;

	put("d/cur/1:2,S", "A: b\n\n");
	put("d/new/2", "A: b\n\n");
	put("d/tmp/3", "A: b\n\n");
	add(mailbox, "d");
	got = drain(mailbox, FALSE);
	ck_assert_str_eq(got, "d/cur/1:2,S d/new/2 ");
}
END_TEST

START_TEST(links_and_fifos_do_no_harm)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	g_autofree gchar *up = in_root("d/up"), *file = in_root("d/file"),
			 *gone = in_root("d/gone");
	g_autofree gchar *fifo = in_root("d/fifo"), *got = NULL;

	put("d/a", "A: b\n\n");
	put("elsewhere", "A: b\n\n");
	ck_assert_int_eq(symlink("..", up), 0);
	ck_assert_int_eq(symlink("../elsewhere", file), 0);
	ck_assert_int_eq(symlink("nowhere", gone), 0);
	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	add(mailbox, "d");
	add(mailbox, "d/fifo");
	add(mailbox, "d/up"); /* named by the user: followed */
	got = drain(mailbox, FALSE);
	ck_assert_str_eq(got, "d/a d/file !d/gone !d/fifo d/up/d/a d/up/d/file !d/up/d/gone "
			      "d/up/elsewhere ");
}
END_TEST

START_TEST(deep_tree_needs_no_stack)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	g_autoptr(GString) name = g_string_new("d");
	g_autofree gchar *got = NULL;

	for (guint i = 0; i < 500; i++)
		g_string_append(name, "/d");
	g_string_append(name, "/m");
	put(name->str, "A: b\n\n");
	add(mailbox, "d");
	got = drain(mailbox, FALSE);
	g_string_append_c(name, ' ');
	ck_assert_str_eq(got, name->str);
}
END_TEST

START_TEST(missing_path_is_named)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	g_autoptr(GError) error = NULL;
	g_autofree gchar *path = in_root("absent");

	ck_assert(!hantei_mailbox_add_path(mailbox, path, HANTEI_LABEL_NONE, &error));
	ck_assert(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
	ck_assert_ptr_nonnull(strstr(error->message, path));
	ck_assert_uint_eq(hantei_mailbox_get_n_entries(mailbox), 0);
}
END_TEST

START_TEST(vanished_file_is_an_error_item)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	g_autofree gchar *path = in_root("m"), *got = NULL;

	put("m", "A: b\n\n");
	put("n", "A: b\n\n");
	add(mailbox, "m");
	add(mailbox, "n");
	g_remove(path);
	got = drain(mailbox, FALSE);
	ck_assert_str_eq(got, "!m n ");
}
END_TEST

/* A sparse file costs nothing. */
static void
grow(const gchar *name, goffset size)
{
	g_autofree gchar *path = in_root(name);

	ck_assert_int_eq(truncate(path, size), 0);
}

START_TEST(too_large_message_is_an_error_item)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	g_auto(HanteiMailboxItem) item = {0};
	g_auto(HanteiMailboxItem) exact = {0};

	put("m", "A: b\n\n");
	grow("m", HANTEI_LIMIT_MESSAGE_BYTES + 1);
	put("n", "A: b\n\n");
	grow("n", HANTEI_LIMIT_MESSAGE_BYTES);
	add(mailbox, "m");
	add(mailbox, "n");
	ck_assert(hantei_mailbox_next(mailbox, &item));
	ck_assert(
	    g_error_matches(item.error, HANTEI_MESSAGE_ERROR, HANTEI_MESSAGE_ERROR_TOO_LARGE));
	ck_assert_ptr_nonnull(strstr(item.error->message, "67108865"));
	ck_assert_ptr_nonnull(strstr(item.error->message, "67108864"));
	ck_assert_ptr_nonnull(strstr(item.error->message, item.path));
	ck_assert(hantei_mailbox_next(mailbox, &exact));
	ck_assert_uint_eq(g_bytes_get_size(exact.bytes), HANTEI_LIMIT_MESSAGE_BYTES);
}
END_TEST

START_TEST(mbox_may_be_larger_than_a_message)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	g_autofree gchar *path = in_root("m"), *got = NULL;
	const gchar tail[] = "\n\n" ENVELOPE "A: 2\n\n";
	int fd;

	put("m", ENVELOPE "A: 0\n\n" ENVELOPE "A: 1\n\n");
	fd = open(path, O_WRONLY);
	ck_assert_int_eq(pwrite(fd, tail, strlen(tail), HANTEI_LIMIT_MESSAGE_BYTES + 1000),
			 strlen(tail));
	close(fd);
	add(mailbox, "m");
	got = drain(mailbox, FALSE);
	ck_assert_str_eq(got, "m#1 !m#2 m#3 ");
}
END_TEST

/* Puts a file in the place of standard input. Check runs each test in a process of its own. */
static void
feed(const gchar *name)
{
	g_autofree gchar *path = in_root(name);
	int fd = open(path, O_RDONLY);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	close(fd);
}

START_TEST(standard_input_is_one_message)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	g_autofree gchar *got = NULL;

	put("in", "A: b\n\nc\n");
	feed("in");
	ck_assert(hantei_mailbox_add_path(mailbox, "-", HANTEI_LABEL_SPAM, NULL));
	got = drain(mailbox, TRUE);
	ck_assert_str_eq(got, "+-=A: b\n\nc\n|");
}
END_TEST

START_TEST(standard_input_has_a_limit)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	g_auto(HanteiMailboxItem) item = {0};

	put("in", "A: b\n\nc\n");
	grow("in", HANTEI_LIMIT_MESSAGE_BYTES + 1);
	feed("in");
	ck_assert(hantei_mailbox_add_path(mailbox, "-", HANTEI_LABEL_NONE, NULL));
	ck_assert(hantei_mailbox_next(mailbox, &item));
	ck_assert_str_eq(item.path, "-");
	ck_assert(
	    g_error_matches(item.error, HANTEI_MESSAGE_ERROR, HANTEI_MESSAGE_ERROR_TOO_LARGE));
}
END_TEST

START_TEST(index_labels_paths_beside_it)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	g_autofree gchar *index = in_root("full/index"), *got = NULL;

	put("full/index", "# a comment\nspam ../data/1\r\n\nHAM\t../data/two words\n"
			  "Spam ../data/absent\nham ../data/box");
	put("data/1", "A: b\n\n");
	put("data/two words", "A: b\n\n");
	put("data/box", ENVELOPE "A: b\n\n" ENVELOPE "A: b\n");
	ck_assert(hantei_mailbox_add_index(mailbox, index, NULL));
	ck_assert_uint_eq(hantei_mailbox_get_n_entries(mailbox), 4);
	got = drain(mailbox, FALSE);
	ck_assert_str_eq(got, "+full/../data/1 -full/../data/two words +!full/../data/absent "
			      "-full/../data/box#1 -full/../data/box#2 ");
}
END_TEST

START_TEST(entries_are_read_in_the_order_asked_for)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	g_autofree gchar *index = in_root("index");
	const guint32 order[] = {2, 0, 1};

	put("index", "spam a\nham box\nham b\n");
	put("a", "A: b\n\n");
	put("b", "A: b\n\n");
	put("box", ENVELOPE "A: b\n\n" ENVELOPE "A: b\n");
	ck_assert(hantei_mailbox_add_index(mailbox, index, NULL));
	hantei_mailbox_reorder(mailbox, order);
	for (guint i = 0; i < 4; i++) {
		static const guint entries[] = {2, 0, 1, 1};
		g_auto(HanteiMailboxItem) item = {0};

		ck_assert(hantei_mailbox_next(mailbox, &item));
		ck_assert_uint_eq(item.entry, entries[i]);
		ck_assert_int_eq(item.label, i == 1 ? HANTEI_LABEL_SPAM : HANTEI_LABEL_HAM);
	}
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *contents;
	const gchar *place;
} bad_indexes[] = {
    {"another label", "spam a\nunsure b\n", "index:2: \"unsure b\""},
    {"no path", "ham\n", "index:1:"},
    {"no blank", "# x\n\nspamdata\n", "index:3:"},
    {"not UTF-8", "ham a\n\xff\xfe\n", "index:2:"},
};

START_TEST(bad_index_adds_nothing)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	g_autofree gchar *index = in_root("index");
	g_autoptr(GError) error = NULL;

	put("index", bad_indexes[_i].contents);
	ck_assert(!hantei_mailbox_add_index(mailbox, index, &error));
	ck_assert_msg(strstr(error->message, bad_indexes[_i].place) != NULL, "%s: %s",
		      bad_indexes[_i].name, error->message);
	ck_assert_uint_eq(hantei_mailbox_get_n_entries(mailbox), 0);
}
END_TEST

START_TEST(absent_index_is_an_error)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	g_autofree gchar *index = in_root("index");
	g_autoptr(GError) error = NULL;

	ck_assert(!hantei_mailbox_add_index(mailbox, index, &error));
	ck_assert_int_eq(error->domain, G_FILE_ERROR);
	g_clear_error(&error);
	ck_assert(!hantei_mailbox_add_list(mailbox, index, &error));
	ck_assert_int_eq(error->domain, G_FILE_ERROR);
}
END_TEST

START_TEST(list_names_paths)
{
	g_autoptr(HanteiMailbox) mailbox = hantei_mailbox_new();
	g_autofree gchar *list = g_strdup_printf("%s/a\r\n\n%s/absent\n%s/d", root, root, root);
	g_autofree gchar *got = NULL;

	put("list", list);
	put("a", "A: b\n\n");
	put("d/x", "A: b\n\n");
	feed("list");
	ck_assert(hantei_mailbox_add_list(mailbox, "-", NULL));
	ck_assert_uint_eq(hantei_mailbox_get_n_entries(mailbox), 3);
	got = drain(mailbox, FALSE);
	ck_assert_str_eq(got, "a !absent d/x ");
}
END_TEST

static Suite *
mailbox_suite(void)
{
	Suite *suite = suite_create("mailbox");
	TCase *tcase = tcase_create("mailbox");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, file_is_split_as_expected, 0, G_N_ELEMENTS(files));
	tcase_add_loop_test(tcase, only_an_envelope_splits, 0, G_N_ELEMENTS(envelopes));
	tcase_add_test(tcase, unquoted_message_is_a_slice);
	tcase_add_test(tcase, hostile_mbox_is_linear);
	tcase_add_test(tcase, directory_is_walked_in_byte_order);
	tcase_add_test(tcase, maildir_tmp_is_left_out);
	tcase_add_test(tcase, links_and_fifos_do_no_harm);
	tcase_add_test(tcase, deep_tree_needs_no_stack);
	tcase_add_test(tcase, missing_path_is_named);
	tcase_add_test(tcase, vanished_file_is_an_error_item);
	tcase_add_test(tcase, too_large_message_is_an_error_item);
	tcase_add_test(tcase, mbox_may_be_larger_than_a_message);
	tcase_add_test(tcase, standard_input_is_one_message);
	tcase_add_test(tcase, standard_input_has_a_limit);
	tcase_add_test(tcase, index_labels_paths_beside_it);
	tcase_add_test(tcase, entries_are_read_in_the_order_asked_for);
	tcase_add_loop_test(tcase, bad_index_adds_nothing, 0, G_N_ELEMENTS(bad_indexes));
	tcase_add_test(tcase, absent_index_is_an_error);
	tcase_add_test(tcase, list_names_paths);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(mailbox_suite());
}
