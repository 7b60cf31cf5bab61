/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/receiver/verdict.h"

const gchar *
hantei_criteria_to_string(HanteiCriteria criteria)
{
	static const gchar *const names[] = {
	    [HANTEI_CRITERIA_UNPUBLISHED] = "unpublished",
	    [HANTEI_CRITERIA_PARTLY_PUBLISHED] = "partly-published",
	    [HANTEI_CRITERIA_PUBLISHED] = "published",
	};

	g_return_val_if_fail((guint)criteria < G_N_ELEMENTS(names), NULL);
	return names[criteria];
}

void
hantei_verdict_free(HanteiVerdict *self)
{
	if (self == NULL)
		return;
	g_free(self->receiver);
	g_free(self->name);
	g_clear_pointer(&self->reasons, g_ptr_array_unref);
	g_clear_pointer(&self->fixes, g_ptr_array_unref);
	g_free(self);
}
