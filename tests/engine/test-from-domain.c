/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/from-domain.h"

#include <string.h>

#include "tests/test-main.h"
#include "tokenizer/limits.h"

/* "STATE DOMAIN +note ... [all domains if there is none]" */
static gchar *
describe(const HanteiFromDomain *from)
{
	GString *out = g_string_new(hantei_from_state_to_string(from->state));

	ck_assert((from->state == HANTEI_FROM_OK) == (from->domain != NULL));
	if (from->domain != NULL)
		g_string_append_printf(out, " %s", from->domain);
	for (guint i = 0; i < HANTEI_FROM_NOTE_COUNT; i++)
		if ((from->notes & 1u << i) != 0)
			g_string_append_printf(out, " +%s", hantei_from_note_to_string(i));
	for (guint i = 0; from->domain == NULL && i < from->domains->len; i++)
		g_string_append_printf(out, " [%s]", (gchar *)from->domains->pdata[i]);
	return g_string_free(out, FALSE);
}

#define NUL_ROW(name, value, expected) \
	{ \
		name, value, sizeof value - 1, expected \
	}
#define ROW(name, value, expected) NUL_ROW(name, value, expected)

/* After "Composition Kills" (USENIX Security 2020) and RFC 5322. Each row says what parsers do that
 * are found in the wild, and what ours does. */
static const struct {
	const gchar *name;
	const gchar *fields; /* the whole header */
	gsize length;
	const gchar *expected;
} rows[] = {
    /* all agree */
    ROW("plain", "From: ann@example.com\n", "ok example.com"),
    ROW("with a name", "From: Ann Example <ann@Example.COM>\r\n", "ok example.com"),
    ROW("folded", "From: \"Example, Ann\"\r\n <ann@example.com>\r\n", "ok example.com"),
    /* some take the first field, some the last, strict ones refuse; we have no author domain */
    ROW("two fields",
	"From: a@legit.example\nFrom: b@evil.example\n",
	"several-fields [legit.example] [evil.example]"),
    /* the same: RFC 5322 allows but one, whatever it says */
    ROW("two fields, one domain",
	"From: a@legit.example\nFrom: b@legit.example\n",
	"several-fields [legit.example]"),
    /* some do not take "From :" for From and see the other field only; we see both */
    ROW("a blank before the colon",
	"From : a@legit.example\nFrom: b@evil.example\n",
	"several-fields +blank-before-colon [legit.example] [evil.example]"),
    ROW("only a blank before the colon",
	"From : a@legit.example\nTo: x@y.example\n",
	"ok legit.example +blank-before-colon"),
    /* some take " From:" after another field for a field, RFC 5322 for a fold of it; so do we */
    ROW("a field that is a fold",
	"Subject: x\n From: a@legit.example\nFrom: b@evil.example\n",
	"ok evil.example"),
    /* some then show Sender or Resent-From; DMARC knows From only, and so do we */
    ROW("no From but Sender", "Sender: a@legit.example\nTo: x@y.example\n", "no-field"),
    /* some check the first, some show the last; RFC 9989 5.3.1 ends, we name all */
    ROW("two addresses",
	"From: a@legit.example, b@evil.example\n",
	"several-domains +several-addresses [legit.example] [evil.example]"),
    /* RFC 9989 counts domains, not addresses */
    ROW("two addresses of one domain",
	"From: a@legit.example, b@Legit.example\n",
	"ok legit.example +several-addresses"),
    /* some stop at the empty item, some skip it (RFC 5322 4.4 obs-mbox-list); we skip it */
    ROW("an empty item", "From: ,a@legit.example\n", "ok legit.example +empty-item"),
    ROW("a comma at the end", "From: a@legit.example,\n", "ok legit.example +empty-item"),
    /* some show the name as an address, for it is "a@legit.example" when decoded; it is a name */
    ROW("an encoded word that is an address",
	"From: =?utf-8?B?YUBsZWdpdC5leGFtcGxl?= <b@evil.example>\n",
	"ok evil.example +name-is-address"),
    /* some decode all of the field and then take the first address; encoded words are no addresses
     * (RFC 2047 5) */
    ROW("an encoded word alone", "From: =?utf-8?B?PGFAbGVnaXQuZXhhbXBsZT4=?=\n", "malformed"),
    ROW("encoded words before an address",
	"From: =?utf-8?B?PGFAbGVnaXQuZXhhbXBsZT4=?= b@evil.example\n",
	"malformed"),
    /* some show the name for the address; the address is what stands in <> */
    ROW("a quoted name that is an address",
	"From: \"a@legit.example\" <b@evil.example>\n",
	"ok evil.example +name-is-address"),
    ROW("a quoted name that is its own address",
	"From: \"b@evil.example\" <b@evil.example>\n",
	"ok evil.example"),
    ROW("a name from a list of the same owner",
	"From: \"a@x.evil.example\" <b@evil.example>\n",
	"ok evil.example"),
    /* some take the first address, some the last; "a@b <c@d>" is no address at all */
    ROW("an address before <>",
	"From: a@legit.example <b@evil.example>\n",
	"malformed [legit.example]"),
    ROW("two in <>", "From: <a@legit.example> <b@evil.example>\n", "malformed [legit.example]"),
    ROW("<> in <>", "From: <a@legit.example<b@evil.example>>\n", "malformed [legit.example]"),
    /* some take legit.example, the first of the route; RFC 5322 4.4 says to leave it out */
    ROW("a route",
	"From: <@legit.example,@any.example:b@evil.example>\n",
	"ok evil.example +route"),
    ROW("a route of one", "From: Ann <@legit.example:b@evil.example>\n", "ok evil.example +route"),
    /* some take what follows the first "@", some the last; a quoted "@" is of the local part */
    ROW("a quoted local part with @",
	"From: \"a@legit.example\"@evil.example\n",
	"ok evil.example +quoted-at"),
    ROW("a quoted local part with ,",
	"From: <\"a@legit.example, b\"@evil.example>\n",
	"ok evil.example +quoted-at"),
    /* no parser may take it, and yet some take either */
    ROW("two @", "From: a@legit.example@evil.example\n", "malformed [legit.example]"),
    /* some end the domain at "(", some go on and ask the DNS for legit.example(.evil.example */
    ROW("an open comment in the domain", "From: a@legit.example(.evil.example\n", "malformed"),
    ROW("a comment in the domain", "From: a@legit.example(.evil.example)\n", "ok legit.example"),
    ROW("a comment between labels", "From: <a@legit(x).example>\n", "ok legit.example +comment"),
    ROW("a comment before the domain",
	"From: <a@(b@legit.example)evil.example>\n",
	"ok evil.example +comment"),
    ROW("a comment before @", "From: a(x)@evil.example\n", "ok evil.example +comment"),
    ROW("a comment with an address", "From: (a@legit.example) b@evil.example\n", "ok evil.example"),
    ROW("a comment as the name",
	"From: b@evil.example (Ann <a@legit.example>)\n",
	"ok evil.example"),
    /* C programs end at NUL, others go on */
    NUL_ROW("NUL in the domain", "From: a@legit.example\0.evil.example\n", "nul [legit.example]"),
    NUL_ROW("NUL in the name", "From: A\0nn <a@legit.example>\n", "nul"),
    /* some take the quoted-pair's comma for a separator */
    ROW("a quoted comma outside quotes",
	"From: a@legit.example\\,b@evil.example\n",
	"malformed [legit.example]"),
    /* some take the group's name for the name of its first member; RFC 6854 allows groups */
    ROW("a group", "From: Team: a@legit.example;\n", "ok legit.example +group"),
    ROW("a group of two domains", "From: a@x: b@evil.example;\n", "malformed [x]"),
    ROW("a group and an address",
	"From: Team:a@legit.example;, b@evil.example\n",
	"several-domains +several-addresses +group [legit.example] [evil.example]"),
    ROW("an empty group", "From: undisclosed:;\n", "no-address +group"),
    ROW("an open group", "From: Team: a@legit.example\n", "malformed +group [legit.example]"),
    ROW("a group in a group", "From: A: B: a@legit.example;;\n", "malformed +group"),
    /* some ask the DNS with the dot, some compare with it and do not align */
    ROW("a dot at the end", "From: <a@legit.example.>\n", "ok legit.example +final-dot"),
    ROW("two dots", "From: <a@legit..example>\n", "malformed +final-dot [legit]"),
    ROW("blanks around dots", "From: <a @ legit . example>\n", "ok legit.example +blank"),
    /* some ask the DNS for the octets; RFC 9989 5.3.1 wants A-labels */
    ROW("U-labels", "From: <a@bücher.example>\n", "ok xn--bcher-kva.example +idn"),
    ROW("Latin-1",
	"From: <a@b\xfc"
	"cher.example>\n",
	"bad-domain"),
    ROW("A-labels", "From: <a@XN--BCHER-KVA.example>\n", "ok xn--bcher-kva.example"),
    ROW("an address literal", "From: <a@[192.0.2.1]>\n", "bad-domain"),
    ROW("a name no host may have", "From: <a@legit.example!evil>\n", "bad-domain"),
    ROW("one bad, one good domain",
	"From: <a@legit!.example>, b@evil.example\n",
	"bad-domain +several-addresses [evil.example]"),
    /* no address: some check the envelope instead */
    ROW("nothing", "From:\nTo: x@y.example\n", "no-address"),
    ROW("blanks", "From: \r\n \r\nTo: x@y.example\r\n", "no-address"),
    ROW("<>", "From: <>\n", "malformed"),
    ROW("a name only", "From: Ann\n", "malformed"),
    ROW("no local part", "From: <@evil.example>\n", "malformed"),
    ROW("an open <", "From: Ann <a@legit.example\n", "malformed [legit.example]"),
    ROW("an open quote", "From: \"Ann <a@legit.example>\n", "malformed"),
    ROW("a semicolon for a comma",
	"From: a@legit.example; b@evil.example\n",
	"malformed [legit.example]"),
    ROW("a dot in a name", "From: Ann B. Example <a@legit.example>\n", "ok legit.example"),
    ROW("a local part of two words", "From: ann b@legit.example\n", "malformed"),
    ROW("a dot before @", "From: ann.@legit.example\n", "malformed"),
};

START_TEST(from_is_decided)
{
	g_autofree gchar *text = g_malloc(rows[_i].length + 6);
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(HanteiMessage) message = NULL;
	g_autoptr(HanteiFromDomain) from = NULL;
	g_autofree gchar *got = NULL;

	memcpy(text, rows[_i].fields, rows[_i].length);
	memcpy(text + rows[_i].length, "\nbody\n", 6);
	bytes = g_bytes_new(text, rows[_i].length + 6);
	message = hantei_message_new_from_bytes(bytes, NULL);
	ck_assert_msg(message != NULL, "%s", rows[_i].name);
	from = hantei_from_domain_new(message);
	got = describe(from);
	ck_assert_msg(strcmp(got, rows[_i].expected) == 0, "%s: \"%s\" (at %" G_GSIZE_FORMAT ")",
		      rows[_i].name, got, from->offset);
}
END_TEST

static HanteiFromState
state_of(const gchar *unit, guint n, const gchar *tail)
{
	g_autoptr(GString) value = g_string_new(NULL);
	g_autoptr(HanteiFromDomain) from = NULL;

	for (guint i = 0; i < n; i++)
		g_string_append(value, unit);
	g_string_append(value, tail);
	from = hantei_from_domain_parse(value->str, value->len);
	return from->state;
}

START_TEST(caps_hold)
{
	ck_assert_int_eq(state_of("a@b.example,", HANTEI_LIMIT_FROM, ""), HANTEI_FROM_OK);
	ck_assert_int_eq(state_of("a@b.example,", HANTEI_LIMIT_FROM + 1, ""), HANTEI_FROM_TOO_LONG);
	ck_assert_int_eq(state_of(" ", HANTEI_LIMIT_FIELD_BYTES, "a@b.example"),
			 HANTEI_FROM_TOO_LONG);
	ck_assert_int_eq(state_of("(", HANTEI_LIMIT_COMMENT_DEPTH + 1, ""), HANTEI_FROM_MALFORMED);
	ck_assert_int_eq(state_of("()", 4000, "a@b.example"), HANTEI_FROM_OK);
}
END_TEST

static Suite *
from_domain_suite(void)
{
	Suite *suite = suite_create("from-domain");
	TCase *tcase = tcase_create("from-domain");

	tcase_add_loop_test(tcase, from_is_decided, 0, G_N_ELEMENTS(rows));
	tcase_add_test(tcase, caps_hold);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(from_domain_suite());
}
