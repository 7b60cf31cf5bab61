/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/mail-stream.h"

#include "tokenizer/mail-day.h"
#include "tokenizer/message.h"
#include "tokenizer/tokenizer.h"
#include "tools/pipeline.h"

struct _HanteiMailStream {
	HanteiPipeline *pipeline;
	HanteiHashKey key;
	HanteiConcepts *concepts;
	HanteiMailStreamFunc read;
	gpointer user_data;
	/* each made by the job it is of, when that has its first mail */
	HanteiTokenizer *tokenizers[HANTEI_PIPELINE_MAX_JOBS];
};

void
hantei_tokenized_mail_free(HanteiTokenizedMail *self)
{
	if (self == NULL)
		return;
	hantei_mailbox_item_clear(&self->item);
	hantei_features_free(self->features);
	g_free(self);
}

static void
free_mail(gpointer data)
{
	hantei_tokenized_mail_free(data);
}

static gpointer
read_mail(gsize *size_bytes, gpointer user_data)
{
	HanteiMailStream *self = user_data;
	g_autoptr(HanteiTokenizedMail) mail = g_new0(HanteiTokenizedMail, 1);

	if (!self->read(&mail->item, &mail->source, self->user_data))
		return NULL;
	*size_bytes = mail->item.bytes != NULL ? g_bytes_get_size(mail->item.bytes) : 0;
	return g_steal_pointer(&mail);
}

static void
tokenize_mail(gpointer data, guint job, gpointer user_data)
{
	HanteiMailStream *self = user_data;
	HanteiTokenizedMail *mail = data;
	g_autoptr(GBytes) bytes = g_steal_pointer(&mail->item.bytes);
	g_autoptr(HanteiMessage) message = NULL;

	if (bytes == NULL)
		return;
	message = hantei_message_new_from_bytes(bytes, &mail->item.error);
	if (message == NULL)
		return;
	if (self->tokenizers[job] == NULL)
		self->tokenizers[job] = hantei_tokenizer_new(&self->key, self->concepts);
	mail->features = hantei_tokenizer_extract(self->tokenizers[job], message);
	hantei_message_digest(message, mail->digest);
	mail->day = hantei_mail_day(message);
	mail->view = hantei_message_is_received(message) ? HANTEI_VIEW_RECEIVED : HANTEI_VIEW_DRAFT;
}

HanteiMailStream *
hantei_mail_stream_new(guint n_jobs,
		       const HanteiHashKey *key,
		       HanteiConcepts *concepts,
		       HanteiMailStreamFunc read,
		       gpointer user_data)
{
	static const HanteiPipelineFuncs FUNCS = {read_mail, tokenize_mail, free_mail};
	HanteiMailStream *self = g_new0(HanteiMailStream, 1);

	self->key = *key;
	self->concepts = hantei_concepts_ref(concepts);
	self->read = read;
	self->user_data = user_data;
	self->pipeline = hantei_pipeline_new(n_jobs, &FUNCS, self);
	return self;
}

void
hantei_mail_stream_free(HanteiMailStream *self)
{
	if (self == NULL)
		return;
	/* first, for its jobs use the rest */
	hantei_pipeline_free(self->pipeline);
	for (guint i = 0; i < G_N_ELEMENTS(self->tokenizers); i++)
		hantei_tokenizer_free(self->tokenizers[i]);
	hantei_concepts_unref(self->concepts);
	g_free(self);
}

HanteiTokenizedMail *
hantei_mail_stream_take(HanteiMailStream *self)
{
	return hantei_pipeline_take(self->pipeline);
}
