/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/structure.h"

#include "tests/test-main.h"
#include "tests/tokenizer/mail.h"
#include "tokenizer/language.h"

#define GROUP HANTEI_GROUP_STRUCTURE

static HanteiFeatures *
emit(const gchar *mail, gsize length)
{
	g_autoptr(HanteiMessage) message = mail_new(mail, length);
	g_auto(HanteiListTrace) trace = {0};
	g_autoptr(HanteiBody) body = NULL;
	g_autofree gchar *subject = hantei_message_dup_header(message, "Subject");
	g_auto(HanteiSender) sender = {0};
	HanteiFeatures *features = hantei_features_new(&test_key);

	hantei_list_trace_init(&trace, message);
	body = hantei_body_new(message, &trace);
	hantei_sender_init(&sender, message);
	hantei_structure_emit(message, &sender, subject, body,
			      hantei_body_get_language(body, subject), features);
	hantei_features_seal(features);
	return features;
}

static const struct {
	const gchar *name;
	const gchar *header; /* before a body of one line */
	const gchar *features;
} HEADERS[] = {
    {"own domain", "From: Example Shop <info@mail.example.com>\nSubject: hello\n",
     "From on a domain of its own; From address like info@; display name matches the domain; "
     "From domain like news.name.com; From domain of 8 to 12 characters; no Reply-To; "
     "the text does not name the From domain; !freemail From"},
    {"freemail", "From: \"Ann\" <ann.smith@gmail.com>\n",
     "freemail From; From address like first.last@; display name does not match the domain; "
     "no Subject; !the text does not name the From domain"},
    {"no name", "From: x123@big-shop.example\n",
     "no display name; From address with digits; a hyphen in the From domain"},
    {"name in the Subject", "From: a@big-shop.example\nSubject: News of Big Shop\n",
     "the Subject names the From domain"},
    {"Japanese name", "From: =?utf-8?B?5bGx55Sw?= <a@example.co.jp>\n",
     "display name in another script; !display name does not match the domain"},
    {"Japanese name over Japanese",
     "From: =?utf-8?B?5bGx55Sw?= <a@example.co.jp>\n"
     "Content-Type: text/plain; charset=utf-8\n\nこんにちは。春の新商品のお知らせです。\n",
     "a display name; !display name in another script"},
    {"mostly Japanese name", "From: =?utf-8?B?5Zub44Gk6JGJ5bCPUFRB?= <a@example.co.jp>\n",
     "a display name; !display name does not match the domain"},
    {"name with a sign for a word", "From: a@dibber-and-drill.example\nSubject: Dibber & Drill\n",
     "the Subject names the From domain"},
    {"name with an accent and a sign", "From: =?utf-8?Q?Caf=C3=A9_&_Bar?= <a@cafe-bar.example>\n",
     "display name matches the domain"},
    {"name of an office", "From: Mail Administrator <a@webmail.example>\n",
     "display name does not match the domain; !display name matches the domain"},
    {"address as a name", "From: \"pay@bank.example\" <a@evil.test>\n",
     "an address in the display name"},
    {"digits, cheap", "From: a@shop24.xyz\n",
     "digits in the From domain; From domain under a cheap top-level domain; "
     "From domain like name.com; From domain of 8 to 12 characters"},
    {"no From", "Subject: x\n", "no From address; no display name; !freemail From"},
    {"Reply-To at home", "From: a@example.com\nReply-To: b@mail.example.com\n",
     "Reply-To on the From domain"},
    {"Reply-To elsewhere", "From: a@example.com\nReply-To: b@evil.test\n",
     "Reply-To on another domain"},
    {"Reply-To freemail", "From: a@example.com\nReply-To: b@gmail.com\n",
     "Reply-To at a freemail address"},
    {"loud Subject", "From: a@b.test\nSubject: [ad] BUY NOW! 50% off?\n",
     "capitals in the Subject: many; exclamation mark in the Subject; "
     "question mark in the Subject; digits in the Subject; Subject begins with a bracket; "
     "money or percent in the Subject; length of the Subject: short; !Subject of a reply"},
    {"reply", "From: a@b.test\nSubject: Re: lunch\n",
     "Subject of a reply; Subject of a reply, but nothing quoted; length of the Subject: very "
     "short"},
    {"Japanese Subject with an abbreviation",
     "From: a@b.test\n"
     "Subject: "
     "=?utf-8?B?U1NEMVRCIFNTRDJUQiDlnJ/ml6XpmZDlrprjgIHos6rllY/nrrHjgoLjgYLjgorjgb7jgZk=?=\n",
     "digits in the Subject; !capitals in the Subject: nearly all"},
    {"emoji", "From: a@b.test\nSubject: =?utf-8?B?8J+OiQ==?=\n", "emoji in the Subject"},
};

START_TEST(header_fields_are_told)
{
	g_autofree gchar *mail = g_strconcat(HEADERS[_i].header, "\nSome plain text.\n", NULL);
	g_autoptr(HanteiFeatures) features = emit(mail, strlen(mail));

	features_assert(features, GROUP, HEADERS[_i].features, HEADERS[_i].name);
}
END_TEST

#define PLAIN "Content-Type: text/plain; charset=utf-8\n\n"
#define HTML "Content-Type: text/html; charset=utf-8\n\n"

static const struct {
	const gchar *name;
	const gchar *rest; /* after a From at example.com */
	const gchar *features;
} BODIES[] = {
    {"plain", PLAIN "Hello Ann,\nhow are you?\n",
     "text alone; no link; length of the text: tiny; greets the reader by name; "
     "exclamation marks: none; no e-mail address in the text; does not say how to unsubscribe; "
     "!no link uses https; !no picture"},
    {"one link", PLAIN "see https://www.example.com/a now",
     "1 link; links to 1 domain; every link on the From domain; every link uses https; "
     "one link and hardly any text; no link with a query; "
     "longest link host like www.name.com; longest link up to 30 characters"},
    {"elsewhere", PLAIN "http://a.test http://b.test/?q=1 http://b.test/",
     "3 to 4 links; links to 2 domains; no link on the From domain; no link uses https; "
     "1 link with a query; !one link and hardly any text"},
    {"most links", PLAIN "http://a.example.com http://b.example.com https://b.test",
     "most links on the From domain; some links use https"},
    {"some links", PLAIN "http://a.example.com http://b.test", "some links on the From domain"},
    {"odd links",
     PLAIN "http://192.0.2.1/ http://bit.ly/x http://a-b-c.top:80/ http://bank@evil.test/",
     "a link to an IP address; a shortened link; a link under a cheap top-level domain; "
     "a link with a port; a link with a user name; "
     "a link to a host with many digits or hyphens"},
    {"HTML", HTML "<p>Hello</p><a href='http://evil.test/'>https://example.com/</a>",
     "HTML alone; 1 link; link text shows another domain; no picture; no picture from the web; "
     "link density: high; no link on the From domain; links to 1 domain"},
    {"alternatives count their links once",
     "Content-Type: multipart/alternative; boundary=n\n\n--n\n\nread http://example.com/a\n"
     "--n\nContent-Type: text/html\n\nread <a href='http://example.com/a'>a</a>\n--n--\n",
     "text and HTML; 1 link; every link on the From domain"},
    {"pictures", HTML "<a href='http://example.com/'><img src='http://img.example.com/a.png'></a>",
     "1 picture; 1 picture from the web; pictures from the From domain; every link is a picture; "
     "text per picture: hardly any"},
    {"pictures from elsewhere", HTML "<img src='http://x.test/a.png'><img src='cid:b'> hello",
     "2 to 3 pictures; 1 picture from the web; no picture from the From domain; no link"},
    {"hidden", HTML "<p hidden>a few words that nobody sees</p>seen",
     "hidden text up to 100 characters"},
    {"hidden link", HTML "<p hidden><a href='http://x.test/'>x</a></p>seen", "a hidden link"},
    {"own address", PLAIN "write to help@mail.example.com or x@gmail.com",
     "an address on the From domain in the text"},
    {"freemail address", PLAIN "write to (x@gmail.com).", "a freemail address in the text"},
    {"another address", PLAIN "x@y.test", "an address on another domain in the text"},
    {"address behind a link", HTML "<a href='mailto:a@example.com'>write</a>",
     "an address on the From domain in the text"},
    {"no address", PLAIN "@ a@ @b.test a@b a@.", "no e-mail address in the text"},
    {"domain's name", PLAIN "Welcome to EX-AMPLE!", "the text names the From domain"},
    {"domain's name between signs", PLAIN "Ex & ample says hello",
     "the text names the From domain"},
    {"domain's name in an address alone", PLAIN "a@example.com",
     "the text does not name the From domain"},
    {"unsubscribe", PLAIN "Unsubscribe here", "says how to unsubscribe"},
    {"unsubscribe in Japanese", PLAIN "配信停止はこちら", "says how to unsubscribe"},
    {"unsubscribe in Japanese, a verb", PLAIN "配信を停止する", "says how to unsubscribe"},
    {"unsubscribe in Japanese, in short", PLAIN "登録・変更・解除はこちら",
     "says how to unsubscribe"},
    {"a lock is undone", PLAIN "制限を解除するにはログインしてください",
     "does not say how to unsubscribe"},
    {"an account is closed", PLAIN "アカウントの自動退会について",
     "does not say how to unsubscribe"},
    {"unsubscribe link", PLAIN "http://example.com/Unsubscribe", "says how to unsubscribe"},
    {"Japanese counts more",
     PLAIN "お客様へのお知らせです。商品の発送が遅れております。ご迷惑をおかけします。",
     "length of the text: tiny"},
    {"Japanese counts more, longer",
     PLAIN
     "お客様へのお知らせです。商品の発送が遅れております。ご迷惑をおかけします。明日送ります。",
     "length of the text: very short"},
    {"loud", PLAIN "Buy! Now! Today!", "exclamation marks: very many"},
    {"amounts", PLAIN "Tea $1.20\nCup $3.00\nSum $4.20\n", "a table of amounts"},
    {"program",
     "Content-Type: multipart/mixed; boundary=n\n\n--n\n\nhello\n"
     "--n\nContent-Type: application/octet-stream; name=\"a.EXE\"\n\nMZ\n--n--\n",
     "an attached archive or program; text alone"},
    {"document without a name",
     "Content-Type: multipart/mixed; boundary=n\n\n--n\n\nhello\n"
     "--n\nContent-Type: application/pdf\n\n%PDF\n--n--\n",
     "an attached document"},
    {"picture alone", "Content-Type: image/png\n\nx", "an attached picture; neither text nor HTML"},
    {"answered without marks",
     PLAIN "Yes.\n\nFrom: Bob\nSent: Monday\nTo: Ann\nSubject: lunch\n\nLunch?\n",
     "quotes another mail"},
    {"octets that are no UTF-8", PLAIN "\xff\xfe \xe3\x81 !", "no link; text alone"},
};

START_TEST(bodies_are_told)
{
	g_autofree gchar *mail =
	    g_strconcat("From: Ann <ann@example.com>\n", BODIES[_i].rest, NULL);
	g_autoptr(HanteiFeatures) features = emit(mail, strlen(mail));

	features_assert(features, GROUP, BODIES[_i].features, BODIES[_i].name);
}
END_TEST

START_TEST(counts_have_readable_steps)
{
	static const struct {
		guint n;
		const gchar *text;
	} rows[] = {{0, "no link"},	  {1, "1 link"},	  {2, "2 links"},
		    {3, "3 to 4 links"},  {5, "5 to 8 links"},	  {8, "5 to 8 links"},
		    {9, "9 to 16 links"}, {32, "17 to 32 links"}, {33, "over 32 links"}};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) mail = g_string_new("From: a@b.test\n\nhello\n");
		g_autoptr(HanteiFeatures) features = NULL;

		for (guint k = 0; k < rows[i].n; k++)
			g_string_append(mail, "http://example.com/\n");
		features = emit(mail->str, mail->len);
		features_assert(features, GROUP, rows[i].text, rows[i].text);
	}
}
END_TEST

START_TEST(what_only_sending_adds_is_no_structure)
{
	static const gchar draft[] = "From: a@b.test\nSubject: x\n\nhello\n";
	static const gchar sent[] =
	    "Received: from x.test\nTo: c@d.test\nDate: Mon, 27 Jul 2026 10:00:00 +0900\n"
	    "List-Unsubscribe: <https://b.test/u>\nFrom: a@b.test\nSubject: x\n"
	    "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: base64\n\n"
	    "aGVsbG8K\n";
	g_autoptr(HanteiFeatures) first = emit(draft, sizeof draft - 1);
	g_autoptr(HanteiFeatures) second = emit(sent, sizeof sent - 1);
	g_autofree gchar *a = features_print(first, GROUP);
	g_autofree gchar *b = features_print(second, GROUP);

	ck_assert_str_eq(a, b);
}
END_TEST

static const gchar *const hostile[] = {"@", "a@b.c ", "a", "-", "http://a.test ", "unsu", "\n"};

START_TEST(hostile_megabyte_takes_linear_time)
{
	g_autoptr(GString) mail =
	    g_string_new("From: a@aaaaaaaaaaaaaaaaaaaaaaaaab.test\nContent-Type: text/plain\n\n");
	g_autoptr(HanteiFeatures) features = NULL;

	while (mail->len < 1024 * 1024)
		g_string_append(mail, hostile[_i]);
	features = emit(mail->str, mail->len);
	features_assert(features, GROUP, "text alone", hostile[_i]);
}
END_TEST

static Suite *
structure_suite(void)
{
	Suite *suite = suite_create("structure");
	TCase *tcase = tcase_create("structure");

	tcase_set_timeout(tcase, 10);
	tcase_add_loop_test(tcase, header_fields_are_told, 0, G_N_ELEMENTS(HEADERS));
	tcase_add_loop_test(tcase, bodies_are_told, 0, G_N_ELEMENTS(BODIES));
	tcase_add_test(tcase, counts_have_readable_steps);
	tcase_add_test(tcase, what_only_sending_adds_is_no_structure);
	tcase_add_loop_test(tcase, hostile_megabyte_takes_linear_time, 0, G_N_ELEMENTS(hostile));
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(structure_suite());
}
