/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "engine/receiver/profile.h"

#include <math.h>
#include <string.h>

#include "engine/hantei-engine-resources.h"

G_DEFINE_QUARK(hantei_receiver_error, hantei_receiver_error)

#define RESOURCE_FOLDER "/hantei/receiver/profiles/"

/* In the order reports list them. */
static const gchar *const shipped_ids[] = {"gmail", "spamassassin", "generic", NULL};

/* Every key a group may hold. A group that starts with a kind and a blank is one of many. */
static const struct {
	const gchar *kind;
	gboolean has_name;
	const gchar *keys[14];
} group_kinds[] = {
    {"profile", FALSE, {"id", "name", "domains", "version", "criteria", "validated"}},
    {"prior", FALSE, {"spam", "reject", "source", "grade"}},
    {"content", FALSE, {"mode", "weight", "clip", "text", "text_ham", "fix", "source", "grade"}},
    {"score", FALSE, {"threshold", "unseen_points", "unseen_share", "floor", "source", "grade"}},
    {"rule",
     TRUE,
     {"when", "reject", "quarantine", "folder", "banner", "score", "smtp", "text", "fix", "source",
      "grade"}},
    {"source", TRUE, {"url", "title", "read"}},
};

static const gchar *const effect_keys[] = {
    [HANTEI_EFFECT_REJECT] = "reject", [HANTEI_EFFECT_QUARANTINE] = "quarantine",
    [HANTEI_EFFECT_FOLDER] = "folder", [HANTEI_EFFECT_BANNER] = "banner",
    [HANTEI_EFFECT_SCORE] = "score",
};

typedef struct {
	const gchar *file;
	const gchar *language;
	GKeyFile *keys;
} Reader;

static gboolean
fail(const Reader *reader,
     const gchar *group,
     const gchar *key,
     GError **error,
     const gchar *format,
     ...) G_GNUC_PRINTF(5, 6);

static gboolean
fail(const Reader *reader,
     const gchar *group,
     const gchar *key,
     GError **error,
     const gchar *format,
     ...)
{
	g_autofree gchar *what = NULL;
	va_list args;

	va_start(args, format);
	what = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error(error, HANTEI_RECEIVER_ERROR, HANTEI_RECEIVER_ERROR_PROFILE, "%s: [%s]%s%s: %s",
		    reader->file, group, key == NULL ? "" : " ", key == NULL ? "" : key, what);
	return FALSE;
}

static void
rule_free(gpointer data)
{
	HanteiRule *rule = data;

	g_free(rule->id);
	hantei_condition_free(rule->when);
	g_free(rule->text);
	g_free(rule->fix);
	g_free(rule->source);
	g_free(rule->url);
	g_free(rule);
}

/* What is the same in every language. Returns: (transfer full): NULL if it is missing or empty. */
static gchar *
read_plain(const Reader *reader, const gchar *group, const gchar *key)
{
	g_autofree gchar *value = NULL;

	/* GLib would put an error together for what is not there, which most is not: with that and
	 * a look for translations of figures, this was a third of a cold score's own work */
	if (!g_key_file_has_key(reader->keys, group, key, NULL))
		return NULL;
	value = g_key_file_get_string(reader->keys, group, key, NULL);
	return value != NULL && g_strstrip(value)[0] != '\0' ? g_steal_pointer(&value) : NULL;
}

/* What is said in the reader's language. Returns: (transfer full): NULL with an error if @is_needed
 * and it is missing. */
static gchar *
read_string(
    const Reader *reader, const gchar *group, const gchar *key, gboolean is_needed, GError **error)
{
	g_autofree gchar *value = NULL;

	if (g_key_file_has_key(reader->keys, group, key, NULL))
		/* a locale given aloud: NULL would ask the environment */
		value = g_key_file_get_locale_string(
		    reader->keys, group, key, reader->language == NULL ? "C" : reader->language,
		    NULL);
	if (value != NULL && g_strstrip(value)[0] != '\0')
		return g_steal_pointer(&value);
	if (is_needed)
		fail(reader, group, key, error, "missing or empty");
	return NULL;
}

static gboolean
read_number(const gchar *text, gdouble *number)
{
	gchar *end;

	*number = g_ascii_strtod(text, &end);
	return end != text && *end == '\0' && isfinite(*number);
}

/* Reads "low;best;high", or one number for all three. A missing key leaves @interval alone. */
static gboolean
read_interval(const Reader *reader,
	      const gchar *group,
	      const gchar *key,
	      gdouble minimum,
	      gdouble maximum,
	      HanteiInterval *interval,
	      GError **error)
{
	g_autofree gchar *value = read_plain(reader, group, key);
	g_auto(GStrv) words = NULL;
	gdouble numbers[3];
	guint n;

	if (value == NULL)
		return TRUE;
	words = g_strsplit(value, ";", -1);
	n = g_strv_length(words);
	if (n != 1 && n != 3)
		return fail(reader, group, key, error, "\"%s\" is not \"low;best;high\"", value);
	for (guint i = 0; i < n; i++) {
		if (!read_number(g_strstrip(words[i]), &numbers[i]))
			return fail(reader, group, key, error, "\"%s\" is not a number", words[i]);
		if (numbers[i] < minimum || numbers[i] > maximum)
			return fail(reader, group, key, error, "%s is not between %g and %g",
				    words[i], minimum, maximum);
	}
	if (n == 1)
		numbers[1] = numbers[2] = numbers[0];
	if (numbers[0] > numbers[1] || numbers[1] > numbers[2])
		return fail(reader, group, key, error, "\"%s\" does not rise from low to high",
			    value);
	*interval = (HanteiInterval){numbers[0], numbers[1], numbers[2]};
	return TRUE;
}

static gboolean
read_single(const Reader *reader,
	    const gchar *group,
	    const gchar *key,
	    gdouble minimum,
	    gdouble maximum,
	    gdouble *number,
	    GError **error)
{
	HanteiInterval interval = {*number, *number, *number};

	if (!read_interval(reader, group, key, minimum, maximum, &interval, error))
		return FALSE;
	if (interval.low < interval.high)
		return fail(reader, group, key, error, "takes one number");
	*number = interval.best;
	return TRUE;
}

/* Evidence behind a group: its source must stand in the file; "none" goes with grade E alone. */
static gboolean
read_source(const Reader *reader,
	    const gchar *group,
	    gchar **source,
	    gchar **url,
	    gchar *grade,
	    GError **error)
{
	g_autofree gchar *name = read_string(reader, group, "source", TRUE, error);
	g_autofree gchar *letter =
	    name == NULL ? NULL : read_string(reader, group, "grade", TRUE, error);
	g_autofree gchar *source_group = NULL;

	if (letter == NULL)
		return FALSE;
	if (letter[0] < 'A' || letter[0] > 'E' || letter[1] != '\0')
		return fail(reader, group, "grade", error, "\"%s\" is none of A to E", letter);
	*grade = letter[0];
	if (strcmp(name, "none") == 0) {
		if (letter[0] != 'E')
			return fail(reader, group, "source", error, "grade %s needs a source",
				    letter);
		*source = g_steal_pointer(&name);
		return TRUE;
	}
	source_group = g_strconcat("source ", name, NULL);
	if (!g_key_file_has_group(reader->keys, source_group))
		return fail(reader, group, "source", error, "there is no group [%s]", source_group);
	*url = read_string(reader, source_group, "url", TRUE, error);
	*source = g_steal_pointer(&name);
	return *url != NULL;
}

static gboolean
check_keys(const Reader *reader, const gchar *group, gsize kind, GError **error)
{
	g_auto(GStrv) keys = g_key_file_get_keys(reader->keys, group, NULL, NULL);

	for (gsize i = 0; keys != NULL && keys[i] != NULL; i++) {
		g_autofree gchar *base = g_strndup(keys[i], strcspn(keys[i], "["));

		if (!g_strv_contains(group_kinds[kind].keys, base)) {
			g_autofree gchar *known =
			    g_strjoinv(", ", (gchar **)group_kinds[kind].keys);

			return fail(reader, group, keys[i], error, "no such key; known: %s", known);
		}
	}
	return TRUE;
}

static gboolean
check_groups(const Reader *reader, GError **error)
{
	g_auto(GStrv) groups = g_key_file_get_groups(reader->keys, NULL);

	for (gsize i = 0; groups[i] != NULL; i++) {
		gsize kind;

		for (kind = 0; kind < G_N_ELEMENTS(group_kinds); kind++) {
			gsize length = strlen(group_kinds[kind].kind);

			if (strncmp(groups[i], group_kinds[kind].kind, length) != 0)
				continue;
			if (group_kinds[kind].has_name
				? groups[i][length] == ' ' && groups[i][length + 1] != '\0'
				: groups[i][length] == '\0')
				break;
		}
		if (kind == G_N_ELEMENTS(group_kinds))
			return fail(reader, groups[i], NULL, error,
				    "no such group; known: profile, prior, content, score, "
				    "rule NAME, source NAME");
		if (!check_keys(reader, groups[i], kind, error))
			return FALSE;
		if (g_str_has_prefix(groups[i], "source ")) {
			g_autofree gchar *read =
			    read_string(reader, groups[i], "read", TRUE, error);
			g_autofree gchar *url = read_string(reader, groups[i], "url", TRUE, error);

			if (read == NULL || url == NULL)
				return FALSE;
		}
	}
	return TRUE;
}

static gboolean
read_profile(const Reader *reader, HanteiReceiver *self, GError **error)
{
	g_autofree gchar *criteria = NULL;

	self->id = read_string(reader, "profile", "id", TRUE, error);
	if (self->id == NULL)
		return FALSE;
	self->name = read_string(reader, "profile", "name", TRUE, error);
	if (self->name == NULL)
		return FALSE;
	criteria = read_string(reader, "profile", "criteria", TRUE, error);
	if (criteria == NULL)
		return FALSE;
	for (guint i = 0; i <= HANTEI_CRITERIA_PUBLISHED; i++) {
		if (strcmp(criteria, hantei_criteria_to_string((HanteiCriteria)i)) == 0) {
			self->criteria = (HanteiCriteria)i;
			return TRUE;
		}
	}
	return fail(reader, "profile", "criteria", error,
		    "\"%s\" is none of published, partly-published, unpublished", criteria);
}

static gboolean
read_prior(const Reader *reader, HanteiReceiver *self, GError **error)
{
	g_autofree gchar *source = NULL;
	g_autofree gchar *url = NULL;
	gchar grade;

	if (!g_key_file_has_group(reader->keys, "prior"))
		return TRUE;
	return read_interval(reader, "prior", "spam", 0.0, 1.0, &self->prior_spam, error) &&
	       read_interval(reader, "prior", "reject", 0.0, 1.0, &self->prior_reject, error) &&
	       read_source(reader, "prior", &source, &url, &grade, error);
}

static gboolean
read_content(const Reader *reader, HanteiReceiver *self, GError **error)
{
	static const gchar group[] = "content";
	g_autofree gchar *mode = read_string(reader, group, "mode", TRUE, error);
	gdouble clip = 0.005;

	if (mode == NULL)
		return FALSE;
	if (strcmp(mode, "sa-bins") == 0)
		self->mode = HANTEI_CONTENT_SA_BINS;
	else if (strcmp(mode, "logit") != 0)
		return fail(reader, group, "mode", error, "\"%s\" is none of logit, sa-bins", mode);
	if (!read_interval(reader, group, "weight", 0.0, 1.0, &self->weight, error) ||
	    !read_single(reader, group, "clip", 1e-6, 0.5, &clip, error) ||
	    !read_source(reader, group, &self->content_source, &self->content_url,
			 &self->content_grade, error))
		return FALSE;
	self->clip_log_odds = log((1.0 - clip) / clip);
	self->content_text = read_string(reader, group, "text", TRUE, error);
	if (self->content_text == NULL)
		return FALSE;
	self->content_text_ham = read_string(reader, group, "text_ham", TRUE, error);
	if (self->content_text_ham == NULL)
		return FALSE;
	self->content_fix = read_string(reader, group, "fix", FALSE, NULL);
	return TRUE;
}

static gboolean
read_score(const Reader *reader, HanteiReceiver *self, GError **error)
{
	static const gchar group[] = "score";
	g_autofree gchar *source = NULL;
	g_autofree gchar *url = NULL;
	gchar grade;

	if (!g_key_file_has_group(reader->keys, group)) {
		if (self->mode == HANTEI_CONTENT_SA_BINS)
			return fail(reader, group, NULL, error, "mode=sa-bins needs this group");
		return TRUE;
	}
	if (self->mode != HANTEI_CONTENT_SA_BINS)
		return fail(reader, group, NULL, error, "goes with mode=sa-bins only");
	self->threshold = 5.0;
	if (!read_single(reader, group, "threshold", 0.1, 100.0, &self->threshold, error) ||
	    !read_single(reader, group, "unseen_points", 0.0, 100.0, &self->unseen_points, error) ||
	    !read_interval(reader, group, "unseen_share", 0.0, 1.0, &self->unseen_share, error) ||
	    !read_single(reader, group, "floor", 0.0, 0.4, &self->floor, error))
		return FALSE;
	return read_source(reader, group, &source, &url, &grade, error);
}

static gboolean
read_effects(const Reader *reader,
	     const gchar *group,
	     const HanteiReceiver *self,
	     HanteiRule *rule,
	     GError **error)
{
	gboolean has_effect = FALSE;

	for (gsize i = 0; i < HANTEI_N_EFFECTS; i++) {
		gboolean is_share = i != HANTEI_EFFECT_FOLDER && i != HANTEI_EFFECT_SCORE;
		gboolean has = g_key_file_has_key(reader->keys, group, effect_keys[i], NULL);

		/* ±20 nats is certainty, ±100 points is more than any rule of SpamAssassin */
		if (!read_interval(reader, group, effect_keys[i],
				   is_share ? 0.0 : (i == HANTEI_EFFECT_FOLDER ? -20.0 : -100.0),
				   is_share ? 1.0 : (i == HANTEI_EFFECT_FOLDER ? 20.0 : 100.0),
				   &rule->effects[i], error))
			return FALSE;
		if (has && (i == HANTEI_EFFECT_SCORE) != (self->threshold > 0.0) &&
		    (i == HANTEI_EFFECT_SCORE || i == HANTEI_EFFECT_FOLDER))
			return fail(reader, group, effect_keys[i], error,
				    "score goes with [score], folder without");
		has_effect = has_effect || has;
	}
	if (!has_effect)
		return fail(reader, group, NULL, error,
			    "does nothing: give reject, quarantine, folder, banner or score");
	return TRUE;
}

static gboolean
read_rule(const Reader *reader, const gchar *group, HanteiReceiver *self, GError **error)
{
	g_autofree gchar *when = read_string(reader, group, "when", TRUE, error);
	g_autoptr(GError) cause = NULL;
	HanteiRule *rule;

	if (when == NULL)
		return FALSE;
	rule = g_new0(HanteiRule, 1);
	g_ptr_array_add(self->rules, rule);
	rule->id = g_strdup(group + strlen("rule "));
	rule->when = hantei_condition_new(when, &cause);
	if (rule->when == NULL)
		return fail(reader, group, "when", error, "%s", cause->message);
	rule->text = read_string(reader, group, "text", TRUE, error);
	if (rule->text == NULL)
		return FALSE;
	rule->fix = read_string(reader, group, "fix", FALSE, NULL);
	return read_effects(reader, group, self, rule, error) &&
	       read_source(reader, group, &rule->source, &rule->url, &rule->grade, error);
}

static gboolean
read_rules(const Reader *reader, HanteiReceiver *self, GError **error)
{
	g_auto(GStrv) groups = g_key_file_get_groups(reader->keys, NULL);

	for (gsize i = 0; groups[i] != NULL; i++) {
		if (g_str_has_prefix(groups[i], "rule ") &&
		    !read_rule(reader, groups[i], self, error))
			return FALSE;
	}
	return TRUE;
}

HanteiReceiver *
hantei_receiver_new_from_data(
    const gchar *file, const gchar *data, gsize length, const gchar *language, GError **error)
{
	g_autoptr(GKeyFile) keys = g_key_file_new();
	g_autoptr(HanteiReceiver) self = g_new0(HanteiReceiver, 1);
	g_autoptr(GError) cause = NULL;
	Reader reader = {file, language, keys};

	self->rules = g_ptr_array_new_with_free_func(rule_free);
	/* without KEEP_TRANSLATIONS the environment would choose which languages are kept */
	if (!g_key_file_load_from_data(keys, data, length, G_KEY_FILE_KEEP_TRANSLATIONS, &cause)) {
		g_set_error(error, HANTEI_RECEIVER_ERROR, HANTEI_RECEIVER_ERROR_PROFILE, "%s: %s",
			    file, cause->message);
		return NULL;
	}
	if (!check_groups(&reader, error) || !read_profile(&reader, self, error) ||
	    !read_prior(&reader, self, error) || !read_content(&reader, self, error) ||
	    !read_score(&reader, self, error) || !read_rules(&reader, self, error))
		return NULL;
	return g_steal_pointer(&self);
}

const gchar *const *
hantei_receiver_get_shipped_ids(void)
{
	return shipped_ids;
}

HanteiReceiver *
hantei_receiver_new_shipped(const gchar *id, const gchar *language, GError **error)
{
	g_autofree gchar *file = g_strconcat(id, ".receiver", NULL);
	g_autofree gchar *path = g_strconcat(RESOURCE_FOLDER, file, NULL);
	g_autoptr(GBytes) bytes = NULL;
	const gchar *data;
	gsize length;

	if (!g_strv_contains(shipped_ids, id)) {
		g_autofree gchar *known = g_strjoinv(", ", (gchar **)shipped_ids);

		g_set_error(error, HANTEI_RECEIVER_ERROR, HANTEI_RECEIVER_ERROR_UNKNOWN,
			    "no receiver is named \"%s\"; known: %s", id, known);
		return NULL;
	}
	/* asked of the resource itself, so that the linker keeps it in a static build */
	bytes = g_resource_lookup_data(hantei_engine_get_resource(), path,
				       G_RESOURCE_LOOKUP_FLAGS_NONE, error);
	if (bytes == NULL)
		return NULL;
	data = g_bytes_get_data(bytes, &length);
	return hantei_receiver_new_from_data(file, data, length, language, error);
}

void
hantei_receiver_free(HanteiReceiver *self)
{
	if (self == NULL)
		return;
	g_free(self->id);
	g_free(self->name);
	g_free(self->content_text);
	g_free(self->content_text_ham);
	g_free(self->content_fix);
	g_free(self->content_source);
	g_free(self->content_url);
	g_clear_pointer(&self->rules, g_ptr_array_unref);
	g_free(self);
}

const gchar *
hantei_receiver_get_id(const HanteiReceiver *self)
{
	return self->id;
}

const gchar *
hantei_receiver_get_name(const HanteiReceiver *self)
{
	return self->name;
}
