/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/exchange.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "engine/dns/message.h"

/* Questions on their way at once: enough to hide the network's delay, too few to look like a flood
 * to a server. */
#define MAX_IN_FLIGHT 16

#define MAX_MESSAGE_BYTES 65535

/* One question on its way. */
typedef struct {
	const HanteiExchange *exchange;
	HanteiDnsType type;
	HanteiWireName name; /* asked for at present: where the aliases have led to */
	HanteiDnsAnswer *answer;
	gboolean is_done;

	guint n_tried;	/* tries begun for this name */
	guint64 is_out; /* bit i: server i is not asked again */
	guint server;	/* that is asked now */
	gboolean is_tcp;
	gboolean has_no_edns; /* the server does not know it */
	gint fd;	      /* or -1 */
	guint16 id;
	gint64 deadline_us;
	GByteArray *out; /* what is still to be sent; TCP */
	GByteArray *in;	 /* what has come; TCP */
} Query;

static const HanteiDnsServer *
server_of(const Query *self)
{
	return self->exchange->servers->pdata[self->server];
}

static void
close_socket(Query *self)
{
	if (self->fd >= 0)
		close(self->fd);
	self->fd = -1;
	g_byte_array_set_size(self->out, 0);
	g_byte_array_set_size(self->in, 0);
}

static void
query_clear(gpointer data)
{
	Query *self = data;

	close_socket(self);
	g_byte_array_unref(self->out);
	g_byte_array_unref(self->in);
	hantei_dns_answer_unref(self->answer);
}

/* The end: no server told what there is. */
static void
give_up(Query *self)
{
	close_socket(self);
	g_ptr_array_set_size(self->answer->records, 0);
	self->answer->ttl = 0;
	self->is_done = TRUE;
}

G_GNUC_PRINTF(3, 4)
static void
note_failure(Query *self, HanteiDnsStatus status, const gchar *format, ...)
{
	g_autofree gchar *what = NULL;
	va_list args;

	va_start(args, format);
	what = g_strdup_vprintf(format, args);
	va_end(args);
	self->answer->status = status;
	g_free(self->answer->detail);
	self->answer->detail = g_strdup_printf("%s %s", server_of(self)->text, what);
}

/* Opens a socket of its own, so that the kernel chooses a port nobody can guess (RFC 5452 9.2), and
 * sends the question or, with TCP, gets it ready. connect() makes the kernel drop what comes from
 * elsewhere. Returns: FALSE with errno. */
static gboolean
send_question(Query *self)
{
	const HanteiDnsServer *server = server_of(self);
	const gint kind = self->is_tcp ? SOCK_STREAM : SOCK_DGRAM;
	g_autofree guint8 *message = NULL;
	gsize size;

	close_socket(self);
	self->id = ldns_get_random(); /* OpenSSL's RAND_bytes() */
	message =
	    hantei_message_new_query(&self->name, self->type, self->id, !self->has_no_edns, &size);
	self->fd = socket(server->address.ss_family, kind | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (self->fd < 0)
		return FALSE;
	if (connect(self->fd, (const struct sockaddr *)&server->address, server->length) != 0 &&
	    errno != EINPROGRESS)
		return FALSE;
	if (self->is_tcp) {
		const guint8 prefix[] = {(guint8)(size >> 8), (guint8)size};

		g_byte_array_append(self->out, prefix, sizeof prefix);
		g_byte_array_append(self->out, message, (guint)size);
		return TRUE;
	}
	return send(self->fd, message, size, MSG_NOSIGNAL) == (gssize)size;
}

/* Begins the next try, at the next server that is not out. */
static void
try_next(Query *self)
{
	const guint n_servers = self->exchange->servers->len;
	const guint most = n_servers * self->exchange->n_tries;

	close_socket(self);
	for (; self->n_tried < most; self->n_tried++) {
		self->server = self->n_tried % n_servers;
		if (self->is_out >> self->server & 1)
			continue;
		self->is_tcp = FALSE;
		self->deadline_us = g_get_monotonic_time() +
				    (gint64)self->exchange->try_ms * G_TIME_SPAN_MILLISECOND;
		if (send_question(self)) {
			self->n_tried++;
			return;
		}
		note_failure(self, HANTEI_DNS_TIMEOUT, "cannot be reached: %s", g_strerror(errno));
		self->is_out |= G_GUINT64_CONSTANT(1) << self->server;
	}
	give_up(self);
}

/* The server has failed, and would again. */
static void
leave_server(Query *self)
{
	self->is_out |= G_GUINT64_CONSTANT(1) << self->server;
	try_next(self);
}

/* Asks the same server once more in another way, the time for the try begins anew. */
static void
ask_again(Query *self)
{
	self->deadline_us =
	    g_get_monotonic_time() + (gint64)self->exchange->try_ms * G_TIME_SPAN_MILLISECOND;
	if (send_question(self))
		return;
	note_failure(self, HANTEI_DNS_TIMEOUT, "cannot be reached%s: %s",
		     self->is_tcp ? " over TCP" : "", g_strerror(errno));
	leave_server(self);
}

/* The question from its start, for the name of @self. */
static void
start_question(Query *self)
{
	self->n_tried = 0;
	self->is_out = 0;
	self->has_no_edns = FALSE;
	try_next(self);
}

static void
take_reply(Query *self, const guint8 *data, gsize size)
{
	switch (hantei_message_read(data, size, self->is_tcp, self->id, &self->name, self->type,
				    self->answer)) {
	case HANTEI_REPLY_OTHER:
		if (!self->is_tcp)
			return; /* ours may still come */
		note_failure(self, HANTEI_DNS_SERVFAIL, "answered what cannot be read");
		leave_server(self);
		return;
	case HANTEI_REPLY_TRUNCATED:
		self->is_tcp = TRUE;
		ask_again(self);
		return;
	case HANTEI_REPLY_NO_EDNS:
		if (self->has_no_edns) {
			note_failure(self, HANTEI_DNS_SERVFAIL, "answered FORMERR");
			leave_server(self);
			return;
		}
		self->has_no_edns = TRUE;
		ask_again(self);
		return;
	case HANTEI_REPLY_FAILED: {
		g_autofree gchar *what = g_strdup(self->answer->detail);

		g_ptr_array_set_size(self->answer->records, 0);
		note_failure(self, self->answer->status, "%s", what);
		leave_server(self);
		return;
	}
	case HANTEI_REPLY_ALIAS:
		start_question(self);
		return;
	case HANTEI_REPLY_DONE:
		close_socket(self);
		g_clear_pointer(&self->answer->detail, g_free);
		self->is_done = TRUE;
		return;
	}
}

static void
read_datagram(Query *self, guint8 *buffer)
{
	const gssize size = recv(self->fd, buffer, MAX_MESSAGE_BYTES, 0);

	if (size >= 0) {
		take_reply(self, buffer, (gsize)size);
	} else if (errno != EAGAIN && errno != EINTR) {
		note_failure(self, HANTEI_DNS_TIMEOUT, "cannot be reached: %s", g_strerror(errno));
		leave_server(self);
	}
}

/* Returns: FALSE if the connection is of no more use. */
static gboolean
write_stream(Query *self)
{
	const gssize size = send(self->fd, self->out->data, self->out->len, MSG_NOSIGNAL);

	if (size < 0)
		return errno == EAGAIN || errno == EINTR;
	g_byte_array_remove_range(self->out, 0, (guint)size);
	return TRUE;
}

/* Returns: FALSE if the connection is of no more use; on TRUE, @is_whole if the answer is there. */
static gboolean
read_stream(Query *self, guint8 *buffer, gboolean *is_whole)
{
	const gssize size = recv(self->fd, buffer, MAX_MESSAGE_BYTES, 0);

	*is_whole = FALSE;
	if (size == 0)
		errno = ECONNRESET;
	if (size <= 0)
		return size < 0 && (errno == EAGAIN || errno == EINTR);
	g_byte_array_append(self->in, buffer, (guint)size);
	if (self->in->len >= 2) {
		const guint length = (guint)self->in->data[0] << 8 | self->in->data[1];

		*is_whole = self->in->len >= length + 2;
		if (*is_whole)
			g_byte_array_set_size(self->in, length + 2);
	}
	return TRUE;
}

static void
continue_stream(Query *self, guint8 *buffer)
{
	gboolean is_whole = FALSE;
	const gboolean is_well =
	    self->out->len > 0 ? write_stream(self) : read_stream(self, buffer, &is_whole);

	if (!is_well) {
		note_failure(self, HANTEI_DNS_TIMEOUT, "cannot be reached over TCP: %s",
			     g_strerror(errno));
		leave_server(self);
	} else if (is_whole) {
		const guint size = self->in->len - 2;

		memcpy(buffer, self->in->data + 2, size);
		take_reply(self, buffer, size);
	}
}

static void
check_deadline(Query *self, gint64 now_us)
{
	if (now_us < self->deadline_us)
		return;
	note_failure(self, HANTEI_DNS_TIMEOUT, "gave no answer in %u ms%s", self->exchange->try_ms,
		     self->is_tcp ? " over TCP" : "");
	try_next(self);
}

static void
query_begin(Query *self, const HanteiExchange *exchange, const HanteiQuestion *question)
{
	self->exchange = exchange;
	self->type = question->type;
	hantei_wire_name_set_text(&self->name, question->name);
	self->answer = hantei_dns_answer_new(HANTEI_DNS_TIMEOUT);
	self->answer->ttl = G_MAXUINT32;
	self->fd = -1;
	self->out = g_byte_array_new();
	self->in = g_byte_array_new();
	start_question(self);
}

/* Waits until a socket of @flight, of @n, has something, one of their deadlines passes, or @end_us.
 * Returns: FALSE if it was cancelled. */
static gboolean
wait_for_any(
    Query **flight, guint n, gint64 end_us, GCancellable *cancellable, struct pollfd *polled)
{
	const gint cancel_fd = g_cancellable_get_fd(cancellable);
	gint64 until_us = end_us;
	gint64 wait_ms;

	for (guint i = 0; i < n; i++) {
		until_us = MIN(until_us, flight[i]->deadline_us);
		polled[i].fd = flight[i]->fd;
		polled[i].events = flight[i]->is_tcp && flight[i]->out->len > 0 ? POLLOUT : POLLIN;
		polled[i].revents = 0;
	}
	polled[n].fd = cancel_fd; /* poll() passes over -1 */
	polled[n].events = POLLIN;
	wait_ms = (until_us - g_get_monotonic_time()) / G_TIME_SPAN_MILLISECOND + 1;
	if (poll(polled, n + 1, (gint)CLAMP(wait_ms, 0, G_MAXINT)) < 0)
		for (guint i = 0; i < n; i++)
			polled[i].revents = 0; /* a signal: look at the clock */
	if (cancel_fd >= 0)
		g_cancellable_release_fd(cancellable);
	return !g_cancellable_is_cancelled(cancellable);
}

/* Has each query of @flight do what it can; those that are done leave it.
 * Returns: how many are left. */
static guint
serve(Query **flight, guint n, const struct pollfd *polled, guint8 *buffer)
{
	guint left = 0;

	for (guint i = 0; i < n; i++) {
		if (polled[i].revents != 0 && flight[i]->is_tcp)
			continue_stream(flight[i], buffer);
		else if (polled[i].revents != 0)
			read_datagram(flight[i], buffer);
		if (!flight[i]->is_done)
			check_deadline(flight[i], g_get_monotonic_time());
		if (!flight[i]->is_done)
			flight[left++] = flight[i];
	}
	return left;
}

/* What is not done when the time is over. */
static void
end_late(Query *self, const HanteiQuestion *question, const HanteiExchange *exchange)
{
	if (self->answer == NULL) {
		self->exchange = exchange;
		self->answer = hantei_dns_answer_new(HANTEI_DNS_TIMEOUT);
		self->fd = -1;
		self->out = g_byte_array_new();
		self->in = g_byte_array_new();
	}
	note_failure(self, HANTEI_DNS_TIMEOUT, "gave no answer in the %u ms there are for all",
		     exchange->total_ms);
	give_up(self);
}

void
hantei_exchange_run(const HanteiExchange *self,
		    const HanteiQuestion *questions,
		    gsize n_questions,
		    HanteiDnsAnswer **answers,
		    GCancellable *cancellable)
{
	const gint64 end_us =
	    g_get_monotonic_time() + (gint64)self->total_ms * G_TIME_SPAN_MILLISECOND;
	g_autoptr(GArray) queries = g_array_new(FALSE, TRUE, sizeof(Query));
	g_autofree guint8 *buffer = g_malloc(MAX_MESSAGE_BYTES);
	struct pollfd polled[MAX_IN_FLIGHT + 1];
	Query *flight[MAX_IN_FLIGHT];
	gboolean is_cancelled = FALSE;
	gsize n_begun = 0;
	guint n = 0;

	g_array_set_size(queries, (guint)n_questions);
	while (!is_cancelled && (n > 0 || n_begun < n_questions) &&
	       g_get_monotonic_time() < end_us) {
		while (n < MAX_IN_FLIGHT && n_begun < n_questions) {
			Query *query = &g_array_index(queries, Query, n_begun);

			query_begin(query, self, &questions[n_begun++]);
			if (!query->is_done)
				flight[n++] = query;
		}
		if (n == 0)
			break;
		is_cancelled = !wait_for_any(flight, n, end_us, cancellable, polled);
		if (!is_cancelled)
			n = serve(flight, n, polled, buffer);
	}
	for (gsize i = 0; i < n_questions; i++) {
		Query *query = &g_array_index(queries, Query, i);

		if (!query->is_done && !is_cancelled)
			end_late(query, &questions[i], self);
		if (query->is_done)
			answers[i] = hantei_dns_answer_ref(query->answer);
		if (query->answer != NULL)
			query_clear(query);
	}
}
