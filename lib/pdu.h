/*
 * The upper layer PDUs (PS3.8 section 9.3) and command sets (PS3.7 section
 * 6.3 and 9.3), as far as a relay in front of an SCP must know them.  Pure:
 * bytes in, bytes out.
 *
 *	+------+---+--------+--------------------------------------+
 *	| type | 0 | length | body                                 |   a PDU
 *	+------+---+--------+--------------------------------------+
 *	             P-DATA:  +--------+---------+-----+----------+
 *	                      | length | context | bits| fragment | ...  PDVs
 *	                      +--------+---------+-----+----------+
 *
 * Lengths of PDUs and PDVs are big endian; command sets are implicit VR
 * little endian.  DATA: malformed.
 */
#ifndef NETRT_PDU_H
#define NETRT_PDU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "uid.h"

enum netrt_pdu_type {
	NETRT_PDU_RQ = 1, NETRT_PDU_AC, NETRT_PDU_RJ, NETRT_PDU_DATA,
	NETRT_PDU_RELEASE_RQ, NETRT_PDU_RELEASE_RP, NETRT_PDU_ABORT
};

#define NETRT_PDU_HEAD	6	/* bytes: type, 0, length */
#define NETRT_PDV_HEAD	6	/* bytes: length, context, bits */
#define NETRT_RQ_MIN	68	/* body of the shortest A-ASSOCIATE-RQ */
#define NETRT_RQ_MAX	65536	/* of the longest we read */
#define NETRT_SHORT_PDU	10	/* a whole A-ASSOCIATE-RJ, A-ABORT, release */

/* Length of the body. */
uint32_t netrt_pdu_length(const uint8_t head[NETRT_PDU_HEAD]);

/* ---- A-ASSOCIATE-RQ ---- */

struct netrt_context {
	uint8_t id;
	char abstract[NETRT_UID_LEN];	/* the SOP class */
	const uint8_t *items;		/* its sub-items, in the PDU */
	size_t len;
};

struct netrt_rq {
	bool version1;			/* protocol version 1 is offered */
	bool dicom;			/* by its application context name */
	char called[17], calling[17];	/* without blanks around; any bytes */
	char implementation[17];	/* version name; "" */
	uint32_t max_pdu;		/* what the peer can take; 0: any */
	unsigned ncontexts;
	struct netrt_context context[128];
};

/* p[0..n) is the whole PDU and has to live as long as *out. */
enum netrt_rc netrt_rq_parse(const uint8_t *p, size_t n,
    struct netrt_rq *out, struct netrt_err *e) NETRT_MUST;

/* Visit each transfer syntax that a context offers. */
void netrt_context_each(const struct netrt_context *c,
    void (*visit)(void *ctx, const char *uid), void *ctx);

/* ---- short PDUs ---- */

/* A-ASSOCIATE-RJ (table 9-21): result, source, reason. */
void netrt_rj_make(uint8_t p[NETRT_SHORT_PDU], uint8_t result,
    uint8_t source, uint8_t reason);
/* A-ABORT (table 9-26): source 2 is the provider; reason 0 not given, 2
 * unexpected PDU, 6 invalid parameter. */
void netrt_abort_make(uint8_t p[NETRT_SHORT_PDU], uint8_t source,
    uint8_t reason);
void netrt_release_make(uint8_t p[NETRT_SHORT_PDU]);

/* ---- PDVs and command sets ---- */

struct netrt_pdv {
	uint32_t len;			/* of the fragment that follows */
	uint8_t context;
	bool command, last;
};

/* left: bytes of the P-DATA PDU from here on. */
enum netrt_rc netrt_pdv_parse(const uint8_t p[NETRT_PDV_HEAD], uint32_t left,
    struct netrt_pdv *out, struct netrt_err *e) NETRT_MUST;

enum netrt_command_field {
	NETRT_C_STORE_RQ = 0x0001, NETRT_C_STORE_RSP = 0x8001,
	NETRT_C_ECHO_RQ = 0x0030, NETRT_C_ECHO_RSP = 0x8030,
	NETRT_RSP = 0x8000		/* the bit of every response */
};

struct netrt_command {
	unsigned field;
	unsigned id;			/* (0000,0110), or 0120 of an RSP */
	uint8_t context;		/* that it came in, which its PDV says;
					 * 0 after netrt_command_parse() */
	bool data;			/* a data set follows */
	unsigned status;
	size_t status_at;		/* its offset; 0: there is none */
	char sop_class[NETRT_UID_LEN];
	char sop_instance[NETRT_UID_LEN];  /* "" when it is no UID: too
					 * long, or with NUL inside */
};

enum netrt_rc netrt_command_parse(const uint8_t *p, size_t n,
    struct netrt_command *out, struct netrt_err *e) NETRT_MUST;

/* Write the status into the command set c was parsed from. */
void netrt_command_patch(uint8_t *p, const struct netrt_command *c,
    unsigned status);

#define NETRT_COMMAND_MAX 512		/* bytes that _make() needs */

/*
 * A whole P-DATA PDU with one command: a C-ECHO-RQ, or the response to c
 * with a status.  Returns its length.
 */
size_t netrt_echo_make(uint8_t p[NETRT_COMMAND_MAX], uint8_t context,
    unsigned id);
size_t netrt_response_make(uint8_t p[NETRT_COMMAND_MAX], uint8_t context,
    const struct netrt_command *c, unsigned status);

#endif
