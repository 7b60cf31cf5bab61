/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/gain-summary.h"

#include <math.h>

#include "engine/i18n.h"

static void
append_end(GString *text, gboolean is_worse)
{
	g_string_append(text, is_worse ? _(": worse\n") : "\n");
}

/* Says it so that what got worse is not overlooked. */
static void
append_known(GString *text, const HanteiGainResult *gain)
{
	const HanteiGainFigures *before = &gain->before;
	const HanteiGainFigures *after = &gain->after;
	g_string_append_printf(text,
			       _("%u of these mails, of %u campaigns, as drafts, judged without "
				 "their campaign:\n"),
			       gain->n_ham + gain->n_spam, gain->n_campaigns);
	if (gain->n_ham > 0) {
		g_string_append_printf(text, _("  ham called likely spam: %u of %u before, %u now"),
				       before->n_ham_called_spam, gain->n_ham,
				       after->n_ham_called_spam);
		append_end(text, after->n_ham_called_spam > before->n_ham_called_spam);
	}
	if (gain->n_spam > 0) {
		g_string_append_printf(
		    text, _("  spam called likely fine: %u of %u before, %u now"),
		    before->n_spam_called_fine, gain->n_spam, after->n_spam_called_fine);
		append_end(text, after->n_spam_called_fine > before->n_spam_called_fine);
	}
	if (gain->n_ham == 0 || gain->n_spam == 0) {
		g_string_append(
		    text, gain->n_ham == 0
			      ? _("  ham: not measured; spam alone makes all mail look worse\n")
			      : _("  spam: not measured; ham alone makes all mail look finer\n"));
		return;
	}
	g_string_append_printf(
	    text, _("  ham and spam in the wrong order: %.1f %% of pairs before, %.1f %% now"),
	    before->wrong_pairs_percent, after->wrong_pairs_percent);
	/* as far as the digits show it */
	append_end(text, round(after->wrong_pairs_percent * 10) >
			     round(before->wrong_pairs_percent * 10));
}

void
hantei_gain_summary_append(GString *text, const HanteiGainResult *gain)
{
	if (gain == NULL)
		return;
	switch (gain->state) {
	case HANTEI_GAIN_IS_KNOWN:
		append_known(text, gain);
		break;
	case HANTEI_GAIN_FEW_MAILS:
		g_string_append_printf(text, _("what they gained is told from %u new mails on\n"),
				       HANTEI_GAIN_MIN_MAILS);
		break;
	case HANTEI_GAIN_FEW_CAMPAIGNS:
		g_string_append_printf(text,
				       _("what they gained cannot be told: nearly all are alike "
					 "(campaigns: %u; needed: %u)\n"),
				       gain->n_campaigns, HANTEI_GAIN_N_FOLDS);
		break;
	case HANTEI_GAIN_FEW_COVERED:
	default:
		g_string_append(text, _("what they gained cannot be told: their language is not "
					"covered yet\n"));
		break;
	}
}

static void
add_figures(HanteiJson *json, const gchar *key, const HanteiGainFigures *figures)
{
	hantei_json_begin_object(json, key);
	hantei_json_add_integer(json, "n_ham_likely_spam", figures->n_ham_called_spam);
	hantei_json_add_integer(json, "n_spam_likely_fine", figures->n_spam_called_fine);
	hantei_json_add_number(json, "one_minus_auc_percent", figures->wrong_pairs_percent, 4);
	hantei_json_end_object(json);
}

void
hantei_gain_summary_add(HanteiJson *json, const HanteiGainResult *gain)
{
	if (gain == NULL || gain->state != HANTEI_GAIN_IS_KNOWN) {
		hantei_json_add_null(json, "gain");
		return;
	}
	hantei_json_begin_object(json, "gain");
	hantei_json_add_integer(json, "n_ham", gain->n_ham);
	hantei_json_add_integer(json, "n_spam", gain->n_spam);
	hantei_json_add_integer(json, "n_campaigns", gain->n_campaigns);
	add_figures(json, "before", &gain->before);
	add_figures(json, "after", &gain->after);
	hantei_json_end_object(json);
}
