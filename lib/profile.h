/*
 * Association profiles: the text of DCMTK's configuration file for storescu
 * and storescp (-xf FILE Default), with exactly the presentation contexts
 * that are wanted.
 */
#ifndef NETRT_PROFILE_H
#define NETRT_PROFILE_H

#include <stddef.h>

#include "err.h"

#define NETRT_PROFILE_CONTEXTS	128	/* odd identifiers 1 to 255, PS3.8
					 * 9.3.2.2 */
#define NETRT_PROFILE_SYNTAXES	3	/* most for one file */

/*
 * The transfer syntaxes under which a file of this one may be sent, itself
 * first: each becomes a context of its own, so that the peer says yes or no
 * to each.  An uncompressed (or deflated) file may go as Explicit and
 * Implicit VR LE as well: nothing but the encoding of lengths and VRs
 * changes (PS3.5 10.1 demands the latter).  A compressed file goes as it is
 * or not at all.  Returns how many.
 */
size_t netrt_profile_syntaxes(const char *syntax,
    const char *out[NETRT_PROFILE_SYNTAXES]);

/*
 * The profile that proposes each of n SOP classes in each of the transfer
 * syntaxes.  DATA when they are more than NETRT_PROFILE_CONTEXTS contexts or
 * a UID is none.  The caller frees *text.
 */
enum netrt_rc netrt_profile_format(const char *const *syntaxes,
    size_t nsyntaxes, const char *const *classes, size_t n, char **text,
    struct netrt_err *e) NETRT_MUST;

#endif
