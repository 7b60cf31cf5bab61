/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tokenizer/text-form.h"

#include <string.h>

#include "tokenizer/octet.h"

/* More tells no more, and a mail may be a megabyte. */
#define MAX_HEAD_BYTES (64u * 1024)

/* A greeting stands in one of the first lines, and its line is short. */
#define MAX_GREETING_LINES 8
#define MAX_GREETING_BYTES 160
#define MAX_GREETING_WORDS 5

/* "Ann," alone greets only at the very top. */
#define MAX_BARE_NAME_LINES 2
#define MAX_BARE_NAME_BYTES 40

/* A title further in than this does not end a name. */
#define MAX_EAST_NAME_BYTES 60

/* "From:" and "Sent:" of an answered mail stand as near as this. */
#define MAX_QUOTE_HEAD_LINES 4

/* A signature stands in the last lines. */
#define MAX_SIGNATURE_LINES 14
#define MAX_RULE_BYTES 400
#define MIN_RULE_CHARACTERS 8
#define MIN_PHONE_DIGITS 7

static const gchar *const greetings[] = {
    "bonjour",	"caro",	     "cara",	  "cher",    "chère",	  "ciao",    "dear",
    "estimada", "estimado",  "geachte",	  "geehrte", "geehrter",  "gentile", "hallo",
    "hello",	"hei",	     "hej",	  "hey",     "hi",	  "hola",    "kära",
    "liebe",	"lieber",    "morning",	  "morgen",  "abend",	  "tag",     "afternoon",
    "evening",	"olá",	     "prezado",	  "querido", "greetings", "cześć",   "здравствуйте",
    "привет",	"уважаемый", "уважаемая",
};

/* What may stand before them. */
static const gchar *const before_greetings[] = {"good", "guten", "my", "sehr"};

/* What stands alone before a comma as a name does, and closes a letter. */
static const gchar *const closings[] = {
    "best",    "cheers",    "greetings", "kind",   "many",
    "regards", "sincerely", "thanks",	 "warmly", "yours",
};

/* What a mailing service fills a name into: "{{name}}", "*|FNAME|*", "%%name%%", "${name}". */
static const gchar *const fields_to_fill[] = {"{{", "*|", "%%", "${", "[[", "<%"};

/* Who is greeted when the name is not known. */
static const gchar *const anybodies[] = {
    "account",	    "admin",	  "all",	"amigo",       "amigos",     "applicant",
    "beneficiary",  "business",	  "client",	"cliente",     "clientes",   "clients",
    "colleague",    "colleagues", "customer",	"customers",   "damen",	     "email",
    "everybody",    "everyone",	  "families",	"fellow",      "fellows",    "folks",
    "friend",	    "friends",	  "guardian",	"guardians",   "guest",	     "guys",
    "herren",	    "kunde",	  "kunden",	"kundin",      "madam",	     "manager",
    "member",	    "members",	  "neighbor",	"neighbors",   "neighbour",  "neighbours",
    "owner",	    "owners",	  "parent",	"parents",     "partner",    "partners",
    "reader",	    "readers",	  "residents",	"shopper",     "sir",	     "sirs",
    "staff",	    "students",	  "subscriber", "subscribers", "supporters", "team",
    "there",	    "todos",	  "tous",	"user",	       "users",	     "valued",
    "volunteers",   "webmaster",  "winner",	"друзья",      "клиент",     "коллеги",
    "пользователь",
};

/* The same where the title follows the name; looked for anywhere in the line. */
static const gchar *const east_anybodies[] = {
    "客",     "皆",	"みな",	    "会員",	"利用者", "ユーザ", "担当者", "関係者", "読者",
    "取引先", "契約者", "メンバー", "オーナー", "の方",	  "고객",   "회원",   "여러분", "先生方",
};

/* Titles that end a line of greeting. */
static const gchar *const east_titles[] = {"様", "さま", "さん", "ちゃん", "先生", "殿", "님"};

/* Words that end like a title, and lines to many without one. */
static const gchar *const east_others[] = {"仕様",     "多様",	 "同様",     "模様",	 "有様",
					   "一様",     "神様",	 "王様",     "たくさん", "屋さん",
					   "赤ちゃん", "疲れ様", "疲れさま", "世話様",	 "お子様"};
static const gchar *const east_all[] = {"各位", "御中", "みなさん", "皆さん"};

static gboolean
list_has(const gchar *const *list, gsize n, const gchar *word)
{
	for (gsize i = 0; i < n; i++) {
		if (g_str_equal(list[i], word))
			return TRUE;
	}
	return FALSE;
}

static gboolean
ends_with_any(const gchar *text, const gchar *const *list, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		if (g_str_has_suffix(text, list[i]))
			return TRUE;
	}
	return FALSE;
}

static gboolean
has_any_of(const gchar *text, const gchar *const *list, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		if (strstr(text, list[i]) != NULL)
			return TRUE;
	}
	return FALSE;
}

/* Reads a character that is not ASCII at @text. Returns: its octets, 1 if it is none. */
static gsize
read_character(const gchar *text, gsize length, gunichar *c)
{
	*c = g_utf8_get_char_validated(text, (gssize)MIN(length, 6));
	if (*c == (gunichar)-1 || *c == (gunichar)-2) {
		*c = 0xfffd;
		return 1;
	}
	return (gsize)(g_utf8_next_char(text) - text);
}

/* The pictographs of Unicode's blocks, without stars and notes: those adorn Japanese since before
 * there were emoji. */
static gboolean
is_emoji(gunichar c)
{
	if (c >= 0x1f300 && c <= 0x1faff)
		return TRUE;
	return c >= 0x2600 && c <= 0x27bf && c != 0x2605 && c != 0x2606 && c != 0x266a &&
	       c != 0x266b;
}

gboolean
hantei_text_has_emoji(const gchar *text, gsize length)
{
	gunichar c;

	for (gsize i = 0; i < length;) {
		if ((guchar)text[i] < 0x80) {
			i++;
			continue;
		}
		i += read_character(text + i, length - i, &c);
		if (is_emoji(c))
			return TRUE;
	}
	return FALSE;
}

/* A run of ASCII letters has ended. */
static void
form_end_word(HanteiTextForm *self, gsize n_letters, gsize n_upper)
{
	if (n_letters < 3)
		return;
	self->n_words++;
	self->n_upper_words += n_upper == n_letters;
}

static void
form_count_characters(HanteiTextForm *self, const gchar *text, gsize length)
{
	gsize n_letters = 0;
	gsize n_upper = 0;
	gunichar c;

	for (gsize i = 0; i < length; self->n_seen++) {
		const gchar octet = text[i];

		const guint8 kinds = hantei_octets[(guchar)octet];

		if ((kinds & HANTEI_OCTET_ALPHA) != 0) {
			n_letters++;
			n_upper += (kinds & HANTEI_OCTET_UPPER) != 0;
			i++;
			continue;
		}
		form_end_word(self, n_letters, n_upper);
		n_letters = 0;
		n_upper = 0;
		if ((guchar)octet < 0x80) {
			self->n_digits += (kinds & HANTEI_OCTET_DIGIT) != 0;
			self->n_exclamations += octet == '!';
			i++;
			continue;
		}
		i += read_character(text + i, length - i, &c);
		self->n_exclamations += c == 0xff01;
		self->n_digits += c >= 0xff10 && c <= 0xff19;
		self->has_emoji |= is_emoji(c);
	}
	form_end_word(self, n_letters, n_upper);
}

/* Whether @line ends with a sum: "1,200円", "$ 9.99", "12.50 EUR", "3.00". */
static gboolean
ends_with_amount(const gchar *line, gsize length)
{
	static const gchar *const units[] = {"円", "元", "원", "€", "EUR", "USD", "JPY", "GBP"};
	static const gchar *const signs[] = {"$", "¥", "￥", "€", "£", "EUR", "USD", "JPY", "GBP"};
	const gchar last = line[length - 1];
	gboolean has_unit = FALSE;
	gsize end = length;
	gsize start;

	/* nearly all lines end with a letter or a full stop */
	if (!hantei_octet_is(last, HANTEI_OCTET_DIGIT | HANTEI_OCTET_WIDE) &&
	    strchr("RDYP", last) == NULL)
		return FALSE;

	for (gsize i = 0; i < G_N_ELEMENTS(units) && !has_unit; i++) {
		const gsize n = strlen(units[i]);

		has_unit = end > n && memcmp(line + end - n, units[i], n) == 0;
		if (has_unit)
			end -= n;
	}
	while (end > 0 && line[end - 1] == ' ')
		end--;
	for (start = end; start > 0 && end - start < 16 &&
			  (g_ascii_isdigit(line[start - 1]) || line[start - 1] == ',' ||
			   line[start - 1] == '.');)
		start--;
	if (start == end || !g_ascii_isdigit(line[end - 1]))
		return FALSE;
	if (has_unit)
		return TRUE;
	if (end - start > 3 && !g_ascii_isdigit(line[end - 3]) && g_ascii_isdigit(line[end - 2]))
		return TRUE;
	while (start > 0 && line[start - 1] == ' ')
		start--;
	for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
		const gsize n = strlen(signs[i]);

		if (start >= n && memcmp(line + start - n, signs[i], n) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Of a line with a field to be filled in. */
static HanteiGreeting
greeting_of_field(const gchar *line)
{
	g_autofree gchar *lower = g_ascii_strdown(line, -1);

	return strstr(lower, "mail") != NULL ? HANTEI_GREETING_ADDRESS : HANTEI_GREETING_NAME;
}

/* "Dear Ann," and its like: a word of greeting, then up to four words that a sign or the line's end
 * closes. */
static HanteiGreeting
greeting_of_west(const gchar *line)
{
	g_auto(GStrv) words = g_strsplit_set(line, " \t", MAX_GREETING_WORDS + 8);
	gboolean is_greeting = FALSE;
	gboolean is_name = FALSE;
	gboolean is_closed = FALSE;
	guint n_words = 0;

	for (gchar **w = words; *w != NULL && !is_closed; w++) {
		g_autofree gchar *lower = NULL;
		gsize length = strcspn(*w, ",!:;/，、");

		if (**w == '\0')
			continue;
		if (++n_words > MAX_GREETING_WORDS)
			return HANTEI_GREETING_NONE;
		is_closed = (*w)[length] != '\0' && (*w)[length] != '/';
		(*w)[length] = '\0';
		if (strchr(*w, '@') != NULL && is_greeting)
			return HANTEI_GREETING_ADDRESS;
		if (is_greeting && has_any_of(line, fields_to_fill, G_N_ELEMENTS(fields_to_fill)))
			return greeting_of_field(line);
		lower = g_utf8_strdown(*w, -1);
		if (!is_greeting) {
			if (n_words == 1 &&
			    list_has(before_greetings, G_N_ELEMENTS(before_greetings), lower))
				continue;
			if (!list_has(greetings, G_N_ELEMENTS(greetings), lower))
				return HANTEI_GREETING_NONE;
			is_greeting = TRUE;
			continue;
		}
		if (list_has(anybodies, G_N_ELEMENTS(anybodies), lower))
			return HANTEI_GREETING_ANYBODY;
		is_name |= g_unichar_isupper(g_utf8_get_char(*w));
	}
	if (!is_greeting)
		return HANTEI_GREETING_NONE;
	return is_name ? HANTEI_GREETING_NAME : HANTEI_GREETING_ANYBODY;
}

/* "Ann," and no more: up to three words that begin with a capital. */
static HanteiGreeting
greeting_of_bare_name(const gchar *line)
{
	g_auto(GStrv) words = NULL;
	g_autofree gchar *name = NULL;
	const gsize length = strlen(line);

	if (length < 3 || length > MAX_BARE_NAME_BYTES || line[length - 1] != ',')
		return HANTEI_GREETING_NONE;
	if (has_any_of(line, fields_to_fill, G_N_ELEMENTS(fields_to_fill)))
		return greeting_of_field(line);
	name = g_strndup(line, length - 1);
	words = g_strsplit(name, " ", -1);
	if (g_strv_length(words) > 3)
		return HANTEI_GREETING_NONE;
	for (gchar **w = words; *w != NULL; w++) {
		g_autofree gchar *lower = g_utf8_strdown(*w, -1);

		if (!g_unichar_isupper(g_utf8_get_char(*w)) ||
		    list_has(closings, G_N_ELEMENTS(closings), lower))
			return HANTEI_GREETING_NONE;
		if (list_has(anybodies, G_N_ELEMENTS(anybodies), lower))
			return HANTEI_GREETING_ANYBODY;
		for (const gchar *p = *w; *p != '\0'; p = g_utf8_next_char(p)) {
			if (!g_unichar_isalpha(g_utf8_get_char(p)) && strchr("-'.", *p) == NULL &&
			    !g_str_has_prefix(p, "’"))
				return HANTEI_GREETING_NONE;
		}
	}
	return HANTEI_GREETING_NAME;
}

/* "山田様（会員番号123）": what stands in brackets at the end is taken off. */
static void
cut_brackets(gchar *line)
{
	static const gchar *const openings[] = {"(", "（"};
	const gboolean is_closed = g_str_has_suffix(line, ")") || g_str_has_suffix(line, "）");

	for (guint i = 0; is_closed && i < G_N_ELEMENTS(openings); i++) {
		gchar *open = g_strrstr(line, openings[i]);

		if (open != NULL && open > line) {
			*open = '\0';
			g_strchomp(line);
			return;
		}
	}
}

/* "山田様、お待たせしました": what follows the title and a comma is taken off. */
static gboolean
cut_after_title(gchar *line)
{
	for (guint i = 0; i < G_N_ELEMENTS(east_titles); i++) {
		gchar *title = strstr(line, east_titles[i]);
		gchar *end;

		if (title == NULL || title == line || title - line > MAX_EAST_NAME_BYTES)
			continue;
		end = title + strlen(east_titles[i]);
		if (g_str_has_prefix(end, "、") || g_str_has_prefix(end, "，")) {
			*end = '\0';
			return TRUE;
		}
	}
	return FALSE;
}

/* "山田様": a title after the name ends the line. */
static HanteiGreeting
greeting_of_east(gchar *line, gboolean is_short)
{
	static const gchar *const tails[] = {"へ", "、", "。", "，", ",", "!", "！", ":", "："};

	cut_brackets(line);
	/* "出席: 山田様、佐藤様" greets nobody */
	if (strstr(line, ": ") != NULL || strstr(line, "：") != NULL)
		return HANTEI_GREETING_NONE;
	if (!cut_after_title(line) && !is_short)
		return HANTEI_GREETING_NONE;
	for (guint i = 0; i < G_N_ELEMENTS(tails); i++) {
		if (g_str_has_suffix(line, tails[i]))
			line[strlen(line) - strlen(tails[i])] = '\0';
	}
	g_strchomp(line);
	if (ends_with_any(line, east_all, G_N_ELEMENTS(east_all)))
		return HANTEI_GREETING_ANYBODY;
	if (!ends_with_any(line, east_titles, G_N_ELEMENTS(east_titles)) ||
	    ends_with_any(line, east_others, G_N_ELEMENTS(east_others)))
		return HANTEI_GREETING_NONE;
	if (has_any_of(line, fields_to_fill, G_N_ELEMENTS(fields_to_fill)))
		return greeting_of_field(line);
	if (strchr(line, '@') != NULL)
		return HANTEI_GREETING_ADDRESS;
	if (has_any_of(line, east_anybodies, G_N_ELEMENTS(east_anybodies)))
		return HANTEI_GREETING_ANYBODY;
	/* a title alone is a template whose name was not filled in */
	return list_has(east_titles, G_N_ELEMENTS(east_titles), line) ? HANTEI_GREETING_ANYBODY
								      : HANTEI_GREETING_NAME;
}

static HanteiGreeting
greeting_of_line(const gchar *line, gsize length, gboolean is_top)
{
	g_autofree gchar *copy = NULL;
	HanteiGreeting greeting;

	/* "Dear Ann, thank you for …": only its head matters */
	copy = g_utf8_make_valid(line, (gssize)MIN(length, MAX_GREETING_BYTES));
	greeting = greeting_of_west(copy);
	if (greeting == HANTEI_GREETING_NONE && is_top)
		greeting = greeting_of_bare_name(copy);
	/* no title of the East is ASCII */
	if (greeting == HANTEI_GREETING_NONE && !hantei_octets_are_ascii(copy, strlen(copy)))
		greeting = greeting_of_east(copy, length <= MAX_GREETING_BYTES / 2);
	return greeting;
}

/* Takes blanks off both ends, the ideographic one too. */
static void
trim(const gchar **line, gsize *length)
{
	static const gchar wide[] = "\343\200\200";

	while (*length > 0) {
		const gchar *end = *line + *length;

		if ((guchar) * *line <= ' ') {
			++*line;
			--*length;
		} else if ((guchar)end[-1] <= ' ') {
			--*length;
		} else if (*length >= 3 && memcmp(*line, wide, 3) == 0) {
			*line += 3;
			*length -= 3;
		} else if (*length >= 3 && memcmp(end - 3, wide, 3) == 0) {
			*length -= 3;
		} else {
			return;
		}
	}
}

static gboolean
line_starts(const gchar *line, gsize length, const gchar *const *list, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		if (length >= strlen(list[i]) && memcmp(line, list[i], strlen(list[i])) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean
line_ends(const gchar *line, gsize length, const gchar *const *list, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		const gsize tail = strlen(list[i]);

		if (length >= tail && memcmp(line + length - tail, list[i], tail) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Whether @line stands over an answered mail, as programs write it that do not mark its lines with
 * ">". @from_line is kept from line to line. */
static gboolean
heads_quote(const gchar *line, gsize length, gsize n_lines, gsize *from_line)
{
	static const gchar *const rules[] = {"-----Original", "----- Original",
					     "---------- Forwarded", "-----元のメッセージ",
					     "-----Ursprüngliche"};
	static const gchar *const froms[] = {"From:", "差出人:", "差出人：", "Von:", "De :"};
	static const gchar *const dates[] = {
	    "Sent:", "Date:", "送信日時:", "送信日時：", "Gesendet:", "Envoyé :"};
	static const gchar *const tails[] = {
	    " wrote:", "schrieb:", "a écrit :", "escribió:", ">:", "書きました:", "さんのメール:"};

	if (line_starts(line, length, froms, G_N_ELEMENTS(froms)))
		*from_line = n_lines;
	if (line_starts(line, length, dates, G_N_ELEMENTS(dates)) && *from_line > 0 &&
	    n_lines - *from_line < MAX_QUOTE_HEAD_LINES)
		return TRUE;
	return line_starts(line, length, rules, G_N_ELEMENTS(rules)) ||
	       line_ends(line, length, tails, G_N_ELEMENTS(tails));
}

static void
form_read_lines(HanteiTextForm *self, const gchar *text, gsize length)
{
	const gchar *end = text + length;
	gsize from_line = 0;

	while (text < end) {
		const gchar *stop = memchr(text, '\n', (gsize)(end - text));
		const gchar *line = text;
		gsize n = (gsize)((stop != NULL ? stop : end) - text);

		text = stop != NULL ? stop + 1 : end;
		trim(&line, &n);
		if (n == 0)
			continue;
		self->n_lines++;
		self->n_quoted_lines += *line == '>';
		self->n_amount_lines += ends_with_amount(line, n);
		self->has_quote_head |= heads_quote(line, n, self->n_lines, &from_line);
		if (self->n_lines <= MAX_GREETING_LINES && self->greeting == HANTEI_GREETING_NONE)
			self->greeting =
			    greeting_of_line(line, n, self->n_lines <= MAX_BARE_NAME_LINES);
	}
}

/* Whether @line is drawn: signs without a letter or digit, or "--". */
static gboolean
is_rule(const gchar *line, gsize length)
{
	gsize n = 0;
	gunichar c;

	if (length == 2 && memcmp(line, "--", 2) == 0)
		return TRUE;
	if (length < MIN_RULE_CHARACTERS || length > MAX_RULE_BYTES)
		return FALSE;
	for (gsize i = 0; i < length; n++) {
		i += read_character(line + i, length - i, &c);
		if (g_unichar_isalnum(c))
			return FALSE;
	}
	return n >= MIN_RULE_CHARACTERS;
}

/* Whether @line has an address or what may be a telephone number. */
static gboolean
has_contact(const gchar *line, gsize length)
{
	gsize n_digits = 0;

	/* one alone is what is left of the reader's own address */
	for (gsize i = 1; i < length; i++) {
		if (line[i] == '@' && (guchar)line[i - 1] > ' ')
			return TRUE;
	}
	for (gsize i = 0; i < length; i++)
		n_digits += g_ascii_isdigit(line[i]) != 0;
	return n_digits >= MIN_PHONE_DIGITS && length <= MAX_RULE_BYTES;
}

/* Goes up from the end to a rule. */
static gboolean
text_has_signature(const gchar *text, gsize length)
{
	gboolean is_reachable = FALSE;
	gsize end = length;

	for (guint n_lines = 0; end > 0 && n_lines < MAX_SIGNATURE_LINES;) {
		gsize start = end;
		const gchar *line;
		gsize n;

		/* no memrchr(): a sanitizer looks at all it may read, for each of many lines */
		while (start > 0 && text[start - 1] != '\n')
			start--;
		line = text + start;
		n = end - start;
		end = start > 0 ? start - 1 : 0;
		trim(&line, &n);
		if (n == 0)
			continue;
		n_lines++;
		if (n_lines > 1 && is_rule(line, n) && is_reachable)
			return TRUE;
		is_reachable |= has_contact(line, n);
	}
	return FALSE;
}

static gsize
count_characters(const gchar *text, gsize length)
{
	gsize n = 0;

	for (gsize i = 0; i < length; i++)
		n += ((guchar)text[i] & 0xc0) != 0x80;
	return n;
}

void
hantei_text_form_init(HanteiTextForm *self, const gchar *text, gsize length)
{
	const gsize head = MIN(length, MAX_HEAD_BYTES);

	*self = (HanteiTextForm){0};
	self->n_characters =
	    hantei_octets_are_ascii(text, length) ? length : count_characters(text, length);
	form_count_characters(self, text, head);
	form_read_lines(self, text, head);
	self->has_signature = text_has_signature(text, length);
}
