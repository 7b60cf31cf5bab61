/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "model/store-private.h"

#include <string.h>

/* A record of "mail". */
typedef struct {
	guint8 is_spam;
	guint8 n_hard;
	guint8 has_row;
	guint8 has_head_row;
	guint32 n_learnt;
	guint32 origin;
	gfloat sums[HANTEI_N_SUMS];
	gfloat draft_sums[HANTEI_N_DRAFT_SUMS];
	gfloat draft_without[HANTEI_N_DRAFT_SUMS];
} MailRecord; /* then the hashes of its head features */

static gboolean
mail_from_value(const MDB_val *value, HanteiStoreMail *mail)
{
	MailRecord record;
	gsize n_bytes;

	*mail = (HanteiStoreMail){0};
	if (value->mv_size < sizeof record)
		return FALSE;
	memcpy(&record, value->mv_data, sizeof record);
	n_bytes = value->mv_size - sizeof record;
	if (n_bytes % sizeof(guint64) != 0 || record.origin >= HANTEI_MAX_ORIGINS)
		return FALSE;
	mail->is_spam = record.is_spam != 0;
	mail->n_hard = record.n_hard;
	mail->has_row = record.has_row != 0;
	memcpy(mail->row.sums, record.sums, sizeof record.sums);
	mail->row.n_learnt = record.n_learnt;
	mail->row.is_spam = record.is_spam;
	mail->origin = record.origin;
	if (record.has_head_row != 0) {
		mail->head_row = hantei_head_row_new((guint32)(n_bytes / sizeof(guint64)));
		mail->head_row->origin = record.origin;
		mail->head_row->n_learnt = record.n_learnt;
		mail->head_row->is_spam = record.is_spam != 0;
		memcpy(mail->head_row->sums, record.draft_sums, sizeof record.draft_sums);
		memcpy(mail->head_row->without, record.draft_without, sizeof record.draft_without);
		memcpy(mail->head_row->features, (const gchar *)value->mv_data + sizeof record,
		       n_bytes);
	}
	return TRUE;
}

void
hantei_store_mail_clear(HanteiStoreMail *self)
{
	g_clear_pointer(&self->head_row, hantei_head_row_unref);
}

gboolean
hantei_store_get_mail(HanteiStoreTxn *txn, const guint8 digest[16], HanteiStoreMail *mail)
{
	MDB_val value;

	if (!hantei_store_txn_get(txn, txn->store->mail, digest, 16, &value))
		return FALSE;
	if (!mail_from_value(&value, mail)) {
		txn->status = MDB_CORRUPTED;
		return FALSE;
	}
	return TRUE;
}

void
hantei_store_put_mail(HanteiStoreTxn *txn, const guint8 digest[16], const HanteiStoreMail *mail)
{
	MailRecord record = {0};
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	MDB_val value;

	if (mail == NULL) {
		hantei_store_txn_put(txn, txn->store->mail, digest, 16, NULL);
		return;
	}
	record.is_spam = mail->is_spam != FALSE;
	record.n_hard = (guint8)MIN(mail->n_hard, G_MAXUINT8);
	record.has_row = mail->has_row != FALSE;
	record.n_learnt = mail->row.n_learnt;
	record.origin = mail->origin;
	memcpy(record.sums, mail->row.sums, sizeof record.sums);
	if (mail->head_row != NULL) {
		record.has_head_row = 1;
		memcpy(record.draft_sums, mail->head_row->sums, sizeof record.draft_sums);
		memcpy(record.draft_without, mail->head_row->without, sizeof record.draft_without);
	}
	g_byte_array_append(bytes, (const guint8 *)&record, sizeof record);
	if (mail->head_row != NULL)
		g_byte_array_append(
		    bytes, (const guint8 *)mail->head_row->features,
		    (guint)(mail->head_row->n_features * sizeof mail->head_row->features[0]));
	value = (MDB_val){bytes->len, bytes->data};
	hantei_store_txn_put(txn, txn->store->mail, digest, 16, &value);
}

typedef struct {
	HanteiStoreMailFunc func;
	gpointer user_data;
} Visit;

static gboolean
take_mail(const MDB_val *key, const MDB_val *value, gpointer data)
{
	const Visit *visit = data;
	g_auto(HanteiStoreMail) mail = {0};

	if (key->mv_size != 16 || !mail_from_value(value, &mail))
		return FALSE;
	visit->func(key->mv_data, &mail, visit->user_data);
	return TRUE;
}

void
hantei_store_each_mail(HanteiStoreTxn *txn, HanteiStoreMailFunc func, gpointer user_data)
{
	Visit visit = {func, user_data};

	hantei_store_txn_each(txn, txn->store->mail, take_mail, &visit);
}
