/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/language.h"

#include <string.h>

#include "tests/test-main.h"
#include "tests/tokenizer/mail.h"

static const struct {
	const gchar *name;
	const gchar *text;
	HanteiLanguage language;
} TEXT_ROWS[] = {
    {"nothing", "", HANTEI_LANGUAGE_NONE},
    {"digits and signs", "12.50 -- !!! 2026", HANTEI_LANGUAGE_NONE},
    {"a link alone", "https://example.com/the/long/path/of/words", HANTEI_LANGUAGE_NONE},
    {"an address alone", "somebody.with.a.name@example.com", HANTEI_LANGUAGE_NONE},
    {"English", "Your order is on its way and will be with you by Friday.", HANTEI_LANGUAGE_EN},
    {"a few English words", "Monthly invoice attached", HANTEI_LANGUAGE_EN},
    {"German",
     "Sehr geehrte Damen und Herren, anbei erhalten Sie die Rechnung f\303\274r Ihre Bestellung. "
     "Bitte pr\303\274fen Sie den Betrag und melden Sie sich bei Fragen gerne jederzeit.",
     HANTEI_LANGUAGE_LATIN},
    {"Spanish",
     "Estimado cliente, su pedido ha salido de nuestro almac\303\251n y llegar\303\241 el viernes. "
     "Gracias por su confianza; no dude usted de escribirnos si tiene alguna pregunta.",
     HANTEI_LANGUAGE_LATIN},
    {"Japanese", "ご注文ありがとうございます。商品を発送いたしました。", HANTEI_LANGUAGE_JA},
    {"half-width kana", "ｺﾞﾁｭｳﾓﾝ ｱﾘｶﾞﾄｳ", HANTEI_LANGUAGE_JA},
    {"Japanese beside a link", "こちら https://example.co.jp/a/long/path/the/and/for/you",
     HANTEI_LANGUAGE_JA},
    {"Japanese with Latin names", "新製品 Example Cloud Platform のご案内です。",
     HANTEI_LANGUAGE_JA},
    {"Chinese", "尊敬的客户,您的订单已经发货,请注意查收。", HANTEI_LANGUAGE_ZH},
    {"Korean", "주문해 주셔서 감사합니다. 상품이 발송되었습니다.", HANTEI_LANGUAGE_KO},
    {"Russian", "Уважаемый клиент, ваш заказ отправлен.", HANTEI_LANGUAGE_CYRILLIC},
    {"Greek", "Η παραγγελία σας έχει αποσταλεί.", HANTEI_LANGUAGE_EL},
    {"Arabic", "تم شحن طلبك وسيصل يوم الجمعة", HANTEI_LANGUAGE_AR},
    {"Hebrew", "ההזמנה שלך נשלחה ותגיע ביום שישי", HANTEI_LANGUAGE_HE},
    {"Thai", "คำสั่งซื้อของคุณถูกจัดส่งแล้ว", HANTEI_LANGUAGE_TH},
    {"octets that are no UTF-8", "\377\376\200 the mail is for you \303", HANTEI_LANGUAGE_EN},
};

START_TEST(a_text_has_its_language)
{
	const gchar *text = TEXT_ROWS[_i].text;
	const gsize length = strlen(text);
	/* without a terminator, so that a sanitizer sees one octet too many */
	g_autofree gchar *alone = g_memdup2(text, length);
	const HanteiLanguage language = hantei_language_of_text(alone, length);

	ck_assert_msg(language == TEXT_ROWS[_i].language, "%s: %s", TEXT_ROWS[_i].name,
		      hantei_language_to_string(language));
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *mail;
	HanteiLanguage language;
} MAIL_ROWS[] = {
    {"plain", "Subject: x\n\nThe minutes of the meeting are here for you.\n", HANTEI_LANGUAGE_EN},
    {"no body: the Subject tells", "Subject: =?UTF-8?B?44GU5rOo5paH44GC44KK44GM44Go44GG?=\n\n",
     HANTEI_LANGUAGE_JA},
    {"neither", "Subject: 1\n\n\n", HANTEI_LANGUAGE_NONE},
    {"HTML: its elements and styles are no English",
     "Subject: x\nContent-Type: text/html; charset=utf-8\n\n"
     "<style>table { color: red; width: the of and to }</style><p align=\"left\" class=\"is\">"
     "\345\260\212\346\225\254\347\232\204\345\256\242\346\210\267</p>\n",
     HANTEI_LANGUAGE_ZH},
};

START_TEST(a_mail_has_its_language)
{
	const gchar *octets = MAIL_ROWS[_i].mail;
	g_autoptr(HanteiMessage) message = mail_new(octets, strlen(octets));
	const HanteiLanguage language = hantei_language_of(message);

	ck_assert_msg(language == MAIL_ROWS[_i].language, "%s: %s", MAIL_ROWS[_i].name,
		      hantei_language_to_string(language));
}
END_TEST

START_TEST(a_name_leads_back_to_its_language)
{
	for (guint i = 0; i < HANTEI_N_LANGUAGES; i++) {
		HanteiLanguage language = HANTEI_N_LANGUAGES;

		ck_assert(hantei_language_from_string(hantei_language_to_string(i), &language));
		ck_assert_uint_eq(language, i);
	}
	HanteiLanguage untouched = HANTEI_LANGUAGE_TH;
	ck_assert(!hantei_language_from_string("tlh", &untouched));
	ck_assert_uint_eq(untouched, HANTEI_LANGUAGE_TH);
}
END_TEST

static Suite *
language_suite(void)
{
	Suite *suite = suite_create("language");
	TCase *tcase = tcase_create("language");

	tcase_add_loop_test(tcase, a_text_has_its_language, 0, G_N_ELEMENTS(TEXT_ROWS));
	tcase_add_loop_test(tcase, a_mail_has_its_language, 0, G_N_ELEMENTS(MAIL_ROWS));
	tcase_add_test(tcase, a_name_leads_back_to_its_language);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(language_suite());
}
