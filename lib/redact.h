/*
 * What logs and records may not say: names of the files of a study, which
 * somebody may have given by hand ("MEIER_HANS.dcm"), and original UIDs but
 * for that of the study.  They go where messages leave (log.h, tool.h), so
 * that no message needs to think of them.
 *
 *	DCM/MEIER_HANS.dcm	DCM/#3f9a21c0	digest in .netrt/inputs
 *	DCM/MEIER_HANS.dcm	DCM/(file 3 of 7)	while there is none
 *	Structure/other		Structure/(a file)	of another study
 *	1.2.840.113619.2.5	UID#81dc9bdb	SHA-256 of the UID
 *
 * The eight digits lead an engineer with access to the study to the file
 * (netrt-log(1), FILES IN MESSAGES), and nobody else to the patient.
 */
#ifndef NETRT_REDACT_H
#define NETRT_REDACT_H

#include "err.h"

/* Texts and what takes their place; NULL is an empty one. */
struct netrt_redact;

enum netrt_rc netrt_redact_open(struct netrt_redact **out,
    struct netrt_err *e) NETRT_MUST;
void netrt_redact_close(struct netrt_redact *r);

/* Wherever text stands, there will be: instead. */
enum netrt_rc netrt_redact_add(struct netrt_redact *r, const char *text,
    const char *instead, struct netrt_err *e) NETRT_MUST;
/* The file "DCM/x" with that digest (study.h, inputs). */
enum netrt_rc netrt_redact_file(struct netrt_redact *r, const char *name,
    const char *digest, struct netrt_err *e) NETRT_MUST;

/* The i-th of n files, in the order of names, when there is no digest. */
enum netrt_rc netrt_redact_number(struct netrt_redact *r, const char *name,
    size_t i, size_t n, struct netrt_err *e) NETRT_MUST;

/*
 * A message as it may leave.  UIDs of studies ("UID_1.2.3", "study 1.2.3"),
 * registered ones, and those that netrt made (UUIDs of version 8) stay.  The
 * caller frees it; NULL: no memory.
 */
char *netrt_redact_text(const struct netrt_redact *r, const char *text);
/* As a record beside the files may have it: names that netrt gave, which are
 * UIDs, stay, and so do all UIDs. */
char *netrt_redact_names(const struct netrt_redact *r, const char *text);

#endif
