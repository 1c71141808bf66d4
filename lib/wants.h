/*
 * What an RTSTRUCT wants that is not in its study: it names images of
 * another one (netrt-study(5), LINKS).  It is read from the head of the file
 * (refs.h), and kept in .netrt/wants of a study that waits for them, so that
 * a study that begins finds out cheaply who waits for it:
 *
 *	rtstruct 1.2.3.dcm
 *	study 1.2.4			of RT Referenced Study Sequence
 *	image 1.2.4.1			up to 16 of those it names
 *	other-patient 1.2.4		is here, but of another patient
 */
#ifndef NETRT_WANTS_H
#define NETRT_WANTS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "uid.h"

#define NETRT_WANTS		".netrt/wants"
#define NETRT_WANTS_STUDIES	4
#define NETRT_WANTS_IMAGES	16

struct netrt_wants {
	char file[NAME_MAX + 1];		/* its name in Structure */
	char study[NETRT_WANTS_STUDIES][NETRT_UID_LEN];
	size_t nstudies;
	char image[NETRT_WANTS_IMAGES][NETRT_UID_LEN];	/* spread over all */
	size_t nimages;
	char refused[NETRT_UID_LEN];		/* "": none */
};

/*
 * Does Structure/file of the open study directory, whose UID is uid, want
 * another study?  Not when it names that one, or an image of its DCM; nor
 * when it names nothing or its head cannot be read.  Memory and disk alone
 * can fail.
 */
enum netrt_rc netrt_wants_look(int dirfd, const char *uid, const char *file,
    struct netrt_wants *out, bool *wants, struct netrt_err *e) NETRT_MUST;

/* Is an image that it names in DCM of this study?  Is the study named? */
bool netrt_wants_image(const struct netrt_wants *w, int dirfd);
bool netrt_wants_study(const struct netrt_wants *w, const char *uid);

/* .netrt/wants; absent: *n is 0.  The caller frees *list. */
enum netrt_rc netrt_wants_read(int dirfd, struct netrt_wants **list,
    size_t *n, struct netrt_err *e) NETRT_MUST;
/* n 0: it goes.  The lock of the study is held. */
enum netrt_rc netrt_wants_write(int dirfd, const struct netrt_wants *list,
    size_t n, struct netrt_err *e) NETRT_MUST;

#endif
