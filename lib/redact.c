/* What logs and records may not say: see redact.h. */
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dcm.h"
#include "hash.h"
#include "redact.h"
#include "uid.h"

#define HANDLE		8	/* hexadecimal digits */
#define FILE_TEXT	"(a file)"
#define NUMBER_TEXT	"(file "
#define UID_TEXT	"UID#"

struct pair {
	char *text, *instead;
	size_t len;
	bool named;		/* it has a name that netrt did not give */
};

struct netrt_redact {
	struct pair *pair;
	size_t n;
};

enum netrt_rc
netrt_redact_open(struct netrt_redact **out, struct netrt_err *e)
{
	*out = calloc(1, sizeof **out);
	return *out != NULL ? NETRT_OK : netrt_err_errno(e, "names");
}

void
netrt_redact_close(struct netrt_redact *r)
{
	for (size_t i = 0; r != NULL && i < r->n; i++) {
		free(r->pair[i].text);
		free(r->pair[i].instead);
	}
	if (r != NULL)
		free(r->pair);
	free(r);
}

enum netrt_rc
netrt_redact_add(struct netrt_redact *r, const char *text,
    const char *instead, struct netrt_err *e)
{
	struct pair *p;

	if ((r->n & (r->n - 1)) == 0) {	/* 0, 1, 2, 4, ... */
		p = realloc(r->pair, (r->n == 0 ? 1 : 2 * r->n) * sizeof *p);
		if (p == NULL)
			return netrt_err_errno(e, "names");
		r->pair = p;
	}
	p = &r->pair[r->n];
	*p = (struct pair){ strdup(text), strdup(instead), strlen(text),
	    true };
	if (p->text == NULL || p->instead == NULL) {
		free(p->text);
		free(p->instead);
		return netrt_err_set(e, NETRT_TEMP, "names: no memory");
	}
	r->n++;
	return NETRT_OK;
}

/* "1.2.3.dcm", as netrt names files. */
static bool
by_uid(const char *p, size_t n)
{
	size_t digits = strspn(p, "0123456789.");

	return digits > 0 && (digits == n || (digits + 3 == n &&
	    p[digits - 1] == '.' && strncmp(p + digits, "dcm", 3) == 0));
}

enum netrt_rc
netrt_redact_file(struct netrt_redact *r, const char *name,
    const char *digest, struct netrt_err *e)
{
	char instead[64];
	size_t room = strcspn(name, "/");
	enum netrt_rc rc;

	snprintf(instead, sizeof instead, "%.*s/#%.*s", (int)room, name,
	    HANDLE, digest);
	rc = netrt_redact_add(r, name, instead, e);
	if (rc == NETRT_OK && name[room] == '/')
		r->pair[r->n - 1].named = !by_uid(name + room + 1,
		    strlen(name + room + 1));
	return rc;
}

enum netrt_rc
netrt_redact_number(struct netrt_redact *r, const char *name, size_t i,
    size_t n, struct netrt_err *e)
{
	char instead[96];

	snprintf(instead, sizeof instead, "%.*s/" NUMBER_TEXT "%zu of %zu)",
	    (int)strcspn(name, "/"), name, i, n);
	return netrt_redact_add(r, name, instead, e);
}

/* Does a name end before this? */
static bool
ends(const char *p)
{
	return !isalnum((unsigned char)*p) && (*p != '.' ||
	    !isalnum((unsigned char)p[1]));
}

/* The longest text of the table that stands here. */
static const struct pair *
known(const struct netrt_redact *r, const char *p, bool uids)
{
	const struct pair *best = NULL;

	for (size_t i = 0; r != NULL && i < r->n; i++) {
		const struct pair *q = &r->pair[i];

		if (q->text[0] == *p && (uids || q->named) && (best == NULL || q->len > best->len) &&
		    strncmp(q->text, p, q->len) == 0 && ends(p + q->len))
			best = q;
	}
	return best;
}

/* Does a room of a study stand here, "DCM/"?  Its length. */
static size_t
room(const char *text, const char *p)
{
	static const char *const rooms[] = { "DCM/", "Structure/" };

	if (p > text && (isalnum((unsigned char)p[-1]) || p[-1] == '_'))
		return 0;
	for (size_t i = 0; i < 2; i++)
		if (strncmp(p, rooms[i], strlen(rooms[i])) == 0)
			return strlen(rooms[i]);
	return 0;
}

/* How long is the name of a file that nobody knows?  A name may hold blanks:
 * rather too much than a part of it stays. */
static size_t
name_length(const char *p)
{
	const char *dot = p, *colon = strstr(p, ": ");
	size_t n = colon != NULL ? (size_t)(colon - p) : strlen(p);

	while ((dot = strstr(dot, ".dcm")) != NULL) {
		dot += 4;
		if (isalnum((unsigned char)*dot) == 0)
			return (size_t)(dot - p) < n ? (size_t)(dot - p) : n;
	}
	return n;
}

/* The length of the UID that stands here, or 0: "1.2.3." has no last dot. */
static size_t
uid_length(const char *text, const char *p)
{
	size_t n;

	if (p > text && (isalnum((unsigned char)p[-1]) || p[-1] == '.'))
		return 0;
	n = strspn(p, "0123456789.");
	while (n > 0 && p[n - 1] == '.')
		n--;
	return n < NETRT_UID_LEN ? n : 0;
}

/* Numbers, versions, and addresses of hosts look alike. */
static bool
is_uid(const char *uid)
{
	size_t dots = 0;

	for (const char *p = uid; *p != '\0'; p++)
		dots += *p == '.';
	return netrt_uid_valid(uid) && (dots >= 5 ||
	    (dots >= 2 && strlen(uid) >= 20));
}

/* Is it one that netrt made: a UUID of version 8, below 2.25? */
static bool
is_ours(const char *uid)
{
	unsigned char u[16] = { 0 };

	if (strncmp(uid, "2.25.", 5) != 0)
		return false;
	for (const char *p = uid + 5; *p != '\0'; p++) {
		unsigned carry = (unsigned)(*p - '0');

		if (*p == '.')
			return false;
		for (size_t i = 16; i-- > 0;) {
			carry += u[i] * 10u;
			u[i] = (unsigned char)carry;
			carry >>= 8;
		}
		if (carry != 0)
			return false;
	}
	return u[6] >> 4 == 8 && u[8] >> 6 == 2;
}

/* Is it said to be the UID of a study? */
static bool
is_study(const char *text, const char *p, size_t len)
{
	static const char *const before[] = { "UID_", "study ", "studies " };

	if (p == text && p[len] == ':')	/* messages begin with it */
		return true;
	for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
		size_t n = strlen(before[i]);

		if ((size_t)(p - text) >= n &&
		    strncmp(p - n, before[i], n) == 0)
			return true;
	}
	return false;
}

static void
put_uid(FILE *f, const char *text, const char *p, size_t n)
{
	char uid[NETRT_UID_LEN], hex[NETRT_HEX_LEN];
	uint8_t digest[NETRT_HASH_LEN];
	struct netrt_hash *h;
	struct netrt_err none;

	memcpy(uid, p, n);
	uid[n] = '\0';
	if (!is_uid(uid) || is_study(text, p, n) || is_ours(uid) ||
	    netrt_uid_registered(uid)) {
		fputs(uid, f);
		return;
	}
	if (netrt_hash_open(&h, NULL, 0, &none) != NETRT_OK) {
		fputs(UID_TEXT, f);
		return;
	}
	netrt_hash_add(h, uid, n);
	netrt_hash_get(h, digest);
	netrt_hash_close(h);
	netrt_hash_format(digest, hex);
	fprintf(f, UID_TEXT "%.*s", HANDLE, hex);
}

/* One that netrt gave is left to put_uid(); and what stands for a name is
 * none. */
static bool
harmless(const char *p, size_t n)
{
	static const char hex[] = "0123456789abcdef";

	if (*p == '#')
		return strspn(p + 1, hex) == HANDLE && ends(p + 1 + HANDLE);
	return by_uid(p, n) ||
	    strncmp(p, FILE_TEXT, sizeof FILE_TEXT - 1) == 0 ||
	    (strncmp(p, NUMBER_TEXT, sizeof NUMBER_TEXT - 1) == 0 &&
	    isdigit((unsigned char)p[sizeof NUMBER_TEXT - 1])) ||
	    (strncmp(p, UID_TEXT, sizeof UID_TEXT - 1) == 0 &&
	    strspn(p + sizeof UID_TEXT - 1, hex) == HANDLE);
}

static char *
redact(const struct netrt_redact *r, const char *text, bool uids)
{
	char *out = NULL;
	size_t size = 0, n;
	FILE *f = open_memstream(&out, &size);

	if (f == NULL)
		return NULL;
	for (const char *p = text; *p != '\0';) {
		const struct pair *q = known(r, p, uids);

		if (q != NULL) {
			fputs(q->instead, f);
			p += q->len;
		} else if ((n = room(text, p)) > 0) {
			fwrite(p, 1, n, f);
			p += n;
			n = name_length(p);
			if (n > 0 && !harmless(p, n)) {
				fputs(FILE_TEXT, f);
				p += n;
			}
		} else if (uids && (n = uid_length(text, p)) > 0) {
			put_uid(f, text, p, n);
			p += n;
		} else {
			putc(*p++, f);
		}
	}
	if (fclose(f) == 0)
		return out;
	free(out);
	return NULL;
}

char *
netrt_redact_text(const struct netrt_redact *r, const char *text)
{
	return redact(r, text, true);
}

char *
netrt_redact_names(const struct netrt_redact *r, const char *text)
{
	return redact(r, text, false);
}
