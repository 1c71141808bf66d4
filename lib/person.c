/* Is somebody else meant?  See person.h. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fold.h"
#include "person.h"

#define WORDS	32		/* of a name; the rest does not count */
#define LETTERS	32		/* of a word */

struct word {
	uint32_t c[LETTERS];
	size_t n;
	bool family;		/* it may be a family name */
	bool latin;
};

struct words {
	struct word w[WORDS];
	size_t n;
};

/* One letter more of the last word.  "ae" is "a", as marks are left out. */
static void
add_letter(struct words *l, uint32_t c)
{
	struct word *w = &l->w[l->n];
	uint32_t last = w->n > 0 ? w->c[w->n - 1] : 0;

	if (c == 'e' && (last == 'a' || last == 'o' || last == 'u'))
		return;
	w->latin = w->latin || c < 0x80;
	if (w->n < LETTERS)
		w->c[w->n++] = c;
}

static void
end_word(struct words *l, bool family)
{
	struct word *w = &l->w[l->n];

	/* initials say nothing */
	if (w->n == 0 || (w->latin && w->n < 2)) {
		w->n = 0;
		return;
	}
	w->family = family;
	if (l->n < WORDS - 1)
		l->n++;
	l->w[l->n] = (struct word){ .n = 0 };
}

/* The words of a component. */
static enum netrt_rc
component(struct words *l, const char *text, size_t len, bool family,
    struct netrt_err *e)
{
	char *copy = strndup(text, len);
	struct netrt_fold f = { NULL, 0 };
	enum netrt_rc rc = copy == NULL ? netrt_err_errno(e, "name") :
	    netrt_fold_text(copy, &f, e);

	for (size_t i = 0; rc == NETRT_OK && i < f.n; i++) {
		if (f.c[i].cp == ' ')
			end_word(l, family);
		else
			add_letter(l, f.c[i].cp);
	}
	if (rc == NETRT_OK)
		end_word(l, family);
	free(f.c);
	free(copy);
	return rc;
}

/* PS3.5 6.2.1: groups by '=', components by '^', the family name first.  A
 * name in one component may begin with either. */
static enum netrt_rc
read_name(const char *pn, struct words *l, struct netrt_err *e)
{
	enum netrt_rc rc = NETRT_OK;
	bool family = true;

	*l = (struct words){ .n = 0 };
	while (rc == NETRT_OK) {
		size_t n = strcspn(pn, "^=");

		rc = component(l, pn, n, family, e);
		if (pn[n] == '\0')
			break;
		family = pn[n] == '=';
		pn += n + 1;
	}
	return rc;
}

/* The same, cut short, or with one letter wrong, missing or too much. */
static bool
alike(const struct word *a, const struct word *b)
{
	size_t i = 0, k, min = a->n < b->n ? a->n : b->n;
	size_t longer = a->n < b->n ? b->n - a->n : a->n - b->n;

	while (i < min && a->c[i] == b->c[i])
		i++;
	if (i == min && (longer == 0 || min >= (a->latin ? 4 : 2)))
		return true;
	if (longer > 1 || min < 5)
		return false;
	for (k = 0; k < min - i && a->c[a->n - 1 - k] == b->c[b->n - 1 - k];)
		k++;
	return i + k + 1 >= (a->n > b->n ? a->n : b->n);
}

/* Is a family name of a among the words of b?  *told: there was a word to
 * compare one with. */
static bool
among(const struct words *a, const struct words *b, bool *told)
{
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; a->w[i].family && k < b->n; k++) {
			if (a->w[i].latin != b->w[k].latin)
				continue;
			*told = true;
			if (alike(&a->w[i], &b->w[k]))
				return true;
		}
	return false;
}

static bool
dates_differ(const char *a, const char *b)
{
	static const char digits[] = "0123456789";

	return strlen(a) == 8 && strspn(a, digits) == 8 && strlen(b) == 8 &&
	    strspn(b, digits) == 8 && strcmp(a, b) != 0;
}

enum netrt_rc
netrt_person_other(const char *name_a, const char *birth_a,
    const char *name_b, const char *birth_b, bool *other, struct netrt_err *e)
{
	struct words *l = NULL;
	bool told = false;
	enum netrt_rc rc = NETRT_OK;

	*other = false;
	if (!dates_differ(birth_a, birth_b))
		return NETRT_OK;
	if ((l = calloc(2, sizeof *l)) == NULL)
		return netrt_err_errno(e, "name");
	rc = read_name(name_a, &l[0], e);
	if (rc == NETRT_OK)
		rc = read_name(name_b, &l[1], e);
	if (rc == NETRT_OK)
		*other = !among(&l[0], &l[1], &told) &&
		    !among(&l[1], &l[0], &told) && told;
	free(l);
	return rc;
}
