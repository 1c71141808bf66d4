/* Tags, their keywords and VRs, registered UIDs, in DCMTK's dictionary: see dcm.h. */
#include "dcm_priv.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <strings.h>

#include "dcmtk/dcmdata/dcdict.h"
#include "near.h"

/* "(0010,0020)" or "0010,0020", of a data set; 0: something else. */
static uint32_t
by_number(const char *text)
{
	static const char hex[] = "0123456789ABCDEFabcdef";
	size_t n = std::strlen(text);
	unsigned long group, element;

	if (n == 11 && text[0] == '(' && text[10] == ')')
		text++;
	else if (n != 9)
		return 0;
	if (std::strspn(text, hex) != 4 || text[4] != ',' ||
	    std::strspn(text + 5, hex) != 4)
		return 0;
	group = std::strtoul(text, nullptr, 16);
	element = std::strtoul(text + 5, nullptr, 16);
	if (group < 8 || group > 0xFFFC || element == 0)
		return 0;	/* file meta, item delimiters, lengths */
	return static_cast<uint32_t>(group << 16 | element);
}

uint32_t
netrt_tag_find(const char *keyword)
{
	/* DCMTK itself takes "8,90" and "2,10" */
	if (std::strchr(keyword, ',') != nullptr)
		return by_number(keyword);
	return must([&] {
		DcmTag t;
		std::string retired = std::string("RETIRED_") + keyword;

		if (DcmTag::findTagFromName(keyword, t).bad() &&
		    DcmTag::findTagFromName(retired.c_str(), t).bad())
			return uint32_t{0};
		return t.getGroup() % 2 == 0 ? number(t) : uint32_t{0};
	});
}

void
netrt_tag_format(uint32_t tag, char *buf, size_t size)
{
	must([&] {
		DcmTag t(key(tag));
		bool unknown = t.getEVR() == EVR_UNKNOWN ||
		    t.getEVR() == EVR_UN;

		tagname number(tag);
		const char *name = unknown ? number.s : t.getTagName();

		if (std::strncmp(name, "RETIRED_", 8) == 0)
			name += 8;
		snprintf(buf, size, "%s", name);
	});
}

const char *
netrt_tag_vr(uint32_t tag)
{
	return must([&] {
		return DcmTag(key(tag)).getVR().getValidVRName();
	});
}

bool
netrt_tag_nearest(const char *keyword, char *buf, size_t size)
{
	static const char retired[] = "RETIRED_";
	/* one letter, and one more of each five: short words are all near
	 * to each other */
	unsigned min = static_cast<unsigned>(1 + std::strlen(keyword) / 5);
	bool found = false;

	return must([&] {
		DcmDataDictionary &dict = dcmDataDict.wrlock();
		DcmHashDictIterator it = dict.normalBegin();

		for (; it != dict.normalEnd(); ++it) {
			const char *name = (*it)->getTagName();

			if ((*it)->getGroup() % 2 != 0)
				continue;
			if (std::strncmp(name, retired, 8) == 0)
				name += 8;
			unsigned d = strcasecmp(keyword, name) == 0 ? 1 :
			    netrt_near_distance(keyword, name);

			/* alike: the first in the alphabet, always the same */
			if (d > min || (d == min && found &&
			    std::strcmp(name, buf) > 0))
				continue;
			min = d;
			found = true;
			snprintf(buf, size, "%s", name);
		}
		dcmDataDict.wrunlock();
		return found;
	});
}

/* A number of so many digits at most behind a root. */
static bool
below(const char *uid, const char *root, size_t most)
{
	size_t n = strlen(root);

	if (strncmp(uid, root, n) != 0 || uid[n] == '\0' || uid[n] == '0')
		return false;
	uid += n;
	n = strspn(uid, "0123456789");
	return n <= most && uid[n] == '\0';
}

bool
netrt_uid_registered(const char *uid)
{
	return must([&] {
		/* what the dictionary of DCMTK leaves out: frames of
		 * reference, palettes, context groups, UTC */
		return below(uid, "1.2.840.10008.1.4.1.", 2) ||
		    below(uid, "1.2.840.10008.1.4.", 1) ||
		    below(uid, "1.2.840.10008.1.5.", 2) ||
		    below(uid, "1.2.840.10008.6.1.", 4) ||
		    strcmp(uid, "1.2.840.10008.15.1.1") == 0 ||
		    (strncmp(uid, "1.2.840.10008.", 14) == 0 &&
		    dcmFindNameOfUID(uid) != nullptr);
	});
}
