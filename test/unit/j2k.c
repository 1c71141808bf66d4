/* Unit tests of lib/j2k: codestreams are made with OpenJPEG's encoder. */
#include <stdlib.h>

#include <openjpeg.h>

#include "../tap.h"
#include "j2k.h"

#define ROWS 37
#define COLS 53

static uint8_t stream[1 << 20];
static size_t stream_n, stream_at;
static struct netrt_err e;

static OPJ_SIZE_T
put(void *p, OPJ_SIZE_T n, void *ctx)
{
	(void)ctx;
	memcpy(stream + stream_at, p, n);
	stream_at += n;
	if (stream_at > stream_n)
		stream_n = stream_at;
	return n;
}

static OPJ_OFF_T
skip(OPJ_OFF_T n, void *ctx)
{
	(void)ctx;
	stream_at += (size_t)n;
	return n;
}

static OPJ_BOOL
seek(OPJ_OFF_T n, void *ctx)
{
	(void)ctx;
	stream_at = (size_t)n;
	return OPJ_TRUE;
}

static int32_t
sample(size_t i, unsigned k, unsigned bits)
{
	return (int32_t)((i * 2654435761u >> 7) + k * 77) & ((1 << bits) - 1);
}

/* A codestream of samples(): true when it could be made. */
static int
encode(unsigned samples, unsigned bits, int lossy)
{
	opj_cparameters_t param;
	opj_image_cmptparm_t cp[3];
	opj_codec_t *codec = opj_create_compress(OPJ_CODEC_J2K);
	opj_stream_t *st = opj_stream_create(1 << 16, OPJ_FALSE);
	opj_image_t *im;
	int good;

	memset(cp, 0, sizeof cp);
	for (unsigned k = 0; k < samples; k++)
		cp[k] = (opj_image_cmptparm_t){ .dx = 1, .dy = 1, .w = COLS,
		    .h = ROWS, .prec = bits };
	im = opj_image_create(samples, cp, samples == 3 ? OPJ_CLRSPC_SRGB :
	    OPJ_CLRSPC_GRAY);
	im->x1 = COLS;
	im->y1 = ROWS;
	for (unsigned k = 0; k < samples; k++)
		for (size_t i = 0; i < ROWS * COLS; i++)
			im->comps[k].data[i] = sample(i, k, bits);
	opj_set_default_encoder_parameters(&param);
	param.irreversible = lossy;
	param.numresolution = 3;
	param.tcp_numlayers = 1;
	param.cp_disto_alloc = 1;
	param.tcp_mct = samples == 3;
	stream_n = stream_at = 0;
	opj_stream_set_write_function(st, put);
	opj_stream_set_skip_function(st, skip);
	opj_stream_set_seek_function(st, seek);
	good = opj_setup_encoder(codec, &param, im) &&
	    opj_start_compress(codec, im, st) && opj_encode(codec, st) &&
	    opj_end_compress(codec, st);
	opj_stream_destroy(st);
	opj_destroy_codec(codec);
	opj_image_destroy(im);
	return good;
}

static void
round_trip(unsigned samples, unsigned bits, const char *what)
{
	struct netrt_j2k j = { .v = NULL };
	size_t wrong = 0;

	ok(encode(samples, bits, 0) && netrt_j2k_decode(stream, stream_n,
	    ROWS, COLS, samples, &j, &e) == NETRT_OK, "%s", what);
	for (size_t i = 0; j.v != NULL && i < ROWS * COLS; i++)
		for (unsigned k = 0; k < samples; k++)
			wrong += j.v[i * samples + k] != sample(i, k, bits);
	ok(j.v != NULL && wrong == 0 && j.bits == bits && j.reversible,
	    "%s: the same samples", what);
	free(j.v);
}

int
main(void)
{
	struct netrt_j2k j;

	round_trip(1, 16, "grey, 16 bits");
	round_trip(1, 12, "grey, 12 bits");
	round_trip(3, 8, "colour, 8 bits");
	ok(encode(1, 12, 0) && netrt_j2k_decode(stream, stream_n, ROWS,
	    COLS + 1, 1, &j, &e) == NETRT_DATA, "another size: %s", e.msg);
	ok(netrt_j2k_decode(stream, stream_n, ROWS, COLS, 3, &j, &e) ==
	    NETRT_DATA, "other components: %s", e.msg);
	ok(netrt_j2k_decode(stream, stream_n / 2, ROWS, COLS, 1, &j, &e) ==
	    NETRT_DATA && j.v == NULL, "cut off: %s", e.msg);
	ok(netrt_j2k_decode(stream, 0, ROWS, COLS, 1, &j, &e) == NETRT_DATA,
	    "nothing: %s", e.msg);
	ok(netrt_j2k_decode("no codestream", 13, ROWS, COLS, 1, &j, &e) ==
	    NETRT_DATA, "no codestream: %s", e.msg);
	ok(encode(1, 12, 1) && netrt_j2k_decode(stream, stream_n, ROWS, COLS,
	    1, &j, &e) == NETRT_OK && !j.reversible, "lossy is told");
	free(j.v);
	return done();
}
