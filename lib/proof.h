/*
 * The proof that a study was delivered, .netrt/delivered:
 *
 *	time EPOCH
 *	inputs HASH
 *
 * Every required destination has all that is made of these inputs.  It lets
 * netrt-study retire the study (mover.h reads it).  The lock is held.
 */
#ifndef NETRT_PROOF_H
#define NETRT_PROOF_H

#include "err.h"
#include "study.h"

/* Write it; the time stays while it is there for the same inputs. */
enum netrt_rc netrt_proof_put(const struct netrt_study *s,
    struct netrt_err *e) NETRT_MUST;
/* What was delivered before does not count while something is missing. */
enum netrt_rc netrt_proof_drop(const struct netrt_study *s,
    struct netrt_err *e) NETRT_MUST;

#endif
