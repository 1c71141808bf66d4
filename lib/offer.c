/* What an association may bring: see offer.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "offer.h"
#include "uid.h"

#define TS	"1.2.840.10008.1.2"

/*
 * In our order of preference.  storescp takes the first that a context
 * offers: without an order of ours it takes JPEG 2000 lossy before anything
 * uncompressed.  What DCMTK 3.6.7 does not know (HTJ2K) must not be here:
 * it would accept the context and abort at the first object.
 */
static const char *const syntaxes[] = {
	TS ".1",		/* Explicit VR Little Endian */
	TS,			/* Implicit VR Little Endian */
	TS ".2",		/* Explicit VR Big Endian */
	TS ".1.99",		/* Deflated Explicit VR Little Endian */
	TS ".4.70",		/* JPEG Lossless, first-order prediction */
	TS ".4.57",		/* JPEG Lossless */
	TS ".4.80",		/* JPEG-LS Lossless */
	TS ".4.90",		/* JPEG 2000, lossless only */
	TS ".5",		/* RLE Lossless */
	TS ".4.92",		/* JPEG 2000 multi-component, lossless only */
	TS ".4.50",		/* JPEG Baseline */
	TS ".4.51",		/* JPEG Extended */
	TS ".4.81",		/* JPEG-LS Near-lossless */
	TS ".4.91",		/* JPEG 2000 */
	TS ".4.93",		/* JPEG 2000 multi-component */
	TS ".4.100",		/* MPEG2 main profile, main level */
	TS ".4.101",		/* MPEG2 main profile, high level */
	TS ".4.102",		/* MPEG-4 AVC/H.264 high profile, 4.1 */
	TS ".4.103",		/* the same, BD-compatible */
	TS ".4.104",		/* 4.2, 2D */
	TS ".4.105",		/* 4.2, 3D */
	TS ".4.106",		/* 4.2, stereo */
	TS ".4.107",		/* HEVC/H.265 main profile */
	TS ".4.108",		/* HEVC/H.265 main 10 profile */
};
#define NSYNTAXES	(sizeof syntaxes / sizeof syntaxes[0])

/* Storage classes that do not lie below ROOT. */
#define ROOT	"1.2.840.10008.5.1.4."
static const char *const others[] = {
	"34.7",			/* RT Beams Delivery Instruction */
	"34.10",		/* RT Brachy Application Setup Delivery */
	"38.1",			/* Hanging Protocol */
	"39.1",			/* Color Palette */
	"43.1", "44.1", "45.1",	/* Implant templates */
};

/* And those below ROOT "1.1." that are none. */
static const char *const services[] = {
	"1.1.200.4", "1.1.200.5", "1.1.200.6",	/* Protocol Approval: FIND,
						 * MOVE, GET */
	"1.1.201.2", "1.1.201.3", "1.1.201.4",	/* Inventory: the same */
	"1.1.201.5", "1.1.201.6",		/* its creation; query */
};

/* Storage classes of former editions: taken when they are named. */
static const char *const retired[] = {
	"1.2.840.10008.5.1.1.27",		/* Stored Print */
	"1.2.840.10008.5.1.1.29",		/* Hardcopy Grayscale Image */
	"1.2.840.10008.5.1.1.30",		/* Hardcopy Color Image */
	ROOT "34.1",		/* RT Beams Delivery Instruction, trial */
};

static bool
among(const char *uid, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(uid, list[i]) == 0)
			return true;
	return false;
}
#define AMONG(uid, list) among(uid, list, sizeof list / sizeof list[0])

static bool
storage(const char *uid)
{
	const size_t n = sizeof ROOT - 1;

	if (strncmp(uid, ROOT, n) != 0)
		return false;
	return strncmp(uid + n, "1.1.", 4) == 0 ?
	    !AMONG(uid + n, services) : AMONG(uid + n, others);
}

/* Everything below this root is the standard's own. */
static bool
private(const char *uid)
{
	static const char root[] = "1.2.840.10008.";

	return strncmp(uid, root, sizeof root - 1) != 0;
}

static bool
covers(const char *entry, const char *uid)
{
	if (strcmp(entry, NETRT_STANDARD_CLASSES) == 0)
		return storage(uid);
	if (strcmp(entry, NETRT_PRIVATE_CLASSES) == 0)
		return private(uid);
	return strcmp(entry, uid) == 0;
}

const struct netrt_strings *
netrt_offer_classes(const struct netrt_config *cfg)
{
	return cfg->listener.accepted_sop_classes.n > 0 ?
	    &cfg->listener.accepted_sop_classes : &cfg->listener.sop_classes;
}

bool
netrt_offer_class(const struct netrt_config *cfg, const char *uid)
{
	const struct netrt_strings *classes = netrt_offer_classes(cfg);

	if (!netrt_uid_valid(uid))
		return false;
	if (strcmp(uid, NETRT_VERIFICATION) == 0)
		return true;
	for (unsigned i = 0; i < classes->n; i++)
		if (covers(classes->s[i], uid))
			return true;
	return classes->n == 0 && storage(uid);
}

bool
netrt_offer_holds(const struct netrt_rq *rq, uint8_t context,
    const char *class)
{
	bool found = false;

	for (unsigned i = 0; i < rq->ncontexts; i++) {
		if (rq->context[i].id != context)
			continue;
		if (strcmp(rq->context[i].abstract, class) != 0)
			return false;
		found = true;
	}
	return found && strcmp(class, NETRT_VERIFICATION) != 0;
}

bool
netrt_offer_can(const char *uid)
{
	return private(uid) || storage(uid) || AMONG(uid, retired) ||
	    strcmp(uid, NETRT_VERIFICATION) == 0;
}

bool
netrt_offer_known(const char *syntax)
{
	for (size_t i = 0; i < NSYNTAXES; i++)
		if (strcmp(syntax, syntaxes[i]) == 0)
			return true;
	return false;
}

const char *
netrt_offer_syntax(const struct netrt_config *cfg, unsigned n)
{
	const struct netrt_strings *only =
	    &cfg->listener.accepted_transfer_syntaxes;

	for (size_t i = 0; i < NSYNTAXES; i++) {
		bool yes = only->n == 0;

		for (unsigned k = 0; k < only->n && !yes; k++)
			yes = strcmp(syntaxes[i], only->s[k]) == 0;
		if (yes && n-- == 0)
			return syntaxes[i];
	}
	return NULL;
}

static bool
proposed_before(const struct netrt_rq *rq, unsigned i)
{
	for (unsigned k = 0; k < i; k++)
		if (strcmp(rq->context[k].abstract,
		    rq->context[i].abstract) == 0)
			return true;
	return false;
}

/* A C-ECHO has no data set: no list of syntaxes may be in its way. */
static const char *
list_of(const char *class)
{
	return strcmp(class, NETRT_VERIFICATION) == 0 ? "Plain" : "Ours";
}

/* Returns how many classes. */
static unsigned
print(FILE *f, const struct netrt_rq *rq, const struct netrt_config *cfg)
{
	const char *uid;
	unsigned n = 0;

	fputs("[[TransferSyntaxes]]\n[Plain]\n", f);
	for (unsigned i = 0; i < 3; i++)
		fprintf(f, "TransferSyntax%u = %s\n", i + 1, syntaxes[i]);
	fputs("[Ours]\n", f);
	for (unsigned i = 0; (uid = netrt_offer_syntax(cfg, i)) != NULL; i++)
		fprintf(f, "TransferSyntax%u = %s\n", i + 1, uid);
	fputs("[[PresentationContexts]]\n[Contexts]\n", f);
	for (unsigned i = 0; i < rq->ncontexts; i++) {
		uid = rq->context[i].abstract;
		if (netrt_offer_class(cfg, uid) && !proposed_before(rq, i))
			fprintf(f, "PresentationContext%u = %s\\%s\n", ++n,
			    uid, list_of(uid));
	}
	if (n == 0)	/* DCMTK wants one; it was not proposed */
		fprintf(f, "PresentationContext1 = %s\\Plain\n",
		    NETRT_VERIFICATION);
	fputs("[[Profiles]]\n[Default]\nPresentationContexts = Contexts\n",
	    f);
	return n;
}

enum netrt_rc
netrt_offer_format(const struct netrt_rq *rq,
    const struct netrt_config *cfg, char **text, unsigned *n,
    struct netrt_err *e)
{
	size_t len;
	FILE *f = open_memstream(text, &len);

	if (f == NULL)
		return netrt_err_errno(e, "association profile");
	*n = print(f, rq, cfg);
	if (fclose(f) == 0)
		return NETRT_OK;
	netrt_err_errno(e, "association profile");
	free(*text);
	*text = NULL;
	return e->rc;
}
