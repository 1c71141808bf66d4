/* The disclaimer laid out for an image: see label.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "label.h"
#include "text.h"

#define FONT_LEAST	7	/* px: capitals of 5 pixels, the least that
				 * can be told apart */
#define FONT_MOST	256
#define SHORT_SIDE	36	/* the font is this part of it */

static bool
drawable(struct netrt_font *f, uint32_t cp)
{
	return netrt_text_simple(cp) && netrt_font_has(f, cp);
}

enum netrt_rc
netrt_label_check(struct netrt_font *f, const char *utf8, struct netrt_err *e)
{
	uint32_t cp;
	size_t n;

	for (; (n = netrt_text_next(utf8, &cp)) != 0; utf8 += n) {
		if (cp == '\n' || drawable(f, cp))
			continue;
		if (cp == NETRT_TEXT_BAD)
			return netrt_err_set(e, NETRT_CONFIG,
			    "the text is no valid UTF-8");
		if (!netrt_text_simple(cp))
			return netrt_err_set(e, NETRT_CONFIG, "character "
			    "U+%04X of the text needs a layout that netrt "
			    "does not have", (unsigned)cp);
		return netrt_err_set(e, NETRT_CONFIG, "the font has no "
		    "character U+%04X of the text", (unsigned)cp);
	}
	return NETRT_OK;
}

enum netrt_rc
netrt_label_clean(struct netrt_font *f, const char *utf8, char **out,
    struct netrt_err *e)
{
	char *p = *out = malloc(strlen(utf8) + 1);
	uint32_t cp;
	size_t n;

	if (p == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for text");
	for (; (n = netrt_text_next(utf8, &cp)) != 0; utf8 += n) {
		if (drawable(f, cp)) {
			memcpy(p, utf8, n);
			p += n;
		} else {
			*p++ = '?';
		}
	}
	*p = '\0';
	return NETRT_OK;
}

/*
 * One try: the text at one size.
 *
 *	+--------------------------------+  border
 *	|  FOR RESEARCH USE ONLY -       |  above   } pitch
 *	|  NOT FOR CLINICAL USE          |          }
 *	+--------------------------------+  below, border
 */
struct layout {
	const char *text;
	struct netrt_word *word;
	size_t nwords, *first, lines;
	double space;			/* width of a blank */
	int size;			/* of the font, px */
	int above, below, pitch, border;	/* px */
	int width, height;		/* of the box */
};

static void
measure(struct layout *l, struct netrt_font *f, int size)
{
	struct netrt_extent x;
	double above = 0, below = 0;

	l->size = size;
	netrt_font_measure(f, size, " ", 1, &x);
	l->space = x.advance;
	for (size_t i = 0; i < l->nwords; i++) {
		netrt_font_measure(f, size, l->text + l->word[i].off,
		    l->word[i].len, &x);
		l->word[i].width = x.advance;
		above = fmax(above, x.above);
		below = fmax(below, x.below);
	}
	l->above = (int)ceil(above);
	l->below = (int)ceil(below);
	l->border = size < 12 ? 1 : size / 4;
	l->pitch = l->above + l->below + (size < 12 ? 2 : size / 3);
}

/* Break it for a box of at most width x height px; false: does not fit. */
static bool
fits(struct layout *l, int width, int height)
{
	double limit = width - 2 * l->border;

	l->lines = netrt_text_wrap(l->word, l->nwords, l->space, limit,
	    l->first);
	if (l->lines == 0 || l->lines > (size_t)height)
		return false;
	l->height = l->above + l->below + (int)(l->lines - 1) * l->pitch +
	    2 * l->border;
	limit = netrt_text_balance(l->word, l->nwords, l->space, limit,
	    l->first);
	l->width = (int)ceil(limit) + 2 * l->border;
	return l->height <= height && l->width <= width;
}

/* The distance from the edges of the image. */
static int
margin(int size)
{
	return size < 9 ? 0 : size / 2;
}

static bool
choose(struct layout *l, struct netrt_font *f, int rows, int cols)
{
	int size = (rows < cols ? rows : cols) / SHORT_SIDE;

	size = size < 9 ? 9 : size > FONT_MOST ? FONT_MOST : size;
	for (; size >= FONT_LEAST; size--) {
		measure(l, f, size);
		if (fits(l, cols - 2 * margin(size), rows / 4))
			return true;
	}
	return fits(l, cols, rows / 2);
}

/* Strokes thinner than a pixel are grey: make small text brighter. */
static void
brighten(uint8_t *cover, size_t n)
{
	for (; n > 0; n--, cover++)
		*cover = (uint8_t)(*cover > 170 ? 255 : *cover * 3 / 2);
}

static enum netrt_rc
render(const struct layout *l, struct netrt_font *f, uint8_t **cover,
    struct netrt_err *e)
{
	struct netrt_run *run = calloc(l->nwords, sizeof *run);
	enum netrt_rc rc;

	if (run == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for text");
	for (size_t i = 0; i < l->lines; i++) {
		size_t end = i + 1 < l->lines ? l->first[i + 1] : l->nwords;
		double x = l->border;

		for (size_t k = l->first[i]; k < end; k++) {
			const struct netrt_word *w = &l->word[k];

			if (k > l->first[i] && w->before == NETRT_GLUE_SPACE)
				x += l->space;
			run[k] = (struct netrt_run){ l->text + w->off, w->len,
			    x, l->border + l->above + (int)i * l->pitch };
			x += w->width;
		}
	}
	rc = netrt_draw_runs(f, l->size, run, l->nwords, (unsigned)l->height,
	    (unsigned)l->width, cover, e);
	free(run);
	if (rc == NETRT_OK && l->size < 12)
		brighten(*cover, (size_t)l->height * (size_t)l->width);
	return rc;
}

enum netrt_rc
netrt_label_make(struct netrt_font *f, const char *utf8, unsigned rows,
    unsigned cols, struct netrt_label *out, struct netrt_err *e)
{
	struct layout l = { .text = utf8 };
	enum netrt_rc rc;

	memset(out, 0, sizeof *out);
	if ((rc = netrt_text_split(utf8, &l.word, &l.nwords, e)) != NETRT_OK)
		return rc;
	l.first = calloc(l.nwords + 1, sizeof *l.first);
	if (l.first == NULL)
		rc = netrt_err_set(e, NETRT_TEMP, "no memory for text");
	else if (l.nwords == 0)
		rc = netrt_err_set(e, NETRT_CONFIG, "the text is empty");
	else if (!choose(&l, f, (int)rows, (int)cols))
		rc = netrt_err_set(e, NETRT_DATA, "an image of %u rows and "
		    "%u columns is too small for a disclaimer of %zu "
		    "characters: it could not be read, or would hide more "
		    "than half of the image", rows, cols, strlen(utf8));
	else
		rc = render(&l, f, &out->cover, e);
	if (rc == NETRT_OK) {
		out->rows = (unsigned)l.height;
		out->cols = (unsigned)l.width;
		out->row = rows - out->rows - (unsigned)margin(l.size);
		out->col = cols - out->cols - (unsigned)margin(l.size);
	}
	free(l.first);
	free(l.word);
	return rc;
}

void
netrt_label_free(struct netrt_label *l)
{
	free(l->cover);
	memset(l, 0, sizeof *l);
}
