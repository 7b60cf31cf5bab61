/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/folds.h"

#include "model/chance.h"

/* How many mails a group or a fold has. */
typedef struct {
	guint n_spam;
	guint n_ham;
} Size;

guint *
hantei_folds_deal(
    const HanteiFoldMail *mails, guint n_mails, guint n_groups, guint n_folds, guint64 seed)
{
	g_autofree Size *groups = g_new0(Size, n_groups + 1);
	g_autofree Size *folds = g_new0(Size, n_folds + 1);
	g_autofree guint32 *order = g_new(guint32, n_groups + 1);
	g_autofree guint *fold_of_group = g_new(guint, n_groups + 1);
	guint *fold_of = g_new(guint, n_mails + 1);

	for (guint i = 0; i < n_mails; i++) {
		if (mails[i].is_spam)
			groups[mails[i].group].n_spam++;
		else
			groups[mails[i].group].n_ham++;
	}
	for (guint32 i = 0; i < n_groups; i++)
		order[i] = i;
	hantei_chance_shuffle(&seed, order, n_groups);
	for (guint32 i = 0; i < n_groups; i++) {
		const Size *group = &groups[order[i]];
		const gboolean is_spam = group->n_spam > group->n_ham;
		guint best = 0;

		for (guint fold = 1; fold < n_folds; fold++) {
			if (is_spam ? folds[fold].n_spam < folds[best].n_spam
				    : folds[fold].n_ham < folds[best].n_ham)
				best = fold;
		}
		fold_of_group[order[i]] = best;
		folds[best].n_spam += group->n_spam;
		folds[best].n_ham += group->n_ham;
	}
	for (guint i = 0; i < n_mails; i++)
		fold_of[i] = fold_of_group[mails[i].group];
	return fold_of;
}
