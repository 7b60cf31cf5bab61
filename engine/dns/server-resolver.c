/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/server-resolver.h"

#include <string.h>

#include "engine/dns/exchange.h"
#include "tokenizer/limits.h"

#define DNS_PORT 53

/* A recursive server itself waits 1 to 2 s for those it asks; whoever hears nothing for 10 s will
 * hear nothing. */
#define TRY_MS 2000
#define N_TRIES 3
#define TOTAL_MS 10000

struct _HanteiServerResolver {
	GObject parent;
	HanteiExchange exchange;
};

static void
server_free(gpointer data)
{
	HanteiDnsServer *self = data;

	g_free(self->text);
	g_free(self);
}

static void
server_lookup(HanteiResolver *resolver,
	      const HanteiQuestion *questions,
	      gsize n_questions,
	      HanteiDnsAnswer **answers,
	      GCancellable *cancellable)
{
	hantei_exchange_run(&HANTEI_SERVER_RESOLVER(resolver)->exchange, questions, n_questions,
			    answers, cancellable);
}

static void
server_resolver_iface(HanteiResolverInterface *iface)
{
	iface->lookup = server_lookup;
}

G_DEFINE_TYPE_WITH_CODE(HanteiServerResolver,
			hantei_server_resolver,
			G_TYPE_OBJECT,
			G_IMPLEMENT_INTERFACE(HANTEI_TYPE_RESOLVER, server_resolver_iface))

static void
hantei_server_resolver_finalize(GObject *object)
{
	g_ptr_array_unref(HANTEI_SERVER_RESOLVER(object)->exchange.servers);
	G_OBJECT_CLASS(hantei_server_resolver_parent_class)->finalize(object);
}

static void
hantei_server_resolver_class_init(HanteiServerResolverClass *klass)
{
	G_OBJECT_CLASS(klass)->finalize = hantei_server_resolver_finalize;
}

static void
hantei_server_resolver_init(HanteiServerResolver *self)
{
	self->exchange.servers = g_ptr_array_new_with_free_func(server_free);
	hantei_server_resolver_set_limits(self, TRY_MS, N_TRIES, TOTAL_MS);
}

void
hantei_server_resolver_set_limits(HanteiServerResolver *self,
				  guint try_ms,
				  guint n_tries,
				  guint total_ms)
{
	self->exchange.try_ms = try_ms;
	self->exchange.n_tries = n_tries;
	self->exchange.total_ms = total_ms;
}

/* Returns: FALSE if @host is not an address, which may have a scope ("fe80::1%eth0"). */
static gboolean
add_server(HanteiServerResolver *self, const gchar *host, guint port)
{
	g_autoptr(GSocketAddress) address = g_inet_socket_address_new_from_string(host, port);
	HanteiDnsServer *server;
	gboolean is_6;

	if (address == NULL)
		return FALSE;
	server = g_new0(HanteiDnsServer, 1);
	is_6 = g_socket_address_get_family(address) == G_SOCKET_FAMILY_IPV6;
	server->length = (socklen_t)g_socket_address_get_native_size(address);
	server->text = g_strdup_printf(is_6 ? "[%s]:%u" : "%s:%u", host, port);
	g_socket_address_to_native(address, &server->address, sizeof server->address, NULL);
	g_ptr_array_add(self->exchange.servers, server);
	return TRUE;
}

/* Cuts "192.0.2.1:53" and "[::1]:53" in two; two colons or more are an IPv6 address. */
static gchar *
split_port(const gchar *server, const gchar **port)
{
	const gchar *colon = strchr(server, ':');
	const gchar *bracket = strchr(server, ']');

	*port = NULL;
	if (server[0] == '[' && bracket != NULL && (bracket[1] == '\0' || bracket[1] == ':')) {
		*port = bracket[1] == ':' ? bracket + 2 : NULL;
		return g_strndup(server + 1, (gsize)(bracket - server - 1));
	}
	if (colon == NULL || strchr(colon + 1, ':') != NULL)
		return g_strdup(server);
	*port = colon + 1;
	return g_strndup(server, (gsize)(colon - server));
}

HanteiServerResolver *
hantei_server_resolver_new(const gchar *server, GError **error)
{
	g_autoptr(HanteiServerResolver) self = g_object_new(HANTEI_TYPE_SERVER_RESOLVER, NULL);
	const gchar *port_text;
	g_autofree gchar *host = split_port(server, &port_text);
	guint64 port = DNS_PORT;

	if (port_text != NULL &&
	    !g_ascii_string_to_unsigned(port_text, 10, 1, G_MAXUINT16, &port, NULL)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
			    "\"%s\": the port is not a number from 1 to 65535", server);
		return NULL;
	}
	if (!add_server(self, host, (guint)port)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
			    "\"%s\": a DNS server is named by its address, as in 192.0.2.1, "
			    "127.0.0.1:5301 or [::1]:5301",
			    server);
		return NULL;
	}
	return g_steal_pointer(&self);
}

/* "options timeout:2 attempts:3", within libc's own bounds (resolv.conf(5)). */
static void
read_options(HanteiServerResolver *self, gchar **words)
{
	guint64 n;

	for (guint i = 1; words[i] != NULL; i++) {
		if (g_str_has_prefix(words[i], "timeout:") &&
		    g_ascii_string_to_unsigned(words[i] + strlen("timeout:"), 10, 1, 30, &n, NULL))
			self->exchange.try_ms = (guint)n * 1000;
		if (g_str_has_prefix(words[i], "attempts:") &&
		    g_ascii_string_to_unsigned(words[i] + strlen("attempts:"), 10, 1, 5, &n, NULL))
			self->exchange.n_tries = (guint)n;
	}
}

static gchar **
split_line(const gchar *line)
{
	g_autofree gchar *copy = g_strdup(line);
	g_autoptr(GPtrArray) words = g_ptr_array_new();

	g_strdelimit(copy, "\t\r", ' ');
	for (gchar *rest = copy, *word; (word = strsep(&rest, " ")) != NULL;)
		if (*word != '\0')
			g_ptr_array_add(words, g_strdup(word));
	g_ptr_array_add(words, NULL);
	return (gchar **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
}

HanteiServerResolver *
hantei_server_resolver_new_system(const gchar *path, GError **error)
{
	g_autoptr(HanteiServerResolver) self = g_object_new(HANTEI_TYPE_SERVER_RESOLVER, NULL);
	g_autofree gchar *text = NULL;
	g_auto(GStrv) lines = NULL;

	if (!g_file_get_contents(path, &text, NULL, error))
		return NULL;
	lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i] != NULL; i++) {
		g_auto(GStrv) words = split_line(lines[i]);

		if (words[0] == NULL)
			continue;
		if (strcmp(words[0], "options") == 0)
			read_options(self, words);
		if (strcmp(words[0], "nameserver") == 0 && words[1] != NULL &&
		    self->exchange.servers->len < HANTEI_LIMIT_DNS_SERVERS &&
		    !add_server(self, words[1], DNS_PORT)) {
			g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
				    "%s:%u: \"%s\" is not an address", path, i + 1, words[1]);
			return NULL;
		}
	}
	if (self->exchange.servers->len == 0) /* resolv.conf(5) */
		add_server(self, "127.0.0.1", DNS_PORT);
	return g_steal_pointer(&self);
}
