/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/environment.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <lmdb.h>
#include <string.h>
#include <unistd.h>

#include "model/model.h"

/* Databases of a model, and some to come. */
#define MAX_DATABASES 16

/* LMDB keeps two heads before its pages. */
#define N_HEAD_PAGES 2

/* A look at the pages that a commit has crossed is taken again, so often. */
#define MAX_LOOKS 20

/* Room for a commit of one small record. */
#define SPARE_BYTES ((gsize)1 << 20)

typedef MDB_env Environment;
typedef MDB_txn Transaction;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Environment, mdb_env_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Transaction, mdb_txn_abort)

static gboolean
set_error(GError **error, const gchar *path, const gchar *what, int status)
{
	g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_STORE, "%s: cannot %s: %s%s",
		    path, what, mdb_strerror(status),
		    status == ENOSPC ? "; the disk is full, free some room and run it again"
		    : status == MDB_CORRUPTED || status == MDB_INVALID || status == MDB_INCOMPATIBLE
			? "; the file is damaged, restore it from a backup or a dump"
			: "");
	return FALSE;
}

static int
environment_open(const gchar *dir, gboolean is_write, Environment **environment)
{
	unsigned int flags = MDB_NOTLS | (is_write ? 0 : MDB_RDONLY);
	g_autoptr(Environment) self = NULL;
	int status = mdb_env_create(&self);

	if (status != MDB_SUCCESS)
		return status;
	mdb_env_set_maxdbs(self, MAX_DATABASES);
	if (!is_write && g_access(dir, W_OK) != 0)
		flags |= MDB_NOLOCK;
	status = mdb_env_open(self, dir, flags, 0600);
	if (status == MDB_SUCCESS)
		*environment = g_steal_pointer(&self);
	return status;
}

/* Closes @fd in any case. */
static int
copy_to(const gchar *dir, int fd)
{
	g_autoptr(Environment) environment = NULL;
	int status = environment_open(dir, FALSE, &environment);

	if (status == MDB_SUCCESS)
		status = mdb_env_copyfd2(environment, fd, MDB_CP_COMPACT);
	if (status == MDB_SUCCESS && fsync(fd) != 0)
		status = errno;
	if (close(fd) != 0 && status == MDB_SUCCESS)
		status = errno;
	return status;
}

gboolean
hantei_environment_copy(const gchar *dir, const gchar *path, GError **error)
{
	const int fd = g_open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	int status;

	if (fd < 0)
		return set_error(error, path, "make the copy", errno);
	status = copy_to(dir, fd);
	if (status == MDB_SUCCESS)
		return TRUE;
	g_unlink(path);
	return set_error(error, dir, "copy the model", status);
}

gboolean
hantei_environment_squeeze(const gchar *dir, GError **error)
{
	g_autofree gchar *path = g_build_filename(dir, HANTEI_ENVIRONMENT_FILE, NULL);
	g_autofree gchar *copy = g_strconcat(path, ".small", NULL);

	if (!hantei_environment_copy(dir, copy, error))
		return FALSE;
	if (g_rename(copy, path) == 0)
		return TRUE;
	set_error(error, path, "put the copy there", errno);
	g_unlink(copy);
	return FALSE;
}

static guint64
sum_pages(const MDB_stat *stat)
{
	return (guint64)stat->ms_branch_pages + stat->ms_leaf_pages + stat->ms_overflow_pages;
}

/* Adds the pages of every named database to @n_used. */
static int
count_databases(Transaction *txn, guint64 *n_used)
{
	MDB_cursor *cursor;
	MDB_dbi main_dbi;
	MDB_val key;
	MDB_stat stat;
	int status = mdb_dbi_open(txn, NULL, 0, &main_dbi);

	if (status == MDB_SUCCESS)
		status = mdb_stat(txn, main_dbi, &stat);
	if (status != MDB_SUCCESS)
		return status;
	*n_used += sum_pages(&stat);
	status = mdb_cursor_open(txn, main_dbi, &cursor);
	if (status != MDB_SUCCESS)
		return status;
	while ((status = mdb_cursor_get(cursor, &key, NULL, MDB_NEXT_NODUP)) == MDB_SUCCESS) {
		g_autofree gchar *name = g_strndup(key.mv_data, key.mv_size);
		MDB_dbi dbi;

		status = mdb_dbi_open(txn, name, 0, &dbi);
		if (status == MDB_SUCCESS)
			status = mdb_stat(txn, dbi, &stat);
		if (status != MDB_SUCCESS)
			break;
		*n_used += sum_pages(&stat);
	}
	mdb_cursor_close(cursor);
	return status == MDB_NOTFOUND ? MDB_SUCCESS : status;
}

/* LMDB lists its free pages in its first database: each record is a count and the pages. */
static int
count_free(Transaction *txn, HanteiPages *pages)
{
	const MDB_dbi free_dbi = 0;
	MDB_cursor *cursor;
	MDB_val key;
	MDB_val value;
	MDB_stat stat;
	int status = mdb_stat(txn, free_dbi, &stat);

	if (status == MDB_SUCCESS)
		status = mdb_cursor_open(txn, free_dbi, &cursor);
	if (status != MDB_SUCCESS)
		return status;
	pages->n_used += sum_pages(&stat);
	while ((status = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == MDB_SUCCESS) {
		gsize n;

		if (value.mv_size < sizeof n) {
			status = MDB_CORRUPTED;
			break;
		}
		memcpy(&n, value.mv_data, sizeof n);
		pages->n_free += n;
	}
	mdb_cursor_close(cursor);
	return status == MDB_NOTFOUND ? MDB_SUCCESS : status;
}

/* Counts in one snapshot. @is_current: whether the size of the file is of the same. */
static int
look_at_pages(Environment *environment, HanteiPages *pages, gboolean *is_current)
{
	g_autoptr(Transaction) txn = NULL;
	MDB_envinfo info;
	int status = mdb_txn_begin(environment, NULL, MDB_RDONLY, &txn);

	if (status == MDB_SUCCESS)
		status = mdb_env_info(environment, &info);
	if (status != MDB_SUCCESS)
		return status;
	*is_current = info.me_last_txnid == mdb_txn_id(txn);
	if (!*is_current)
		return MDB_SUCCESS;
	*pages = (HanteiPages){.n_pages = (guint64)info.me_last_pgno + 1, .n_used = N_HEAD_PAGES};
	status = count_free(txn, pages);
	return status == MDB_SUCCESS ? count_databases(txn, &pages->n_used) : status;
}

gboolean
hantei_environment_count_pages(const gchar *dir, HanteiPages *pages, GError **error)
{
	g_autoptr(Environment) environment = NULL;
	int status = environment_open(dir, FALSE, &environment);
	gboolean is_current = FALSE;

	*pages = (HanteiPages){0};
	for (guint i = 0; status == MDB_SUCCESS && !is_current && i < MAX_LOOKS; i++)
		status = look_at_pages(environment, pages, &is_current);
	return status == MDB_SUCCESS || set_error(error, dir, "count the pages", status);
}

static int
get_last_commit(Environment *environment, gsize *number)
{
	MDB_envinfo info;
	const int status = mdb_env_info(environment, &info);

	*number = info.me_last_txnid;
	return status;
}

/* Commits, although nothing changes. */
static int
commit_once(Environment *environment)
{
	g_autoptr(Transaction) txn = NULL;
	g_autofree gchar *copy = NULL;
	MDB_val key = {strlen("format"), (void *)"format"};
	MDB_val value;
	MDB_dbi dbi;
	int status = mdb_txn_begin(environment, NULL, 0, &txn);

	if (status == MDB_SUCCESS)
		status = mdb_dbi_open(txn, "meta", 0, &dbi);
	if (status == MDB_SUCCESS)
		status = mdb_get(txn, dbi, &key, &value);
	if (status != MDB_SUCCESS)
		return status;
	copy = g_memdup2(value.mv_data, value.mv_size);
	value.mv_data = copy;
	status = mdb_put(txn, dbi, &key, &value, 0);
	return status == MDB_SUCCESS ? mdb_txn_commit(g_steal_pointer(&txn)) : status;
}

/* Opens the file in @dir to write some small records. */
static int
open_to_commit(const gchar *dir, Environment **environment)
{
	g_autoptr(Environment) self = NULL;
	MDB_envinfo info;
	int status = environment_open(dir, TRUE, &self);

	if (status == MDB_SUCCESS)
		status = mdb_env_info(self, &info);
	if (status == MDB_SUCCESS)
		status = mdb_env_set_mapsize(self, info.me_mapsize + SPARE_BYTES);
	if (status == MDB_SUCCESS)
		*environment = g_steal_pointer(&self);
	return status;
}

/* Commits to the file in @dir without a change. @number: of that commit. */
static int
make_alike(const gchar *dir, gsize *number)
{
	g_autoptr(Environment) environment = NULL;
	int status = open_to_commit(dir, &environment);

	if (status == MDB_SUCCESS)
		status = commit_once(environment);
	return status == MDB_SUCCESS ? get_last_commit(environment, number) : status;
}

/* Commits to the file in @dir once more if the number of its last commit is odd and shall be even,
 * or the other way round. */
static int
make_parity(const gchar *dir, gsize number)
{
	g_autoptr(Environment) environment = NULL;
	gsize own = 0;
	int status = open_to_commit(dir, &environment);

	if (status == MDB_SUCCESS)
		status = get_last_commit(environment, &own);
	if (status == MDB_SUCCESS && (own - number) % 2 != 0)
		status = commit_once(environment);
	return status == MDB_SUCCESS ? mdb_env_sync(environment, 1) : status;
}

/* Who has the old file open keeps the lock file in use, and with it the number of the last commit;
 * LMDB takes the one head or the other by whether that is odd. Were the new file's head the other
 * one, who opens it beside them would see no model at all; and as the number goes on, they
 * themselves take either head of the old file, so both must lead to the same. */
gboolean
hantei_environment_prepare(const gchar *dir, const gchar *next, GError **error)
{
	gsize number = 0;
	int status = make_alike(dir, &number);

	if (status != MDB_SUCCESS)
		return set_error(error, dir, "save the model", status);
	status = make_parity(next, number);
	return status == MDB_SUCCESS || set_error(error, next, "save the model", status);
}
