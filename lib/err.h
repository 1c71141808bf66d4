/*
 * Exit codes and errors.
 *
 * enum netrt_rc is the only table of exit codes: the values of sysexits(3)
 * that netrt uses, and what netrt-run(8) does with each (netrt(7), EXIT
 * STATUS).  A function that can fail returns one and fills the caller's
 * struct netrt_err.  The innermost function writes the cause with
 * netrt_err_set(); each caller puts the place in front with
 * netrt_err_prefix():
 *
 *	UID_1.2/DCM/7.dcm: (3006,0050): 7 numbers, not a multiple of 3
 *
 * No message ever holds the value of an attribute of a patient.
 */
#ifndef NETRT_ERR_H
#define NETRT_ERR_H

#ifdef __cplusplus
extern "C" {
#endif

#define NETRT_MUST	__attribute__((warn_unused_result))
#define NETRT_PRINTF(f, a) __attribute__((format(printf, f, a)))

enum netrt_rc {
	NETRT_OK = 0,		/* done, done before, or switched off */
	NETRT_USAGE = 64,	/* called wrong */
	NETRT_DATA = 65,	/* this study can never pass as it stands */
	NETRT_NOINPUT = 66,	/* a required component is missing */
	NETRT_SOFTWARE = 70,	/* a bug of netrt */
	NETRT_TEMP = 75,	/* may work later */
	NETRT_CONFIG = 78	/* configuration, key, font or dictionary wrong */
};

struct netrt_err {
	enum netrt_rc rc;
	char msg[512];
};

/* Set the cause.  Returns rc.  e is never NULL. */
enum netrt_rc netrt_err_set(struct netrt_err *e, enum netrt_rc rc,
    const char *fmt, ...) NETRT_PRINTF(3, 4);

/*
 * Set the cause from errno, the text of strerror(3) after ": ".  Returns the
 * class of errno: CONFIG for permissions and a read-only file system, DATA
 * for a path that is not what it should be (absent, a symbolic link, not a
 * directory), TEMP for everything else (disk, memory, descriptors, I/O).
 */
enum netrt_rc netrt_err_errno(struct netrt_err *e, const char *fmt, ...)
    NETRT_PRINTF(2, 3);

/* Put "text: " in front of the message.  Returns e->rc. */
enum netrt_rc netrt_err_prefix(struct netrt_err *e, const char *fmt, ...)
    NETRT_PRINTF(2, 3);

/* The name of a code ("DATA"), or NULL. */
const char *netrt_rc_name(enum netrt_rc rc);

/*
 * The worse of two codes over many studies:
 * 0 < 66 < 65 < 75 < 70 < 64 < 78.
 */
enum netrt_rc netrt_rc_worst(enum netrt_rc a, enum netrt_rc b);

#ifdef __cplusplus
}
#endif

#endif
