/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* The server resolver and the zone resolver against each other, through nsd on the loopback. */

#include "engine/dns/server-resolver.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "engine/dns/zone-resolver.h"
#include "tests/engine/dns-battery.h"
#include "tests/engine/fake-dns.h"
#include "tests/test-main.h"

/* Two zones of one server, which knows nothing else. */
#define ZONE_A \
	"$ORIGIN a.test.\n" \
	"$TTL 300\n" \
	"@ SOA ns hm 1 2 3 4 30\n" \
	"@ NS ns\n" \
	"ns A 127.0.0.1\n" \
	"to CNAME x.b.test.\n" \
	"no CNAME y.b.test.\n" \
	"type CNAME x.b.test.\n" \
	"out CNAME x.other.\n"

#define ZONE_B \
	"$ORIGIN b.test.\n" \
	"$TTL 200\n" \
	"@ SOA ns hm 1 2 3 4 60\n" \
	"@ NS ns\n" \
	"ns A 127.0.0.1\n" \
	"x TXT \"x\"\n"

typedef struct {
	gchar *folder;
	GSubprocess *process;
	HanteiServerResolver *resolver;
} Nsd;

static gchar *
find_nsd(void)
{
	gchar *path = g_find_program_in_path("nsd");

	if (path == NULL && g_file_test("/usr/sbin/nsd", G_FILE_TEST_IS_EXECUTABLE))
		path = g_strdup("/usr/sbin/nsd");
	if (path == NULL)
		g_printerr("nsd is not installed: skipped\n");
	return path;
}

static void
write_zone(const Nsd *self, const gchar *name, const gchar *text, GString *conf)
{
	g_autofree gchar *file = g_strdup_printf("zone-%s", name);
	g_autofree gchar *path = g_build_filename(self->folder, file, NULL);

	ck_assert(g_file_set_contents(path, text, -1, NULL));
	g_string_append_printf(conf, "zone:\n  name: \"%s\"\n  zonefile: \"%s\"\n", name, file);
}

/* @zones: name, text, name, text, …, NULL. Waits until it answers. Returns: FALSE without nsd. */
static gboolean
nsd_start(Nsd *self, const gchar *const *zones)
{
	g_autofree gchar *program = find_nsd();
	g_autoptr(GString) conf = g_string_new(NULL);
	g_autofree gchar *path = NULL;
	g_autofree gchar *server = NULL;
	FakeDns *free_port;
	guint port;

	if (program == NULL)
		return FALSE;
	free_port = fake_dns_start();
	port = free_port->port;
	fake_dns_stop(free_port);
	self->folder = g_dir_make_tmp("nsd-XXXXXX", NULL);
	g_string_append_printf(conf,
			       "server:\n  ip-address: 127.0.0.1@%u\n  port: %u\n"
			       "  username: \"\"\n  chroot: \"\"\n  zonesdir: \"%s\"\n"
			       "  database: \"\"\n  pidfile: \"%s/pid\"\n  logfile: \"%s/log\"\n"
			       "  xfrdfile: \"%s/xfrd\"\n  zonelistfile: \"%s/list\"\n"
			       "  server-count: 1\nremote-control:\n  control-enable: no\n",
			       port, port, self->folder, self->folder, self->folder, self->folder,
			       self->folder);
	for (guint i = 0; zones[i] != NULL; i += 2)
		write_zone(self, zones[i], zones[i + 1], conf);
	path = g_build_filename(self->folder, "conf", NULL);
	ck_assert(g_file_set_contents(path, conf->str, -1, NULL));
	self->process =
	    g_subprocess_new(G_SUBPROCESS_FLAGS_NONE, NULL, program, "-d", "-c", path, NULL);
	ck_assert(self->process != NULL);
	server = g_strdup_printf("127.0.0.1:%u", port);
	self->resolver = hantei_server_resolver_new(server, NULL);
	for (guint i = 0; i < 200; i++) {
		g_autoptr(HanteiDnsAnswer) answer = hantei_resolver_lookup(
		    HANTEI_RESOLVER(self->resolver), zones[0][0] == '.' ? "test" : zones[0],
		    HANTEI_DNS_TYPE_SOA, NULL);

		if (hantei_dns_answer_is_known(answer))
			return TRUE;
		g_usleep(50000);
	}
	ck_abort_msg("nsd does not answer: see %s/log", self->folder);
	return FALSE;
}

static void
nsd_stop(Nsd *self)
{
	g_autoptr(GDir) dir = g_dir_open(self->folder, 0, NULL);
	const gchar *name;

	g_subprocess_send_signal(self->process, 15);
	g_subprocess_wait(self->process, NULL, NULL);
	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree gchar *path = g_build_filename(self->folder, name, NULL);

		g_unlink(path);
	}
	g_rmdir(self->folder);
	g_free(self->folder);
	g_object_unref(self->process);
	g_object_unref(self->resolver);
}

START_TEST(a_server_answers_as_the_zone_file_does)
{
	const gchar *const zones[] = {".", BATTERY_ZONE, NULL};
	Nsd nsd;

	if (!nsd_start(&nsd, zones))
		return;
	battery_run(HANTEI_RESOLVER(nsd.resolver));
	nsd_stop(&nsd);
}
END_TEST

/* An answer too large for a datagram comes over TCP from the server, and the zone resolver says
 * that it would. */
START_TEST(large_answers_come_over_tcp)
{
	g_autoptr(GString) text = g_string_new("$ORIGIN big.test.\n$TTL 60\n@ SOA ns hm 1 2 3 4 5\n"
					       "@ NS ns\nns A 127.0.0.1\n");
	g_autoptr(HanteiZoneResolver) zone = hantei_zone_resolver_new();
	Nsd nsd;

	for (guint i = 0; i < 20; i++) {
		g_autofree gchar *fill = g_strnfill(200, 'x');

		g_string_append_printf(text, "a TXT \"%02u%s\"\n", i, fill);
	}
	ck_assert(hantei_zone_resolver_add_text(zone, "z", text->str, text->len, NULL));
	if (!nsd_start(&nsd, (const gchar *const[]){"big.test", text->str, NULL}))
		return;
	{
		HanteiResolver *both[] = {HANTEI_RESOLVER(nsd.resolver), HANTEI_RESOLVER(zone)};
		g_autoptr(HanteiDnsAnswer) one =
		    hantei_resolver_lookup(both[0], "a.big.test", HANTEI_DNS_TYPE_TXT, NULL);
		g_autoptr(HanteiDnsAnswer) other =
		    hantei_resolver_lookup(both[1], "a.big.test", HANTEI_DNS_TYPE_TXT, NULL);
		g_autofree gchar *text_one = battery_describe(one);
		g_autofree gchar *text_other = battery_describe(other);

		ck_assert(one->is_tcp && other->is_tcp);
		ck_assert(strcmp(text_one, text_other) == 0);
		ck_assert_uint_ge(one->wire_bytes, other->wire_bytes); /* it adds its NS */
		ck_assert_uint_le(one->wire_bytes, other->wire_bytes + 100);
	}
	nsd_stop(&nsd);
}
END_TEST

/* nsd does not go from one of its zones to the other: what it leaves open is asked for. */
START_TEST(aliases_are_followed_across_zones)
{
	static const BatteryRow ROWS[] = {
	    {"found", "to.a.test", HANTEI_DNS_TYPE_TXT, "ok 200 <x.b.test> [x]"},
	    {"no such name", "no.a.test", HANTEI_DNS_TYPE_TXT, "nxdomain 60 <y.b.test>"},
	    {"no such type", "type.a.test", HANTEI_DNS_TYPE_A, "nodata 60 <x.b.test>"},
	    {"not of this server", "out.a.test", HANTEI_DNS_TYPE_A, "refused"},
	    {"no alias", "x.other", HANTEI_DNS_TYPE_A, "refused"},
	};
	Nsd nsd;

	if (!nsd_start(&nsd, (const gchar *const[]){"a.test", ZONE_A, "b.test", ZONE_B, NULL}))
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(HanteiDnsAnswer) answer = hantei_resolver_lookup(
		    HANTEI_RESOLVER(nsd.resolver), ROWS[i].asked, ROWS[i].type, NULL);
		g_autofree gchar *text = battery_describe(answer);

		ck_assert_msg(strcmp(text, ROWS[i].answer) == 0, "%s: %s", ROWS[i].name, text);
	}
	nsd_stop(&nsd);
}
END_TEST

static Suite *
real_dns_suite(void)
{
	Suite *suite = suite_create("real-dns");
	TCase *tcase = tcase_create("real-dns");

	tcase_add_test(tcase, a_server_answers_as_the_zone_file_does);
	tcase_add_test(tcase, large_answers_come_over_tcp);
	tcase_add_test(tcase, aliases_are_followed_across_zones);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(real_dns_suite());
}
