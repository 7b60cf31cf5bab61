/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/head.h"

#include <math.h>
#include <string.h>

/* Precision of the prior on each weight, where the masses of all rows add up to FULL_MASS, and the
 * number of rows a feature must be seen in. Measured, see docs/method.md. */
#define PRECISION 50.0
#define FULL_MASS 12000.0
#define MIN_SEEN 5

/* A source of so many mails of its smaller class has half the mass of a large one, and one of a
 * single class counts as if it had a tenth of its mails in the other. */
#define HALF_MASS 30.0
#define ONE_CLASS_SHARE 0.1

/* The least of both classes to fit anything on. */
#define MIN_ROWS 20

/* The least mails to move a prior by. */
#define MIN_ROWS_OVER_PRIOR 10

#define MAX_STEPS 60
#define MAX_INNER 60
#define MAX_HALVINGS 20
#define TOLERANCE 1e-4

/* The regression's data: a column for each key, then the same columns once more for each language
 * that has a block. */
typedef struct {
	HanteiHeadRow *const *rows;
	gsize n_rows;
	GArray *keys;	/* guint64, sorted: the reserved ones, then features */
	guint n_blocks; /* languages with weights of their own */
	guint32 languages[HANTEI_N_LANGUAGES];
	guint32 *columns; /* of all rows' features, G_MAXUINT32 where seen too rarely */
	gsize *firsts;	  /* each row's first in columns */
	gint *blocks;	  /* each row's block, or -1 */
	gdouble *masses;  /* each row's */
	gsize n;	  /* coefficients */
	const HanteiHead *prior;
	gdouble *centre; /* what each coefficient is drawn to */
} Fit;

static gint
compare_keys(gconstpointer a, gconstpointer b)
{
	const guint64 ka = *(const guint64 *)a;
	const guint64 kb = *(const guint64 *)b;

	return (ka > kb) - (ka < kb);
}

static gboolean
has_key(const HanteiHead *prior, guint64 key)
{
	const gsize i = hantei_head_find(prior, key);

	return i < prior->n_weights && prior->weights[i].key == key;
}

/* Gathers the keys that are seen often enough, or known to the prior. */
static void
fit_find_keys(Fit *self)
{
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(guint64));

	for (gsize r = 0; r < self->n_rows; r++)
		g_array_append_vals(all, self->rows[r]->features, self->rows[r]->n_features);
	g_array_sort(all, compare_keys);
	self->keys = g_array_new(FALSE, FALSE, sizeof(guint64));
	for (guint64 key = 0; key < HANTEI_HEAD_N_RESERVED; key++)
		g_array_append_val(self->keys, key);
	for (guint i = 0; i < all->len;) {
		const guint64 key = g_array_index(all, guint64, i);
		const guint first = i;

		while (i < all->len && g_array_index(all, guint64, i) == key)
			i++;
		if ((i - first >= MIN_SEEN || has_key(self->prior, key)) &&
		    key >= HANTEI_HEAD_N_RESERVED)
			g_array_append_val(self->keys, key);
	}
}

static guint32
fit_find_column(const Fit *self, guint64 key)
{
	guint at;

	return g_array_binary_search(self->keys, &key, compare_keys, &at) ? at : G_MAXUINT32;
}

/* Finds the languages that have a block: those whose own words are weighed, English aside, in which
 * the common weights are mostly learnt. */
static void
fit_find_blocks(Fit *self, const HanteiOrigins *origins)
{
	for (guint language = 0; language < HANTEI_N_LANGUAGES; language++) {
		if (hantei_language_pool((HanteiLanguage)language) == HANTEI_LANGUAGE_EN ||
		    !hantei_origins_cover(origins, (HanteiLanguage)language))
			continue;
		self->languages[self->n_blocks++] = language;
	}
}

static gint
fit_find_block(const Fit *self, const HanteiOrigins *origins, const HanteiHeadRow *row)
{
	for (guint i = 0; i < self->n_blocks; i++) {
		if (origins->all[row->origin].language == self->languages[i])
			return (gint)i;
	}
	return -1;
}

static void
fit_find_columns(Fit *self, const HanteiOrigins *origins)
{
	gsize n = 0;

	self->firsts = g_new(gsize, self->n_rows + 1);
	self->blocks = g_new(gint, self->n_rows + 1);
	for (gsize r = 0; r < self->n_rows; r++) {
		self->firsts[r] = n;
		n += self->rows[r]->n_features;
		self->blocks[r] = fit_find_block(self, origins, self->rows[r]);
	}
	self->columns = g_new(guint32, n + 1);
	for (gsize r = 0; r < self->n_rows; r++) {
		for (guint32 i = 0; i < self->rows[r]->n_features; i++)
			self->columns[self->firsts[r] + i] =
			    fit_find_column(self, self->rows[r]->features[i]);
	}
	self->n = self->keys->len * (gsize)(1 + self->n_blocks);
}

static void
fit_find_centre(Fit *self)
{
	self->centre = g_new(gdouble, self->n);
	for (gsize c = 0; c < self->n; c++) {
		const gsize block = c / self->keys->len;

		self->centre[c] = hantei_head_get(
		    self->prior, g_array_index(self->keys, guint64, c % self->keys->len),
		    block == 0 ? HANTEI_N_LANGUAGES : self->languages[block - 1]);
	}
}

/* Sums of the rows of one source, pool and class. */
typedef struct {
	gdouble mass; /* of the rows, before it is scaled */
	guint n_rows;
} Cell;

/* Cells by the first origin of the same source and pool. */
static guint32
find_first(const HanteiOrigins *origins, guint32 origin)
{
	const HanteiOrigin *of = &origins->all[origin];
	guint32 first = 0;

	while (strcmp(origins->all[first].source, of->source) != 0 ||
	       hantei_language_pool((HanteiLanguage)origins->all[first].language) !=
		   hantei_language_pool((HanteiLanguage)of->language))
		first++;
	return first;
}

static gdouble
cell_mass(const Cell cells[2], guint which)
{
	const gdouble n = cells[which].n_rows;
	const gdouble other = cells[1 - which].n_rows;
	const gdouble smaller = MAX(MIN(n, other), n * ONE_CLASS_SHARE);

	return smaller / (smaller + HALF_MASS);
}

/* Gives each row its mass; what a young model saw counts less. */
static void
fit_find_masses(Fit *self, const HanteiOrigins *origins)
{
	g_autofree Cell(*cells)[2] = g_malloc0(sizeof(Cell[2]) * (origins->n + 1));
	gdouble n_most = 1;
	gdouble sum = 0;

	self->masses = g_new(gdouble, self->n_rows + 1);
	for (gsize r = 0; r < self->n_rows; r++)
		n_most = MAX(n_most, (gdouble)self->rows[r]->n_learnt + 1);
	for (gsize r = 0; r < self->n_rows; r++) {
		const HanteiHeadRow *row = self->rows[r];
		Cell *cell = &cells[find_first(origins, row->origin)][row->is_spam ? 1 : 0];

		self->masses[r] = sqrt(((gdouble)row->n_learnt + 1) / n_most);
		cell->mass += self->masses[r];
		cell->n_rows++;
	}
	for (gsize r = 0; r < self->n_rows; r++) {
		const HanteiHeadRow *row = self->rows[r];
		const Cell *both = cells[find_first(origins, row->origin)];
		const guint which = row->is_spam ? 1 : 0;

		self->masses[r] *= cell_mass(both, which) / both[which].mass;
		sum += self->masses[r];
	}
	for (gsize r = 0; r < self->n_rows; r++)
		self->masses[r] *= MIN((gdouble)self->n_rows, FULL_MASS) / sum;
}

/* The log-odds of row @r by coefficients @w: the head's part, then with either set of sums. */
static void
row_judge(const Fit *self, gsize r, const gdouble *w, gdouble z[2])
{
	const HanteiHeadRow *row = self->rows[r];
	const gint block = self->blocks[r];
	const gdouble *own = block >= 0 ? w + self->keys->len * (gsize)(1 + block) : NULL;
	gdouble sum = w[HANTEI_HEAD_BIAS] + (own != NULL ? own[HANTEI_HEAD_BIAS] : 0);

	for (guint32 i = 0; i < row->n_features; i++) {
		const guint32 c = self->columns[self->firsts[r] + i];

		if (c != G_MAXUINT32)
			sum += w[c] + (own != NULL ? own[c] : 0);
	}
	z[0] = sum;
	z[1] = sum;
	for (guint i = 0; i < HANTEI_N_DRAFT_SUMS; i++) {
		const guint c = 1 + i;
		const gdouble weight = w[c] + (own != NULL ? own[c] : 0);

		z[0] += weight * (gdouble)row->sums[i];
		z[1] += weight * (gdouble)row->without[i];
	}
}

/* Adds the row's two halves, times @by, to @to: the transposed of row_judge(). */
static void
row_add(const Fit *self, gsize r, const gdouble by[2], gdouble *to)
{
	const HanteiHeadRow *row = self->rows[r];
	const gint block = self->blocks[r];
	gdouble *own = block >= 0 ? to + self->keys->len * (gsize)(1 + block) : NULL;
	const gdouble both = by[0] + by[1];

	to[HANTEI_HEAD_BIAS] += both;
	if (own != NULL)
		own[HANTEI_HEAD_BIAS] += both;
	for (guint32 i = 0; i < row->n_features; i++) {
		const guint32 c = self->columns[self->firsts[r] + i];

		if (c == G_MAXUINT32)
			continue;
		to[c] += both;
		if (own != NULL)
			own[c] += both;
	}
	for (guint i = 0; i < HANTEI_N_DRAFT_SUMS; i++) {
		const gdouble share =
		    by[0] * (gdouble)row->sums[i] + by[1] * (gdouble)row->without[i];

		to[1 + i] += share;
		if (own != NULL)
			own[1 + i] += share;
	}
}

/* The loss at @w, its gradient, and each half row's curvature. */
static gdouble
fit_look(const Fit *self, const gdouble *w, gdouble *gradient, gdouble *curvatures)
{
	gdouble loss = 0;

	for (gsize c = 0; c < self->n; c++) {
		const gdouble d = w[c] - self->centre[c];

		gradient[c] = PRECISION * d;
		loss += PRECISION / 2 * d * d;
	}
	for (gsize r = 0; r < self->n_rows; r++) {
		const gdouble mass = self->masses[r] / 2;
		gdouble z[2];
		gdouble by[2];

		row_judge(self, r, w, z);
		for (guint i = 0; i < 2; i++) {
			const gdouble p = hantei_bayes_probability(z[i]);
			const gdouble right = self->rows[r]->is_spam ? z[i] : -z[i];

			loss += mass * (MAX(-right, 0) + log1p(exp(-fabs(right))));
			by[i] = mass * (p - (self->rows[r]->is_spam ? 1 : 0));
			curvatures[r * 2 + i] = mass * p * (1 - p);
		}
		row_add(self, r, by, gradient);
	}
	return loss;
}

/* The curvature times @d. */
static void
fit_bend(const Fit *self, const gdouble *curvatures, const gdouble *d, gdouble *bent)
{
	for (gsize c = 0; c < self->n; c++)
		bent[c] = PRECISION * d[c];
	for (gsize r = 0; r < self->n_rows; r++) {
		gdouble by[2];

		row_judge(self, r, d, by);
		by[0] *= curvatures[r * 2];
		by[1] *= curvatures[r * 2 + 1];
		row_add(self, r, by, bent);
	}
}

static gdouble
dot(const gdouble *a, const gdouble *b, gsize n)
{
	gdouble sum = 0;

	for (gsize i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

/* Solves curvature × @step = @gradient by conjugate gradients, as far as is worth it. */
static void
fit_aim(const Fit *self, const gdouble *curvatures, const gdouble *gradient, gdouble *step)
{
	g_autofree gdouble *rest = g_memdup2(gradient, self->n * sizeof *rest);
	g_autofree gdouble *along = g_memdup2(gradient, self->n * sizeof *along);
	g_autofree gdouble *bent = g_new(gdouble, self->n);
	gdouble size = dot(rest, rest, self->n);
	const gdouble enough = size * 1e-2;

	memset(step, 0, self->n * sizeof *step);
	for (guint i = 0; i < MAX_INNER && size > enough; i++) {
		gdouble far;
		gdouble next;

		fit_bend(self, curvatures, along, bent);
		far = size / dot(along, bent, self->n);
		for (gsize c = 0; c < self->n; c++) {
			step[c] += far * along[c];
			rest[c] -= far * bent[c];
		}
		next = dot(rest, rest, self->n);
		for (gsize c = 0; c < self->n; c++)
			along[c] = rest[c] + next / size * along[c];
		size = next;
	}
}

/* Newton's method with conjugate gradients: the loss is convex and smooth, so it always arrives. */
static gdouble *
fit_solve(const Fit *self)
{
	gdouble *w = g_new0(gdouble, self->n);
	g_autofree gdouble *next = g_new(gdouble, self->n);
	g_autofree gdouble *gradient = g_new(gdouble, self->n);
	g_autofree gdouble *step = g_new(gdouble, self->n);
	g_autofree gdouble *curvatures = g_new(gdouble, self->n_rows * 2 + 1);
	gdouble loss;

	for (gsize c = 0; c < self->n; c++)
		w[c] = self->centre[c];
	loss = fit_look(self, w, gradient, curvatures);
	for (guint n = 0; n < MAX_STEPS; n++) {
		gdouble scale = 1;
		gdouble reached = loss;
		gdouble gain;

		fit_aim(self, curvatures, gradient, step);
		for (guint i = 0; i < MAX_HALVINGS; i++, scale /= 2) {
			for (gsize c = 0; c < self->n; c++)
				next[c] = w[c] - scale * step[c];
			reached = fit_look(self, next, gradient, curvatures);
			if (reached <= loss)
				break;
		}
		if (reached > loss)
			break;
		memcpy(w, next, self->n * sizeof *w);
		gain = loss - reached;
		loss = reached;
		if (gain < TOLERANCE)
			break;
	}
	return w;
}

static gboolean
has_enough(HanteiHeadRow *const *rows, gsize n_rows, const HanteiHead *prior)
{
	gsize n_spam = 0;

	if (prior->n_weights > 0)
		return n_rows >= MIN_ROWS_OVER_PRIOR;
	for (gsize r = 0; r < n_rows; r++)
		n_spam += rows[r]->is_spam ? 1 : 0;
	return MIN(n_spam, n_rows - n_spam) >= MIN_ROWS;
}

static void
fit_clear(Fit *self)
{
	g_array_unref(self->keys);
	g_free(self->columns);
	g_free(self->firsts);
	g_free(self->blocks);
	g_free(self->masses);
	g_free(self->centre);
}

/* What was fitted, and what the prior knows that no row has. */
static GArray *
fit_gather(const Fit *self, const gdouble *w)
{
	GArray *weights = g_array_new(FALSE, FALSE, sizeof(HanteiHeadWeight));

	for (gsize c = 0; c < self->n; c++) {
		const gsize block = c / self->keys->len;
		const HanteiHeadWeight weight = {
		    .key = g_array_index(self->keys, guint64, c % self->keys->len),
		    .language = block == 0 ? HANTEI_N_LANGUAGES : self->languages[block - 1],
		    .weight = (gfloat)w[c]};

		g_array_append_val(weights, weight);
	}
	for (gsize i = 0; i < self->prior->n_weights; i++) {
		const HanteiHeadWeight *weight = &self->prior->weights[i];
		gboolean is_fitted = weight->language == HANTEI_N_LANGUAGES;

		for (guint block = 0; block < self->n_blocks; block++)
			is_fitted |= weight->language == self->languages[block];
		if (!is_fitted || fit_find_column(self, weight->key) == G_MAXUINT32)
			g_array_append_val(weights, *weight);
	}
	g_array_sort(weights, hantei_head_weight_compare);
	return weights;
}

GArray *
hantei_head_fit(HanteiHeadRow *const *rows,
		gsize n_rows,
		const HanteiOrigins *origins,
		const HanteiHead *prior)
{
	Fit fit = {.rows = rows, .n_rows = n_rows, .prior = prior};
	g_autofree gdouble *w = NULL;
	GArray *weights;

	if (!has_enough(rows, n_rows, prior)) {
		weights = g_array_new(FALSE, FALSE, sizeof(HanteiHeadWeight));
		g_array_append_vals(weights, prior->weights, (guint)prior->n_weights);
		return weights;
	}
	fit_find_keys(&fit);
	fit_find_blocks(&fit, origins);
	fit_find_columns(&fit, origins);
	fit_find_masses(&fit, origins);
	fit_find_centre(&fit);
	w = fit_solve(&fit);
	weights = fit_gather(&fit, w);
	fit_clear(&fit);
	return weights;
}
