/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* A DMARC policy record (RFC 9989 4.7; RFC 7489 6.3 for what was removed), read as a receiver does:
 * what cannot be read is left at its default, and said in a complaint. */

#pragma once

#include "engine/dns/answer.h"

typedef enum {
	HANTEI_DMARC_POLICY_NONE = 0,
	HANTEI_DMARC_POLICY_QUARANTINE,
	HANTEI_DMARC_POLICY_REJECT,
} HanteiDmarcPolicy;

/* The tags that hold a policy. */
typedef enum {
	HANTEI_DMARC_TAG_P = 0, /* of the domain itself */
	HANTEI_DMARC_TAG_SP,	/* of a subdomain that exists */
	HANTEI_DMARC_TAG_NP,	/* of a subdomain that does not exist */
} HanteiDmarcPolicyTag;

typedef enum {
	HANTEI_DMARC_PSD_U = 0, /* it is for the tree walk to say */
	HANTEI_DMARC_PSD_N,	/* an organizational domain */
	HANTEI_DMARC_PSD_Y,	/* a public suffix */
} HanteiDmarcPsd;

/* When failure reports are asked for: bits of fo. */
enum {
	HANTEI_DMARC_FO_ALL_FAIL = 1 << 0, /* "0" */
	HANTEI_DMARC_FO_ANY_FAIL = 1 << 1, /* "1" */
	HANTEI_DMARC_FO_DKIM = 1 << 2,	   /* "d" */
	HANTEI_DMARC_FO_SPF = 1 << 3,	   /* "s" */
};

/* What is wrong with a tag, or with the record: short name, and a sentence. */
#define HANTEI_DMARC_COMPLAINTS(X) \
	X(NOTHING, "", "") \
	X(NO_EQUALS, "no-equals", "is no tag: there is no \"=\", and receivers leave it out") \
	X(BAD_NAME, "bad-name", "is no name of a tag, and receivers leave it out") \
	X(BAD_OCTET, "bad-octet", "has octets that no tag may have, and receivers leave it out") \
	X(BAD_VALUE, "bad-value", "has a value that is not defined") \
	X(REPEATED, "repeated", "stands twice: we take the first, others drop the whole record") \
	X(UNKNOWN, "unknown", "is not defined, and receivers leave it out") \
	X(WRONG_CASE, "wrong-case", "is written in lower case only, and is left out as it stands") \
	X(REMOVED, "removed", "was removed by RFC 9989; older receivers still read it") \
	X(BAD_URI, "bad-uri", "names an address that cannot be read") \
	X(SIZE, "size", "limits the size of reports, which RFC 9989 removed") \
	X(NOT_MAILTO, "not-mailto", "names an address that is no mailto:, which few support") \
	X(LATE_P, "late-p", "does not follow v=, as older receivers need it") \
	X(NO_P, "no-p", "is missing: it counts as none, and older receivers drop the record") \
	X(NO_RUF, "no-ruf", "means nothing without ruf=") \
	X(TOO_MANY, "too-many", "comes after more tags than are looked at")

typedef enum {
#define X(NAME, text, sentence) HANTEI_DMARC_COMPLAINT_##NAME,
	HANTEI_DMARC_COMPLAINTS(X)
#undef X
	HANTEI_DMARC_COMPLAINT_COUNT
} HanteiDmarcComplaint;

/* One tag as it stands. */
typedef struct {
	gchar *name;   /* valid UTF-8; of a tag without "=" all of it */
	gchar *value;  /* valid UTF-8; maybe "" */
	gboolean used; /* else it has no effect */
	HanteiDmarcComplaint complaint;
} HanteiDmarcTag;

/* One address of rua or ruf. */
typedef struct {
	gchar *text;	  /* as written, without the size */
	gboolean valid;	  /* RFC 3986; of mailto: one address */
	gchar *scheme;	  /* "mailto", lower case, or NULL */
	gchar *address;	  /* of mailto: percent-decoded; or NULL */
	gchar *host;	  /* A-labels, lower case; or NULL */
	guint64 max_size; /* "!10m": octets (RFC 7489 6.4); 0: none */
} HanteiDmarcUri;

typedef struct {
	gchar *text;	 /* the whole record, valid UTF-8 */
	GPtrArray *tags; /* of HanteiDmarcTag, as they stand, v first */
	gboolean has[3]; /* by HanteiDmarcPolicyTag: stands there, with a value that is defined */
	gboolean is_bad[3]; /* stands there with another */
	HanteiDmarcPolicy policies[3];
	HanteiDmarcPsd psd;
	gboolean is_adkim_strict;
	gboolean is_aspf_strict;
	gboolean is_testing; /* t=y */
	guint fo;	     /* bits; ALL_FAIL if none are given */
	guint pct;	     /* 100 if not given; only RFC 7489 has it */
	GPtrArray *rua;	     /* of HanteiDmarcUri */
	GPtrArray *ruf;
} HanteiDmarcRecord;

/* Whether @text is a DMARC record at all: it starts with "v=DMARC1", in that case, and then ends or
 * goes on with a ";". */
gboolean
hantei_dmarc_record_is_one(const gchar *text, gsize length);

/* Returns: (transfer full) (nullable): free with hantei_dmarc_record_free(); NULL if it is none. */
HanteiDmarcRecord *
hantei_dmarc_record_parse(const gchar *text, gsize length);

/* Whether the record states what to do: RFC 9989 4.10.1 lets it, though p, sp or np is not valid,
 * count as p=none if reports are asked for, and have no effect otherwise. In RFC 7489 6.6.3
 * (@is_old) a missing p is not valid either, and np does not matter. */
gboolean
hantei_dmarc_record_is_usable(const HanteiDmarcRecord *self, gboolean is_old);

/* The policy of a usable record for what @wanted stands for, np falling back to sp and sp to p.
 * @from: (out): the tag that states it; P also where none does */
HanteiDmarcPolicy
hantei_dmarc_record_get_policy(const HanteiDmarcRecord *self,
			       gboolean is_old,
			       HanteiDmarcPolicyTag wanted,
			       HanteiDmarcPolicyTag *from);

/* Whether reports of this kind are asked for at one address that can be read. */
gboolean
hantei_dmarc_uris_have_valid(const GPtrArray *uris);

void
hantei_dmarc_record_free(HanteiDmarcRecord *self);

/* What the TXT records at one name are. */
typedef struct {
	GPtrArray *records; /* of HanteiDmarcRecord: those that are DMARC records */
	GPtrArray *near;    /* of gchar *: meant as one, but none: "v=dmarc1; p=none", " v=DMARC1",
			     * "v=DMARC1 p=none"; valid UTF-8 */
	guint n_others;
} HanteiDmarcRecords;

/* Reads the TXT records of @answer. (transfer full) */
HanteiDmarcRecords *
hantei_dmarc_records_new(const HanteiDnsAnswer *answer);

void
hantei_dmarc_records_free(HanteiDmarcRecords *self);

/* "quarantine". (transfer none) */
const gchar *
hantei_dmarc_policy_to_string(HanteiDmarcPolicy policy);

/* "sp". (transfer none) */
const gchar *
hantei_dmarc_policy_tag_to_string(HanteiDmarcPolicyTag tag);

/* "no-equals". (transfer none) */
const gchar *
hantei_dmarc_complaint_to_string(HanteiDmarcComplaint complaint);

/* A sentence's end that the tag's name stands before, English. (transfer none) */
const gchar *
hantei_dmarc_complaint_to_sentence(HanteiDmarcComplaint complaint);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiDmarcRecord, hantei_dmarc_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiDmarcRecords, hantei_dmarc_records_free)
