/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "model/model.h"
#include "model/store-private.h"

/* Address space, not disk: the file grows as it fills. */
#define INITIAL_MAP_BYTES ((gsize)1 << 30)

/* With more pages missing at the end of a file than this its list of free pages is not looked at,
 * which may itself be missing. */
#define MAX_MISSING_PAGES 16

/* A disk with less room than this is full. */
#define MIN_FREE_BYTES (1 << 20)

#define LOCK_NAME "trainer.lock"

/* LMDB takes a write that the disk had no more room for as any other that failed. */
static gboolean
is_disk_full(const gchar *dir)
{
	struct statvfs disk;

	return statvfs(dir, &disk) == 0 && (guint64)disk.f_bavail * disk.f_frsize < MIN_FREE_BYTES;
}

static gboolean
set_error(GError **error, const gchar *dir, const gchar *what, int code)
{
	const int status = code == EIO && is_disk_full(dir) ? ENOSPC : code;
	const gchar *hint = status == ENOSPC ? "; the disk is full, free some room and run it again"
			    : status == MDB_CORRUPTED || status == MDB_INVALID
				? "; the file is damaged, restore it from a backup or a dump"
				: "";

	g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_STORE, "%s: cannot %s: %s%s", dir,
		    what, mdb_strerror(status), hint);
	return FALSE;
}

int
hantei_store_lock(const gchar *dir, GError **error)
{
	g_autofree gchar *path = g_build_filename(dir, LOCK_NAME, NULL);
	const int fd = g_open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0) {
		set_error(error, dir, "write there", errno);
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	close(fd);
	g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_BUSY,
		    "%s: another process is training this model; try again when it is done", dir);
	return -1;
}

static int
store_open_databases(HanteiStore *self, gboolean is_write)
{
	const unsigned int create = is_write ? MDB_CREATE : 0;
	MDB_txn *txn;
	int status = mdb_txn_begin(self->env, NULL, is_write ? 0 : MDB_RDONLY, &txn);

	if (status != MDB_SUCCESS)
		return status;
	status = mdb_dbi_open(txn, "meta", create, &self->meta);
	if (status == MDB_SUCCESS)
		status = mdb_dbi_open(txn, "table", create, &self->table);
	if (status == MDB_SUCCESS)
		status = mdb_dbi_open(txn, "text", create, &self->text);
	if (status == MDB_SUCCESS)
		status = mdb_dbi_open(txn, "delta", create | MDB_INTEGERKEY, &self->delta);
	if (status == MDB_SUCCESS)
		status = mdb_dbi_open(txn, "mail", create, &self->mail);
	if (status != MDB_SUCCESS) {
		mdb_txn_abort(txn);
		return status;
	}
	return mdb_txn_commit(txn);
}

static int
store_open_env(HanteiStore *self, gboolean is_write, gsize map_bytes)
{
	unsigned int flags = MDB_NOTLS | (is_write ? 0 : MDB_RDONLY);
	int status = mdb_env_create(&self->env);

	if (status != MDB_SUCCESS)
		return status;
	mdb_env_set_maxdbs(self->env, HANTEI_STORE_MAX_DATABASES);
	if (is_write)
		mdb_env_set_mapsize(self->env, map_bytes);
	/* a model installed for everybody lies where we may not even write a lock file: a trainer
	 * does not know of us then, and may use pages again two commits after our snapshot */
	if (!is_write && g_access(self->dir, W_OK) != 0)
		flags |= MDB_NOLOCK;
	status = mdb_env_open(self->env, self->dir, flags, 0600);
	/* a reader that was killed would keep its snapshot, and the file growing, for ever */
	if (status == MDB_SUCCESS)
		status = mdb_reader_check(self->env, NULL);
	return status;
}

static gboolean
store_has_file(const gchar *dir)
{
	g_autofree gchar *path = g_build_filename(dir, "data.mdb", NULL);

	return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

/* Pages that the heads speak of and the file has not. @first: (out): the first of them. */
static guint64
store_count_missing_pages(HanteiStore *self, guint64 *first)
{
	MDB_envinfo info;
	MDB_stat stat;
	struct stat status;
	mdb_filehandle_t fd;

	*first = 0;
	if (mdb_env_info(self->env, &info) != MDB_SUCCESS ||
	    mdb_env_stat(self->env, &stat) != MDB_SUCCESS ||
	    mdb_env_get_fd(self->env, &fd) != MDB_SUCCESS || fstat(fd, &status) != 0)
		return 0;
	*first = (guint64)status.st_size / stat.ms_psize;
	return *first > info.me_last_pgno ? 0 : info.me_last_pgno + 1 - *first;
}

/* Counts the free pages from @first on. LMDB lists them in its first database, each record a count
 * and the pages. */
static int
count_free_pages(MDB_txn *txn, guint64 first, guint64 *n)
{
	MDB_cursor *cursor;
	MDB_val key;
	MDB_val value;
	int status = mdb_cursor_open(txn, 0, &cursor);

	*n = 0;
	if (status != MDB_SUCCESS)
		return status;
	while ((status = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == MDB_SUCCESS) {
		const gsize *pages = value.mv_data;

		for (gsize i = 1; i < value.mv_size / sizeof *pages && i <= pages[0]; i++)
			*n += pages[i] >= first ? 1 : 0;
	}
	mdb_cursor_close(cursor);
	return status == MDB_NOTFOUND ? MDB_SUCCESS : status;
}

/* Refuses a file that was cut short, for reading beyond its end would be a bus error. Pages may be
 * missing all the same: LMDB does not write the last ones if a transaction took and freed them
 * again. Those are free. */
static int
store_check_size(HanteiStore *self)
{
	MDB_txn *txn;
	guint64 n_missing;
	guint64 n_free = 0;
	guint64 first;
	int status;

	if (store_count_missing_pages(self, &first) == 0)
		return MDB_SUCCESS;
	status = mdb_txn_begin(self->env, NULL, MDB_RDONLY, &txn);
	if (status != MDB_SUCCESS)
		return status;
	/* once more, of the snapshot or a later one */
	n_missing = store_count_missing_pages(self, &first);
	if (n_missing > MAX_MISSING_PAGES)
		status = MDB_CORRUPTED;
	else if (n_missing > 0)
		status = count_free_pages(txn, first, &n_free);
	mdb_txn_abort(txn);
	return status == MDB_SUCCESS && n_free < n_missing ? MDB_CORRUPTED : status;
}

/* Makes up for pages not written, so that the check above has no false alarms. */
static void
store_fill_up(HanteiStore *self)
{
	mdb_filehandle_t fd;
	guint64 first;

	if (store_count_missing_pages(self, &first) > 0 &&
	    mdb_env_get_fd(self->env, &fd) == MDB_SUCCESS &&
	    ftruncate(fd, (off_t)hantei_store_get_size_bytes(self)) != 0)
		g_debug("%s: cannot fill up the file", self->dir);
}

HanteiStore *
hantei_store_open(const gchar *dir, HanteiStoreMode mode, GError **error)
{
	return hantei_store_open_sized(dir, mode, INITIAL_MAP_BYTES, error);
}

HanteiStore *
hantei_store_open_sized(const gchar *dir, HanteiStoreMode mode, gsize map_bytes, GError **error)
{
	g_autoptr(HanteiStore) self = g_new0(HanteiStore, 1);
	const gboolean is_write = mode == HANTEI_STORE_WRITE;
	int status;

	self->dir = g_strdup(dir);
	self->lock_fd = -1;
	self->is_write = is_write;
	g_rw_lock_init(&self->map);
	if (is_write && g_mkdir_with_parents(dir, 0700) != 0) {
		set_error(error, dir, "make the folder", errno);
		return NULL;
	}
	if (!is_write && !store_has_file(dir)) {
		g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_NOT_A_MODEL,
			    "%s: no model there; \"hantei train --model %s\" makes one", dir, dir);
		return NULL;
	}
	if (is_write) {
		self->lock_fd = hantei_store_lock(dir, error);
		if (self->lock_fd < 0)
			return NULL;
	}
	status = store_open_env(self, is_write, map_bytes);
	if (status == MDB_SUCCESS)
		status = store_check_size(self);
	if (status == MDB_SUCCESS)
		status = store_open_databases(self, is_write);
	if (status == MDB_NOTFOUND) {
		g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_INCOMPATIBLE,
			    "%s: not a model of this version of hantei; train it anew", dir);
		return NULL;
	}
	if (status != MDB_SUCCESS) {
		set_error(error, dir, "open the model", status);
		return NULL;
	}
	return g_steal_pointer(&self);
}

void
hantei_store_free(HanteiStore *self)
{
	if (self == NULL)
		return;
	if (self->env != NULL)
		mdb_env_close(self->env);
	if (self->lock_fd >= 0)
		close(self->lock_fd);
	g_rw_lock_clear(&self->map);
	g_free(self->dir);
	g_free(self);
}

guint64
hantei_store_get_size_bytes(HanteiStore *self)
{
	MDB_envinfo info;
	MDB_stat stat;

	if (mdb_env_info(self->env, &info) != MDB_SUCCESS ||
	    mdb_env_stat(self->env, &stat) != MDB_SUCCESS)
		return 0;
	return ((guint64)info.me_last_pgno + 1) * stat.ms_psize;
}

gboolean
hantei_store_grow(HanteiStore *self, GError **error)
{
	MDB_envinfo info;
	int status = mdb_env_info(self->env, &info);

	if (status == MDB_SUCCESS)
		status = mdb_env_set_mapsize(self->env, info.me_mapsize * 2);
	return status == MDB_SUCCESS || set_error(error, self->dir, "grow the model", status);
}

gboolean
hantei_store_set_fast(HanteiStore *self, gboolean is_fast, GError **error)
{
	int status = mdb_env_set_flags(self->env, MDB_NOSYNC, is_fast);

	if (status == MDB_SUCCESS && !is_fast)
		status = mdb_env_sync(self->env, 1);
	return status == MDB_SUCCESS || set_error(error, self->dir, "save the model", status);
}

/* Starts a transaction of LMDB; a reader follows a trainer that made the map larger meanwhile. */
static int
store_begin(HanteiStore *self, unsigned int flags, MDB_txn **txn)
{
	int status;

	if (self->is_write)
		return mdb_txn_begin(self->env, NULL, flags, txn);
	g_rw_lock_reader_lock(&self->map);
	status = mdb_txn_begin(self->env, NULL, flags, txn);
	if (status == MDB_MAP_RESIZED) {
		g_rw_lock_reader_unlock(&self->map);
		g_rw_lock_writer_lock(&self->map);
		mdb_env_set_mapsize(self->env, 0);
		g_rw_lock_writer_unlock(&self->map);
		g_rw_lock_reader_lock(&self->map);
		status = mdb_txn_begin(self->env, NULL, flags, txn);
	}
	if (status != MDB_SUCCESS)
		g_rw_lock_reader_unlock(&self->map);
	return status;
}

HanteiStoreTxn *
hantei_store_begin(HanteiStore *self, gboolean is_write, GError **error)
{
	HanteiStoreTxn *txn = g_new0(HanteiStoreTxn, 1);
	const int status = store_begin(self, is_write ? 0 : MDB_RDONLY, &txn->txn);
	MDB_stat delta;

	txn->store = self;
	txn->is_write = is_write;
	if (status == MDB_SUCCESS) {
		txn->status = mdb_stat(txn->txn, self->delta, &delta);
		txn->has_delta = txn->status == MDB_SUCCESS && delta.ms_entries > 0;
	}
	if (status != MDB_SUCCESS) {
		set_error(error, self->dir, "read the model", status);
		g_free(txn);
		return NULL;
	}
	return txn;
}

void
hantei_store_abort(HanteiStoreTxn *txn)
{
	if (txn == NULL)
		return;
	for (guint i = 0; i < HANTEI_STORE_N_DBIS; i++)
		g_clear_pointer(&txn->cursors[i], mdb_cursor_close);
	mdb_txn_abort(txn->txn);
	if (!txn->store->is_write)
		g_rw_lock_reader_unlock(&txn->store->map);
	g_free(txn);
}

gboolean
hantei_store_check(HanteiStoreTxn *txn, gboolean *is_full, GError **error)
{
	if (txn->status == MDB_SUCCESS)
		return TRUE;
	if (is_full != NULL)
		*is_full = txn->status == MDB_MAP_FULL;
	return set_error(error, txn->store->dir, "use the model", txn->status);
}

gboolean
hantei_store_commit(HanteiStoreTxn *txn, gboolean *is_full, GError **error)
{
	HanteiStore *store = txn->store;
	int status = txn->status;

	if (status == MDB_SUCCESS) {
		status = mdb_txn_commit(txn->txn);
		store_fill_up(store);
	} else {
		mdb_txn_abort(txn->txn);
	}
	g_free(txn);
	*is_full = status == MDB_MAP_FULL;
	return status == MDB_SUCCESS || set_error(error, store->dir, "save the model", status);
}

/* Finds a record with a cursor that stays: features are asked for sorted, and one that is on the
 * same page as the last costs a fraction of mdb_get(). */
static int
seek(HanteiStoreTxn *txn, MDB_dbi dbi, MDB_val *key, MDB_val *value)
{
	MDB_cursor **cursor = &txn->cursors[dbi];
	int status = *cursor == NULL ? mdb_cursor_open(txn->txn, dbi, cursor) : MDB_SUCCESS;

	return status == MDB_SUCCESS ? mdb_cursor_get(*cursor, key, value, MDB_SET) : status;
}

gboolean
hantei_store_txn_get(
    HanteiStoreTxn *txn, MDB_dbi dbi, gconstpointer key, gsize key_size, MDB_val *value)
{
	MDB_val k = {key_size, (void *)key};
	int status;

	if (txn->status != MDB_SUCCESS)
		return FALSE;
	status = txn->is_write ? mdb_get(txn->txn, dbi, &k, value) : seek(txn, dbi, &k, value);
	if (status != MDB_SUCCESS && status != MDB_NOTFOUND)
		txn->status = status;
	return status == MDB_SUCCESS;
}

void
hantei_store_txn_put(
    HanteiStoreTxn *txn, MDB_dbi dbi, gconstpointer key, gsize key_size, MDB_val *value)
{
	MDB_val k = {key_size, (void *)key};
	int status;

	if (txn->status != MDB_SUCCESS)
		return;
	status =
	    value != NULL ? mdb_put(txn->txn, dbi, &k, value, 0) : mdb_del(txn->txn, dbi, &k, NULL);
	if (status != MDB_SUCCESS && status != MDB_NOTFOUND)
		txn->status = status;
}

gboolean
hantei_store_get_meta(HanteiStoreTxn *txn, const gchar *name, gpointer bytes, gsize size)
{
	MDB_val value;

	if (!hantei_store_txn_get(txn, txn->store->meta, name, strlen(name), &value) ||
	    value.mv_size != size)
		return FALSE;
	memcpy(bytes, value.mv_data, size);
	return TRUE;
}

void
hantei_store_put_meta(HanteiStoreTxn *txn, const gchar *name, gconstpointer bytes, gsize size)
{
	MDB_val value = {size, (void *)bytes};

	hantei_store_txn_put(txn, txn->store->meta, name, strlen(name), &value);
}

gconstpointer
hantei_store_lend_meta(HanteiStoreTxn *txn, const gchar *name, gsize *size)
{
	MDB_val value;

	if (!hantei_store_txn_get(txn, txn->store->meta, name, strlen(name), &value))
		return NULL;
	*size = value.mv_size;
	return value.mv_data;
}

gchar *
hantei_store_dup_meta_text(HanteiStoreTxn *txn, const gchar *name)
{
	MDB_val value;

	if (!hantei_store_txn_get(txn, txn->store->meta, name, strlen(name), &value))
		return NULL;
	return g_utf8_make_valid(value.mv_data, (gssize)value.mv_size);
}

void
hantei_store_txn_each(HanteiStoreTxn *txn,
		      MDB_dbi dbi,
		      gboolean (*take)(const MDB_val *key, const MDB_val *value, gpointer data),
		      gpointer data)
{
	MDB_cursor *cursor;
	MDB_val key;
	MDB_val value;
	int status;

	if (txn->status != MDB_SUCCESS)
		return;
	txn->status = mdb_cursor_open(txn->txn, dbi, &cursor);
	if (txn->status != MDB_SUCCESS)
		return;
	while ((status = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == MDB_SUCCESS) {
		if (!take(&key, &value, data)) {
			status = MDB_CORRUPTED;
			break;
		}
	}
	if (status != MDB_NOTFOUND)
		txn->status = status;
	mdb_cursor_close(cursor);
}
