/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/combiner.h"

#include <math.h>
#include <string.h>

#include "model/bayes.h"

/* Precision of the prior on each weight: as much as about four undecided rows say. */
#define PRIOR_PRECISION 1.0

/* The start: each pair of counts as half a plain sum. */
#define INITIAL_WEIGHT 0.25

#define MAX_STEPS 50
#define TOLERANCE 1e-6

/* A step that makes the fit worse is halved this often at most. */
#define MAX_HALVINGS 30

/* What rounding may add to the loss where a step changes next to nothing, as a share of it. */
#define LOSS_ROUNDING 1e-12

/* Coefficients of the regression: the weights and, last, the bias. */
#define N (HANTEI_N_SUMS + 1)

void
hantei_combiner_init(HanteiCombiner *self)
{
	for (guint i = 0; i < HANTEI_N_SUMS; i++)
		self->weights[i] = INITIAL_WEIGHT;
	self->bias = 0.0;
}

gboolean
hantei_combiner_uses(HanteiView view, guint sum_index)
{
	return view == HANTEI_VIEW_RECEIVED ||
	       !hantei_group_is_transport((HanteiGroup)(sum_index % HANTEI_N_GROUPS));
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

/* Adds one row's gradient and the lower triangle of its curvature. */
static void
add_row(const HanteiCombiner *at,
	HanteiView view,
	const HanteiCombinerRow *row,
	gdouble gradient[N],
	gdouble curvature[N][N])
{
	gdouble x[N];
	gdouble z = at->bias;
	gdouble p;
	gdouble error;
	gdouble spread;

	for (guint i = 0; i < HANTEI_N_SUMS; i++) {
		x[i] = hantei_combiner_uses(view, i) ? (gdouble)row->sums[i] : 0.0;
		z += at->weights[i] * x[i];
	}
	x[HANTEI_N_SUMS] = 1.0;
	p = hantei_bayes_probability(z);
	error = p - row->is_spam;
	spread = MAX(p * (1 - p), 1e-9);
	for (guint i = 0; i < N; i++) {
		const gdouble scaled = spread * x[i];

		gradient[i] += error * x[i];
		if (scaled > 0 || scaled < 0) {
			for (guint j = 0; j <= i; j++)
				curvature[i][j] += scaled * x[j];
		}
	}
}

/* Solves @a x = @b in place by Cholesky's method; @a is symmetric and positive definite, for the
 * prior stands on its diagonal. */
static void
solve(gdouble a[N][N], gdouble b[N])
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

/* The log-odds of a row, above zero for what its label says. */
static gdouble
judge_row(const HanteiCombiner *self, HanteiView view, const HanteiCombinerRow *row)
{
	gdouble z = self->bias;

	for (guint i = 0; i < HANTEI_N_SUMS; i++) {
		if (hantei_combiner_uses(view, i))
			z += self->weights[i] * (gdouble)row->sums[i];
	}
	return row->is_spam ? z : -z;
}

/* What the fit makes small: the log loss of the rows and the distance from the prior. */
static gdouble
combiner_loss(const HanteiCombiner *self,
	      HanteiView view,
	      const HanteiCombinerRow *rows,
	      gsize n_rows,
	      const HanteiCombiner *prior)
{
	gdouble distance = (self->bias - prior->bias) * (self->bias - prior->bias);
	gdouble loss = 0;

	for (gsize r = 0; r < n_rows; r++) {
		const gdouble z = judge_row(self, view, &rows[r]);

		loss += MAX(-z, 0) + log1p(exp(-fabs(z))); /* ln(1 + exp(-z)), without overflow */
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
		self->weights[i] -= scale * step[i];
	self->bias -= scale * step[HANTEI_N_SUMS];
	return scale * largest;
}

/* Computes a step of Newton's method. */
static void
combiner_aim(const HanteiCombiner *self,
	     HanteiView view,
	     const HanteiCombinerRow *rows,
	     gsize n_rows,
	     const HanteiCombiner *prior,
	     gdouble step[N])
{
	gdouble curvature[N][N];

	memset(curvature, 0, sizeof curvature);
	memset(step, 0, sizeof(gdouble) * N);
	for (gsize r = 0; r < n_rows; r++)
		add_row(self, view, &rows[r], step, curvature);
	for (guint i = 0; i < N; i++)
		curvature[i][i] += PRIOR_PRECISION;
	for (guint i = 0; i < HANTEI_N_SUMS; i++)
		step[i] += PRIOR_PRECISION * (self->weights[i] - prior->weights[i]);
	step[HANTEI_N_SUMS] += PRIOR_PRECISION * (self->bias - prior->bias);
	solve(curvature, step);
}

void
hantei_combiner_fit(HanteiCombiner *self,
		    HanteiView view,
		    const HanteiCombinerRow *rows,
		    gsize n_rows,
		    const HanteiCombiner *prior)
{
	gdouble loss = combiner_loss(self, view, rows, n_rows, prior);

	for (guint n = 0; n < MAX_STEPS; n++) {
		const HanteiCombiner from = *self;
		gdouble step[N];
		gdouble scale = 1;
		gdouble moved;
		gdouble reached;

		combiner_aim(self, view, rows, n_rows, prior, step);
		moved = combiner_move(self, step, scale);
		reached = combiner_loss(self, view, rows, n_rows, prior);
		/* the plain method overshoots where the rows are almost separable, and then swings
		 * between two bad fits for ever */
		for (guint i = 0; i < MAX_HALVINGS && reached > loss * (1 + LOSS_ROUNDING); i++) {
			*self = from;
			scale /= 2;
			moved = combiner_move(self, step, scale);
			reached = combiner_loss(self, view, rows, n_rows, prior);
		}
		if (moved < TOLERANCE)
			return;
		loss = reached;
	}
}
