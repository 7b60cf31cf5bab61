/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/list-trace.h"

#include "tests/test-main.h"
#include "tests/tokenizer/mail.h"

#define RULE "_______________________________________________\n"
#define DASHES "---------------------------------------------------------------------\n"

static const struct {
	const gchar *name;
	const gchar *footer; /* found where it begins */
} FOOTERS[] = {
    {"Mailman 2", RULE "Users mailing list\nUsers@example.org\nhttps://example.org/users\n"},
    {"Mailman 3", RULE "users mailing list -- users@example.org\n"
		       "To unsubscribe send an email to users-leave@example.org\n"},
    {"Mailman 3, its second line",
     RULE "Users: users@example.org\n"
	  "To unsubscribe send an email to users-leave@example.org\n"},
    {"vger", "--\nTo unsubscribe from this list: send the line \"unsubscribe x\" in\n"},
    {"vger, signature dashes", "-- \nTo unsubscribe from this list: send the line\n"},
    {"Google Groups", "-- \nYou received this message because you are subscribed to the Google "
		      "Groups \"x\" group.\nTo unsubscribe from this group\n"},
    {"SourceForge", DASHES "This SF.net email is sponsored by: Example\n"},
    {"ezmlm", DASHES "To unsubscribe, e-mail: users-unsubscribe@example.org\n"},
    {"upper case", RULE "USERS MAILING LIST\n"},
    {"no newline at its end", RULE "Users mailing list"},
};

START_TEST(a_lists_footer_is_found)
{
	static const gchar *const befores[] = {"", "Hello,\n\nthe text.\n", "-- \nAnn\n\n"};

	for (gsize i = 0; i < G_N_ELEMENTS(befores); i++) {
		g_autofree gchar *text = g_strconcat(befores[i], FOOTERS[_i].footer, NULL);
		g_autoptr(GString) crlf = crlf_new(text, strlen(text));
		g_autoptr(GString) crlf_before = crlf_new(befores[i], strlen(befores[i]));

		ck_assert_msg(hantei_list_footer_find(text, strlen(text)) == strlen(befores[i]),
			      "%s after '%s': at %zu", FOOTERS[_i].name, befores[i],
			      hantei_list_footer_find(text, strlen(text)));
		ck_assert_msg(hantei_list_footer_find(crlf->str, crlf->len) == crlf_before->len,
			      "%s after '%s', CRLF: at %zu", FOOTERS[_i].name, befores[i],
			      hantei_list_footer_find(crlf->str, crlf->len));
	}
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *text;
} OTHERS[] = {
    {"nothing", ""},
    {"a rule and no more", RULE},
    {"dashes and no more", "--"},
    {"a signature", "Hello\n-- \nAnn Example\nExample Ltd, 1 High Street\n"},
    {"a shop's last line", "Buy now!\n-- \nUnsubscribe: https://shop.example/u?1\n"},
    {"a shop's rule", DASHES "You get this mail as you bought from us. To unsubscribe, click.\n"},
    {"no rule", "Hello\nUsers mailing list\nTo unsubscribe from this list: send\n"},
    {"a rule with words", "__________________________ Users mailing list\nUsers mailing list\n"},
    {"a short rule", "-----\nUsers mailing list\n"},
    {"a rule in the line", "see " RULE "Users mailing list\n"},
    {"three lines below", RULE "a\nb\nUsers mailing list\n"},
};

START_TEST(what_is_no_lists_footer_stays)
{
	const gsize length = strlen(OTHERS[_i].text);
	g_autofree gchar *text = g_memdup2(OTHERS[_i].text, length);

	ck_assert_msg(hantei_list_footer_find(text, length) == length, "%s: at %zu",
		      OTHERS[_i].name, hantei_list_footer_find(text, length));
}
END_TEST

START_TEST(a_footer_is_looked_for_at_the_end_only)
{
	static const gchar footer[] = RULE "Users mailing list\n";
	g_autoptr(GString) text = g_string_new(footer);

	while (text->len < 3000)
		g_string_append(text, "The answer to it.\n");
	ck_assert_uint_eq(hantei_list_footer_find(text->str, text->len), text->len);
	g_string_append(text, footer);
	ck_assert_uint_eq(hantei_list_footer_find(text->str, text->len),
			  text->len - strlen(footer));
}
END_TEST

/* A header, a Subject, and how much of that is a tag. */
static const struct {
	const gchar *name;
	const gchar *fields;
	const gchar *subject;
	gsize length;
} TAGS[] = {
    {"List-Id", "List-Id: <u.example.org>\n", "[users] Hello", 8},
    {"X-Mailing-List", "X-Mailing-List: u@example.org\n", "[users] Hello", 8},
    {"X-BeenThere", "X-BeenThere: u@example.org\n", "[users] Hello", 8},
    {"Precedence", "Precedence: List \n", "[users] Hello", 8},
    {"no list", "To: a@example.com\n", "[users] Hello", 0},
    {"bulk is no list", "Precedence: bulk\n", "[users] Hello", 0},
    {"List-Unsubscribe is no list", "List-Unsubscribe: <https://a.test>\n", "[users] Hi", 0},
    {"no tag", "List-Id: <u.example.org>\n", "Hello [users]", 0},
    {"never closed", "List-Id: <u.example.org>\n", "[users Hello", 0},
    {"no space", "List-Id: <u.example.org>\n", "[u]Hello", 3},
    {"spaces", "List-Id: <u.example.org>\n", "[u]   Hello", 6},
    {"nothing else", "List-Id: <u.example.org>\n", "[u]", 3},
    {"empty", "List-Id: <u.example.org>\n", "", 0},
    {"40 octets", "List-Id: <u.example.org>\n", "[xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx] a", 42},
    {"41 octets", "List-Id: <u.example.org>\n", "[xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx] a", 0},
};

static void
trace_init(HanteiListTrace *trace, const gchar *fields)
{
	g_autofree gchar *mail = g_strconcat(fields, "Subject: x\n\nbody\n", NULL);
	g_autoptr(HanteiMessage) message = mail_new(mail, strlen(mail));

	hantei_list_trace_init(trace, message);
}

START_TEST(a_subject_has_a_tag_if_a_list_sent_it)
{
	g_auto(HanteiListTrace) trace = {0};
	gsize length;

	trace_init(&trace, TAGS[_i].fields);
	length = hantei_list_tag_length(&trace, TAGS[_i].subject);
	ck_assert_msg(length == TAGS[_i].length, "%s: %zu", TAGS[_i].name, length);
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *fields;
	const gchar *text;
	const gchar *blanked; /* '~' for what was blanked out */
} BLANKS[] = {
    {"To", "To: Ann <ann@example.com>\n", "Dear ann@example.com, you", "Dear ~, you"},
    {"any case", "To: Ann@Example.com\n", "ANN@example.COM", "~"},
    {"Cc", "Cc: a@example.com, b@example.com\n", "b@example.com a@example.com", "~ ~"},
    {"Delivered-To", "Delivered-To: d@example.com\n", "<d@example.com>", "<~>"},
    {"From stays", "From: f@example.com\n", "f@example.com", "f@example.com"},
    {"the end of a sentence", "To: ann@example.com\n", "to ann@example.com. You", "to ~. You"},
    {"after a sentence", "To: ann@example.com\n", "Hello. ann@example.com", "Hello. ~"},
    {"after dots", "To: ann@example.com\n", "... ann@example.com ...", "... ~ ..."},
    {"after a title", "To: \"Dr. Ann\" <ann@example.com>\n", "ann@example.com", "~"},
    {"a word stays", "To: info@example.com\n", "info at info@example.com", "info at ~"},
    {"a telling local part", "To: linux-nvdimm@lists.example.org\n", "On linux-nvdimm, and",
     "On ~, and"},
    {"digits tell", "To: ann77@example.com\n", "Hi ann77!", "Hi ~!"},
    {"too short to tell", "To: a-b@example.com\n", "a-b", "a-b"},
    {"a whole word", "To: ann.bee@example.com\n", "xann.bee ann.beex ann.bee",
     "xann.bee ann.beex ~"},
    {"part of a longer address", "To: ann@example.com\n", "joann@example.com ann@example.com.au",
     "joann@example.com ann@example.com.au"},
    {"List-Post", "List-Post: <mailto:users-l@example.org>\n", "see users-l", "see ~"},
    {"no address", "To: undisclosed-recipients:;\n", "undisclosed-recipients",
     "undisclosed-recipients"},
    {"no local part", "To: @example.com\n", "@example.com", "@example.com"},
    {"beside other scripts", "To: ann@example.com\n", "宛先ann@example.comさん", "宛先~さん"},
};

START_TEST(an_address_the_mail_went_to_is_blanked)
{
	g_auto(HanteiListTrace) trace = {0};
	g_autofree gchar *text = g_strdup(BLANKS[_i].text);
	g_auto(GStrv) kept = g_strsplit(BLANKS[_i].blanked, "~", -1);
	const gchar *at = text;
	gsize n;

	trace_init(&trace, BLANKS[_i].fields);
	n = hantei_list_trace_blank(&trace, text, strlen(text));
	ck_assert_msg(n == g_strv_length(kept) - 1, "%s: %zu blanked in '%s'", BLANKS[_i].name, n,
		      text);
	ck_assert_uint_eq(strlen(text), strlen(BLANKS[_i].text));
	for (gchar **k = kept; *k != NULL; k++) {
		const gchar *found = strstr(at, *k);

		ck_assert_msg(found != NULL, "%s: '%s'", BLANKS[_i].name, text);
		at = found + strlen(*k);
	}
	if (n > 0)
		ck_assert_msg(strstr(text, "@example.c") == NULL || strchr(BLANKS[_i].blanked, '@'),
			      "%s: '%s'", BLANKS[_i].name, text);
}
END_TEST

/* What would cost the square of its length if anything looked twice. */
static const struct {
	const gchar *name;
	const gchar *piece;
} HOSTILE[] = {
    {"dots", "."},
    {"dots behind letters", "a."},
    {"at signs", "@"},
    {"hyphens", "-"},
    {"rules", "--\n"},
    {"long rules", RULE},
    {"addresses", "ann@example.com "},
    {"brackets", "["},
    {"newlines", "\n"},
};

START_TEST(a_long_text_takes_its_length)
{
	static const gsize length = 4 * 1024 * 1024;
	g_auto(HanteiListTrace) trace = {0};
	g_autofree gchar *text = g_malloc(length + 1);
	const gsize n = strlen(HOSTILE[_i].piece);
	const gint64 start = g_get_monotonic_time();

	for (gsize i = 0; i < length; i++)
		text[i] = HOSTILE[_i].piece[i % n];
	text[length] = '\0';
	trace_init(&trace, "List-Id: <u.example.org>\nTo: ann@example.com\n");
	ck_assert_uint_eq(hantei_list_footer_find(text, length), length);
	hantei_list_tag_length(&trace, text);
	ck_assert_uint_eq(hantei_list_trace_blank(&trace, text, length),
			  *HOSTILE[_i].piece == 'a' && n > 2 ? length / n : 0);
	ck_assert_msg(g_get_monotonic_time() - start < 10 * G_USEC_PER_SEC, "%s", HOSTILE[_i].name);
}
END_TEST

START_TEST(a_hostile_header_is_cut)
{
	g_autoptr(GString) fields = g_string_new("To: ");
	g_auto(HanteiListTrace) trace = {0};

	for (guint i = 0; i < 5000; i++)
		g_string_append_printf(fields, "ann%u@example.com,\n ", i);
	g_string_append(fields, "x@example.com\n");
	trace_init(&trace, fields->str);
	ck_assert_uint_ge(trace.texts->len, 32);
	ck_assert_uint_le(trace.texts->len, 64);
	ck_assert_str_eq(trace.texts->pdata[0], "ann0@example.com");
}
END_TEST

static Suite *
list_trace_suite(void)
{
	Suite *suite = suite_create("list-trace");
	TCase *tcase = tcase_create("list-trace");

	tcase_add_loop_test(tcase, a_lists_footer_is_found, 0, G_N_ELEMENTS(FOOTERS));
	tcase_add_loop_test(tcase, what_is_no_lists_footer_stays, 0, G_N_ELEMENTS(OTHERS));
	tcase_add_test(tcase, a_footer_is_looked_for_at_the_end_only);
	tcase_add_loop_test(tcase, a_subject_has_a_tag_if_a_list_sent_it, 0, G_N_ELEMENTS(TAGS));
	tcase_add_loop_test(tcase, an_address_the_mail_went_to_is_blanked, 0, G_N_ELEMENTS(BLANKS));
	tcase_add_loop_test(tcase, a_long_text_takes_its_length, 0, G_N_ELEMENTS(HOSTILE));
	tcase_add_test(tcase, a_hostile_header_is_cut);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(list_trace_suite());
}
