/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/dump-reader.h"

#include <math.h>
#include <string.h>

#include "model/model.h"
#include "tokenizer/day.h"
#include "tokenizer/limits.h"
#include "tokenizer/tokenizer.h"

/* Weights are some units and sums at most 3: what is beyond this was not written by us, and could
 * overflow where they are multiplied. */
#define MAX_NUMBER 1e6

/* What must have come before features and mails mean anything. */
typedef enum {
	HAS_TOKENIZER = 1 << 0,
	HAS_KEY = 1 << 1,
	HAS_LEARNT = 1 << 2,
	HAS_HEAD = HAS_TOKENIZER | HAS_KEY | HAS_LEARNT,
	HAS_END = 1 << 3,
} Has;

typedef struct {
	HanteiDumpContent *content;
	guint has;		      /* Has */
	guint64 line;		      /* from 1 */
	const HanteiHashKey *new_key; /* instead of the dump's, or NULL */
	HanteiDumpFeature *feature;   /* of the line before, if it was one */
	gboolean has_mail;	      /* the line before was a mail */
} Reader;

void
hantei_dump_content_free(HanteiDumpContent *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->features);
	for (guint i = 0; i < self->mails->len; i++)
		hantei_store_mail_clear(&g_array_index(self->mails, HanteiDumpMail, i).mail);
	g_array_unref(self->mails);
	g_array_unref(self->head);
	g_array_unref(self->head_prior);
	g_free(self->concepts);
	g_free(self);
}

/* Reads digits, and @after unless it is '\0'. Returns: what follows, or NULL. */
static const gchar *
take_part(const gchar *at, guint32 *count, gchar after)
{
	guint64 n = 0;

	if (at == NULL || !g_ascii_isdigit(*at))
		return NULL;
	for (; g_ascii_isdigit(*at); at++) {
		n = n * 10 + (guint64)g_ascii_digit_value(*at);
		if (n > G_MAXUINT32)
			return NULL;
	}
	*count = (guint32)n;
	if (after == '\0')
		return at;
	return *at == after ? at + 1 : NULL;
}

/* Reads digits and the space or the end after them, and nothing else. Returns: what follows, or
 * NULL. */
static const gchar *
take_count(const gchar *at, guint32 *count)
{
	at = take_part(at, count, '\0');
	return at == NULL ? NULL : *at == ' ' ? at + 1 : *at == '\0' ? at : NULL;
}

static const gchar *
take_tally(const gchar *at, HanteiTally *tally)
{
	at = take_count(at, &tally->all.n_spam);
	at = take_count(at, &tally->all.n_ham);
	at = take_count(at, &tally->hard.n_spam);
	return take_count(at, &tally->hard.n_ham);
}

/* Reads @n numbers after @at. Returns: FALSE if there are not exactly so many. */
static gboolean
read_numbers(const gchar *at, gdouble *numbers, guint n)
{
	for (guint i = 0; i < n; i++) {
		gchar *end;

		numbers[i] = g_ascii_strtod(at, &end);
		if (end == at || !isfinite(numbers[i]) || fabs(numbers[i]) > MAX_NUMBER)
			return FALSE;
		at = end;
	}
	return *at == '\0';
}

/* Reads @n numbers. Returns: what follows, or NULL if there are not so many. */
static const gchar *
take_numbers(const gchar *at, gdouble *numbers, guint n)
{
	for (guint i = 0; i < n; i++) {
		gchar *end;

		numbers[i] = g_ascii_strtod(at, &end);
		if (end == at || !isfinite(numbers[i]) || fabs(numbers[i]) > MAX_NUMBER ||
		    (*end != ' ' && *end != '\0'))
			return NULL;
		at = *end == ' ' ? end + 1 : end;
	}
	return at;
}

static gboolean
read_tokenizer(Reader *self, const gchar *rest, GError **error)
{
	self->has |= HAS_TOKENIZER;
	if (g_str_equal(rest, hantei_tokenizer_fingerprint()))
		return TRUE;
	g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_INCOMPATIBLE,
		    "the dump was made with tokenizer \"%s\", this hantei has \"%s\"", rest,
		    hantei_tokenizer_fingerprint());
	return FALSE;
}

/* Optional, for a dump may be of a model that does not know. */
static gboolean
read_concepts(Reader *self, const gchar *rest)
{
	if (self->content->concepts != NULL || !hantei_model_state_is_concepts(rest))
		return FALSE;
	self->content->concepts = g_strdup(rest);
	return TRUE;
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
read_learnt(Reader *self, const gchar *rest)
{
	const gchar *end = take_tally(rest, &self->content->state.learnt);

	self->has |= HAS_LEARNT;
	return end != NULL && *end == '\0';
}

/* Optional, for a dump may have all features. */
static gboolean
read_pruned(Reader *self, const gchar *rest)
{
	const gchar *end = take_count(rest, &self->content->min_mails);

	return end != NULL && *end == '\0';
}

/* Reads the key; only once, for features are hashed under it. */
static gboolean
read_key(Reader *self, const gchar *rest)
{
	HanteiHashKey *key = &self->content->state.key;
	gchar *end;

	if ((self->has & HAS_KEY) != 0 || strlen(rest) != 33 || rest[16] != ' ' ||
	    strspn(rest, "0123456789abcdef ") != 33)
		return FALSE;
	self->has |= HAS_KEY;
	key->k0 = g_ascii_strtoull(rest, &end, 16);
	if (end != rest + 16)
		return FALSE;
	key->k1 = g_ascii_strtoull(rest + 17, &end, 16);
	if (self->new_key != NULL)
		*key = *self->new_key;
	return end == rest + 33;
}

/* Undoes the writer's escapes. Returns: FALSE at a backslash that is none of them. */
static gboolean
unescape(const gchar *from, GString *to)
{
	for (; *from != '\0'; from++) {
		gint high;
		gint low;

		if (*from != '\\') {
			g_string_append_c(to, *from);
			continue;
		}
		high = from[1] == 'x' ? g_ascii_xdigit_value(from[2]) : -1;
		low = high < 0 ? -1 : g_ascii_xdigit_value(from[3]);
		if (low < 0 || (high | low) == 0)
			return FALSE;
		g_string_append_c(to, (gchar)(high << 4 | low));
		from += 3;
	}
	return TRUE;
}

static gboolean
read_digest(const gchar *hex, guint8 digest[16])
{
	for (guint i = 0; i < 16; i++) {
		const gint high = g_ascii_xdigit_value(hex[i * 2]);
		const gint low = high < 0 ? -1 : g_ascii_xdigit_value(hex[i * 2 + 1]);

		if (low < 0)
			return FALSE;
		digest[i] = (guint8)(high << 4 | low);
	}
	return TRUE;
}

static gboolean
read_mail(Reader *self, const gchar *rest)
{
	HanteiDumpMail read = {.line = self->line};
	gdouble sums[HANTEI_N_SUMS] = {0};
	guint32 n_hard;
	guint32 origin;
	guint32 n_learnt;
	guint32 has_row;

	if ((self->has & HAS_HEAD) != HAS_HEAD || !read_digest(rest, read.digest))
		return FALSE;
	rest += 32;
	read.mail.is_spam = g_str_has_prefix(rest, " spam ");
	if (!read.mail.is_spam && !g_str_has_prefix(rest, " ham "))
		return FALSE;
	rest = take_count(strchr(rest + 1, ' ') + 1, &n_hard);
	rest = take_count(rest, &origin);
	rest = take_count(rest, &n_learnt);
	rest = take_count(rest, &has_row);
	if (rest == NULL || n_hard > G_MAXUINT8 || has_row > 1 ||
	    origin >= self->content->state.origins.n)
		return FALSE;
	if (has_row == 0 ? *rest != '\0' : !read_numbers(rest, sums, HANTEI_N_SUMS))
		return FALSE;
	read.mail.n_hard = n_hard;
	read.mail.origin = origin;
	read.mail.has_row = has_row != 0;
	read.mail.row.n_learnt = n_learnt;
	read.mail.row.is_spam = read.mail.is_spam != FALSE;
	for (guint i = 0; i < HANTEI_N_SUMS; i++)
		read.mail.row.sums[i] = (gfloat)sums[i];
	g_array_append_val(self->content->mails, read);
	self->has_mail = TRUE;
	return TRUE;
}

/* The head's row of the mail in the line before. */
static gboolean
read_row(Reader *self, const gchar *rest)
{
	GArray *mails = self->content->mails;
	g_autoptr(GArray) features = g_array_new(FALSE, FALSE, sizeof(guint64));
	gdouble sums[HANTEI_N_DRAFT_SUMS * 2];
	HanteiStoreMail *mail;

	if (!self->has_mail)
		return FALSE;
	mail = &g_array_index(mails, HanteiDumpMail, mails->len - 1).mail;
	rest = take_numbers(rest, sums, G_N_ELEMENTS(sums));
	while (rest != NULL && *rest != '\0') {
		gchar *end;
		const guint64 feature = g_ascii_strtoull(rest, &end, 16);

		if (end == rest || features->len >= HANTEI_LIMIT_FEATURES ||
		    (*end != ' ' && *end != '\0'))
			return FALSE;
		g_array_append_val(features, feature);
		rest = *end == ' ' ? end + 1 : end;
	}
	if (rest == NULL)
		return FALSE;
	mail->head_row = hantei_head_row_new(features->len);
	mail->head_row->origin = mail->origin;
	mail->head_row->n_learnt = mail->row.n_learnt;
	mail->head_row->is_spam = mail->is_spam;
	for (guint i = 0; i < HANTEI_N_DRAFT_SUMS; i++) {
		mail->head_row->sums[i] = (gfloat)sums[i];
		mail->head_row->without[i] = (gfloat)sums[HANTEI_N_DRAFT_SUMS + i];
	}
	if (features->len > 0)
		memcpy(mail->head_row->features, features->data, features->len * sizeof(guint64));
	self->has_mail = FALSE;
	return TRUE;
}

static gboolean
read_origin(Reader *self, const gchar *rest)
{
	HanteiOrigins *origins = &self->content->state.origins;
	g_autoptr(GString) source = g_string_new(NULL);
	g_autofree gchar *name = NULL;
	HanteiCounts learnt;
	HanteiLanguage language;
	guint32 n = origins->n;
	gsize length;

	rest = take_count(rest, &learnt.n_spam);
	rest = take_count(rest, &learnt.n_ham);
	if (rest == NULL || n == HANTEI_MAX_ORIGINS)
		return FALSE;
	length = strcspn(rest, " ");
	name = g_strndup(rest, length);
	if (rest[length] != ' ' || !hantei_language_from_string(name, &language) ||
	    !unescape(rest + length + 1, source) || source->len >= HANTEI_SOURCE_BYTES)
		return FALSE;
	/* the same twice would be found as the first */
	if (hantei_origins_find(origins, source->str, language) != n)
		return FALSE;
	origins->all[n].learnt = learnt;
	return TRUE;
}

/* A weight: of the feature in the line before, unless a number at the end says of what else. */
static gboolean
read_weight(Reader *self, const gchar *rest, GArray *weights)
{
	const gsize length = strcspn(rest, " ");
	g_autofree gchar *name = g_strndup(rest, length);
	HanteiHeadWeight weight = {.language = HANTEI_N_LANGUAGES};
	HanteiLanguage language;
	gdouble number;
	guint32 key;

	if (!g_str_equal(name, "any")) {
		if (!hantei_language_from_string(name, &language))
			return FALSE;
		weight.language = (guint32)language;
	}
	rest = rest[length] == ' ' ? take_numbers(rest + length + 1, &number, 1) : NULL;
	if (rest == NULL)
		return FALSE;
	weight.weight = (gfloat)number;
	if (*rest == '\0') {
		if (self->feature == NULL)
			return FALSE;
		weight.key = self->feature->hash;
	} else {
		rest = take_count(rest, &key);
		if (rest == NULL || *rest != '\0' || key >= HANTEI_HEAD_N_RESERVED)
			return FALSE;
		weight.key = key;
	}
	g_array_append_val(weights, weight);
	return TRUE;
}

static gboolean
read_group(const gchar *at, gsize length, HanteiGroup *group)
{
	g_autofree gchar *name = g_strndup(at, length);

	return hantei_group_from_string(name, group);
}

/* Reads "0:12:3,4:0:1" or "-". Returns: what follows, or NULL. */
static const gchar *
take_origins(const Reader *self, const gchar *at, GArray *origins)
{
	if (at == NULL)
		return NULL;
	if (*at == '-')
		return at + 1;
	while (TRUE) {
		HanteiOriginCounts counts;

		at = take_part(at, &counts.origin, ':');
		at = take_part(at, &counts.counts.n_spam, ':');
		at = take_part(at, &counts.counts.n_ham, '\0');
		if (at == NULL || counts.origin >= self->content->state.origins.n ||
		    origins->len >= HANTEI_MAX_ORIGINS)
			return NULL;
		g_array_append_val(origins, counts);
		if (*at != ',')
			return at;
		at++;
	}
}

/* Reads "@2026-11-24 " or the " " alone. Returns: what follows, or NULL. */
static const gchar *
take_day(const gchar *at, guint16 *day)
{
	*day = 0;
	if (at != NULL && *at == '@') {
		const gsize length = strcspn(at + 1, " ");

		*day = (guint16)hantei_day_from_string(at + 1, length);
		at = *day != 0 ? at + 1 + length : NULL;
	}
	return at != NULL && *at == ' ' ? at + 1 : NULL;
}

static gboolean
read_feature(Reader *self, const gchar *line)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GArray) origins = g_array_new(FALSE, FALSE, sizeof(HanteiOriginCounts));
	HanteiTally tally;
	const gchar *at = take_tally(line, &tally);
	HanteiGroup group;
	HanteiDumpFeature *read;
	guint16 day;
	gsize length;

	at = take_origins(self, at, origins);
	at = take_day(at, &day);
	if ((self->has & HAS_HEAD) != HAS_HEAD || at == NULL)
		return FALSE;
	length = strcspn(at, " ");
	if (at[length] != ' ' || !read_group(at, length, &group) ||
	    !unescape(at + length + 1, text) || text->len == 0 ||
	    text->len > HANTEI_LIMIT_WORD_BYTES * 2)
		return FALSE;
	/* the counts by origin lie behind the text, where they are aligned */
	length = sizeof *read + (text->len + 1 + 7) / 8 * 8;
	read = g_malloc0(length + origins->len * sizeof(HanteiOriginCounts));
	memcpy(read->text, text->str, text->len);
	read->line = self->line;
	read->hash = hantei_feature_hash(&self->content->state.key, group, text->str, text->len);
	read->feature = (HanteiStoreFeature){
	    tally,	 group, day, read->text, text->len, (gpointer)((gchar *)read + length),
	    origins->len};
	if (origins->len > 0)
		memcpy((gchar *)read + length, origins->data,
		       origins->len * sizeof(HanteiOriginCounts));
	self->feature = read;
	g_ptr_array_add(self->content->features, read);
	return TRUE;
}

/* Returns: FALSE if @line is none of a dump, or not at this place. */
static gboolean
read_record(Reader *self, const gchar *line)
{
	HanteiModelState *state = &self->content->state;

	if (self->line == 1)
		return g_str_equal(line, HANTEI_DUMP_MAGIC);
	if ((self->has & HAS_END) != 0)
		return FALSE;
	if (g_str_has_prefix(line, "weight "))
		return read_weight(self, line + 7, self->content->head);
	if (g_str_has_prefix(line, "prior-weight "))
		return read_weight(self, line + 13, self->content->head_prior);
	self->feature = NULL;
	if (g_str_has_prefix(line, "row "))
		return read_row(self, line + 4);
	self->has_mail = FALSE;
	if (g_str_equal(line, HANTEI_DUMP_END)) {
		self->has |= HAS_END;
		return TRUE;
	}
	if (g_str_has_prefix(line, "concepts "))
		return read_concepts(self, line + 9);
	if (g_str_has_prefix(line, "key "))
		return read_key(self, line + 4);
	if (g_str_has_prefix(line, "learnt "))
		return read_learnt(self, line + 7);
	if (g_str_has_prefix(line, "pruned "))
		return read_pruned(self, line + 7);
	if (g_str_has_prefix(line, "origin "))
		return read_origin(self, line + 7);
	if (g_str_has_prefix(line, "combiner "))
		return read_combiner(line + 9, state->combiners);
	if (g_str_has_prefix(line, "prior "))
		return read_combiner(line + 6, state->priors);
	if (g_str_has_prefix(line, "mail "))
		return read_mail(self, line + 5);
	return read_feature(self, line);
}

static gboolean
read_line(Reader *self, const gchar *line, GError **error)
{
	g_autofree gchar *shown = NULL;

	if (self->line > 1 && g_str_has_prefix(line, "tokenizer "))
		return read_tokenizer(self, line + 10, error);
	if (read_record(self, line))
		return TRUE;
	shown = g_utf8_make_valid(line, (gssize)MIN(strlen(line), 40));
	g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_DUMP, "\"%s\" %s", shown,
		    self->line == 1 ? "is not \"" HANTEI_DUMP_MAGIC "\", the first line of a dump"
				    : "is no line of a dump, or not at this place");
	return FALSE;
}

static gboolean
read_lines(Reader *self, GInputStream *in, GError **error)
{
	g_autoptr(GDataInputStream) lines = g_data_input_stream_new(in);

	while (TRUE) {
		g_autoptr(GError) local = NULL;
		g_autofree gchar *line =
		    g_data_input_stream_read_line_utf8(lines, NULL, NULL, &local);

		self->line++;
		if (line == NULL && local == NULL)
			break;
		if (line != NULL && read_line(self, line, &local))
			continue;
		g_propagate_prefixed_error(error, g_steal_pointer(&local),
					   "line %" G_GUINT64_FORMAT ": ", self->line);
		return FALSE;
	}
	if ((self->has & (HAS_HEAD | HAS_END)) == (HAS_HEAD | HAS_END))
		return TRUE;
	g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_DUMP,
		    "line %" G_GUINT64_FORMAT ": the dump ends without \"%s\"; was it cut short?",
		    self->line,
		    (self->has & HAS_TOKENIZER) == 0 ? "tokenizer"
		    : (self->has & HAS_KEY) == 0     ? "key"
		    : (self->has & HAS_LEARNT) == 0  ? "learnt"
						     : HANTEI_DUMP_END);
	return FALSE;
}

static gint
compare_features(gconstpointer a, gconstpointer b)
{
	const HanteiDumpFeature *fa = *(const HanteiDumpFeature *const *)a;
	const HanteiDumpFeature *fb = *(const HanteiDumpFeature *const *)b;

	if (fa->hash != fb->hash)
		return fa->hash > fb->hash ? 1 : -1;
	return (fa->line > fb->line) - (fa->line < fb->line);
}

static gint
compare_mails(gconstpointer a, gconstpointer b)
{
	const HanteiDumpMail *ma = a;
	const HanteiDumpMail *mb = b;
	const gint order = memcmp(ma->digest, mb->digest, sizeof ma->digest);

	return order != 0 ? order : (ma->line > mb->line) - (ma->line < mb->line);
}

static gboolean
set_twice(GError **error, guint64 line, guint64 before)
{
	g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_DUMP,
		    "line %" G_GUINT64_FORMAT ": line %" G_GUINT64_FORMAT " says the same already",
		    line, before);
	return FALSE;
}

/* Whether two of sorted @weights are for the same. */
static gboolean
has_twice(const GArray *weights)
{
	for (guint i = 1; i < weights->len; i++) {
		if (hantei_head_weight_compare(&g_array_index(weights, HanteiHeadWeight, i - 1),
					       &g_array_index(weights, HanteiHeadWeight, i)) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Sorts, and refuses what is there twice: one of the two would be lost. */
static gboolean
content_sort(HanteiDumpContent *self, GError **error)
{
	g_ptr_array_sort(self->features, compare_features);
	for (guint i = 1; i < self->features->len; i++) {
		const HanteiDumpFeature *a = g_ptr_array_index(self->features, i - 1);
		const HanteiDumpFeature *b = g_ptr_array_index(self->features, i);

		if (a->hash == b->hash)
			return set_twice(error, b->line, a->line);
	}
	g_array_sort(self->head, hantei_head_weight_compare);
	g_array_sort(self->head_prior, hantei_head_weight_compare);
	if (has_twice(self->head) || has_twice(self->head_prior)) {
		g_set_error(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_DUMP,
			    "a weight of the same feature in the same language stands twice");
		return FALSE;
	}
	g_array_sort(self->mails, compare_mails);
	for (guint i = 1; i < self->mails->len; i++) {
		const HanteiDumpMail *a = &g_array_index(self->mails, HanteiDumpMail, i - 1);
		const HanteiDumpMail *b = &g_array_index(self->mails, HanteiDumpMail, i);

		if (memcmp(a->digest, b->digest, sizeof a->digest) == 0)
			return set_twice(error, b->line, a->line);
	}
	return TRUE;
}

HanteiDumpContent *
hantei_dump_read(GInputStream *in, const HanteiHashKey *new_key, GError **error)
{
	g_autoptr(HanteiDumpContent) content = g_new0(HanteiDumpContent, 1);
	Reader reader = {.content = content, .new_key = new_key};

	content->features = g_ptr_array_new_with_free_func(g_free);
	content->head_prior = g_array_new(FALSE, FALSE, sizeof(HanteiHeadWeight));
	content->head = g_array_new(FALSE, FALSE, sizeof(HanteiHeadWeight));
	content->mails = g_array_new(FALSE, FALSE, sizeof(HanteiDumpMail));
	hantei_model_state_init(&content->state, &(HanteiHashKey){0, 0});
	if (!read_lines(&reader, in, error) || !content_sort(content, error))
		return NULL;
	return g_steal_pointer(&content);
}
