/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What verifying DKIM and ARC shares: from parsed signatures to results. */

#pragma once

#include "engine/auth/dkim.h"

/* A message's fields by name. */
typedef struct _HanteiDkimFields HanteiDkimFields;

HanteiDkimFields *
hantei_dkim_fields_new(HanteiMessage *message);

/* How many fields are named @name, in lower case. */
guint
hantei_dkim_fields_count(const HanteiDkimFields *self, const gchar *name);

/* Adds what the names of h= stand for to @hasher, each name's fields from the bottom up, @own left
 * out (RFC 6376 section 5.4.2).
 * Returns: FALSE if that is more than HANTEI_LIMIT_DKIM_HEADER_BYTES. */
gboolean
hantei_dkim_fields_hash(const HanteiDkimFields *self,
			const GPtrArray *names,
			const HanteiField *own,
			HanteiDkimCanon canon,
			HanteiDkimHasher *hasher);

void
hantei_dkim_fields_free(HanteiDkimFields *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiDkimFields, hantei_dkim_fields_free)

/* One signature on its way. Zero it, set the first two or three and leave the rest. */
typedef struct {
	HanteiDkimSignature *signature; /* (transfer full) */
	HanteiDkimResult *result;	/* (transfer full): its field is set */
	gboolean has_header;		/* @header is set already, as a seal's is */
	HanteiDkimDigest header;

	HanteiDkimBodyHash body;
	gsize question;
} HanteiDkimCheck;

/* A check of @field, parsed as @kind says; if it cannot be parsed, its result says why and it has
 * no signature. (transfer full) */
HanteiDkimCheck *
hantei_dkim_check_new(HanteiMessage *message, const HanteiField *field, HanteiDkimKind kind);

/* Brings all @checks, of HanteiDkimCheck, to their results. */
void
hantei_dkim_checks_run(GPtrArray *checks,
		       HanteiMessage *message,
		       const HanteiDkimFields *fields,
		       HanteiResolver *resolver,
		       const HanteiDkimOptions *options,
		       GCancellable *cancellable);

void
hantei_dkim_check_free(HanteiDkimCheck *self);

void
hantei_dkim_result_free(HanteiDkimResult *self);
