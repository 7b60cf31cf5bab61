/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tests/test-main.h"
#include "tests/tokenizer/mail.h"
#include "tokenizer/limits.h"
#include "tokenizer/message.h"

#define BIT(NAME) (1u << HANTEI_COMPLAINT_##NAME)

/* The tree, a part a line: depth, type, "A" for an attachment, decoded size, file name, text. */
static gchar *
print_parts(const HanteiMessage *message)
{
	GString *out = g_string_new(NULL);
	gsize n;
	const HanteiPart *parts = hantei_message_get_parts(message, &n);

	for (gsize i = 0; i < n; i++) {
		g_string_append_printf(out, "%u %s%s %" G_GSIZE_FORMAT, parts[i].depth,
				       parts[i].type, parts[i].is_attachment ? " A" : "",
				       parts[i].size_bytes);
		if (parts[i].filename != NULL)
			g_string_append_printf(out, " name=%s", parts[i].filename);
		if (parts[i].text != NULL)
			g_string_append_printf(out, " '%s'", parts[i].text);
		g_string_append_c(out, '\n');
	}
	return g_string_free(out, FALSE);
}

#define LEAF(type, text) "Content-Type: " type "\n\n" text "\n"
#define MIXED "Content-Type: multipart/mixed; boundary=m\n"

static const struct {
	const gchar *name;
	const gchar *mail; /* after "From: a@example.com\n" */
	const gchar *parts;
	guint complaints;
} TREES[] = {
    {"nothing declared", "\nhello\n", "0 text/plain 6 'hello\n'\n", 0},
    {"HTML", LEAF("text/HTML", "<p>a"), "0 text/html 5 '<p>a\n'\n", 0},
    {"empty body", "Content-Type: text/plain\n\n", "0 text/plain 0 ''\n", 0},
    {"header alone", "Content-Type: text/plain\n", "0 text/plain 0 ''\n", BIT(NO_BODY)},
    {"type without a subtype", LEAF("text", "hi"), "0 text/plain 3 'hi\n'\n", BIT(MALFORMED_FIELD)},
    {"type of one word", LEAF("nonsense", "hi"), "0 text/plain 3 'hi\n'\n", BIT(MALFORMED_FIELD)},
    {"alternative in mixed, with a file",
     MIXED
     "\npreamble\n--m\nContent-Type: multipart/alternative; boundary=\"n\"\n\n"
     "--n\n" LEAF("text/plain", "plain") "--n\n" LEAF(
	 "text/html",
	 "<b>html</b>") "--n--\n\n"
			"--m\nContent-Type: application/pdf; name=\"a.pdf\"\n"
			"Content-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n--m--\nepilogue\n",
     "0 multipart/mixed 0\n1 multipart/alternative 0\n2 text/plain 5 'plain'\n"
     "2 text/html 11 '<b>html</b>'\n1 application/pdf A 9 name=a.pdf\n",
     0},
    {"text as an attachment",
     "Content-Type: text/plain\nContent-Disposition: Attachment; filename=a.txt\n\nhi\n",
     "0 text/plain A 3 name=a.txt\n", 0},
    {"text with a name is shown",
     "Content-Type: text/plain; name=a.txt\nContent-Disposition: inline\n\nhi\n",
     "0 text/plain 3 name=a.txt 'hi\n'\n", 0},
    {"image inline", "Content-Type: image/png\nContent-Disposition: inline\n\nx\n",
     "0 image/png A 2\n", 0},
    {"calendar is a file", LEAF("text/calendar", "x"), "0 text/calendar A 2\n", 0},
    {"RFC 2231 name in pieces",
     "Content-Type: application/pdf\nContent-Disposition: attachment;\n"
     " filename*0*=utf-8'ja'%E8%AB%8B;\n filename*1*=%E6%B1%82;\n filename*2=.pdf\n\nx\n",
     "0 application/pdf A 2 name=請求.pdf\n", 0},
    {"RFC 2047 name",
     "Content-Type: application/zip;\n name=\"=\?iso-2022-jp\?B\?GyRCQEE1YT1xGyhC\?=.zip\"\n\nx\n",
     "0 application/zip A 2 name=請求書.zip\n", 0},
    {"disposition's name before the type's",
     "Content-Type: application/zip; name=b\nContent-Disposition: attachment; filename=a\n\nx\n",
     "0 application/zip A 2 name=a\n", 0},
    {"message in a message",
     "Content-Type: message/rfc822\n\nFrom: b\nContent-Type: text/html\n\n<p>\n",
     "0 message/rfc822 0\n1 text/html 4 '<p>\n'\n", 0},
    {"multipart without a boundary", "Content-Type: multipart/mixed\n\n--x\n\nhi\n--x--\n",
     "0 multipart/mixed 0\n1 text/plain 14 '--x\n\nhi\n--x--\n'\n", BIT(MALFORMED_MULTIPART)},
    {"multipart without a part", MIXED "\nno parts\n",
     "0 multipart/mixed 0\n1 text/plain 9 'no parts\n'\n", BIT(MALFORMED_MULTIPART)},
    {"multipart never closed", MIXED "\n--m\n\nhi\n--m\n\nyo\n",
     "0 multipart/mixed 0\n1 text/plain 2 'hi'\n1 text/plain 3 'yo\n'\n", BIT(MALFORMED_MULTIPART)},
    {"base64", "Content-Transfer-Encoding: BASE64\n\naGVsbG8g\nd29ybGQ=\n",
     "0 text/plain 11 'hello world'\n", 0},
    {"base64 without its padding", "Content-Transfer-Encoding: base64\n\naGVsbG8gd29ybGQ\n",
     "0 text/plain 11 'hello world'\n", BIT(TRUNCATED_ENCODING)},
    {"base64 cut", "Content-Transfer-Encoding: base64\n\naGVsbG8gd29yb\n",
     "0 text/plain 9 'hello wor'\n", BIT(TRUNCATED_ENCODING)},
    {"quoted-printable",
     "Content-Transfer-Encoding: quoted-printable\nContent-Type: text/plain; charset=utf-8\n\n"
     "caf=C3=\n=A9 =3D\n",
     "0 text/plain 8 'café =\n'\n", 0},
    {"quoted-printable, broken", "Content-Transfer-Encoding: quoted-printable\n\na=ZZ b=\n",
     "0 text/plain 6 'a=ZZ b'\n", 0},
    {"quoted-printable with CR encoded and LF not",
     "Content-Transfer-Encoding: quoted-printable\n\na=0D\nb=0D\n", "0 text/plain 6 'a\nb\n'\n", 0},
    {"bare CR stays", "\na\r\rb\n", "0 text/plain 5 'a\r\rb\n'\n", BIT(BARE_CR)},
    {"unknown encoding is as it stands", "Content-Transfer-Encoding: rot13\n\nuryyb\n",
     "0 text/plain 6 'uryyb\n'\n", 0},
};

START_TEST(mail_has_these_parts)
{
	g_autofree gchar *mail = g_strconcat("From: a@example.com\n", TREES[_i].mail, NULL);
	g_autoptr(HanteiMessage) message = mail_new(mail, strlen(mail));
	g_autofree gchar *parts = print_parts(message);

	ck_assert_msg(strcmp(parts, TREES[_i].parts) == 0, "%s:\n%sexpected:\n%s", TREES[_i].name,
		      parts, TREES[_i].parts);
	ck_assert_msg(hantei_message_get_complaints(message) == TREES[_i].complaints,
		      "%s: complaints %x", TREES[_i].name, hantei_message_get_complaints(message));
}
END_TEST

START_TEST(parts_are_the_same_with_crlf)
{
	g_autofree gchar *mail = g_strconcat("From: a@example.com\n", TREES[_i].mail, NULL);
	g_autoptr(GString) twin = crlf_new(mail, strlen(mail));
	g_autoptr(HanteiMessage) message = mail_new(twin->str, twin->len);
	g_autofree gchar *parts = print_parts(message);

	ck_assert_msg(strcmp(parts, TREES[_i].parts) == 0, "%s:\n%sexpected:\n%s", TREES[_i].name,
		      parts, TREES[_i].parts);
	ck_assert_msg(hantei_message_get_complaints(message) == TREES[_i].complaints,
		      "%s: complaints %x", TREES[_i].name, hantei_message_get_complaints(message));
}
END_TEST

START_TEST(any_cut_of_a_tree_is_read_and_read_alike)
{
	g_autofree gchar *mail = g_strconcat("From: a@example.com\n", TREES[_i].mail, NULL);

	for (gsize cut = 5; cut < strlen(mail); cut++) {
		g_autoptr(HanteiMessage) message = mail_new(mail, cut);
		g_autoptr(HanteiMessage) again = mail_new(mail, cut);
		g_autofree gchar *first = print_parts(message);
		g_autofree gchar *second = print_parts(again);

		ck_assert(g_utf8_validate(first, -1, NULL));
		ck_assert_str_eq(first, second);
	}
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *charset;
	const gchar *octets;
	const gchar *text;
	gboolean is_lie;
} CHARSETS[] = {
    {"UTF-8", "utf-8", "請求書", "請求書", FALSE},
    {"ISO-2022-JP", "ISO-2022-JP", "\x1b$B$*CN$i$;\x1b(B", "お知らせ", FALSE},
    {"ISO-2022-JP, row 13", "iso-2022-jp", "\x1b$B-!-j\x1b(B", "①㈱", FALSE},
    {"ISO-2022-JP, half-width kana", "iso-2022-jp", "\x1b(I123\x1b(B", "ｱｲｳ", FALSE},
    {"Shift_JIS", "Shift_JIS", "\x82\xa8\x92m\x82\xe7\x82\xb9\x87@\x82\xc5\x82\xb7",
     "お知らせ①です", FALSE},
    {"EUC-JP", "euc-jp", "\xa4\xaa\xc3\xce\xa4\xe9\xa4\xbb\xa4\xc7\xa4\xb9", "お知らせです", FALSE},
    {"GB18030", "gb18030", "\xce\xd2\xc3\xc7\xb5\xc4\xb2\xfa\xc6\xb7", "我们的产品", FALSE},
    {"GB2312", "gb2312", "\xce\xd2\xc3\xc7\xb5\xc4\xb2\xfa\xc6\xb7", "我们的产品", FALSE},
    {"Big5", "big5", "\xa7\xda\xad\xcc\xaa\xba\xb2\xa3\xab~", "我們的產品", FALSE},
    {"EUC-KR", "euc-kr", "\xbe\xc8\xb3\xe7\xc7\xcf\xbc\xbc\xbf\xe4", "안녕하세요", FALSE},
    {"Latin-1", "iso-8859-1", "caf\xe9", "café", FALSE},
    {"KOI8-R", "koi8-r", "\xf0\xd2\xc9\xd7\xc5\xd4", "Привет", FALSE},
    {"UTF-8 said to be Latin-1", "iso-8859-1", "請求書", "請求書", TRUE},
    {"Shift_JIS said to be UTF-8", "utf-8", "\x82\xa8\x92m\x82\xe7\x82\xb9\x82\xc5\x82\xb7",
     "お知らせです", TRUE},
    {"unknown", "x-nobody-knows", "請求書", "請求書", TRUE},
};

START_TEST(charset_becomes_utf8)
{
	g_autofree gchar *mail =
	    g_strdup_printf("From: a@example.com\nContent-Type: text/plain; charset=\"%s\"\n\n%s",
			    CHARSETS[_i].charset, CHARSETS[_i].octets);
	g_autoptr(HanteiMessage) message = mail_new(mail, strlen(mail));
	gsize n;
	const HanteiPart *part = hantei_message_get_parts(message, &n);

	ck_assert_uint_eq(n, 1);
	ck_assert_msg(strcmp(part->text, CHARSETS[_i].text) == 0, "%s: '%s'", CHARSETS[_i].name,
		      part->text);
	ck_assert_uint_eq(part->text_length, strlen(part->text));
	ck_assert_msg(((hantei_message_get_complaints(message) & BIT(CHARSET_MISMATCH)) != 0) ==
			  CHARSETS[_i].is_lie,
		      "%s: complaints %x", CHARSETS[_i].name,
		      hantei_message_get_complaints(message));
}
END_TEST

START_TEST(attachment_shows_its_first_octets)
{
	static const gchar b64[] = "From: a\nContent-Type: image/png\nContent-Transfer-Encoding: "
				   "base64\n\niVBORw0KGgoAAAANSUhEUgAAAAEAAAAB\n";
	static const gchar raw[] = "From: a\r\nContent-Type: text/csv\r\n\r\na\r\nb\r\n";
	g_autoptr(HanteiMessage) png = mail_new(b64, sizeof b64 - 1);
	g_autoptr(HanteiMessage) csv = mail_new(raw, sizeof raw - 1);
	gsize n;

	ck_assert_mem_eq(hantei_message_get_parts(png, &n)->magic, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
			 16);
	/* shorter than the field: zeros follow; line ends are the mail's, not the file's */
	ck_assert_mem_eq(hantei_message_get_parts(csv, &n)->magic, "a\nb\n\0\0\0\0\0\0\0\0\0\0\0\0",
			 16);
}
END_TEST

/* The digest of the attachment that is @text's only part. */
static gchar *
digest_of(const gchar *text, gsize length)
{
	g_autoptr(HanteiMessage) message = mail_new(text, length);
	gsize n;
	const HanteiPart *parts = hantei_message_get_parts(message, &n);

	ck_assert_uint_eq(n, 1);
	return g_strdup(parts[0].digest);
}

#define CSV "From: a\nContent-Type: text/csv\n"

static const struct {
	const gchar *name;
	const gchar *mail;
	const gchar *digest; /* the head of `printf … | sha256sum` */
} DIGESTS[] = {
    {"as it is", CSV "\na\nb\n", "911169ddaaf146af"},
    {"quoted-printable", CSV "Content-Transfer-Encoding: quoted-printable\n\n=61\nb=\n\n",
     "911169ddaaf146af"},
    {"quoted CR", CSV "Content-Transfer-Encoding: quoted-printable\n\na=0D\nb\n",
     "911169ddaaf146af"},
    {"base64", CSV "Content-Transfer-Encoding: base64\n\nYQpiCg==\n", "911169ddaaf146af"},
    {"base64 in two lines", CSV "Content-Transfer-Encoding: base64\n\nYQ\npiCg==\n",
     "911169ddaaf146af"},
    {"base64 of CRLF", CSV "Content-Transfer-Encoding: base64\n\nYQ0KYg0K\n", "911169ddaaf146af"},
    {"another type and name",
     "From: b\nContent-Type: image/png; name=c\nContent-Transfer-Encoding: base64\n\nYQpiCg==\n",
     "911169ddaaf146af"},
    {"another content", CSV "\na\nc\n", "b72cf6d7918130f7"},
    {"empty", CSV "\n", ""},
    {"text that is shown", "From: a\n\na\nb\n", ""},
};

START_TEST(same_content_has_one_digest)
{
	g_autoptr(GString) twin = crlf_new(DIGESTS[_i].mail, strlen(DIGESTS[_i].mail));
	g_autofree gchar *lf = digest_of(DIGESTS[_i].mail, strlen(DIGESTS[_i].mail));
	g_autofree gchar *crlf = digest_of(twin->str, twin->len);

	ck_assert_msg(g_str_equal(lf, DIGESTS[_i].digest), "%s: %s", DIGESTS[_i].name, lf);
	ck_assert_msg(g_str_equal(crlf, DIGESTS[_i].digest), "%s, CRLF: %s", DIGESTS[_i].name,
		      crlf);
}
END_TEST

/* A mail with @n files of @size octets, all like @c. */
static GString *
mail_with_files(guint n, gsize size, gchar c)
{
	GString *mail = g_string_new("From: a\n" MIXED "\n");

	for (guint i = 0; i < n; i++) {
		g_string_append(mail, "--m\nContent-Type: application/zip\n\n");
		for (gsize k = 0; k < size; k++)
			g_string_append_c(mail, k % 64 == 63 ? '\n' : c);
		g_string_append_c(mail, '\n');
	}
	g_string_append(mail, "--m--\n");
	return mail;
}

START_TEST(large_file_is_known_by_its_head)
{
	const gsize cap = HANTEI_LIMIT_DIGEST_BYTES;
	const gsize sizes[] = {cap - 1, cap, cap + 1, 3 * cap};
	g_autofree gchar *first = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(GString) mail = mail_with_files(1, sizes[i], 'x');
		g_autoptr(GString) twin = crlf_new(mail->str, mail->len);
		g_autoptr(HanteiMessage) lf = mail_new(mail->str, mail->len);
		g_autoptr(HanteiMessage) crlf = mail_new(twin->str, twin->len);
		gsize n;
		const gchar *digest = hantei_message_get_parts(lf, &n)[1].digest;

		ck_assert_str_eq(digest, hantei_message_get_parts(crlf, &n)[1].digest);
		if (i == 1)
			first = g_strdup(digest);
		else if (i > 1)
			ck_assert_str_eq(digest, first);
		else
			ck_assert_uint_eq(strlen(digest), 16);
		ck_assert_uint_eq(hantei_message_get_complaints(lf), 0);
	}
}
END_TEST

START_TEST(digests_of_a_mail_have_a_cap)
{
	const guint n_capped = HANTEI_LIMIT_ALL_DIGESTS_BYTES / HANTEI_LIMIT_DIGEST_BYTES;
	g_autoptr(GString) mail = mail_with_files(n_capped + 2, HANTEI_LIMIT_DIGEST_BYTES + 9, 'x');
	g_autoptr(HanteiMessage) message = mail_new(mail->str, mail->len);
	gsize n;
	const HanteiPart *parts = hantei_message_get_parts(message, &n);

	ck_assert_uint_eq(n, n_capped + 3);
	for (gsize i = 1; i < n; i++) {
		ck_assert_str_eq(parts[i].digest, i <= n_capped ? parts[1].digest : "");
		ck_assert_mem_eq(parts[i].magic, "xxxxxxxxxxxxxxxx", 16);
	}
	ck_assert_uint_eq(hantei_message_get_complaints(message), 0);
}
END_TEST

START_TEST(missing_boundary_is_not_made_up)
{
	static const gchar mail[] = "From: a\nContent-Type: multipart/mixed\n\nx\n";
	g_autoptr(HanteiMessage) message = mail_new(mail, sizeof mail - 1);
	gsize n;

	ck_assert_ptr_null(hantei_message_get_parts(message, &n)->boundary);
}
END_TEST

/* A head with @depth containers, one in the other. */
static GString *
nest(guint depth, gboolean is_rfc822)
{
	GString *mail = g_string_new("From: a\n");

	for (guint i = 0; i < depth; i++) {
		if (is_rfc822)
			g_string_append(mail, "Content-Type: message/rfc822\n\n");
		else
			g_string_append_printf(
			    mail, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i, i);
	}
	g_string_append(mail, "\nbottom\n");
	return mail;
}

START_TEST(deep_nesting_is_trimmed_in_time)
{
	static const struct {
		guint depth;
		gboolean is_rfc822;
	} rows[] = {{1000, FALSE}, {20000, FALSE}, {1000, TRUE}, {100000, TRUE}};
	g_autoptr(GString) mail = nest(rows[_i].depth, rows[_i].is_rfc822);
	const gint64 start_us = g_get_monotonic_time();
	g_autoptr(HanteiMessage) message = mail_new(mail->str, mail->len);
	gsize n;
	const HanteiPart *parts = hantei_message_get_parts(message, &n);

	ck_assert_uint_eq(n, HANTEI_LIMIT_DEPTH + 1);
	ck_assert_uint_eq(parts[n - 1].depth, HANTEI_LIMIT_DEPTH);
	ck_assert(hantei_message_get_complaints(message) & BIT(TRIMMED));
	ck_assert(g_get_monotonic_time() - start_us < 20 * G_USEC_PER_SEC);
}
END_TEST

START_TEST(many_parts_are_trimmed)
{
	g_autoptr(GString) mail = g_string_new("From: a\n" MIXED "\n");
	g_autoptr(HanteiMessage) message = NULL;
	gsize n;

	for (guint i = 0; i < 2 * HANTEI_LIMIT_PARTS; i++)
		g_string_append(mail, "--m\n\nx\n");
	g_string_append(mail, "--m--\n");
	message = mail_new(mail->str, mail->len);
	hantei_message_get_parts(message, &n);
	ck_assert_uint_eq(n, HANTEI_LIMIT_PARTS);
	ck_assert_uint_eq(hantei_message_get_complaints(message), BIT(TRIMMED));
}
END_TEST

START_TEST(long_text_keeps_its_head)
{
	g_autoptr(GString) mail = g_string_new("From: a\n\nhead\n");
	g_autoptr(HanteiMessage) message = NULL;
	const HanteiPart *part;
	gsize n;

	while (mail->len < 2 * 1024 * 1024)
		g_string_append(mail, "text ");
	message = mail_new(mail->str, mail->len);
	part = hantei_message_get_parts(message, &n);
	ck_assert_uint_eq(hantei_message_get_complaints(message), BIT(TRIMMED));
	ck_assert_uint_eq(part->text_length, HANTEI_LIMIT_LEAF_BYTES);
	ck_assert_uint_eq(part->size_bytes, mail->len - strlen("From: a\n\n"));
	ck_assert(g_str_has_prefix(part->text, "head\ntext "));
}
END_TEST

START_TEST(text_of_all_parts_has_a_cap_too)
{
	g_autoptr(GString) mail = g_string_new("From: a\n" MIXED "\n");
	g_autoptr(HanteiMessage) message = NULL;
	const HanteiPart *parts;
	gsize n_bytes = 0;
	gsize n;

	for (guint i = 0; i < 6; i++) {
		g_string_append(mail, "--m\n\n");
		for (guint k = 0; k < 256 * 1024; k++)
			g_string_append_c(mail, k % 8 == 7 ? '\n' : 'x');
	}
	g_string_append(mail, "\n--m--\n");
	message = mail_new(mail->str, mail->len);
	parts = hantei_message_get_parts(message, &n);
	for (gsize i = 0; i < n; i++)
		n_bytes += parts[i].text_length;
	ck_assert_uint_eq(n, 7);
	ck_assert_uint_eq(n_bytes, HANTEI_LIMIT_TEXT_BYTES);
	ck_assert_uint_eq(hantei_message_get_complaints(message), BIT(TRIMMED));
}
END_TEST

START_TEST(attachment_of_20_mib_is_measured)
{
	const gsize size = 20 * 1024 * 1024;
	g_autoptr(GString) mail = g_string_sized_new(size * 3 / 2);
	g_autoptr(HanteiMessage) message = NULL;
	const HanteiPart *part;
	gsize n;

	g_string_append(mail, "From: a\nContent-Type: application/zip\n"
			      "Content-Transfer-Encoding: base64\n\nUEsDBAAA");
	for (gsize done = 6; done < size; done += 57 < size - done ? 57 : size - done) {
		const gsize k = MIN(57, size - done);
		const gsize n_pad = (3 - k % 3) % 3;

		g_string_append_c(mail, '\n');
		for (gsize i = 0; i < (k + 2) / 3 * 4 - n_pad; i++)
			g_string_append_c(mail, 'A');
		for (gsize i = 0; i < n_pad; i++)
			g_string_append_c(mail, '=');
	}
	g_string_append_c(mail, '\n');
	message = mail_new(mail->str, mail->len);
	part = hantei_message_get_parts(message, &n);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(part->size_bytes, size);
	ck_assert_mem_eq(part->magic, "PK\3\4\0\0", 6);
	ck_assert_ptr_null(part->text);
	ck_assert_uint_eq(hantei_message_get_complaints(message), 0);
}
END_TEST

static Suite *
message_parts_suite(void)
{
	Suite *suite = suite_create("message-parts");
	TCase *tcase = tcase_create("message-parts");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, mail_has_these_parts, 0, G_N_ELEMENTS(TREES));
	tcase_add_loop_test(tcase, parts_are_the_same_with_crlf, 0, G_N_ELEMENTS(TREES));
	tcase_add_loop_test(tcase, any_cut_of_a_tree_is_read_and_read_alike, 0,
			    G_N_ELEMENTS(TREES));
	tcase_add_loop_test(tcase, charset_becomes_utf8, 0, G_N_ELEMENTS(CHARSETS));
	tcase_add_test(tcase, attachment_shows_its_first_octets);
	tcase_add_loop_test(tcase, same_content_has_one_digest, 0, G_N_ELEMENTS(DIGESTS));
	tcase_add_test(tcase, large_file_is_known_by_its_head);
	tcase_add_test(tcase, digests_of_a_mail_have_a_cap);
	tcase_add_test(tcase, missing_boundary_is_not_made_up);
	tcase_add_loop_test(tcase, deep_nesting_is_trimmed_in_time, 0, 4);
	tcase_add_test(tcase, many_parts_are_trimmed);
	tcase_add_test(tcase, long_text_keeps_its_head);
	tcase_add_test(tcase, text_of_all_parts_has_a_cap_too);
	tcase_add_test(tcase, attachment_of_20_mib_is_measured);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(message_parts_suite());
}
