/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/auth.h"

#include "tests/test-main.h"

#include <string.h>

#define FROM "From: Ann <ann@example.com>\n"
#define RECEIVED "Received: from a by b; Thu, 22 Aug 2002 12:36:23 +0000\n"
#define AR "Authentication-Results: "

static const gchar *const trusted[] = {"mx.example.net", "backup.example.net", NULL};
static const gchar *const nameless[] = {"", NULL};
static const gchar *const nobody[] = {NULL};

static HanteiAuth *
auth_of(const gchar *fields, const gchar *const *ids)
{
	g_autofree gchar *text = g_strconcat(fields, "\nbody\n", NULL);
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	g_autoptr(HanteiMessage) message = hantei_message_new_from_bytes(bytes, NULL);

	ck_assert_ptr_nonnull(message);
	return hantei_auth_new_from_headers(message, ids, NULL);
}

static void
describe_check(GString *out, const gchar *name, const HanteiAuthCheck *check)
{
	if (!check->is_known) {
		ck_assert(check->domain == NULL && check->result == 0 && check->aligned == 0);
		return;
	}
	g_string_append_printf(out, " %s=%s", name, hantei_auth_result_to_string(check->result));
	if (check->domain != NULL)
		g_string_append_printf(out, ":%s", check->domain);
	g_string_append(out, &"?\0-\0+"[2 * check->aligned]);
}

/* "STATE spf=pass:DOMAIN+ ..."; '+' aligned, '-' not, '?' maybe; then what is not believed. */
static gchar *
describe(const HanteiAuth *auth)
{
	static const gchar *const states[] = {"unknown", "unreadable", "known"};
	GString *out = g_string_new(states[auth->state]);

	describe_check(out, "spf", &auth->spf);
	for (guint i = 0; i < auth->dkim->len; i++) {
		const HanteiAuthDkim *dkim = g_ptr_array_index(auth->dkim, i);

		g_string_append_printf(
		    out, " dkim=%s:%s/%s%s", hantei_auth_result_to_string(dkim->result),
		    dkim->domain != NULL ? dkim->domain : "",
		    dkim->selector != NULL ? dkim->selector : "", &"?\0-\0+"[2 * dkim->aligned]);
	}
	describe_check(out, "dmarc", &auth->dmarc);
	describe_check(out, "arc", &auth->arc);
	for (guint i = 0; i < auth->untrusted->len; i++) {
		const HanteiAuthField *untrusted = g_ptr_array_index(auth->untrusted, i);

		g_string_append_printf(out, " [%s%s%s: %s]", untrusted->claims_trusted ? "!" : "",
				       untrusted->is_unreadable ? "x" : "",
				       untrusted->authserv_id != NULL ? untrusted->authserv_id
								      : "-",
				       untrusted->is_unreadable ? "..." : untrusted->text);
	}
	return g_string_free(out, FALSE);
}

static const struct {
	const gchar *name;
	const gchar *fields;
	const gchar *const *ids;
	const gchar *expected;
} mails[] = {
    {"no field is unknown, not fail", RECEIVED FROM, trusted, "unknown"},
    {"nobody trusted", AR "mx.example.net; spf=pass\n" RECEIVED FROM, nobody,
     "unknown [mx.example.net: spf=pass]"},
    {"no list at all", AR "mx.example.net; spf=pass\n" RECEIVED FROM, NULL,
     "unknown [mx.example.net: spf=pass]"},
    {"one field with all",
     AR "mx.example.net; spf=pass smtp.mailfrom=b@bounce.example.com;\n"
	" dkim=pass header.d=Example.COM header.s=s1; dkim=fail header.i=@other.example;\n"
	" dmarc=pass (p=reject) header.from=example.com; arc=none\n" RECEIVED FROM,
     trusted,
     "known spf=pass:bounce.example.com+ dkim=pass:example.com/s1+ "
     "dkim=fail:other.example/- dmarc=pass:example.com+ arc=none?"},
    {"case of the name is ignored", AR "MX.Example.NET 1; spf=fail\n" RECEIVED FROM, trusted,
     "known spf=fail?"},
    {"a name is compared as a whole",
     AR "mx.example.net.evil.example; spf=pass\n" AR "example.net; spf=pass\n" AR
	"(mx.example.net) evil.example; spf=pass\n" RECEIVED FROM,
     trusted,
     "unknown [mx.example.net.evil.example: spf=pass] [example.net: spf=pass] "
     "[evil.example: spf=pass]"},
    {"the name and nothing done", AR "mx.example.net; none\n" RECEIVED FROM, trusted, "known"},
    {"one field a method, above the first Received",
     AR "mx.example.net; dmarc=fail header.from=example.com\nX-Y: z\n" AR
	"mx.example.net; dkim=none\n" AR "backup.example.net; spf=neutral\n" RECEIVED AR
	"mx.example.net; arc=pass\n" FROM,
     trusted,
     "known spf=neutral? dkim=none:/? dmarc=fail:example.com? [!mx.example.net: arc=pass]"},
    {"the topmost that speaks of a method counts",
     AR "mx.example.net; dkim=fail header.d=a.example\n" AR
	"mx.example.net; dkim=pass header.d=example.com; spf=pass\n" RECEIVED FROM,
     trusted, "known spf=pass? dkim=fail:a.example/-"},
    {"Gmail's order: what follows may be the sender's",
     RECEIVED AR "mx.example.net; spf=fail\n" AR
		 "mx.example.net; dmarc=pass header.from=example.com\n" RECEIVED FROM,
     trusted, "known spf=fail? [!mx.example.net: dmarc=pass]"},
    {"without Received, too",
     AR "mx.example.net; spf=fail\n" AR "mx.example.net; dmarc=pass\n" FROM, trusted,
     "known spf=fail? [!mx.example.net: dmarc=pass]"},
    {"forged under a Received of the sender's own",
     RECEIVED AR "mx.example.net; spf=fail\n" RECEIVED AR
		 "backup.example.net; dmarc=pass\n" RECEIVED FROM,
     trusted, "known spf=fail? [!backup.example.net: dmarc=pass]"},
    {"others above do not hide it",
     AR "relay.example.org; spf=pass\n" RECEIVED AR "mx.example.net; spf=softfail\n" FROM, trusted,
     "known spf=softfail? [relay.example.org: spf=pass]"},
    {"an unreadable field is a border still",
     RECEIVED AR "mx.example.net; spf=fail (x\n" RECEIVED AR "mx.example.net; spf=pass\n" FROM,
     trusted, "unreadable [xmx.example.net: ...] [!mx.example.net: spf=pass]"},
    {"an unreadable field beside a readable one",
     AR "mx.example.net; spf\n" AR "mx.example.net; dkim=none\n" RECEIVED FROM, trusted,
     "known dkim=none:/? [xmx.example.net: ...]"},
    {"a name is seen before an open comment",
     AR "mx.example.net (x; spf=fail\n" RECEIVED AR "mx.example.net; spf=pass\n" FROM, trusted,
     "unreadable [xmx.example.net: ...] [!mx.example.net: spf=pass]"},
    {"Microsoft's, not trusted", RECEIVED AR "spf=pass smtp.mailfrom=example.com\n" FROM, trusted,
     "unknown [-: spf=pass]"},
    {"Microsoft's, trusted",
     RECEIVED AR "spf=pass (x) smtp.mailfrom=example.com; dkim=none (message not signed)\n"
		 " header.d=none;dmarc=bestguesspass action=none header.from=example.com\n" FROM,
     nameless, "known spf=pass:example.com+ dkim=none:/? dmarc=none:example.com?"},
    {"no name and unreadable is nobody's", RECEIVED AR ";;(\n" FROM, nameless, "unknown [x-: ...]"},
    {"a result in a comment is none", AR "mx.example.net; spf=pass (; dmarc=pass)\n" RECEIVED FROM,
     trusted, "known spf=pass?"},
    {"a later version of a method is not understood",
     AR "mx.example.net; dkim/2=pass header.d=example.com\n" RECEIVED FROM, trusted, "known"},
    {"of two SPF results the envelope sender's",
     AR "mx.example.net; spf=pass smtp.helo=mail.example.com; spf=fail "
	"smtp.mailfrom=a@example.com\n" RECEIVED FROM,
     trusted, "known spf=fail:example.com+"},
    {"the null sender's domain is HELO's",
     AR "mx.example.net; spf=pass smtp.mailfrom=<> smtp.helo=mail.example.com\n" RECEIVED FROM,
     trusted, "known spf=pass:mail.example.com+"},
    {"no From: nobody to align with",
     AR "mx.example.net; dkim=pass header.d=example.com\n" RECEIVED, trusted,
     "known dkim=pass:example.com/?"},
};

START_TEST(mail_is_known_as_far_as_trusted)
{
	g_autoptr(HanteiAuth) auth = auth_of(mails[_i].fields, mails[_i].ids);
	g_autofree gchar *got = describe(auth);

	ck_assert_msg(strcmp(got, mails[_i].expected) == 0, "%s: got \"%s\", expected \"%s\"",
		      mails[_i].name, got, mails[_i].expected);
}
END_TEST

static const struct {
	const gchar *domain;
	HanteiAuthAligned aligned;
} domains[] = {
    {"example.com", HANTEI_AUTH_ALIGNED_YES},
    {"EXAMPLE.com.", HANTEI_AUTH_ALIGNED_YES},
    {"news.example.com", HANTEI_AUTH_ALIGNED_YES},
    {"@example.com", HANTEI_AUTH_ALIGNED_YES},
    {"badexample.com", HANTEI_AUTH_ALIGNED_NO},
    {"com", HANTEI_AUTH_ALIGNED_NO},
    {"example.com.evil.org", HANTEI_AUTH_ALIGNED_NO},
    {"example.net", HANTEI_AUTH_ALIGNED_NO},
    {"example.net(.example.com", HANTEI_AUTH_ALIGNED_MAYBE},	 /* cannot be parsed */
    {"\"example.net;.example.com\"", HANTEI_AUTH_ALIGNED_MAYBE}, /* no domain */
};

START_TEST(alignment_is_told_from_names)
{
	g_autofree gchar *fields = g_strdup_printf(
	    AR "mx.example.net; dkim=pass header.d=%s\n" RECEIVED FROM, domains[_i].domain);
	g_autoptr(HanteiAuth) auth = auth_of(fields, trusted);
	const HanteiAuthDkim none = {0};
	const HanteiAuthDkim *dkim = auth->dkim->len > 0 ? g_ptr_array_index(auth->dkim, 0) : &none;

	ck_assert_msg(dkim->aligned == domains[_i].aligned, "%s: %d", domains[_i].domain,
		      dkim->aligned);
	ck_assert_int_eq(hantei_auth_dkim_passes(auth, TRUE),
			 domains[_i].aligned == HANTEI_AUTH_ALIGNED_YES);
	ck_assert_int_eq(hantei_auth_dkim_passes(auth, FALSE), auth->dkim->len > 0);
}
END_TEST

START_TEST(siblings_may_be_aligned)
{
	g_autoptr(HanteiAuth) auth =
	    auth_of(AR "mx.example.net; dkim=pass header.d=a.example.com\n" RECEIVED
		       "From: x@b.example.com\n",
		    trusted);
	const HanteiAuthDkim *dkim = g_ptr_array_index(auth->dkim, 0);

	ck_assert_int_eq(dkim->aligned, HANTEI_AUTH_ALIGNED_MAYBE);
}
END_TEST

START_TEST(believed_names_are_told_once)
{
	g_autoptr(HanteiAuth) auth =
	    auth_of(AR "MX.example.net; spf=pass\n" AR "backup.example.net; dkim=none\n" AR
		       "mx.example.net; dmarc=none\n" RECEIVED FROM,
		    trusted);
	g_autofree gchar *names = g_strjoinv(" ", auth->trusted);

	ck_assert_str_eq(names, "mx.example.net backup.example.net");
}
END_TEST

START_TEST(thousands_of_fields_are_cut_short)
{
	g_autoptr(GString) fields = g_string_new(RECEIVED);
	g_autoptr(HanteiAuth) auth = NULL;

	for (guint i = 0; i < 5000; i++)
		g_string_append(fields, AR "evil.example; spf=pass\n");
	g_string_append(fields, FROM);
	auth = auth_of(fields->str, trusted);
	ck_assert_int_eq(auth->state, HANTEI_AUTH_STATE_UNKNOWN);
	ck_assert_uint_le(auth->untrusted->len, 50);
}
END_TEST

static Suite *
auth_suite(void)
{
	Suite *suite = suite_create("auth");
	TCase *tcase = tcase_create("auth");

	tcase_add_loop_test(tcase, mail_is_known_as_far_as_trusted, 0, G_N_ELEMENTS(mails));
	tcase_add_loop_test(tcase, alignment_is_told_from_names, 0, G_N_ELEMENTS(domains));
	tcase_add_test(tcase, siblings_may_be_aligned);
	tcase_add_test(tcase, believed_names_are_told_once);
	tcase_add_test(tcase, thousands_of_fields_are_cut_short);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(auth_suite());
}
