/*
 * A C face over DCMTK: files, elements and walking (see dcm.h).  Values are
 * read in dcm_get.cc and dcm_num.cc, changed in dcm_set.cc; pixels are in
 * dcm_pixels.cc.
 */
#include "dcm_priv.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "dcmtk/dcmdata/dcostrmf.h"
#include "dcmtk/dcmdata/dcrledrg.h"
#include "dcmtk/dcmdata/dcwcache.h"
#include "dcmtk/dcmjpeg/djdecode.h"
#include "dcmtk/dcmjpls/djdecode.h"
#include "dcmtk/oflog/oflog.h"

#include "fs.h"
#include "version.h"

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
    "pixel and overlay words are handed out as they lie in memory");

/* A UUID of our own (PS3.5 B.2), made once for (0002,0012). */
static const char *const class_uid =
    "2.25.246764823607399185263182270063663004356";

tagname::tagname(uint32_t tag)
{
	snprintf(s, sizeof s, "(%04X,%04X)",
	    static_cast<unsigned>(tag >> 16) & 0xffff,
	    static_cast<unsigned>(tag & 0xffff));
}

/* Disk and memory may be better later; the rest is wrong with the data. */
static enum netrt_rc
class_of(const OFCondition &c)
{
	if (c == EC_MemoryExhausted || c == EC_InvalidStream ||
	    c == EC_StreamNotifyClient || (c.module() == OFM_dcmdata &&
	    c.code() == 18 /* the errno of a stream */))
		return NETRT_TEMP;
	return NETRT_DATA;
}

enum netrt_rc
failed(struct netrt_err *e, uint32_t tag, const OFCondition &c)
{
	return netrt_err_set(e, class_of(c), "%s: %s", tagname(tag).s,
	    c.text());
}

DcmElement *
element(struct netrt_item *it, uint32_t tag)
{
	DcmElement *el = nullptr;

	inner(it)->findAndGetElement(key(tag), el);
	return el;
}

enum netrt_rc
netrt_dcm_init(struct netrt_err *e)
{
	return guard(e, [&] {
		static bool once;

		if (once)
			return NETRT_OK;
		OFLog::configure(OFLogger::OFF_LOG_LEVEL);
		if (!dcmDataDict.isDictionaryLoaded())
			return netrt_err_set(e, NETRT_CONFIG, "the DICOM data "
			    "dictionary of DCMTK cannot be read: unset "
			    "DCMDICTPATH, or reinstall libdcmtk");
		/* what is in UN, a sequence too, is as good as any other: no
		 * name may hide there, and no UID */
		dcmEnableUnknownVRConversion.set(OFTrue);
		DJDecoderRegistration::registerCodecs(
		    EDC_photometricInterpretation, EUC_never);
		DJLSDecoderRegistration::registerCodecs(EJLSUC_never);
		DcmRLEDecoderRegistration::registerCodecs();
		once = true;
		return NETRT_OK;
	});
}

/* Is the transfer syntax one that DCMTK can carry?  DCMTK itself would
 * guess, and write another one than it read. */
enum netrt_rc
check_syntax(const OFString &uid, struct netrt_err *e)
{
	if (uid.empty())
		return netrt_err_set(e, NETRT_DATA,
		    "(0002,0010): no transfer syntax");
	if (DcmXfer(uid.c_str()).getXfer() != EXS_Unknown)
		return NETRT_OK;
	return netrt_err_set(e, NETRT_DATA, "transfer syntax %.64s is not "
	    "supported: have it sent uncompressed, or as JPEG, JPEG 2000, "
	    "JPEG-LS or RLE", uid.c_str());
}

/* PS3.10 7.1.  DCMTK would also take group 0002 without a preamble. */
static enum netrt_rc
check_magic(const char *path, struct stat *st, struct netrt_err *e)
{
	char magic[4];
	int fd;

	if (netrt_fs_open(AT_FDCWD, path, &fd, st, e) != NETRT_OK)
		return e->rc;
	ssize_t n = pread(fd, magic, sizeof magic, 128);
	if (n < 0)
		netrt_err_errno(e, "%s", path);
	close(fd);
	if (n < 0)
		return e->rc;
	if (n == sizeof magic && memcmp(magic, "DICM", sizeof magic) == 0)
		return NETRT_OK;
	return netrt_err_set(e, NETRT_DATA, "%s: not a DICOM file (no DICM "
	    "behind a preamble)", path);
}

static enum netrt_rc
load(struct netrt_dcm *d, const char *path, struct netrt_err *e)
{
	DcmFileFormat in;
	OFCondition c = in.loadFile(path, EXS_Unknown, EGL_withoutGL,
	    DCM_MaxReadLength, ERM_fileOnly);

	OFString uid;

	in.getMetaInfo()->findAndGetOFString(DCM_TransferSyntaxUID, uid);
	if (!uid.empty() && check_syntax(uid, e) != NETRT_OK)
		return e->rc;
	if (c == EC_StreamNotifyClient || c == EC_InvalidStream)
		return netrt_err_set(e, NETRT_DATA, "truncated: %s",
		    c.text());
	if (c.bad())
		return netrt_err_set(e, class_of(c), "%s", c.text());
	if (check_syntax(uid, e) != NETRT_OK)
		return e->rc;
	d->syntax = uid.c_str();
	/* new meta around the old data set: nothing of the preamble stays */
	d->ff.reset(new DcmFileFormat(in.getAndRemoveDataset(), OFFalse));
	d->path = path;
	return NETRT_OK;
}

enum netrt_rc
netrt_dcm_open(const char *path, struct netrt_dcm **out, struct netrt_err *e)
{
	*out = nullptr;
	return guard(e, [&] {
		std::unique_ptr<netrt_dcm> d(new netrt_dcm());

		if (check_magic(path, &d->st, e) != NETRT_OK)
			return e->rc;
		if (load(d.get(), path, e) != NETRT_OK)
			return netrt_err_prefix(e, "%s", path);
		*out = d.release();
		return NETRT_OK;
	});
}

enum netrt_rc
netrt_dcm_new(struct netrt_dcm **out, struct netrt_err *e)
{
	*out = nullptr;
	return guard(e, [&] {
		std::unique_ptr<netrt_dcm> d(new netrt_dcm());

		d->ff.reset(new DcmFileFormat());
		*out = d.release();
		return NETRT_OK;
	});
}

void
netrt_dcm_close(struct netrt_dcm *d)
{
	delete d;
}

struct netrt_item *
netrt_dcm_root(struct netrt_dcm *d)
{
	return outer(d->ff->getDataset());
}

const char *
netrt_dcm_syntax(const struct netrt_dcm *d)
{
	return d->syntax.c_str();
}

bool
netrt_dcm_encapsulated(const struct netrt_dcm *d)
{
	return !d->decoded &&
	    DcmXfer(d->ff->getDataset()->getOriginalXfer()).isEncapsulated() &&
	    d->ff->getDataset()->tagExists(DCM_PixelData);
}

/* The syntax to write in, or EXS_Unknown and e filled. */
static E_TransferSyntax
target(struct netrt_dcm *d, const char *syntax, struct netrt_err *e)
{
	DcmDataset *ds = d->ff->getDataset();
	E_TransferSyntax x = d->decoded ? EXS_LittleEndianExplicit :
	    ds->getOriginalXfer();

	if (syntax != nullptr)
		x = DcmXfer(syntax).getXfer();
	else if (x == EXS_Unknown || x == EXS_BigEndianExplicit ||
	    x == EXS_DeflatedLittleEndianExplicit ||
	    x == EXS_PrivateGE_LEI_WithBigEndianPixelData)
		x = EXS_LittleEndianExplicit;
	if (x == EXS_Unknown || !ds->canWriteXfer(x)) {
		netrt_err_set(e, NETRT_DATA, "cannot be written in transfer "
		    "syntax %.64s", syntax == nullptr ? d->syntax.c_str() :
		    syntax);
		return EXS_Unknown;
	}
	return x;
}

/* Group 0002 of our own, around the UIDs of the data set (PS3.10 7.1). */
static enum netrt_rc
make_meta(DcmFileFormat *ff, E_TransferSyntax x, struct netrt_err *e)
{
	OFString uid;

	for (const DcmTagKey &k : { DCM_SOPClassUID, DCM_SOPInstanceUID })
		if (ff->getDataset()->findAndGetOFString(k, uid).bad() ||
		    uid.empty())
			return netrt_err_set(e, NETRT_DATA, "%s: no UID, "
			    "cannot be written", tagname(number(k)).s);
	DcmMetaInfo *meta = ff->getMetaInfo();
	OFCondition c = ff->validateMetaInfo(x, EWM_createNewMeta);

	if (c.good())
		c = meta->putAndInsertString(DCM_ImplementationClassUID,
		    class_uid);
	if (c.good())
		c = meta->putAndInsertString(DCM_ImplementationVersionName,
		    "NETRT_" NETRT_VERSION);
	if (c.good())
		c = meta->computeGroupLengthAndPadding(EGL_withGL,
		    EPD_noChange, META_HEADER_DEFAULT_TRANSFERSYNTAX,
		    EET_UndefinedLength);
	if (c.bad())
		return netrt_err_set(e, NETRT_SOFTWARE, "group 0002: %s",
		    c.text());
	return NETRT_OK;
}

/* Write to f, which is closed. */
static enum netrt_rc
put(DcmFileFormat *ff, FILE *f, E_TransferSyntax x, struct netrt_err *e)
{
	DcmOutputFileStream out(f);
	DcmWriteCache cache;

	errno = 0;
	ff->transferInit();
	OFCondition c = ff->write(out, x, EET_UndefinedLength, &cache,
	    EGL_withoutGL, EPD_noChange, 0, 0, 0, EWM_dontUpdateMeta);
	ff->transferEnd();
	/* DCMTK does not look at what fwrite and fclose say */
	if (fflush(f) != 0 || ferror(f)) {
		if (errno == 0)
			errno = EIO;
		return netrt_err_errno(e, "write");
	}
	if (c.bad())
		return netrt_err_set(e, class_of(c), "write: %s", c.text());
	netrt_fs_start_writeback(fileno(f));
	return NETRT_OK;
}

/* DCMTK fetches large values from the source, by its name. */
static enum netrt_rc
check_source(const struct netrt_dcm *d, struct netrt_err *e)
{
	struct stat st;

	if (d->path.empty())
		return NETRT_OK;
	if (stat(d->path.c_str(), &st) == 0 && st.st_dev == d->st.st_dev &&
	    st.st_ino == d->st.st_ino && st.st_size == d->st.st_size &&
	    st.st_mtim.tv_sec == d->st.st_mtim.tv_sec &&
	    st.st_mtim.tv_nsec == d->st.st_mtim.tv_nsec)
		return NETRT_OK;
	return netrt_err_set(e, NETRT_TEMP, "%s: changed while it was read",
	    d->path.c_str());
}

enum netrt_rc
netrt_dcm_write(struct netrt_dcm *d, const char *path, const char *syntax,
    struct netrt_err *e)
{
	return guard(e, [&] {
		E_TransferSyntax x = target(d, syntax, e);
		struct netrt_err ignored;
		FILE *f;
		int fd;

		if (x == EXS_Unknown || check_source(d, e) != NETRT_OK ||
		    make_meta(d->ff.get(), x, e) != NETRT_OK)
			return netrt_err_prefix(e, "%s", path);
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC |
		    O_NOFOLLOW, 0600);
		if (fd < 0 && errno == EEXIST)
			return netrt_err_set(e, NETRT_SOFTWARE, "%s: already "
			    "there, not overwritten", path);
		if (fd < 0)
			return netrt_err_errno(e, "%s", path);
		if ((f = fdopen(fd, "wb")) == nullptr) {
			netrt_err_errno(e, "%s", path);
			close(fd);
		} else if (put(d->ff.get(), f, x, e) == NETRT_OK) {
			return NETRT_OK;
		} else {
			netrt_err_prefix(e, "%s", path);
		}
		if (netrt_fs_unlink(AT_FDCWD, path, &ignored) != NETRT_OK)
			return e->rc;	/* the first error counts */
		return e->rc;
	});
}

enum netrt_rc
netrt_item_each(struct netrt_item *it, enum netrt_rc (*visit)(void *ctx,
    struct netrt_item *it, const struct netrt_element *el,
    struct netrt_err *e), void *ctx, struct netrt_err *e)
{
	return guard(e, [&] {
		std::vector<DcmElement *> all;
		DcmObject *o = nullptr;

		all.reserve(inner(it)->card());
		while ((o = inner(it)->nextInContainer(o)) != nullptr)
			all.push_back(static_cast<DcmElement *>(o));
		for (DcmElement *p : all) {
			struct netrt_element el = { number(p->getTag()), "",
			    0, p->ident() == EVR_SQ };

			snprintf(el.vr, sizeof el.vr, "%s",
			    p->getTag().getVR().getValidVRName());
			el.len = stored(p);
			if (visit(ctx, it, &el, e) != NETRT_OK)
				return e->rc;
		}
		return NETRT_OK;
	});
}
