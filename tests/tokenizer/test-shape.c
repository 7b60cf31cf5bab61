/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/shape.h"

#include "tests/test-main.h"
#include "tests/tokenizer/mail.h"

START_TEST(step_is_the_next_power_of_two)
{
	static const gsize rows[][2] = {{0, 0}, {1, 1},	      {2, 2},	    {3, 4},	 {4, 4},
					{5, 8}, {1000, 1024}, {1024, 1024}, {1025, 2048}};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		ck_assert_uint_eq(hantei_shape_step(rows[i][0]), rows[i][1]);
}
END_TEST

START_TEST(text_is_counted)
{
	static const gchar text[] = "Hello WORLD 42!\nお得！\n";
	HanteiTextCounts counts = {0};

	hantei_text_counts_add(&counts, text, sizeof text - 1);
	ck_assert_uint_eq(counts.n_text_bytes, sizeof text - 1);
	ck_assert_uint_eq(counts.n_lines, 2);
	ck_assert_uint_eq(counts.n_letters, 10);
	ck_assert_uint_eq(counts.n_upper, 6);
	ck_assert_uint_eq(counts.n_digits, 2);
	ck_assert_uint_eq(counts.n_exclamations, 2);
	hantei_text_counts_add(&counts, text, sizeof text - 1);
	ck_assert_uint_eq(counts.n_letters, 20);
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *subject; /* NULL: none */
	const gchar *features;
} SUBJECTS[] = {
    {"none", NULL, "no Subject; !empty Subject"},
    {"empty", "", "empty Subject; !no Subject"},
    {"plain", "hello",
     "Subject up to 8 characters; capitals in the Subject up to 0 %; !Subject of a reply; "
     "!digits in the Subject; !exclamation mark in the Subject"},
    {"characters, not octets", "請求書です。", "Subject up to 8 characters"},
    {"reply", "Re: hello", "Subject of a reply"},
    {"Japanese reply", "返信: 請求書", "Subject of a reply"},
    {"no reply", "Really", "!Subject of a reply"},
    {"loud", "BUY NOW!", "capitals in the Subject up to 128 %; exclamation mark in the Subject"},
    {"full-width exclamation", "お得！", "exclamation mark in the Subject"},
    {"question", "本当？", "question mark in the Subject"},
    {"digits", "50 items", "digits in the Subject"},
    {"bracket", "【重要】", "Subject begins with a bracket"},
    {"list", "[list] hello", "Subject begins with a bracket"},
    {"yen", "1000円", "money or percent in the Subject"},
    {"percent", "50% off", "money or percent in the Subject"},
};

START_TEST(subject_has_this_form)
{
	g_autoptr(HanteiFeatures) features = hantei_features_new(&test_key);

	hantei_shape_emit_subject(SUBJECTS[_i].subject, features);
	hantei_features_seal(features);
	features_assert(features, HANTEI_GROUP_SHAPE, SUBJECTS[_i].features, SUBJECTS[_i].name);
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *mail;
	const gchar *features;
} MAILS[] = {
    {"plain text", "\nhi\n",
     "parts plain; attachments up to 0; links up to 0; !fault no-body; text up to 0 bytes"},
    {"tree",
     "Content-Type: multipart/mixed; boundary=m\n\n"
     "--m\nContent-Type: multipart/alternative; boundary=n\n\n--n\n\na\n"
     "--n\nContent-Type: text/html\n\nb\n--n--\n"
     "--m\nContent-Type: application/pdf; name=Bill.PDF\n\n%PDF-1.4\n--m--\n",
     "parts mixed(alternative(plain,html),application/pdf; attachment type application/pdf; "
     "attachment begins 25504446; attachment name ends .pdf; attachment with a name; "
     "attachment content e16fa5d9b5192875; attachment name looks like Aa.pdf; "
     "attachments up to 1; attachment up to 0 KiB"},
    {"nameless", "Content-Type: image/gif\n\nGIF89a",
     "attachment without a name; attachment begins 47494638; parts image/gif"},
    {"faults", "Subject: a\nSubject: b\xe9\n\nc\rd",
     "fault duplicate-field; fault raw-8bit-header; fault bare-cr; !fault no-body"},
    {"long extension is none", "Content-Type: image/gif; name=a.abcdefghijk\n\nx",
     "!attachment name ends .abcdefghijk"},
};

START_TEST(mail_has_this_shape)
{
	g_autofree gchar *mail = g_strconcat("From: a@example.com\n", MAILS[_i].mail, NULL);
	g_autoptr(HanteiMessage) message = mail_new(mail, strlen(mail));
	g_autoptr(HanteiFeatures) features = hantei_features_new(&test_key);
	g_autoptr(HanteiLinks) links = hantei_links_new();
	const HanteiTextCounts counts = {0};

	hantei_shape_emit(message, &counts, links, features);
	hantei_features_seal(features);
	features_assert(features, HANTEI_GROUP_SHAPE, MAILS[_i].features, MAILS[_i].name);
}
END_TEST

START_TEST(counts_become_steps)
{
	static const gchar mail[] = "From: a\n\nx";
	g_autoptr(GString) rest = g_string_new(NULL);
	static const gchar text[] = "see http://a.example.com http://b.example.com http://c.test";
	g_autoptr(HanteiMessage) message = mail_new(mail, sizeof mail - 1);
	g_autoptr(HanteiFeatures) features = hantei_features_new(&test_key);
	g_autoptr(HanteiLinks) links = hantei_links_new();
	const HanteiTextCounts counts = {.n_text_bytes = 1000,
					 .n_hidden_bytes = 3,
					 .n_lines = 20,
					 .n_letters = 100,
					 .n_upper = 33,
					 .n_digits = 10,
					 .n_exclamations = 5};

	hantei_links_take_text(links, text, sizeof text - 1, rest);
	hantei_shape_emit(message, &counts, links, features);
	hantei_features_seal(features);
	features_assert(features, HANTEI_GROUP_SHAPE,
			"text up to 1024 bytes; lines up to 32; capitals up to 64 %; "
			"digits up to 1 %; exclamation marks up to 8; hidden text up to 4 bytes; "
			"links up to 4; link domains up to 2; pictures from the web up to 0",
			"steps");
}
END_TEST

static Suite *
shape_suite(void)
{
	Suite *suite = suite_create("shape");
	TCase *tcase = tcase_create("shape");

	tcase_add_test(tcase, step_is_the_next_power_of_two);
	tcase_add_test(tcase, text_is_counted);
	tcase_add_loop_test(tcase, subject_has_this_form, 0, G_N_ELEMENTS(SUBJECTS));
	tcase_add_loop_test(tcase, mail_has_this_shape, 0, G_N_ELEMENTS(MAILS));
	tcase_add_test(tcase, counts_become_steps);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(shape_suite());
}
