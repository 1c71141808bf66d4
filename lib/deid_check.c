/* Looking for what must not leave: see deid.h. */
#define _GNU_SOURCE	/* memmem */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "deid_priv.h"
#include "deid_rules.h"
#include "fs.h"
#include "object.h"

#define LONGEST_NUMBERS	256	/* longer DS are coordinates */

static bool
is_vr(const struct netrt_element *el, const char *list)
{
	for (; *list != '\0'; list += 2)
		if (list[0] == el->vr[0] && list[1] == el->vr[1])
			return true;
	return false;
}

enum look
netrt_deid_look(const struct netrt_element *el)
{
	if (el->sequence || el->tag >> 16 == 0x7FE0 ||
	    el->tag == TAG_SpecificCharacterSet)
		return LOOK_NOT;
	if (el->tag == TAG_ROIName || el->tag == TAG_ROIObservationLabel ||
	    el->tag == TAG_CodeMeaning)
		return LOOK_LABEL;
	if (is_vr(el, "LOSHSTLTUTUCAEUR"))
		return LOOK_TEXT;
	if (is_vr(el, "CS"))
		return LOOK_CODE;
	if (is_vr(el, "PN"))
		return LOOK_PERSON;
	if (is_vr(el, "DADT"))
		return LOOK_DATE;
	if (is_vr(el, "DSIS"))
		return el->len <= LONGEST_NUMBERS ? LOOK_NUMBER : LOOK_NOT;
	if (is_vr(el, "UI"))
		return LOOK_UID;
	if (is_vr(el, "TMAS"))
		return LOOK_NEVER;
	if (is_vr(el, "UN") || (el->tag >> 16) % 2 != 0)
		return is_vr(el, "OBOWOFODOLOVUN") ? LOOK_BYTES : LOOK_NOT;
	return is_vr(el, "OBOWOFODOLOV") ? LOOK_BULK : LOOK_NOT;
}

static enum netrt_rc
in_code(const struct netrt_deid *d, const char *text, bool *found,
    struct netrt_err *e)
{
	enum netrt_rc rc = NETRT_OK;

	*found = false;
	for (const char *p = text; rc == NETRT_OK && !*found; ) {
		size_t n = strcspn(p, "\\");
		char *value = strndup(p, n);

		if (value == NULL)
			return netrt_err_errno(e, "text");
		if (!netrt_deid_term(value))
			rc = netrt_known_in_text(d->known, value, true, found,
			    e);
		free(value);
		if (p[n] == '\0')
			break;
		p += n + 1;
	}
	return rc;
}

enum netrt_rc
netrt_deid_in_other(const struct netrt_deid *d, struct netrt_item *it,
    uint32_t tag, const char *text, bool *found, struct netrt_err *e)
{
	const void *p;
	size_t n;
	enum netrt_rc rc = netrt_item_get_bytes(it, tag, &p, &n, e);

	*found = false;
	return rc != NETRT_OK || n == 0 ? rc :
	    netrt_known_in_other(d->known, p, n, text, found, e);
}

enum netrt_rc
netrt_deid_in_value(const struct netrt_deid *d, struct netrt_item *it,
    const struct netrt_element *el, bool *found, struct netrt_err *e)
{
	enum look look = netrt_deid_look(el);
	const void *p;
	char *text = NULL;
	size_t n;
	enum netrt_rc rc = NETRT_OK;

	*found = false;
	if (look == LOOK_NOT || look == LOOK_NEVER || el->len == 0)
		return NETRT_OK;
	if (look == LOOK_BYTES || look == LOOK_BULK) {
		rc = netrt_item_get_bytes(it, el->tag, &p, &n, e);
		if (rc == NETRT_OK && n > 0 && look == LOOK_BULK)
			*found = netrt_known_in_bulk(d->known, p, n);
		else if (rc == NETRT_OK && n > 0)
			rc = netrt_known_in_bytes(d->known, p, n, found, e);
		return rc;
	}
	if ((rc = netrt_item_get_text(it, el->tag, &text, e)) != NETRT_OK)
		return rc;
	if (look == LOOK_DATE)	/* removed or shifted ones, too */
		*found = (!d->full || (d->retain &
		    NETRT_RETAIN_FULL_DATES) != 0) &&
		    netrt_known_is_date(d->known, text);
	else if (look == LOOK_NUMBER)
		*found = netrt_known_is_number(d->known, text);
	else if (look == LOOK_UID)	/* new ones have it by chance */
		*found = ((!d->map || netrt_remap_class(el->tag)) &&
		    netrt_known_in_uid(d->known, text)) ||
		    netrt_deid_dated_uid(d, el->tag, text);
	else if (look == LOOK_CODE)
		rc = in_code(d, text, found, e);
	else
		rc = netrt_known_in_text(d->known, text,
		    look == LOOK_LABEL, found, e);
	if (rc == NETRT_OK && !*found)
		rc = netrt_deid_in_other(d, it, el->tag, text, found, e);
	free(text);
	return rc;
}

/* ---- the file that was written ---- */

static enum netrt_rc
left(uint32_t tag, struct netrt_err *e)
{
	return netrt_err_set(e, NETRT_DATA, "(%04X,%04X): the search after "
	    "de-identification found the patient, or a day or a UID of the "
	    "study, here; nothing is published",
	    tag >> 16, tag & 0xFFFF);
}

static enum netrt_rc
look(void *ctx, struct netrt_item *it, const struct netrt_element *el,
    struct netrt_err *e)
{
	const struct netrt_deid *d = ctx;
	char text[65];
	bool found = false;
	enum netrt_rc rc = NETRT_OK;

	if (el->tag == TAG_PatientName || el->tag == TAG_PatientID) {
		rc = netrt_item_get_str(it, el->tag, text, sizeof text, e);
		return rc == NETRT_OK && strcmp(text, d->pseudonym) == 0 ?
		    NETRT_OK : left(el->tag, e);
	}
	if (netrt_deid_identifier(el->tag) ||
	    (el->tag == TAG_PatientBirthDate && el->len > 0))
		return left(el->tag, e);
	if (d->full && (el->tag >> 16 & 1) != 0)
		rc = netrt_deid_private_look(d, it, el, &found, e);
	if (rc != NETRT_OK || found)
		return rc != NETRT_OK ? rc : left(el->tag, e);
	if (el->sequence) {
		struct netrt_item *sub = NULL;

		while (rc == NETRT_OK && (sub = netrt_item_next(it, el->tag,
		    sub)) != NULL)
			rc = netrt_item_each(sub, look, ctx, e);
		return rc;
	}
	rc = netrt_deid_in_value(d, it, el, &found, e);
	return rc == NETRT_OK && found ? left(el->tag, e) : rc;
}

/*
 * Where native pixel data of n bytes lies in the file: behind its header,
 * with or without a VR (PS3.5 7.1), little endian as netrt writes.  -1: not
 * found.
 */
static long long
pixel_offset(int fd, size_t n)
{
	unsigned char h[12] = { 0xE0, 0x7F, 0x10, 0x00, 'O', 'W', 0, 0 };
	unsigned char len[4] = { n & 0xFF, n >> 8 & 0xFF, n >> 16 & 0xFF,
	    n >> 24 & 0xFF };
	enum { CHUNK = 1 << 16 };
	unsigned char buf[CHUNK];
	long long off = 0;
	ssize_t got;

	memcpy(h + 8, len, 4);
	while ((got = pread(fd, buf, sizeof buf, (off_t)off)) > 12) {
		unsigned char *p = buf, *end = buf + got;

		while ((p = memmem(p, (size_t)(end - p), h, 4)) != NULL) {
			if (end - p < 12)
				break;
			if (p[4] == 'O' && memcmp(p + 8, len, 4) == 0)
				return off + (p - buf) + 12;
			if (memcmp(p + 4, len, 4) == 0)
				return off + (p - buf) + 8;
			p++;
		}
		off += got - 12;
	}
	return -1;
}

/* How many bytes of native pixel data of len bytes are the image: what is
 * behind it nobody sees, and everybody gets. */
static size_t
image_len(struct netrt_item *root, size_t len)
{
	static const uint32_t tag[] = { TAG_Rows, TAG_Columns,
	    TAG_SamplesPerPixel, TAG_BitsAllocated, TAG_NumberOfFrames };
	double bits = 1;

	for (size_t i = 0; i < sizeof tag / sizeof tag[0]; i++) {
		struct netrt_err none;
		long v;

		if (netrt_item_get_int(root, tag[i], 1, &v, &none) !=
		    NETRT_OK || v < 0)
			return 0;
		bits *= (double)v;
	}
	return bits / 8 < (double)len ? (size_t)(bits / 8) : len;
}

/* All bytes but the native image, in which anything stands by chance. */
static enum netrt_rc
look_at_bytes(const struct netrt_deid *d, const char *path, size_t pixels,
    size_t image, bool *found, struct netrt_err *e)
{
	struct stat st;
	long long at;
	int fd;
	enum netrt_rc rc = netrt_fs_open(AT_FDCWD, path, &fd, &st, e);

	*found = false;
	if (rc != NETRT_OK)
		return rc;
	at = image > 0 ? pixel_offset(fd, pixels) : -1;
	rc = netrt_known_in_fd(d->known, fd, 0, at, found, e);
	if (rc == NETRT_OK && !*found && at >= 0)
		rc = netrt_known_in_fd(d->known, fd, at + (long long)image,
		    -1, found, e);
	close(fd);
	return rc;
}

enum netrt_rc
netrt_deid_check(const struct netrt_deid *d, const char *path,
    struct netrt_err *e)
{
	struct netrt_dcm *dcm;
	struct netrt_item *root;
	bool found = false;
	size_t pixels;
	enum netrt_rc rc = netrt_dcm_open(path, &dcm, e);

	if (rc != NETRT_OK)
		return rc;
	root = netrt_dcm_root(dcm);
	pixels = netrt_item_len(root, TAG_PixelData);
	rc = netrt_item_each(root, look, (void *)(uintptr_t)d, e);
	if (rc == NETRT_OK)
		rc = look_at_bytes(d, path, pixels,
		    netrt_dcm_encapsulated(dcm) ? 0 : image_len(root, pixels),
		    &found, e);
	if (rc == NETRT_OK && found)
		rc = netrt_err_set(e, NETRT_DATA, "the search after "
		    "de-identification found the patient's name, ID or birth "
		    "date%s in the bytes of the file; nothing is published",
		    d->map ? ", or a UID of the study," : "");
	netrt_dcm_close(dcm);
	return rc;
}
