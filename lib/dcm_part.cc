/* Data sets read in part, or written without a header: see dcm.h. */
#include "dcm_priv.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "dcmtk/dcmdata/dcistrma.h"
#include "dcmtk/dcmdata/dcostrmf.h"
#include "dcmtk/dcmdata/dcwcache.h"

/*
 * Spans of a file as one run of bytes.  DCMTK reads tags and lengths in
 * pieces of a few bytes: so there is a buffer, of what follows at_.
 */
class spans : public DcmProducer {
public:
	spans(int fd, const struct netrt_span *s, size_t n)
	    : fd_(fd), all_(s, s + n), size_(0), at_(0), base_(0), n_(0),
	      buf_(1 << 14)
	{
		for (const struct netrt_span &x : all_)
			size_ += x.end - x.begin;
	}
	OFBool good() const override { return status_.good(); }
	OFCondition status() const override { return status_; }
	OFBool eos() override { return at_ >= size_; }
	offile_off_t avail() override { return size_ - at_; }
	offile_off_t
	read(void *to, offile_off_t want) override
	{
		offile_off_t done = 0;

		while (done < want && at_ < size_ && fill()) {
			offile_off_t part = base_ + n_ - at_;

			if (part > want - done)
				part = want - done;
			memcpy(static_cast<char *>(to) + done,
			    buf_.data() + (at_ - base_),
			    static_cast<size_t>(part));
			at_ += part;
			done += part;
		}
		return done;
	}
	offile_off_t
	skip(offile_off_t n) override
	{
		if (n > size_ - at_)
			n = size_ - at_;
		at_ += n;
		return n;
	}
	void
	putback(offile_off_t n) override
	{
		if (n > at_)
			status_ = EC_PutbackFailed;
		else
			at_ -= n;
	}
private:
	/* Have the byte at_ in the buffer. */
	bool
	fill()
	{
		offile_off_t skip = at_;
		size_t i = 0;

		if (at_ >= base_ && at_ < base_ + n_)
			return true;
		while (i < all_.size() && skip >= all_[i].end - all_[i].begin)
			skip -= all_[i].end - all_[i].begin, i++;
		if (i == all_.size())
			return false;
		offile_off_t left = all_[i].end - all_[i].begin - skip;
		size_t want = buf_.size();
		ssize_t got;

		if (left < static_cast<offile_off_t>(want))
			want = static_cast<size_t>(left);
		do
			got = pread(fd_, buf_.data(), want,
			    all_[i].begin + skip);
		while (got < 0 && errno == EINTR);
		if (got <= 0) {
			status_ = EC_InvalidStream;
			return false;
		}
		base_ = at_;
		n_ = got;
		return true;
	}

	int fd_;
	std::vector<struct netrt_span> all_;
	offile_off_t size_, at_;	/* of all of them together */
	offile_off_t base_, n_;		/* what the buffer holds */
	std::vector<char> buf_;
	OFCondition status_;
};

class span_stream : public DcmInputStream {
public:
	span_stream(int fd, const struct netrt_span *s, size_t n)
	    : DcmInputStream(&p_), p_(fd, s, n)
	{
	}
	/* nothing is left in the file to be fetched later */
	DcmInputStreamFactory *newFactory() const override { return nullptr; }
private:
	spans p_;
};

enum netrt_rc
netrt_dcm_open_spans(int fd, const struct netrt_span *span, size_t n,
    const char *syntax, struct netrt_dcm **out, struct netrt_err *e)
{
	*out = nullptr;
	return guard(e, [&] {
		std::unique_ptr<netrt_dcm> d(new netrt_dcm());
		std::unique_ptr<DcmDataset> ds(new DcmDataset());
		span_stream in(fd, span, n);
		OFCondition c;

		if (check_syntax(syntax, e) != NETRT_OK)
			return e->rc;
		ds->transferInit();
		c = ds->read(in, DcmXfer(syntax).getXfer(), EGL_withoutGL,
		    DCM_MaxReadLength);
		ds->transferEnd();
		/* the structure was checked: what ends early is the disk */
		if (!in.good())
			return netrt_err_set(e, NETRT_TEMP, "read: %s",
			    in.status().text());
		if (c.bad())
			return netrt_err_set(e, NETRT_DATA, "%s", c.text());
		d->syntax = syntax;
		d->ff.reset(new DcmFileFormat(ds.release(), OFFalse));
		*out = d.release();
		return NETRT_OK;
	});
}

enum netrt_rc
netrt_dcm_transcode(const char *path, int fd, struct netrt_err *e)
{
	struct netrt_dcm *d = nullptr;
	int copy = -1;
	FILE *f = nullptr;

	if (netrt_dcm_open(path, &d, e) != NETRT_OK)
		return e->rc;
	if ((copy = dup(fd)) < 0 || (f = fdopen(copy, "wb")) == nullptr) {
		netrt_err_errno(e, "a copy of %s", path);
		if (copy >= 0)
			close(copy);
		netrt_dcm_close(d);
		return e->rc;
	}
	guard(e, [&] {
		DcmDataset *ds = d->ff->getDataset();
		DcmOutputFileStream to(f);	/* closes it */
		DcmWriteCache cache;

		errno = 0;
		ds->transferInit();
		OFCondition c = ds->write(to, EXS_LittleEndianExplicit,
		    EET_UndefinedLength, &cache, EGL_withoutGL, EPD_noChange);
		ds->transferEnd();
		/* DCMTK does not look at what fwrite says */
		if (fflush(f) != 0 || ferror(f)) {
			if (errno == 0)
				errno = EIO;
			return netrt_err_errno(e, "a copy of %s", path);
		}
		if (c.bad())
			return netrt_err_set(e, NETRT_DATA, "%s: %s", path,
			    c.text());
		return e->rc = NETRT_OK;
	});
	netrt_dcm_close(d);
	return e->rc;
}
