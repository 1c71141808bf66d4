/* Text -> C value, and back to one canonical text. */
#include <limits.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "config_key.h"

static bool NETRT_PRINTF(2, 3)
no(char why[NETRT_WHY_LEN], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, NETRT_WHY_LEN, fmt, ap);
	va_end(ap);
	return false;
}

static void *
at(const void *base, const struct netrt_key *k)
{
	return (char *)(size_t)base + k->off;
}

/* ---- lists ---- */

bool
netrt_strings_add(struct netrt_strings *l, const char *text)
{
	char **p = realloc(l->s, (l->n + 1) * sizeof *p);

	if (p == NULL)
		return false;
	l->s = p;
	if ((p[l->n] = strdup(text)) == NULL)
		return false;
	l->n++;
	return true;
}

void
netrt_strings_free(struct netrt_strings *l)
{
	for (unsigned i = 0; i < l->n; i++)
		free(l->s[i]);
	free(l->s);
	*l = (struct netrt_strings){ NULL, 0 };
}

/* "a, b or c" */
static void
list_choice(const char *const *c, char buf[NETRT_WHY_LEN])
{
	size_t n = 0;

	buf[0] = '\0';
	for (size_t i = 0; c[i] != NULL; i++)
		n += (size_t)snprintf(buf + n, NETRT_WHY_LEN - n, "%s%s",
		    i == 0 ? "" : c[i + 1] == NULL ? " or " : ", ", c[i]);
}

static int
find_choice(const char *const *c, const char *text)
{
	for (int i = 0; c[i] != NULL; i++)
		if (strcasecmp(c[i], text) == 0)
			return i;
	return -1;
}

/* ---- paths ---- */

struct buf {
	char *s;
	size_t n, size;
};

static bool
put(struct buf *b, const char *s, size_t n)
{
	if (b->n + n + 1 > b->size)
		return false;
	memcpy(b->s + b->n, s, n);
	b->s[b->n += n] = '\0';
	return true;
}

/* $NAME or ${NAME} at *p; "$$" is a dollar sign. */
static bool
variable(const char **p, struct buf *b, char why[NETRT_WHY_LEN])
{
	const char *s = *p + 1;
	bool brace = *s == '{';
	char name[64];

	if (*s == '$') {
		*p = s + 1;
		return put(b, "$", 1);
	}
	s += brace;
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz_"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
	if (n == 0 || n >= sizeof name || (brace && s[n] != '}'))
		return no(why, "a \"$\" without a variable's name ($$ means "
		    "the character itself)");
	memcpy(name, s, n);
	name[n] = '\0';
	const char *val = getenv(name);
	if (val == NULL || *val == '\0')
		return no(why, "the environment variable %s is not set",
		    name);
	*p = s + n + brace;
	return put(b, val, strlen(val)) || no(why, "too long");
}

static bool
expand(const char *text, char out[PATH_MAX], char why[NETRT_WHY_LEN])
{
	struct buf b = { .s = out, .size = PATH_MAX };

	out[0] = '\0';
	if (text[0] == '~') {
		const struct passwd *pw;
		const char *home = getenv("HOME");

		if (text[1] != '/' && text[1] != '\0')
			return no(why, "only \"~/\" is expanded, no other "
			    "user's home directory");
		if ((home == NULL || *home == '\0') &&
		    (pw = getpwuid(getuid())) != NULL)
			home = pw->pw_dir;
		if (home == NULL || *home == '\0')
			return no(why, "there is no home directory for \"~\"");
		if (!put(&b, home, strlen(home)))
			return no(why, "too long");
		text++;
	}
	for (const char *p = text; *p != '\0';) {
		if (*p == '$') {
			if (!variable(&p, &b, why))
				return false;
		} else if (!put(&b, p++, 1)) {
			return no(why, "too long");
		}
	}
	while (b.n > 1 && out[b.n - 1] == '/')
		out[--b.n] = '\0';
	return true;
}

/* ---- one value ---- */

static bool
set_text(char **p, const char *text, char why[NETRT_WHY_LEN])
{
	char *s = strdup(text);

	if (s == NULL)
		return no(why, "no memory");
	free(*p);
	*p = s;
	return true;
}

static size_t
characters(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static bool
set_string(const struct netrt_key *k, char **p, const char *text,
    char why[NETRT_WHY_LEN])
{
	char ae[17];
	size_t n = characters(text);

	if (k->choice != NULL) {
		int i = find_choice(k->choice, text);
		char list[NETRT_WHY_LEN];

		list_choice(k->choice, list);
		return i >= 0 ? set_text(p, k->choice[i], why) :
		    no(why, "must be %.150s", list);
	}
	if ((double)n < k->min)
		return no(why, "must not be empty");
	if (n == 0)
		return set_text(p, text, why);
	if ((double)n > k->max)
		return no(why, "%zu characters, at most %.0f are allowed", n,
		    k->max);
	if (k->check != NULL && !k->check(text, why))
		return false;
	/* PS3.5 6.2: blanks at the ends do not count */
	if (k->check == netrt_rule_ae || k->check == netrt_rule_scu_ae) {
		text += strspn(text, " ");
		n = strlen(text);
		while (n > 0 && text[n - 1] == ' ')
			n--;
		memcpy(ae, text, n);
		ae[n] = '\0';
		text = ae;
	}
	return set_text(p, text, why);
}

static bool
set_path(const struct netrt_key *k, char **p, const char *text,
    char why[NETRT_WHY_LEN])
{
	char path[PATH_MAX];

	if (!expand(text, path, why) || !netrt_rule_plain(path, why))
		return false;
	if (path[0] == '\0')
		return (k->type == NETRT_K_PATH && k->max > 0) ?
		    set_text(p, "", why) : no(why, "must not be empty");
	if (k->type == NETRT_K_PATH && path[0] != '/')
		return no(why, "must be an absolute path (begin with \"/\" "
		    "or \"~/\"): the tools run in different directories");
	return set_text(p, path, why);
}

/* Digits, and for fractions one dot between digits; nothing else. */
static bool
parse_number(const char *text, bool fraction, double *v)
{
	size_t n = strspn(text, "0123456789"), m = 0;

	if (n == 0 || n > 15 || (text[0] == '0' && n > 1))
		return false;
	if (fraction && text[n] == '.' &&
	    ((m = strspn(text + n + 1, "0123456789")) == 0 || m++ > 15))
		return false;
	*v = strtod(text, NULL);
	return text[n + m] == '\0';
}

static bool
set_number(const struct netrt_key *k, void *p, const char *text, bool quoted,
    char why[NETRT_WHY_LEN])
{
	bool fraction = k->type == NETRT_K_NUMBER;
	double v;

	if (quoted || !parse_number(text, fraction, &v))
		return no(why, "must be a %snumber from %.15g to %.15g%s",
		    fraction ? "" : "whole ", k->min, k->max,
		    quoted ? ", without quotes" : "");
	if (v < k->min || v > k->max)
		return no(why, "%s is out of range, %.15g to %.15g", text,
		    k->min, k->max);
	if (fraction)
		*(double *)p = v;
	else
		*(unsigned *)p = (unsigned)v;
	return true;
}

/* The words of YAML 1.1, as the Python NETRT takes them. */
static bool
set_bool(bool *p, const char *text, bool quoted, char why[NETRT_WHY_LEN])
{
	static const char *const word[] = {
		"false", "False", "FALSE", "no", "No", "NO", "off", "Off",
		"OFF", "true", "True", "TRUE", "yes", "Yes", "YES", "on",
		"On", "ON"
	};

	for (size_t i = 0; !quoted && i < sizeof word / sizeof *word; i++)
		if (strcmp(word[i], text) == 0) {
			*p = i >= 9;
			return true;
		}
	return no(why, "must be true or false%s",
	    quoted ? ", without quotes" : "");
}

bool
netrt_value_set(const struct netrt_key *k, void *base, const char *text,
    bool quoted, char why[NETRT_WHY_LEN])
{
	void *p = at(base, k);
	char list[NETRT_WHY_LEN];
	int i;

	switch (k->type) {
	case NETRT_K_TEXT:
		return set_string(k, p, text, why);
	case NETRT_K_PATH:
	case NETRT_K_FILE:
		return set_path(k, p, text, why);
	case NETRT_K_UINT:
	case NETRT_K_NUMBER:
		return set_number(k, p, text, quoted, why);
	case NETRT_K_BOOL:
		return set_bool(p, text, quoted, why);
	case NETRT_K_ENUM:
	case NETRT_K_EITHER:
		if ((i = find_choice(k->choice, text)) < 0) {
			list_choice(k->choice, list);
			return no(why, "must be %.150s", list);
		}
		if (k->type == NETRT_K_ENUM)
			*(int *)p = i;
		else
			*(bool *)p = i;
		return true;
	default:
		return no(why, "not a single value");
	}
}

bool
netrt_value_add(const struct netrt_key *k, void *base, const char *text,
    char why[NETRT_WHY_LEN])
{
	void *p = at(base, k);
	char list[NETRT_WHY_LEN];

	if (k->type == NETRT_K_FLAGS) {
		int i = find_choice(k->choice, text);

		list_choice(k->choice, list);
		if (i < 0)
			return no(why, "must be %.150s", list);
		*(unsigned *)p |= 1u << i;
		return true;
	}
	if (*text == '\0')
		return no(why, "an item must not be empty");
	if (k->check != NULL && !k->check(text, why))
		return false;
	return netrt_strings_add(p, text) || no(why, "no memory");
}

void
netrt_value_free(const struct netrt_key *k, void *base)
{
	void *p = at(base, k);

	switch (k->type) {
	case NETRT_K_TEXT:
	case NETRT_K_PATH:
	case NETRT_K_FILE:
		free(*(char **)p);
		*(char **)p = NULL;
		break;
	case NETRT_K_STRINGS:
		netrt_strings_free(p);
		break;
	default:
		break;
	}
}
