/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/origin.h"

#include <string.h>

HanteiLanguage
hantei_language_pool(HanteiLanguage language)
{
	return language == HANTEI_LANGUAGE_NONE || language == HANTEI_LANGUAGE_LATIN
		   ? HANTEI_LANGUAGE_EN
		   : language;
}

guint32
hantei_origins_find(HanteiOrigins *self, const gchar *source, HanteiLanguage language)
{
	HanteiOrigin *origin;

	for (guint32 i = 0; i < self->n; i++) {
		if (self->all[i].language == (guint32)language &&
		    strncmp(self->all[i].source, source, HANTEI_SOURCE_BYTES - 1) == 0)
			return i;
	}
	if (self->n == HANTEI_MAX_ORIGINS)
		return self->n - 1;
	origin = &self->all[self->n];
	*origin = (HanteiOrigin){.language = (guint32)language};
	g_strlcpy(origin->source, source, sizeof origin->source);
	return self->n++;
}

gboolean
hantei_origins_cover(const HanteiOrigins *self, HanteiLanguage language)
{
	if (language == HANTEI_LANGUAGE_NONE)
		language = HANTEI_LANGUAGE_EN;
	for (guint32 i = 0; i < self->n; i++) {
		const HanteiCounts *learnt = &self->all[i].learnt;

		if (self->all[i].language == (guint32)language &&
		    MIN(learnt->n_spam, learnt->n_ham) >= HANTEI_MIN_COVERED)
			return TRUE;
	}
	return FALSE;
}

guint32
hantei_origins_first_of_source(const HanteiOrigins *self, guint32 origin)
{
	guint32 first = 0;

	while (strcmp(self->all[first].source, self->all[origin].source) != 0)
		first++;
	return first;
}

static HanteiLanguage
pool_of(const HanteiOrigins *self, guint32 origin)
{
	return hantei_language_pool((HanteiLanguage)self->all[origin].language);
}

guint32
hantei_origins_first_of_pool(const HanteiOrigins *self, guint32 origin)
{
	guint32 first = 0;

	while (pool_of(self, first) != pool_of(self, origin) ||
	       strcmp(self->all[first].source, self->all[origin].source) != 0)
		first++;
	return first;
}
