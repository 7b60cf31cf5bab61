/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* Every cap on what a mail may cost us, in one place. A mail is written by whoever wishes us harm:
 * what exceeds a cap is trimmed and counted, never refused unless the comment says so. */

#pragma once

/* A larger file is refused as a whole. Gmail takes 25 MB outgoing, 50 MB incoming. */
#define HANTEI_LIMIT_MESSAGE_BYTES (64u * 1024 * 1024)

/* Header fields looked at, and octets of one field that are decoded. */
#define HANTEI_LIMIT_FIELDS 1000
#define HANTEI_LIMIT_FIELD_BYTES (16u * 1024)

/* What the MIME parser is shown: a larger header is cut down to its MIME fields, and a body ends
 * where a part's header is larger, or after so many lines that may be boundaries. GMime needs about
 * a kilobyte for each field and part, and time that grows with the square of some fields' length.
 */
#define HANTEI_LIMIT_HEADER_BYTES (128u * 1024)
#define HANTEI_LIMIT_BOUNDARY_LINES 5000

/* MIME parts kept in the part table, and how deep they may nest. */
#define HANTEI_LIMIT_PARTS 500
#define HANTEI_LIMIT_DEPTH 50

/* Decoded octets of one text leaf, and of all of them, that become text. */
#define HANTEI_LIMIT_LEAF_BYTES (512u * 1024)
#define HANTEI_LIMIT_TEXT_BYTES (1024u * 1024)

/* Decoded octets of one attachment that its digest is made of, and of all of them: a file is known
 * by its head, and attachments after so many have no digest. SHA-256 takes some 5 ms for a
 * mebibyte. */
#define HANTEI_LIMIT_DIGEST_BYTES (256u * 1024)
#define HANTEI_LIMIT_ALL_DIGESTS_BYTES (4u * 1024 * 1024)

/* HTML: element depth at which parsing stops, links and images kept, octets of one attribute. */
#define HANTEI_LIMIT_HTML_DEPTH 512
#define HANTEI_LIMIT_LINKS 500
#define HANTEI_LIMIT_ATTRIBUTE_BYTES 2048

/* Words: octets of one word before it is cut, and words of one mail that become features. */
#define HANTEI_LIMIT_WORD_BYTES 96
#define HANTEI_LIMIT_WORDS 20000

/* Distinct features of one mail, and how many of them may be there before words and HTML marks
 * stop: a mail must not hide its links and attachments behind a dictionary. */
#define HANTEI_LIMIT_FEATURES 20000
#define HANTEI_LIMIT_TEXT_FEATURES 15000

/* mbox and label index lines. */
#define HANTEI_LIMIT_LINE_BYTES (64u * 1024)

/* Authentication-Results: results of one field, properties of one result, and depth of comments. A
 * field that exceeds one is refused, for half of it could say the contrary of the whole; of 7,600
 * fields of real mail none had more than 6 results or 6 properties. Fields of a mail after the
 * first 50 are not looked at. */
#define HANTEI_LIMIT_AUTH_RESULTS 100
#define HANTEI_LIMIT_AUTH_PROPERTIES 50
#define HANTEI_LIMIT_COMMENT_DEPTH 50
#define HANTEI_LIMIT_AUTH_FIELDS 50

/* Concepts: octets of a mail's text in which they are looked for, octets of one file of phrases (a
 * larger one is refused), how many concepts there may be (the built-in ones are 95), octets of a
 * name and of one folded phrase, and octets of all phrases, each of which costs about 40 of memory.
 */
#define HANTEI_LIMIT_CONCEPT_TEXT_BYTES (48u * 1024)
#define HANTEI_LIMIT_CONCEPT_FILE_BYTES (512u * 1024)
#define HANTEI_LIMIT_CONCEPTS 500
#define HANTEI_LIMIT_CONCEPT_NAME_BYTES 40
#define HANTEI_LIMIT_CONCEPT_PHRASE_BYTES 96
#define HANTEI_LIMIT_CONCEPT_OCTETS (1024u * 1024)

/* Tags of one DKIM, ARC or DMARC tag list; RFC 6376 knows 14. */
#define HANTEI_LIMIT_TAGS 50

/* Zone files: octets of one, records and faults of all of them, and names, those above the ones of
 * records too; more is refused. A record takes about 400 octets of memory, a name 250. */
#define HANTEI_LIMIT_ZONE_BYTES (16u * 1024 * 1024)
#define HANTEI_LIMIT_ZONE_RECORDS 100000
#define HANTEI_LIMIT_ZONE_NAMES 300000

/* Answers a DNS cache holds; those not asked for the longest go first. */
#define HANTEI_LIMIT_DNS_CACHED 10000

/* Lines of resolv.conf that name a server; libc looks at as many. */
#define HANTEI_LIMIT_DNS_SERVERS 3

/* SPF: octets of a sender or of a HELO name that are looked at (RFC 5321 allows 256 and 255), and
 * of an explanation with its macros expanded. Terms of all records of a survey, how deep their
 * includes may nest, and netblocks: at most 10 of each count, and one that goes on past them must
 * end. */
/* SPF: octets of a sender or of a HELO name that are looked at (RFC 5321 allows 256 and 255), and
 * of an explanation with its macros expanded. Terms of all records of a survey, how deep their
 * includes may nest, and netblocks: at most 10 of each count, and one that goes on past them must
 * end. */
#define HANTEI_LIMIT_SPF_SENDER_BYTES 1024
#define HANTEI_LIMIT_SPF_TEXT_BYTES (16u * 1024)
#define HANTEI_LIMIT_SPF_NODES 1000
#define HANTEI_LIMIT_SPF_DEPTH 20
#define HANTEI_LIMIT_SPF_NETBLOCKS 5000

/* DKIM and ARC: signatures of one mail that are checked (the rest is counted), octets of one such
 * field and header octets that one signature may cover (more is permerror), key records of one
 * selector that are tried, bits of an RSA key (RFC 8301 asks for 4096, and the time grows with the
 * square), and octets of a private key's file. 8,192 bits take 3.5 kB of PEM there. RFC 8617
 * section 4.2.1 caps ARC sets. */
#define HANTEI_LIMIT_DKIM_SIGNATURES 10
#define HANTEI_LIMIT_DKIM_FIELD_BYTES (16u * 1024)
#define HANTEI_LIMIT_DKIM_HEADER_BYTES (1024u * 1024)
#define HANTEI_LIMIT_DKIM_KEYS 4
#define HANTEI_LIMIT_RSA_BITS 8192
#define HANTEI_LIMIT_KEY_FILE_BYTES (64u * 1024)
#define HANTEI_LIMIT_ARC_SETS 50

/* Addresses of one rua or ruf of a DMARC record that are read. RFC 7489 6.2 wants two at least. */
#define HANTEI_LIMIT_DMARC_URIS 20

/* From fields, and addresses of one, that are read for DMARC. A field with more has no domain. */
#define HANTEI_LIMIT_FROM 100
