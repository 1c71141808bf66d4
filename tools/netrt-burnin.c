/*
 * netrt-burnin: the disclaimer in the pixels.  Each image of Addition/ is
 * copied to Burnin/ with the text drawn at its native depth: outside of the
 * box every sample is what it was.  Two threads share the images.
 */
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "derive.h"
#include "disclaimer.h"
#include "image.h"
#include "label.h"
#include "object.h"
#include "pool.h"
#include "step.h"
#include "text.h"

static const char usage[] =
    "[-fnv0] [-c file] [-o section.key=value] [study ...]";

#define DERIVED	"Disclaimer drawn into the pixel data"

/* An overlay series and what became of it. */
struct series {
	char from[NETRT_UID_LEN], to[NETRT_UID_LEN];
};

/* A label of a thread: the last one, for rows x cols. */
struct sized {
	struct netrt_label label;
	unsigned rows, cols;
};

struct work {
	struct netrt_step *step;
	struct sized sized[NETRT_POOL_MOST];
	atomic_size_t done;
	pthread_mutex_t lock;		/* of what follows */
	struct netrt_font *font;
	struct series *series;
	size_t nseries;
};

static enum netrt_rc
add_series(struct work *w, const char *from, char to[NETRT_UID_LEN],
    struct netrt_err *e)
{
	struct series *p;

	for (size_t i = 0; i < w->nseries; i++)
		if (strcmp(w->series[i].from, from) == 0) {
			memcpy(to, w->series[i].to, NETRT_UID_LEN);
			return NETRT_OK;
		}
	p = realloc(w->series, (w->nseries + 1) * sizeof *p);
	if (p == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for a series");
	w->series = p;
	p += w->nseries;
	snprintf(p->from, sizeof p->from, "%s", from);
	if (netrt_step_series(w->step, "burnin", from, "", p->to, e) !=
	    NETRT_OK)
		return e->rc;
	w->nseries++;
	memcpy(to, p->to, NETRT_UID_LEN);
	return NETRT_OK;
}

static enum netrt_rc
new_series(struct work *w, const char *from, char to[NETRT_UID_LEN],
    struct netrt_err *e)
{
	enum netrt_rc rc;

	pthread_mutex_lock(&w->lock);
	rc = add_series(w, from, to, e);
	pthread_mutex_unlock(&w->lock);
	return rc;
}

/* New Series and SOP Instance UIDs; sop is the latter. */
static enum netrt_rc
rename_object(struct work *w, struct netrt_item *it, char sop[NETRT_UID_LEN],
    struct netrt_err *e)
{
	char series[NETRT_UID_LEN], old[NETRT_UID_LEN], to[NETRT_UID_LEN];

	if (netrt_item_get_str(it, TAG_SeriesInstanceUID, series,
	    sizeof series, e) != NETRT_OK ||
	    netrt_item_get_str(it, TAG_SOPInstanceUID, old, sizeof old, e) !=
	    NETRT_OK ||
	    new_series(w, series, to, e) != NETRT_OK ||
	    netrt_step_instance(to, old, sop, e) != NETRT_OK ||
	    netrt_item_set_str(it, TAG_SeriesInstanceUID, to, e) != NETRT_OK)
		return e->rc;
	return netrt_item_set_str(it, TAG_SOPInstanceUID, sop, e);
}

/* The label for an image: made anew only for another size. */
static enum netrt_rc
label(struct work *w, struct sized *l, const struct netrt_pixels *px,
    struct netrt_err *e)
{
	enum netrt_rc rc;

	if (l->rows == px->rows && l->cols == px->cols)
		return NETRT_OK;
	netrt_label_free(&l->label);
	l->rows = l->cols = 0;
	pthread_mutex_lock(&w->lock);	/* a font draws one text at a time */
	rc = netrt_label_make(w->font, w->step->cfg->processing.burn_in_text,
	    px->rows, px->cols, &l->label, e);
	pthread_mutex_unlock(&w->lock);
	if (rc != NETRT_OK)
		return rc;
	l->rows = px->rows;
	l->cols = px->cols;
	return NETRT_OK;
}

static enum netrt_rc
draw(struct work *w, struct sized *l, struct netrt_dcm *d,
    struct netrt_err *e)
{
	struct netrt_pixels px;
	int32_t black, white;

	if (netrt_image_pixels(d, &px, e) != NETRT_OK ||
	    label(w, l, &px, e) != NETRT_OK)
		return e->rc;
	netrt_pixels_tones(&px, &black, &white);
	netrt_pixels_blit(&px, &l->label, black, white);
	return netrt_image_extend(d, &px, black < white ? black : white,
	    black < white ? white : black, e);
}

static enum netrt_rc
one_image(struct work *w, struct sized *l, const char *path,
    struct netrt_err *e)
{
	char sop[NETRT_UID_LEN], to[PATH_MAX];
	struct netrt_dcm *d;
	struct netrt_item *it;

	if (netrt_object_open(path, &d, e) != NETRT_OK)
		return e->rc;
	it = netrt_dcm_root(d);
	if (draw(w, l, d, e) != NETRT_OK ||
	    rename_object(w, it, sop, e) != NETRT_OK ||
	    netrt_derive_append(it, DERIVED, e) != NETRT_OK)
		goto out;
	snprintf(to, sizeof to, "%s/%s.dcm", w->step->out[0], sop);
	if (netrt_dcm_write(d, to, NULL, e) == NETRT_OK) {
		netrt_dcm_close(d);
		return NETRT_OK;
	}
out:
	netrt_dcm_close(d);
	return netrt_err_prefix(e, "%s", netrt_object_name(path));
}

static enum netrt_rc
next(void *ctx, unsigned worker, size_t i, struct netrt_err *e)
{
	struct work *w = ctx;
	struct netrt_step *s = w->step;
	enum netrt_rc rc = one_image(w, &w->sized[worker], s->images.name[i],
	    e);
	size_t done = atomic_fetch_add(&w->done, 1) + 1;

	if (worker == 0)
		netrt_tool_progress(s->tool, s->study->name, done,
		    s->images.n);
	return rc;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static enum netrt_rc
burn(struct netrt_step *s, struct netrt_err *e)
{
	struct work w = { .step = s };
	enum netrt_rc rc = netrt_dcm_init(e);

	pthread_mutex_init(&w.lock, NULL);
	if (rc == NETRT_OK)
		rc = netrt_disclaimer_font(s->cfg, &w.font, e);
	/* netrt-mask made Segmentations alone, of multi-frame images */
	if (rc == NETRT_OK && s->images.n == 0)
		netrt_tool_say(s->tool, NETRT_INFO, "%s: burnin: Addition has "
		    "no image: nothing to do", s->study->name);
	if (rc == NETRT_OK)
		rc = netrt_pool_run(s->images.n,
		    netrt_pool_workers(s->images.n), next, &w, e);
	/* in what order the threads met them says nothing */
	if (s->series.n > 1)
		qsort(s->series.name, s->series.n, sizeof *s->series.name,
		    by_text);
	for (size_t i = 0; i < NETRT_POOL_MOST; i++)
		netrt_label_free(&w.sized[i].label);
	netrt_font_close(w.font);
	free(w.series);
	pthread_mutex_destroy(&w.lock);
	return rc;
}

/* Another version of the libraries may draw other pixels. */
static enum netrt_rc
salt(struct netrt_step *s, char **text, struct netrt_err *e)
{
	(void)s;
	if ((*text = strdup(netrt_draw_version())) == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for text");
	return NETRT_OK;
}

static enum netrt_rc
one(struct netrt_tool *t, const char *study, struct netrt_err *e)
{
	static const struct netrt_step_fns fns = { salt, burn };

	return netrt_step_run(t, "burnin", study, &fns, e);
}

int
main(int argc, char **argv)
{
	struct netrt_tool t = { .name = "netrt-burnin", .usage = usage };

	return netrt_tool_run(&t, argc, argv, one);
}
