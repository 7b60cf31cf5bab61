/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/dns/server-resolver.h"

#include <glib/gstdio.h>

#include "engine/dns/exchange.h"
#include "tests/engine/dns-battery.h"
#include "tests/engine/fake-dns.h"
#include "tests/test-main.h"

static HanteiServerResolver *
resolver_at(guint port)
{
	g_autofree gchar *text = g_strdup_printf("127.0.0.1:%u", port);
	g_autoptr(GError) error = NULL;
	HanteiServerResolver *resolver = hantei_server_resolver_new(text, &error);

	ck_assert_msg(resolver != NULL, "%s", error == NULL ? "" : error->message);
	return resolver;
}

/* What the fake server does, and what comes of it within short limits. */
static const struct {
	const gchar *name;
	const gchar *answer;
	const gchar *detail; /* holds this; or NULL */
} LIES[] = {
    {"ok.test", "ok 60 <> 192.0.2.7", NULL},
    {"OK.test", "ok 60 <> 192.0.2.7", NULL},
    {"servfail.test", "servfail", "answered SERVFAIL"},
    {"refused.test", "refused", "answered REFUSED"},
    {"notimp.test", "servfail", "answered NOTIMP"},
    {"trunc.test", "ok 60 <> 192.0.2.7", NULL},
    {"noedns.test", "ok 60 <> 192.0.2.7", NULL},
    {"alias.test", "ok 30 <ok.test> 192.0.2.7", NULL},
    {"late.test", "ok 60 <> 192.0.2.7", NULL},
    {"garbage.test", "timeout", "gave no answer in "},
    {"short.test", "timeout", "gave no answer in "},
    {"wrongid.test", "timeout", "gave no answer in "},
    {"wrongname.test", "timeout", "gave no answer in "},
    {"noanswer.test", "timeout", "gave no answer in "},
    {"silent.test", "timeout", "gave no answer in "},
    {"cut.test", "servfail", "answered what cannot be read"},
    {"tcpgarbage.test", "servfail", "answered what cannot be read"},
    {"tcpcloses.test", "timeout", "cannot be reached over TCP: Connection reset"},
    {"tcpsilent.test", "timeout", "gave no answer in 2000 ms over TCP"},
};

START_TEST(lies_become_failures)
{
	FakeDns *fake = fake_dns_start();
	g_autoptr(HanteiServerResolver) resolver = resolver_at(fake->port);
	g_autoptr(HanteiDnsAnswer) answer = NULL;
	g_autofree gchar *text = NULL;
	const gboolean is_lost = g_strcmp0(LIES[_i].detail, "gave no answer in ") == 0;

	/* long where something comes, for machines that are busy */
	if (strcmp(LIES[_i].name, "tcpsilent.test") == 0)
		hantei_server_resolver_set_limits(resolver, 2000, 1, 20000);
	else
		hantei_server_resolver_set_limits(resolver, is_lost ? 30 : 10000, 2, 20000);
	answer = hantei_resolver_lookup(HANTEI_RESOLVER(resolver), LIES[_i].name, HANTEI_DNS_TYPE_A,
					NULL);
	text = battery_describe(answer);
	ck_assert_msg(strcmp(text, LIES[_i].answer) == 0, "%s: %s (%s)", LIES[_i].name, text,
		      answer->detail == NULL ? "" : answer->detail);
	if (LIES[_i].detail != NULL)
		ck_assert_msg(strstr(answer->detail, LIES[_i].detail) != NULL, "%s: %s",
			      LIES[_i].name, answer->detail);
	ck_assert_int_eq(answer->is_tcp, strcmp(LIES[_i].name, "trunc.test") == 0);
	while (is_lost && g_atomic_int_get(&fake->n_udp) < 2)
		g_usleep(1000); /* both tries lie in its socket */
	fake_dns_stop(fake);
}
END_TEST

/* More questions than may be on their way at once, half of them never answered. */
START_TEST(many_are_asked_at_once)
{
	enum {
		N = 50
	};
	FakeDns *fake = fake_dns_start();
	g_autoptr(HanteiServerResolver) resolver = resolver_at(fake->port);
	HanteiQuestion questions[N];
	HanteiDnsAnswer *answers[N];

	for (guint i = 0; i < N; i++)
		questions[i] =
		    (HanteiQuestion){i % 2 == 0 ? "ok.test" : "silent.test", HANTEI_DNS_TYPE_A};
	hantei_server_resolver_set_limits(resolver, 1500, 1, 60000);
	hantei_resolver_lookup_all(HANTEI_RESOLVER(resolver), questions, N, answers, NULL);
	for (guint i = 0; i < N; i++) {
		ck_assert_int_eq(answers[i]->status,
				 i % 2 == 0 ? HANTEI_DNS_OK : HANTEI_DNS_TIMEOUT);
		hantei_dns_answer_unref(answers[i]);
	}
	fake_dns_stop(fake);
}
END_TEST

/* The time for all ends those that wait and those that were not begun. */
START_TEST(the_whole_has_a_limit)
{
	enum {
		N = 40
	};
	FakeDns *fake = fake_dns_start();
	g_autoptr(HanteiServerResolver) resolver = resolver_at(fake->port);
	HanteiQuestion questions[N];
	HanteiDnsAnswer *answers[N];

	for (guint i = 0; i < N; i++)
		questions[i] = (HanteiQuestion){"silent.test", HANTEI_DNS_TYPE_A};
	hantei_server_resolver_set_limits(resolver, 600000, 3, 50);
	hantei_resolver_lookup_all(HANTEI_RESOLVER(resolver), questions, N, answers, NULL);
	for (guint i = 0; i < N; i++) {
		ck_assert_int_eq(answers[i]->status, HANTEI_DNS_TIMEOUT);
		ck_assert(strstr(answers[i]->detail, "50 ms there are for all") != NULL);
		hantei_dns_answer_unref(answers[i]);
	}
	fake_dns_stop(fake);
}
END_TEST

static gpointer
cancel_when_asked(gpointer data)
{
	gpointer *both = data;
	FakeDns *fake = both[0];

	while (g_atomic_int_get(&fake->n_udp) == 0)
		g_usleep(1000);
	g_cancellable_cancel(both[1]);
	return NULL;
}

START_TEST(waiting_can_be_cancelled)
{
	FakeDns *fake = fake_dns_start();
	g_autoptr(HanteiServerResolver) resolver = resolver_at(fake->port);
	g_autoptr(GCancellable) cancellable = g_cancellable_new();
	g_autoptr(HanteiDnsAnswer) answer = NULL;
	gpointer both[] = {fake, cancellable};
	GThread *thread = g_thread_new("cancel", cancel_when_asked, both);

	hantei_server_resolver_set_limits(resolver, 600000, 1, 600000);
	answer = hantei_resolver_lookup(HANTEI_RESOLVER(resolver), "silent.test", HANTEI_DNS_TYPE_A,
					cancellable);
	ck_assert_int_eq(answer->status, HANTEI_DNS_NOT_ASKED);
	g_thread_join(thread);
	fake_dns_stop(fake);
}
END_TEST

static void
add_server(GPtrArray *servers, guint port)
{
	HanteiDnsServer *server = g_new0(HanteiDnsServer, 1);
	struct sockaddr_in *address = (struct sockaddr_in *)&server->address;

	address->sin_family = AF_INET;
	address->sin_addr.s_addr = g_htonl(INADDR_LOOPBACK);
	address->sin_port = g_htons(port);
	server->length = sizeof *address;
	server->text = (gchar *)"127.0.0.1";
	g_ptr_array_add(servers, server);
}

/* A port nobody listens at, then one who answers; SERVFAIL too sends on to the next. */
START_TEST(the_next_server_is_asked)
{
	FakeDns *fake = fake_dns_start();
	FakeDns *gone = fake_dns_start();
	g_autoptr(GPtrArray) servers = g_ptr_array_new_with_free_func(g_free);
	const HanteiExchange exchange = {servers, 10000, 2, 30000};
	const HanteiQuestion questions[] = {{"ok.test", HANTEI_DNS_TYPE_A},
					    {"servfail.test", HANTEI_DNS_TYPE_A}};
	HanteiDnsAnswer *answers[2] = {NULL};

	add_server(servers, gone->port);
	add_server(servers, fake->port);
	fake_dns_stop(gone);
	hantei_exchange_run(&exchange, questions, 2, answers, NULL);
	ck_assert_int_eq(answers[0]->status, HANTEI_DNS_OK);
	ck_assert(answers[0]->detail == NULL);
	ck_assert_int_eq(answers[1]->status, HANTEI_DNS_SERVFAIL);
	ck_assert_int_eq(g_atomic_int_get(&fake->n_udp), 2);
	for (guint i = 0; i < 2; i++)
		hantei_dns_answer_unref(answers[i]);
	fake_dns_stop(fake);
}
END_TEST

START_TEST(a_closed_port_is_told)
{
	FakeDns *gone = fake_dns_start();
	g_autoptr(HanteiServerResolver) resolver = resolver_at(gone->port);
	g_autoptr(HanteiDnsAnswer) answer = NULL;

	fake_dns_stop(gone);
	answer =
	    hantei_resolver_lookup(HANTEI_RESOLVER(resolver), "ok.test", HANTEI_DNS_TYPE_A, NULL);
	ck_assert_int_eq(answer->status, HANTEI_DNS_TIMEOUT);
	ck_assert(strstr(answer->detail, "cannot be reached: Connection refused") != NULL);
}
END_TEST

static const struct {
	const gchar *text;
	gboolean is_right;
} ADDRESSES[] = {
    {"192.0.2.1", TRUE},
    {"127.0.0.1:5301", TRUE},
    {"::1", TRUE},
    {"[::1]", TRUE},
    {"[2001:db8::1]:53", TRUE},
    {"2001:db8::1", TRUE},
    {"dns.example", FALSE},
    {"dns.example:53", FALSE},
    {"localhost", FALSE},
    {"192.0.2.1:", FALSE},
    {"192.0.2.1:0", FALSE},
    {"192.0.2.1:65536", FALSE},
    {"192.0.2.1:53x", FALSE},
    {"[::1]53", FALSE},
    {"[::1", FALSE},
    {"", FALSE},
    {":53", FALSE},
    {"192.0.2", FALSE},
    {"[192.0.2.1]", TRUE},
};

START_TEST(servers_are_named_by_address)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiServerResolver) resolver =
	    hantei_server_resolver_new(ADDRESSES[_i].text, &error);

	ck_assert_msg((resolver != NULL) == ADDRESSES[_i].is_right, "%s", ADDRESSES[_i].text);
	if (resolver == NULL)
		ck_assert(strstr(error->message, ADDRESSES[_i].text) != NULL);
}
END_TEST

static HanteiServerResolver *
resolver_of(const gchar *conf, GError **error)
{
	g_autofree gchar *path = NULL;
	const gint fd = g_file_open_tmp("resolv-XXXXXX", &path, NULL);
	HanteiServerResolver *resolver;

	ck_assert_int_ge(fd, 0);
	g_close(fd, NULL);
	ck_assert(g_file_set_contents(path, conf, -1, NULL));
	resolver = hantei_server_resolver_new_system(path, error);
	g_unlink(path);
	return resolver;
}

START_TEST(the_system_names_its_servers)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiServerResolver) resolver = resolver_of("# by hand\r\n"
							       "search example.com\n"
							       "nameserver\t192.0.2.1 \n"
							       "nameserver 2001:db8::1\n"
							       "options edns0 timeout:1 attempts:2",
							       &error);
	g_autoptr(HanteiServerResolver) empty = resolver_of("", &error);
	g_autoptr(HanteiServerResolver) wrong = NULL;

	ck_assert(resolver != NULL && empty != NULL);
	wrong = resolver_of("\nnameserver dns.example\n", &error);
	ck_assert(wrong == NULL);
	ck_assert(strstr(error->message, ":2: \"dns.example\" is not an address") != NULL);
	g_clear_error(&error);
	wrong = hantei_server_resolver_new_system("/nonexistent/resolv.conf", &error);
	ck_assert(wrong == NULL && error != NULL);
}
END_TEST

static Suite *
server_resolver_suite(void)
{
	Suite *suite = suite_create("server-resolver");
	TCase *tcase = tcase_create("server-resolver");

	tcase_add_loop_test(tcase, lies_become_failures, 0, G_N_ELEMENTS(LIES));
	tcase_add_test(tcase, many_are_asked_at_once);
	tcase_add_test(tcase, the_whole_has_a_limit);
	tcase_add_test(tcase, waiting_can_be_cancelled);
	tcase_add_test(tcase, the_next_server_is_asked);
	tcase_add_test(tcase, a_closed_port_is_told);
	tcase_add_loop_test(tcase, servers_are_named_by_address, 0, G_N_ELEMENTS(ADDRESSES));
	tcase_add_test(tcase, the_system_names_its_servers);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(server_resolver_suite());
}
