/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/combiner.h"

#include <math.h>
#include <string.h>

#include "model/bayes.h"

/* Precision of the prior on each weight: as much as about eighty undecided rows say of a sum of
 * one. */
#define PRIOR_PRECISION 20.0

/* Where a model begins, and what its fit is drawn to: the mean of two fits, on csdmc2010_minus_sa
 * alone and on it together with foff2025_a and the list corpora. In the order of the sums: all
 * mails, spam and ham; hard mails, spam and ham; each by group. */
static const gdouble initial_weights[HANTEI_N_SUMS] = {
    0.13, 0.14, 0.16, 0.37, 0.36, 0.30, 0.14, 0.27, 0.21, 0.31, 0.41, 0.29, 0.33, 0.25, 0.24, 0.19,
    0.20, 0.37, 0.12, 0.22, 0.17, 0.32, 0.16, 0.14, 0.25, 0.23, 0.19, 0.27, 0.31, 0.27, 0.29, 0.24,
    0.29, 0.36, 0.44, 0.36, 0.50, 0.20, 0.25, 0.33, 0.22, 0.31, 0.12, 0.45, 0.25, 0.33, 0.41, 0.27,
};

/* A model with this many mails of its smaller class is half sure. Measured best of 0 … 120: early
 * errors with large log-odds cost more than early hesitation. */
#define TEMPER 8.0

#define MAX_STEPS 50
#define TOLERANCE 1e-6

/* A step that makes the fit worse is halved this often at most. */
#define MAX_HALVINGS 30

/* What rounding may add to the loss where a step changes next to nothing, as a share of it. */
#define LOSS_ROUNDING 1e-12

/* Coefficients of the regression: the weights and, last, the bias. */
#define N (HANTEI_N_SUMS + 1)

/* The curvature is added up in pieces of so many at a time, which compilers make vectors of; a row
 * is longer by what the last piece is too long. */
#define PIECE 4
#define N_PADDED ((N + PIECE - 1) / PIECE * PIECE)

void
hantei_combiner_init(HanteiCombiner *self)
{
	for (guint i = 0; i < HANTEI_N_SUMS; i++)
		self->weights[i] = initial_weights[i];
	self->bias = 0.0;
}

gboolean
hantei_combiner_uses(HanteiView view, guint sum_index)
{
	return view == HANTEI_VIEW_RECEIVED ||
	       !hantei_group_is_transport((HanteiGroup)(sum_index % HANTEI_N_SUM_GROUPS));
}

gdouble
hantei_combiner_judge(const HanteiCombiner *self, HanteiView view, const HanteiGroupSums *sums)
{
	gdouble z = self->bias;

	for (guint i = 0; i < HANTEI_N_SUMS; i++) {
		if (hantei_combiner_uses(view, i))
			z += self->weights[i] * sums->sums[i];
	}
	return z;
}

gdouble
hantei_combiner_temper(HanteiCounts learnt)
{
	const gdouble n = MIN(learnt.n_spam, learnt.n_ham);

	return n / (n + TEMPER);
}

/* hantei_combiner_uses() of a view. */
typedef struct {
	gboolean is_used[HANTEI_N_SUMS];
} Used;

static Used
used_of(HanteiView view)
{
	Used used;

	for (guint i = 0; i < HANTEI_N_SUMS; i++)
		used.is_used[i] = hantei_combiner_uses(view, i);
	return used;
}

/* How much a row counts in the fit: the square root of its place in what was learnt. */
static gdouble
row_weight(const HanteiCombinerRow *row, guint32 n_most)
{
	return sqrt(((gdouble)row->n_learnt + 1) / ((gdouble)n_most + 1));
}

/* Adds @by of @from to the first @n of @to, and to some behind them. */
static void
add_scaled(gdouble *to, gdouble by, const gdouble *from, guint n)
{
	for (guint i = 0; i < n; i += PIECE) {
		for (guint k = 0; k < PIECE; k++)
			to[i + k] += by * from[i + k];
	}
}

/* Adds one row's gradient and the lower triangle of its curvature, above which is anything. */
static void
add_row(const HanteiCombiner *at,
	const Used *used,
	const HanteiCombinerRow *row,
	gdouble weight,
	gdouble gradient[N],
	gdouble curvature[N][N_PADDED])
{
	gdouble x[N_PADDED] = {0};
	gdouble z = at->bias;
	gdouble p;
	gdouble error;
	gdouble spread;

	for (guint i = 0; i < HANTEI_N_SUMS; i++) {
		x[i] = used->is_used[i] ? (gdouble)row->sums[i] : 0.0;
		z += at->weights[i] * x[i];
	}
	x[HANTEI_N_SUMS] = 1.0;
	p = hantei_bayes_probability(z);
	error = weight * (p - row->is_spam);
	spread = weight * MAX(p * (1 - p), 1e-9);
	for (guint i = 0; i < N; i++) {
		const gdouble scaled = spread * x[i];

		gradient[i] += error * x[i];
		if (scaled > 0 || scaled < 0)
			add_scaled(curvature[i], scaled, x, i + 1);
	}
}

/* Solves @a x = @b in place by Cholesky's method; @a is symmetric and positive definite, for the
 * prior stands on its diagonal. */
static void
solve(gdouble a[N][N_PADDED], gdouble b[N])
{
	for (guint i = 0; i < N; i++) {
		for (guint j = 0; j <= i; j++) {
			gdouble sum = a[i][j];

			for (guint k = 0; k < j; k++)
				sum -= a[i][k] * a[j][k];
			a[i][j] = i == j ? sqrt(MAX(sum, 1e-12)) : sum / a[j][j];
		}
	}
	for (guint i = 0; i < N; i++) {
		for (guint k = 0; k < i; k++)
			b[i] -= a[i][k] * b[k];
		b[i] /= a[i][i];
	}
	for (guint i = N; i-- > 0;) {
		for (guint k = i + 1; k < N; k++)
			b[i] -= a[k][i] * b[k];
		b[i] /= a[i][i];
	}
}

static guint32
most_learnt(const HanteiCombinerRow *rows, gsize n_rows)
{
	guint32 n_most = 0;

	for (gsize r = 0; r < n_rows; r++)
		n_most = MAX(n_most, rows[r].n_learnt);
	return n_most;
}

/* The log-odds of a row, above zero for what its label says. */
static gdouble
judge_row(const HanteiCombiner *self, const Used *used, const HanteiCombinerRow *row)
{
	gdouble z = self->bias;

	for (guint i = 0; i < HANTEI_N_SUMS; i++) {
		if (used->is_used[i])
			z += self->weights[i] * (gdouble)row->sums[i];
	}
	return row->is_spam ? z : -z;
}

/* What the fit makes small: the log loss of the rows and the distance from the prior. */
static gdouble
combiner_loss(const HanteiCombiner *self,
	      const Used *used,
	      const HanteiCombinerRow *rows,
	      gsize n_rows,
	      const HanteiCombiner *prior)
{
	gdouble distance = (self->bias - prior->bias) * (self->bias - prior->bias);
	const guint32 n_most = most_learnt(rows, n_rows);
	gdouble loss = 0;

	for (gsize r = 0; r < n_rows; r++) {
		const gdouble z = judge_row(self, used, &rows[r]);

		/* ln(1 + exp(-z)), without overflow */
		loss += row_weight(&rows[r], n_most) * (MAX(-z, 0) + log1p(exp(-fabs(z))));
	}
	for (guint i = 0; i < HANTEI_N_SUMS; i++) {
		const gdouble d = self->weights[i] - prior->weights[i];

		distance += d * d;
	}
	return loss + PRIOR_PRECISION / 2 * distance;
}

/* Returns: how far the coefficient that moves most does. */
static gdouble
combiner_move(HanteiCombiner *self, const gdouble step[N], gdouble scale)
{
	gdouble largest = 0;

	for (guint i = 0; i < N; i++)
		largest = MAX(largest, fabs(step[i]));
	for (guint i = 0; i < HANTEI_N_SUMS; i++)
		self->weights[i] = MAX(self->weights[i] - scale * step[i], 0.0);
	self->bias -= scale * step[HANTEI_N_SUMS];
	return scale * largest;
}

/* Takes coefficient @i out of a step: its weight is zero and would go below. */
static void
hold(gdouble curvature[N][N_PADDED], gdouble step[N], guint i)
{
	for (guint j = 0; j < N; j++) {
		curvature[i][j] = 0;
		curvature[j][i] = 0;
	}
	curvature[i][i] = 1;
	step[i] = 0;
}

/* Computes a step of Newton's method. */
static void
combiner_aim(const HanteiCombiner *self,
	     const Used *used,
	     const HanteiCombinerRow *rows,
	     gsize n_rows,
	     const HanteiCombiner *prior,
	     gdouble step[N])
{
	const guint32 n_most = most_learnt(rows, n_rows);
	gdouble curvature[N][N_PADDED];

	memset(curvature, 0, sizeof curvature);
	memset(step, 0, sizeof(gdouble) * N);
	for (gsize r = 0; r < n_rows; r++)
		add_row(self, used, &rows[r], row_weight(&rows[r], n_most), step, curvature);
	for (guint i = 0; i < N; i++)
		curvature[i][i] += PRIOR_PRECISION;
	for (guint i = 0; i < HANTEI_N_SUMS; i++)
		step[i] += PRIOR_PRECISION * (self->weights[i] - prior->weights[i]);
	step[HANTEI_N_SUMS] += PRIOR_PRECISION * (self->bias - prior->bias);
	for (guint i = 0; i < HANTEI_N_SUMS; i++) {
		if (self->weights[i] <= 0 && step[i] > 0)
			hold(curvature, step, i);
	}
	solve(curvature, step);
}

void
hantei_combiner_fit(HanteiCombiner *self,
		    HanteiView view,
		    const HanteiCombinerRow *rows,
		    gsize n_rows,
		    const HanteiCombiner *prior)
{
	const Used used = used_of(view);
	gdouble loss = combiner_loss(self, &used, rows, n_rows, prior);

	for (guint n = 0; n < MAX_STEPS; n++) {
		const HanteiCombiner from = *self;
		gdouble step[N];
		gdouble scale = 1;
		gdouble moved;
		gdouble reached;

		combiner_aim(self, &used, rows, n_rows, prior, step);
		moved = combiner_move(self, step, scale);
		reached = combiner_loss(self, &used, rows, n_rows, prior);
		/* the plain method overshoots where the rows are almost separable, and then swings
		 * between two bad fits for ever */
		for (guint i = 0; i < MAX_HALVINGS && reached > loss * (1 + LOSS_ROUNDING); i++) {
			*self = from;
			scale /= 2;
			moved = combiner_move(self, step, scale);
			reached = combiner_loss(self, &used, rows, n_rows, prior);
		}
		if (moved < TOLERANCE)
			return;
		loss = reached;
	}
}
