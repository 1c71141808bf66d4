/*
 * Is somebody else meant?  One Patient ID should be one person, but systems
 * write his name in many ways, and typists err.  Pure.
 */
#ifndef NETRT_PERSON_H
#define NETRT_PERSON_H

#include <stdbool.h>

#include "err.h"

/*
 * Two Patient's Names (PN, UTF-8) and birth dates, as they are in two objects
 * of one Patient ID: *other when both differ, so that it is not one person.
 * Dates differ when both are eight digits and not the same.  Names differ when
 * the family name of neither is among the words of the other, be they in
 * another order or case, without marks or with them written out (Mueller), cut
 * short, or with one letter wrong; names without a common script (kanji,
 * Latin) cannot be told apart.
 */
enum netrt_rc netrt_person_other(const char *name_a, const char *birth_a,
    const char *name_b, const char *birth_b, bool *other,
    struct netrt_err *e) NETRT_MUST;

/* What is said of it. */
#define NETRT_PERSON_TEXT \
	"another name and birth date than in an object before, under one " \
	"Patient ID: two patients; correct it where it comes from, or set " \
	"processing.on_patient_mismatch"

#endif
