/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dkim-signature.h"

#include "tests/engine/mail-suite.h"
#include "tests/test-main.h"

#define BH "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; "
#define D "d=example.com; s=sel; "
#define H "h=From:To; "
#define A "a=rsa-sha256; "
#define B "b=YWJj"
#define BASE "v=1; " A D H BH B

#define DKIM HANTEI_DKIM_KIND_DKIM
#define AMS HANTEI_DKIM_KIND_ARC_MESSAGE
#define SEAL HANTEI_DKIM_KIND_ARC_SEAL

/* "" of what is sound, "?" before what is not known. */
static const struct {
	const gchar *name;
	HanteiDkimKind kind;
	const gchar *text;
	const gchar *complaint;
} rows[] = {
    {"the least there is", DKIM, BASE, ""},
    {"a last semicolon", DKIM, BASE ";", ""},
    {"an unknown tag", DKIM, BASE "; foo=bar", ""},
    {"no v=", DKIM, A D H BH B, "v= is missing"},
    {"v=2", DKIM, "v=2; " A D H BH B, "?v=2 is not known"},
    {"no a=", DKIM, "v=1; " D H BH B, "a= is missing"},
    {"an unknown a=", DKIM, "v=1; a=rsa-md5; " D H BH B, "?a=rsa-md5 is not known"},
    {"a= of another case", DKIM, "v=1; a=RSA-sha256; " D H BH B, "?a=RSA-sha256 is not known"},
    {"ed25519", DKIM, "v=1; a=ed25519-sha256; " D H BH B, ""},
    {"a twice", DKIM, BASE "; v=1", "tag v= stands twice"},
    {"no b=", DKIM, "v=1; " A D H "bh=YWJj", "b= is missing"},
    {"an empty b=", DKIM, "v=1; " A D H BH "b=", "b= is empty"},
    {"b= that is not base64", DKIM, "v=1; " A D H BH "b=a*b", "b= is not base64"},
    {"b= that is too short", DKIM, "v=1; " A D H BH "b=a", "b= is not base64"},
    {"folds in b=", DKIM, "v=1; " A D H BH "b=YW\r\n Jj", ""},
    {"no bh=", DKIM, "v=1; " A D H B, "bh= is missing"},
    {"bh= of another length", DKIM, "v=1; " A D H "bh=YWJj; " B,
     "bh= has 3 octets, a hash of rsa-sha256 has 32"},
    {"no d=", DKIM, "v=1; " A "s=sel; " H BH B, "d= is missing"},
    {"d= of one label", DKIM, "v=1; " A "d=com; s=sel; " H BH B, "d= is no domain name"},
    {"d= with a parenthesis", DKIM, "v=1; " A "d=a.net(.b.com; s=sel; " H BH B,
     "d= is no domain name"},
    {"d= with an empty label", DKIM, "v=1; " A "d=a..com; s=sel; " H BH B, "d= is no domain name"},
    {"d= with a last dot", DKIM, "v=1; " A "d=a.com.; s=sel; " H BH B, "d= is no domain name"},
    {"d= with a blank", DKIM, "v=1; " A "d=a. com; s=sel; " H BH B, "d= is no domain name"},
    {"d= with a hyphen first", DKIM, "v=1; " A "d=-a.com; s=sel; " H BH B, "d= is no domain name"},
    {"d= in UTF-8", DKIM, "v=1; " A "d=\xc3\xa9.example; s=sel; " H BH B, ""},
    {"d= in Latin 1", DKIM, "v=1; " A "d=\xe9.example; s=sel; " H BH B, "d= is no domain name"},
    {"s= of several labels", DKIM, "v=1; " A "d=a.com; s=b.c_d; " H BH B, ""},
    {"an empty s=", DKIM, "v=1; " A "d=a.com; s=; " H BH B, "s= is empty"},
    {"no h=", DKIM, "v=1; " A D BH B, "h= is missing"},
    {"h= without From", DKIM, "v=1; " A D "h=To:Subject; " BH B, "h= lacks From"},
    {"h= with an empty name", DKIM, "v=1; " A D "h=From::To; " BH B, "h= has an empty name"},
    {"h= with blanks", DKIM, "v=1; " A D "h= from :\r\n to ; " BH B, ""},
    {"h= with a blank in a name", DKIM, "v=1; " A D "h=from:a b; " BH B,
     "h= has a name no field can have"},
    {"i= of d=", DKIM, BASE "; i=a@example.com", ""},
    {"i= without a local part", DKIM, BASE "; i=@example.com", ""},
    {"i= below d=", DKIM, BASE "; i=a@b.example.com", ""},
    {"i= in upper case", DKIM, BASE "; i=a@EXAMPLE.com", ""},
    {"i= above d=", DKIM, BASE "; i=a@com", "the domain of i= is neither d= nor below it"},
    {"i= beside d=", DKIM, BASE "; i=a@badexample.com",
     "the domain of i= is neither d= nor below it"},
    {"i= without @", DKIM, BASE "; i=example.com", "i= is no address"},
    {"i= in quoted-printable", DKIM, BASE "; i=a=40b=2Eexample=2Ecom", ""},
    {"i= with a broken =", DKIM, BASE "; i=a=4@example.com", "i= is no address"},
    {"i= with NUL", DKIM, BASE "; i=a=00@example.com", "i= is no address"},
    {"q=dns/txt", DKIM, BASE "; q=dns/txt", ""},
    {"q= of several", DKIM, BASE "; q=foo/bar : dns/txt", ""},
    {"q=http", DKIM, BASE "; q=http", "?q=http is not known"},
    {"c=relaxed", DKIM, BASE "; c=relaxed", ""},
    {"c=simple/relaxed", DKIM, BASE "; c=simple/relaxed", ""},
    {"c= unknown", DKIM, BASE "; c=nofws", "?c=nofws is not known"},
    {"c= unknown for the body", DKIM, BASE "; c=simple/nofws", "?c=simple/nofws is not known"},
    {"c= of three", DKIM, BASE "; c=simple/simple/simple", "?c=simple/simple/simple is not known"},
    {"l=0", DKIM, BASE "; l=0", ""},
    {"l= of many digits", DKIM, BASE "; l=99999999999999999999999999", ""},
    {"l= negative", DKIM, BASE "; l=-1", "l= is no number"},
    {"l= empty", DKIM, BASE "; l=", "l= is no number"},
    {"t= and x=", DKIM, BASE "; t=10; x=11", ""},
    {"x= at t=", DKIM, BASE "; t=10; x=10", "x= is not after t="},
    {"x= before t=", DKIM, BASE "; t=10; x=9", "x= is not after t="},
    {"t= no number", DKIM, BASE "; t=now", "t= is no number"},
    {"z=", DKIM, BASE "; z=From:foo@eng.example|To:joe@example.com", ""},
    {"no tag list", DKIM, "v=1; a", "a tag has no \"=\" at octet 7"},
    {"AMS", AMS, "i=1; " A D H BH B, ""},
    {"AMS without i=", AMS, A D H BH B, "i= is not 1 to 50"},
    {"AMS i=0", AMS, "i=0; " A D H BH B, "i= is not 1 to 50"},
    {"AMS i=50", AMS, "i=50; " A D H BH B, ""},
    {"AMS i=51", AMS, "i=51; " A D H BH B, "i= is not 1 to 50"},
    {"AMS that signs seals", AMS, "i=1; " A D "h=from:ARC-Seal; " BH B, "h= has ARC-Seal"},
    {"AMS without From", AMS, "i=1; " A D "h=to; " BH B, ""},
    {"AMS without h=", AMS, "i=1; " A D BH B, "h= is missing"},
    {"seal", SEAL, "i=1; cv=none; " A D B, ""},
    {"seal without cv=", SEAL, "i=1; " A D B, "cv= is missing"},
    {"seal cv=None", SEAL, "i=1; cv=None; " A D B, "cv= is neither none, pass nor fail"},
    {"seal with h=", SEAL, "i=1; cv=none; " H A D B, "a seal has neither h= nor bh="},
    {"seal with bh=", SEAL, "i=1; cv=none; " BH A D B, "a seal has neither h= nor bh="},
};

START_TEST(fields_are_judged)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiDkimSignature) signature = hantei_dkim_signature_parse(
	    rows[_i].kind, rows[_i].text, strlen(rows[_i].text), &error);
	g_autofree gchar *found =
	    signature != NULL
		? g_strdup("")
		: g_strconcat(g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED) ? "?"
											   : "",
			      error->message, NULL);

	ck_assert_msg(strcmp(found, rows[_i].complaint) == 0, "%s: \"%s\", not \"%s\"",
		      rows[_i].name, found, rows[_i].complaint);
}
END_TEST

START_TEST(values_are_read)
{
	const gchar *text =
	    "v=1; a=rsa-sha256; c=relaxed; d=EXAMPLE.com; s=Sel; t=5; x=7; l=3;"
	    " i=J=20oe@News.example.com; h=From : TO:from; " BH "b= YW Jj ; q=dns/txt";
	g_autoptr(HanteiDkimSignature) signature =
	    hantei_dkim_signature_parse(DKIM, text, strlen(text), NULL);

	ck_assert_str_eq(signature->domain, "example.com");
	ck_assert_str_eq(signature->selector, "sel");
	ck_assert_str_eq(signature->identity, "J oe@news.example.com");
	ck_assert_int_eq(signature->header_canon, HANTEI_DKIM_CANON_RELAXED);
	ck_assert_int_eq(signature->body_canon, HANTEI_DKIM_CANON_SIMPLE);
	ck_assert_int_eq(signature->timestamp, 5);
	ck_assert_int_eq(signature->expiry, 7);
	ck_assert_uint_eq(signature->limit, 3);
	ck_assert_uint_eq(signature->names->len, 3);
	ck_assert_str_eq(signature->names->pdata[1], "to");
	ck_assert_uint_eq(g_bytes_get_size(signature->signature), 3);
	ck_assert_int_eq(strncmp(text + signature->cut_offset, " YW Jj ; q=", 11), 0);
	ck_assert_uint_eq(signature->cut_length, 7);
}
END_TEST

START_TEST(defaults_are_those_of_the_rfc)
{
	g_autoptr(HanteiDkimSignature) signature =
	    hantei_dkim_signature_parse(DKIM, BASE, strlen(BASE), NULL);

	ck_assert_str_eq(signature->identity, "@example.com");
	ck_assert_int_eq(signature->header_canon, HANTEI_DKIM_CANON_SIMPLE);
	ck_assert_int_eq(signature->body_canon, HANTEI_DKIM_CANON_SIMPLE);
	ck_assert_int_eq(signature->timestamp, -1);
	ck_assert_int_eq(signature->expiry, -1);
	ck_assert(signature->limit == G_MAXUINT64);
}
END_TEST

START_TEST(domains_become_a_labels)
{
	g_autofree gchar *domain = hantei_dkim_normalize_domain("B\xc3\xbc"
								"cher.example");

	ck_assert_str_eq(domain, "xn--bcher-kva.example");
}
END_TEST

START_TEST(a_field_that_is_too_long_is_refused)
{
	g_autofree gchar *filler = g_strnfill(20000, 'a');
	g_autofree gchar *text = g_strconcat(BASE "; z=", filler, NULL);
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(hantei_dkim_signature_parse(DKIM, text, strlen(text), &error));
	ck_assert_int_eq(error->code, G_IO_ERROR_INVALID_DATA);
}
END_TEST

static Suite *
dkim_signature_suite(void)
{
	Suite *suite = suite_create("dkim-signature");
	TCase *tcase = tcase_create("dkim-signature");

	tcase_add_loop_test(tcase, fields_are_judged, 0, G_N_ELEMENTS(rows));
	tcase_add_test(tcase, values_are_read);
	tcase_add_test(tcase, defaults_are_those_of_the_rfc);
	tcase_add_test(tcase, domains_become_a_labels);
	tcase_add_test(tcase, a_field_that_is_too_long_is_refused);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(dkim_signature_suite());
}
