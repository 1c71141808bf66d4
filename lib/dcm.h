/*
 * A C face over DCMTK's libdcmdata: the only C++ in netrt is dcm.cc.
 *
 *	netrt_dcm_init()  once a process, then
 *	netrt_dcm_open(path, &d) -> netrt_dcm_root(d) -> netrt_item_get_*(),
 *	netrt_item_set_*() -> netrt_dcm_write(d, other_path) -> close
 *
 * Only DICOM files (PS3.10: preamble, "DICM", group 0002) are read.  What is
 * stored as UN under a tag of the dictionary is read as that, a sequence too,
 * and written so: no name and no UID may hide there.  Values
 * over 4 KiB stay in the source file until they are asked for or written,
 * so the source must not change while the handle is open, and memory does
 * not grow with the pixel data.  A file is never written onto its source.
 *
 * Before a file that came from outside is opened, netrt_part10_check() must
 * have passed it: libdcmdata 3.6.7 crashes on deeply nested sequences.
 *
 * Handles: struct netrt_dcm is owned by the caller; struct netrt_item (a
 * data set or an item of a sequence) belongs to its netrt_dcm and lives as
 * long, or until it is removed.  A tag is 0xGGGGEEEE (tag.h).  Errors: DATA
 * when the file or a value is wrong (the message names the tag, never the
 * value), TEMP for memory and disk, CONFIG for the data dictionary, SOFTWARE
 * for anything DCMTK did not expect.  No exception leaves.
 */
#ifndef NETRT_DCM_H
#define NETRT_DCM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "tag.h"

#ifdef __cplusplus
extern "C" {
#endif

struct netrt_dcm;
struct netrt_item;

#define NETRT_TS_IMPLICIT	"1.2.840.10008.1.2"
#define NETRT_TS_EXPLICIT	"1.2.840.10008.1.2.1"
#define NETRT_TS_DEFLATED	"1.2.840.10008.1.2.1.99"
#define NETRT_TS_BIG_ENDIAN	"1.2.840.10008.1.2.2"

/* Switch DCMTK's own logging off, check the dictionary (CONFIG), register
 * the JPEG, JPEG-LS and RLE decoders. */
enum netrt_rc netrt_dcm_init(struct netrt_err *e) NETRT_MUST;

enum netrt_rc netrt_dcm_open(const char *path, struct netrt_dcm **out,
    struct netrt_err *e) NETRT_MUST;
/* An empty data set, for objects that netrt makes. */
enum netrt_rc netrt_dcm_new(struct netrt_dcm **out, struct netrt_err *e)
    NETRT_MUST;
void netrt_dcm_close(struct netrt_dcm *d);

/*
 * A data set of which parts are left out: the n spans of an open file, whole
 * elements one behind the other, in this transfer syntax (not deflated).
 * They are read into memory; it can be read and changed, not written.
 */
struct netrt_span {
	long long begin, end;		/* offsets */
};
enum netrt_rc netrt_dcm_open_spans(int fd, const struct netrt_span *span,
    size_t n, const char *syntax, struct netrt_dcm **out,
    struct netrt_err *e) NETRT_MUST;
/* Append the data set of a file, without group 0002, in Explicit VR LE to
 * the open file fd. */
enum netrt_rc netrt_dcm_transcode(const char *path, int fd,
    struct netrt_err *e) NETRT_MUST;

struct netrt_item *netrt_dcm_root(struct netrt_dcm *d);
/* The transfer syntax UID of the file; "" for a new one. */
const char *netrt_dcm_syntax(const struct netrt_dcm *d);
/* Is its pixel data encapsulated? */
bool netrt_dcm_encapsulated(const struct netrt_dcm *d);

/*
 * Write to a new file (0600; it must not exist), with new file meta and an
 * empty preamble; SOP class and instance are the data set's.  syntax NULL:
 * that of the source, but Explicit VR LE for deflated and big endian.  Not
 * fsynced; write-back is begun.
 */
enum netrt_rc netrt_dcm_write(struct netrt_dcm *d, const char *path,
    const char *syntax, struct netrt_err *e) NETRT_MUST;

/* ---- reading ---- */

bool netrt_item_has(struct netrt_item *it, uint32_t tag);
/* Length of the value in bytes as stored; 0 when absent. */
size_t netrt_item_len(struct netrt_item *it, uint32_t tag);

/*
 * The whole value as stored, backslashes between values, padding trimmed.
 * Absent or empty: "".  Longer than size - 1: DATA.  Not for sequences.
 */
enum netrt_rc netrt_item_get_str(struct netrt_item *it, uint32_t tag,
    char *buf, size_t size, struct netrt_err *e) NETRT_MUST;
/* Value number i (from 0) of the same, blanks trimmed at both ends. */
enum netrt_rc netrt_item_get_value(struct netrt_item *it, uint32_t tag,
    unsigned i, char *buf, size_t size, struct netrt_err *e) NETRT_MUST;
/*
 * The text in UTF-8, from the character set of the item (PS3.3 C.12.1.1.2,
 * inherited from the data set).  Bytes that cannot be converted become
 * U+FFFD.  The caller frees *text ("" when absent).
 */
enum netrt_rc netrt_item_get_text(struct netrt_item *it, uint32_t tag,
    char **text, struct netrt_err *e) NETRT_MUST;
/* The same from the character set that is given, whatever the item says. */
enum netrt_rc netrt_item_get_text_as(struct netrt_item *it, uint32_t tag,
    const char *sets, char **text, struct netrt_err *e) NETRT_MUST;
/*
 * All numbers of a DS, IS, FD, FL, US, SS, UL, SL (or UN holding DS text,
 * as long DS values are written) element.  Absent: *n is 0.  A part that is
 * no finite number: DATA.  The caller frees *v (NULL when *n is 0).
 */
enum netrt_rc netrt_item_get_doubles(struct netrt_item *it, uint32_t tag,
    double **v, size_t *n, struct netrt_err *e) NETRT_MUST;
/* One of them, of n bytes; false: no finite number. */
bool netrt_number_parse(const char *p, size_t n, double *v);
/* Exactly n numbers into v; *found false, and OK, when absent or empty;
 * another count: DATA. */
enum netrt_rc netrt_item_get_vector(struct netrt_item *it, uint32_t tag,
    double *v, size_t n, bool *found, struct netrt_err *e) NETRT_MUST;
/* One integer (US, SS, UL, SL, IS); def when absent or empty. */
enum netrt_rc netrt_item_get_int(struct netrt_item *it, uint32_t tag,
    long def, long *v, struct netrt_err *e) NETRT_MUST;
/* The bytes of an OB, OW or UN value in little endian order; owned by the
 * item.  Encapsulated pixel data: DATA. */
enum netrt_rc netrt_item_get_bytes(struct netrt_item *it, uint32_t tag,
    const void **p, size_t *n, struct netrt_err *e) NETRT_MUST;

/* Items of a sequence; 0 when absent. */
size_t netrt_item_count(struct netrt_item *it, uint32_t tag);
/* Item i, or NULL. */
struct netrt_item *netrt_item_at(struct netrt_item *it, uint32_t tag,
    size_t i);
/* The item after prev, the first one after NULL; NULL: no more.  DCMTK keeps
 * items in a list: to go over all of them by number takes the square. */
struct netrt_item *netrt_item_next(struct netrt_item *it, uint32_t tag,
    struct netrt_item *prev);

/* ---- changing ---- */

/* Text whose characters are all ASCII (codes, numbers, dates, UIDs), or
 * that is already in the character set of the data set. */
enum netrt_rc netrt_item_set_str(struct netrt_item *it, uint32_t tag,
    const char *value, struct netrt_err *e) NETRT_MUST;
/*
 * UTF-8 text, converted to the character set of the data set; what that
 * set cannot hold becomes '?'.  max: the VR's characters (16 SH, 64 LO ...),
 * cut there.
 */
enum netrt_rc netrt_item_set_text(struct netrt_item *it, uint32_t tag,
    const char *utf8, size_t max, struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_item_set_us(struct netrt_item *it, uint32_t tag,
    const uint16_t *v, size_t n, struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_item_set_ss(struct netrt_item *it, uint32_t tag,
    const int16_t *v, size_t n, struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_item_set_ul(struct netrt_item *it, uint32_t tag,
    const uint32_t *v, size_t n, struct netrt_err *e) NETRT_MUST;
/* OB or OW bytes in little endian order; n even. */
enum netrt_rc netrt_item_set_bytes(struct netrt_item *it, uint32_t tag,
    bool ow, const void *p, size_t n, struct netrt_err *e) NETRT_MUST;
/* Make an empty (type 2) element. */
enum netrt_rc netrt_item_set_empty(struct netrt_item *it, uint32_t tag,
    struct netrt_err *e) NETRT_MUST;
/* A new item at the end of a sequence, made when absent. */
enum netrt_rc netrt_item_add(struct netrt_item *it, uint32_t tag,
    struct netrt_item **out, struct netrt_err *e) NETRT_MUST;
/* A copy of item i of a sequence, at its end. */
enum netrt_rc netrt_item_dup(struct netrt_item *it, uint32_t tag, size_t i,
    struct netrt_item **out, struct netrt_err *e) NETRT_MUST;
/* A copy of element tag of from (with its items) in to, replacing. */
enum netrt_rc netrt_item_copy(struct netrt_item *to, struct netrt_item *from,
    uint32_t tag, struct netrt_err *e) NETRT_MUST;
/* Remove; absent is fine. */
void netrt_item_del(struct netrt_item *it, uint32_t tag);
void netrt_item_del_at(struct netrt_item *it, uint32_t tag, size_t i);
/* Remove each item i of a sequence where gone[i], which has one for each: in
 * one pass, as a list of many items needs it. */
void netrt_item_del_some(struct netrt_item *it, uint32_t tag,
    const bool *gone);
void netrt_item_del_group(struct netrt_item *it, uint16_t group);

/* ---- walking ---- */

struct netrt_element {
	uint32_t tag;
	char vr[3];
	size_t len;		/* bytes as stored */
	bool sequence;
};

/*
 * Visit each element of the item in tag order, without going into
 * sequences.  visit returns NETRT_OK to go on, anything else to stop (it
 * has filled e).  It may change or remove the element it is at, no other.
 */
enum netrt_rc netrt_item_each(struct netrt_item *it,
    enum netrt_rc (*visit)(void *ctx, struct netrt_item *it,
    const struct netrt_element *el, struct netrt_err *e),
    void *ctx, struct netrt_err *e) NETRT_MUST;

/*
 * The tag of a keyword of PS3.6 ("PatientName"), or of "(0010,0010)" or
 * "0010,0010" for any element of a data set, private ones too; 0 when unknown.
 * And back ("(0010,0010)" stays for unknown tags).  DCMTK's dictionary writes retired
 * keywords with "RETIRED_" in front, and has private ones, such as
 * "PatientBirthdate" (0013,0030): those are unknown here.
 */
uint32_t netrt_tag_find(const char *keyword);
void netrt_tag_format(uint32_t tag, char *buf, size_t size);
/* The keyword that a misspelt one is nearest to; false: it is near to none. */
bool netrt_tag_nearest(const char *keyword, char *buf, size_t size);
/* The VR of a tag in the dictionary ("LO"), "UN" when unknown. */
const char *netrt_tag_vr(uint32_t tag);

/*
 * Is it a UID that DICOM registers (PS3.6 annex A): classes, transfer
 * syntaxes, well-known frames of reference, context groups and their kin?
 * Not by its beginning alone.
 */
bool netrt_uid_registered(const char *uid);

/* ---- pixels ---- */

/*
 * Decode JPEG, JPEG-LS and RLE pixel data in memory; the next write is in
 * Explicit VR LE.  Lossy history attributes and photometric interpretation
 * are kept true (PS3.3 C.7.6.1.1.5, C.7.6.3.1.2).  JPEG 2000 and others:
 * DATA.  Nothing is done when it is not encapsulated.
 */
enum netrt_rc netrt_dcm_decode(struct netrt_dcm *d, struct netrt_err *e)
    NETRT_MUST;
/*
 * The uncompressed pixel data, in little endian sample order, writable and
 * owned by d; what is changed there is written.  *n: its bytes.
 * Encapsulated or absent: DATA.
 */
enum netrt_rc netrt_dcm_pixels(struct netrt_dcm *d, uint8_t **p, size_t *n,
    struct netrt_err *e) NETRT_MUST;
/*
 * Frame i of frames of encapsulated pixel data, as it is compressed, its
 * fragments joined (PS3.5 A.4).  DATA when it is not there, or the fragments
 * of several frames cannot be told apart.  The caller frees *p.
 */
enum netrt_rc netrt_dcm_frame(struct netrt_dcm *d, size_t i, size_t frames,
    uint8_t **p, size_t *n, struct netrt_err *e) NETRT_MUST;
/*
 * Put uncompressed samples in place of the pixel data: n bytes (even), OW
 * or OB.  The next write is in Explicit VR LE.
 */
enum netrt_rc netrt_dcm_set_pixels(struct netrt_dcm *d, bool ow,
    const void *p, size_t n, struct netrt_err *e) NETRT_MUST;

#ifdef __cplusplus
}
#endif

#endif
