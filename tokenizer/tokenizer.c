/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/tokenizer.h"

#include <string.h>
#include <unicode/uversion.h>

#include "tokenizer/body.h"
#include "tokenizer/limits.h"
#include "tokenizer/sender.h"
#include "tokenizer/shape.h"
#include "tokenizer/structure.h"
#include "tokenizer/transport.h"
#include "tokenizer/words.h"

/* Raise it when a change makes other features of the same mail: models must be trained anew. ICU's
 * version stands beside it because its dictionaries cut Japanese and Chinese. */
#define FEATURES_VERSION "4"

struct _HanteiTokenizer {
	HanteiHashKey key;
	HanteiWords *words;
	HanteiConcepts *concepts;
};

HanteiTokenizer *
hantei_tokenizer_new(const HanteiHashKey *key, HanteiConcepts *concepts)
{
	HanteiTokenizer *self = g_new0(HanteiTokenizer, 1);

	self->key = *key;
	self->words = hantei_words_new();
	self->concepts =
	    hantei_concepts_ref(concepts != NULL ? concepts : hantei_concepts_get_built_in());
	return self;
}

void
hantei_tokenizer_free(HanteiTokenizer *self)
{
	if (self == NULL)
		return;
	hantei_words_free(self->words);
	hantei_concepts_unref(self->concepts);
	g_free(self);
}

const gchar *
hantei_tokenizer_fingerprint(void)
{
	return "hantei-" FEATURES_VERSION " icu-" G_STRINGIFY(U_ICU_VERSION_MAJOR_NUM);
}

/* Facts of a mail's form, at most: 175 are known. */
#define MAX_STRUCTURE_FEATURES 512

/* Where words go: single ones to one group, neighbours to another. */
typedef struct {
	HanteiFeatures *features;
	HanteiGroup single;
	HanteiGroup pair;
	gsize n_left; /* words that may still become features */
	gchar previous[HANTEI_LIMIT_WORD_BYTES];
	gsize previous_length;
	gboolean is_hidden;
} WordSink;

/* Whether words and marks may still become features. */
static gboolean
has_room(const HanteiFeatures *features)
{
	gsize n;

	hantei_features_get(features, &n);
	return n < HANTEI_LIMIT_TEXT_FEATURES;
}

static void
take_word(const HanteiWord *word, gpointer user_data)
{
	WordSink *sink = user_data;
	gchar text[HANTEI_LIMIT_WORD_BYTES * 2 + 1];
	gsize length = MIN(word->length, HANTEI_LIMIT_WORD_BYTES);

	if (sink->n_left == 0 || !has_room(sink->features))
		return;
	sink->n_left--;
	if (sink->is_hidden) {
		hantei_features_addf(sink->features, sink->single, "hidden: %.*s", (gint)length,
				     word->text);
		return;
	}
	hantei_features_add(sink->features, sink->single, word->text, length);
	if (word->is_upper) {
		for (gsize i = 0; i < length; i++)
			text[i] = g_ascii_toupper(word->text[i]);
		hantei_features_add(sink->features, sink->single, text, length);
	}
	if (sink->previous_length > 0) {
		memcpy(text, sink->previous, sink->previous_length);
		text[sink->previous_length] = ' ';
		memcpy(text + sink->previous_length + 1, word->text, length);
		hantei_features_add(sink->features, sink->pair, text,
				    sink->previous_length + 1 + length);
	}
	memcpy(sink->previous, word->text, length);
	sink->previous_length = length;
}

static void
take_text(HanteiTokenizer *self, WordSink *sink, const gchar *text, gsize length)
{
	sink->previous_length = 0;
	hantei_words_each(self->words, text, length, take_word, sink);
}

static void
emit_subject(HanteiTokenizer *self, const gchar *subject, HanteiFeatures *features)
{
	WordSink sink = {.features = features,
			 .single = HANTEI_GROUP_SUBJECT,
			 .pair = HANTEI_GROUP_SUBJECT_PHRASE,
			 .n_left = HANTEI_LIMIT_WORDS};

	hantei_shape_emit_subject(subject, features);
	if (subject != NULL)
		take_text(self, &sink, subject, strlen(subject));
}

/* What of an HTML leaf is not seen: hidden words, and marks. */
static void
take_html(HanteiTokenizer *self, const HanteiHtml *html, WordSink *sink)
{
	gsize length;
	const gchar *text = hantei_html_get_hidden(html, &length);

	sink->is_hidden = TRUE;
	take_text(self, sink, text, length);
	sink->is_hidden = FALSE;
	for (const gchar *const *mark = hantei_html_get_marks(html);
	     *mark != NULL && has_room(sink->features); mark++)
		hantei_features_add(sink->features, HANTEI_GROUP_HTML, *mark, strlen(*mark));
}

static void
emit_body(HanteiTokenizer *self, const HanteiBody *body, HanteiFeatures *features)
{
	WordSink sink = {.features = features,
			 .single = HANTEI_GROUP_WORDS,
			 .pair = HANTEI_GROUP_PHRASES,
			 .n_left = HANTEI_LIMIT_WORDS};
	gsize n_leaves;
	const HanteiLeaf *leaves = hantei_body_get_leaves(body, &n_leaves);

	for (gsize i = 0; i < n_leaves; i++) {
		take_text(self, &sink, leaves[i].text, leaves[i].length);
		if (leaves[i].html != NULL)
			take_html(self, leaves[i].html, &sink);
	}
}

/* The groups that drafts are judged by. */
static void
emit_head(const HanteiTokenizer *self,
	  const HanteiMessage *message,
	  const HanteiSender *sender,
	  const gchar *subject,
	  const HanteiBody *body,
	  HanteiFeatures *features)
{
	const HanteiLanguage language = hantei_features_get_language(features);
	const gchar *text;
	gsize length;

	hantei_structure_emit(message, sender, subject, body, language, features);
	text = hantei_body_get_shown(body, &length);
	hantei_concepts_emit(
	    self->concepts, language, subject, text, length,
	    hantei_links_get_relation(hantei_body_get_links(body), sender->registered), features);
}

/* The Subject without what a list or the way added. */
static gchar *
dup_subject(const HanteiMessage *message, const HanteiListTrace *trace)
{
	gchar *subject = hantei_message_dup_header(message, "Subject");
	gchar *at = subject;
	gsize tag;

	if (subject == NULL)
		return NULL;
	hantei_list_trace_blank(trace, subject, strlen(subject));
	while (g_ascii_strncasecmp(at, "re:", 3) == 0)
		for (at += 3; *at == ' '; at++)
			;
	tag = hantei_list_tag_length(trace, at);
	memmove(at, at + tag, strlen(at + tag) + 1);
	return subject;
}

static HanteiFeatures *
extract(HanteiTokenizer *self, HanteiMessage *message, gboolean has_head)
{
	HanteiFeatures *features = hantei_features_new(&self->key);
	g_auto(HanteiListTrace) trace = {0};
	g_autofree gchar *subject = NULL;
	g_autoptr(HanteiBody) body = NULL;
	g_auto(HanteiSender) sender = {0};

	hantei_list_trace_init(&trace, message);
	subject = dup_subject(message, &trace);
	body = hantei_body_new(message, &trace);
	hantei_sender_init(&sender, message);
	hantei_features_set_language(features, hantei_body_get_language(body, subject));
	/* what is bounded first, so that the cap takes nothing from it */
	if (has_head)
		emit_head(self, message, &sender, subject, body, features);
	hantei_sender_emit(&sender, self->words, features);
	emit_subject(self, subject, features);
	emit_body(self, body, features);
	hantei_shape_emit(message, hantei_body_get_counts(body), hantei_body_get_links(body),
			  features);
	hantei_links_emit(hantei_body_get_links(body), sender.registered, features);
	hantei_transport_emit(message, features);
	hantei_features_seal(features);
	return features;
}

HanteiFeatures *
hantei_tokenizer_extract(HanteiTokenizer *self, HanteiMessage *message)
{
	return extract(self, message, TRUE);
}

HanteiFeatures *
hantei_tokenizer_extract_without_head(HanteiTokenizer *self, HanteiMessage *message)
{
	g_autoptr(HanteiFeatures) features = extract(self, message, FALSE);
	gsize n;

	hantei_features_get(features, &n);
	/* the caps count all features: near them, the head's decide which others there are */
	n += MAX_STRUCTURE_FEATURES + hantei_concepts_get_max_features(self->concepts);
	return n > HANTEI_LIMIT_TEXT_FEATURES ? extract(self, message, TRUE)
					      : g_steal_pointer(&features);
}
