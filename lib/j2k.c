/* JPEG 2000 codestreams: see j2k.h. */
#include <stdlib.h>
#include <string.h>

#include <openjpeg.h>

#include "j2k.h"

/* The codestream in memory. */
struct source {
	const uint8_t *p;
	size_t n, at;
};

static OPJ_SIZE_T
source_read(void *to, OPJ_SIZE_T n, void *ctx)
{
	struct source *s = ctx;

	if (s->at >= s->n)
		return (OPJ_SIZE_T)-1;
	if (n > s->n - s->at)
		n = s->n - s->at;
	memcpy(to, s->p + s->at, n);
	s->at += n;
	return n;
}

static OPJ_OFF_T
source_skip(OPJ_OFF_T n, void *ctx)
{
	struct source *s = ctx;

	if (n < 0 || (size_t)n > s->n - s->at)
		return -1;
	s->at += (size_t)n;
	return n;
}

static OPJ_BOOL
source_seek(OPJ_OFF_T n, void *ctx)
{
	struct source *s = ctx;

	if (n < 0 || (size_t)n > s->n)
		return OPJ_FALSE;
	s->at = (size_t)n;
	return OPJ_TRUE;
}

static opj_stream_t *
open_source(struct source *s)
{
	opj_stream_t *st = opj_stream_create(1 << 16, OPJ_TRUE);

	if (st == NULL)
		return NULL;
	opj_stream_set_user_data(st, s, NULL);
	opj_stream_set_user_data_length(st, s->n);
	opj_stream_set_read_function(st, source_read);
	opj_stream_set_skip_function(st, source_skip);
	opj_stream_set_seek_function(st, source_seek);
	return st;
}

/* Is it the image that was announced?  Asked before it is decoded. */
static enum netrt_rc
check(const opj_image_t *im, unsigned rows, unsigned cols, unsigned samples,
    struct netrt_err *e)
{
	if (im->x1 - im->x0 != cols || im->y1 - im->y0 != rows ||
	    im->numcomps != samples)
		return netrt_err_set(e, NETRT_DATA, "JPEG 2000: %u rows, %u "
		    "columns, %u components, not %u, %u, %u",
		    im->y1 - im->y0, im->x1 - im->x0, im->numcomps, rows,
		    cols, samples);
	for (unsigned i = 0; i < samples; i++)
		if (im->comps[i].dx != 1 || im->comps[i].dy != 1 ||
		    im->comps[i].prec != im->comps[0].prec ||
		    im->comps[i].prec == 0 || im->comps[i].prec > 16)
			return netrt_err_set(e, NETRT_DATA, "JPEG 2000: "
			    "components of different sizes or of more than "
			    "16 bits");
	return NETRT_OK;
}

static bool
reversible(opj_codec_t *codec)
{
	opj_codestream_info_v2_t *info = opj_get_cstr_info(codec);
	bool yes = true;

	for (unsigned i = 0; info != NULL && i < info->nbcomps; i++)
		yes = yes && info->m_default_tile_info.tccp_info[i].qmfbid == 1;
	if (info != NULL)
		opj_destroy_cstr_info(&info);
	return yes;
}

static enum netrt_rc
copy(const opj_image_t *im, size_t pixels, unsigned samples,
    struct netrt_j2k *out, struct netrt_err *e)
{
	out->bits = im->comps[0].prec;
	out->v = calloc(pixels * samples, sizeof *out->v);
	if (out->v == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for an image");
	for (unsigned k = 0; k < samples; k++) {
		const opj_image_comp_t *c = &im->comps[k];

		if (c->data == NULL || (size_t)c->w * c->h != pixels) {
			free(out->v);
			out->v = NULL;
			return netrt_err_set(e, NETRT_DATA,
			    "JPEG 2000: not decoded");
		}
		for (size_t i = 0; i < pixels; i++)
			out->v[i * samples + k] = c->data[i] &
			    ((1 << out->bits) - 1);
	}
	return NETRT_OK;
}

enum netrt_rc
netrt_j2k_decode(const void *p, size_t n, unsigned rows, unsigned cols,
    unsigned samples, struct netrt_j2k *out, struct netrt_err *e)
{
	struct source s = { p, n, 0 };
	opj_dparameters_t param;
	opj_codec_t *codec = opj_create_decompress(OPJ_CODEC_J2K);
	opj_stream_t *st = open_source(&s);
	opj_image_t *im = NULL;
	enum netrt_rc rc;

	memset(out, 0, sizeof *out);
	opj_set_default_decoder_parameters(&param);
	if (codec == NULL || st == NULL) {
		rc = netrt_err_set(e, NETRT_TEMP, "no memory for JPEG 2000");
		goto out;
	}
	if (!opj_setup_decoder(codec, &param) ||
	    !opj_decoder_set_strict_mode(codec, OPJ_TRUE) ||
	    !opj_read_header(st, codec, &im)) {
		rc = netrt_err_set(e, NETRT_DATA, "this is no JPEG 2000 "
		    "codestream");
		goto out;
	}
	if ((rc = check(im, rows, cols, samples, e)) != NETRT_OK)
		goto out;
	out->reversible = reversible(codec);
	if (!opj_decode(codec, st, im) || !opj_end_decompress(codec, st))
		rc = netrt_err_set(e, NETRT_DATA, "JPEG 2000: damaged or cut "
		    "off");
	else
		rc = copy(im, (size_t)rows * cols, samples, out, e);
out:
	opj_image_destroy(im);
	opj_stream_destroy(st);
	opj_destroy_codec(codec);
	return rc;
}
