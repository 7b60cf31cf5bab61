/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/concepts.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tests/test-main.h"
#include "tests/tokenizer/mail.h"
#include "tokenizer/concept-fold.h"
#include "tokenizer/limits.h"
#include "tokenizer/phrase-automaton.h"

static HanteiConcepts *
concepts_new(const gchar *name, const gchar *lexicon)
{
	g_autoptr(GBytes) bytes = g_bytes_new(lexicon, strlen(lexicon));
	g_autoptr(GError) error = NULL;
	HanteiConcepts *self = hantei_concepts_new_from_bytes(name, bytes, &error);

	ck_assert_msg(self != NULL, "%s", error != NULL ? error->message : "no error");
	return self;
}

static gint
compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const gchar *const *)a, *(const gchar *const *)b);
}

/* The features' texts, sorted, with "; " between them. */
static gchar *
emit(const HanteiConcepts *self,
     HanteiLanguage language,
     const gchar *subject,
     const gchar *text,
     const gchar *relation)
{
	g_autoptr(HanteiFeatures) features = hantei_features_new(&test_key);
	g_autoptr(GPtrArray) texts = g_ptr_array_new();
	const gsize length = strlen(text);
	/* without a terminator, so that a sanitizer sees one octet too many */
	g_autofree gchar *alone = g_memdup2(text, length);
	gsize n;

	hantei_concepts_emit(self, language, subject, alone, length, relation, features);
	const HanteiFeature *all = hantei_features_get(features, &n);
	for (gsize i = 0; i < n; i++) {
		ck_assert_uint_eq(all[i].group, HANTEI_GROUP_CONCEPT);
		g_ptr_array_add(texts, (gpointer)hantei_features_text(features, &all[i]));
	}
	g_ptr_array_sort(texts, compare_texts);
	g_ptr_array_add(texts, NULL);
	return g_strjoinv("; ", (gchar **)texts->pdata);
}

static const struct {
	const gchar *text;
	gboolean is_unspaced;
	const gchar *folded;
} FOLD_ROWS[] = {
    {"", FALSE, ""},
    {"  Click\r\n\t HERE ", FALSE, "click here"},
    {"$1,000.50, or 20%.", FALSE, "$#, or #%."},
    {"1.", FALSE, "#."},
    {"1,,2", FALSE, "#,,#"},
    {"10:30-12:00", FALSE, "#:#-#:#"},
    {"Order #12 #free", FALSE, "order # free"},
    {"don\342\200\231t \342\200\234wait\342\200\235 \342\200\223 now", FALSE,
     "don't \"wait\" - now"},
    {"FREE\302\255ship \342\200\213ping", FALSE, "freeship ping"},
    {"Caf\303\211", FALSE, "caf\303\251"},
    {"ＦＲＥＥ　１００％！", FALSE, "free #%!"},
    {"ﾎﾟｲﾝﾄ", TRUE, "ポイント"},
    {"㈱判定", TRUE, "(株)判定"},
    {"お問い\n合わせ　くだ さい", TRUE, "お問い合わせください"},
    {"公式 LINE 追加 for you", TRUE, "公式line追加for you"},
    {"2026 年 1 月", TRUE, "#年#月"},
    {"아래 링크", FALSE, "아래 링크"},
    {"a\377b\303", FALSE, "a\357\277\275b\357\277\275"},
    {"\001x\177y", FALSE, "x y"},
};

START_TEST(text_folds)
{
	gsize n = 99;
	g_autofree gchar *folded = hantei_concept_fold(
	    FOLD_ROWS[_i].text, strlen(FOLD_ROWS[_i].text), FOLD_ROWS[_i].is_unspaced, &n);

	ck_assert_str_eq(folded, FOLD_ROWS[_i].folded);
	ck_assert_uint_eq(n, strlen(folded));
}
END_TEST

/* One lexicon for all rows: "c" is what is looked for. */
static const struct {
	const gchar *name;
	const gchar *file;
	const gchar *phrases;
	const gchar *text;
	guint n; /* hits, up to 4 */
} MATCH_ROWS[] = {
    {"a word", "en", "bank", "Your BANK.", 1},
    {"not within a word", "en", "bank", "embankment banks", 0},
    {"not beside digits", "en", "bank", "bank24 1bank", 0},
    {"an accent is a letter", "en", "caf", "café", 0},
    {"beside signs", "en", "bank", "(bank)/bank-bank", 3},
    {"any ending", "en", "unsubscrib*", "Unsubscribing unsubscribe unsubscrib", 3},
    {"any ending, but not any beginning", "en", "bank*", "embankment", 0},
    {"not before a negation", "en", "won", "You won't. You won\342\200\231t.", 0},
    {"before another apostrophe", "en", "bank", "the bank's, the bank'til", 2},
    {"a phrase over a line's end", "en", "click here", "please click\n  here", 1},
    {"a phrase is not its parts", "en", "click here", "click there", 0},
    {"a number", "en", "within # hours", "within 1,500 hours", 1},
    {"a number and no other", "en", "within # hours", "within two hours", 0},
    {"a number at the edge", "en", "#%", "save20% or 30%off", 2},
    {"a sign", "en", "©", "x©y", 1},
    {"asterisks are asterisks", "en", "***", "****** **", 2},
    {"hits do not overlap", "en", "click | click here | here", "click here", 2},
    {"the same phrase twice is one", "en", "bank | Bank | ＢＡＮＫ", "bank", 1},
    {"a phrase within another", "en", "aab | a*", "aaab", 1},
    {"four", "en", "bank", "bank bank bank bank bank", 4},
    {"Cyrillic has words", "en", "банк", "Банк банкир", 1},
    {"Japanese anywhere", "ja", "配信停止", "メールの配信停止は", 1},
    {"Japanese, hard-wrapped", "ja", "配信停止", "メールの配信\n  停止は", 1},
    {"Japanese, half-width kana", "ja", "メルマガ", "ﾒﾙﾏｶﾞ", 1},
    {"half-width kana in the lexicon", "ja", "ﾒﾙﾏｶﾞ", "メルマガ", 1},
    {"Japanese, full-width Latin", "ja", "公式line", "公式ＬＩＮＥ 追加", 1},
    {"Latin in Japanese stands beside kana", "ja", "line", "公式LINEで", 1},
    {"Latin in Japanese is still a word", "ja", "line", "オンラインonlineで", 0},
    {"a number and its counter", "ja", "#時間以内", "２４ 時間\n以内", 1},
    {"hard-wrapped Chinese", "zh", "立即点击", "请立即\n点击", 1},
    {"Korean has blanks", "ko", "아래 링크", "아래\n링크를", 1},
    {"Korean endings", "ko", "결제", "결제하세요", 1},
};

START_TEST(a_phrase_is_found_where_it_stands)
{
	g_autofree gchar *lexicon = g_strdup_printf("c: %s\n", MATCH_ROWS[_i].phrases);
	g_autofree gchar *file = g_strconcat(MATCH_ROWS[_i].file, ".concepts", NULL);
	g_autoptr(HanteiConcepts) self = concepts_new(file, lexicon);
	HanteiLanguage language = HANTEI_LANGUAGE_NONE;

	ck_assert(hantei_language_from_string(MATCH_ROWS[_i].file, &language));
	/* the hits that are missing to four come from the Subject, in another word of the concept
	 */
	for (guint extra = 0; extra <= 4; extra++) {
		g_autoptr(HanteiConcepts) counted = NULL;
		g_autofree gchar *more = g_strdup_printf("%s | §\n", lexicon);
		g_autoptr(GString) signs = g_string_new(NULL);
		g_autofree gchar *texts = NULL;

		for (guint i = 0; i < extra; i++)
			g_string_append(signs, "§ ");
		more[strlen(lexicon) - 1] = ' ';
		counted = concepts_new(file, more);
		texts = emit(counted, language, signs->str, MATCH_ROWS[_i].text, NULL);
		ck_assert_msg((strstr(texts, "four") != NULL) == (MATCH_ROWS[_i].n + extra >= 4),
			      "%s with %u more: %s", MATCH_ROWS[_i].name, extra, texts);
	}
	g_autofree gchar *texts = emit(self, language, NULL, MATCH_ROWS[_i].text, NULL);
	ck_assert_msg((texts[0] == 'c') == (MATCH_ROWS[_i].n > 0), "%s: %s", MATCH_ROWS[_i].name,
		      texts);
}
END_TEST

START_TEST(subject_and_language_tell_apart)
{
	g_autoptr(HanteiConcepts) self =
	    concepts_new("x", "language: en\nmoney: cash\nlove: heart\nlanguage: ja\nmoney: 金\n");
	g_autofree gchar *both = emit(self, HANTEI_LANGUAGE_EN, "Cash", "cash, my heart 金", NULL);
	g_autofree gchar *german = emit(self, HANTEI_LANGUAGE_LATIN, "x", "cash", NULL);
	g_autofree gchar *japanese = emit(self, HANTEI_LANGUAGE_JA, "お金", "cash", NULL);
	g_autofree gchar *apart = emit(self, HANTEI_LANGUAGE_JA, "x", "x", NULL);

	ck_assert_str_eq(both, "love; money; money in the Subject");
	ck_assert_str_eq(german, "money");
	ck_assert_str_eq(japanese, "money; money in the Subject");
	ck_assert_str_eq(apart, "");
}
END_TEST

static const struct {
	const gchar *name;
	HanteiLanguage language;
	const gchar *subject;
	const gchar *text;
	const gchar *expected[6];
} BUILT_IN_ROWS[] = {
    {"English phishing",
     HANTEI_LANGUAGE_EN,
     "Urgent: account suspended",
     "Dear customer, please verify your password within 24 hours: click here.",
     {"urgency in the Subject", "account-suspension, no link",
      "verification with account-suspension", "urgency with click-here", "0 signs of a real sender",
      "6 kinds of pressure"}},
    {"Japanese phishing",
     HANTEI_LANGUAGE_JA,
     "【重要】アカウントの利用停止のお知らせ",
     "お客様各位\n24時間以内に本人確\n認をお願いします。こちらをクリックし、パスワードを",
     {"account-suspension in the Subject", "deadline, no link", "click-here, no link",
      "verification with account-suspension", "impersonal-greeting", "0 signs of a real sender"}},
    {"Japanese newsletter",
     HANTEI_LANGUAGE_JA,
     "メールマガジン第12号",
     "お問合せ\n株式会社判定 〒100-0001 東京都千代田区 TEL:03-0000-0000\n配信停止はこちら",
     {"newsletter in the Subject", "company-form with contact-point", "postal-address, no link",
      "unsubscribe with postal-address", "unsubscribe", "5 signs of a real sender"}},
    {"Chinese",
     HANTEI_LANGUAGE_ZH,
     "发票",
     "尊敬的客户，请立即点击链接。",
     {"invoice-payment in the Subject", "urgency with click-here", "impersonal-greeting",
      "2 kinds of pressure", "urgency", "click-here"}},
    {"Korean",
     HANTEI_LANGUAGE_KO,
     "결제 안내",
     "안녕하세요. 비밀번호를 확인해 주세요. 감사합니다.",
     {"invoice-payment in the Subject", "greeting", "login-password", "thanks", "verification",
      "2 kinds of pressure"}},
};

START_TEST(built_in_concepts_are_those_of_the_files)
{
	g_autoptr(HanteiConcepts) read = hantei_concepts_new(NULL, NULL);
	HanteiLexicon made;
	HanteiLexicon built;

	ck_assert_ptr_nonnull(hantei_lexicon_built_in);
	hantei_concepts_get_lexicon(read, &made);
	hantei_concepts_get_lexicon(hantei_concepts_get_built_in(), &built);
	ck_assert_str_eq(built.version, made.version);
	ck_assert(g_strv_equal(built.names, made.names));
	ck_assert_uint_eq(built.phrases.n_nodes, made.phrases.n_nodes);
	ck_assert_uint_eq(built.phrases.n_outputs, made.phrases.n_outputs);
	ck_assert_mem_eq(built.phrases.nodes, made.phrases.nodes,
			 made.phrases.n_nodes * sizeof *made.phrases.nodes);
	for (guint i = 0; i < HANTEI_N_RELATIONS; i++) {
		ck_assert_uint_eq(built.n_members[i], made.n_members[i]);
		ck_assert_mem_eq(built.relations[i], made.relations[i],
				 made.n_members[i] * sizeof *made.relations[i]);
	}
}
END_TEST

START_TEST(built_in_concepts_are_found)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiConcepts) self = hantei_concepts_new(NULL, &error);
	g_autofree gchar *texts = NULL;
	g_autofree gchar *framed = NULL;

	ck_assert_msg(self != NULL, "%s", error != NULL ? error->message : "no error");
	texts = emit(self, BUILT_IN_ROWS[_i].language, BUILT_IN_ROWS[_i].subject,
		     BUILT_IN_ROWS[_i].text, "no link");
	framed = g_strdup_printf("; %s; ", texts);
	for (guint i = 0; i < G_N_ELEMENTS(BUILT_IN_ROWS[_i].expected); i++) {
		g_autofree gchar *one = g_strdup_printf("; %s; ", BUILT_IN_ROWS[_i].expected[i]);

		ck_assert_msg(strstr(framed, one) != NULL, "%s: no \"%s\" in %s",
			      BUILT_IN_ROWS[_i].name, BUILT_IN_ROWS[_i].expected[i], texts);
	}
}
END_TEST

/* Words that stood in a mail in another sense than their concept's. */
static const struct {
	HanteiLanguage language;
	const gchar *text;
	const gchar *concept;
} OTHER_SENSES[] = {
    {HANTEI_LANGUAGE_JA, "合計 5,060円です", "free-offer"},
    {HANTEI_LANGUAGE_JA, "制限を解除するには", "unsubscribe"},
    {HANTEI_LANGUAGE_JA, "取り急ぎお礼まで", "urgency"},
    {HANTEI_LANGUAGE_JA, "お取引先各位", "banking"},
    {HANTEI_LANGUAGE_JA, "会員番号の下4桁", "payment-card"},
    {HANTEI_LANGUAGE_JA, "会員番号の下4桁", "one-time-code"},
    {HANTEI_LANGUAGE_JA, "収入印紙は不要です", "easy-income"},
    {HANTEI_LANGUAGE_JA, "クローンのあと、ドローンを", "loan"},
    {HANTEI_LANGUAGE_JA, "4年生保護者さま", "insurance"},
    {HANTEI_LANGUAGE_JA, "11月下旬の予定", "food"},
    {HANTEI_LANGUAGE_JA, "4名様のご予約", "limited-offer"},
    {HANTEI_LANGUAGE_JA, "後日、録画をご案内します", "extortion"},
    {HANTEI_LANGUAGE_JA, "そのままご返信いただくか", "do-not-reply"},
    {HANTEI_LANGUAGE_JA, "ご返信いただいてもお答えできません", "reply-request"},
    {HANTEI_LANGUAGE_JA, "経理ご担当者様", "greeting-by-name"},
    {HANTEI_LANGUAGE_JA, "5,500円以上で、当店では", "closing-words"},
    {HANTEI_LANGUAGE_JA, "開かないかぎり", "first-person"},
    {HANTEI_LANGUAGE_JA, "お待ちください……", "ornament"},
    {HANTEI_LANGUAGE_EN, "You won't pay twice", "prize"},
    {HANTEI_LANGUAGE_EN, "Customs fee: USD 1.99", "large-sum"},
    {HANTEI_LANGUAGE_EN, "Please do not reply", "reply-request"},
    {HANTEI_LANGUAGE_EN, "limited access", "company-form"},
    {HANTEI_LANGUAGE_EN, "limited access", "limited-offer"},
    {HANTEI_LANGUAGE_EN, "quote the number above", "insurance"},
    {HANTEI_LANGUAGE_EN, "Returns: free within the year", "investment"},
    {HANTEI_LANGUAGE_EN, "No code needed at the branch", "software"},
    {HANTEI_LANGUAGE_EN, "in the control panel", "event"},
    {HANTEI_LANGUAGE_EN, "charged at 20 pounds", "weight-loss"},
    {HANTEI_LANGUAGE_EN, "placed 2026-05-14", "telephone"},
    {HANTEI_LANGUAGE_EN, "this requires your attention", "impersonal-greeting"},
};

START_TEST(another_sense_is_not_found)
{
	g_autoptr(HanteiConcepts) self = hantei_concepts_new(NULL, NULL);
	g_autofree gchar *texts =
	    emit(self, OTHER_SENSES[_i].language, NULL, OTHER_SENSES[_i].text, NULL);
	g_autofree gchar *framed = g_strdup_printf("; %s; ", texts);
	g_autofree gchar *one = g_strdup_printf("; %s; ", OTHER_SENSES[_i].concept);

	ck_assert_msg(strstr(framed, one) == NULL, "\"%s\": %s", OTHER_SENSES[_i].text, texts);
}
END_TEST

/* The built-in file @name by itself, as users would read it. */
static HanteiConcepts *
source_file_new(const gchar *name)
{
	g_autofree gchar *path =
	    g_build_filename(g_getenv("HANTEI_SOURCE"), "tokenizer", "concepts", name, NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = hantei_concept_file_load(path, &error);
	HanteiConcepts *self =
	    bytes == NULL ? NULL : hantei_concepts_new_from_bytes(name, bytes, &error);

	ck_assert_msg(self != NULL, "%s", error != NULL ? error->message : "no error");
	return self;
}

START_TEST(built_in_files_share_their_names)
{
	static const gchar *const files[] = {"en.concepts", "ja.concepts", "zh.concepts",
					     "ko.concepts"};
	g_autoptr(HanteiConcepts) all = hantei_concepts_new(NULL, NULL);
	const gchar *const *expected = hantei_concepts_get_names(all);

	if (g_getenv("HANTEI_SOURCE") == NULL)
		return; /* not run by meson */
	ck_assert_uint_le(g_strv_length((gchar **)expected), 100);
	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autoptr(HanteiConcepts) self = source_file_new(files[i]);
		const gchar *const *names = hantei_concepts_get_names(self);

		for (guint j = 0; expected[j] != NULL; j++)
			ck_assert_msg(g_strv_contains(names, expected[j]), "%s: no %s", files[i],
				      expected[j]);
		for (guint j = 0; names[j] != NULL; j++)
			ck_assert_msg(g_strv_contains(expected, names[j]), "%s alone has %s",
				      files[i], names[j]);
	}
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *file;
	const gchar *lexicon;
	const gchar *message;
} ERROR_ROWS[] = {
    {"no colon", "ja.concepts", "# a comment\n\nmoney\n", "ja.concepts:3: \"money\": no \"name: "},
    {"continues nothing", "ja.concepts", "  金\n", "ja.concepts:1: \"  金\": continues nothing"},
    {"no language", "mine", "money: cash\n", "mine:1: \"cash\": of which language?"},
    {"unknown language", "mine", "language: tlh\n", "mine:1: \"tlh\": no such language"},
    {"a language without a file", "mine", "language: latin\n", "no such language; use ja, zh, ko,"},
    {"a name with a blank", "en", "My Money: cash\n", "\"My Money\" is no name for a concept"},
    {"an empty name", "en", ": cash\n", "en:1: \"cash\": \"\" is no name"},
    {"an asterisk within", "en", "a: b | fr*e money\n", "en:1: \"fr*e money\": \"*\" may only"},
    {"an asterisk before", "en", "a: b | *money\n", "en:1: \"*money\": \"*\" may only"},
    {"nothing but what folding drops", "en", "a: \302\255\n", "nothing to look for"},
    {"Latin 1", "en", "a: b\nb: caf\351\n", "en:2: \"b: caf\357\277\275\": not UTF-8; save"},
};

START_TEST(an_error_tells_where_and_what_to_do)
{
	g_autoptr(GBytes) bytes =
	    g_bytes_new(ERROR_ROWS[_i].lexicon, strlen(ERROR_ROWS[_i].lexicon));
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiConcepts) self =
	    hantei_concepts_new_from_bytes(ERROR_ROWS[_i].file, bytes, &error);

	ck_assert_ptr_null(self);
	ck_assert(g_error_matches(error, HANTEI_CONCEPTS_ERROR, HANTEI_CONCEPTS_ERROR_SYNTAX));
	ck_assert_msg(strstr(error->message, ERROR_ROWS[_i].message) != NULL, "%s: %s",
		      ERROR_ROWS[_i].name, error->message);
}
END_TEST

START_TEST(what_exceeds_a_cap_is_refused)
{
	g_autoptr(GString) lexicon = g_string_new("a: ");
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) many = NULL;

	for (guint i = 0; i <= HANTEI_LIMIT_CONCEPT_PHRASE_BYTES; i++)
		g_string_append_c(lexicon, 'x');
	g_autoptr(GBytes) bytes = g_bytes_new(lexicon->str, lexicon->len);
	ck_assert_ptr_null(hantei_concepts_new_from_bytes("en", bytes, &error));
	ck_assert_msg(strstr(error->message, "97 octets, at most 96") != NULL, "%s",
		      error->message);

	g_string_truncate(lexicon, 0);
	for (guint i = 0; i <= HANTEI_LIMIT_CONCEPTS; i++)
		g_string_append_printf(lexicon, "c%u: x\n", i);
	g_autoptr(GBytes) concepts = g_bytes_new(lexicon->str, lexicon->len);
	ck_assert_ptr_null(hantei_concepts_new_from_bytes("en", concepts, &many));
	ck_assert(g_error_matches(many, HANTEI_CONCEPTS_ERROR, HANTEI_CONCEPTS_ERROR_LIMIT));
	ck_assert_msg(g_str_has_prefix(many->message, "en:501: \"x\": more than 500 concepts"),
		      "%s", many->message);
}
END_TEST

START_TEST(users_add_phrases)
{
	g_autofree gchar *folder = g_dir_make_tmp("concepts-XXXXXX", NULL);
	g_autofree gchar *path = g_build_filename(folder, "ja.concepts", NULL);
	g_autofree gchar *missing = g_build_filename(folder, "missing", NULL);
	const gchar *const paths[] = {path, NULL};
	const gchar *const wrong[] = {path, missing, NULL};
	g_autoptr(GError) error = NULL;
	g_autoptr(HanteiConcepts) plain = hantei_concepts_new(NULL, NULL);
	g_autofree gchar *before = emit(plain, HANTEI_LANGUAGE_JA, NULL, "ゴニョゴニョ", NULL);

	ck_assert(g_file_set_contents(
	    path, "\357\273\277delivery: ゴニョ\r\nmy-own: ゴニョゴニョ\r\n", -1, NULL));
	g_autoptr(HanteiConcepts) more = hantei_concepts_new(paths, &error);
	ck_assert_msg(more != NULL, "%s", error != NULL ? error->message : "no error");
	g_autofree gchar *after = emit(more, HANTEI_LANGUAGE_JA, NULL, "ゴニョゴニョ", "no link");
	ck_assert_ptr_null(strstr(before, "delivery"));
	ck_assert_ptr_nonnull(strstr(after, "delivery, no link; my-own"));
	ck_assert_str_ne(hantei_concepts_get_version(plain), hantei_concepts_get_version(more));

	ck_assert_ptr_null(hantei_concepts_new(wrong, &error));
	ck_assert(g_error_matches(error, HANTEI_CONCEPTS_ERROR, HANTEI_CONCEPTS_ERROR_READ));
	ck_assert_ptr_nonnull(strstr(error->message, "missing: cannot be read"));
	g_unlink(path);
	g_rmdir(folder);
}
END_TEST

START_TEST(a_version_tells_phrases_not_their_form)
{
	g_autoptr(HanteiConcepts) one = concepts_new("en", "a: x | y*\nb: z\n");
	g_autoptr(HanteiConcepts) same = concepts_new("en.mine", "# note\nb: Z\na: y* | X | x\n");
	g_autoptr(HanteiConcepts) other = concepts_new("en", "a: x | y\nb: z\n");
	g_autoptr(HanteiConcepts) elsewhere = concepts_new("ja", "a: x | y*\nb: z\n");

	ck_assert(g_str_has_prefix(hantei_concepts_get_version(one), "2-"));
	ck_assert_str_eq(hantei_concepts_get_version(one), hantei_concepts_get_version(same));
	ck_assert_str_ne(hantei_concepts_get_version(one), hantei_concepts_get_version(other));
	ck_assert_str_ne(hantei_concepts_get_version(one), hantei_concepts_get_version(elsewhere));
}
END_TEST

static void
count_hits(const HanteiPhrase *phrase, gsize end, gpointer user_data)
{
	++*(guint *)user_data;
}

/* "aaa…ab" against text of "a": each octet fails down a chain as long as the phrase, once. */
START_TEST(hostile_text_takes_linear_time)
{
	g_autoptr(HanteiPhraseAutomaton) automaton = hantei_phrase_automaton_new();
	g_autofree gchar *phrase = g_strnfill(HANTEI_LIMIT_CONCEPT_PHRASE_BYTES, 'a');
	g_autofree gchar *text = g_strnfill(100000, 'a');
	HanteiPhrase entry = {.length = HANTEI_LIMIT_CONCEPT_PHRASE_BYTES};
	guint n_hits = 0;

	phrase[entry.length - 1] = 'b';
	hantei_phrase_automaton_add(automaton, phrase, &entry);
	hantei_phrase_automaton_seal(automaton);
	for (gsize i = 96; i < 100000; i += 97)
		text[i] = 'b';
	ck_assert_uint_le(
	    hantei_phrase_automaton_search(automaton, text, 100000, count_hits, &n_hits), 200000);
	ck_assert_uint_eq(n_hits, 100000 / 97);
}
END_TEST

/* Every phrase, found by hand, at every place. */
START_TEST(the_automaton_finds_what_looking_finds)
{
	static const gchar *const phrases[] = {"a",   "ab",   "bab", "bc", "bca",
					       "caa", "abab", "c",   "aa", "bb"};
	g_autoptr(HanteiPhraseAutomaton) automaton = hantei_phrase_automaton_new();
	gchar text[2000];
	guint32 state = 1;
	guint n_expected = 0;
	guint n_hits = 0;

	for (guint i = 0; i < sizeof text; i++) {
		state = state * 1664525 + 1013904223;
		text[i] = (gchar)('a' + (state >> 24) % 3);
	}
	for (guint i = 0; i < G_N_ELEMENTS(phrases); i++) {
		const HanteiPhrase entry = {.length = (guint8)strlen(phrases[i])};

		hantei_phrase_automaton_add(automaton, phrases[i], &entry);
		for (gsize at = 0; at + entry.length <= sizeof text; at++)
			n_expected += memcmp(text + at, phrases[i], entry.length) == 0;
	}
	hantei_phrase_automaton_seal(automaton);
	hantei_phrase_automaton_search(automaton, text, sizeof text, count_hits, &n_hits);
	ck_assert_uint_eq(n_hits, n_expected);
}
END_TEST

START_TEST(text_beyond_the_cap_is_not_looked_at)
{
	g_autoptr(HanteiConcepts) self = concepts_new("en", "a: bank\n");
	g_autoptr(GString) text = g_string_new(NULL);

	while (text->len < HANTEI_LIMIT_CONCEPT_TEXT_BYTES)
		g_string_append(text, "© ");
	g_string_append(text, "bank");
	g_autofree gchar *texts = emit(self, HANTEI_LANGUAGE_EN, NULL, text->str, NULL);
	ck_assert_str_eq(texts, "");
}
END_TEST

static Suite *
concepts_suite(void)
{
	Suite *suite = suite_create("concepts");
	TCase *tcase = tcase_create("concepts");

	tcase_add_loop_test(tcase, text_folds, 0, G_N_ELEMENTS(FOLD_ROWS));
	tcase_add_loop_test(tcase, a_phrase_is_found_where_it_stands, 0, G_N_ELEMENTS(MATCH_ROWS));
	tcase_add_test(tcase, subject_and_language_tell_apart);
	tcase_add_test(tcase, built_in_concepts_are_those_of_the_files);
	tcase_add_loop_test(tcase, built_in_concepts_are_found, 0, G_N_ELEMENTS(BUILT_IN_ROWS));
	tcase_add_loop_test(tcase, another_sense_is_not_found, 0, G_N_ELEMENTS(OTHER_SENSES));
	tcase_add_test(tcase, built_in_files_share_their_names);
	tcase_add_loop_test(tcase, an_error_tells_where_and_what_to_do, 0,
			    G_N_ELEMENTS(ERROR_ROWS));
	tcase_add_test(tcase, what_exceeds_a_cap_is_refused);
	tcase_add_test(tcase, users_add_phrases);
	tcase_add_test(tcase, a_version_tells_phrases_not_their_form);
	tcase_add_test(tcase, hostile_text_takes_linear_time);
	tcase_add_test(tcase, the_automaton_finds_what_looking_finds);
	tcase_add_test(tcase, text_beyond_the_cap_is_not_looked_at);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(concepts_suite());
}
