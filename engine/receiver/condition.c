/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/receiver/condition.h"

#include <string.h>

G_DEFINE_QUARK(hantei_condition_error, hantei_condition_error)

/* A program in postfix: a fact's number, or one of these. */
enum {
	OP_NOT = -1,
	OP_AND = -2,
	OP_OR = -3,
	OP_OPEN = -4, /* on the operator stack only */
};

struct _HanteiCondition {
	gint16 *program;
	gsize length;
	gsize depth; /* values held at most */
};

typedef struct {
	const gchar *text;
	gsize at;
	gboolean wants_operand;
	GArray *program;   /* gint16 */
	GArray *operators; /* gint16 */
} Parser;

static void
parser_clear(Parser *self)
{
	g_clear_pointer(&self->program, g_array_unref);
	g_clear_pointer(&self->operators, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Parser, parser_clear)

static void
push(GArray *array, gint16 value)
{
	g_array_append_val(array, value);
}

static gint
top(const GArray *array)
{
	return array->len == 0 ? OP_OPEN : g_array_index(array, gint16, array->len - 1);
}

/* Moves the operators that bind at least as tightly as @op to the program. ! binds tightest, then
 * &&, then ||, as their numbers fall. */
static void
reduce(Parser *self, gint op)
{
	while (top(self->operators) >= op && top(self->operators) != OP_OPEN) {
		push(self->program, (gint16)top(self->operators));
		g_array_set_size(self->operators, self->operators->len - 1);
	}
}

static gboolean
fail(const Parser *self, const gchar *what, GError **error)
{
	g_set_error(error, HANTEI_CONDITION_ERROR, HANTEI_CONDITION_ERROR_SYNTAX,
		    "column %" G_GSIZE_FORMAT " of \"%s\": %s", self->at + 1, self->text, what);
	return FALSE;
}

static gboolean
is_name_char(gchar c)
{
	return g_ascii_isalnum(c) || c == '_';
}

static gboolean
read_name(Parser *self, GError **error)
{
	const gchar *name = self->text + self->at;
	gsize length = 0;
	HanteiFact fact;

	while (is_name_char(name[length]))
		length++;
	if (!hantei_fact_from_string(name, length, &fact)) {
		g_set_error(error, HANTEI_CONDITION_ERROR, HANTEI_CONDITION_ERROR_UNKNOWN_NAME,
			    "column %" G_GSIZE_FORMAT
			    ": no fact is named \"%.*s\"; the nearest is \"%s\"",
			    self->at + 1, (int)length, name, hantei_fact_to_string(fact));
		return FALSE;
	}
	push(self->program, (gint16)fact);
	self->at += length;
	self->wants_operand = FALSE;
	return TRUE;
}

static gboolean
read_operand(Parser *self, GError **error)
{
	gchar c = self->text[self->at];

	if (c == '!' || c == '(') {
		push(self->operators, c == '!' ? OP_NOT : OP_OPEN);
		self->at++;
		return TRUE;
	}
	if (is_name_char(c))
		return read_name(self, error);
	return fail(self, "expected a fact's name, \"!\" or \"(\"", error);
}

static gboolean
read_operator(Parser *self, GError **error)
{
	const gchar *at = self->text + self->at;

	if (at[0] == ')') {
		reduce(self, OP_OR);
		if (self->operators->len == 0)
			return fail(self, "no \"(\" for this \")\"", error);
		g_array_set_size(self->operators, self->operators->len - 1);
		self->at++;
		return TRUE;
	}
	if ((at[0] != '&' && at[0] != '|') || at[1] != at[0])
		return fail(self, "expected \"&&\", \"||\", \")\" or the end", error);
	reduce(self, at[0] == '&' ? OP_AND : OP_OR);
	push(self->operators, at[0] == '&' ? OP_AND : OP_OR);
	self->at += 2;
	self->wants_operand = TRUE;
	return TRUE;
}

static gboolean
parse(Parser *self, GError **error)
{
	while (TRUE) {
		while (self->text[self->at] == ' ' || self->text[self->at] == '\t')
			self->at++;
		if (self->text[self->at] == '\0')
			break;
		if (!(self->wants_operand ? read_operand(self, error) : read_operator(self, error)))
			return FALSE;
	}
	if (self->wants_operand)
		return fail(self, "it ends where a fact's name is expected", error);
	reduce(self, OP_OR);
	if (self->operators->len > 0)
		return fail(self, "a \"(\" is not closed", error);
	return TRUE;
}

HanteiCondition *
hantei_condition_new(const gchar *text, GError **error)
{
	g_auto(Parser) parser = {.text = text, .wants_operand = TRUE};
	HanteiCondition *self;
	gsize length = strlen(text);

	if (length > HANTEI_CONDITION_BYTES) {
		g_set_error(error, HANTEI_CONDITION_ERROR, HANTEI_CONDITION_ERROR_TOO_LONG,
			    "a condition of %" G_GSIZE_FORMAT
			    " octets, at most %d: split it in two rules",
			    length, HANTEI_CONDITION_BYTES);
		return NULL;
	}
	if (!g_utf8_validate(text, -1, NULL)) {
		g_set_error(error, HANTEI_CONDITION_ERROR, HANTEI_CONDITION_ERROR_SYNTAX,
			    "a condition that is not UTF-8");
		return NULL;
	}
	parser.program = g_array_new(FALSE, FALSE, sizeof(gint16));
	parser.operators = g_array_new(FALSE, FALSE, sizeof(gint16));
	if (!parse(&parser, error))
		return NULL;

	self = g_new0(HanteiCondition, 1);
	self->length = parser.program->len;
	for (gsize i = 0, held = 0; i < self->length; i++) {
		gint op = g_array_index(parser.program, gint16, i);

		if (op >= 0)
			held++;
		else if (op != OP_NOT)
			held--;
		self->depth = MAX(self->depth, held);
	}
	self->program = (gint16 *)g_array_free(g_steal_pointer(&parser.program), FALSE);
	return self;
}

void
hantei_condition_free(HanteiCondition *self)
{
	if (self == NULL)
		return;
	g_free(self->program);
	g_free(self);
}

static HanteiTruth
kleene_not(HanteiTruth a)
{
	if (a == HANTEI_UNKNOWN)
		return HANTEI_UNKNOWN;
	return a == HANTEI_TRUE ? HANTEI_FALSE : HANTEI_TRUE;
}

static HanteiTruth
kleene_and(HanteiTruth a, HanteiTruth b)
{
	if (a == HANTEI_FALSE || b == HANTEI_FALSE)
		return HANTEI_FALSE;
	return a == HANTEI_TRUE && b == HANTEI_TRUE ? HANTEI_TRUE : HANTEI_UNKNOWN;
}

HanteiTruth
hantei_condition_evaluate(const HanteiCondition *self, const HanteiFacts *facts)
{
	g_autofree HanteiTruth *values = g_new(HanteiTruth, self->depth + 1);
	gsize n = 0;

	for (gsize i = 0; i < self->length; i++) {
		gint op = self->program[i];

		if (op >= 0) {
			values[n++] = facts->truths[op];
			continue;
		}
		if (op == OP_NOT) {
			values[n - 1] = kleene_not(values[n - 1]);
			continue;
		}
		n--;
		if (op == OP_AND)
			values[n - 1] = kleene_and(values[n - 1], values[n]);
		else /* De Morgan */
			values[n - 1] = kleene_not(
			    kleene_and(kleene_not(values[n - 1]), kleene_not(values[n])));
	}
	return values[0];
}
