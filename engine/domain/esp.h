/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* A sending service (ESP): what it asks the owner of a From domain to publish, and by what its mail
 * authenticates. Key files *.esp; some ship, users add theirs. */

#pragma once

#include <glib.h>

/* Whose domain the envelope sender bears. */
#define HANTEI_ESP_ENVELOPES(X) \
	X(UNKNOWN, "unknown")	  /* no public document says */ \
	X(SERVICE, "service")	  /* the service's own domain: SPF never aligns */ \
	X(SUBDOMAIN, "subdomain") /* a name below the From domain, handed over by records */ \
	X(FROM, "from")		  /* the From domain */

typedef enum {
#define X(NAME, text) HANTEI_ESP_ENVELOPE_##NAME,
	HANTEI_ESP_ENVELOPES(X)
#undef X
	HANTEI_ESP_ENVELOPE_COUNT
} HanteiEspEnvelope;

/* A record that the service needs. In @name and @value, {domain} is the From domain and {selector}
 * the user's selector; @name is relative to the From domain ("@" is itself). */
typedef struct {
	gchar *purpose; /* "spf", "dkim", "return-path", "tracking", "verify" */
	gchar *type;	/* "TXT", "CNAME", "MX" */
	gchar *name;
	gchar *value; /* NULL: the service's console shows it, to each customer another */
	gboolean is_optional;
} HanteiEspRecord;

typedef struct {
	gchar *id;
	gchar *name;	 /* in the language it was read in */
	gchar **include; /* domains for include:, mostly one; empty if none is needed */
	HanteiEspEnvelope include_at; /* FROM or SUBDOMAIN: where the include must stand */
	HanteiEspEnvelope envelope;
	gchar *envelope_domain; /* of SERVICE: its domain; of SUBDOMAIN: the label it proposes */
	gchar **selectors;	/* that are known; empty if generated */
	GPtrArray *records;	/* of HanteiEspRecord */
	gboolean aligns_spf;	/* can align by SPF, and by DKIM, once all is published */
	gboolean aligns_dkim;
	gchar *note;	   /* for people, or NULL */
	gchar *url;	   /* where it is documented, or NULL */
	gchar *read_on;	   /* "2026-11-24", or NULL */
	gchar **unsourced; /* keys of facts for which no public document was found */
} HanteiEsp;

typedef enum {
	HANTEI_ESP_ERROR_FILE,	  /* names file, group and key */
	HANTEI_ESP_ERROR_UNKNOWN, /* no such id; names the nearest */
} HanteiEspError;

#define HANTEI_ESP_ERROR (hantei_esp_error_quark())
GQuark
hantei_esp_error_quark(void);

/* The ids that ship, sorted, NULL-terminated. (transfer none) */
const gchar *const *
hantei_esp_get_shipped_ids(void);

/* Reads the service @id that ships, in @language ("ja"; NULL: English).
 * Returns: (transfer full): free with hantei_esp_free(). */
HanteiEsp *
hantei_esp_new_shipped(const gchar *id, const gchar *language, GError **error);

/* Reads a service from @length octets at @data; @file names it in errors. */
HanteiEsp *
hantei_esp_new_from_data(
    const gchar *file, const gchar *data, gsize length, const gchar *language, GError **error);

void
hantei_esp_free(HanteiEsp *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HanteiEsp, hantei_esp_free)
