/*
 * Small DICOM files, built in buf[0..len): start(syntax), then elements.
 * P10_MAX, before this is included: how large they can be.
 */
#ifndef P10_H
#define P10_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#ifndef P10_MAX
#define P10_MAX (1 << 21)
#endif
static uint8_t buf[P10_MAX];
static size_t len;

__attribute__((unused)) static void
put(const void *p, size_t n)
{
	memcpy(buf + len, p, n);
	len += n;
}

__attribute__((unused)) static void
put16(unsigned v)
{
	uint8_t p[2] = { (uint8_t)v, (uint8_t)(v >> 8) };

	put(p, 2);
}

__attribute__((unused)) static void
put32(unsigned long v)
{
	put16(v & 0xffff);
	put16((unsigned)(v >> 16));
}

__attribute__((unused)) static void
tag(unsigned long t)
{
	put16((unsigned)(t >> 16));
	put16(t & 0xffff);
}

/* An element in explicit VR; a text is padded by the caller. */
__attribute__((unused)) static void
ex(unsigned long t, const char *vr, const char *text)
{
	tag(t);
	put(vr, 2);
	put16((unsigned)strlen(text));
	put(text, strlen(text));
}

/* The header of one with a long VR. */
__attribute__((unused)) static void
ex_long(unsigned long t, const char *vr, unsigned long n)
{
	tag(t);
	put(vr, 2);
	put16(0);
	put32(n);
}

__attribute__((unused)) static void
im(unsigned long t, const char *text)
{
	tag(t);
	put32(strlen(text));
	put(text, strlen(text));
}

__attribute__((unused)) static void
mark(unsigned long t, unsigned long n)
{
	tag(t);
	put32(n);
}

#define ITEM	mark(0xFFFEE000, 0xffffffff)
#define ITEM_	mark(0xFFFEE00D, 0)
#define SEQ_	mark(0xFFFEE0DD, 0)

__attribute__((unused)) static void
start(const char *syntax)
{
	char uid[65];

	memset(buf, 0, 128);
	len = 128;
	put("DICM", 4);
	ex(0x00020000, "UL", "");
	len -= 2;
	put16(4);
	size_t at = len;

	put32(0);
	ex(0x00020003, "UI", "1.2.3.45");
	snprintf(uid, sizeof uid, "%s%s", syntax,
	    strlen(syntax) % 2 ? " " : "");
	ex(0x00020010, "UI", uid);
	size_t group = len - at - 4;

	buf[at] = (uint8_t)group;
}

#endif
