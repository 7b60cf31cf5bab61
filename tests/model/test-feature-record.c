/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/feature-record.h"

#include <string.h>

#include "tests/test-main.h"

#define MOST G_MAXUINT32
#define MOST_DAYS G_MAXUINT16

static const HanteiOriginCounts ORIGINS[] = {{7, {5, 2}}, {255, {0, 1}}, {0, {0, 0}}};

static const struct {
	const gchar *name;
	HanteiStoreFeature feature;
	gboolean is_packed;
} RECORDS[] = {
    {"one origin", {{{5, 2}, {1, 0}}, HANTEI_GROUP_WORDS, 20781, "", 0, ORIGINS, 1}, TRUE},
    {"no origin", {{{5, 2}, {1, 0}}, HANTEI_GROUP_HTML, 20781, "", 0, NULL, 0}, TRUE},
    {"an empty origin beside it",
     {{{5, 2}, {0, 0}}, HANTEI_GROUP_LINKS, 20781, "", 0, ORIGINS, 1},
     TRUE},
    {"two origins", {{{5, 3}, {1, 0}}, HANTEI_GROUP_WORDS, 20781, "", 0, ORIGINS, 3}, FALSE},
    {"an origin of a part",
     {{{9, 2}, {1, 0}}, HANTEI_GROUP_WORDS, 20781, "", 0, ORIGINS, 1},
     FALSE},
    {"the most that packs",
     {{{8191, 8191}, {255, 255}}, HANTEI_N_GROUPS - 1, 20781, "", 0, NULL, 0},
     TRUE},
    {"spam above", {{{8192, 0}, {0, 0}}, HANTEI_GROUP_FROM, 20781, "", 0, NULL, 0}, FALSE},
    {"ham above", {{{0, 8192}, {0, 0}}, HANTEI_GROUP_FROM, 20781, "", 0, NULL, 0}, FALSE},
    {"hard spam above", {{{9, 9}, {256, 0}}, HANTEI_GROUP_FROM, 20781, "", 0, NULL, 0}, FALSE},
    {"hard ham above", {{{9, 9}, {0, 256}}, HANTEI_GROUP_FROM, 20781, "", 0, NULL, 0}, FALSE},
    {"the most",
     {{{MOST, MOST}, {MOST, MOST}}, HANTEI_GROUP_FROM, 20781, "", 0, ORIGINS, 2},
     FALSE},
    {"the last day", {{{5, 2}, {1, 0}}, HANTEI_GROUP_WORDS, MOST_DAYS, "", 0, ORIGINS, 1}, TRUE},
    {"the last day and more",
     {{{5, 3}, {1, 0}}, HANTEI_GROUP_WORDS, MOST_DAYS, "", 0, ORIGINS, 3},
     FALSE},
    {"nothing", {{{0, 0}, {0, 0}}, HANTEI_GROUP_FROM, 0, "", 0, NULL, 0}, TRUE},
};

static void
assert_same(const HanteiStoreFeature *a, const HanteiStoreFeature *b, const gchar *name)
{
	guint n = 0;

	ck_assert_msg(memcmp(&a->tally, &b->tally, sizeof a->tally) == 0, "%s: counts", name);
	ck_assert_msg(a->group == b->group, "%s: group", name);
	ck_assert_msg(a->day == b->day, "%s: day %u, not %u", name, b->day, a->day);
	for (guint i = 0; i < a->n_origins; i++) {
		if (a->origins[i].counts.n_spam == 0 && a->origins[i].counts.n_ham == 0)
			continue;
		ck_assert_msg(n < b->n_origins &&
				  memcmp(&a->origins[i], &b->origins[n], sizeof a->origins[i]) == 0,
			      "%s: origin %u", name, i);
		n++;
	}
	ck_assert_msg(n == b->n_origins, "%s: %u origins, not %u", name, b->n_origins, n);
}

START_TEST(a_record_comes_back)
{
	HanteiOriginCounts origins[HANTEI_MAX_ORIGINS];
	guint8 bytes[HANTEI_FEATURE_RECORD_BYTES];
	const gsize n = hantei_feature_record_write(&RECORDS[_i].feature, bytes);
	HanteiStoreFeature feature;

	ck_assert_uint_eq(hantei_feature_record_read(bytes, n, &feature, origins), n);
	assert_same(&RECORDS[_i].feature, &feature, RECORDS[_i].name);
	for (gsize cut = 0; cut < n; cut++) {
		/* of its own size, so that reading past the end is seen */
		g_autofree guint8 *exact = g_memdup2(bytes, cut);

		ck_assert_msg(hantei_feature_record_read(exact, cut, &feature, origins) == 0,
			      "%s: %zu octets of %zu", RECORDS[_i].name, cut, n);
	}
}
END_TEST

START_TEST(what_is_small_packs)
{
	HanteiOriginCounts origins[HANTEI_MAX_ORIGINS];
	HanteiStoreFeature feature;
	guint64 packed = 0;
	guint8 octet = 0;

	ck_assert_msg(hantei_feature_record_pack(&RECORDS[_i].feature, &packed, &octet) ==
			  RECORDS[_i].is_packed,
		      "%s", RECORDS[_i].name);
	if (!RECORDS[_i].is_packed)
		return;
	ck_assert_uint_eq(packed >> 63, 0);
	ck_assert(hantei_feature_record_unpack(packed, octet, &feature, origins));
	assert_same(&RECORDS[_i].feature, &feature, RECORDS[_i].name);
}
END_TEST

/* As many origins as there can be, with counts as large as they can be. */
START_TEST(the_longest_record_has_room)
{
	HanteiOriginCounts origins[HANTEI_MAX_ORIGINS];
	HanteiOriginCounts read[HANTEI_MAX_ORIGINS];
	HanteiStoreFeature feature = {{{MOST, MOST}, {MOST, MOST}},
				      HANTEI_GROUP_WORDS,
				      20781,
				      "",
				      0,
				      origins,
				      HANTEI_MAX_ORIGINS};
	guint8 bytes[HANTEI_FEATURE_RECORD_BYTES];
	HanteiStoreFeature back;
	gsize n;

	for (guint32 i = 0; i < HANTEI_MAX_ORIGINS; i++)
		origins[i] = (HanteiOriginCounts){i, {MOST, MOST}};
	n = hantei_feature_record_write(&feature, bytes);
	ck_assert_uint_le(n, sizeof bytes);
	ck_assert_uint_eq(hantei_feature_record_read(bytes, n, &back, read), n);
	assert_same(&feature, &back, "longest");
}
END_TEST

static const struct {
	const gchar *name;
	const gchar *octets;
	gsize n;
} DAMAGED[] = {
    {"no such group", "\x0e\x01\x01\x00\x00\x00\x00", 7},
    {"a number of 33 bits", "\x01\xff\xff\xff\xff\x1f\x01\x00\x00\x00\x00", 11},
    {"a number without an end", "\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff", 10},
    {"a day past the last", "\x01\x01\x01\x00\x00\x80\x80\x04\x00", 9},
    {"more origins than there are", "\x01\x01\x01\x00\x00\x00\x01", 7},
    {"origins past the cap", "\x01\x01\x01\x00\x00\x00\x81\x02", 8},
    {"no such origin", "\x01\x01\x01\x00\x00\x00\x01\x80\x02\x01\x01", 11},
};

START_TEST(damaged_octets_are_no_record)
{
	HanteiOriginCounts origins[HANTEI_MAX_ORIGINS];
	g_autofree guint8 *exact = g_memdup2(DAMAGED[_i].octets, DAMAGED[_i].n);
	HanteiStoreFeature feature;

	ck_assert_msg(hantei_feature_record_read(exact, DAMAGED[_i].n, &feature, origins) == 0,
		      "%s", DAMAGED[_i].name);
	ck_assert(!hantei_feature_record_unpack(G_MAXUINT64 >> 1, 0, &feature, origins));
}
END_TEST

static Suite *
feature_record_suite(void)
{
	Suite *suite = suite_create("feature-record");
	TCase *tcase = tcase_create("feature-record");

	tcase_add_loop_test(tcase, a_record_comes_back, 0, (int)G_N_ELEMENTS(RECORDS));
	tcase_add_loop_test(tcase, what_is_small_packs, 0, (int)G_N_ELEMENTS(RECORDS));
	tcase_add_test(tcase, the_longest_record_has_room);
	tcase_add_loop_test(tcase, damaged_octets_are_no_record, 0, (int)G_N_ELEMENTS(DAMAGED));
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return test_main(feature_record_suite());
}
