/* What cut.c and cut_date.c ask of a character of UTF-8 text. */
#ifndef NETRT_CUT_CHAR_H
#define NETRT_CUT_CHAR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static inline bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Letters of any script: all bytes of UTF-8 beyond ASCII count. */
static inline bool
letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (unsigned char)c >= 0x80;
}

static inline bool
in(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static inline size_t
digits(const char *p)
{
	return strspn(p, "0123456789");
}

#endif
