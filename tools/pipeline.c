/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

#include "tools/pipeline.h"

#include <signal.h>

typedef struct {
	gpointer item;
	gsize size_bytes;
	gboolean is_done;
} Slot;

/* Items are numbered as they are read, and lie in a ring: those before n_taken have left it, those
 * before n_begun are or have been worked on, those before n_read wait. */
struct _HanteiPipeline {
	HanteiPipelineFuncs funcs;
	gpointer user_data;
	guint n_jobs;
	GPtrArray *threads; /* of GThread */
	Slot *slots;
	guint n_slots;
	gsize under_way_bytes; /* of the items in the ring */
	Slot next;	       /* read, and too large for now */
	gboolean has_ended;    /* nothing more to read */

	GMutex mutex;	/* of the numbers, and of is_done */
	GCond has_work; /* an item waits, or all is to stop */
	GCond is_done;	/* the first item of the ring has been worked on */
	guint64 n_read;
	guint64 n_begun;
	guint64 n_taken;
	gboolean is_stopped;
};

/* What a thread is told. */
typedef struct {
	HanteiPipeline *pipeline;
	guint job;
} Start;

HanteiPipeline *
hantei_pipeline_new(guint n_jobs, const HanteiPipelineFuncs *funcs, gpointer user_data)
{
	HanteiPipeline *self = g_new0(HanteiPipeline, 1);

	self->funcs = *funcs;
	self->user_data = user_data;
	self->n_jobs = CLAMP(n_jobs, 1, HANTEI_PIPELINE_MAX_JOBS);
	self->n_slots = self->n_jobs == 1 ? 1 : self->n_jobs * HANTEI_PIPELINE_ITEMS_PER_JOB;
	self->slots = g_new0(Slot, self->n_slots);
	self->threads = g_ptr_array_new();
	g_mutex_init(&self->mutex);
	g_cond_init(&self->has_work);
	g_cond_init(&self->is_done);
	return self;
}

static Slot *
get_slot(HanteiPipeline *self, guint64 number)
{
	return &self->slots[number % self->n_slots];
}

void
hantei_pipeline_free(HanteiPipeline *self)
{
	if (self == NULL)
		return;
	g_mutex_lock(&self->mutex);
	self->is_stopped = TRUE;
	g_cond_broadcast(&self->has_work);
	g_mutex_unlock(&self->mutex);
	for (guint i = 0; i < self->threads->len; i++)
		g_thread_join(self->threads->pdata[i]);
	for (guint64 i = self->n_taken; i < self->n_read; i++)
		self->funcs.item_free(get_slot(self, i)->item);
	if (self->next.item != NULL)
		self->funcs.item_free(self->next.item);
	g_mutex_clear(&self->mutex);
	g_cond_clear(&self->has_work);
	g_cond_clear(&self->is_done);
	g_ptr_array_unref(self->threads);
	g_free(self->slots);
	g_free(self);
}

/* Works on the first item that waits. With the lock held, which is let go meanwhile. */
static void
work_once(HanteiPipeline *self, guint job)
{
	const guint64 number = self->n_begun++;
	Slot *slot = get_slot(self, number);

	g_mutex_unlock(&self->mutex);
	self->funcs.work(slot->item, job, self->user_data);
	g_mutex_lock(&self->mutex);
	slot->is_done = TRUE;
	if (number == self->n_taken)
		g_cond_signal(&self->is_done);
}

static gpointer
run_job(gpointer data)
{
	g_autofree Start *start = data;
	HanteiPipeline *self = start->pipeline;

	g_mutex_lock(&self->mutex);
	while (!self->is_stopped) {
		if (self->n_begun < self->n_read)
			work_once(self, start->job);
		else
			g_cond_wait(&self->has_work, &self->mutex);
	}
	g_mutex_unlock(&self->mutex);
	return NULL;
}

/* Makes one thread more. Signals to end are left to the thread that takes, which asks whether there
 * was one. */
static void
add_thread(HanteiPipeline *self)
{
	Start *start = g_new(Start, 1);
	GThread *thread;
	sigset_t ending, before;

	*start = (Start){self, self->threads->len};
	sigemptyset(&ending);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &ending, &before);
	thread = g_thread_try_new("job", run_job, start, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (thread != NULL) {
		g_ptr_array_add(self->threads, thread);
		return;
	}
	/* the system has no more to give: those that are there do it, or the taking one alone */
	g_free(start);
	self->n_jobs = MAX(self->threads->len, 1);
}

/* A single item needs no thread. */
static void
add_threads(HanteiPipeline *self)
{
	const guint64 n_wanted = self->n_read > 1 ? MIN(self->n_jobs, self->n_read) : 0;

	while (self->n_jobs > 1 && self->threads->len < MIN(n_wanted, self->n_jobs))
		add_thread(self);
}

/* Whether @size_bytes more may be under way. */
static gboolean
has_room(const HanteiPipeline *self, gsize size_bytes)
{
	const guint64 n_items = self->n_read - self->n_taken;

	if (n_items == 0)
		return TRUE;
	return n_items < self->n_slots && self->under_way_bytes < HANTEI_PIPELINE_MAX_BYTES &&
	       size_bytes <= HANTEI_PIPELINE_MAX_BYTES - self->under_way_bytes;
}

/* Reads for as long as there is room. Only this thread moves n_read and n_taken, so it looks at
 * them without the lock. */
static void
fill(HanteiPipeline *self)
{
	while (has_room(self, 0)) {
		Slot *next = &self->next;

		if (next->item == NULL && !self->has_ended) {
			next->item = self->funcs.read(&next->size_bytes, self->user_data);
			self->has_ended = next->item == NULL;
		}
		if (next->item == NULL || !has_room(self, next->size_bytes))
			return;
		*get_slot(self, self->n_read) = *next;
		self->under_way_bytes += next->size_bytes;
		*next = (Slot){0};
		g_mutex_lock(&self->mutex);
		self->n_read++;
		g_cond_signal(&self->has_work);
		g_mutex_unlock(&self->mutex);
		add_threads(self);
	}
}

gpointer
hantei_pipeline_take(HanteiPipeline *self)
{
	gpointer item;
	Slot *first;

	fill(self);
	if (self->n_taken == self->n_read)
		return NULL;
	first = get_slot(self, self->n_taken);
	g_mutex_lock(&self->mutex);
	if (self->threads->len == 0)
		work_once(self, 0);
	while (!first->is_done)
		g_cond_wait(&self->is_done, &self->mutex);
	item = first->item;
	self->under_way_bytes -= first->size_bytes;
	*first = (Slot){0};
	self->n_taken++;
	g_mutex_unlock(&self->mutex);
	return item;
}
