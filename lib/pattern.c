/* Extended regular expressions on UTF-8: see pattern.h. */
#include <locale.h>
#include <regex.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "pattern.h"

#define NSUB	10

struct netrt_pattern {
	regex_t re;
	locale_t utf8;
};

static enum netrt_rc
no_memory(struct netrt_err *e)
{
	return netrt_err_set(e, NETRT_TEMP, "no memory for a pattern");
}

static enum netrt_rc
find_locale(locale_t *l, struct netrt_err *e)
{
	*l = newlocale(LC_CTYPE_MASK | LC_COLLATE_MASK,
	    "C.UTF-8", (locale_t)0);
	return *l != (locale_t)0 ? NETRT_OK : netrt_err_set(e, NETRT_CONFIG,
	    "the locale C.UTF-8 is missing: install libc-bin");
}

enum netrt_rc
netrt_pattern_open(const char *ere, struct netrt_pattern **out,
    struct netrt_err *e)
{
	struct netrt_pattern *p = calloc(1, sizeof *p);
	char why[160];

	*out = NULL;
	if (p == NULL)
		return no_memory(e);
	if (find_locale(&p->utf8, e) != NETRT_OK) {
		free(p);
		return e->rc;
	}
	locale_t before = uselocale(p->utf8);
	int rc = regcomp(&p->re, ere, REG_EXTENDED | REG_ICASE);
	uselocale(before);
	if (rc == 0) {
		*out = p;
		return NETRT_OK;
	}
	regerror(rc, &p->re, why, sizeof why);
	freelocale(p->utf8);
	free(p);
	return rc == REG_ESPACE ? no_memory(e) : netrt_err_set(e,
	    NETRT_CONFIG, "no extended regular expression: %s", why);
}

void
netrt_pattern_close(struct netrt_pattern *p)
{
	if (p == NULL)
		return;
	regfree(&p->re);
	freelocale(p->utf8);
	free(p);
}

static enum netrt_rc
find(const struct netrt_pattern *p, const char *text, regmatch_t m[NSUB],
    bool *hit, struct netrt_err *e)
{
	locale_t before = uselocale(p->utf8);
	int rc = regexec(&p->re, text, NSUB, m, 0);

	uselocale(before);
	*hit = rc == 0;
	return rc == 0 || rc == REG_NOMATCH ? NETRT_OK : no_memory(e);
}

enum netrt_rc
netrt_pattern_match(const struct netrt_pattern *p, const char *text,
    bool *hit, struct netrt_err *e)
{
	regmatch_t m[NSUB];

	return find(p, text, m, hit, e);
}

enum netrt_rc
netrt_pattern_check(const struct netrt_pattern *p, const char *to,
    struct netrt_err *e)
{
	for (; *to != '\0'; to++) {
		if (*to != '\\')
			continue;
		if (*++to == '\0')
			return netrt_err_set(e, NETRT_CONFIG,
			    "ends in a backslash");
		if (*to >= '1' && *to <= '9' &&
		    (size_t)(*to - '0') > p->re.re_nsub)
			return netrt_err_set(e, NETRT_CONFIG, "\\%c: there "
			    "are only %zu parentheses in the expression", *to,
			    p->re.re_nsub);
	}
	return NETRT_OK;
}

static void
put_match(FILE *f, const char *text, const regmatch_t *m)
{
	if (m->rm_so >= 0)
		fwrite(text + m->rm_so, 1, (size_t)(m->rm_eo - m->rm_so), f);
}

enum netrt_rc
netrt_pattern_replace(const struct netrt_pattern *p, const char *text,
    const char *to, char **out, struct netrt_err *e)
{
	regmatch_t m[NSUB];
	size_t len;
	bool hit;
	FILE *f;

	*out = NULL;
	if (find(p, text, m, &hit, e) != NETRT_OK)
		return e->rc;
	if (!hit)
		return NETRT_OK;
	if ((f = open_memstream(out, &len)) == NULL)
		return no_memory(e);
	fwrite(text, 1, (size_t)m[0].rm_so, f);
	for (; *to != '\0'; to++) {
		if (*to == '&')
			put_match(f, text, &m[0]);
		else if (*to != '\\')
			fputc(*to, f);
		else if (*++to >= '1' && *to <= '9')
			put_match(f, text, &m[*to - '0']);
		else if (*to != '\0')
			fputc(*to, f);
		else
			break;
	}
	fputs(text + m[0].rm_eo, f);
	if (fclose(f) == 0)
		return NETRT_OK;
	free(*out);
	*out = NULL;
	return no_memory(e);
}

/* Bytes that are no UTF-8 stay as they are. */
static void
fold(const char *from, char *to)
{
	mbstate_t in = { 0 }, back = { 0 };
	wchar_t c;

	while (*from != '\0') {
		size_t n = mbrtowc(&c, from, strlen(from), &in), k;

		if (n == (size_t)-1 || n == (size_t)-2) {
			memset(&in, 0, sizeof in);
			*to++ = *from++;
			continue;
		}
		from += n;
		k = wcrtomb(to, (wchar_t)towlower((wint_t)c), &back);
		to += k != (size_t)-1 ? k : 0;
	}
	*to = '\0';
}

enum netrt_rc
netrt_text_fold(const char *utf8, char **out, struct netrt_err *e)
{
	size_t n = strlen(utf8);
	locale_t l;

	*out = NULL;
	if (n > SIZE_MAX / 4 - 4)
		return no_memory(e);
	if (find_locale(&l, e) != NETRT_OK)
		return e->rc;
	/* a lower case letter may take more bytes */
	if ((*out = malloc(4 * n + 4)) != NULL) {
		locale_t before = uselocale(l);

		fold(utf8, *out);
		uselocale(before);
	}
	freelocale(l);
	return *out != NULL ? NETRT_OK : no_memory(e);
}
