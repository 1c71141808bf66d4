/* C value -> one canonical text: the same settings give the same text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_key.h"

/* A double-quoted YAML scalar; in a path "$" is written "$$". */
static void
put_quoted(FILE *f, const char *s, bool path)
{
	putc('"', f);
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '$' && path)
			putc('$', f);
		if (c == '"' || c == '\\')
			fprintf(f, "\\%c", c);
		else if (c == '\n')
			fputs("\\n", f);
		else if (c < ' ' || c == 0x7f)
			fprintf(f, "\\x%02x", c);
		else
			putc(c, f);
	}
	putc('"', f);
}

/* The shortest decimal that reads back as v. */
static void
put_number(FILE *f, double v)
{
	char buf[40];

	for (int digits = 1; digits <= 17; digits++) {
		snprintf(buf, sizeof buf, "%.*g", digits, v);
		if (strtod(buf, NULL) == v)
			break;
	}
	if (strchr(buf, 'e') != NULL)
		snprintf(buf, sizeof buf, "%.0f", v);
	fputs(buf, f);
}

static void
put_flags(FILE *f, const char *const *choice, unsigned bits)
{
	const char *sep = "";

	putc('[', f);
	for (unsigned i = 0; choice[i] != NULL; i++) {
		if (!(bits >> i & 1))
			continue;
		fputs(sep, f);
		put_quoted(f, choice[i], false);
		sep = ", ";
	}
	putc(']', f);
}

static void
put_strings(FILE *f, const struct netrt_strings *l)
{
	putc('[', f);
	for (unsigned i = 0; i < l->n; i++) {
		fputs(i > 0 ? ", " : "", f);
		put_quoted(f, l->s[i], false);
	}
	putc(']', f);
}

static void put_value(FILE *f, const struct netrt_key *k, const void *base,
    bool yaml);

static void
put_maps(FILE *f, const struct netrt_key *k, const void *base)
{
	const char *p;
	unsigned n;

	memcpy(&p, (const char *)base + k->off, sizeof p);
	memcpy(&n, (const char *)base + k->noff, sizeof n);
	putc('[', f);
	for (unsigned i = 0; i < n; i++) {
		fputs(i > 0 ? ", {" : "{", f);
		for (const struct netrt_key *s = k->sub; s->name; s++) {
			fprintf(f, "%s%s: ", s == k->sub ? "" : ", ",
			    s->name);
			put_value(f, s, p + i * k->size, true);
		}
		putc('}', f);
	}
	putc(']', f);
}

static void
put_value(FILE *f, const struct netrt_key *k, const void *base, bool yaml)
{
	const void *p = (const char *)base + k->off;
	const char *s;

	switch (k->type) {
	case NETRT_K_TEXT:
	case NETRT_K_PATH:
	case NETRT_K_FILE:
		memcpy(&s, p, sizeof s);
		if (yaml)
			put_quoted(f, s, k->type != NETRT_K_TEXT);
		else
			fputs(s, f);
		break;
	case NETRT_K_UINT:
		fprintf(f, "%u", *(const unsigned *)p);
		break;
	case NETRT_K_NUMBER:
		put_number(f, *(const double *)p);
		break;
	case NETRT_K_BOOL:
		fputs(*(const bool *)p ? "true" : "false", f);
		break;
	case NETRT_K_ENUM:
		fputs(k->choice[*(const int *)p], f);
		break;
	case NETRT_K_EITHER:
		fputs(k->choice[*(const bool *)p], f);
		break;
	case NETRT_K_FLAGS:
		put_flags(f, k->choice, *(const unsigned *)p);
		break;
	case NETRT_K_STRINGS:
		put_strings(f, p);
		break;
	case NETRT_K_MAPS:
		put_maps(f, k, base);
		break;
	case NETRT_K_NONE:
		break;
	}
}

char *
netrt_value_format(const struct netrt_key *k, const void *base, bool yaml)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	if (f == NULL)
		return NULL;
	put_value(f, k, base, yaml);
	if (fclose(f) != 0) {
		free(text);
		return NULL;
	}
	return text;
}
