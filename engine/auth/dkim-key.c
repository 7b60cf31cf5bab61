/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/auth/dkim-key.h"

#include <gio/gio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

#include "engine/auth/tag-list.h"
#include "tokenizer/limits.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_MD_CTX, EVP_MD_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY_CTX, EVP_PKEY_CTX_free)

/* RFC 8032: a public key, and a seed, is as long. */
#define ED25519_BYTES 32

struct _HanteiDkimPrivateKey {
	EVP_PKEY *pair;
	HanteiDkimKeyType type;
};

GBytes *
hantei_dkim_base64_decode(const gchar *text)
{
	g_autofree gchar *plain = g_malloc(strlen(text) + 4);
	gsize n = 0, n_padding = 0, length;

	for (const gchar *p = text; *p != '\0'; p++) {
		if (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')
			continue;
		if (*p == '=')
			n_padding++;
		else if (n_padding > 0 || !(g_ascii_isalnum(*p) || *p == '+' || *p == '/'))
			return NULL;
		else
			plain[n++] = *p;
	}
	if (n % 4 == 1 || n_padding > 2)
		return NULL;
	while (n % 4 != 0)
		plain[n++] = '=';
	plain[n] = '\0';
	if (n == 0)
		return g_bytes_new(NULL, 0);
	g_base64_decode_inplace(plain, &length);
	return g_bytes_new_take(g_steal_pointer(&plain), length);
}

static gboolean
set_error(GError **error, const gchar *what)
{
	g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, what);
	return FALSE;
}

/* Whether the list "a:b : c" of @value has @word; case counts (RFC 6376 section 3.2). */
static gboolean
list_has(const gchar *value, const gchar *word)
{
	g_auto(GStrv) words = g_strsplit(value, ":", -1);

	for (gchar **p = words; *p != NULL; p++)
		if (strcmp(g_strstrip(*p), word) == 0)
			return TRUE;
	return FALSE;
}

static gboolean
read_rsa(HanteiDkimKey *self, const guint8 *octets, gsize length, GError **error)
{
	const guint8 *at = octets;

	self->public = d2i_PUBKEY(NULL, &at, (glong)length);
	if (self->public == NULL) {
		/* RFC 6376 says RSAPublicKey; what everybody writes is erratum 3017's form */
		at = octets;
		self->public = d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, (glong)length);
		self->is_pkcs1 = self->public != NULL;
	}
	ERR_clear_error();
	if (self->public == NULL || EVP_PKEY_get_base_id(self->public) != EVP_PKEY_RSA)
		return set_error(error, "p= of the key record holds no RSA key");
	self->bits = (guint)EVP_PKEY_get_bits(self->public);
	if (self->bits > HANTEI_LIMIT_RSA_BITS) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "an RSA key of %u bits, at most %d are read; receivers must read 4096",
			    self->bits, HANTEI_LIMIT_RSA_BITS);
		return FALSE;
	}
	return TRUE;
}

static gboolean
read_ed25519(HanteiDkimKey *self, const guint8 *octets, gsize length, GError **error)
{
	if (length != ED25519_BYTES) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "p= of the key record has %" G_GSIZE_FORMAT
			    " octets, an Ed25519 key has %d%s",
			    length, ED25519_BYTES,
			    length == 44 ? ": write the bare key, not SubjectPublicKeyInfo" : "");
		return FALSE;
	}
	self->public = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, octets, length);
	ERR_clear_error();
	if (self->public == NULL)
		return set_error(error, "p= of the key record holds no Ed25519 key");
	self->bits = (guint)EVP_PKEY_get_bits(self->public);
	if (self->bits == 253)
		self->bits = 256; /* OpenSSL counts the order of the group */
	return TRUE;
}

static gboolean
read_public(HanteiDkimKey *self, const gchar *value, GError **error)
{
	g_autoptr(GBytes) octets = NULL;
	const guint8 *data;
	gsize length;

	if (value == NULL)
		return set_error(error, "the key record has no p=");
	octets = hantei_dkim_base64_decode(value);
	if (octets == NULL)
		return set_error(error, "p= of the key record is not base64");
	data = g_bytes_get_data(octets, &length);
	if (length == 0) {
		self->is_revoked = TRUE;
		return TRUE;
	}
	if (self->type == HANTEI_DKIM_KEY_RSA)
		return read_rsa(self, data, length, error);
	return read_ed25519(self, data, length, error);
}

static gboolean
read_version(HanteiDkimKey *self, const HanteiTagList *list, GError **error)
{
	const HanteiTag *first = list->tags->pdata[0];
	const gchar *version = hantei_tag_list_get(list, "v");

	self->has_version = version != NULL;
	if (version == NULL)
		return TRUE;
	if (strcmp(version, "DKIM1") != 0)
		return set_error(error, "v= of the key record is not DKIM1");
	if (strcmp(first->name, "v") != 0)
		return set_error(error, "v= is not the first tag of the key record");
	return TRUE;
}

HanteiDkimKey *
hantei_dkim_key_parse(const gchar *text, gsize length, GError **error)
{
	g_autoptr(HanteiTagList) list = NULL;
	g_autoptr(HanteiDkimKey) self = NULL;
	const gchar *type, *hashes, *services, *flags;

	list = hantei_tag_list_parse(text, length, error);
	if (list == NULL) {
		g_prefix_error(error, "the key record is no tag list: ");
		return NULL;
	}
	self = g_new0(HanteiDkimKey, 1);
	if (!read_version(self, list, error))
		return NULL;
	type = hantei_tag_list_get(list, "k");
	if (type != NULL && strcmp(type, "ed25519") == 0) {
		self->type = HANTEI_DKIM_KEY_ED25519;
	} else if (type != NULL && strcmp(type, "rsa") != 0) {
		set_error(error, "k= of the key record is neither rsa nor ed25519");
		return NULL;
	}
	hashes = hantei_tag_list_get(list, "h");
	self->allows_sha1 = hashes == NULL || list_has(hashes, "sha1");
	self->allows_sha256 = hashes == NULL || list_has(hashes, "sha256");
	services = hantei_tag_list_get(list, "s");
	self->allows_email =
	    services == NULL || list_has(services, "*") || list_has(services, "email");
	flags = hantei_tag_list_get(list, "t");
	self->is_testing = flags != NULL && list_has(flags, "y");
	self->is_strict = flags != NULL && list_has(flags, "s");
	self->notes = g_strdup(hantei_tag_list_get(list, "n"));
	if (!read_public(self, hantei_tag_list_get(list, "p"), error))
		return NULL;
	return g_steal_pointer(&self);
}

GPtrArray *
hantei_dkim_key_parse_answer(const HanteiDnsAnswer *answer, GError **error)
{
	g_autoptr(GPtrArray) keys =
	    g_ptr_array_new_with_free_func((GDestroyNotify)hantei_dkim_key_free);
	g_autoptr(GError) first = NULL;

	for (guint i = 0; i < answer->records->len && i < HANTEI_LIMIT_DKIM_KEYS; i++) {
		g_autoptr(GBytes) text = hantei_dns_record_join(answer->records->pdata[i]);
		gsize length;
		const gchar *octets = g_bytes_get_data(text, &length);
		HanteiDkimKey *key = hantei_dkim_key_parse(length == 0 ? "" : octets, length,
							   first == NULL ? &first : NULL);

		if (key != NULL)
			g_ptr_array_add(keys, key);
	}
	if (keys->len > 0)
		return g_steal_pointer(&keys);
	if (first == NULL)
		set_error(&first, "no TXT record");
	g_propagate_error(error, g_steal_pointer(&first));
	return NULL;
}

gboolean
hantei_dkim_key_verify(const HanteiDkimKey *self,
		       HanteiDkimHash hash,
		       const HanteiDkimDigest *digest,
		       const guint8 *signature,
		       gsize signature_length)
{
	gboolean is_good = FALSE;

	if (self->public == NULL)
		return FALSE;
	if (self->type == HANTEI_DKIM_KEY_ED25519) {
		g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();

		is_good = context != NULL &&
			  EVP_DigestVerifyInit(context, NULL, NULL, NULL, self->public) == 1 &&
			  EVP_DigestVerify(context, signature, signature_length, digest->octets,
					   digest->length) == 1;
	} else {
		g_autoptr(EVP_PKEY_CTX) context = EVP_PKEY_CTX_new(self->public, NULL);
		const EVP_MD *md = hash == HANTEI_DKIM_HASH_SHA1 ? EVP_sha1() : EVP_sha256();

		is_good = context != NULL && EVP_PKEY_verify_init(context) == 1 &&
			  EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
			  EVP_PKEY_CTX_set_signature_md(context, md) == 1 &&
			  EVP_PKEY_verify(context, signature, signature_length, digest->octets,
					  digest->length) == 1;
	}
	ERR_clear_error();
	return is_good;
}

void
hantei_dkim_key_free(HanteiDkimKey *self)
{
	if (self == NULL)
		return;
	EVP_PKEY_free(self->public);
	g_free(self->notes);
	g_free(self);
}

/* OpenSSL would ask at the terminal. */
static int
refuse_password(char *buffer, int size, int is_writing, void *data)
{
	return -1;
}

/* The seed of 32 octets that dknewkey writes in base64. */
static EVP_PKEY *
read_seed(const gchar *text, gsize length)
{
	g_autofree gchar *copy = NULL;
	g_autoptr(GBytes) seed = NULL;
	EVP_PKEY *pair = NULL;

	if (length > 100)
		return NULL;
	copy = g_strndup(text, length);
	seed = hantei_dkim_base64_decode(copy);
	if (seed != NULL && g_bytes_get_size(seed) == ED25519_BYTES)
		pair = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL,
						    g_bytes_get_data(seed, NULL), ED25519_BYTES);
	OPENSSL_cleanse(copy, strlen(copy));
	return pair;
}

HanteiDkimPrivateKey *
hantei_dkim_private_key_new_from_pem(const gchar *text,
				     gsize length,
				     const gchar *name,
				     GError **error)
{
	g_autoptr(EVP_PKEY) pair = NULL;
	HanteiDkimPrivateKey *self;
	gint type;

	if (length <= HANTEI_LIMIT_KEY_FILE_BYTES) {
		g_autoptr(BIO) bio = BIO_new_mem_buf(text, (gint)length);

		pair = PEM_read_bio_PrivateKey(bio, NULL, refuse_password, NULL);
		if (pair == NULL)
			pair = read_seed(text, length);
	}
	ERR_clear_error();
	type = pair == NULL ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(pair);
	if (type != EVP_PKEY_RSA && type != EVP_PKEY_ED25519) {
		const gboolean is_locked = g_strstr_len(text, (gssize)length, "ENCRYPTED") != NULL;

		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: %s", name,
			    is_locked ? "the key has a password; give one without (openssl pkey "
					"-in FILE -out NEW)"
				      : "no private key for DKIM; give an RSA or Ed25519 key as "
					"PEM (PKCS#8 or PKCS#1)");
		return NULL;
	}
	self = g_new0(HanteiDkimPrivateKey, 1);
	self->pair = g_steal_pointer(&pair);
	self->type = type == EVP_PKEY_RSA ? HANTEI_DKIM_KEY_RSA : HANTEI_DKIM_KEY_ED25519;
	return self;
}

HanteiDkimKeyType
hantei_dkim_private_key_get_type(const HanteiDkimPrivateKey *self)
{
	return self->type;
}

guint
hantei_dkim_private_key_get_bits(const HanteiDkimPrivateKey *self)
{
	if (self->type == HANTEI_DKIM_KEY_ED25519)
		return 256;
	return (guint)EVP_PKEY_get_bits(self->pair);
}

gchar *
hantei_dkim_private_key_dup_public(const HanteiDkimPrivateKey *self)
{
	guint8 raw[ED25519_BYTES];
	gsize length = sizeof raw;
	guint8 *der = NULL;
	gchar *text;
	gint n;

	if (self->type == HANTEI_DKIM_KEY_ED25519) {
		if (EVP_PKEY_get_raw_public_key(self->pair, raw, &length) != 1)
			g_error("OpenSSL cannot tell a public key"); /* no memory */
		return g_base64_encode(raw, length);
	}
	n = i2d_PUBKEY(self->pair, &der);
	if (n <= 0)
		g_error("OpenSSL cannot write a public key"); /* no memory */
	text = g_base64_encode(der, (gsize)n);
	OPENSSL_free(der);
	return text;
}

gboolean
hantei_dkim_private_key_matches(const HanteiDkimPrivateKey *self, const HanteiDkimKey *key)
{
	const gboolean is_equal = key->public != NULL && EVP_PKEY_eq(self->pair, key->public) == 1;

	ERR_clear_error();
	return is_equal;
}

gchar *
hantei_dkim_private_key_sign(const HanteiDkimPrivateKey *self,
			     const HanteiDkimDigest *digest,
			     GError **error)
{
	gsize length = (gsize)EVP_PKEY_get_size(self->pair);
	g_autofree guint8 *signature = g_malloc(length);
	gboolean is_done;

	if (self->type == HANTEI_DKIM_KEY_ED25519) {
		g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();

		is_done = context != NULL &&
			  EVP_DigestSignInit(context, NULL, NULL, NULL, self->pair) == 1 &&
			  EVP_DigestSign(context, signature, &length, digest->octets,
					 digest->length) == 1;
	} else {
		g_autoptr(EVP_PKEY_CTX) context = EVP_PKEY_CTX_new(self->pair, NULL);

		is_done =
		    context != NULL && EVP_PKEY_sign_init(context) == 1 &&
		    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
		    EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1 &&
		    EVP_PKEY_sign(context, signature, &length, digest->octets, digest->length) == 1;
	}
	ERR_clear_error();
	if (!is_done) {
		g_set_error(
		    error, G_IO_ERROR, G_IO_ERROR_FAILED,
		    "OpenSSL does not sign with this key of %u bits; RSA needs 512 at least",
		    hantei_dkim_private_key_get_bits(self));
		return NULL;
	}
	return g_base64_encode(signature, length);
}

void
hantei_dkim_private_key_free(HanteiDkimPrivateKey *self)
{
	if (self == NULL)
		return;
	EVP_PKEY_free(self->pair);
	g_free(self);
}
