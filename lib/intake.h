/*
 * The objects of one association: each is committed before its response,
 * refused ones are kept aside, and the studies that it stored into are held
 * (.netrt/receiving) while it is open.
 */
#ifndef NETRT_INTAKE_H
#define NETRT_INTAKE_H

#include "admit.h"
#include "held.h"
#include "relay.h"
#include "spool.h"
#include "tool.h"
#include "working.h"

/* Statuses of a C-STORE (PS3.4 B.2.3; the last two digits are ours). */
enum {
	NETRT_ST_STORED = 0x0000,
	NETRT_ST_CLASS = 0x0122,	/* PS3.7 9.1.1.1.9: the class is not
					 * that of its context */
	NETRT_ST_RESOURCES = 0xA700,	/* disk, memory: try again later */
	NETRT_ST_MISMATCH = 0xA900,	/* UIDs or class are not as announced */
	NETRT_ST_MALFORMED = 0xC000,	/* no whole DICOM object */
	NETRT_ST_CONFLICT = 0xC010,	/* the UID is there with other data */
	NETRT_ST_BUSY = 0xC011		/* would be replaced, but its study is
					 * being processed: try again */
};

struct netrt_intake {
	struct netrt_tool *tool;
	const struct netrt_working *working;
	const struct netrt_guest *guest;
	struct netrt_spool spool;
	int control;				/* to the parent: session.h */
	const struct netrt_relay *relay;	/* for the time of a request */

	unsigned long objects;			/* answered */
	unsigned long stored, same, refused;	/* same: had been there */
	unsigned long echoes;
	struct netrt_helds held;
	bool crowded;				/* one was let go too early */
};

/* The callbacks of a relay; ctx is the intake. */
unsigned netrt_intake_store(void *ctx, const struct netrt_command *rq,
    long long bytes, unsigned status);
void netrt_intake_echo(void *ctx, unsigned status);
bool netrt_intake_full(void *ctx);

/* Let go of the studies. */
void netrt_intake_end(struct netrt_intake *in);

/* AE titles are any bytes: dst is what may be shown of src. */
void netrt_printable(char dst[17], const char *src);

#endif
