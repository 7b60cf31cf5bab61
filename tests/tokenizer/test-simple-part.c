/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/simple-part.h"

#include "tests/test-main.h"
#include "tests/tokenizer/mail.h"

static const struct {
	const gchar *name;
	const gchar *fields;
	gboolean is_simple;
	gboolean is_html;
	const gchar *charset;
	const gchar *encoding;
} ROWS[] = {
    {"no MIME", "", TRUE, FALSE, "", ""},
    {"a type", "Content-Type: text/plain\n", TRUE, FALSE, "", ""},
    {"a charset", "Content-Type: TEXT/HTML; charset=UTF-8\n", TRUE, TRUE, "utf-8", ""},
    {"folded and quoted", "Content-Type: text/plain;\r\n\tcharset=\"ISO-2022-JP\"; format=flowed\n",
     TRUE, FALSE, "iso-2022-jp", ""},
    {"a transfer encoding", "content-transfer-encoding: Base64 \n", TRUE, FALSE, "", "base64"},
    {"what says nothing of the part", "Content-Length: 5\nContent-Language: en\n", TRUE, FALSE, "",
     ""},
    {"several parts", "Content-Type: multipart/mixed; boundary=x\n", FALSE, FALSE, "", ""},
    {"another text", "Content-Type: text/calendar\n", FALSE, FALSE, "", ""},
    {"half a type", "Content-Type: text\n", FALSE, FALSE, "", ""},
    {"a name", "Content-Type: text/plain; name=a.txt\n", FALSE, FALSE, "", ""},
    {"two charsets", "Content-Type: text/plain; charset=a; charset=b\n", FALSE, FALSE, "", ""},
    {"a charset in pieces", "Content-Type: text/plain; charset*0=utf; charset*1=-8\n", FALSE, FALSE,
     "", ""},
    {"a quote left open", "Content-Type: text/plain; charset=\"utf-8\n", FALSE, FALSE, "", ""},
    {"a quote with a blank", "Content-Type: text/plain; charset=\"utf-8 \"\n", FALSE, FALSE, "",
     ""},
    {"a comment", "Content-Type: text/plain (I think)\n", FALSE, FALSE, "", ""},
    {"no value", "Content-Type: text/plain; charset\n", FALSE, FALSE, "", ""},
    {"an empty parameter", "Content-Type: text/plain;\n", FALSE, FALSE, "", ""},
    {"two types", "Content-Type: text/plain\nContent-Type: text/html\n", FALSE, FALSE, "", ""},
    {"two encodings", "Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n", FALSE,
     FALSE, "", ""},
    {"an encoding of two words", "Content-Transfer-Encoding: 7 bit\n", FALSE, FALSE, "", ""},
    {"a disposition", "Content-Disposition: inline\n", FALSE, FALSE, "", ""},
    {"a charset as long as no charset is",
     "Content-Type: text/plain; charset=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", FALSE, FALSE,
     "", ""},
};

START_TEST(plain_fields_are_read_and_others_left_to_the_parser)
{
	g_autofree gchar *mail =
	    g_strconcat("From: a@example.com\n", ROWS[_i].fields, "\nHello\n", NULL);
	g_autoptr(HanteiMessage) message = mail_new(mail, strlen(mail));
	HanteiSimplePart simple;

	ck_assert_msg(hantei_simple_part_read(&simple, message) == ROWS[_i].is_simple, "%s",
		      ROWS[_i].name);
	if (!ROWS[_i].is_simple)
		return;
	ck_assert_msg(simple.is_html == ROWS[_i].is_html, "%s", ROWS[_i].name);
	ck_assert_str_eq(simple.charset, ROWS[_i].charset);
	ck_assert_str_eq(simple.encoding, ROWS[_i].encoding);
}
END_TEST

/* Any other Content- field sends a mail to the parser. */
START_TEST(a_simple_mail_is_what_the_parser_makes_of_it)
{
	static const gchar *const bodies[] = {"Hello\n", "SGVsbG8=", "a=3Db=\nc", "\n--\n\n",
					      "\r\n"};
	const gchar *body = bodies[_i];

	for (gsize row = 0; row < G_N_ELEMENTS(ROWS); row++) {
		g_autofree gchar *simple =
		    g_strconcat("From: a@example.com\n", ROWS[row].fields, "\n", body, NULL);
		g_autofree gchar *parsed =
		    g_strconcat("From: a@example.com\nContent-Description: x\n", ROWS[row].fields,
				"\n", body, NULL);
		g_autoptr(HanteiMessage) a = mail_new(simple, strlen(simple));
		g_autoptr(HanteiMessage) b = mail_new(parsed, strlen(parsed));
		gsize n_a;
		gsize n_b;
		const HanteiPart *pa = hantei_message_get_parts(a, &n_a);
		const HanteiPart *pb = hantei_message_get_parts(b, &n_b);

		ck_assert_uint_eq(n_a, n_b);
		ck_assert_msg(hantei_message_get_complaints(a) == hantei_message_get_complaints(b),
			      "%s", ROWS[row].name);
		for (gsize i = 0; i < n_a; i++) {
			ck_assert_str_eq(pa[i].type, pb[i].type);
			ck_assert_msg(g_strcmp0(pa[i].charset, pb[i].charset) == 0, "%s",
				      ROWS[row].name);
			ck_assert_msg(g_strcmp0(pa[i].encoding, pb[i].encoding) == 0, "%s",
				      ROWS[row].name);
			ck_assert_msg(g_strcmp0(pa[i].text, pb[i].text) == 0, "%s", ROWS[row].name);
			ck_assert_uint_eq(pa[i].size_bytes, pb[i].size_bytes);
			ck_assert(pa[i].is_attachment == pb[i].is_attachment);
		}
	}
}
END_TEST

static Suite *
simple_part_suite(void)
{
	Suite *suite = suite_create("simple-part");
	TCase *tcase = tcase_create("simple-part");

	tcase_add_loop_test(tcase, plain_fields_are_read_and_others_left_to_the_parser, 0,
			    (int)G_N_ELEMENTS(ROWS));
	tcase_add_loop_test(tcase, a_simple_mail_is_what_the_parser_makes_of_it, 0, 5);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(simple_part_suite());
}
