/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/head.h"

#include <math.h>
#include <string.h>

#include "tokenizer/lean.h"

/* Precision of the prior on each weight, where the masses of all rows add up to FULL_MASS, and the
 * number of rows a feature must be seen in. Measured, see docs/method.md. */
#define PRECISION 50.0

/* The same for what a source has beside the common weights. It is fitted and thrown away: what only
 * one source says is not to be believed of the next. */
#define SOURCE_PRECISION (PRECISION / 0.09)

/* How much of a row's mass its half without the own source has. */
#define WITHOUT_SHARE 0.3

#define FULL_MASS 12000.0
#define MIN_SEEN 5

/* A source of so many mails of its smaller class has half the mass of a large one, and one of a
 * single class counts as if it had a tenth of its mails in the other. */
#define HALF_MASS 30.0
#define ONE_CLASS_SHARE 0.1

/* Over a prior, a class moves the weights no more than the other does, and alone no more than so
 * many mails of both would: all that a sender's own ham has, phishing has, too. Of 80 newsletters
 * learnt alone at full mass, phishing called likely fine rose from 5 to 80 of 300; so, to 15. */
#define MAX_ONE_CLASS 10.0

/* The least of both classes to fit anything on. */
#define MIN_ROWS 20

/* The least mails to move a prior by. */
#define MIN_ROWS_OVER_PRIOR 10

#define MAX_STEPS 60
#define MAX_INNER 60
#define MAX_HALVINGS 20
#define TOLERANCE 1e-4

/* Where a row has weights: the common ones, its language's, its source's. */
#define N_LAYERS 3
#define NO_LAYER G_MAXSIZE

/* The regression's data: a column for each key, then the same columns once more for each language
 * that has a block, and for each source. */
typedef struct {
	HanteiHeadRow *const *rows;
	gsize n_rows;
	GArray *keys;	/* guint64, sorted: the reserved ones, then features */
	guint n_blocks; /* languages with weights of their own */
	guint32 languages[HANTEI_N_LANGUAGES];
	guint32 *columns;	   /* of all rows' features, G_MAXUINT32 where seen too rarely */
	gsize *firsts;		   /* each row's first in columns */
	gsize (*layers)[N_LAYERS]; /* each row's first coefficients, or NO_LAYER */
	guint n_sources;
	gdouble *masses; /* each row's */
	gsize n;	 /* coefficients */
	const HanteiHead *prior;
	gsize n_kept;	    /* of them; those of sources follow */
	gdouble *centre;    /* what each coefficient is drawn to */
	gdouble *precision; /* how hard */
	gdouble *low;	    /* where it has to stay */
	gdouble *high;
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

/* The block of @language, counted from 1; 0 if it has none. */
static guint
fit_find_block(const Fit *self, guint32 language)
{
	for (guint i = 0; i < self->n_blocks; i++) {
		if (self->languages[i] == language)
			return i + 1;
	}
	return 0;
}

/* Gives each row its layers. A single source has none of its own: what it says is all there is. */
static void
fit_find_layers(Fit *self, const HanteiOrigins *origins)
{
	g_autofree gboolean *is_used = g_new0(gboolean, origins->n + 1);
	g_autofree guint *numbers = g_new0(guint, origins->n + 1);
	const gsize n_keys = self->keys->len;

	for (gsize r = 0; r < self->n_rows; r++)
		is_used[hantei_origins_first_of_source(origins, self->rows[r]->origin)] = TRUE;
	for (guint32 i = 0; i < origins->n; i++) {
		if (is_used[i])
			numbers[i] = self->n_sources++;
	}
	if (self->n_sources < 2)
		self->n_sources = 0;
	self->n_kept = n_keys * (gsize)(1 + self->n_blocks);
	self->n = self->n_kept + n_keys * (gsize)self->n_sources;
	self->layers = g_malloc_n(self->n_rows + 1, sizeof *self->layers);
	for (gsize r = 0; r < self->n_rows; r++) {
		const guint32 origin = self->rows[r]->origin;
		const guint block = fit_find_block(self, origins->all[origin].language);
		const guint source = numbers[hantei_origins_first_of_source(origins, origin)];

		self->layers[r][0] = 0;
		self->layers[r][1] = block > 0 ? n_keys * (gsize)block : NO_LAYER;
		self->layers[r][2] =
		    self->n_sources > 0 ? self->n_kept + n_keys * (gsize)source : NO_LAYER;
	}
}

static void
fit_find_columns(Fit *self)
{
	gsize n = 0;

	self->firsts = g_new(gsize, self->n_rows + 1);
	for (gsize r = 0; r < self->n_rows; r++) {
		self->firsts[r] = n;
		n += self->rows[r]->n_features;
	}
	self->columns = g_new(guint32, n + 1);
	for (gsize r = 0; r < self->n_rows; r++) {
		for (guint32 i = 0; i < self->rows[r]->n_features; i++)
			self->columns[self->firsts[r] + i] =
			    fit_find_column(self, self->rows[r]->features[i]);
	}
}

/* What is known of each coefficient before any row: where the prior has it, and on which side it
 * has to stay. More words that lean to spam never make a mail less like it. */
static void
fit_find_priors(Fit *self)
{
	const gsize n_keys = self->keys->len;

	self->centre = g_new0(gdouble, self->n);
	self->precision = g_new(gdouble, self->n);
	self->low = g_new(gdouble, self->n);
	self->high = g_new(gdouble, self->n);
	for (gsize c = 0; c < self->n; c++) {
		const guint64 key = g_array_index(self->keys, guint64, c % n_keys);
		const gboolean is_sum = key > HANTEI_HEAD_BIAS && key < HANTEI_HEAD_N_RESERVED;
		const HanteiLean lean =
		    key >= HANTEI_HEAD_N_RESERVED ? hantei_lean_of_hash(key) : HANTEI_LEAN_EITHER;
		const gsize block = c / n_keys;

		self->precision[c] = c < self->n_kept ? PRECISION : SOURCE_PRECISION;
		self->low[c] = -G_MAXDOUBLE;
		self->high[c] = G_MAXDOUBLE;
		if (c >= self->n_kept)
			continue;
		if (is_sum || lean == HANTEI_LEAN_SPAM)
			self->low[c] = 0;
		else if (lean == HANTEI_LEAN_HAM)
			self->high[c] = 0;
		self->centre[c] = CLAMP(
		    hantei_head_get(self->prior, key,
				    block == 0 ? HANTEI_N_LANGUAGES : self->languages[block - 1]),
		    self->low[c], self->high[c]);
	}
}

/* Sums of the rows of one source, pool and class. */
typedef struct {
	gdouble mass; /* of the rows, before it is scaled */
	guint n_rows;
} Cell;

/* How many of the rows count, by those of the other class. */
static gdouble
cell_count(const Cell cells[2], guint which, gdouble most_alone)
{
	const gdouble n = cells[which].n_rows;
	const gdouble other = cells[1 - which].n_rows;

	return MAX(MIN(n, other), MIN(n * ONE_CLASS_SHARE, most_alone));
}

static gdouble
cell_mass(const Cell cells[2], guint which)
{
	const gdouble n = cell_count(cells, which, G_MAXDOUBLE);

	return n / (n + HALF_MASS);
}

/* What the masses of all rows add up to. */
static gdouble
fit_find_total(const Fit *self, Cell (*cells)[2], guint32 n_cells)
{
	gdouble total = 0;

	if (self->prior->n_weights == 0)
		return MIN((gdouble)self->n_rows, FULL_MASS);
	for (guint32 i = 0; i < n_cells; i++)
		total +=
		    cell_count(cells[i], 0, MAX_ONE_CLASS) + cell_count(cells[i], 1, MAX_ONE_CLASS);
	return MIN(total, FULL_MASS);
}

/* Gives each row its mass; what a young model saw counts less. */
static void
fit_find_masses(Fit *self, const HanteiOrigins *origins)
{
	g_autofree Cell(*cells)[2] = g_malloc0(sizeof(Cell[2]) * (origins->n + 1));
	gdouble n_most = 1;
	gdouble total;
	gdouble sum = 0;

	self->masses = g_new(gdouble, self->n_rows + 1);
	for (gsize r = 0; r < self->n_rows; r++)
		n_most = MAX(n_most, (gdouble)self->rows[r]->n_learnt + 1);
	for (gsize r = 0; r < self->n_rows; r++) {
		const HanteiHeadRow *row = self->rows[r];
		Cell *cell = &cells[hantei_origins_first_of_pool(origins, row->origin)]
				   [row->is_spam ? 1 : 0];

		self->masses[r] = sqrt(((gdouble)row->n_learnt + 1) / n_most);
		cell->mass += self->masses[r];
		cell->n_rows++;
	}
	for (gsize r = 0; r < self->n_rows; r++) {
		const HanteiHeadRow *row = self->rows[r];
		const Cell *both = cells[hantei_origins_first_of_pool(origins, row->origin)];
		const guint which = row->is_spam ? 1 : 0;

		self->masses[r] *= cell_mass(both, which) / both[which].mass;
		sum += self->masses[r];
	}
	total = fit_find_total(self, cells, origins->n);
	for (gsize r = 0; r < self->n_rows; r++)
		self->masses[r] *= total / sum;
}

/* The log-odds of row @r by coefficients @w: the head's part, then with either set of sums. */
static void
row_judge(const Fit *self, gsize r, const gdouble *w, gdouble z[2])
{
	const HanteiHeadRow *row = self->rows[r];
	const guint32 *columns = self->columns + self->firsts[r];

	z[0] = 0;
	z[1] = 0;
	for (guint layer = 0; layer < N_LAYERS; layer++) {
		const gdouble *of;
		gdouble sum;

		if (self->layers[r][layer] == NO_LAYER)
			continue;
		of = w + self->layers[r][layer];
		sum = of[HANTEI_HEAD_BIAS];
		for (guint32 i = 0; i < row->n_features; i++)
			sum += columns[i] != G_MAXUINT32 ? of[columns[i]] : 0;
		z[0] += sum;
		z[1] += sum;
		for (guint i = 0; i < HANTEI_N_DRAFT_SUMS; i++) {
			z[0] += of[HANTEI_HEAD_SUM(i)] * (gdouble)row->sums[i];
			z[1] += of[HANTEI_HEAD_SUM(i)] * (gdouble)row->without[i];
		}
	}
}

/* Adds the row's two halves, times @by, to @to: the transposed of row_judge(). */
static void
row_add(const Fit *self, gsize r, const gdouble by[2], gdouble *to)
{
	const HanteiHeadRow *row = self->rows[r];
	const guint32 *columns = self->columns + self->firsts[r];
	const gdouble both = by[0] + by[1];

	for (guint layer = 0; layer < N_LAYERS; layer++) {
		gdouble *of;

		if (self->layers[r][layer] == NO_LAYER)
			continue;
		of = to + self->layers[r][layer];
		of[HANTEI_HEAD_BIAS] += both;
		for (guint32 i = 0; i < row->n_features; i++) {
			if (columns[i] != G_MAXUINT32)
				of[columns[i]] += both;
		}
		for (guint i = 0; i < HANTEI_N_DRAFT_SUMS; i++)
			of[HANTEI_HEAD_SUM(i)] +=
			    by[0] * (gdouble)row->sums[i] + by[1] * (gdouble)row->without[i];
	}
}

/* The loss at @w, its gradient, and each half row's curvature. */
static gdouble
fit_look(const Fit *self, const gdouble *w, gdouble *gradient, gdouble *curvatures)
{
	gdouble loss = 0;

	for (gsize c = 0; c < self->n; c++) {
		const gdouble d = w[c] - self->centre[c];

		gradient[c] = self->precision[c] * d;
		loss += self->precision[c] / 2 * d * d;
	}
	for (gsize r = 0; r < self->n_rows; r++) {
		const gdouble masses[] = {self->masses[r] * (1 - WITHOUT_SHARE),
					  self->masses[r] * WITHOUT_SHARE};
		gdouble z[2];
		gdouble by[2];

		row_judge(self, r, w, z);
		for (guint i = 0; i < 2; i++) {
			const gdouble p = hantei_bayes_probability(z[i]);
			const gdouble right = self->rows[r]->is_spam ? z[i] : -z[i];

			loss += masses[i] * (MAX(-right, 0) + log1p(exp(-fabs(right))));
			by[i] = masses[i] * (p - (self->rows[r]->is_spam ? 1 : 0));
			curvatures[r * 2 + i] = masses[i] * p * (1 - p);
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
		bent[c] = self->precision[c] * d[c];
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

/* Blanks what would leave a coefficient's side: where @w is at its end and the step would go on. */
static void
fit_hold(const Fit *self, const gdouble *w, const gdouble *gradient, gdouble *direction)
{
	for (gsize c = 0; c < self->n; c++) {
		if ((w[c] <= self->low[c] && gradient[c] > 0) ||
		    (w[c] >= self->high[c] && gradient[c] < 0))
			direction[c] = 0;
	}
}

/* Solves curvature × @step = @gradient by conjugate gradients, as far as is worth it, in what may
 * move (Bertsekas, "Projected Newton Methods for Optimization Problems with Simple Constraints",
 * 1982). */
static void
fit_aim(const Fit *self,
	const gdouble *curvatures,
	const gdouble *w,
	const gdouble *gradient,
	gdouble *step)
{
	g_autofree gdouble *rest = g_memdup2(gradient, self->n * sizeof *rest);
	g_autofree gdouble *along = g_new(gdouble, self->n);
	g_autofree gdouble *bent = g_new(gdouble, self->n);
	gdouble size;
	gdouble enough;

	fit_hold(self, w, gradient, rest);
	memcpy(along, rest, self->n * sizeof *along);
	size = dot(rest, rest, self->n);
	enough = size * 1e-2;
	memset(step, 0, self->n * sizeof *step);
	for (guint i = 0; i < MAX_INNER && size > enough; i++) {
		gdouble far;
		gdouble next;

		fit_bend(self, curvatures, along, bent);
		fit_hold(self, w, gradient, bent);
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

		fit_aim(self, curvatures, w, gradient, step);
		for (guint i = 0; i < MAX_HALVINGS; i++, scale /= 2) {
			for (gsize c = 0; c < self->n; c++)
				next[c] =
				    CLAMP(w[c] - scale * step[c], self->low[c], self->high[c]);
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
	g_free(self->layers);
	g_free(self->masses);
	g_free(self->centre);
	g_free(self->precision);
	g_free(self->low);
	g_free(self->high);
}

/* What was fitted, and what the prior knows that no row has. */
static GArray *
fit_gather(const Fit *self, const gdouble *w)
{
	GArray *weights = g_array_new(FALSE, FALSE, sizeof(HanteiHeadWeight));

	for (gsize c = 0; c < self->n_kept; c++) {
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
	fit_find_columns(&fit);
	fit_find_layers(&fit, origins);
	fit_find_masses(&fit, origins);
	fit_find_priors(&fit);
	w = fit_solve(&fit);
	weights = fit_gather(&fit, w);
	fit_clear(&fit);
	return weights;
}
