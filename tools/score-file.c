/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/score-file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* A probability nearer to 0 or 1 than doubles tell apart. */
#define CLIP 1e-300

struct _HanteiScoreFile {
	gchar *path;
	FILE *file;
};

static void
set_error(GError **error, const gchar *path)
{
	gint code = errno;
	g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(code), "%s: %s", path,
		    g_strerror(code));
}

HanteiScoreFile *
hantei_score_file_new(const gchar *path, GError **error)
{
	FILE *file = g_fopen(path, "we");
	if (file == NULL) {
		set_error(error, path);
		return NULL;
	}
	HanteiScoreFile *self = g_new0(HanteiScoreFile, 1);
	self->path = g_strdup(path);
	self->file = file;
	return self;
}

void
hantei_score_file_free(HanteiScoreFile *self)
{
	if (self == NULL)
		return;
	if (self->file != NULL)
		fclose(self->file);
	g_free(self->path);
	g_free(self);
}

gboolean
hantei_score_file_write(HanteiScoreFile *self,
			const HanteiEvaluatedMail *mail,
			const gchar *corpus,
			const gchar *path,
			GError **error)
{
	gchar score[G_ASCII_DTOSTR_BUF_SIZE];
	g_autofree gchar *name = g_strdelimit(g_strdup(corpus), " \t\r\n", '_');
	g_ascii_dtostr(score, sizeof score, mail->judgement.log_odds);
	if (fprintf(self->file, "%s\t%s\t%s\t%s\t%s\t%u\t%s\n",
		    mail->judgement.is_spam ? "spam" : "ham", score, name,
		    hantei_view_to_string(mail->view), hantei_language_to_string(mail->language),
		    mail->judgement.cluster, path) < 0) {
		set_error(error, self->path);
		return FALSE;
	}
	return TRUE;
}

gboolean
hantei_score_file_close(HanteiScoreFile *self, GError **error)
{
	FILE *file = g_steal_pointer(&self->file);
	if (fclose(file) != 0) {
		set_error(error, self->path);
		return FALSE;
	}
	return TRUE;
}

static gboolean
parse_score(const gchar *text, gdouble *log_odds)
{
	gboolean is_probability = g_str_has_prefix(text, "p=");
	const gchar *digits = is_probability ? text + 2 : text;
	gchar *end = NULL;
	gdouble value = g_ascii_strtod(digits, &end);
	if (end == digits || *end != '\0' || isnan(value))
		return FALSE;
	if (is_probability && (value < 0.0 || value > 1.0))
		return FALSE;
	*log_odds = is_probability ? log(MAX(value, CLIP)) - log(MAX(1.0 - value, CLIP)) : value;
	return TRUE;
}

gboolean
hantei_score_file_parse(const gchar *line, HanteiEvaluatedMail *mail, gchar **corpus)
{
	g_auto(GStrv) columns = g_strsplit_set(line, "\t ", 7);
	const guint n_columns = g_strv_length(columns);
	*corpus = NULL;
	mail->view = HANTEI_N_VIEWS;
	mail->language = HANTEI_N_LANGUAGES;
	if (n_columns < 2 || !parse_score(columns[1], &mail->judgement.log_odds))
		return FALSE;
	if (g_ascii_strcasecmp(columns[0], "spam") != 0 &&
	    g_ascii_strcasecmp(columns[0], "ham") != 0)
		return FALSE;
	mail->judgement.is_spam = g_ascii_strcasecmp(columns[0], "spam") == 0;
	if (n_columns > 2)
		*corpus = g_utf8_make_valid(columns[2], -1);
	for (guint i = 0; n_columns > 3 && i < HANTEI_N_VIEWS; i++)
		if (strcmp(columns[3], hantei_view_to_string(i)) == 0)
			mail->view = i;
	if (n_columns > 4)
		hantei_language_from_string(columns[4], &mail->language);
	guint64 cluster;
	if (n_columns > 5 &&
	    g_ascii_string_to_unsigned(columns[5], 10, 0, G_MAXUINT, &cluster, NULL))
		mail->judgement.cluster = (guint)cluster;
	return TRUE;
}
