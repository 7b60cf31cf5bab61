/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What a receiver would do with a mail, why, and what would help. */

#pragma once

#include "engine/receiver/facts.h"

/* A share, 0 to 1, and the range it stands in. */
typedef struct {
	gdouble low;
	gdouble best;
	gdouble high;
} HanteiInterval;

/* What becomes of the mail. The four best estimates add up to 1. */
typedef struct {
	HanteiInterval inbox;
	HanteiInterval warning; /* in the inbox, under a warning */
	HanteiInterval spam;
	HanteiInterval reject;
} HanteiShares;

/* How much of what the receiver looks at is public. */
typedef enum {
	HANTEI_CRITERIA_UNPUBLISHED,
	HANTEI_CRITERIA_PARTLY_PUBLISHED,
	HANTEI_CRITERIA_PUBLISHED,
} HanteiCriteria;

const gchar *
hantei_criteria_to_string(HanteiCriteria criteria);

typedef struct {
	gchar *id;
	gchar *text;
	gdouble weight;	   /* nats it adds to the log-odds of missing the inbox; below zero helps */
	gboolean is_known; /* FALSE: nobody knows whether it holds; weight is what it would add */
	gchar grade;	   /* of the evidence: A stated, B stated as "may", C measured, D vendor
			    * statistics, E our assumption */
	gchar *source;	   /* id of the profile's source */
	gchar *url;	   /* where it was read, or NULL */
} HanteiReason;

typedef struct {
	gchar *id;
	gchar *text;
	gdouble gain; /* of the inbox share, 0 to 1; of one that is not known: what is at stake */
	gboolean is_known;
} HanteiFix;

typedef struct {
	gchar *receiver; /* its id */
	gchar *name;
	HanteiCriteria criteria;
	HanteiConfidence confidence;
	HanteiShares shares;   /* what is not known counts at its worst at the bad ends, and not at
				* all in the best estimates and at the good ends */
	HanteiShares if_clear; /* if all that is not known turns out well */
	GPtrArray *reasons;    /* of HanteiReason: known ones first, by falling |weight| */
	GPtrArray *fixes;      /* of HanteiFix: known ones first, by falling gain */
	gdouble gain_together; /* of the inbox share, if every known fix is made */
} HanteiVerdict;

void
hantei_verdict_free(HanteiVerdict *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiVerdict, hantei_verdict_free)
