#!/bin/sh
# Bytes of Pixel Data behind the image are seen by nobody and sent to
# everybody: they were left out of the search with the pixels.
. "${0%/*}/lib.sh"
/usr/bin/python3 -c 'import pydicom' 2>/dev/null || skip_all "no pydicom"

cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { site_code: TST, pid_mapping_file: $T/map.json }
CONF
export NETRT_CONFIG="$T/c.yaml"
mkstudy -S -n 3 -r 32 -c 32 -p 'Zyxwandr^Quillonka/MRN1/19310211' "$T/w" \
    >/dev/null
S=$(ls -d "$T"/w/UID_*)

# behind TEXT: it follows the last pixel of an image
behind() {
	/usr/bin/python3 - "$(ls "$S"/DCM/* | head -n 1)" "$1" <<-P
	import sys, pydicom
	d = pydicom.dcmread(sys.argv[1])
	n = d.Rows * d.Columns * d.BitsAllocated // 8
	d.PixelData = d.PixelData[:n] + sys.argv[2].encode()
	d.save_as(sys.argv[1])
	P
	rm -f "$S/.netrt/inputs"
}

behind '0123456789'
code 0 'more bytes than the image has' netrt-anon "$S"
behind 'of Zyxwandr '
code 65 'and the name in them' netrt-anon "$S"
is 'nothing is published' "$(grep -rl Zyxwandr "$S/Anon")" ''
done_testing
