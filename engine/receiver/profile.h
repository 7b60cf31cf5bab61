/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* A receiver's profile in memory. Private to the folder: receiver.c judges by it. */

#pragma once

#include "engine/receiver/condition.h"
#include "engine/receiver/receiver.h"

/* What a rule does where it holds; a share or a number of nats or points, low;best;high. */
typedef enum {
	HANTEI_EFFECT_REJECT,	  /* the share refused, combined by noisy-OR */
	HANTEI_EFFECT_QUARANTINE, /* the share put into the spam folder outright, noisy-OR */
	HANTEI_EFFECT_FOLDER,	  /* nats added to the spam folder's log-odds */
	HANTEI_EFFECT_BANNER,	  /* the share of the inbox that is under a warning, noisy-OR */
	HANTEI_EFFECT_SCORE,	  /* points, for receivers that add up points */
	HANTEI_N_EFFECTS
} HanteiEffect;

typedef struct {
	gchar *id;
	HanteiCondition *when;
	HanteiInterval effects[HANTEI_N_EFFECTS];
	gchar *text;
	gchar *fix; /* or NULL */
	gchar grade;
	gchar *source;
	gchar *url;
} HanteiRule;

typedef enum {
	HANTEI_CONTENT_LOGIT,	/* the content's log-odds, weighted, join the folder's */
	HANTEI_CONTENT_SA_BINS, /* SpamAssassin's BAYES_* points */
} HanteiContentMode;

struct _HanteiReceiver {
	gchar *id;
	gchar *name;
	HanteiCriteria criteria;
	HanteiInterval prior_spam; /* of the spam folder, for what is accepted */
	HanteiInterval prior_reject;
	HanteiContentMode mode;
	HanteiInterval weight; /* share of the content's log-odds this receiver follows */
	gdouble clip_log_odds; /* the content's, at most; nats */
	gchar *content_text;
	gchar *content_text_ham;
	gchar *content_fix;
	gchar content_grade;
	gchar *content_source;
	gchar *content_url;
	gdouble threshold;	     /* points that make spam; 0 if it adds up none */
	gdouble unseen_points;	     /* what tests that we cannot run may add at most */
	HanteiInterval unseen_share; /* of mails to which they add any */
	gdouble floor;		     /* share kept off 0 and 1: rules of a site are its own */
	GPtrArray *rules;	     /* of HanteiRule */
};
