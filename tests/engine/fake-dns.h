/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* A DNS server on the loopback that misbehaves as the first label of the name asks it to, over UDP
 * and TCP. It answers what is asked over TCP, "alias" and "ok" with A 192.0.2.7. */

#pragma once

#include <check.h>
#include <glib.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
	gint udp;
	gint tcp;
	gint stop[2]; /* a pipe */
	guint16 port;
	gint n_udp; /* questions that came; atomic */
	gint held;  /* a connection that is kept and not answered; or -1 */
	GThread *thread;
} FakeDns;

typedef struct {
	guint8 octets[2048];
	gsize size;
} FakeMessage;

static const guint8 FAKE_ADDRESS[] = {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7};

static void
fake_append(FakeMessage *self, const void *data, gsize size)
{
	memcpy(self->octets + self->size, data, size);
	self->size += size;
}

/* Where the question ends. */
static gsize
fake_question_end(const guint8 *query, gsize size)
{
	gsize at = 12;

	while (at < size && query[at] != 0)
		at += 1 + (gsize)query[at];
	return MIN(at + 5, size);
}

static gboolean
fake_is(const guint8 *query, const gchar *label)
{
	return query[12] == strlen(label) && memcmp(query + 13, label, query[12]) == 0;
}

/* "alias" leads to "ok", of which the message says nothing. */
static void
fake_add_alias(FakeMessage *self)
{
	static const guint8 ALIAS[] = {0xc0, 12, 0, 5, 0,   1,	 0,    0, 0,
				       30,   0,	 5, 2, 'o', 'k', 0xc0, 18};

	fake_append(self, ALIAS, sizeof ALIAS);
}

/* Fills @reply; empty: nothing is sent. */
static void
fake_reply(const guint8 *query, gsize size, gboolean is_tcp, FakeMessage *reply)
{
	static const struct {
		const gchar *label;
		guint8 code;
	} CODES[] = {{"servfail", 2}, {"notimp", 4}, {"refused", 5}};
	const gboolean has_edns = query[11] != 0;

	reply->size = 0;
	if (fake_is(query, "silent") ||
	    (is_tcp && (fake_is(query, "tcpsilent") || fake_is(query, "tcpcloses"))))
		return;
	fake_append(reply, query, fake_question_end(query, size));
	memcpy(reply->octets + 2, "\x81\x80\0\1\0\0\0\0\0\0", 10);
	for (gsize i = 0; i < G_N_ELEMENTS(CODES); i++)
		if (fake_is(query, CODES[i].label)) {
			reply->octets[3] |= CODES[i].code;
			return;
		}
	if (fake_is(query, "noedns") && has_edns) {
		memcpy(reply->octets + 2, "\x80\x01\0\0", 4);
		reply->size = 12;
		return;
	}
	if (!is_tcp && (fake_is(query, "trunc") || fake_is(query, "tcpsilent") ||
			fake_is(query, "tcpcloses") || fake_is(query, "tcpgarbage"))) {
		reply->octets[2] |= 2;
		return;
	}
	if (fake_is(query, "garbage") || fake_is(query, "tcpgarbage"))
		memset(reply->octets, 0xa5, reply->size);
	else if (fake_is(query, "short"))
		reply->size = 7;
	else if (fake_is(query, "wrongid"))
		reply->octets[1] ^= 1;
	else if (fake_is(query, "wrongname"))
		reply->octets[14] = 'x';
	else if (fake_is(query, "noanswer"))
		reply->octets[2] = 0;
	reply->octets[7] = 1;
	if (fake_is(query, "alias"))
		fake_add_alias(reply);
	else
		fake_append(reply, FAKE_ADDRESS, fake_is(query, "cut") ? 13 : 16);
}

static void
fake_serve_udp(FakeDns *self)
{
	guint8 query[2048];
	struct sockaddr_in from;
	socklen_t length = sizeof from;
	const gssize size =
	    recvfrom(self->udp, query, sizeof query, 0, (struct sockaddr *)&from, &length);
	FakeMessage reply;

	if (size < 17)
		return;
	g_atomic_int_inc(&self->n_udp);
	fake_reply(query, (gsize)size, FALSE, &reply);
	/* a forged answer arrives first */
	if (fake_is(query, "late")) {
		FakeMessage forged = reply;

		forged.octets[1] ^= 1;
		forged.octets[forged.size - 1] = 66;
		sendto(self->udp, forged.octets, forged.size, 0, (struct sockaddr *)&from, length);
	}
	if (reply.size > 0)
		sendto(self->udp, reply.octets, reply.size, 0, (struct sockaddr *)&from, length);
}

static void
fake_serve_tcp(FakeDns *self)
{
	const struct timeval patience = {.tv_sec = 1};
	const gint fd = accept(self->tcp, NULL, NULL);
	guint8 query[2050];
	FakeMessage reply;
	gssize size;

	if (fd < 0)
		return;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	size = recv(fd, query, sizeof query, 0);
	if (size > 19) {
		guint8 prefix[2];

		fake_reply(query + 2, (gsize)size - 2, TRUE, &reply);
		prefix[0] = (guint8)(reply.size >> 8);
		prefix[1] = (guint8)reply.size;
		/* in pieces, as networks do */
		if (reply.size > 0) {
			send(fd, prefix, 1, MSG_NOSIGNAL);
			send(fd, prefix + 1, 1, MSG_NOSIGNAL);
			send(fd, reply.octets, reply.size, MSG_NOSIGNAL);
		}
	}
	if (self->held < 0 && size > 19 && fake_is(query + 2, "tcpsilent"))
		self->held = fd;
	else
		close(fd);
}

static gpointer
fake_run(gpointer data)
{
	FakeDns *self = data;
	struct pollfd polled[] = {
	    {self->udp, POLLIN, 0}, {self->tcp, POLLIN, 0}, {self->stop[0], POLLIN, 0}};

	while (poll(polled, 3, -1) >= 0 && polled[2].revents == 0) {
		if (polled[0].revents != 0)
			fake_serve_udp(self);
		if (polled[1].revents != 0)
			fake_serve_tcp(self);
	}
	return NULL;
}

static inline FakeDns *
fake_dns_start(void)
{
	FakeDns *self = g_new0(FakeDns, 1);
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t length = sizeof address;

	address.sin_addr.s_addr = g_htonl(INADDR_LOOPBACK);
	for (guint i = 0; i < 20; i++) { /* a port that is free for both */
		address.sin_port = 0;
		self->udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		self->tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		ck_assert_int_eq(bind(self->udp, (struct sockaddr *)&address, sizeof address), 0);
		getsockname(self->udp, (struct sockaddr *)&address, &length);
		if (bind(self->tcp, (struct sockaddr *)&address, sizeof address) == 0)
			break;
		close(self->udp);
		close(self->tcp);
	}
	ck_assert_int_eq(listen(self->tcp, 32), 0);
	ck_assert_int_eq(pipe(self->stop), 0);
	self->port = g_ntohs(address.sin_port);
	self->held = -1;
	self->thread = g_thread_new("fake-dns", fake_run, self);
	return self;
}

static inline void
fake_dns_stop(FakeDns *self)
{
	ck_assert_int_eq(write(self->stop[1], "x", 1), 1);
	g_thread_join(self->thread);
	if (self->held >= 0)
		close(self->held);
	close(self->udp);
	close(self->tcp);
	close(self->stop[0]);
	close(self->stop[1]);
	g_free(self);
}
