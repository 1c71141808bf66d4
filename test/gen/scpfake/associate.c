/* The negotiation of an association (PS3.8 9.3): see scpfake.h. */
#include <sys/socket.h>

#include <stdio.h>
#include <string.h>

#include "scpfake.h"

#define FIND	"1.2.840.10008.5.1.4.1.2.2.1"	/* Study Root */
#define IMPLICIT "1.2.840.10008.1.2"

static uint8_t ac[65536];

/* An item of an A-ASSOCIATE-AC behind p; returns the new end. */
static uint8_t *
item(uint8_t *p, uint8_t type, const void *v, size_t n)
{
	p[0] = type;
	p[1] = 0;
	p[2] = (uint8_t)(n >> 8);
	p[3] = (uint8_t)n;
	memcpy(p + 4, v, n);
	return p + 4 + n;
}

static void
keep(char uid[UID_LEN], const uint8_t *p, size_t n)
{
	snprintf(uid, UID_LEN, "%.*s", (int)n, (const char *)p);
}

/* Does it take this transfer syntax in this context? */
static bool
takes(const struct scp_context *c, const char *syntax)
{
	if (c->find)
		return strcmp(syntax, IMPLICIT) == 0 ||
		    strcmp(syntax, IMPLICIT ".1") == 0;
	return scp_opt.syntax == NULL || strcmp(syntax, scp_opt.syntax) == 0;
}

/* Answer the presentation context item at p, n bytes long (PS3.8 9.3.2.2). */
static uint8_t *
context(uint8_t *out, const uint8_t *p, size_t n, const char *word)
{
	struct scp_context *c = &scp.pc[p[0]];
	char uid[UID_LEN];
	bool none = strcmp(word, "none") == 0;
	uint8_t body[128] = { p[0], 0, 0, 0 };

	*c = (struct scp_context){ .open = false };
	for (size_t i = 4; i + 4 <= n; i += 4 + scp_be16(p + i + 2)) {
		keep(uid, p + i + 4, scp_be16(p + i + 2));
		if (p[i] == 0x30) {
			c->find = strcmp(uid, FIND) == 0;
			none = none || (c->find && strcmp(word, "no-find") ==
			    0) || (scp_opt.without != NULL &&
			    strcmp(uid, scp_opt.without) == 0);
		} else if (p[i] == 0x40 && !c->open && takes(c, uid)) {
			c->open = true;
			strcpy(c->syntax, uid);
		}
	}
	if (none || !c->open) {
		body[2] = none ? 3 : 4;	/* abstract, transfer syntax */
		strcpy(c->syntax, IMPLICIT);
	}
	return item(out, 0x21, body, (size_t)(item(body + 4, 0x40, c->syntax,
	    strlen(c->syntax)) - body));
}

static bool
accept_ac(const uint8_t *pdu, size_t len, const char *word)
{
	static const uint8_t user[] = { 0x51, 0, 0, 4, 0, 2, 0, 0,
	    0x52, 0, 0, 6, '1', '.', '2', '.', '3', '4' };
	uint8_t *p = ac + 74;

	memset(ac, 0, 74);
	ac[0] = 2;
	memcpy(ac + 6, pdu + 6, 68);
	p = item(p, 0x10, "1.2.840.10008.3.1.1.1", 21);
	for (size_t i = 74; i + 4 <= len + 6; i += 4 + scp_be16(pdu + i + 2))
		if (pdu[i] == 0x20)
			p = context(p, pdu + i + 4, scp_be16(pdu + i + 2),
			    word);
	p = item(p, 0x50, user, sizeof user);
	scp_set32(ac + 2, (size_t)(p - ac) - 6);
	return scp_answer(ac, (size_t)(p - ac), strncmp(word, "ac-", 3) == 0 ?
	    word + 3 : NULL);
}

static bool
reject(unsigned result, unsigned source, unsigned reason)
{
	const uint8_t rj[] = { 3, 0, 0, 0, 0, 4, 0, (uint8_t)result,
	    (uint8_t)source, (uint8_t)reason };

	if (scp_put(rj, sizeof rj))
		shutdown(scp.s, SHUT_WR);
	return scp_hang();
}

bool
scp_associate(const uint8_t *pdu, size_t len, const char *word)
{
	unsigned result, source, reason;

	if (strcmp(word, "rj-temp") == 0)
		word = "rj-2-3-1";
	if (strcmp(word, "rj-perm") == 0)
		word = "rj-1-1-1";
	if (strcmp(word, "rj-ae") == 0)
		word = "rj-1-1-7";
	if (sscanf(word, "rj-%u-%u-%u", &result, &source, &reason) == 3)
		return reject(result, source, reason);
	if (strcmp(word, "close") == 0)
		return false;
	if (strcmp(word, "mute") == 0)
		return scp_hang();
	return accept_ac(pdu, len, word) && (strcmp(word, "hush") != 0 ||
	    scp_hang());
}
