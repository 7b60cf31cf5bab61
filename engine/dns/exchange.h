/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Sends questions to servers and waits for the answers: sockets and one poll loop. What the
 * messages say is message.h's. */

#pragma once

#include <sys/socket.h>

#include "engine/dns/resolver.h"

typedef struct {
	struct sockaddr_storage address;
	socklen_t length;
	gchar *text; /* "192.0.2.1:53", for messages */
} HanteiDnsServer;

typedef struct {
	GPtrArray *servers; /* of HanteiDnsServer, asked in turn */
	guint try_ms;	    /* how long one try waits */
	guint n_tries;	    /* at each server that says nothing */
	guint total_ms;	    /* for all questions of one call */
} HanteiExchange;

/* As HanteiResolverInterface's lookup; what is not known when it is cancelled stays NULL. */
void
hantei_exchange_run(const HanteiExchange *self,
		    const HanteiQuestion *questions,
		    gsize n_questions,
		    HanteiDnsAnswer **answers,
		    GCancellable *cancellable);
