/*
 * Phases under one Series Instance UID: images that lie in the same planes
 * and are told apart by Temporal Position Identifier or Acquisition Number,
 * such as a 4D-CT or a dynamic study.  Each is a stack of its own, because
 * what was drawn on one is wrong on another: the patient has breathed.
 *
 * Echoes, which have one Acquisition Number, remain one stack; so do slices
 * that were acquired one after another, each with a number of its own.
 */
#ifndef NETRT_PHASE_H
#define NETRT_PHASE_H

#include <stddef.h>

#include "slice.h"

#define NETRT_PHASE_LEN	48

/*
 * Of n slices of one stack bring those of the first phase to the front, in
 * order; how many they are: n when there are no phases.  Then the same of
 * the rest.  what: "Acquisition Number 3", or ""; at first "", then of the
 * phase before.  room has n elements.
 */
size_t netrt_phase_first(struct netrt_slice *s, size_t n,
    struct netrt_slice *room, char what[NETRT_PHASE_LEN]);

#endif
