/*
 * Bytes on their way from one side to the other:
 *
 *	 gone   p   ready           n        room
 *	+------+---+---------------+--------+---------+
 *	       | may be passed on  | not yet| free    |
 *	+------+-------------------+--------+---------+
 *
 * What has been passed on stays before p for a while, so that what follows
 * need not be moved each time, and so that a head can be put before p.
 */
#ifndef NETRT_BUFFER_H
#define NETRT_BUFFER_H

#include <stddef.h>
#include <stdint.h>

struct netrt_buffer {
	uint8_t *p;
	size_t room, n;			/* filled */
	size_t ready;			/* [0..ready) may be passed on */
	uint8_t *home;			/* where p began */
	size_t slack;			/* so far p may move away from it */
};

/* space is of head + room bytes: head bytes can be put before p at any time
 * when nothing is ready.  Of room, slack may be taken by what is gone. */
void netrt_buffer_init(struct netrt_buffer *b, uint8_t *space, size_t head,
    size_t room, size_t slack);

/* The first n bytes, n <= ready, have been passed on. */
void netrt_buffer_pass(struct netrt_buffer *b, size_t n);

/* Move p back by n bytes, at most head, which become the first.  Once only
 * before they have been passed on. */
void netrt_buffer_prepend(struct netrt_buffer *b, size_t n);

#endif
