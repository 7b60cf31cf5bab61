/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/dump.h"

#include <string.h>

#include "model/dump-reader.h"
#include "model/model.h"
#include "model/unlisted.h"
#include "tokenizer/day.h"
#include "tokenizer/tokenizer.h"

/* Digits in a row that may be a telephone or an account number. */
#define LONG_DIGIT_RUN 5

/* A feature on its way to be sorted. */
typedef struct {
	HanteiTally tally;
	HanteiGroup group;
	guint16 day;
	gchar *text;
	guint64 hash;
	HanteiOriginCounts *origins;
	guint n_origins;
} Line;

typedef struct {
	const HanteiDumpOptions *options;
	GArray *lines; /* Line */
	GString *out;
	const HanteiOrigins *origins;
	guint32 numbers[HANTEI_MAX_ORIGINS]; /* of the origins in the dump, whatever came first */
} Dump;

static void
line_clear(gpointer data)
{
	Line *line = data;

	g_free(line->text);
	g_free(line->origins);
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

/* Whether a feature tells octets of an attachment in hex: digits in a row are no number then. */
static gboolean
is_hex(HanteiGroup group, const gchar *text)
{
	return group == HANTEI_GROUP_SHAPE && (g_str_has_prefix(text, "attachment begins ") ||
					       g_str_has_prefix(text, "attachment content "));
}

/* Whether a feature may be about a person. */
static gboolean
is_personal(HanteiGroup group, const gchar *text)
{
	static const gchar *const heads[] = {"name ",	"address ",   "local part ",
					     "To ",	"Cc ",	      "Return-Path ",
					     "Sender ", "Errors-To ", "relay host "};

	if (is_hex(group, text))
		return FALSE;
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

static gboolean
has_mails(const HanteiOrigin *origin)
{
	return origin->learnt.n_spam > 0 || origin->learnt.n_ham > 0;
}

/* Numbers the origins by source and language, those without mails last: the same mails then give
 * the same dump, whatever was learnt first or taken back since. */
static void
number_origins(Dump *self, const HanteiOrigins *origins)
{
	self->origins = origins;
	for (guint32 i = 0; i < origins->n; i++) {
		const HanteiOrigin *one = &origins->all[i];

		self->numbers[i] = 0;
		for (guint32 k = 0; k < origins->n; k++) {
			const HanteiOrigin *other = &origins->all[k];
			gint order = has_mails(one) - has_mails(other);

			if (order == 0)
				order = strcmp(other->source, one->source);
			if (order == 0)
				order = (gint)other->language - (gint)one->language;
			/* the same twice is damage; each has a number of its own all the same */
			if (order == 0)
				order = k < i ? -1 : 0;
			self->numbers[i] += order < 0 ? 1 : 0;
		}
	}
}

/* The origin of @number, or NULL if it has no mails. */
static const HanteiOrigin *
dump_find_origin(const Dump *self, guint32 number)
{
	guint32 i = 0;

	while (self->numbers[i] != number)
		i++;
	return has_mails(&self->origins->all[i]) ? &self->origins->all[i] : NULL;
}

static gint
compare_origins(gconstpointer a, gconstpointer b)
{
	const HanteiOriginCounts *oa = a;
	const HanteiOriginCounts *ob = b;

	return (oa->origin > ob->origin) - (oa->origin < ob->origin);
}

/* Whether the mails' rows go along: they name features by hash. */
static gboolean
has_rows(const HanteiDumpOptions *options)
{
	return !options->without_mails && !options->is_public;
}

static void
take_feature(guint64 hash, const HanteiStoreFeature *feature, gpointer user_data)
{
	Dump *dump = user_data;
	const HanteiCounts *all = &feature->tally.all;
	Line line = {.tally = feature->tally,
		     .group = feature->group,
		     .day = feature->day,
		     .hash = hash,
		     .n_origins = feature->n_origins};

	if ((guint64)all->n_spam + all->n_ham < dump->options->min_mails &&
	    (!has_rows(dump->options) ||
	     hantei_group_get_kind(feature->group) != HANTEI_GROUP_KIND_HEAD))
		return;
	line.text = g_strndup(feature->text, feature->text_length);
	if (dump->options->is_public && is_personal(feature->group, line.text))
		g_free(line.text);
	else {
		line.origins = g_memdup2(feature->origins, line.n_origins * sizeof *line.origins);
		for (guint i = 0; i < line.n_origins; i++)
			line.origins[i].origin = dump->numbers[line.origins[i].origin];
		if (line.n_origins > 0)
			qsort(line.origins, line.n_origins, sizeof *line.origins, compare_origins);
		g_array_append_val(dump->lines, line);
	}
}

static gint
compare_lines(gconstpointer a, gconstpointer b)
{
	const Line *la = a;
	const Line *lb = b;

	return la->group != lb->group ? (gint)la->group - (gint)lb->group
				      : strcmp(la->text, lb->text);
}

/* @text with what would end a line or a column, or is no UTF-8, escaped. */
static void
append_escaped(GString *out, const gchar *text)
{
	while (*text != '\0') {
		const gunichar c = g_utf8_get_char_validated(text, -1);
		const gchar *next = c < 0x110000 ? g_utf8_next_char(text) : text + 1;

		if (*text == '\\' || c < ' ' || c >= 0x110000)
			g_string_append_printf(out, "\\x%02x", (guchar)*text);
		else
			g_string_append_len(out, text, next - text);
		text = next;
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
append_head(const Dump *dump, const HanteiModelState *state, const gchar *concepts, guint min_mails)
{
	const HanteiDumpOptions *options = dump->options;
	GString *out = dump->out;
	const HanteiHashKey key = options->is_public ? (HanteiHashKey){0, 0} : state->key;
	const gchar *format = options->is_public ? "%.6g" : "%.17g";
	const HanteiTally *learnt = &state->learnt;

	g_string_append_printf(out, HANTEI_DUMP_MAGIC "\ntokenizer %s\n",
			       hantei_tokenizer_fingerprint());
	if (concepts != NULL)
		g_string_append_printf(out, "concepts %s\n", concepts);
	g_string_append_printf(out, "key %016" G_GINT64_MODIFIER "x %016" G_GINT64_MODIFIER "x\n",
			       key.k0, key.k1);
	g_string_append_printf(out, "learnt %u %u %u %u\n", learnt->all.n_spam, learnt->all.n_ham,
			       learnt->hard.n_spam, learnt->hard.n_ham);
	/* of no interest without mails that could be taken back */
	if (min_mails > 0 && !options->without_mails)
		g_string_append_printf(out, "pruned %u\n", min_mails);
	for (guint32 n = 0; n < dump->origins->n; n++) {
		const HanteiOrigin *origin = dump_find_origin(dump, n);

		if (origin == NULL)
			break;
		g_string_append_printf(out, "origin %u %u %s ", origin->learnt.n_spam,
				       origin->learnt.n_ham,
				       hantei_language_to_string((HanteiLanguage)origin->language));
		append_escaped(out, origin->source);
		g_string_append_c(out, '\n');
	}
	for (guint view = 0; view < HANTEI_N_VIEWS; view++) {
		append_combiner(out, "combiner", view, &state->combiners[view], format);
		/* without the mails' rows a fit could not find back here: it begins from here */
		append_combiner(out, "prior", view,
				options->without_mails ? &state->combiners[view]
						       : &state->priors[view],
				format);
	}
}

/* The line after its mail's: sums with and without the mail's own source, then its features. */
static void
append_head_row(GString *out, const HanteiHeadRow *row)
{
	g_string_append(out, "row");
	for (guint i = 0; i < HANTEI_N_DRAFT_SUMS; i++)
		append_number(out, (gdouble)row->sums[i], "%.9g");
	for (guint i = 0; i < HANTEI_N_DRAFT_SUMS; i++)
		append_number(out, (gdouble)row->without[i], "%.9g");
	for (guint32 i = 0; i < row->n_features; i++)
		g_string_append_printf(out, " %" G_GINT64_MODIFIER "x", row->features[i]);
	g_string_append_c(out, '\n');
}

/* A weight of the head, on a line of its own after its feature's or, for a bias or a sum, by
 * number. */
static void
append_weight(GString *out,
	      const gchar *what,
	      const HanteiHeadWeight *weight,
	      const HanteiDumpOptions *options)
{
	g_string_append_printf(out, "%s %s", what,
			       weight->language == HANTEI_N_LANGUAGES
				   ? "any"
				   : hantei_language_to_string((HanteiLanguage)weight->language));
	append_number(out, (gdouble)weight->weight, options->is_public ? "%.4g" : "%.9g");
	if (weight->key < HANTEI_HEAD_N_RESERVED)
		g_string_append_printf(out, " %" G_GUINT64_FORMAT, weight->key);
	g_string_append_c(out, '\n');
}

static void
append_mail(const guint8 digest[16], const HanteiStoreMail *mail, gpointer user_data)
{
	const Dump *dump = user_data;
	GString *out = dump->out;

	g_string_append(out, "mail ");
	for (guint i = 0; i < 16; i++)
		g_string_append_printf(out, "%02x", digest[i]);
	g_string_append_printf(out, " %s %u %u %u %d", mail->is_spam ? "spam" : "ham", mail->n_hard,
			       dump->numbers[mail->origin], mail->row.n_learnt, mail->has_row);
	for (guint i = 0; mail->has_row && i < HANTEI_N_SUMS; i++)
		append_number(out, (gdouble)mail->row.sums[i], "%.9g");
	g_string_append_c(out, '\n');
	/* its features are hashes under the key that a public dump leaves out */
	if (mail->head_row != NULL && !dump->options->is_public)
		append_head_row(out, mail->head_row);
}

static void
append_weights_of(GString *out,
		  const gchar *what,
		  guint64 key,
		  const HanteiHead *head,
		  const HanteiDumpOptions *options)
{
	for (gsize i = hantei_head_find(head, key);
	     i < head->n_weights && head->weights[i].key == key; i++)
		append_weight(out, what, &head->weights[i], options);
}

/* The day of a feature's last mail, behind its counts by origin. */
static void
append_day(GString *out, guint16 day)
{
	g_autofree gchar *text = hantei_day_to_string(day);

	g_string_append_printf(out, "@%s", text);
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
write_lines(GArray *lines,
	    const HanteiHead *head,
	    const HanteiHead *prior,
	    const HanteiDumpOptions *options,
	    GString *out,
	    GOutputStream *stream,
	    GError **error)
{
	for (guint i = 0; i < lines->len; i++) {
		const Line *line = &g_array_index(lines, Line, i);
		const HanteiTally *tally = &line->tally;

		g_string_append_printf(out, "%u %u %u %u ", tally->all.n_spam, tally->all.n_ham,
				       tally->hard.n_spam, tally->hard.n_ham);
		for (guint k = 0; k < line->n_origins; k++)
			g_string_append_printf(
			    out, "%s%u:%u:%u", k > 0 ? "," : "", line->origins[k].origin,
			    line->origins[k].counts.n_spam, line->origins[k].counts.n_ham);
		if (line->n_origins == 0)
			g_string_append_c(out, '-');
		/* a public dump tells nobody when a mail was written */
		if (line->day != 0 && !options->is_public)
			append_day(out, line->day);
		g_string_append_printf(out, " %s ", hantei_group_to_string(line->group));
		append_escaped(out, line->text);
		g_string_append_c(out, '\n');
		append_weights_of(out, "weight", line->hash, head, options);
		append_weights_of(out, "prior-weight", line->hash, prior, options);
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
	Dump dump = {.options = options, .lines = lines, .out = out};
	g_autofree HanteiHeadWeight *weights = NULL;
	g_autofree HanteiHeadWeight *prior_weights = NULL;
	g_autofree gchar *concepts = NULL;
	HanteiHead prior = {0};
	HanteiModelState state;
	HanteiHead head;
	HanteiUnlisted unlisted;
	gboolean is_good;

	g_array_set_clear_func(lines, line_clear);
	if (store == NULL)
		return FALSE;
	txn = hantei_store_begin(store, FALSE, error);
	is_good = txn != NULL && hantei_model_state_read(&state, txn, dir, error);
	if (is_good) {
		number_origins(&dump, &state.origins);
		concepts = hantei_model_state_dup_concepts(txn);
		hantei_unlisted_read(&unlisted, txn);
		append_head(
		    &dump, &state, concepts,
		    MAX(options->min_mails > 1 ? options->min_mails : 0, unlisted.min_mails));
		weights = hantei_model_state_read_head(&head, txn, HANTEI_HEAD_FITTED);
		/* without the mails' rows a fit could not find back here: it begins from here */
		prior_weights = hantei_model_state_read_head(
		    &prior, txn, options->without_mails ? HANTEI_HEAD_FITTED : HANTEI_HEAD_PRIOR);
		for (guint64 key = 0; key < HANTEI_HEAD_N_RESERVED; key++) {
			append_weights_of(out, "weight", key, &head, options);
			append_weights_of(out, "prior-weight", key, &prior, options);
		}
		hantei_store_each_feature(txn, take_feature, &dump);
		g_array_sort(lines, compare_lines);
		is_good = write_lines(lines, &head, &prior, options, out, stream, error);
	}
	if (is_good && !options->without_mails)
		hantei_store_each_mail(txn, append_mail, &dump);
	g_string_append(out, HANTEI_DUMP_END "\n");
	is_good = is_good && hantei_store_check(txn, NULL, error) && flush(out, stream, error);
	g_clear_pointer(&txn, hantei_store_abort); /* before the store it belongs to */
	return is_good;
}

typedef struct {
	const GPtrArray *features; /* HanteiDumpFeature, by hash */
	guint next;
} Loaded;

static gboolean
loaded_next(gpointer user_data, guint64 *hash, HanteiStoreFeature *feature)
{
	Loaded *self = user_data;
	const HanteiDumpFeature *read;

	if (self->next == self->features->len)
		return FALSE;
	read = g_ptr_array_index(self->features, self->next++);
	*hash = read->hash;
	*feature = read->feature;
	return TRUE;
}

static gboolean
load_write(HanteiStore *store, const HanteiDumpContent *content, gboolean *is_full, GError **error)
{
	Loaded loaded = {content->features, 0};
	HanteiStoreTxn *txn = hantei_store_begin(store, TRUE, error);
	HanteiUnlisted unlisted = {content->state.learnt, content->min_mails};

	*is_full = FALSE;
	if (txn == NULL)
		return FALSE;
	hantei_store_put_features(txn, content->features->len, loaded_next, &loaded);
	for (guint i = 0; i < content->mails->len; i++) {
		const HanteiDumpMail *read = &g_array_index(content->mails, HanteiDumpMail, i);
		hantei_store_put_mail(txn, read->digest, &read->mail);
		hantei_unlisted_add(&unlisted.learnt, &read->mail, -1);
	}
	hantei_unlisted_write(&unlisted, txn);
	hantei_model_state_write(&content->state, txn);
	if (content->concepts != NULL)
		hantei_model_state_write_concepts(txn, content->concepts);
	hantei_store_put_meta(txn, HANTEI_HEAD_FITTED, content->head->data,
			      content->head->len * sizeof(HanteiHeadWeight));
	hantei_store_put_meta(txn, HANTEI_HEAD_PRIOR, content->head_prior->data,
			      content->head_prior->len * sizeof(HanteiHeadWeight));
	return hantei_store_commit(txn, is_full, error);
}

/* Refuses to write over a model. */
static gboolean
load_check_empty(HanteiStore *store, const gchar *dir, GError **error)
{
	g_autoptr(HanteiStoreTxn) txn = hantei_store_begin(store, FALSE, error);

	if (txn == NULL)
		return FALSE;
	if (!hantei_model_state_is_there(txn))
		return hantei_store_check(txn, NULL, error);
	g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_DUMP,
		    "%s: there is a model already; load into another folder", dir);
	return FALSE;
}

static gboolean
load_content(const HanteiDumpContent *content, const gchar *dir, GError **error)
{
	g_autoptr(HanteiStore) store = NULL;

	store = hantei_store_open(dir, HANTEI_STORE_WRITE, error);
	if (store == NULL || !load_check_empty(store, dir, error))
		return FALSE;
	while (TRUE) {
		g_autoptr(GError) local = NULL;
		gboolean is_full;

		if (load_write(store, content, &is_full, &local))
			return TRUE;
		if (!is_full) {
			g_propagate_error(error, g_steal_pointer(&local));
			return FALSE;
		}
		if (!hantei_store_grow(store, error))
			return FALSE;
	}
}

gboolean
hantei_dump_load(GInputStream *in, const gchar *dir, GError **error)
{
	g_autoptr(HanteiDumpContent) content = hantei_dump_read(in, NULL, error);

	return content != NULL && load_content(content, dir, error);
}

gboolean
hantei_dump_copy(const gchar *base, const gchar *dir, const HanteiHashKey *new_key, GError **error)
{
	const HanteiDumpOptions options = {.without_mails = TRUE};
	g_autoptr(GOutputStream) out = g_memory_output_stream_new_resizable();
	g_autoptr(GInputStream) in = NULL;
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(HanteiDumpContent) content = NULL;

	if (!hantei_dump_write(base, out, &options, error) ||
	    !g_output_stream_close(out, NULL, error))
		return FALSE;
	bytes = g_memory_output_stream_steal_as_bytes(G_MEMORY_OUTPUT_STREAM(out));
	in = g_memory_input_stream_new_from_bytes(bytes);
	content = hantei_dump_read(in, new_key, error);
	return content != NULL && load_content(content, dir, error);
}
