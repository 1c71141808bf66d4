/* Codes and colours of segments. */
#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "segcode.h"

static void
lab(uint8_t r, uint8_t g, uint8_t b, int l, int x, int y, const char *what)
{
	const uint8_t rgb[3] = { r, g, b };
	uint16_t v[3];

	netrt_segcode_lab(rgb, v);
	ok(abs(v[0] - l) <= 20 && abs(v[1] - x) <= 20 && abs(v[2] - y) <= 20, "%s",
	    what);
}

static void
code(const char *interpreted, const char *category, const char *type,
    bool anatomy)
{
	const struct netrt_segcode *c = netrt_segcode_find(interpreted);

	ok(strcmp(c->category.value, category) == 0 &&
	    strcmp(c->type.value, type) == 0 && c->anatomy == anatomy, "%s",
	    interpreted);
}

int
main(void)
{
	/* L a b under D50 of the corners of sRGB (CIE 15, Bradford):
	 * 54.29 80.80 69.89; 87.82 -79.27 80.99; 29.57 68.29 -112.03 */
	lab(0, 0, 0, 0, 32896, 32896, "black");
	lab(255, 255, 255, 65535, 32896, 32896, "white");
	lab(128, 128, 128, 35111, 32896, 32896, "grey has no colour");
	lab(255, 0, 0, 35579, 53662, 50858, "red");
	lab(0, 255, 0, 57553, 12524, 53711, "green");
	lab(0, 0, 255, 19379, 50446, 4104, "blue");
	code("PTV", "130041", "228793007", false);
	code("GTV", "130041", "228791009", false);
	code("ORGAN", "123037004", "113343008", true);
	code("EXTERNAL", "130047", "130067", false);
	code("", "130046", "130048", true);
	code("NO_SUCH_TYPE", "130046", "130048", true);
	return done();
}
