/* Data sets as far as they are looked at, and what is held: see scpfake.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scpfake.h"

#define UNDEFINED	0xffffffffu
#define ITEM		0xfffee000u
#define ITEM_END	0xfffee00du
#define SEQ_END		0xfffee0ddu

struct scp_object *scp_held;
size_t scp_nheld;

struct scp_dataset
scp_dataset(const void *p, size_t n, const char *syntax)
{
	return (struct scp_dataset){ .p = p, .end = (const uint8_t *)p + n,
		.implicit = strcmp(syntax, "1.2.840.10008.1.2") == 0,
		.big = strcmp(syntax, "1.2.840.10008.1.2.2") == 0 };
}

static uint32_t
u16(const struct scp_dataset *d, const uint8_t *p)
{
	return d->big ? scp_be16(p) : scp_le16(p);
}

static uint32_t
u32(const struct scp_dataset *d, const uint8_t *p)
{
	return d->big ? (uint32_t)scp_be32(p) : u16(d, p) | u16(d, p + 2) << 16;
}

/* Tag, VR and length of what is at d->p, which moves behind them. */
static bool
header(struct scp_dataset *d, struct scp_attr *a, uint32_t *len)
{
	const uint8_t *p = d->p;
	size_t left = (size_t)(d->end - p);
	bool wide;

	if (left < 8)
		return false;
	a->tag = u16(d, p) << 16 | u16(d, p + 2);
	if (d->implicit || a->tag >> 16 == 0xfffe) {
		a->vr[0] = '\0';
		*len = u32(d, p + 4);
		d->p += 8;
		return true;
	}
	snprintf(a->vr, sizeof a->vr, "%.2s", (const char *)p + 4);
	wide = strstr("OB OW OF OD OL OV SQ UC UN UR UT SV UV", a->vr) != NULL;
	if (wide && left < 12)
		return false;
	*len = wide ? u32(d, p + 8) : u16(d, p + 6);
	d->p += wide ? 12 : 8;
	return true;
}

/* Go behind the end mark of what has no length. */
static bool
skip(struct scp_dataset *d, unsigned depth)
{
	struct scp_attr a;
	uint32_t len;

	while (depth < 32 && header(d, &a, &len)) {
		if (a.tag == SEQ_END || a.tag == ITEM_END)
			return true;
		if (len == UNDEFINED ? !skip(d, depth + 1) :
		    len > (size_t)(d->end - d->p))
			return false;
		if (len != UNDEFINED)
			d->p += len;
	}
	return false;
}

bool
scp_next(struct scp_dataset *d, struct scp_attr *a)
{
	uint32_t len;

	if (!header(d, a, &len))
		return false;
	a->v = d->p;
	a->n = 0;
	if (len == UNDEFINED)
		return skip(d, 0);
	if (len > (size_t)(d->end - d->p))
		return false;
	a->n = len;
	d->p += len;
	return true;
}

void
scp_text(const struct scp_attr *a, char *buf, size_t size)
{
	size_t n = a->n;

	while (n > 0 && (a->v[n - 1] == ' ' || a->v[n - 1] == '\0'))
		n--;
	snprintf(buf, size, "%.*s", (int)n, (const char *)a->v);
}

bool
scp_object(const void *p, size_t n, const char *syntax, struct scp_object *o)
{
	struct scp_dataset d = scp_dataset(p, n, syntax);
	struct scp_attr a;

	memset(o, 0, sizeof *o);
	while (scp_next(&d, &a) && a.tag <= 0x0020000E) {
		char *to = a.tag == 0x00080016 ? o->class :
		    a.tag == 0x00080018 ? o->sop :
		    a.tag == 0x00100020 ? o->patient :
		    a.tag == 0x0020000D ? o->study :
		    a.tag == 0x0020000E ? o->series : NULL;

		if (to != NULL)
			scp_text(&a, to, UID_LEN);
	}
	return *o->sop != '\0' && *o->study != '\0';
}

const struct scp_object *
scp_find_object(const char *sop)
{
	for (size_t i = 0; i < scp_nheld; i++)
		if (strcmp(scp_held[i].sop, sop) == 0)
			return &scp_held[i];
	return NULL;
}

const struct scp_object *
scp_find_study(const char *study)
{
	for (size_t i = 0; i < scp_nheld; i++)
		if (strcmp(scp_held[i].study, study) == 0)
			return &scp_held[i];
	return NULL;
}

void
scp_hold(const struct scp_object *o)
{
	for (size_t i = 0; i < scp_nheld; i++)
		if (strcmp(scp_held[i].sop, o->sop) == 0) {
			scp_held[i] = *o;
			return;
		}
	if (scp_nheld % 256 == 0 && (scp_held = realloc(scp_held,
	    (scp_nheld + 256) * sizeof *scp_held)) == NULL)
		scp_die("realloc");
	scp_held[scp_nheld++] = *o;
}
