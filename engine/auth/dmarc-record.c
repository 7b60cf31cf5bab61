/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dmarc-record.h"

#include <string.h>

#include "engine/auth/dmarc-uri.h"
#include "tokenizer/limits.h"

static const gchar *const POLICIES[] = {"none", "quarantine", "reject"};
static const gchar *const POLICY_TAGS[] = {"p", "sp", "np"};

static const gchar *const COMPLAINTS[] = {
#define X(NAME, text, sentence) text,
    HANTEI_DMARC_COMPLAINTS(X)
#undef X
};

static const gchar *const SENTENCES[] = {
#define X(NAME, text, sentence) sentence,
    HANTEI_DMARC_COMPLAINTS(X)
#undef X
};

static gsize
skip_blanks(const gchar *text, gsize at, gsize end)
{
	while (at < end && (text[at] == ' ' || text[at] == '\t'))
		at++;
	return at;
}

gboolean
hantei_dmarc_record_is_one(const gchar *text, gsize length)
{
	gsize at;

	if (length == 0 || text[0] != 'v')
		return FALSE;
	at = skip_blanks(text, 1, length);
	if (at == length || text[at] != '=')
		return FALSE;
	at = skip_blanks(text, at + 1, length);
	if (length - at < 6 || memcmp(text + at, "DMARC1", 6) != 0)
		return FALSE;
	at = skip_blanks(text, at + 6, length);
	return at == length || text[at] == ';';
}

/* The place of @value in @words, ASCII case ignored as in ABNF, or -1. */
static gint
find_word(const gchar *value, const gchar *const *words, guint n)
{
	for (guint i = 0; i < n; i++)
		if (g_ascii_strcasecmp(value, words[i]) == 0)
			return (gint)i;
	return -1;
}

/* Of one letter: its place in @letters, or -1. */
static gint
find_letter(const gchar *value, const gchar *letters)
{
	const gchar *at;

	if (value[0] == '\0' || value[1] != '\0')
		return -1;
	at = strchr(letters, g_ascii_tolower(value[0]));
	return at == NULL ? -1 : (gint)(at - letters);
}

static void
read_policy(HanteiDmarcRecord *self, HanteiDmarcTag *tag, HanteiDmarcPolicyTag which)
{
	const gint policy = find_word(tag->value, POLICIES, G_N_ELEMENTS(POLICIES));

	self->has[which] = policy >= 0;
	self->is_bad[which] = policy < 0;
	if (policy >= 0)
		self->policies[which] = (HanteiDmarcPolicy)policy;
	else
		tag->complaint = HANTEI_DMARC_COMPLAINT_BAD_VALUE;
	/* v stands first and is a tag too */
	if (which == HANTEI_DMARC_TAG_P && policy >= 0 && self->tags->len > 2)
		tag->complaint = HANTEI_DMARC_COMPLAINT_LATE_P;
}

/* A flag of which @letters[1] is the one that is not the default. */
static void
read_flag(gboolean *flag, HanteiDmarcTag *tag, const gchar *letters)
{
	const gint found = find_letter(tag->value, letters);

	if (found < 0)
		tag->complaint = HANTEI_DMARC_COMPLAINT_BAD_VALUE;
	*flag = found == 1;
}

static void
read_psd(HanteiDmarcRecord *self, HanteiDmarcTag *tag)
{
	const gint psd = find_letter(tag->value, "uny");

	if (psd < 0)
		tag->complaint = HANTEI_DMARC_COMPLAINT_BAD_VALUE;
	else
		self->psd = (HanteiDmarcPsd)psd;
}

/* The ABNF has but some pairs; the text has any list with ":" between. */
static void
read_fo(HanteiDmarcRecord *self, HanteiDmarcTag *tag)
{
	g_auto(GStrv) options = g_strsplit(tag->value, ":", 8);
	guint fo = 0;

	for (gchar **option = options; *option != NULL; option++) {
		const gint found = find_letter(g_strstrip(*option), "01ds");

		if (found < 0)
			tag->complaint = HANTEI_DMARC_COMPLAINT_BAD_VALUE;
		else
			fo |= 1u << found;
	}
	if (fo != 0)
		self->fo = fo;
	else
		tag->complaint = HANTEI_DMARC_COMPLAINT_BAD_VALUE;
}

static void
read_pct(HanteiDmarcRecord *self, HanteiDmarcTag *tag)
{
	const gsize n = strspn(tag->value, "0123456789");

	tag->complaint = HANTEI_DMARC_COMPLAINT_REMOVED;
	if (n == 0 || n > 3 || tag->value[n] != '\0' || atoi(tag->value) > 100)
		tag->complaint = HANTEI_DMARC_COMPLAINT_BAD_VALUE;
	else
		self->pct = (guint)atoi(tag->value);
}

static void
read_uris(GPtrArray **uris, HanteiDmarcTag *tag)
{
	g_ptr_array_unref(*uris);
	*uris = hantei_dmarc_uris_parse(tag->value, &tag->complaint);
}

/* Takes over the value of a tag that stands there for the first time. */
static void
read_value(HanteiDmarcRecord *self, HanteiDmarcTag *tag)
{
	const gint policy = find_word(tag->name, POLICY_TAGS, G_N_ELEMENTS(POLICY_TAGS));

	if (policy >= 0)
		read_policy(self, tag, (HanteiDmarcPolicyTag)policy);
	else if (strcmp(tag->name, "psd") == 0)
		read_psd(self, tag);
	else if (strcmp(tag->name, "t") == 0)
		read_flag(&self->is_testing, tag, "ny");
	else if (strcmp(tag->name, "adkim") == 0)
		read_flag(&self->is_adkim_strict, tag, "rs");
	else if (strcmp(tag->name, "aspf") == 0)
		read_flag(&self->is_aspf_strict, tag, "rs");
	else if (strcmp(tag->name, "rua") == 0)
		read_uris(&self->rua, tag);
	else if (strcmp(tag->name, "ruf") == 0)
		read_uris(&self->ruf, tag);
	else if (strcmp(tag->name, "fo") == 0)
		read_fo(self, tag);
	else if (strcmp(tag->name, "pct") == 0)
		read_pct(self, tag);
	else
		tag->complaint = HANTEI_DMARC_COMPLAINT_REMOVED; /* rf, ri */
	tag->used = tag->complaint != HANTEI_DMARC_COMPLAINT_BAD_VALUE;
}

static gboolean
has_tag(const HanteiDmarcRecord *self, const gchar *name)
{
	for (guint i = 0; i < self->tags->len; i++) {
		const HanteiDmarcTag *tag = self->tags->pdata[i];

		if (strcmp(tag->name, name) == 0)
			return TRUE;
	}
	return FALSE;
}

/* What speaks against a tag's name, or NOTHING. */
static HanteiDmarcComplaint
check_name(const HanteiDmarcRecord *self, const gchar *name)
{
	static const gchar *const known[] = {"v",    "p",   "sp",  "np", "psd", "t",  "adkim",
					     "aspf", "rua", "ruf", "fo", "pct", "rf", "ri"};
	const gint found = find_word(name, known, G_N_ELEMENTS(known));

	if (*name == '\0' || strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					  "0123456789_-") != strlen(name))
		return HANTEI_DMARC_COMPLAINT_BAD_NAME;
	if (found < 0)
		return HANTEI_DMARC_COMPLAINT_UNKNOWN;
	if (strcmp(name, known[found]) != 0)
		return HANTEI_DMARC_COMPLAINT_WRONG_CASE;
	return has_tag(self, name) ? HANTEI_DMARC_COMPLAINT_REPEATED
				   : HANTEI_DMARC_COMPLAINT_NOTHING;
}

static gboolean
is_printable(const gchar *text, gsize length)
{
	for (gsize i = 0; i < length; i++)
		if (text[i] != '\t' && (text[i] < ' ' || text[i] > '~'))
			return FALSE;
	return TRUE;
}

/* Reads what stands between two ";". Blank: nothing. */
static void
read_tag(HanteiDmarcRecord *self, const gchar *text, gsize length)
{
	const gchar *equals = memchr(text, '=', length);
	const gsize name_length = equals == NULL ? length : (gsize)(equals - text);
	HanteiDmarcTag *tag;

	if (skip_blanks(text, 0, length) == length)
		return;
	tag = g_new0(HanteiDmarcTag, 1);
	tag->name = g_strstrip(g_utf8_make_valid(text, (gssize)name_length));
	tag->value =
	    equals == NULL
		? g_strdup("")
		: g_strstrip(g_utf8_make_valid(equals + 1, (gssize)(length - name_length - 1)));
	if (equals == NULL)
		tag->complaint = HANTEI_DMARC_COMPLAINT_NO_EQUALS;
	else if (!is_printable(text, length))
		tag->complaint = HANTEI_DMARC_COMPLAINT_BAD_OCTET;
	else if (self->tags->len >= HANTEI_LIMIT_TAGS)
		tag->complaint = HANTEI_DMARC_COMPLAINT_TOO_MANY;
	else
		tag->complaint = check_name(self, tag->name);
	g_ptr_array_add(self->tags, tag);
	if (tag->complaint != HANTEI_DMARC_COMPLAINT_NOTHING)
		return;
	if (self->tags->len == 1)
		tag->used = TRUE; /* v */
	else
		read_value(self, tag);
}

static void
tag_free(gpointer data)
{
	HanteiDmarcTag *self = data;

	g_free(self->name);
	g_free(self->value);
	g_free(self);
}

/* What only the whole shows. */
static void
complain_of_whole(HanteiDmarcRecord *self)
{
	for (guint i = 0; i < self->tags->len; i++) {
		HanteiDmarcTag *tag = self->tags->pdata[i];

		if (strcmp(tag->name, "fo") == 0 && tag->used && self->ruf->len == 0) {
			tag->complaint = HANTEI_DMARC_COMPLAINT_NO_RUF;
			tag->used = FALSE;
		}
	}
	if (!has_tag(self, "p")) {
		HanteiDmarcTag *tag = self->tags->pdata[0];

		tag->complaint = HANTEI_DMARC_COMPLAINT_NO_P;
	}
}

HanteiDmarcRecord *
hantei_dmarc_record_parse(const gchar *text, gsize length)
{
	HanteiDmarcRecord *self;
	gsize at = 0;

	if (!hantei_dmarc_record_is_one(text, length))
		return NULL;
	self = g_new0(HanteiDmarcRecord, 1);
	self->text = g_utf8_make_valid(text, (gssize)length);
	self->tags = g_ptr_array_new_with_free_func(tag_free);
	self->fo = HANTEI_DMARC_FO_ALL_FAIL;
	self->pct = 100;
	self->rua = g_ptr_array_new();
	self->ruf = g_ptr_array_new();
	while (at < length && self->tags->len <= HANTEI_LIMIT_TAGS) {
		const gchar *separator = memchr(text + at, ';', length - at);
		const gsize end = separator == NULL ? length : (gsize)(separator - text);

		read_tag(self, text + at, end - at);
		at = end + 1;
	}
	complain_of_whole(self);
	return self;
}

gboolean
hantei_dmarc_record_is_usable(const HanteiDmarcRecord *self, gboolean is_old)
{
	gboolean is_valid = !self->is_bad[HANTEI_DMARC_TAG_P] && !self->is_bad[HANTEI_DMARC_TAG_SP];

	if (is_old)
		is_valid = is_valid && self->has[HANTEI_DMARC_TAG_P];
	else
		is_valid = is_valid && !self->is_bad[HANTEI_DMARC_TAG_NP];
	return is_valid || hantei_dmarc_uris_have_valid(self->rua);
}

HanteiDmarcPolicy
hantei_dmarc_record_get_policy(const HanteiDmarcRecord *self,
			       gboolean is_old,
			       HanteiDmarcPolicyTag wanted,
			       HanteiDmarcPolicyTag *from)
{
	*from = HANTEI_DMARC_TAG_P;
	if (self->is_bad[HANTEI_DMARC_TAG_P] || self->is_bad[HANTEI_DMARC_TAG_SP] ||
	    (is_old ? !self->has[HANTEI_DMARC_TAG_P] : self->is_bad[HANTEI_DMARC_TAG_NP]))
		return HANTEI_DMARC_POLICY_NONE;
	if (is_old && wanted == HANTEI_DMARC_TAG_NP)
		wanted = HANTEI_DMARC_TAG_SP;
	while (wanted > HANTEI_DMARC_TAG_P && !self->has[wanted])
		wanted--;
	*from = wanted;
	return self->policies[wanted];
}

void
hantei_dmarc_record_free(HanteiDmarcRecord *self)
{
	if (self == NULL)
		return;
	g_free(self->text);
	g_ptr_array_unref(self->tags);
	g_ptr_array_unref(self->rua);
	g_ptr_array_unref(self->ruf);
	g_free(self);
}

/* Meant as a DMARC record by whoever wrote it: "v", "=" and "dmarc1" with blanks, quotes and case
 * as they may be. */
static gboolean
is_near(const gchar *text, gsize length)
{
	static const gchar wanted[] = "v=dmarc";
	gsize n = 0;

	for (gsize i = 0; i < length && n < sizeof wanted - 1; i++) {
		if (g_ascii_isspace(text[i]) || text[i] == '"' || text[i] == '\\')
			continue;
		if (g_ascii_tolower(text[i]) != wanted[n])
			return FALSE;
		n++;
	}
	return n == sizeof wanted - 1;
}

HanteiDmarcRecords *
hantei_dmarc_records_new(const HanteiDnsAnswer *answer)
{
	HanteiDmarcRecords *self = g_new0(HanteiDmarcRecords, 1);

	self->records = g_ptr_array_new_with_free_func((GDestroyNotify)hantei_dmarc_record_free);
	self->near = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < answer->records->len; i++) {
		const HanteiDnsRecord *txt = answer->records->pdata[i];
		g_autoptr(GBytes) joined = NULL;
		HanteiDmarcRecord *record;
		const gchar *text;
		gsize length;

		if (txt->type != HANTEI_DNS_TYPE_TXT)
			continue;
		joined = hantei_dns_record_join(txt);
		text = g_bytes_get_data(joined, &length);
		record = hantei_dmarc_record_parse(text, length);
		if (record != NULL)
			g_ptr_array_add(self->records, record);
		else if (is_near(text, length))
			g_ptr_array_add(self->near, g_utf8_make_valid(text, (gssize)length));
		else
			self->n_others++;
	}
	return self;
}

void
hantei_dmarc_records_free(HanteiDmarcRecords *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->records);
	g_ptr_array_unref(self->near);
	g_free(self);
}

const gchar *
hantei_dmarc_policy_to_string(HanteiDmarcPolicy policy)
{
	g_return_val_if_fail(policy < G_N_ELEMENTS(POLICIES), NULL);

	return POLICIES[policy];
}

const gchar *
hantei_dmarc_policy_tag_to_string(HanteiDmarcPolicyTag tag)
{
	g_return_val_if_fail(tag < G_N_ELEMENTS(POLICY_TAGS), NULL);

	return POLICY_TAGS[tag];
}

const gchar *
hantei_dmarc_complaint_to_string(HanteiDmarcComplaint complaint)
{
	g_return_val_if_fail(complaint < HANTEI_DMARC_COMPLAINT_COUNT, NULL);

	return COMPLAINTS[complaint];
}

const gchar *
hantei_dmarc_complaint_to_sentence(HanteiDmarcComplaint complaint)
{
	g_return_val_if_fail(complaint < HANTEI_DMARC_COMPLAINT_COUNT, NULL);

	return SENTENCES[complaint];
}
