/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/feature-set.h"

#include "tests/test-main.h"
#include "tests/tokenizer/mail.h"
#include "tokenizer/limits.h"

#define MAX_TEXT (HANTEI_LIMIT_WORD_BYTES * 2)

static void
add(HanteiFeatures *features, HanteiGroup group, const gchar *text)
{
	hantei_features_add(features, group, text, strlen(text));
}

static gsize
count(const HanteiFeatures *features)
{
	gsize n;

	hantei_features_get(features, &n);
	return n;
}

/* Key 0: CPython 3.11's hash() of bytes([group]) + text under PYTHONHASHSEED=0, which is
 * SipHash-1-3 too. The other key, of the octets 0 to 15 as in the paper's appendix: a second
 * implementation, found equal to CPython's under key 0. */
static const struct {
	const gchar *name;
	guint8 group;
	const gchar *text;
	guint64 zero;
	guint64 keyed;
} VECTORS[] = {
    {"no text, group 0", 0, "", 0x68a914128e01e473, 0xc9f49bf37d57ca93},
    {"one octet", 3, "h", 0xa4288716903bf977, 0xcdeec479a01e2ea6},
    {"five octets", 3, "hello", 0x030100088a42c612, 0xdfa423e622e07f82},
    {"a word less one", 3, "sixsix", 0x81936c98030e00c9, 0x2691954c9b4e279e},
    {"a word with the group", 3, "seven_7", 0xa22daf1290d2465e, 0x13d6315600d152cf},
    {"a word and one", 3, "eight_88", 0xeda637d35c9aa08f, 0x41080bc013ab31aa},
    {"two words with the group", 3, "fifteen_letters", 0x0c0693cf8b9283da, 0x07418c4f42503805},
    {"two words and one", 3, "sixteen__letters", 0x9f90874a5daff6a2, 0x7ad536e719d5cceb},
    {"octets above 127", 2, "請求書", 0xcb10c893e19aa512, 0x9b6473be383e3269},
};

START_TEST(hash_is_siphash13_of_group_and_text)
{
	const HanteiHashKey zero = {0, 0};
	const gchar *text = VECTORS[_i].text;
	g_autofree gchar *exact = g_memdup2(text, strlen(text));

	ck_assert_msg(hantei_feature_hash(&zero, VECTORS[_i].group, exact, strlen(text)) ==
			  VECTORS[_i].zero,
		      "%s: under key 0", VECTORS[_i].name);
	ck_assert_msg(hantei_feature_hash(&test_key, VECTORS[_i].group, exact, strlen(text)) ==
			  VECTORS[_i].keyed,
		      "%s: under a key", VECTORS[_i].name);
}
END_TEST

START_TEST(hash_takes_the_longest_text)
{
	const HanteiHashKey zero = {0, 0};
	gchar text[MAX_TEXT];

	memset(text, 'x', sizeof text);
	ck_assert(hantei_feature_hash(&zero, 3, text, sizeof text) == 0x9e5712df3ba95056);
	ck_assert(hantei_feature_hash(&test_key, 3, text, sizeof text) == 0x26fe8827e2bb93fd);
}
END_TEST

START_TEST(either_half_of_the_key_changes_the_hash)
{
	const HanteiHashKey keys[] = {{0, 0}, {1, 0}, {0, 1}, {1, 1}};

	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
		for (gsize k = 0; k < i; k++)
			ck_assert(hantei_feature_hash(&keys[i], HANTEI_GROUP_WORDS, "invoice", 7) !=
				  hantei_feature_hash(&keys[k], HANTEI_GROUP_WORDS, "invoice", 7));
	}
}
END_TEST

START_TEST(feature_added_twice_is_there_once)
{
	g_autoptr(HanteiFeatures) features = hantei_features_new(&test_key);

	for (guint i = 0; i < 3; i++) {
		add(features, HANTEI_GROUP_WORDS, "invoice");
		add(features, HANTEI_GROUP_WORDS, "price");
	}
	hantei_features_addf(features, HANTEI_GROUP_WORDS, "in%s", "voice");
	hantei_features_seal(features);
	ck_assert_uint_eq(count(features), 2);
}
END_TEST

START_TEST(one_text_in_two_groups_is_two_features)
{
	g_autoptr(HanteiFeatures) features = hantei_features_new(&test_key);

	add(features, HANTEI_GROUP_WORDS, "invoice");
	add(features, HANTEI_GROUP_SUBJECT, "invoice");
	hantei_features_seal(features);
	ck_assert_uint_eq(count(features), 2);
	features_assert(features, HANTEI_GROUP_WORDS, "invoice", "words");
	features_assert(features, HANTEI_GROUP_SUBJECT, "invoice", "subject");
}
END_TEST

START_TEST(sealed_set_is_sorted_by_distinct_hash)
{
	g_autoptr(HanteiFeatures) features = hantei_features_new(&test_key);
	const HanteiFeature *all;
	gsize n;

	for (guint i = 0; i < 5000; i++)
		hantei_features_addf(features, i % HANTEI_N_GROUPS, "word %u", i / 2);
	hantei_features_seal(features);
	hantei_features_seal(features);
	all = hantei_features_get(features, &n);
	ck_assert_uint_eq(n, 5000);
	for (gsize i = 0; i < n; i++) {
		const gchar *text = hantei_features_text(features, &all[i]);

		ck_assert_uint_eq(strlen(text), all[i].text_length);
		ck_assert(all[i].hash == hantei_feature_hash(&test_key, (HanteiGroup)all[i].group,
							     text, all[i].text_length));
		ck_assert(i == 0 || all[i - 1].hash < all[i].hash);
	}
}
END_TEST

START_TEST(order_of_adding_is_immaterial)
{
	g_autoptr(HanteiFeatures) up = hantei_features_new(&test_key);
	g_autoptr(HanteiFeatures) down = hantei_features_new(&test_key);
	const HanteiFeature *a;
	const HanteiFeature *b;
	gsize n;

	for (guint i = 0; i < 1000; i++) {
		hantei_features_addf(up, HANTEI_GROUP_WORDS, "word %u", i);
		hantei_features_addf(down, HANTEI_GROUP_WORDS, "word %u", 999 - i);
	}
	hantei_features_seal(up);
	hantei_features_seal(down);
	a = hantei_features_get(up, &n);
	b = hantei_features_get(down, &n);
	for (gsize i = 0; i < n; i++) {
		ck_assert(a[i].hash == b[i].hash);
		ck_assert_str_eq(hantei_features_text(up, &a[i]),
				 hantei_features_text(down, &b[i]));
	}
}
END_TEST

START_TEST(features_beyond_the_cap_are_counted)
{
	g_autoptr(HanteiFeatures) features = hantei_features_new(&test_key);

	for (guint i = 0; i < HANTEI_LIMIT_FEATURES + 7; i++)
		hantei_features_addf(features, HANTEI_GROUP_WORDS, "%u", i);
	/* one that is there already is not dropped */
	add(features, HANTEI_GROUP_WORDS, "0");
	hantei_features_seal(features);
	ck_assert_uint_eq(count(features), HANTEI_LIMIT_FEATURES);
	ck_assert_uint_eq(hantei_features_get_n_trimmed(features), 7);
}
END_TEST

START_TEST(empty_text_is_no_feature)
{
	g_autoptr(HanteiFeatures) features = hantei_features_new(&test_key);

	add(features, HANTEI_GROUP_WORDS, "");
	hantei_features_addf(features, HANTEI_GROUP_WORDS, "%s", "");
	hantei_features_seal(features);
	ck_assert_uint_eq(count(features), 0);
	ck_assert_uint_eq(hantei_features_get_n_trimmed(features), 0);
}
END_TEST

static const struct {
	const gchar *name;
	guint n_before; /* octets of 'x' before the characters */
	const gchar *character;
	gsize length; /* of what is kept */
} CUTS[] = {
    {"ASCII", 0, "x", MAX_TEXT},
    {"two octets, fits", 0, "é", MAX_TEXT},
    {"two octets, cut", 1, "é", MAX_TEXT - 1},
    {"three octets, fits", 0, "請", MAX_TEXT},
    {"three octets, cut after one", 2, "請", MAX_TEXT - 1},
    {"three octets, cut after two", 1, "請", MAX_TEXT - 2},
    {"four octets, fits", 0, "🎁", MAX_TEXT},
    {"four octets, cut after one", 3, "🎁", MAX_TEXT - 1},
    {"four octets, cut after three", 1, "🎁", MAX_TEXT - 3},
};

START_TEST(long_text_is_cut_between_characters)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(HanteiFeatures) added = hantei_features_new(&test_key);
	g_autoptr(HanteiFeatures) printed = hantei_features_new(&test_key);
	HanteiFeatures *both[] = {added, printed};

	for (guint i = 0; i < CUTS[_i].n_before; i++)
		g_string_append_c(text, 'x');
	while (text->len <= MAX_TEXT)
		g_string_append(text, CUTS[_i].character);
	hantei_features_add(added, HANTEI_GROUP_WORDS, text->str, text->len);
	hantei_features_addf(printed, HANTEI_GROUP_WORDS, "%s", text->str);
	for (gsize i = 0; i < G_N_ELEMENTS(both); i++) {
		gsize n;
		const HanteiFeature *feature = hantei_features_get(both[i], &n);

		ck_assert_uint_eq(n, 1);
		ck_assert_msg(feature->text_length == CUTS[_i].length,
			      "%s: %u octets kept, expected %u", CUTS[_i].name,
			      feature->text_length, (guint)CUTS[_i].length);
		ck_assert(g_utf8_validate(hantei_features_text(both[i], feature), -1, NULL));
	}
}
END_TEST

START_TEST(octets_that_are_no_utf8_become_readable_text)
{
	g_autoptr(HanteiFeatures) features = hantei_features_new(&test_key);
	const HanteiFeature *feature;
	gsize n;

	hantei_features_addf(features, HANTEI_GROUP_RELAY, "relay %s", "m\xfcller.example");
	feature = hantei_features_get(features, &n);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(hantei_features_text(features, feature), "relay m?ller.example");
}
END_TEST

/* Adds by a format, then looks whether that made what printf makes. */
#define ASSERT_PRINTED(...) \
	do { \
		g_autoptr(HanteiFeatures) features = hantei_features_new(&test_key); \
		g_autofree gchar *expected = g_strdup_printf(__VA_ARGS__); \
		gsize n; \
		hantei_features_addf(features, HANTEI_GROUP_WORDS, __VA_ARGS__); \
		ck_assert_str_eq( \
		    hantei_features_text(features, hantei_features_get(features, &n)), expected); \
	} while (0)

START_TEST(formats_make_what_printf_makes)
{
	ASSERT_PRINTED("100 %% of %s", "it");
	ASSERT_PRINTED("%s%s|%s", "", "a", "請求書");
	ASSERT_PRINTED("%.*s|%.*s|%.*s", 3, "abcdef", 0, "abc", -1, "abc");
	ASSERT_PRINTED("%.5s|%.5s", "+0900 (JST)", "+09");
	ASSERT_PRINTED("%.12s", "abcdefghijklmnop");
	ASSERT_PRINTED("%u %u %u", 0u, 10u, G_MAXUINT);
	ASSERT_PRINTED("%" G_GSIZE_FORMAT " %" G_GSIZE_FORMAT, (gsize)0, G_MAXSIZE);
	ASSERT_PRINTED("%.3u", 7u);
	ASSERT_PRINTED("%.*u", 2, 7u);
	ASSERT_PRINTED("%5u|%-3u|", 7u, 7u);
	ASSERT_PRINTED("%s %02x%02x %d %5s", "a", 10u, 255u, -1, "b");
}
END_TEST

START_TEST(every_group_has_a_name_that_leads_back)
{
	const gchar *name = hantei_group_to_string((HanteiGroup)_i);
	HanteiGroup group = HANTEI_N_GROUPS;

	ck_assert_ptr_nonnull(name);
	ck_assert(hantei_group_from_string(name, &group));
	ck_assert_int_eq(group, _i);
}
END_TEST

START_TEST(unknown_group_leaves_the_output_alone)
{
	HanteiGroup group = HANTEI_GROUP_LINKS;

	ck_assert(!hantei_group_from_string("Subject", &group));
	ck_assert(!hantei_group_from_string("", &group));
	ck_assert_int_eq(group, HANTEI_GROUP_LINKS);
}
END_TEST

static Suite *
feature_set_suite(void)
{
	Suite *suite = suite_create("feature-set");
	TCase *tcase = tcase_create("feature-set");

	tcase_add_loop_test(tcase, hash_is_siphash13_of_group_and_text, 0, G_N_ELEMENTS(VECTORS));
	tcase_add_test(tcase, hash_takes_the_longest_text);
	tcase_add_test(tcase, either_half_of_the_key_changes_the_hash);
	tcase_add_test(tcase, feature_added_twice_is_there_once);
	tcase_add_test(tcase, one_text_in_two_groups_is_two_features);
	tcase_add_test(tcase, sealed_set_is_sorted_by_distinct_hash);
	tcase_add_test(tcase, order_of_adding_is_immaterial);
	tcase_add_test(tcase, features_beyond_the_cap_are_counted);
	tcase_add_test(tcase, empty_text_is_no_feature);
	tcase_add_loop_test(tcase, long_text_is_cut_between_characters, 0, G_N_ELEMENTS(CUTS));
	tcase_add_test(tcase, octets_that_are_no_utf8_become_readable_text);
	tcase_add_test(tcase, formats_make_what_printf_makes);
	tcase_add_loop_test(tcase, every_group_has_a_name_that_leads_back, 0, HANTEI_N_GROUPS);
	tcase_add_test(tcase, unknown_group_leaves_the_output_alone);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(feature_set_suite());
}
