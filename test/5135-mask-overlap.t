#!/bin/sh
# netrt-mask: several outlines of one ROI in one plane; what is said of them,
# and where.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-X
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
X
export NETRT_CONFIG="$T/c.yaml"

study() {
	rm -rf "$T/w"
	mkdir "$T/w"
	mkstudy -S -s box -r 160 -c 150 -n 5 -d 2.5 "$@" "$T/w" \
	    >"$T/words" || exit 99
	S=$(ls -d "$T"/w/UID_*)
	R=$(ls "$S"/Structure/*)
	rm -f "$T/rt.dcm"
}

# draw SLICE OUTLINE...: the box has these on that slice (from 0, along the
# normal) and nothing else.  OUTLINE: rows and columns from:to of a rectangle
# of whole pixels, and x for CLOSEDPLANAR_XOR, +N for N mm off the slice.
draw() {
	[ -e "$T/rt.dcm" ] || cp "$R" "$T/rt.dcm"
	/usr/bin/python3 - "$T/rt.dcm" "$R" "$S/DCM" "$@" <<-'P' || exit 99
	import copy, glob, sys
	import numpy as np
	import pydicom
	src, dst, images, k, *outlines = sys.argv[1:]
	ims = [pydicom.dcmread(p) for p in glob.glob(images + "/*")]
	o = np.array(ims[0].ImageOrientationPatient, float)
	n = np.cross(o[:3], o[3:])
	ims.sort(key=lambda d: n @ np.array(d.ImagePositionPatient, float))
	im = ims[int(k)]
	at = np.array(im.ImagePositionPatient, float)
	dr, dc = map(float, im.PixelSpacing)
	d = pydicom.dcmread(src)
	seq = d.ROIContourSequence[0].ContourSequence
	like = copy.deepcopy(seq[0])
	del seq[:]
	for text in outlines:
	    text, _, off = text.partition("+")
	    xor = text.endswith("x")
	    r0, r1, c0, c1 = (int(v) for v in
	                      text.rstrip("x").replace(",", ":").split(":"))
	    c = copy.deepcopy(like)
	    c.ContourGeometricType = "CLOSEDPLANAR_XOR" if xor else "CLOSED_PLANAR"
	    pts = []
	    for r, q in ((r0, c0), (r0, c1), (r1, c1), (r1, c0)):
	        r += -.5 if r == r0 else .5
	        q += -.5 if q == c0 else .5
	        p = at + o[:3] * q * dc + o[3:] * r * dr + n * float(off or 0)
	        pts += ["%.4f" % v for v in p]
	    c.ContourData = pts
	    c.NumberOfContourPoints = 4
	    if "ContourImageSequence" in c:
	        del c.ContourImageSequence
	    seq.append(c)
	d.save_as(dst)
	P
}

# gives VOXELS [ERE]: the mask has so many, and there is this one warning
gives() {
	rm -rf "$S/Addition" "$S/.netrt"
	netrt-mask "$S" >"$T/out" 2>"$T/err" || fail "exit $?"
	is "$what: $1 pixels" \
	    "$(sed -n 's/^voxels //p' "$S/.netrt/report.mask")" "$1"
	if [ -n "${2:-}" ]; then
		like "$what: a warning" "$(cat "$T/err")" "$2"
		is "$what: and no other" "$(wc -l <"$T/err")" 1
	else
		is "$what: no warning" "$(cat "$T/err")" ''
	fi
}

study
z=$(for f in "$S"/DCM/*; do
	dcmdump -q +P 0020,0032 "$f" | sed 's/.*\\\([-0-9.]*\)\].*/\1/'
done | sort -n | sed -n 3p)
at="first: ROI 3 at z = $(echo "$z" | sed 's/\.0*$//') mm"
what='one in the other'
draw 2 10:19,10:19 12:17,12:17
gives 64
what='the inner one first'
draw 2 12:17,12:17 10:19,10:19
gives 64
what='side by side, with one edge'
draw 2 10:19,10:19 10:19,20:29
gives 200
what='written twice'
draw 2 10:19,10:19 10:19,10:19
gives 100
what='overlapping in part'
draw 2 10:19,10:19 15:24,15:24
gives 150 " 1 planes have outlines of one ROI that overlap in part; .*$at"
what='and one of them twice'
draw 2 10:19,10:19 15:24,15:24 10:19,10:19
gives 150 'overlap in part'
what='a cross'
draw 2 14:15,10:19 10:19,14:15
gives 32 'overlap in part'
what='the third overlaps the second'
draw 2 10:19,10:19 40:49,40:49 45:54,40:49
gives 200 'overlap in part'

what='XOR, one in the other'
draw 2 10:19,10:19x 12:17,12:17x
gives 64
what='XOR overlapping is meant'
draw 2 10:19,10:19x 15:24,15:24x
gives 150
what='XOR twice'
draw 2 10:19,10:19x 30:39,30:34x 10:19,10:19x
gives 50 " 1 CLOSEDPLANAR_XOR contours are alike .*$at"
what='XOR three times'
draw 2 10:19,10:19x 10:19,10:19x 10:19,10:19x
gives 100 " 2 CLOSEDPLANAR_XOR contours are alike"
what='XOR, nothing left'
draw 2 10:19,10:19x 30:39,30:34x 10:19,10:19x 30:39,30:34x 500:509,10:19
rm -rf "$S/Addition" "$S/.netrt"
code 65 "$what" netrt-mask "$S"
like 'says that they cancel, and where' "$(cat "$T/err")" \
    "mask is empty: of 5 contours on slices 1 lie wholly outside the image, 0 enclose no pixel centre and 4 cancel each other [(]first of those: ROI 3 at z = $(echo "$z" | sed 's/\.0*$//') mm"
code 65 'so does the list' netrt-mask -l "$S"
like 'the same' "$(cat "$T/err")" 'and 4 cancel each other'
what='both types'
draw 2 10:19,10:19 10:19,10:19 12:17,12:17x
gives 64 ' 1 ROIs have CLOSED_PLANAR and CLOSEDPLANAR_XOR .*first: ROI 3\)'
what='both types, alike'
draw 2 10:19,10:19 10:19,10:19x 30:39,30:34
gives 50 'CLOSED_PLANAR and CLOSEDPLANAR_XOR'

# more than are looked at, each with each
what='seventy nested'
# shellcheck disable=SC2046
draw 2 $(i=0; while [ $i -lt 70 ]; do
	echo "$i:$((159 - i)),$i:$((149 - i))"
	i=$((i + 1))
done)
want=$(awk 'BEGIN { for (i = 0; i < 70; i++)
	n += (i % 2 ? -1 : 1) * (160 - 2 * i) * (150 - 2 * i); print n }')
gives "$want" "so many outlines of one ROI that not all .*$at"

# the place of the first case, whichever way the normal points
what='beyond the end'
draw 4 10:19,10:19+20 10:19,10:19
gives 100 "1 contours lie on no slice .*first: ROI 3 at z = $(awk -v z="$z" \
    'BEGIN { print z + 25 }') mm"
for f in "$S"/DCM/*; do
	dcmodify -nb -q -m '(0020,0037)=1\0\0\0\-1\0' "$f"
done
what='a normal to the feet'
draw 4 10:19,10:19 10:19,10:19+20
gives 100 "1 contours lie on no slice .*first: ROI 3 at z = $(awk -v z="$z" \
    'BEGIN { print z - 25 }') mm"
study -k coronal
draw 4 10:19,10:19+20 10:19,10:19
what=coronal
gives 100 'first: ROI 3 at y = -?[0-9.]+ mm'
study -k oblique
draw 4 10:19,10:19+20 10:19,10:19
what=oblique
gives 100 'first: ROI 3 at -?[0-9.]+ mm along the slice normal'
done_testing
