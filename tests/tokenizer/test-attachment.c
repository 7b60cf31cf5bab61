/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/attachment.h"

#include "tests/test-main.h"
#include "tests/tokenizer/mail.h"

static const struct {
	const gchar *name;
	const gchar *filename;
	const gchar *features;
} NAMES[] = {
    {"a word", "invoice.pdf", "attachment name looks like a.pdf; attachment name ends .pdf"},
    {"runs are one", "Invoice2024_.PDF",
     "attachment name looks like Aa9_.pdf; attachment name ends .pdf; !attachment name ends .PDF"},
    {"a number behind the name", "IMG_0042.jpg", "attachment name looks like A_9.jpg"},
    {"random", "x7f3b9.zip", "attachment name looks like a9a9a9.zip"},
    {"two extensions", "bill.pdf.exe",
     "attachment name looks like a.a.exe; attachment name ends .exe"},
    {"blanks and signs", "My file (1).doc", "attachment name looks like Aa a (9).doc"},
    {"runs of signs", "a___b--.txt", "attachment name looks like a_a-.txt"},
    {"Japanese", "請求書２０２４.pdf", "attachment name looks like x9.pdf"},
    {"voicing mark apart", "か\xe3\x82\x99くせい.pdf", "attachment name looks like x.pdf"},
    {"accents", "Über™.pdf", "attachment name looks like Aa?.pdf"},
    {"wide blank",
     "請求書\xe3\x80\x80"
     "a.pdf",
     "attachment name looks like x a.pdf"},
    {"no extension", "README",
     "attachment name looks like A; !attachment name ends .; attachment with a name"},
    {"dot at the end", "name.", "attachment name looks like a.; !attachment name ends ."},
    {"dot alone", ".", "attachment name looks like ."},
    {"dot first", ".doc", "attachment name looks like .doc; attachment name ends .doc"},
    {"a word is no extension", "contract.Yamada",
     "attachment name looks like a.Aa; !attachment name ends .yamada"},
    {"nor is one of another script", "議事録.山田",
     "attachment name looks like x.x; !attachment name ends .山田"},
    {"extension of five", "page.xhtml", "attachment name looks like a.xhtml"},
    {"control characters", "a\x01\x02.pdf", "attachment name looks like a.pdf"},
    {"a form has an end", "a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1.pdf",
     "attachment name looks like a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9.pdf"},
};

START_TEST(name_has_this_form)
{
	const HanteiPart part = {.type = "application/octet-stream",
				 .filename = NAMES[_i].filename,
				 .is_attachment = TRUE};
	g_autoptr(HanteiFeatures) features = hantei_features_new(&test_key);

	hantei_attachment_emit(&part, features);
	hantei_features_seal(features);
	features_assert(features, HANTEI_GROUP_SHAPE, NAMES[_i].features, NAMES[_i].name);
}
END_TEST

START_TEST(file_says_what_it_is)
{
	const HanteiPart part = {.type = "application/pdf",
				 .is_attachment = TRUE,
				 .size_bytes = 3000,
				 .magic = "%PDF-1.4",
				 .digest = "0123456789abcdef"};
	g_autoptr(HanteiFeatures) features = hantei_features_new(&test_key);

	hantei_attachment_emit(&part, features);
	hantei_features_seal(features);
	features_assert(features, HANTEI_GROUP_SHAPE,
			"attachment type application/pdf; attachment up to 2 KiB; "
			"attachment begins 25504446; attachment content 0123456789abcdef; "
			"attachment without a name; !attachment name looks like ",
			"file");
}
END_TEST

START_TEST(empty_file_and_empty_name_say_nothing)
{
	const HanteiPart part = {.type = "image/gif", .filename = "", .is_attachment = TRUE};
	g_autoptr(HanteiFeatures) features = hantei_features_new(&test_key);

	hantei_attachment_emit(&part, features);
	hantei_features_seal(features);
	features_assert(
	    features, HANTEI_GROUP_SHAPE,
	    "attachment with a name; !attachment content ; !attachment name looks like ", "empty");
}
END_TEST

static Suite *
attachment_suite(void)
{
	Suite *suite = suite_create("attachment");
	TCase *tcase = tcase_create("attachment");

	tcase_add_loop_test(tcase, name_has_this_form, 0, G_N_ELEMENTS(NAMES));
	tcase_add_test(tcase, file_says_what_it_is);
	tcase_add_test(tcase, empty_file_and_empty_name_say_nothing);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(attachment_suite());
}
