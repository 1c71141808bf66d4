/* What became of each ROI: see account.h. */
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "logfmt.h"

/* Why contours were not drawn, as in the report. */
static const struct {
	enum netrt_place where;
	const char *word;
} drops[] = {
	{ NETRT_PLACE_OPEN, "point_or_open" },
	{ NETRT_PLACE_FEW, "below_3_points" },
	{ NETRT_PLACE_TILTED, "tilted" },
	{ NETRT_PLACE_OFF, "off_the_slices" },
	{ NETRT_PLACE_SUPERSEDED, "superseded" },
};
#define NDROPS (sizeof drops / sizeof drops[0])

/* One ROI. */
struct row {
	const struct netrt_roi *roi;
	const char *name, *why;		/* why NULL: used */
	const struct netrt_amount *n;
	size_t where[NETRT_NPLACES];
	bool measured;
	unsigned group;			/* 0: no plane of its own */
};

/* How its contours were placed; NULL: no memory, or not known. */
static size_t (*
places(const struct netrt_plan *p))[NETRT_NPLACES]
{
	const struct netrt_rtstruct *rs = p->rs;
	size_t (*n)[NETRT_NPLACES] = calloc(rs->nrois + 1, sizeof *n);

	for (size_t i = 0; n != NULL && p->place.contour != NULL &&
	    i < rs->ncontours; i++)
		n[rs->contour[i].roi][p->place.contour[i].where]++;
	return n;
}

static void
get(const struct netrt_account *a, size_t i,
    size_t (*places)[NETRT_NPLACES], struct row *r)
{
	const struct netrt_plan *p = a->tally->plan;
	bool placed = p->place.contour != NULL;

	*r = (struct row){ .roi = &p->rs->roi[i], .name = p->sel.name[i],
	    .why = p->sel.why[i], .n = &a->tally->roi[i] };
	if (places != NULL)
		memcpy(r->where, places[i], sizeof r->where);
	r->measured = placed && (a->all || r->why == NULL);
	if (r->why == NULL && r->roi->nclosed == 0)
		r->why = "no closed contour";
	else if (r->why == NULL && places != NULL && placed &&
	    r->where[NETRT_PLACE_DRAWN] == 0)
		r->why = "on no slice";
	for (size_t k = 0; a->planes != NULL && k < a->planes->n; k++)
		if (a->planes->layer[k].roi == i)
			r->group = a->planes->layer[k].group;
}

static void
each(FILE *f, const struct netrt_account *a,
    void (*put)(FILE *f, const struct netrt_account *a, const struct row *r))
{
	const struct netrt_plan *p = a->tally->plan;
	size_t (*where)[NETRT_NPLACES] = places(p);
	struct row r;

	for (size_t i = 0; i < p->rs->nrois; i++) {
		get(a, i, where, &r);
		put(f, a, &r);
	}
	free(where);
}

/* ---- JSON ---- */

static void
put_text(FILE *f, const char *key, const char *text)
{
	fprintf(f, ",\"%s\":", key);
	netrt_put_json(f, text);
}

static void
json_contours(FILE *f, const struct row *r)
{
	const struct netrt_amount *n = r->n;
	size_t drawn = r->where[NETRT_PLACE_DRAWN];

	fprintf(f, ",\"contours\":%zu,\"closed\":%zu", r->roi->ncontours,
	    r->roi->nclosed);
	if (!r->measured)
		return;
	fprintf(f, ",\"drawn\":%zu,\"dropped\":{", drawn - n->duplicates -
	    n->empty);
	for (size_t i = 0; i < NDROPS; i++)
		fprintf(f, "\"%s\":%zu,", drops[i].word,
		    r->where[drops[i].where]);
	fprintf(f, "\"duplicate\":%zu,\"no_pixel\":%zu},\"planes\":%zu,"
	    "\"voxels\":%zu,\"volume_ml\":%.3f", n->duplicates, n->empty,
	    n->planes, n->voxels, n->mm3 / 1000);
}

static void
json_roi(FILE *f, const struct netrt_account *a, const struct row *r)
{
	fprintf(f, "%s{\"number\":%ld,\"name\":",
	    r->roi == a->tally->plan->rs->roi ? "" : ",", r->roi->number);
	netrt_put_json(f, r->name);
	if (strcmp(r->name, r->roi->name) != 0)
		put_text(f, "original_name", r->roi->name);
	put_text(f, "type", r->roi->type);
	if (r->roi->has_color)
		fprintf(f, ",\"colour\":\"#%02x%02x%02x\"", r->roi->color[0],
		    r->roi->color[1], r->roi->color[2]);
	fprintf(f, ",\"used\":%s", r->why == NULL ? "true" : "false");
	if (r->why != NULL)
		put_text(f, "why_not", r->why);
	if (r->group != 0)
		fprintf(f, ",\"overlay_group\":\"%04X\"", r->group);
	json_contours(f, r);
	putc('}', f);
}

void
netrt_account_warning(FILE *f, bool first, const struct netrt_warning *w)
{
	fprintf(f, "%s{\"code\":\"%s\",\"count\":%zu,\"text\":",
	    first ? "" : ",", w->code, w->n);
	netrt_put_json(f, w->text);
	putc('}', f);
}

static void
json_mask(FILE *f, const struct netrt_account *a)
{
	const struct netrt_amount *n = &a->tally->merged;

	if (a->series != NULL)
		put_text(f, "series", a->series);
	if (a->tally->plan->pair.series != NULL)
		put_text(f, "source_series", a->tally->plan->pair.series->uid);
	if (a->planes != NULL && a->planes->n > 0 &&
	    a->planes->layer[0].roi == NETRT_PLANES_MERGED)
		fprintf(f, ",\"overlay_group\":\"%04X\"",
		    a->planes->layer[0].group);
	if (!a->all && a->tally->plan->place.contour != NULL)
		fprintf(f, ",\"planes\":%zu,\"voxels\":%zu,"
		    "\"volume_ml\":%.3f", n->planes, n->voxels,
		    n->mm3 / 1000);
	fputs(",\"rois\":[", f);
	each(f, a, json_roi);
	putc(']', f);
}

void
netrt_account_json(FILE *f, const struct netrt_account *a)
{
	fputs("{\"study\":", f);
	netrt_put_json(f, a->study);
	put_text(f, "rtstruct", a->file);
	if (a->left_out != NULL)
		put_text(f, "left_out", a->left_out);
	if (a->tally != NULL)
		json_mask(f, a);
	fprintf(f, ",\"warnings\":[%s]", a->warnings);
	if (a->error != NULL && a->error->rc != NETRT_OK) {
		fprintf(f, ",\"exit\":%d", (int)a->error->rc);
		put_text(f, "error", a->error->msg);
	}
	fputs("}\n", f);
}

/* ---- lines ---- */

static void
put_name(FILE *f, const char *s)
{
	for (; *s != '\0'; s++)
		putc((unsigned char)*s < ' ' || *s == 0x7f ? ' ' : *s, f);
}

void
netrt_account_head(FILE *f)
{
	fputs("RTSTRUCT\tnumber\tname\ttype\tcolour\tcontours\tclosed\t"
	    "planes\tvoxels\tvolume_ml\tused\n", f);
}

static void
line(FILE *f, const struct netrt_account *a, const struct row *r)
{
	const uint8_t *c = r->roi->color;

	fprintf(f, "%s\t%ld\t", a->file, r->roi->number);
	put_name(f, r->name);
	putc('\t', f);
	put_name(f, r->roi->type);
	if (r->roi->has_color)
		fprintf(f, "\t#%02x%02x%02x", c[0], c[1], c[2]);
	else
		fputs("\t-", f);
	fprintf(f, "\t%zu\t%zu\t", r->roi->ncontours, r->roi->nclosed);
	if (r->measured)
		fprintf(f, "%zu\t%zu\t%.3f\t", r->n->planes, r->n->voxels,
		    r->n->mm3 / 1000);
	else
		fputs("-\t-\t-\t", f);
	if (r->why == NULL && a->left_out == NULL)
		fputs("yes\n", f);
	else
		fprintf(f, "no: %s\n", r->why != NULL ? r->why :
		    a->left_out);
}

void
netrt_account_list(FILE *f, const struct netrt_account *a)
{
	each(f, a, line);
}

static void
table_row(FILE *f, const struct netrt_account *a, const struct row *r)
{
	size_t dropped = 0;

	(void)a;
	for (size_t i = 0; i < NDROPS; i++)
		dropped += r->where[drops[i].where];
	fprintf(f, "%6ld %8zu ", r->roi->number, r->roi->ncontours);
	if (r->measured)
		fprintf(f, "%6zu %7zu %6zu %9zu %9.3f  ",
		    r->where[NETRT_PLACE_DRAWN] - r->n->duplicates -
		    r->n->empty, dropped + r->n->duplicates + r->n->empty,
		    r->n->planes, r->n->voxels, r->n->mm3 / 1000);
	else
		fprintf(f, "%6s %7s %6s %9s %9s  ", "-", "-", "-", "-", "-");
	put_name(f, r->name);
	if (r->why != NULL)
		fprintf(f, " (not used: %s)", r->why);
	putc('\n', f);
}

void
netrt_account_table(FILE *f, const struct netrt_account *a)
{
	fprintf(f, "%s: %s\n   ROI contours  drawn dropped planes    voxels "
	    "       mL  name\n", a->study, a->file);
	each(f, a, table_row);
}
