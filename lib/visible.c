/* Text in the pixels: see visible.h. */
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "uid.h"
#include "visible.h"

/* Classes below 1.2.840.10008.5.1.4.1.1. whose images usually carry text. */
static bool
usual_class(const char *uid)
{
	static const char root[] = "1.2.840.10008.5.1.4.1.1.";
	static const char *const list[] = { "3", "3.1", "6", "6.1", "6.2",
	    "7", "7.1", "7.2", "7.3", "7.4", "11.2", "77.1" };

	if (strncmp(uid, root, sizeof root - 1) != 0)
		return false;
	uid += sizeof root - 1;
	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
		if (strcmp(uid, list[i]) == 0)
			return true;
	return strncmp(uid, "77.1.", 5) == 0;	/* visible light */
}

bool
netrt_visible_document(struct netrt_item *root)
{
	return netrt_item_has(root, TAG_EncapsulatedDocument) &&
	    !netrt_item_has(root, TAG_PixelData) &&
	    !netrt_item_has(root, TAG_StructureSetROISequence);
}

enum netrt_rc
netrt_visible_find(struct netrt_item *root, enum netrt_visible *out,
    struct netrt_err *e)
{
	char burned[17], sop[NETRT_UID_LEN], type[1024], modality[17];
	enum netrt_rc rc = netrt_item_get_value(root, TAG_BurnedInAnnotation,
	    0, burned, sizeof burned, e);

	*out = NETRT_VISIBLE_NOTHING;
	if (rc == NETRT_OK && netrt_visible_document(root))
		return NETRT_OK;	/* stays behind, and has no pixels */
	if (rc == NETRT_OK)
		rc = netrt_item_get_value(root, TAG_SOPClassUID, 0, sop,
		    sizeof sop, e);
	if (rc == NETRT_OK)
		rc = netrt_item_get_str(root, TAG_ImageType, type,
		    sizeof type, e);
	if (rc == NETRT_OK)
		rc = netrt_item_get_value(root, TAG_Modality, 0, modality,
		    sizeof modality, e);
	if (rc != NETRT_OK)
		return rc;
	if (strcasecmp(burned, "YES") == 0)
		*out = NETRT_VISIBLE_SAYS_SO;
	else if (usual_class(sop) || netrt_item_has(root, TAG_ConversionType) ||
	    strstr(type, "SCREEN") != NULL ||
	    strstr(type, "\\DOSE_INFO") != NULL ||
	    strcmp(modality, "US") == 0)
		*out = NETRT_VISIBLE_USUAL;
	return NETRT_OK;
}
