/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/report/report.h"

static void
attachment_free(gpointer data)
{
	HanteiAttachment *attachment = data;

	g_free(attachment->name);
	g_free(attachment->type);
	g_free(attachment);
}

HanteiReport *
hantei_report_new(const gchar *path,
		  const HanteiMessage *message,
		  HanteiEvidence *evidence,
		  HanteiAuth *auth,
		  GPtrArray *verdicts)
{
	HanteiReport *self = g_new0(HanteiReport, 1);
	gsize n_parts;
	const HanteiPart *parts = hantei_message_get_parts(message, &n_parts);

	self->path = g_strdup(path);
	self->view = evidence->view;
	self->subject = hantei_message_dup_header(message, "Subject");
	hantei_message_dup_address(message, "From", &self->from_name, &self->from_addr);
	self->complaints = hantei_message_get_complaints(message);
	self->attachments = g_ptr_array_new_with_free_func(attachment_free);
	for (gsize i = 0; i < n_parts; i++) {
		HanteiAttachment *attachment;

		if (!parts[i].is_attachment)
			continue;
		attachment = g_new0(HanteiAttachment, 1);
		attachment->name = g_strdup(parts[i].filename);
		attachment->type = g_strdup(parts[i].type);
		attachment->size_bytes = parts[i].size_bytes;
		g_ptr_array_add(self->attachments, attachment);
	}
	self->evidence = evidence;
	self->auth = auth;
	self->verdicts = verdicts;
	return self;
}

void
hantei_report_free(HanteiReport *self)
{
	if (self == NULL)
		return;
	g_free(self->path);
	g_free(self->subject);
	g_free(self->from_name);
	g_free(self->from_addr);
	g_clear_pointer(&self->attachments, g_ptr_array_unref);
	g_clear_pointer(&self->evidence, hantei_evidence_free);
	g_clear_pointer(&self->auth, hantei_auth_free);
	g_clear_pointer(&self->verdicts, g_ptr_array_unref);
	g_free(self);
}
