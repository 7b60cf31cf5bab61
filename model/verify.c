/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/verify.h"

#include <math.h>
#include <string.h>

#include "model/environment.h"
#include "model/model-state.h"
#include "model/model.h"
#include "model/unlisted.h"
#include "tokenizer/limits.h"

typedef struct {
	HanteiVerifyReport *report;
	HanteiModelState state;
	HanteiUnlisted unlisted;
	HanteiTally listed;			    /* mails */
	HanteiCounts by_origin[HANTEI_MAX_ORIGINS]; /* the same by origin */
	GHashTable *rows;     /* hash of a head feature -> HanteiTally of the mails that have it */
	gboolean has_rowless; /* some mail does not say which head features it has */
	guint8 digest[16];    /* of the mail before */
	guint64 hash;	      /* of the feature before */
} Verification;

const gchar *
hantei_fault_to_string(HanteiFault fault)
{
	static const gchar *const names[] = {
#define X(NAME, name) name,
	    HANTEI_FAULTS(X)
#undef X
	};

	return names[fault];
}

G_GNUC_PRINTF(3, 4)
static void
add_fault(Verification *self, HanteiFault fault, const gchar *format, ...)
{
	HanteiVerifyReport *report = self->report;
	g_autofree gchar *first = NULL;
	va_list args;

	if (report->n_faults[fault]++ > 0)
		return;
	va_start(args, format);
	first = g_strdup_vprintf(format, args);
	va_end(args);
	report->first[fault] = g_utf8_make_valid(first, -1);
}

static gboolean
is_fraction_of(HanteiCounts part, HanteiCounts whole)
{
	return part.n_spam <= whole.n_spam && part.n_ham <= whole.n_ham;
}

/* A count that was ever at its end says no more than that. */
static gboolean
is_saturated(HanteiCounts counts)
{
	return MAX(counts.n_spam, counts.n_ham) == G_MAXUINT32;
}

static gboolean
is_same(HanteiCounts a, HanteiCounts b)
{
	return (a.n_spam == b.n_spam && a.n_ham == b.n_ham) || is_saturated(a) || is_saturated(b);
}

/* @sum with @counts, as the trainer adds. */
static void
add_counts(HanteiCounts *sum, HanteiCounts counts)
{
	sum->n_spam = (guint32)MIN((guint64)sum->n_spam + counts.n_spam, G_MAXUINT32);
	sum->n_ham = (guint32)MIN((guint64)sum->n_ham + counts.n_ham, G_MAXUINT32);
}

static gboolean
are_finite(const gfloat *numbers, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		if (!isfinite(numbers[i]))
			return FALSE;
	}
	return TRUE;
}

static gboolean
is_combiner_finite(const HanteiCombiner *combiner)
{
	for (guint i = 0; i < HANTEI_N_SUMS; i++) {
		if (!isfinite(combiner->weights[i]))
			return FALSE;
	}
	return isfinite(combiner->bias);
}

static void
verify_combiners(Verification *self)
{
	for (guint view = 0; view < HANTEI_N_VIEWS; view++) {
		if (!is_combiner_finite(&self->state.combiners[view]) ||
		    !is_combiner_finite(&self->state.priors[view]))
			add_fault(self, HANTEI_FAULT_WEIGHTS, "combiner %s",
				  hantei_view_to_string((HanteiView)view));
	}
}

static void
verify_head(Verification *self, HanteiStoreTxn *txn, const gchar *name)
{
	HanteiHead head;
	g_autofree HanteiHeadWeight *weights = hantei_model_state_read_head(&head, txn, name);
	gsize size = 0;

	if (hantei_store_lend_meta(txn, name, &size) != NULL && size % sizeof *weights != 0)
		add_fault(self, HANTEI_FAULT_WEIGHTS, "%s: %" G_GSIZE_FORMAT " octets", name, size);
	for (gsize i = 0; i < head.n_weights; i++) {
		if (!isfinite(weights[i].weight) || weights[i].language > HANTEI_N_LANGUAGES ||
		    (i > 0 && hantei_head_weight_compare(&weights[i - 1], &weights[i]) >= 0))
			add_fault(self, HANTEI_FAULT_WEIGHTS, "%s: weight %" G_GSIZE_FORMAT, name,
				  i);
	}
}

static void
count_row(Verification *self, const HanteiStoreMail *mail)
{
	const HanteiHeadRow *row = mail->head_row;

	for (guint32 i = 0; i < row->n_features; i++) {
		HanteiTally *tally = g_hash_table_lookup(self->rows, &row->features[i]);

		if (tally == NULL) {
			tally = g_new0(HanteiTally, 1);
			g_hash_table_insert(self->rows,
					    g_memdup2(&row->features[i], sizeof row->features[i]),
					    tally);
		}
		hantei_unlisted_add(tally, mail, 1);
	}
}

static gboolean
is_row_sound(const HanteiHeadRow *row)
{
	for (guint32 i = 1; i < row->n_features; i++) {
		if (row->features[i - 1] >= row->features[i])
			return FALSE;
	}
	return row->n_features <= HANTEI_LIMIT_FEATURES &&
	       are_finite(row->sums, HANTEI_N_DRAFT_SUMS) &&
	       are_finite(row->without, HANTEI_N_DRAFT_SUMS);
}

static void
verify_mail(const guint8 digest[16], const HanteiStoreMail *mail, gpointer user_data)
{
	Verification *self = user_data;
	const gboolean is_first = self->report->n_mails == 0;

	self->report->n_mails++;
	self->report->n_rows += mail->has_row != FALSE;
	if ((!is_first && memcmp(self->digest, digest, sizeof self->digest) >= 0) ||
	    mail->origin >= self->state.origins.n ||
	    (mail->has_row && !are_finite(mail->row.sums, HANTEI_N_SUMS)) ||
	    (mail->head_row != NULL && !is_row_sound(mail->head_row)))
		add_fault(self, HANTEI_FAULT_MAILS, "mail %02x%02x%02x%02x…, of source %u",
			  digest[0], digest[1], digest[2], digest[3], mail->origin);
	memcpy(self->digest, digest, sizeof self->digest);
	hantei_unlisted_add(&self->listed, mail, 1);
	if (mail->origin < HANTEI_MAX_ORIGINS)
		hantei_counts_add(&self->by_origin[mail->origin], mail->is_spam, 1);
	if (mail->head_row != NULL)
		count_row(self, mail);
	else
		self->has_rowless = TRUE;
}

static void
verify_total(Verification *self,
	     const gchar *what,
	     HanteiCounts unlisted,
	     HanteiCounts listed,
	     HanteiCounts total)
{
	HanteiCounts sum = listed;

	add_counts(&sum, unlisted);
	if (!is_same(sum, total))
		add_fault(self, HANTEI_FAULT_TOTALS,
			  "%s: %u spam and %u ham, in the mails %u and %u", what, total.n_spam,
			  total.n_ham, sum.n_spam, sum.n_ham);
}

/* What is said of all mails, against the mails one by one. */
static void
verify_totals(Verification *self)
{
	const HanteiTally *learnt = &self->state.learnt;
	const HanteiOrigins *origins = &self->state.origins;
	HanteiCounts sum = {0};

	verify_total(self, "learnt", self->unlisted.learnt.all, self->listed.all, learnt->all);
	verify_total(self, "hard", self->unlisted.learnt.hard, self->listed.hard, learnt->hard);
	for (guint32 i = 0; i < origins->n; i++) {
		add_counts(&sum, origins->all[i].learnt);
		if (!is_fraction_of(self->by_origin[i], origins->all[i].learnt))
			add_fault(self, HANTEI_FAULT_SOURCES,
				  "%s: %u spam and %u ham, in the mails %u and %u",
				  origins->all[i].source, origins->all[i].learnt.n_spam,
				  origins->all[i].learnt.n_ham, self->by_origin[i].n_spam,
				  self->by_origin[i].n_ham);
	}
	if (!is_same(sum, learnt->all))
		add_fault(self, HANTEI_FAULT_SOURCES,
			  "all together %u spam and %u ham, learnt %u and %u", sum.n_spam,
			  sum.n_ham, learnt->all.n_spam, learnt->all.n_ham);
}

/* Whether counts by origin add up to @feature's own. Where features were taken out a mail that is
 * taken back may find less than it gave. */
static gboolean
is_origin_sum_sound(const Verification *self, const HanteiStoreFeature *feature)
{
	const gboolean is_complete = (guint)feature->group < HANTEI_N_DRAFT_GROUPS;
	HanteiCounts sum = {0};

	for (guint i = 0; i < feature->n_origins; i++) {
		const HanteiOriginCounts *counts = &feature->origins[i];

		if (counts->origin >= self->state.origins.n)
			return FALSE;
		for (guint k = 0; k < i; k++) {
			if (feature->origins[k].origin == counts->origin)
				return FALSE;
		}
		if (self->unlisted.min_mails == 0 &&
		    !is_fraction_of(counts->counts, self->state.origins.all[counts->origin].learnt))
			return FALSE;
		add_counts(&sum, counts->counts);
	}
	return self->unlisted.min_mails > 0 ||
	       is_same(sum, is_complete ? feature->tally.all : (HanteiCounts){0});
}

/* Whether the mails that say they have a head feature are those that are counted. */
static gboolean
is_row_sum_sound(const Verification *self, const HanteiTally *tally, const HanteiTally *rows)
{
	const HanteiCounts *unlisted = &self->unlisted.learnt.all;
	const HanteiTally none = {0};

	if (rows == NULL)
		rows = &none;
	if (self->has_rowless || unlisted->n_spam > 0 || unlisted->n_ham > 0)
		return is_fraction_of(rows->all, tally->all) &&
		       is_fraction_of(rows->hard, tally->hard);
	return is_same(rows->all, tally->all) && is_same(rows->hard, tally->hard);
}

static void
verify_feature(guint64 hash, const HanteiStoreFeature *feature, gpointer user_data)
{
	Verification *self = user_data;
	const HanteiTally *tally = &feature->tally;
	const gint length = (gint)MIN(feature->text_length, HANTEI_LIMIT_WORD_BYTES * 2);
	const gchar *text = feature->text;
	const gchar *group = hantei_group_to_string(feature->group);

	self->report->n_features++;
	if (feature->text_length == 0 || feature->text_length > HANTEI_LIMIT_WORD_BYTES * 2 ||
	    memchr(text, '\0', feature->text_length) != NULL)
		add_fault(self, HANTEI_FAULT_TEXT, "%s %.*s", group, length, text);
	if (hash !=
		hantei_feature_hash(&self->state.key, feature->group, text, feature->text_length) ||
	    (self->report->n_features > 1 && hash <= self->hash))
		add_fault(self, HANTEI_FAULT_HASH, "%s %.*s", group, length, text);
	self->hash = hash;
	if ((tally->all.n_spam == 0 && tally->all.n_ham == 0) ||
	    !is_fraction_of(tally->all, self->state.learnt.all) ||
	    !is_fraction_of(tally->hard, self->state.learnt.hard))
		add_fault(self, HANTEI_FAULT_COUNTS, "%s %.*s: %u spam and %u ham", group, length,
			  text, tally->all.n_spam, tally->all.n_ham);
	if (!is_origin_sum_sound(self, feature))
		add_fault(self, HANTEI_FAULT_BY_SOURCE, "%s %.*s", group, length, text);
	if (hantei_group_get_kind(feature->group) == HANTEI_GROUP_KIND_HEAD) {
		if (!is_row_sum_sound(self, tally, g_hash_table_lookup(self->rows, &hash)))
			add_fault(self, HANTEI_FAULT_BY_MAIL, "%s %.*s", group, length, text);
		g_hash_table_remove(self->rows, &hash);
	}
}

/* After the features: what is left was counted nowhere. */
static void
verify_rows(Verification *self)
{
	const guint n = g_hash_table_size(self->rows);

	for (guint i = 0; i < n; i++)
		add_fault(self, HANTEI_FAULT_BY_MAIL, "%u features of mails are not counted", n);
}

static gboolean
verify_store(Verification *self, const gchar *dir, GError **error)
{
	g_autoptr(HanteiStore) store = hantei_store_open(dir, HANTEI_STORE_READ, error);
	g_autoptr(HanteiStoreTxn) txn = NULL;
	guint64 n_features;

	if (store == NULL)
		return FALSE;
	txn = hantei_store_begin(store, FALSE, error);
	if (txn == NULL || !hantei_model_state_read(&self->state, txn, dir, error))
		return FALSE;
	hantei_unlisted_read(&self->unlisted, txn);
	verify_combiners(self);
	verify_head(self, txn, HANTEI_HEAD_FITTED);
	verify_head(self, txn, HANTEI_HEAD_PRIOR);
	hantei_store_each_mail(txn, verify_mail, self);
	verify_totals(self);
	hantei_store_each_feature(txn, verify_feature, self);
	verify_rows(self);
	n_features = hantei_store_count_features(txn);
	if (!hantei_store_check(txn, NULL, error))
		return FALSE;
	if (n_features != self->report->n_features)
		add_fault(self, HANTEI_FAULT_FEATURES,
			  "%" G_GUINT64_FORMAT ", the file says %" G_GUINT64_FORMAT,
			  self->report->n_features, n_features);
	return TRUE;
}

static gboolean
verify_pages(Verification *self, const gchar *dir, GError **error)
{
	HanteiPages pages;

	if (!hantei_environment_count_pages(dir, &pages, error))
		return FALSE;
	if (pages.n_used + pages.n_free != pages.n_pages)
		add_fault(self, HANTEI_FAULT_PAGES,
			  "%" G_GUINT64_FORMAT " used and %" G_GUINT64_FORMAT
			  " free of %" G_GUINT64_FORMAT,
			  pages.n_used, pages.n_free, pages.n_pages);
	return TRUE;
}

gboolean
hantei_model_verify(const gchar *dir, HanteiVerifyReport *report, GError **error)
{
	g_autofree Verification *self = g_new0(Verification, 1);
	gboolean is_read;

	*report = (HanteiVerifyReport){0};
	self->report = report;
	self->rows = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	is_read = verify_store(self, dir, error) && verify_pages(self, dir, error);
	g_hash_table_unref(self->rows);
	if (!is_read)
		hantei_verify_report_clear(report);
	return is_read;
}

gboolean
hantei_verify_report_is_sound(const HanteiVerifyReport *self)
{
	for (guint i = 0; i < HANTEI_N_FAULTS; i++) {
		if (self->n_faults[i] > 0)
			return FALSE;
	}
	return TRUE;
}

void
hantei_verify_report_clear(HanteiVerifyReport *self)
{
	for (guint i = 0; i < HANTEI_N_FAULTS; i++)
		g_free(self->first[i]);
	*self = (HanteiVerifyReport){0};
}
