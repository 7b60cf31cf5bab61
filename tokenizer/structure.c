/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/structure.h"

#include <string.h>

#include "tokenizer/shape.h"
#include "tokenizer/structure-private.h"

#define GROUP HANTEI_GROUP_STRUCTURE

/* A character of Japanese, Chinese or Korean says about as much as this many Latin ones; all that
 * was measured was measured with it. */
#define DENSE_SCRIPT_FACTOR 2.5

/* @n for each thousand characters. The 300 more keep two marks in a short note from being loud. */
static gdouble
per_thousand(const HanteiDraft *draft, gsize n)
{
	return (gdouble)n * 1000 / ((gdouble)draft->n_text + 300);
}

/* Whether one of @needles stands in @text, whose ASCII is lower case. */
static gboolean
has_any(const gchar *text, const gchar *const *needles, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		if (strstr(text, needles[i]) != NULL)
			return TRUE;
	}
	return FALSE;
}

/* Lower ASCII of @text; NUL becomes a blank, so that nothing hides behind one. */
static gchar *
dup_lower(const gchar *text, gsize length)
{
	gchar *lower = g_malloc(length + 1);

	for (gsize i = 0; i < length; i++)
		lower[i] =
		    g_ascii_isupper(text[i]) || text[i] == '\0' ? (gchar)(text[i] | 0x20) : text[i];
	lower[length] = '\0';
	return lower;
}

/* 解除 and 退会 alone say it, but not of a lock, a limit or a contract, nor of what is done to the
 * reader. */
static gboolean
says_leave(const gchar *text)
{
	static const gchar *const words[] = {"解除", "退会"};
	static const gchar *const others[] = {"制限",	  "制限を", "制限の", "ロック", "ロックを",
					      "ロックの", "凍結",   "凍結を", "凍結の", "停止を",
					      "停止の",	  "保留を", "契約",   "契約を", "契約の",
					      "警報",	  "自動",   "強制"};

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		for (const gchar *at = strstr(text, words[i]); at != NULL;
		     at = strstr(at + strlen(words[i]), words[i])) {
			gboolean is_other = FALSE;

			for (gsize k = 0; k < G_N_ELEMENTS(others) && !is_other; k++) {
				const gsize n = strlen(others[k]);

				is_other =
				    (gsize)(at - text) >= n && memcmp(at - n, others[k], n) == 0;
			}
			if (!is_other)
				return TRUE;
		}
	}
	return FALSE;
}

static void
emit_unsubscribe(HanteiDraft *draft)
{
	static const gchar *const texts[] = {
	    "unsub",
	    "opt-out",
	    "opt out",
	    "optout",
	    "preferences",
	    "配信停止",
	    "配信の停止",
	    "配信を停止",
	    "購読停止",
	    "購読を停止",
	    "購読をやめ",
	    "受信拒否",
	    "配信拒否",
	    "配信が不要",
	    "配信不要",
	    "メールが不要",
	    "案内が不要",
	    "不要の方は",
	    "不要な方は",
	    "停止を希望",
	    "停止をご希望",
	    "退订",
	    "取消订阅",
	    "수신거부",
	    "수신 거부",
	    "abmelden",
	    "abbestellen",
	    "désabonner",
	    "désinscri",
	    "darse de baja",
	    "cancelar suscripci",
	    "отписаться",
	};
	static const gchar *const urls[] = {"unsub", "optout", "opt-out", "opt_out", "preferences"};
	gboolean is_found = FALSE;
	gsize n;
	const HanteiLink *links = hantei_links_get(hantei_body_get_links(draft->body), &n);

	for (gsize i = 0; i < n && !is_found; i++) {
		g_autofree gchar *path = g_ascii_strdown(links[i].url.path, -1);

		is_found = has_any(path, urls, G_N_ELEMENTS(urls));
	}
	for (guint kind = HANTEI_LEAF_PLAIN; kind <= HANTEI_LEAF_HTML && !is_found; kind++) {
		const gchar *text = hantei_body_get_text(draft->body, kind, &n);
		g_autofree gchar *lower = dup_lower(text, n);

		is_found = has_any(lower, texts, G_N_ELEMENTS(texts)) || says_leave(lower);
	}
	hantei_say(draft, is_found ? "says how to unsubscribe" : "does not say how to unsubscribe");
}

static void
emit_loudness(HanteiDraft *draft, gboolean is_dense)
{
	static const gdouble marks[] = {0, 0.5, 1.5, 4};
	static const gchar *const mark_words[] = {"none", "few", "some", "many", "very many"};
	static const gdouble digits[] = {.005, .02, .05, .1};
	static const gchar *const words[] = {"hardly any", "few", "some", "many", "very many"};
	static const gdouble capitals[] = {.01, .04, .1, .25};
	const HanteiTextForm *form = &draft->form;

	hantei_say_level(draft, per_thousand(draft, form->n_exclamations), "exclamation marks",
			 marks, mark_words, G_N_ELEMENTS(mark_words));
	hantei_say_level(draft, (gdouble)form->n_digits / ((gdouble)form->n_seen + 20),
			 "digits in the text", digits, words, G_N_ELEMENTS(words));
	if (!is_dense && form->n_words > 20)
		hantei_say_level(draft, (gdouble)form->n_upper_words / (gdouble)form->n_words,
				 "words in capitals", capitals, words, G_N_ELEMENTS(words));
}

static void
emit_text(HanteiDraft *draft, gboolean is_dense)
{
	static const gchar *const greetings[] = {
	    [HANTEI_GREETING_NONE] = "no greeting",
	    [HANTEI_GREETING_NAME] = "greets the reader by name",
	    [HANTEI_GREETING_ANYBODY] = "greets the reader without a name",
	    [HANTEI_GREETING_ADDRESS] = "greets the reader by e-mail address",
	};
	/* words, not figures: a character of Japanese counts for several */
	static const gdouble lengths[] = {100, 300, 700, 1500, 3000, 6000, 12000};
	static const gchar *const length_words[] = {"tiny",	    "very short",  "short",
						    "rather short", "rather long", "long",
						    "very long",    "huge"};
	static const gdouble lines[] = {15, 30, 45, 60, 120, 500};
	static const gchar *const line_words[] = {
	    "very short", "short", "rather short", "rather long", "long", "very long", "endless"};
	const HanteiTextForm *form = &draft->form;
	const gsize n_hidden = hantei_body_get_n_hidden(draft->body);

	hantei_say_level(draft, (gdouble)draft->n_text, "length of the text", lengths, length_words,
			 G_N_ELEMENTS(length_words));
	if (form->n_lines > 0)
		hantei_say_level(draft,
				 (gdouble)(gsize)((gdouble)form->n_seen * draft->density /
						  (gdouble)form->n_lines),
				 "lines on average", lines, line_words, G_N_ELEMENTS(line_words));
	emit_loudness(draft, is_dense);
	hantei_say(draft, greetings[form->greeting]);
	hantei_say_if(draft, form->has_emoji, "emoji in the text");
	hantei_say_if(draft, form->has_signature, "a signature block");
	hantei_say_if(draft, form->n_quoted_lines >= 2 || form->has_quote_head,
		      "quotes another mail");
	hantei_say_if(draft, form->n_amount_lines >= 3, "a table of amounts");
	if (n_hidden > 0)
		SAY_SIZE(draft, n_hidden, "hidden text", "characters", 100, 500);
}

static void
emit_subject(HanteiDraft *draft)
{
	static const gdouble bounds[] = {.15, .4, .8};
	static const gchar *const words[] = {"few", "some", "many", "nearly all"};
	static const gdouble lengths[] = {15, 30, 50, 80};
	static const gchar *const length_words[] = {"very short", "short", "medium", "long",
						    "very long"};
	HanteiSubjectForm form;

	if (*draft->subject == '\0') {
		hantei_say(draft, "no Subject");
		return;
	}
	hantei_subject_form_init(&form, draft->subject);
	hantei_say_level(draft, (gdouble)(gsize)((gdouble)form.n_characters * draft->density),
			 "length of the Subject", lengths, length_words,
			 G_N_ELEMENTS(length_words));
	/* not of "SSD 1TB" in Japanese */
	if (form.n_letters > 6 && form.n_letters * 2 >= form.n_characters)
		hantei_say_level(draft, (gdouble)form.n_upper / (gdouble)form.n_letters,
				 "capitals in the Subject", bounds, words, G_N_ELEMENTS(words));
	hantei_say_if(draft, form.is_reply, "Subject of a reply");
	hantei_say_if(
	    draft, form.is_reply && draft->form.n_quoted_lines == 0 && !draft->form.has_quote_head,
	    "Subject of a reply, but nothing quoted");
	hantei_say_if(draft, form.has_exclamation, "exclamation mark in the Subject");
	hantei_say_if(draft, form.has_question, "question mark in the Subject");
	hantei_say_if(draft, form.has_digit, "digits in the Subject");
	hantei_say_if(draft, form.has_bracket, "Subject begins with a bracket");
	hantei_say_if(draft, form.has_money, "money or percent in the Subject");
	hantei_say_if(draft, hantei_text_has_emoji(draft->subject, strlen(draft->subject)),
		      "emoji in the Subject");
}

/* What an attachment's name, or without one its type, says it is. */
static const gchar *
get_attachment_kind(const HanteiPart *part)
{
	static const gchar *const kinds[][2] = {
	    {"png", "picture"},
	    {"jpg", "picture"},
	    {"jpeg", "picture"},
	    {"gif", "picture"},
	    {"webp", "picture"},
	    {"bmp", "picture"},
	    {"pdf", "document"},
	    {"doc", "document"},
	    {"docx", "document"},
	    {"xls", "document"},
	    {"xlsx", "document"},
	    {"ppt", "document"},
	    {"pptx", "document"},
	    {"odt", "document"},
	    {"ods", "document"},
	    {"rtf", "document"},
	    {"csv", "document"},
	    {"htm", "web page"},
	    {"html", "web page"},
	    {"shtml", "web page"},
	    {"xhtml", "web page"},
	    {"svg", "web page"},
	    {"zip", "archive or program"},
	    {"rar", "archive or program"},
	    {"7z", "archive or program"},
	    {"gz", "archive or program"},
	    {"tgz", "archive or program"},
	    {"iso", "archive or program"},
	    {"img", "archive or program"},
	    {"exe", "archive or program"},
	    {"scr", "archive or program"},
	    {"pif", "archive or program"},
	    {"bat", "archive or program"},
	    {"cmd", "archive or program"},
	    {"com", "archive or program"},
	    {"js", "archive or program"},
	    {"vbs", "archive or program"},
	    {"jar", "archive or program"},
	    {"lnk", "archive or program"},
	    {"ics", "calendar entry"},
	};
	const gchar *dot = part->filename != NULL ? strrchr(part->filename, '.') : NULL;

	for (gsize i = 0; dot != NULL && i < G_N_ELEMENTS(kinds); i++) {
		if (g_ascii_strcasecmp(dot + 1, kinds[i][0]) == 0)
			return kinds[i][1];
	}
	if (g_str_has_prefix(part->type, "image/"))
		return "picture";
	if (g_str_equal(part->type, "application/pdf"))
		return "document";
	if (g_str_has_prefix(part->type, "message/"))
		return "mail";
	return "file of another kind";
}

static void
emit_parts(HanteiDraft *draft)
{
	const gboolean has_plain = hantei_body_has(draft->body, HANTEI_LEAF_PLAIN);
	const gboolean has_html = hantei_body_has(draft->body, HANTEI_LEAF_HTML);
	gsize n;
	const HanteiPart *parts = hantei_message_get_parts(draft->message, &n);

	if (has_plain && has_html)
		hantei_say(draft, "text and HTML");
	else if (has_plain || has_html)
		hantei_say(draft, has_html ? "HTML alone" : "text alone");
	else
		hantei_say(draft, "neither text nor HTML");
	hantei_say_if(draft, hantei_body_has(draft->body, HANTEI_LEAF_OTHER),
		      "an attached calendar entry");
	for (gsize i = 0; i < n; i++) {
		if (parts[i].is_attachment)
			hantei_features_addf(draft->features, GROUP, "an attached %s",
					     get_attachment_kind(&parts[i]));
	}
}

void
hantei_structure_emit(const HanteiMessage *message,
		      const HanteiSender *sender,
		      const gchar *subject,
		      const HanteiBody *body,
		      HanteiLanguage language,
		      HanteiFeatures *features)
{
	const gboolean is_dense = language == HANTEI_LANGUAGE_JA ||
				  language == HANTEI_LANGUAGE_ZH || language == HANTEI_LANGUAGE_KO;
	HanteiDraft draft = {.message = message,
			     .sender = sender,
			     .body = body,
			     .subject = subject != NULL ? subject : "",
			     .features = features,
			     .is_latin = language == HANTEI_LANGUAGE_EN ||
					 language == HANTEI_LANGUAGE_LATIN,
			     .density = is_dense ? DENSE_SCRIPT_FACTOR : 1};

	draft.text = hantei_body_get_shown(body, &draft.text_length);
	hantei_text_form_init(&draft.form, draft.text, draft.text_length);
	draft.n_text = (gsize)((gdouble)draft.form.n_characters * draft.density);
	hantei_structure_emit_links(&draft);
	hantei_structure_emit_sender(&draft);
	emit_unsubscribe(&draft);
	emit_text(&draft, is_dense);
	emit_subject(&draft);
	emit_parts(&draft);
}
