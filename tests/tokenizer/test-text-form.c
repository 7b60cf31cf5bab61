/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/text-form.h"

#include <string.h>

#include "tests/test-main.h"

static const struct {
	const gchar *name;
	const gchar *text;
	HanteiGreeting greeting;
} GREETINGS[] = {
    {"a name", "Hi Ann,\nthank you", HANTEI_GREETING_NAME},
    {"full name", "Dear Ann Example,\n", HANTEI_GREETING_NAME},
    {"title", "Dear Mr. Example:\n", HANTEI_GREETING_NAME},
    {"text follows", "Hello Ann, thank you for your order of last week", HANTEI_GREETING_NAME},
    {"after a headline", "Our shop\n\nHey Ann!\n", HANTEI_GREETING_NAME},
    {"German", "Sehr geehrte Frau Beispiel,\n", HANTEI_GREETING_NAME},
    {"Japanese", "山田様\n", HANTEI_GREETING_NAME},
    {"Japanese with company", "株式会社見本\n　山田 太郎 様\n\nお世話になります",
     HANTEI_GREETING_NAME},
    {"Japanese, softer", "花子さん、\n", HANTEI_GREETING_NAME},
    {"Korean", "홍길동님\n", HANTEI_GREETING_NAME},
    {"my dear", "My dear Ann,\n", HANTEI_GREETING_NAME},
    {"a name alone", "Ann,\nyour plan", HANTEI_GREETING_NAME},
    {"neighbours alone", "Neighbors,\nSpring cleanup", HANTEI_GREETING_ANYBODY},
    {"a parent", "Dear Parent/Guardian,\n", HANTEI_GREETING_ANYBODY},
    {"a name to fill in alone", "G'day %%first_name%%,\n", HANTEI_GREETING_NAME},
    {"what is left of an address", "Dear    @   ,\n", HANTEI_GREETING_ADDRESS},
    {"Japanese with a number", "山田 太郎 様（会員番号の下4桁：7705）\n", HANTEI_GREETING_NAME},
    {"Japanese many with a note", "関係各位(BCCにて失礼します)\n", HANTEI_GREETING_ANYBODY},
    {"Japanese teacher", "藤井先生\n", HANTEI_GREETING_NAME},
    {"Japanese list of those present", "■出席\n御社 : 松永様、梶様\n弊社：森田さん\n",
     HANTEI_GREETING_NONE},
    {"a folk alone", "Folks,\nyour plan", HANTEI_GREETING_ANYBODY},
    {"a closing alone", "See you.\nThanks,\nAnn", HANTEI_GREETING_NONE},
    {"a clause before a comma", "As agreed,\nwe come", HANTEI_GREETING_NONE},
    {"a name to fill in", "Hello {{customer.first_name}},\n", HANTEI_GREETING_NAME},
    {"a name to fill in, spaced", "Hi *|FNAME|*\n", HANTEI_GREETING_NAME},
    {"a Japanese name to fill in", "%%会員名%% 様\n", HANTEI_GREETING_NAME},
    {"an address to fill in", "Dear {{ email }},\n", HANTEI_GREETING_ADDRESS},
    {"Japanese, text follows",
     "佐藤さま、大変お待たせいたしました。ご注文の品を本日、倉庫から発送いたしました。",
     HANTEI_GREETING_NAME},
    {"Japanese many, text follows", "お客様、いつもありがとうございます", HANTEI_GREETING_ANYBODY},
    {"Japanese thanks that end alike", "お疲れ様、\n", HANTEI_GREETING_NONE},
    {"after the data of an invoice", "1\n2\n3\n4\n5\n6\nDear Ann,\n", HANTEI_GREETING_NAME},
    {"customer", "Dear Customer,\n", HANTEI_GREETING_ANYBODY},
    {"valued", "Dear valued Customer,", HANTEI_GREETING_ANYBODY},
    {"sir or madam", "Dear Sir/Madam,", HANTEI_GREETING_ANYBODY},
    {"nobody", "Hello,\n", HANTEI_GREETING_ANYBODY},
    {"German many", "Sehr geehrte Damen und Herren,", HANTEI_GREETING_ANYBODY},
    {"Japanese customer", "お客様\n", HANTEI_GREETING_ANYBODY},
    {"Japanese members", "会員の皆様へ\n", HANTEI_GREETING_ANYBODY},
    {"Japanese all", "関係者各位\n", HANTEI_GREETING_ANYBODY},
    {"a name not filled in", " 様\n", HANTEI_GREETING_ANYBODY},
    {"address", "Dear ann@example.com,\n", HANTEI_GREETING_ADDRESS},
    {"Japanese address", "ann@example.com 様\n", HANTEI_GREETING_ADDRESS},
    {"none", "The report is here.\n", HANTEI_GREETING_NONE},
    {"a long sentence", "Dear are the things that we cannot buy", HANTEI_GREETING_NONE},
    {"Japanese word that ends alike", "新製品の仕様\n", HANTEI_GREETING_NONE},
    {"too far down", "1\n2\n3\n4\n5\n6\n7\n8\nHi Ann,\n", HANTEI_GREETING_NONE},
    {"octets that are no UTF-8", "\xff\xfe\xe6\nHi \xe6", HANTEI_GREETING_ANYBODY},
    {"nothing", "", HANTEI_GREETING_NONE},
};

/* @text's form, read from a block of its size, so that a sanitizer sees one octet too many. */
static HanteiTextForm
form_of(const gchar *text)
{
	const gsize length = strlen(text);
	g_autofree gchar *alone = g_memdup2(text, length);
	HanteiTextForm form;

	hantei_text_form_init(&form, alone, length);
	return form;
}

START_TEST(a_greeting_is_told)
{
	const HanteiTextForm form = form_of(GREETINGS[_i].text);

	ck_assert_msg(form.greeting == GREETINGS[_i].greeting, "%s: %d", GREETINGS[_i].name,
		      (int)form.greeting);
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *text;
	gsize n_amount_lines;
	gsize n_quoted_lines;
	gboolean has_signature;
	gboolean has_emoji;
} FORMS[] = {
    {"yen", "Tea 1,200円\nCup ¥900\nSum ￥ 2,100\n", 3, 0, FALSE, FALSE},
    {"dollars", "Tea $12\nCup USD 9.50\nSum 21.50\n", 3, 0, FALSE, FALSE},
    {"euros", "Tee 12,00 €\nTasse 9 EUR", 2, 0, FALSE, FALSE},
    {"no amounts", "in 2026\nat 10:30\nversion 1.2.3\n円\n$", 0, 0, FALSE, FALSE},
    {"quoted", "I agree\n> you said\n> so\n", 0, 2, FALSE, FALSE},
    {"two hyphens", "Bye\n-- \nAnn\nann@example.com\n", 0, 0, TRUE, FALSE},
    {"Japanese box", "以上\n━━━━━━━━━━\n見本株式会社\nTEL 03-0000-0000\n━━━━━━━━━━\n", 0, 0, TRUE,
     FALSE},
    {"the reader's address is no contact", "Bye\n----------\nsent to    @    \n", 0, 0, FALSE,
     FALSE},
    {"a rule without contact", "Bye\n----------\nand more\n", 0, 0, FALSE, FALSE},
    {"contact without a rule", "Bye\nann@example.com\n", 0, 0, FALSE, FALSE},
    {"emoji", "Sale \U0001F389\n", 0, 0, FALSE, TRUE},
    {"stars are none", "★Sale☆\n", 0, 0, FALSE, FALSE},
};

START_TEST(lines_are_told)
{
	const HanteiTextForm form = form_of(FORMS[_i].text);

	ck_assert_msg(form.n_amount_lines == FORMS[_i].n_amount_lines, "%s: %u amounts",
		      FORMS[_i].name, (guint)form.n_amount_lines);
	ck_assert_msg(form.n_quoted_lines == FORMS[_i].n_quoted_lines, "%s: %u quoted",
		      FORMS[_i].name, (guint)form.n_quoted_lines);
	ck_assert_msg(form.has_signature == FORMS[_i].has_signature, "%s: signature",
		      FORMS[_i].name);
	ck_assert_msg(form.has_emoji == FORMS[_i].has_emoji, "%s: emoji", FORMS[_i].name);
}
END_TEST

static const struct {
	const gchar *text;
	gboolean is_head;
} HEADS[] = {
    {"Yes.\nFrom: Bob\nSent: Monday\n", TRUE},
    {"はい\n差出人: 山田\n送信日時: 月曜\n", TRUE},
    {"On Monday, Bob <b@example.com> wrote:\nno mark", TRUE},
    {"2026年9月16日(水) 18:22 山田 <y@example.com>:\n", TRUE},
    {"-----Original Message-----\n", TRUE},
    {"From: the heart\n1\n2\n3\nDate: Monday\n", FALSE},
    {"Date: Monday\nFrom: Tokyo\n", FALSE},
    {"She wrote: no", FALSE},
};

START_TEST(the_head_of_an_answered_mail_is_told)
{
	ck_assert_msg(form_of(HEADS[_i].text).has_quote_head == HEADS[_i].is_head, "\"%s\"",
		      HEADS[_i].text);
}
END_TEST

START_TEST(characters_are_counted)
{
	const HanteiTextForm form = form_of("BUY now! お得！\n\n３ of 10 it\n");

	ck_assert_uint_eq(form.n_characters, 25);
	ck_assert_uint_eq(form.n_seen, 25);
	ck_assert_uint_eq(form.n_lines, 2);
	ck_assert_uint_eq(form.n_exclamations, 2);
	ck_assert_uint_eq(form.n_digits, 3);
	ck_assert_uint_eq(form.n_words, 2);
	ck_assert_uint_eq(form.n_upper_words, 1);
}
END_TEST

static const gchar *const hostile[] = {"-\n", "\n", "> ", "@", "-", "Dear ", "様", "Hi A,\n", "9"};

START_TEST(hostile_megabyte_is_read_in_linear_time)
{
	g_autoptr(GString) text = g_string_new(NULL);
	HanteiTextForm form;

	while (text->len < 1024 * 1024)
		g_string_append(text, hostile[_i]);
	/* the test's own timeout is the claim */
	for (guint i = 0; i < 20; i++)
		hantei_text_form_init(&form, text->str, text->len);
	ck_assert_uint_gt(form.n_characters, 0);
}
END_TEST

static Suite *
text_form_suite(void)
{
	Suite *suite = suite_create("text-form");
	TCase *tcase = tcase_create("text-form");

	tcase_set_timeout(tcase, 10);
	tcase_add_loop_test(tcase, a_greeting_is_told, 0, G_N_ELEMENTS(GREETINGS));
	tcase_add_loop_test(tcase, lines_are_told, 0, G_N_ELEMENTS(FORMS));
	tcase_add_loop_test(tcase, the_head_of_an_answered_mail_is_told, 0, G_N_ELEMENTS(HEADS));
	tcase_add_test(tcase, characters_are_counted);
	tcase_add_loop_test(tcase, hostile_megabyte_is_read_in_linear_time, 0,
			    G_N_ELEMENTS(hostile));
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(text_form_suite());
}
