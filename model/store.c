/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <lmdb.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/model.h"

/* Address space, not disk: the file grows as it fills. */
#define INITIAL_MAP_BYTES ((gsize)1 << 30)

/* LMDB does not write the last pages of a file if a transaction took and freed them again. More
 * than so many missing are data missing. */
#define MAX_MISSING_PAGES 16

#define LOCK_NAME "trainer.lock"

struct _HanteiStore {
	gchar *dir;
	MDB_env *env;
	gboolean is_write;
	GRWLock map; /* readers: held while a transaction is open, for the map must not move then */
	int lock_fd; /* held while we write, or -1 */
	MDB_dbi meta;
	MDB_dbi count;
	MDB_dbi mail;
};

struct _HanteiStoreTxn {
	HanteiStore *store;
	MDB_txn *txn;
	int status; /* of LMDB: the first that was not MDB_SUCCESS */
	HanteiOriginCounts origins[HANTEI_MAX_ORIGINS]; /* of the feature read last */
};

/* A record of "count": this, the counts by origin, then the text. */
typedef struct {
	HanteiTally tally;
	guint16 group;
	guint16 n_origins;
} FeatureRecord;

/* A record of "mail". */
typedef struct {
	guint8 is_spam;
	guint8 n_hard;
	guint8 has_row;
	guint8 has_head_row;
	guint32 n_learnt;
	guint32 origin;
	gfloat sums[HANTEI_N_SUMS];
	gfloat draft_sums[HANTEI_N_DRAFT_SUMS];
	gfloat draft_without[HANTEI_N_DRAFT_SUMS];
} MailRecord; /* then the hashes of its head features */

static gboolean
set_error(GError **error, const gchar *dir, const gchar *what, int status)
{
	const gchar *hint = status == ENOSPC ? "; the disk is full, free some room and run it again"
			    : status == MDB_CORRUPTED || status == MDB_INVALID
				? "; the file is damaged, restore it from a backup or a dump"
				: "";

	g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_STORE, "%s: cannot %s: %s%s", dir,
		    what, mdb_strerror(status), hint);
	return FALSE;
}

/* Two trainers would overwrite each other's counts: the second is told to come back. */
static gboolean
store_lock(HanteiStore *self, GError **error)
{
	g_autofree gchar *path = g_build_filename(self->dir, LOCK_NAME, NULL);

	self->lock_fd = g_open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (self->lock_fd < 0)
		return set_error(error, self->dir, "write there", errno);
	if (flock(self->lock_fd, LOCK_EX | LOCK_NB) != 0) {
		g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_BUSY,
			    "%s: another process is training this model; try again when it is done",
			    self->dir);
		return FALSE;
	}
	return TRUE;
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
		status = mdb_dbi_open(txn, "count", create | MDB_INTEGERKEY, &self->count);
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
	mdb_env_set_maxdbs(self->env, 4);
	if (is_write)
		mdb_env_set_mapsize(self->env, map_bytes);
	/* a model installed for everybody lies where we may not even write a lock file */
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

/* Octets that the heads speak of and the file has not. */
static guint64
store_get_missing_bytes(HanteiStore *self)
{
	const guint64 size = hantei_store_get_size_bytes(self);
	struct stat status;
	mdb_filehandle_t fd;

	if (mdb_env_get_fd(self->env, &fd) != MDB_SUCCESS || fstat(fd, &status) != 0 ||
	    (guint64)status.st_size >= size)
		return 0;
	return size - (guint64)status.st_size;
}

/* Refuses a file that was cut short, for reading beyond its end would be a bus error. */
static int
store_check_size(HanteiStore *self)
{
	MDB_stat stat;
	int status = mdb_env_stat(self->env, &stat);

	if (status == MDB_SUCCESS &&
	    store_get_missing_bytes(self) > (guint64)stat.ms_psize * MAX_MISSING_PAGES)
		status = MDB_CORRUPTED;
	return status;
}

/* Makes up for pages not written, so that the check above has no false alarms. */
static void
store_fill_up(HanteiStore *self)
{
	mdb_filehandle_t fd;

	if (store_get_missing_bytes(self) > 0 && mdb_env_get_fd(self->env, &fd) == MDB_SUCCESS &&
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
	if (is_write && !store_lock(self, error))
		return NULL;
	status = store_open_env(self, is_write, map_bytes);
	if (status == MDB_SUCCESS)
		status = store_check_size(self);
	if (status == MDB_SUCCESS)
		status = store_open_databases(self, is_write);
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

	txn->store = self;
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

/* Reads a record. Returns: FALSE if it is not there or the transaction has failed. */
static gboolean
txn_get(HanteiStoreTxn *txn, MDB_dbi dbi, gconstpointer key, gsize key_size, MDB_val *value)
{
	MDB_val k = {key_size, (void *)key};
	int status;

	if (txn->status != MDB_SUCCESS)
		return FALSE;
	status = mdb_get(txn->txn, dbi, &k, value);
	if (status != MDB_SUCCESS && status != MDB_NOTFOUND)
		txn->status = status;
	return status == MDB_SUCCESS;
}

/* Writes a record; without @value it is deleted. */
static void
txn_put(HanteiStoreTxn *txn, MDB_dbi dbi, gconstpointer key, gsize key_size, MDB_val *value)
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

static gboolean
feature_from_value(HanteiStoreTxn *txn, const MDB_val *value, HanteiStoreFeature *feature)
{
	FeatureRecord record;
	gsize n_bytes;

	if (value->mv_size < sizeof record)
		return FALSE;
	memcpy(&record, value->mv_data, sizeof record);
	n_bytes = record.n_origins * sizeof *txn->origins;
	if (record.group >= HANTEI_N_GROUPS || record.n_origins > HANTEI_MAX_ORIGINS ||
	    value->mv_size < sizeof record + n_bytes)
		return FALSE;
	memcpy(txn->origins, (const gchar *)value->mv_data + sizeof record, n_bytes);
	for (guint i = 0; i < record.n_origins; i++) {
		if (txn->origins[i].origin >= HANTEI_MAX_ORIGINS)
			return FALSE;
	}
	feature->origins = txn->origins;
	feature->n_origins = record.n_origins;
	feature->tally = record.tally;
	feature->group = (HanteiGroup)record.group;
	feature->text = (const gchar *)value->mv_data + sizeof record + n_bytes;
	feature->text_length = value->mv_size - sizeof record - n_bytes;
	return TRUE;
}

gboolean
hantei_store_get_feature(HanteiStoreTxn *txn, guint64 hash, HanteiStoreFeature *feature)
{
	MDB_val value;

	if (!txn_get(txn, txn->store->count, &hash, sizeof hash, &value))
		return FALSE;
	if (!feature_from_value(txn, &value, feature)) {
		txn->status = MDB_CORRUPTED;
		return FALSE;
	}
	return TRUE;
}

void
hantei_store_put_feature(HanteiStoreTxn *txn, guint64 hash, const HanteiStoreFeature *feature)
{
	const HanteiTally *tally = &feature->tally;
	guint8 buffer[sizeof(FeatureRecord) + sizeof txn->origins + G_MAXUINT8 + 1];
	FeatureRecord record = {*tally, (guint16)feature->group, 0};
	const gsize length = MIN(feature->text_length, G_MAXUINT8 + 1);
	guint8 *at = buffer + sizeof record;
	MDB_val value = {0, buffer};

	if (tally->all.n_spam == 0 && tally->all.n_ham == 0) {
		txn_put(txn, txn->store->count, &hash, sizeof hash, NULL);
		return;
	}
	for (guint i = 0; i < feature->n_origins; i++) {
		const HanteiCounts *counts = &feature->origins[i].counts;

		if (counts->n_spam == 0 && counts->n_ham == 0)
			continue;
		memcpy(at, &feature->origins[i], sizeof feature->origins[i]);
		at += sizeof feature->origins[i];
		record.n_origins++;
	}
	memcpy(buffer, &record, sizeof record);
	memcpy(at, feature->text, length);
	value.mv_size = (gsize)(at - buffer) + length;
	txn_put(txn, txn->store->count, &hash, sizeof hash, &value);
}

static gboolean
mail_from_value(const MDB_val *value, HanteiStoreMail *mail)
{
	MailRecord record;
	gsize n_bytes;

	*mail = (HanteiStoreMail){0};
	if (value->mv_size < sizeof record)
		return FALSE;
	memcpy(&record, value->mv_data, sizeof record);
	n_bytes = value->mv_size - sizeof record;
	if (n_bytes % sizeof(guint64) != 0 || record.origin >= HANTEI_MAX_ORIGINS)
		return FALSE;
	mail->is_spam = record.is_spam != 0;
	mail->n_hard = record.n_hard;
	mail->has_row = record.has_row != 0;
	memcpy(mail->row.sums, record.sums, sizeof record.sums);
	mail->row.n_learnt = record.n_learnt;
	mail->row.is_spam = record.is_spam;
	mail->origin = record.origin;
	if (record.has_head_row != 0) {
		mail->head_row = hantei_head_row_new((guint32)(n_bytes / sizeof(guint64)));
		mail->head_row->origin = record.origin;
		mail->head_row->n_learnt = record.n_learnt;
		mail->head_row->is_spam = record.is_spam != 0;
		memcpy(mail->head_row->sums, record.draft_sums, sizeof record.draft_sums);
		memcpy(mail->head_row->without, record.draft_without, sizeof record.draft_without);
		memcpy(mail->head_row->features, (const gchar *)value->mv_data + sizeof record,
		       n_bytes);
	}
	return TRUE;
}

void
hantei_store_mail_clear(HanteiStoreMail *self)
{
	g_clear_pointer(&self->head_row, hantei_head_row_unref);
}

gboolean
hantei_store_get_mail(HanteiStoreTxn *txn, const guint8 digest[16], HanteiStoreMail *mail)
{
	MDB_val value;

	if (!txn_get(txn, txn->store->mail, digest, 16, &value))
		return FALSE;
	if (!mail_from_value(&value, mail)) {
		txn->status = MDB_CORRUPTED;
		return FALSE;
	}
	return TRUE;
}

void
hantei_store_put_mail(HanteiStoreTxn *txn, const guint8 digest[16], const HanteiStoreMail *mail)
{
	MailRecord record = {0};
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	MDB_val value;

	if (mail == NULL) {
		txn_put(txn, txn->store->mail, digest, 16, NULL);
		return;
	}
	record.is_spam = mail->is_spam != FALSE;
	record.n_hard = (guint8)MIN(mail->n_hard, G_MAXUINT8);
	record.has_row = mail->has_row != FALSE;
	record.n_learnt = mail->row.n_learnt;
	record.origin = mail->origin;
	memcpy(record.sums, mail->row.sums, sizeof record.sums);
	if (mail->head_row != NULL) {
		record.has_head_row = 1;
		memcpy(record.draft_sums, mail->head_row->sums, sizeof record.draft_sums);
		memcpy(record.draft_without, mail->head_row->without, sizeof record.draft_without);
	}
	g_byte_array_append(bytes, (const guint8 *)&record, sizeof record);
	if (mail->head_row != NULL)
		g_byte_array_append(
		    bytes, (const guint8 *)mail->head_row->features,
		    (guint)(mail->head_row->n_features * sizeof mail->head_row->features[0]));
	value = (MDB_val){bytes->len, bytes->data};
	txn_put(txn, txn->store->mail, digest, 16, &value);
}

gboolean
hantei_store_get_meta(HanteiStoreTxn *txn, const gchar *name, gpointer bytes, gsize size)
{
	MDB_val value;

	if (!txn_get(txn, txn->store->meta, name, strlen(name), &value) || value.mv_size != size)
		return FALSE;
	memcpy(bytes, value.mv_data, size);
	return TRUE;
}

void
hantei_store_put_meta(HanteiStoreTxn *txn, const gchar *name, gconstpointer bytes, gsize size)
{
	MDB_val value = {size, (void *)bytes};

	txn_put(txn, txn->store->meta, name, strlen(name), &value);
}

gconstpointer
hantei_store_lend_meta(HanteiStoreTxn *txn, const gchar *name, gsize *size)
{
	MDB_val value;

	if (!txn_get(txn, txn->store->meta, name, strlen(name), &value))
		return NULL;
	*size = value.mv_size;
	return value.mv_data;
}

gchar *
hantei_store_dup_meta_text(HanteiStoreTxn *txn, const gchar *name)
{
	MDB_val value;

	if (!txn_get(txn, txn->store->meta, name, strlen(name), &value))
		return NULL;
	return g_utf8_make_valid(value.mv_data, (gssize)value.mv_size);
}

/* Calls @take for every record of @dbi until it says FALSE, which means a damaged record. */
static void
txn_each(HanteiStoreTxn *txn,
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

typedef struct {
	HanteiStoreFeatureFunc feature_func;
	HanteiStoreMailFunc mail_func;
	gpointer user_data;
	HanteiStoreTxn *txn;
} Visit;

static gboolean
take_feature(const MDB_val *key, const MDB_val *value, gpointer data)
{
	Visit *visit = data;
	HanteiStoreFeature feature;
	guint64 hash;

	if (key->mv_size != sizeof hash || !feature_from_value(visit->txn, value, &feature))
		return FALSE;
	memcpy(&hash, key->mv_data, sizeof hash);
	visit->feature_func(hash, &feature, visit->user_data);
	return TRUE;
}

void
hantei_store_each_feature(HanteiStoreTxn *txn, HanteiStoreFeatureFunc func, gpointer user_data)
{
	Visit visit = {.feature_func = func, .user_data = user_data, .txn = txn};

	txn_each(txn, txn->store->count, take_feature, &visit);
}

static gboolean
take_mail(const MDB_val *key, const MDB_val *value, gpointer data)
{
	const Visit *visit = data;
	g_auto(HanteiStoreMail) mail = {0};

	if (key->mv_size != 16 || !mail_from_value(value, &mail))
		return FALSE;
	visit->mail_func(key->mv_data, &mail, visit->user_data);
	return TRUE;
}

void
hantei_store_each_mail(HanteiStoreTxn *txn, HanteiStoreMailFunc func, gpointer user_data)
{
	Visit visit = {.mail_func = func, .user_data = user_data};

	txn_each(txn, txn->store->mail, take_mail, &visit);
}

guint64
hantei_store_count_features(HanteiStoreTxn *txn)
{
	MDB_stat stat;

	if (txn->status != MDB_SUCCESS)
		return 0;
	txn->status = mdb_stat(txn->txn, txn->store->count, &stat);
	return txn->status == MDB_SUCCESS ? stat.ms_entries : 0;
}
