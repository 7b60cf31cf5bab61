/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Asks servers over the network, as a stub resolver: UDP, and TCP for what is too large. Each try
 * has its own socket and id (RFC 5452); what does not answer the question is passed over until the
 * time is up. */

#pragma once

#include "engine/dns/resolver.h"

#define HANTEI_TYPE_SERVER_RESOLVER (hantei_server_resolver_get_type())
G_DECLARE_FINAL_TYPE(HanteiServerResolver, hantei_server_resolver, HANTEI, SERVER_RESOLVER, GObject)

/* @server: an address, and a port if it is not 53: "192.0.2.1", "127.0.0.1:5301", "::1",
 * "[::1]:5301". A name is refused: to find its address, another server would have to be asked. */
HanteiServerResolver *
hantei_server_resolver_new(const gchar *server, GError **error);

/* The servers of the system, from its resolv.conf: "nameserver" lines, "options timeout:" and
 * "attempts:". Its search list is not for names that stand in mail, and is left out. */
HanteiServerResolver *
hantei_server_resolver_new_system(const gchar *path, GError **error);

/* @try_ms: wait of one try; @n_tries: at each server that says nothing; @total_ms: for all
 * questions of one call. Without this, 2 s, 3 and 10 s. */
void
hantei_server_resolver_set_limits(HanteiServerResolver *self,
				  guint try_ms,
				  guint n_tries,
				  guint total_ms);
