/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/receiver/facts.h"

#include <string.h>

#include "tokenizer/html-text.h"

/* Visible octets of HTML below which a mail with pictures counts as pictures only. SpamAssassin's
 * HTML_IMAGE_ONLY rules run from 400 to 3200; its scores above 1 end at 1200. */
#define IMAGE_ONLY_BYTES 1200

/* Hidden letters above which hiding is more than a preheader, which mail programs cut at 150. */
#define PREHEADER_LETTERS 300

/* Programs and scripts: the part of what Gmail refuses (552 5.7.0) that is never a document. */
static const gchar *const blocked_extensions[] = {
    ".apk", ".bat", ".chm", ".cmd", ".com", ".cpl", ".dll", ".exe", ".hta", ".iso", ".jar",
    ".js",  ".jse", ".lnk", ".msi", ".msp", ".pif", ".ps1", ".scr", ".vbe", ".vbs", ".wsf",
};

static const struct {
	const gchar *name;
	const gchar *what;
} fact_table[] = {
#define X(NAME, text, what) {text, what},
    HANTEI_FACTS(X)
#undef X
};

const gchar *
hantei_fact_to_string(HanteiFact fact)
{
	g_return_val_if_fail((guint)fact < HANTEI_N_FACTS, NULL);
	return fact_table[fact].name;
}

const gchar *
hantei_fact_describe(HanteiFact fact)
{
	g_return_val_if_fail((guint)fact < HANTEI_N_FACTS, NULL);
	return fact_table[fact].what;
}

/* Levenshtein's distance; @name is cut at 64 octets, longer than any fact's name. */
static guint
name_distance(const gchar *name, gsize length, const gchar *other)
{
	guint row[65];
	gsize n = MIN(length, 64);

	for (gsize i = 0; i <= n; i++)
		row[i] = (guint)i;
	for (gsize j = 0; other[j] != '\0'; j++) {
		guint diagonal = row[0];

		row[0] = (guint)j + 1;
		for (gsize i = 0; i < n; i++) {
			guint change = diagonal + (name[i] == other[j] ? 0 : 1);

			diagonal = row[i + 1];
			row[i + 1] = MIN(change, MIN(row[i], row[i + 1]) + 1);
		}
	}
	return row[n];
}

gboolean
hantei_fact_from_string(const gchar *name, gsize length, HanteiFact *fact)
{
	guint nearest = G_MAXUINT;

	for (guint i = 0; i < HANTEI_N_FACTS; i++) {
		const gchar *known = fact_table[i].name;

		if (strlen(known) == length && memcmp(known, name, length) == 0) {
			*fact = (HanteiFact)i;
			return TRUE;
		}
	}
	for (guint i = 0; i < HANTEI_N_FACTS; i++) {
		const guint distance = name_distance(name, length, fact_table[i].name);

		if (distance < nearest) {
			nearest = distance;
			*fact = (HanteiFact)i;
		}
	}
	return FALSE;
}

static void
set(HanteiFacts *self, HanteiFact fact, gboolean is_true)
{
	self->truths[fact] = is_true ? HANTEI_TRUE : HANTEI_FALSE;
}

static void
add_spf(HanteiFacts *self, const HanteiAuthCheck *spf)
{
	/* a DNS failure of the moment says nothing of the next delivery */
	if (!spf->is_known || spf->result == HANTEI_AUTH_RESULT_TEMPERROR)
		return;
	set(self, HANTEI_FACT_SPF_PASS, spf->result == HANTEI_AUTH_RESULT_PASS);
	set(self, HANTEI_FACT_SPF_FAIL, spf->result == HANTEI_AUTH_RESULT_FAIL);
	set(self, HANTEI_FACT_SPF_SOFTFAIL, spf->result == HANTEI_AUTH_RESULT_SOFTFAIL);
	set(self, HANTEI_FACT_SPF_NEUTRAL, spf->result == HANTEI_AUTH_RESULT_NEUTRAL);
}

/* The trusted field speaks of DKIM only by naming signatures; "dkim=none" is one without domain. */
static void
add_dkim(HanteiFacts *self, const HanteiAuth *auth)
{
	gboolean passes = FALSE;
	gboolean is_signed = FALSE;
	gboolean is_passing = FALSE; /* a time-out: it may pass the next time */

	for (guint i = 0; i < auth->dkim->len; i++) {
		const HanteiAuthDkim *one = g_ptr_array_index(auth->dkim, i);

		passes = passes || one->result == HANTEI_AUTH_RESULT_PASS;
		is_signed = is_signed || one->result != HANTEI_AUTH_RESULT_NONE;
		is_passing = is_passing || one->result == HANTEI_AUTH_RESULT_TEMPERROR;
	}
	if (auth->dkim->len == 0 || (is_passing && !passes))
		return;
	set(self, HANTEI_FACT_DKIM_PASS, passes);
	set(self, HANTEI_FACT_DKIM_FAIL, is_signed && !passes);
}

/* One aligned pass is enough; that there is none is known only if both methods are. */
static void
add_alignment(HanteiFacts *self, const HanteiAuth *auth)
{
	gboolean maybe = FALSE;

	if (auth->dmarc.is_known && auth->dmarc.result == HANTEI_AUTH_RESULT_PASS) {
		set(self, HANTEI_FACT_ALIGNED, TRUE);
		return;
	}
	if (self->truths[HANTEI_FACT_SPF_PASS] == HANTEI_TRUE) {
		if (auth->spf.aligned == HANTEI_AUTH_ALIGNED_YES) {
			set(self, HANTEI_FACT_ALIGNED, TRUE);
			return;
		}
		maybe = auth->spf.aligned == HANTEI_AUTH_ALIGNED_MAYBE;
	}
	for (guint i = 0; i < auth->dkim->len; i++) {
		const HanteiAuthDkim *one = g_ptr_array_index(auth->dkim, i);

		if (one->result != HANTEI_AUTH_RESULT_PASS)
			continue;
		if (one->aligned == HANTEI_AUTH_ALIGNED_YES) {
			set(self, HANTEI_FACT_ALIGNED, TRUE);
			return;
		}
		maybe = maybe || one->aligned == HANTEI_AUTH_ALIGNED_MAYBE;
	}
	if (!maybe && self->truths[HANTEI_FACT_SPF_PASS] != HANTEI_UNKNOWN &&
	    self->truths[HANTEI_FACT_DKIM_PASS] != HANTEI_UNKNOWN)
		set(self, HANTEI_FACT_ALIGNED, FALSE);
}

static void
add_auth(HanteiFacts *self, const HanteiAuth *auth)
{
	const HanteiAuthCheck *dmarc;

	set(self, HANTEI_FACT_AUTH_KNOWN, auth != NULL && auth->state == HANTEI_AUTH_STATE_KNOWN);
	if (auth == NULL || auth->state != HANTEI_AUTH_STATE_KNOWN)
		return;
	add_spf(self, &auth->spf);
	add_dkim(self, auth);
	add_alignment(self, auth);
	dmarc = &auth->dmarc;
	if (!dmarc->is_known || dmarc->result == HANTEI_AUTH_RESULT_TEMPERROR)
		return;
	set(self, HANTEI_FACT_DMARC_PASS, dmarc->result == HANTEI_AUTH_RESULT_PASS);
	set(self, HANTEI_FACT_DMARC_FAIL, dmarc->result == HANTEI_AUTH_RESULT_FAIL);
	set(self, HANTEI_FACT_DMARC_MISSING, dmarc->result == HANTEI_AUTH_RESULT_NONE);
}

static gboolean
has_header(const HanteiMessage *message, const gchar *name)
{
	return hantei_message_find_field(message, name) != NULL;
}

/* RFC 8058 section 3.1: the Post field with its one value, and an https URL to post to. */
static gboolean
is_one_click(const HanteiMessage *message)
{
	g_autofree gchar *post = hantei_message_dup_header(message, "List-Unsubscribe-Post");
	g_autofree gchar *urls = hantei_message_dup_header(message, "List-Unsubscribe");
	g_autofree gchar *lower = urls == NULL ? NULL : g_ascii_strdown(urls, -1);

	return post != NULL && lower != NULL &&
	       g_ascii_strcasecmp(g_strstrip(post), "List-Unsubscribe=One-Click") == 0 &&
	       strstr(lower, "<https://") != NULL;
}

static void
add_list(HanteiFacts *self, const HanteiMessage *message)
{
	g_autofree gchar *precedence = hantei_message_dup_header(message, "Precedence");
	gboolean has_unsubscribe = has_header(message, "List-Unsubscribe");
	gboolean has_id = has_header(message, "List-Id");

	set(self, HANTEI_FACT_HAS_UNSUBSCRIBE_HEADER, has_unsubscribe);
	set(self, HANTEI_FACT_ONE_CLICK, is_one_click(message));
	set(self, HANTEI_FACT_HAS_LIST_ID, has_id);
	/* a mail without the marks may still go to thousands */
	if (has_unsubscribe || has_id ||
	    (precedence != NULL && (g_ascii_strcasecmp(g_strstrip(precedence), "bulk") == 0 ||
				    g_ascii_strcasecmp(precedence, "list") == 0)))
		set(self, HANTEI_FACT_LOOKS_BULK, TRUE);
}

static gboolean
has_valid_message_id(const HanteiMessage *message)
{
	g_autofree gchar *id = hantei_message_dup_header(message, "Message-ID");
	const gchar *open = id == NULL ? NULL : strchr(id, '<');
	const gchar *at = open == NULL ? NULL : strchr(open, '@');

	return at != NULL && at > open + 1 && strchr(at, '>') != NULL && at[1] != '>';
}

static gboolean
is_fake_reply(const HanteiMessage *message, const gchar *subject)
{
	static const gchar *const marks[] = {"re:", "fwd:", "fw:"};

	if (subject == NULL || has_header(message, "In-Reply-To") ||
	    has_header(message, "References"))
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
		if (g_ascii_strncasecmp(subject, marks[i], strlen(marks[i])) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Whether the display name shows an address whose domain is not the real one's. */
static gboolean
name_shows_other_address(const gchar *name, const gchar *addr)
{
	const gchar *shown = name == NULL ? NULL : strchr(name, '@');
	const gchar *real = strrchr(addr, '@');
	gsize length = 0;

	if (shown == NULL || real == NULL)
		return FALSE;
	while (g_ascii_isalnum(shown[length + 1]) || shown[length + 1] == '-' ||
	       shown[length + 1] == '.')
		length++;
	if (memchr(shown + 1, '.', length) == NULL)
		return FALSE; /* "Tom @ Example" */
	return strlen(real + 1) != length || g_ascii_strncasecmp(shown + 1, real + 1, length) != 0;
}

static void
add_header(HanteiFacts *self, const HanteiMessage *message)
{
	g_autofree gchar *subject = hantei_message_dup_header(message, "Subject");
	g_autofree gchar *name = NULL;
	g_autofree gchar *addr = NULL;
	gboolean is_draft = self->truths[HANTEI_FACT_IS_DRAFT] == HANTEI_TRUE;
	gboolean has_from = hantei_message_dup_address(message, "From", &name, &addr);
	guint complaints = hantei_message_get_complaints(message);

	if (subject != NULL)
		g_strstrip(subject);
	set(self, HANTEI_FACT_NO_MESSAGE_ID, !is_draft && !has_valid_message_id(message));
	set(self, HANTEI_FACT_NO_DATE, !is_draft && !has_header(message, "Date"));
	set(self, HANTEI_FACT_NO_SUBJECT, subject == NULL || subject[0] == '\0');
	set(self, HANTEI_FACT_NO_FROM, !has_from);
	set(self, HANTEI_FACT_FAKE_REPLY, is_fake_reply(message, subject));
	set(self, HANTEI_FACT_ADDRESS_IN_NAME,
	    has_from && addr != NULL && name_shows_other_address(name, addr));
	set(self, HANTEI_FACT_DUPLICATE_FIELD,
	    (complaints & 1u << HANTEI_COMPLAINT_DUPLICATE_FIELD) != 0);
	set(self, HANTEI_FACT_RAW_8BIT_HEADER,
	    (complaints & 1u << HANTEI_COMPLAINT_RAW_8BIT_HEADER) != 0);
	set(self, HANTEI_FACT_MALFORMED,
	    (complaints & (1u << HANTEI_COMPLAINT_MALFORMED_FIELD |
			   1u << HANTEI_COMPLAINT_MALFORMED_MULTIPART)) != 0);
}

static gsize
count_letters(const gchar *text, gsize length)
{
	gsize n = 0;

	for (const gchar *p = text; p < text + length; p = g_utf8_next_char(p)) {
		if (g_unichar_isalnum(g_utf8_get_char(p)))
			n++;
	}
	return n;
}

static gboolean
has_picture(const HanteiHtml *html)
{
	gsize n_images;
	const HanteiHtmlImage *images = hantei_html_get_images(html, &n_images);

	for (gsize i = 0; i < n_images; i++) {
		/* a counting pixel is no picture */
		if ((images[i].width < 0 || images[i].width > 2) &&
		    (images[i].height < 0 || images[i].height > 2))
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_blocked(const HanteiPart *part)
{
	g_autofree gchar *lower = NULL;

	if (!part->is_attachment)
		return FALSE;
	if (part->size_bytes >= 2 && part->magic[0] == 'M' && part->magic[1] == 'Z')
		return TRUE; /* a Windows program under any name */
	if (part->filename == NULL)
		return FALSE;
	lower = g_ascii_strdown(part->filename, -1);
	for (gsize i = 0; i < G_N_ELEMENTS(blocked_extensions); i++) {
		if (g_str_has_suffix(lower, blocked_extensions[i]))
			return TRUE;
	}
	return FALSE;
}

static void
add_parts(HanteiFacts *self, const HanteiMessage *message)
{
	gsize n_parts;
	const HanteiPart *parts = hantei_message_get_parts(message, &n_parts);
	gsize hidden_letters = 0;
	gsize visible_bytes = 0;
	gboolean has_plain = FALSE, has_html = FALSE, pictures = FALSE, blocked = FALSE;

	for (gsize i = 0; i < n_parts; i++) {
		blocked = blocked || is_blocked(&parts[i]);
		if (parts[i].text == NULL)
			continue;
		if (strcmp(parts[i].type, "text/html") == 0) {
			const HanteiHtml *html = hantei_message_get_html(message, i);
			const gchar *hidden;
			gsize length;

			has_html = TRUE;
			hantei_html_get_visible(html, &length);
			visible_bytes += length;
			hidden = hantei_html_get_hidden(html, &length);
			hidden_letters += count_letters(hidden, length);
			pictures = pictures || has_picture(html);
		} else {
			has_plain = TRUE;
		}
	}
	set(self, HANTEI_FACT_HTML_ONLY, has_html && !has_plain);
	set(self, HANTEI_FACT_IMAGE_ONLY, pictures && visible_bytes <= IMAGE_ONLY_BYTES);
	set(self, HANTEI_FACT_HIDDEN_TEXT, hidden_letters > PREHEADER_LETTERS);
	set(self, HANTEI_FACT_BLOCKED_ATTACHMENT, blocked);
}

HanteiFacts *
hantei_facts_new(const HanteiMessage *message,
		 const HanteiEvidence *evidence,
		 const HanteiAuth *auth)
{
	HanteiFacts *self = g_new0(HanteiFacts, 1);

	self->log_odds = evidence->log_odds;
	self->confidence = evidence->confidence;
	set(self, HANTEI_FACT_IS_DRAFT, evidence->view == HANTEI_VIEW_DRAFT);
	add_auth(self, auth);
	add_list(self, message);
	add_header(self, message);
	add_parts(self, message);
	return self;
}

void
hantei_facts_free(HanteiFacts *self)
{
	g_free(self);
}
