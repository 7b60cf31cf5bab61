/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Stops asking after so many questions or so much time; what comes later is NOT_ASKED, and its
 * detail says which limit it was. A question that is on its way is waited for. */

#pragma once

#include "engine/dns/clock.h"
#include "engine/dns/resolver.h"

#define HANTEI_TYPE_LIMIT_RESOLVER (hantei_limit_resolver_get_type())
G_DECLARE_FINAL_TYPE(HanteiLimitResolver, hantei_limit_resolver, HANTEI, LIMIT_RESOLVER, GObject)

/* @below: a reference is taken. @most_ms runs from now on. */
HanteiLimitResolver *
hantei_limit_resolver_new(HanteiResolver *below,
			  guint most_questions,
			  guint most_ms,
			  HanteiClock clock,
			  gpointer clock_data);

/* Begins to count anew, questions and time: for the next mail. */
void
hantei_limit_resolver_restart(HanteiLimitResolver *self);
