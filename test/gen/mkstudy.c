/*
 * mkstudy [-S] [-m CT|MR|PT] [-r ROWS] [-c COLS] [-n SLICES] [-d MM]
 *	[-s SHAPE,...] [-R N] [-k OPTION,...] [-t SYNTAX] [-u SEED]
 *	[-1] [-N PHASES] [-g PHASE]
 *	[-p NAME/ID/BIRTHDATE] [-x images|rtstruct] DIR
 *
 * Make a study to test with: a head, and an RTSTRUCT whose ROIs have known
 * volumes.  The files are DIR/<SOPInstanceUID>.dcm; with -S they are those
 * of a study directory, DIR/UID_<StudyInstanceUID>/DCM/ and /Structure/.
 *
 *	-m	the modality (CT)
 *	-r -c	rows and columns (128, 128); the longer side is 256 mm
 *	-n -d	planes (20), and mm between them (120 / SLICES, at most 20)
 *	-s	the ROIs: box, sphere, ring (with a hole), skull (which the
 *		default configuration ignores); all four by default
 *	-R	N long ellipsoids instead: for benchmarks
 *	-N	so many image series in one place, as the phases of a 4D-CT,
 *		with Acquisition Numbers from 1 on; -1: all of one Series
 *		Instance UID; -g: which one the RTSTRUCT names, from 0 (0)
 *	-t	explicit, implicit, big-endian, deflated
 *	-u	any text; other UIDs and noise
 *	-p	the patient (Phantom^Head/PH0001/19700101)
 *	-x	leave these out
 *	-k	see the table below, or mkstudy -h
 *
 * On stdout: "study UID", "volume NAME ML" for each ROI, and "merged ML",
 * what a mask of all ROIs but the skull holds.  The volumes are computed
 * from the shapes, not counted: Box and Ring begin and end half way between
 * planes and the edges of Box half way between pixels, so that Box is exact
 * to the voxel on an untilted grid.
 *
 * The same arguments make the same bytes.  -t, -p and -x do not change UIDs:
 * these make other bytes under the same names, for tests that want that.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fs.h"
#include "mkstudy/mkstudy.h"

static const struct {
	const char *name;
	unsigned k;
	const char *help;
} options[] = {
	{ "gantry-tilt", K_GANTRY, "planes tilted by 15 degrees, moved "
	    "along z" },
	{ "oblique", K_OBLIQUE, "planes turned about two axes" },
	{ "coronal", K_CORONAL, "coronal planes" },
	{ "sagittal", K_SAGITTAL, "sagittal planes" },
	{ "flipped", K_FLIPPED, "instance numbers from head to feet" },
	{ "anisotropic", K_ANISOTROPIC, "rows 1.5 times as far apart as "
	    "columns" },
	{ "irregular", K_IRREGULAR, "unequal distances, one double" },
	{ "missing-image", K_MISSING, "the middle image is not written" },
	{ "no-slice-location", K_NO_LOCATION, "without SliceLocation" },
	{ "reversed-slice-location", K_REV_LOCATION, "SliceLocation against "
	    "the normal" },
	{ "no-contour-images", K_NO_CIS, "contours name no image" },
	{ "foreign-references", K_FOREIGN, "the RTSTRUCT names images and a "
	    "series that are not there" },
	{ "foreign-sops", K_FOREIGN_SOPS, "it names the series, but other "
	    "images" },
	{ "foreign-frame", K_FOREIGN_FRAME, "it has another frame of "
	    "reference" },
	{ "no-frame", K_NO_FRAME, "images without a frame of reference" },
	{ "two-structures", K_TWO_STRUCT, "a second RTSTRUCT, with the first "
	    "ROI only" },
	{ "two-series", K_TWO_SERIES, "a second image series in the same "
	    "place" },
	{ "rtdose", K_RTDOSE, "an RTDOSE among the images" },
	{ "two-patients", K_TWO_PATIENTS, "the last image is of another" },
	{ "8bit", K_8BIT, "8 bits" },
	{ "unsigned", K_UNSIGNED, "CT: 12 unsigned bits of 16" },
	{ "monochrome1", K_MONOCHROME1, "MONOCHROME1" },
	{ "rgb", K_RGB, "RGB, 8 bits" },
	{ "overlay", K_OVERLAY, "group 6000 is in use" },
	{ "duplicate-contours", K_DUPLICATE, "each contour twice" },
	{ "keyhole", K_KEYHOLE, "the ring in one contour" },
	{ "point", K_POINT, "an ROI that is a POINT" },
	{ "empty-roi", K_EMPTY, "an ROI with no contours" },
	{ "edge", K_EDGE, "an ROI half outside the images" },
	{ "phi", K_PHI, "the patient in many more attributes" },
	{ "utf8", K_UTF8, "character set ISO_IR 192" },
};
#define NOPTIONS (sizeof options / sizeof options[0])

static const char *const syntaxes[][2] = {
	{ "explicit", NETRT_TS_EXPLICIT }, { "implicit", NETRT_TS_IMPLICIT },
	{ "big-endian", NETRT_TS_BIG_ENDIAN },
	{ "deflated", NETRT_TS_DEFLATED },
};

/* Where files go. */
struct output {
	const char *dir;
	bool tree;
	bool images, structures;
};

static int
usage(FILE *f)
{
	fprintf(f, "usage: mkstudy [-S] [-m CT|MR|PT] [-r ROWS] [-c COLS] "
	    "[-n SLICES] [-d MM] [-1] [-N PHASES] [-g PHASE]\n\t"
	    "[-s box,sphere,ring,skull] [-R N] "
	    "[-k OPTION,...]\n\t[-t explicit|implicit|big-endian|deflated] "
	    "[-u SEED]\n\t[-p NAME/ID/BIRTHDATE] [-x images|rtstruct] DIR\n"
	    "OPTION is\n");
	for (size_t i = 0; i < NOPTIONS; i++)
		fprintf(f, "  %-24s %s\n", options[i].name, options[i].help);
	return f == stdout ? 0 : 64;
}

static int
wrong(const char *what, const char *value)
{
	fprintf(stderr, "mkstudy: %s: %s\n", what, value);
	return usage(stderr);
}

static bool
parse_options(const char *list, unsigned *k)
{
	while (*list != '\0') {
		size_t n = strcspn(list, ","), i = 0;

		while (i < NOPTIONS && (strlen(options[i].name) != n ||
		    memcmp(options[i].name, list, n) != 0))
			i++;
		if (i == NOPTIONS)
			return false;
		*k |= options[i].k;
		list += n + (list[n] == ',');
	}
	return true;
}

/* NAME/ID/BIRTHDATE; arg is cut into pieces. */
static void
parse_patient(char *arg, struct study *s)
{
	s->name = strtok(arg, "/");
	s->id = strtok(NULL, "/");
	s->birth = strtok(NULL, "/");
	s->name = s->name == NULL ? "" : s->name;
	s->id = s->id == NULL ? "" : s->id;
	s->birth = s->birth == NULL ? "" : s->birth;
}

static bool
parse_int(const char *arg, int min, int max, int *out)
{
	char *end;
	long v = strtol(arg, &end, 10);

	*out = (int)v;
	return *arg != '\0' && *end == '\0' && v >= min && v <= max;
}

static bool
parse_word(const char *arg, const char *const (*table)[2], size_t n,
    const char **out)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(arg, table[i][0]) == 0) {
			*out = table[i][1];
			return true;
		}
	return false;
}

static void
write_object(const struct output *out, const struct study *s,
    struct netrt_dcm *d, const char *sub)
{
	char path[4096], sop[65];
	struct netrt_err e;

	must(netrt_item_get_str(netrt_dcm_root(d), TAG_SOPInstanceUID, sop,
	    sizeof sop, &e), &e);
	if (out->tree)
		snprintf(path, sizeof path, "%s/UID_%s/%s/%s.dcm", out->dir,
		    s->study, sub, sop);
	else
		snprintf(path, sizeof path, "%s/%s.dcm", out->dir, sop);
	must(netrt_dcm_write(d, path, s->syntax, &e), &e);
	netrt_dcm_close(d);
}

static void
make_dirs(const struct output *out, const struct study *s)
{
	static const char *const subs[] = { "", "/DCM", "/Structure" };
	char path[4096];

	if (mkdir(out->dir, 0700) != 0 && errno != EEXIST)
		goto failed;
	for (size_t i = 0; out->tree && i < 3; i++) {
		snprintf(path, sizeof path, "%s/UID_%s%s", out->dir,
		    s->study, subs[i]);
		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			goto failed;
	}
	return;
failed:
	fprintf(stderr, "mkstudy: %s: %s\n", out->dir, strerror(errno));
	exit(75);
}

static void
make_all(const struct study *s, const struct output *out)
{
	int nseries = s->phases > 0 ? s->phases :
	    s->k & K_TWO_SERIES ? 2 : 1;
	int nstruct = s->k & K_TWO_STRUCT ? 2 : 1;

	make_dirs(out, s);
	for (int j = 0; out->images && j < nseries; j++)
		for (int i = 0; i < s->n; i++)
			if (!(s->k & K_MISSING) || i != s->n / 2)
				write_object(out, s, image_make(s, j, i),
				    "DCM");
	if (out->images && s->k & K_RTDOSE)
		write_object(out, s, dose_make(s), "DCM");
	for (int j = 0; out->structures && j < nstruct; j++)
		write_object(out, s, structure_make(s, j), "Structure");
}

static void
tell(const struct study *s)
{
	double merged = 0;

	printf("study %s\n", s->study);
	for (size_t i = 0; i < s->nshapes; i++) {
		double v = shape_volume(s, &s->shape[i]);

		printf("volume %s %.4f\n", s->shape[i].name, v);
		if (s->shape[i].kind != SKULL)
			merged += v;
	}
	printf("merged %.4f\n", merged);
}

/* Everything that changes the bytes of an object, but -t, -p and -x. */
static void
identify(struct study *s, const char *shapes, int many)
{
	snprintf(s->key, sizeof s->key, "%d %d %d %d %.6f %x %s %d %s",
	    s->mod, s->rows, s->cols, s->n, s->distance, s->k,
	    shapes == NULL ? "" : shapes, many, s->seed);
	if (s->phases > 0) {
		size_t n = strlen(s->key);

		snprintf(s->key + n, sizeof s->key - n, " phases %d %d %d",
		    s->phases, s->named, s->one_uid);
	}
	snprintf(s->study, sizeof s->study, "%s", uid(s, "study", 0));
	snprintf(s->frame, sizeof s->frame, "%s", uid(s, "frame", 0));
}

/* One option; 0 when it is good. */
static int
option(int letter, char *arg, struct study *s, struct output *out,
    const char **shapes, int *many)
{
	static const char *const modality[][2] = { { "CT", "0" },
	    { "MR", "1" }, { "PT", "2" }, { "PET", "2" } };
	const char *word;

	switch (letter) {
	case '1': s->one_uid = true; return 0;
	case 'N': return !parse_int(arg, 1, 99, &s->phases);
	case 'g': return !parse_int(arg, 0, 98, &s->named);
	case 'S': out->tree = true; return 0;
	case 's': *shapes = arg; return 0;
	case 'u': s->seed = arg; return 0;
	case 'p': parse_patient(arg, s); return 0;
	case 'r': return !parse_int(arg, 1, 65535, &s->rows);
	case 'c': return !parse_int(arg, 1, 65535, &s->cols);
	case 'n': return !parse_int(arg, 1, 9999, &s->n);
	case 'R': return !parse_int(arg, 1, MAXSHAPES - 1, many);
	case 'd': return (s->distance = atof(arg)) <= 0;
	case 'k': return !parse_options(arg, &s->k);
	case 't': return !parse_word(arg, syntaxes, 4, &s->syntax);
	case 'm':
		if (!parse_word(arg, modality, 4, &word))
			return 1;
		s->mod = (enum modality)(word[0] - '0');
		return 0;
	case 'x':
		if (strcmp(arg, "images") == 0)
			out->images = false;
		else if (strcmp(arg, "rtstruct") == 0)
			out->structures = false;
		else
			return 1;
		return 0;
	default:
		return 1;
	}
}

int
main(int argc, char **argv)
{
	static struct study s = { .rows = 128, .cols = 128, .n = 20,
	    .seed = "", .name = "Phantom^Head", .id = "PH0001",
	    .birth = "19700101" };
	struct output out = { NULL, false, true, true };
	const char *shapes = NULL;
	struct netrt_err e;
	int c, many = 0;

	while ((c = getopt(argc, argv, "1SN:g:m:r:c:n:d:s:R:k:t:u:p:x:h")) != -1) {
		if (c == 'h')
			return usage(stdout);
		if (option(c, optarg, &s, &out, &shapes, &many) != 0)
			return c == '?' ? usage(stderr) : wrong("not possible",
			    optarg);
	}
	if (optind != argc - 1)
		return usage(stderr);
	if (shapes != NULL && many > 0)
		return wrong("not with -R", "-s");
	out.dir = argv[optind];
	umask(077);
	must(netrt_dcm_init(&e), &e);
	planes_init(&s);
	if (!shapes_init(&s, shapes, many))
		return wrong("no such shape", shapes);
	identify(&s, shapes, many);
	make_all(&s, &out);
	tell(&s);
	planes_free(&s);
	return fflush(stdout) == 0 ? 0 : 75;
}
