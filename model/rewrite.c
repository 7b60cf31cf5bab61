/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/rewrite.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/environment.h"
#include "model/model.h"
#include "model/store.h"

#define FOLDER "rewrite"

struct _HanteiRewrite {
	gchar *dir;
	gchar *next; /* where the new model is made */
	int lock_fd;
	gboolean is_new;      /* there is no model yet */
	gboolean is_dir_made; /* nor was there a folder */
};

static gboolean
set_error(GError **error, const gchar *path, const gchar *what)
{
	g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_STORE, "%s: cannot %s: %s", path,
		    what, g_strerror(errno));
	return FALSE;
}

/* Removes the files of a model, and the folder if nothing else is in it. */
static void
remove_model(const gchar *dir)
{
	static const gchar *const names[] = {
	    HANTEI_ENVIRONMENT_FILE, HANTEI_ENVIRONMENT_FILE ".small", "lock.mdb", "trainer.lock"};

	/* not what a link leads to: that is somebody's model */
	if (g_file_test(dir, G_FILE_TEST_IS_SYMLINK))
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree gchar *path = g_build_filename(dir, names[i], NULL);
		g_unlink(path);
	}
	g_rmdir(dir);
}

static gboolean
has_model(const gchar *dir)
{
	g_autofree gchar *path = g_build_filename(dir, HANTEI_ENVIRONMENT_FILE, NULL);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* Makes an empty folder; what a killed process left there goes. */
static gboolean
rewrite_begin(HanteiRewrite *self, GError **error)
{
	self->lock_fd = hantei_store_lock(self->dir, error);
	if (self->lock_fd < 0) {
		self->is_dir_made = FALSE; /* somebody is in it */
		return FALSE;
	}
	self->next = g_build_filename(self->dir, FOLDER, NULL);
	remove_model(self->next);
	return g_mkdir(self->next, 0700) == 0 || set_error(error, self->next, "make the folder");
}

HanteiRewrite *
hantei_rewrite_new(const gchar *dir, GError **error)
{
	g_autoptr(HanteiRewrite) self = g_new0(HanteiRewrite, 1);

	self->dir = g_strdup(dir);
	self->lock_fd = -1;
	self->is_new = TRUE;
	if (has_model(dir)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_EXIST,
			    "%s: there is a model already; name another folder", dir);
		return NULL;
	}
	self->is_dir_made = !g_file_test(dir, G_FILE_TEST_EXISTS);
	if (g_mkdir_with_parents(dir, 0700) != 0) {
		set_error(error, dir, "make the folder");
		return NULL;
	}
	return rewrite_begin(self, error) ? g_steal_pointer(&self) : NULL;
}

HanteiRewrite *
hantei_rewrite_replace(const gchar *dir, GError **error)
{
	g_autoptr(HanteiRewrite) self = g_new0(HanteiRewrite, 1);

	self->dir = g_strdup(dir);
	self->lock_fd = -1;
	if (!has_model(dir)) {
		g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_NOT_A_MODEL,
			    "%s: no model there; \"hantei train --model %s\" makes one", dir, dir);
		return NULL;
	}
	return rewrite_begin(self, error) ? g_steal_pointer(&self) : NULL;
}

const gchar *
hantei_rewrite_get_dir(const HanteiRewrite *self)
{
	return self->next;
}

/* Waits until @path, a file or a folder, is on the disk. */
static gboolean
sync_path(const gchar *path, GError **error)
{
	const int fd = g_open(path, O_RDONLY | O_CLOEXEC, 0);
	const gboolean is_good = fd >= 0 && fsync(fd) == 0;

	if (!is_good)
		set_error(error, path, "wait for the disk");
	if (fd >= 0)
		close(fd);
	return is_good;
}

/* Gives the new file the owner and the mode of the old one, as far as we may: a model that others
 * read, or that root looks after for a service, stays theirs. */
static gboolean
keep_access(const gchar *from, const gchar *to, GError **error)
{
	const int fd = g_open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
	gboolean is_good = FALSE;
	GStatBuf old;
	mode_t mode;

	if (fd >= 0 && g_stat(to, &old) == 0) {
		mode = old.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO);
		if (fchown(fd, old.st_uid, (gid_t)-1) != 0)
			g_debug("%s: another owner than before", to);
		/* not for another group */
		if (fchown(fd, (uid_t)-1, old.st_gid) != 0)
			mode &= ~(mode_t)S_IRWXG;
		is_good = fchmod(fd, mode) == 0;
	}
	if (!is_good)
		set_error(error, from, "give it the mode of the old file");
	if (fd >= 0)
		close(fd);
	return is_good;
}

gboolean
hantei_rewrite_finish(HanteiRewrite *self, GError **error)
{
	g_autofree gchar *from = g_build_filename(self->next, HANTEI_ENVIRONMENT_FILE, NULL);
	g_autofree gchar *to = g_build_filename(self->dir, HANTEI_ENVIRONMENT_FILE, NULL);

	if (!self->is_new && (!hantei_environment_prepare(self->dir, self->next, error) ||
			      !keep_access(from, to, error)))
		return FALSE;
	if (!sync_path(from, error))
		return FALSE;
	if (g_rename(from, to) != 0)
		return set_error(error, to, "put the new file there");
	self->is_dir_made = FALSE;
	return sync_path(self->dir, error);
}

void
hantei_rewrite_free(HanteiRewrite *self)
{
	if (self == NULL)
		return;
	if (self->next != NULL)
		remove_model(self->next);
	if (self->is_dir_made)
		remove_model(self->dir);
	if (self->lock_fd >= 0)
		close(self->lock_fd);
	g_free(self->next);
	g_free(self->dir);
	g_free(self);
}
