/* PS3.15 table E.1-1 in C is the table of facts: where the shared data is,
 * every row against deid/ps315-profile.tsv. */
#include <stdlib.h>

#include "deid_table.h"
#include "../tap.h"

static unsigned
bits(const char *code)
{
	unsigned b = 0;

	for (; *code != '\0'; code++)
		b |= *code == 'X' ? NETRT_E11_X : *code == 'Z' ? NETRT_E11_Z :
		    *code == 'D' ? NETRT_E11_D : *code == 'U' ? NETRT_E11_U :
		    0u;
	return b;
}

/* The next column of a line; empty ones count. */
static char *
column(char **line)
{
	char *p = *line, *end = p + strcspn(p, "\t\n");

	*line = *end == '\t' ? end + 1 : end;
	*end = '\0';
	return p;
}

/* The columns 9 to 15: the options in the order of enum netrt_retain. */
static int
row(char *line)
{
	char *col[18];
	const struct netrt_e11 *r;
	unsigned keep = 0, clean = 0;

	for (int i = 0; i < 18; i++)
		col[i] = column(&line);
	if (strchr(col[0], 'x') != NULL || strlen(col[0]) != 8)
		return 0;
	for (unsigned i = 0; i < 7; i++) {
		keep |= *col[8 + i] == 'K' ? 1u << i : 0;
		clean |= *col[8 + i] == 'C' ? 1u << i : 0;
	}
	r = netrt_e11_find((uint32_t)strtoul(col[0], NULL, 16));
	if (r == NULL || r->basic != bits(col[6]) || r->keep != keep ||
	    r->clean != clean || strncmp(r->vr, col[1], 2) != 0) {
		printf("# %s %s differs\n", col[0], col[2]);
		return 1000;
	}
	return 1;
}

static void
against_facts(void)
{
	const char *shared = getenv("SHARED");
	char path[4096], line[1024];
	int n = 0;
	unsigned rows = 0;
	FILE *f = NULL;

	if (shared != NULL && *shared != '\0') {
		snprintf(path, sizeof path, "%s/deid/ps315-profile.tsv",
		    shared);
		f = fopen(path, "r");
	}
	if (f == NULL) {
		ok(1, "# SKIP the table of facts is not there");
		return;
	}
	while (fgets(line, sizeof line, f) != NULL)
		if (*line != '#' && strncmp(line, "tag\t", 4) != 0)
			n += row(line);
	fclose(f);
	while (netrt_e11_at(rows) != NULL)
		rows++;
	ok(n == 643 && rows == 643, "all rows are the facts (%d, %u)", n,
	    rows);
}

int
main(void)
{
	int bad = 0;
	const struct netrt_e11 *r;

	for (unsigned i = 0; (r = netrt_e11_at(i)) != NULL; i++)
		bad += netrt_e11_find(r->tag) != r || r->basic == 0;
	ok(bad == 0, "each row is found and says something");
	ok(netrt_e11_find(0x00280010) == NULL, "Rows is in no row");
	r = netrt_e11_find(0x00080021);
	ok(r != NULL && r->basic == (NETRT_E11_X | NETRT_E11_D) &&
	    r->keep == NETRT_RETAIN_FULL_DATES &&
	    r->clean == NETRT_RETAIN_MODIFIED_DATES, "Series Date: X/D, K, C");
	r = netrt_e11_find(0x30060026);
	ok(r != NULL && r->basic == NETRT_E11_Z &&
	    r->clean == NETRT_RETAIN_DESCRIPTORS, "ROI Name: Z, C");
	r = netrt_e11_find(0x60021500);
	ok(r != NULL && r->basic == NETRT_E11_X, "any overlay");
	r = netrt_e11_find(0x50FE3000);
	ok(r != NULL && r->basic == NETRT_E11_X, "any curve");
	r = netrt_e11_find(0x00291010);
	ok(r != NULL && r->basic == NETRT_E11_X, "any private element");
	against_facts();
	return done();
}
