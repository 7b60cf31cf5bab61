/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/structure-private.h"

#include <string.h>

#define GROUP HANTEI_GROUP_STRUCTURE

/* The first of @bounds that @n does not exceed, or @n_bounds. */
static gsize
find_step(gsize n, const gsize *bounds, gsize n_bounds)
{
	gsize i = 0;

	while (i < n_bounds && n > bounds[i])
		i++;
	return i;
}

void
hantei_say(HanteiDraft *draft, const gchar *text)
{
	hantei_features_add(draft->features, GROUP, text, strlen(text));
}

void
hantei_say_if(HanteiDraft *draft, gboolean is_so, const gchar *text)
{
	if (is_so)
		hantei_say(draft, text);
}

void
hantei_say_count(HanteiDraft *draft,
		 gsize n,
		 const gchar *before,
		 const gchar *one,
		 const gchar *many,
		 const gsize *bounds,
		 gsize n_bounds)
{
	const gsize i = find_step(n, bounds, n_bounds);

	if (n <= 1 && i < n_bounds && bounds[i] == n)
		hantei_features_addf(draft->features, GROUP, "%s%s %s", before, n == 0 ? "no" : "1",
				     one);
	else if (i == 0)
		hantei_features_addf(draft->features, GROUP, "%sup to %" G_GSIZE_FORMAT " %s",
				     before, bounds[0], many);
	else if (i == n_bounds)
		hantei_features_addf(draft->features, GROUP, "%sover %" G_GSIZE_FORMAT " %s",
				     before, bounds[n_bounds - 1], many);
	else if (bounds[i - 1] + 1 == bounds[i])
		hantei_features_addf(draft->features, GROUP, "%s%" G_GSIZE_FORMAT " %s", before,
				     bounds[i], many);
	else
		hantei_features_addf(draft->features, GROUP,
				     "%s%" G_GSIZE_FORMAT " to %" G_GSIZE_FORMAT " %s", before,
				     bounds[i - 1] + 1, bounds[i], many);
}

void
hantei_say_size(HanteiDraft *draft,
		gsize n,
		const gchar *what,
		const gchar *unit,
		const gsize *bounds,
		gsize n_bounds)
{
	const gsize i = find_step(n, bounds, n_bounds);

	if (i == 0)
		hantei_features_addf(draft->features, GROUP, "%s up to %" G_GSIZE_FORMAT " %s",
				     what, bounds[0], unit);
	else if (i == n_bounds)
		hantei_features_addf(draft->features, GROUP, "%s over %" G_GSIZE_FORMAT " %s", what,
				     bounds[n_bounds - 1], unit);
	else
		hantei_features_addf(draft->features, GROUP,
				     "%s of %" G_GSIZE_FORMAT " to %" G_GSIZE_FORMAT " %s", what,
				     bounds[i - 1], bounds[i], unit);
}

void
hantei_say_level(HanteiDraft *draft,
		 gdouble share,
		 const gchar *what,
		 const gdouble *bounds,
		 const gchar *const *words,
		 gsize n_words)
{
	gsize i = 0;

	while (i + 1 < n_words && share > bounds[i])
		i++;
	hantei_features_addf(draft->features, GROUP, "%s: %s", what, words[i]);
}

gsize
hantei_count_dots(const gchar *text)
{
	gsize n = 0;

	for (; *text != '\0'; text++)
		n += *text == '.';
	return n;
}
