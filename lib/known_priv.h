/* What known.c (collecting) and known_find.c (searching) share. */
#ifndef NETRT_KNOWN_PRIV_H
#define NETRT_KNOWN_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fs.h"
#include "known.h"
#include "scan.h"

enum kind { NAME, ID, DATE };

struct token {
	uint32_t *cp;		/* folded, no blank at either end */
	size_t n;
	char *raw;		/* as it was written */
	enum kind kind;
	enum netrt_bound bound;
	bool number;		/* digits only */
	bool anatomy;		/* words of anatomy only */
};

struct netrt_known {
	struct token *token;
	size_t n;
	struct netrt_names seen;	/* what was added */
	struct netrt_names allowed;
	struct netrt_scan *any;		/* all, in bytes */
	struct netrt_scan *file;	/* the long ones */
};

#endif
