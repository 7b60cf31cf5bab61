/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/dump.h"

#include <stdlib.h>

#include "model/group-sums.h"
#include "model/model-state.h"
#include "model/model.h"
#include "tests/model/mails.h"
#include "tests/test-main.h"
#include "tokenizer/tokenizer.h"

/* A model of mails that have features of every kind. */
static void
make_model(const gchar *dir)
{
	static const gchar *const mails[] = {
	    "words:free|words:a b|words:back\\slash|words:\xe7\x84\xa1\xe6\x96\x99|shape: spaces ",
	    "words:free|from:address eve@example.com|from:local part eve|from:name eve|"
	    "from:no Reply-To|from:domain example.com",
	    "words:free|words:tab\there|words:new\nline|words:cr\rhere|words:call 08012345678",
	    "words:free|relay:relay host mx.example.org|relay:relay domain example.org|"
	    "recipient:To alice|header:Sender eve|header:List-Id|words:name of the address",
	    "words:free|words:9999999 coins|words:1234 coins|words:12345 "
	    "coins|words:eve@example.com",
	    "words:cut \xe7\x84|words:\xff\xfe|words:\x7f",
	    "words:free|shape:attachment content 0123456789abcdef|"
	    "shape:attachment begins 25504446|shape:attachment name ends .12345",
	};
	g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

	for (guint i = 0; i < 60; i++) {
		g_autoptr(HanteiFeatures) features =
		    test_features(hantei_trainer_get_key(trainer), mails[i % G_N_ELEMENTS(mails)]);
		guint8 digest[16];
		HanteiLearnt learnt;

		test_digest(i, digest);
		hantei_trainer_set_day(trainer, i < 50 ? 11000 + i : 0);
		ck_assert(hantei_trainer_learn(trainer, features, HANTEI_VIEW_DRAFT, digest,
					       i % 7 < 3, &learnt, NULL));
	}
	for (guint i = 100; i < 200; i++)
		test_learn(trainer, i);
	test_commit(trainer);
}

START_TEST(dump_load_dump_is_identical)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(TestFolder) copy = test_folder_new();
	g_autofree gchar *before = NULL;
	g_autofree gchar *after = NULL;
	g_autoptr(GError) error = NULL;

	make_model(dir);
	before = test_dump(dir);
	ck_assert(g_utf8_validate(before, -1, NULL));
	ck_assert_msg(test_load(before, copy, &error), "%s", error != NULL ? error->message : "");
	after = test_dump(copy);
	test_assert_same(before, after);
	ck_assert_ptr_nonnull(strstr(before, "@2000-04-02 words back\\x5cslash\n"));
	ck_assert_ptr_nonnull(strstr(before, " words new\\x0aline\n"));
	ck_assert_ptr_nonnull(strstr(before, " shape  spaces \n"));
	ck_assert_ptr_nonnull(strstr(before, " words cut \\xe7\\x84\n"));
}
END_TEST

START_TEST(a_loaded_model_learns_and_weighs_like_its_origin)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(TestFolder) copy = test_folder_new();
	g_autofree gchar *dump = NULL;
	g_autofree gchar *a = NULL;
	g_autofree gchar *b = NULL;

	make_model(dir);
	dump = test_dump(dir);
	ck_assert(test_load(dump, copy, NULL));
	test_train(dir, 150, 260);
	test_train(copy, 150, 260);
	a = test_dump(dir);
	b = test_dump(copy);
	test_assert_same(a, b);
}
END_TEST

/* The version of concepts that @dir knows, as a model tells it. */
static gchar *
dup_concepts(const gchar *dir)
{
	g_autoptr(HanteiModel) model = hantei_model_open(dir, NULL);

	ck_assert_ptr_nonnull(model);
	return g_strdup(hantei_model_get_concepts(model));
}

START_TEST(a_dump_carries_the_version_of_the_concepts)
{
	static const gchar version[] = "1-0123456789ab";
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(TestFolder) loaded = test_folder_new();
	g_autoptr(TestFolder) copy = test_folder_new();
	g_autofree gchar *dump = NULL;
	g_autofree gchar *of_loaded = NULL;
	g_autofree gchar *of_copy = NULL;

	{
		g_autoptr(HanteiTrainer) trainer = test_trainer(dir);

		hantei_trainer_set_concepts(trainer, version);
		test_learn(trainer, 1);
		test_commit(trainer);
	}
	dump = test_dump(dir);
	ck_assert_ptr_nonnull(strstr(dump, "\nconcepts 1-0123456789ab\n"));
	ck_assert(test_load(dump, loaded, NULL));
	of_loaded = dup_concepts(loaded);
	ck_assert_str_eq(of_loaded, version);
	ck_assert(hantei_dump_copy(dir, copy, &(HanteiHashKey){5, 6}, NULL));
	of_copy = dup_concepts(copy);
	ck_assert_str_eq(of_copy, version);
}
END_TEST

START_TEST(a_dump_says_what_was_left_out)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(TestFolder) loaded = test_folder_new();
	g_autofree gchar *dump = NULL;
	g_autofree gchar *again = NULL;
	g_autofree gchar *without = NULL;

	test_train(dir, 0, 60);
	dump = test_dump_with(dir, &(HanteiDumpOptions){.min_mails = 7});
	ck_assert_ptr_nonnull(strstr(dump, "\npruned 7\n"));
	ck_assert(test_load(dump, loaded, NULL));
	again = test_dump(loaded);
	test_assert_same(dump, again);
	/* it matters to who takes a mail back */
	without = test_dump_with(loaded, &(HanteiDumpOptions){.without_mails = TRUE});
	ck_assert_ptr_null(strstr(without, "\npruned "));
}
END_TEST

/* Their sum is 0 in 32 bits. */
START_TEST(a_source_of_very_many_mails_is_kept)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *dump =
	    g_strdup_printf("hantei-dump 2\ntokenizer %s\nkey 0123456789abcdef fedcba9876543210\n"
			    "learnt 4294967295 1 0 0\norigin 4294967295 1 en mail\n"
			    "5 1 0 0 0:5:1 words free\nend\n",
			    hantei_tokenizer_fingerprint());
	g_autofree gchar *again = NULL;

	ck_assert(test_load(dump, dir, NULL));
	again = test_dump(dir);
	ck_assert_ptr_nonnull(strstr(again, "\norigin 4294967295 1 en mail\n"));
}
END_TEST

/* As no trainer writes it. */
START_TEST(a_source_that_is_there_twice_is_dumped_twice)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *dump = NULL;
	HanteiModelState state;
	const gchar *line;
	gsize length;

	test_train(dir, 0, 10);
	{
		g_autoptr(HanteiStore) store = hantei_store_open(dir, HANTEI_STORE_WRITE, NULL);
		HanteiStoreTxn *txn = hantei_store_begin(store, TRUE, NULL);
		gboolean is_full;

		ck_assert(hantei_model_state_read(&state, txn, dir, NULL));
		ck_assert_uint_eq(state.origins.n, 1);
		for (guint i = 1; i < 3; i++)
			state.origins.all[state.origins.n++] = state.origins.all[0];
		hantei_model_state_write(&state, txn);
		ck_assert(hantei_store_commit(txn, &is_full, NULL));
	}
	dump = test_dump(dir);
	line = strstr(dump, "\norigin ");
	ck_assert_ptr_nonnull(line);
	length = strcspn(line + 1, "\n") + 1;
	for (guint i = 1; i < 3; i++)
		ck_assert(strncmp(line, line + i * length, length + 1) == 0);
	ck_assert(!g_str_has_prefix(line + 3 * length, "\norigin "));
}
END_TEST

START_TEST(a_dump_without_concepts_loads)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(TestFolder) copy = test_folder_new();
	g_autofree gchar *dump = NULL;
	g_autofree gchar *of_copy = NULL;

	test_train(dir, 0, 10);
	dump = test_dump(dir);
	ck_assert_ptr_null(strstr(dump, "\nconcepts "));
	ck_assert(test_load(dump, copy, NULL));
	of_copy = dup_concepts(copy);
	ck_assert_ptr_null(of_copy);
}
END_TEST

START_TEST(lines_are_sorted)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *dump = NULL;
	g_auto(GStrv) lines = NULL;
	g_autofree gchar *previous = NULL;
	guint n = 0;

	make_model(dir);
	dump = test_dump(dir);
	lines = g_strsplit(dump, "\n", -1);
	for (guint i = 0; lines[i] != NULL; i++) {
		g_auto(GStrv) words = g_strsplit(lines[i], " ", 7);
		HanteiGroup group;
		gchar *sorted;

		/* escapes are sorted as what they stand for */
		if (!g_ascii_isdigit(lines[i][0]) || strchr(lines[i], '\\') != NULL)
			continue;
		ck_assert(hantei_group_from_string(words[5], &group));
		sorted = g_strdup_printf("%02d %s", group, words[6]);
		ck_assert_msg(previous == NULL || strcmp(previous, sorted) < 0, "%s, then %s",
			      previous, sorted);
		g_free(previous);
		previous = sorted;
		n++;
	}
	ck_assert_uint_gt(n, 100);
	ck_assert(g_str_has_suffix(dump, "\nend\n"));
}
END_TEST

START_TEST(rare_features_can_be_left_out)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *dump = NULL;
	g_auto(GStrv) lines = NULL;
	guint n = 0;

	make_model(dir);
	dump = test_dump_with(dir, &(HanteiDumpOptions){.min_mails = 11});
	lines = g_strsplit(dump, "\n", -1);
	for (guint i = 0; lines[i] != NULL; i++) {
		g_auto(GStrv) words = g_strsplit(lines[i], " ", 6);

		if (g_ascii_isdigit(lines[i][0])) {
			ck_assert_int_ge(atoi(words[0]) + atoi(words[1]), 11);
			n++;
		}
	}
	ck_assert_uint_gt(n, 1);
	ck_assert_ptr_nonnull(strstr(dump, " words free\n"));
	ck_assert_ptr_null(strstr(dump, "back\\x5cslash"));
}
END_TEST

START_TEST(mails_can_be_left_out)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(TestFolder) copy = test_folder_new();
	g_autofree gchar *dump = NULL;
	g_autofree gchar *after = NULL;

	make_model(dir);
	dump = test_dump_with(dir, &(HanteiDumpOptions){.without_mails = TRUE});
	ck_assert_ptr_null(strstr(dump, "\nmail "));
	ck_assert_ptr_nonnull(strstr(dump, "\nlearnt "));
	ck_assert(test_load(dump, copy, NULL));
	after = test_dump(copy);
	test_assert_same(dump, after);
}
END_TEST

/* What may name a person, and what looks like it but does not. */
static const struct {
	const gchar *line;
	gboolean is_public;
} PUBLIC[] = {
    {" words free\n", TRUE},
    {" from no Reply-To\n", TRUE},
    {" from domain example.com\n", TRUE},
    {" header List-Id\n", TRUE},
    {" words name of the address\n", TRUE},
    {" words 1234 coins\n", TRUE},
    {" words 9999999 coins\n", TRUE}, /* the tokenizer's mask of long numbers */
    {" words 12345 coins\n", FALSE},
    {" words call 08012345678\n", FALSE},
    {" words eve@example.com\n", FALSE},
    {" from address eve@example.com\n", FALSE},
    {" from local part eve\n", FALSE},
    {" from name eve\n", FALSE},
    {" relay relay host mx.example.org\n", FALSE},
    {" relay relay domain example.org\n", FALSE},
    {" recipient To alice\n", FALSE},
    {" header Sender eve\n", FALSE},
    {" shape attachment content 0123456789abcdef\n", TRUE},
    {" shape attachment begins 25504446\n", TRUE},
    {" shape attachment name ends .12345\n", FALSE},
};

START_TEST(a_public_dump_names_nobody)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *all = NULL;
	g_autofree gchar *dump = NULL;

	make_model(dir);
	all = test_dump(dir);
	dump = test_dump_with(dir, &(HanteiDumpOptions){.is_public = TRUE});
	for (guint i = 0; i < G_N_ELEMENTS(PUBLIC); i++) {
		ck_assert_msg(strstr(all, PUBLIC[i].line) != NULL, "never there:%s",
			      PUBLIC[i].line);
		ck_assert_msg((strstr(dump, PUBLIC[i].line) != NULL) == PUBLIC[i].is_public,
			      "is_public is not %d:%s", PUBLIC[i].is_public, PUBLIC[i].line);
	}
	ck_assert_ptr_null(strchr(dump, '@'));
	ck_assert_ptr_null(strstr(dump, "relay "));
}
END_TEST

/* A good dump is HEAD, a row, "end". In a row, '~' is as many zeros as there are sums and '^' one
 * less. */
#define HEAD \
	"hantei-dump 2\n" \
	"tokenizer %s\n" \
	"key 0123456789abcdef fedcba9876543210\n" \
	"learnt 3 4 1 2\n" \
	"origin 3 4 en mail\n"
#define DIGEST "mail 00112233445566778899aabbccddeeff "

static const struct {
	const gchar *name;
	const gchar *line;
	gboolean is_good;
} LINES[] = {
    {"a feature", "1 2 0 1 - words free", TRUE},
    {"a feature of two words", "1 2 0 1 - phrases free money", TRUE},
    {"escapes", "1 2 0 1 - words a\\x09\\x5cb", TRUE},
    {"concepts", "concepts 1-0123456789ab", TRUE},
    {"the largest counts",
     "4294967295 4294967295 4294967295 4294967295 0:4294967295:4294967295 words free", TRUE},
    {"a feature by origin", "1 2 0 1 0:1:2 words free", TRUE},
    {"an origin", "origin 5 6 ja my \\x5c shop", TRUE},
    {"a weight by number", "weight any 0.5 3", TRUE},
    {"a weight in a language", "weight ja -0.25 0", TRUE},
    {"a mail without a row", DIGEST "spam 1 0 5 0", TRUE},
    {"a mail with a row", DIGEST "ham 0 0 7 1 -1.5e-3^", TRUE},
    {"a combiner", "combiner draft 0.5 1^", TRUE},
    {"nothing", "", FALSE},
    {"concepts without a version", "concepts ", FALSE},
    {"concepts of two words", "concepts 1-0123456789ab 2", FALSE},
    {"concepts that would move a cursor", "concepts \x1b[2J", FALSE},
    {"concepts of 64 octets",
     "concepts 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", FALSE},
    {"counts of an origin that is none", "1 2 0 1 1:1:2 words free", FALSE},
    {"counts by half an origin", "1 2 0 1 0:1 words free", FALSE},
    {"no counts by origin", "1 2 0 1 words free", FALSE},
    {"an origin twice", "origin 3 4 en mail", FALSE},
    {"an origin in no language", "origin 3 4 klingon mail", FALSE},
    {"a weight of nothing", "weight any 0.5", FALSE},
    {"a weight beyond the sums", "weight any 0.5 1000", FALSE},
    {"a weight that is no number", "weight any heavy 3", FALSE},
    {"a row without a mail", "row 0 0", FALSE},
    {"a mail of an origin that is none", DIGEST "spam 0 1 0 0", FALSE},
    {"blank", " ", FALSE},
    {"prose", "hello, world", FALSE},
    {"too large a count", "4294967296 0 0 0 - words free", FALSE},
    {"a count far too large", "99999999999999999999999 0 0 0 - words free", FALSE},
    {"a count below 0", "-1 2 0 1 - words free", FALSE},
    {"a count with a sign", "+1 2 0 1 - words free", FALSE},
    {"a count of words", "one 2 0 1 - words free", FALSE},
    {"three counts", "1 2 0 words free", FALSE},
    {"two spaces", "1  2 0 1 - words free", FALSE},
    {"no such group", "1 2 0 1 - smells free", FALSE},
    {"no group", "1 2 0 1", FALSE},
    {"no text", "1 2 0 1 - words", FALSE},
    {"an empty text", "1 2 0 1 - words ", FALSE},
    {"half an escape", "1 2 0 1 - words a\\x0", FALSE},
    {"another escape", "1 2 0 1 - words a\\n", FALSE},
    {"an escaped NUL", "1 2 0 1 - words a\\x00", FALSE},
    {"a long text",
     "1 2 0 1 - words "
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaa"
     "a",
     FALSE},
    {"a short digest", "mail 0011 spam 0 0 0 0", FALSE},
    {"a digest that is none", "mail 00112233445566778899aabbccddeefg spam 0 0 0 0", FALSE},
    {"no label", DIGEST "0 0 0", FALSE},
    {"another label", DIGEST "spammy 0 0 0", FALSE},
    {"a flag that is none", DIGEST "spam 0 0 0 2", FALSE},
    {"hard beyond an octet", DIGEST "spam 256 0 0 0", FALSE},
    {"no row", DIGEST "spam 0 0 0 1", FALSE},
    {"a short row", DIGEST "spam 0 0 0 1^", FALSE},
    {"a row too many", DIGEST "spam 0 0 0 0~", FALSE},
    {"a number too many", DIGEST "spam 0 0 0 1~ 0", FALSE},
    {"a row that is no number", DIGEST "spam 0 0 0 1 nan^", FALSE},
    {"a weight without end", "combiner draft inf~", FALSE},
    {"a weight too large", "prior received 1e300~", FALSE},
    {"a combiner of no view", "combiner sent 0~", FALSE},
    {"a decimal comma", "combiner draft 0,5~", FALSE},
    {"a second key", "key 0123456789abcdef fedcba9876543211", FALSE},
    {"learnt, with words after it", "learnt 1 2 3 4 five", FALSE},
    {"the first line again", "hantei-dump 2", FALSE},
    {"end, with words after it", "end of the dump", FALSE},
    {"a day", "1 2 0 1 0:1:2@2026-11-24 words free", TRUE},
    {"a day without origins", "1 2 0 1 -@2026-11-24 words free", TRUE},
    {"no such day", "1 2 0 1 -@2026-02-30 words free", FALSE},
    {"a day before all days", "1 2 0 1 -@1970-01-01 words free", FALSE},
    {"a day with more behind it", "1 2 0 1 -@2026-11-24x words free", FALSE},
    {"no day", "1 2 0 1 -@ words free", FALSE},
    {"a day alone", "1 2 0 1 @2026-11-24 words free", FALSE},
    {"broken UTF-8", "1 2 0 1 - words \xff", FALSE},
};

START_TEST(a_bad_line_is_named)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(GString) dump = g_string_new(NULL);
	g_autoptr(GString) zeros = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	gboolean is_good;

	g_string_printf(dump, HEAD "%s\nend\n", hantei_tokenizer_fingerprint(), LINES[_i].line);
	for (guint i = 1; i < HANTEI_N_SUMS; i++)
		g_string_append(zeros, " 0");
	g_string_replace(dump, "^", zeros->str, 0);
	g_string_append(zeros, " 0");
	g_string_replace(dump, "~", zeros->str, 0);
	is_good = test_load(dump->str, dir, &error);

	ck_assert_msg(is_good == LINES[_i].is_good, "%s: %s", LINES[_i].name,
		      is_good ? "taken" : error->message);
	if (is_good)
		return;
	ck_assert_msg(g_str_has_prefix(error->message, "line 6: "), "%s: %s", LINES[_i].name,
		      error->message);
	ck_assert(g_utf8_validate(error->message, -1, NULL));
	/* nothing was made */
	ck_assert_int_eq(g_rmdir(dir), 0);
	ck_assert_int_eq(g_mkdir(dir, 0700), 0);
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *dump; /* with the fingerprint for "%s" */
	const gchar *message;
} DUMPS[] = {
    {"empty", "", "line 1: "},
    {"another file", "Subject: hello\n\nHello\n", "line 1: \"Subject: hello\""},
    {"a later version", "hantei-dump 3\n", "line 1: "},
    {"only the first line", "hantei-dump 2\n", "line 2: the dump ends without \"tokenizer\""},
    {"no key", "hantei-dump 2\ntokenizer %s\nlearnt 0 0 0 0\nend\n",
     "line 5: the dump ends without \"key\""},
    {"features before the key",
     "hantei-dump 2\ntokenizer %s\nlearnt 1 0 0 0\n1 0 0 0 - words free\n"
     "key 0123456789abcdef fedcba9876543210\nend\n",
     "line 4: "},
    {"no tokenizer",
     "hantei-dump 2\nkey 0123456789abcdef fedcba9876543210\nlearnt 1 0 0 0\n"
     "1 0 0 0 - words free\nend\n",
     "line 4: "},
    {"cut short between lines", HEAD "1 0 0 0 - words free\n",
     "line 7: the dump ends without \"end\""},
    {"more after the end", HEAD "end\n1 0 0 0 - words free\n", "line 7: "},
    {"a feature twice", HEAD "1 0 0 0 - words free\n2 2 0 0 - html b\n2 0 0 0 - words free\nend\n",
     "line 8: line 6 says"},
    {"concepts twice", HEAD "concepts 1-a\nconcepts 1-a\nend\n", "line 7: "},
    {"a weight twice", HEAD "weight ja 1 2\nweight any 3 2\nweight ja 4 2\nend\n", "a weight"},
    {"a mail twice", HEAD DIGEST "spam 0 0 0 0\n" DIGEST "ham 0 0 0 0\nend\n",
     "line 7: line 6 says"},
};

START_TEST(a_bad_dump_is_refused)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_auto(GStrv) parts = g_strsplit(DUMPS[_i].dump, "%s", 2);
	g_autofree gchar *dump = g_strjoinv(hantei_tokenizer_fingerprint(), parts);
	g_autoptr(GError) error = NULL;

	ck_assert_msg(!test_load(dump, dir, &error), "%s", DUMPS[_i].name);
	ck_assert(g_error_matches(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_DUMP));
	ck_assert_msg(g_str_has_prefix(error->message, DUMPS[_i].message), "%s: %s", DUMPS[_i].name,
		      error->message);
}
END_TEST

START_TEST(another_tokenizers_dump_is_refused)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *dump = g_strdup_printf(HEAD "end\n", "hantei-0 icu-1");
	g_autoptr(GError) error = NULL;

	ck_assert(!test_load(dump, dir, &error));
	ck_assert(g_error_matches(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_INCOMPATIBLE));
	ck_assert_ptr_nonnull(strstr(error->message, "hantei-0 icu-1"));
	ck_assert_ptr_nonnull(strstr(error->message, hantei_tokenizer_fingerprint()));
}
END_TEST

START_TEST(a_model_is_not_written_over)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autofree gchar *before = NULL;
	g_autofree gchar *after = NULL;
	g_autoptr(GError) error = NULL;

	test_train(dir, 0, 10);
	before = test_dump(dir);
	ck_assert(!test_load(before, dir, &error));
	ck_assert(g_error_matches(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_DUMP));
	ck_assert_ptr_nonnull(strstr(error->message, dir));
	after = test_dump(dir);
	test_assert_same(before, after);
}
END_TEST

START_TEST(no_model_no_dump)
{
	g_autoptr(TestFolder) dir = test_folder_new();
	g_autoptr(GOutputStream) out = g_memory_output_stream_new_resizable();
	g_autoptr(GError) error = NULL;

	ck_assert(!hantei_dump_write(dir, out, &(HanteiDumpOptions){0}, &error));
	ck_assert(g_error_matches(error, HANTEI_MODEL_ERROR, HANTEI_MODEL_ERROR_NOT_A_MODEL));
}
END_TEST

static Suite *
dump_suite(void)
{
	Suite *suite = suite_create("dump");
	TCase *tcase = tcase_create("dump");

	tcase_add_test(tcase, dump_load_dump_is_identical);
	tcase_add_test(tcase, a_loaded_model_learns_and_weighs_like_its_origin);
	tcase_add_test(tcase, a_dump_carries_the_version_of_the_concepts);
	tcase_add_test(tcase, a_dump_says_what_was_left_out);
	tcase_add_test(tcase, a_source_of_very_many_mails_is_kept);
	tcase_add_test(tcase, a_source_that_is_there_twice_is_dumped_twice);
	tcase_add_test(tcase, a_dump_without_concepts_loads);
	tcase_add_test(tcase, lines_are_sorted);
	tcase_add_test(tcase, rare_features_can_be_left_out);
	tcase_add_test(tcase, mails_can_be_left_out);
	tcase_add_test(tcase, a_public_dump_names_nobody);
	tcase_add_loop_test(tcase, a_bad_line_is_named, 0, G_N_ELEMENTS(LINES));
	tcase_add_loop_test(tcase, a_bad_dump_is_refused, 0, G_N_ELEMENTS(DUMPS));
	tcase_add_test(tcase, another_tokenizers_dump_is_refused);
	tcase_add_test(tcase, a_model_is_not_written_over);
	tcase_add_test(tcase, no_model_no_dump);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(dump_suite());
}
