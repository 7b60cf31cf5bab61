/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dkim-key.h"

#include <string.h>

#include "tests/engine/sample-keys.h"
#include "tests/test-main.h"

/* What a record says: "rsa 2048 sha1 sha256 email ..." or "!" and the complaint. */
static gchar *
describe(const gchar *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiDkimKey) key = hantei_dkim_key_parse(text, strlen(text), &error);

	if (key == NULL)
		return g_strconcat("!", error->message, NULL);
	return g_strdup_printf(
	    "%s %u%s%s%s%s%s%s%s%s", key->type == HANTEI_DKIM_KEY_RSA ? "rsa" : "ed25519",
	    key->bits, key->has_version ? " v" : "", key->allows_sha1 ? " sha1" : "",
	    key->allows_sha256 ? " sha256" : "", key->allows_email ? " email" : "",
	    key->is_testing ? " testing" : "", key->is_strict ? " strict" : "",
	    key->is_pkcs1 ? " pkcs1" : "", key->is_revoked ? " revoked" : "");
}

static const struct {
	const gchar *name;
	const gchar *text;
	const gchar *expected;
} records[] = {
    {"SPKI", "v=DKIM1; k=rsa; p=" PUBLIC_RSA, "rsa 2048 v sha1 sha256 email"},
    {"PKCS#1", "v=DKIM1; p=" PUBLIC_RSA_PKCS1, "rsa 2048 v sha1 sha256 email pkcs1"},
    {"p= alone", "p=" PUBLIC_RSA_1024, "rsa 1024 sha1 sha256 email"},
    {"Ed25519", "k=ed25519; p=" PUBLIC_ED25519, "ed25519 256 sha1 sha256 email"},
    {"Ed25519 as SPKI", "k=ed25519; p=" PUBLIC_ED25519_SPKI,
     "!p= of the key record has 44 octets, an Ed25519 key has 32: write the bare key, not "
     "SubjectPublicKeyInfo"},
    {"an EC key", "p=" PUBLIC_EC, "!p= of the key record holds no RSA key"},
    {"an Ed25519 key without k=", "p=" PUBLIC_ED25519, "!p= of the key record holds no RSA key"},
    {"revoked", "v=DKIM1; p=", "rsa 0 v sha1 sha256 email revoked"},
    {"revoked with a blank", "v=DKIM1; p= ;", "rsa 0 v sha1 sha256 email revoked"},
    {"no p=", "v=DKIM1; k=rsa", "!the key record has no p="},
    {"no base64", "p=a*b", "!p= of the key record is not base64"},
    {"v=DKIM2", "v=DKIM2; p=", "!v= of the key record is not DKIM1"},
    {"v=dkim1", "v=dkim1; p=", "!v= of the key record is not DKIM1"},
    {"v= not first", "p=; v=DKIM1", "!v= is not the first tag of the key record"},
    {"k= unknown", "k=dsa; p=", "!k= of the key record is neither rsa nor ed25519"},
    {"h=sha256", "h=sha256; p=", "rsa 0 sha256 email revoked"},
    {"h= of several", "h=md5 : sha1; p=", "rsa 0 sha1 email revoked"},
    {"h= of nothing known", "h=md5; p=", "rsa 0 email revoked"},
    {"s=email", "s=web : email; p=", "rsa 0 sha1 sha256 email revoked"},
    {"s=*", "s=*; p=", "rsa 0 sha1 sha256 email revoked"},
    {"s= of another", "s=chat; p=", "rsa 0 sha1 sha256 revoked"},
    {"t=y", "t=y; p=", "rsa 0 sha1 sha256 email testing revoked"},
    {"t=y:s", "t=y : s; p=", "rsa 0 sha1 sha256 email testing strict revoked"},
    {"t= unknown", "t=a:b; p=", "rsa 0 sha1 sha256 email revoked"},
    {"g= and others", "g=*; n=note; x=1; p=", "rsa 0 sha1 sha256 email revoked"},
    {"an empty record", "", "!the key record is no tag list: a tag has no name at octet 1"},
    {"a tag without =", "k=rsa; t; p=",
     "!the key record is no tag list: a tag has no \"=\" at "
     "octet 9"},
};

START_TEST(records_are_read)
{
	g_autofree gchar *found = describe(records[_i].text);

	ck_assert_msg(strcmp(found, records[_i].expected) == 0, "%s: \"%s\", not \"%s\"",
		      records[_i].name, found, records[_i].expected);
}
END_TEST

static HanteiDkimPrivateKey *
read_private(const gchar *pem)
{
	return hantei_dkim_private_key_new_from_pem(pem, strlen(pem), "key.pem", NULL);
}

static const struct {
	const gchar *name;
	const gchar *pem;
	const gchar *public;
	guint bits;
} pairs[] = {
    {"PKCS#8", KEY_RSA, PUBLIC_RSA, 2048},
    {"PKCS#1", KEY_RSA_PKCS1, PUBLIC_RSA, 2048},
    {"1024", KEY_RSA_1024, PUBLIC_RSA_1024, 1024},
    {"Ed25519", KEY_ED25519, PUBLIC_ED25519, 256},
};

START_TEST(a_private_key_tells_its_public_half)
{
	g_autoptr(HanteiDkimPrivateKey) key = read_private(pairs[_i].pem);
	const gboolean is_rsa = hantei_dkim_private_key_get_type(key) == HANTEI_DKIM_KEY_RSA;
	g_autofree gchar *public = hantei_dkim_private_key_dup_public(key);
	g_autofree gchar *text = g_strconcat(is_rsa ? "k=rsa; p=" : "k=ed25519; p=", public, NULL);
	g_autoptr(HanteiDkimKey) record = hantei_dkim_key_parse(text, strlen(text), NULL);
	const gchar *other = "p=" PUBLIC_RSA_768;
	g_autoptr(HanteiDkimKey) stranger = hantei_dkim_key_parse(other, strlen(other), NULL);

	ck_assert_str_eq(public, pairs[_i].public);
	ck_assert_uint_eq(hantei_dkim_private_key_get_bits(key), pairs[_i].bits);
	ck_assert(hantei_dkim_private_key_matches(key, record));
	ck_assert(!hantei_dkim_private_key_matches(key, stranger));
}
END_TEST

START_TEST(what_is_signed_verifies)
{
	g_autoptr(HanteiDkimPrivateKey) key = read_private(pairs[_i].pem);
	g_autofree gchar *public = hantei_dkim_private_key_dup_public(key);
	const gboolean is_rsa = hantei_dkim_private_key_get_type(key) == HANTEI_DKIM_KEY_RSA;
	g_autofree gchar *text = g_strconcat(is_rsa ? "k=rsa; p=" : "k=ed25519; p=", public, NULL);
	g_autoptr(HanteiDkimKey) record = hantei_dkim_key_parse(text, strlen(text), NULL);
	HanteiDkimDigest digest = {{1, 2, 3}, 32};
	g_autofree gchar *signature = hantei_dkim_private_key_sign(key, &digest, NULL);
	g_autoptr(GBytes) octets = hantei_dkim_base64_decode(signature);
	gsize length;
	const guint8 *data = g_bytes_get_data(octets, &length);

	ck_assert(hantei_dkim_key_verify(record, HANTEI_DKIM_HASH_SHA256, &digest, data, length));
	ck_assert(
	    !hantei_dkim_key_verify(record, HANTEI_DKIM_HASH_SHA256, &digest, data, length - 1));
	digest.octets[31] = 1;
	ck_assert(!hantei_dkim_key_verify(record, HANTEI_DKIM_HASH_SHA256, &digest, data, length));
}
END_TEST

START_TEST(bad_private_keys_are_named_and_not_shown)
{
	static const gchar *const texts[] = {KEY_EC, KEY_LOCKED, "-----BEGIN PRIVATE KEY-----\n",
					     "", "p=" PUBLIC_RSA};

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GError) error = NULL;

		ck_assert_ptr_null(hantei_dkim_private_key_new_from_pem(texts[i], strlen(texts[i]),
									"key.pem", &error));
		ck_assert(g_str_has_prefix(error->message, "key.pem: "));
		ck_assert_int_eq(strstr(error->message, "password") != NULL, i == 1);
	}
}
END_TEST

/* RFC 8032 7.1's first pair, as dknewkey writes the seed. */
START_TEST(a_bare_seed_is_a_key)
{
	g_autoptr(HanteiDkimPrivateKey) key =
	    read_private("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=\n");
	g_autofree gchar *public = hantei_dkim_private_key_dup_public(key);

	ck_assert_str_eq(public, "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
}
END_TEST

START_TEST(the_keys_among_several_records_are_found)
{
	static const gchar *const texts[] = {"hello", "v=DKIM1; p=" PUBLIC_RSA_1024, "p="};
	g_autoptr(HanteiDnsAnswer) answer = hantei_dns_answer_new(HANTEI_DNS_OK);
	g_autoptr(GPtrArray) keys = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		HanteiDnsRecord *record = hantei_dns_answer_add(answer, HANTEI_DNS_TYPE_TXT);
		const gsize half = strlen(texts[i]) / 2;

		g_ptr_array_add(record->chunks, g_bytes_new(texts[i], half));
		g_ptr_array_add(record->chunks,
				g_bytes_new(texts[i] + half, strlen(texts[i]) - half));
	}
	keys = hantei_dkim_key_parse_answer(answer, NULL);
	ck_assert_uint_eq(keys->len, 2);
}
END_TEST

START_TEST(base64_is_read_as_tags_have_it)
{
	static const struct {
		const gchar *text;
		gint length; /* -1: none */
	} rows[] = {{"", 0},	  {"YQ==", 1},	 {"YQ", 1},
		    {"Y", -1},	  {"YWI=", 2},	 {"Y W\r\n\tJj", 3},
		    {"YQ=a", -1}, {"YQ===", -1}, {"Y-Q=", -1}};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GBytes) octets = hantei_dkim_base64_decode(rows[i].text);
		const gint length = octets == NULL ? -1 : (gint)g_bytes_get_size(octets);

		ck_assert_msg(length == rows[i].length, "%s: %d", rows[i].text, length);
	}
}
END_TEST

static Suite *
dkim_key_suite(void)
{
	Suite *suite = suite_create("dkim-key");
	TCase *tcase = tcase_create("dkim-key");

	tcase_add_loop_test(tcase, records_are_read, 0, G_N_ELEMENTS(records));
	tcase_add_loop_test(tcase, a_private_key_tells_its_public_half, 0, G_N_ELEMENTS(pairs));
	tcase_add_loop_test(tcase, what_is_signed_verifies, 0, G_N_ELEMENTS(pairs));
	tcase_add_test(tcase, bad_private_keys_are_named_and_not_shown);
	tcase_add_test(tcase, a_bare_seed_is_a_key);
	tcase_add_test(tcase, the_keys_among_several_records_are_found);
	tcase_add_test(tcase, base64_is_read_as_tags_have_it);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(dkim_key_suite());
}
