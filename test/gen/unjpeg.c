/* unjpeg FILE: a JPEG file as a portable pixmap (P6) on stdout. */
#include <stdio.h>
#include <stdlib.h>

#include <turbojpeg.h>

#define MOST	(64 << 20)

int
main(int argc, char **argv)
{
	FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;
	unsigned char *jpeg = malloc(MOST), *rgb = NULL;
	tjhandle tj = tjInitDecompress();
	int w, h, sub, space, bad = 1;

	if (f == NULL || jpeg == NULL || tj == NULL) {
		fprintf(stderr, "usage: unjpeg FILE\n");
		return 2;
	}
	size_t n = fread(jpeg, 1, MOST, f);
	if (tjDecompressHeader3(tj, jpeg, n, &w, &h, &sub, &space) == 0 &&
	    (rgb = malloc((size_t)w * (size_t)h * 3)) != NULL &&
	    tjDecompress2(tj, jpeg, n, rgb, w, 0, h, TJPF_RGB, 0) == 0) {
		printf("P6\n%d %d\n255\n", w, h);
		bad = fwrite(rgb, 3, (size_t)w * (size_t)h, stdout) !=
		    (size_t)w * (size_t)h;
	} else {
		fprintf(stderr, "%s: %s\n", argv[1], tjGetErrorStr2(tj));
	}
	free(rgb);
	free(jpeg);
	tjDestroy(tj);
	fclose(f);
	return bad;
}
