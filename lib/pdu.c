/* Upper layer PDUs and command sets: see pdu.h. */
#include <stdio.h>
#include <string.h>

#include "pdu.h"

#define APPLICATION_CONTEXT	"1.2.840.10008.3.1.1.1"
#define VERIFICATION		"1.2.840.10008.1.1"
#define NO_DATA_SET		0x0101u

static unsigned
be16(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

static uint32_t
be32(const uint8_t *p)
{
	return (uint32_t)be16(p) << 16 | be16(p + 2);
}

static unsigned
le16(const uint8_t *p)
{
	return (unsigned)p[1] << 8 | p[0];
}

static uint32_t
le32(const uint8_t *p)
{
	return (uint32_t)le16(p + 2) << 16 | le16(p);
}

static uint8_t *
put_be32(uint8_t *p, size_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (24 - 8 * i));
	return p + 4;
}

/* A UID without its padding; "" when it is longer than 64 or has NUL. */
static void
copy_uid(char uid[NETRT_UID_LEN], const uint8_t *p, size_t n)
{
	while (n > 0 && (p[n - 1] == '\0' || p[n - 1] == ' '))
		n--;
	uid[0] = '\0';
	if (n >= NETRT_UID_LEN || memchr(p, '\0', n) != NULL)
		return;
	memcpy(uid, p, n);
	uid[n] = '\0';
}

/* A title of n <= 16 bytes without blanks at either end. */
static void
copy_title(char title[17], const uint8_t *p, size_t n)
{
	while (n > 0 && (p[n - 1] == '\0' || p[n - 1] == ' '))
		n--;
	while (n > 0 && *p == ' ')
		p++, n--;
	memcpy(title, p, n);
	title[n] = '\0';
}

uint32_t
netrt_pdu_length(const uint8_t head[NETRT_PDU_HEAD])
{
	return be32(head + 2);
}

/* ---- A-ASSOCIATE-RQ ---- */

/* The next item of p[0..n): its type and body; p and n move on. */
static bool
next_item(const uint8_t **p, size_t *n, uint8_t *type, const uint8_t **body,
    size_t *len)
{
	if (*n < 4)
		return false;
	*type = (*p)[0];
	*len = be16(*p + 2);
	*body = *p + 4;
	if (*n - 4 < *len)
		return false;
	*p += 4 + *len;
	*n -= 4 + *len;
	return true;
}

static enum netrt_rc
broken(struct netrt_err *e, const char *what)
{
	return netrt_err_set(e, NETRT_DATA, "A-ASSOCIATE-RQ: %s", what);
}

static enum netrt_rc
parse_context(const uint8_t *p, size_t n, struct netrt_rq *out,
    struct netrt_err *e)
{
	struct netrt_context *c = &out->context[out->ncontexts];
	const uint8_t *body;
	size_t len, syntaxes = 0;
	uint8_t type;

	if (n < 4)
		return broken(e, "a presentation context is cut off");
	if (out->ncontexts == 128)
		return broken(e, "more than 128 presentation contexts");
	c->id = p[0];
	c->items = p + 4;
	c->len = n - 4;
	for (p += 4, n -= 4; n > 0; ) {
		if (!next_item(&p, &n, &type, &body, &len))
			return broken(e, "a presentation context is cut off");
		if (len > 64)
			return broken(e, "a UID of more than 64 characters");
		if (type == 0x30)
			copy_uid(c->abstract, body, len);
		syntaxes += type == 0x40;
	}
	if (syntaxes == 0)
		return broken(e, "a presentation context without a transfer "
		    "syntax");
	out->ncontexts++;
	return NETRT_OK;
}

/* NULL, or what is wrong with an item of the user information (PS3.7 annex
 * D.3.3).  Nothing here is of use to us, but with a length that does not fit
 * storescp would not answer: it waits for the peer to hang up. */
static const char *
user_fault(uint8_t type, const uint8_t *p, size_t n)
{
	size_t k;

	switch (type) {
	case 0x51:
		return n == 4 ? NULL : "a maximum length not of 4 bytes";
	case 0x52:
	case 0x55:
		return n <= 64 ? NULL :
		    "an implementation named in more than 64 characters";
	case 0x54:		/* a role, an extended negotiation */
	case 0x56:
		k = type == 0x54 ? 4 : 2;
		return n >= k && be16(p) <= n - k ? NULL :
		    "the UID in an item is cut off";
	case 0x58:
		return n >= 6 && (k = be16(p + 2)) <= n - 6 &&
		    be16(p + 4 + k) == n - 6 - k ? NULL :
		    "a user identity of wrong lengths";
	case 0x59:
		return "the answer to a user identity";
	}
	return NULL;
}

static enum netrt_rc
parse_user(const uint8_t *p, size_t n, struct netrt_rq *out,
    struct netrt_err *e)
{
	const uint8_t *body;
	size_t len;
	uint8_t type;

	while (n > 0) {
		if (!next_item(&p, &n, &type, &body, &len))
			return broken(e, "the user information is cut off");

		const char *fault = user_fault(type, body, len);

		if (fault != NULL)
			return broken(e, fault);
		if (type == 0x51)
			out->max_pdu = be32(body);
		if (type == 0x55 && len <= 16)
			copy_title(out->implementation, body, len);
	}
	return NETRT_OK;
}

enum netrt_rc
netrt_rq_parse(const uint8_t *p, size_t n, struct netrt_rq *out,
    struct netrt_err *e)
{
	char name[NETRT_UID_LEN];
	const uint8_t *body;
	size_t len;
	uint8_t type;
	enum netrt_rc rc = NETRT_OK;

	memset(out, 0, sizeof *out);
	if (n < NETRT_PDU_HEAD + NETRT_RQ_MIN || p[0] != NETRT_PDU_RQ ||
	    netrt_pdu_length(p) != n - NETRT_PDU_HEAD)
		return broken(e, "wrong type or length");
	out->version1 = (be16(p + 6) & 1) != 0;
	copy_title(out->called, p + 10, 16);
	copy_title(out->calling, p + 26, 16);
	p += NETRT_PDU_HEAD + NETRT_RQ_MIN;
	n -= NETRT_PDU_HEAD + NETRT_RQ_MIN;
	while (rc == NETRT_OK && n > 0) {
		if (!next_item(&p, &n, &type, &body, &len))
			return broken(e, "an item is cut off");
		if (type == 0x10) {
			copy_uid(name, body, len);
			out->dicom = strcmp(name, APPLICATION_CONTEXT) == 0;
		} else if (type == 0x20) {
			rc = parse_context(body, len, out, e);
		} else if (type == 0x50) {
			rc = parse_user(body, len, out, e);
		}
	}
	if (rc == NETRT_OK && out->ncontexts == 0)
		return broken(e, "no presentation context");
	return rc;
}

void
netrt_context_each(const struct netrt_context *c,
    void (*visit)(void *ctx, const char *uid), void *ctx)
{
	char uid[NETRT_UID_LEN];
	const uint8_t *p = c->items, *body;
	size_t n = c->len, len;
	uint8_t type;

	while (next_item(&p, &n, &type, &body, &len)) {
		if (type != 0x40)
			continue;
		copy_uid(uid, body, len);
		visit(ctx, uid);
	}
}

/* ---- short PDUs ---- */

static void
short_pdu(uint8_t p[NETRT_SHORT_PDU], uint8_t type)
{
	memset(p, 0, NETRT_SHORT_PDU);
	p[0] = type;
	p[5] = 4;
}

void
netrt_rj_make(uint8_t p[NETRT_SHORT_PDU], uint8_t result, uint8_t source,
    uint8_t reason)
{
	short_pdu(p, NETRT_PDU_RJ);
	p[7] = result;
	p[8] = source;
	p[9] = reason;
}

void
netrt_abort_make(uint8_t p[NETRT_SHORT_PDU], uint8_t source, uint8_t reason)
{
	short_pdu(p, NETRT_PDU_ABORT);
	p[8] = source;
	p[9] = reason;
}

void
netrt_release_make(uint8_t p[NETRT_SHORT_PDU])
{
	short_pdu(p, NETRT_PDU_RELEASE_RQ);
}

/* ---- PDVs and command sets ---- */

enum netrt_rc
netrt_pdv_parse(const uint8_t p[NETRT_PDV_HEAD], uint32_t left,
    struct netrt_pdv *out, struct netrt_err *e)
{
	uint32_t len = be32(p);

	if (len < 2 || left < 4 || len > left - 4)
		return netrt_err_set(e, NETRT_DATA, "P-DATA: a PDV of %lu "
		    "bytes where %lu are left", (unsigned long)len,
		    (unsigned long)left);
	*out = (struct netrt_pdv){ .len = len - 2, .context = p[4],
	    .command = (p[5] & 1) != 0, .last = (p[5] & 2) != 0 };
	return NETRT_OK;
}

enum netrt_rc
netrt_command_parse(const uint8_t *p, size_t n, struct netrt_command *out,
    struct netrt_err *e)
{
	memset(out, 0, sizeof *out);
	for (size_t at = 0; at < n; ) {
		if (n - at < 8)
			return netrt_err_set(e, NETRT_DATA,
			    "command set: cut off");
		unsigned group = le16(p + at), el = le16(p + at + 2);
		uint32_t len = le32(p + at + 4);
		const uint8_t *v = p + at + 8;

		if (group != 0 || len > n - at - 8)
			return netrt_err_set(e, NETRT_DATA, "command set: "
			    "(%04X,%04X) does not belong or fit there",
			    group, el);
		if (el == 0x0002)
			copy_uid(out->sop_class, v, len);
		if (el == 0x1000)
			copy_uid(out->sop_instance, v, len);
		if (len == 2 && el == 0x0100)
			out->field = le16(v);
		if (len == 2 && (el == 0x0110 || el == 0x0120))
			out->id = le16(v);
		if (len == 2 && el == 0x0800)
			out->data = le16(v) != NO_DATA_SET;
		if (len == 2 && el == 0x0900) {
			out->status = le16(v);
			out->status_at = at + 8;
		}
		at += 8 + len;
	}
	if (out->field == 0)
		return netrt_err_set(e, NETRT_DATA,
		    "command set: (0000,0100) is not there");
	return NETRT_OK;
}

void
netrt_command_patch(uint8_t *p, const struct netrt_command *c,
    unsigned status)
{
	p[c->status_at] = (uint8_t)status;
	p[c->status_at + 1] = (uint8_t)(status >> 8);
}

static uint8_t *
element(uint8_t *p, unsigned el, const void *v, size_t n)
{
	const uint8_t head[8] = { 0, 0, (uint8_t)el, (uint8_t)(el >> 8),
		(uint8_t)(n + (n & 1)), 0, 0, 0 };

	memcpy(p, head, sizeof head);
	memcpy(p + 8, v, n);
	if (n & 1)
		p[8 + n++] = 0;
	return p + 8 + n;
}

static uint8_t *
us(uint8_t *p, unsigned el, unsigned v)
{
	const uint8_t b[2] = { (uint8_t)v, (uint8_t)(v >> 8) };

	return element(p, el, b, 2);
}

/* Put the headers around the command set that ends at end. */
static size_t
wrap(uint8_t *p, uint8_t context, const uint8_t *end)
{
	uint8_t *set = p + NETRT_PDU_HEAD + NETRT_PDV_HEAD;
	const size_t n = (size_t)(end - set);
	const uint8_t group[4] = { (uint8_t)(n - 12), (uint8_t)((n - 12) >>
	    8), 0, 0 };

	element(set, 0x0000, group, 4);
	p[0] = NETRT_PDU_DATA;
	p[1] = 0;
	put_be32(put_be32(p + 2, n + 6), n + 2);
	p[10] = context;
	p[11] = 3;		/* a command, the last fragment */
	return n + NETRT_PDU_HEAD + NETRT_PDV_HEAD;
}

size_t
netrt_echo_make(uint8_t p[NETRT_COMMAND_MAX], uint8_t context, unsigned id)
{
	uint8_t *q = p + NETRT_PDU_HEAD + NETRT_PDV_HEAD + 12;

	q = element(q, 0x0002, VERIFICATION, strlen(VERIFICATION));
	q = us(q, 0x0100, NETRT_C_ECHO_RQ);
	q = us(q, 0x0110, id);
	q = us(q, 0x0800, NO_DATA_SET);
	return wrap(p, context, q);
}

size_t
netrt_response_make(uint8_t p[NETRT_COMMAND_MAX], uint8_t context,
    const struct netrt_command *c, unsigned status)
{
	uint8_t *q = p + NETRT_PDU_HEAD + NETRT_PDV_HEAD + 12;

	q = element(q, 0x0002, c->sop_class, strlen(c->sop_class));
	q = us(q, 0x0100, c->field | NETRT_RSP);
	q = us(q, 0x0120, c->id);
	q = us(q, 0x0800, NO_DATA_SET);
	q = us(q, 0x0900, status);
	q = element(q, 0x1000, c->sop_instance, strlen(c->sop_instance));
	return wrap(p, context, q);
}
