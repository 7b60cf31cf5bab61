/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/mail-day.h"

#include <string.h>

#include "tests/test-main.h"
#include "tests/tokenizer/mail.h"

static const struct {
	const gchar *date;
	const gchar *day; /* NULL: none */
} DATES[] = {
    {" Tue, 24 Nov 2026 17:07:17 +0000", "2026-11-24"},
    {"24 Nov 2026 17:07:17 +0900 (JST)", "2026-11-24"},
    {"Thu, 22 Aug 02 18:26:25 EDT", "2002-08-22"},
    {"22 Aug 99", "1999-08-22"},
    {"22 Aug 102", "2002-08-22"}, /* RFC 5322 4.3: three digits */
    {"1\n\tjAN\n\t2001", "2001-01-01"},
    {"Tue,24Nov2026", "2026-11-24"},
    {"30 Feb 2026", NULL},
    {"Nov 24 2026", NULL},
    {"2026-11-24", NULL},
    {"24 Nov", NULL},
    {"24 No", NULL},
    {"24", NULL},
    {"24 Nov 20260", NULL},
    {"24 Nov 99999999999999999999", NULL},
    {"124 Nov 2026", NULL},
    {"1 Jan 1970", NULL}, /* what a clock says that was never set */
    {"1 Jan 1900", NULL},
    {"no date", NULL},
    {"", NULL},
};

START_TEST(a_date_is_read)
{
	const gsize length = strlen(DATES[_i].date);
	g_autofree gchar *exact = g_memdup2(DATES[_i].date, length);
	const guint day = hantei_mail_day_read(exact, length);
	g_autofree gchar *said = hantei_day_to_string(day);

	if (DATES[_i].day == NULL)
		ck_assert_msg(day == 0, "\"%s\": %s", DATES[_i].date, said);
	else
		ck_assert_str_eq(said, DATES[_i].day);
	for (gsize cut = 0; cut < length; cut++) {
		g_autofree gchar *head = g_memdup2(DATES[_i].date, cut);
		hantei_mail_day_read(head, cut);
	}
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *mail;
	const gchar *day;
} MAILS[] = {
    {"a draft", "From: a@example.com\nDate: 1 Feb 2020 10:00 +0000\n\nx\n", "2020-02-01"},
    {"a draft without", "From: a@example.com\n\n1 Feb 2020\n", NULL},
    {"its receiver's word",
     "Received: from a by b; Mon, 3 Feb 2020 10:00:00 +0000\n"
     "Received: from c by a; Sun, 2 Feb 2020 10:00:00 +0000\nDate: 1 Feb 2031\n\nx\n",
     "2020-02-03"},
    {"folded", "Received: from a by b;\n\tMon, 3 Feb 2020 10:00:00\nDate: 1 Feb 2031\n\nx\n",
     "2020-02-03"},
    {"a receiver who does not say", "Received: from a (1 Feb 2019) by b\nDate: 1 Feb 2020\n\nx\n",
     "2020-02-01"},
    {"neither can be read", "Received: by b; yesterday\nDate: today\n\nx\n", NULL},
    {"in the future", "Date: 1 Feb 2131\n\nx\n", "2131-02-01"},
};

START_TEST(a_mail_has_its_day)
{
	g_autoptr(HanteiMessage) message = mail_new(MAILS[_i].mail, strlen(MAILS[_i].mail));
	const guint day = hantei_mail_day(message);
	g_autofree gchar *said = hantei_day_to_string(day);

	if (MAILS[_i].day == NULL)
		ck_assert_msg(day == 0, "%s: %s", MAILS[_i].name, said);
	else
		ck_assert_msg(strcmp(said, MAILS[_i].day) == 0, "%s: %s", MAILS[_i].name, said);
}
END_TEST

static Suite *
mail_day_suite(void)
{
	Suite *suite = suite_create("mail-day");
	TCase *tcase = tcase_create("mail-day");

	tcase_add_loop_test(tcase, a_date_is_read, 0, (int)G_N_ELEMENTS(DATES));
	tcase_add_loop_test(tcase, a_mail_has_its_day, 0, (int)G_N_ELEMENTS(MAILS));
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(mail_day_suite());
}
