/* Bytes on their way: see buffer.h. */
#include <string.h>

#include "buffer.h"

void
netrt_buffer_init(struct netrt_buffer *b, uint8_t *space, size_t head,
    size_t room, size_t slack)
{
	*b = (struct netrt_buffer){ .p = space + head, .room = room,
	    .home = space + head, .slack = slack };
}

void
netrt_buffer_pass(struct netrt_buffer *b, size_t n)
{
	b->p += n;
	b->room -= n;
	b->n -= n;
	b->ready -= n;
	if (b->p <= b->home)
		return;		/* but a part of the head */

	size_t gone = (size_t)(b->p - b->home);

	if (b->n > 0 && gone <= b->slack)
		return;
	memmove(b->home, b->p, b->n);
	b->p = b->home;
	b->room += gone;
}

void
netrt_buffer_prepend(struct netrt_buffer *b, size_t n)
{
	b->p -= n;
	b->room += n;
	b->n += n;
}
