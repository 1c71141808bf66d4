/*
 * What netrt-validate finds: a code for programs, a severity, a file, a tag,
 * and a sentence for humans that never holds a value of the patient.
 *
 *	netrt_finding_add(&f, NETRT_DATA, "patient-differs", path, tag, ...)
 *	-> netrt_findings_rc() -> netrt_findings_json()
 */
#ifndef NETRT_FINDING_H
#define NETRT_FINDING_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "log.h"

#define NETRT_FINDINGS_ALIKE	20	/* of one code; the rest is counted */

struct netrt_finding {
	enum netrt_level level;		/* INFO: a note, WARNING, ERROR */
	enum netrt_rc rc;		/* of an ERROR; else OK */
	const char *code;		/* "patient-differs" */
	char *file;			/* "DCM/1.2.3.dcm", or "" */
	uint32_t tag;			/* 0: none */
	char *text;
	size_t more;			/* of this code, not in the list */
};

struct netrt_findings {
	struct netrt_finding *list;
	size_t n;
	enum netrt_rc lost;		/* TEMP: memory ran out on the way */
};

/*
 * Add one.  code must be constant.  file: a path (its last two components
 * are kept) or NULL.  Memory that runs out is remembered in lost.
 */
void netrt_finding_add(struct netrt_findings *f, enum netrt_level level,
    enum netrt_rc rc, const char *code, const char *file, uint32_t tag,
    const char *fmt, ...) NETRT_PRINTF(7, 8);
/* The same, however many there are of the code. */
void netrt_finding_put(struct netrt_findings *f, enum netrt_level level,
    enum netrt_rc rc, const char *code, const char *file, uint32_t tag,
    const char *fmt, ...) NETRT_PRINTF(7, 8);
void netrt_findings_free(struct netrt_findings *f);

/* The worst of the errors; e gets its sentence, and how many more. */
enum netrt_rc netrt_findings_rc(const struct netrt_findings *f,
    struct netrt_err *e);

const char *netrt_severity_name(enum netrt_level level);

/* One JSON object a line; the caller frees *text.  TEMP: no memory. */
enum netrt_rc netrt_findings_json(const struct netrt_findings *f,
    const char *study, char **text, size_t *len, struct netrt_err *e)
    NETRT_MUST;

#endif
