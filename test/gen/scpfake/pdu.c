/* Bytes and PDUs, sent well or badly: see scpfake.h. */
#include <sys/socket.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "scpfake.h"

static uint8_t in[SCP_PDU_MAX + 6];
static uint8_t out[65536];

bool
scp_get(void *p, size_t n)
{
	uint8_t *q = p;

	while (n > 0) {
		size_t want = n < scp.may_read ? n : scp.may_read;
		ssize_t r = want == 0 ? 0 : read(scp.s, q, want);

		if (r <= 0)
			return false;
		q += r;
		n -= (size_t)r;
		scp.may_read -= (size_t)r;
	}
	return true;
}

bool
scp_put(const void *p, size_t n)
{
	return send(scp.s, p, n, MSG_NOSIGNAL) == (ssize_t)n;
}

bool
scp_hang(void)
{
	while (read(scp.s, in, sizeof in) > 0)
		;
	return false;
}

bool
scp_abort(void)
{
	static const uint8_t pdu[] = { 7, 0, 0, 0, 0, 4, 0, 0, 2, 0 };

	(void)scp_put(pdu, sizeof pdu);
	return false;
}

/* The number behind a word, when the word begins so. */
static bool
number(const char *word, const char *name, size_t *n)
{
	size_t len = strlen(name);

	if (strncmp(word, name, len) != 0)
		return false;
	*n = strtoul(word + len, NULL, 10);
	return true;
}

bool
scp_is_fault(const char *word)
{
	size_t n;

	return number(word, "cut-", &n) || number(word, "stop-", &n) ||
	    number(word, "slow-", &n) || strcmp(word, "garbage") == 0 ||
	    strcmp(word, "huge") == 0;
}

static bool
trickle(const uint8_t *p, size_t n, size_t ms)
{
	const struct timespec pause = { .tv_sec = (time_t)(ms / 1000),
		.tv_nsec = (long)(ms % 1000) * 1000000 };

	for (size_t i = 0; i < n; i++) {
		if (!scp_put(p + i, 1))
			return false;
		nanosleep(&pause, NULL);
	}
	return true;
}

bool
scp_answer(const void *p, size_t n, const char *fault)
{
	static const char garbage[] = "HTTP/1.1 400 Bad Request\r\n\r\n";
	uint8_t head[6];
	size_t v;

	if (fault == NULL)
		return scp_put(p, n);
	if (number(fault, "slow-", &v))
		return trickle(p, n, v);
	if (strcmp(fault, "garbage") == 0)
		return scp_put(garbage, sizeof garbage - 1) && scp_hang();
	if (strcmp(fault, "huge") == 0) {
		memcpy(head, p, 6);
		scp_set32(head + 2, 0x7fffffff);
		return scp_put(head, 6) && scp_put((const uint8_t *)p + 6,
		    n - 6) && scp_hang();
	}
	if (number(fault, "cut-", &v)) {
		(void)scp_put(p, v < n ? v : n);
		return false;
	}
	if (number(fault, "stop-", &v))
		return scp_put(p, v < n ? v : n) && scp_hang();
	return false;
}

unsigned
scp_be16(const void *p)
{
	const uint8_t *b = p;

	return (unsigned)(b[0] << 8 | b[1]);
}

unsigned
scp_le16(const void *p)
{
	const uint8_t *b = p;

	return (unsigned)(b[0] | b[1] << 8);
}

size_t
scp_be32(const void *p)
{
	const uint8_t *b = p;

	return (size_t)b[0] << 24 | (size_t)b[1] << 16 | (size_t)b[2] << 8 |
	    b[3];
}

void
scp_set32(uint8_t *p, size_t v)
{
	for (int i = 3; i >= 0; i--, v >>= 8)
		p[i] = (uint8_t)v;
}

bool
scp_pdu(uint8_t **pdu, size_t *len)
{
	*pdu = in;
	if (!scp_get(in, 6))
		return false;
	*len = scp_be32(in + 2);
	return *len <= SCP_PDU_MAX && scp_get(in + 6, *len);
}

uint8_t *
scp_element(uint8_t *p, unsigned el, const void *v, size_t n)
{
	size_t even = n + (n & 1);
	uint8_t head[8] = { 0, 0, (uint8_t)el, (uint8_t)(el >> 8),
	    (uint8_t)even, (uint8_t)(even >> 8) };

	memcpy(p, head, 8);
	p[7 + even] = el == 0x902 ? ' ' : '\0';
	memcpy(p + 8, v, n);
	return p + 8 + even;
}

uint8_t *
scp_element16(uint8_t *p, unsigned el, unsigned v)
{
	const uint8_t b[2] = { (uint8_t)v, (uint8_t)(v >> 8) };

	return scp_element(p, el, b, 2);
}

/* A PDU header and a PDV header come first, and the group length. */
uint8_t *
scp_command(unsigned field)
{
	uint8_t *p = out + 12 + 12;

	p = scp_element(p, 0x2, scp.class, strlen(scp.class));
	p = scp_element16(p, 0x100, field);
	return scp_element16(p, 0x120, scp.id);
}

/* A PDU with one PDV, of n bytes behind p + 12. */
static size_t
pdv(uint8_t *p, size_t n, uint8_t pc, uint8_t flags)
{
	p[0] = 4;
	p[1] = 0;
	scp_set32(p + 2, n + 6);
	scp_set32(p + 6, n + 2);
	p[10] = pc;
	p[11] = flags;
	return n + 12;
}

bool
scp_respond(uint8_t *end, uint8_t pc, const void *data, size_t n,
    const char *fault)
{
	uint8_t *cmd = out + 12;
	size_t len = (size_t)(end - cmd) - 12;
	const uint8_t group[4] = { (uint8_t)len, (uint8_t)(len >> 8), 0, 0 };

	scp_element(cmd, 0, group, 4);
	len = pdv(out, len + 12, pc, 3);
	if (data != NULL && len + 12 + n <= sizeof out) {
		memcpy(out + len + 12, data, n);
		len += pdv(out + len, n, pc, 2);
	}
	return scp_answer(out, len, fault);
}
