/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/i18n.h"
#include "engine/report/json-writer.h"
#include "model/chance.h"
#include "model/dump.h"
#include "model/origin.h"
#include "model/trainer.h"
#include "model/upkeep.h"
#include "tokenizer/mailbox.h"
#include "tools/age.h"
#include "tools/command-table.h"
#include "tools/corpus-name.h"
#include "tools/gain-summary.h"
#include "tools/mail-stream.h"
#include "tools/places.h"

#define PROGRESS_EVERY 500 /* mails */

typedef struct {
	gchar **labels;
	gchar **spam;
	gchar **ham;
	gchar *source;
	gboolean is_undo;
	gboolean is_no_gain;
	gint n_jobs;
	gboolean is_fast;
} TrainOptions;

#define OPTION(member) HANTEI_OPTION(TrainOptions, member)

const GOptionEntry hantei_train_options[] = {
    {"spam", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, OPTION(spam),
     N_("what follows, up to the next option, is spam"), "PATH..."},
    {"ham", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, OPTION(ham),
     N_("what follows, up to the next option, is ham"), "PATH..."},
    {"labels", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, OPTION(labels),
     N_("learn by this index: lines \"spam PATH\" or \"ham PATH\""), "INDEX"},
    {"source", 0, 0, G_OPTION_ARG_STRING, OPTION(source),
     N_("where the mails come from, by default their index's folder"), "NAME"},
    {"undo", 0, 0, G_OPTION_ARG_NONE, OPTION(is_undo),
     N_("take the mails back, as if they had never been learnt"), NULL},
    {"no-gain", 0, 0, G_OPTION_ARG_NONE, OPTION(is_no_gain),
     N_("do not measure what the mails gained, which takes some seconds"), NULL},
    HANTEI_OPTION_JOBS(TrainOptions, n_jobs),
    {"fast", 0, 0, G_OPTION_ARG_NONE, OPTION(is_fast),
     N_("wait for the disk at the end only; if the system stops before, the model may be lost"),
     NULL},
    {0},
};

static void
train_options_clear(TrainOptions *self)
{
	g_strfreev(self->labels);
	g_strfreev(self->spam);
	g_strfreev(self->ham);
	g_free(self->source);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TrainOptions, train_options_clear)

/* What one run has done. */
typedef struct {
	guint n_learnt[HANTEI_N_LEARNT];
	guint n_new_spam; /* the new ones, by label */
	guint n_new_ham;
	guint n_not_mail;
	guint n_failed; /* not mail, or not readable */
	guint n_seen;
	HanteiExit status;
	HanteiGain *gain; /* the new mails, until it is measured what they gained, or NULL */
	HanteiGainResult gained;
	gboolean has_gained; /* it was measured */
} Tally;

static void
tally_clear(Tally *self)
{
	g_clear_pointer(&self->gain, hantei_gain_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Tally, tally_clear)

static volatile sig_atomic_t is_interrupted;

static void
on_interrupt(int signal_number)
{
	is_interrupted = 1;
}

/* The sources in turn: spam, ham, paths without a label, indexes. A learner that judges each mail
 * before it counts it should not meet all spam first. */
typedef struct {
	HanteiMailbox *mailbox;
	GArray *firsts;	  /* guint: each path's first entry */
	GPtrArray *names; /* what each path's source is called */
} Box;

typedef struct {
	Box boxes[4];
	guint n_boxes;
	guint next;
} Sources;

static void
sources_clear(Sources *self)
{
	for (guint i = 0; i < self->n_boxes; i++) {
		g_clear_pointer(&self->boxes[i].mailbox, hantei_mailbox_free);
		g_clear_pointer(&self->boxes[i].firsts, g_array_unref);
		g_clear_pointer(&self->boxes[i].names, g_ptr_array_unref);
	}
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sources, sources_clear)

/* An index is often sorted by label, and learnt so it spoils what is hard and what the combiner is
 * fitted on: evaluated by folds, SpamAssassin's index in its own order missed 891 of 1,896 spam,
 * shuffled 14. The shuffle is always the same, so that the same command makes the same model. */
static void
shuffle_index(HanteiMailbox *box)
{
	const guint32 n_entries = (guint32)hantei_mailbox_get_n_entries(box);
	g_autofree guint32 *order = g_new(guint32, n_entries + 1);
	guint64 state = 0;

	for (guint32 i = 0; i < n_entries; i++)
		order[i] = i;
	hantei_chance_shuffle(&state, order, n_entries);
	hantei_mailbox_reorder(box, order);
}

static gboolean
sources_add(Sources *self, gchar **paths, HanteiLabel label, GError **error)
{
	HanteiMailbox *box = hantei_mailbox_new();
	g_assert(self->n_boxes < G_N_ELEMENTS(self->boxes));
	Box *entry = &self->boxes[self->n_boxes++];
	*entry = (Box){box, g_array_new(FALSE, FALSE, sizeof(guint)),
		       g_ptr_array_new_with_free_func(g_free)};
	for (; paths != NULL && *paths != NULL; paths++) {
		if (**paths == '\0') {
			g_set_error_literal(
			    error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    _("--spam and --ham need at least one path behind them"));
			return FALSE;
		}
		guint first = (guint)hantei_mailbox_get_n_entries(box);
		g_array_append_val(entry->firsts, first);
		g_ptr_array_add(entry->names, label == HANTEI_LABEL_NONE
						  ? hantei_corpus_name(*paths)
						  : g_strdup(HANTEI_SOURCE_DEFAULT));
		if (label == HANTEI_LABEL_NONE
			? !hantei_mailbox_add_index(box, *paths, error)
			: !hantei_mailbox_add_path(box, *paths, label, error))
			return FALSE;
	}
	if (label == HANTEI_LABEL_NONE)
		shuffle_index(box);
	return TRUE;
}

/* The next mail, and what its source is called: a HanteiMailStreamFunc. */
static gboolean
sources_next(HanteiMailboxItem *item, const gchar **name, gpointer user_data)
{
	Sources *self = user_data;
	for (guint n_tried = 0; n_tried < self->n_boxes; n_tried++) {
		const Box *box = &self->boxes[self->next];
		self->next = (self->next + 1) % self->n_boxes;
		if (!hantei_mailbox_next(box->mailbox, item))
			continue;
		guint path = box->firsts->len;
		while (path > 0 && g_array_index(box->firsts, guint, path - 1) > item->entry)
			path--;
		*name = path > 0 ? box->names->pdata[path - 1] : HANTEI_SOURCE_DEFAULT;
		return TRUE;
	}
	return FALSE;
}

/* Learns or forgets one mail. Returns: FALSE if the store failed. */
static gboolean
train_mail(HanteiTrainer *trainer,
	   HanteiTokenizedMail *mail,
	   gboolean is_undo,
	   Tally *tally,
	   GError **error)
{
	const gboolean is_spam = mail->item.label == HANTEI_LABEL_SPAM;
	HanteiLearnt learnt;
	if (is_undo ? !hantei_trainer_forget(trainer, mail->features, mail->digest, &learnt, error)
		    : !hantei_trainer_learn(trainer, mail->features, mail->view, mail->digest,
					    is_spam, &learnt, error))
		return FALSE;
	tally->n_learnt[learnt]++;
	if (learnt != HANTEI_LEARNT_NEW)
		return TRUE;
	if (is_spam)
		tally->n_new_spam++;
	else
		tally->n_new_ham++;
	if (tally->gain != NULL)
		hantei_gain_add(tally->gain, g_steal_pointer(&mail->features), mail->digest,
				is_spam);
	return TRUE;
}

/* Measures what the mails gained once enough are committed: at the end, or of a long run after its
 * first batch, for that is all whose features are kept. */
static gboolean
measure_gain(HanteiTrainer *trainer, Tally *tally, gboolean is_end, GError **error)
{
	if (tally->gain == NULL || !hantei_trainer_is_committed(trainer) ||
	    hantei_gain_get_n_mails(tally->gain) < (is_end ? 1 : HANTEI_GAIN_MIN_MAILS))
		return TRUE;
	if (!hantei_gain_measure(tally->gain, trainer, &tally->gained, error))
		return FALSE;
	tally->has_gained = TRUE;
	g_clear_pointer(&tally->gain, hantei_gain_free);
	return TRUE;
}

/* Trains all of @mails. Returns: FALSE if the store failed. */
static gboolean
train_all(HanteiSession *session,
	  HanteiTrainer *trainer,
	  HanteiMailStream *mails,
	  const TrainOptions *options,
	  Tally *tally,
	  GError **error)
{
	if (!options->is_undo)
		hantei_trainer_set_concepts(trainer,
					    hantei_concepts_get_version(session->concepts));
	const guint today = hantei_age_get_today();
	while (!is_interrupted) {
		g_autoptr(HanteiTokenizedMail) mail = hantei_mail_stream_take(mails);
		if (mail == NULL)
			break;
		/* nobody writes himself into the future */
		hantei_trainer_set_day(trainer, mail->day != 0 ? MIN(mail->day, today) : today);
		hantei_trainer_set_source(trainer,
					  options->source != NULL ? options->source : mail->source);
		if (mail->features == NULL) {
			HanteiExit status =
			    hantei_session_report_error(session, mail->item.path, mail->item.error);
			tally->status = hantei_exit_worse(tally->status, status);
			tally->n_failed++;
			tally->n_not_mail += status == HANTEI_EXIT_NOT_MAIL;
		} else if (!train_mail(trainer, mail, options->is_undo, tally, error) ||
			   !measure_gain(trainer, tally, FALSE, error)) {
			return FALSE;
		}
		tally->n_seen++;
		if (session->has_progress && tally->n_seen % PROGRESS_EVERY == 0) {
			fputc('\r', stderr);
			fprintf(stderr, _("%u mails"), tally->n_seen);
		}
	}
	if (session->has_progress && tally->n_seen >= PROGRESS_EVERY)
		fputc('\n', stderr);
	return hantei_trainer_commit(trainer, error) &&
	       (!options->is_fast || hantei_trainer_set_fast(trainer, FALSE, error)) &&
	       (is_interrupted || measure_gain(trainer, tally, TRUE, error));
}

static void
append_count(GString *text, const gchar *what, guint n)
{
	if (n > 0)
		g_string_append_printf(text, "%s: %u\n", what, n);
}

static gchar *
make_text_summary(const Tally *tally, gboolean is_undo)
{
	g_autoptr(GString) text = g_string_new(NULL);
	if (is_undo)
		g_string_append_printf(text, _("taken back: %u\n"),
				       tally->n_learnt[HANTEI_LEARNT_FORGOTTEN]);
	else
		g_string_append_printf(text, _("learnt: %u spam, %u ham\n"), tally->n_new_spam,
				       tally->n_new_ham);
	append_count(text, _("already known"), tally->n_learnt[HANTEI_LEARNT_ALREADY]);
	append_count(text, _("known, its concepts learnt anew"),
		     tally->n_learnt[HANTEI_LEARNT_UPDATED]);
	append_count(text, _("relabelled"), tally->n_learnt[HANTEI_LEARNT_RELABELLED]);
	append_count(text, _("never learnt"), tally->n_learnt[HANTEI_LEARNT_UNKNOWN]);
	append_count(text, _("not mail, skipped"), tally->n_not_mail);
	append_count(text, _("not readable, skipped"), tally->n_failed - tally->n_not_mail);
	hantei_gain_summary_append(text, tally->has_gained ? &tally->gained : NULL);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static gchar *
make_json_summary(const Tally *tally, const gchar *model_dir)
{
	const struct {
		const gchar *key;
		guint n;
	} counts[] = {
	    {"n_spam", tally->n_new_spam},
	    {"n_ham", tally->n_new_ham},
	    {"n_already", tally->n_learnt[HANTEI_LEARNT_ALREADY]},
	    {"n_updated", tally->n_learnt[HANTEI_LEARNT_UPDATED]},
	    {"n_relabelled", tally->n_learnt[HANTEI_LEARNT_RELABELLED]},
	    {"n_forgotten", tally->n_learnt[HANTEI_LEARNT_FORGOTTEN]},
	    {"n_unknown", tally->n_learnt[HANTEI_LEARNT_UNKNOWN]},
	    {"n_failed", tally->n_failed},
	};
	g_autoptr(HanteiJson) json = hantei_json_new();
	hantei_json_begin_object(json, NULL);
	hantei_json_add_integer(json, "v", 1);
	hantei_json_add_string(json, "type", "train");
	hantei_json_add_string(json, "model", model_dir);
	for (guint i = 0; i < G_N_ELEMENTS(counts); i++)
		hantei_json_add_integer(json, counts[i].key, counts[i].n);
	hantei_gain_summary_add(json, tally->has_gained ? &tally->gained : NULL);
	hantei_json_end_object(json);
	return hantei_json_dup_text(json);
}

/* Paths that stand alone belong to no label, which only --undo can do without. */
static gboolean
check_options(const TrainOptions *options, gchar **rest, GError **error)
{
	if (rest[0] != NULL && !options->is_undo) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    _("%s: spam or ham? Put --spam or --ham before it"), rest[0]);
		return FALSE;
	}
	if (rest[0] == NULL && options->spam == NULL && options->ham == NULL &&
	    options->labels == NULL) {
		g_set_error_literal(
		    error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
		    _("nothing to learn: give --spam PATH, --ham PATH or --labels INDEX"));
		return FALSE;
	}
	if (options->source != NULL &&
	    (*options->source == '\0' || strlen(options->source) >= HANTEI_SOURCE_BYTES ||
	     !g_utf8_validate(options->source, -1, NULL))) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    _("--source: a name of 1 to %d octets of UTF-8, please"),
			    HANTEI_SOURCE_BYTES - 1);
		return FALSE;
	}
	return TRUE;
}

/* Opens the model to train, and makes it if need be: then people are told where. */
static HanteiTrainer *
open_trainer(HanteiSession *session, const gchar *dir, GError **error)
{
	gboolean is_new = !hantei_places_has_model(dir);
	HanteiHashKey new_key;
	g_autofree gchar *base = NULL;
	HanteiTrainer *trainer;
	if (getentropy(&new_key, sizeof new_key) != 0) {
		g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno),
			    _("the system gives no random numbers: %s"), g_strerror(errno));
		return NULL;
	}
	base = is_new ? hantei_places_find_base(session->given_model_dir) : NULL;
	if (base != NULL && !hantei_dump_copy(base, dir, &new_key, error))
		return NULL;
	trainer = hantei_trainer_open(dir, &new_key, error);
	if (trainer != NULL && is_new)
		fprintf(
		    stderr,
		    base != NULL
			? _("hantei: your own model is made in %s, on top of the one that ships\n")
			: _("hantei: a new model is made in %s\n"),
		    dir);
	return trainer;
}

/* All is learnt by now: that the disk has no room for a second file, or that somebody else trains
 * already, takes nothing away. */
static void
tidy(const gchar *dir)
{
	g_autoptr(GError) error = NULL;
	HanteiSizes sizes;
	if (!hantei_upkeep_tidy(dir, &sizes, &error))
		g_debug("not compacted: %s", error->message);
}

HanteiExit
hantei_cmd_train(HanteiSession *session, const gchar *const *args, GError **error)
{
	static const gchar *const SPREAD[] = {"--spam", "--ham", NULL};
	g_auto(TrainOptions) options = {0};
	g_auto(Sources) sources = {0};
	guint n_jobs;
	g_auto(GStrv) spread = hantei_options_spread(SPREAD, args);
	g_auto(GStrv) rest = hantei_options_parse(hantei_train_options, &options,
						  (const gchar *const *)spread, error);
	if (rest == NULL || !check_options(&options, rest, error) ||
	    !hantei_options_get_jobs(options.n_jobs, &n_jobs, error) ||
	    !sources_add(&sources, options.spam, HANTEI_LABEL_SPAM, error) ||
	    !sources_add(&sources, options.ham, HANTEI_LABEL_HAM, error) ||
	    !sources_add(&sources, rest, HANTEI_LABEL_HAM, error) ||
	    !sources_add(&sources, options.labels, HANTEI_LABEL_NONE, error))
		return HANTEI_EXIT_USAGE;
	/* before a model is made that nothing would be learnt into */
	if (hantei_session_get_concepts(session, error) == NULL)
		return HANTEI_EXIT_CONFIG;

	g_autofree gchar *dir = hantei_places_get_own_model(session->given_model_dir);
	g_autoptr(HanteiTrainer) trainer = open_trainer(session, dir, error);
	if (trainer == NULL || (options.is_fast && !hantei_trainer_set_fast(trainer, TRUE, error)))
		return HANTEI_EXIT_CANT_CREATE;
	struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESETHAND};
	sigaction(SIGINT, &action, NULL);
	g_auto(Tally) tally = {0};
	/* a model that is made from nothing gains everything */
	if (!options.is_undo && !options.is_no_gain && hantei_trainer_count_mails(trainer) > 0)
		tally.gain = hantei_gain_new();
	g_autoptr(HanteiMailStream) mails = hantei_mail_stream_new(
	    n_jobs, hantei_trainer_get_key(trainer), session->concepts, sources_next, &sources);
	if (!train_all(session, trainer, mails, &options, &tally, error))
		return HANTEI_EXIT_IO;
	g_clear_pointer(&trainer, hantei_trainer_free);
	if (!is_interrupted)
		tidy(dir);
	g_autofree gchar *summary = session->format == HANTEI_FORMAT_NDJSON
					? make_json_summary(&tally, dir)
					: make_text_summary(&tally, options.is_undo);
	hantei_session_print_line(session, summary);
	return is_interrupted ? HANTEI_EXIT_INTERRUPTED : tally.status;
}
