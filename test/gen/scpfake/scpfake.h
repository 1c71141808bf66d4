/* The parts of scpfake: see ../scpfake.c. */
#ifndef SCPFAKE_H
#define SCPFAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UID_LEN		65

/* What it was told to be: the options. */
struct scp_options {
	const char *syntax;	/* -t: the only one it accepts */
	const char *without;	/* -n: a SOP class it does not accept */
	const char *comment;	/* -m */
	unsigned drop;		/* -d: of so many one */
	bool unique;		/* -u */
	const char *identity;	/* -i: refuse, coerce */
};
extern struct scp_options scp_opt;

/* The presentation contexts of the association, by their numbers. */
struct scp_context {
	bool open, find;
	char syntax[UID_LEN];
};

/* The association, and the message that is being received. */
struct scp_state {
	int s;			/* the connection */
	size_t may_read;	/* it dies after so many bytes */
	struct scp_context pc[256];

	unsigned command, id;
	char sop[UID_LEN], class[UID_LEN];
	const char *verdict;	/* what is to become of it */
	uint8_t *data;		/* its data set so far */
	size_t len, room;
};
extern struct scp_state scp;

/* ---- pdu.c: bytes and PDUs */

#define SCP_PDU_MAX	131072u

/* Read exactly n bytes, or send them; false: the connection is over. */
bool scp_get(void *p, size_t n);
bool scp_put(const void *p, size_t n);
/*
 * Send an answer as the fault says (NULL: well): "cut-N", "stop-N", "slow-N",
 * "garbage", "huge"; false: the connection is over.
 */
bool scp_answer(const void *p, size_t n, const char *fault);
bool scp_is_fault(const char *word);
/* Read until the peer goes away; false. */
bool scp_hang(void);
bool scp_abort(void);
/* Read one PDU; its body is *len bytes long. */
bool scp_pdu(uint8_t **pdu, size_t *len);

unsigned scp_be16(const void *p);
unsigned scp_le16(const void *p);
size_t scp_be32(const void *p);
void scp_set32(uint8_t *p, size_t v);

/* Begin and end a command set to be sent, Implicit VR LE. */
uint8_t *scp_command(unsigned field);
uint8_t *scp_element(uint8_t *p, unsigned el, const void *v, size_t n);
uint8_t *scp_element16(uint8_t *p, unsigned el, unsigned v);
/* Send it, under context pc, and data, unless it is NULL, after it. */
bool scp_respond(uint8_t *end, uint8_t pc, const void *data, size_t n,
    const char *fault);

/* ---- associate.c */

/* Answer the A-ASSOCIATE-RQ; true when the association is open. */
bool scp_associate(const uint8_t *pdu, size_t len, const char *word);

/* ---- dataset.c: what lies in the objects */

struct scp_attr {
	uint32_t tag;
	char vr[3];		/* "" when implicit */
	const uint8_t *v;
	size_t n;
};
struct scp_dataset {
	const uint8_t *p, *end;
	bool implicit, big;
};

struct scp_dataset scp_dataset(const void *p, size_t n, const char *syntax);
/* The next one at the top; false at the end, or where it is malformed. */
bool scp_next(struct scp_dataset *d, struct scp_attr *a);
/* Its text without padding. */
void scp_text(const struct scp_attr *a, char *buf, size_t size);

/* What it holds. */
struct scp_object {
	char class[UID_LEN], sop[UID_LEN], study[UID_LEN], series[UID_LEN];
	char patient[UID_LEN];
};
extern struct scp_object *scp_held;
extern size_t scp_nheld;

/* What of an object is looked at; false: it has no UIDs. */
bool scp_object(const void *p, size_t n, const char *syntax,
    struct scp_object *o);
const struct scp_object *scp_find_object(const char *sop);
/* Any one of this study. */
const struct scp_object *scp_find_study(const char *study);
/* Keep it; one of the same UID is replaced. */
void scp_hold(const struct scp_object *o);

/* ---- find.c: C-FIND; the connection goes on when true */
bool scp_query(uint8_t pc, const char *word);

/* ---- scpfake.c */
void scp_die(const char *what);
void scp_note(const char *what, const char *a, const char *b);
#endif
