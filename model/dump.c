/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/dump.h"

#include <stdio.h>
#include <string.h>

#include "model/model-state.h"
#include "model/model.h"
#include "tokenizer/limits.h"
#include "tokenizer/tokenizer.h"

#define MAGIC "hantei-dump 1"

/* Digits in a row that may be a telephone or an account number. */
#define LONG_DIGIT_RUN 5

/* A feature on its way to be sorted. */
typedef struct {
	HanteiTally tally;
	HanteiGroup group;
	gchar *text;
} Line;

typedef struct {
	const HanteiDumpOptions *options;
	GArray *lines; /* Line */
	GString *out;
} Dump;

static void
line_clear(gpointer data)
{
	g_free(((Line *)data)->text);
}

static gboolean
has_long_digit_run(const gchar *text)
{
	guint n = 0;

	for (; *text != '\0'; text++) {
		n = g_ascii_isdigit(*text) && *text != '9' ? n + 1 : 0;
		if (n >= LONG_DIGIT_RUN)
			return TRUE;
	}
	return FALSE;
}

/* Whether a feature may be about a person. */
static gboolean
is_personal(HanteiGroup group, const gchar *text)
{
	static const gchar *const heads[] = {"name ",	"address ",   "local part ",
					     "To ",	"Cc ",	      "Return-Path ",
					     "Sender ", "Errors-To ", "relay host "};

	if (strchr(text, '@') != NULL || has_long_digit_run(text))
		return TRUE;
	if (group == HANTEI_GROUP_RECIPIENT || group == HANTEI_GROUP_RELAY)
		return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(heads); i++) {
		if ((group == HANTEI_GROUP_FROM || group == HANTEI_GROUP_HEADER) &&
		    g_str_has_prefix(text, heads[i]))
			return TRUE;
	}
	return FALSE;
}

static void
take_feature(guint64 hash, const HanteiStoreFeature *feature, gpointer user_data)
{
	Dump *dump = user_data;
	const HanteiCounts *all = &feature->tally.all;
	Line line = {feature->tally, feature->group, NULL};

	if ((guint64)all->n_spam + all->n_ham < dump->options->min_mails)
		return;
	line.text = g_strndup(feature->text, feature->text_length);
	if (dump->options->is_public && is_personal(feature->group, line.text))
		g_free(line.text);
	else
		g_array_append_val(dump->lines, line);
}

static gint
compare_lines(gconstpointer a, gconstpointer b)
{
	const Line *la = a;
	const Line *lb = b;

	return la->group != lb->group ? (gint)la->group - (gint)lb->group
				      : strcmp(la->text, lb->text);
}

/* @text with what would end a line or a column escaped. */
static void
append_escaped(GString *out, const gchar *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\\' || (guchar)*text < ' ')
			g_string_append_printf(out, "\\x%02x", (guchar)*text);
		else
			g_string_append_c(out, *text);
	}
}

/* 17 digits give any double back exactly, 9 any float. */
static void
append_number(GString *out, gdouble value, const gchar *format)
{
	gchar text[G_ASCII_DTOSTR_BUF_SIZE];

	g_string_append_c(out, ' ');
	g_string_append(out, g_ascii_formatd(text, sizeof text, format, value));
}

static void
append_combiner(GString *out,
		const gchar *what,
		guint view,
		const HanteiCombiner *combiner,
		const gchar *format)
{
	g_string_append_printf(out, "%s %s", what, hantei_view_to_string((HanteiView)view));
	append_number(out, combiner->bias, format);
	for (guint i = 0; i < HANTEI_N_SUMS; i++)
		append_number(out, combiner->weights[i], format);
	g_string_append_c(out, '\n');
}

/* A public dump has no secret key and rounds the weights, so that training again, under another key
 * and in another order of sums, gives the same octets. */
static void
append_head(GString *out, const HanteiModelState *state, gboolean is_public)
{
	const HanteiHashKey key = is_public ? (HanteiHashKey){0, 0} : state->key;
	const gchar *format = is_public ? "%.6g" : "%.17g";
	const HanteiTally *learnt = &state->learnt;

	g_string_append_printf(out, MAGIC "\ntokenizer %s\n", hantei_tokenizer_fingerprint());
	g_string_append_printf(out, "key %016" G_GINT64_MODIFIER "x %016" G_GINT64_MODIFIER "x\n",
			       key.k0, key.k1);
	g_string_append_printf(out, "learnt %u %u %u %u\n", learnt->all.n_spam, learnt->all.n_ham,
			       learnt->hard.n_spam, learnt->hard.n_ham);
	for (guint view = 0; view < HANTEI_N_VIEWS; view++) {
		append_combiner(out, "combiner", view, &state->combiners[view], format);
		append_combiner(out, "prior", view, &state->priors[view], format);
	}
}

static void
append_mail(const guint8 digest[16], const HanteiStoreMail *mail, gpointer user_data)
{
	GString *out = user_data;

	g_string_append(out, "mail ");
	for (guint i = 0; i < 16; i++)
		g_string_append_printf(out, "%02x", digest[i]);
	g_string_append_printf(out, " %s %d %d", mail->is_spam ? "spam" : "ham", mail->is_hard,
			       mail->has_row);
	for (guint i = 0; mail->has_row && i < HANTEI_N_SUMS; i++)
		append_number(out, (gdouble)mail->row.sums[i], "%.9g");
	g_string_append_c(out, '\n');
}

static gboolean
flush(GString *out, GOutputStream *stream, GError **error)
{
	gboolean is_written =
	    g_output_stream_write_all(stream, out->str, out->len, NULL, NULL, error);

	g_string_truncate(out, 0);
	return is_written;
}

static gboolean
write_lines(GArray *lines, GString *out, GOutputStream *stream, GError **error)
{
	for (guint i = 0; i < lines->len; i++) {
		const Line *line = &g_array_index(lines, Line, i);
		const HanteiTally *tally = &line->tally;

		g_string_append_printf(out, "%u %u %u %u %s ", tally->all.n_spam, tally->all.n_ham,
				       tally->hard.n_spam, tally->hard.n_ham,
				       hantei_group_to_string(line->group));
		append_escaped(out, line->text);
		g_string_append_c(out, '\n');
		if (out->len > 64 * 1024 && !flush(out, stream, error))
			return FALSE;
	}
	return TRUE;
}

gboolean
hantei_dump_write(const gchar *dir,
		  GOutputStream *stream,
		  const HanteiDumpOptions *options,
		  GError **error)
{
	g_autoptr(HanteiStore) store = hantei_store_open(dir, HANTEI_STORE_READ, error);
	g_autoptr(HanteiStoreTxn) txn = NULL;
	g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(Line));
	g_autoptr(GString) out = g_string_new(NULL);
	Dump dump = {options, lines, out};
	HanteiModelState state;
	gboolean is_good;

	g_array_set_clear_func(lines, line_clear);
	if (store == NULL)
		return FALSE;
	txn = hantei_store_begin(store, FALSE, error);
	is_good = txn != NULL && hantei_model_state_read(&state, txn, dir, error);
	if (is_good) {
		append_head(out, &state, options->is_public);
		hantei_store_each_feature(txn, take_feature, &dump);
		g_array_sort(lines, compare_lines);
		is_good = write_lines(lines, out, stream, error);
	}
	if (is_good && !options->without_mails)
		hantei_store_each_mail(txn, append_mail, out);
	is_good = is_good && hantei_store_check(txn, NULL, error) && flush(out, stream, error);
	g_clear_pointer(&txn, hantei_store_abort); /* before the store it belongs to */
	return is_good;
}

/* What a load has come to. */
typedef struct {
	HanteiStore *store;
	HanteiModelState state;
	GPtrArray *features; /* LoadedFeature, until the room is known to suffice */
	GArray *mails;	     /* LoadedMail */
	gboolean has_learnt;
} Load;

typedef struct {
	guint64 hash;
	HanteiStoreFeature feature;
	gchar text[];
} LoadedFeature;

typedef struct {
	guint8 digest[16];
	HanteiStoreMail mail;
} LoadedMail;

/* Reads @n numbers after @at. Returns: FALSE if there are not exactly so many. */
static gboolean
read_numbers(const gchar *at, gdouble *numbers, guint n)
{
	for (guint i = 0; i < n; i++) {
		gchar *end;

		numbers[i] = g_ascii_strtod(at, &end);
		if (end == at)
			return FALSE;
		at = end;
	}
	return *at == '\0';
}

static gboolean
read_combiner(const gchar *rest, HanteiCombiner *combiners)
{
	const gboolean is_draft = g_str_has_prefix(rest, "draft ");
	gdouble numbers[HANTEI_N_SUMS + 1];
	HanteiCombiner *combiner = &combiners[is_draft ? HANTEI_VIEW_DRAFT : HANTEI_VIEW_RECEIVED];

	if (!is_draft && !g_str_has_prefix(rest, "received "))
		return FALSE;
	if (!read_numbers(strchr(rest, ' ') + 1, numbers, G_N_ELEMENTS(numbers)))
		return FALSE;
	combiner->bias = numbers[0];
	memcpy(combiner->weights, numbers + 1, sizeof combiner->weights);
	return TRUE;
}

static gboolean
read_learnt(Load *load, const gchar *rest)
{
	HanteiTally *learnt = &load->state.learnt;

	load->has_learnt = sscanf(rest, "%u %u %u %u", &learnt->all.n_spam, &learnt->all.n_ham,
				  &learnt->hard.n_spam, &learnt->hard.n_ham) == 4;
	return load->has_learnt;
}

static gboolean
read_key(Load *load, const gchar *rest)
{
	gchar *end;

	load->state.key.k0 = g_ascii_strtoull(rest, &end, 16);
	if (end == rest || *end != ' ')
		return FALSE;
	load->state.key.k1 = g_ascii_strtoull(end, &end, 16);
	return *end == '\0';
}

static gboolean
read_mail(Load *load, const gchar *rest)
{
	LoadedMail loaded = {0};
	gdouble sums[HANTEI_N_SUMS];
	gchar label[8];
	gint is_hard;
	gint has_row;
	gint n_read = 0;

	if (strlen(rest) < 33)
		return FALSE;
	for (guint i = 0; i < 16; i++) {
		const gint high = g_ascii_xdigit_value(rest[i * 2]);
		const gint low = g_ascii_xdigit_value(rest[i * 2 + 1]);

		if (high < 0 || low < 0)
			return FALSE;
		loaded.digest[i] = (guint8)(high << 4 | low);
	}
	if (sscanf(rest + 32, " %7s %d %d%n", label, &is_hard, &has_row, &n_read) != 3 ||
	    (!g_str_equal(label, "spam") && !g_str_equal(label, "ham")))
		return FALSE;
	loaded.mail.is_spam = g_str_equal(label, "spam");
	loaded.mail.is_hard = is_hard != 0;
	loaded.mail.has_row = has_row != 0;
	loaded.mail.row.is_spam = loaded.mail.is_spam != FALSE;
	if (has_row != 0) {
		if (!read_numbers(rest + 32 + n_read, sums, HANTEI_N_SUMS))
			return FALSE;
		for (guint i = 0; i < HANTEI_N_SUMS; i++)
			loaded.mail.row.sums[i] = (gfloat)sums[i];
	}
	g_array_append_val(load->mails, loaded);
	return TRUE;
}

/* Undoes append_escaped() in place. */
static gboolean
unescape(gchar *text)
{
	gchar *to = text;

	for (const gchar *from = text; *from != '\0'; from++) {
		if (*from != '\\') {
			*to++ = *from;
			continue;
		}
		if (from[1] != 'x' || g_ascii_xdigit_value(from[2]) < 0 ||
		    g_ascii_xdigit_value(from[3]) < 0)
			return FALSE;
		*to++ = (gchar)(g_ascii_xdigit_value(from[2]) << 4 | g_ascii_xdigit_value(from[3]));
		from += 3;
	}
	*to = '\0';
	return TRUE;
}

static gboolean
read_feature(Load *load, gchar *line)
{
	HanteiTally tally;
	gchar group_name[32];
	HanteiGroup group;
	LoadedFeature *loaded;
	gsize length;
	gchar *text;
	gint n_read = 0;

	if (sscanf(line, "%u %u %u %u %31s%n", &tally.all.n_spam, &tally.all.n_ham,
		   &tally.hard.n_spam, &tally.hard.n_ham, group_name, &n_read) != 5 ||
	    line[n_read] != ' ' || !hantei_group_from_string(group_name, &group))
		return FALSE;
	text = line + n_read + 1;
	if (!unescape(text))
		return FALSE;
	length = strlen(text);
	if (length == 0 || length > HANTEI_LIMIT_WORD_BYTES * 2)
		return FALSE;
	loaded = g_malloc0(sizeof *loaded + length + 1);
	memcpy(loaded->text, text, length);
	loaded->hash = hantei_feature_hash(&load->state.key, group, text, length);
	loaded->feature = (HanteiStoreFeature){tally, group, loaded->text, length};
	g_ptr_array_add(load->features, loaded);
	return TRUE;
}

static gboolean
read_line(Load *load, gchar *line, GError **error)
{
	if (g_str_has_prefix(line, "tokenizer ")) {
		if (g_str_equal(line + 10, hantei_tokenizer_fingerprint()))
			return TRUE;
		g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_INCOMPATIBLE,
			    "the dump was made with tokenizer \"%s\", this hantei has \"%s\"",
			    line + 10, hantei_tokenizer_fingerprint());
		return FALSE;
	}
	if (g_str_has_prefix(line, "key ")	  ? read_key(load, line + 4)
	    : g_str_has_prefix(line, "learnt ")	  ? read_learnt(load, line + 7)
	    : g_str_has_prefix(line, "combiner ") ? read_combiner(line + 9, load->state.combiners)
	    : g_str_has_prefix(line, "prior ")	  ? read_combiner(line + 6, load->state.priors)
	    : g_str_has_prefix(line, "mail ")	  ? read_mail(load, line + 5)
						  : read_feature(load, line))
		return TRUE;
	g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_DUMP,
		    "\"%.40s\" is no line of a dump", line);
	return FALSE;
}

static gboolean
read_lines(Load *load, GInputStream *in, GError **error)
{
	g_autoptr(GDataInputStream) lines = g_data_input_stream_new(in);
	guint64 n = 0;

	while (TRUE) {
		g_autoptr(GError) local = NULL;
		g_autofree gchar *line =
		    g_data_input_stream_read_line_utf8(lines, NULL, NULL, &local);

		n++;
		if (line == NULL && local == NULL)
			break;
		if (line != NULL && n == 1 && !g_str_equal(line, MAGIC))
			g_set_error(&local, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_DUMP,
				    "the first line is not \"" MAGIC "\"");
		if (local == NULL && (n == 1 || read_line(load, line, &local)))
			continue;
		g_propagate_prefixed_error(error, g_steal_pointer(&local),
					   "line %" G_GUINT64_FORMAT ": ", n);
		return FALSE;
	}
	if (!load->has_learnt) {
		g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_DUMP,
			    "the dump has no line \"learnt\"; was it cut short?");
		return FALSE;
	}
	return TRUE;
}

static gint
compare_loaded(gconstpointer a, gconstpointer b)
{
	const LoadedFeature *la = *(const LoadedFeature *const *)a;
	const LoadedFeature *lb = *(const LoadedFeature *const *)b;

	return (la->hash > lb->hash) - (la->hash < lb->hash);
}

static gboolean
load_write(Load *load, gboolean *is_full, GError **error)
{
	HanteiStoreTxn *txn = hantei_store_begin(load->store, TRUE, error);

	*is_full = FALSE;
	if (txn == NULL)
		return FALSE;
	for (guint i = 0; i < load->features->len; i++) {
		const LoadedFeature *loaded = g_ptr_array_index(load->features, i);
		hantei_store_put_feature(txn, loaded->hash, &loaded->feature);
	}
	for (guint i = 0; i < load->mails->len; i++) {
		const LoadedMail *loaded = &g_array_index(load->mails, LoadedMail, i);
		hantei_store_put_mail(txn, loaded->digest, &loaded->mail);
	}
	hantei_model_state_write(&load->state, txn);
	return hantei_store_commit(txn, is_full, error);
}

/* Refuses to write over a model. */
static gboolean
load_check_empty(Load *load, const gchar *dir, GError **error)
{
	g_autoptr(HanteiStoreTxn) txn = hantei_store_begin(load->store, FALSE, error);

	if (txn == NULL)
		return FALSE;
	if (!hantei_model_state_is_there(txn))
		return TRUE;
	g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_DUMP,
		    "%s: there is a model already; load into another folder", dir);
	return FALSE;
}

gboolean
hantei_dump_load(GInputStream *in, const gchar *dir, GError **error)
{
	g_autoptr(HanteiStore) store = NULL;
	g_autoptr(GPtrArray) features = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) mails = g_array_new(FALSE, FALSE, sizeof(LoadedMail));
	Load load = {.features = features, .mails = mails};
	gboolean is_full = TRUE;

	hantei_model_state_init(&load.state, &(HanteiHashKey){0, 0});
	if (!read_lines(&load, in, error))
		return FALSE;
	g_ptr_array_sort(features, compare_loaded);
	store = hantei_store_open(dir, HANTEI_STORE_WRITE, error);
	load.store = store;
	if (store == NULL || !load_check_empty(&load, dir, error))
		return FALSE;
	while (TRUE) {
		g_autoptr(GError) local = NULL;

		if (load_write(&load, &is_full, &local))
			return TRUE;
		if (!is_full) {
			g_propagate_error(error, g_steal_pointer(&local));
			return FALSE;
		}
		if (!hantei_store_grow(store, error))
			return FALSE;
	}
}
